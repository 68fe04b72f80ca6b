/* Markdown's inlines: the visible text of a block and its links. */
#include "markdown.h"

static void raw_html(struct cw_markdown *md, const char *literal, struct cw_str *anchor)
{
    struct cw_str tag = cw_str_z(literal);
    if (!cw_html_is_known_tag(tag)) {
        cw_sink_text(md->sink, tag.data, tag.len);
        return;
    }
    struct cw_html_tag read = cw_html_read_tag(md->sink->arena, tag);
    if (read.is_break) {
        cw_sink_text(md->sink, " ", 1);
    } else if (read.closes_link) {
        cw_sink_close_link(md->sink);
    } else if (read.target.len) {
        cw_sink_open_link(md->sink, read.target);
    }
    if (read.anchor.len && !anchor->len && cw_sink_is_blank(md->sink)) {
        *anchor = read.anchor;
    }
}

/* Returns whether the walk should go below the node. */
static bool enter(struct cw_markdown *md, cmark_node *node, struct cw_str *anchor)
{
    struct cw_sink *sink = md->sink;
    const char *literal;
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
        literal = cmark_node_get_literal(node);
        if (literal) {
            cw_sink_text(sink, literal, strlen(literal));
        }
        return false;
    case CMARK_NODE_SOFTBREAK:
        cw_sink_text(sink, "\n", 1);
        return false;
    case CMARK_NODE_LINEBREAK:
        cw_sink_text(sink, " ", 1);
        return false;
    case CMARK_NODE_HTML_INLINE:
        literal = cmark_node_get_literal(node);
        if (literal) {
            raw_html(md, literal, anchor);
        }
        return false;
    case CMARK_NODE_IMAGE:
        return false;
    case CMARK_NODE_LINK:
        cw_sink_open_link(sink, cw_str_z(cmark_node_get_url(node)));
        return true;
    default:
        return true;
    }
}

void cw_markdown_inlines(struct cw_markdown *md, cmark_node *root, struct cw_str *anchor)
{
    cmark_node *node = cmark_node_first_child(root);
    while (node && node != root && !md->sink->err) {
        bool below = enter(md, node, anchor);
        cmark_node *next = below ? cmark_node_first_child(node) : NULL;
        while (!next && node != root) {
            if (cmark_node_get_type(node) == CMARK_NODE_LINK) {
                cw_sink_close_link(md->sink);
            }
            next = cmark_node_next(node);
            if (!next) {
                node = cmark_node_parent(node);
            }
        }
        node = next;
    }
    cw_sink_close_link(md->sink);
}
