/* Clauses that the translation has in another order: neighbours that changed places, and clauses
 * left over on both sides that belong together. */
#include "internal.h"

#include <math.h>
#include <stdlib.h>

enum {
    REACH = 4,         /* links apart that may have changed places */
    MOST_PAIRS = 40000 /* of clauses left over; beyond, only those nearest by share of the way */
};

static const float cost_of_crossing = 5;
static const float cost_of_moving = 1.5f;
static const float cost_of_taking = 5;

static bool single(const struct cw_chain_link *link)
{
    return link->n_source == 1 && link->n_target == 1;
}

/* Two that fit this well have their own counterparts. */
static bool may_cross(const struct cw_chain_link *x, const struct cw_chain_link *y)
{
    static const float fits_well = 14;
    return single(x) && single(y) && !x->moved && !y->moved &&
           (x->score < fits_well || y->score < fits_well);
}

/* What is won when two links change partners. */
static float crossing_gain(const struct cw_aligning *a, const struct cw_chain_link *x,
                           const struct cw_chain_link *y)
{
    return cw_align_score(a, x->source, y->target) + cw_align_score(a, y->source, x->target) -
           x->score - y->score - cost_of_crossing;
}

static void cross(struct cw_aligning *a, struct cw_chain_link *x, struct cw_chain_link *y)
{
    uint32_t target = x->target;
    x->target = y->target;
    y->target = target;
    x->score = cw_align_score(a, x->source, x->target);
    y->score = cw_align_score(a, y->source, y->target);
    x->moved = true;
    y->moved = true;
}

static void cross_neighbours(struct cw_aligning *a)
{
    for (size_t k = 0; k < a->n_links; k++) {
        size_t best = 0;
        float most = 0;
        for (size_t l = k + 1; l < a->n_links && l <= k + REACH; l++) {
            if (may_cross(&a->links[k], &a->links[l])) {
                float gain = crossing_gain(a, &a->links[k], &a->links[l]);
                if (gain > most) {
                    most = gain;
                    best = l;
                }
            }
        }
        if (best > 0) {
            cross(a, &a->links[k], &a->links[best]);
        }
    }
}

/* ---- Left over on both sides --------------------------------------------------------------------
 */

struct left {
    uint32_t *source, *target;
    uint32_t n_source, n_target;
};

static enum cw_err find_left(struct cw_aligning *a, struct left *left)
{
    bool *source = cw_arena_array(a->arena, a->source.n, sizeof *source);
    bool *target = cw_arena_array(a->arena, a->target.n, sizeof *target);
    left->source = cw_arena_array(a->arena, a->source.n, sizeof *left->source);
    left->target = cw_arena_array(a->arena, a->target.n, sizeof *left->target);
    if (!source || !target || !left->source || !left->target) {
        return CW_ENOMEM;
    }
    for (size_t k = 0; k < a->n_links; k++) {
        memset(source + a->links[k].source, 1, a->links[k].n_source);
        memset(target + a->links[k].target, 1, a->links[k].n_target);
    }
    for (uint32_t i = 0; i < a->source.n; i++) {
        if (!source[i]) {
            left->source[left->n_source++] = i;
        }
    }
    for (uint32_t j = 0; j < a->target.n; j++) {
        if (!target[j]) {
            left->target[left->n_target++] = j;
        }
    }
    return CW_OK;
}

/* A clause left over may fit a neighbour's counterpart far better than the neighbour, whose own is
 * missing: "26 August 2015" beside a heading that was left out. */
static void take_over(struct cw_aligning *a, struct left *left, uint32_t first,
                      struct cw_chain_link *link)
{
    float most = link->score + cost_of_taking;
    uint32_t best = CW_NONE;
    for (uint32_t k = first; k < left->n_source && left->source[k] <= link->source + REACH; k++) {
        float score = cw_align_score(a, left->source[k], link->target);
        if (score > most) {
            most = score;
            best = k;
        }
    }
    if (best != CW_NONE) {
        uint32_t source = left->source[best];
        left->source[best] = link->source; /* within reach: nearly in order is order enough */
        link->source = source;
        link->score = most;
        link->moved = true;
    }
}

