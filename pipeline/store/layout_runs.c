/* Layouts as runs of an earlier one: a version mostly repeats the one before, and costs what is
 * new.
 */
#include "layout.h"

enum { MOST_CLAUSES = 1 << 24 };

/* Do both differ in nothing but where they stand? */
static bool same_but_place(const struct cw_occurrence *a, const struct cw_occurrence *b)
{
    return a->clause_id == b->clause_id && a->link_set_id == b->link_set_id && a->kind == b->kind &&
           a->level == b->level && a->end - a->start == b->end - b->start &&
           cw_str_eq(a->number, b->number) && cw_str_eq(a->anchor, b->anchor);
}

/* The base and the layout that is told by it. */
struct pair {
    const struct cw_layout *base;
    const struct cw_layout *layout;
};

static bool alike(const void *context, size_t old_index, size_t new_index, struct cw_shift *shift)
{
    const struct pair *pair = context;
    const struct cw_occurrence *old = &pair->base->items[old_index];
    const struct cw_occurrence *new = &pair->layout->items[new_index];
    shift->lines = (int64_t) new->line - (int64_t)old->line;
    shift->bytes = (int64_t)(new->start - old->start);
    return same_but_place(old, new);
}

static size_t hint(const void *context, size_t new_index)
{
    const struct pair *pair = context;
    return pair->layout->items[new_index].repeats;
}

static void put_given(struct cw_buf *out, const struct cw_occurrence *item)
{
    cw_wire_put_uint(out, (uint64_t)item->clause_id);
    cw_wire_put_uint(out, (uint64_t)item->link_set_id);
    cw_wire_put_uint(out, (uint64_t)item->kind << 8 | item->level);
    cw_wire_put_uint(out, item->line);
    cw_wire_put_uint(out, item->start);
    cw_wire_put_uint(out, item->end - item->start);
    cw_wire_put_str(out, item->number);
    cw_wire_put_str(out, item->anchor);
}

size_t cw_layout_put_after(struct cw_buf *out, const struct cw_layout *base,
                           const struct cw_layout *layout)
{
    const struct pair pair = {base, layout};
    const struct cw_repeats repeats = {base->n, layout->n, &pair, alike, hint};
    size_t n_given = 0;
    size_t expected = 0;
    cw_wire_put_uint(out, layout->n);
    for (size_t at = 0; at < layout->n;) {
        struct cw_repeat run = cw_repeat_at(&repeats, at, expected);
        cw_repeat_put(out, &run);
        if (run.from == CW_REPEATS_NONE) {
            for (size_t i = 0; i < run.n; i++) {
                put_given(out, &layout->items[at + i]);
            }
            n_given += run.n;
        } else {
            expected = run.from + run.n;
        }
        at += run.n;
    }
    return n_given;
}

static bool get_given(struct cw_reader *in, struct cw_arena *arena, struct cw_occurrence *item)
{
    item->clause_id = (int64_t)cw_wire_uint_max(in, INT64_MAX);
    item->link_set_id = (int64_t)cw_wire_uint_max(in, INT64_MAX);
    uint64_t kind = cw_wire_uint_max(in, (CW_KINDS << 8) - 1);
    item->kind = (enum cw_kind)(kind >> 8);
    item->level = (uint8_t)kind;
    item->line = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    item->start = cw_wire_uint(in);
    item->end = item->start + cw_wire_uint(in);
    item->repeats = CW_OCCURRENCE_NEW;
    item->number = cw_str_dup(arena, cw_wire_str(in));
    item->anchor = cw_str_dup(arena, cw_wire_str(in));
    return item->number.data && item->anchor.data;
}

static bool copy_text(struct cw_arena *arena, struct cw_str *text)
{
    *text = text->len ? cw_str_dup(arena, *text) : cw_str_z("");
    return text->data;
}

bool cw_occurrence_repeat(struct cw_arena *arena, const struct cw_occurrence *from,
                          const struct cw_shift *shift, struct cw_occurrence *to)
{
    *to = *from;
    to->line = (uint32_t)(from->line + shift->lines);
    to->start += (uint64_t)shift->bytes;
    to->end += (uint64_t)shift->bytes;
    return copy_text(arena, &to->number) && copy_text(arena, &to->anchor);
}

static bool repeat(struct cw_arena *arena, const struct cw_layout *base,
                   const struct cw_repeat *run, struct cw_occurrence *items)
{
    for (size_t i = 0; i < run->n; i++) {
        if (!cw_occurrence_repeat(arena, &base->items[run->from + i], &run->shift, &items[i])) {
            return false;
        }
        items[i].repeats = (uint32_t)(run->from + i);
    }
    return true;
}

/* The items of one run. */
static bool get_items(struct cw_reader *in, struct cw_arena *arena, const struct cw_layout *base,
                      const struct cw_repeat *run, struct cw_occurrence *items)
{
    if (run->from != CW_REPEATS_NONE) {
        return repeat(arena, base, run, items);
    }
    for (size_t i = 0; i < run->n; i++) {
        if (!get_given(in, arena, &items[i]) || in->failed) {
            return false;
        }
    }
    return true;
}

bool cw_layout_get_after(struct cw_reader *in, struct cw_arena *arena, const struct cw_layout *base,
                         struct cw_layout *layout)
{
    layout->n = (size_t)cw_wire_uint_max(in, MOST_CLAUSES);
    layout->items = cw_arena_room(arena, layout->n, sizeof *layout->items);
    if (!layout->items) {
        return false;
    }
    for (size_t at = 0; at < layout->n;) {
        struct cw_repeat run;
        if (!cw_repeat_get(in, base->n, layout->n - at, &run) ||
            !get_items(in, arena, base, &run, layout->items + at)) {
            return false;
        }
        at += run.n;
    }
    return cw_wire_done(in);
}
