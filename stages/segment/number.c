/* Clause numbers by shape.
 *
 * A number is kept out of the text so that inserting one clause does not change all that follow. So
 * what is taken must surely be a number: "2024 was", "18 years", "1.5 million" and "10:30" are not.
 * A lone number needs a mark behind it; a letter or a Roman numeral needs a bracket or a dot, and a
 * space. Words before a number ("Section 4.", "Artikel 5") are a language's own; the lexicon is the
 * place for them, and cw_number_at_front the place to read them. */
#include <unicode/uchar.h>

#include "common/utf8.h"
#include "internal.h"

enum { MOST_DIGITS = 3, MOST_LEVELS = 6, LARGEST_ROMAN = 89 };

enum shape {
    SHAPE_NONE = 0,
    SHAPE_INTEGER,
    SHAPE_LEVELS,
    SHAPE_LETTER,
    SHAPE_ROMAN,
    SHAPE_IDEOGRAPH
};

struct core {
    enum shape shape;
    size_t end;
};

/* Reads without stepping over the end: 0 there. */
static uint32_t peek(struct cw_str text, size_t at, size_t *behind)
{
    *behind = at;
    return at < text.len ? cw_utf8_next(text, behind) : 0;
}

static bool is_digit(uint32_t c)
{
    return u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER;
}

static bool is_any_of(uint32_t c, const uint32_t *list)
{
    for (; *list; list++) {
        if (c == *list) {
            return true;
        }
    }
    return false;
}

static bool opens_bracket(uint32_t c)
{
    static const uint32_t list[] = {'(', '[', 0xFF08, 0x3010, 0x3014, 0};
    return is_any_of(c, list);
}

static bool closes_bracket(uint32_t c)
{
    static const uint32_t list[] = {')', ']', 0xFF09, 0x3011, 0x3015, 0};
    return is_any_of(c, list);
}

/* Opening quotation marks of any script: "Service", «Service», 《服務》. */
static bool opens_quote(uint32_t c)
{
    int8_t type = u_charType((UChar32)c);
    return c == '"' || type == U_INITIAL_PUNCTUATION ||
           (type == U_START_PUNCTUATION && !opens_bracket(c));
}

static bool is_dot(uint32_t c)
{
    static const uint32_t list[] = {'.', 0xFF0E, 0x06D4, 0x0964, 0x3002, 0};
    return is_any_of(c, list);
}

static bool is_colon(uint32_t c)
{
    static const uint32_t list[] = {':', 0xFF1A, 0x3001, 0};
    return is_any_of(c, list);
}

static bool is_dash(uint32_t c)
{
    static const uint32_t list[] = {'-', 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0};
    return is_any_of(c, list);
}

static bool is_space(uint32_t c)
{
    return c == 0 || u_isUWhiteSpace((UChar32)c);
}

/* A numeral that is an ideograph (three in Chinese) or a letter of its own (U+2163). */
static bool is_numeral(uint32_t c)
{
    return u_charType((UChar32)c) == U_LETTER_NUMBER ||
           (u_getIntPropertyValue((UChar32)c, UCHAR_NUMERIC_TYPE) == U_NT_NUMERIC &&
            u_isalpha((UChar32)c));
}

static size_t digits_end(struct cw_str text, size_t at, size_t *n)
{
    size_t behind;
    for (*n = 0; is_digit(peek(text, at, &behind)) && behind > at; (*n)++) {
        at = behind;
    }
    return at;
}

/* "1", "1.2", "1.2.3", "12a". Amounts ("1.000") and dates ("1.5.2024") have three or more digits
 * behind a dot; no contract numbers its clauses so far. */
static struct core read_digits(struct cw_str text, size_t at)
{
    struct core none = {SHAPE_NONE, at};
    size_t n;
    size_t end = digits_end(text, at, &n);
    if (n == 0 || n > MOST_DIGITS) {
        return none;
    }
    enum shape shape = SHAPE_INTEGER;
    for (int level = 1; level < MOST_LEVELS; level++) {
        size_t behind;
        if (!is_dot(peek(text, end, &behind))) {
            break;
        }
        size_t next = digits_end(text, behind, &n);
        if (n == 0) {
            break;
        }
        if (n >= 3) {
            return none;
        }
        shape = SHAPE_LEVELS;
        end = next;
    }
    size_t behind;
    uint32_t letter = peek(text, end, &behind);
    size_t after;
    uint32_t next = peek(text, behind, &after);
    if (behind > end && u_islower((UChar32)letter) && (is_dot(next) || closes_bracket(next))) {
        end = behind;
    }
    return (struct core){shape, end};
}

static int roman_value(uint32_t c)
{
    switch (c | 32) {
    case 'i':
        return 1;
    case 'v':
        return 5;
    case 'x':
        return 10;
    case 'l':
        return 50;
    default:
        return 0;
    }
}

/* Canonical Roman numerals up to 89, all in one case: larger ones are words ("mix", "di"). */
static struct core read_roman(struct cw_str text, size_t at)
{
    struct core none = {SHAPE_NONE, at};
    int total = 0;
    int previous = 100;
    int run = 0;
    size_t end = at;
    while (end < text.len && roman_value((unsigned char)text.data[end])) {
        int value = roman_value((unsigned char)text.data[end]);
        if (((text.data[end] ^ text.data[at]) & 32) != 0) {
            return none;
        }
        run = value == previous ? run + 1 : 1;
        if (run > (value == 5 || value == 50 ? 1 : 3)) {
            return none;
        }
        if (value > previous) { /* subtractive: only i before v, x and x before l */
            bool allowed = (previous == 1 && value <= 10) || (previous == 10 && value == 50);
            if (!allowed || total % (previous * 10) / previous != 1) {
                return none;
            }
            total += value - 2 * previous;
            value = previous - 1 > 0 ? previous - 1 : 1;
        } else {
            total += value;
        }
        previous = value;
        end++;
    }
    return total > 0 && total <= LARGEST_ROMAN ? (struct core){SHAPE_ROMAN, end} : none;
}

