/* HTML through libxml2's parser, as a stream of events: no tree is built, so nesting costs a frame
 * of ours and nothing else, and libxml2's silent stop at depth 256 (a limit of its tree builder) is
 * never met.
 *
 * Everything that a page shows becomes blocks; telling the document from what surrounds it is a
 * step of its own, over the blocks. */
#include "html.h"

#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <strings.h>

#include "common/utf8.h"

enum { MOST_WORK_A_BYTE = 200, LONGEST_TITLE = 64 * 1024 };

static struct cw_html_frame *top(struct cw_html *html)
{
    return &html->frames[html->n_frames - 1];
}

static bool is_block_role(enum cw_role role)
{
    return role != CW_ROLE_INLINE && role != CW_ROLE_BREAK && role != CW_ROLE_LINK &&
           role != CW_ROLE_TITLE && role != CW_ROLE_META && role != CW_ROLE_SKIP;
}

static struct cw_block block_proto(struct cw_html *html)
{
    const struct cw_html_frame *frame = top(html);
    struct cw_html_frame *item = frame->item ? &html->frames[frame->item] : NULL;
    struct cw_block proto = {.kind = CW_PARAGRAPH};
    if (frame->container == CW_ROLE_HEADING) {
        proto.kind = CW_HEADING;
        proto.level = frame->heading_level;
    } else if (frame->container == CW_ROLE_ITEM && item && !item->used) {
        proto.kind = CW_ITEM;
        proto.level = frame->list_depth > 255 ? 255 : (uint8_t)frame->list_depth;
    } else if (frame->container == CW_ROLE_QUOTE) {
        proto.kind = CW_QUOTE;
        proto.level = frame->quote_depth > 255 ? 255 : (uint8_t)frame->quote_depth;
    } else if (frame->container == CW_ROLE_TERM) {
        proto.kind = CW_TERM;
    } else if (frame->container == CW_ROLE_INLINE && html->outer &&
               html->sink->n == html->first_block) {
        proto = *html->outer;
    }
    if (item && !item->used && (proto.kind == CW_ITEM || proto.kind == CW_HEADING)) {
        proto.marker = item->marker;
    }
    return proto;
}

void cw_html_flush(struct cw_html *html)
{
    struct cw_sink *sink = html->sink;
    html->breaks = 0;
    if (!html->has_text) {
        cw_sink_clear(sink);
        return;
    }
    const struct cw_html_frame *frame = top(html);
    struct cw_block proto = block_proto(html);
    /* Markdown may hand over a block without its container's markers, or with a newline more. */
    size_t limit = sink->part.len;
    proto.start = html->base + html->start < limit ? html->base + html->start : limit;
    proto.end = html->base + html->end < limit ? html->base + html->end : limit;
    proto.lang = html->text_lang;
    if (html->anchor.len &&
        (!html->anchor_wraps || proto.kind == CW_HEADING || frame->block == html->anchor_frame)) {
        proto.anchor = html->anchor;
    }
    if (cw_sink_emit(sink, &proto)) {
        html->anchor = (struct cw_str){"", 0};
        if (frame->item && proto.kind != CW_QUOTE && proto.kind != CW_TERM) {
            html->frames[frame->item].used = true;
        }
    }
    html->has_text = false;
}

/* Where in the source the text of an event stands. The parser reports it after reading it, or, for
 * a full buffer and for a lone "<", before the last character. */
static void locate(struct cw_html *html, const char *text, size_t len, size_t *start, size_t *end)
{
    const xmlParserInput *input = html->parser->input;
    struct cw_str source = html->html;
    size_t now = input->consumed + (size_t)(input->cur - input->base);
    now = now < source.len ? now : source.len;
    size_t last = 1;
    while (now + last < source.len && ((unsigned char)source.data[now + last] & 0xC0) == 0x80) {
        last++;
    }
    const size_t ends[] = {len >= 1000 ? now + last : now, len >= 1000 ? now : now + last,
                           now + len};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        if (ends[i] >= len && ends[i] <= source.len &&
            memcmp(source.data + ends[i] - len, text, len) == 0) {
            *start = ends[i] - len;
            *end = ends[i];
            html->position = *end;
            return;
        }
    }
    /* A character reference: from its ampersand. */
    size_t from = html->position < now ? html->position : now;
    const char *found = memrchr(source.data + from, '&', now - from);
    *start = found ? (size_t)(found - source.data) : from;
    *end = now;
    html->position = now;
}

