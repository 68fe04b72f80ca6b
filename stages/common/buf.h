/* A growing byte buffer with a hard cap and a sticky failure.
 *
 * Writers append without checking each call and look at `failed` once at the end: after the first
 * failure (out of memory or cap reached) every append does nothing. */
#ifndef CW_COMMON_BUF_H
#define CW_COMMON_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "str.h"

struct cw_buf {
    char *data; /* owned; not NUL-terminated */
    size_t len;
    size_t size;
    size_t cap;
    bool failed;
};

/* cap: bytes. Nothing is allocated yet. Release what is inside with cw_buf_dispose. */
void cw_buf_init(struct cw_buf *buf, size_t cap);
void cw_buf_dispose(struct cw_buf *buf);

/* Empties the buffer and clears `failed`; keeps the storage. */
void cw_buf_clear(struct cw_buf *buf);

/* Makes room for `more` bytes behind what is there. False, and `failed`, when that cannot be. */
bool cw_buf_reserve(struct cw_buf *buf, size_t more);

void cw_buf_add(struct cw_buf *buf, const void *data, size_t len);
void cw_buf_str(struct cw_buf *buf, struct cw_str text);
void cw_buf_z(struct cw_buf *buf, const char *text);
void cw_buf_char(struct cw_buf *buf, char c);
void cw_buf_int(struct cw_buf *buf, int64_t value); /* decimal digits */
void cw_buf_printf(struct cw_buf *buf, const char *format, ...) CW_PRINTF(2, 3);

/* The contents; valid until the next append. */
struct cw_str cw_buf_view(const struct cw_buf *buf);

#endif
