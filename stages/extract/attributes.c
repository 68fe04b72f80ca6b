/* kramdown's attribute lists: "{: #id .class key='value' }" on a line of its own above or below a
 * block, or at the end of a heading; and "{#id}" at the end of a heading (PHP Markdown Extra). */
#include "markdown.h"

/* The id in what stands between the braces: the last word that begins with #. */
static struct cw_str id_in(struct cw_str inside)
{
    struct cw_str id = {"", 0};
    size_t at = 0;
    while (at < inside.len) {
        while (at < inside.len && cw_is_space(inside.data[at])) {
            at++;
        }
        size_t start = at;
        while (at < inside.len && !cw_is_space(inside.data[at])) {
            at++;
        }
        if (at - start > 1 && inside.data[start] == '#') {
            id = cw_str_sub(inside, start + 1, at);
        }
    }
    return id;
}

/* A list at the end of text: its opening brace, or text.len when there is none. */
static size_t list_at_end(struct cw_str text, bool heading)
{
    if (text.len < 3 || text.data[text.len - 1] != '}') {
        return text.len;
    }
    const char *open = memrchr(text.data, '{', text.len - 1);
    if (!open) {
        return text.len;
    }
    size_t at = (size_t)(open - text.data);
    bool listed = open[1] == ':' || (heading && open[1] == '#');
    bool apart = at == 0 || cw_is_space(text.data[at - 1]);
    return listed && apart && !memchr(open, '}', text.len - 1 - at) ? at : text.len;
}

/* A list on the first line of text: the byte behind it, or 0 when there is none. */
static size_t list_at_start(struct cw_str text)
{
    if (!cw_str_starts(text, "{:")) {
        return 0;
    }
    const char *close = memchr(text.data, '}', text.len);
    size_t end = close ? (size_t)(close - text.data) + 1 : 0;
    return end && (end == text.len || text.data[end] == '\n') ? end : 0;
}

struct cw_str cw_strip_attributes(struct cw_str text, bool heading, struct cw_str *id, bool *taken)
{
    *id = (struct cw_str){"", 0};
    *taken = false;
    text = cw_str_trim(text);
    for (size_t end = list_at_start(text); end > 0; end = list_at_start(text)) {
        struct cw_str found = id_in(cw_str_sub(text, 2, end - 1));
        *id = found.len ? found : *id;
        *taken = true;
        text = cw_str_trim(cw_str_sub(text, end, text.len));
    }
    for (size_t at = list_at_end(text, heading); at < text.len; at = list_at_end(text, heading)) {
        size_t inside = text.data[at + 1] == ':' ? at + 2 : at + 1;
        struct cw_str found = id_in(cw_str_sub(text, inside, text.len - 1));
        *id = found.len ? found : *id;
        *taken = true;
        text = cw_str_trim(cw_str_sub(text, 0, at));
    }
    return text;
}
