/* Word boundaries: rules WB3 to WB999 of UAX #29 (Unicode 15), as ICU 72 has them in its root
 * rules. Rule numbers stand beside the code. */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "arena.h"
#include "rules.h"
#include "utf8.h"

enum word_class {
    W_UNSET = 0,
    W_OTHER,
    W_FOREIGN, /* wants a dictionary or rules that are not here */
    W_CR,
    W_NEWLINE,
    W_SPACE,
    W_IGNORED, /* Extend, Format */
    W_ZWJ,
    W_LETTER,
    W_NUMERIC,
    W_EXTEND_NUM_LET,
    W_MID_LETTER,
    W_MID_NUM,
    W_MID_BOTH, /* MidNumLet, Single_Quote */
    W_END       /* of the text */
};

struct walk {
    struct cw_rules *rules;
    struct cw_str text;
    size_t at;   /* first byte of the next character */
    bool failed; /* out of memory */
};

static bool wants_dictionary(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    /* The block of Japanese punctuation and the full-width forms mix with Han and kana. */
    return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT ||
           script == USCRIPT_HAN || script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA ||
           script == USCRIPT_HANGUL || u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) ||
           (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF00 && c <= 0xFFEF);
}

/* CLDR 42 makes the commercial at a letter and keeps the colon from binding letters. */
static enum word_class classify(UChar32 c)
{
    if (wants_dictionary(c)) {
        return W_FOREIGN;
    }
    if (c == '@') {
        return W_LETTER;
    }
    if (c == ':' || c == 0xFE55) {
        return W_OTHER;
    }
    switch (u_getIntPropertyValue(c, UCHAR_WORD_BREAK)) {
    case U_WB_OTHER:
        return W_OTHER;
    case U_WB_CR:
        return W_CR;
    case U_WB_LF:
    case U_WB_NEWLINE:
        return W_NEWLINE;
    case U_WB_WSEGSPACE:
        return W_SPACE;
    case U_WB_EXTEND:
    case U_WB_FORMAT:
        return W_IGNORED;
    case U_WB_ZWJ:
        return W_ZWJ;
    case U_WB_ALETTER:
        return W_LETTER;
    case U_WB_NUMERIC:
        return W_NUMERIC;
    case U_WB_EXTENDNUMLET:
        return W_EXTEND_NUM_LET;
    case U_WB_MIDLETTER:
        return W_MID_LETTER;
    case U_WB_MIDNUM:
        return W_MID_NUM;
    case U_WB_MIDNUMLET:
    case U_WB_SINGLE_QUOTE:
        return W_MID_BOTH;
    case U_WB_DOUBLE_QUOTE: /* matters after Hebrew letters only */
        return W_OTHER;
    default:
        return W_FOREIGN;
    }
}

static const uint8_t *fill_row(struct cw_rules *rules, unsigned row)
{
    uint8_t *classes = malloc(256);
    if (classes) {
        for (unsigned i = 0; i < 256; i++) {
            classes[i] = (uint8_t)classify((UChar32)(row << 8 | i));
        }
        rules->words[row] = classes;
    }
    return classes;
}

/* The class of the character at `at`; *next is behind it. */
static enum word_class class_at(struct walk *walk, size_t at, size_t *next)
{
    if (at >= walk->text.len) {
        *next = at;
        return W_END;
    }
    *next = at;
    uint32_t c = (unsigned char)walk->text.data[at];
    if (c < 0x80) {
        ++*next;
    } else {
        c = cw_utf8_next(walk->text, next);
        if (c > 0xFFFF) {
            return W_FOREIGN;
        }
    }
    const uint8_t *row = walk->rules->words[c >> 8];
    if (!row && !(row = fill_row(walk->rules, c >> 8))) {
        walk->failed = true;
        return W_FOREIGN;
    }
    return (enum word_class)row[c & 0xFF];
}

