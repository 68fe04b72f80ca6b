/* Pages of changes and of their list are most of a first report and hang on nothing but the store:
 * with several jobs, processes of their own write them, a document at a time, reading the store by
 * a connection of its own, while this one goes on with the rest, and then helps.
 *
 * They are made before the night's work and wait until its end: a page of memory that two processes
 * share is copied when one of them writes to it, and then there is little to share. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/io.h"
#include "internal.h"

enum { WORTH_IT = 8 }; /* documents; fewer are written before a process has begun */

static const size_t arena_cap = (size_t)2 * 1024 * 1024 * 1024;

struct writer {
    pid_t pid;
    int to;   /* its task goes this way, ... */
    int from; /* ... and what went wrong comes this way */
};

struct cw_writers {
    struct writer *items;
    size_t n;
    atomic_size_t *taken; /* how many documents; in memory that all processes share */
    const int64_t *documents;
    size_t n_documents;
};

/* What a writer is told, and the ids of all documents behind it. */
struct task {
    int64_t night;
    int64_t newest;
    size_t n;
    bool writes_list;
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

/* Writes documents that nobody has taken yet, until none is left. */
static enum cw_err write_documents(struct cw_publisher *publisher, struct cw_arena *arena,
                                   atomic_size_t *taken, const int64_t *documents, size_t n)
{
    enum cw_err err = CW_OK;
    for (size_t i; !err && (i = atomic_fetch_add(taken, 1)) < n;) {
        err = write_document(publisher, arena, documents[i]);
        if (!err && publisher->stop && *publisher->stop) {
            err = cw_fail(publisher->diag, CW_EINTR, NULL, 0, 0,
                          "interrupted; run again to go on where it stopped");
        }
    }
    return err;
}

/* With a connection of its own: the one that it was born with is the other process's. */
static enum cw_err do_task(const struct cw_publisher *shared, const struct task *task,
                           atomic_size_t *taken, const int64_t *documents, struct cw_diag *diag)
{
    struct cw_publisher publisher = *shared;
    publisher.diag = diag;
    publisher.night = task->night;
    publisher.newest = task->newest;
    struct cw_arena *arena = cw_arena_new(arena_cap);
    enum cw_err err = arena ? cw_publish_labels(&publisher) : cw_publish_no_memory(&publisher);
    if (!err) {
        err = cw_store_open(shared->corpus->store, CW_STORE_READ, &publisher.store, diag);
    }
    if (!err && task->writes_list) {
        err = write_list(&publisher, arena);
    }
    return err ? err : write_documents(&publisher, arena, taken, documents, task->n);
}

/* In the new process. Returns its exit status. */
static int serve(const struct cw_publisher *shared, atomic_size_t *taken, int in, int out)
{
    struct task task;
    if (!cw_read_all(in, &task, sizeof task)) {
        return 0; /* it was not needed */
    }
    struct failure failure = {.err = CW_ENOMEM, .diag = {.message = "out of memory"}};
    int64_t *documents = calloc(task.n + 1, sizeof *documents);
    if (documents && cw_read_all(in, documents, task.n * sizeof *documents)) {
        failure.err = do_task(shared, &task, taken, documents, &failure.diag);
    }
    bool told = failure.err == CW_OK || cw_write_all(out, &failure, sizeof failure);
    return failure.err || !told ? 1 : 0;
}

static bool launch(const struct cw_publisher *publisher, atomic_size_t *taken,
                   struct writer *writer)
{
    int to[2];
    int from[2];
    if (pipe2(to, O_CLOEXEC) != 0) {
        return false;
    }
    if (pipe2(from, O_CLOEXEC) != 0) {
        close(to[0]);
        close(to[1]);
        return false;
    }
    pid_t parent = getpid();
    writer->pid = fork();
    if (writer->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(to[1]);
        close(from[0]);
        _exit(getppid() == parent ? serve(publisher, taken, to[0], from[1]) : 1);
    }
    close(to[0]);
    close(from[1]);
    if (writer->pid < 0) {
        close(to[1]);
        close(from[0]);
        return false;
    }
    writer->to = to[1];
    writer->from = from[0];
    return true;
}

struct cw_writers *cw_writers_launch(const struct cw_publisher *publisher, size_t n_documents)
{
    if (publisher->jobs < 2 || n_documents < WORTH_IT) {
        return NULL;
    }
    struct cw_writers *writers = calloc(1, sizeof *writers);
    if (!writers) {
        return NULL;
    }
    size_t wanted = publisher->jobs - 1;
    writers->items = calloc(wanted, sizeof *writers->items);
    void *shared = mmap(NULL, sizeof *writers->taken, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    writers->taken = shared == MAP_FAILED ? NULL : shared;
    bool launched = writers->items && writers->taken;
    while (launched && writers->n < wanted) {
        launched = launch(publisher, writers->taken, &writers->items[writers->n]);
        writers->n += launched;
    }
    if (!launched) { /* without all of them, none: the pages are written here */
        cw_writers_stop(writers);
        return NULL;
    }
    return writers;
}

void cw_writers_start(const struct cw_publisher *publisher, struct cw_writers *writers,
                      const int64_t *documents, size_t n)
{
    writers->documents = documents;
    writers->n_documents = n;
    for (size_t k = 0; k < writers->n; k++) {
        struct writer *writer = &writers->items[k];
        struct task task = {
            .night = publisher->night, .newest = publisher->newest, .n = n, .writes_list = k == 0};
        bool told = cw_write_all(writer->to, &task, sizeof task) &&
                    cw_write_all(writer->to, documents, n * sizeof *documents);
        (void)told; /* one that is gone is noticed when it is waited for */
        close(writer->to);
        writer->to = -1;
    }
}

enum cw_err cw_writers_help(struct cw_publisher *publisher, struct cw_arena *arena)
{
    struct cw_writers *writers = publisher->writers;
    return writers ? write_documents(publisher, arena, writers->taken, writers->documents,
                                     writers->n_documents)
                   : CW_OK;
}

static enum cw_err await(const struct cw_publisher *publisher, struct writer *writer)
{
    struct failure failure;
    int status = 0;
    bool failed = cw_read_all(writer->from, &failure, sizeof failure);
    while (waitpid(writer->pid, &status, 0) < 0 && errno == EINTR) {
    }
    close(writer->from);
    if (failed) {
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
        if (writers->items[i].to >= 0) {
            close(writers->items[i].to);
        }
    }
    if (writers->taken) {
        munmap(writers->taken, sizeof *writers->taken);
    }
    free(writers->items);
    free(writers);
}
