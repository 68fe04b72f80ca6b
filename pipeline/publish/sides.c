/* The two versions of a change. Changes are published in order, so that the newer version of one is
 * the older of the next: the last two read are kept. */
#include <stdlib.h>

#include "internal.h"

static const size_t side_cap = (size_t)512 * 1024 * 1024;

struct cw_sides {
    struct cw_side items[2];
};

struct cw_sides *cw_sides_new(void)
{
    struct cw_sides *sides = calloc(1, sizeof *sides);
    for (size_t i = 0; sides && i < 2; i++) {
        sides->items[i].arena = cw_arena_new(side_cap);
    }
    if (sides && (!sides->items[0].arena || !sides->items[1].arena)) {
        cw_sides_free(sides);
        return NULL;
    }
    return sides;
}

void cw_sides_free(struct cw_sides *sides)
{
    if (sides) {
        cw_arena_free(sides->items[0].arena);
        cw_arena_free(sides->items[1].arena);
        free(sides);
    }
}

static enum cw_err fill_clauses(struct cw_publisher *publisher, struct cw_side *side)
{
    const struct cw_layout *layout = &side->layout;
    struct cw_clauses *clauses = &side->clauses;
    clauses->n = layout->n;
    clauses->items = cw_arena_array(side->arena, layout->n, sizeof *clauses->items);
    for (size_t i = 0; clauses->items && i < layout->n; i++) {
        clauses->items[i].kind = layout->items[i].kind;
        clauses->items[i].level = layout->items[i].level;
        clauses->items[i].number = layout->items[i].number;
    }
    return clauses->items ? CW_OK : cw_publish_no_memory(publisher);
}

static enum cw_err load(struct cw_publisher *publisher, int64_t version_id,
                        const struct cw_report_doc *doc, struct cw_side *side)
{
    struct cw_arena *arena = side->arena;
    struct cw_version_row row;
    cw_arena_reset(arena);
    side->version_id = 0;
    enum cw_err err = cw_version_get(publisher->store, version_id, arena, &row, publisher->diag);
    if (!err) {
        err =
            cw_version_layout(publisher->store, version_id, arena, &side->layout, publisher->diag);
    }
    if (err) {
        return err;
    }
    char hex[CW_HASH_HEX + 1];
    cw_hash_hex(&row.hash, hex);
    side->version = (struct cw_report_version){.doc = *doc,
                                               .time = row.time,
                                               .hash = cw_str_dup(arena, cw_str_z(hex)),
                                               .technical = row.record == CW_RECORD_TECHNICAL,
                                               .bytes = row.bytes,
                                               .n_clauses = (uint32_t)row.n_clauses,
                                               .set_aside = {"", 0}};
    if (!side->version.hash.data) {
        return cw_publish_no_memory(publisher);
    }
    err = fill_clauses(publisher, side);
    if (!err) {
        err = cw_model_provenance(publisher, version_id, arena, &side->version);
    }
    side->version_id = err ? 0 : version_id;
    return err;
}

enum cw_err cw_sides_get(struct cw_publisher *publisher, struct cw_sides *sides, int64_t version_id,
                         const struct cw_report_doc *doc, const struct cw_side *keep,
                         struct cw_side **out)
{
    struct cw_side *other = &sides->items[keep == &sides->items[0]];
    for (size_t i = 0; i < 2; i++) {
        if (sides->items[i].version_id == version_id) {
            *out = &sides->items[i];
            return CW_OK;
        }
    }
    *out = other;
    return load(publisher, version_id, doc, other);
}
