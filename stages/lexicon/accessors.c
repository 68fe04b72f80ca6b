/* What a loaded pack says of itself. */
#include <stdlib.h>

#include "common/utf8.h"
#include "internal.h"

struct cw_str cw_lexicon_code(const struct cw_lexicon *lexicon)
{
    return lexicon->code;
}

struct cw_str cw_lexicon_name(const struct cw_lexicon *lexicon)
{
    return lexicon->name;
}

struct cw_str cw_lexicon_english(const struct cw_lexicon *lexicon)
{
    return lexicon->english;
}

const char *cw_lexicon_locale(const struct cw_lexicon *lexicon)
{
    return lexicon->locale;
}

bool cw_lexicon_rtl(const struct cw_lexicon *lexicon)
{
    return lexicon->rtl;
}

struct cw_hash cw_lexicon_fingerprint(const struct cw_lexicon *lexicon)
{
    return lexicon->hash;
}

struct cw_limits cw_lexicon_limits(const struct cw_lexicon *lexicon)
{
    return lexicon->limits;
}

struct cw_reading cw_lexicon_reading(const struct cw_lexicon *lexicon)
{
    return lexicon->reading;
}

struct cw_str cw_lexicon_script(const struct cw_lexicon *lexicon, size_t i)
{
    return i < lexicon->n_scripts ? lexicon->scripts[i] : cw_str_z("");
}

struct cw_str cw_lexicon_profile(const struct cw_lexicon *lexicon)
{
    return lexicon->profile;
}

bool cw_lexicon_giveaway(const struct cw_lexicon *lexicon, size_t i, struct cw_str *word,
                         struct cw_str *against)
{
    if (i >= lexicon->n_giveaways) {
        return false;
    }
    *word = lexicon->giveaways[i].word;
    *against = lexicon->giveaways[i].against;
    return true;
}

bool cw_lexicon_has_enders(const struct cw_lexicon *lexicon)
{
    return lexicon->n_enders > 0;
}

bool cw_lexicon_is_ender(const struct cw_lexicon *lexicon, uint32_t code_point)
{
    for (size_t i = 0; i < lexicon->n_enders; i++) {
        if (lexicon->enders[i] == code_point) {
            return true;
        }
    }
    return false;
}

static int compare(const void *a, const void *b)
{
    return cw_str_cmp(*(const struct cw_str *)a, *(const struct cw_str *)b);
}

bool cw_lexicon_is_abbreviation(const struct cw_lexicon *lexicon, struct cw_str word)
{
    const struct list *list = &lexicon->abbreviations;
    if (list->n == 0 || word.len == 0 || word.len > 64) {
        return false;
    }
    if (bsearch(&word, list->items, list->n, sizeof word, compare)) {
        return true;
    }
    /* A line in small letters fits capitals too. */
    cw_arena_reset(lexicon->lazy->arena);
    struct cw_str lower = cw_utf8_fold(lexicon->lazy->arena, word, lexicon->turkic);
    return lower.data && bsearch(&lower, list->items, list->n, sizeof lower, compare) != NULL;
}

struct cw_resources cw_lexicon_resources(const struct cw_lexicon *lexicon)
{
    size_t own = 0;
    for (size_t i = 0; i < lexicon->n_formulas; i++) {
        bool neutral = false;
        for (size_t j = 0; j < lexicon->concepts->n_neutral; j++) {
            neutral |=
                cw_str_eq(lexicon->formulas[i].info.id, lexicon->concepts->neutral[j].info.id);
        }
        own += !neutral;
    }
    return (struct cw_resources){.spelling = lexicon->spelling,
                                 .spelling_installed = lexicon->spelling.len > 0 &&
                                                       dictionary_installed(lexicon->spelling),
                                 .stemmer = lexicon->stemmer,
                                 .instead = lexicon->instead,
                                 .syllable_note = lexicon->syllable_note,
                                 .syllables = lexicon->method != SYLLABLES_NONE,
                                 .n_terms = lexicon->n_terms,
                                 .n_formulas = own,
                                 .has_profile = lexicon->profile.len > 0};
}
