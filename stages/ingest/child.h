/* The git program as a child process, with everything that a hostile repository's own settings
 * could make it run or fetch switched off. */
#ifndef CW_INGEST_CHILD_H
#define CW_INGEST_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"

enum { CW_CHILD_ARGS_MOST = 24, CW_CHILD_BUFFER = 65536, CW_CHILD_KILLED = -1 };

struct cw_child {
    pid_t pid;         /* 0 = not running */
    int in;            /* a socket to its standard input, -1 = none */
    int out;           /* a pipe from its standard output */
    int messages;      /* an unlinked file in memory: its standard error */
    size_t start, end; /* what of the buffer is read and not yet taken */
    bool ended;
    char buffer[CW_CHILD_BUFFER];
};

/* Starts "git --git-dir=GIT_DIR ARGS...". args ends with NULL. with_input: keep a socket to its
 * standard input, else it reads nothing. CW_ENOTFOUND when there is no git program, CW_EIO. Stop it
 * with cw_child_stop or cw_child_finish. */
enum cw_err cw_child_start(struct cw_child *child, const char *git_dir, const char *const *args,
                           bool with_input, struct cw_diag *diag) CW_MUST_CHECK;

/* Bytes from its standard output: waits for at least one more to stand behind child->start. False
 * at its end or on a read error. */
bool cw_child_fill(struct cw_child *child);

/* The next len bytes of its standard output, waited for. False when there are not so many. */
bool cw_child_take(struct cw_child *child, char *data, size_t len);

/* Sends all bytes; false when the child is gone. Never raises SIGPIPE. */
bool cw_child_send(struct cw_child *child, const char *data, size_t len);

/* Closes its pipes, waits, gives its exit status (CW_CHILD_KILLED when a signal ended it). */
int cw_child_finish(struct cw_child *child);

/* As cw_child_finish, but kills it first. */
void cw_child_stop(struct cw_child *child);

/* The first line that it wrote to standard error, cut to size, printable; "" when none. Call before
 * finish or stop. */
void cw_child_message(const struct cw_child *child, char *out, size_t size);

#endif
