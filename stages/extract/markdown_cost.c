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

static size_t count(struct cw_str text, const char *what)
{
    size_t n = 0;
    size_t len = strlen(what);
    const char *at = text.data;
    const char *end = text.data + text.len;
    while ((at = memmem(at, (size_t)(end - at), what, len)) != NULL) {
        n++;
        at += len;
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
    if (!memchr(text.data, '|', text.len)) {
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
