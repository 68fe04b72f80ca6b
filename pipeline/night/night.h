/* The nightly job: scan sources, take up what is new, refresh what is stale, publish the report. */
#ifndef CW_NIGHT_H
#define CW_NIGHT_H

#include <signal.h>

#include "config/corpus.h"
#include "progress.h"

struct cw_night_options {
    const char *const *lexicon_dirs; /* all that count, earlier ones win */
    size_t n_dirs;
    size_t jobs;
    int64_t until; /* captures from this time on are left out; INT64_MAX = none */
    struct cw_progress *progress;
    const volatile sig_atomic_t *stop; /* set: finish what is at hand, commit, return CW_EINTR */
};

struct cw_night_outcome {
    size_t captures; /* new ones taken up */
    size_t versions; /* new versions stored */
    size_t aside;    /* captures that could not be read */
    size_t troubles; /* parts of sources that could not be listed */
    bool published;  /* pages were written */
};

/* CW_OK even when some documents could not be read (outcome->aside, ->troubles); CW_EBUSY, CW_EIO,
 * CW_EINTR, ... otherwise. The store holds everything that was finished. */
enum cw_err cw_night_run(const struct cw_corpus *corpus, const struct cw_night_options *options,
                         struct cw_night_outcome *outcome, struct cw_diag *diag) CW_MUST_CHECK;

/* The report again, from the store alone. */
enum cw_err cw_night_report(const struct cw_corpus *corpus, const struct cw_night_options *options,
                            struct cw_diag *diag) CW_MUST_CHECK;

#endif
