/* Letters that normal form C takes apart and never puts together again, such as U+09DF (the
 * composition exclusions of UAX #15). Texts are in NFC; some dictionaries are not, and have such
 * letters whole. */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>

#include "common/utf8.h"
#include "internal.h"

struct pair {
    uint32_t first;
    uint32_t second;
    uint32_t whole;
};

struct recomposer {
    struct pair *pairs;
    size_t n;
};

/* Adds a letter that is made of two. Singletons (other letters' doubles) are of no use here. */
static void add_letter(struct recomposer *recomposer, const UNormalizer2 *nfc, UChar32 letter)
{
    UChar units[8];
    char bytes[32];
    UErrorCode status = U_ZERO_ERROR;
    int32_t len = unorm2_getRawDecomposition(nfc, letter, units, 8, &status);
    int32_t n_bytes = 0;
    if (U_FAILURE(status) || len < 2) {
        return;
    }
    u_strToUTF8(bytes, (int32_t)sizeof bytes, &n_bytes, units, len, &status);
    struct cw_str parts = cw_str_n(bytes, U_SUCCESS(status) ? (size_t)n_bytes : 0);
    size_t at = 0;
    uint32_t first = parts.len ? cw_utf8_next(parts, &at) : 0;
    if (at < parts.len) {
        recomposer->pairs[recomposer->n++] =
            (struct pair){first, cw_utf8_next(parts, &at), (uint32_t)letter};
    }
}

struct recomposer *recomposer_new(void)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    const USet *letters = u_getBinaryPropertySet(UCHAR_FULL_COMPOSITION_EXCLUSION, &status);
    struct recomposer *recomposer = U_SUCCESS(status) ? calloc(1, sizeof *recomposer) : NULL;
    if (!recomposer) {
        return NULL;
    }
    recomposer->pairs = calloc((size_t)uset_size(letters) + 1, sizeof *recomposer->pairs);
    for (int32_t i = 0; recomposer->pairs && i < uset_getRangeCount(letters); i++) {
        UChar32 first;
        UChar32 last;
        (void)uset_getItem(letters, i, &first, &last, NULL, 0, &status);
        for (UChar32 letter = first; letter <= last; letter++) {
            add_letter(recomposer, nfc, letter);
        }
    }
    return recomposer;
}

void recomposer_free(struct recomposer *recomposer)
{
    if (recomposer) {
        free(recomposer->pairs);
        free(recomposer);
    }
}

static uint32_t whole_of(const struct recomposer *recomposer, uint32_t first, uint32_t second)
{
    for (size_t i = 0; i < recomposer->n; i++) {
        if (recomposer->pairs[i].second == second && recomposer->pairs[i].first == first) {
            return recomposer->pairs[i].whole;
        }
    }
    return 0;
}

struct cw_str recompose(const struct recomposer *recomposer, struct cw_str word, char *out)
{
    size_t len = 0;
    bool changed = false;
    for (size_t at = 0; at < word.len;) {
        uint32_t letter = cw_utf8_next(word, &at);
        size_t behind = at;
        uint32_t mark = behind < word.len ? cw_utf8_next(word, &behind) : 0;
        uint32_t whole = mark >= 0x80 ? whole_of(recomposer, letter, mark) : 0;
        changed |= whole != 0;
        at = whole ? behind : at;
        len += cw_utf8_put(out + len, whole ? whole : letter);
    }
    return changed ? cw_str_n(out, len) : cw_str_z("");
}
