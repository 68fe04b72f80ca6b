/* Markdown through cmark-gfm, with tables and strikethrough; kramdown's attribute lists and raw
 * HTML are seen to here.
 *
 * The tree is walked without recursion: nesting is as deep as the author of the text likes. */
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdlib.h>

#include "markdown.h"

/* cmark-gfm adds the tilde of strikethrough to tables of the library while it parses and takes it
 * out again: parts that hold one are parsed one at a time. */
static pthread_mutex_t strikethrough_lock = PTHREAD_MUTEX_INITIALIZER;

enum {
    MOST_BLANK_LINES = 2, /* of a run; more change nothing but cost a walk down all containers */
    LONGEST_PART = 512 * 1024 * 1024
};

static bool add_line(struct cw_markdown *md, size_t start)
{
    if (md->n_lines == md->lines_capacity) {
        size_t wanted = md->lines_capacity ? md->lines_capacity * 2 : 64;
        size_t *grown = realloc(md->lines, wanted * sizeof *grown);
        if (!grown) {
            md->sink->err = CW_ENOMEM;
            return false;
        }
        md->lines = grown;
        md->lines_capacity = wanted;
    }
    md->lines[md->n_lines++] = start;
    return true;
}

/* The end of the line at `at`: behind LF, CR LF or CR, as cmark sees lines. */
static size_t line_end(struct cw_str text, size_t at)
{
    const char *newline = memchr(text.data + at, '\n', text.len - at);
    size_t end = newline ? (size_t)(newline - text.data) + 1 : text.len;
    const char *cr = memchr(text.data + at, '\r', end - at);
    if (cr && (size_t)(cr - text.data) + 2 < end) {
        return (size_t)(cr - text.data) + 1;
    }
    return end;
}

static bool is_blank_line(struct cw_str text, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++) {
        if (!cw_is_space(text.data[i]) || text.data[i] == '\f') {
            return false;
        }
    }
    return true;
}

/* Feeds the part, long runs of blank lines cut short, and notes where each line that cmark counts
 * begins. */
static void feed(struct cw_markdown *md, cmark_parser *parser)
{
    struct cw_str text = md->sink->part;
    size_t at = cw_str_starts(text, "\xEF\xBB\xBF") ? 3 : 0;
    size_t fed = at;
    size_t n_blank = 0;
    while (at < text.len) {
        size_t end = line_end(text, at);
        n_blank = is_blank_line(text, at, end) ? n_blank + 1 : 0;
        if (n_blank > MOST_BLANK_LINES) {
            cmark_parser_feed(parser, text.data + fed, at - fed);
            fed = end;
        } else if (!add_line(md, at)) {
            return;
        }
        at = end;
    }
    cmark_parser_feed(parser, text.data + fed, text.len - fed);
}

static void attach(cmark_parser *parser, const char *name)
{
    cmark_syntax_extension *extension = cmark_find_syntax_extension(name);
    if (extension) {
        cmark_parser_attach_syntax_extension(parser, extension);
    }
}

static cmark_node *parse(struct cw_markdown *md)
{
    struct cw_str text = md->sink->part;
    cmark_parser *parser =
        cmark_parser_new(CMARK_OPT_DEFAULT | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE);
    /* A tilde is so rare that looking for one first is the quickest way to find none of two. */
    bool struck = memchr(text.data, '~', text.len) && memmem(text.data, text.len, "~~", 2) != NULL;
    if (!cw_markdown_has_costly_table(text)) {
        attach(parser, "table");
    }
    if (struck) {
        attach(parser, "strikethrough");
        pthread_mutex_lock(&strikethrough_lock);
    }
    feed(md, parser);
    cmark_node *root = cmark_parser_finish(parser);
    if (struck) {
        pthread_mutex_unlock(&strikethrough_lock);
    }
    cmark_parser_free(parser);
    return root;
}

static bool is_container(cmark_node_type type)
{
    return type == CMARK_NODE_DOCUMENT || type == CMARK_NODE_BLOCK_QUOTE ||
           type == CMARK_NODE_LIST || type == CMARK_NODE_ITEM;
}

static void push(struct cw_markdown *md, cmark_node *node, cmark_node_type type)
{
    if (md->n_frames == md->frames_capacity) {
        size_t wanted = md->frames_capacity ? md->frames_capacity * 2 : 32;
        struct cw_markdown_frame *grown = realloc(md->frames, wanted * sizeof *grown);
        if (!grown) {
            md->sink->err = CW_ENOMEM;
            return;
        }
        md->frames = grown;
        md->frames_capacity = wanted;
    }
    struct cw_markdown_frame frame = {.type = type};
    if (md->n_frames > 0) {
        const struct cw_markdown_frame *parent = &md->frames[md->n_frames - 1];
        frame.list_depth = parent->list_depth;
        frame.quote_depth = parent->quote_depth;
    }
    if (type == CMARK_NODE_LIST) {
        frame.list_depth++;
        frame.ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
        frame.number = frame.ordered ? cmark_node_get_list_start(node) : 0;
    } else if (type == CMARK_NODE_ITEM && md->n_frames > 0) {
        struct cw_markdown_frame *list = &md->frames[md->n_frames - 1];
        frame.ordered = list->ordered;
        frame.number = list->number++;
    } else if (type == CMARK_NODE_BLOCK_QUOTE) {
        frame.quote_depth++;
    }
    md->frames[md->n_frames++] = frame;
}

static void walk(struct cw_markdown *md, cmark_node *root)
{
    cmark_node *node = root;
    while (node && !md->sink->err) {
        cmark_node_type type = cmark_node_get_type(node);
        bool open = is_container(type);
        if (open) {
            push(md, node, type);
        } else {
            cw_markdown_leaf(md, node, type);
        }
        cmark_node *next = open ? cmark_node_first_child(node) : NULL;
        while (!next && node && !md->sink->err) {
            if (is_container(cmark_node_get_type(node))) {
                md->n_frames--;
            }
            if (node == root) {
                return;
            }
            next = cmark_node_next(node);
            if (!next) {
                node = cmark_node_parent(node);
            }
        }
        node = next;
    }
}

void cw_read_markdown(struct cw_sink *sink, struct cw_extract_notes *notes)
{
    if (sink->part.len > LONGEST_PART) {
        cw_note_truncated(notes, "a Markdown text over 512 MB");
        return;
    }
    size_t plain = cw_markdown_plain_line(sink->part);
    if (plain) {
        cw_sink_emit_range(sink, &(struct cw_block){.kind = CW_PARAGRAPH, .end = plain});
        return;
    }
    if (cw_markdown_is_costly(sink->part)) {
        cw_note_truncated(notes, "Markdown that would cost the square of its length: read as text");
        cw_read_plain(sink);
        return;
    }
    struct cw_markdown md = {.sink = sink, .notes = notes};
    cmark_node *root = parse(&md);
    if (!sink->err) {
        walk(&md, root);
    }
    cmark_node_free(root);
    free(md.lines);
    free(md.frames);
}
