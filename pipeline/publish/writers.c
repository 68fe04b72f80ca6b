/* Pages of changes and of their list are most of a first report and hang on nothing but the store:
 * with several jobs, processes of their own write them, each for some of the documents, reading the
 * store by a connection of its own, while this one goes on with the rest. */
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

enum { WORTH_IT = 8 }; /* documents; fewer are written before a process has begun */

static const size_t arena_cap = (size_t)2 * 1024 * 1024 * 1024;

struct writer {
    pid_t pid;
    int from; /* what went wrong comes this way */
};

struct cw_writers {
    struct writer *items;
    size_t n;
};

/* What a writer says of its failure. */
struct failure {
    enum cw_err err;
    struct cw_diag diag;
};

/* In one transaction: outside of it each read takes and gives back a lock. */
static enum cw_err write_document(struct cw_publisher *publisher, struct cw_arena *arena,
                                  int64_t document_id)
{
    enum cw_err err = cw_store_begin_read(publisher->store, publisher->diag);
    if (!err) {
        cw_arena_reset(arena);
        err = cw_publish_changes(publisher, arena, document_id);
    }
    return err ? err : cw_store_commit(publisher->store, publisher->diag);
}

static enum cw_err write_list(struct cw_publisher *publisher, struct cw_arena *arena)
{
    enum cw_err err = cw_store_begin_read(publisher->store, publisher->diag);
    if (!err) {
        err = cw_publish_later_pages(publisher, arena);
    }
    return err ? err : cw_store_commit(publisher->store, publisher->diag);
}

/* In the new process. The connection that it was born with is the other process's. */
static enum cw_err write_share(const struct cw_publisher *shared, const int64_t *documents,
                               size_t n, size_t first, size_t step, struct cw_diag *diag)
{
    struct cw_publisher publisher = *shared;
    struct cw_arena *arena = cw_arena_new(arena_cap);
    publisher.diag = diag;
    enum cw_err err =
        arena ? cw_store_open(shared->corpus->store, CW_STORE_READ, &publisher.store, diag)
              : cw_publish_no_memory(&publisher);
    if (!err && first == 0) {
        err = write_list(&publisher, arena);
    }
    for (size_t i = first; !err && i < n; i += step) {
        err = write_document(&publisher, arena, documents[i]);
        if (!err && publisher.stop && *publisher.stop) {
            err = cw_fail(diag, CW_EINTR, NULL, 0, 0,
                          "interrupted; run again to go on where it stopped");
        }
    }
    return err;
}

static bool start(struct cw_publisher *publisher, const int64_t *documents, size_t n, size_t first,
                  size_t step, struct writer *writer)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return false;
    }
    pid_t parent = getpid();
    writer->pid = fork();
    if (writer->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        struct failure failure = {.err = CW_EINTR};
        if (getppid() == parent) {
            failure.err = write_share(publisher, documents, n, first, step, &failure.diag);
        }
        bool told = failure.err == CW_OK ||
                    write(ends[1], &failure, sizeof failure) == (ssize_t)sizeof failure;
        _exit(failure.err || !told ? 1 : 0);
    }
    close(ends[1]);
    writer->from = ends[0];
    if (writer->pid < 0) {
        close(ends[0]);
        return false;
    }
    return true;
}

struct cw_writers *cw_writers_start(struct cw_publisher *publisher, const int64_t *documents,
                                    size_t n)
{
    if (publisher->jobs < 2 || n < WORTH_IT) {
        return NULL;
    }
    struct cw_writers *writers = calloc(1, sizeof *writers);
    size_t wanted = publisher->jobs - 1;
    if (writers) {
        writers->items = calloc(wanted, sizeof *writers->items);
    }
    /* A page that two processes share is copied when one of them writes to it, which costs many
     * times what a fresh one does: what is not needed is given back first. */
    cw_store_shed(publisher->store);
    malloc_trim(0);
    bool started = writers && writers->items;
    while (started && writers->n < wanted) {
        started = start(publisher, documents, n, writers->n, wanted, &writers->items[writers->n]);
        writers->n += started;
    }
    if (!started) { /* without all of them, none: the pages are written here */
        cw_writers_stop(writers);
        return NULL;
    }
    return writers;
}

static enum cw_err await(const struct cw_publisher *publisher, struct writer *writer)
{
    struct failure failure;
    ssize_t got;
    int status = 0;
    while ((got = read(writer->from, &failure, sizeof failure)) < 0 && errno == EINTR) {
    }
    while (waitpid(writer->pid, &status, 0) < 0 && errno == EINTR) {
    }
    close(writer->from);
    if (got == (ssize_t)sizeof failure && failure.err) {
        *publisher->diag = failure.diag;
        return failure.err;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return cw_fail(publisher->diag, CW_EIO, NULL, 0, 0,
                       "a process that writes pages ended early; run again, nothing finished is "
                       "lost");
    }
    return CW_OK;
}

enum cw_err cw_writers_wait(const struct cw_publisher *publisher, struct cw_writers *writers)
{
    enum cw_err err = CW_OK;
    while (writers && writers->n) {
        enum cw_err one = await(publisher, &writers->items[--writers->n]);
        err = err ? err : one;
    }
    cw_writers_stop(writers);
    return err;
}

void cw_writers_stop(struct cw_writers *writers)
{
    if (!writers) {
        return;
    }
    for (size_t i = 0; i < writers->n; i++) {
        kill(writers->items[i].pid, SIGKILL);
        while (waitpid(writers->items[i].pid, NULL, 0) < 0 && errno == EINTR) {
        }
        close(writers->items[i].from);
    }
    free(writers->items);
    free(writers);
}
