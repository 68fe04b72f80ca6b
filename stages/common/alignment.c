/* The wire form of an alignment. The parent that reads it trusts neither the worker nor the store:
 * every index is checked against the clauses of its side. */
#include "alignment.h"

#include <math.h>

#include "arena.h"

const char *cw_gap_kind_name(enum cw_gap_kind kind)
{
    static const char *const names[CW_GAP_KINDS] = {"missing", "untranslated", "added",
                                                    "numbers-differ"};
    return kind < CW_GAP_KINDS ? names[kind] : "";
}

static void put_indices(struct cw_buf *out, const uint32_t *indices, size_t n)
{
    cw_wire_put_uint(out, n);
    uint32_t before = 0;
    for (size_t i = 0; i < n; i++) {
        cw_wire_put_uint(out, indices[i] - before);
        before = indices[i];
    }
}

static void put_score(struct cw_buf *out, float score)
{
    cw_wire_put_uint(out, (uint64_t)(fmin(fmax((double)score, 0), 1) * 1000 + 0.5));
}

void cw_alignment_put(struct cw_buf *out, const struct cw_alignment *alignment)
{
    cw_wire_put_double(out, alignment->coverage);
    cw_wire_put_uint(out, alignment->notes);
    for (size_t i = 0; i < CW_GAP_KINDS; i++) {
        cw_wire_put_uint(out, alignment->count[i]);
    }
    cw_wire_put_uint(out, alignment->n_links);
    for (size_t i = 0; i < alignment->n_links; i++) {
        const struct cw_align_link *link = &alignment->links[i];
        put_indices(out, link->source, link->n_source);
        put_indices(out, link->target, link->n_target);
        put_score(out, link->score);
        cw_wire_put_uint(out, link->moved);
    }
    cw_wire_put_uint(out, alignment->n_gaps);
    for (size_t i = 0; i < alignment->n_gaps; i++) {
        const struct cw_align_gap *gap = &alignment->gaps[i];
        cw_wire_put_uint(out, (uint64_t)gap->kind << 1 | (uint64_t)gap->partly);
        put_indices(out, gap->source, gap->n_source);
        put_indices(out, gap->target, gap->n_target);
        cw_wire_put_str(out, gap->lang);
        put_score(out, gap->score);
        cw_wire_put_str(out, gap->source_value);
        cw_wire_put_str(out, gap->target_value);
    }
}

/* The clauses of one side that a link or gap names. */
struct side {
    uint32_t *indices;
    size_t n;
};

static bool get_side(struct cw_reader *in, struct cw_arena *arena, size_t n_clauses,
                     struct side *side)
{
    side->n = cw_wire_count(in, 1);
    side->indices = cw_arena_array(arena, side->n, sizeof *side->indices);
    if (!side->indices) {
        return false;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < side->n; i++) {
        uint64_t step = cw_wire_uint_max(in, UINT32_MAX);
        value += step;
        if (value >= n_clauses || (i && !step)) {
            return false;
        }
        side->indices[i] = (uint32_t)value;
    }
    return true;
}

static bool get_sides(struct cw_reader *in, struct cw_arena *arena, size_t n_source_clauses,
                      size_t n_target_clauses, struct side *source, struct side *target)
{
    return get_side(in, arena, n_source_clauses, source) &&
           get_side(in, arena, n_target_clauses, target);
}

static bool get_link(struct cw_reader *in, struct cw_arena *arena, size_t n_source_clauses,
                     size_t n_target_clauses, struct cw_align_link *link)
{
    struct side source;
    struct side target;
    if (!get_sides(in, arena, n_source_clauses, n_target_clauses, &source, &target)) {
        return false;
    }
    *link = (struct cw_align_link){.source = source.indices,
                                   .n_source = source.n,
                                   .target = target.indices,
                                   .n_target = target.n};
    link->score = (float)cw_wire_uint_max(in, 1000) / 1000;
    link->moved = cw_wire_uint_max(in, 1);
    return source.n && target.n && !in->failed;
}

static bool get_gap(struct cw_reader *in, struct cw_arena *arena, size_t n_source_clauses,
                    size_t n_target_clauses, struct cw_align_gap *gap)
{
    struct side source;
    struct side target;
    uint64_t head = cw_wire_uint_max(in, CW_GAP_KINDS * 2 - 1);
    if (!get_sides(in, arena, n_source_clauses, n_target_clauses, &source, &target)) {
        return false;
    }
    *gap = (struct cw_align_gap){.kind = (enum cw_gap_kind)(head >> 1),
                                 .partly = head & 1,
                                 .source = source.indices,
                                 .n_source = source.n,
                                 .target = target.indices,
                                 .n_target = target.n};
    gap->lang = cw_str_dup(arena, cw_wire_str(in));
    gap->score = (float)cw_wire_uint_max(in, 1000) / 1000;
    gap->source_value = cw_str_dup(arena, cw_wire_str(in));
    gap->target_value = cw_str_dup(arena, cw_wire_str(in));
    bool has_source = gap->kind != CW_GAP_ADDED;
    bool has_target = gap->kind != CW_GAP_MISSING;
    return gap->lang.data && gap->source_value.data && gap->target_value.data &&
           (source.n > 0) == has_source && (target.n > 0) == has_target && !in->failed;
}

bool cw_alignment_get(struct cw_reader *in, struct cw_arena *arena, size_t n_source_clauses,
                      size_t n_target_clauses, struct cw_alignment *alignment)
{
    *alignment = (struct cw_alignment){.coverage = cw_wire_double(in)};
    alignment->notes = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    for (size_t i = 0; i < CW_GAP_KINDS; i++) {
        alignment->count[i] = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    }
    alignment->n_links = cw_wire_count(in, 6);
    alignment->links = cw_arena_array(arena, alignment->n_links, sizeof *alignment->links);
    for (size_t i = 0; alignment->links && i < alignment->n_links; i++) {
        if (!get_link(in, arena, n_source_clauses, n_target_clauses, &alignment->links[i])) {
            return false;
        }
    }
    alignment->n_gaps = cw_wire_count(in, 7);
    alignment->gaps = cw_arena_array(arena, alignment->n_gaps, sizeof *alignment->gaps);
    for (size_t i = 0; alignment->gaps && i < alignment->n_gaps; i++) {
        if (!get_gap(in, arena, n_source_clauses, n_target_clauses, &alignment->gaps[i])) {
            return false;
        }
    }
    return alignment->links && alignment->gaps && !in->failed;
}
