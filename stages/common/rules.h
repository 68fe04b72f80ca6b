/* Word and sentence boundaries by the rules of UAX #29 themselves, for text that needs no
 * dictionary: several times faster than ICU's general machine, and the same boundaries (a test
 * compares them). Private to common; others use breaks.h. */
#ifndef CW_COMMON_RULES_H
#define CW_COMMON_RULES_H

#include "breaks.h"

/* Properties of code points, filled in 256 at a time when first met. One thread at a time. */
struct cw_rules {
    uint8_t *words[256];     /* enum word_class of the code points of a row */
    uint8_t *sentences[256]; /* enum sentence_class */
};

void cw_rules_dispose(struct cw_rules *rules);

/* CW_ENOTFOUND: the text has characters that want ICU (a script with a dictionary, emoji sequences,
 * Hebrew); nothing is written then. CW_ENOMEM. Otherwise as cw_break_words. */
enum cw_err cw_rules_words(struct cw_rules *rules, struct cw_arena *arena, struct cw_str text,
                           struct cw_token **tokens, size_t *n) CW_MUST_CHECK;

/* CW_ENOTFOUND: characters beyond the first plane. Otherwise as cw_break_sentences. */
enum cw_err cw_rules_sentences(struct cw_rules *rules, struct cw_arena *arena, struct cw_str text,
                               struct cw_span **spans, size_t *n) CW_MUST_CHECK;

#endif
