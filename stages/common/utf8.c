/* UTF-8 through ICU's macros, normaliser and character properties; an ASCII fast path wherever the
 * whole archive passes through. */
#include "utf8.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "arena.h"

static const uint64_t low_bits = 0x0101010101010101u;
static const uint64_t high_bits = 0x8080808080808080u;

static uint64_t eight_bytes(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

size_t cw_utf8_ascii_end(struct cw_str text, size_t at)
{
    while (at + 8 <= text.len && !(eight_bytes(text.data + at) & high_bits)) {
        at += 8;
    }
    while (at < text.len && (unsigned char)text.data[at] < 0x80) {
        at++;
    }
    return at;
}

/* A high bit where a byte is under ' ' or over '~'. Borrows and carries only spread from a byte
 * that is one of these. */
static uint64_t unprintable(uint64_t word)
{
    return ((word - low_bits * ' ') | (word + low_bits) | word) & high_bits;
}

size_t cw_utf8_printable_end(struct cw_str text, size_t at)
{
    while (at + 8 <= text.len && !unprintable(eight_bytes(text.data + at))) {
        at += 8;
    }
    while (at < text.len && text.data[at] >= ' ' && text.data[at] <= '~') {
        at++;
    }
    return at;
}

static bool is_ascii(struct cw_str text)
{
    return cw_utf8_ascii_end(text, 0) == text.len;
}

/* Behind the bytes from `at` on that are ASCII and not NUL, eight by eight: up to seven more of
 * them may follow. A word less one in each byte borrows into a high bit where a byte was zero. */
static size_t skip_plain(struct cw_str text, size_t at)
{
    while (at + 8 <= text.len) {
        uint64_t word = eight_bytes(text.data + at);
        if ((word | (word - low_bits)) & high_bits) {
            break;
        }
        at += 8;
    }
    return at;
}

static bool continues(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The length of the sequence at `at` where two or three bytes are surely well-formed; 0 = look
 * closer. */
static size_t plain_sequence(const uint8_t *bytes, size_t at, size_t len)
{
    uint8_t lead = bytes[at];
    if (lead >= 0xC2 && lead < 0xE0) {
        return len - at > 1 && continues(bytes[at + 1]) ? 2 : 0;
    }
    /* Not E0, which may be overlong, nor ED, which may be a surrogate. */
    if (lead > 0xE0 && lead < 0xF0 && lead != 0xED) {
        return len - at > 2 && continues(bytes[at + 1]) && continues(bytes[at + 2]) ? 3 : 0;
    }
    return 0;
}

/* First byte from `at` that is NUL or begins an ill-formed sequence; text.len when there is none.
 */
static size_t find_ill_formed(struct cw_str text, size_t at)
{
    const uint8_t *bytes = (const uint8_t *)text.data;
    while (at < text.len) {
        if (bytes[at] && bytes[at] < 0x80) {
            size_t behind = skip_plain(text, at);
            at = behind > at ? behind : at + 1;
            continue;
        }
        size_t known = plain_sequence(bytes, at, text.len);
        if (known) {
            at += known;
            continue;
        }
        size_t before = at;
        UChar32 c;
        U8_NEXT(bytes, at, text.len, c);
        if (c <= 0) {
            return before;
        }
    }
    return text.len;
}

bool cw_utf8_valid(struct cw_str text)
{
    return find_ill_formed(text, 0) == text.len;
}

struct cw_str cw_utf8_repair(struct cw_arena *arena, struct cw_str text, size_t *repaired)
{
    *repaired = 0;
    size_t bad = find_ill_formed(text, 0);
    if (bad == text.len) {
        return text;
    }
    /* The worst case turns every byte into the three bytes of U+FFFD. */
    size_t room;
    if (__builtin_mul_overflow(text.len, (size_t)3, &room)) {
        return (struct cw_str){NULL, 0};
    }
    char *out = cw_arena_alloc(arena, room + 1);
    if (!out) {
        return (struct cw_str){NULL, 0};
    }
    size_t len = 0;
    size_t at = 0;
    while (at < text.len) {
        bad = find_ill_formed(text, at);
        memcpy(out + len, text.data + at, bad - at);
        len += bad - at;
        at = bad;
        if (at < text.len) {
            UChar32 c;
            U8_NEXT((const uint8_t *)text.data, at, text.len, c);
            memcpy(out + len, "\xEF\xBF\xBD", 3);
            len += 3;
            (*repaired)++;
        }
    }
    return (struct cw_str){out, len};
}

uint32_t cw_utf8_next(struct cw_str text, size_t *at)
{
    UChar32 c;
    U8_NEXT_OR_FFFD((const uint8_t *)text.data, *at, text.len, c);
    return (uint32_t)c;
}

size_t cw_utf8_put(char out[4], uint32_t code_point)
{
    int32_t len = 0;
    U8_APPEND_UNSAFE((uint8_t *)out, len, code_point);
    return (size_t)len;
}

size_t cw_utf8_length(struct cw_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        n += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    }
    return n;
}

/* malloc'ed; NULL when out of memory or too long. */
static UChar *to_utf16(struct cw_str text, int32_t *len)
{
    if (text.len > INT32_MAX / 4) {
        return NULL;
    }
    UChar *units = malloc((text.len + 1) * sizeof(UChar));
    UErrorCode status = U_ZERO_ERROR;
    if (units) {
        u_strFromUTF8(units, (int32_t)text.len + 1, len, text.data, (int32_t)text.len, &status);
    }
    if (U_FAILURE(status)) {
        free(units);
        return NULL;
    }
    return units;
}

static struct cw_str from_utf16(struct cw_arena *arena, const UChar *units, int32_t len)
{
    size_t room = (size_t)len * 3;
    char *out = cw_arena_alloc(arena, room + 1);
    UErrorCode status = U_ZERO_ERROR;
    int32_t written = 0;
    if (out) {
        u_strToUTF8(out, (int32_t)room + 1, &written, units, len, &status);
    }
    if (!out || U_FAILURE(status)) {
        return (struct cw_str){NULL, 0};
    }
    return (struct cw_str){out, (size_t)written};
}

/* Normalises UTF-16 and hands it back as UTF-8. The factor 18 is ICU's bound for canonical forms in
 * the worst case; grown on demand instead. */
static struct cw_str normalise(struct cw_arena *arena, const UNormalizer2 *nfc, const UChar *units,
                               int32_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t room = len + len / 2 + 16;
    UChar *out = NULL;
    struct cw_str result = {NULL, 0};
    for (int attempt = 0; attempt < 2; attempt++) {
        UChar *grown = realloc(out, (size_t)room * sizeof(UChar));
        if (!grown) {
            break;
        }
        out = grown;
        status = U_ZERO_ERROR;
        int32_t written = unorm2_normalize(nfc, units, len, out, room, &status);
        if (status == U_BUFFER_OVERFLOW_ERROR) {
            room = written + 1;
            continue;
        }
        if (U_SUCCESS(status)) {
            result = from_utf16(arena, out, written);
        }
        break;
    }
    free(out);
    return result;
}

/* True when the text holds no code point from U+0300 on but dashes, quotation marks and the like
 * (U+2002 to U+203F): everything else below is in NFC, and so are these. */
static bool surely_nfc(struct cw_str text)
{
    for (size_t i = cw_utf8_ascii_end(text, 0); i < text.len; i = cw_utf8_ascii_end(text, i)) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0xCC) {
            i++;
            continue;
        }
        bool general = byte == 0xE2 && text.len - i >= 3 && text.data[i + 1] == '\x80' &&
                       (unsigned char)text.data[i + 2] >= 0x82;
        if (!general) {
            return false;
        }
        i += 3;
    }
    return true;
}

