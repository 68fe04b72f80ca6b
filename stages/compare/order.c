/* Common subsequences of two sequences of ids, and increasing subsequences by weight.
 *
 * Elements that are unique on both sides hold the frame, as in Bram Cohen's patience diff; between
 * them elements are paired by rank of occurrence; small gaps are solved exactly. Every step is
 * O(n log n) and the depth is bounded, so that no input makes it quadratic. */
#include "internal.h"

enum { MOST_DEPTH = 24, SMALL_CELLS = 4096, TABLE_CELLS = SMALL_CELLS * 2 + 8 };

/* Scratch of one call; reused by every range. */
struct order {
    const uint32_t *a, *b;
    const uint32_t *weights;
    uint32_t *match;
    uint32_t *count_a, *count_b; /* by id; zero between uses */
    uint32_t *head;              /* by id: first free place in b; CW_NONE between uses */
    uint32_t *next;              /* by place in b */
    uint32_t *pair_a, *pair_b, *pair_weight;
    bool *kept;
    uint16_t *table; /* of a small range; TABLE_CELLS at most */
    struct cw_arena *arena;
};

struct range {
    uint32_t a, a_end, b, b_end;
};

/* A Fenwick tree over values that answers "heaviest chain that ends below this value". */
struct chain {
    uint64_t weight;
    uint32_t last; /* element it ends with, CW_NONE = none */
};

static struct chain heaviest_below(const struct chain *tree, uint32_t value)
{
    struct chain best = {0, CW_NONE};
    for (uint32_t at = value; at > 0; at &= at - 1) {
        if (tree[at].weight > best.weight) {
            best = tree[at];
        }
    }
    return best;
}

static void offer(struct chain *tree, uint32_t limit, uint32_t value, struct chain chain)
{
    for (uint32_t at = value + 1; at <= limit; at += at & (~at + 1)) {
        if (chain.weight > tree[at].weight) {
            tree[at] = chain;
        }
    }
}

enum cw_err cw_order_heaviest(struct cw_arena *arena, const uint32_t *values,
                              const uint32_t *weights, uint32_t n, uint32_t limit, bool *kept)
{
    bool increasing = true;
    for (uint32_t i = 1; i < n && increasing; i++) {
        increasing = values[i - 1] < values[i];
    }
    if (increasing) {
        memset(kept, true, n);
        return CW_OK;
    }
    struct chain *tree = cw_arena_array(arena, (size_t)limit + 1, sizeof *tree);
    uint32_t *before = cw_arena_array(arena, n, sizeof *before);
    if (!tree || !before) {
        return CW_ENOMEM;
    }
    memset(kept, false, n);
    struct chain best = {0, CW_NONE};
    for (uint32_t i = 0; i < n; i++) {
        struct chain chain = heaviest_below(tree, values[i]);
        before[i] = chain.last;
        chain.weight += weights ? weights[i] : 1;
        chain.last = i;
        offer(tree, limit, values[i], chain);
        if (chain.weight > best.weight) {
            best = chain;
        }
    }
    for (uint32_t i = best.last; i != CW_NONE; i = before[i]) {
        kept[i] = true;
    }
    return CW_OK;
}

/* Takes what is equal at both ends. */
static struct range trim(struct order *o, struct range r)
{
    while (r.a < r.a_end && r.b < r.b_end && o->a[r.a] == o->b[r.b]) {
        o->match[r.a++] = r.b++;
    }
    while (r.a < r.a_end && r.b < r.b_end && o->a[r.a_end - 1] == o->b[r.b_end - 1]) {
        o->match[--r.a_end] = --r.b_end;
    }
    return r;
}

static bool is_small(struct range r)
{
    return (uint64_t)(r.a_end - r.a) * (r.b_end - r.b) <= SMALL_CELLS;
}

/* Exact longest common subsequence by the textbook table. */
static void solve_small(struct order *o, struct range r)
{
    uint32_t n_a = r.a_end - r.a;
    uint32_t n_b = r.b_end - r.b;
    uint32_t width = n_b + 1;
    uint16_t *table = o->table;
    memset(&table[(size_t)n_a * width], 0, width * sizeof *table);
    for (uint32_t i = n_a; i-- > 0;) {
        table[i * width + n_b] = 0;
        for (uint32_t j = n_b; j-- > 0;) {
            uint16_t below = table[(i + 1) * width + j];
            uint16_t right = table[i * width + j + 1];
            uint16_t best = below > right ? below : right;
            if (o->a[r.a + i] == o->b[r.b + j]) {
                best = (uint16_t)(table[(i + 1) * width + j + 1] + 1);
            }
            table[i * width + j] = best;
        }
    }
    for (uint32_t i = 0, j = 0; i < n_a && j < n_b;) {
        if (o->a[r.a + i] == o->b[r.b + j]) {
            o->match[r.a + i++] = r.b + j++;
        } else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) {
            i++;
        } else {
            j++;
        }
    }
}

static void count(struct order *o, struct range r)
{
    for (uint32_t i = r.a; i < r.a_end; i++) {
        o->count_a[o->a[i]]++;
    }
    for (uint32_t j = r.b_end; j-- > r.b;) {
        o->count_b[o->b[j]]++;
        o->next[j] = o->head[o->b[j]];
        o->head[o->b[j]] = j;
    }
}

