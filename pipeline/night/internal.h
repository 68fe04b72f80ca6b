/* What the steps of a night share. Never included from outside the folder. */
#ifndef CW_NIGHT_INTERNAL_H
#define CW_NIGHT_INTERNAL_H

#include "night.h"
#include "publish/publish.h"
#include "store/documents.h"
#include "worker/pool.h"
#include "worker/starter.h"

struct cw_run {
    const struct cw_corpus *corpus;
    const struct cw_night_options *options;
    struct cw_night_outcome *outcome;
    struct cw_store *store;
    int64_t now;                /* seconds UTC: the capture time of what has no date */
    int64_t night;              /* open night, 0 = not begun */
    struct cw_source **sources; /* one for each of the corpus; NULL = could not be opened */
    int64_t *source_ids;
    char spool[4096];             /* folder for what archives hold, while it is being read */
    struct cw_starter starter;    /* of the pool's workers */
    struct cw_lexicons *lexicons; /* NULL until the report or a pool is wanted */
    struct cw_pool *pool;         /* NULL until there is work for it */
    struct cw_writers *writers;   /* of the report; NULL until then, or none */
    struct cw_diag *diag;
};

/* Lists all sources into the store; begins a night when something is new. */
enum cw_err cw_run_scan(struct cw_run *run) CW_MUST_CHECK;

/* Takes up all waiting captures, oldest first in each document. */
enum cw_err cw_run_process(struct cw_run *run) CW_MUST_CHECK;

/* Makes comparisons and presence right again where a capture older than the newest version came. */
enum cw_err cw_run_mend(struct cw_run *run, int64_t document_id) CW_MUST_CHECK;

/* Compares what came in another language than the version before with the last in its own. */
enum cw_err cw_run_languages(struct cw_run *run) CW_MUST_CHECK;

/* Analyses again what came from other packs or another program; *changed: anything was. */
enum cw_err cw_run_refresh(struct cw_run *run, bool *changed) CW_MUST_CHECK;

/* The state of the lexicon folders as one string: changes when any file in them may have. */
enum cw_err cw_run_lexicon_state(const struct cw_night_options *options, struct cw_buf *state,
                                 struct cw_diag *diag) CW_MUST_CHECK;

/* Documents beside their translations: what is missing, untranslated or out of date.
 * packs_changed: alignments may be of other packs. *changed: not only what the night touched. */
enum cw_err cw_run_translate(struct cw_run *run, bool packs_changed, bool *changed) CW_MUST_CHECK;

/* Loads the packs for the report, unless that is done. */
enum cw_err cw_run_need_lexicons(struct cw_run *run) CW_MUST_CHECK;

/* Starts workers, unless there are some: for so many tasks, at least 1. */
enum cw_err cw_run_need_pool(struct cw_run *run, size_t tasks) CW_MUST_CHECK;

/* What publishing needs of a run. */
struct cw_publisher cw_run_publisher(const struct cw_run *run);

/* Findings of the documents that the night touched (or of all), then the report. */
enum cw_err cw_run_publish(struct cw_run *run, bool all) CW_MUST_CHECK;

#endif
