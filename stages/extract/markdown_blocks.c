/* Markdown's leaf blocks: from a node to the text, links and place of a block. */
#include <stdlib.h>

#include "markdown.h"

/* The byte of the part where cmark's line and column (from 1) are. */
static size_t offset_of(const struct cw_markdown *md, int line, int column)
{
    if (line < 1 || md->n_lines == 0) {
        return 0;
    }
    size_t index = (size_t)line - 1;
    if (index >= md->n_lines) {
        return md->sink->part.len;
    }
    size_t offset = md->lines[index] + (column > 1 ? (size_t)column - 1 : 0);
    return offset < md->sink->part.len ? offset : md->sink->part.len;
}

struct range {
    size_t start;
    size_t end;
};

static struct range trim(const struct cw_markdown *md, size_t start, size_t end)
{
    const char *data = md->sink->part.data;
    if (end > md->sink->part.len) {
        end = md->sink->part.len;
    }
    while (start < end && cw_is_space(data[start])) {
        start++;
    }
    while (end > start && cw_is_space(data[end - 1])) {
        end--;
    }
    return (struct range){start, end};
}

static struct range range_of(const struct cw_markdown *md, cmark_node *node)
{
    size_t start =
        offset_of(md, cmark_node_get_start_line(node), cmark_node_get_start_column(node));
    size_t end = offset_of(md, cmark_node_get_end_line(node), cmark_node_get_end_column(node) + 1);
    return trim(md, start, end > start ? end : start);
}

static struct range lines_of(const struct cw_markdown *md, int first, int last)
{
    return trim(md, offset_of(md, first, 1), offset_of(md, last + 1, 1));
}

/* The text of a heading without its number signs or underline. */
static struct range heading_range(const struct cw_markdown *md, cmark_node *node)
{
    const char *data = md->sink->part.data;
    struct range range = range_of(md, node);
    if (cmark_node_get_end_line(node) > cmark_node_get_start_line(node)) {
        size_t last = offset_of(md, cmark_node_get_end_line(node), 1);
        return last > range.start ? trim(md, range.start, last) : range;
    }
    while (range.start < range.end && data[range.start] == '#') {
        range.start++;
    }
    return trim(md, range.start, range.end);
}

static uint8_t capped(uint32_t depth)
{
    return depth > 255 ? 255 : (uint8_t)depth;
}

/* Kind, level and marker of a paragraph by the container that it stands in. */
static struct cw_block paragraph_proto(struct cw_markdown *md)
{
    struct cw_block proto = {.kind = CW_PARAGRAPH};
    struct cw_markdown_frame *top = &md->frames[md->n_frames - 1];
    if (top->type == CMARK_NODE_BLOCK_QUOTE) {
        proto.kind = CW_QUOTE;
        proto.level = capped(top->quote_depth);
    } else if (top->type == CMARK_NODE_ITEM && !top->used) {
        proto.kind = CW_ITEM;
        proto.level = capped(top->list_depth);
        if (top->ordered) {
            proto.marker = cw_marker(md->sink->arena, '1', top->number);
        }
    }
    return proto;
}

static void mark_used(struct cw_markdown *md)
{
    md->frames[md->n_frames - 1].used = true;
}

/* Attribute lists leave the sink's text; their id becomes the anchor of this block, or of the one
 * right above when nothing else stood here. */
static void take_attributes(struct cw_markdown *md, cmark_node *node, struct cw_block *proto)
{
    struct cw_sink *sink = md->sink;
    struct cw_str text = cw_buf_view(&sink->text);
    if (text.len == 0 || !memchr(text.data, '}', text.len)) {
        return;
    }
    struct cw_str id;
    bool taken;
    struct cw_str left = cw_strip_attributes(text, proto->kind == CW_HEADING, &id, &taken);
    if (!taken) {
        return;
    }
    if (id.len) {
        proto->anchor = cw_str_dup(sink->arena, id);
    }
    const char *source = sink->part.data;
    const char *close = memchr(source + proto->start, '}', proto->end - proto->start);
    bool in_front = left.len && left.data > text.data && source[proto->start] == '{';
    if (in_front && close) {
        proto->start = trim(md, (size_t)(close - source) + 1, proto->end).start;
    }
    const char *brace = memrchr(source + proto->start, '{', proto->end - proto->start);
    bool at_end = left.len == 0 || left.data + left.len < text.data + text.len;
    if (left.len && brace && at_end && source[proto->end - 1] == '}') {
        struct range range = trim(md, proto->start, (size_t)(brace - source));
        proto->end = range.end;
    }
    /* What is cut off in front shifts nothing but links, which then are behind it: blank it out. */
    size_t cut = left.len ? (size_t)(left.data - text.data) : text.len;
    size_t kept = cut + left.len;
    memset(sink->text.data, ' ', cut);
    sink->text.len = left.len ? kept : 0;
    bool below = cmark_node_get_start_line(node) == md->last_line + 1;
    if (left.len == 0 && id.len && below && sink->n && !sink->blocks[sink->n - 1].anchor.len) {
        sink->blocks[sink->n - 1].anchor = proto->anchor;
    } else if (left.len == 0 && id.len) {
        md->pending_anchor = proto->anchor;
        md->pending_line = cmark_node_get_end_line(node) + 1;
    }
}