static void forget(struct order *o, struct range r)
{
    for (uint32_t i = r.a; i < r.a_end; i++) {
        o->count_a[o->a[i]] = 0;
    }
    for (uint32_t j = r.b; j < r.b_end; j++) {
        o->count_b[o->b[j]] = 0;
        o->head[o->b[j]] = CW_NONE;
    }
}

/* Pairs of the range: unique ones, or by rank of occurrence. */
static uint32_t collect(struct order *o, struct range r, uint32_t *pair_a, uint32_t *pair_b,
                        bool unique)
{
    uint32_t n = 0;
    for (uint32_t i = r.a; i < r.a_end; i++) {
        uint32_t id = o->a[i];
        if (unique && (o->count_a[id] != 1 || o->count_b[id] != 1)) {
            continue;
        }
        if (o->head[id] != CW_NONE) {
            pair_a[n] = i;
            pair_b[n] = o->head[id] - r.b;
            o->pair_weight[n] = o->weights ? o->weights[i] : 1;
            n++;
            o->head[id] = o->next[o->head[id]];
        }
    }
    return n;
}

static enum cw_err solve(struct order *o, struct range r, int depth);

/* Matches the heaviest chain of the pairs and goes on between its links. The pairs are copied:
 * deeper ranges use the same scratch. */
static enum cw_err solve_between(struct order *o, struct range r, uint32_t n, int depth)
{
    enum cw_err err =
        cw_order_heaviest(o->arena, o->pair_b, o->pair_weight, n, r.b_end - r.b, o->kept);
    if (err) {
        return err;
    }
    for (uint32_t k = 0; k < n; k++) {
        if (o->kept[k]) {
            o->match[o->pair_a[k]] = r.b + o->pair_b[k];
        }
    }
    if (depth <= 0) {
        return CW_OK;
    }
    struct range gap = {r.a, r.a, r.b, r.b};
    for (uint32_t i = r.a; i <= r.a_end; i++) {
        if (i < r.a_end && o->match[i] == CW_NONE) {
            continue;
        }
        gap.a_end = i;
        gap.b_end = i < r.a_end ? o->match[i] : r.b_end;
        uint32_t resume = gap.b_end + 1;
        err = solve(o, gap, depth - 1);
        if (err) {
            return err;
        }
        gap.a = i + 1;
        gap.b = resume;
    }
    return CW_OK;
}

static enum cw_err solve(struct order *o, struct range r, int depth)
{
    r = trim(o, r);
    if (r.a == r.a_end || r.b == r.b_end) {
        return CW_OK;
    }
    if (is_small(r)) {
        solve_small(o, r);
        return CW_OK;
    }
    count(o, r);
    uint32_t n = depth > 0 ? collect(o, r, o->pair_a, o->pair_b, true) : 0;
    if (n == 0) {
        n = collect(o, r, o->pair_a, o->pair_b, false);
    }
    forget(o, r);
    return n ? solve_between(o, r, n, depth) : CW_OK;
}

enum cw_err cw_order_match(struct cw_arena *arena, const uint32_t *a, uint32_t n_a,
                           const uint32_t *b, uint32_t n_b, uint32_t n_ids, const uint32_t *weights,
                           uint32_t *match)
{
    for (uint32_t i = 0; i < n_a; i++) {
        match[i] = CW_NONE;
    }
    struct order o = {.a = a, .b = b, .weights = weights, .match = match, .arena = arena};
    struct range all = trim(&o, (struct range){0, n_a, 0, n_b});
    if (all.a == all.a_end || all.b == all.b_end) {
        return CW_OK;
    }
    uint64_t cells = (uint64_t)(all.a_end - all.a + 1) * (all.b_end - all.b + 1);
    o.table = cw_arena_array(arena, cells < TABLE_CELLS ? cells : TABLE_CELLS, sizeof *o.table);
    if (o.table && is_small(all)) { /* most are: nothing is counted */
        solve_small(&o, all);
        return CW_OK;
    }
    o.count_a = cw_arena_array(arena, n_ids, sizeof *o.count_a);
    o.count_b = cw_arena_array(arena, n_ids, sizeof *o.count_b);
    o.head = cw_arena_array(arena, n_ids, sizeof *o.head);
    o.next = cw_arena_array(arena, n_b, sizeof *o.next);
    o.pair_a = cw_arena_array(arena, n_a, sizeof *o.pair_a);
    o.pair_b = cw_arena_array(arena, n_a, sizeof *o.pair_b);
    o.pair_weight = cw_arena_array(arena, n_a, sizeof *o.pair_weight);
    o.kept = cw_arena_array(arena, n_a, sizeof *o.kept);
    if (!o.table || !o.count_a || !o.count_b || !o.head || !o.next || !o.pair_a || !o.pair_b ||
        !o.pair_weight || !o.kept) {
        return CW_ENOMEM;
    }
    memset(o.head, 0xFF, (size_t)n_ids * sizeof *o.head);
    return solve(&o, all, MOST_DEPTH);
}
