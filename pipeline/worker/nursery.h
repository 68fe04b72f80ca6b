/* The nursery: a process that loads the packs once and then makes workers by copying itself. */
#ifndef CW_WORKER_NURSERY_H
#define CW_WORKER_NURSERY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What it answers to a request. */
struct cw_birth {
    pid_t pid; /* a child of the nursery's parent */
    int error; /* errno; 0 = pid is set */
};

/* Asks for a worker that reads from `in` and writes to `out`. False: the nursery is gone. */
bool cw_nursery_request(int channel, int in, int out);

/* Serves requests until the other side closes; channel: a socket of type SOCK_SEQPACKET. What the
 * pack of lang needs is made beforehand, so that its workers share it ("" = of none). In each
 * worker it does what cw_worker_serve does. Returns the exit status. */
int cw_nursery_serve(int channel, const char *const *lexicon_dirs, size_t n_dirs, const char *lang);

#endif
