/* A document of the corpora as clauses, through extract and segment. */
#ifndef COMPARE_READER_H
#define COMPARE_READER_H

#include "common/arena.h"
#include "common/clause.h"

/* Markdown bytes -> clauses in the arena. false when a stage refuses. */
bool reader_clauses(struct cw_arena *arena, struct cw_str markdown, struct cw_clauses *out);

#endif
