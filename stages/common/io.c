/* Goes on where a signal or a full pipe cut a call short. */
#include "io.h"

#include <errno.h>
#include <unistd.h>

bool cw_read_all(int fd, void *data, size_t len)
{
    for (char *at = data; len;) {
        ssize_t got = read(fd, at, len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        len -= (size_t)got;
    }
    return true;
}

bool cw_write_all(int fd, const void *data, size_t len)
{
    for (const char *at = data; len;) {
        ssize_t sent = write(fd, at, len);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            errno = sent ? errno : ENOSPC;
            return false;
        }
        at += sent;
        len -= (size_t)sent;
    }
    return true;
}
