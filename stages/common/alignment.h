/* What align finds between a document and its translation. Texts are not repeated: clauses are
 * named by index, so that results stay small in the store. */
#ifndef CW_COMMON_ALIGNMENT_H
#define CW_COMMON_ALIGNMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "str.h"
#include "wire.h"

struct cw_arena;

/* Clauses of the original and their counterpart. One to one, one to several, several to one. */
struct cw_align_link {
    uint32_t *source; /* ascending, at least one */
    size_t n_source;
    uint32_t *target; /* ascending, at least one */
    size_t n_target;
    float score; /* 0-1: how sure */
    bool moved;  /* stands at another place than its neighbours do */
};

enum cw_gap_kind {
    CW_GAP_MISSING = 0,  /* in the original, nowhere in the translation */
    CW_GAP_UNTRANSLATED, /* a counterpart that is still in another language, whole or in part */
    CW_GAP_ADDED,        /* only in the translation */
    CW_GAP_NUMBERS,      /* linked, but a limit, deadline, age or amount is not the same */
    CW_GAP_KINDS
};

struct cw_align_gap {
    enum cw_gap_kind kind;
    uint32_t *source; /* empty for ADDED */
    size_t n_source;
    uint32_t *target; /* empty for MISSING */
    size_t n_target;
    struct cw_str lang; /* MISSING: the original's; else what the target's text is in, as far as
                         * can be told; "und" */
    float score;        /* 0-1: how sure; of UNTRANSLATED in part: the share that is not translated
                         */
    bool partly;        /* UNTRANSLATED: some sentences only */
    struct cw_str source_value; /* NUMBERS: as a person reads it: "30"; "" = none on this side */
    struct cw_str target_value;
};

/* What can be said of the pair as a whole. */
enum cw_align_note {
    CW_ALIGN_NO_SOURCE_PACK = 1, /* root rules were used for the original's language */
    CW_ALIGN_NO_TARGET_PACK = 2,
    CW_ALIGN_ZAWGYI = 4, /* the translation is in the Zawgyi encoding: aligned by structure */
    CW_ALIGN_COARSE = 8, /* a limit was reached and a coarser answer given */
    CW_ALIGN_SAME_LANGUAGE = 16 /* the translation as a whole is in the original's language */
};

struct cw_alignment {
    struct cw_align_link *links; /* by first target, then first source */
    size_t n_links;
    struct cw_align_gap *gaps; /* by first source, those without by first target; then kind */
    size_t n_gaps;
    double coverage; /* 0-1: share of the original's text (by length) that has a translated
                      * counterpart; NaN when the original is empty */
    uint32_t count[CW_GAP_KINDS]; /* clauses: of the original for MISSING and UNTRANSLATED, of the
                                   * translation for ADDED; pairs for NUMBERS */
    uint32_t notes;               /* bits of enum cw_align_note */
};

/* "missing", "untranslated", "added", "numbers-differ". Static. */
const char *cw_gap_kind_name(enum cw_gap_kind kind);

/* One line of a view with two columns: clauses that stand side by side, and what there is to say.
 */
struct cw_align_row {
    const struct cw_align_link *link; /* NULL: a clause without a counterpart */
    const struct cw_align_gap *gap;   /* the first gap about it, NULL = none */
    const uint32_t *source, *target;  /* borrowed */
    size_t n_source, n_target;
};

/* Rows in the order of the original; what only the translation has stands behind what precedes it
 * there. In the arena; NULL when out of memory. */
struct cw_align_row *cw_alignment_rows(struct cw_arena *arena, const struct cw_alignment *alignment,
                                       size_t *n);

/* Wire form. Reading copies into the arena; a damaged record, or an index beyond the clauses of its
 * side, gives false. */
void cw_alignment_put(struct cw_buf *out, const struct cw_alignment *alignment);
bool cw_alignment_get(struct cw_reader *in, struct cw_arena *arena, size_t n_source_clauses,
                      size_t n_target_clauses, struct cw_alignment *alignment);

#endif
