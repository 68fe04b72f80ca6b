/* A comparison as JSON Lines and as text for a terminal. */
#ifndef CW_COMMANDS_DIFF_TEXT_H
#define CW_COMMANDS_DIFF_TEXT_H

#include "common/clause.h"
#include "common/edit.h"

void cw_diff_jsonl(const struct cw_comparison *comparison, const struct cw_clauses *old_clauses,
                   const struct cw_clauses *new_clauses, struct cw_buf *out);

struct cw_diff_style {
    bool colour;
    bool all; /* cosmetic edits too */
};

/* Changed words stand in [-old-] and {+new+}, so that nothing hangs on colour. */
void cw_diff_text(const struct cw_comparison *comparison, const struct cw_clauses *old_clauses,
                  const struct cw_clauses *new_clauses, struct cw_diff_style style,
                  struct cw_buf *out);

#endif
