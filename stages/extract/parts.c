/* Cutting a text into parts that parse by themselves.
 *
 * Markdown may be cut before a line that stands behind a blank line, begins in the first column and
 * is no list marker: it closes every open container and paragraph, whatever they are (CommonMark
 * 0.31, "Phase 1: block structure"). What could outlive such a place is looked for first: a link
 * reference definition (one anywhere = the text is one part), a code fence, and HTML blocks of the
 * kinds that do not end at a blank line (from the first = the rest is one part, unless its end is
 * found at top level). Every doubt makes parts larger, never different. */
#include "extract.h"

/* What containers' markers and the space round them are made of. */
static const char markers[] = " \t>-*+.)0123456789";

static bool is_blank_byte(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Could what stands before `at` on its line be nothing but containers' markers and spaces? */
static bool only_markers_before(struct cw_str text, size_t at)
{
    while (at > 0 && text.data[at - 1] != '\n' && text.data[at - 1] != '\r') {
        if (!strchr(markers, text.data[at - 1]) || !text.data[at - 1]) {
            return false;
        }
        at--;
    }
    return true;
}

/* Does a link reference definition possibly end its label at `close` ("]:")? Labels hold no bare
 * bracket and at most 999 characters, so looking back stops at the bracket before. */
static bool may_define(struct cw_str text, size_t close)
{
    size_t at = close;
    size_t farthest = close > 4096 ? close - 4096 : 0;
    while (at > farthest) {
        at--;
        char c = text.data[at];
        bool escaped = at > 0 && text.data[at - 1] == '\\';
        if (c == '[') {
            if (only_markers_before(text, at)) {
                return true;
            }
            if (!escaped) {
                return false;
            }
        } else if (c == ']' && !escaped) {
            return false;
        }
    }
    return false;
}

/* A bracket is rarer than a letter by far, and looking for one byte is what machines do best. */
static bool may_hold_definition(struct cw_str text)
{
    size_t at = 0;
    while (at + 1 < text.len) {
        const char *found = memchr(text.data + at, ']', text.len - at - 1);
        if (!found) {
            return false;
        }
        size_t close = (size_t)(found - text.data);
        if (found[1] == ':' && may_define(text, close)) {
            return true;
        }
        at = close + 1;
    }
    return false;
}

/* A carriage return that ends a line by itself would hide line starts from us. */
static bool has_lone_return(struct cw_str text)
{
    size_t at = 0;
    while (at < text.len) {
        const char *found = memchr(text.data + at, '\r', text.len - at);
        if (!found) {
            return false;
        }
        at = (size_t)(found - text.data) + 1;
        if (at >= text.len || text.data[at] != '\n') {
            return true;
        }
    }
    return false;
}

void cw_extract_parts(struct cw_parts *parts, enum cw_media media, struct cw_str text)
{
    *parts = (struct cw_parts){.text = text, .media = media, .next_line = 1};
    if (media == CW_MEDIA_MARKDOWN) {
        /* The parser skips a byte order mark, which hides what the first line opens from us. */
        parts->whole = has_lone_return(text) || may_hold_definition(text) ||
                       (cw_str_starts(text, "\xEF\xBB\xBF") && text.len > 3 &&
                        strchr("`~< \t>-*+.)0123456789", text.data[3]));
    } else {
        parts->whole = media != CW_MEDIA_TEXT;
    }
}

struct line {
    size_t start;
    size_t end;   /* behind its newline */
    size_t first; /* its first byte that is not blank; end or the newline when there is none */
    bool blank;
};

static struct line read_line(struct cw_str text, size_t at)
{
    const char *newline = memchr(text.data + at, '\n', text.len - at);
    struct line line = {.start = at, .end = newline ? (size_t)(newline - text.data) + 1 : text.len};
    size_t first = at;
    while (first < line.end && is_blank_byte(text.data[first])) {
        first++;
    }
    line.first = first;
    line.blank = first == line.end || text.data[first] == '\n';
    return line;
}

/* Length of the run of back-ticks or tildes, at least 3, at `at`; 0 = none. */
static size_t fence_at(struct cw_str text, size_t at, size_t end)
{
    char c = text.data[at];
    size_t n = 0;
    while (at + n < end && text.data[at + n] == c) {
        n++;
    }
    return (c == '`' || c == '~') && n >= 3 ? n : 0;
}

static bool holds(struct cw_str text, const char *what)
{
    return memmem(text.data, text.len, what, strlen(what)) != NULL;
}

/* A block of HTML that ends neither at a blank line nor on its own line (kinds 1 to 5). */
static bool opens_html(struct cw_str line)
{
    static const char *const raw[] = {"script", "pre", "style", "textarea"};
    if (line.len < 2) {
        return false;
    }
    if (line.data[1] == '?') {
        return !holds(line, "?>");
    }
    if (line.data[1] == '!') {
        return !holds(line, cw_str_starts(line, "<!--")        ? "-->"
                            : cw_str_starts(line, "<![CDATA[") ? "]]>"
                                                               : ">");
    }
    for (size_t i = 0; i < sizeof raw / sizeof raw[0]; i++) {
        size_t len = strlen(raw[i]);
        if (line.len > len && strncasecmp(line.data + 1, raw[i], len) == 0) {
            return true;
        }
    }
    return false;
}

/* Could the line, whatever containers it stands in, open what does not end at a blank line? */
static bool may_outlive(struct cw_str text, const struct line *line)
{
    size_t at = line->first;
    while (at < line->end && strchr(markers, text.data[at]) && text.data[at]) {
        at++;
    }
    if (at == line->end) {
        return false;
    }
    if (text.data[at] == '<') {
        return opens_html(cw_str_sub(text, at, line->end));
    }
    return fence_at(text, at, line->end) > 0;
}

/* Does the line open a fence at top level? It does so when it is a part's first and not indented.
 * An info string with a back-tick makes it no fence. */
static bool opens_top_fence(struct cw_str text, const struct line *line)
{
    size_t run = line->first == line->start ? fence_at(text, line->start, line->end) : 0;
    if (run == 0) {
        return false;
    }
    size_t info = line->start + run;
    return text.data[line->start] == '~' || !memchr(text.data + info, '`', line->end - info);
}

/* Behind the fence that closes the one in the first column at `at`; the text's end if none does. */
static size_t skip_fence(struct cw_str text, size_t at, uint32_t *lines)
{
    struct line line = read_line(text, at);
    size_t n = fence_at(text, at, line.end);
    while (line.end < text.len) {
        line = read_line(text, line.end);
        (*lines)++;
        bool indented = line.first - line.start > 3 ||
                        memchr(text.data + line.start, '\t', line.first - line.start);
        if (line.blank || indented || text.data[line.first] != text.data[at]) {
            continue;
        }
        size_t run = fence_at(text, line.first, line.end);
        size_t rest = line.first + run;
        while (rest < line.end && (is_blank_byte(text.data[rest]) || text.data[rest] == '\n')) {
            rest++;
        }
        if (run >= n && rest == line.end) {
            return line.end;
        }
    }
    return text.len;
}

static bool is_list_marker(struct cw_str text, size_t start)
{
    size_t at = start;
    char c = text.data[at];
    if (c == '-' || c == '*' || c == '+') {
        at++;
    } else {
        while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9') {
            at++;
        }
        if (at == start || at == text.len || (text.data[at] != '.' && text.data[at] != ')')) {
            return false;
        }
        at++;
    }
    return at == text.len || text.data[at] == '\n' || is_blank_byte(text.data[at]);
}