struct cw_str cw_utf8_nfc(struct cw_arena *arena, struct cw_str text)
{
    if (surely_nfc(text)) {
        return text;
    }
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    int32_t len = 0;
    UChar *units = to_utf16(text, &len);
    struct cw_str result = {NULL, 0};
    if (units && U_SUCCESS(status)) {
        result = unorm2_quickCheck(nfc, units, len, &status) == UNORM_YES
                     ? text
                     : normalise(arena, nfc, units, len);
    }
    free(units);
    return result;
}

static struct cw_str fold_ascii(struct cw_arena *arena, struct cw_str text)
{
    char *out = cw_arena_alloc(arena, text.len + 1);
    if (!out) {
        return (struct cw_str){NULL, 0};
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return (struct cw_str){out, text.len};
}

struct cw_str cw_utf8_fold(struct cw_arena *arena, struct cw_str text, bool turkic)
{
    if (!turkic && is_ascii(text)) {
        return fold_ascii(arena, text);
    }
    int32_t len = 0;
    UChar *units = to_utf16(text, &len);
    if (!units) {
        return (struct cw_str){NULL, 0};
    }
    struct cw_str result = {NULL, 0};
    int32_t room = len * 3 + 1; /* full case folding triples at most */
    UChar *folded = malloc((size_t)room * sizeof(UChar));
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    if (folded && U_SUCCESS(status)) {
        uint32_t options = turkic ? U_FOLD_CASE_EXCLUDE_SPECIAL_I : U_FOLD_CASE_DEFAULT;
        int32_t n = u_strFoldCase(folded, room, units, len, options, &status);
        if (U_SUCCESS(status)) {
            result = normalise(arena, nfc, folded, n);
        }
    }
    free(folded);
    free(units);
    return result;
}

static bool is_invisible(UChar32 c)
{
    return c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0x00AD;
}

static bool is_visible_ascii(unsigned char byte)
{
    return byte > ' ' && byte < 0x7F;
}

/* Behind the bytes from `at` on that squeezing leaves as they are, eight by eight: visible ASCII
 * and single spaces. The byte before `at` is no space, and the last one passed is none either. */
static size_t skip_squeezed(struct cw_str text, size_t at)
{
    size_t start = at;
    while (at + 8 < text.len) {
        uint64_t word = eight_bytes(text.data + at);
        uint64_t next = eight_bytes(text.data + at + 1);
        /* A space before a space; the borrow only spreads from one. */
        uint64_t both = (word ^ low_bits * ' ') | (next ^ low_bits * ' ');
        uint64_t pair = (both - low_bits) & ~both & high_bits;
        if (unprintable(word) | pair) {
            break;
        }
        at += 8;
    }
    return at > start && text.data[at - 1] == ' ' ? at - 1 : at;
}

static bool needs_squeeze(struct cw_str text)
{
    bool space_before = true; /* so that a leading space counts */
    size_t at = 0;
    while (at < text.len) {
        if (!space_before) {
            size_t behind = skip_squeezed(text, at);
            if (behind > at) {
                at = behind;
                continue;
            }
        }
        unsigned char byte = (unsigned char)text.data[at];
        if (is_visible_ascii(byte)) {
            space_before = false;
            at++;
            continue;
        }
        UChar32 c = (UChar32)cw_utf8_next(text, &at);
        if (c == ' ') {
            if (space_before) {
                return true;
            }
            space_before = true;
        } else if (u_isUWhiteSpace(c) || is_invisible(c)) {
            return true;
        } else {
            space_before = false;
        }
    }
    return space_before && text.len > 0;
}

struct cw_str cw_utf8_squeeze(struct cw_arena *arena, struct cw_str text)
{
    if (!needs_squeeze(text)) {
        return text;
    }
    char *out = cw_arena_alloc(arena, text.len + 1);
    if (!out) {
        return (struct cw_str){NULL, 0};
    }
    size_t len = 0;
    bool pending = false;
    size_t at = 0;
    while (at < text.len) {
        size_t before = at;
        if (!pending && len > 0) {
            at = skip_squeezed(text, at);
        }
        while (at < text.len && is_visible_ascii((unsigned char)text.data[at])) {
            at++;
        }
        bool plain = at > before; /* a run of what always stays */
        UChar32 c = plain ? 0 : (UChar32)cw_utf8_next(text, &at);
        if (!plain && is_invisible(c)) {
            continue;
        }
        if (!plain && u_isUWhiteSpace(c)) {
            pending = len > 0;
            continue;
        }
        if (pending) {
            out[len++] = ' ';
            pending = false;
        }
        memcpy(out + len, text.data + before, at - before);
        len += at - before;
    }
    return (struct cw_str){out, len};
}

static bool is_ascii_letter(unsigned char byte)
{
    return (unsigned char)((byte | 0x20) - 'a') < 26;
}

bool cw_utf8_has_word(struct cw_str text)
{
    size_t at = 0;
    while (at < text.len) {
        if (is_ascii_letter((unsigned char)text.data[at])) { /* most texts begin with one */
            return true;
        }
        UChar32 c = (UChar32)cw_utf8_next(text, &at);
        if (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK)) {
            return true;
        }
    }
    return false;
}

bool cw_is_without_spaces(uint32_t c)
{
    return (c >= 0x0E00 && c < 0x0F00) || (c >= 0x1000 && c < 0x10A0) ||
           (c >= 0x1780 && c < 0x1800) ||
           (c >= 0x2E80 && c < 0xA000 && c != 0x3001 && c != 0x3002) ||
           (c >= 0xAC00 && c < 0xD7B0) || (c >= 0x20000 && c < 0x40000);
}
