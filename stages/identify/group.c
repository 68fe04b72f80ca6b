/* The joined model of a group: profiles (counts of grams, by language) become one table of
 * log-probabilities.
 *
 * A language is a chain over the symbols of a word: the probability of a symbol after the up to
 * four before it, by interpolated absolute discounting (Ney, Essen, Kneser 1994): what is seen
 * after a context loses a fixed discount to the shorter context, and so do the continuations that
 * a profile leaves out to stay small. All languages' probabilities of a gram stand side by side,
 * so that one lookup serves them all. */
#include <math.h>
#include <stdlib.h>
#include <unicode/uchar.h>

#include "common/utf8.h"
#include "internal.h"
#include "lexicon/lexicon.h"

enum {
    MOST_NODES = 1 << 22,
    LINE_BYTES = 12 /* of a profile: half of its lines are grams that no other has, or more */
};

#define NO_NODE UINT32_MAX

static const float discount = 0.8F;
static const double unseen = 0.004; /* of unigram probability, shared by the whole alphabet */

/* While a group is joined. */
struct join {
    struct cw_identifier *identifier;
    struct cw_group *group;
    size_t n_langs;
    uint64_t *keys;    /* by node, as all below */
    uint32_t *context; /* the node of the gram without its last symbol; NO_NODE = none */
    uint32_t *shorter; /* of the longest gram that ends as it does; NO_NODE = none */
    uint32_t *order;   /* the nodes, shorter grams first; those of length n from first[n] on */
    size_t first[LONGEST_GRAM + 2];
    uint32_t *counts; /* n_nodes * n_langs, as all below */
    float *kept;      /* sum of the discounted continuations' counts */
    float *p;
    uint64_t totals[MOST_LANGUAGES]; /* of unigrams */
    size_t expected;                 /* nodes, about */
    size_t capacity;                 /* nodes that there is room for */
};

static uint64_t key_mask(const struct cw_group *group, unsigned length)
{
    unsigned bits = group->bits * length;
    return bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
}

/* A line of a profile: gram, tab, count. false for lines of another kind. */
static bool read_line(struct cw_str *rest, struct cw_str *gram, uint32_t *count)
{
    const char *end = memchr(rest->data, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->data) : rest->len;
    struct cw_str line = cw_str_sub(*rest, 0, len);
    *rest = cw_str_sub(*rest, end ? len + 1 : len, rest->len);
    const char *tab = line.len ? memchr(line.data, '\t', line.len) : NULL;
    if (!tab || line.data[0] == '#' || line.data[0] == '@') {
        return false;
    }
    *gram = cw_str_sub(line, 0, (size_t)(tab - line.data));
    uint64_t value = 0;
    for (size_t i = gram->len + 1; i < line.len && line.data[i] >= '0' && line.data[i] <= '9';
         i++) {
        value = value * 10 + (uint64_t)(line.data[i] - '0');
        if (value > UINT32_MAX / 2) {
            return false;
        }
    }
    *count = (uint32_t)value;
    return value > 0;
}

/* The key of a gram: its symbols, the first one highest; 0 when one is in no alphabet or there are
 * too many. */
static uint64_t key_of(const struct join *join, struct cw_str gram, unsigned *length)
{
    uint64_t key = 0;
    *length = 0;
    for (size_t at = 0; at < gram.len;) {
        uint32_t c = cw_utf8_next(gram, &at);
        uint16_t symbol = BOUNDARY;
        if (c != '_') {
            const struct glyph *glyph = &join->identifier->glyphs[c < CODE_POINTS ? c : 0];
            bool ours = glyph->kind == GLYPH_JOINER ||
                        &join->identifier->groups[glyph->group % MOST_GROUPS] == join->group;
            symbol = ours ? glyph->symbol : 0;
        }
        if (!symbol || ++*length > join->group->longest) {
            return 0;
        }
        key = key << join->group->bits | symbol;
    }
    return key;
}

/* First reading: letters get symbols. Joiners have theirs in every group. Single letters stand
 * before the longer grams. */
