/* A document and its translation, from clauses to alignment. */
#ifndef CW_ANALYST_ALIGN_H
#define CW_ANALYST_ALIGN_H

#include "analyst.h"
#include "common/alignment.h"

struct cw_align_text {
    const struct cw_clauses *clauses;
    const struct cw_analysis *analyses; /* one for each clause; NULL = they are made here */
    struct cw_str lang;                 /* "" = the language of most of its text */
};

/* out: in the arena. CW_ENOMEM, CW_ELIMIT. */
enum cw_err cw_analyst_align(struct cw_analyst *analyst, struct cw_arena *arena,
                             const struct cw_align_text *source, const struct cw_align_text *target,
                             struct cw_alignment *out, struct cw_diag *diag) CW_MUST_CHECK;

#endif
