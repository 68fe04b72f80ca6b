/* The worker process: reads frames on one descriptor, writes frames on another, opens no file of
 * its own after its lexicons are loaded, and speaks to no database. */
#ifndef CW_WORKER_H
#define CW_WORKER_H

#include <stddef.h>

/* Serves until the other side closes, then ends the process; where a sanitizer looks for leaks,
 * gives its memory back and returns the exit status. */
int cw_worker_serve(int in, int out, const char *const *lexicon_dirs, size_t n_dirs);

#endif
