/* Small things that several kinds of source do with files. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/utf8.h"
#include "internal.h"

void cw_file_state(const struct stat *info, char out[CW_STATE_MOST])
{
    snprintf(out, CW_STATE_MOST, "%jd:%jd%09ld", (intmax_t)info->st_size,
             (intmax_t)info->st_mtim.tv_sec, info->st_mtim.tv_nsec);
}

enum cw_err cw_file_read(int fd, const char *name, struct cw_buf *out, struct cw_diag *diag)
{
    char block[65536];
    for (;;) {
        ssize_t got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return cw_fail(diag, CW_EIO, name, 0, 0, "cannot read: %s", strerror(errno));
        }
        if (got == 0) {
            return CW_OK;
        }
        bool too_long = (size_t)got > out->cap - out->len;
        cw_buf_add(out, block, (size_t)got);
        if (out->failed) {
            return too_long ? cw_fail(diag, CW_ELIMIT, name, 0, 0,
                                      "larger than the limit of %zu bytes for a document", out->cap)
                            : cw_fail(diag, CW_ENOMEM, name, 0, 0, "out of memory");
        }
    }
}

void cw_path_printable(struct cw_str path, char *out, size_t size)
{
    size_t len = path.len < size ? path.len : size - 1;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)path.data[i];
        out[i] = (char)(c < 0x20 || c == 0x7f ? '?' : c);
    }
    out[len] = '\0';
    if (!cw_utf8_valid(cw_str_n(out, len))) {
        for (size_t i = 0; i < len; i++) {
            out[i] = (char)((unsigned char)out[i] >= 0x80 ? '?' : out[i]);
        }
    }
}
