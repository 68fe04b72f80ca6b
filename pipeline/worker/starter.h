/* The parent's side of the nursery: processes are started, and described when they end. */
#ifndef CW_WORKER_STARTER_H
#define CW_WORKER_STARTER_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/error.h"

struct cw_starter {
    const char *const *lexicon_dirs; /* borrowed */
    size_t n_dirs;
    size_t worker_bytes; /* address space of a worker and of the nursery; 0 = unlimited */
    const char *lang;    /* for most texts to come, "" = not known; borrowed */
    pid_t nursery;       /* 0 = none runs */
    int channel;         /* to the nursery */
};

/* Starts the nursery, which then loads its packs, without waiting for it. One that runs already is
 * left alone. CW_EIO, CW_ENOMEM. */
enum cw_err cw_starter_launch(struct cw_starter *starter, struct cw_diag *diag) CW_MUST_CHECK;

/* A new worker, a child of this process, that reads from `in` and writes to `out`; both stay the
 * caller's to close. A nursery that has died is replaced. CW_EIO, with what became of the nursery.
 */
enum cw_err cw_starter_worker(struct cw_starter *starter, int in, int out, pid_t *worker,
                              struct cw_diag *diag) CW_MUST_CHECK;

/* Ends the nursery; its workers live on. */
void cw_starter_dispose(struct cw_starter *starter);

/* Waits for a child, killing it first where asked to, and says what became of it (message may be
 * NULL). */
void cw_reap(pid_t pid, bool kill_it, char *message, size_t size);

#endif
