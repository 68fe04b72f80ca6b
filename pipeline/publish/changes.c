/* Changes in the read model: lists from the store, and the page of one. */
#include <stdlib.h>

#include "internal.h"
#include "store/clauses.h"

static struct cw_str hex_of(struct cw_arena *arena, struct cw_str bytes)
{
    struct cw_hash hash = {{0}};
    char text[CW_HASH_HEX + 1];
    if (bytes.len == sizeof hash.bytes) {
        memcpy(hash.bytes, bytes.data, sizeof hash.bytes);
    }
    cw_hash_hex(&hash, text);
    return cw_str_dup(arena, cw_str_z(text));
}

static enum cw_pair_class class_of(struct cw_str name)
{
    for (int i = 0; i < CW_PAIR_CLASSES; i++) {
        if (cw_str_is(name, cw_pair_class_name((enum cw_pair_class)i))) {
            return (enum cw_pair_class)i;
        }
    }
    return CW_PAIR_SUBSTANTIVE;
}

/* The columns that every query for cw_model_changes selects, in this order:
 * new_version, document_id, old time, new time, old hash, new hash, class, severity, kinds, coarse,
 * record, junk_reason, added, removed, modified, moved, split, merged, cosmetic, signals,
 * old clauses, new clauses, seen, back_to */
static enum cw_err read_change(struct cw_publisher *publisher, struct sqlite3_stmt *row,
                               struct cw_arena *arena, struct cw_report_change *change)
{
    *change = (struct cw_report_change){.old_time = cw_column_int(row, 2),
                                        .new_time = cw_column_int(row, 3),
                                        .old_hash = hex_of(arena, cw_column_blob(row, 4)),
                                        .new_hash = hex_of(arena, cw_column_blob(row, 5)),
                                        .class = class_of(cw_column_str(row, 6)),
                                        .severity = (enum cw_severity)cw_column_int(row, 7),
                                        .cosmetic = (uint32_t)cw_column_int(row, 8),
                                        .coarse = cw_column_int(row, 9) != 0,
                                        .technical = cw_column_int(row, 10) == CW_RECORD_TECHNICAL,
                                        .junk_reason = cw_str_dup(arena, cw_column_str(row, 11)),
                                        .n_cosmetic = (uint32_t)cw_column_int(row, 18),
                                        .total_signals = (uint32_t)cw_column_int(row, 19),
                                        .seen = (uint32_t)cw_column_int(row, 22),
                                        .back_to = cw_column_int(row, 22) ? cw_column_int(row, 23)
                                                                          : CW_REPORT_NO_TIME};
    static const enum cw_edit_kind kinds[] = {CW_EDIT_ADDED, CW_EDIT_REMOVED, CW_EDIT_MODIFIED,
                                              CW_EDIT_MOVED, CW_EDIT_SPLIT,   CW_EDIT_MERGED};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        change->count[kinds[i]] = (uint32_t)cw_column_int(row, 12 + (int)i);
    }
    change->has_page = change->class != CW_PAIR_IDENTICAL;
    if (!change->old_hash.data || !change->new_hash.data || !change->junk_reason.data) {
        return cw_publish_no_memory(publisher);
    }
    return CW_OK;
}

static int by_severity(const void *a, const void *b)
{
    const struct cw_edit *x = *(const struct cw_edit *const *)a;
    const struct cw_edit *y = *(const struct cw_edit *const *)b;
    if (x->severity != y->severity) {
        return x->severity > y->severity ? -1 : 1;
    }
    return (x > y) - (x < y);
}

/* Up to `most` signals of edits that change wording, most severe edit first. */
static enum cw_err pick_signals(struct cw_publisher *publisher, struct cw_arena *arena,
                                const struct cw_comparison *comparison, size_t most,
                                struct cw_report_change *change, struct cw_signal **out)
{
    const struct cw_edit **edits = cw_arena_array(arena, comparison->n_edits, sizeof(void *));
    struct cw_signal *signals = cw_arena_array(arena, most, sizeof *signals);
    if (!edits || !signals) {
        return cw_publish_no_memory(publisher);
    }
    size_t n = 0;
    for (size_t i = 0; i < comparison->n_edits; i++) {
        if (!comparison->edits[i].cosmetic) {
            edits[n++] = &comparison->edits[i];
        }
    }
    if (n) {
        qsort(edits, n, sizeof(void *), by_severity);
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < edits[i]->n_signals && change->n_signals < most; k++) {
            signals[change->n_signals++] = edits[i]->signals[k];
        }
    }
    change->signals = signals;
    *out = signals;
    return CW_OK;
}

static enum cw_err add_signals(struct cw_publisher *publisher, struct cw_arena *arena,
                               int64_t new_version, size_t n_old, size_t n_new, size_t most,
                               struct cw_report_change *change, struct cw_signal **out)
{
    if (!most || !change->total_signals) {
        return CW_OK;
    }
    struct cw_comparison comparison;
    enum cw_err err = cw_comparison_load(publisher->store, new_version, arena, n_old, n_new,
                                         &comparison, publisher->diag);
    return err ? err : pick_signals(publisher, arena, &comparison, most, change, out);
}

