/* Layouts: a version as a list of clauses, each by its id, with what is particular to this
 * occurrence. */
#ifndef CW_STORE_LAYOUT_H
#define CW_STORE_LAYOUT_H

#include "common/analysis.h"
#include "common/clause.h"
#include "common/repeats.h"
#include "store.h"

#define CW_OCCURRENCE_NEW UINT32_MAX

struct cw_occurrence {
    int64_t clause_id;
    int64_t link_set_id; /* 0 = no links */
    uint32_t repeats;    /* a hint: which one of the document's base; or CW_OCCURRENCE_NEW */
    enum cw_kind kind;
    uint8_t level;
    uint32_t line;
    uint64_t start; /* bytes into the decoded source */
    uint64_t end;
    struct cw_str number;
    struct cw_str anchor;
};

struct cw_layout {
    struct cw_occurrence *items;
    size_t n;
};

/* Column after column, each as differences from the row before: neighbours are alike, and zstd
 * finds that out. */
void cw_layout_put(struct cw_buf *out, const struct cw_layout *layout);
/* Numbers and anchors are borrowed from the data that is read. */
bool cw_layout_get(struct cw_reader *in, struct cw_arena *arena, struct cw_layout *layout);

/* The same by what it shares with the base, an earlier layout of the document: runs that are
 * repeated, moved by so many lines and bytes, and occurrences that are given between them. Gives
 * the number of those given. */
size_t cw_layout_put_after(struct cw_buf *out, const struct cw_layout *base,
                           const struct cw_layout *layout);
/* Everything is in the arena. False: damaged, or out of memory. */
bool cw_layout_get_after(struct cw_reader *in, struct cw_arena *arena, const struct cw_layout *base,
                         struct cw_layout *layout);
/* One occurrence moved; its texts are copied into the arena. False when out of memory. */
bool cw_occurrence_repeat(struct cw_arena *arena, const struct cw_occurrence *from,
                          const struct cw_shift *shift, struct cw_occurrence *to);
/* The layout is a base itself from now on: each occurrence repeats its own. */
void cw_layout_is_base(struct cw_layout *layout);

/* The clauses of a layout with their texts and links from the store, in the arena. */
enum cw_err cw_layout_clauses(struct cw_store *store, struct cw_arena *arena,
                              const struct cw_layout *layout, struct cw_clauses *clauses,
                              struct cw_diag *diag) CW_MUST_CHECK;
/* The same without the links. */
enum cw_err cw_layout_texts(struct cw_store *store, struct cw_arena *arena,
                            const struct cw_layout *layout, struct cw_clauses *clauses,
                            struct cw_diag *diag) CW_MUST_CHECK;

#endif
