/* Splits and merges: adjacent clauses of one side that together make one of the other.
 *
 * Decided before pairs are taken, since the largest piece alone would look like a modified clause.
 */
#include "internal.h"

#include <stdlib.h>

enum { MOST_PIECES = 64 };

static const float contained = 0.75f; /* weight of a piece that the whole must hold */
static const float least_together = 0.7f;
static const float least_gain = 0.06f; /* over the best single piece */
static const float least_added = 0.8f; /* of the other pieces' weight: new words of the whole */
static const float least_rest = 1.5f;  /* weight of the other pieces: more than a stray word */

struct part {
    uint32_t whole, piece;
    float similarity;
};

static int by_place(const void *left, const void *right)
{
    const struct part *a = left;
    const struct part *b = right;
    if (a->whole != b->whole) {
        return a->whole < b->whole ? -1 : 1;
    }
    return (a->piece > b->piece) - (a->piece < b->piece);
}

static int by_key(const void *left, const void *right)
{
    uint32_t a = ((const struct cw_feature *)left)->key;
    uint32_t b = ((const struct cw_feature *)right)->key;
    return (a > b) - (a < b);
}

/* Similarity of the whole with adjacent pieces taken together; negative when out of memory. */
static float together(struct cw_arena *arena, const struct cw_features *whole,
                      const struct cw_features *pieces, uint32_t n)
{
    struct cw_features all = {0};
    size_t total = 0;
    for (uint32_t k = 0; k < n; k++) {
        total += pieces[k].n;
    }
    all.items = cw_arena_array(arena, total, sizeof *all.items);
    if (!all.items) {
        return -1;
    }
    for (uint32_t k = 0; k < n; k++) {
        if (pieces[k].n) {
            memcpy(all.items + all.n, pieces[k].items, pieces[k].n * sizeof *all.items);
        }
        all.n += pieces[k].n;
        all.total += pieces[k].total;
    }
    if (all.n > 1) {
        qsort(all.items, all.n, sizeof *all.items, by_key);
    }
    return cw_features_similarity(whole, &all);
}

static enum cw_err add_group(struct cw_matching *m, struct cw_group group)
{
    struct cw_group *grown = cw_arena_grow(m->arena, m->groups, m->n_groups, &m->groups_capacity,
                                           m->n_groups + 1, sizeof *m->groups);
    if (!grown) {
        return CW_ENOMEM;
    }
    m->groups = grown;
    m->groups[m->n_groups++] = group;
    for (uint32_t k = 0; k < group.n_a; k++) {
        m->a.match[group.a + k] = group.b;
        m->similarity[group.a + k] = group.similarity;
    }
    for (uint32_t k = 0; k < group.n_b; k++) {
        m->b.match[group.b + k] = group.a;
    }
    return CW_OK;
}

/* A run of parts with one whole and adjacent pieces. many_in_a: the pieces are clauses of A. */
static enum cw_err try_run(struct cw_matching *m, const struct part *run, uint32_t n,
                           bool many_in_a)
{
    struct cw_match_side *many = many_in_a ? &m->a : &m->b;
    struct cw_match_side *one = many_in_a ? &m->b : &m->a;
    if (n < 2 || one->match[run->whole] != CW_NONE) {
        return CW_OK;
    }
    const struct part *best = run;
    float weight = 0;
    for (uint32_t k = 0; k < n; k++) {
        if (many->match[run[k].piece] != CW_NONE) {
            return CW_OK;
        }
        best = run[k].similarity > best->similarity ? &run[k] : best;
        weight += many->features[run[k].piece].total;
    }
    const struct cw_features *whole = &one->features[run->whole];
    float similarity = together(m->arena, whole, &many->features[run->piece], n);
    if (similarity < 0) {
        return CW_ENOMEM;
    }
    /* A short piece adds little to a long one: then its words must be words that the whole has
     * beyond those of the long one. */
    float of_best = many->features[best->piece].total;
    float added =
        (similarity * (whole->total + weight) - best->similarity * (whole->total + of_best)) / 2;
    bool adds = weight - of_best >= least_rest && added >= least_added * (weight - of_best);
    if (similarity < least_together || (similarity < best->similarity + least_gain && !adds)) {
        return CW_OK;
    }
    struct cw_group group = {run->piece, n, run->whole, 1, similarity};
    if (!many_in_a) {
        group = (struct cw_group){run->whole, 1, run->piece, n, similarity};
    }
    return add_group(m, group);
}

static enum cw_err try_direction(struct cw_matching *m, const struct cw_candidate *candidates,
                                 size_t n, bool many_in_a)
{
    struct part *parts = cw_arena_array(m->arena, n, sizeof *parts);
    if (!parts) {
        return CW_ENOMEM;
    }
    size_t n_parts = 0;
    for (size_t k = 0; k < n; k++) {
        const struct cw_features *of_a = &m->a.features[candidates[k].a];
        const struct cw_features *of_b = &m->b.features[candidates[k].b];
        float common = candidates[k].similarity * (of_a->total + of_b->total) / 2;
        if (common >= contained * (many_in_a ? of_a->total : of_b->total)) {
            parts[n_parts++] = (struct part){many_in_a ? candidates[k].b : candidates[k].a,
                                             many_in_a ? candidates[k].a : candidates[k].b,
                                             candidates[k].similarity};
        }
    }
    if (n_parts > 1) {
        qsort(parts, n_parts, sizeof *parts, by_place);
    }
    for (size_t from = 0; from < n_parts;) {
        uint32_t length = 1;
        while (from + length < n_parts && length < MOST_PIECES &&
               parts[from + length].whole == parts[from].whole &&
               parts[from + length].piece == parts[from].piece + length) {
            length++;
        }
        enum cw_err err = try_run(m, &parts[from], length, many_in_a);
        if (err) {
            return err;
        }
        from += length;
    }
    return CW_OK;
}

enum cw_err cw_match_pieces(struct cw_matching *m, const struct cw_candidate *candidates, size_t n)
{
    if (n < 2) {
        return CW_OK;
    }
    enum cw_err err = try_direction(m, candidates, n, true);
    return err ? err : try_direction(m, candidates, n, false);
}
