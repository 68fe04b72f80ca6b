/* Clauses, analyses and link sets in the store. */
#include "clauses.h"

#include <stdlib.h>

#include "internal.h"

enum {
    LONGEST_TEXT = 256 * 1024 * 1024,
    LARGEST_LINK_SET = 64 * 1024 * 1024,
    TRAINING_CLAUSES = 500, /* fewer make a dictionary that is not worth its bytes */
    TRAINING_BYTES = 4 * 1024 * 1024
};

static enum cw_err damaged(struct cw_store *store, const char *what, int64_t id,
                           struct cw_diag *diag)
{
    return cw_fail(diag, CW_EDAMAGED, store->path, 0, 0,
                   "store: %s %lld is damaged; move the store away and run again to rebuild it",
                   what, (long long)id);
}

static enum cw_err load_dictionaries(struct cw_store *store, struct cw_diag *diag)
{
    sqlite3_stmt *statement = cw_store_prepare(
        store, "SELECT dictionary_id, data FROM dictionary ORDER BY dictionary_id", diag);
    if (!statement) {
        return CW_EIO;
    }
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    while (!err && row) {
        if (!cw_codec_add(store->codec, cw_column_int(statement, 0),
                          cw_column_blob(statement, 1))) {
            err = cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
        } else {
            err = cw_store_step(store, statement, &row, diag);
        }
    }
    sqlite3_reset(statement);
    return err;
}

struct cw_codec *cw_store_codec(struct cw_store *store, struct cw_diag *diag)
{
    if (store->codec) {
        return store->codec;
    }
    store->codec = cw_codec_new();
    if (!store->codec) {
        cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
        return NULL;
    }
    if (load_dictionaries(store, diag)) {
        cw_codec_free(store->codec);
        store->codec = NULL;
    }
    return store->codec;
}

static struct cw_str hash_bytes(const struct cw_hash *hash)
{
    return cw_str_n((const char *)hash->bytes, sizeof hash->bytes);
}

