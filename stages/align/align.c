/* Align: profiles of both sides, a first chain of links, what it teaches, the final chain, clauses
 * out of order, gaps. */
#include "internal.h"

#include <math.h>
#include <stdlib.h>

static const double first_variance = 0.15;

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of a side's clause lengths: robust against what is missing on the other. */
static double median_mass(struct cw_arena *arena, const struct cw_profiles *side)
{
    double *masses = cw_arena_array(arena, side->n + 1, sizeof *masses);
    if (!masses || side->n == 0) {
        return 1;
    }
    for (uint32_t i = 0; i < side->n; i++) {
        masses[i] = (double)side->items[i].mass + 1;
    }
    qsort(masses, side->n, sizeof *masses, by_value);
    return masses[side->n / 2];
}

static double sum_mass(const struct cw_profiles *side)
{
    double sum = 1;
    for (uint32_t i = 0; i < side->n; i++) {
        sum += (double)side->items[i].mass;
    }
    return sum;
}

static double clamped(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

static void guess_ratio(struct cw_aligning *a)
{
    double by_median = median_mass(a->arena, &a->target) / median_mass(a->arena, &a->source);
    double by_sum = sum_mass(&a->target) / sum_mass(&a->source);
    a->ratio = clamped(sqrt(by_median * by_sum), 0.15, 6);
    a->variance = first_variance;
}

/* The pair's own ratio, and how much it varies, from clauses that are linked and long enough. */
static enum cw_err measure_ratio(struct cw_aligning *a)
{
    enum { LONG = 30, ENOUGH = 6 };
    double *logs = cw_arena_array(a->arena, a->n_links + 1, sizeof *logs);
    if (!logs) {
        return CW_ENOMEM;
    }
    size_t n = 0;
    for (size_t k = 0; k < a->n_links; k++) {
        const struct cw_chain_link *link = &a->links[k];
        float source = a->source.items[link->source].mass;
        float target = a->target.items[link->target].mass;
        if (link->n_source == 1 && link->n_target == 1 && source >= LONG && link->score > 0) {
            logs[n++] = log(((double)target + 1) / ((double)source + 1));
        }
    }
    if (n < ENOUGH) {
        return CW_OK;
    }
    qsort(logs, n, sizeof *logs, by_value);
    double middle = logs[n / 2];
    a->ratio = clamped(exp(middle), 0.15, 6);
    for (size_t k = 0; k < n; k++) {
        logs[k] = fabs(logs[k] - middle);
    }
    qsort(logs, n, sizeof *logs, by_value);
    double deviation = 1.4826 * logs[n / 2]; /* as of a normal distribution */
    a->variance = clamped(deviation * deviation * 1.3, 0.01, 0.2);
    return CW_OK;
}

/* See kind_score. */
static enum cw_err weigh_kinds(struct cw_aligning *a)
{
    enum { CODES = CW_KINDS * 8 };
    a->kind_weight = cw_arena_array(a->arena, CODES, sizeof *a->kind_weight);
    if (!a->kind_weight) {
        return CW_ENOMEM;
    }
    for (uint32_t j = 0; j < a->target.n; j++) {
        a->kind_weight[a->target.items[j].kind] += 1;
    }
    for (size_t k = 0; k < CODES; k++) {
        float share = (a->kind_weight[k] + 1) / (float)(a->target.n + 1);
        a->kind_weight[k] = clamped(log(0.95 / (double)share), 0, 2.5) > 0
                                ? (float)clamped(log(0.95 / (double)share), 0, 2.5)
                                : 0;
    }
    return CW_OK;
}

static uint32_t notes_of(const struct cw_aligning *a, const struct cw_alignment *out)
{
    uint32_t notes = 0;
    notes |= a->source_side->has_pack ? 0 : CW_ALIGN_NO_SOURCE_PACK;
    notes |= a->target_side->has_pack ? 0 : CW_ALIGN_NO_TARGET_PACK;
    notes |= a->target_side->zawgyi ? CW_ALIGN_ZAWGYI : 0;
    notes |= a->coarse ? CW_ALIGN_COARSE : 0;
    uint32_t linked = 0;
    for (size_t k = 0; k < out->n_links; k++) {
        linked += (uint32_t)out->links[k].n_source;
    }
    bool copy = linked > 0 && out->count[CW_GAP_UNTRANSLATED] * 10 >= linked * 9;
    return notes | (copy ? CW_ALIGN_SAME_LANGUAGE : 0);
}

static enum cw_err find_links(struct cw_aligning *a)
{
    cw_align_prepare_lengths(a);
    enum cw_err err = cw_align_path(a);
    if (!err) {
        err = measure_ratio(a);
        cw_align_prepare_lengths(a);
    }
    struct cw_lexis *lexis = NULL;
    if (!err) {
        err = cw_lexis_learn(a, &lexis);
    }
    if (err) {
        return err;
    }
    a->lexis = lexis;
    err = cw_align_path(a);
    return err ? err : cw_align_moves(a);
}

enum cw_err cw_align(struct cw_arena *arena, struct cw_breaker *breaker,
                     const struct cw_align_side *source, const struct cw_align_side *target,
                     const struct cw_align_identify *identify, const struct cw_align_values *values,
                     struct cw_alignment *out)
{
    *out = (struct cw_alignment){.coverage = NAN};
    if (source->clauses->n > INT32_MAX || target->clauses->n > INT32_MAX) {
        return CW_ELIMIT;
    }
    struct cw_aligning a = {.arena = arena,
                            .breaker = breaker,
                            .identify = identify,
                            .values = values,
                            .source_side = source,
                            .target_side = target};
    enum cw_err err = cw_align_profiles(&a);
    if (!err) {
        err = weigh_kinds(&a);
    }
    if (!err) {
        guess_ratio(&a);
        err = find_links(&a);
    }
    if (!err) {
        err = cw_align_emit(&a, out);
    }
    out->notes = notes_of(&a, out);
    return err;
}
