/* Plain text: a blank line ends a block, and nothing else is markup. */
#include "internal.h"

static bool is_blank(struct cw_str line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (!cw_is_space(line.data[i])) {
            return false;
        }
    }
    return true;
}

static void emit_range(struct cw_sink *sink, size_t start, size_t end)
{
    const char *data = sink->part.data;
    while (start < end && cw_is_space(data[start])) {
        start++;
    }
    while (end > start && cw_is_space(data[end - 1])) {
        end--;
    }
    if (start < end) {
        struct cw_block proto = {.kind = CW_PARAGRAPH, .start = start, .end = end};
        cw_sink_emit_range(sink, &proto);
    }
}

void cw_read_plain(struct cw_sink *sink)
{
    struct cw_str text = sink->part;
    size_t block = 0;
    if (text.len >= 3 && memcmp(text.data, "\xEF\xBB\xBF", 3) == 0) {
        block = 3;
    }
    size_t at = block;
    while (at < text.len && !sink->err) {
        const char *newline = memchr(text.data + at, '\n', text.len - at);
        size_t end = newline ? (size_t)(newline - text.data) + 1 : text.len;
        if (is_blank(cw_str_sub(text, at, end))) {
            emit_range(sink, block, at);
            block = end;
        }
        at = end;
    }
    emit_range(sink, block, text.len);
}
