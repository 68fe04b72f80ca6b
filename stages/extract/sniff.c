/* What a file is: from what it begins with, then from its name, then from how its lines look. */
#include <strings.h>

#include "internal.h"

enum { HEAD = 4096 };

/* The first bytes with NUL (UTF-16) and a byte order mark taken out: the bytes themselves where
 * they hold none, else in out. */
static struct cw_str squash(struct cw_str bytes, char out[HEAD])
{
    size_t len = 0;
    size_t at = 0;
    if (cw_str_starts(bytes, "\xEF\xBB\xBF")) {
        at = 3;
    } else if (cw_str_starts(bytes, "\xFF\xFE") || cw_str_starts(bytes, "\xFE\xFF")) {
        at = 2;
    }
    struct cw_str head = cw_str_sub(bytes, at, bytes.len - at < HEAD ? bytes.len : at + HEAD);
    if (!head.len || !memchr(head.data, '\0', head.len)) {
        return head;
    }
    for (; at < bytes.len && len < HEAD; at++) {
        if (bytes.data[at]) {
            out[len++] = bytes.data[at];
        }
    }
    return cw_str_n(out, len);
}

static bool starts_any(struct cw_str text, const char *const *prefixes)
{
    for (; *prefixes; prefixes++) {
        size_t len = strlen(*prefixes);
        if (text.len >= len && strncasecmp(text.data, *prefixes, len) == 0) {
            char next = text.len > len ? text.data[len] : '>';
            if (cw_is_space(next) || next == '>' || next == '/' || (*prefixes)[len - 1] == '-') {
                return true;
            }
        }
    }
    return false;
}

static bool holds_html_tag(struct cw_str head)
{
    for (size_t i = 0; i + 5 < head.len; i++) {
        if (head.data[i] == '<' &&
            (strncasecmp(head.data + i, "<html", 5) == 0 ||
             (i + 14 < head.len && strncasecmp(head.data + i, "<!doctype html", 14) == 0))) {
            return true;
        }
    }
    return false;
}

static bool is_page(struct cw_str head)
{
    static const char *const always[] = {"<!doctype", "<html", "<head", "<body", NULL};
    bool opens = starts_any(head, always);
    bool prolog = cw_str_starts(head, "<?xml") || cw_str_starts(head, "<!--");
    return opens || (prolog && holds_html_tag(head));
}

static bool is_fragment(struct cw_str head)
{
    static const char *const likely[] = {
        "<div",    "<p",          "<h1",    "<h2",      "<h3",    "<h4",      "<ul",
        "<ol",     "<table",      "<title", "<section", "<main",  "<article", "<span",
        "<meta",   "<link",       "<!--",   "<script",  "<style", "<a",       "<b",
        "<strong", "<em",         "<font",  "<br",      "<img",   "<header",  "<nav",
        "<form",   "<blockquote", "<dl",    "<hr",      "<pre",   "<center",  NULL};
    return starts_any(head, likely);
}

static enum cw_media by_name(struct cw_str name)
{
    static const struct {
        const char *ending;
        enum cw_media media;
    } endings[] = {{".md", CW_MEDIA_MARKDOWN},  {".markdown", CW_MEDIA_MARKDOWN},
                   {".mkd", CW_MEDIA_MARKDOWN}, {".mdown", CW_MEDIA_MARKDOWN},
                   {".html", CW_MEDIA_HTML},    {".htm", CW_MEDIA_HTML},
                   {".xhtml", CW_MEDIA_HTML},   {".txt", CW_MEDIA_TEXT},
                   {".text", CW_MEDIA_TEXT}};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t len = strlen(endings[i].ending);
        if (name.len > len &&
            strncasecmp(name.data + name.len - len, endings[i].ending, len) == 0) {
            return endings[i].media;
        }
    }
    return CW_MEDIA_UNKNOWN;
}

static bool is_run_of(struct cw_str line, char c, size_t at_least)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] != c) {
            return false;
        }
    }
    return line.len >= at_least;
}

/* Signs that nobody writes in plain text by chance: one is enough. A list item proves nothing. */
static bool is_markdown_line(struct cw_str line, bool after_text)
{
    size_t level = 0;
    while (level < line.len && line.data[level] == '#') {
        level++;
    }
    if (level >= 1 && level <= 6 && level < line.len && line.data[level] == ' ') {
        return true;
    }
    if (after_text && (is_run_of(line, '=', 3) || is_run_of(line, '-', 3))) {
        return true;
    }
    const char *link = memmem(line.data, line.len, "](", 2);
    const char *open = link ? memchr(line.data, '[', (size_t)(link - line.data)) : NULL;
    return link && open && memchr(link, ')', line.len - (size_t)(link - line.data));
}

static bool looks_like_markdown(struct cw_str head)
{
    bool after_text = false;
    size_t at = 0;
    while (at < head.len) {
        const char *newline = memchr(head.data + at, '\n', head.len - at);
        size_t end = newline ? (size_t)(newline - head.data) : head.len;
        struct cw_str line = cw_str_trim(cw_str_sub(head, at, end));
        if (is_markdown_line(line, after_text)) {
            return true;
        }
        after_text = line.len > 0;
        at = end + 1;
    }
    return false;
}

enum cw_media cw_extract_sniff(struct cw_str bytes, struct cw_str name)
{
    char storage[HEAD];
    struct cw_str head = squash(bytes, storage);
    size_t at = 0;
    while (at < head.len && cw_is_space(head.data[at])) {
        at++;
    }
    struct cw_str content = cw_str_sub(head, at, head.len);
    if (is_page(content)) {
        return CW_MEDIA_HTML;
    }
    enum cw_media named = by_name(name);
    if (named) {
        return named;
    }
    if (is_fragment(content)) {
        return CW_MEDIA_HTML;
    }
    return looks_like_markdown(head) ? CW_MEDIA_MARKDOWN : CW_MEDIA_TEXT;
}

enum cw_media cw_extract_media(const char *type)
{
    static const struct {
        const char *type;
        enum cw_media media;
    } types[] = {{"text/html", CW_MEDIA_HTML},
                 {"application/xhtml+xml", CW_MEDIA_HTML},
                 {"text/markdown", CW_MEDIA_MARKDOWN},
                 {"text/x-markdown", CW_MEDIA_MARKDOWN},
                 {"text/plain", CW_MEDIA_TEXT}};
    size_t len = type ? strcspn(type, "; \t") : 0;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (strlen(types[i].type) == len && strncasecmp(type, types[i].type, len) == 0) {
            return types[i].media;
        }
    }
    return CW_MEDIA_UNKNOWN;
}
