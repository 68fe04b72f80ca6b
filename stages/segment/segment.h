/* Segment: blocks -> clauses, and a clause's text -> sentences and words. Pure functions. */
#ifndef CW_SEGMENT_H
#define CW_SEGMENT_H

#include "common/arena.h"
#include "common/breaks.h"
#include "common/clause.h"
#include "common/error.h"

struct cw_lexicon;

/* Blocks that hold a letter or a digit become clauses: NFC, white space squeezed, the number taken
 * off the front ("1.2 Fees" -> number 1.2, text Fees; also (a), iv., 第三條, १.), link offsets
 * moved along, hashes set. declared: the document's language ("" = unknown); a block's own wins.
 * Strings may be borrowed from the blocks. A block that is nothing but its number keeps it as text.
 */
enum cw_err cw_segment_clauses(struct cw_arena *arena, const struct cw_blocks *blocks,
                               struct cw_str declared, struct cw_clauses *out) CW_MUST_CHECK;

/* The address of a clause: hash of (lang, text), both as they stand in struct cw_clause. */
struct cw_hash cw_segment_hash(struct cw_str lang, struct cw_str text);

/* Sentence spans, gapless, that hold at least one word each. ICU's boundaries; breaks after the
 * lexicon's abbreviations are undone, breaks at enders that ICU lacks are added. lexicon: NULL =
 * root rules. A text without a word gives none. CW_ENOMEM, CW_ELIMIT. */
enum cw_err cw_segment_sentences(struct cw_breaker *breaker, struct cw_arena *arena,
                                 const struct cw_lexicon *lexicon, struct cw_str text,
                                 struct cw_span **sentences, size_t *n) CW_MUST_CHECK;

#endif
