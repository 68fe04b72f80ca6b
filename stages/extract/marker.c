/* What an ordered list prints before an item (HTML, "ordinal value" of an li and the type of ol).
 */
#include <stdio.h>

#include "internal.h"

static size_t letters(char *out, size_t size, char first, int64_t number)
{
    char reversed[16];
    size_t n = 0;
    while (number > 0 && n < sizeof reversed) {
        number--;
        reversed[n++] = (char)(first + number % 26);
        number /= 26;
    }
    size_t len = 0;
    while (n > 0 && len < size) {
        out[len++] = reversed[--n];
    }
    return len;
}

static size_t roman(char *out, size_t size, bool upper, int64_t number)
{
    static const struct {
        int value;
        const char *digits;
    } steps[] = {{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"},
                 {90, "xc"},  {50, "l"},   {40, "xl"}, {10, "x"},   {9, "ix"},
                 {5, "v"},    {4, "iv"},   {1, "i"}};
    size_t len = 0;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        for (; number >= steps[i].value; number -= steps[i].value) {
            for (const char *c = steps[i].digits; *c && len < size; c++) {
                out[len++] = (char)(upper ? *c - 32 : *c);
            }
        }
    }
    return len;
}

struct cw_str cw_marker(struct cw_arena *arena, char type, int64_t number)
{
    char text[32];
    size_t len = 0;
    if ((type == 'a' || type == 'A') && number > 0) {
        len = letters(text, sizeof text, type, number);
    } else if ((type == 'i' || type == 'I') && number > 0 && number < 4000) {
        len = roman(text, sizeof text, type == 'I', number);
    } else {
        int written = snprintf(text, sizeof text, "%lld", (long long)number);
        len = written > 0 ? (size_t)written : 0;
    }
    return cw_str_dup(arena, cw_str_n(text, len));
}
