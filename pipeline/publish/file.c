/* Writing a file of the report: whole or not at all, and only when it differs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

enum { PATH_SIZE = 4096 };

static bool same_content(const char *path, const struct cw_buf *content)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    struct stat info;
    bool same = fstat(fd, &info) == 0 && info.st_size == (off_t)content->len;
    char chunk[65536];
    size_t at = 0;
    while (same && at < content->len) {
        ssize_t got = read(fd, chunk, sizeof chunk);
        same = got > 0 && (size_t)got <= content->len - at &&
               memcmp(chunk, content->data + at, (size_t)got) == 0;
        at += same ? (size_t)got : 0;
    }
    close(fd);
    return same;
}

static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777); /* what fails here is reported when the file is opened */
        *slash = '/';
    }
}

static bool write_all(int fd, const struct cw_buf *content)
{
    size_t at = 0;
    while (at < content->len) {
        ssize_t sent = write(fd, content->data + at, content->len - at);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        at += (size_t)sent;
    }
    return true;
}

static enum cw_err fail(const struct cw_publisher *publisher, const char *path)
{
    return cw_fail(publisher->diag, CW_EIO, path, 0, 0,
                   "cannot write the report: %s; check the folder and its free space, then run "
                   "again, nothing finished is lost",
                   strerror(errno));
}

enum cw_err cw_file_write(const struct cw_publisher *publisher, struct cw_str name,
                          const struct cw_buf *content)
{
    if (content->failed) {
        return cw_publish_no_memory(publisher);
    }
    char path[PATH_SIZE];
    char temporary[PATH_SIZE + 8];
    int len =
        snprintf(path, sizeof path, "%s/%.*s", publisher->corpus->report, (int)name.len, name.data);
    if (len < 0 || (size_t)len >= sizeof path) {
        return cw_fail(publisher->diag, CW_EIO, NULL, 0, 0, "a path of the report is too long");
    }
    if (same_content(path, content)) {
        return CW_OK;
    }
    snprintf(temporary, sizeof temporary, "%s.tmp", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 && errno == ENOENT) {
        make_folders(temporary);
        fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    }
    if (fd < 0) {
        return fail(publisher, path);
    }
    bool written = write_all(fd, content);
    int saved = errno;
    if (close(fd) != 0 || !written || rename(temporary, path) != 0) {
        saved = written ? errno : saved;
        unlink(temporary);
        errno = saved;
        return fail(publisher, path);
    }
    return CW_OK;
}
