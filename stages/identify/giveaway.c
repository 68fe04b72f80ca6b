/* Give-away words: everyday words that a reader of the look-alike languages would never write. In
 * scripts without spaces they are runs of characters, and are found as grams (group.c). */
#include <stdlib.h>

#include "internal.h"
#include "lexicon/lexicon.h"

static uint64_t hash_word(const struct cw_word *word, bool capital)
{
    uint64_t hash = word->group + 1u + (capital ? NO_GROUP + 1u : 0);
    for (size_t i = 0; i < word->n; i++) {
        hash = (hash + word->symbols[i]) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    return hash | 1; /* never 0 */
}

static struct cw_giveaway *find(const struct cw_identifier *identifier, uint64_t hash)
{
    size_t place = (size_t)(hash >> 20) & identifier->giveaway_mask;
    while (identifier->giveaways[place].hash && identifier->giveaways[place].hash != hash) {
        place = (place + 1) & identifier->giveaway_mask;
    }
    return &identifier->giveaways[place];
}

const struct cw_giveaway *cw_identify_giveaway(const struct cw_identifier *identifier,
                                               const struct cw_word *word, bool inside)
{
    const struct cw_giveaway *giveaway = find(identifier, hash_word(word, false));
    if (giveaway->twin && word->upper) {
        giveaway = inside ? find(identifier, hash_word(word, true)) : NULL;
    }
    return giveaway && giveaway->hash ? giveaway : NULL;
}

/* A word with a capital is found through its form in small letters, which may mark nobody. */
static void add_giveaway(struct cw_identifier *identifier, const struct cw_word *word,
                         struct cw_str against)
{
    uint64_t hash = hash_word(word, false);
    struct cw_giveaway *giveaway = find(identifier, hash);
    giveaway->hash = hash;
    if (word->upper) {
        giveaway->twin = true;
        hash = hash_word(word, true);
        giveaway = find(identifier, hash);
        giveaway->hash = hash;
    }
    cw_identify_mark(identifier, against, giveaway->against);
}

/* Marks the languages of a list of codes ("id, ms"). */
void cw_identify_mark(const struct cw_identifier *identifier, struct cw_str codes, uint64_t *marks)
{
    while (codes.len) {
        const char *comma = memchr(codes.data, ',', codes.len);
        size_t len = comma ? (size_t)(comma - codes.data) : codes.len;
        struct cw_str code = cw_str_trim(cw_str_sub(codes, 0, len));
        codes = cw_str_sub(codes, comma ? len + 1 : len, codes.len);
        for (size_t i = 0; i < identifier->n_langs; i++) {
            if (cw_str_is(code, identifier->langs[i].code)) {
                marks[i / 64] |= (uint64_t)1 << (i % 64);
            }
        }
    }
}

enum cw_err cw_identify_giveaways(struct cw_identifier *identifier)
{
    size_t n = 0;
    struct cw_str text;
    struct cw_str against;
    for (size_t l = 0; l < identifier->n_langs; l++) {
        for (size_t i = 0; cw_lexicon_giveaway(identifier->langs[l].lexicon, i, &text, &against);
             i++) {
            n++;
        }
    }
    size_t places = 16;
    while (places < n * 4) { /* two for a word with a capital */
        places *= 2;
    }
    identifier->giveaways = calloc(places, sizeof *identifier->giveaways);
    if (!identifier->giveaways) {
        return CW_ENOMEM;
    }
    identifier->giveaway_mask = places - 1;
    for (size_t l = 0; l < identifier->n_langs; l++) {
        for (size_t i = 0; cw_lexicon_giveaway(identifier->langs[l].lexicon, i, &text, &against);
             i++) {
            struct cw_word_reader reader = {.glyphs = identifier->glyphs, .text = text};
            struct cw_word word;
            if (!cw_identify_next_word(&reader, &word) || reader.at != text.len) {
                continue; /* several words, or none: not what the table is for */
            }
            add_giveaway(identifier, &word, against);
        }
    }
    return CW_OK;
}

/* A give-away as the key of a gram. */
struct ending {
    uint64_t key;
    uint64_t marks[MOST_LANGUAGES / 64];
};

static int by_key(const void *left, const void *right)
{
    uint64_t a = ((const struct ending *)left)->key;
    uint64_t b = ((const struct ending *)right)->key;
    return (a > b) - (a < b);
}

/* Takes GIVEAWAY from the marked languages. */
static void mark_vector(const struct cw_group *group, uint32_t node, const uint64_t *marks)
{
    int16_t *vector = &group->vectors[node * group->stride];
    for (size_t l = 0; l < group->n_langs; l++) {
        size_t lang = group->first + l;
        if (marks[lang / 64] >> (lang % 64) & 1) {
            int32_t lower = vector[l] - GIVEAWAY;
            vector[l] = (int16_t)(lower < INT16_MIN ? INT16_MIN : lower);
        }
    }
}

static void mark_endings(const struct cw_group *group, const struct ending *endings, size_t n)
{
    for (uint32_t node = 0; node < group->n_nodes; node++) {
        uint64_t key = group->keys[node];
        for (unsigned length = 1; length <= group->longest; length++) {
            uint64_t mask = cw_group_mask(group, length);
            struct ending wanted = {.key = key & mask};
            bool whole = length > 1 && wanted.key == (key & (mask >> group->bits));
            const struct ending *ending =
                whole ? NULL : bsearch(&wanted, endings, n, sizeof *endings, by_key);
            if (ending) {
                mark_vector(group, node, ending->marks);
            }
        }
    }
}

/* The give-aways of the group's languages that are grams; endings NULL: only counts them. */
static size_t read_endings(const struct cw_identifier *identifier, const struct cw_group *group,
                           struct ending *endings)
{
    size_t n = 0;
    struct cw_str text;
    struct cw_str against;
    for (size_t l = group->first; l < group->first + group->n_langs; l++) {
        for (size_t i = 0; cw_lexicon_giveaway(identifier->langs[l].lexicon, i, &text, &against);
             i++) {
            struct cw_word_reader reader = {.glyphs = identifier->glyphs, .text = text};
            struct cw_word word;
            if (!cw_identify_next_word(&reader, &word) || reader.at != text.len ||
                word.n > group->longest) {
                continue;
            }
            uint64_t key = 0;
            for (size_t k = 0; k < word.n; k++) {
                key = key << group->bits | word.symbols[k];
            }
            if (endings) {
                endings[n].key = key;
                cw_identify_mark(identifier, against, endings[n].marks);
            }
            n++;
        }
    }
    return n;
}

enum cw_err cw_identify_mark_grams(struct cw_identifier *identifier, struct cw_group *group)
{
    size_t n = group->bits == WIDE_BITS ? read_endings(identifier, group, NULL) : 0;
    if (!n) {
        return CW_OK;
    }
    struct ending *endings = calloc(n, sizeof *endings);
    if (!endings) {
        return CW_ENOMEM;
    }
    (void)read_endings(identifier, group, endings);
    qsort(endings, n, sizeof *endings, by_key);
    mark_endings(group, endings, n);
    free(endings);
    return CW_OK;
}
