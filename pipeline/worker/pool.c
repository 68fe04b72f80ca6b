/* Starting, feeding, watching and replacing workers. */
#include "pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/clock.h"
#include "starter.h"

enum {
    HELLO_SECONDS = 60,
    MOST_WORKERS = 256,
    MOST_PACKS = 512,
    CODE_SIZE = 32,
    READ_AHEAD = 256 * 1024,
    KEPT_FRAMES = CW_MOST_OPEN + 1 /* an answer, and the questions that come while it is read */
};

struct worker {
    pid_t pid;
    int to;
    int from;
    unsigned due;                      /* answers that it owes */
    size_t room;                       /* of the pipe to it */
    int64_t deadline;                  /* by the clock */
    struct cw_buf in;                  /* header and body as they arrive */
    struct cw_buf frames[KEPT_FRAMES]; /* the last ones that were whole */
    size_t turn;                       /* of frames: the oldest one */
};

struct pack {
    char code[CODE_SIZE];
    int64_t fp;
};

struct cw_pool {
    struct cw_pool_options options;
    struct worker *workers;
    size_t last; /* the worker of the last event */
    int64_t identify_fp;
    struct pack packs[MOST_PACKS];
    size_t n_packs;
};

static enum cw_err start(struct cw_pool *pool, struct worker *worker, struct cw_diag *diag)
{
    int to[2];
    int from[2];
    if (pipe2(to, O_CLOEXEC) != 0) {
        return cw_fail(diag, CW_EIO, NULL, 0, 0, "cannot make a pipe: %s", strerror(errno));
    }
    if (pipe2(from, O_CLOEXEC) != 0) {
        close(to[0]);
        close(to[1]);
        return cw_fail(diag, CW_EIO, NULL, 0, 0, "cannot make a pipe: %s", strerror(errno));
    }
    enum cw_err err = cw_starter_worker(pool->options.starter, to[0], from[1], &worker->pid, diag);
    close(to[0]);
    close(from[1]);
    if (err) {
        close(to[1]);
        close(from[0]);
        return err;
    }
    worker->to = to[1];
    worker->from = from[0];
    worker->due = 0;
    cw_buf_clear(&worker->in);
    fcntl(worker->to, F_SETFL, O_NONBLOCK);
    fcntl(worker->from, F_SETFL, O_NONBLOCK);
    fcntl(worker->to, F_SETPIPE_SZ, 1 << 20); /* fewer switches; failing is harmless */
    fcntl(worker->from, F_SETPIPE_SZ, 1 << 20);
    int room = fcntl(worker->to, F_GETPIPE_SZ);
    worker->room = room > 0 ? (size_t)room : 0;
    return CW_OK;
}

/* Ends a worker and says what became of it. */
static void stop(struct worker *worker, bool kill_it, char *message, size_t size)
{
    if (worker->pid <= 0) {
        return;
    }
    close(worker->to);
    close(worker->from);
    cw_reap(worker->pid, kill_it, message, size);
    worker->pid = 0;
    worker->due = 0;
}

/* Length of the first frame of what has come, header included; 0 = its header is not whole, or it
 * is none. */
static size_t first_frame(const struct worker *worker, enum cw_frame_type *type)
{
    size_t len;
    *type = CW_FRAME_FAILED;
    return worker->in.len >= CW_FRAME_HEADER &&
                   cw_frame_parse((const unsigned char *)worker->in.data, type, &len)
               ? len + CW_FRAME_HEADER
               : 0;
}

static bool has_frame(const struct worker *worker)
{
    enum cw_frame_type type;
    size_t whole = first_frame(worker, &type);
    return whole && worker->in.len >= whole;
}

static bool asks(const struct worker *worker)
{
    enum cw_frame_type type;
    return has_frame(worker) && first_frame(worker, &type) && type == CW_FRAME_ASK;
}

/* The first frame moves aside, so that it outlives what is sent and the next ones that come; what
 * came behind it stays. */
