/* The table that says how much a change matters, where a user has one of their own. */
#ifndef CW_PIPELINE_SEVERITY_H
#define CW_PIPELINE_SEVERITY_H

#include "compare/compare.h"

/* The first severity.tsv in the folders of language packs, in the arena; NULL where none
 * has one: the standard table then holds. CW_ESYNTAX with file and line, CW_EIO, CW_ENOMEM. */
enum cw_err cw_severity_read(struct cw_arena *arena, const char *const *dirs, size_t n_dirs,
                             const struct cw_severity_rules **out,
                             struct cw_diag *diag) CW_MUST_CHECK;

#endif
