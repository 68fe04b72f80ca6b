/* The language of a text: the scripts decide which languages compete, then each symbol's
 * probability, give-away words and the declared language as prior; what wins has to look like
 * itself. */
#include "identify.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uscript.h>
#include <unicode/uset.h>

#include "internal.h"
#include "lexicon/lexicon.h"

enum {
    MOST_SCORED = 2048,         /* symbols; what comes later cannot change the answer */
    STRANGE = 12 * STEPS,       /* what a letter that no profile holds costs every language */
    FOREIGN_WORD = 4 * STEPS,   /* what a word costs that is not of the language ... */
    FOREIGN_SYMBOL = STEPS / 4, /* ... and more for a long one; ... */
    FOREIGN_SIGN = 2 * STEPS,   /* ... a symbol of thousands says more than one of thirty */
    NAMES_OFF = 2,              /* of so many parts of what names say, so many are taken off */
    NAMES_OF = 3,
    DECLARED = 2 * STEPS,     /* what the declared language is believed beforehand, ... */
    DECLARED_MOST = 8 * STEPS /* ... and at most, where there is next to nothing to read */
};

/* Symbols of a text depend on each other more than the model knows; its log-odds are shrunk. */
static const double temper = 0.5;
/* Below this confidence the answer is "und". */
static const double least_confidence = 0.4;
/* How much worse than a language's own text a text may fit its model, as a share of the mean
 * log-probability; more is allowed where there are few symbols. */
static const double misfit = 1.0;
static const double misfit_of_one = 6;

struct scores {
    const struct cw_identifier *identifier;
    struct cw_identify_memo *memo;         /* NULL = none */
    int32_t langs[MOST_LANGUAGES + LANES]; /* log-probabilities, times STEPS */
    int32_t names[MOST_LANGUAGES + LANES]; /* of langs: by capitalised words inside the text */
    int32_t marks[MOST_LANGUAGES + LANES]; /* give-aways and prior */
    uint32_t scored[MOST_GROUPS];          /* symbols */
    uint32_t bytes[MOST_GROUPS];           /* of words in the group's scripts */
    uint32_t bytes_elsewhere;              /* of words in scripts of no pack */
    uint32_t words;
    uint32_t capitalised;
};

enum cw_err cw_identifier_new(const struct cw_lexicons *lexicons, struct cw_identifier **out,
                              struct cw_diag *diag)
{
    struct cw_identifier *identifier = calloc(1, sizeof *identifier);
    if (!identifier) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "not enough memory to identify languages");
    }
    identifier->lexicons = lexicons;
    enum cw_err err = cw_identify_languages(identifier);
    if (err) {
        (void)cw_fail(diag, err, NULL, 0, 0,
                      "too many language packs: at most %d can be told apart", MOST_LANGUAGES);
    }
    for (size_t i = 0; !err && i < identifier->n_groups; i++) {
        err = cw_identify_join(identifier, i, diag);
    }
    if (!err) {
        cw_identify_fold(identifier->glyphs);
        err = cw_identify_giveaways(identifier);
        for (size_t i = 0; !err && i < identifier->n_groups; i++) {
            err = cw_identify_mark_grams(identifier, &identifier->groups[i]);
        }
    }
    if (!err) {
        err = cw_identify_alphabets(identifier);
    }
    if (err) {
        cw_identifier_free(identifier);
        return err;
    }
    *out = identifier;
    return CW_OK;
}

void cw_identifier_free(struct cw_identifier *identifier)
{
    if (!identifier) {
        return;
    }
    for (size_t i = 0; i < identifier->n_groups; i++) {
        free(identifier->groups[i].places);
        free(identifier->groups[i].keys);
        free(identifier->groups[i].vectors);
    }
    for (size_t i = 0; i < identifier->n_langs; i++) {
        uset_close(identifier->langs[i].letters);
    }
    free(identifier->glyphs);
    free(identifier->giveaways);
    free(identifier);
}

/* Adds the probability of the key's last symbol, after as much of what stands before it as any
 * language knows. */
