/* The edits of a comparison, clause by clause. Internal to report. */
#ifndef CW_REPORT_EDITS_H
#define CW_REPORT_EDITS_H

#include "html.h"

/* Writes "what to look at" (signals) and "clause by clause". Shows about `budget` bytes, the
 * most severe edits first to be chosen, and says how many are left out. clauses may lack texts that
 * no edit needs. */
void cw_edits_sections(struct cw_html *html, const struct cw_comparison *comparison,
                       const struct cw_clauses *old_clauses, const struct cw_clauses *new_clauses,
                       size_t budget);

#endif
