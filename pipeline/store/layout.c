/* Packing layouts, and turning them back into clauses. */
#include "layout.h"

#include "clauses.h"

void cw_layout_put(struct cw_buf *out, const struct cw_layout *layout)
{
    const struct cw_occurrence *items = layout->items;
    cw_wire_put_uint(out, layout->n);
    int64_t clause = 0;
    int64_t links = 0;
    uint64_t end = 0;
    uint32_t line = 0;
    for (size_t i = 0; i < layout->n; i++) {
        cw_wire_put_int(out, items[i].clause_id - clause);
        clause = items[i].clause_id;
    }
    for (size_t i = 0; i < layout->n; i++) {
        cw_wire_put_uint(out, (uint64_t)items[i].kind << 8 | items[i].level);
    }
    for (size_t i = 0; i < layout->n; i++) {
        cw_wire_put_int(out, (int64_t)items[i].line - (int64_t)line);
        line = items[i].line;
    }
    for (size_t i = 0; i < layout->n; i++) {
        cw_wire_put_int(out, (int64_t)(items[i].start - end));
        cw_wire_put_int(out, (int64_t)(items[i].end - items[i].start));
        end = items[i].end;
    }
    for (size_t i = 0; i < layout->n; i++) {
        cw_wire_put_int(out, items[i].link_set_id ? items[i].link_set_id - links : INT64_MIN);
        links = items[i].link_set_id ? items[i].link_set_id : links;
    }
    for (size_t i = 0; i < layout->n; i++) {
        cw_wire_put_str(out, items[i].number);
    }
    for (size_t i = 0; i < layout->n; i++) {
        cw_wire_put_str(out, items[i].anchor);
    }
}

static void get_numbers(struct cw_reader *in, struct cw_layout *layout)
{
    struct cw_occurrence *items = layout->items;
    int64_t clause = 0;
    int64_t links = 0;
    uint64_t end = 0;
    int64_t line = 0;
    for (size_t i = 0; i < layout->n; i++) {
        clause = items[i].clause_id = (int64_t)((uint64_t)clause + (uint64_t)cw_wire_int(in));
    }
    for (size_t i = 0; i < layout->n; i++) {
        uint64_t kind = cw_wire_uint_max(in, (CW_KINDS << 8) - 1);
        items[i].kind = (enum cw_kind)(kind >> 8);
        items[i].level = (uint8_t)kind;
    }
    for (size_t i = 0; i < layout->n; i++) {
        line = (int64_t)((uint64_t)line + (uint64_t)cw_wire_int(in));
        items[i].line = (uint32_t)line;
    }
    for (size_t i = 0; i < layout->n; i++) {
        items[i].start = end + (uint64_t)cw_wire_int(in);
        end = items[i].end = items[i].start + (uint64_t)cw_wire_int(in);
    }
    for (size_t i = 0; i < layout->n; i++) {
        int64_t difference = cw_wire_int(in);
        if (difference != INT64_MIN) {
            links = items[i].link_set_id = (int64_t)((uint64_t)links + (uint64_t)difference);
        }
    }
}

bool cw_layout_get(struct cw_reader *in, struct cw_arena *arena, struct cw_layout *layout)
{
    layout->n = cw_wire_count(in, 8);
    layout->items = cw_arena_array(arena, layout->n, sizeof *layout->items);
    if (!layout->items) {
        return false;
    }
    get_numbers(in, layout);
    for (size_t i = 0; i < layout->n; i++) {
        layout->items[i].number = cw_wire_str(in);
    }
    for (size_t i = 0; i < layout->n; i++) {
        layout->items[i].anchor = cw_wire_str(in);
    }
    cw_layout_is_base(layout);
    return !in->failed;
}

void cw_layout_is_base(struct cw_layout *layout)
{
    for (size_t i = 0; i < layout->n; i++) {
        layout->items[i].repeats = (uint32_t)i;
    }
}

enum cw_err cw_layout_texts(struct cw_store *store, struct cw_arena *arena,
                            const struct cw_layout *layout, struct cw_clauses *clauses,
                            struct cw_diag *diag)
{
    clauses->n = layout->n;
    clauses->items = cw_arena_array(arena, layout->n, sizeof *clauses->items);
    if (!clauses->items) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < layout->n; i++) {
        const struct cw_occurrence *item = &layout->items[i];
        struct cw_clause *clause = &clauses->items[i];
        err = cw_clause_get(store, item->clause_id, arena, clause, diag);
        clause->kind = item->kind;
        clause->level = item->level;
        clause->line = item->line;
        clause->start = item->start;
        clause->end = item->end;
        clause->number = item->number;
        clause->anchor = item->anchor;
    }
    return err;
}

enum cw_err cw_layout_clauses(struct cw_store *store, struct cw_arena *arena,
                              const struct cw_layout *layout, struct cw_clauses *clauses,
                              struct cw_diag *diag)
{
    enum cw_err err = cw_layout_texts(store, arena, layout, clauses, diag);
    for (size_t i = 0; !err && i < layout->n; i++) {
        int64_t link_set = layout->items[i].link_set_id;
        if (link_set) {
            err = cw_link_set_get(store, link_set, arena, &clauses->items[i], diag);
        }
    }
    return err;
}
