/* A commit message: every snapshot taken out of it must be a word of it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cw_str message = cw_str_n(size ? (const char *)data : "", size);
    struct cw_buf out;
    cw_buf_init(&out, 1 << 16);
    (void)cw_ota_record_kind(message);
    cw_ota_snapshots(message, &out);
    struct cw_str snapshots = cw_buf_view(&out);
    if (snapshots.len > message.len) {
        abort();
    }
    for (size_t at = 0; at < snapshots.len;) {
        const char *end = memchr(snapshots.data + at, '\n', snapshots.len - at);
        size_t len = end ? (size_t)(end - snapshots.data) - at : snapshots.len - at;
        if (len < 5 || !memmem(message.data, message.len, snapshots.data + at, len)) {
            abort();
        }
        at += len + 1;
    }
    cw_buf_dispose(&out);
    struct cw_arena *arena = cw_arena_new(1 << 20);
    if (arena) {
        (void)cw_ota_policy(arena, message);
    }
    cw_arena_free(arena);
    return 0;
}
