/* Inside extract's Markdown only: what the walk over the tree carries along. */
#ifndef CW_EXTRACT_MARKDOWN_H
#define CW_EXTRACT_MARKDOWN_H

#include <cmark-gfm.h>

#include "internal.h"

/* An open container. */
struct cw_markdown_frame {
    cmark_node_type type;
    bool ordered;
    bool used; /* item: its first text has been given out */
    int number;
    uint32_t list_depth;
    uint32_t quote_depth;
};

struct cw_markdown {
    struct cw_sink *sink;
    struct cw_extract_notes *notes;
    size_t *lines; /* malloc; where each line that cmark counts begins in the part */
    size_t n_lines;
    size_t lines_capacity;
    struct cw_markdown_frame *frames; /* malloc */
    size_t n_frames;
    size_t frames_capacity;
    struct cw_str pending_anchor; /* for a block that begins on the line below it */
    int pending_line;             /* that line; 0 = none */
    int last_line;                /* where the last block ended, for an attribute list below it */
};

/* A node that is no container: paragraph, heading, code, HTML, table. */
void cw_markdown_leaf(struct cw_markdown *md, cmark_node *node, cmark_node_type type);

/* The length of a text that is one line of words without any markup, blank lines behind it aside:
 * it is a paragraph. 0 = it is something else, or may be. */
size_t cw_markdown_plain_line(struct cw_str text);

/* Inputs on which cmark-gfm 0.29.0.gfm.6 takes quadratic time. They are not written by people. */
bool cw_markdown_is_costly(struct cw_str text);
/* Tables alone: without the table extension the text is read as paragraphs, at no cost. */
bool cw_markdown_has_costly_table(struct cw_str text);

/* Puts the text and links below a node into the sink. *anchor: set when raw HTML names the place
 * before any text. */
void cw_markdown_inlines(struct cw_markdown *md, cmark_node *root, struct cw_str *anchor);

/* Takes kramdown's attribute lists ("{: #id .class key=value }") off both ends of a block's text,
 * and "{#id}" off the end of a heading's. Returns what is left; *id: the last id in them
 * (borrowed),
 * "" = none; *taken: whether any was there. */
struct cw_str cw_strip_attributes(struct cw_str text, bool heading, struct cw_str *id, bool *taken);

#endif
