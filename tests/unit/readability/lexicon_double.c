/* See lexicon_double.h. Formulas: 0 words per sentence (lower is easier, baseline 10), 1 syllables
 * per word (lower, baseline 2), 2 an ease score (higher, baseline 50), 3 without a baseline. */
#include "lexicon_double.h"

#include <math.h>

struct cw_lexicon {
    int nothing;
};

static const struct cw_lexicon only;
const struct cw_lexicon *const lexicon_double = &only;

uint32_t cw_lexicon_syllables(const struct cw_lexicon *lexicon, struct cw_str word)
{
    (void)lexicon;
    uint32_t n = 0;
    for (size_t i = 0; i < word.len; i++) {
        n += strchr("aeiou", word.data[i]) != NULL;
    }
    return n ? n : 1;
}

size_t cw_lexicon_formulas(const struct cw_lexicon *lexicon)
{
    (void)lexicon;
    return 4;
}

struct cw_str cw_lexicon_formula_id(const struct cw_lexicon *lexicon, size_t i)
{
    (void)lexicon;
    static const char *const ids[] = {"asl", "asw", "ease", "other"};
    return cw_str_z(ids[i]);
}

double cw_lexicon_formula_value(const struct cw_lexicon *lexicon, size_t i,
                                const struct cw_counts *counts)
{
    (void)lexicon;
    double words = counts->n[CW_N_WORDS];
    double asl = words / counts->n[CW_N_SENTENCES];
    double asw = counts->n[CW_N_SYLLABLES] / words;
    const double values[] = {asl, asw, 200 - asl - 10 * asw, words < 100 ? (double)NAN : words};
    return values[i];
}

bool cw_lexicon_formula_lower_is_easier(const struct cw_lexicon *lexicon, size_t i)
{
    (void)lexicon;
    return i != 2;
}

double cw_lexicon_formula_baseline(const struct cw_lexicon *lexicon, size_t i)
{
    (void)lexicon;
    const double baselines[] = {10, 2, 50, (double)NAN};
    return baselines[i];
}
