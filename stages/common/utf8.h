/* UTF-8: repair at the door, reading code points, normal form.
 *
 * All text inside clausewatch is valid UTF-8 in NFC. It is made so once, by extract; nothing later
 * re-checks. Character properties come from ICU. */
#ifndef CW_COMMON_UTF8_H
#define CW_COMMON_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "str.h"

struct cw_arena;

bool cw_utf8_valid(struct cw_str text);

/* Valid UTF-8 with each ill-formed sequence (Unicode 15, table 3-7, maximal subparts) and each NUL
 * replaced by U+FFFD. Returns text itself when nothing had to be repaired; otherwise a copy in the
 * arena. *repaired: number of replacements. data is NULL when out of memory. */
struct cw_str cw_utf8_repair(struct cw_arena *arena, struct cw_str text, size_t *repaired);

/* The first byte from `at` on that is not ASCII; text.len when there is none. */
size_t cw_utf8_ascii_end(struct cw_str text, size_t at);

/* The first byte from `at` on that is no printable ASCII, no space; text.len when there is none. */
size_t cw_utf8_printable_end(struct cw_str text, size_t at);

/* The code point at byte *at (which must be < text.len and on a boundary); moves *at behind it. */
uint32_t cw_utf8_next(struct cw_str text, size_t *at);

/* Appends the encoding of a code point to out (4 bytes of room); returns bytes written. */
size_t cw_utf8_put(char out[4], uint32_t code_point);

size_t cw_utf8_length(struct cw_str text); /* code points */

/* NFC. Returns text itself when it already is; otherwise a copy in the arena (data NULL when out of
 * memory). */
struct cw_str cw_utf8_nfc(struct cw_arena *arena, struct cw_str text);

/* Full case folding by root rules and NFC, into the arena. turkic: dotless i kept apart. */
struct cw_str cw_utf8_fold(struct cw_arena *arena, struct cw_str text, bool turkic);

/* Runs of Unicode white space become one space, none at the ends; zero-width space, word joiner,
 * byte order mark and soft hyphen go (invisible, and no part of the wording). ZWJ and ZWNJ stay:
 * Persian, Urdu and Indic scripts spell with them. Returns text itself when nothing changed. */
struct cw_str cw_utf8_squeeze(struct cw_arena *arena, struct cw_str text);

/* A character of a script written without spaces between words, or Hangul, whose particles hang on
 * the word: there pairs of characters stand for words when texts are compared. */
bool cw_is_without_spaces(uint32_t code_point);

/* Holds at least one letter or digit (general categories L* and N*). */
bool cw_utf8_has_word(struct cw_str text);

#endif
