/* Blocks: what extract makes of a file, whatever its format. */
#ifndef CW_COMMON_BLOCK_H
#define CW_COMMON_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "str.h"

enum cw_kind {
    CW_HEADING = 0,
    CW_PARAGRAPH,
    CW_ITEM,  /* the first paragraph of a list item; further ones are CW_PARAGRAPH */
    CW_ROW,   /* a table row; cells are joined by " | " */
    CW_QUOTE, /* a paragraph inside a block quotation */
    CW_TERM,  /* the term of a definition list; its definition is a CW_PARAGRAPH */
    CW_KINDS
};

/* A link inside a block's text. */
struct cw_link {
    struct cw_str target; /* as written, entities and escapes resolved */
    uint32_t start;       /* bytes into the text of its block or clause */
    uint32_t end;         /* exclusive */
};

struct cw_block {
    enum cw_kind kind;
    uint8_t level;         /* heading 1-6; item: depth of nesting from 1; quote: depth; else 0 */
    uint32_t line;         /* of the first byte, from 1 */
    size_t start;          /* bytes into the decoded source (UTF-8) */
    size_t end;            /* exclusive */
    struct cw_str marker;  /* the number an ordered list prints before it: "3", "b"; "" = none */
    struct cw_str lang;    /* language the markup declares for it (BCP 47), "" = none */
    struct cw_str anchor;  /* explicit id, "" = none */
    struct cw_str text;    /* visible text, markup gone, entities resolved; white space as is */
    struct cw_link *links; /* by start; offsets into text */
    size_t n_links;
};

struct cw_blocks {
    struct cw_block *items;
    size_t n;
};

/* "heading", "paragraph", ...: the names in every output. Static storage. */
const char *cw_kind_name(enum cw_kind kind);

#endif