static void make_alphabet(struct join *join, struct cw_str profile)
{
    struct cw_group *group = join->group;
    struct cw_str gram;
    uint32_t count;
    while (profile.len) {
        if (!read_line(&profile, &gram, &count) || !gram.len) {
            continue;
        }
        size_t at = 0;
        uint32_t c = cw_utf8_next(gram, &at);
        if (at < gram.len) {
            return;
        }
        if (c >= CODE_POINTS) {
            continue;
        }
        struct glyph *glyph = &join->identifier->glyphs[c];
        bool ours = glyph->kind == GLYPH_LETTER && glyph->group != NO_GROUP &&
                    &join->identifier->groups[glyph->group] == group;
        if (ours && !glyph->symbol && group->n_symbols < UINT16_MAX) {
            glyph->symbol = (uint16_t)group->n_symbols++;
        }
    }
}

static void put_key(struct cw_group *group, uint64_t key, uint32_t node)
{
    size_t at = cw_group_place(group, key);
    while (group->places[at].key) {
        at = (at + 1) & group->mask;
    }
    group->places[at] = (struct gram_place){key, node};
}

static bool grow_table(struct join *join)
{
    struct cw_group *group = join->group;
    size_t n = group->mask ? (group->mask + 1) * 2 : 1024;
    while (!group->mask && n < join->expected * 2) {
        n *= 2;
    }
    struct gram_place *places = calloc(n, sizeof *places);
    if (!places) {
        return false;
    }
    free(group->places);
    group->places = places;
    group->mask = n - 1;
    for (size_t node = 0; join->keys && node < group->n_nodes; node++) {
        put_key(group, join->keys[node], (uint32_t)node);
    }
    return true;
}

static bool grow_counts(struct join *join)
{
    size_t capacity = join->capacity ? join->capacity * 2 : join->expected + 4096;
    uint64_t *keys = realloc(join->keys, capacity * sizeof *keys);
    join->keys = keys ? keys : join->keys;
    uint32_t *grown = realloc(join->counts, capacity * join->n_langs * sizeof *grown);
    join->counts = grown ? grown : join->counts;
    if (!keys || !grown) {
        return false;
    }
    size_t used = join->capacity * join->n_langs;
    memset(keys + join->capacity, 0, (capacity - join->capacity) * sizeof *keys);
    memset(grown + used, 0, (capacity * join->n_langs - used) * sizeof *grown);
    join->capacity = capacity;
    return true;
}

/* The node of a key, made when there is none; NO_NODE when out of memory or too many. */
static uint32_t node_of(struct join *join, uint64_t key)
{
    struct cw_group *group = join->group;
    uint32_t node = group->mask ? cw_group_find(group, key) : UINT32_MAX;
    if (node != UINT32_MAX) {
        return node;
    }
    if (group->n_nodes >= MOST_NODES || (group->n_nodes * 2 >= group->mask && !grow_table(join)) ||
        (group->n_nodes >= join->capacity && !grow_counts(join))) {
        return NO_NODE;
    }
    put_key(group, key, (uint32_t)group->n_nodes);
    join->keys[group->n_nodes] = key;
    return (uint32_t)group->n_nodes++;
}

/* Second reading: counts. */
static bool read_counts(struct join *join, size_t lang, struct cw_str profile)
{
    struct cw_str gram;
    uint32_t count;
    while (profile.len) {
        unsigned length;
        if (!read_line(&profile, &gram, &count)) {
            continue;
        }
        uint64_t key = key_of(join, gram, &length);
        if (!key) {
            continue;
        }
        uint32_t node = node_of(join, key);
        if (node == UINT32_MAX) {
            return false;
        }
        join->counts[node * join->n_langs + lang] = count;
        join->totals[lang] += length == 1 ? count : 0;
    }
    return true;
}

static unsigned length_of(const struct cw_group *group, uint64_t key)
{
    unsigned length = 0;
    for (; key; key >>= group->bits) {
        length++;
    }
    return length;
}

/* The node of the longest gram that ends as the key does, and is shorter. */
static uint32_t find_shorter(const struct cw_group *group, uint64_t key, unsigned length)
{
    uint32_t shorter = NO_NODE;
    for (unsigned n = length - 1; n > 0 && shorter == NO_NODE; n--) {
        shorter = cw_group_find(group, key & key_mask(group, n));
    }
    return shorter;
}

