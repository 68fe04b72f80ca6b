/* The corpus file: what a nightly run reads, where it keeps its store, where it writes its report.
 * Its form is described for users in clausewatch-corpus(5). */
#ifndef CW_CONFIG_CORPUS_H
#define CW_CONFIG_CORPUS_H

#include "common/arena.h"
#include "common/error.h"
#include "ingest/ingest.h"

/* A policy whose original is in another language than the service's others. */
struct cw_original {
    const char *policy;
    const char *lang;
};

struct cw_service {
    const char *id;        /* as it stands in paths */
    const char *name;      /* for display; the id when none is given */
    const char **audience; /* ISO 3166 countries */
    size_t n_audience;
    const char **languages; /* expected, BCP 47 */
    size_t n_languages;
    const char *original; /* the language that policies are first written in; "" = not said */
    struct cw_original *originals; /* of single policies */
    size_t n_originals;
};

struct cw_corpus_limits {
    size_t document_bytes;   /* a larger document is set aside */
    size_t worker_bytes;     /* address space of a worker */
    unsigned worker_seconds; /* wall clock for one document */
};

/* Everything lives in the arena. Paths are already relative to the current folder, not to the file.
 */
struct cw_corpus {
    const char *file;
    const char *title;
    const char *store;
    const char *report;
    const char **languages; /* of the report; at least one */
    size_t n_languages;
    const char **lexicons; /* further folders of packs */
    size_t n_lexicons;
    struct cw_source_spec *sources;
    size_t n_sources;
    struct cw_service *services; /* in the order of the file */
    size_t n_services;
    const char *original; /* of all services that say nothing else; "" = not said */
    unsigned grace_days;  /* changes no further apart than this were made together */
    struct cw_corpus_limits limits;
};

/* CW_OK, CW_EIO (cannot read), CW_EUSAGE (something in it is wrong: diag has line and column and
 * says what to write instead), CW_ENOMEM. */
enum cw_err cw_corpus_load(struct cw_arena *arena, const char *path, struct cw_corpus *corpus,
                           struct cw_diag *diag) CW_MUST_CHECK;

/* The service with this id, or NULL. */
const struct cw_service *cw_corpus_service(const struct cw_corpus *corpus, struct cw_str id);

/* The language that the corpus file names as a policy's original; "" = it says nothing. */
const char *cw_corpus_original(const struct cw_corpus *corpus, struct cw_str service,
                               struct cw_str policy);

#endif
