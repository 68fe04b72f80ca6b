/* Which unmatched clauses belong together.
 *
 * Candidates come from the same gap between clauses that stayed, and, across the document, from an
 * index of rare words; each clause has a bounded number of them, so the work grows with the text
 * and not with its square. Then the best go first. */
#include "internal.h"

#include <stdlib.h>

enum {
    GAP_CELLS = 2500,   /* a gap up to this many pairs is tried in full */
    NEAR = 6,           /* in a larger one, this many to each side of the same place */
    MOST_POSTINGS = 16, /* a word in more clauses of a side is no hint */
    MOST_RANKED = 6,    /* candidates a clause from the index */
    MOST_BITS = 16      /* of a key that lead to its place in the index */
};

static const size_t most_candidates = 200000;

/* Least similarity by place. */
static const float in_gap = 0.38f;
static const float in_gap_alone = 0.25f; /* the only two of their gap, and of one kind */
static const float in_section = 0.5f;
static const float elsewhere = 0.6f;
static const float least_weight_elsewhere = 2.5f; /* of features; "Learn more" moves nowhere */

struct search {
    struct cw_matching *m;
    struct cw_feature *postings; /* of B, by key then clause */
    size_t n_postings;
    uint32_t *starts; /* in postings, by the first bits of a key */
    unsigned shift;   /* away with the other bits */
    float *score;     /* by clause of B; zero between clauses of A */
    uint32_t *touched;
    uint32_t n_touched;
    struct cw_candidate *out;
    size_t n, capacity;
    uint32_t *gap_a, *gap_b; /* unmatched clauses in order, by side */
    uint32_t n_a, n_b;
};

static bool same_section(const struct cw_matching *m, uint32_t a, uint32_t b)
{
    uint32_t of_a = m->a.section[a];
    uint32_t of_b = m->b.section[b];
    if (of_a == CW_NONE || of_b == CW_NONE) {
        return of_a == of_b;
    }
    return m->a.match[of_a] == of_b;
}

/* What speaks for a pair beyond its words; decides between pairs as alike. */
static float bonus(const struct cw_matching *m, uint32_t a, uint32_t b)
{
    const struct cw_clause *clause_a = &m->a.clauses[a];
    const struct cw_clause *clause_b = &m->b.clauses[b];
    float sum = 0;
    sum += m->a.gap[a] == m->b.gap[b] ? 0.10f : 0;
    sum += same_section(m, a, b) ? 0.04f : 0;
    sum += clause_a->kind == clause_b->kind ? 0.04f : 0;
    sum += clause_a->number.len && cw_str_eq(clause_a->number, clause_b->number) ? 0.04f : 0;
    return sum;
}

static bool good_enough(const struct cw_matching *m, uint32_t a, uint32_t b, float similarity,
                        bool alone)
{
    if (m->a.gap[a] == m->b.gap[b]) {
        bool lenient = alone && m->a.clauses[a].kind == m->b.clauses[b].kind;
        return similarity >= (lenient ? in_gap_alone : in_gap);
    }
    float weight_a = m->a.features[a].total;
    float weight_b = m->b.features[b].total;
    if ((weight_a < weight_b ? weight_a : weight_b) < least_weight_elsewhere) {
        return false;
    }
    return similarity >= (same_section(m, a, b) ? in_section : elsewhere);
}

static enum cw_err consider(struct search *s, uint32_t a, uint32_t b, float nearness, bool alone)
{
    struct cw_matching *m = s->m;
    const struct cw_features *of_a = &m->a.features[a];
    const struct cw_features *of_b = &m->b.features[b];
    float similarity = cw_features_similarity(of_a, of_b);
    /* A piece of the other side's clause is kept too: splits and merges look for it. */
    float least = of_a->total < of_b->total ? of_a->total : of_b->total;
    bool piece = least > 0 && similarity * (of_a->total + of_b->total) >= 1.5f * least;
    bool good = good_enough(m, a, b, similarity, alone);
    if (!good && !piece) {
        return CW_OK;
    }
    if (s->n >= most_candidates) {
        m->coarse = true;
        return CW_OK;
    }
    struct cw_candidate *grown =
        cw_arena_grow(m->arena, s->out, s->n, &s->capacity, s->n + 1, sizeof *s->out);
    if (!grown) {
        return CW_ENOMEM;
    }
    s->out = grown;
    float score = good ? similarity + bonus(m, a, b) + nearness * 0.02f : 0;
    s->out[s->n++] = (struct cw_candidate){a, b, score, similarity};
    return CW_OK;
}

