/* Is the counterpart of a clause a translation at all, or the original's own words?
 *
 * Two witnesses: the language that the text is in, and how many of its words stand in the original
 * too. Names, addresses and product lists have no language; they are rightly the same. */
#include "internal.h"

#include <unicode/uchar.h>

#include "common/utf8.h"

enum {
    ENOUGH_WORDS = 6,  /* for the language alone to be believed */
    SENTENCE_WORDS = 4 /* shorter sentences are not looked at one by one */
};

static const double sure = 0.8;
static const float most_in_part = 0.9f; /* beyond, all of it */

/* "pt" and "pt-BR", but for Chinese the script is part of it. */
static bool same_language(struct cw_str a, struct cw_str b)
{
    size_t x = 0;
    size_t y = 0;
    while (x < a.len && a.data[x] != '-') {
        x++;
    }
    while (y < b.len && b.data[y] != '-') {
        y++;
    }
    return x == y && x > 0 && memcmp(a.data, b.data, x) == 0;
}

static bool is_language(struct cw_str lang)
{
    return lang.len > 0 && !cw_str_is(lang, "und") && !cw_str_is(lang, "zxx");
}

/* The target's words, and those of them that the source has too. */
struct words {
    uint32_t n, shared;
};

static struct words compare_words(const struct cw_profile *x, const struct cw_profile *y)
{
    struct words words = {.n = y->n_words};
    for (uint32_t i = 0, j = 0; i < x->n_words && j < y->n_words;) {
        if (x->words[i] < y->words[j]) {
            i++;
        } else if (x->words[i] > y->words[j]) {
            j++;
        } else {
            words.shared++;
            i++;
            j++;
        }
    }
    return words;
}

static struct words compare_link(const struct cw_aligning *a, const struct cw_chain_link *link)
{
    struct words sum = {0, 0};
    for (uint32_t j = 0; j < link->n_target; j++) {
        struct words best = {a->target.items[link->target + j].n_words, 0};
        for (uint32_t i = 0; i < link->n_source; i++) {
            struct words words = compare_words(&a->source.items[link->source + i],
                                               &a->target.items[link->target + j]);
            best.shared = words.shared > best.shared ? words.shared : best.shared;
        }
        sum.n += best.n;
        sum.shared += best.shared;
    }
    return sum;
}

static struct cw_str neutral_lang(const struct cw_aligning *a, struct cw_str text,
                                  struct cw_str declared)
{
    return a->identify ? a->identify->lang(a->identify->context, text, declared) : cw_str_z("und");
}

/* Words of a text by how they begin. */
struct beginnings {
    size_t upper, lower, digit;
    bool has_small; /* anywhere; without, capitals tell nothing */
    bool has_copyright;
};

static struct beginnings read_beginnings(struct cw_str text)
{
    struct beginnings found = {0};
    bool in_word = false;
    for (size_t at = 0; at < text.len;) {
        UChar32 c = (UChar32)cw_utf8_next(text, &at);
        bool letter = u_isalpha(c);
        bool capital = u_isupper(c);
        bool digit = u_isdigit(c);
        if (!in_word) {
            found.upper += letter && capital;
            found.lower += letter && !capital;
            found.digit += digit;
        }
        found.has_small |= letter && !capital;
        found.has_copyright |= c == 0xA9;
        in_word = letter || digit || (in_word && (c == '\'' || c == 0x2019));
    }
    return found;
}

/* An address, a list of names, a product with its price, a copyright line: in scripts with
 * capitals, words that begin with one. Headings may be written so too. */
static bool is_names(const struct cw_clause *clause)
{
    enum { LONG = 8 };
    struct beginnings words = read_beginnings(clause->text);
    size_t all = words.upper + words.lower;
    bool marked = words.digit > 0 || words.has_copyright;
    return clause->kind != CW_HEADING && words.has_small &&
           ((all >= LONG && words.lower * 4 < all && words.lower < LONG) ||
            (marked && words.lower == 0));
}

static bool has_month(const struct cw_analysis *analysis)
{
    for (size_t k = 0; k < analysis->n_matches; k++) {
        if (cw_str_starts(analysis->matches[k].id, "month.")) {
            return true;
        }
    }
    return false;
}

static bool same_text(const struct cw_aligning *a, uint32_t source, uint32_t target)
{
    return cw_str_eq(a->source_side->clauses->items[source].text,
                     a->target_side->clauses->items[target].text);
}

/* The same text on both sides, and in it a month that only the original's language has. What a
 * third language makes of the translation's side counts for nothing. */
