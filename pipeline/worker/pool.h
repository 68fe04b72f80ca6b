/* The parent's side: worker processes, what they were given, and what became of it. */
#ifndef CW_WORKER_POOL_H
#define CW_WORKER_POOL_H

#include "common/buf.h"
#include "common/error.h"
#include "protocol.h"

struct cw_pool;
struct cw_starter;

struct cw_pool_options {
    size_t jobs;                /* 256 at most */
    struct cw_starter *starter; /* borrowed for the pool's life */
    unsigned worker_seconds;    /* wall clock for one frame */
};

enum cw_pool_outcome {
    CW_POOL_REPLY,   /* type and body hold the worker's frame */
    CW_POOL_DIED,    /* message says how; the worker was replaced */
    CW_POOL_TIMEOUT, /* it was killed and replaced */
    CW_POOL_NOTHING  /* interrupted by a signal, or nobody is busy */
};

struct cw_pool_event {
    enum cw_pool_outcome outcome;
    size_t worker;
    enum cw_frame_type type;
    struct cw_str body; /* while CW_MOST_OPEN more frames of this worker come */
    char message[160];
};

/* Starts the workers and waits for their HELLOs. CW_EIO, CW_ENOMEM. Free with cw_pool_free, which
 * ends them (NULL allowed). */
enum cw_err cw_pool_new(const struct cw_pool_options *options, struct cw_pool **pool,
                        struct cw_diag *diag) CW_MUST_CHECK;
void cw_pool_free(struct cw_pool *pool);

size_t cw_pool_size(const struct cw_pool *pool);

/* Hands a frame to a worker: the answer to its question, or work. A worker that is at work already
 * gets CW_JOBS_AHEAD more CW_FRAME_JOB at most, and only what cw_pool_fits: it may be waiting to be
 * read from itself. A worker that died is noticed by cw_pool_wait. */
enum cw_err cw_pool_send(struct cw_pool *pool, size_t worker, enum cw_frame_type type,
                         const struct cw_buf *body, struct cw_diag *diag) CW_MUST_CHECK;
/* The same with more bytes behind the body, which are not copied before they are sent. */
enum cw_err cw_pool_send_with(struct cw_pool *pool, size_t worker, enum cw_frame_type type,
                              const struct cw_buf *body, struct cw_str more,
                              struct cw_diag *diag) CW_MUST_CHECK;

/* Can documents of so many bytes wait in front of a worker that is not reading? */
bool cw_pool_fits(const struct cw_pool *pool, size_t worker, size_t len);

/* Waits until some busy worker has answered, died or run out of time. */
enum cw_err cw_pool_wait(struct cw_pool *pool, struct cw_pool_event *event,
                         struct cw_diag *diag) CW_MUST_CHECK;

/* A question of some worker, if one has come. Answers wait for cw_pool_wait. */
bool cw_pool_asked(struct cw_pool *pool, struct cw_pool_event *event);

/* From HELLO. */
int64_t cw_pool_identify_fp(const struct cw_pool *pool);
int64_t cw_pool_pack_fp(const struct cw_pool *pool,
                        struct cw_str lang); /* 0 = no pack of this code */

#endif