static bool take_frame(struct worker *worker, enum cw_frame_type *type, struct cw_str *body)
{
    size_t whole = first_frame(worker, type);
    struct cw_buf frame = worker->in;
    worker->in = worker->frames[worker->turn];
    worker->frames[worker->turn] = frame;
    worker->turn = (worker->turn + 1) % KEPT_FRAMES;
    cw_buf_clear(&worker->in);
    cw_buf_add(&worker->in, frame.data + whole, frame.len - whole);
    *body = cw_str_n(frame.data + CW_FRAME_HEADER, whole - CW_FRAME_HEADER);
    return !worker->in.failed;
}

/* Reads what is there. 1 a whole frame, 0 not yet, -1 the worker is gone. */
static int read_some(struct worker *worker)
{
    for (;;) {
        size_t want = READ_AHEAD;
        if (worker->in.len >= CW_FRAME_HEADER) {
            enum cw_frame_type type;
            size_t whole = first_frame(worker, &type);
            if (!whole) {
                return -1;
            }
            if (worker->in.len >= whole) {
                return 1;
            }
            want = whole - worker->in.len;
        }
        if (!cw_buf_reserve(&worker->in, want)) {
            return -1;
        }
        ssize_t got = read(worker->from, worker->in.data + worker->in.len, want);
        if (got < 0 && errno == EAGAIN) {
            return 0;
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return -1;
        }
        worker->in.len += (size_t)got;
    }
}

static bool keep_hello(struct cw_pool *pool, struct cw_str body)
{
    struct cw_reader in = cw_wire_reader(body);
    pool->identify_fp = cw_wire_int(&in);
    size_t n = cw_wire_count(&in, 2);
    pool->n_packs = 0;
    for (size_t i = 0; i < n && i < MOST_PACKS; i++) {
        struct cw_str code = cw_wire_str(&in);
        struct pack *pack = &pool->packs[pool->n_packs++];
        snprintf(pack->code, sizeof pack->code, "%.*s", (int)code.len, code.data);
        pack->fp = cw_wire_int(&in);
    }
    return cw_wire_done(&in);
}

static enum cw_err await_hello(struct cw_pool *pool, struct worker *worker, struct cw_diag *diag)
{
    int64_t deadline = cw_clock() + (int64_t)HELLO_SECONDS * CW_SECOND;
    for (;;) {
        enum cw_frame_type type;
        struct cw_str body;
        int state = read_some(worker);
        if (state > 0 && take_frame(worker, &type, &body) && type == CW_FRAME_HELLO &&
            keep_hello(pool, body)) {
            return CW_OK;
        }
        if (state != 0 || cw_clock() > deadline) {
            char message[160];
            stop(worker, true, message, sizeof message);
            return cw_fail(diag, CW_EIO, NULL, 0, 0,
                           "a worker did not start: %s; check the lexicons folder and the memory "
                           "limit (limits: worker_megabytes)",
                           message);
        }
        struct pollfd item = {.fd = worker->from, .events = POLLIN};
        poll(&item, 1, 1000);
    }
}

enum cw_err cw_pool_new(const struct cw_pool_options *options, struct cw_pool **out,
                        struct cw_diag *diag)
{
    struct cw_pool *pool = calloc(1, sizeof *pool);
    if (pool) {
        pool->options = *options;
        pool->workers = calloc(options->jobs, sizeof *pool->workers);
    }
    if (!pool || !pool->workers) {
        cw_pool_free(pool);
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    signal(SIGPIPE, SIG_IGN); /* a dead worker is an event, not our end */
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < options->jobs; i++) {
        cw_buf_init(&pool->workers[i].in, cw_frame_cap);
        for (size_t k = 0; k < KEPT_FRAMES; k++) {
            cw_buf_init(&pool->workers[i].frames[k], cw_frame_cap);
        }
        err = start(pool, &pool->workers[i], diag);
    }
    for (size_t i = 0; !err && i < options->jobs; i++) {
        err = await_hello(pool, &pool->workers[i], diag);
    }
    if (err) {
        cw_pool_free(pool);
        return err;
    }
    *out = pool;
    return CW_OK;
}

