/* From comparisons to freshness: pure functions, one step for each version. */
#ifndef CW_NIGHT_FRESH_H
#define CW_NIGHT_FRESH_H

#include "store/freshness.h"

/* What is asked of a version here. */
struct cw_fresh_version {
    int64_t id;
    int64_t time;
    const int64_t *clause_ids; /* by index: the store's numbers, equal for equal text */
    size_t n;
};

/* A document's first version: nothing has changed yet. Everything in the arena. */
enum cw_err cw_fresh_begin(struct cw_arena *arena, const struct cw_fresh_version *version,
                           struct cw_freshness *out) CW_MUST_CHECK;

/* The next version. Form never counts: links, punctuation, white space, the date line, numbers of
 * sections, another place. A clause that goes back to a wording it had loses the changes between,
 * and one that comes back after it was gone is what it was. `before` may share the arena of out.
 * CW_ENOMEM. */
enum cw_err cw_fresh_step(struct cw_arena *arena, const struct cw_freshness *before,
                          const struct cw_fresh_version *old_version,
                          const struct cw_fresh_version *new_version,
                          const struct cw_comparison *comparison,
                          struct cw_freshness *out) CW_MUST_CHECK;

/* When the clause last changed: its newest event, else when it first stood. */
int64_t cw_fresh_changed(const struct cw_fresh_clause *clause);

/* Does this edit count as a change of wording? */
bool cw_fresh_counts(const struct cw_edit *edit);

#endif
