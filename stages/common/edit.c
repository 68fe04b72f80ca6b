/* The wire form of a comparison. Unchanged clauses are left out: they are what is not named. Those
 * that only have another number are named. */
#include "edit.h"

#include "arena.h"

static void put_indices(struct cw_buf *out, const uint32_t *indices, size_t n)
{
    cw_wire_put_uint(out, n);
    uint32_t before = 0;
    for (size_t i = 0; i < n; i++) {
        cw_wire_put_uint(out, indices[i] - before);
        before = indices[i];
    }
}

static void put_edit(struct cw_buf *out, const struct cw_edit *edit)
{
    cw_wire_put_uint(out, (uint64_t)edit->kind << 2 | (uint64_t)edit->moved << 1 |
                              (uint64_t)edit->renumbered);
    put_indices(out, edit->old_indices, edit->n_old);
    put_indices(out, edit->new_indices, edit->n_new);
    cw_wire_put_uint(out, edit->cosmetic);
    cw_wire_put_uint(out, edit->severity);
    cw_wire_put_uint(out, (uint64_t)((double)edit->similarity * 1000 + 0.5));
    cw_wire_put_uint(out, edit->n_signals);
    for (size_t i = 0; i < edit->n_signals; i++) {
        cw_wire_put_uint(out, edit->signals[i].kind);
        cw_wire_put_str(out, edit->signals[i].old_value);
        cw_wire_put_str(out, edit->signals[i].new_value);
        cw_wire_put_int(out, edit->signals[i].direction);
    }
    cw_wire_put_uint(out, edit->n_runs);
    for (size_t i = 0; i < edit->n_runs; i++) {
        const struct cw_change_run *run = &edit->runs[i];
        cw_wire_put_uint(out, run->old_start);
        cw_wire_put_uint(out, run->old_end - run->old_start);
        cw_wire_put_uint(out, run->new_start);
        cw_wire_put_uint(out, run->new_end - run->new_start);
    }
}

static bool is_named(const struct cw_edit *edit)
{
    return edit->kind != CW_EDIT_UNCHANGED || edit->renumbered;
}

void cw_comparison_put(struct cw_buf *out, const struct cw_comparison *comparison)
{
    cw_wire_put_uint(out, comparison->class);
    cw_wire_put_uint(out, comparison->severity);
    cw_wire_put_uint(out, comparison->cosmetic);
    cw_wire_put_uint(out, comparison->coarse);
    cw_wire_put_str(out, comparison->junk_reason);
    cw_wire_put_uint(out, comparison->junk_is_old);
    for (size_t i = 0; i < CW_EDIT_KINDS; i++) {
        cw_wire_put_uint(out, comparison->count[i]);
    }
    cw_wire_put_uint(out, comparison->n_cosmetic);
    cw_wire_put_uint(out, comparison->n_renumbered);
    size_t n = 0;
    for (size_t i = 0; i < comparison->n_edits; i++) {
        n += is_named(&comparison->edits[i]);
    }
    cw_wire_put_uint(out, n);
    for (size_t i = 0; i < comparison->n_edits; i++) {
        if (is_named(&comparison->edits[i])) {
            put_edit(out, &comparison->edits[i]);
        }
    }
}

static bool get_indices(struct cw_reader *in, struct cw_arena *arena, size_t n_clauses,
                        uint32_t **indices, size_t *n)
{
    *n = cw_wire_count(in, 1);
    *indices = cw_arena_array(arena, *n, sizeof **indices);
    if (!*indices) {
        return false;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < *n; i++) {
        value += cw_wire_uint_max(in, UINT32_MAX);
        if (value >= n_clauses) {
            return false;
        }
        (*indices)[i] = (uint32_t)value;
    }
    return true;
}

