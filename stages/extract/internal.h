/* Inside extract only: the sink that every format writes its blocks to, and the formats' doors. */
#ifndef CW_EXTRACT_INTERNAL_H
#define CW_EXTRACT_INTERNAL_H

#include "common/buf.h"
#include "extract.h"

enum { CW_MOST_BLOCKS = 1000000 };

/* Collects the text and links of the block being read, and the blocks finished so far. Failures are
 * sticky in `err`: writers go on and look once at the end. */
struct cw_sink {
    struct cw_arena *arena;
    struct cw_str part;
    struct cw_block *blocks; /* in the arena */
    size_t n;
    size_t capacity;
    struct cw_buf text;    /* of the block being read */
    struct cw_link *links; /* malloc; of the block being read */
    size_t n_links;
    size_t links_capacity;
    struct cw_str open_target; /* of the link being read, data NULL = none */
    size_t open_start;
    bool reopened;  /* it began in the block before */
    size_t line_at; /* lines are counted on from here */
    uint32_t line;
    enum cw_err err;
};

void cw_sink_init(struct cw_sink *sink, struct cw_arena *arena, struct cw_str part);
void cw_sink_dispose(struct cw_sink *sink);
void cw_sink_text(struct cw_sink *sink, const char *data, size_t len);
/* target is copied into the arena. A link still open is closed first. */
void cw_sink_open_link(struct cw_sink *sink, struct cw_str target);
void cw_sink_close_link(struct cw_sink *sink);
/* Nothing but white space so far. */
bool cw_sink_is_blank(const struct cw_sink *sink);
/* Finishes the block: text and links from the sink, the rest from proto (its strings must live as
 * long as the arena; line 0 = counted from start). A blank text gives no block. An open link goes
 * on in the next one. */
bool cw_sink_emit(struct cw_sink *sink, const struct cw_block *proto);
/* For formats without markup: the block's text is the part itself from proto->start to proto->end,
 * borrowed. The sink's own text is empty. */
bool cw_sink_emit_range(struct cw_sink *sink, const struct cw_block *proto);
/* Drops the text and the links being read; an open link goes on. */
void cw_sink_clear(struct cw_sink *sink);
/* The line of a byte of the part, from 1. Cheap for growing offsets. */
uint32_t cw_sink_line(struct cw_sink *sink, size_t offset);

/* Number of an ordered list's item as it is printed: type '1', 'a', 'A', 'i' or 'I'. In the arena.
 */
struct cw_str cw_marker(struct cw_arena *arena, char type, int64_t number);

/* White space in the sense of HTML: space, tab, LF, FF, CR. */
static inline bool cw_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* The formats. Each adds to the sink; what it gave up on stands in the notes. */
void cw_read_plain(struct cw_sink *sink);
void cw_read_markdown(struct cw_sink *sink, struct cw_extract_notes *notes);

/* HTML. base: where html begins in the sink's part. proto: NULL, or kind, level and marker of its
 * first paragraph when it stands inside something else (Markdown). notes: title, language. */
void cw_read_html(struct cw_sink *sink, struct cw_str html, size_t base,
                  const struct cw_block *proto, struct cw_extract_notes *notes);

/* What a single tag of raw HTML in a Markdown paragraph means; strings in the arena, "" = none. */
struct cw_html_tag {
    struct cw_str anchor; /* id or name of a link */
    struct cw_str target; /* href of a link */
    bool closes_link;
    bool is_break;
};
struct cw_html_tag cw_html_read_tag(struct cw_arena *arena, struct cw_str tag);

/* Does it begin with a tag, comment or declaration that HTML knows? "<UK Representative>" does not.
 */
bool cw_html_is_known_tag(struct cw_str text);

void cw_note_truncated(struct cw_extract_notes *notes, const char *reason);

#endif
