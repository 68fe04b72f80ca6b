/* Inside segment only. */
#ifndef CW_SEGMENT_INTERNAL_H
#define CW_SEGMENT_INTERNAL_H

#include "segment.h"

/* A clause number at the front of a text. */
struct cw_number {
    size_t start; /* of the number itself, bytes */
    size_t end;   /* exclusive; no bracket, no final dot */
    size_t rest;  /* where the text behind it begins; 0 = the text has no number */
};

/* Reads the number at the front of a squeezed text, by shape alone: digits of any script, single
 * letters, Roman numerals, numerals that are ideographs; brackets, dots and dashes. Words that some
 * language puts before a number ("Section 4.") are not read here: they belong to a lexicon. */
struct cw_number cw_number_at_front(struct cw_str text);

/* Carries links over from a text to its normal form (NFC, white space squeezed) and on to the part
 * of it that begins at `cut`. Linear. CW_ENOMEM. */
enum cw_err cw_links_carry(struct cw_arena *arena, const struct cw_block *block,
                           struct cw_str squeezed, size_t cut, struct cw_link **links);

#endif
