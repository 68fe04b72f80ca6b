/* Strings: pointer and byte length, borrowed, valid UTF-8, not NUL-terminated. */
#ifndef CW_COMMON_STR_H
#define CW_COMMON_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct cw_arena;

struct cw_str {
    const char *data;
    size_t len; /* bytes */
};

static inline struct cw_str cw_str_n(const char *data, size_t len)
{
    return (struct cw_str){data, len};
}

/* From a NUL-terminated string; NULL gives the empty string. */
static inline struct cw_str cw_str_z(const char *text)
{
    return (struct cw_str){text ? text : "", text ? strlen(text) : 0};
}

static inline bool cw_str_eq(struct cw_str a, struct cw_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline bool cw_str_is(struct cw_str a, const char *b)
{
    return cw_str_eq(a, cw_str_z(b));
}

/* Bytes [start, end) of text; the caller guarantees start <= end <= text.len. */
static inline struct cw_str cw_str_sub(struct cw_str text, size_t start, size_t end)
{
    return (struct cw_str){text.data + start, end - start};
}

bool cw_str_starts(struct cw_str text, const char *prefix);
bool cw_str_ends(struct cw_str text, const char *suffix);

/* Byte order, shorter first on a tie; the order of every list that we write. */
int cw_str_cmp(struct cw_str a, struct cw_str b);

/* Without ASCII spaces and tabs, CR and LF at both ends. */
struct cw_str cw_str_trim(struct cw_str text);

/* A copy in the arena, NUL-terminated behind its length. data is NULL when out of memory. */
struct cw_str cw_str_dup(struct cw_arena *arena, struct cw_str text);

#endif