/* Sorts the nodes by the length of their grams, and finds their contexts. */
static bool sort_nodes(struct join *join)
{
    struct cw_group *group = join->group;
    join->order = calloc(group->n_nodes + 1, sizeof *join->order);
    join->context = calloc(group->n_nodes + 1, sizeof *join->context);
    join->shorter = calloc(group->n_nodes + 1, sizeof *join->shorter);
    if (!join->order || !join->context || !join->shorter) {
        return false;
    }
    size_t n[LONGEST_GRAM + 1] = {0};
    for (size_t node = 0; node < group->n_nodes; node++) {
        n[length_of(group, join->keys[node])]++;
    }
    for (unsigned length = 0; length <= LONGEST_GRAM; length++) {
        join->first[length + 1] = join->first[length] + n[length];
        n[length] = join->first[length];
    }
    for (size_t node = 0; node < group->n_nodes; node++) {
        uint64_t key = join->keys[node];
        unsigned length = length_of(group, key);
        join->order[n[length]++] = (uint32_t)node;
        join->context[node] = length > 1 ? cw_group_find(group, key >> group->bits) : NO_NODE;
        join->shorter[node] = find_shorter(group, key, length);
    }
    return true;
}

/* Tells each context what is known to follow it. */
static void sum_continuations(struct join *join)
{
    for (size_t i = join->first[2]; i < join->group->n_nodes; i++) {
        size_t at = (size_t)join->order[i] * join->n_langs;
        size_t context = (size_t)join->context[join->order[i]] * join->n_langs;
        if (join->context[join->order[i]] == NO_NODE) {
            continue;
        }
        for (size_t l = 0; l < join->n_langs; l++) {
            uint32_t count = join->counts[at + l];
            join->kept[context + l] += count > 0 ? (float)count - discount : 0;
        }
    }
}

/* Rounded to the nearest; a logarithm of a probability is never above zero. */
static int16_t log_of(float p)
{
    return (int16_t)(logf(p > 1e-9F ? p : 1e-9F) * STEPS - 0.5F);
}

static void estimate_letters(struct join *join)
{
    for (size_t i = join->first[1]; i < join->first[2]; i++) {
        size_t node = join->order[i];
        for (size_t l = 0; l < join->n_langs; l++) {
            double total = (double)join->totals[l];
            double share = total > 0 ? join->counts[node * join->n_langs + l] / total : 0;
            float p = (float)(share * (1 - unseen) + unseen / (double)join->group->n_symbols);
            join->p[node * join->n_langs + l] = p;
            join->group->vectors[node * join->group->stride + l] = log_of(p);
        }
    }
}

/* The probability of the last symbol where the language has the context; `lower`: without the
 * context's first symbol. */
static float interpolate(const struct join *join, size_t cell, size_t context, float lower)
{
    float count = (float)join->counts[context];
    float kept = join->kept[context];
    /* A damaged profile may count more continuations than contexts. */
    float all = count > kept ? count : kept;
    float own = join->counts[cell] > 0 ? (float)join->counts[cell] - discount : 0;
    return (own + (all - kept) * lower) / all;
}

static void estimate(struct join *join, uint32_t node)
{
    const struct cw_group *group = join->group;
    uint32_t shorter = join->shorter[node];
    float least = (float)(unseen / (double)group->n_symbols);
    int16_t *vector = &group->vectors[node * group->stride];
    size_t at = node * join->n_langs;
    bool has_context = join->context[node] != NO_NODE;
    size_t context = has_context ? join->context[node] * join->n_langs : 0;
    if (shorter != NO_NODE) {
        memcpy(vector, &group->vectors[shorter * group->stride], join->n_langs * sizeof *vector);
        memcpy(&join->p[at], &join->p[shorter * join->n_langs], join->n_langs * sizeof *join->p);
    } else {
        for (size_t l = 0; l < join->n_langs; l++) {
            join->p[at + l] = least;
            vector[l] = log_of(least);
        }
    }
    for (size_t l = 0; has_context && l < join->n_langs; l++) {
        if (join->counts[context + l]) {
            join->p[at + l] = interpolate(join, at + l, context + l, join->p[at + l]);
            vector[l] = log_of(join->p[at + l]);
        }
    }
}

