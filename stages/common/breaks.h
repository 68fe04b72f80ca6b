/* Word and sentence boundaries by ICU (UAX #29, with its dictionaries for Thai, Lao, Khmer,
 * Burmese, Chinese and Japanese). What ICU lacks in a language is mended by segment, from the
 * lexicon. */
#ifndef CW_COMMON_BREAKS_H
#define CW_COMMON_BREAKS_H

#include <stdint.h>

#include "error.h"
#include "str.h"

struct cw_arena;
struct cw_breaker; /* holds open iterators, one a locale; one thread at a time */

enum cw_token_kind {
    CW_TOKEN_OTHER = 0, /* spaces, punctuation, symbols */
    CW_TOKEN_NUMBER,
    CW_TOKEN_LETTER,
    CW_TOKEN_KANA,
    CW_TOKEN_IDEOGRAPH
};

struct cw_token {
    uint32_t start; /* bytes into the text */
    uint32_t end;   /* exclusive */
    enum cw_token_kind kind;
};

struct cw_span {
    uint32_t start; /* bytes */
    uint32_t end;   /* exclusive */
};

/* NULL when out of memory. Free with cw_breaker_free (NULL allowed). */
struct cw_breaker *cw_breaker_new(void);
void cw_breaker_free(struct cw_breaker *breaker);

/* The tokens of text, gapless, in order, in the arena. locale: ICU locale id ("" = root).
 * A token is a word in the sense of the counting contract when its kind is not CW_TOKEN_OTHER.
 * CW_ENOMEM; CW_ELIMIT when text is over 512 MB. */
enum cw_err cw_break_words(struct cw_breaker *breaker, struct cw_arena *arena, const char *locale,
                           struct cw_str text, struct cw_token **tokens, size_t *n) CW_MUST_CHECK;

/* Sentence spans, gapless, in order, exactly as ICU gives them (trailing spaces included). */
enum cw_err cw_break_sentences(struct cw_breaker *breaker, struct cw_arena *arena,
                               const char *locale, struct cw_str text, struct cw_span **spans,
                               size_t *n) CW_MUST_CHECK;

#endif
