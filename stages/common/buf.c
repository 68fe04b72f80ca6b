/* The capped buffer. */
#include "buf.h"

#include <stdio.h>
#include <stdlib.h>

void cw_buf_init(struct cw_buf *buf, size_t cap)
{
    *buf = (struct cw_buf){.cap = cap};
}

void cw_buf_dispose(struct cw_buf *buf)
{
    free(buf->data);
    *buf = (struct cw_buf){.cap = buf->cap};
}

void cw_buf_clear(struct cw_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

bool cw_buf_reserve(struct cw_buf *buf, size_t more)
{
    if (buf->failed || more > buf->cap - buf->len) {
        buf->failed = true;
        return false;
    }
    if (more <= buf->size - buf->len) {
        return true;
    }
    size_t size = buf->size ? buf->size : 256;
    while (size - buf->len < more) {
        size = size > buf->cap / 2 ? buf->cap : size * 2;
    }
    char *grown = realloc(buf->data, size);
    if (!grown) {
        buf->failed = true;
        return false;
    }
    buf->data = grown;
    buf->size = size;
    return true;
}

void cw_buf_add(struct cw_buf *buf, const void *data, size_t len)
{
    bool fits = !buf->failed && len <= buf->size - buf->len;
    if (len && (fits || cw_buf_reserve(buf, len))) {
        memcpy(buf->data + buf->len, data, len);
        buf->len += len;
    }
}

void cw_buf_str(struct cw_buf *buf, struct cw_str text)
{
    cw_buf_add(buf, text.data, text.len);
}

void cw_buf_z(struct cw_buf *buf, const char *text)
{
    cw_buf_add(buf, text, strlen(text));
}

void cw_buf_char(struct cw_buf *buf, char c)
{
    if (!buf->failed && buf->len < buf->size) {
        buf->data[buf->len++] = c;
    } else {
        cw_buf_add(buf, &c, 1);
    }
}

/* By hand: data files are mostly numbers, and printf reads its format anew for each. */
void cw_buf_int(struct cw_buf *buf, int64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0) {
        cw_buf_char(buf, '-');
    }
    cw_buf_add(buf, digits + at, sizeof digits - at);
}

void cw_buf_printf(struct cw_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int needed = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (needed < 0) {
        buf->failed = true;
    } else if (cw_buf_reserve(buf, (size_t)needed + 1)) {
        vsnprintf(buf->data + buf->len, (size_t)needed + 1, format, again);
        buf->len += (size_t)needed;
    }
    va_end(again);
}

struct cw_str cw_buf_view(const struct cw_buf *buf)
{
    return (struct cw_str){buf->data ? buf->data : "", buf->len};
}