static bool get_signals(struct cw_reader *in, struct cw_arena *arena, struct cw_edit *edit)
{
    edit->n_signals = cw_wire_count(in, 4);
    edit->signals = cw_arena_array(arena, edit->n_signals, sizeof *edit->signals);
    if (!edit->signals) {
        return false;
    }
    for (size_t i = 0; i < edit->n_signals; i++) {
        struct cw_signal *signal = &edit->signals[i];
        signal->kind = (enum cw_signal_kind)cw_wire_uint_max(in, CW_SIGNAL_KINDS - 1);
        signal->old_value = cw_str_dup(arena, cw_wire_str(in));
        signal->new_value = cw_str_dup(arena, cw_wire_str(in));
        int64_t direction = cw_wire_int(in);
        signal->direction = (direction > 0) - (direction < 0);
        if (!signal->old_value.data || !signal->new_value.data) {
            return false;
        }
    }
    return true;
}

static bool get_runs(struct cw_reader *in, struct cw_arena *arena, struct cw_edit *edit)
{
    edit->n_runs = cw_wire_count(in, 4);
    edit->runs = cw_arena_array(arena, edit->n_runs, sizeof *edit->runs);
    if (!edit->runs) {
        return false;
    }
    for (size_t i = 0; i < edit->n_runs; i++) {
        struct cw_change_run *run = &edit->runs[i];
        run->old_start = (uint32_t)cw_wire_uint_max(in, INT32_MAX);
        run->old_end = run->old_start + (uint32_t)cw_wire_uint_max(in, INT32_MAX);
        run->new_start = (uint32_t)cw_wire_uint_max(in, INT32_MAX);
        run->new_end = run->new_start + (uint32_t)cw_wire_uint_max(in, INT32_MAX);
    }
    return true;
}

static bool get_edit(struct cw_reader *in, struct cw_arena *arena, size_t n_old, size_t n_new,
                     struct cw_edit *edit)
{
    uint64_t head = cw_wire_uint(in);
    if (head >> 2 >= CW_EDIT_KINDS) {
        return false;
    }
    edit->kind = (enum cw_edit_kind)(head >> 2);
    edit->moved = head & 2;
    edit->renumbered = head & 1;
    if (!get_indices(in, arena, n_old, &edit->old_indices, &edit->n_old) ||
        !get_indices(in, arena, n_new, &edit->new_indices, &edit->n_new)) {
        return false;
    }
    edit->cosmetic = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    edit->severity = (enum cw_severity)cw_wire_uint_max(in, CW_SEVERITY_HIGH);
    edit->similarity = (float)cw_wire_uint_max(in, 1000) / 1000;
    return get_signals(in, arena, edit) && get_runs(in, arena, edit) && !in->failed;
}

bool cw_comparison_get(struct cw_reader *in, struct cw_arena *arena, size_t n_old_clauses,
                       size_t n_new_clauses, struct cw_comparison *comparison)
{
    *comparison = (struct cw_comparison){0};
    comparison->class = (enum cw_pair_class)cw_wire_uint_max(in, CW_PAIR_CLASSES - 1);
    comparison->severity = (enum cw_severity)cw_wire_uint_max(in, CW_SEVERITY_HIGH);
    comparison->cosmetic = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    comparison->coarse = cw_wire_uint_max(in, 1);
    comparison->junk_reason = cw_str_dup(arena, cw_wire_str(in));
    comparison->junk_is_old = cw_wire_uint_max(in, 1);
    for (size_t i = 0; i < CW_EDIT_KINDS; i++) {
        comparison->count[i] = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    }
    comparison->n_cosmetic = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    comparison->n_renumbered = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    comparison->n_edits = cw_wire_count(in, 8);
    comparison->edits = cw_arena_array(arena, comparison->n_edits, sizeof *comparison->edits);
    if (!comparison->edits || !comparison->junk_reason.data) {
        return false;
    }
    for (size_t i = 0; i < comparison->n_edits; i++) {
        if (!get_edit(in, arena, n_old_clauses, n_new_clauses, &comparison->edits[i])) {
            return false;
        }
    }
    return !in->failed;
}
