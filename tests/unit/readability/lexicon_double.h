/* A lexicon of four formulas whose syllables are a word's vowels a e i o u. */
#ifndef LEXICON_DOUBLE_H
#define LEXICON_DOUBLE_H

#include "lexicon/lexicon.h"

extern const struct cw_lexicon *const lexicon_double;

#endif
