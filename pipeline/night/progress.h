/* What a person watching sees: one line that changes on a terminal, plain lines now and then
 * elsewhere. */
#ifndef CW_NIGHT_PROGRESS_H
#define CW_NIGHT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"

struct cw_progress {
    bool shown;     /* at all */
    bool terminal;  /* rewrite one line */
    bool line_open; /* a line without its end stands on the terminal */
    bool quiet;     /* no messages but errors */
    bool verbose;
    int64_t last; /* by the clock; 0 = nothing yet */
};

/* "phase: done of total", at most once a second on a terminal and every ten seconds elsewhere. */
void cw_progress_step(struct cw_progress *progress, const char *phase, size_t done, size_t total);
/* Ends an open line. */
void cw_progress_end(struct cw_progress *progress);

/* Messages to standard error; an open progress line is ended first. */
void cw_progress_say(struct cw_progress *progress, const char *format, ...) CW_PRINTF(2, 3);
void cw_progress_warn(struct cw_progress *progress, const struct cw_diag *diag);

#endif
