/* What would cost cmark-gfm 0.29.0.gfm.6 the square of the input, measured by the inputs of its own
 * pathological tests and of the advisories on it:
 * - an unclosed "<?", "<!A" or "<![CDATA[" is looked for to the end of the paragraph, each time;
 * - each finished link walks over all open "![" before it;
 * - the cells of a row are kept in a list that is walked to its end to add one, and a short row is
 *   filled up to the width of its header. */
#include "markdown.h"

enum { SMALL = 16 * 1024, MOST_TABLE_COLUMNS = 200 };

static const size_t most_steps = 200000000;
static const size_t most_bytes_scanned = 4000000000;

/* A bracket or mark is rarer than a letter by far, so looking for the first byte alone is quickest.
 */
static size_t count(struct cw_str text, const char *what)
{
    size_t n = 0;
    size_t len = strlen(what);
    const char *end = text.data + text.len;
    const char *at = memchr(text.data, what[0], text.len);
    while (at && (size_t)(end - at) >= len) {
        bool found = memcmp(at, what, len) == 0;
        n += found;
        at += found ? len : 1;
        at = memchr(at, what[0], (size_t)(end - at));
    }
    return n;
}

bool cw_markdown_is_costly(struct cw_str text)
{
    if (text.len < SMALL) {
        return false;
    }
    size_t n_open = count(text, "<?") + count(text, "<!") - count(text, "<!--");
    size_t n_images = count(text, "![");
    size_t n_links = n_images ? count(text, "](") : 0;
    size_t scanned;
    size_t steps;
    return __builtin_mul_overflow(n_open, text.len, &scanned) || scanned > most_bytes_scanned ||
           __builtin_mul_overflow(n_images, n_links, &steps) || steps > most_steps;
}

bool cw_markdown_has_costly_table(struct cw_str text)
{
    if (count(text, "|") <= MOST_TABLE_COLUMNS) { /* too few for any row that costs */
        return false;
    }
    size_t steps = 0;
    size_t n_pipes = 0;
    bool delimiter = true;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '|') {
            n_pipes++;
            steps += n_pipes;
        } else if (c == '\n' || c == '\r') {
            if (delimiter && n_pipes > MOST_TABLE_COLUMNS) {
                return true;
            }
            n_pipes = 0;
            delimiter = true;
        } else if (c != '-' && c != ':' && c != ' ' && c != '\t' && c != '>') {
            delimiter = false;
        }
    }
    return steps > most_steps / 2 || (delimiter && n_pipes > MOST_TABLE_COLUMNS);
}
