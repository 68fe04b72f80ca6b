/* Links of a clause: their hash, and their wire form. */
#include "clause.h"

#include "arena.h"

bool cw_links_hash(struct cw_arena *arena, struct cw_clause *clause)
{
    clause->links_hash = (struct cw_hash){{0}};
    if (!clause->n_links) {
        return true;
    }
    struct cw_str *targets = cw_arena_array(arena, clause->n_links, sizeof *targets);
    if (!targets) {
        return false;
    }
    for (size_t i = 0; i < clause->n_links; i++) {
        targets[i] = clause->links[i].target;
    }
    clause->links_hash = cw_hash_parts(targets, clause->n_links);
    return true;
}

void cw_links_put(struct cw_buf *out, const struct cw_link *links, size_t n)
{
    cw_wire_put_uint(out, n);
    for (size_t i = 0; i < n; i++) {
        cw_wire_put_uint(out, links[i].start);
        cw_wire_put_uint(out, links[i].end);
        cw_wire_put_str(out, links[i].target);
    }
}

bool cw_links_get(struct cw_reader *in, struct cw_arena *arena, struct cw_clause *clause)
{
    size_t n = cw_wire_count(in, 3);
    clause->links = cw_arena_array(arena, n, sizeof *clause->links);
    if (!clause->links) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        clause->links[i].start = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
        clause->links[i].end = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
        clause->links[i].target = cw_str_dup(arena, cw_wire_str(in));
        if (!clause->links[i].target.data) {
            return false;
        }
    }
    clause->n_links = n;
    return !in->failed && cw_links_hash(arena, clause);
}