static void add_symbol(const struct cw_group *group, uint64_t key, int32_t *scores)
{
    uint64_t mask = (uint64_t)-1 >> (64 - group->bits * group->longest);
    for (; mask; mask >>= group->bits) {
        /* A key with nothing before it in the word is found at its own length at once. */
        if ((key & mask) == (key & (mask >> group->bits)) && mask >> group->bits) {
            continue;
        }
        uint32_t node = cw_group_find(group, key & mask);
        if (node != NO_NODE) {
            const int16_t *vector = &group->vectors[node * group->stride];
            for (size_t block = 0; block < group->stride; block += LANES) {
                for (size_t i = 0; i < LANES; i++) {
                    scores[block + i] += vector[block + i];
                }
            }
            return;
        }
    }
}

static int32_t foreign_symbol(const struct cw_group *group)
{
    return group->bits == WIDE_BITS ? FOREIGN_SIGN : FOREIGN_SYMBOL;
}

/* A word may always be a name or a foreign word: no language loses more by one than a bound.
 * Strange letters cost every language the same. */
static void bound_loss(const struct cw_group *group, const struct cw_word *word, int32_t *sums)
{
    int32_t best = INT32_MIN;
    for (size_t l = 0; l < group->n_langs; l++) {
        best = sums[l] > best ? sums[l] : best;
    }
    int32_t strange = 0;
    for (size_t i = 0; i < word->n; i++) {
        strange += !word->symbols[i];
    }
    int32_t least = best - (int32_t)(word->n + 1) * foreign_symbol(group) - FOREIGN_WORD;
    for (size_t l = 0; l < group->n_langs; l++) {
        sums[l] = (sums[l] > least ? sums[l] : least) - strange * STRANGE;
    }
}

/* Sums are padded with zeros; a group's padding lies over its neighbour's first scores. */
static void add_word(struct scores *scores, const struct cw_group *group, const int32_t *sums)
{
    int32_t *langs = &scores->langs[group->first];
    for (size_t block = 0; block < group->stride; block += LANES) {
        for (size_t i = 0; i < LANES; i++) {
            langs[block + i] += sums[block + i];
        }
    }
}

static void add_name(struct scores *scores, const struct cw_group *group, const int32_t *sums)
{
    int32_t best = INT32_MIN;
    for (size_t l = 0; l < group->n_langs; l++) {
        best = sums[l] > best ? sums[l] : best;
    }
    for (size_t l = 0; l < group->n_langs; l++) {
        scores->names[group->first + l] += sums[l] - best;
    }
}

/* The word's log-probability in each language of the group, strange letters aside. */
static void sum_symbols(const struct cw_group *group, const struct cw_word *word, int32_t *sums)
{
    memset(sums, 0, group->stride * sizeof sums[0]);
    uint64_t mask = (uint64_t)-1 >> (64 - group->bits * group->longest);
    uint64_t key = word->begins ? BOUNDARY : 0;
    for (size_t i = 0; i < word->n; i++) {
        if (!word->symbols[i]) {
            key = 0; /* a letter that no profile holds is as strange to all */
            continue;
        }
        key = (key << group->bits | word->symbols[i]) & mask;
        add_symbol(group, key, sums);
    }
    if (word->ends && key) {
        add_symbol(group, (key << group->bits | BOUNDARY) & mask, sums);
    }
}

static void score_word(struct scores *scores, const struct cw_word *word)
{
    const struct cw_group *group = &scores->identifier->groups[word->group];
    int32_t own[MOST_LANGUAGES + LANES];
    bool known;
    int32_t *kept = cw_identify_recall(scores->memo, word, &known);
    int32_t *sums = kept ? kept : own;
    if (!kept || !known) {
        sum_symbols(group, word, sums);
        bound_loss(group, word, sums);
    }
    add_word(scores, group, sums);
    if (word->upper && scores->words > 1) {
        add_name(scores, group, sums);
    }
    scores->scored[word->group] += (uint32_t)word->n + word->ends;
}

