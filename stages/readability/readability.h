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

/* The same counts for each sentence by itself, into each[n_sentences]; their sums are what
 * cw_readability_count gives. For cw_readability_uncertainty. Allocates nothing. */
void cw_readability_count_each(const struct cw_lexicon *lexicon, struct cw_str text,
                               const struct cw_token *tokens, size_t n_tokens,
                               const struct cw_span *sentences, size_t n_sentences,
                               struct cw_counts *each);

struct cw_formula_value {
    struct cw_str id; /* borrowed from the lexicon */
    double value;     /* NaN when undefined for these counts (too few words or sentences) */
    double error;     /* standard error; NaN until cw_readability_uncertainty filled it */
};

/* Every formula of the lexicon over the counts, in the pack's order; in the arena. CW_ENOMEM. */
enum cw_err cw_readability_formulas(struct cw_arena *arena, const struct cw_lexicon *lexicon,
                                    const struct cw_counts *counts,
                                    struct cw_formula_value **values, size_t *n) CW_MUST_CHECK;

/* Fills the standard error of each value: how far the figure would move, one standard deviation,
 * had the writer happened on other sentences of the same kind. Moving-block bootstrap (Efron 1979,
 * Kuensch 1989) with a fixed seed: same input, same figures. units: counts of the text's sentences,
 * or of its clauses when sentences are not at hand, in order; above 128 of them, runs of
 * neighbours are drawn together, so that the cost has a bound (100 replicates of 128 sums).
 * values: as cw_readability_formulas gives them for the sum. NaN below 10 units. CW_ENOMEM. */
enum cw_err cw_readability_uncertainty(struct cw_arena *arena, const struct cw_lexicon *lexicon,
                                       const struct cw_counts *units, size_t n_units,
                                       struct cw_formula_value *values, size_t n) CW_MUST_CHECK;

/* Difficulty relative to the Universal Declaration of Human Rights in the same language: 1 = as
 * hard, 2 = twice as hard. The geometric mean of value / baseline over those formulas that have a
 * baseline in the pack, whose lower values are easier, and whose value and baseline are above
 * zero; docs/readability.md says which these are and what the figure cannot tell. NaN without a
 * baseline or with under 100 words. */
double cw_readability_reference_ratio(const struct cw_lexicon *lexicon,
                                      const struct cw_counts *counts);

#endif
