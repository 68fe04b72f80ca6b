/* Align: a document and its translation -> links between their clauses, and gaps.
 *
 * A pure function of the two lists of clauses and their analyses; nothing is translated. Clauses
 * are compared by what survives translation: place and kind, numbers, dates, addresses, names,
 * terms that both packs map to the same concept, and length. */
#ifndef CW_ALIGN_H
#define CW_ALIGN_H

#include "common/alignment.h"
#include "common/analysis.h"
#include "common/arena.h"
#include "common/breaks.h"
#include "common/clause.h"
#include "common/error.h"
#include "common/value.h"

struct cw_align_side {
    const struct cw_clauses *clauses;
    const struct cw_analysis *analyses; /* one for each clause: language and matches are used */
    struct cw_str lang;                 /* declared; "" = the language of most of its text */
    bool has_pack;                      /* a pack speaks for lang */
    bool zawgyi;                        /* Burmese in the Zawgyi encoding */
};

/* The language of a piece of text (see identify). lang: static, or lives as long as context. */
struct cw_align_identify {
    void *context;
    struct cw_str (*lang)(void *context, struct cw_str text, struct cw_str declared);
};

/* The values of a clause, in the arena; text and matches are those of the clause. */
struct cw_align_values {
    void *context;
    enum cw_err (*find)(void *context, struct cw_arena *arena, struct cw_str text,
                        const struct cw_analysis *analysis, struct cw_clause_value **out,
                        size_t *n);
};

/* out: in the arena. Every clause of both sides is in exactly one link, or one gap of kind MISSING
 * or ADDED. Untranslated and numbers-differ gaps are about links. identify: for sentences; NULL =
 * only whole clauses can be untranslated. values: NULL = numbers are not compared. CW_ENOMEM,
 * CW_ELIMIT (over 2^31 clauses). */
enum cw_err cw_align(struct cw_arena *arena, struct cw_breaker *breaker,
                     const struct cw_align_side *source, const struct cw_align_side *target,
                     const struct cw_align_identify *identify, const struct cw_align_values *values,
                     struct cw_alignment *out) CW_MUST_CHECK;

#endif
