/* From the store to the report folder: fills the report's read model and writes the files. Only
 * files whose bytes differ are written, each whole or not at all. */
#ifndef CW_PUBLISH_H
#define CW_PUBLISH_H

#include <signal.h>

#include "config/corpus.h"
#include "lexicon/lexicon.h"
#include "night/progress.h"
#include "store/documents.h"

struct cw_data;
struct cw_report_labels;
struct cw_writers;

struct cw_publisher {
    const struct cw_corpus *corpus;
    const struct cw_lexicons *lexicons;
    struct cw_report_labels *labels; /* NULL = English; made and freed by cw_publish */
    struct cw_data *data;            /* the night's data files; likewise */
    struct cw_store *store;
    struct cw_progress *progress;
    const volatile sig_atomic_t *stop; /* NULL = never */
    const char *const *lexicon_dirs;   /* all that count, earlier ones win */
    size_t n_dirs;
    int64_t night;              /* the newest one */
    int64_t newest;             /* time of the newest capture: "days since" count to it */
    bool all;                   /* every document, or those that the night touched */
    size_t jobs;                /* processes that may write at a time; 0 as 1 */
    struct cw_writers *writers; /* who writes the pages of changes and their list; NULL = the same
                                 * process. cw_publish ends them. */
    struct cw_diag *diag;
};

/* Processes that will write pages, for a night that is to touch so many documents. They see nothing
 * of the publisher but corpus, packs, stop and what cw_publish tells them. NULL: there are none
 * (one job, few documents, no room). End them with cw_publish or cw_writers_stop before anything
 * that they hold an end of: pipes, the store's lock. */
struct cw_writers *cw_writers_launch(const struct cw_publisher *publisher, size_t n_documents);
void cw_writers_stop(struct cw_writers *writers); /* NULL allowed */

/* Findings, pages, data files, feed. The store gets findings; one transaction a document. CW_EIO,
 * CW_ENOMEM, CW_EDAMAGED, CW_EINTR. */
enum cw_err cw_publish(struct cw_publisher *publisher) CW_MUST_CHECK;

#endif
