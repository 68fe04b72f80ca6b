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
    LINE_BYTES = 12,  /* of a profile: half of its lines are grams that no other has, or more */
    SHORTEST_LINE = 4 /* gram, tab, count, line end: a byte each */
};

static const float discount = 0.8F;
static const double unseen = 0.004; /* of unigram probability, shared by the whole alphabet */

/* A line of a profile. */
struct line {
    uint32_t node;
    uint32_t count;
};

/* One language of the group, all by node: only this much is worked on at a time. */
struct column {
    uint64_t total; /* of unigrams */
    uint32_t *counts;
    float *kept; /* sum of the discounted continuations' counts */
    float *p;
    int16_t *logs;
};

/* While a group is joined. */
struct join {
    struct cw_identifier *identifier;
    struct cw_group *group;
    struct line *lines;                    /* of every language, one behind the other ... */
    size_t first_line[MOST_LANGUAGES + 1]; /* ... from here on */
    size_t n_lines;
    /* By node; of other nodes, NO_NODE = none: */
    uint32_t *context; /* the gram without its last symbol */
    uint32_t *shorter; /* the longest other gram that it ends with */
    bool *by_one;      /* `shorter` is shorter by one symbol */
    uint32_t *order;   /* the nodes, shorter grams first; those of length n from first[n] on */
    size_t first[LONGEST_GRAM + 2];
    size_t expected; /* nodes, about */
};

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

static void put_node(struct cw_group *group, uint32_t node)
{
    size_t at = cw_group_place(group, group->keys[node]);
    while (group->places[at] != NO_NODE) {
        at = (at + 1) & group->mask;
    }
    group->places[at] = node;
}

static bool grow_table(struct join *join)
{
    struct cw_group *group = join->group;
    size_t n = group->mask ? (group->mask + 1) * 2 : 1024;
    while (!group->mask && n < join->expected * 2) {
        n *= 2;
    }
    uint32_t *places = malloc(n * sizeof *places);
    if (!places) {
        return false;
    }
    memset(places, 0xFF, n * sizeof *places); /* NO_NODE */
    free(group->places);
    group->places = places;
    group->mask = n - 1;
    for (size_t node = 0; node < group->n_nodes; node++) {
        put_node(group, (uint32_t)node);
    }
    return true;
}

/* The node of a key, made when there is none; NO_NODE when out of memory or too many. */
static uint32_t node_of(struct join *join, uint64_t key)
{
    struct cw_group *group = join->group;
    uint32_t node = cw_group_find(group, key);
    if (node != NO_NODE) {
        return node;
    }
    if (group->n_nodes >= MOST_NODES || (group->n_nodes * 2 >= group->mask && !grow_table(join))) {
        return NO_NODE;
    }
    group->keys[group->n_nodes] = key;
    put_node(group, (uint32_t)group->n_nodes);
    return (uint32_t)group->n_nodes++;
}

/* Second reading: counts. */
static bool read_lines(struct join *join, struct cw_str profile)
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
        if (node == NO_NODE) {
            return false;
        }
        join->lines[join->n_lines++] = (struct line){node, count};
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
        shorter = cw_group_find(group, key & cw_group_mask(group, n));
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
    join->by_one = calloc(group->n_nodes + 1, sizeof *join->by_one);
    if (!join->order || !join->context || !join->shorter || !join->by_one) {
        return false;
    }
    size_t n[LONGEST_GRAM + 1] = {0};
    for (size_t node = 0; node < group->n_nodes; node++) {
        n[length_of(group, group->keys[node])]++;
    }
    for (unsigned length = 0; length <= LONGEST_GRAM; length++) {
        join->first[length + 1] = join->first[length] + n[length];
        n[length] = join->first[length];
    }
    for (size_t node = 0; node < group->n_nodes; node++) {
        uint64_t key = group->keys[node];
        unsigned length = length_of(group, key);
        join->order[n[length]++] = (uint32_t)node;
        join->context[node] = length > 1 ? cw_group_find(group, key >> group->bits) : NO_NODE;
        uint32_t shorter = find_shorter(group, key, length);
        join->shorter[node] = shorter;
        join->by_one[node] =
            shorter != NO_NODE && length_of(group, group->keys[shorter]) + 1 == length;
    }
    return true;
}

static void read_column(const struct join *join, size_t lang, struct column *column)
{
    const struct cw_group *group = join->group;
    column->total = 0;
    memset(column->counts, 0, group->n_nodes * sizeof *column->counts);
    for (size_t i = join->first_line[lang]; i < join->first_line[lang + 1]; i++) {
        const struct line *line = &join->lines[i];
        bool is_letter = !(group->keys[line->node] >> group->bits);
        column->counts[line->node] = line->count;
        column->total += is_letter ? line->count : 0;
    }
}

/* Tells each context what is known to follow it. */
static void sum_continuations(const struct join *join, struct column *column)
{
    memset(column->kept, 0, join->group->n_nodes * sizeof *column->kept);
    for (size_t i = join->first[2]; i < join->group->n_nodes; i++) {
        uint32_t node = join->order[i];
        uint32_t count = column->counts[node];
        if (count && join->context[node] != NO_NODE) {
            column->kept[join->context[node]] += (float)count - discount;
        }
    }
}

/* Rounded to the nearest; a logarithm of a probability is never above zero. */
static int16_t log_of(float p)
{
    return (int16_t)(logf(p > 1e-9F ? p : 1e-9F) * STEPS - 0.5F);
}

