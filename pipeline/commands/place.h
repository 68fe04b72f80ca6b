/* Where in its file a finding stands. Clause texts are cleaned of markup, so the words are looked
 * for in the clause's part of the source. */
#ifndef CW_COMMANDS_PLACE_H
#define CW_COMMANDS_PLACE_H

#include "analyst/analyst.h"
#include "common/finding.h"

/* A finding and its place in its file. All borrowed. */
struct cw_located {
    const char *file;
    const struct cw_finding *finding;
    size_t start; /* bytes into the decoded file */
    size_t end;   /* exclusive */
    uint32_t line;
    uint32_t column; /* code points, from 1 */
    struct cw_str lang;
    struct cw_str text;
};

/* A place in the decoded file. */
struct cw_cursor {
    size_t offset;
    uint32_t line, column; /* column in code points, from 1 */
};

enum { CW_PLACE_MEMOS = 64 };

/* Where the search for some words goes on. */
struct cw_place_memo {
    uint32_t clause; /* index + 1; 0 = empty */
    struct cw_str words;
    size_t in_clause, in_source;
};

/* The findings of one document are looked up in their order. */
struct cw_places {
    const struct cw_document_text *document; /* borrowed */
    uint32_t clause;                         /* the one last asked for */
    struct cw_cursor at_clause;              /* its beginning */
    struct cw_cursor at;                     /* the furthest place in it so far */
    struct cw_place_memo memos[CW_PLACE_MEMOS];
};

void cw_places_begin(struct cw_places *places, const struct cw_document_text *document);

/* Fills start, end, line, column and text of item. The words are found as often as they stand
 * before the finding in the clause; where markup cuts through them, the whole clause is named. */
void cw_places_find(struct cw_places *places, const struct cw_finding *finding,
                    struct cw_located *item);

#endif
