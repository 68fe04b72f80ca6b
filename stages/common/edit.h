/* What compare finds between two versions of a document. Texts are not repeated here: an edit names
 * clauses by index, so that results stay small in the store. */
#ifndef CW_COMMON_EDIT_H
#define CW_COMMON_EDIT_H

#include <stdbool.h>
#include <stdint.h>

#include "breaks.h"
#include "str.h"
#include "wire.h"

struct cw_arena;

enum cw_edit_kind {
    CW_EDIT_UNCHANGED = 0, /* kept so that every clause of both sides is in exactly one edit */
    CW_EDIT_ADDED,
    CW_EDIT_REMOVED,
    CW_EDIT_MODIFIED,
    CW_EDIT_MOVED, /* same text, other place; a moved and modified clause is MODIFIED with moved set
                    */
    CW_EDIT_SPLIT, /* one old clause became several new ones */
    CW_EDIT_MERGED,
    CW_EDIT_KINDS
};

enum cw_severity { CW_SEVERITY_INFO = 0, CW_SEVERITY_LOW, CW_SEVERITY_MEDIUM, CW_SEVERITY_HIGH };

/* Why an edit is cosmetic, as bits; 0 for a substantive one. */
enum cw_cosmetic {
    CW_COSMETIC_LINKS = 1,
    CW_COSMETIC_WHITESPACE = 2,
    CW_COSMETIC_MARKUP = 4, /* kind or level of the block, quotes, typographic variants */
    CW_COSMETIC_PUNCTUATION = 8,
    CW_COSMETIC_INVISIBLE = 16,
    CW_COSMETIC_RELATIVE_DATE = 32,  /* "3 days ago" */
    CW_COSMETIC_COUNTER = 64,        /* view counts and the like */
    CW_COSMETIC_REVISION_DATE = 128, /* "last updated": the date is in the signals all the same */
    CW_COSMETIC_FURNITURE = 256, /* what is no text of the policy: buttons, remains of a template */
    CW_COSMETIC_SPELLING = 512   /* a slip of the pen put right */
};

enum cw_signal_kind {
    CW_SIGNAL_NUMBER = 0,
    CW_SIGNAL_DATE,
    CW_SIGNAL_DURATION,
    CW_SIGNAL_AMOUNT,
    CW_SIGNAL_MODAL,
    CW_SIGNAL_NEGATION,
    CW_SIGNAL_CONCEPT,
    CW_SIGNAL_LINK,
    CW_SIGNAL_HEADING,
    CW_SIGNAL_AGE,
    CW_SIGNAL_PERCENTAGE,
    CW_SIGNAL_KINDS
};

struct cw_signal {
    enum cw_signal_kind kind;
    struct cw_str
        old_value; /* as a person reads it, with unit: "30 days"; "" = none on this side */
    struct cw_str new_value;
    int direction; /* -1 less, earlier, weaker; 1 more, later, stronger; 0 cannot be told */
};

/* A changed run inside a modified clause. A run with an empty side is an insertion or a deletion.
 */
struct cw_change_run {
    uint32_t old_start, old_end; /* bytes into the old clause's text (of the first old clause) */
    uint32_t new_start, new_end;
};

struct cw_edit {
    enum cw_edit_kind kind;
    bool moved;
    bool renumbered;       /* number differs; never an edit of the text */
    uint32_t *old_indices; /* ascending; empty for ADDED */
    size_t n_old;
    uint32_t *new_indices; /* ascending; empty for REMOVED */
    size_t n_new;
    uint32_t cosmetic; /* bits of enum cw_cosmetic; 0 = substantive (or unchanged) */
    enum cw_severity severity;
    float similarity; /* 0-1 */
    struct cw_signal *signals;
    size_t n_signals;
    /* Of texts joined by one space where an edit has several clauses on a side. */
    struct cw_change_run *runs;
    size_t n_runs;
};

enum cw_pair_class {
    CW_PAIR_IDENTICAL = 0,
    CW_PAIR_COSMETIC,
    CW_PAIR_SUBSTANTIVE,
    CW_PAIR_MOVED,
    CW_PAIR_REWRITE,
    CW_PAIR_LANGUAGE_CHANGE,
    CW_PAIR_JUNK,
    CW_PAIR_CLASSES
};

struct cw_comparison {
    enum cw_pair_class class;
    enum cw_severity severity; /* the highest of its edits */
    uint32_t cosmetic;         /* bits over all cosmetic edits */
    bool coarse;               /* a limit was reached and a coarser answer given */
    struct cw_str junk_reason; /* "" unless class is JUNK */
    bool junk_is_old;          /* the old version is the junk: the document came back */
    struct cw_edit *edits;     /* in reading order of the new version, removals where they stood */
    size_t n_edits;
    uint32_t count[CW_EDIT_KINDS]; /* edits of each kind, cosmetic ones left out of MODIFIED */
    uint32_t n_cosmetic;
    uint32_t n_renumbered; /* edits of any kind, UNCHANGED too */
};

/* Names as every output writes them. Static storage. */
const char *cw_edit_kind_name(enum cw_edit_kind kind);
const char *cw_severity_name(enum cw_severity severity);
const char *cw_signal_kind_name(enum cw_signal_kind kind);
const char *cw_pair_class_name(enum cw_pair_class class);
const char *cw_cosmetic_name(enum cw_cosmetic bit); /* of one bit */

/* Wire form without UNCHANGED edits, but for renumbered ones. Reading copies into the arena; a
 * damaged record gives false. n_old_clauses and n_new_clauses: what indices are checked against. */
void cw_comparison_put(struct cw_buf *out, const struct cw_comparison *comparison);
bool cw_comparison_get(struct cw_reader *in, struct cw_arena *arena, size_t n_old_clauses,
                       size_t n_new_clauses, struct cw_comparison *comparison);

#endif