static float nearness_of(uint32_t i, uint32_t n_a, uint32_t j, uint32_t n_b)
{
    float at_a = ((float)i + 0.5f) / (float)n_a;
    float at_b = ((float)j + 0.5f) / (float)n_b;
    return 1 - (at_a > at_b ? at_a - at_b : at_b - at_a);
}

/* All pairs of a gap, or those at about the same place. */
static enum cw_err try_gap(struct search *s, uint32_t i, uint32_t n_a, uint32_t j, uint32_t n_b)
{
    bool all = (uint64_t)n_a * n_b <= GAP_CELLS;
    bool alone = n_a == 1 && n_b == 1;
    for (uint32_t k = 0; k < n_a; k++) {
        uint32_t centre = (uint32_t)((uint64_t)k * n_b / n_a);
        uint32_t from = all || centre < NEAR ? 0 : centre - NEAR;
        uint32_t end = all || centre + NEAR + 1 > n_b ? n_b : centre + NEAR + 1;
        for (uint32_t l = from; l < end; l++) {
            enum cw_err err =
                consider(s, s->gap_a[i + k], s->gap_b[j + l], nearness_of(k, n_a, l, n_b), alone);
            if (err) {
                return err;
            }
        }
    }
    return CW_OK;
}

static enum cw_err try_gaps(struct search *s)
{
    const uint32_t *gap_a = s->m->a.gap;
    const uint32_t *gap_b = s->m->b.gap;
    for (uint32_t i = 0, j = 0; i < s->n_a && j < s->n_b;) {
        uint32_t of_a = gap_a[s->gap_a[i]];
        uint32_t of_b = gap_b[s->gap_b[j]];
        if (of_a != of_b) {
            i += of_a < of_b;
            j += of_b < of_a;
            continue;
        }
        uint32_t end_a = i;
        uint32_t end_b = j;
        while (end_a < s->n_a && gap_a[s->gap_a[end_a]] == of_a) {
            end_a++;
        }
        while (end_b < s->n_b && gap_b[s->gap_b[end_b]] == of_b) {
            end_b++;
        }
        enum cw_err err = try_gap(s, i, end_a - i, j, end_b - j);
        if (err) {
            return err;
        }
        i = end_a;
        j = end_b;
    }
    return CW_OK;
}

/* As many beginnings as postings, about. */
static enum cw_err index_starts(struct search *s)
{
    unsigned bits = 1;
    while (bits < MOST_BITS && (size_t)1 << bits < s->n_postings) {
        bits++;
    }
    size_t n = (size_t)1 << bits;
    s->shift = 32 - bits;
    s->starts = cw_arena_array(s->m->arena, n + 1, sizeof *s->starts);
    if (!s->starts) {
        return CW_ENOMEM;
    }
    uint32_t p = 0;
    for (size_t k = 0; k <= n; k++) {
        while (p < s->n_postings && s->postings[p].key >> s->shift < k) {
            p++;
        }
        s->starts[k] = p;
    }
    return CW_OK;
}

static enum cw_err index_words(struct search *s)
{
    const struct cw_match_side *side = &s->m->b;
    size_t total = 0;
    for (uint32_t k = 0; k < s->n_b; k++) {
        total += side->features[s->gap_b[k]].n;
    }
    s->postings = cw_arena_array(s->m->arena, total, sizeof *s->postings);
    if (!s->postings) {
        return CW_ENOMEM;
    }
    for (uint32_t k = 0; k < s->n_b; k++) {
        const struct cw_features *features = &side->features[s->gap_b[k]];
        for (uint32_t f = 0; f < features->n; f++) {
            if (f == 0 || features->items[f].key != features->items[f - 1].key) {
                s->postings[s->n_postings++] =
                    (struct cw_feature){.key = features->items[f].key, .clause = s->gap_b[k]};
            }
        }
    }
    return cw_sort_features(s->m->arena, s->postings, s->n_postings) ? index_starts(s) : CW_ENOMEM;
}

