/* What is computed once for each distinct clause, in whichever version, service or night it
 * appears. */
#ifndef CW_COMMON_ANALYSIS_H
#define CW_COMMON_ANALYSIS_H

#include <stdint.h>

#include "str.h"
#include "wire.h"

struct cw_arena;

/* Counts that formulas may name. All are sums, so that a document's are the sums of its clauses'.
 * The definitions stand in docs/readability.md. */
enum cw_count {
    CW_N_LETTERS = 0, /* general category L* */
    CW_N_CHARACTERS,  /* letters, digits and punctuation inside words ("strokes") */
    CW_N_WORDS,
    CW_N_SENTENCES,
    CW_N_SYLLABLES,
    CW_N_LONG_WORDS,      /* over 6 letters plus combining marks */
    CW_N_COMPLEX_WORDS,   /* 3 syllables or more */
    CW_N_POLY4_WORDS,     /* 4 syllables or more */
    CW_N_MONO_WORDS,      /* 1 syllable */
    CW_N_LETTERS_SQUARED, /* sum over words of squared length in letters (for the variance) */
    CW_N_COMMAS,          /* U+3001 and U+FF0C (the comma of the formula for Japanese) */
    CW_N_LATIN_RUNS,      /* runs of one script and the code points in them ... */
    CW_N_LATIN_CHARS,
    CW_N_HIRAGANA_RUNS,
    CW_N_HIRAGANA_CHARS,
    CW_N_KATAKANA_RUNS,
    CW_N_KATAKANA_CHARS,
    CW_N_HAN_RUNS,
    CW_N_HAN_CHARS,
    CW_N_CODE_POINTS, /* all but white space */
    CW_N_COUNTS
};

struct cw_counts {
    uint32_t n[CW_N_COUNTS];
};

/* The name of a count as JSON and formulas write it: "letters", "long_words", ... Static. */
const char *cw_count_name(enum cw_count count);

void cw_counts_add(struct cw_counts *sum, const struct cw_counts *more); /* saturating */

/* A cue or concept term found in a clause. */
struct cw_match {
    struct cw_str id;   /* criterion or concept id of lexicons/concepts: "OP-MOD", "appeal" */
    struct cw_str term; /* the pack's entry that fired, as the pack spells it */
    uint32_t start;     /* bytes into the clause text */
    uint32_t end;       /* exclusive */
};

struct cw_analysis {
    struct cw_str lang;   /* BCP 47; "und" cannot tell, "zxx" no language (numbers, names) */
    struct cw_str script; /* ISO 15924 of most letters: "Latn"; "" = no letters */
    double confidence;    /* 0-1, of lang */
    struct cw_counts counts;
    uint32_t longest_sentence; /* in words */
    struct cw_match *matches;  /* by start, then end, then id */
    size_t n_matches;
};

/* Wire form. Reading copies strings into the arena; a damaged record gives false. */
void cw_analysis_put(struct cw_buf *out, const struct cw_analysis *analysis);
bool cw_analysis_get(struct cw_reader *in, struct cw_arena *arena, struct cw_analysis *analysis);

#endif
