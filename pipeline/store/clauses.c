/* Clauses and link sets in the store. */
#include "clauses.h"

#include <stdlib.h>

#include "internal.h"

enum {
    LONGEST_TEXT = 256 * 1024 * 1024,
    LARGEST_LINK_SET = 64 * 1024 * 1024,
    SAMPLE_CLAUSES = 500, /* fewer make a dictionary that is not worth its bytes */
    SAMPLE_BYTES = 4 * 1024 * 1024
};

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
                          struct cw_str text, int64_t *id, bool *added, struct cw_diag *diag)
{
    *added = false;
    struct cw_codec *codec = cw_store_codec(store, diag);
    sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "INSERT INTO clause (hash, lang, dictionary, text) VALUES (?, ?, ?, ?) "
                         "ON CONFLICT (hash) DO NOTHING",
                         diag);
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
        *added = !err && sqlite3_changes(store->db) == 1;
        *id = cw_store_last_id(store);
    }
    cw_buf_dispose(&frame);
    return err || *added ? err : cw_clause_find(store, hash, id, diag);
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
        err = cw_store_damaged(store, "clause", id, diag);
    }
    if (!err) {
        memcpy(clause->hash.bytes, cw_column_blob(statement, 0).data, CW_HASH_BYTES);
        clause->lang = cw_str_dup(arena, cw_column_str(statement, 1));
        clause->text = cw_codec_unpack(codec, cw_column_int(statement, 2),
                                       cw_column_blob(statement, 3), arena, LONGEST_TEXT);
        if (!clause->lang.data || !clause->text.data) {
            err = cw_store_damaged(store, "clause", id, diag);
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
            err = cw_store_damaged(store, "link set", id, diag);
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
    for (int64_t id = 1; id <= SAMPLE_CLAUSES; id++) {
        struct cw_clause clause = {0};
        enum cw_err err = cw_clause_get(store, id, arena, &clause, diag);
        if (err) {
            return err;
        }
        if (clause.text.len > 0 && samples->len + clause.text.len <= SAMPLE_BYTES) {
            cw_buf_str(samples, clause.text);
            sizes[(*n)++] = clause.text.len;
        }
    }
    return CW_OK;
}

static enum cw_err make_dictionary(struct cw_store *store, struct cw_arena *arena,
                                   struct cw_buf *samples, struct cw_buf *dictionary,
                                   struct cw_diag *diag)
{
    size_t *sizes = cw_arena_array(arena, SAMPLE_CLAUSES, sizeof *sizes);
    unsigned n = 0;
    if (!sizes) {
        return cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
    }
    enum cw_err err = collect_samples(store, arena, samples, sizes, &n, diag);
    if (err || !cw_codec_make_dictionary(cw_buf_view(samples), sizes, n, dictionary)) {
        return err; /* texts too few or too short: go on without a dictionary */
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

enum cw_err cw_clauses_make_dictionary(struct cw_store *store, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    if (!codec) {
        return CW_EIO;
    }
    if (cw_codec_current(codec) || store->dictionary_tried) {
        return CW_OK;
    }
    sqlite3_stmt *statement = cw_store_prepare(store, "SELECT max(clause_id) FROM clause", diag);
    if (!statement) {
        return CW_EIO;
    }
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    int64_t last = row ? cw_column_int(statement, 0) : 0;
    sqlite3_reset(statement);
    if (err || last < SAMPLE_CLAUSES) {
        return err;
    }
    store->dictionary_tried = true;
    struct cw_arena *arena = cw_arena_new((size_t)LONGEST_TEXT * 4);
    struct cw_buf samples;
    struct cw_buf dictionary;
    cw_buf_init(&samples, SAMPLE_BYTES);
    cw_buf_init(&dictionary, SAMPLE_BYTES);
    err = arena ? make_dictionary(store, arena, &samples, &dictionary, diag)
                : cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
    cw_buf_dispose(&samples);
    cw_buf_dispose(&dictionary);
    cw_arena_free(arena);
    return err;
}
