/* The skeleton of a text: what is left when everything cosmetic is taken away.
 *
 * Letters (case folded), digits (of any script, as 0-9), marks, currency and percent signs stay;
 * white space, punctuation and invisible characters go. Between two digits a separator stays, so
 * that 1.5 is not 15 and "5 10" is not 510: no number is silenced by rule. */
#include "internal.h"

#include <unicode/uchar.h>
#include <xxhash.h>

#include "common/utf8.h"

enum { CHUNK = 1024, LONGEST_CHAR = 4 };

enum class { LETTER, DIGIT, SIGN, SPACE, INVISIBLE, QUOTE, MARK, PUNCTUATION };

struct stream {
    unsigned char buffer[CHUNK]; /* UTF-8 */
    uint32_t n;
    uint64_t hash; /* of the buffers flushed so far */
    bool after_digit;
    uint32_t separator; /* seen since the last digit */
};

static uint64_t finish(struct stream *stream)
{
    return XXH3_64bits_withSeed(stream->buffer, stream->n, stream->hash);
}

/* Makes room for one more character. */
static void flush_if_full(struct stream *stream)
{
    if (stream->n > CHUNK - LONGEST_CHAR) {
        stream->hash = finish(stream);
        stream->n = 0;
    }
}

static void put(struct stream *stream, uint32_t value)
{
    flush_if_full(stream);
    stream->n += (uint32_t)cw_utf8_put((char *)stream->buffer + stream->n, value);
}

/* clang-format off */
#define L LETTER
#define D DIGIT
#define S SIGN
#define W SPACE
#define Q QUOTE
#define M MARK
#define P PUNCTUATION
static const uint8_t class_of_ascii[0x80] = {
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
    W, P, Q, M, S, S, P, Q, P, P, M, S, P, Q, P, P,
    D, D, D, D, D, D, D, D, D, D, P, P, S, S, S, P,
    P, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, P, M, P, P, M,
    Q, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, P, M, P, M, P,
};
#undef L
#undef D
#undef S
#undef W
#undef Q
#undef M
#undef P
/* clang-format on */

static unsigned class_of_wide(uint32_t c)
{
    uint32_t mask = U_GET_GC_MASK((UChar32)c);
    if (mask &
        (U_GC_L_MASK | U_GC_M_MASK | U_GC_NL_MASK | U_GC_NO_MASK | U_GC_CO_MASK | U_GC_CN_MASK)) {
        return c >= 0xFE00 && c <= 0xFE0F ? INVISIBLE : LETTER; /* variation selectors */
    }
    if (mask & U_GC_ND_MASK) {
        return DIGIT;
    }
    if (mask & (U_GC_SC_MASK | U_GC_SM_MASK)) {
        return SIGN;
    }
    if (mask & U_GC_Z_MASK) {
        return SPACE;
    }
    if (mask & (U_GC_CF_MASK | U_GC_CC_MASK)) {
        return INVISIBLE;
    }
    if (mask & (U_GC_PD_MASK | U_GC_PI_MASK | U_GC_PF_MASK)) {
        return QUOTE;
    }
    /* Corner brackets quote in East Asia; low quotes in Europe. Per mille is a sign. */
    if (c == 0x2030 || c == 0x066A || c == 0xFF05) {
        return SIGN;
    }
    bool quotes = (c >= 0x300C && c <= 0x300F) || c == 0x201A || c == 0x201E || c == 0x2022;
    return quotes ? QUOTE : PUNCTUATION;
}

static unsigned class_of(uint32_t c)
{
    return c < 0x80 ? class_of_ascii[c] : class_of_wide(c);
}