static void estimate_letters(const struct join *join, struct column *column)
{
    double total = (double)column->total;
    for (size_t i = join->first[1]; i < join->first[2]; i++) {
        uint32_t node = join->order[i];
        double share = total > 0 ? column->counts[node] / total : 0;
        float p = (float)(share * (1 - unseen) + unseen / (double)join->group->n_symbols);
        column->p[node] = p;
        column->logs[node] = log_of(p);
    }
}

/* The probability of the last symbol where the language has the context; `lower`: without the
 * context's first symbol. */
static float interpolate(const struct column *column, uint32_t node, uint32_t context, float lower)
{
    float count = (float)column->counts[context];
    float kept = column->kept[context];
    /* A damaged profile may count more continuations than contexts. */
    float all = count > kept ? count : kept;
    float own = column->counts[node] > 0 ? (float)column->counts[node] - discount : 0;
    return (own + (all - kept) * lower) / all;
}

/* Of the longer grams, from the shorter ones. */
static void estimate_grams(const struct join *join, struct column *column)
{
    float least = (float)(unseen / (double)join->group->n_symbols);
    int16_t log_of_least = log_of(least);
    for (size_t i = join->first[2]; i < join->group->n_nodes; i++) {
        uint32_t node = join->order[i];
        uint32_t shorter = join->shorter[node];
        uint32_t context = join->context[node];
        float lower = shorter != NO_NODE ? column->p[shorter] : least;
        if (context != NO_NODE && column->counts[context]) {
            column->p[node] = interpolate(column, node, context, lower);
            column->logs[node] = log_of(column->p[node]);
        } else {
            column->p[node] = lower;
            column->logs[node] = shorter != NO_NODE ? column->logs[shorter] : log_of_least;
        }
    }
}

/* How well a language's own text fits its model: the mean log-probability of a symbol. A gram is
 * where a look-up ends as often as it occurs without one symbol more before it. */
static double measure_typical(const struct join *join, struct column *column)
{
    size_t n_nodes = join->group->n_nodes;
    memset(column->kept, 0, n_nodes * sizeof *column->kept);
    for (size_t node = 0; node < n_nodes; node++) {
        if (join->by_one[node]) {
            column->kept[join->shorter[node]] += (float)column->counts[node];
        }
    }
    double sum = 0;
    double n = 0;
    for (size_t node = 0; node < n_nodes; node++) {
        double ends = (double)column->counts[node] - (double)column->kept[node];
        ends = ends > 0 ? ends : 0;
        sum += ends * column->logs[node] / STEPS;
        n += ends;
    }
    return n > 0 ? sum / n : 0;
}

static void put_column(struct cw_group *group, size_t lang, const struct column *column)
{
    for (size_t node = 0; node < group->n_nodes; node++) {
        group->vectors[node * group->stride + lang] = column->logs[node];
    }
}

static bool make_vectors(struct join *join)
{
    struct cw_group *group = join->group;
    size_t n = group->n_nodes + 1;
    group->stride = (group->n_langs + LANES - 1) / LANES * LANES;
    group->vectors = calloc(n * group->stride, sizeof *group->vectors);
    struct column column = {.counts = calloc(n, sizeof *column.counts),
                            .kept = calloc(n, sizeof *column.kept),
                            .p = calloc(n, sizeof *column.p),
                            .logs = calloc(n, sizeof *column.logs)};
    bool enough = group->vectors && column.counts && column.kept && column.p && column.logs &&
                  sort_nodes(join);
    for (size_t l = 0; enough && l < group->n_langs; l++) {
        read_column(join, l, &column);
        sum_continuations(join, &column);
        estimate_letters(join, &column);
        estimate_grams(join, &column);
        put_column(group, l, &column);
        join->identifier->langs[group->first + l].typical = measure_typical(join, &column);
    }
    free(column.counts);
    free(column.kept);
    free(column.p);
    free(column.logs);
    return enough;
}

/* First reading of every profile; makes room for the second. */
static bool prepare(struct join *join)
{
    struct cw_group *group = join->group;
    size_t bytes = 0;
    group->n_symbols = FIRST_LETTER;
    for (size_t l = 0; l < group->n_langs; l++) {
        struct cw_identifier_lang *lang = &join->identifier->langs[group->first + l];
        struct cw_str profile = cw_lexicon_profile(lang->lexicon);
        lang->profiled = profile.len > 0;
        make_alphabet(join, profile);
        bytes += profile.len + 1; /* the last line may lack its end */
    }
    bool wide = group->n_symbols > (size_t)1 << NARROW_BITS;
    group->bits = wide ? WIDE_BITS : NARROW_BITS;
    group->longest = wide ? WIDE_GRAM : LONGEST_GRAM;
    join->expected = bytes / LINE_BYTES;
    join->lines = calloc(bytes / SHORTEST_LINE + 1, sizeof *join->lines);
    group->keys = calloc(bytes / SHORTEST_LINE + 1, sizeof *group->keys);
    return join->lines && group->keys && grow_table(join);
}

enum cw_err cw_identify_join(struct cw_identifier *identifier, size_t group_index,
                             struct cw_diag *diag)
{
    struct cw_group *group = &identifier->groups[group_index];
    struct join join = {.identifier = identifier, .group = group};
    bool enough = prepare(&join);
    for (size_t l = 0; enough && l < group->n_langs; l++) {
        const struct cw_lexicon *lexicon = identifier->langs[group->first + l].lexicon;
        join.first_line[l] = join.n_lines;
        enough = read_lines(&join, cw_lexicon_profile(lexicon));
        join.first_line[l + 1] = join.n_lines;
    }
    enough = enough && make_vectors(&join);
    free(join.lines);
    free(join.context);
    free(join.shorter);
    free(join.by_one);
    free(join.order);
    return enough ? CW_OK
                  : cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "not enough memory to join the profiles");
}
