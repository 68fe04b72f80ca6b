/* A pattern, a line end, a path: matching must end, and what it takes out must lie in the path. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_parts(const struct cw_pattern *pattern, struct cw_str path,
                        const struct cw_parts *parts)
{
    for (unsigned i = 0; i < CW_PARTS; i++) {
        struct cw_str part = parts->part[i];
        bool named = pattern->parts >> i & 1;
        if (named != (part.len > 0)) {
            abort();
        }
        if (named && (part.data < path.data || part.data + part.len > path.data + path.len)) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *newline = size ? memchr(text, '\n', size) : NULL;
    size_t split = newline ? (size_t)(newline - text) : size;
    char *written = strndup(split ? text : "", split);
    if (!written) {
        return 0;
    }
    struct cw_str path = newline ? cw_str_n(newline + 1, size - split - 1) : cw_str_z("");
    struct cw_pattern pattern;
    struct cw_parts parts;
    struct cw_diag diag;
    if (cw_pattern_compile(written, &pattern, &diag) == CW_OK &&
        cw_pattern_match(&pattern, path, &parts)) {
        check_parts(&pattern, path, &parts);
        char tag[CW_LANG_MOST];
        int64_t time;
        (void)cw_lang_canonical(parts.part[CW_PART_LANG], tag);
        (void)cw_date_parse(parts.part[CW_PART_DATE], &time);
    }
    free(written);
    return 0;
}
