/* Sums of counts, and the wire form of an analysis. */
#include "analysis.h"

#include "arena.h"

void cw_counts_add(struct cw_counts *sum, const struct cw_counts *more)
{
    for (size_t i = 0; i < CW_N_COUNTS; i++) {
        if (__builtin_add_overflow(sum->n[i], more->n[i], &sum->n[i])) {
            sum->n[i] = UINT32_MAX;
        }
    }
}

void cw_analysis_put(struct cw_buf *out, const struct cw_analysis *analysis)
{
    cw_wire_put_str(out, analysis->lang);
    cw_wire_put_str(out, analysis->script);
    cw_wire_put_uint(out, (uint64_t)(analysis->confidence * 1000 + 0.5));
    for (size_t i = 0; i < CW_N_COUNTS; i++) {
        cw_wire_put_uint(out, analysis->counts.n[i]);
    }
    cw_wire_put_uint(out, analysis->longest_sentence);
    cw_wire_put_uint(out, analysis->n_matches);
    for (size_t i = 0; i < analysis->n_matches; i++) {
        const struct cw_match *match = &analysis->matches[i];
        cw_wire_put_str(out, match->id);
        cw_wire_put_str(out, match->term);
        cw_wire_put_uint(out, match->start);
        cw_wire_put_uint(out, match->end - match->start);
    }
}

static bool get_str(struct cw_reader *in, struct cw_arena *arena, struct cw_str *out)
{
    *out = cw_str_dup(arena, cw_wire_str(in));
    return out->data != NULL;
}

static bool get_matches(struct cw_reader *in, struct cw_arena *arena, struct cw_analysis *analysis)
{
    size_t n = cw_wire_count(in, 4);
    analysis->matches = cw_arena_array(arena, n, sizeof *analysis->matches);
    if (!analysis->matches) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        struct cw_match *match = &analysis->matches[i];
        if (!get_str(in, arena, &match->id) || !get_str(in, arena, &match->term)) {
            return false;
        }
        match->start = (uint32_t)cw_wire_uint_max(in, INT32_MAX);
        match->end = match->start + (uint32_t)cw_wire_uint_max(in, INT32_MAX);
    }
    analysis->n_matches = n;
    return !in->failed;
}

bool cw_analysis_get(struct cw_reader *in, struct cw_arena *arena, struct cw_analysis *analysis)
{
    *analysis = (struct cw_analysis){0};
    if (!get_str(in, arena, &analysis->lang) || !get_str(in, arena, &analysis->script)) {
        return false;
    }
    analysis->confidence = (double)cw_wire_uint_max(in, 1000) / 1000;
    for (size_t i = 0; i < CW_N_COUNTS; i++) {
        analysis->counts.n[i] = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    }
    analysis->longest_sentence = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    return get_matches(in, arena, analysis);
}
