/* Rows of translations: what is kept of an alignment, and what follows from it. */
#include "alignments.h"

#include <math.h>

#include "internal.h"

static const size_t largest = (size_t)256 << 20;

static const struct {
    const char *id;
    const char *criterion;
} rules[CW_TRANSLATION_RULES] = {
    [CW_TRANSLATION_DOCUMENT_MISSING] = {"translation.document-missing", "LA-MARKET"},
    [CW_TRANSLATION_MISSING] = {"translation.clause-missing", "LA-EQUAL"},
    [CW_TRANSLATION_UNTRANSLATED] = {"translation.untranslated", "LA-EQUAL"},
    [CW_TRANSLATION_STALE] = {"translation.stale", "LA-FRESH"},
    [CW_TRANSLATION_ADDED] = {"translation.added", "LA-EQUAL"},
    [CW_TRANSLATION_NUMBERS] = {"translation.numbers-differ", "LA-EQUAL"},
};

const char *cw_translation_rule_id(enum cw_translation_rule rule)
{
    return rules[rule].id;
}

const char *cw_translation_criterion(enum cw_translation_rule rule)
{
    return rules[rule].criterion;
}

/* Runs a statement whose first parameter is the document. */
static enum cw_err about_document(struct cw_store *store, const char *sql, int64_t document_id,
                                  struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(store, sql, diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    return cw_store_do(store, statement, diag);
}

enum cw_err cw_alignment_find(struct cw_store *store, int64_t document_id,
                              struct cw_alignment_row *row, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "SELECT source_id, version_id, source_version, origin, night "
                         "FROM alignment WHERE document_id = ?",
                         diag);
    *row = (struct cw_alignment_row){0};
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    if (!err && found) {
        *row = (struct cw_alignment_row){.document_id = document_id,
                                         .source_id = cw_column_int(statement, 0),
                                         .version = cw_column_int(statement, 1),
                                         .source_version = cw_column_int(statement, 2),
                                         .origin = cw_column_int(statement, 3),
                                         .night = cw_column_int(statement, 4)};
    }
    cw_store_reset(statement);
    return err;
}

static enum cw_err insert_alignment(struct cw_store *store, const struct cw_alignment_row *row,
                                    struct cw_str frame, const struct cw_alignment *alignment,
                                    struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "INSERT OR REPLACE INTO alignment (document_id, source_id, version_id, "
                         "source_version, origin, coverage, missing, untranslated, added, numbers, "
                         "notes, night, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, row->document_id);
    cw_bind_int(statement, 2, row->source_id);
    cw_bind_int(statement, 3, row->version);
    cw_bind_int(statement, 4, row->source_version);
    cw_bind_int(statement, 5, row->origin);
    if (isfinite(alignment->coverage)) {
        sqlite3_bind_double(statement, 6, alignment->coverage);
    }
    cw_bind_int(statement, 7, alignment->count[CW_GAP_MISSING]);
    cw_bind_int(statement, 8, alignment->count[CW_GAP_UNTRANSLATED]);
    cw_bind_int(statement, 9, alignment->count[CW_GAP_ADDED]);
    cw_bind_int(statement, 10, alignment->count[CW_GAP_NUMBERS]);
    cw_bind_int(statement, 11, alignment->notes);
    cw_bind_int(statement, 12, row->night);
    cw_bind_blob(statement, 13, frame);
    return cw_store_do(store, statement, diag);
}

enum cw_err cw_alignment_set(struct cw_store *store, const struct cw_alignment_row *row,
                             struct cw_str wire, const struct cw_alignment *alignment,
                             struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    if (!codec) {
        return CW_EIO;
    }
    struct cw_buf frame;
    cw_buf_init(&frame, largest);
    enum cw_err err = cw_codec_pack(codec, 0, wire, &frame)
                          ? insert_alignment(store, row, cw_buf_view(&frame), alignment, diag)
                          : cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    cw_buf_dispose(&frame);
    return err;
}

