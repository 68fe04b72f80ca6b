/* Versions, their layouts, the presence of clauses in them, and comparisons. */
#include "documents.h"
#include "internal.h"

enum { LARGEST_BLOB = 512 * 1024 * 1024 };

#define VERSION_COLUMNS                                                                            \
    "SELECT version_id, document_id, time, sequence, hash, night, record, clauses, lang, counts, " \
    "title, note, text_hash, bytes, set_aside FROM version "

static void put_counts(struct cw_buf *out, const struct cw_counts *counts)
{
    for (size_t i = 0; i < CW_N_COUNTS; i++) {
        cw_wire_put_uint(out, counts->n[i]);
    }
}

static enum cw_err out_of_memory(struct cw_diag *diag)
{
    return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
}

static void read_hash(struct sqlite3_stmt *statement, int column, struct cw_hash *hash)
{
    struct cw_str bytes = cw_column_blob(statement, column);
    if (bytes.len == sizeof hash->bytes) {
        memcpy(hash->bytes, bytes.data, sizeof hash->bytes);
    }
}

static enum cw_err read_version(struct cw_store *store, struct sqlite3_stmt *statement,
                                struct cw_arena *arena, struct cw_version_row *row,
                                struct cw_diag *diag)
{
    bool found = false;
    *row = (struct cw_version_row){0};
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    if (!err && found) {
        row->id = cw_column_int(statement, 0);
        row->document_id = cw_column_int(statement, 1);
        row->time = cw_column_int(statement, 2);
        row->sequence = cw_column_int(statement, 3);
        read_hash(statement, 4, &row->hash);
        read_hash(statement, 12, &row->text_hash);
        row->bytes = cw_column_int(statement, 13);
        row->set_aside = cw_column_int(statement, 14) != 0;
        row->night = cw_column_int(statement, 5);
        row->record = (int)cw_column_int(statement, 6);
        row->n_clauses = (size_t)cw_column_int(statement, 7);
        row->lang = cw_str_dup(arena, cw_column_str(statement, 8));
        struct cw_reader in = cw_wire_reader(cw_column_blob(statement, 9));
        for (size_t i = 0; i < CW_N_COUNTS; i++) {
            row->counts.n[i] = (uint32_t)cw_wire_uint_max(&in, UINT32_MAX);
        }
        row->title = cw_str_dup(arena, cw_column_str(statement, 10));
        row->note = cw_str_dup(arena, cw_column_str(statement, 11));
        if (!row->lang.data || !row->title.data || !row->note.data) {
            err = out_of_memory(diag);
        }
    }
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_version_before(struct cw_store *store, int64_t document_id, int64_t time,
                              int64_t sequence, bool good, struct cw_arena *arena,
                              struct cw_version_row *row, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        VERSION_COLUMNS "WHERE document_id = ? AND (time, sequence) < (?, ?) "
                        "AND set_aside <= ? "
                        "ORDER BY time DESC, sequence DESC, version_id DESC LIMIT 1",
        diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, time);
    cw_bind_int(statement, 3, sequence);
    cw_bind_int(statement, 4, good ? 0 : 1);
    return read_version(store, statement, arena, row, diag);
}

