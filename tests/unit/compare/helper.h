/* Clauses from plain lines, so that tests need no other stage. */
#ifndef COMPARE_HELPER_H
#define COMPARE_HELPER_H

#include "compare/compare.h"

/* One clause a line: "# " to "###### " headings, "- " items, "| " rows, "> " quotes, else
 * paragraphs. "(1.2) " after that is the clause's number. "[words](target)" is a link. Clauses are
 * in the arena. */
struct cw_clauses helper_clauses(struct cw_arena *arena, struct cw_str lines);

/* Everything that changed, for people; see tests/spec/compare/README.md for the form. */
void helper_describe(struct cw_buf *out, struct cw_arena *arena, const struct cw_clauses *before,
                     const struct cw_clauses *after, const struct cw_comparison *comparison);

#endif
