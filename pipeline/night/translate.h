/* What the steps about translations share. */
#ifndef CW_NIGHT_TRANSLATE_H
#define CW_NIGHT_TRANSLATE_H

#include "config/countries.h"
#include "members.h"

/* One version with everything that aligning and judging ask for. */
struct cw_side_text {
    int64_t version; /* 0 = nothing is loaded */
    struct cw_layout layout;
    struct cw_clauses clauses;
};

enum cw_err cw_side_load(struct cw_run *run, struct cw_arena *arena, int64_t version,
                         struct cw_side_text *side) CW_MUST_CHECK;

/* The translations of one service that are to be looked at: places among the members. */
struct cw_pairs {
    const struct cw_members *members;
    size_t *items; /* those of one original lie together */
    size_t n;
    bool packs_changed; /* alignments made with other packs are made again */
};

/* Aligns those pairs whose alignment is not kept; aligned[i] says which were. A pair that cannot be
 * aligned is named in a warning and left as it was. */
enum cw_err cw_pairs_align(struct cw_run *run, int64_t night, const struct cw_pairs *pairs,
                           bool *aligned) CW_MUST_CHECK;

/* Makes the findings of one translation from its alignment and freshness. No alignment: nothing. */
enum cw_err cw_pair_judge(struct cw_run *run, struct cw_arena *arena, int64_t night,
                          const struct cw_members *members, size_t place,
                          const struct cw_side_text *source) CW_MUST_CHECK;

/* Policies of the service that are not there in an expected language. */
enum cw_err cw_absences_find(struct cw_run *run, struct cw_arena *arena, int64_t night,
                             const struct cw_countries *countries,
                             const struct cw_members *members) CW_MUST_CHECK;

#endif