enum cw_err cw_version_twin(struct cw_store *store, int64_t document_id, int64_t time,
                            int64_t sequence, const struct cw_hash *hash, int64_t *id,
                            struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "SELECT version_id FROM version WHERE document_id = ? AND time = ? AND "
                         "sequence = ? AND hash = ?",
                         diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, time);
    cw_bind_int(statement, 3, sequence);
    cw_bind_blob(statement, 4, cw_str_n((const char *)hash->bytes, sizeof hash->bytes));
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    *id = found ? cw_column_int(statement, 0) : 0;
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_versions_aside(struct cw_store *store, int64_t document_id, int64_t time,
                              int64_t sequence, int64_t *n, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        "SELECT count(*) FROM version AS v WHERE document_id = ?1 AND set_aside = 1 AND "
        "(time, sequence) <= (?2, ?3) AND NOT EXISTS (SELECT 1 FROM version AS g WHERE "
        "g.document_id = ?1 AND g.set_aside = 0 AND (g.time, g.sequence) > (v.time, v.sequence) "
        "AND "
        "(g.time, g.sequence) <= (?2, ?3))",
        diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, time);
    cw_bind_int(statement, 3, sequence);
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    *n = found ? cw_column_int(statement, 0) : 0;
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_version_after(struct cw_store *store, int64_t document_id, int64_t time,
                             int64_t sequence, int64_t id, struct cw_arena *arena,
                             struct cw_version_row *row, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        VERSION_COLUMNS "WHERE document_id = ? AND (time, sequence, version_id) > (?, ?, ?) "
                        "ORDER BY time, sequence, version_id LIMIT 1",
        diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, time);
    cw_bind_int(statement, 3, sequence);
    cw_bind_int(statement, 4, id);
    return read_version(store, statement, arena, row, diag);
}

enum cw_err cw_version_get(struct cw_store *store, int64_t id, struct cw_arena *arena,
                           struct cw_version_row *row, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, VERSION_COLUMNS "WHERE version_id = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, id);
    return read_version(store, statement, arena, row, diag);
}

/* The wire form of a layout and the base it was packed after. */
static enum cw_err read_layout(struct cw_store *store, int64_t id, struct cw_arena *arena,
                               struct cw_str *frame, int64_t *base, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "SELECT layout, base FROM version WHERE version_id = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, id);
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    *frame = cw_str_dup(arena, cw_column_blob(statement, 0));
    *base = cw_column_int(statement, 1);
    if (!err && !frame->data) {
        err = out_of_memory(diag);
    }
    cw_store_reset(statement);
    return err;
}

static enum cw_err damaged_layout(struct cw_store *store, int64_t id, struct cw_diag *diag)
{
    return cw_fail(diag, CW_EDAMAGED, store->path, 0, 0,
                   "store: the layout of version %lld is damaged", (long long)id);
}

static enum cw_err own_wire(struct cw_store *store, int64_t id, struct cw_arena *arena,
                            struct cw_str *wire, struct cw_diag *diag)
{
    struct cw_str frame;
    int64_t base = 0;
    enum cw_err err = read_layout(store, id, arena, &frame, &base, diag);
    if (!err) {
        *wire = cw_codec_unpack(store->codec, 0, frame, arena, LARGEST_BLOB);
    }
    return err || (wire->data && !base) ? err : damaged_layout(store, id, diag);
}

/* A layout that stands by itself, kept in the store's handle: valid until another base is asked
 * for. */
static enum cw_err base_layout(struct cw_store *store, int64_t id, const struct cw_layout **layout,
                               struct cw_diag *diag)
{
    struct cw_base *kept = &store->bases[id % CW_STORE_BASES];
    *layout = &kept->layout;
    if (kept->version_id == id) {
        return CW_OK;
    }
    if (kept->arena) {
        cw_arena_reset(kept->arena);
    } else {
        kept->arena = cw_arena_new((size_t)LARGEST_BLOB * 2);
    }
    kept->version_id = 0;
    if (!kept->arena) {
        return out_of_memory(diag);
    }
    struct cw_str wire = {NULL, 0};
    enum cw_err err = own_wire(store, id, kept->arena, &wire, diag);
    if (err) {
        return err;
    }
    struct cw_reader in = cw_wire_reader(wire);
    if (!cw_layout_get(&in, kept->arena, &kept->layout)) {
        return damaged_layout(store, id, diag);
    }
    kept->version_id = id;
    return CW_OK;
}

