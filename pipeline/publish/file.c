/* Writing a file of the report: whole or not at all, and only when it differs. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/io.h"
#include "internal.h"

/* Do two files hold the same bytes? */
static bool same_content(const char *a, const char *b)
{
    char chunks[2][32768];
    int fds[2] = {open(a, O_RDONLY | O_CLOEXEC), open(b, O_RDONLY | O_CLOEXEC)};
    struct stat info[2];
    bool same = fds[0] >= 0 && fds[1] >= 0 && fstat(fds[0], &info[0]) == 0 &&
                fstat(fds[1], &info[1]) == 0 && info[0].st_size == info[1].st_size;
    for (off_t at = 0; same && at < info[0].st_size;) {
        ssize_t got = pread(fds[0], chunks[0], sizeof chunks[0], at);
        same = got > 0 && pread(fds[1], chunks[1], (size_t)got, at) == got &&
               memcmp(chunks[0], chunks[1], (size_t)got) == 0;
        at += got;
    }
    for (int i = 0; i < 2; i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
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

static enum cw_err fail(const struct cw_publisher *publisher, const char *path)
{
    return cw_fail(publisher->diag, CW_EIO, path, 0, 0,
                   "cannot write the report: %s; check the folder and its free space, then run "
                   "again, nothing finished is lost",
                   strerror(errno));
}

enum cw_err cw_file_begin(const struct cw_publisher *publisher, struct cw_str name,
                          struct cw_file *file)
{
    file->fd = -1;
    int len = snprintf(file->path, sizeof file->path, "%s/%.*s", publisher->corpus->report,
                       (int)name.len, name.data);
    if (len < 0 || (size_t)len >= sizeof file->path) {
        return cw_fail(publisher->diag, CW_EIO, NULL, 0, 0, "a path of the report is too long");
    }
    snprintf(file->temporary, sizeof file->temporary, "%s.tmp", file->path);
    int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
    file->fd = open(file->temporary, flags, 0666);
    if (file->fd < 0 && errno == ENOENT) {
        make_folders(file->temporary);
        file->fd = open(file->temporary, flags, 0666);
    }
    return file->fd < 0 ? fail(publisher, file->path) : CW_OK;
}

static void give_up(struct cw_file *file)
{
    int saved = errno;
    if (file->fd >= 0) {
        close(file->fd);
        unlink(file->temporary);
        file->fd = -1;
    }
    errno = saved;
}

enum cw_err cw_file_add(const struct cw_publisher *publisher, struct cw_file *file,
                        struct cw_str content)
{
    if (!cw_write_all(file->fd, content.data, content.len)) {
        give_up(file);
        return fail(publisher, file->path);
    }
    return CW_OK;
}

static enum cw_err end(const struct cw_publisher *publisher, struct cw_file *file, bool may_be_same)
{
    int fd = file->fd;
    file->fd = -1;
    if (close(fd) != 0) {
        unlink(file->temporary);
        return fail(publisher, file->path);
    }
    if (may_be_same && same_content(file->temporary, file->path)) {
        unlink(file->temporary);
        return CW_OK;
    }
    if (rename(file->temporary, file->path) != 0) {
        unlink(file->temporary);
        return fail(publisher, file->path);
    }
    return CW_OK;
}

enum cw_err cw_file_end(const struct cw_publisher *publisher, struct cw_file *file)
{
    return end(publisher, file, true);
}

void cw_file_drop(struct cw_file *file)
{
    give_up(file);
}

/* Small files are compared before anything is written: most pages of most nights stay as they are.
 */
static bool is_there(const struct cw_publisher *publisher, struct cw_str name,
                     const struct cw_buf *content)
{
    char path[CW_FILE_PATH];
    snprintf(path, sizeof path, "%s/%.*s", publisher->corpus->report, (int)name.len, name.data);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    struct stat info;
    bool same = fstat(fd, &info) == 0 && info.st_size == (off_t)content->len;
    char chunk[32768];
    for (size_t at = 0; same && at < content->len;) {
        ssize_t got = read(fd, chunk, sizeof chunk);
        same = got > 0 && (size_t)got <= content->len - at &&
               memcmp(chunk, content->data + at, (size_t)got) == 0;
        at += same ? (size_t)got : 0;
    }
    close(fd);
    return same;
}

enum cw_err cw_file_write(const struct cw_publisher *publisher, struct cw_str name,
                          const struct cw_buf *content)
{
    struct cw_file file;
    if (content->failed) {
        return cw_publish_no_memory(publisher);
    }
    if (is_there(publisher, name, content)) {
        return CW_OK;
    }
    enum cw_err err = cw_file_begin(publisher, name, &file);
    if (!err) {
        err = cw_file_add(publisher, &file, cw_buf_view(content));
    }
    return err ? err : end(publisher, &file, false);
}
