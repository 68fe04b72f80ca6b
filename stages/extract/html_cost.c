/* What would cost libxml2 2.9.14 the square of the input before it says anything: a tag's
 * attributes are each compared with all before. No page has thousands of them in one tag. */
#include <strings.h>

#include "html.h"

enum { MOST_ATTRIBUTES = 5000 };

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Behind the end tag of an element whose content is no markup; text.len when there is none. */
static size_t skip_raw(struct cw_str text, size_t at, const char *end_tag)
{
    size_t len = strlen(end_tag);
    while (at < text.len) {
        const char *found = memchr(text.data + at, '<', text.len - at);
        if (!found) {
            return text.len;
        }
        at = (size_t)(found - text.data) + 1;
        if (text.len - at >= len && strncasecmp(text.data + at, end_tag, len) == 0) {
            return at + len;
        }
    }
    return text.len;
}

static bool has_name(struct cw_str text, size_t at, const char *name)
{
    size_t len = strlen(name);
    return text.len - at > len && strncasecmp(text.data + at, name, len) == 0 &&
           !is_letter(text.data[at + len]);
}

/* Walks over a tag; *n: how many attributes it may have. Quotation marks count only behind "=". */
static size_t walk_tag(struct cw_str text, size_t at, size_t *n)
{
    *n = 0;
    bool between = false;
    while (at < text.len && text.data[at] != '>') {
        char c = text.data[at];
        if ((c == '"' || c == '\'') && text.data[at - 1] == '=') {
            const char *close = memchr(text.data + at + 1, c, text.len - at - 1);
            at = close ? (size_t)(close - text.data) : text.len - 1;
            between = true;
        } else if (cw_is_space(c) || c == '/') {
            between = true;
        } else if (between) {
            (*n)++;
            between = false;
        }
        at++;
    }
    return at;
}

size_t cw_html_affordable(struct cw_str text)
{
    size_t at = 0;
    while (at < text.len) {
        const char *found = memchr(text.data + at, '<', text.len - at);
        if (!found) {
            break;
        }
        size_t start = (size_t)(found - text.data);
        at = start + 1;
        if (at >= text.len || !is_letter(text.data[at])) {
            continue;
        }
        bool script = has_name(text, at, "script");
        bool style = has_name(text, at, "style");
        size_t n;
        at = walk_tag(text, at, &n);
        if (n > MOST_ATTRIBUTES) {
            return start;
        }
        if (script || style) {
            at = skip_raw(text, at, script ? "/script" : "/style");
        }
    }
    return text.len;
}
