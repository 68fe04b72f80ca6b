/* Captures: adding observations, and taking them up oldest first. */
#include "documents.h"

static enum cw_err find_document(struct cw_store *store, const struct cw_capture_row *row,
                                 int64_t *id, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "SELECT document_id FROM document WHERE service = ? AND policy = ? AND "
                         "lang = ? AND region = ?",
                         diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, row->service);
    cw_bind_str(statement, 2, row->policy);
    cw_bind_str(statement, 3, row->lang);
    cw_bind_str(statement, 4, row->region);
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    *id = found ? cw_column_int(statement, 0) : 0;
    cw_store_reset(statement);
    return err;
}

static enum cw_err touch_document(struct cw_store *store, int64_t id, int64_t night,
                                  struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "UPDATE document SET touched = ? WHERE document_id = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, night);
    cw_bind_int(statement, 2, id);
    return cw_store_do(store, statement, diag);
}

static enum cw_err add_document(struct cw_store *store, const struct cw_capture_row *row,
                                int64_t night, int64_t *id, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "INSERT INTO document (service, policy, lang, region, touched) "
                         "VALUES (?, ?, ?, ?, ?)",
                         diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, row->service);
    cw_bind_str(statement, 2, row->policy);
    cw_bind_str(statement, 3, row->lang);
    cw_bind_str(statement, 4, row->region);
    cw_bind_int(statement, 5, night);
    enum cw_err err = cw_store_do(store, statement, diag);
    *id = cw_store_last_id(store);
    return err;
}

enum cw_err cw_capture_known(struct cw_store *store, const struct cw_capture_row *row, bool *known,
                             struct cw_diag *diag)
{
    int64_t document;
    enum cw_err err = find_document(store, row, &document, diag);
    *known = false;
    if (err || !document) {
        return err;
    }
    struct sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "SELECT 1 FROM capture WHERE document_id = ? AND source_id = ? AND "
                         "locator = ? AND state = ? AND provenance = ?",
                         diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document);
    cw_bind_int(statement, 2, row->source_id);
    cw_bind_str(statement, 3, row->locator);
    cw_bind_str(statement, 4, row->state);
    cw_bind_str(statement, 5, row->provenance);
    err = cw_store_step(store, statement, known, diag);
    cw_store_reset(statement);
    return err;
}

static enum cw_err insert_capture(struct cw_store *store, int64_t document, int64_t night,
                                  const struct cw_capture_row *row, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        "INSERT INTO capture (document_id, source_id, time, sequence, locator, state, name, "
        "provenance, snapshots, record, night) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document);
    cw_bind_int(statement, 2, row->source_id);
    cw_bind_int(statement, 3, row->time);
    cw_bind_int(statement, 4, row->sequence);
    cw_bind_str(statement, 5, row->locator);
    cw_bind_str(statement, 6, row->state);
    cw_bind_str(statement, 7, row->name);
    cw_bind_str(statement, 8, row->provenance);
    cw_bind_str(statement, 9, row->snapshots);
    cw_bind_int(statement, 10, row->record);
    cw_bind_int(statement, 11, night);
    return cw_store_do(store, statement, diag);
}

enum cw_err cw_capture_add(struct cw_store *store, int64_t night, const struct cw_capture_row *row,
                           struct cw_diag *diag)
{
    int64_t document;
    enum cw_err err = find_document(store, row, &document, diag);
    if (!err && document) {
        err = touch_document(store, document, night, diag);
    } else if (!err) {
        err = add_document(store, row, night, &document, diag);
    }
    return err ? err : insert_capture(store, document, night, row, diag);
}

enum cw_err cw_documents_waiting(struct cw_store *store, struct cw_arena *arena,
                                 struct cw_waiting **list, size_t *n, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "SELECT document_id, count(*) AS waiting FROM capture JOIN document USING "
                         "(document_id) WHERE status = 0 GROUP BY document_id "
                         "ORDER BY waiting DESC, service, policy, lang, region",
                         diag);
    if (!statement) {
        return CW_EIO;
    }
    struct cw_waiting *items = NULL;
    size_t used = 0;
    size_t capacity = 0;
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    while (!err && row) {
        struct cw_waiting *grown =
            cw_arena_grow(arena, items, used, &capacity, used + 1, sizeof *items);
        if (!grown) {
            err = cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
            break;
        }
        items = grown;
        items[used++] =
            (struct cw_waiting){cw_column_int(statement, 0), cw_column_int(statement, 1)};
        err = cw_store_step(store, statement, &row, diag);
    }
    cw_store_reset(statement);
    *list = items;
    *n = used;
    return err;
}

static enum cw_err read_capture(struct sqlite3_stmt *statement, struct cw_arena *arena,
                                struct cw_capture_row *row, struct cw_diag *diag)
{
    struct cw_str *const texts[] = {&row->service, &row->policy,     &row->lang,
                                    &row->region,  &row->locator,    &row->state,
                                    &row->name,    &row->provenance, &row->snapshots};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = cw_str_dup(arena, cw_column_str(statement, (int)i + 1));
        if (!texts[i]->data) {
            return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        }
    }
    row->source_id = cw_column_int(statement, 10);
    row->time = cw_column_int(statement, 11);
    row->sequence = cw_column_int(statement, 12);
    row->record = (int)cw_column_int(statement, 13);
    return CW_OK;
}

enum cw_err cw_capture_after(struct cw_store *store, int64_t document_id,
                             const struct cw_capture_row *before, int64_t before_id,
                             struct cw_arena *arena, int64_t *id, struct cw_capture_row *row,
                             struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        "SELECT capture_id, service, policy, lang, region, locator, state, name, provenance, "
        "snapshots, source_id, time, sequence, record FROM capture JOIN document USING "
        "(document_id) WHERE status = 0 AND document_id = ? AND "
        "(time, sequence, capture_id) > (?, ?, ?) ORDER BY time, sequence, capture_id LIMIT 1",
        diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, before ? before->time : INT64_MIN);
    cw_bind_int(statement, 3, before ? before->sequence : INT64_MIN);
    cw_bind_int(statement, 4, before_id);
    bool found = false;
    *id = 0;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    if (!err && found) {
        *id = cw_column_int(statement, 0);
        err = read_capture(statement, arena, row, diag);
    }
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_capture_next(struct cw_store *store, int64_t document_id, struct cw_arena *arena,
                            int64_t *id, struct cw_capture_row *row, struct cw_diag *diag)
{
    return cw_capture_after(store, document_id, NULL, 0, arena, id, row, diag);
}

enum cw_err cw_capture_settle(struct cw_store *store, int64_t id, enum cw_capture_status status,
                              int64_t version_id, struct cw_str trouble, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store, "UPDATE capture SET status = ?, version_id = ?, trouble = ? WHERE capture_id = ?",
        diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, status);
    if (version_id) {
        cw_bind_int(statement, 2, version_id);
    }
    if (trouble.len) {
        cw_bind_str(statement, 3, trouble);
    }
    cw_bind_int(statement, 4, id);
    return cw_store_do(store, statement, diag);
}