/* Up to schema 2 what follows a base was packed with the base's wire form as prefix of zstd. */
static enum cw_err prefixed_layout(struct cw_store *store, int64_t base, struct cw_str frame,
                                   struct cw_arena *arena, struct cw_layout *layout,
                                   struct cw_diag *diag)
{
    struct cw_str prefix = {NULL, 0};
    enum cw_err err = own_wire(store, base, arena, &prefix, diag);
    if (err) {
        return err;
    }
    struct cw_str wire = cw_codec_unpack_after(store->codec, prefix, frame, arena, LARGEST_BLOB);
    struct cw_reader in = cw_wire_reader(wire);
    return wire.data && cw_layout_get(&in, arena, layout) ? CW_OK
                                                          : damaged_layout(store, base, diag);
}

enum cw_err cw_version_layout(struct cw_store *store, int64_t id, struct cw_arena *arena,
                              struct cw_layout *layout, struct cw_diag *diag)
{
    struct cw_str data;
    int64_t base = 0;
    if (!cw_store_codec(store, diag)) {
        return CW_EIO;
    }
    enum cw_err err = read_layout(store, id, arena, &data, &base, diag);
    if (err) {
        return err;
    }
    if (base && cw_codec_is_frame(data)) {
        return prefixed_layout(store, base, data, arena, layout, diag);
    }
    if (!base) {
        data = cw_codec_unpack(store->codec, 0, data, arena, LARGEST_BLOB);
        struct cw_reader in = cw_wire_reader(data);
        return data.data && cw_layout_get(&in, arena, layout) ? CW_OK
                                                              : damaged_layout(store, id, diag);
    }
    const struct cw_layout *shared;
    err = base_layout(store, base, &shared, diag);
    if (err) {
        return err;
    }
    struct cw_reader in = cw_wire_reader(data);
    return cw_layout_get_after(&in, arena, shared, layout) ? CW_OK
                                                           : damaged_layout(store, id, diag);
}

enum cw_err cw_version_base(struct cw_store *store, int64_t id, int64_t *base, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store, "SELECT coalesce(base, version_id) FROM version WHERE version_id = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, id);
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    *base = found ? cw_column_int(statement, 0) : 0;
    cw_store_reset(statement);
    return err;
}

static enum cw_err insert_version(struct cw_store *store, struct cw_version_row *row,
                                  struct cw_str counts, struct cw_str layout, int64_t base,
                                  struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        "INSERT INTO version (document_id, time, sequence, hash, night, record, clauses, lang, "
        "counts, title, note, layout, text_hash, bytes, set_aside, base) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, row->document_id);
    cw_bind_int(statement, 2, row->time);
    cw_bind_int(statement, 3, row->sequence);
    cw_bind_blob(statement, 4, cw_str_n((const char *)row->hash.bytes, sizeof row->hash.bytes));
    cw_bind_int(statement, 5, row->night);
    cw_bind_int(statement, 6, row->record);
    cw_bind_int(statement, 7, (int64_t)row->n_clauses);
    cw_bind_str(statement, 8, row->lang);
    cw_bind_blob(statement, 9, counts);
    cw_bind_str(statement, 10, row->title);
    cw_bind_str(statement, 11, row->note);
    cw_bind_blob(statement, 12, layout);
    cw_bind_blob(statement, 13,
                 cw_str_n((const char *)row->text_hash.bytes, sizeof row->text_hash.bytes));
    cw_bind_int(statement, 14, row->bytes);
    cw_bind_int(statement, 15, row->set_aside);
    if (base) {
        cw_bind_int(statement, 16, base);
    }
    enum cw_err err = cw_store_do(store, statement, diag);
    row->id = cw_store_last_id(store);
    return err;
}

enum { WORTH_A_BASE = 8 }; /* a version that gives more than one clause in so many is one itself */

