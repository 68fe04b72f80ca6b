/* Links and what is left over -> the result that others read. */
#include "internal.h"

#include <math.h>
#include <stdlib.h>

static uint32_t *run_of(struct cw_arena *arena, uint32_t first, uint32_t n)
{
    uint32_t *out = cw_arena_array(arena, n, sizeof *out);
    for (uint32_t k = 0; out && k < n; k++) {
        out[k] = first + k;
    }
    return out;
}

static float sureness(float score)
{
    return 1 / (1 + expf(-score / 3));
}

static int by_place(const void *a, const void *b)
{
    const struct cw_chain_link *x = a;
    const struct cw_chain_link *y = b;
    return (x->target > y->target) - (x->target < y->target);
}

static int by_gap_place(const void *a, const void *b)
{
    const struct cw_align_gap *x = a;
    const struct cw_align_gap *y = b;
    uint32_t x_source = x->n_source ? x->source[0] : UINT32_MAX;
    uint32_t y_source = y->n_source ? y->source[0] : UINT32_MAX;
    if (x_source != y_source) {
        return x_source < y_source ? -1 : 1;
    }
    uint32_t x_target = x->n_target ? x->target[0] : UINT32_MAX;
    uint32_t y_target = y->n_target ? y->target[0] : UINT32_MAX;
    if (x_target != y_target) {
        return x_target < y_target ? -1 : 1;
    }
    return (int)x->kind - (int)y->kind;
}

struct emitter {
    struct cw_aligning *a;
    struct cw_alignment *out;
    size_t gaps_capacity;
    bool *source_linked, *target_linked;
    double mass, translated; /* of the original */
};

static enum cw_err add_gap(struct emitter *e, struct cw_align_gap gap)
{
    struct cw_alignment *out = e->out;
    struct cw_align_gap *grown = cw_arena_grow(e->a->arena, out->gaps, out->n_gaps,
                                               &e->gaps_capacity, out->n_gaps + 1, sizeof gap);
    if (!grown) {
        return CW_ENOMEM;
    }
    gap.source_value = gap.source_value.data ? gap.source_value : cw_str_z("");
    gap.target_value = gap.target_value.data ? gap.target_value : cw_str_z("");
    out->gaps = grown;
    out->gaps[out->n_gaps++] = gap;
    return CW_OK;
}

static enum cw_err emit_numbers(struct emitter *e, const struct cw_chain_link *chain,
                                const struct cw_align_link *link)
{
    struct cw_value_pair *pairs = NULL;
    size_t n;
    enum cw_err err = cw_align_numbers(e->a, chain, &pairs, &n);
    for (size_t k = 0; !err && k < n; k++) {
        e->out->count[CW_GAP_NUMBERS]++;
        err = add_gap(e, (struct cw_align_gap){.kind = CW_GAP_NUMBERS,
                                               .source = link->source,
                                               .n_source = link->n_source,
                                               .target = link->target,
                                               .n_target = link->n_target,
                                               .lang = e->a->target_side->lang,
                                               .score = link->score,
                                               .source_value = pairs[k].source,
                                               .target_value = pairs[k].target});
    }
    return err;
}

static enum cw_err emit_link(struct emitter *e, const struct cw_chain_link *chain)
{
    struct cw_aligning *a = e->a;
    struct cw_align_link *link = &e->out->links[e->out->n_links++];
    *link = (struct cw_align_link){.n_source = chain->n_source,
                                   .n_target = chain->n_target,
                                   .score = sureness(chain->score),
                                   .moved = chain->moved};
    link->source = run_of(a->arena, chain->source, chain->n_source);
    link->target = run_of(a->arena, chain->target, chain->n_target);
    if (!link->source || !link->target) {
        return CW_ENOMEM;
    }
    memset(e->source_linked + chain->source, 1, chain->n_source);
    memset(e->target_linked + chain->target, 1, chain->n_target);
    float share;
    struct cw_str lang;
    enum cw_err err = cw_align_untranslated(a, chain, &share, &lang);
    for (uint32_t i = 0; i < chain->n_source; i++) {
        e->translated += (double)a->source.items[chain->source + i].mass * (1 - (double)share);
    }
    if (!err && share <= 0) {
        return emit_numbers(e, chain, link);
    }
    if (err) {
        return err;
    }
    e->out->count[CW_GAP_UNTRANSLATED] += chain->n_source;
    return add_gap(e, (struct cw_align_gap){.kind = CW_GAP_UNTRANSLATED,
                                            .source = link->source,
                                            .n_source = link->n_source,
                                            .target = link->target,
                                            .n_target = link->n_target,
                                            .lang = lang,
                                            .score = share,
                                            .partly = share < 1});
}

static enum cw_err emit_left(struct emitter *e)
{
    struct cw_aligning *a = e->a;
    enum cw_err err = CW_OK;
    for (uint32_t i = 0; !err && i < a->source.n; i++) {
        e->mass += (double)a->source.items[i].mass;
        if (!e->source_linked[i]) {
            uint32_t *index = run_of(a->arena, i, 1);
            e->out->count[CW_GAP_MISSING]++;
            err = !index ? CW_ENOMEM
                         : add_gap(e, (struct cw_align_gap){.kind = CW_GAP_MISSING,
                                                            .source = index,
                                                            .n_source = 1,
                                                            .lang = a->source_side->lang,
                                                            .score = 1});
        }
    }
    for (uint32_t j = 0; !err && j < a->target.n; j++) {
        if (!e->target_linked[j]) {
            uint32_t *index = run_of(a->arena, j, 1);
            struct cw_str lang =
                a->target_side->analyses ? a->target_side->analyses[j].lang : a->target_side->lang;
            e->out->count[CW_GAP_ADDED]++;
            err = !index ? CW_ENOMEM
                         : add_gap(e, (struct cw_align_gap){.kind = CW_GAP_ADDED,
                                                            .target = index,
                                                            .n_target = 1,
                                                            .lang = lang,
                                                            .score = 1});
        }
    }
    return err;
}

enum cw_err cw_align_emit(struct cw_aligning *a, struct cw_alignment *out)
{
    struct emitter e = {.a = a, .out = out};
    e.source_linked = cw_arena_array(a->arena, a->source.n, sizeof *e.source_linked);
    e.target_linked = cw_arena_array(a->arena, a->target.n, sizeof *e.target_linked);
    out->links = cw_arena_array(a->arena, a->n_links, sizeof *out->links);
    if (!e.source_linked || !e.target_linked || !out->links) {
        return CW_ENOMEM;
    }
    qsort(a->links, a->n_links, sizeof *a->links, by_place);
    for (size_t k = 0; k < a->n_links; k++) {
        enum cw_err err = emit_link(&e, &a->links[k]);
        if (err) {
            return err;
        }
    }
    enum cw_err err = emit_left(&e);
    if (out->n_gaps > 0) {
        qsort(out->gaps, out->n_gaps, sizeof *out->gaps, by_gap_place);
    }
    out->coverage = e.mass > 0 ? e.translated / e.mass : NAN;
    return err;
}
