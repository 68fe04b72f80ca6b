/* What git log might write: the reader must end, and hand over only what lies in its bounds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ingest/gitlog.h"
#include "ingest/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum cw_err check(void *context, const struct cw_git_change *change)
{
    size_t *n = context;
    bool id = change->commit.len == 40 || change->commit.len == 64;
    bool blob = change->blob.len == 0 || change->blob.len == 40 || change->blob.len == 64;
    if (!id || !blob || change->path.len > CW_PATH_MOST || change->index < 1) {
        abort();
    }
    (*n)++;
    return CW_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cw_child *child = calloc(1, sizeof *child);
    int file = memfd_create("log", MFD_CLOEXEC);
    if (!child || file < 0 || write(file, data, size) != (ssize_t)size ||
        lseek(file, 0, SEEK_SET) != 0) {
        abort();
    }
    child->out = file;
    int64_t n_commits;
    size_t n = 0;
    struct cw_diag diag;
    enum cw_err err = cw_gitlog_read(child, check, &n, &n_commits, &diag);
    if (err != CW_OK && err != CW_EDAMAGED) {
        abort();
    }
    close(file);
    free(child);
    return 0;
}