/* Does the word that begins at `start` go on with a sentence? Surely behind a letter or comma and a
 * space. */
static bool is_inside(struct cw_str text, size_t start)
{
    if (start < 2 || text.data[start - 1] != ' ') {
        return false;
    }
    unsigned char before = (unsigned char)text.data[start - 2];
    return before == ',' || (unsigned char)((before | 0x20) - 'a') < 26;
}

static void mark_word(struct scores *scores, const struct cw_word *word, bool inside)
{
    const struct cw_giveaway *giveaway = cw_identify_giveaway(scores->identifier, word, inside);
    const struct cw_group *group = &scores->identifier->groups[word->group];
    for (size_t l = group->first; giveaway && l < group->first + group->n_langs; l++) {
        if (giveaway->against[l / 64] >> (l % 64) & 1) {
            scores->marks[l] -= GIVEAWAY;
        }
    }
}

static void read_words(struct scores *scores, struct cw_word_reader *reader)
{
    struct cw_word word;
    while (cw_identify_next_word(reader, &word)) {
        scores->words++;
        scores->capitalised += word.upper;
        if (word.group == NO_GROUP) {
            scores->bytes_elsewhere += 4 * (uint32_t)word.bytes;
            continue;
        }
        /* Names are written with capitals, and in other languages' text too. */
        scores->bytes[word.group] += (uint32_t)(word.upper ? word.bytes : 4 * word.bytes);
        if (scores->scored[word.group] < MOST_SCORED) {
            score_word(scores, &word);
            mark_word(scores, &word,
                      word.upper && is_inside(reader->text, reader->at - word.bytes));
        }
    }
}

static void name_script(const struct cw_word_reader *reader, struct cw_identity *out)
{
    unsigned script = 0;
    uint32_t most = 0;
    for (unsigned i = 1; i < SCRIPTS; i++) {
        if (reader->scripts[i] > most) {
            most = reader->scripts[i];
            script = i;
        }
    }
    if (script) {
        snprintf(out->script, sizeof out->script, "%s", uscript_getShortName((UScriptCode)script));
    }
}

/* The group with most of the text, by bytes: a Latin name weighs less inside a script whose letters
 * say more each. NO_GROUP when most is in scripts of no pack. */
static size_t choose_group(const struct scores *scores)
{
    size_t best = NO_GROUP;
    uint32_t most = scores->bytes_elsewhere;
    for (size_t i = 0; i < scores->identifier->n_groups; i++) {
        if (scores->bytes[i] > most) {
            most = scores->bytes[i];
            best = i;
        }
    }
    return best;
}

/* Each word that there is to read takes the place of some belief: one or two say next to nothing,
 * five say enough. */
static int32_t belief(uint32_t words)
{
    enum { WORD = 2 * STEPS, READABLE = 5 };
    int32_t more = words < READABLE ? (int32_t)(READABLE - words) * WORD : 0;
    return DECLARED + more < DECLARED_MOST ? DECLARED + more : DECLARED_MOST;
}

/* The pack of the declared language; NULL = none is declared, or there is no pack for it. */
static const struct cw_lexicon *find_declared(const struct cw_identifier *identifier,
                                              struct cw_str declared)
{
    for (size_t i = 0; declared.len && i < identifier->n_langs; i++) {
        if (cw_str_is(declared, identifier->langs[i].code)) {
            return identifier->langs[i].lexicon;
        }
    }
    return declared.len ? cw_lexicons_find(identifier->lexicons, declared) : NULL;
}

static void add_prior(struct scores *scores, const struct cw_lexicon *lexicon)
{
    const struct cw_identifier *identifier = scores->identifier;
    for (size_t i = 0; lexicon && i < identifier->n_langs; i++) {
        if (identifier->langs[i].lexicon == lexicon) {
            scores->marks[i] += belief(scores->words);
        }
    }
}

/* What speaks for a language. Capitalised words inside a text are mostly names, which are the same
 * in many languages: where there are other words, they count less. */