static bool make_vectors(struct join *join)
{
    struct cw_group *group = join->group;
    size_t cells = group->n_nodes * join->n_langs;
    join->kept = calloc(cells, sizeof *join->kept);
    join->p = calloc(cells, sizeof *join->p);
    group->stride = (join->n_langs + LANES - 1) / LANES * LANES;
    group->vectors = calloc(group->n_nodes * group->stride, sizeof *group->vectors);
    if (!join->kept || !join->p || !group->vectors || !sort_nodes(join)) {
        return false;
    }
    sum_continuations(join);
    estimate_letters(join);
    for (size_t i = join->first[2]; i < group->n_nodes; i++) {
        estimate(join, join->order[i]);
    }
    return true;
}

/* How well a language's own text fits its model: the mean log-probability of a symbol. A gram is
 * where a look-up ends as often as it occurs without one symbol more before it. */
static void measure_typical(struct join *join)
{
    struct cw_group *group = join->group;
    memset(join->kept, 0, group->n_nodes * join->n_langs * sizeof *join->kept);
    for (size_t node = 0; node < group->n_nodes; node++) {
        size_t shorter = join->shorter[node];
        bool by_one = shorter != NO_NODE && length_of(group, join->keys[shorter]) + 1 ==
                                                length_of(group, join->keys[node]);
        for (size_t l = 0; by_one && l < join->n_langs; l++) {
            join->kept[shorter * join->n_langs + l] +=
                (float)join->counts[node * join->n_langs + l];
        }
    }
    double sums[MOST_LANGUAGES] = {0};
    double n[MOST_LANGUAGES] = {0};
    for (size_t node = 0; node < group->n_nodes; node++) {
        for (size_t l = 0; l < join->n_langs; l++) {
            double ends = (double)join->counts[node * join->n_langs + l] -
                          (double)join->kept[node * join->n_langs + l];
            ends = ends > 0 ? ends : 0;
            sums[l] += ends * group->vectors[node * group->stride + l] / STEPS;
            n[l] += ends;
        }
    }
    for (size_t l = 0; l < join->n_langs; l++) {
        join->identifier->langs[group->first + l].typical = n[l] > 0 ? sums[l] / n[l] : 0;
    }
}

enum cw_err cw_identify_join(struct cw_identifier *identifier, size_t group_index,
                             struct cw_diag *diag)
{
    struct cw_group *group = &identifier->groups[group_index];
    struct join join = {.identifier = identifier, .group = group, .n_langs = group->n_langs};
    group->n_symbols = FIRST_LETTER;
    for (size_t l = 0; l < group->n_langs; l++) {
        struct cw_identifier_lang *lang = &identifier->langs[group->first + l];
        struct cw_str profile = cw_lexicon_profile(lang->lexicon);
        lang->profiled = profile.len > 0;
        make_alphabet(&join, profile);
        join.expected += profile.len / LINE_BYTES;
    }
    bool wide = group->n_symbols > (size_t)1 << NARROW_BITS;
    group->bits = wide ? WIDE_BITS : NARROW_BITS;
    group->longest = wide ? WIDE_GRAM : LONGEST_GRAM;
    bool enough = grow_table(&join) && grow_counts(&join);
    for (size_t l = 0; enough && l < group->n_langs; l++) {
        const struct cw_lexicon *lexicon = identifier->langs[group->first + l].lexicon;
        enough = read_counts(&join, l, cw_lexicon_profile(lexicon));
    }
    enough = enough && make_vectors(&join);
    if (enough) {
        measure_typical(&join);
    }
    free(join.keys);
    free(join.context);
    free(join.shorter);
    free(join.order);
    free(join.counts);
    free(join.kept);
    free(join.p);
    return enough ? CW_OK
                  : cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "not enough memory to join the profiles");
}