static enum cw_err find_by_hash(struct cw_store *store, const char *sql, const struct cw_hash *hash,
                                int64_t *id, struct cw_diag *diag)
{
    sqlite3_stmt *statement = cw_store_prepare(store, sql, diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_blob(statement, 1, hash_bytes(hash));
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    *id = row ? cw_column_int(statement, 0) : 0;
    sqlite3_reset(statement);
    return err;
}

enum cw_err cw_clause_find(struct cw_store *store, const struct cw_hash *hash, int64_t *id,
                           struct cw_diag *diag)
{
    static const char sql[] = "SELECT clause_id FROM clause WHERE hash = ?";
    return find_by_hash(store, sql, hash, id, diag);
}

enum cw_err cw_clause_add(struct cw_store *store, const struct cw_hash *hash, struct cw_str lang,
                          struct cw_str text, int64_t *id, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    sqlite3_stmt *statement = cw_store_prepare(
        store, "INSERT INTO clause (hash, lang, dictionary, text) VALUES (?, ?, ?, ?)", diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    struct cw_buf frame;
    cw_buf_init(&frame, (size_t)LONGEST_TEXT * 2);
    enum cw_err err;
    if (!cw_codec_pack(codec, cw_codec_current(codec), text, &frame)) {
        err = cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
    } else {
        cw_bind_blob(statement, 1, hash_bytes(hash));
        cw_bind_str(statement, 2, lang);
        cw_bind_int(statement, 3, cw_codec_current(codec));
        cw_bind_blob(statement, 4, cw_buf_view(&frame));
        err = cw_store_do(store, statement, diag);
        *id = cw_store_last_id(store);
    }
    cw_buf_dispose(&frame);
    return err;
}

enum cw_err cw_clause_get(struct cw_store *store, int64_t id, struct cw_arena *arena,
                          struct cw_clause *clause, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    sqlite3_stmt *statement = cw_store_prepare(
        store, "SELECT hash, lang, dictionary, text FROM clause WHERE clause_id = ?", diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, id);
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    if (!err && (!row || cw_column_blob(statement, 0).len != CW_HASH_BYTES)) {
        err = damaged(store, "clause", id, diag);
    }
    if (!err) {
        memcpy(clause->hash.bytes, cw_column_blob(statement, 0).data, CW_HASH_BYTES);
        clause->lang = cw_str_dup(arena, cw_column_str(statement, 1));
        clause->text = cw_codec_unpack(codec, cw_column_int(statement, 2),
                                       cw_column_blob(statement, 3), arena, LONGEST_TEXT);
        if (!clause->lang.data || !clause->text.data) {
            err = damaged(store, "clause", id, diag);
        }
    }
    sqlite3_reset(statement);
    return err;
}

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
    cw_buf_init(&data, LARGEST_LINK_SET);
    enum cw_err err = put_analysis(store, analysis, &data, diag);
    if (!err) {
        cw_bind_int(statement, 1, clause_id);
        cw_bind_str(statement, 2, analysis->lang);
        cw_bind_int(statement, 3, origin.identify);
        cw_bind_int(statement, 4, origin.pack);
        cw_bind_blob(statement, 5, cw_buf_view(&data));
        err = cw_store_do(store, statement, diag);
    }
    cw_buf_dispose(&data);
    return err;
}

enum cw_err cw_analysis_load(struct cw_store *store, int64_t clause_id, struct cw_arena *arena,
                             struct cw_analysis *analysis, struct cw_diag *diag)
{
    sqlite3_stmt *statement =
        cw_store_prepare(store, "SELECT lang, data FROM analysis WHERE clause_id = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, clause_id);
    bool row = false;
    *analysis = (struct cw_analysis){0};
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    if (!err) {
        struct cw_reader in = cw_wire_reader(cw_column_blob(statement, 1));
        analysis->lang = cw_str_dup(arena, cw_column_str(statement, 0));
        if (!row || !analysis->lang.data || !get_analysis(store, &in, arena, analysis, diag)) {
            err = damaged(store, "the analysis of clause", clause_id, diag);
        }
    }
    sqlite3_reset(statement);
    return err;
}

enum cw_err cw_analysis_counts(struct cw_store *store, int64_t clause_id, struct cw_arena *arena,
                               struct cw_str *lang, struct cw_counts *counts, struct cw_diag *diag)
{
    sqlite3_stmt *statement =
        cw_store_prepare(store, "SELECT lang, data FROM analysis WHERE clause_id = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, clause_id);
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    if (!err) {
        struct cw_reader in = cw_wire_reader(cw_column_blob(statement, 1));
        *lang = cw_str_dup(arena, cw_column_str(statement, 0));
        cw_wire_str(&in);
        cw_wire_uint(&in);
        get_counts(&in, counts);
        if (!row || !lang->data || in.failed) {
            err = damaged(store, "the analysis of clause", clause_id, diag);
        }
    }
    sqlite3_reset(statement);
    return err;
}

enum cw_err cw_link_set_put(struct cw_store *store, struct cw_str data, int64_t *id,
                            struct cw_diag *diag)
{
    static const char find[] = "SELECT link_set_id FROM link_set WHERE hash = ?";
    struct cw_hash hash = cw_hash_of(data);
    enum cw_err err = find_by_hash(store, find, &hash, id, diag);
    if (err || *id) {
        return err;
    }
    struct cw_codec *codec = cw_store_codec(store, diag);
    sqlite3_stmt *statement =
        cw_store_prepare(store, "INSERT INTO link_set (hash, data) VALUES (?, ?)", diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    struct cw_buf frame;
    cw_buf_init(&frame, (size_t)LARGEST_LINK_SET * 2);
    if (!cw_codec_pack(codec, 0, data, &frame)) {
        err = cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
    } else {
        cw_bind_blob(statement, 1, hash_bytes(&hash));
        cw_bind_blob(statement, 2, cw_buf_view(&frame));
        err = cw_store_do(store, statement, diag);
        *id = cw_store_last_id(store);
    }
    cw_buf_dispose(&frame);
    return err;
}

enum cw_err cw_link_set_get(struct cw_store *store, int64_t id, struct cw_arena *arena,
                            struct cw_clause *clause, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    sqlite3_stmt *statement =
        cw_store_prepare(store, "SELECT data FROM link_set WHERE link_set_id = ?", diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, id);
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    if (!err) {
        struct cw_str data =
            cw_codec_unpack(codec, 0, cw_column_blob(statement, 0), arena, LARGEST_LINK_SET);
        struct cw_reader in = cw_wire_reader(data);
        if (!row || !data.data || !cw_links_get(&in, arena, clause)) {
            err = damaged(store, "link set", id, diag);
        }
    }
    sqlite3_reset(statement);
    return err;
}

/* The first texts, end to end. *n: how many. */
static enum cw_err collect_samples(struct cw_store *store, struct cw_arena *arena,
                                   struct cw_buf *samples, size_t *sizes, unsigned *n,
                                   struct cw_diag *diag)
{
    for (int64_t id = 1; id <= TRAINING_CLAUSES; id++) {
        struct cw_clause clause = {0};
        enum cw_err err = cw_clause_get(store, id, arena, &clause, diag);
        if (err) {
            return err;
        }
        if (clause.text.len > 0 && samples->len + clause.text.len <= TRAINING_BYTES) {
            cw_buf_str(samples, clause.text);
            sizes[(*n)++] = clause.text.len;
        }
    }
    return CW_OK;
}

static enum cw_err train(struct cw_store *store, struct cw_arena *arena, struct cw_buf *samples,
                         struct cw_buf *dictionary, struct cw_diag *diag)
{
    size_t *sizes = cw_arena_array(arena, TRAINING_CLAUSES, sizeof *sizes);
    unsigned n = 0;
    if (!sizes) {
        return cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
    }
    enum cw_err err = collect_samples(store, arena, samples, sizes, &n, diag);
    if (err || !cw_codec_train(cw_buf_view(samples), sizes, n, dictionary)) {
        return err; /* texts too few or too alike: go on without a dictionary */
    }
    sqlite3_stmt *statement =
        cw_store_prepare(store, "INSERT INTO dictionary (dictionary_id, data) VALUES (1, ?)", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_blob(statement, 1, cw_buf_view(dictionary));
    err = cw_store_do(store, statement, diag);
    if (!err && !cw_codec_add(store->codec, 1, cw_buf_view(dictionary))) {
        err = cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
    }
    return err;
}

enum cw_err cw_clauses_train(struct cw_store *store, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    sqlite3_stmt *statement = cw_store_prepare(store, "SELECT max(clause_id) FROM clause", diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    int64_t last = row ? cw_column_int(statement, 0) : 0;
    sqlite3_reset(statement);
    if (err || cw_codec_current(codec) || last < TRAINING_CLAUSES || store->training_tried) {
        return err;
    }
    store->training_tried = true;
    struct cw_arena *arena = cw_arena_new((size_t)LONGEST_TEXT * 4);
    struct cw_buf samples;
    struct cw_buf dictionary;
    cw_buf_init(&samples, TRAINING_BYTES);
    cw_buf_init(&dictionary, TRAINING_BYTES);
    err = arena ? train(store, arena, &samples, &dictionary, diag)
                : cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
    cw_buf_dispose(&samples);
    cw_buf_dispose(&dictionary);
    cw_arena_free(arena);
    return err;
}