static struct core read_letter(struct cw_str text, size_t at)
{
    size_t end;
    uint32_t c = peek(text, at, &end);
    bool ideograph = u_hasBinaryProperty((UChar32)c, UCHAR_IDEOGRAPHIC);
    return end > at && u_isalpha((UChar32)c) && !ideograph ? (struct core){SHAPE_LETTER, end}
                                                           : (struct core){SHAPE_NONE, at};
}

static struct core read_numerals(struct cw_str text, size_t at)
{
    size_t end = at;
    size_t behind;
    for (int n = 0; n < 6 && is_numeral(peek(text, end, &behind)) && behind > end; n++) {
        end = behind;
    }
    return (struct core){end > at ? SHAPE_IDEOGRAPH : SHAPE_NONE, end};
}

static struct core read_core(struct cw_str text, size_t at)
{
    struct core core = read_digits(text, at);
    if (!core.shape) {
        core = read_numerals(text, at);
    }
    if (!core.shape) {
        struct core letter = read_letter(text, at);
        struct core roman = read_roman(text, at);
        core = roman.end > letter.end || !letter.shape ? roman : letter;
    }
    return core;
}

static size_t skip_spaces(struct cw_str text, size_t at)
{
    size_t behind;
    uint32_t c = peek(text, at, &behind);
    while (behind > at && is_space(c)) {
        at = behind;
        c = peek(text, at, &behind);
    }
    return at;
}

/* "(a)", "(12)", "[iv]". A second bracket or dot may follow. "(c) 2024" is a copyright notice. */
static size_t read_bracketed(struct cw_str text, size_t at, struct core *core)
{
    *core = read_core(text, at);
    size_t behind;
    if (!core->shape || !closes_bracket(peek(text, core->end, &behind))) {
        return 0;
    }
    size_t dot;
    uint32_t c = peek(text, behind, &dot);
    size_t rest = is_dot(c) || is_colon(c) ? dot : behind;
    rest = skip_spaces(text, rest);
    size_t n;
    digits_end(text, rest, &n);
    return core->shape == SHAPE_LETTER && n == 4 ? 0 : rest;
}

/* Behind the mark that must follow a core without brackets; 0 = it is no number. */
static size_t read_mark(struct cw_str text, struct core core)
{
    size_t behind;
    uint32_t mark = peek(text, core.end, &behind);
    size_t after;
    uint32_t next = peek(text, behind, &after);
    bool counted =
        core.shape == SHAPE_INTEGER || core.shape == SHAPE_LEVELS || core.shape == SHAPE_IDEOGRAPH;
    bool joined = counted && u_isalpha((UChar32)next); /* "1.Fees", as scripts without spaces do */
    if (is_dot(mark) && core.shape == SHAPE_LEVELS && closes_bracket(next)) {
        return after;
    }
    bool caseless = u_isalpha((UChar32)next) && !u_hasBinaryProperty((UChar32)next, UCHAR_CASED);
    if (closes_bracket(mark)) {
        return is_space(next) || joined || caseless ? behind : 0;
    }
    if (is_dot(mark)) {
        return is_space(next) || joined ? behind : 0;
    }
    if (is_colon(mark) && counted) {
        return is_space(next) || joined ? behind : 0;
    }
    if (is_dash(mark)) {
        bool letter = core.shape == SHAPE_LETTER && is_space(next) &&
                      !u_hasBinaryProperty((UChar32)peek(text, 0, &after), UCHAR_CASED);
        return (counted && (is_space(next) || caseless)) || letter ? behind : 0;
    }
    if (!is_space(mark) || core.end >= text.len) {
        return 0;
    }
    if (counted && is_dash(next) && is_space(peek(text, after, &after))) {
        return after;
    }
    /* "1.2 Fees", but not "1.5 million". */
    bool plain = (u_isalpha((UChar32)next) && !u_islower((UChar32)next)) || opens_quote(next);
    return core.shape == SHAPE_LEVELS && plain ? behind : 0;
}

struct cw_number cw_number_at_front(struct cw_str text)
{
    struct cw_number none = {0, 0, 0};
    size_t behind;
    uint32_t first = peek(text, 0, &behind);
    /* Marks of direction may stand before a number in right-to-left text; the section sign may in
     * any. */
    size_t at = first == 0x200E || first == 0x200F || first == 0x061C ? behind : 0;
    bool sign = peek(text, at, &behind) == 0xA7;
    if (sign) {
        at = skip_spaces(text, behind);
    }
    struct core core;
    size_t rest = 0;
    if (opens_bracket(peek(text, at, &behind))) {
        at = behind;
        rest = read_bracketed(text, at, &core);
    } else {
        core = read_core(text, at);
        rest = core.shape ? read_mark(text, core) : 0;
        if (!rest && sign && core.shape && is_space(peek(text, core.end, &behind))) {
            rest = core.end;
        }
    }
    if (!rest) {
        return none;
    }
    return (struct cw_number){at, core.end, skip_spaces(text, rest)};
}