/* Ends the frame on top. */
static void pop(struct cw_html *html)
{
    struct cw_html_frame frame = *top(html);
    size_t index = html->n_frames - 1;
    if (!frame.hidden) {
        if (is_block_role(frame.role)) {
            cw_html_flush(html);
        }
        if (frame.role == CW_ROLE_CELL && frame.row) {
            cw_html_end_cell(html);
        } else if (frame.role == CW_ROLE_ROW) {
            cw_html_end_row(html, &frame);
            html->frames[frame.outer_row].holds_rows = true;
        } else if (frame.role == CW_ROLE_LINK) {
            cw_sink_close_link(html->sink);
        }
    }
    if (html->title_frame == index) {
        html->title_frame = 0;
        html->title_read = html->title.len > 0;
    }
    if (html->anchor.len && html->anchor_wraps && html->anchor_frame == index) {
        html->anchor = (struct cw_str){"", 0};
    }
    html->n_frames--;
}

/* The parser drops some elements without an event; its own depth tells. */
static void sync(struct cw_html *html, size_t depth)
{
    while (html->n_frames > depth + 1) {
        pop(html);
    }
}

static struct cw_html_frame *push(struct cw_html *html)
{
    if (html->n_frames == html->frames_capacity) {
        size_t wanted = html->frames_capacity ? html->frames_capacity * 2 : 64;
        struct cw_html_frame *grown = realloc(html->frames, wanted * sizeof *grown);
        if (!grown) {
            html->sink->err = CW_ENOMEM;
            return NULL;
        }
        html->frames = grown;
        html->frames_capacity = wanted;
    }
    struct cw_html_frame *frame = &html->frames[html->n_frames];
    *frame = html->n_frames ? frame[-1] : (struct cw_html_frame){0};
    html->n_frames++;
    frame->role = CW_ROLE_INLINE;
    frame->used = false;
    return frame;
}

static struct cw_str keep(struct cw_html *html, const char *value)
{
    struct cw_str copy = cw_str_dup(html->sink->arena, cw_str_trim(cw_str_z(value)));
    if (!copy.data) {
        html->sink->err = CW_ENOMEM;
        return (struct cw_str){"", 0};
    }
    return copy;
}

static bool read_number(const char *text, int64_t *number)
{
    if (!text) {
        return false;
    }
    char *end;
    long long value = strtoll(text, &end, 10);
    if (end == text || value < -1000000000 || value > 1000000000) {
        return false;
    }
    *number = value;
    return true;
}

static void open_list(struct cw_html_frame *frame, size_t index,
                      const struct cw_html_attributes *attributes)
{
    frame->list = index;
    frame->list_depth++;
    frame->list_type = frame->role == CW_ROLE_NUMBERS ? cw_html_list_type(attributes) : 0;
    frame->step = attributes->reversed ? -1 : 1;
    frame->number = 1;
    read_number(attributes->start, &frame->number);
}

static void open_item(struct cw_html *html, struct cw_html_frame *frame, size_t index,
                      const struct cw_html_attributes *attributes)
{
    frame->item = index;
    frame->container = CW_ROLE_ITEM;
    frame->marker = (struct cw_str){"", 0};
    if (!frame->list) {
        frame->list_depth = frame->list_depth ? frame->list_depth : 1;
        return;
    }
    struct cw_html_frame *list = &html->frames[frame->list];
    read_number(attributes->value, &list->number);
    if (list->list_type) {
        frame->marker = cw_marker(html->sink->arena, list->list_type, list->number);
        html->sink->err = frame->marker.data ? html->sink->err : CW_ENOMEM;
    }
    list->number += list->step;
}

