/* Letters that a language does not use.
 *
 * Between relatives the likeliest is still the wrong one where none of the packs is right:
 * Ukrainian looks like Russian to who knows no Ukrainian. But a text of a language does not hold
 * many words with letters that it does not use: neither its profile shows them, nor does CLDR list
 * them among those of its words and of the foreign words in it. */
#include <unicode/ulocdata.h>
#include <unicode/uset.h>

#include "common/utf8.h"
#include "internal.h"

enum {
    STRANGE_OF = 10, /* one word of so many is too much */
    WORD = 16,       /* symbols, at most; scripts without spaces have words of a whole sentence */
    MOST_WORDS = 128 /* that are looked at */
};

/* A letter is in use from this share of all letters on. Rarer ones come with names. */
static const int32_t rarest = -10 * STEPS; /* e^-10: five of a hundred thousand */

/* What CLDR does not know adds nothing. */
static void add_listed(const char *code, USet *letters)
{
    static const ULocaleDataExemplarSetType types[] = {ULOCDATA_ES_STANDARD, ULOCDATA_ES_AUXILIARY};
    UErrorCode status = U_ZERO_ERROR;
    ULocaleData *data = ulocdata_open(code, &status);
    for (size_t i = 0; U_SUCCESS(status) && i < sizeof types / sizeof *types; i++) {
        USet *set = ulocdata_getExemplarSet(data, NULL, USET_ADD_CASE_MAPPINGS, types[i], &status);
        if (U_SUCCESS(status)) {
            uset_addAll(letters, set);
        }
        uset_close(set);
    }
    ulocdata_close(data);
}

/* The letter, to those languages of its group that use it. */
static void add_used(struct cw_identifier *identifier, UChar32 c)
{
    const struct glyph *glyph = &identifier->glyphs[c];
    const struct cw_group *group = &identifier->groups[glyph->group];
    uint32_t node = cw_group_find(group, glyph->symbol);
    for (size_t column = 0; node != NO_NODE && column < group->n_langs; column++) {
        USet *letters = identifier->langs[group->first + column].letters;
        if (letters && group->vectors[node * group->stride + column] > rarest) {
            uset_add(letters, c);
        }
    }
}

enum cw_err cw_identify_alphabets(struct cw_identifier *identifier)
{
    for (size_t l = 0; l < identifier->n_langs; l++) {
        struct cw_identifier_lang *lang = &identifier->langs[l];
        if (!lang->profiled || identifier->groups[lang->group].bits != NARROW_BITS) {
            continue; /* of thousands of signs many are new in any text */
        }
        lang->letters = uset_openEmpty();
        if (!lang->letters) {
            return CW_ENOMEM;
        }
        add_listed(lang->code, lang->letters);
    }
    for (UChar32 c = 0; c < CODE_POINTS; c++) {
        if (identifier->glyphs[c].symbol && identifier->glyphs[c].group != NO_GROUP) {
            add_used(identifier, c);
        }
    }
    for (size_t l = 0; l < identifier->n_langs; l++) {
        if (identifier->langs[l].letters) {
            uset_freeze(identifier->langs[l].letters);
        }
    }
    return CW_OK;
}

static bool is_strange(const struct cw_identifier *identifier,
                       const struct cw_identifier_lang *lang, struct cw_str word)
{
    for (size_t at = 0; at < word.len;) {
        uint32_t c = cw_utf8_next(word, &at);
        if (c < CODE_POINTS && identifier->glyphs[c].kind == GLYPH_LETTER &&
            !uset_contains(lang->letters, (UChar32)c)) {
            return true;
        }
    }
    return false;
}

bool cw_identify_has_strange_letters(const struct cw_identifier *identifier, struct cw_str text,
                                     size_t l)
{
    const struct cw_identifier_lang *lang = &identifier->langs[l];
    if (!lang->letters) {
        return false;
    }
    struct cw_word_reader reader = {.glyphs = identifier->glyphs, .text = text};
    struct cw_word word;
    size_t words = 0;
    size_t strange = 0;
    for (bool first = true; words < MOST_WORDS && cw_identify_next_word(&reader, &word);
         first = false) {
        bool is_name = word.upper && !first;
        if (word.group == lang->group && !is_name) {
            words += 1 + word.n / WORD;
            struct cw_str letters = {text.data + reader.at - word.bytes, word.bytes};
            strange += is_strange(identifier, lang, letters);
        }
    }
    return strange && strange * STRANGE_OF >= words;
}
