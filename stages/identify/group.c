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

enum { MOST_NODES = 1 << 22 };

static const double discount = 0.8;
static const double unseen = 0.004; /* of unigram probability, shared by the whole alphabet */

/* While a group is joined. */
struct join {
    struct cw_identifier *identifier;
    struct cw_group *group;
    size_t n_langs;
    uint32_t *counts; /* n_nodes * n_langs, as all below */
    uint32_t *kept;   /* sum of the discounted continuations' counts */
    uint16_t *types;  /* number of continuations */
    float *p;
    uint64_t totals[MOST_LANGUAGES]; /* of unigrams */
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

/* First reading: letters get symbols. Joiners have theirs in every group. */
static void make_alphabet(struct join *join, struct cw_str profile)
{
    struct cw_group *group = join->group;
    struct cw_str gram;
    uint32_t count;
    while (profile.len) {
        if (!read_line(&profile, &gram, &count)) {
            continue;
        }
        size_t at = 0;
        uint32_t c = cw_utf8_next(gram, &at);
        if (at != gram.len || c >= CODE_POINTS) {
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

static bool grow_table(struct cw_group *group)
{
    size_t places = group->mask ? (group->mask + 1) * 2 : 1024;
    uint64_t *old_keys = group->keys;
    uint32_t *old_nodes = group->nodes;
    size_t old_places = group->mask ? group->mask + 1 : 0;
    uint64_t *keys = calloc(places, sizeof *keys);
    uint32_t *nodes = calloc(places, sizeof *nodes);
    if (!keys || !nodes) {
        free(keys);
        free(nodes);
        return false;
    }
    group->keys = keys;
    group->nodes = nodes;
    group->mask = places - 1;
    for (size_t i = 0; i < old_places; i++) {
        if (old_keys[i]) {
            size_t place = cw_group_place(group, old_keys[i]);
            while (keys[place]) {
                place = (place + 1) & group->mask;
            }
            keys[place] = old_keys[i];
            nodes[place] = old_nodes[i];
        }
    }
    free(old_keys);
    free(old_nodes);
    return true;
}

static bool grow_counts(struct join *join)
{
    size_t capacity = join->capacity ? join->capacity * 2 : 4096;
    uint32_t *grown = realloc(join->counts, capacity * join->n_langs * sizeof *grown);
    if (!grown) {
        return false;
    }
    size_t used = join->capacity * join->n_langs;
    memset(grown + used, 0, (capacity * join->n_langs - used) * sizeof *grown);
    join->counts = grown;
    join->capacity = capacity;
    return true;
}

/* The node of a key, made when there is none; UINT32_MAX when out of memory or too many. */
static uint32_t node_of(struct join *join, uint64_t key)
{
    struct cw_group *group = join->group;
    uint32_t node = group->mask ? cw_group_find(group, key) : UINT32_MAX;
    if (node != UINT32_MAX) {
        return node;
    }
    if (group->n_nodes >= MOST_NODES || (group->n_nodes * 2 >= group->mask && !grow_table(group)) ||
        (group->n_nodes >= join->capacity && !grow_counts(join))) {
        return UINT32_MAX;
    }
    size_t place = cw_group_place(group, key);
    while (group->keys[place]) {
        place = (place + 1) & group->mask;
    }
    group->keys[place] = key;
    group->nodes[place] = (uint32_t)group->n_nodes;
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

/* Tells each context what is known to follow it. */
static void sum_continuations(struct join *join, uint64_t key, uint32_t node)
{
    uint32_t context = cw_group_find(join->group, key >> join->group->bits);
    if (context == UINT32_MAX) {
        return;
    }
    for (size_t l = 0; l < join->n_langs; l++) {
        uint32_t count = join->counts[node * join->n_langs + l];
        size_t at = context * join->n_langs + l;
        join->kept[at] += count;
        if (count > 0 && join->types[at] < UINT16_MAX) {
            join->types[at]++;
        }
    }
}

static void estimate_letter(struct join *join, uint32_t node)
{
    for (size_t l = 0; l < join->n_langs; l++) {
        double total = (double)join->totals[l];
        double share = total > 0 ? join->counts[node * join->n_langs + l] / total : 0;
        double p = share * (1 - unseen) + unseen / (double)join->group->n_symbols;
        join->p[node * join->n_langs + l] = (float)p;
    }
}

static void estimate(struct join *join, uint64_t key, uint32_t node, unsigned length)
{
    const struct cw_group *group = join->group;
    uint32_t context = cw_group_find(group, key >> group->bits);
    uint32_t shorter = UINT32_MAX;
    for (unsigned n = length - 1; n > 0 && shorter == UINT32_MAX; n--) {
        shorter = cw_group_find(group, key & key_mask(group, n));
    }
    for (size_t l = 0; l < join->n_langs; l++) {
        double lower = shorter == UINT32_MAX ? unseen / (double)group->n_symbols
                                             : join->p[shorter * join->n_langs + l];
        double p = lower;
        size_t at = context * join->n_langs + l;
        if (context != UINT32_MAX && join->counts[at]) {
            double seen = join->counts[node * join->n_langs + l];
            double kept = join->kept[at];
            /* A damaged profile may count more continuations than contexts. */
            double all = fmax(join->counts[at], kept);
            double own = seen > 0 ? seen - discount : 0;
            p = (own + (all - kept + discount * join->types[at]) * lower) / all;
        }
        join->p[node * join->n_langs + l] = (float)p;
    }
}

static void each_node(struct join *join, unsigned length,
                      void (*visit)(struct join *, uint64_t, uint32_t, unsigned))
{
    const struct cw_group *group = join->group;
    for (size_t i = 0; i <= group->mask; i++) {
        if (group->keys[i] && length_of(group, group->keys[i]) == length) {
            visit(join, group->keys[i], group->nodes[i], length);
        }
    }
}

static void visit_continuation(struct join *join, uint64_t key, uint32_t node, unsigned length)
{
    (void)length;
    sum_continuations(join, key, node);
}

static void visit_letter(struct join *join, uint64_t key, uint32_t node, unsigned length)
{
    (void)key;
    (void)length;
    estimate_letter(join, node);
}

static bool make_vectors(struct join *join)
{
    struct cw_group *group = join->group;
    size_t cells = group->n_nodes * join->n_langs;
    join->kept = calloc(cells, sizeof *join->kept);
    join->types = calloc(cells, sizeof *join->types);
    join->p = calloc(cells, sizeof *join->p);
    group->stride = (join->n_langs + LANES - 1) / LANES * LANES;
    group->vectors = calloc(group->n_nodes * group->stride, sizeof *group->vectors);
    if (!join->kept || !join->types || !join->p || !group->vectors) {
        return false;
    }
    for (unsigned length = 2; length <= group->longest; length++) {
        each_node(join, length, visit_continuation);
    }
    each_node(join, 1, visit_letter);
    for (unsigned length = 2; length <= group->longest; length++) {
        each_node(join, length, estimate);
    }
    for (size_t node = 0; node < group->n_nodes; node++) {
        for (size_t l = 0; l < join->n_langs; l++) {
            double p = log(fmax(join->p[node * join->n_langs + l], 1e-9)) * STEPS;
            group->vectors[node * group->stride + l] = (int16_t)lrint(p);
        }
    }
    return true;
}

/* A gram is where a look-up ends as often as it occurs without one symbol more before it. */
static void visit_extension(struct join *join, uint64_t key, uint32_t node, unsigned length)
{
    uint32_t shorter = cw_group_find(join->group, key & key_mask(join->group, length - 1));
    for (size_t l = 0; shorter != UINT32_MAX && l < join->n_langs; l++) {
        join->kept[shorter * join->n_langs + l] += join->counts[node * join->n_langs + l];
    }
}

/* How well a language's own text fits its model: the mean log-probability of a symbol. */
static void measure_typical(struct join *join)
{
    struct cw_group *group = join->group;
    memset(join->kept, 0, group->n_nodes * join->n_langs * sizeof *join->kept);
    for (unsigned length = 2; length <= group->longest; length++) {
        each_node(join, length, visit_extension);
    }
    for (size_t l = 0; l < join->n_langs; l++) {
        double sum = 0;
        double n = 0;
        for (size_t node = 0; node < group->n_nodes; node++) {
            uint32_t count = join->counts[node * join->n_langs + l];
            uint32_t longer = join->kept[node * join->n_langs + l];
            double ends = count > longer ? count - longer : 0;
            sum += ends * group->vectors[node * group->stride + l] / STEPS;
            n += ends;
        }
        join->identifier->langs[group->first + l].typical = n > 0 ? sum / n : 0;
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
    }
    bool wide = group->n_symbols > (size_t)1 << NARROW_BITS;
    group->bits = wide ? WIDE_BITS : NARROW_BITS;
    group->longest = wide ? WIDE_GRAM : LONGEST_GRAM;
    bool enough = grow_table(group) && grow_counts(&join);
    for (size_t l = 0; enough && l < group->n_langs; l++) {
        const struct cw_lexicon *lexicon = identifier->langs[group->first + l].lexicon;
        enough = read_counts(&join, l, cw_lexicon_profile(lexicon));
    }
    enough = enough && make_vectors(&join);
    if (enough) {
        measure_typical(&join);
    }
    free(join.counts);
    free(join.kept);
    free(join.types);
    free(join.p);
    return enough ? CW_OK
                  : cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "not enough memory to join the profiles");
}
