/* Sources, nights and troubles. */
#include "documents.h"

enum cw_err cw_source_register(struct cw_store *store, struct cw_str key, int64_t *id,
                               struct cw_buf *cursor, bool *is_new, struct cw_diag *diag)
{
    struct sqlite3_stmt *find =
        cw_store_prepare(store, "SELECT source_id, cursor FROM source WHERE key = ?", diag);
    if (!find) {
        return CW_EIO;
    }
    cw_bind_str(find, 1, key);
    bool row = false;
    enum cw_err err = cw_store_step(store, find, &row, diag);
    cw_buf_clear(cursor);
    if (!err && row) {
        *id = cw_column_int(find, 0);
        cw_buf_str(cursor, cw_column_str(find, 1));
    }
    cw_store_reset(find);
    *is_new = !err && !row;
    if (!*is_new) {
        return err;
    }
    struct sqlite3_stmt *add =
        cw_store_prepare(store, "INSERT INTO source (key, cursor) VALUES (?, '')", diag);
    if (!add) {
        return CW_EIO;
    }
    cw_bind_str(add, 1, key);
    err = cw_store_do(store, add, diag);
    *id = cw_store_last_id(store);
    return err;
}

enum cw_err cw_source_set_cursor(struct cw_store *store, int64_t id, struct cw_str cursor,
                                 struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "UPDATE source SET cursor = ? WHERE source_id = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, cursor);
    cw_bind_int(statement, 2, id);
    return cw_store_do(store, statement, diag);
}

enum cw_err cw_night_open(struct cw_store *store, int64_t *night, struct cw_diag *diag)
{
    return cw_store_number(store, "SELECT coalesce(max(night), 0) FROM night WHERE done = 0", night,
                           diag);
}

enum cw_err cw_night_begin(struct cw_store *store, int64_t limit, int64_t *night,
                           struct cw_diag *diag)
{
    enum cw_err err =
        cw_store_number(store, "SELECT coalesce(max(night), 0) + 1 FROM night", night, diag);
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "INSERT INTO night (night, limit_at, done) VALUES (?, ?, 0)", diag);
    if (err || !statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, *night);
    if (limit != INT64_MAX) {
        cw_bind_int(statement, 2, limit);
    }
    return cw_store_do(store, statement, diag);
}

enum cw_err cw_night_finish(struct cw_store *store, int64_t night, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "UPDATE night SET done = 1 WHERE night = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, night);
    return cw_store_do(store, statement, diag);
}

enum cw_err cw_trouble_add(struct cw_store *store, int64_t night, struct cw_str place,
                           struct cw_str message, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store, "INSERT OR IGNORE INTO trouble (night, place, message) VALUES (?, ?, ?)", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, night);
    cw_bind_str(statement, 2, place);
    cw_bind_str(statement, 3, message);
    return cw_store_do(store, statement, diag);
}