void cw_pool_free(struct cw_pool *pool)
{
    if (!pool) {
        return;
    }
    for (size_t i = 0; pool->workers && i < pool->options.jobs; i++) {
        /* A busy worker may never look up again; an idle one ends when its input closes. */
        stop(&pool->workers[i], pool->workers[i].due, NULL, 0);
        cw_buf_dispose(&pool->workers[i].in);
        for (size_t k = 0; k < KEPT_FRAMES; k++) {
            cw_buf_dispose(&pool->workers[i].frames[k]);
        }
    }
    free(pool->workers);
    free(pool);
}

size_t cw_pool_size(const struct cw_pool *pool)
{
    return pool->options.jobs;
}

/* Writes until done, the deadline, or the worker's end (left for cw_pool_wait to notice). */
static void write_frame(struct worker *worker, struct iovec *pieces, size_t n)
{
    while (cw_frame_left(pieces, n)) {
        ssize_t sent = writev(worker->to, pieces, (int)n);
        if (sent > 0) {
            cw_frame_sent(pieces, n, (size_t)sent);
            continue;
        }
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent == 0 || errno != EAGAIN || cw_clock() > worker->deadline) {
            return;
        }
        struct pollfd item = {.fd = worker->to, .events = POLLOUT};
        poll(&item, 1, 1000);
    }
}

enum cw_err cw_pool_send_with(struct cw_pool *pool, size_t index, enum cw_frame_type type,
                              const struct cw_buf *body, struct cw_str more, struct cw_diag *diag)
{
    struct worker *worker = &pool->workers[index];
    if (body->failed || body->len > cw_frame_cap || more.len > cw_frame_cap - body->len) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "the document is too large for a worker");
    }
    unsigned char header[CW_FRAME_HEADER];
    cw_frame_header(header, type, body->len + more.len);
    worker->due += type != CW_FRAME_KNOWN; /* the answer to a question is part of a job */
    worker->deadline = cw_clock() + (int64_t)pool->options.worker_seconds * CW_SECOND;
    struct iovec pieces[3] = {
        {header, sizeof header}, {body->data, body->len}, {(char *)more.data, more.len}};
    write_frame(worker, pieces, 3);
    return CW_OK;
}

enum cw_err cw_pool_send(struct cw_pool *pool, size_t index, enum cw_frame_type type,
                         const struct cw_buf *body, struct cw_diag *diag)
{
    return cw_pool_send_with(pool, index, type, body, cw_str_z(""), diag);
}

static enum cw_err replace(struct cw_pool *pool, size_t index, bool kill_it,
                           struct cw_pool_event *event, struct cw_diag *diag)
{
    struct worker *worker = &pool->workers[index];
    stop(worker, kill_it, event->message, sizeof event->message);
    enum cw_err err = start(pool, worker, diag);
    return err ? err : await_hello(pool, worker, diag);
}

/* What became of a worker, where anything did. state: as read_some told. */
static enum cw_err look_at(struct cw_pool *pool, size_t index, int state,
                           struct cw_pool_event *event, struct cw_diag *diag)
{
    struct worker *worker = &pool->workers[index];
    event->worker = index;
    event->outcome = CW_POOL_NOTHING;
    if (state > 0 && take_frame(worker, &event->type, &event->body)) {
        worker->due -= event->type != CW_FRAME_ASK;
        worker->deadline = cw_clock() + (int64_t)pool->options.worker_seconds * CW_SECOND;
        event->outcome = CW_POOL_REPLY;
        return CW_OK;
    }
    if (state != 0) {
        event->outcome = CW_POOL_DIED;
        return replace(pool, index, false, event, diag);
    }
    if (cw_clock() > worker->deadline) {
        event->outcome = CW_POOL_TIMEOUT;
        enum cw_err err = replace(pool, index, true, event, diag);
        snprintf(event->message, sizeof event->message,
                 "reading it took more than %u seconds (limits: worker_seconds)",
                 pool->options.worker_seconds);
        return err;
    }
    return CW_OK;
}

