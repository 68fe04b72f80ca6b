/* Analyses of clauses in the store. */
#include <stdlib.h>

#include "clauses.h"
#include "internal.h"

enum { LARGEST_ANALYSIS = 64 * 1024 * 1024 };

/* Counts are mostly small and often zero: a bit for each that is not, then their values. */
static void put_counts(struct cw_buf *out, const struct cw_counts *counts)
{
    uint64_t present = 0;
    for (size_t i = 0; i < CW_N_COUNTS; i++) {
        present |= (uint64_t)(counts->n[i] != 0) << i;
    }
    cw_wire_put_uint(out, present);
    for (size_t i = 0; i < CW_N_COUNTS; i++) {
        if (counts->n[i]) {
            cw_wire_put_uint(out, counts->n[i]);
        }
    }
}

static void get_counts(struct cw_reader *in, struct cw_counts *counts)
{
    uint64_t present = cw_wire_uint(in);
    for (size_t i = 0; i < CW_N_COUNTS; i++) {
        counts->n[i] = present >> i & 1 ? (uint32_t)cw_wire_uint_max(in, UINT32_MAX) : 0;
    }
}

/* Where the counts of a clause are kept; NULL = nowhere, and they are read each time. */
static struct cw_counted *counted_of(struct cw_store *store, int64_t clause_id)
{
    if (!store->counted) {
        store->counted = calloc(CW_STORE_COUNTED, sizeof *store->counted);
    }
    return store->counted ? &store->counted[(uint64_t)clause_id % CW_STORE_COUNTED] : NULL;
}

static void remember(struct cw_store *store, int64_t clause_id, struct cw_str lang,
                     const struct cw_counts *counts)
{
    struct cw_counted *counted = counted_of(store, clause_id);
    if (!counted) {
        return;
    }
    counted->clause_id = 0;
    if (lang.len < sizeof counted->lang) {
        memcpy(counted->lang, lang.data, lang.len);
        counted->lang[lang.len] = '\0';
        counted->counts = *counts;
        counted->clause_id = clause_id;
    }
}

static enum cw_err put_analysis(struct cw_store *store, const struct cw_analysis *analysis,
                                struct cw_buf *out, struct cw_diag *diag)
{
    cw_wire_put_str(out, analysis->script);
    cw_wire_put_uint(out, (uint64_t)(analysis->confidence * 1000 + 0.5));
    put_counts(out, &analysis->counts);
    cw_wire_put_uint(out, analysis->longest_sentence);
    cw_wire_put_uint(out, analysis->n_matches);
    uint32_t before = 0;
    for (size_t i = 0; i < analysis->n_matches; i++) {
        const struct cw_match *match = &analysis->matches[i];
        int64_t number;
        enum cw_err err = cw_term_number(store, match, &number, diag);
        if (err) {
            return err;
        }
        cw_wire_put_uint(out, (uint64_t)number);
        cw_wire_put_int(out, (int64_t)match->start - (int64_t)before);
        cw_wire_put_uint(out, match->end - match->start);
        before = match->start;
    }
    return out->failed ? cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory") : CW_OK;
}

static bool get_analysis(struct cw_store *store, struct cw_reader *in, struct cw_arena *arena,
                         struct cw_analysis *analysis, struct cw_diag *diag)
{
    analysis->script = cw_str_dup(arena, cw_wire_str(in));
    analysis->confidence = (double)cw_wire_uint_max(in, 1000) / 1000;
    get_counts(in, &analysis->counts);
    analysis->longest_sentence = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    analysis->n_matches = cw_wire_count(in, 3);
    analysis->matches = cw_arena_array(arena, analysis->n_matches, sizeof *analysis->matches);
    if (!analysis->script.data || !analysis->matches) {
        return false;
    }
    int64_t start = 0;
    for (size_t i = 0; i < analysis->n_matches; i++) {
        struct cw_match *match = &analysis->matches[i];
        if (cw_term_get(store, (int64_t)cw_wire_uint_max(in, INT32_MAX), match, diag)) {
            return false;
        }
        start += cw_wire_int(in);
        match->start = (uint32_t)start;
        match->end = match->start + (uint32_t)cw_wire_uint_max(in, INT32_MAX);
    }
    return cw_wire_done(in);
}

