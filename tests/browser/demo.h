/* Invented documents for the demonstration report: what a reader of four languages would meet. */
#ifndef REPORT_DEMO_H
#define REPORT_DEMO_H

#include <stdint.h>

#include "common/block.h"
#include "common/edit.h"

struct demo_clause {
    enum cw_kind kind;
    uint8_t level;
    const char *number;
    const char *text;
    const char *lang; /* NULL = the document's */
};

/* An edit: clause indices (-1 = none), the words that differ, one signal. */
struct demo_edit {
    enum cw_edit_kind kind;
    int old_index, new_index;
    enum cw_severity severity;
    uint32_t cosmetic;
    bool moved, renumbered;
    const char *old_words, *new_words; /* NULL = none on that side */
    enum cw_signal_kind signal;
    const char *old_value, *new_value; /* both NULL = no signal */
};

enum { DEMO_CLAUSES = 12, DEMO_EDITS = 8 };

struct demo_document {
    const char *service, *policy, *lang;
    int64_t old_time, new_time;
    struct demo_clause old_clauses[DEMO_CLAUSES], new_clauses[DEMO_CLAUSES]; /* text NULL ends */
    struct demo_edit edits[DEMO_EDITS];                                      /* severity order */
    int n_edits;
    const char *snapshots;
};

extern const struct demo_document demo_documents[];
extern const int n_demo_documents;

#endif