static void open_role(struct cw_html *html, const char *name,
                      const struct cw_html_attributes *attributes)
{
    struct cw_html_frame *frame = top(html);
    size_t index = html->n_frames - 1;
    switch (frame->role) {
    case CW_ROLE_HEADING:
        frame->container = CW_ROLE_HEADING;
        frame->heading_level = (uint8_t)(name[1] - '0');
        break;
    case CW_ROLE_BULLETS:
    case CW_ROLE_NUMBERS:
        open_list(frame, index, attributes);
        break;
    case CW_ROLE_ITEM:
        open_item(html, frame, index, attributes);
        break;
    case CW_ROLE_QUOTE:
        frame->container = CW_ROLE_QUOTE;
        frame->quote_depth++;
        break;
    case CW_ROLE_TERM:
    case CW_ROLE_DEFINITION:
        frame->container = frame->role;
        break;
    case CW_ROLE_ROW:
        frame->outer_row = frame->row;
        frame->row = index;
        frame->holds_rows = false;
        frame->first_block = html->sink->n;
        frame->first_cell = html->n_cells;
        break;
    case CW_ROLE_LINK:
        if (attributes->href) {
            cw_sink_open_link(html->sink, cw_str_trim(cw_str_z(attributes->href)));
        }
        break;
    case CW_ROLE_TITLE:
        html->title_frame = index;
        break;
    default:
        break;
    }
}

static void note_anchor(struct cw_html *html, const struct cw_html_attributes *attributes)
{
    enum cw_role role = top(html)->role;
    const char *id = attributes->id;
    if (!id && role == CW_ROLE_LINK) {
        id = attributes->name;
    }
    if (!id || !id[0] || html->has_text) {
        return;
    }
    html->anchor = keep(html, id);
    html->anchor_frame = html->n_frames - 1;
    html->anchor_wraps = role == CW_ROLE_WRAPPER || role == CW_ROLE_BULLETS ||
                         role == CW_ROLE_NUMBERS || role == CW_ROLE_ROOT;
}

static void note_lang(struct cw_html *html, const struct cw_html_attributes *attributes)
{
    struct cw_html_frame *frame = top(html);
    if (frame->role == CW_ROLE_ROOT && attributes->lang) {
        if (!html->notes->lang.len) {
            html->notes->lang = keep(html, attributes->lang);
        }
    } else if (attributes->lang) {
        frame->lang = keep(html, attributes->lang);
    }
    if (frame->role == CW_ROLE_META && attributes->http_equiv && attributes->content &&
        strcasecmp(attributes->http_equiv, "content-language") == 0 && !html->notes->lang.len &&
        !strchr(attributes->content, ',')) {
        html->notes->lang = keep(html, attributes->content);
    }
    if (is_block_role(frame->role)) {
        frame->block_lang = frame->lang;
        frame->block = html->n_frames - 1;
    }
}

static void line_break(struct cw_html *html)
{
    html->breaks++;
    if (html->breaks == 2 && html->has_text && top(html)->container != CW_ROLE_HEADING) {
        cw_html_flush(html);
    } else {
        cw_sink_text(html->sink, "\n", 1);
    }
}

static void start_element(void *context, const xmlChar *name, const xmlChar **atts)
{
    struct cw_html *html = context;
    int depth = html->parser->nameNr; /* the new element is on the parser's stack already */
    sync(html, depth > 0 ? (size_t)depth - 1 : 0);
    if (html->sink->err) {
        xmlStopParser(html->parser);
        return;
    }
    struct cw_html_attributes attributes;
    cw_html_attributes(atts, &attributes);
    enum cw_role role = cw_html_role((const char *)name);
    bool hidden = top(html)->hidden || role == CW_ROLE_SKIP || attributes.hidden;
    if (!hidden && is_block_role(role)) {
        cw_html_flush(html);
    }
    while (html->n_frames <= (size_t)depth) {
        if (!push(html)) {
            return;
        }
    }
    top(html)->role = role;
    top(html)->hidden = hidden;
    if (hidden) {
        return;
    }
    note_lang(html, &attributes);
    note_anchor(html, &attributes);
    if (role == CW_ROLE_BREAK) {
        line_break(html);
    }
    open_role(html, (const char *)name, &attributes);
}