enum cw_err cw_model_changes(struct cw_publisher *publisher, struct cw_arena *arena,
                             const char *sql, const int64_t parameters[3], size_t signals,
                             struct cw_change_list *out)
{
    struct sqlite3_stmt *statement = cw_store_prepare(publisher->store, sql, publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    for (int i = 0; i < 3; i++) {
        cw_bind_int(statement, i + 1, parameters[i]);
    }
    *out = (struct cw_change_list){0};
    size_t room[4] = {0, 0, 0, 0};
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row) {
        size_t n = out->n;
        out->items = cw_arena_grow(arena, out->items, n, &room[0], n + 1, sizeof *out->items);
        out->new_versions =
            cw_arena_grow(arena, out->new_versions, n, &room[1], n + 1, sizeof *out->new_versions);
        out->document_ids =
            cw_arena_grow(arena, out->document_ids, n, &room[2], n + 1, sizeof *out->document_ids);
        out->signals = cw_arena_grow(arena, out->signals, n, &room[3], n + 1, sizeof *out->signals);
        if (!out->items || !out->new_versions || !out->document_ids || !out->signals) {
            err = cw_publish_no_memory(publisher);
            break;
        }
        out->new_versions[n] = cw_column_int(statement, 0);
        out->document_ids[n] = cw_column_int(statement, 1);
        err = read_change(publisher, statement, arena, &out->items[n]);
        if (!err) {
            err = add_signals(
                publisher, arena, out->new_versions[n], (size_t)cw_column_int(statement, 20),
                (size_t)cw_column_int(statement, 21), signals, &out->items[n], &out->signals[n]);
        }
        out->n++;
        if (!err) {
            err = cw_store_step(publisher->store, statement, &row, publisher->diag);
        }
    }
    cw_store_reset(statement);
    return err;
}

/* ---- The page of one change ------------------------------------------------------------------ */

/* Texts of those clauses that the page shows. */
static enum cw_err load_needed(struct cw_publisher *publisher, struct cw_change_pages *pages,
                               const struct cw_comparison *comparison, bool new_side,
                               struct cw_side *side)
{
    uint8_t *need = cw_arena_alloc(pages->arena, side->clauses.n);
    if (!need) {
        return cw_publish_no_memory(publisher);
    }
    cw_report_needs(comparison, &side->clauses, new_side, need);
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < side->clauses.n; i++) {
        if (need[i]) {
            err = cw_texts_get(publisher, pages->texts, side->layout.items[i].clause_id,
                               &side->clauses.items[i]);
        }
    }
    return err;
}

static enum cw_err load_sides(struct cw_publisher *publisher, struct cw_change_pages *pages,
                              const struct cw_report_change *change, int64_t new_version,
                              struct cw_side *sides[2])
{
    int64_t old_version;
    enum cw_err err =
        cw_comparison_old(publisher->store, new_version, &old_version, publisher->diag);
    if (!err) {
        err = cw_sides_get(publisher, pages->sides, old_version, &change->doc, NULL, &sides[0]);
    }
    return err ? err
               : cw_sides_get(publisher, pages->sides, new_version, &change->doc, sides[0],
                              &sides[1]);
}

static enum cw_err load_comparison(struct cw_publisher *publisher, struct cw_change_pages *pages,
                                   int64_t new_version, struct cw_side *const sides[2],
                                   struct cw_comparison *comparison)
{
    enum cw_err err =
        cw_comparison_load(publisher->store, new_version, pages->arena, sides[0]->clauses.n,
                           sides[1]->clauses.n, comparison, publisher->diag);
    for (size_t i = 0; !err && i < comparison->n_edits; i++) {
        err = cw_name_concepts(publisher, pages->arena, comparison->edits[i].signals,
                               comparison->edits[i].n_signals);
    }
    for (int side = 0; !err && side < 2; side++) {
        err = load_needed(publisher, pages, comparison, side == 1, sides[side]);
    }
    return err;
}

enum cw_err cw_publish_change(struct cw_publisher *publisher, struct cw_change_pages *pages,
                              const struct cw_report_change *change, int64_t new_version)
{
    struct cw_side *sides[2] = {NULL, NULL};
    struct cw_comparison comparison;
    cw_arena_reset(pages->arena);
    enum cw_err err = load_sides(publisher, pages, change, new_version, sides);
    if (!err) {
        err = load_comparison(publisher, pages, new_version, sides, &comparison);
    }
    if (err) {
        return err;
    }
    const struct cw_report_change_model model = {
        .change = *change,
        .old_side = {.version = sides[0]->version, .clauses = &sides[0]->clauses},
        .new_side = {.version = sides[1]->version, .clauses = &sides[1]->clauses},
        .comparison = &comparison};
    struct cw_report_options options = cw_publish_options(publisher);
    struct cw_buf path;
    cw_buf_init(&path, 4096);
    cw_buf_clear(&pages->page);
    cw_report_change_page(&options, &model, &pages->page);
    cw_report_path_change(change, &path);
    err = path.failed ? cw_publish_no_memory(publisher)
                      : cw_file_write(publisher, cw_buf_view(&path), &pages->page);
    cw_buf_dispose(&path);
    return err;
}