static bool is_foreign_date(const struct cw_aligning *a, uint32_t source, uint32_t target)
{
    const struct cw_analysis *x = a->source_side->analyses;
    const struct cw_analysis *y = a->target_side->analyses;
    return x && y && same_text(a, source, target) && has_month(&x[source]) &&
           (!same_language(y[target].lang, a->target_side->lang) || !has_month(&y[target]));
}

/* The whole text of one clause. */
static bool whole(const struct cw_aligning *a, uint32_t source, uint32_t target, struct words words,
                  struct cw_str *lang)
{
    const struct cw_align_side *side = a->target_side;
    const struct cw_analysis *analysis = side->analyses ? &side->analyses[target] : NULL;
    struct cw_str source_lang = a->source_side->lang;
    double confidence = analysis ? analysis->confidence : 0;
    *lang = analysis ? analysis->lang : cw_str_z("und");
    bool same = words.n > 0 && words.shared * 10 >= words.n * 9;
    if (words.n < SENTENCE_WORDS && !same_text(a, source, target)) {
        return false; /* "Your Account" and "Account" may be two languages */
    }
    if (same && is_foreign_date(a, source, target)) {
        *lang = source_lang;
        return true;
    }
    const struct cw_clause *clause = &side->clauses->items[target];
    if (is_names(clause)) {
        return false;
    }
    /* By itself, without the declared language, the clause may tell what it is. */
    struct cw_str by_itself = same ? neutral_lang(a, clause->text, source_lang) : cw_str_z("und");
    if (same_language(*lang, source_lang)) {
        return !cw_str_is(by_itself, "zxx") &&
               (same || words.shared * 10 >= words.n * 7 ||
                (side->has_pack && words.n >= ENOUGH_WORDS && confidence >= sure));
    }
    bool told = same && same_language(by_itself, source_lang);
    if (told) {
        *lang = source_lang;
    }
    return told && (!is_language(*lang) || !same_language(*lang, side->lang));
}

/* Words of a sentence that the source clause holds as well, by their bytes. */
static struct words sentence_words(struct cw_aligning *a, struct cw_str sentence,
                                   struct cw_str source, enum cw_err *err)
{
    struct words words = {0, 0};
    struct cw_token *tokens;
    size_t n;
    *err = cw_break_words(a->breaker, a->arena, "", sentence, &tokens, &n);
    for (size_t k = 0; !*err && k < n; k++) {
        if (tokens[k].kind != CW_TOKEN_OTHER && tokens[k].kind != CW_TOKEN_NUMBER) {
            struct cw_str word = cw_str_sub(sentence, tokens[k].start, tokens[k].end);
            words.n++;
            words.shared += memmem(source.data, source.len, word.data, word.len) != NULL;
        }
    }
    return words;
}

/* The share of a clause's text that stands in sentences of the original's language. */
static enum cw_err in_part(struct cw_aligning *a, const struct cw_chain_link *link, float *share)
{
    struct cw_str text = a->target_side->clauses->items[link->target].text;
    struct cw_str source = a->source_side->clauses->items[link->source].text;
    struct cw_span *spans;
    size_t n;
    enum cw_err err = cw_break_sentences(a->breaker, a->arena, "", text, &spans, &n);
    size_t bytes = 0;
    for (size_t k = 0; !err && k < n && n > 1; k++) {
        struct cw_str sentence = cw_str_sub(text, spans[k].start, spans[k].end);
        struct words words = sentence_words(a, sentence, source, &err);
        if (!err && words.n >= SENTENCE_WORDS && words.shared * 10 >= words.n * 8 &&
            same_language(neutral_lang(a, cw_str_trim(sentence), a->target_side->lang),
                          a->source_side->lang)) {
            bytes += sentence.len;
        }
    }
    *share = text.len > 0 ? (float)bytes / (float)text.len : 0;
    return err;
}

enum cw_err cw_align_untranslated(struct cw_aligning *a, const struct cw_chain_link *link,
                                  float *share, struct cw_str *lang)
{
    *share = 0;
    *lang = cw_str_z("und");
    if (same_language(a->source_side->lang, a->target_side->lang)) {
        return CW_OK;
    }
    struct words words = compare_link(a, link);
    bool single = link->n_source == 1 && link->n_target == 1;
    bool is_whole = whole(a, link->source, link->target, words, lang);
    bool is_same = words.shared * 10 >= words.n * 9;
    bool suspicious = words.shared >= SENTENCE_WORDS && words.shared * 6 >= words.n;
    if (!single || !a->identify || is_same || !suspicious) {
        *share = is_whole ? 1 : 0;
        return CW_OK;
    }
    enum cw_err err = in_part(a, link, share);
    if (is_whole && (*share <= 0 || *share > most_in_part)) {
        *share = 1;
    } else {
        *lang = a->source_side->lang;
    }
    return err;
}