/* WB4: moves behind what is ignored after a character. false when an emoji sequence may follow. */
static bool skip_ignored(struct walk *walk, size_t *at)
{
    if (*at < walk->text.len && (unsigned char)walk->text.data[*at] < 0x80) {
        return true; /* nothing in ASCII is ignored */
    }
    size_t next;
    enum word_class class = class_at(walk, *at, &next);
    while (class == W_IGNORED || class == W_ZWJ) {
        *at = next;
        bool joiner = class == W_ZWJ;
        class = class_at(walk, *at, &next);
        /* WB3c: a joiner binds a pictograph; all of those are symbols. */
        if (joiner && (class == W_OTHER || class == W_FOREIGN)) {
            return false;
        }
    }
    return true;
}

/* Is the pair joined whatever surrounds it? WB5, 8, 9, 10, 13a, 13b */
static bool joins(enum word_class before, enum word_class after)
{
    return before >= W_LETTER && before <= W_EXTEND_NUM_LET && after >= W_LETTER &&
           after <= W_EXTEND_NUM_LET;
}

/* May `middle` stand inside, between two of `side`? WB6, 7, 11, 12 */
static bool bridges(enum word_class side, enum word_class middle)
{
    return middle == W_MID_BOTH ? side == W_LETTER || side == W_NUMERIC
                                : (side == W_LETTER && middle == W_MID_LETTER) ||
                                      (side == W_NUMERIC && middle == W_MID_NUM);
}

/* ICU names a token by the rule that joined its last two characters. */
static enum cw_token_kind kind_of(enum word_class before, enum word_class last)
{
    if (last == W_EXTEND_NUM_LET) {
        return before == W_NUMERIC ? CW_TOKEN_NUMBER
               : before == W_END   ? CW_TOKEN_OTHER
                                   : CW_TOKEN_LETTER;
    }
    return last == W_NUMERIC ? CW_TOKEN_NUMBER : CW_TOKEN_LETTER;
}

static bool is_plain_letter(unsigned char byte)
{
    return (unsigned char)((byte | 0x20) - 'a') < 26;
}

/* Plain letters need no table: most of most texts. */
static void skip_plain_letters(struct walk *walk)
{
    const unsigned char *bytes = (const unsigned char *)walk->text.data;
    size_t at = walk->at;
    while (at < walk->text.len && is_plain_letter(bytes[at])) {
        at++;
    }
    walk->at = at;
}

/* A token that begins with a letter, a digit or an underscore. false: ICU is wanted. */
static bool read_word(struct walk *walk, enum word_class class, enum cw_token_kind *kind)
{
    enum word_class before = W_END; /* nothing */
    size_t end;                     /* of the last character, without what is ignored behind it */
    for (;;) {
        if (class == W_LETTER) {
            skip_plain_letters(walk);
        }
        size_t at = walk->at;
        end = at;
        if (!skip_ignored(walk, &at)) {
            return false;
        }
        walk->at = at;
        size_t next;
        enum word_class after = class_at(walk, at, &next);
        if (after == W_FOREIGN) {
            return false;
        }
        if (bridges(class, after)) {
            if (!skip_ignored(walk, &next)) {
                return false;
            }
            size_t behind;
            enum word_class other = class_at(walk, next, &behind);
            if (other == W_FOREIGN) {
                return false;
            }
            if (other != class) {
                break;
            }
            before = class;
            walk->at = behind;
            continue;
        }
        if (!joins(class, after)) {
            break;
        }
        before = class;
        class = after;
        walk->at = next;
    }
    /* An underscore with an accent is no part of a word to ICU. */
    bool bare = class != W_EXTEND_NUM_LET || end == walk->at;
    *kind = bare ? kind_of(before, class) : CW_TOKEN_OTHER;
    return true;
}

