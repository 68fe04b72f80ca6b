/* Progress and messages on standard error. */
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void cw_progress_step(struct cw_progress *progress, const char *phase, size_t done, size_t total)
{
    if (!progress->shown) {
        return;
    }
    int64_t now = now_ms();
    int64_t pause = progress->terminal ? 1000 : 10000;
    if (progress->last_ms == 0) {
        progress->last_ms = now; /* short work shows nothing */
    }
    if (now - progress->last_ms < pause) {
        return;
    }
    progress->last_ms = now;
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
