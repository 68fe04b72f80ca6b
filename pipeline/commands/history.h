/* What the two files of the history command share. */
#ifndef CW_COMMANDS_HISTORY_H
#define CW_COMMANDS_HISTORY_H

#include "commands.h"
#include "store/documents.h"

struct history {
    struct cw_invocation *invocation;
    struct cw_store *store;
    struct cw_arena *arena;
    struct cw_buf out;
    struct cw_diag diag;
};

/* ISO 8601, UTC. */
void cw_history_time(char text[32], int64_t seconds);

/* The life of one clause, newest first: an index in the newest version, or the first letters of a
 * content hash. */
enum cw_err cw_history_clause(struct history *history, int64_t document,
                              const char *clause) CW_MUST_CHECK;

#endif
