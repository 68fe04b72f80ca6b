/* One clause's life through the versions, and where in a document it stands. */
#include "internal.h"

void cw_lineage_carry(const struct cw_comparison *comparison, const uint64_t *old_ids,
                      uint64_t *new_ids, uint64_t *next)
{
    for (size_t k = 0; k < comparison->n_edits; k++) {
        const struct cw_edit *edit = &comparison->edits[k];
        for (size_t j = 0; j < edit->n_new; j++) {
            new_ids[edit->new_indices[j]] = edit->n_old ? old_ids[edit->old_indices[0]] : (*next)++;
        }
    }
}

size_t cw_heading_path(const struct cw_clauses *clauses, size_t index, size_t path[6])
{
    size_t n = 0;
    unsigned below = 7; /* headings of this level and deeper are beside the path, not above */
    if (index < clauses->n && clauses->items[index].kind == CW_HEADING) {
        below = clauses->items[index].level;
    }
    for (size_t i = index; i-- > 0 && n < 6 && below > 1;) {
        const struct cw_clause *clause = &clauses->items[i];
        if (clause->kind == CW_HEADING && clause->level < below) {
            below = clause->level;
            path[n++] = i;
        }
    }
    for (size_t k = 0; k < n / 2; k++) {
        size_t swap = path[k];
        path[k] = path[n - 1 - k];
        path[n - 1 - k] = swap;
    }
    return n;
}