/* One token from walk->at on. false: ICU is wanted, or out of memory. */
static bool read_token(struct walk *walk, enum cw_token_kind *kind)
{
    size_t next;
    enum word_class class = class_at(walk, walk->at, &next);
    *kind = CW_TOKEN_OTHER;
    if (class == W_IGNORED || class == W_ZWJ) {
        return skip_ignored(walk, &walk->at);
    }
    walk->at = next;
    switch (class) {
    case W_FOREIGN:
        return false;
    case W_LETTER:
    case W_NUMERIC:
    case W_EXTEND_NUM_LET:
        return read_word(walk, class, kind);
    case W_CR: /* WB3 */
        if (walk->at < walk->text.len && walk->text.data[walk->at] == '\n') {
            walk->at++;
        }
        return true;
    case W_NEWLINE: /* WB3a */
        return true;
    case W_SPACE: /* WB3d */
        while (class_at(walk, walk->at, &next) == W_SPACE) {
            walk->at = next;
        }
        return skip_ignored(walk, &walk->at);
    default:
        return skip_ignored(walk, &walk->at);
    }
}

struct token_list {
    struct cw_arena *arena;
    struct cw_token *items;
    size_t n;
    size_t capacity;
};

static bool make_room(struct token_list *list, size_t more)
{
    if (list->capacity - list->n >= more) {
        return true;
    }
    struct cw_token *grown = cw_arena_grow(list->arena, list->items, list->n, &list->capacity,
                                           list->n + more, sizeof *grown);
    list->items = grown ? grown : list->items;
    return grown;
}

/* Is it a token by itself between ASCII neighbours, and the end of a word of letters? */
static bool stands_alone(const uint8_t *classes, unsigned char byte)
{
    enum word_class class = byte < 0x80 ? (enum word_class)classes[byte] : W_FOREIGN;
    return class == W_OTHER || class == W_SPACE || class == W_MID_NUM;
}

/* Words of plain letters, and single spaces and marks between them: most of most texts, where no
 * rule looks further than one byte. Stops where one might. False when out of memory. */
static bool read_plain(struct walk *walk, struct token_list *list)
{
    const unsigned char *bytes = (const unsigned char *)walk->text.data;
    const uint8_t *classes = walk->rules->words[0];
    size_t len = walk->text.len;
    size_t at = walk->at;
    while (at < len) {
        size_t start = at;
        while (at < len && is_plain_letter(bytes[at])) {
            at++;
        }
        if (at == len || !stands_alone(classes, bytes[at])) {
            at = start;
            break;
        }
        if (!make_room(list, 2)) {
            return false;
        }
        if (at > start) {
            list->items[list->n++] =
                (struct cw_token){(uint32_t)start, (uint32_t)at, CW_TOKEN_LETTER};
        }
        bool alone = at + 1 < len && bytes[at + 1] < 0x80 &&
                     (bytes[at] != ' ' || bytes[at + 1] != ' '); /* WB3d */
        if (!alone) {
            break;
        }
        list->items[list->n++] = (struct cw_token){(uint32_t)at, (uint32_t)at + 1, CW_TOKEN_OTHER};
        at++;
    }
    walk->at = at;
    return true;
}

enum cw_err cw_rules_words(struct cw_rules *rules, struct cw_arena *arena, struct cw_str text,
                           struct cw_token **tokens, size_t *n)
{
    struct walk walk = {.rules = rules, .text = text};
    struct token_list list = {.arena = arena};
    /* A guess that fits prose; the list grows where it does not. */
    if (!make_room(&list, text.len / 3 + 8) || (!rules->words[0] && !fill_row(rules, 0))) {
        return CW_ENOMEM;
    }
    while (walk.at < text.len) {
        if (!read_plain(&walk, &list) || !make_room(&list, 1)) {
            return CW_ENOMEM;
        }
        if (walk.at == text.len) {
            break;
        }
        uint32_t start = (uint32_t)walk.at;
        enum cw_token_kind kind;
        if (!read_token(&walk, &kind)) {
            return walk.failed ? CW_ENOMEM : CW_ENOTFOUND;
        }
        list.items[list.n++] = (struct cw_token){start, (uint32_t)walk.at, kind};
    }
    *tokens = list.items;
    *n = list.n;
    return CW_OK;
}

void cw_rules_dispose(struct cw_rules *rules)
{
    for (size_t i = 0; i < 256; i++) {
        free(rules->words[i]);
        free(rules->sentences[i]);
    }
}