/* Reads from every worker that owes an answer; with `patient`, waiting until there is something
 * from one of them. states: by worker, as read_some tells. False: nobody owes anything, or a signal
 * came. */
static bool read_owed(struct cw_pool *pool, bool patient, int *states)
{
    struct pollfd items[MOST_WORKERS];
    bool owed = false;
    for (size_t i = 0; i < pool->options.jobs; i++) {
        const struct worker *worker = &pool->workers[i];
        items[i] = (struct pollfd){.fd = worker->due ? worker->from : -1, .events = POLLIN};
        owed |= worker->due;
        patient = patient && !(worker->due && has_frame(worker));
    }
    if (!owed || (poll(items, pool->options.jobs, patient ? 500 : 0) < 0 && errno == EINTR)) {
        return false;
    }
    for (size_t i = 0; i < pool->options.jobs; i++) {
        struct worker *worker = &pool->workers[i];
        bool readable = worker->due && (items[i].revents != 0 || has_frame(worker));
        states[i] = readable ? read_some(worker) : 0;
    }
    return true;
}

/* A worker that asks goes first: it stands still. After it, each in its turn. */
static size_t choose(struct cw_pool *pool, const int *states)
{
    size_t chosen = pool->options.jobs;
    int64_t now = cw_clock();
    for (size_t k = 0; k < pool->options.jobs; k++) {
        size_t i = (pool->last + 1 + k) % pool->options.jobs;
        if (states[i] > 0 && asks(&pool->workers[i])) {
            return i;
        }
        bool is_late = pool->workers[i].due && now > pool->workers[i].deadline;
        if (chosen == pool->options.jobs && (states[i] || is_late)) {
            chosen = i;
        }
    }
    return chosen;
}

enum cw_err cw_pool_wait(struct cw_pool *pool, struct cw_pool_event *event, struct cw_diag *diag)
{
    int states[MOST_WORKERS];
    *event = (struct cw_pool_event){.outcome = CW_POOL_NOTHING};
    while (read_owed(pool, true, states)) {
        size_t chosen = choose(pool, states);
        if (chosen < pool->options.jobs) {
            pool->last = chosen;
            return look_at(pool, chosen, states[chosen], event, diag);
        }
    }
    return CW_OK;
}

bool cw_pool_asked(struct cw_pool *pool, struct cw_pool_event *event)
{
    int states[MOST_WORKERS];
    *event = (struct cw_pool_event){.outcome = CW_POOL_NOTHING};
    if (!read_owed(pool, false, states)) {
        return false;
    }
    for (size_t i = 0; i < pool->options.jobs; i++) {
        if (states[i] > 0 && asks(&pool->workers[i])) {
            event->worker = i;
            event->outcome = CW_POOL_REPLY;
            return take_frame(&pool->workers[i], &event->type, &event->body);
        }
    }
    return false;
}

bool cw_pool_fits(const struct cw_pool *pool, size_t worker, size_t len)
{
    /* The rest is for what is told of a document beside its bytes. */
    return len <= pool->workers[worker].room / 2;
}

int64_t cw_pool_identify_fp(const struct cw_pool *pool)
{
    return pool->identify_fp;
}

int64_t cw_pool_pack_fp(const struct cw_pool *pool, struct cw_str lang)
{
    for (size_t i = 0; i < pool->n_packs; i++) {
        if (cw_str_is(lang, pool->packs[i].code)) {
            return pool->packs[i].fp;
        }
    }
    return 0;
}
