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

/* Fills start, end, line, column and text of item. The words are found as often as they stand
 * before the finding in the clause; where markup cuts through them, the whole clause is named. */
void cw_place_find(const struct cw_document_text *document, const struct cw_finding *finding,
                   struct cw_located *item);

#endif
