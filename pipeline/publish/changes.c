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

/* One side of the page: its version, and its clauses still without texts. */
static enum cw_err fill_side(struct cw_publisher *publisher, struct cw_arena *arena,
                             const struct cw_side *from, struct cw_report_side *side,
                             struct cw_clauses *clauses)
{
    const struct cw_layout *layout = &from->layout;
    clauses->n = layout->n;
    clauses->items = cw_arena_array(arena, layout->n, sizeof *clauses->items);
    if (!clauses->items) {
        return cw_publish_no_memory(publisher);
    }
    for (size_t i = 0; i < layout->n; i++) {
        clauses->items[i].kind = layout->items[i].kind;
        clauses->items[i].level = layout->items[i].level;
        clauses->items[i].number = layout->items[i].number;
    }
    side->clauses = clauses;
    side->version = from->version;
    return CW_OK;
}

/* Texts of those clauses that the page shows. */
static enum cw_err load_needed(struct cw_publisher *publisher, struct cw_arena *arena,
                               struct cw_texts *texts, const struct cw_comparison *comparison,
                               bool new_side, const struct cw_layout *layout,
                               struct cw_clauses *clauses)
{
    uint8_t *need = cw_arena_alloc(arena, clauses->n);
    if (!need) {
        return cw_publish_no_memory(publisher);
    }
    cw_report_needs(comparison, clauses, new_side, need);
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < clauses->n; i++) {
        if (!need[i]) {
            continue;
        }
        err = cw_texts_get(publisher, texts, layout->items[i].clause_id, &clauses->items[i]);
    }
    return err;
}

enum cw_err cw_publish_change(struct cw_publisher *publisher, struct cw_arena *arena,
                              struct cw_texts *texts, struct cw_sides *sides,
                              const struct cw_report_change *change, int64_t new_version)
{
    struct cw_report_change_model model = {.change = *change};
    const struct cw_side *from[2] = {NULL, NULL};
    struct cw_clauses clauses[2];
    struct cw_comparison comparison;
    int64_t old_version;
    enum cw_err err =
        cw_comparison_old(publisher->store, new_version, &old_version, publisher->diag);
    if (!err) {
        err = cw_sides_get(publisher, sides, old_version, &change->doc, NULL, &from[0]);
    }
    if (!err) {
        err = cw_sides_get(publisher, sides, new_version, &change->doc, from[0], &from[1]);
    }
    if (!err) {
        err = fill_side(publisher, arena, from[0], &model.old_side, &clauses[0]);
    }
    if (!err) {
        err = fill_side(publisher, arena, from[1], &model.new_side, &clauses[1]);
    }
    if (!err) {
        err = cw_comparison_load(publisher->store, new_version, arena, clauses[0].n, clauses[1].n,
                                 &comparison, publisher->diag);
    }
    for (size_t i = 0; !err && i < comparison.n_edits; i++) {
        err = cw_name_concepts(publisher, arena, comparison.edits[i].signals,
                               comparison.edits[i].n_signals);
    }
    for (int side = 0; !err && side < 2; side++) {
        err = load_needed(publisher, arena, texts, &comparison, side == 1, &from[side]->layout,
                          &clauses[side]);
    }
    if (err) {
        return err;
    }
    model.comparison = &comparison;
    struct cw_buf page;
    struct cw_buf path;
    cw_buf_init(&page, (size_t)512 * 1024 * 1024);
    cw_buf_init(&path, 4096);
    struct cw_report_options options = cw_publish_options(publisher);
    cw_report_change_page(&options, &model, &page);
    cw_report_path_change(change, &path);
    err = path.failed ? cw_publish_no_memory(publisher)
                      : cw_file_write(publisher, cw_buf_view(&path), &page);
    cw_buf_dispose(&page);
    cw_buf_dispose(&path);
    return err;
}