static void end_element(void *context, const xmlChar *name)
{
    (void)name;
    struct cw_html *html = context;
    int depth = html->parser->nameNr; /* the element is still on it */
    sync(html, depth > 0 ? (size_t)depth - 1 : 0);
}

static void add_text(struct cw_html *html, const char *text, size_t len, size_t start, size_t end)
{
    size_t lead = 0;
    while (lead < len && cw_is_space(text[lead])) {
        lead++;
    }
    if (lead == len) {
        if (html->has_text) {
            cw_sink_text(html->sink, text, len);
        }
        return;
    }
    size_t trail = 0;
    while (cw_is_space(text[len - 1 - trail])) {
        trail++;
    }
    const struct cw_html_frame *frame = top(html);
    if (!html->has_text) {
        html->has_text = true;
        html->start = end - start == len ? start + lead : start;
        html->text_lang = frame->lang;
    } else if (!cw_str_eq(html->text_lang, frame->lang)) {
        html->text_lang = frame->block_lang;
    }
    html->end = end - start == len ? end - trail : end;
    html->breaks = 0;
    cw_sink_text(html->sink, text, len);
}

static void characters(void *context, const xmlChar *text, int len)
{
    struct cw_html *html = context;
    sync(html, html->parser->nameNr > 0 ? (size_t)html->parser->nameNr : 0);
    size_t start;
    size_t end;
    if (len <= 0 || html->sink->err) {
        return;
    }
    locate(html, (const char *)text, (size_t)len, &start, &end);
    if (top(html)->hidden) {
        return;
    }
    if (html->title_frame) {
        if (!html->title_read) { /* the first title counts */
            cw_buf_add(&html->title, text, (size_t)len);
        }
        return;
    }
    add_text(html, (const char *)text, (size_t)len, start, end);
}

/* A mismatched end tag makes the parser look through all open elements: with many of both, that is
 * the square of the page. */
static void count_work(void *context, xmlErrorPtr error)
{
    struct cw_html *html = context;
    if (error->code == XML_ERR_NO_MEMORY) {
        html->sink->err = CW_ENOMEM;
    } else if (error->code == XML_ERR_TAG_NAME_MISMATCH && !html->gave_up) {
        html->work += (size_t)html->parser->nameNr;
        if (html->work / MOST_WORK_A_BYTE > html->html.len + 1000000) {
            html->gave_up = "too many mismatched end tags inside too deep nesting";
            xmlStopParser(html->parser);
        }
    }
}

/* The parser, set to report to context; NULL when out of memory. */
static htmlParserCtxtPtr open_parser(struct cw_str text, void *context)
{
    htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(text.data, (int)text.len);
    if (!parser) {
        return NULL;
    }
    *parser->sax = (htmlSAXHandler){.initialized = XML_SAX2_MAGIC};
    parser->userData = context;
    htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    /* The text is UTF-8 whatever its meta element says. */
    if (xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8) != 0) {
        htmlFreeParserCtxt(parser);
        return NULL;
    }
    return parser;
}

static void run(struct cw_html *html)
{
    htmlParserCtxtPtr parser = html->parser;
    parser->sax->startElement = start_element;
    parser->sax->endElement = end_element;
    parser->sax->characters = characters;
    parser->sax->ignorableWhitespace = characters;
    parser->sax->cdataBlock = characters;
    parser->sax->serror = count_work;
    htmlParseDocument(parser);
    if (html->gave_up) {
        cw_note_truncated(html->notes, html->gave_up);
    } else if (!html->sink->err && parser->input && parser->input->cur < parser->input->end) {
        cw_note_truncated(html->notes, "the HTML parser stopped before the end");
    }
    sync(html, 0);
    cw_html_flush(html);
}

