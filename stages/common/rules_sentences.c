/* Sentence boundaries: rules SB3 to SB998 of UAX #29 (Unicode 15), as ICU 72 has them in its root
 * rules. Rule numbers stand beside the code. */
#include <stdlib.h>
#include <unicode/uchar.h>

#include "arena.h"
#include "rules.h"
#include "utf8.h"

enum sentence_class {
    S_OTHER = 0,
    S_CR,
    S_PARA, /* LF, Sep */
    S_IGNORED,
    S_SPACE,
    S_LOWER,
    S_UPPER,
    S_OLETTER,
    S_NUMERIC,
    S_ATERM,
    S_CONTINUE,
    S_STERM,
    S_CLOSE,
    S_FOREIGN,
    S_END
};

struct walk {
    struct cw_rules *rules;
    struct cw_str text;
    bool failed;
};

static enum sentence_class classify(UChar32 c)
{
    switch (u_getIntPropertyValue(c, UCHAR_SENTENCE_BREAK)) {
    case U_SB_CR:
        return S_CR;
    case U_SB_LF:
    case U_SB_SEP:
        return S_PARA;
    case U_SB_EXTEND:
    case U_SB_FORMAT:
        return S_IGNORED;
    case U_SB_SP:
        return S_SPACE;
    case U_SB_LOWER:
        return S_LOWER;
    case U_SB_UPPER:
        return S_UPPER;
    case U_SB_OLETTER:
        return S_OLETTER;
    case U_SB_NUMERIC:
        return S_NUMERIC;
    case U_SB_ATERM:
        return S_ATERM;
    case U_SB_SCONTINUE:
        return S_CONTINUE;
    case U_SB_STERM:
        return S_STERM;
    case U_SB_CLOSE:
        return S_CLOSE;
    default:
        return S_OTHER;
    }
}

static const uint8_t *fill_row(struct cw_rules *rules, unsigned row)
{
    uint8_t *classes = malloc(256);
    if (classes) {
        for (unsigned i = 0; i < 256; i++) {
            classes[i] = (uint8_t)classify((UChar32)(row << 8 | i));
        }
        rules->sentences[row] = classes;
    }
    return classes;
}

static enum sentence_class class_at(struct walk *walk, size_t at, size_t *next)
{
    *next = at;
    if (at >= walk->text.len) {
        return S_END;
    }
    uint32_t c = (unsigned char)walk->text.data[at];
    if (c < 0x80) {
        ++*next;
    } else {
        c = cw_utf8_next(walk->text, next);
        if (c > 0xFFFF) {
            walk->failed = true;
            return S_FOREIGN;
        }
    }
    const uint8_t *row = walk->rules->sentences[c >> 8];
    if (!row && !(row = fill_row(walk->rules, c >> 8))) {
        walk->failed = true;
        return S_FOREIGN;
    }
    return (enum sentence_class)row[c & 0xFF];
}

/* SB5: the class of the next character that is not ignored; *at is its first byte. */
static enum sentence_class peek(struct walk *walk, size_t *at, size_t *next)
{
    enum sentence_class class = class_at(walk, *at, next);
    while (class == S_IGNORED) {
        *at = *next;
        class = class_at(walk, *at, next);
    }
    return class;
}

/* SB8: does a small letter follow before any other letter or mark that matters? */
static bool small_letter_follows(struct walk *walk, size_t at)
{
    for (;;) {
        size_t next;
        switch (peek(walk, &at, &next)) {
        case S_LOWER:
            return true;
        case S_OLETTER:
        case S_UPPER:
        case S_CR:
        case S_PARA:
        case S_ATERM:
        case S_STERM:
        case S_END:
        case S_FOREIGN:
            return false;
        default:
            at = next;
        }
    }
}

/* Behind a mark that may end a sentence: moves over what belongs to it, and tells whether the
 * sentence ends there. before: the class before the mark. */
