/* Keeping freshness: its wire form, and its row in the store. */
#include "freshness.h"

#include "internal.h"

enum { FORMAT = 1 }; /* a row of another form is made again */

static const size_t largest = (size_t)256 << 20;

static void put_event(struct cw_buf *out, const struct cw_fresh_event *event)
{
    cw_wire_put_int(out, event->time);
    cw_wire_put_uint(out, event->severity);
    cw_wire_put_int(out, event->before);
    cw_wire_put_str(out, event->what);
}

static void put_clause(struct cw_buf *out, const struct cw_fresh_clause *clause)
{
    cw_wire_put_int(out, clause->since);
    cw_wire_put_uint(out, clause->n_events);
    for (size_t i = 0; i < clause->n_events; i++) {
        put_event(out, &clause->events[i]);
    }
}

void cw_freshness_put(struct cw_buf *out, const struct cw_freshness *freshness)
{
    cw_wire_put_uint(out, FORMAT);
    cw_wire_put_int(out, freshness->version);
    cw_wire_put_int(out, freshness->first);
    cw_wire_put_uint(out, freshness->n_changes);
    for (size_t i = 0; i < freshness->n_changes; i++) {
        cw_wire_put_int(out, freshness->changes[i]);
    }
    cw_wire_put_uint(out, freshness->n);
    for (size_t i = 0; i < freshness->n; i++) {
        put_clause(out, &freshness->clauses[i]);
    }
    cw_wire_put_uint(out, freshness->n_removals);
    for (size_t i = 0; i < freshness->n_removals; i++) {
        put_event(out, &freshness->removals[i].event);
        put_clause(out, &freshness->removals[i].clause);
    }
}

static bool get_event(struct cw_reader *in, struct cw_arena *arena, struct cw_fresh_event *event)
{
    event->time = cw_wire_int(in);
    event->severity = (enum cw_severity)cw_wire_uint_max(in, CW_SEVERITY_HIGH);
    event->before = cw_wire_int(in);
    event->what = cw_str_dup(arena, cw_wire_str(in));
    return event->what.data && !in->failed;
}

static bool get_clause(struct cw_reader *in, struct cw_arena *arena, struct cw_fresh_clause *clause)
{
    clause->since = cw_wire_int(in);
    clause->n_events = cw_wire_count(in, 4);
    clause->events = cw_arena_array(arena, clause->n_events, sizeof *clause->events);
    for (size_t i = 0; clause->events && i < clause->n_events; i++) {
        if (!get_event(in, arena, &clause->events[i])) {
            return false;
        }
    }
    return clause->events && !in->failed;
}

bool cw_freshness_get(struct cw_reader *in, struct cw_arena *arena, struct cw_freshness *freshness)
{
    *freshness = (struct cw_freshness){0};
    if (cw_wire_uint(in) != FORMAT) {
        return false;
    }
    freshness->version = cw_wire_int(in);
    freshness->first = cw_wire_int(in);
    freshness->n_changes = cw_wire_count(in, 1);
    freshness->changes = cw_arena_array(arena, freshness->n_changes, sizeof(int64_t));
    for (size_t i = 0; freshness->changes && i < freshness->n_changes; i++) {
        freshness->changes[i] = cw_wire_int(in);
    }
    freshness->n = cw_wire_count(in, 2);
    freshness->clauses = cw_arena_array(arena, freshness->n, sizeof *freshness->clauses);
    for (size_t i = 0; freshness->clauses && i < freshness->n; i++) {
        if (!get_clause(in, arena, &freshness->clauses[i])) {
            return false;
        }
    }
    freshness->n_removals = cw_wire_count(in, 6);
    freshness->removals = cw_arena_array(arena, freshness->n_removals, sizeof *freshness->removals);
    for (size_t i = 0; freshness->removals && i < freshness->n_removals; i++) {
        if (!get_event(in, arena, &freshness->removals[i].event) ||
            !get_clause(in, arena, &freshness->removals[i].clause)) {
            return false;
        }
    }
    return freshness->changes && freshness->clauses && freshness->removals && cw_wire_done(in);
}

enum cw_err cw_freshness_save(struct cw_store *store, int64_t document_id,
                              const struct cw_freshness *freshness, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        "INSERT OR REPLACE INTO freshness (document_id, version_id, first, changes, last_change, "
        "data) VALUES (?, ?, ?, ?, ?, ?)",
        diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    struct cw_buf wire;
    struct cw_buf frame;
    cw_buf_init(&wire, largest);
    cw_buf_init(&frame, largest);
    cw_freshness_put(&wire, freshness);
    enum cw_err err;
    if (wire.failed || !cw_codec_pack(codec, 0, cw_buf_view(&wire), &frame)) {
        err = cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    } else {
        cw_bind_int(statement, 1, document_id);
        cw_bind_int(statement, 2, freshness->version);
        cw_bind_int(statement, 3, freshness->first);
        cw_bind_int(statement, 4, (int64_t)freshness->n_changes);
        if (freshness->n_changes) {
            cw_bind_int(statement, 5, freshness->changes[freshness->n_changes - 1]);
        }
        cw_bind_blob(statement, 6, cw_buf_view(&frame));
        err = cw_store_do(store, statement, diag);
    }
    cw_buf_dispose(&wire);
    cw_buf_dispose(&frame);
    return err;
}

enum cw_err cw_freshness_load(struct cw_store *store, int64_t document_id, struct cw_arena *arena,
                              struct cw_freshness *freshness, struct cw_diag *diag)
{
    struct cw_codec *codec = cw_store_codec(store, diag);
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "SELECT data FROM freshness WHERE document_id = ?", diag);
    *freshness = (struct cw_freshness){0};
    if (!codec || !statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    bool found = false;
    enum cw_err err = cw_store_step(store, statement, &found, diag);
    if (!err && found) {
        struct cw_str wire =
            cw_codec_unpack(codec, 0, cw_column_blob(statement, 0), arena, largest);
        struct cw_reader in = cw_wire_reader(wire);
        if (!wire.data || !cw_freshness_get(&in, arena, freshness)) {
            *freshness = (struct cw_freshness){0};
        }
    }
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_freshness_drop(struct cw_store *store, int64_t document_id, struct cw_diag *diag)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "DELETE FROM freshness WHERE document_id = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    return cw_store_do(store, statement, diag);
}