static size_t first_posting(const struct search *s, uint32_t key)
{
    size_t low = s->starts[key >> s->shift];
    size_t high = s->starts[(key >> s->shift) + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->postings[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void vote(struct search *s, const struct cw_features *features)
{
    for (uint32_t f = 0; f < features->n; f++) {
        uint32_t key = features->items[f].key;
        if (f > 0 && features->items[f - 1].key == key) {
            continue;
        }
        size_t from = first_posting(s, key);
        if (from + MOST_POSTINGS < s->n_postings && s->postings[from + MOST_POSTINGS].key == key) {
            continue;
        }
        for (size_t p = from; p < s->n_postings && s->postings[p].key == key; p++) {
            uint32_t b = s->postings[p].clause;
            if (s->score[b] == 0) {
                s->touched[s->n_touched++] = b;
            }
            s->score[b] += features->items[f].weight;
        }
    }
}

static enum cw_err try_index(struct search *s, uint32_t a)
{
    s->n_touched = 0;
    vote(s, &s->m->a.features[a]);
    enum cw_err err = CW_OK;
    for (int rank = 0; rank < MOST_RANKED && !err; rank++) {
        uint32_t best = CW_NONE;
        for (uint32_t t = 0; t < s->n_touched; t++) {
            uint32_t b = s->touched[t];
            if (s->score[b] > 0 && (best == CW_NONE || s->score[b] > s->score[best])) {
                best = b;
            }
        }
        if (best == CW_NONE) {
            break;
        }
        s->score[best] = 0;
        if (s->m->a.gap[a] != s->m->b.gap[best]) {
            err = consider(s, a, best, 0, false);
        }
    }
    for (uint32_t t = 0; t < s->n_touched; t++) {
        s->score[s->touched[t]] = 0;
    }
    return err;
}

static int by_score(const void *left, const void *right)
{
    const struct cw_candidate *a = left;
    const struct cw_candidate *b = right;
    if (a->score != b->score) {
        return a->score > b->score ? -1 : 1;
    }
    if (a->a != b->a) {
        return a->a < b->a ? -1 : 1;
    }
    return (a->b > b->b) - (a->b < b->b);
}

static uint32_t list_unmatched(const struct cw_match_side *side, uint32_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < side->n; i++) {
        if (side->match[i] == CW_NONE) {
            out[n++] = i;
        }
    }
    return n;
}

enum cw_err cw_candidates(struct cw_matching *m, struct cw_candidate **out, size_t *n)
{
    struct search s = {.m = m};
    s.gap_a = cw_arena_array(m->arena, m->a.n, sizeof *s.gap_a);
    s.gap_b = cw_arena_array(m->arena, m->b.n, sizeof *s.gap_b);
    s.score = cw_arena_array(m->arena, m->b.n, sizeof *s.score);
    s.touched = cw_arena_array(m->arena, m->b.n, sizeof *s.touched);
    if (!s.gap_a || !s.gap_b || !s.score || !s.touched) {
        return CW_ENOMEM;
    }
    s.n_a = list_unmatched(&m->a, s.gap_a);
    s.n_b = list_unmatched(&m->b, s.gap_b);
    enum cw_err err = s.n_a && s.n_b ? try_gaps(&s) : CW_OK;
    if (!err && s.n_a && s.n_b) {
        err = index_words(&s);
    }
    for (uint32_t k = 0; !err && s.n_b && k < s.n_a; k++) {
        err = try_index(&s, s.gap_a[k]);
    }
    if (s.n > 1) {
        qsort(s.out, s.n, sizeof *s.out, by_score);
    }
    *out = s.out;
    *n = s.n;
    return err;
}

void cw_match_similar(struct cw_matching *m, const struct cw_candidate *candidates, size_t n)
{
    for (size_t k = 0; k < n && candidates[k].score > 0; k++) {
        uint32_t a = candidates[k].a;
        uint32_t b = candidates[k].b;
        if (m->a.match[a] == CW_NONE && m->b.match[b] == CW_NONE) {
            m->a.match[a] = b;
            m->b.match[b] = a;
            m->similarity[a] = candidates[k].similarity;
        }
    }
}
