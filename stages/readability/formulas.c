/* A language's formulas over the counts of a text. The formulas themselves are data of the pack;
 * what is done with their values stands here. */
#include <math.h>

#include "lexicon/lexicon.h"
#include "readability.h"

enum { LEAST_WORDS = 100 }; /* of a text that is compared with the reference */

enum cw_err cw_readability_formulas(struct cw_arena *arena, const struct cw_lexicon *lexicon,
                                    const struct cw_counts *counts,
                                    struct cw_formula_value **values, size_t *n)
{
    size_t n_formulas = cw_lexicon_formulas(lexicon);
    struct cw_formula_value *list = cw_arena_array(arena, n_formulas, sizeof *list);
    if (!list) {
        return CW_ENOMEM;
    }
    for (size_t i = 0; i < n_formulas; i++) {
        list[i].id = cw_lexicon_formula_id(lexicon, i);
        list[i].value = cw_lexicon_formula_value(lexicon, i, counts);
        list[i].error = NAN;
    }
    *values = list;
    *n = n_formulas;
    return CW_OK;
}

double cw_readability_reference_ratio(const struct cw_lexicon *lexicon,
                                      const struct cw_counts *counts)
{
    if (!lexicon || counts->n[CW_N_WORDS] < LEAST_WORDS) {
        return NAN;
    }
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < cw_lexicon_formulas(lexicon); i++) {
        double baseline = cw_lexicon_formula_baseline(lexicon, i);
        /* A measure whose zero is arbitrary (Flesch and its kin) has no ratio. */
        if (!(baseline > 0) || !cw_lexicon_formula_lower_is_easier(lexicon, i)) {
            continue;
        }
        double value = cw_lexicon_formula_value(lexicon, i, counts);
        if (value > 0 && isfinite(value)) {
            sum += log(value / baseline);
            n++;
        }
    }
    return n ? exp(sum / (double)n) : NAN;
}
