/* Freshness: when each clause of a document's newest good version came to read as it does, and what
 * left the document. It follows from the document's comparisons alone (night/fresh.c). */
#ifndef CW_STORE_FRESHNESS_H
#define CW_STORE_FRESHNESS_H

#include "common/edit.h"
#include "store.h"

/* A change of wording that counts. */
struct cw_fresh_event {
    int64_t time; /* of the version that brought it */
    enum cw_severity severity;
    int64_t before;     /* id of the text that stood there; 0 = the clause came with this */
    struct cw_str what; /* signals, as "kind TAB old TAB new LF"; "" = none */
};

struct cw_fresh_clause {
    int64_t since;                 /* time of the version in which it first stood */
    struct cw_fresh_event *events; /* oldest first */
    size_t n_events;
};

/* A clause that is gone; kept so that it is known again when it comes back. */
struct cw_fresh_removal {
    struct cw_fresh_event event; /* before: the id of its text */
    struct cw_fresh_clause clause;
};

struct cw_freshness {
    int64_t version;  /* the version that clauses are of; 0 = nothing is known */
    int64_t first;    /* time of the first version */
    int64_t *changes; /* times of the versions that changed wording, oldest first */
    size_t n_changes;
    struct cw_fresh_clause *clauses; /* by index in the version */
    size_t n;
    struct cw_fresh_removal *removals; /* oldest first */
    size_t n_removals;
};

void cw_freshness_put(struct cw_buf *out, const struct cw_freshness *freshness);
bool cw_freshness_get(struct cw_reader *in, struct cw_arena *arena, struct cw_freshness *freshness);

enum cw_err cw_freshness_save(struct cw_store *store, int64_t document_id,
                              const struct cw_freshness *freshness,
                              struct cw_diag *diag) CW_MUST_CHECK;
/* version is 0 when nothing is kept, or what is kept cannot be read: it can be made again. */
enum cw_err cw_freshness_load(struct cw_store *store, int64_t document_id, struct cw_arena *arena,
                              struct cw_freshness *freshness, struct cw_diag *diag) CW_MUST_CHECK;
/* After a document's history was mended. */
enum cw_err cw_freshness_drop(struct cw_store *store, int64_t document_id,
                              struct cw_diag *diag) CW_MUST_CHECK;

#endif
