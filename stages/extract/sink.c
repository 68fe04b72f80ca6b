/* The sink: where every format puts text and links, and from where finished blocks go to the arena.
 *
 * One scratch buffer serves all blocks of a part; a block's text is copied to the arena once, at
 * its final size. */
#include <stdlib.h>

#include "internal.h"

void cw_sink_init(struct cw_sink *sink, struct cw_arena *arena, struct cw_str part)
{
    *sink = (struct cw_sink){.arena = arena, .part = part, .line = 1};
    /* Entities can double a text at most ("&lt" + ";" aside, none grows); rows add separators. */
    cw_buf_init(&sink->text, part.len * 4 + 4096);
}

void cw_sink_dispose(struct cw_sink *sink)
{
    cw_buf_dispose(&sink->text);
    free(sink->links);
    sink->links = NULL;
}

void cw_sink_text(struct cw_sink *sink, const char *data, size_t len)
{
    cw_buf_add(&sink->text, data, len);
}

static void add_link(struct cw_sink *sink, struct cw_str target, size_t start, size_t end)
{
    if (sink->n_links == sink->links_capacity) {
        size_t wanted = sink->links_capacity ? sink->links_capacity * 2 : 16;
        struct cw_link *grown = realloc(sink->links, wanted * sizeof *grown);
        if (!grown) {
            sink->err = CW_ENOMEM;
            return;
        }
        sink->links = grown;
        sink->links_capacity = wanted;
    }
    sink->links[sink->n_links++] = (struct cw_link){target, (uint32_t)start, (uint32_t)end};
}

void cw_sink_close_link(struct cw_sink *sink)
{
    bool empty_rest = sink->reopened && sink->open_start == sink->text.len;
    if (sink->open_target.data && !empty_rest) {
        add_link(sink, sink->open_target, sink->open_start, sink->text.len);
    }
    sink->open_target = (struct cw_str){NULL, 0};
    sink->reopened = false;
}

void cw_sink_open_link(struct cw_sink *sink, struct cw_str target)
{
    cw_sink_close_link(sink);
    sink->open_target = cw_str_dup(sink->arena, target);
    sink->open_start = sink->text.len;
    if (!sink->open_target.data) {
        sink->err = CW_ENOMEM;
    }
}

/* Also a no-break space, which pages use to hold an empty line open. */
static size_t leading_space(struct cw_str text)
{
    size_t at = 0;
    while (at < text.len) {
        if (cw_is_space(text.data[at])) {
            at++;
        } else if (text.len - at >= 2 && memcmp(text.data + at, "\xC2\xA0", 2) == 0) {
            at += 2;
        } else {
            break;
        }
    }
    return at;
}

bool cw_sink_is_blank(const struct cw_sink *sink)
{
    struct cw_str text = cw_buf_view(&sink->text);
    return leading_space(text) == text.len;
}

void cw_sink_clear(struct cw_sink *sink)
{
    cw_buf_clear(&sink->text);
    sink->n_links = 0;
    sink->open_start = 0;
}

uint32_t cw_sink_line(struct cw_sink *sink, size_t offset)
{
    if (offset < sink->line_at) {
        sink->line_at = 0;
        sink->line = 1;
    }
    const char *at = sink->part.data + sink->line_at;
    const char *end = sink->part.data + offset;
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline) {
            break;
        }
        sink->line++;
        at = newline + 1;
    }
    sink->line_at = offset;
    return sink->line;
}

/* Moves the links' offsets from the buffer to the trimmed text. */
static struct cw_link *take_links(struct cw_sink *sink, size_t cut, size_t len)
{
    struct cw_link *links = cw_arena_array(sink->arena, sink->n_links, sizeof *links);
    for (size_t i = 0; links && i < sink->n_links; i++) {
        struct cw_link *link = &links[i];
        *link = sink->links[i];
        size_t start = link->start > cut ? link->start - cut : 0;
        size_t end = link->end > cut ? link->end - cut : 0;
        link->start = (uint32_t)(start < len ? start : len);
        link->end = (uint32_t)(end < len ? end : len);
    }
    return links;
}

/* Room for one block more; NULL sets sink->err. */
static struct cw_block *next_block(struct cw_sink *sink)
{
    if (sink->n == CW_MOST_BLOCKS) {
        sink->err = CW_ELIMIT;
        return NULL;
    }
    struct cw_block *grown = cw_arena_grow(sink->arena, sink->blocks, sink->n, &sink->capacity,
                                           sink->n + 1, sizeof *grown);
    if (!grown) {
        sink->err = CW_ENOMEM;
        return NULL;
    }
    sink->blocks = grown;
    return &grown[sink->n];
}

bool cw_sink_emit(struct cw_sink *sink, const struct cw_block *proto)
{
    if (sink->err || sink->text.failed || cw_sink_is_blank(sink)) {
        cw_sink_clear(sink);
        return false;
    }
    struct cw_block *block = next_block(sink);
    if (!block) {
        return false;
    }
    struct cw_str open = sink->open_target;
    cw_sink_close_link(sink);
    *block = *proto;
    struct cw_str view = cw_buf_view(&sink->text);
    size_t cut = 0;
    while (cw_is_space(view.data[cut])) {
        cut++;
    }
    while (cw_is_space(view.data[view.len - 1])) {
        view.len--;
    }
    block->text = cw_str_dup(sink->arena, cw_str_sub(view, cut, view.len));
    block->n_links = sink->n_links;
    block->links = sink->n_links ? take_links(sink, cut, block->text.len) : NULL;
    if (!block->text.data || (sink->n_links && !block->links)) {
        sink->err = CW_ENOMEM;
        return false;
    }
    if (block->line == 0) {
        block->line = cw_sink_line(sink, block->start);
    }
    sink->n++;
    cw_sink_clear(sink);
    sink->open_target = open;
    sink->reopened = open.data != NULL;
    return true;
}

bool cw_sink_emit_range(struct cw_sink *sink, const struct cw_block *proto)
{
    struct cw_str text = cw_str_sub(sink->part, proto->start, proto->end);
    if (sink->err || leading_space(text) == text.len) {
        return false;
    }
    struct cw_block *block = next_block(sink);
    if (!block) {
        return false;
    }
    *block = *proto;
    block->text = text;
    block->line = cw_sink_line(sink, block->start);
    sink->n++;
    return true;
}
