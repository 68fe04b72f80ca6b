/* The few string operations that are not one line. */
#include "str.h"

#include "arena.h"

bool cw_str_starts(struct cw_str text, const char *prefix)
{
    size_t len = strlen(prefix);
    return text.len >= len && memcmp(text.data, prefix, len) == 0;
}

bool cw_str_ends(struct cw_str text, const char *suffix)
{
    size_t len = strlen(suffix);
    return text.len >= len && memcmp(text.data + text.len - len, suffix, len) == 0;
}

int cw_str_cmp(struct cw_str a, struct cw_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.data, b.data, common) : 0;
    if (order) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct cw_str cw_str_trim(struct cw_str text)
{
    while (text.len && is_blank(text.data[0])) {
        text.data++;
        text.len--;
    }
    while (text.len && is_blank(text.data[text.len - 1])) {
        text.len--;
    }
    return text;
}

struct cw_str cw_str_dup(struct cw_arena *arena, struct cw_str text)
{
    char *copy = cw_arena_copy(arena, text.data, text.len);
    return (struct cw_str){copy, copy ? text.len : 0};
}