static uint32_t folded(uint32_t c)
{
    if (c < 0x80) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    return (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
}

static void feed_char(struct stream *stream, uint32_t c)
{
    unsigned class = class_of(c);
    switch (class) {
    case LETTER:
    case SIGN:
        put(stream, class == LETTER ? folded(c) : c);
        stream->after_digit = false;
        break;
    case DIGIT:
        if (stream->after_digit && stream->separator) {
            put(stream, stream->separator);
        }
        put(stream, c < 0x80 ? c : (uint32_t)('0' + u_charDigitValue((UChar32)c)));
        stream->after_digit = true;
        stream->separator = 0;
        break;
    case INVISIBLE:
        break;
    default:
        if (stream->separator == 0) {
            stream->separator = class == SPACE || class == MARK ? ' ' : c;
        }
    }
}

/* Behind what an address carries for its server, as seen from its colon: https://a.org/b?c=1. Such
 * parts are signatures and counts of visits; they differ in every copy of a page. */
static size_t behind_query(struct cw_str text, size_t colon, size_t *query)
{
    size_t end = colon + 3;
    *query = 0;
    while (end < text.len && !strchr(" )\"'<>]", text.data[end]) && text.data[end]) {
        if (!*query && (text.data[end] == '?' || text.data[end] == '#')) {
            *query = end;
        }
        end++;
    }
    return end;
}

static bool is_ascii_letter(unsigned char byte)
{
    return (unsigned char)((byte | 0x20) - 'a') < 26;
}

/* A run of ASCII letters, which is most of most texts. Returns what is behind it. */
static size_t feed_letters(struct stream *stream, struct cw_str text, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    for (; at < text.len && is_ascii_letter(bytes[at]); at++) {
        flush_if_full(stream);
        stream->buffer[stream->n++] = bytes[at] | 0x20;
    }
    stream->after_digit = false;
    return at;
}

static void feed(struct stream *stream, struct cw_str text)
{
    size_t at = 0;
    size_t query = 0; /* of the address at hand; 0 = none */
    size_t behind = 0;
    while (at < text.len && text.data[at] == '>') {
        at++; /* a quotation mark of Markdown that came with the text */
    }
    while (at < text.len) {
        unsigned char byte = (unsigned char)text.data[at];
        if (is_ascii_letter(byte)) {
            at = feed_letters(stream, text, at);
            continue;
        }
        if (byte == ':' && text.len - at > 3 && memcmp(text.data + at, "://", 3) == 0) {
            behind = behind_query(text, at, &query);
        }
        if (query && at == query) {
            at = behind;
            query = 0;
            continue;
        }
        if (byte == ' ' && !stream->after_digit) { /* it separates no digits */
            at++;
        } else if (byte < 0x80) {
            at++;
            feed_char(stream, byte);
        } else {
            feed_char(stream, cw_utf8_next(text, &at));
        }
    }
    if (stream->separator == 0) {
        stream->separator = ' ';
    }
}

uint64_t cw_skeleton(const struct cw_clause *clause, bool with_number)
{
    return cw_skeleton_joined(clause, 1, with_number);
}

uint64_t cw_skeleton_at(const struct cw_match_side *side, uint32_t index, bool with_number)
{
    const struct cw_clause *clause = &side->clauses[index];
    if (with_number && clause->number.len) {
        return cw_skeleton(clause, true);
    }
    if (!side->skeletons[index]) {
        side->skeletons[index] = cw_skeleton(clause, false);
    }
    return side->skeletons[index];
}

uint64_t cw_skeleton_joined(const struct cw_clause *clauses, uint32_t n, bool with_numbers)
{
    struct stream stream;
    stream.n = 0;
    stream.hash = 0;
    stream.after_digit = false;
    stream.separator = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (with_numbers) {
            feed(&stream, clauses[i].number);
        }
        feed(&stream, clauses[i].text);
    }
    return finish(&stream);
}

/* How many characters of a kind stand where, as a number that two equal texts share. */
struct print {
    uint64_t spaces, invisible, quotes, punctuation, marks, letters;
};

static uint64_t mix(uint64_t sum, uint64_t place, uint32_t c)
{
    uint64_t x = (place << 21 ^ c) * 0x9E3779B97F4A7C15u;
    return (sum ^ x ^ x >> 29) * 0xBF58476D1CE4E5B9u;
}

static struct print print_of(struct cw_str text)
{
    struct print print = {0};
    uint64_t place = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = cw_utf8_next(text, &at);
        switch (class_of(c)) {
        case SPACE:
            print.spaces = mix(print.spaces, place, c);
            break;
        case INVISIBLE:
            print.invisible = mix(print.invisible, place, c);
            break;
        case QUOTE:
            print.quotes = mix(print.quotes, place, c);
            break;
        case MARK:
            print.marks = mix(print.marks, place, c);
            break;
        case PUNCTUATION:
            print.punctuation = mix(print.punctuation, place, c);
            break;
        default:
            place++;
            print.letters = mix(print.letters, place, c);
        }
    }
    return print;
}

uint32_t cw_cosmetic_between(struct cw_str a, struct cw_str b)
{
    struct print of_a = print_of(a);
    struct print of_b = print_of(b);
    uint32_t bits = 0;
    bits |= of_a.spaces != of_b.spaces ? CW_COSMETIC_WHITESPACE : 0;
    bits |= of_a.invisible != of_b.invisible ? CW_COSMETIC_INVISIBLE : 0;
    bits |= of_a.punctuation != of_b.punctuation ? CW_COSMETIC_PUNCTUATION : 0;
    bool address = memmem(a.data, a.len, "://", 3) != NULL;
    if (of_a.letters != of_b.letters && address) {
        return CW_COSMETIC_LINKS;
    }
    if (of_a.quotes != of_b.quotes || of_a.marks != of_b.marks || of_a.letters != of_b.letters) {
        bits |= CW_COSMETIC_MARKUP;
    }
    return bits ? bits : (uint32_t)CW_COSMETIC_MARKUP;
}
