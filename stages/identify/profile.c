/* Counts a language's profile from texts: how often each gram occurs inside words, up to
 * LONGEST_GRAM symbols.
 *
 * To stay small, a profile keeps the grams that say most: those whose last symbol is much likelier
 * or much less likely after this context than after one symbol less, weighted by how often they
 * occur (after the entropy pruning of Stolcke 1998). A gram's contexts stay with it, which the
 * model in group.c relies on. */
#include <math.h>
#include <stdlib.h>

#include "common/utf8.h"
#include "internal.h"
#include "lexicon/lexicon.h"

enum {
    LEAST_LETTERS = 100,
    LEAST_COUNT = 2,
    RAREST_LETTER = 200000, /* rarer than one in so many is foreign */
    MOST_GRAMS = 1 << 23
};

struct gram {
    uint64_t key; /* its symbols, the first one highest; 0 = free */
    uint32_t count;
    uint8_t length;
    float worth; /* of the gram or of the best that continues it */
};

struct counting {
    struct glyph *glyphs;
    uint32_t *letters; /* by symbol: the code point */
    size_t n_symbols;
    unsigned bits;
    unsigned longest;
    struct gram *grams;
    size_t mask;
    size_t n;
    uint64_t totals[LONGEST_GRAM + 1];
};

static size_t place_of(const struct counting *counting, uint64_t key)
{
    size_t place = (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & counting->mask;
    while (counting->grams[place].key && counting->grams[place].key != key) {
        place = (place + 1) & counting->mask;
    }
    return place;
}

static bool grow(struct counting *counting)
{
    size_t old_places = counting->grams ? counting->mask + 1 : 0;
    size_t places = old_places ? old_places * 2 : 1 << 16;
    struct gram *old = counting->grams;
    struct gram *grams = calloc(places, sizeof *grams);
    if (!grams) {
        return false;
    }
    counting->grams = grams;
    counting->mask = places - 1;
    for (size_t i = 0; i < old_places; i++) {
        if (old[i].key) {
            grams[place_of(counting, old[i].key)] = old[i];
        }
    }
    free(old);
    return true;
}

static bool count_gram(struct counting *counting, uint64_t key, unsigned length)
{
    if (counting->n * 2 >= counting->mask && (counting->n >= MOST_GRAMS || !grow(counting))) {
        return false;
    }
    struct gram *gram = &counting->grams[place_of(counting, key)];
    if (!gram->key) {
        *gram = (struct gram){.key = key, .length = (uint8_t)length};
        counting->n++;
    }
    gram->count += gram->count < UINT32_MAX / 2;
    counting->totals[length]++;
    return true;
}

/* Every gram that ends at the last symbol of the key. */
static bool count_ends(struct counting *counting, uint64_t key, unsigned n)
{
    for (unsigned length = 1; length <= n; length++) {
        uint64_t mask = ((uint64_t)1 << (counting->bits * length)) - 1;
        if (!count_gram(counting, key & mask, length)) {
            return false;
        }
    }
    return true;
}

static bool count_word(struct counting *counting, const struct cw_word *word)
{
    uint64_t mask = ((uint64_t)1 << (counting->bits * counting->longest)) - 1;
    uint64_t key = word->begins ? BOUNDARY : 0;
    unsigned n = word->begins;
    for (size_t i = 0; i < word->n + word->ends; i++) {
        uint64_t symbol = i < word->n ? word->symbols[i] : BOUNDARY;
        key = (key << counting->bits | symbol) & mask;
        n += n < counting->longest;
        if (!count_ends(counting, key, n)) {
            return false;
        }
    }
    return true;
}

/* First reading: letters get symbols, in the order in which they come. */
static bool make_alphabet(struct counting *counting, const struct cw_identify_source *sources,
                          size_t n_sources, size_t *n_letters)
{
    for (size_t i = 0; i < n_sources; i++) {
        for (size_t at = 0; at < sources[i].text.len;) {
            uint32_t c = cw_utf8_next(sources[i].text, &at);
            struct glyph *glyph = c < CODE_POINTS ? &counting->glyphs[c] : NULL;
            if (!glyph || glyph->kind != GLYPH_LETTER || glyph->group == NO_GROUP) {
                continue;
            }
            ++*n_letters;
            if (!glyph->symbol && !glyph->upper && counting->n_symbols < UINT16_MAX) {
                counting->letters[counting->n_symbols] = c;
                glyph->symbol = (uint16_t)counting->n_symbols++;
            }
        }
    }
    cw_identify_fold(counting->glyphs);
    bool wide = counting->n_symbols > (size_t)1 << NARROW_BITS;
    counting->bits = wide ? WIDE_BITS : NARROW_BITS;
    counting->longest = wide ? WIDE_GRAM : LONGEST_GRAM;
    return true;
}

static bool count_sources(struct counting *counting, const struct cw_identify_source *sources,
                          size_t n_sources)
{
    for (size_t i = 0; i < n_sources; i++) {
        struct cw_word_reader reader = {.glyphs = counting->glyphs, .text = sources[i].text};
        struct cw_word word;
        while (cw_identify_next_word(&reader, &word)) {
            bool strange = word.group == NO_GROUP;
            for (size_t k = 0; k < word.n; k++) {
                strange |= !word.symbols[k]; /* a capital without a small letter */
            }
            if (!strange && !count_word(counting, &word)) {
                return false;
            }
        }
    }
    return true;
}

static int by_length_and_count(const void *left, const void *right)
{
    const struct gram *a = left;
    const struct gram *b = right;
    if (a->length != b->length) {
        return a->length < b->length ? -1 : 1;
    }
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return (a->key > b->key) - (a->key < b->key);
}

static size_t write_gram(const struct counting *counting, const struct gram *gram, char *out)
{
    size_t len = 0;
    for (unsigned i = gram->length; i-- > 0;) {
        uint64_t symbol = gram->key >> (counting->bits * i) & (((uint64_t)1 << counting->bits) - 1);
        uint32_t c = symbol == BOUNDARY ? '_'
                     : symbol == JOINER ? 0x200C
                                        : counting->letters[symbol];
        len += cw_utf8_put(out + len, c);
    }
    return len;
}

static uint32_t count_of(const struct counting *counting, uint64_t key)
{
    return counting->grams[place_of(counting, key)].count;
}

static double worth_of(const struct counting *counting, const struct gram *gram)
{
    if (gram->count < LEAST_COUNT) {
        return 0; /* seen once is chance */
    }
    uint64_t mask = ((uint64_t)1 << (counting->bits * (gram->length - 1u))) - 1;
    double context = count_of(counting, gram->key >> counting->bits);
    double p = gram->count / context;
    double shorter = count_of(counting, gram->key & mask);
    double shorter_context = gram->length == 2
                                 ? (double)counting->totals[1]
                                 : count_of(counting, (gram->key & mask) >> counting->bits);
    return gram->count * fabs(log(p * shorter_context / shorter));
}

/* From the longest grams down, so that what continues a context is known before it. */
static void weigh_grams(struct counting *counting)
{
    for (unsigned length = counting->longest; length > 1; length--) {
        for (size_t i = 0; i <= counting->mask; i++) {
            struct gram *gram = &counting->grams[i];
            if (gram->key && gram->length == length) {
                gram->worth = fmaxf(gram->worth, (float)worth_of(counting, gram));
                struct gram *context =
                    &counting->grams[place_of(counting, gram->key >> counting->bits)];
                context->worth = fmaxf(context->worth, gram->worth);
            }
        }
    }
}

/* Single letters stay, but for those of foreign names. */
static bool stays(const struct counting *counting, const struct gram *gram, double least)
{
    if (gram->length > 1) {
        return gram->worth >= least && gram->count >= LEAST_COUNT;
    }
    return (double)gram->count >= (double)counting->totals[1] / RAREST_LETTER;
}

static size_t size_at(const struct counting *counting, double least)
{
    size_t size = 0;
    char text[4 * LONGEST_GRAM];
    for (size_t i = 0; i < counting->n; i++) {
        const struct gram *gram = &counting->grams[i];
        if (stays(counting, gram, least)) {
            size += write_gram(counting, gram, text) + 2;
            for (uint32_t count = gram->count; count; count /= 10) {
                size++;
            }
        }
    }
    return size;
}

/* The lowest worth whose lines fit, near enough. */
static double choose_least(const struct counting *counting, size_t most_bytes)
{
    double low = 1;
    double high = 1e7;
    if (size_at(counting, low) <= most_bytes) {
        return low;
    }
    for (int step = 0; step < 24; step++) {
        double middle = sqrt(low * high);
        if (size_at(counting, middle) <= most_bytes) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

static void write_profile(const struct counting *counting, const struct cw_identify_source *sources,
                          size_t n_sources, double least, struct cw_buf *out)
{
    for (size_t i = 0; i < n_sources; i++) {
        if (i && cw_str_eq(sources[i].provenance, sources[i - 1].provenance)) {
            continue; /* one line for files of one kind */
        }
        cw_buf_z(out, "@provenance\t");
        cw_buf_str(out, sources[i].provenance);
        cw_buf_char(out, '\n');
    }
    for (unsigned length = 1; length <= counting->longest; length++) {
        cw_buf_printf(out, "@total\t%u\t%llu\n", length,
                      (unsigned long long)counting->totals[length]);
    }
    for (size_t i = 0; i < counting->n; i++) {
        const struct gram *gram = &counting->grams[i];
        if (stays(counting, gram, least)) {
            char text[4 * LONGEST_GRAM];
            cw_buf_add(out, text, write_gram(counting, gram, text));
            cw_buf_printf(out, "\t%u\n", gram->count);
        }
    }
}

/* Grams to the front of their table, in the order of the profile. */
static void sort_grams(struct counting *counting)
{
    size_t used = 0;
    for (size_t i = 0; i <= counting->mask; i++) {
        if (counting->grams[i].key) {
            counting->grams[used++] = counting->grams[i];
        }
    }
    qsort(counting->grams, used, sizeof *counting->grams, by_length_and_count);
}

enum cw_err cw_identify_profile(const struct cw_lexicon *lexicon,
                                const struct cw_identify_source *sources, size_t n_sources,
                                size_t most_bytes, struct cw_buf *out, struct cw_diag *diag)
{
    uint8_t group_of[SCRIPTS];
    memset(group_of, NO_GROUP, sizeof group_of);
    struct cw_str name;
    for (size_t i = 0; (name = cw_lexicon_script(lexicon, i)).len; i++) {
        unsigned script = cw_identify_script(name);
        group_of[script] = script ? 0 : NO_GROUP;
    }
    struct counting counting = {.n_symbols = FIRST_LETTER};
    counting.glyphs = cw_identify_glyphs(group_of);
    counting.letters = calloc(UINT16_MAX, sizeof *counting.letters);
    size_t n_letters = 0;
    bool enough = counting.glyphs && counting.letters && grow(&counting) &&
                  make_alphabet(&counting, sources, n_sources, &n_letters) &&
                  count_sources(&counting, sources, n_sources);
    enum cw_err err = CW_OK;
    if (!enough) {
        err = cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "not enough memory to count a profile");
    } else if (n_letters < LEAST_LETTERS) {
        err = cw_fail(diag, CW_ESYNTAX, NULL, 0, 0,
                      "only %zu letters of the pack's scripts: give more text in the language",
                      n_letters);
    } else {
        weigh_grams(&counting);
        sort_grams(&counting);
        write_profile(&counting, sources, n_sources, choose_least(&counting, most_bytes), out);
        err = out->failed ? CW_ENOMEM : CW_OK;
    }
    free(counting.glyphs);
    free(counting.letters);
    free(counting.grams);
    return err;
}
