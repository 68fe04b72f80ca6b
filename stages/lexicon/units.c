/* Text of scripts without spaces between words, one character at a time. Letters of other scripts
 * and digits stay together as words and numbers, so that no term is found inside "domain". */
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "common/utf8.h"
#include "internal.h"

static bool own_letter(const struct cw_lexicon *lexicon, uint32_t letter)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)letter, &status);
    if (script == USCRIPT_COMMON || script == USCRIPT_INHERITED) {
        return true;
    }
    const char *name = uscript_getShortName(script);
    for (size_t i = 0; i < lexicon->n_scripts; i++) {
        if (cw_str_is(lexicon->scripts[i], name)) {
            return true;
        }
    }
    return false;
}

static bool is_ignored(const struct cw_lexicon *lexicon, uint32_t letter)
{
    for (size_t i = 0; i < lexicon->n_folds; i++) {
        if (lexicon->folds[i].from == letter) {
            return lexicon->folds[i].to == 0;
        }
    }
    return false;
}

static enum unit_kind classify(const struct cw_lexicon *lexicon, uint32_t letter)
{
    if (is_ignored(lexicon, letter)) {
        return UNIT_IGNORED;
    }
    uint32_t mask = U_GET_GC_MASK((UChar32)letter);
    if (mask & U_GC_ND_MASK) {
        return UNIT_NUMBER;
    }
    if (mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) {
        return own_letter(lexicon, letter) ? UNIT_CHAR : UNIT_WORD;
    }
    if (u_isUWhiteSpace((UChar32)letter)) {
        return UNIT_SPACE;
    }
    if (u_hasBinaryProperty((UChar32)letter, UCHAR_S_TERM) || letter == ';' || letter == ':' ||
        letter == 0xFF1B || letter == 0xFF1A || cw_lexicon_is_ender(lexicon, letter)) {
        return UNIT_BREAK;
    }
    return UNIT_OTHER;
}

static enum unit_kind kind_of(const struct cw_lexicon *lexicon, uint8_t *kinds, uint32_t letter)
{
    if (letter >= UNIT_KINDS_SIZE) {
        return classify(lexicon, letter);
    }
    if (!kinds[letter]) {
        kinds[letter] = (uint8_t)classify(lexicon, letter);
    }
    return (enum unit_kind)kinds[letter];
}

static uint32_t folded_letter(const struct cw_lexicon *lexicon, uint32_t letter)
{
    for (size_t i = 0; i < lexicon->n_folds; i++) {
        if (lexicon->folds[i].from == letter) {
            return lexicon->folds[i].to;
        }
    }
    return letter;
}

/* Goes on over what belongs to the same word or number: its kind, and inside a number a single
 * point or comma between digits. */
static size_t run_end(const struct cw_lexicon *lexicon, uint8_t *kinds, struct cw_str text,
                      size_t at, enum unit_kind *kind)
{
    while (at < text.len) {
        size_t next = at;
        uint32_t letter = cw_utf8_next(text, &next);
        enum unit_kind more = kind_of(lexicon, kinds, letter);
        if (more == UNIT_WORD) {
            *kind = UNIT_WORD;
        } else if (more != UNIT_NUMBER) {
            size_t behind = next;
            bool joins = *kind == UNIT_NUMBER && (letter == '.' || letter == ',') &&
                         next < text.len &&
                         kind_of(lexicon, kinds, cw_utf8_next(text, &behind)) == UNIT_NUMBER;
            if (!joins) {
                return at;
            }
        }
        at = next;
    }
    return at;
}

void next_unit(const struct cw_lexicon *lexicon, uint8_t *kinds, struct cw_str text, size_t *at,
               struct unit *unit)
{
    size_t start = *at;
    uint32_t letter = cw_utf8_next(text, at);
    enum unit_kind kind = kind_of(lexicon, kinds, letter);
    if (kind == UNIT_WORD || kind == UNIT_NUMBER) {
        *at = run_end(lexicon, kinds, text, *at, &kind);
    } else if (kind == UNIT_CHAR && lexicon->n_folds > 0) {
        letter = folded_letter(lexicon, letter);
    }
    *unit = (struct unit){kind, letter, (uint32_t)start, (uint32_t)*at};
}