enum cw_err cw_alignment_load(struct cw_store *store, int64_t document_id, struct cw_arena *arena,
                              size_t n_source_clauses, size_t n_target_clauses,
                              struct cw_alignment *alignment, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "SELECT data FROM alignment WHERE document_id = ?", diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    if (!err) {
        struct cw_str wire =
            found ? cw_codec_unpack(codec, 0, cw_column_blob(statement, 0), arena, largest)
                  : (struct cw_str){NULL, 0};
        struct cw_reader in = cw_wire_reader(wire);
        if (!wire.data ||
            !cw_alignment_get(&in, arena, n_source_clauses, n_target_clauses, alignment)) {
            err =
                cw_fail(diag, CW_EDAMAGED, store->path, 0, 0,
                        "store: the alignment of document %lld is damaged", (long long)document_id);
        }
    }
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_alignment_drop(struct cw_store *store, int64_t document_id, struct cw_diag *diag)
{
    /* Without its line in lists the document is published anew: its page and its lines of the data
     * files still speak of a translation. */
    enum cw_err err = about_document(store,
                                     "DELETE FROM summary WHERE document_id = ?1 AND EXISTS "
                                     "(SELECT 1 FROM alignment WHERE document_id = ?1)",
                                     document_id, diag);
    if (!err) {
        err = about_document(store, "DELETE FROM translation WHERE document_id = ?", document_id,
                             diag);
    }
    if (!err) {
        err = cw_lags_clear(store, document_id, diag);
    }
    return err ? err
               : about_document(store, "DELETE FROM alignment WHERE document_id = ?", document_id,
                                diag);
}

enum cw_err cw_alignment_judge(struct cw_store *store, int64_t document_id, int64_t stale_since,
                               int64_t night, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store, "UPDATE alignment SET stale_since = ?2, night = ?3 WHERE document_id = ?1", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    if (stale_since != INT64_MAX) {
        cw_bind_int(statement, 2, stale_since);
    }
    cw_bind_int(statement, 3, night);
    return cw_store_do(store, statement, diag);
}

enum cw_err cw_lags_clear(struct cw_store *store, int64_t document_id, struct cw_diag *diag)
{
    return about_document(store, "DELETE FROM lag WHERE document_id = ?", document_id, diag);
}

enum cw_err cw_lag_add(struct cw_store *store, int64_t document_id, int64_t since, int64_t until,
                       struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store, "INSERT OR REPLACE INTO lag (document_id, since, until) VALUES (?, ?, ?)", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, since);
    cw_bind_int(statement, 3, until);
    return cw_store_do(store, statement, diag);
}

/* NULL stands for -1. */
static int64_t column_index(struct sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL ? -1
                                                                 : cw_column_int(statement, column);
}

enum cw_err cw_translation_read(struct sqlite3_stmt *statement, struct cw_arena *arena,
                                struct cw_translation_row *row, struct cw_diag *diag)
{
    int64_t rule = cw_column_int(statement, 1);
    *row = (struct cw_translation_row){
        .document_id = cw_column_int(statement, 0),
        .rule = rule > 0 && rule < CW_TRANSLATION_RULES ? (enum cw_translation_rule)rule
                                                        : CW_TRANSLATION_MISSING,
        .severity = (int)cw_column_int(statement, 2) & 3,
        .clause = column_index(statement, 3),
        .source_clause = column_index(statement, 4),
        .since = cw_column_int(statement, 5),
        .lang = cw_str_dup(arena, cw_column_str(statement, 6)),
        .partly = cw_column_int(statement, 7) != 0,
        .what = cw_str_dup(arena, cw_column_str(statement, 8)),
        .text = cw_str_dup(arena, cw_column_str(statement, 9)),
        .source_text = cw_str_dup(arena, cw_column_str(statement, 10)),
        .status = cw_str_dup(arena, cw_column_str(statement, 11)),
        .night = cw_column_int(statement, 12)};
    bool whole = row->lang.data && row->what.data && row->text.data && row->source_text.data &&
                 row->status.data;
    return whole ? CW_OK : cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
}

enum cw_err cw_translations_load(struct cw_store *store, int64_t document_id,
                                 struct cw_arena *arena, struct cw_translation_rows *out,
                                 struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store, CW_TRANSLATION_COLUMNS "WHERE t.document_id = ? ORDER BY t.number", diag);
    *out = (struct cw_translation_rows){0};
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    size_t room = 0;
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    while (!err && found) {
        struct cw_translation_row *items =
            cw_arena_grow(arena, out->items, out->n, &room, out->n + 1, sizeof *items);
        if (!items) {
            err = cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
            break;
        }
        out->items = items;
        err = cw_translation_read(statement, arena, &items[out->n++], diag);
        if (!err) {
            err = cw_store_step(store, statement, &found, diag);
        }
    }
    cw_store_reset(statement);
    return err;
}

static enum cw_err insert_row(struct cw_store *store, int64_t document_id, size_t number,
                              const struct cw_translation_row *row, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        "INSERT INTO translation (document_id, number, rule, severity, clause, source_clause, "
        "since, lang, partly, what, text, source_text, status, night) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, (int64_t)number);
    cw_bind_int(statement, 3, row->rule);
    cw_bind_int(statement, 4, row->severity);
    if (row->clause >= 0) {
        cw_bind_int(statement, 5, row->clause);
    }
    if (row->source_clause >= 0) {
        cw_bind_int(statement, 6, row->source_clause);
    }
    cw_bind_int(statement, 7, row->since);
    cw_bind_str(statement, 8, row->lang);
    cw_bind_int(statement, 9, row->partly);
    cw_bind_str(statement, 10, row->what);
    cw_bind_str(statement, 11, row->text);
    cw_bind_str(statement, 12, row->source_text);
    cw_bind_str(statement, 13, row->status);
    cw_bind_int(statement, 14, row->night);
    return cw_store_do(store, statement, diag);
}

enum cw_err cw_translations_set(struct cw_store *store, int64_t document_id,
                                const struct cw_translation_rows *rows, struct cw_diag *diag)
{
    enum cw_err err =
        about_document(store, "DELETE FROM translation WHERE document_id = ?", document_id, diag);
    for (size_t i = 0; !err && i < rows->n; i++) {
        err = insert_row(store, document_id, i, &rows->items[i], diag);
    }
    return err;
}
