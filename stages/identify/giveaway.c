/* Give-away words: everyday words that a reader of the look-alike languages would never write. In
 * scripts without spaces they are runs of characters, and are found as grams (group.c). */
#include <stdlib.h>

#include "internal.h"
#include "lexicon/lexicon.h"

static uint64_t hash_word(const struct cw_word *word)
{
    uint64_t hash = word->group + 1u;
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
                                               const struct cw_word *word)
{
    const struct cw_giveaway *giveaway = find(identifier, hash_word(word));
    return giveaway->hash ? giveaway : NULL;
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
    while (places < n * 2) {
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
            struct cw_giveaway *giveaway = find(identifier, hash_word(&word));
            giveaway->hash = hash_word(&word);
            cw_identify_mark(identifier, against, giveaway->against);
        }
    }
    return CW_OK;
}
