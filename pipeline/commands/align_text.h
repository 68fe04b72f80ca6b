/* An alignment as JSON Lines and as two columns for a terminal. */
#ifndef CW_COMMANDS_ALIGN_TEXT_H
#define CW_COMMANDS_ALIGN_TEXT_H

#include "common/alignment.h"
#include "common/clause.h"

void cw_align_jsonl(const struct cw_alignment *alignment, struct cw_buf *out);

struct cw_align_style {
    bool colour;
    int columns; /* of the terminal */
};

/* Every clause of both sides; what is wrong is said in words, so that nothing hangs on colour.
 * CW_ENOMEM. */
enum cw_err cw_align_text_view(struct cw_arena *arena, const struct cw_alignment *alignment,
                               const struct cw_clauses *source, const struct cw_clauses *target,
                               struct cw_align_style style, struct cw_buf *out) CW_MUST_CHECK;

#endif
