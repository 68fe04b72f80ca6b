/* Flag: analyses of a document's clauses -> findings, by rules that are data. */
#ifndef CW_FLAG_H
#define CW_FLAG_H

#include "common/analysis.h"
#include "common/arena.h"
#include "common/clause.h"
#include "common/error.h"
#include "common/finding.h"

struct cw_lexicons;

/* clauses[i] goes with analyses[i]. Findings come by clause, then start, then rule; in the arena.
 */
enum cw_err cw_flag_document(struct cw_arena *arena, const struct cw_lexicons *lexicons,
                             const struct cw_clauses *clauses, const struct cw_analysis *analyses,
                             struct cw_finding **findings, size_t *n) CW_MUST_CHECK;

#endif
