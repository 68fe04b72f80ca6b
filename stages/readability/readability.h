/* Readability: counts of a text, and a language's formulas over them.
 *
 * The counting contract and the source of every formula stand in docs/readability.md; formulas
 * themselves are data in the packs. */
#ifndef CW_READABILITY_H
#define CW_READABILITY_H

#include "common/analysis.h"
#include "common/arena.h"
#include "common/breaks.h"
#include "common/error.h"

struct cw_lexicon;

/* Counts one clause (a block end always ends a sentence). tokens: all of text's, from
 * cw_break_words; sentences: from segment. lexicon: NULL = neutral counts, no syllables.
 * Allocates nothing. */
void cw_readability_count(const struct cw_lexicon *lexicon, struct cw_str text,
                          const struct cw_token *tokens, size_t n_tokens,
                          const struct cw_span *sentences, size_t n_sentences,
                          struct cw_counts *counts, uint32_t *longest_sentence);

struct cw_formula_value {
    struct cw_str id; /* borrowed from the lexicon */
    double value;     /* NaN when undefined for these counts (too few words or sentences) */
};

/* Every formula of the lexicon over the counts, in the pack's order; in the arena. CW_ENOMEM. */
enum cw_err cw_readability_formulas(struct cw_arena *arena, const struct cw_lexicon *lexicon,
                                    const struct cw_counts *counts,
                                    struct cw_formula_value **values, size_t *n) CW_MUST_CHECK;

/* Difficulty relative to the Universal Declaration of Human Rights in the same language: 1 = as
 * hard, 2 = twice as hard. NaN without a baseline or with under 100 words. */
double cw_readability_reference_ratio(const struct cw_lexicon *lexicon,
                                      const struct cw_counts *counts);

#endif
