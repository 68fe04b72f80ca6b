/* From the store to the report folder: fills the report's read model and writes the files. Only
 * files whose bytes differ are written, each whole or not at all. */
#ifndef CW_PUBLISH_H
#define CW_PUBLISH_H

#include <signal.h>

#include "config/corpus.h"
#include "lexicon/lexicon.h"
#include "night/progress.h"
#include "store/documents.h"

struct cw_report_labels;
struct cw_data;

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
    int64_t night;          /* the newest one */
    int64_t newest;         /* time of the newest capture: "days since" count to it */
    bool all;               /* every document, or those that the night touched */
    size_t jobs;            /* processes that may write at a time; 0 as 1 */
    bool changes_elsewhere; /* set by cw_publish: others write the pages of changes, and their list
                             */
    struct cw_diag *diag;
};

/* Findings, pages, data files, feed. The store gets findings; one transaction a document. CW_EIO,
 * CW_ENOMEM, CW_EDAMAGED, CW_EINTR. */
enum cw_err cw_publish(struct cw_publisher *publisher) CW_MUST_CHECK;

#endif