/* As runs of the base where that pays; else by itself, to be the base of those that follow. */
static enum cw_err pack_layout(struct cw_store *store, struct cw_layout *layout, int64_t *base,
                               struct cw_buf *out, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    struct cw_buf wire;
    if (!codec) {
        return CW_EIO;
    }
    if (*base) {
        const struct cw_layout *shared;
        enum cw_err err = base_layout(store, *base, &shared, diag);
        if (err || cw_layout_put_after(out, shared, layout) * WORTH_A_BASE <= layout->n) {
            return err;
        }
    }
    *base = 0;
    cw_layout_is_base(layout);
    cw_buf_init(&wire, LARGEST_BLOB);
    cw_layout_put(&wire, layout);
    bool packed = !wire.failed && cw_codec_pack(codec, 0, cw_buf_view(&wire), out);
    cw_buf_dispose(&wire);
    return packed ? CW_OK : out_of_memory(diag);
}

enum cw_err cw_version_add(struct cw_store *store, struct cw_version_row *row,
                           struct cw_layout *layout, int64_t *base, struct cw_diag *diag)
{
    struct cw_buf packed;
    struct cw_buf counts;
    cw_buf_init(&packed, LARGEST_BLOB);
    cw_buf_init(&counts, 1024);
    put_counts(&counts, &row->counts);
    enum cw_err err = pack_layout(store, layout, base, &packed, diag);
    if (!err && (packed.failed || counts.failed)) {
        err = out_of_memory(diag);
    }
    if (!err) {
        err = insert_version(store, row, cw_buf_view(&counts), cw_buf_view(&packed), *base, diag);
        *base = *base ? *base : row->id;
    }
    cw_buf_dispose(&packed);
    cw_buf_dispose(&counts);
    return err;
}

enum cw_err cw_version_set_counts(struct cw_store *store, int64_t id, struct cw_str lang,
                                  const struct cw_counts *counts, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        store, "UPDATE version SET lang = ?, counts = ? WHERE version_id = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    struct cw_buf wire;
    cw_buf_init(&wire, 1024);
    put_counts(&wire, counts);
    enum cw_err err;
    if (wire.failed) {
        err = out_of_memory(diag);
    } else {
        cw_bind_str(statement, 1, lang);
        cw_bind_blob(statement, 2, cw_buf_view(&wire));
        cw_bind_int(statement, 3, id);
        err = cw_store_do(store, statement, diag);
    }
    cw_buf_dispose(&wire);
    return err;
}

static enum cw_err presence(struct cw_store *store, const char *sql, int64_t document_id,
                            int64_t clause_id, int64_t version_id, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement = cw_store_prepare(store, sql, diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, clause_id);
    cw_bind_int(statement, 3, version_id);
    return cw_store_do(store, statement, diag);
}

enum cw_err cw_presence_open(struct cw_store *store, int64_t document_id, int64_t clause_id,
                             int64_t version_id, struct cw_diag *diag)
{
    static const char sql[] =
        "INSERT OR IGNORE INTO presence (document_id, clause_id, since) VALUES (?, ?, ?)";
    return presence(store, sql, document_id, clause_id, version_id, diag);
}

enum cw_err cw_presence_close(struct cw_store *store, int64_t document_id, int64_t clause_id,
                              int64_t version_id, struct cw_diag *diag)
{
    static const char sql[] = "UPDATE presence SET until = ?3 WHERE document_id = ?1 AND "
                              "clause_id = ?2 AND until IS NULL";
    return presence(store, sql, document_id, clause_id, version_id, diag);
}

enum cw_err cw_presence_since(struct cw_store *store, int64_t document_id, int64_t clause_id,
                              int64_t *time, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store,
                         "SELECT version.time FROM presence JOIN version ON version_id = since "
                         "WHERE presence.document_id = ? AND clause_id = ? "
                         "ORDER BY version.time DESC LIMIT 1",
                         diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, clause_id);
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    *time = found ? cw_column_int(statement, 0) : 0;
    cw_store_reset(statement);
    return err;
}

