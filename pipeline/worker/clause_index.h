/* Where in a list of clauses the first one with a given hash stands. */
#ifndef CW_WORKER_CLAUSE_INDEX_H
#define CW_WORKER_CLAUSE_INDEX_H

#include "common/clause.h"

/* All zero is an index of no clauses. Free what is inside with cw_clause_index_dispose. */
struct cw_clause_index {
    struct cw_clauses clauses; /* borrowed; do not set */
    struct cw_index_slot *slots;
    size_t size; /* a power of two, or 0 */
    size_t capacity;
};

/* Makes it an index of these clauses, which must live as long as they are looked for. False when
 * out of memory: it is then one of no clauses. */
bool cw_clause_index_fill(struct cw_clause_index *index, const struct cw_clauses *clauses);
void cw_clause_index_dispose(struct cw_clause_index *index);

/* The first clause with this hash, or -1. */
int64_t cw_clause_index_find(const struct cw_clause_index *index, const struct cw_hash *hash);

#endif
