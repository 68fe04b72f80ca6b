/* The biography of a clause: from the newest version backwards, through whatever it was before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "history.h"
#include "store/clauses.h"

/* A clause in a version. */
struct place {
    struct cw_version_row version;
    struct cw_layout layout;
    size_t index;
};

static enum cw_err load_place(struct history *history, struct cw_arena *arena, int64_t document,
                              int64_t time, int64_t sequence, struct place *place)
{
    enum cw_err err = cw_version_before(history->store, document, time, sequence, true, arena,
                                        &place->version, &history->diag);
    if (err || !place->version.id) {
        return err;
    }
    return cw_version_layout(history->store, place->version.id, arena, &place->layout,
                             &history->diag);
}

/* The version that a version was compared with: the one before, or the last in its language. id 0
 * where there is none. */
static enum cw_err load_before(struct history *history, struct cw_arena *arena, int64_t version,
                               struct place *place)
{
    int64_t id;
    place->version.id = 0;
    enum cw_err err = cw_comparison_old(history->store, version, &id, &history->diag);
    if (!err && id) {
        err = cw_version_get(history->store, id, arena, &place->version, &history->diag);
    }
    return err || !id
               ? err
               : cw_version_layout(history->store, id, arena, &place->layout, &history->diag);
}

/* By index, or by the beginning of a content hash. */
static enum cw_err choose(struct history *history, struct cw_arena *arena, struct place *place,
                          const char *clause)
{
    char *end;
    unsigned long index = strtoul(clause, &end, 10);
    if (*clause && !*end && strlen(clause) < 8) {
        place->index = index;
        return index < place->layout.n
                   ? CW_OK
                   : cw_fail(&history->diag, CW_ENOTFOUND, NULL, 0, 0,
                             "the newest version has clauses 0 to %zu, there is no %s",
                             place->layout.n - 1, clause);
    }
    for (size_t i = 0; i < place->layout.n; i++) {
        struct cw_clause found = {0};
        char hex[CW_HASH_HEX + 1];
        enum cw_err err = cw_clause_get(history->store, place->layout.items[i].clause_id, arena,
                                        &found, &history->diag);
        if (err) {
            return err;
        }
        cw_hash_hex(&found.hash, hex);
        if (strncmp(hex, clause, strlen(clause)) == 0) {
            place->index = i;
            return CW_OK;
        }
    }
    return cw_fail(&history->diag, CW_ENOTFOUND, NULL, 0, 0,
                   "no clause of the newest version has a hash that begins with '%.70s'", clause);
}

/* Which occurrence of its clause is this in its version? */
static size_t rank_of(const struct cw_layout *layout, size_t index)
{
    size_t rank = 0;
    for (size_t i = 0; i < index; i++) {
        rank += layout->items[i].clause_id == layout->items[index].clause_id;
    }
    return rank;
}

/* The same occurrence of the same clause in another version; false when it is not there. */
static bool same_clause(const struct place *from, struct place *to)
{
    size_t rank = rank_of(&from->layout, from->index);
    int64_t id = from->layout.items[from->index].clause_id;
    bool found = false;
    for (size_t i = 0; i < to->layout.n; i++) {
        if (to->layout.items[i].clause_id == id) {
            to->index = i;
            found = true;
            if (rank-- == 0) {
                return true;
            }
        }
    }
    return found;
}

static const struct cw_edit *edit_of(const struct cw_comparison *comparison, size_t index)
{
    for (size_t i = 0; i < comparison->n_edits; i++) {
        for (size_t k = 0; k < comparison->edits[i].n_new; k++) {
            if (comparison->edits[i].new_indices[k] == index) {
                return &comparison->edits[i];
            }
        }
    }
    return NULL;
}

static enum cw_err put_event(struct history *history, struct cw_arena *arena,
                             const struct place *place, const struct cw_edit *edit)
{
    struct cw_clause clause = {0};
    char time[32];
    char hex[CW_HASH_HEX + 1];
    enum cw_err err = cw_clause_get(history->store, place->layout.items[place->index].clause_id,
                                    arena, &clause, &history->diag);
    if (err) {
        return err;
    }
    cw_history_time(time, place->version.time);
    cw_hash_hex(&clause.hash, hex);
    const char *event = edit ? cw_edit_kind_name(edit->kind) : "first seen";
    if (history->invocation->format == CW_FORMAT_TEXT) {
        cw_buf_printf(&history->out, "%s\t%s\tclause %zu\t%.12s\n    ", time, event, place->index,
                      hex);
        cw_buf_str(&history->out, clause.text);
        cw_buf_char(&history->out, '\n');
        return CW_OK;
    }
    struct cw_json json;
    cw_json_init(&json, &history->out);
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "type", "event");
    cw_json_put_z(&json, "time", time);
    cw_json_put_z(&json, "kind", edit ? event : "first");
    cw_json_put_int(&json, "index", (int64_t)place->index);
    cw_json_put_str_or_null(&json, "number", place->layout.items[place->index].number);
    cw_json_put_z(&json, "hash", hex);
    cw_json_put_str(&json, "text", clause.text);
    cw_json_end_object(&json);
    cw_json_end_line(&json);
    return CW_OK;
}

/* One step back. *more false: the clause began here. */
static enum cw_err step_back(struct history *history, struct cw_arena *arena, struct place *now,
                             struct place *before, bool *more)
{
    struct cw_comparison comparison;
    enum cw_err err = load_before(history, arena, now->version.id, before);
    *more = false;
    if (err) {
        return err;
    }
    if (!before->version.id) {
        return put_event(history, arena, now, NULL);
    }
    err = cw_comparison_load(history->store, now->version.id, arena, before->layout.n,
                             now->layout.n, &comparison, &history->diag);
    if (err) {
        return err;
    }
    const struct cw_edit *edit = edit_of(&comparison, now->index);
    if (!edit) {
        *more = same_clause(now, before);
        return *more ? CW_OK : put_event(history, arena, now, NULL);
    }
    err = put_event(history, arena, now, edit);
    if (!err && edit->n_old) {
        before->index = edit->old_indices[0];
        *more = true;
    }
    return err;
}

enum cw_err cw_history_clause(struct history *history, int64_t document, const char *clause)
{
    struct cw_arena *arenas[2] = {cw_arena_new((size_t)1 << 30), cw_arena_new((size_t)1 << 30)};
    struct place places[2] = {{.index = 0}, {.index = 0}};
    enum cw_err err =
        arenas[0] && arenas[1]
            ? load_place(history, arenas[0], document, INT64_MAX, INT64_MAX, &places[0])
            : cw_fail(&history->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    if (!err) {
        err = choose(history, arenas[0], &places[0], clause);
    }
    bool more = !err && places[0].layout.items;
    for (size_t turn = 0; !err && more; turn++) {
        struct place *now = &places[turn % 2];
        struct place *before = &places[(turn + 1) % 2];
        struct cw_arena *arena = arenas[(turn + 1) % 2];
        cw_arena_reset(arena);
        err = step_back(history, arena, now, before, &more);
    }
    cw_arena_free(arenas[0]);
    cw_arena_free(arenas[1]);
    return err;
}