enum cw_err cw_analysis_set(struct cw_store *store, int64_t clause_id,
                            const struct cw_analysis *analysis, struct cw_origin origin,
                            struct cw_diag *diag)
{
    sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "INSERT OR REPLACE INTO analysis (clause_id, lang, identify_fp, pack_fp, "
                         "data) VALUES (?, ?, ?, ?, ?)",
                         diag);
    if (!statement) {
        return CW_EIO;
    }
    struct cw_buf data;
    cw_buf_init(&data, LARGEST_ANALYSIS);
    enum cw_err err = put_analysis(store, analysis, &data, diag);
    if (!err) {
        cw_bind_int(statement, 1, clause_id);
        cw_bind_str(statement, 2, analysis->lang);
        cw_bind_int(statement, 3, origin.identify);
        cw_bind_int(statement, 4, origin.pack);
        cw_bind_blob(statement, 5, cw_buf_view(&data));
        err = cw_store_do(store, statement, diag);
    }
    if (!err) {
        remember(store, clause_id, analysis->lang, &analysis->counts);
    }
    cw_buf_dispose(&data);
    return err;
}

/* A row with language and data; the statement is the caller's to reset. */
static enum cw_err find(struct cw_store *store, int64_t clause_id, sqlite3_stmt **statement,
                        bool *row, struct cw_diag *diag)
{
    *row = false;
    *statement =
        cw_store_prepare(store, "SELECT lang, data FROM analysis WHERE clause_id = ?", diag);
    if (!*statement) {
        return CW_EIO;
    }
    cw_bind_int(*statement, 1, clause_id);
    return cw_store_step(store, *statement, row, diag);
}

enum cw_err cw_analysis_load(struct cw_store *store, int64_t clause_id, struct cw_arena *arena,
                             struct cw_analysis *analysis, struct cw_diag *diag)
{
    sqlite3_stmt *statement;
    bool row;
    *analysis = (struct cw_analysis){0};
    enum cw_err err = find(store, clause_id, &statement, &row, diag);
    if (!err) {
        struct cw_reader in = cw_wire_reader(cw_column_blob(statement, 1));
        analysis->lang = cw_str_dup(arena, cw_column_str(statement, 0));
        if (!row || !analysis->lang.data || !get_analysis(store, &in, arena, analysis, diag)) {
            err = cw_store_damaged(store, "the analysis of clause", clause_id, diag);
        }
    }
    sqlite3_reset(statement);
    return err;
}

static enum cw_err read_counts(struct cw_store *store, int64_t clause_id, struct cw_arena *arena,
                               struct cw_str *lang, struct cw_counts *counts, struct cw_diag *diag)
{
    sqlite3_stmt *statement;
    bool row;
    enum cw_err err = find(store, clause_id, &statement, &row, diag);
    if (!err) {
        struct cw_reader in = cw_wire_reader(cw_column_blob(statement, 1));
        *lang = cw_str_dup(arena, cw_column_str(statement, 0));
        cw_wire_str(&in);
        cw_wire_uint(&in);
        get_counts(&in, counts);
        if (!row || !lang->data || in.failed) {
            err = cw_store_damaged(store, "the analysis of clause", clause_id, diag);
        }
    }
    sqlite3_reset(statement);
    return err;
}

enum cw_err cw_analysis_counts(struct cw_store *store, int64_t clause_id, struct cw_arena *arena,
                               struct cw_str *lang, struct cw_counts *counts, struct cw_diag *diag)
{
    const struct cw_counted *counted = counted_of(store, clause_id);
    if (counted && counted->clause_id == clause_id) {
        *counts = counted->counts;
        *lang = cw_str_dup(arena, cw_str_z(counted->lang));
        return lang->data ? CW_OK : cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    enum cw_err err = read_counts(store, clause_id, arena, lang, counts, diag);
    if (!err) {
        remember(store, clause_id, *lang, counts);
    }
    return err;
}