/* A byte order mark inside a text must not come to stand at the front of a part, where it would
 * mean something. */
static bool is_mark(struct cw_str text, size_t at)
{
    return text.len - at >= 3 && memcmp(text.data + at, "\xEF\xBB\xBF", 3) == 0;
}

/* May the line at `at` begin a part when a blank line stands before it? */
static bool begins_part(struct cw_str text, size_t at)
{
    return !is_blank_byte(text.data[at]) && text.data[at] != '\n' && !is_list_marker(text, at) &&
           !is_mark(text, at);
}

/* The end of the Markdown part that begins at `at`; *lines grows by the lines in it. */
static size_t markdown_end(struct cw_str text, size_t at, uint32_t *lines)
{
    bool after_blank = false;
    bool first = true;
    while (at < text.len) {
        struct line line = read_line(text, at);
        if (!first && after_blank && begins_part(text, at)) {
            return at;
        }
        bool at_top = first && !line.blank;
        (*lines)++;
        if (at_top && opens_top_fence(text, &line)) {
            at = skip_fence(text, at, lines);
            after_blank = false;
            first = false;
            continue;
        }
        if (!line.blank && may_outlive(text, &line)) {
            return text.len;
        }
        first = first && line.blank;
        after_blank = line.blank;
        at = line.end;
    }
    return text.len;
}

/* Plain text is cut behind each run of blank lines. */
static size_t plain_end(struct cw_str text, size_t at, uint32_t *lines)
{
    bool after_blank = false;
    bool seen_text = false;
    while (at < text.len) {
        struct line line = read_line(text, at);
        if (seen_text && after_blank && !line.blank && !is_mark(text, at)) {
            return at;
        }
        seen_text = seen_text || !line.blank;
        after_blank = line.blank;
        at = line.end;
        (*lines)++;
    }
    return text.len;
}

bool cw_extract_next_part(struct cw_parts *parts)
{
    if (parts->at >= parts->text.len) {
        return false;
    }
    parts->start = parts->at;
    parts->line = parts->next_line;
    if (parts->whole) {
        parts->at = parts->text.len;
    } else if (parts->media == CW_MEDIA_MARKDOWN) {
        parts->at = markdown_end(parts->text, parts->at, &parts->next_line);
    } else {
        parts->at = plain_end(parts->text, parts->at, &parts->next_line);
    }
    parts->part = cw_str_sub(parts->text, parts->start, parts->at);
    return true;
}

/* Nothing that stands before or behind a part has a say in where it ends, but for the first bytes
 * of the line that follows. */
bool cw_extract_same_part(struct cw_parts *parts, struct cw_str known, uint32_t n_lines)
{
    struct cw_str text = parts->text;
    size_t end = parts->at + known.len;
    if (parts->media != CW_MEDIA_MARKDOWN || parts->whole || end >= text.len ||
        memcmp(text.data + parts->at, known.data, known.len) != 0 || !begins_part(text, end)) {
        return false;
    }
    parts->part = cw_str_sub(text, parts->at, end);
    parts->start = parts->at;
    parts->line = parts->next_line;
    parts->at = end;
    parts->next_line += n_lines;
    return true;
}
