/* Clause texts, their analyses, and link sets: the content-addressed half of the store. */
#ifndef CW_STORE_CLAUSES_H
#define CW_STORE_CLAUSES_H

#include "common/analysis.h"
#include "common/clause.h"
#include "store.h"

/* *id is 0 when no clause has this hash. */
enum cw_err cw_clause_find(struct cw_store *store, const struct cw_hash *hash, int64_t *id,
                           struct cw_diag *diag) CW_MUST_CHECK;

/* *added false: it is there already. *id is its own in either case. */
enum cw_err cw_clause_add(struct cw_store *store, const struct cw_hash *hash, struct cw_str lang,
                          struct cw_str text, int64_t *id, bool *added,
                          struct cw_diag *diag) CW_MUST_CHECK;

/* Language, text and hash of a clause, in the arena. CW_EDAMAGED when the store contradicts itself.
 */
enum cw_err cw_clause_get(struct cw_store *store, int64_t id, struct cw_arena *arena,
                          struct cw_clause *clause, struct cw_diag *diag) CW_MUST_CHECK;

/* How an analysis came to be: analyses of another origin are stale. */
struct cw_origin {
    int64_t identify; /* fingerprint of identification */
    int64_t pack;     /* fingerprint of the pack of its language; 0 = there is none */
};

enum cw_err cw_analysis_set(struct cw_store *store, int64_t clause_id,
                            const struct cw_analysis *analysis, struct cw_origin origin,
                            struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_analysis_load(struct cw_store *store, int64_t clause_id, struct cw_arena *arena,
                             struct cw_analysis *analysis, struct cw_diag *diag) CW_MUST_CHECK;

/* Only the language (in the arena) and the counts of an analysis: all that sums need. */
enum cw_err cw_analysis_counts(struct cw_store *store, int64_t clause_id, struct cw_arena *arena,
                               struct cw_str *lang, struct cw_counts *counts,
                               struct cw_diag *diag) CW_MUST_CHECK;

/* A set of links as its wire form; *id as in cw_clause_add, found or added. */
enum cw_err cw_link_set_put(struct cw_store *store, struct cw_str data, int64_t *id,
                            struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_link_set_get(struct cw_store *store, int64_t id, struct cw_arena *arena,
                            struct cw_clause *clause, struct cw_diag *diag) CW_MUST_CHECK;

/* Once there are enough texts, makes the dictionary that later ones are compressed with. */
enum cw_err cw_clauses_make_dictionary(struct cw_store *store, struct cw_diag *diag) CW_MUST_CHECK;

#endif
