/* Cutting words out of a text for display: never inside a code point, rather at a space. */
#include "html.h"

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t cw_text_back(struct cw_str text, size_t at, size_t most)
{
    if (at <= most) {
        return 0;
    }
    size_t from = at - most;
    for (size_t i = from; i < at && i < from + most / 2; i++) {
        if (text.data[i] == ' ') {
            return i + 1;
        }
    }
    while (from < at && continues(text.data[from])) {
        from++;
    }
    return from;
}

size_t cw_text_forward(struct cw_str text, size_t at, size_t most)
{
    if (text.len - at <= most) {
        return text.len;
    }
    size_t to = at + most;
    for (size_t i = to; i > at && i > to - most / 2; i--) {
        if (text.data[i] == ' ') {
            return i;
        }
    }
    while (to > at && continues(text.data[to])) {
        to--;
    }
    return to;
}
