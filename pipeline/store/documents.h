/* Documents, their captures waiting to be read, their versions and comparisons. */
#ifndef CW_STORE_DOCUMENTS_H
#define CW_STORE_DOCUMENTS_H

#include "common/edit.h"
#include "layout.h"
#include "store.h"

enum cw_capture_status {
    CW_CAPTURE_WAITING = 0,
    CW_CAPTURE_VERSION,
    CW_CAPTURE_SAME,
    CW_CAPTURE_ASIDE
};

/* ---- Sources and nights ---- */

/* The id and cursor of a source, added when new. */
enum cw_err cw_source_register(struct cw_store *store, struct cw_str key, int64_t *id,
                               struct cw_buf *cursor, bool *is_new,
                               struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_source_set_cursor(struct cw_store *store, int64_t id, struct cw_str cursor,
                                 struct cw_diag *diag) CW_MUST_CHECK;

/* The open night's number, or 0. */
enum cw_err cw_night_open(struct cw_store *store, int64_t *night,
                          struct cw_diag *diag) CW_MUST_CHECK;
/* Begins the night after the last. limit: captures from this time on are left out; INT64_MAX =
 * none. */
enum cw_err cw_night_begin(struct cw_store *store, int64_t limit, int64_t *night,
                           struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_night_finish(struct cw_store *store, int64_t night,
                            struct cw_diag *diag) CW_MUST_CHECK;

enum cw_err cw_trouble_add(struct cw_store *store, int64_t night, struct cw_str place,
                           struct cw_str message, struct cw_diag *diag) CW_MUST_CHECK;

/* ---- Captures ---- */

struct cw_capture_row {
    struct cw_str service, policy, lang, region;
    int64_t source_id;
    int64_t time;
    int64_t sequence;
    struct cw_str locator, state, name, provenance, snapshots;
    int record;
};

/* Adds a capture that is not known yet, as waiting. The document is added when new and marked as
 * touched by the night. Known: one with this source, document, locator, state and provenance. */
enum cw_err cw_capture_add(struct cw_store *store, int64_t night, const struct cw_capture_row *row,
                           struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_capture_known(struct cw_store *store, const struct cw_capture_row *row, bool *known,
                             struct cw_diag *diag) CW_MUST_CHECK;

/* The documents with waiting captures, those with most first, then by identity; in the arena. */
struct cw_waiting {
    int64_t document_id;
    int64_t captures;
};
enum cw_err cw_documents_waiting(struct cw_store *store, struct cw_arena *arena,
                                 struct cw_waiting **list, size_t *n,
                                 struct cw_diag *diag) CW_MUST_CHECK;

/* The oldest waiting capture of a document, in the arena; *id 0 when none is left. */
enum cw_err cw_capture_next(struct cw_store *store, int64_t document_id, struct cw_arena *arena,
                            int64_t *id, struct cw_capture_row *row,
                            struct cw_diag *diag) CW_MUST_CHECK;

/* The oldest one behind another. */
enum cw_err cw_capture_after(struct cw_store *store, int64_t document_id,
                             const struct cw_capture_row *before, int64_t before_id,
                             struct cw_arena *arena, int64_t *id, struct cw_capture_row *row,
                             struct cw_diag *diag) CW_MUST_CHECK;

enum cw_err cw_capture_settle(struct cw_store *store, int64_t id, enum cw_capture_status status,
                              int64_t version_id, struct cw_str trouble,
                              struct cw_diag *diag) CW_MUST_CHECK;

/* ---- Versions ---- */

struct cw_version_row {
    int64_t id;
    int64_t document_id;
    int64_t time;
    int64_t sequence;
    struct cw_hash hash;      /* of the bytes */
    struct cw_hash text_hash; /* of the wording */
    int64_t bytes;
    int64_t night;
    int record;
    bool
        set_aside; /* no policy, by its looks: later versions are compared with the one before it */
    size_t n_clauses;
    struct cw_str lang;
    struct cw_counts counts;
    struct cw_str title;
    struct cw_str note;
};

/* The last version of a document before (time, sequence), without its layout; id 0 = none. Pass
 * INT64_MAX for the newest. good: pass over versions that are set aside. */
enum cw_err cw_version_before(struct cw_store *store, int64_t document_id, int64_t time,
                              int64_t sequence, bool good, struct cw_arena *arena,
                              struct cw_version_row *row, struct cw_diag *diag) CW_MUST_CHECK;
/* The version with this hash at exactly this place; 0 = none. */
enum cw_err cw_version_twin(struct cw_store *store, int64_t document_id, int64_t time,
                            int64_t sequence, const struct cw_hash *hash, int64_t *id,
                            struct cw_diag *diag) CW_MUST_CHECK;
/* How many versions in a row, up to (time, sequence), are set aside. */
enum cw_err cw_versions_aside(struct cw_store *store, int64_t document_id, int64_t time,
                              int64_t sequence, int64_t *n, struct cw_diag *diag) CW_MUST_CHECK;
/* The first version after (time, sequence, id): versions of one moment follow in the order in which
 * they were taken up. id INT64_MAX = after all of that moment. */
enum cw_err cw_version_after(struct cw_store *store, int64_t document_id, int64_t time,
                             int64_t sequence, int64_t id, struct cw_arena *arena,
                             struct cw_version_row *row, struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_version_get(struct cw_store *store, int64_t id, struct cw_arena *arena,
                           struct cw_version_row *row, struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_version_layout(struct cw_store *store, int64_t id, struct cw_arena *arena,
                              struct cw_layout *layout, struct cw_diag *diag) CW_MUST_CHECK;
/* row->id is set. base: an earlier version of the document whose layout this one repeats for the
 * most part, 0 = none; on return the version to name next time. The hints of the layout are set
 * where it is its own base. */
enum cw_err cw_version_add(struct cw_store *store, struct cw_version_row *row,
                           struct cw_layout *layout, int64_t *base,
                           struct cw_diag *diag) CW_MUST_CHECK;
/* The base to name for a document's next version: that of the given one, or itself. */
enum cw_err cw_version_base(struct cw_store *store, int64_t id, int64_t *base,
                            struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_version_set_counts(struct cw_store *store, int64_t id, struct cw_str lang,
                                  const struct cw_counts *counts,
                                  struct cw_diag *diag) CW_MUST_CHECK;

enum cw_err cw_presence_open(struct cw_store *store, int64_t document_id, int64_t clause_id,
                             int64_t version_id, struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_presence_close(struct cw_store *store, int64_t document_id, int64_t clause_id,
                              int64_t version_id, struct cw_diag *diag) CW_MUST_CHECK;
/* Time of the version since which the clause has stood there without a break. */
enum cw_err cw_presence_since(struct cw_store *store, int64_t document_id, int64_t clause_id,
                              int64_t *time, struct cw_diag *diag) CW_MUST_CHECK;

enum cw_err cw_comparison_add(struct cw_store *store, int64_t document_id, int64_t old_version,
                              int64_t new_version, struct cw_str wire,
                              const struct cw_comparison *comparison,
                              struct cw_diag *diag) CW_MUST_CHECK;
/* The version that a version was compared with; 0 when there is none. */
enum cw_err cw_comparison_old(struct cw_store *store, int64_t new_version, int64_t *old_version,
                              struct cw_diag *diag) CW_MUST_CHECK;

/* old_version 0 when there is none. n_old, n_new: clauses on each side. */
enum cw_err cw_comparison_load(struct cw_store *store, int64_t new_version, struct cw_arena *arena,
                               size_t n_old, size_t n_new, struct cw_comparison *comparison,
                               struct cw_diag *diag) CW_MUST_CHECK;

#endif