/* Emits what is in the sink as one block. */
static void finish(struct cw_markdown *md, cmark_node *node, struct cw_block proto,
                   struct range range)
{
    proto.start = range.start;
    proto.end = range.end;
    take_attributes(md, node, &proto);
    if (!proto.anchor.len && cmark_node_get_start_line(node) == md->pending_line) {
        proto.anchor = md->pending_anchor;
    }
    if (cw_sink_emit(md->sink, &proto)) {
        md->pending_line = 0;
        md->last_line = cmark_node_get_end_line(node);
        mark_used(md);
    }
}

static void heading(struct cw_markdown *md, cmark_node *node)
{
    struct cw_block proto = paragraph_proto(md);
    proto.kind = CW_HEADING;
    proto.level = (uint8_t)cmark_node_get_heading_level(node);
    cw_markdown_inlines(md, node, &proto.anchor);
    finish(md, node, proto, heading_range(md, node));
}

/* The line of a table's header, told by what follows it: cmark-gfm gives the header the first line
 * of the paragraph that it was cut from. */
static int header_line(cmark_node *table)
{
    cmark_node *header = cmark_node_first_child(table);
    cmark_node *row = header ? cmark_node_next(header) : NULL;
    int line = row ? cmark_node_get_start_line(row) - 2 : cmark_node_get_end_line(table) - 1;
    return line > 1 ? line : 1;
}

static void paragraph(struct cw_markdown *md, cmark_node *node)
{
    struct cw_block proto = paragraph_proto(md);
    cw_markdown_inlines(md, node, &proto.anchor);
    struct range range = range_of(md, node);
    cmark_node *table = cmark_node_next(node);
    if (cmark_node_get_start_line(node) == 0 && table) {
        /* What stood above a table's header without a blank line; cmark-gfm gives it no place. */
        range = lines_of(md, cmark_node_get_start_line(table), header_line(table) - 1);
    }
    finish(md, node, proto, range);
}

static void code(struct cw_markdown *md, cmark_node *node)
{
    const char *literal = cmark_node_get_literal(node);
    if (!literal) {
        return;
    }
    cw_sink_text(md->sink, literal, strlen(literal));
    struct range range = range_of(md, node);
    int fence_length;
    int fence_offset;
    char fence;
    if (cmark_node_get_fenced(node, &fence_length, &fence_offset, &fence)) {
        int first = cmark_node_get_start_line(node) + 1;
        int last = cmark_node_get_end_line(node) - 1;
        range = lines_of(md, first, last < first ? first : last);
    }
    finish(md, node, paragraph_proto(md), range);
}

static void html(struct cw_markdown *md, cmark_node *node)
{
    const char *literal = cmark_node_get_literal(node);
    if (!literal) {
        return;
    }
    struct cw_str text = cw_str_z(literal);
    struct range range = range_of(md, node);
    struct cw_block proto = paragraph_proto(md);
    if (!cw_html_is_known_tag(cw_str_trim(text))) {
        cw_sink_text(md->sink, text.data, text.len);
        finish(md, node, proto, range);
        return;
    }
    size_t before = md->sink->n;
    cw_read_html(md->sink, text, range.start, &proto, md->notes);
    if (md->sink->n > before) {
        mark_used(md);
        md->last_line = cmark_node_get_end_line(node);
    }
}

static void table(struct cw_markdown *md, cmark_node *node)
{
    for (cmark_node *row = cmark_node_first_child(node); row; row = cmark_node_next(row)) {
        bool first = true;
        struct cw_block proto = {.kind = CW_ROW};
        for (cmark_node *cell = cmark_node_first_child(row); cell; cell = cmark_node_next(cell)) {
            if (!first) {
                cw_sink_text(md->sink, " | ", 3);
            }
            first = false;
            cw_markdown_inlines(md, cell, &proto.anchor);
        }
        bool header = row == cmark_node_first_child(node);
        int line = header ? header_line(node) : cmark_node_get_start_line(row);
        finish(md, row, proto, lines_of(md, line, line));
    }
}

void cw_markdown_leaf(struct cw_markdown *md, cmark_node *node, cmark_node_type type)
{
    switch (type) {
    case CMARK_NODE_HEADING:
        heading(md, node);
        break;
    case CMARK_NODE_PARAGRAPH:
        paragraph(md, node);
        break;
    case CMARK_NODE_CODE_BLOCK:
        code(md, node);
        break;
    case CMARK_NODE_HTML_BLOCK:
        html(md, node);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        break;
    default:
        table(md, node);
        break;
    }
}