static int64_t count_signals(const struct cw_comparison *comparison)
{
    int64_t n = 0;
    for (size_t i = 0; i < comparison->n_edits; i++) {
        if (!comparison->edits[i].cosmetic) {
            n += (int64_t)comparison->edits[i].n_signals;
        }
    }
    return n;
}

enum cw_err cw_comparison_add(struct cw_store *store, int64_t document_id, int64_t old_version,
                              int64_t new_version, struct cw_str wire,
                              const struct cw_comparison *comparison, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        "INSERT OR REPLACE INTO comparison (new_version, old_version, document_id, class, "
        "severity, added, removed, modified, moved, split, merged, cosmetic, signals, kinds, "
        "coarse, junk_reason, data, seen, back_to) "
        "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
        "count(e.version_id), max(e.time) FROM version AS n JOIN version AS o ON o.version_id = ?2 "
        "LEFT JOIN version AS e INDEXED BY version_text ON e.document_id = n.document_id AND "
        "e.text_hash = n.text_hash AND "
        "e.text_hash <> o.text_hash AND (e.time, e.sequence) < (n.time, n.sequence) "
        "WHERE n.version_id = ?1",
        diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    struct cw_buf frame;
    cw_buf_init(&frame, LARGEST_BLOB);
    enum cw_err err;
    if (!cw_codec_pack(codec, 0, wire, &frame)) {
        err = out_of_memory(diag);
    } else {
        cw_bind_int(statement, 1, new_version);
        cw_bind_int(statement, 2, old_version);
        cw_bind_int(statement, 3, document_id);
        cw_bind_str(statement, 4, cw_str_z(cw_pair_class_name(comparison->class)));
        cw_bind_int(statement, 5, comparison->severity);
        cw_bind_int(statement, 6, comparison->count[CW_EDIT_ADDED]);
        cw_bind_int(statement, 7, comparison->count[CW_EDIT_REMOVED]);
        cw_bind_int(statement, 8, comparison->count[CW_EDIT_MODIFIED]);
        cw_bind_int(statement, 9, comparison->count[CW_EDIT_MOVED]);
        cw_bind_int(statement, 10, comparison->count[CW_EDIT_SPLIT]);
        cw_bind_int(statement, 11, comparison->count[CW_EDIT_MERGED]);
        cw_bind_int(statement, 12, comparison->n_cosmetic);
        cw_bind_int(statement, 13, count_signals(comparison));
        cw_bind_int(statement, 14, comparison->cosmetic);
        cw_bind_int(statement, 15, comparison->coarse);
        cw_bind_str(statement, 16, comparison->junk_reason);
        cw_bind_blob(statement, 17, cw_buf_view(&frame));
        err = cw_store_do(store, statement, diag);
    }
    cw_buf_dispose(&frame);
    return err;
}

enum cw_err cw_comparison_old(struct cw_store *store, int64_t new_version, int64_t *old_version,
                              struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "SELECT old_version FROM comparison WHERE new_version = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, new_version);
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    *old_version = row ? cw_column_int(statement, 0) : 0;
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_comparison_load(struct cw_store *store, int64_t new_version, struct cw_arena *arena,
                               size_t n_old, size_t n_new, struct cw_comparison *comparison,
                               struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "SELECT data FROM comparison WHERE new_version = ?", diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, new_version);
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    if (!err && !found) {
        err = cw_fail(diag, CW_ENOTFOUND, store->path, 0, 0, "no comparison is kept for it");
    } else if (!err) {
        struct cw_str wire =
            cw_codec_unpack(codec, 0, cw_column_blob(statement, 0), arena, LARGEST_BLOB);
        struct cw_reader in = cw_wire_reader(wire);
        if (!wire.data || !cw_comparison_get(&in, arena, n_old, n_new, comparison)) {
            err =
                cw_fail(diag, CW_EDAMAGED, store->path, 0, 0,
                        "store: the comparison of version %lld is damaged", (long long)new_version);
        }
    }
    cw_store_reset(statement);
    return err;
}