static int32_t score_of(const struct scores *scores, size_t lang)
{
    int32_t names = scores->capitalised < scores->words ? scores->names[lang] : 0;
    return scores->langs[lang] - names * NAMES_OFF / NAMES_OF + scores->marks[lang];
}

/* The likeliest language of the group and, in *confidence, its share of all. */
static size_t choose_language(const struct scores *scores, size_t group_index, double *confidence)
{
    const struct cw_identifier *identifier = scores->identifier;
    const struct cw_group *group = &identifier->groups[group_index];
    size_t end = group->first + group->n_langs;
    size_t best = end;
    bool profiled = false;
    for (size_t i = group->first; i < end; i++) {
        profiled |= identifier->langs[i].profiled;
    }
    for (size_t i = group->first; i < end; i++) {
        /* A pack without a profile cannot stand against one that has it. */
        if (profiled && !identifier->langs[i].profiled) {
            continue;
        }
        if (best == end || score_of(scores, i) > score_of(scores, best)) {
            best = i;
        }
    }
    double sum = 0;
    for (size_t i = group->first; i < end; i++) {
        if (!profiled || identifier->langs[i].profiled) {
            sum += exp(-temper * (score_of(scores, best) - score_of(scores, i)) / STEPS);
        }
    }
    *confidence = 1 / sum;
    return best;
}

/* Does the text look like the language's own? Without a profile nothing speaks against it; of
 * thousands of signs many are new in any text. */
static bool fits(const struct scores *scores, size_t lang)
{
    const struct cw_identifier_lang *candidate = &scores->identifier->langs[lang];
    uint32_t n = scores->scored[candidate->group];
    bool wide = scores->identifier->groups[candidate->group].bits == WIDE_BITS;
    if (!candidate->profiled || !n || wide) {
        return true;
    }
    double mean = (double)scores->langs[lang] / STEPS / n;
    return mean > candidate->typical * (1 + misfit + misfit_of_one / sqrt(n));
}

/* What is declared needs no other proof than that nothing is likelier. */
static bool is_relative(const struct cw_identifier *identifier, struct cw_str text,
                        const struct cw_lexicon *declared, size_t lang)
{
    return declared != identifier->langs[lang].lexicon &&
           cw_identify_has_strange_letters(identifier, text, lang);
}

static void set_lang(struct cw_identity *out, const char *lang, double confidence)
{
    snprintf(out->lang, sizeof out->lang, "%s", lang);
    out->confidence = confidence;
}

void cw_identify(const struct cw_identifier *identifier, struct cw_str text, struct cw_str declared,
                 struct cw_identity *out)
{
    cw_identify_with(identifier, NULL, text, declared, out);
}

void cw_identify_with(const struct cw_identifier *identifier, struct cw_identify_memo *memo,
                      struct cw_str text, struct cw_str declared, struct cw_identity *out)
{
    *out = (struct cw_identity){0};
    struct scores scores = {.identifier = identifier, .memo = memo};
    struct cw_word_reader reader = {.glyphs = identifier->glyphs, .text = text};
    read_words(&scores, &reader);
    name_script(&reader, out);
    if (!scores.words) {
        set_lang(out, "zxx", 1);
        return;
    }
    if (reader.scripts[USCRIPT_MYANMAR] && cw_identify_is_zawgyi(text)) {
        out->zawgyi = true;
        set_lang(out, "und", 1);
        return;
    }
    size_t group = choose_group(&scores);
    if (group == NO_GROUP) {
        set_lang(out, "und", 0);
        return;
    }
    const struct cw_lexicon *pack = find_declared(identifier, declared);
    add_prior(&scores, pack);
    double confidence;
    size_t lang = choose_language(&scores, group, &confidence);
    if (!fits(&scores, lang) || confidence < least_confidence ||
        is_relative(identifier, text, pack, lang)) {
        /* Capitals from end to end and like no language: names. */
        bool names = scores.capitalised == scores.words;
        set_lang(out, names ? "zxx" : "und", 1 - confidence);
        return;
    }
    set_lang(out, identifier->langs[lang].code, confidence);
}