static bool ends_after(struct walk *walk, enum sentence_class before, enum sentence_class mark,
                       size_t *at)
{
    size_t next;
    enum sentence_class class = peek(walk, at, &next);
    if (mark == S_ATERM && (class == S_NUMERIC || /* SB6, SB7 */
                            (class == S_UPPER && (before == S_UPPER || before == S_LOWER)))) {
        return false;
    }
    while (class == S_CLOSE) { /* SB9 */
        *at = next;
        class = peek(walk, at, &next);
    }
    while (class == S_SPACE) { /* SB10 */
        *at = next;
        class = peek(walk, at, &next);
    }
    if (class == S_CR || class == S_PARA) { /* the break comes behind it: SB4 */
        return false;
    }
    if (class == S_CONTINUE || class == S_STERM || class == S_ATERM) { /* SB8a */
        return false;
    }
    return mark == S_STERM || !small_letter_follows(walk, *at); /* SB8, SB11 */
}

/* Neither ends a sentence nor is ignored. */
static bool is_plain(unsigned char byte)
{
    return byte < 0x80 && byte >= ' ' && byte != '.' && byte != '!' && byte != '?';
}

static const uint64_t low_bits = 0x0101010101010101u;
static const uint64_t high_bits = 0x8080808080808080u;

/* Not zero when one of eight bytes is less than `least` (128 at most), or not ASCII. */
static uint64_t any_below(uint64_t bytes, unsigned least)
{
    return ((bytes - low_bits * least) & ~bytes & high_bits) | (bytes & high_bits);
}

static bool are_plain(uint64_t bytes)
{
    uint64_t marks = any_below(bytes ^ low_bits * '.', 1) | any_below(bytes ^ low_bits * '!', 1) |
                     any_below(bytes ^ low_bits * '?', 1);
    return !(marks | any_below(bytes, ' '));
}

/* Behind the plain bytes from `at` on, eight by eight while there are. */
static size_t plain_end(struct cw_str text, size_t at)
{
    while (at + sizeof(uint64_t) <= text.len) {
        uint64_t bytes;
        memcpy(&bytes, text.data + at, sizeof bytes);
        if (!are_plain(bytes)) {
            break;
        }
        at += sizeof bytes;
    }
    while (at < text.len && is_plain((unsigned char)text.data[at])) {
        at++;
    }
    return at;
}

/* The end of the sentence that begins at `at`. */
static size_t find_end(struct walk *walk, size_t at)
{
    enum sentence_class before = S_OTHER;
    const unsigned char *bytes = (const unsigned char *)walk->text.data;
    while (at < walk->text.len) {
        if (is_plain(bytes[at])) { /* most of most texts; the last one decides about SB7 */
            at = plain_end(walk->text, at) - 1;
        }
        size_t next;
        enum sentence_class class = class_at(walk, at, &next);
        at = next;
        if (class == S_CR) { /* SB3, SB4 */
            return at + (at < walk->text.len && walk->text.data[at] == '\n');
        }
        if (class == S_PARA) {
            return at;
        }
        if (class == S_IGNORED) {
            continue;
        }
        if ((class == S_ATERM || class == S_STERM) && ends_after(walk, before, class, &at)) {
            return at;
        }
        before = class;
    }
    return at;
}

enum cw_err cw_rules_sentences(struct cw_rules *rules, struct cw_arena *arena, struct cw_str text,
                               struct cw_span **spans, size_t *n)
{
    struct walk walk = {.rules = rules, .text = text};
    struct cw_span *list = NULL;
    size_t capacity = 0;
    size_t used = 0;
    for (size_t at = 0; at < text.len;) {
        size_t end = find_end(&walk, at);
        struct cw_span *grown =
            walk.failed ? NULL
                        : cw_arena_grow(arena, list, used, &capacity, used + 1, sizeof *list);
        if (!grown) {
            /* ICU's way needs no table; a lack of memory will show there again. */
            return CW_ENOTFOUND;
        }
        list = grown;
        list[used++] = (struct cw_span){(uint32_t)at, (uint32_t)end};
        at = end;
    }
    *spans = list;
    *n = used;
    return CW_OK;
}
