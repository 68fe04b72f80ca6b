/* The layers that need no similarity: same hash in order, same hash anywhere, same letters.
 *
 * Nearly all clauses of nearly all pairs end here, so this reads hashes only, and texts of what is
 * left over. */
#include "internal.h"

static void pair(struct cw_matching *m, uint32_t a, uint32_t b)
{
    m->a.match[a] = b;
    m->b.match[b] = a;
    m->similarity[a] = 1;
}

static bool same(const struct cw_clause *a, const struct cw_clause *b)
{
    return cw_hash_eq(&a->hash, &b->hash);
}

/* What a chain of matches should hold most of: text, but no clause counts for more than a long
 * paragraph. */
static uint32_t weight_of(const struct cw_clause *clause)
{
    enum { LEAST = 16, MOST = 512 };
    return LEAST + (uint32_t)(clause->text.len < MOST ? clause->text.len : MOST);
}

/* In order, on keys of clauses [from, end) of each side that are not matched yet. */
struct keyed {
    uint32_t *index;
    uint64_t *key;
    uint32_t n;
};

static enum cw_err match_in_order(struct cw_matching *m, const struct keyed *a,
                                  const struct keyed *b)
{
    struct cw_intern table;
    uint32_t *ids_a = cw_arena_array(m->arena, a->n, sizeof *ids_a);
    uint32_t *ids_b = cw_arena_array(m->arena, b->n, sizeof *ids_b);
    uint32_t *weights = cw_arena_array(m->arena, a->n, sizeof *weights);
    uint32_t *match = cw_arena_array(m->arena, a->n, sizeof *match);
    if (!ids_a || !ids_b || !weights || !match ||
        !cw_intern_init(m->arena, &table, (size_t)a->n + b->n)) {
        return CW_ENOMEM;
    }
    for (uint32_t i = 0; i < a->n; i++) {
        ids_a[i] = cw_intern_id(&table, a->key[i]);
        weights[i] = weight_of(&m->a.clauses[a->index[i]]);
    }
    for (uint32_t j = 0; j < b->n; j++) {
        ids_b[j] = cw_intern_id(&table, b->key[j]);
    }
    enum cw_err err =
        cw_order_match(m->arena, ids_a, a->n, ids_b, b->n, table.n_ids, weights, match);
    for (uint32_t i = 0; !err && i < a->n; i++) {
        if (match[i] != CW_NONE) {
            pair(m, a->index[i], b->index[match[i]]);
        }
    }
    return err;
}

/* Same key, wherever it stands: first with first, second with second. */
static enum cw_err match_anywhere(struct cw_matching *m, const struct keyed *a,
                                  const struct keyed *b)
{
    struct cw_intern table;
    uint32_t *next = cw_arena_array(m->arena, b->n, sizeof *next);
    uint32_t *first = cw_arena_array(m->arena, b->n, sizeof *first); /* by id */
    if (!next || !first || !cw_intern_init(m->arena, &table, b->n)) {
        return CW_ENOMEM;
    }
    for (uint32_t j = b->n; j-- > 0;) {
        if (m->b.match[b->index[j]] == CW_NONE) {
            uint32_t known = table.n_ids;
            uint32_t id = cw_intern_id(&table, b->key[j]);
            next[j] = id == known ? CW_NONE : first[id];
            first[id] = j;
        }
    }
    for (uint32_t i = 0; i < a->n; i++) {
        uint32_t id = cw_intern_find(&table, a->key[i]);
        if (id != CW_NONE && first[id] != CW_NONE && m->a.match[a->index[i]] == CW_NONE) {
            pair(m, a->index[i], b->index[first[id]]);
            first[id] = next[first[id]];
        }
    }
    return CW_OK;
}

static bool keyed_init(struct cw_arena *arena, struct keyed *keyed, uint32_t most)
{
    keyed->n = 0;
    keyed->index = cw_arena_array(arena, most, sizeof *keyed->index);
    keyed->key = cw_arena_array(arena, most, sizeof *keyed->key);
    return keyed->index && keyed->key;
}

static void keyed_add(struct keyed *keyed, uint32_t index, uint64_t key)
{
    keyed->index[keyed->n] = index;
    keyed->key[keyed->n++] = key;
}

