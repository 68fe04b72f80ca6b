/* The worker process: reads frames on one descriptor, writes frames on another, opens no file of
 * its own, and speaks to no database. */
#ifndef CW_WORKER_H
#define CW_WORKER_H

struct cw_analyst;

/* Serves until the other side closes, then ends the process; where a sanitizer looks for leaks,
 * gives its memory and the analyst back and returns the exit status. */
int cw_worker_serve(int in, int out, struct cw_analyst *analyst);

#endif