static void set_title(struct cw_html *html)
{
    struct cw_str title = cw_str_dup(html->sink->arena, cw_buf_view(&html->title));
    if (title.len && !html->notes->title.len) {
        html->notes->title = cw_utf8_squeeze(html->sink->arena, title);
        html->sink->err = html->notes->title.data ? html->sink->err : CW_ENOMEM;
    }
}

void cw_read_html(struct cw_sink *sink, struct cw_str text, size_t base,
                  const struct cw_block *proto, struct cw_extract_notes *notes)
{
    if (cw_str_starts(text, "\xEF\xBB\xBF")) {
        text = cw_str_sub(text, 3, text.len);
        base += 3;
    }
    if (text.len == 0 || text.len > INT32_MAX / 2) {
        if (text.len) {
            cw_note_truncated(notes, "an HTML text over 1 GB");
        }
        return;
    }
    size_t affordable = cw_html_affordable(text);
    if (affordable < text.len) {
        cw_note_truncated(notes, "a tag with thousands of attributes");
        text.len = affordable;
    }
    struct cw_html html = {.sink = sink,
                           .notes = notes,
                           .html = text,
                           .base = base,
                           .outer = proto,
                           .first_block = sink->n};
    cw_buf_init(&html.title, LONGEST_TITLE);
    html.parser = open_parser(text, &html);
    if (html.parser && push(&html)) {
        run(&html);
        set_title(&html);
    } else {
        sink->err = CW_ENOMEM;
    }
    if (html.parser) {
        htmlFreeParserCtxt(html.parser);
    }
    cw_buf_dispose(&html.title);
    free(html.frames);
    free(html.cells);
}

struct tag_reader {
    struct cw_arena *arena;
    struct cw_html_tag tag;
};

static void read_tag(void *context, const xmlChar *name, const xmlChar **atts)
{
    struct tag_reader *reader = context;
    enum cw_role role = cw_html_role((const char *)name);
    struct cw_html_attributes attributes;
    cw_html_attributes(atts, &attributes);
    if (role == CW_ROLE_BREAK) {
        reader->tag.is_break = true;
    } else if (role == CW_ROLE_LINK || attributes.id) {
        const char *anchor = attributes.id ? attributes.id : attributes.name;
        reader->tag.anchor = cw_str_dup(reader->arena, cw_str_z(anchor));
        if (role == CW_ROLE_LINK) {
            reader->tag.target = cw_str_dup(reader->arena, cw_str_z(attributes.href));
        }
    }
}

/* <br>, <br/> or <br />. */
static bool is_bare_break(struct cw_str tag)
{
    if (tag.len < 4 || strncasecmp(tag.data, "<br", 3) != 0) {
        return false;
    }
    struct cw_str rest = cw_str_sub(tag, 3, tag.len);
    return cw_str_is(rest, ">") || cw_str_is(rest, "/>") || cw_str_is(rest, " />");
}

struct cw_html_tag cw_html_read_tag(struct cw_arena *arena, struct cw_str tag)
{
    struct tag_reader reader = {.arena = arena};
    if (tag.len >= 3 && strncasecmp(tag.data, "</a", 3) == 0) {
        reader.tag.closes_link = true;
        return reader.tag;
    }
    /* Most tags in Markdown; a parser for each would cost more than the Markdown around them. */
    reader.tag.is_break = is_bare_break(tag);
    if (reader.tag.is_break || cw_str_starts(tag, "</")) {
        return reader.tag;
    }
    htmlParserCtxtPtr parser = tag.len < 65536 ? open_parser(tag, &reader) : NULL;
    if (parser) {
        parser->sax->startElement = read_tag;
        htmlParseDocument(parser);
        htmlFreeParserCtxt(parser);
    }
    return reader.tag;
}
