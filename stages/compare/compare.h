/* Compare: two versions of a document -> clause edits with their signals, class and severity.
 *
 * A pure function of the two lists of clauses. Any two versions can be compared, not only
 * neighbours. Bounded: beyond the limits in compare.c a coarser answer comes, marked `coarse`. */
#ifndef CW_COMPARE_H
#define CW_COMPARE_H

#include "common/arena.h"
#include "common/breaks.h"
#include "common/clause.h"
#include "common/edit.h"
#include "common/error.h"

struct cw_lexicons;

struct cw_version_text {
    const struct cw_clauses *clauses;
    struct cw_str lang; /* language of most of its text, "" = unknown */
};

/* out: in the arena; every clause of both sides stands in exactly one edit (UNCHANGED included).
 * lexicons may be NULL: then no signals that need words. CW_ENOMEM, CW_ELIMIT. */
enum cw_err cw_compare(struct cw_arena *arena, struct cw_breaker *breaker,
                       const struct cw_lexicons *lexicons,
                       const struct cw_version_text *old_version,
                       const struct cw_version_text *new_version,
                       struct cw_comparison *out) CW_MUST_CHECK;

#endif
