/* Progress and messages on standard error. */
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/clock.h"

void cw_progress_step(struct cw_progress *progress, const char *phase, size_t done, size_t total)
{
    if (!progress->shown) {
        return;
    }
    int64_t now = cw_clock();
    int64_t pause = progress->terminal ? CW_SECOND : (int64_t)10 * CW_SECOND;
    if (progress->last == 0) {
        progress->last = now; /* short work shows nothing */
    }
    if (now - progress->last < pause) {
        return;
    }
    progress->last = now;
    if (progress->terminal) {
        fprintf(stderr, "\r\033[K%s: %zu of %zu", phase, done, total);
        progress->line_open = true;
    } else {
        fprintf(stderr, "%s: %zu of %zu\n", phase, done, total);
    }
    fflush(stderr);
}

void cw_progress_end(struct cw_progress *progress)
{
    if (progress->line_open) {
        fputs("\r\033[K", stderr);
        progress->line_open = false;
    }
}

void cw_progress_say(struct cw_progress *progress, const char *format, ...)
{
    if (progress->quiet) {
        return;
    }
    cw_progress_end(progress);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

void cw_progress_warn(struct cw_progress *progress, const struct cw_diag *diag)
{
    char text[1200];
    cw_diag_format(diag, text, sizeof text);
    cw_progress_end(progress);
    fprintf(stderr, "clausewatch: %s\n", text);
}