static enum cw_err take_over_neighbours(struct cw_aligning *a)
{
    struct left left = {0};
    enum cw_err err = find_left(a, &left);
    uint32_t first = 0;
    for (size_t k = 0; !err && k < a->n_links; k++) {
        struct cw_chain_link *link = &a->links[k];
        while (first < left.n_source && left.source[first] + REACH < link->source) {
            first++;
        }
        if (single(link) && !link->moved) {
            take_over(a, &left, first, link);
        }
    }
    return err;
}

struct candidate {
    float score;
    uint32_t source, target;
};

static int by_score(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    if (x->score != y->score) {
        return x->score < y->score ? 1 : -1;
    }
    return x->source != y->source ? (x->source > y->source) - (x->source < y->source)
                                  : (x->target > y->target) - (x->target < y->target);
}

/* The range of left-over targets to try for the k-th left-over source. */
static void range_for(const struct left *left, uint32_t k, uint32_t *from, uint32_t *to)
{
    *from = 0;
    *to = left->n_target;
    if ((uint64_t)left->n_source * left->n_target <= MOST_PAIRS) {
        return;
    }
    uint32_t width = MOST_PAIRS / left->n_source + 1;
    uint32_t middle = (uint32_t)((uint64_t)k * left->n_target / left->n_source);
    *from = middle > width / 2 ? middle - width / 2 : 0;
    *to = *from + width < left->n_target ? *from + width : left->n_target;
}

static enum cw_err find_candidates(struct cw_aligning *a, const struct left *left,
                                   struct candidate **out, size_t *n)
{
    size_t capacity = 0;
    double pairs = (double)left->n_source * left->n_target;
    float least = cost_of_moving + 0.5f * logf((float)(pairs < 1e6 ? pairs : 1e6));
    for (uint32_t k = 0; k < left->n_source; k++) {
        uint32_t from;
        uint32_t to;
        range_for(left, k, &from, &to);
        a->coarse |= to - from < left->n_target;
        for (uint32_t l = from; l < to; l++) {
            float score = cw_align_score(a, left->source[k], left->target[l]);
            if (score <= least) {
                continue;
            }
            struct candidate *grown =
                cw_arena_grow(a->arena, *out, *n, &capacity, *n + 1, sizeof **out);
            if (!grown) {
                return CW_ENOMEM;
            }
            *out = grown;
            (*out)[(*n)++] = (struct candidate){score, left->source[k], left->target[l]};
        }
    }
    return CW_OK;
}

static enum cw_err join_left(struct cw_aligning *a)
{
    struct left left = {0};
    enum cw_err err = find_left(a, &left);
    if (err || left.n_source == 0 || left.n_target == 0) {
        return err;
    }
    struct candidate *candidates = NULL;
    size_t n = 0;
    err = find_candidates(a, &left, &candidates, &n);
    if (err || n == 0) {
        return err;
    }
    qsort(candidates, n, sizeof *candidates, by_score);
    bool *source = cw_arena_array(a->arena, a->source.n, sizeof *source);
    bool *target = cw_arena_array(a->arena, a->target.n, sizeof *target);
    size_t most = a->n_links + (left.n_source < left.n_target ? left.n_source : left.n_target);
    struct cw_chain_link *links = cw_arena_array(a->arena, most, sizeof *links);
    if (!source || !target || !links) {
        return CW_ENOMEM;
    }
    if (a->n_links > 0) {
        memcpy(links, a->links, a->n_links * sizeof *links);
    }
    a->links = links;
    for (size_t k = 0; k < n; k++) {
        const struct candidate *c = &candidates[k];
        if (!source[c->source] && !target[c->target]) {
            source[c->source] = true;
            target[c->target] = true;
            a->links[a->n_links++] =
                (struct cw_chain_link){c->source, 1, c->target, 1, c->score, true};
        }
    }
    return CW_OK;
}

enum cw_err cw_align_moves(struct cw_aligning *a)
{
    cross_neighbours(a);
    enum cw_err err = take_over_neighbours(a);
    return err ? err : join_left(a);
}
