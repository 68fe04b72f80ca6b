/* A lexicon of a few entries in place of the real one, so that segment is tested by itself. A
 * lexicon is a string: a locale, then abbreviations, each between spaces. Its ender is the Khmer
 * khan. */
#include <stdio.h>

#include "lexicon/lexicon.h"

struct cw_lexicon {
    const char *locale;
    const char *abbreviations; /* " e.g Sec " */
};

static const struct cw_lexicon english = {"en", " e.g Sec z.B "};

const struct cw_lexicon *test_lexicon(void);
const struct cw_lexicon *test_lexicon(void)
{
    return &english;
}

const char *cw_lexicon_locale(const struct cw_lexicon *lexicon)
{
    return lexicon->locale;
}

bool cw_lexicon_is_abbreviation(const struct cw_lexicon *lexicon, struct cw_str word)
{
    char probe[64];
    snprintf(probe, sizeof probe, " %.*s ", (int)word.len, word.data);
    return strstr(lexicon->abbreviations, probe) != NULL;
}

bool cw_lexicon_has_enders(const struct cw_lexicon *lexicon)
{
    (void)lexicon;
    return true;
}

bool cw_lexicon_is_ender(const struct cw_lexicon *lexicon, uint32_t code_point)
{
    (void)lexicon;
    return code_point == 0x17D4;
}
