/* Inside extract's HTML only: what elements mean to us, and the state of a walk. */
#ifndef CW_EXTRACT_HTML_H
#define CW_EXTRACT_HTML_H

#include <libxml/HTMLparser.h>

#include "internal.h"

/* What an element does to the text in it. */
enum cw_role {
    CW_ROLE_INLINE = 0,
    CW_ROLE_BLOCK,   /* ends the block before it and behind it */
    CW_ROLE_WRAPPER, /* a block that groups others: its id names its first heading only */
    CW_ROLE_HEADING,
    CW_ROLE_BULLETS,
    CW_ROLE_NUMBERS,
    CW_ROLE_ITEM,
    CW_ROLE_QUOTE,
    CW_ROLE_ROW,
    CW_ROLE_CELL,
    CW_ROLE_TERM,
    CW_ROLE_DEFINITION,
    CW_ROLE_BREAK,
    CW_ROLE_LINK,
    CW_ROLE_TITLE,
    CW_ROLE_META,
    CW_ROLE_ROOT, /* html, body: their language is the document's */
    CW_ROLE_SKIP  /* nothing in it is text for a reader */
};

enum cw_role cw_html_role(const char *name);

/* The attributes that mean something to us; NULL where absent. Borrowed from the parser. */
struct cw_html_attributes {
    const char *id;
    const char *name;
    const char *lang;
    const char *href;
    const char *start;
    const char *value;
    const char *type;
    const char *style;
    const char *http_equiv;
    const char *content;
    bool reversed;
    bool hidden; /* by attribute or style */
};
void cw_html_attributes(const xmlChar **atts, struct cw_html_attributes *out);

/* How an ordered list counts, from type or style: '1', 'a', 'A', 'i', 'I', or 0 = prints nothing.
 */
char cw_html_list_type(const struct cw_html_attributes *attributes);

/* An open element. What is inherited is copied from the parent. */
struct cw_html_frame {
    enum cw_role role;
    bool hidden;
    struct cw_str lang;       /* in the arena; of the element itself */
    struct cw_str block_lang; /* of the nearest block */
    /* Where paragraphs stand: index of the nearest item, list and row in the frames; 0 = none (the
     * frame at 0 is never one). */
    size_t item;
    size_t list;
    size_t row;
    enum cw_role container; /* nearest of HEADING, ITEM, QUOTE, TERM, DEFINITION; INLINE = none */
    size_t block;           /* frame of the nearest block element */
    uint8_t heading_level;
    uint32_t list_depth;
    uint32_t quote_depth;
    /* list */
    char list_type;
    int64_t number;
    int64_t step;
    /* item */
    bool used;
    struct cw_str marker;
    /* row */
    size_t outer_row; /* 0 = none */
    size_t first_block;
    size_t first_cell;
    bool holds_rows; /* a table stands in it */
};

struct cw_html {
    struct cw_sink *sink;
    struct cw_extract_notes *notes;
    htmlParserCtxtPtr parser;
    struct cw_str html;
    size_t base;                  /* of html in the sink's part */
    const struct cw_block *outer; /* NULL, or what its first paragraph is */
    struct cw_html_frame *frames; /* malloc */
    size_t n_frames;
    size_t frames_capacity;
    size_t *cells; /* malloc; number of blocks at the end of each cell of the open rows */
    size_t n_cells;
    size_t cells_capacity;
    size_t first_block; /* blocks in the sink before this HTML */

    size_t position; /* behind the last text, bytes into html */
    size_t start;    /* of the block being read: its first byte that is no space */
    size_t end;      /* behind its last byte that is no space */
    bool has_text;
    struct cw_str text_lang;
    unsigned breaks; /* br elements since the last text */

    struct cw_str anchor; /* waiting for the next block */
    size_t anchor_frame;  /* of the element that set it */
    bool anchor_wraps;    /* that element groups others */

    size_t title_frame; /* of the title being read; 0 = none */
    bool title_read;    /* a title has been read to its end */
    struct cw_buf title;
    size_t work;         /* steps that mismatched end tags cost */
    const char *gave_up; /* why we stopped the parser; NULL = we did not */
};

/* How much of a page, from its beginning, the parser reads in linear time: up to a tag with
 * thousands of attributes, if there is one. */
size_t cw_html_affordable(struct cw_str text);

/* Ends the block being read, if any. */
void cw_html_flush(struct cw_html *html);

/* Cells of a row: called at the end of a cell and of a row. */
void cw_html_end_cell(struct cw_html *html);
void cw_html_end_row(struct cw_html *html, const struct cw_html_frame *row);

#endif
