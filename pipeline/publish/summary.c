/* A document's line in lists: kept in the store, so that lists cost no look at histories. */
#include <math.h>
#include <sqlite3.h>

#include "internal.h"

static void bind_number(struct sqlite3_stmt *statement, int index, double value)
{
    if (isfinite(value)) {
        sqlite3_bind_double(statement, index, value);
    }
}

static double column_number(struct sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL
               ? NAN
               : sqlite3_column_double(statement, column);
}

enum cw_err cw_summary_set(struct cw_publisher *publisher, int64_t document_id,
                           const struct cw_report_document *document)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "INSERT OR REPLACE INTO summary (document_id, versions, changes, first, last, last_change, "
        "words, sentences, ratio, formula, value, findings, high, status) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, document->versions);
    cw_bind_int(statement, 3, document->changes);
    cw_bind_int(statement, 4, document->first);
    cw_bind_int(statement, 5, document->last);
    if (document->last_change != CW_REPORT_NO_TIME) {
        cw_bind_int(statement, 6, document->last_change);
    }
    cw_bind_int(statement, 7, document->words);
    cw_bind_int(statement, 8, document->sentences);
    bind_number(statement, 9, document->reference_ratio);
    cw_bind_str(statement, 10, document->formula);
    bind_number(statement, 11, document->formula_value);
    cw_bind_int(statement, 12, document->findings);
    cw_bind_int(statement, 13, document->high);
    cw_bind_str(statement, 14, document->status);
    return cw_store_do(publisher->store, statement, publisher->diag);
}

static enum cw_err read_summary(struct cw_publisher *publisher, struct sqlite3_stmt *row,
                                struct cw_arena *arena, struct cw_report_document *document)
{
    *document = (struct cw_report_document){
        .versions = (uint32_t)cw_column_int(row, 1),
        .changes = (uint32_t)cw_column_int(row, 2),
        .first = cw_column_int(row, 3),
        .last = cw_column_int(row, 4),
        .last_change =
            sqlite3_column_type(row, 5) == SQLITE_NULL ? CW_REPORT_NO_TIME : cw_column_int(row, 5),
        .words = (uint32_t)cw_column_int(row, 6),
        .sentences = (uint32_t)cw_column_int(row, 7),
        .reference_ratio = column_number(row, 8),
        .formula = cw_str_dup(arena, cw_column_str(row, 9)),
        .formula_value = column_number(row, 10),
        .findings = (uint32_t)cw_column_int(row, 11),
        .high = (uint32_t)cw_column_int(row, 12),
        .status = cw_str_dup(arena, cw_column_str(row, 13))};
    if (!document->formula.data || !document->status.data) {
        return cw_publish_no_memory(publisher);
    }
    return cw_model_doc(publisher, cw_column_int(row, 0), arena, &document->doc);
}

enum cw_err cw_summary_all(struct cw_publisher *publisher, struct cw_arena *arena,
                           struct cw_report_document **documents, size_t *n)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "SELECT document_id, versions, changes, first, last, last_change, words, sentences, ratio, "
        "formula, value, findings, high, status FROM summary JOIN document USING (document_id) "
        "ORDER BY service, policy, lang, region",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    size_t room = 0;
    *documents = NULL;
    *n = 0;
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row) {
        struct cw_report_document *grown =
            cw_arena_grow(arena, *documents, *n, &room, *n + 1, sizeof **documents);
        if (!grown) {
            err = cw_publish_no_memory(publisher);
            break;
        }
        *documents = grown;
        err = read_summary(publisher, statement, arena, &grown[(*n)++]);
        if (!err) {
            err = cw_store_step(publisher->store, statement, &row, publisher->diag);
        }
    }
    cw_store_reset(statement);
    return err;
}