static enum cw_err match_hashes(struct cw_matching *m, uint32_t from, uint32_t end_a,
                                uint32_t end_b)
{
    struct keyed a;
    struct keyed b;
    if (!keyed_init(m->arena, &a, end_a - from) || !keyed_init(m->arena, &b, end_b - from)) {
        return CW_ENOMEM;
    }
    for (uint32_t i = from; i < end_a; i++) {
        keyed_add(&a, i, cw_hash_short(&m->a.clauses[i].hash));
    }
    for (uint32_t j = from; j < end_b; j++) {
        keyed_add(&b, j, cw_hash_short(&m->b.clauses[j].hash));
    }
    enum cw_err err = match_in_order(m, &a, &b);
    return err ? err : match_anywhere(m, &a, &b);
}

static uint32_t count_unmatched(const struct cw_match_side *side, uint32_t from, uint32_t end)
{
    uint32_t n = 0;
    for (uint32_t i = from; i < end; i++) {
        n += side->match[i] == CW_NONE;
    }
    return n;
}

static enum cw_err collect_skeletons(struct cw_arena *arena, const struct cw_match_side *side,
                                     uint32_t from, uint32_t end, bool with_number,
                                     struct keyed *out)
{
    if (!keyed_init(arena, out, count_unmatched(side, from, end))) {
        return CW_ENOMEM;
    }
    for (uint32_t i = from; i < end; i++) {
        if (side->match[i] == CW_NONE) {
            keyed_add(out, i, cw_skeleton_at(side, i, with_number));
        }
    }
    return CW_OK;
}

static enum cw_err match_skeletons(struct cw_matching *m, uint32_t from, uint32_t end_a,
                                   uint32_t end_b, bool with_number)
{
    struct keyed a;
    struct keyed b;
    if (!count_unmatched(&m->a, from, end_a) || !count_unmatched(&m->b, from, end_b)) {
        return CW_OK;
    }
    enum cw_err err = collect_skeletons(m->arena, &m->a, from, end_a, with_number, &a);
    if (!err) {
        err = collect_skeletons(m->arena, &m->b, from, end_b, with_number, &b);
    }
    if (!err) {
        err = match_in_order(m, &a, &b);
    }
    return err ? err : match_anywhere(m, &a, &b);
}

enum cw_err cw_match_exact(struct cw_matching *m)
{
    uint32_t from = 0;
    uint32_t end_a = m->a.n;
    uint32_t end_b = m->b.n;
    while (from < end_a && from < end_b && same(&m->a.clauses[from], &m->b.clauses[from])) {
        pair(m, from, from);
        from++;
    }
    while (end_a > from && end_b > from &&
           same(&m->a.clauses[end_a - 1], &m->b.clauses[end_b - 1])) {
        end_a--;
        end_b--;
        pair(m, end_a, end_b);
    }
    if (from == end_a || from == end_b) {
        return CW_OK;
    }
    enum cw_err err = match_hashes(m, from, end_a, end_b);
    if (!err) {
        err = match_skeletons(m, from, end_a, end_b, false);
    }
    return err ? err : match_skeletons(m, from, end_a, end_b, true);
}

static void find_sections(struct cw_match_side *side)
{
    uint32_t section = CW_NONE;
    for (uint32_t i = 0; i < side->n; i++) {
        if (side->clauses[i].kind == CW_HEADING) {
            section = i;
        }
        side->section[i] = section;
    }
}

enum cw_err cw_match_places(struct cw_matching *m)
{
    find_sections(&m->a);
    find_sections(&m->b);
    uint32_t n = 0;
    uint32_t *values = cw_arena_array(m->arena, m->a.n, sizeof *values);
    uint32_t *weights = cw_arena_array(m->arena, m->a.n, sizeof *weights);
    bool *kept = cw_arena_array(m->arena, m->a.n, sizeof *kept);
    bool *frame = cw_arena_array(m->arena, m->b.n, sizeof *frame);
    if (!values || !weights || !kept || !frame) {
        return CW_ENOMEM;
    }
    for (uint32_t i = 0; i < m->a.n; i++) {
        if (m->a.match[i] != CW_NONE) {
            weights[n] = weight_of(&m->a.clauses[i]);
            values[n++] = m->a.match[i];
        }
    }
    enum cw_err err = cw_order_heaviest(m->arena, values, weights, n, m->b.n, kept);
    if (err) {
        return err;
    }
    uint32_t gap = 0;
    for (uint32_t i = 0, k = 0; i < m->a.n; i++) {
        m->a.gap[i] = gap;
        if (m->a.match[i] != CW_NONE && kept[k++]) {
            frame[m->a.match[i]] = true;
            gap++;
        }
    }
    gap = 0;
    for (uint32_t j = 0; j < m->b.n; j++) {
        m->b.gap[j] = gap;
        gap += frame[j];
    }
    return CW_OK;
}
