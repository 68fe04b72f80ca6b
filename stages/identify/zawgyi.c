/* Burmese in the Zawgyi font encoding looks like Unicode Burmese to a program: the same block,
 * other meanings and another order. Source of the differences: Unicode Technical Note 11 (Hosken,
 * Representing Myanmar in Unicode) and the Zawgyi code chart. In Unicode
 * - the vowel sign E (U+1031) follows its consonant and medials; Zawgyi types it before them;
 * - the virama (U+1039) stands between two consonants; in Zawgyi it is the visible killer;
 * - the visible killer is U+103A, after a consonant, mostly at the end of a syllable; in Zawgyi it
 *   is the medial Y;
 * - U+103B is the medial Y, after a consonant; in Zawgyi the medial R, typed before it;
 * - U+1060-U+1097 are letters of other languages; in Zawgyi they are stacked and variant forms. */
#include "common/utf8.h"
#include "internal.h"

static bool is_consonant(uint32_t c)
{
    return (c >= 0x1000 && c <= 0x102A) || c == 0x103F || c == 0x104E;
}

static bool is_medial(uint32_t c)
{
    return c >= 0x103B && c <= 0x103E;
}

bool cw_identify_is_zawgyi(struct cw_str text)
{
    uint32_t for_it = 0;
    uint32_t against = 0;
    uint32_t before = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c = cw_utf8_next(text, &at);
        bool follows = is_consonant(before) || is_medial(before);
        if (c == 0x1031) {
            against += follows;
            for_it += follows ? 0 : 2;
        } else if ((c == 0x103B && !is_consonant(before)) || (c >= 0x1060 && c <= 0x1097)) {
            for_it += 2;
        } else if (c == 0x1039) {
            for_it++; /* in Unicode the killer is seldom a virama ... */
        } else if (c == 0x103A) {
            against++; /* ... and very often this */
        }
        before = c;
    }
    return for_it > against;
}
