/* An alignment in the order in which people read it. */
#include <stdlib.h>

#include "alignment.h"
#include "arena.h"

struct placed {
    struct cw_align_row row;
    uint32_t source; /* the clause of the original it stands at or behind; 0 = before all, from 1 */
    uint32_t target;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;
    if (x->source != y->source) {
        return x->source < y->source ? -1 : 1;
    }
    bool x_only_target = x->row.n_source == 0;
    bool y_only_target = y->row.n_source == 0;
    if (x_only_target != y_only_target) {
        return x_only_target ? 1 : -1;
    }
    return (x->target > y->target) - (x->target < y->target);
}

static int by_target(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;
    return (x->target > y->target) - (x->target < y->target);
}

/* The first gap about a link, in the order of gaps. */
static const struct cw_align_gap *gap_of(const struct cw_alignment *alignment,
                                         const struct cw_align_link *link)
{
    size_t low = 0;
    size_t high = alignment->n_gaps;
    while (low < high) { /* gaps with a source come first, by it */
        size_t middle = low + (high - low) / 2;
        const struct cw_align_gap *gap = &alignment->gaps[middle];
        if (gap->n_source > 0 && gap->source[0] < link->source[0]) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct cw_align_gap *gap = &alignment->gaps[low];
    bool same = low < alignment->n_gaps && gap->n_source > 0 && gap->n_target > 0 &&
                gap->source[0] == link->source[0];
    return same ? gap : NULL;
}

static size_t place_links(const struct cw_alignment *alignment, struct placed *out)
{
    for (size_t k = 0; k < alignment->n_links; k++) {
        const struct cw_align_link *link = &alignment->links[k];
        out[k].row = (struct cw_align_row){link,         gap_of(alignment, link), link->source,
                                           link->target, link->n_source,          link->n_target};
        out[k].source = link->source[0] + 1;
        out[k].target = link->target[0];
    }
    return alignment->n_links;
}

static size_t place_gaps(const struct cw_alignment *alignment, size_t n, struct placed *out)
{
    for (size_t k = 0; k < alignment->n_gaps; k++) {
        const struct cw_align_gap *gap = &alignment->gaps[k];
        if (gap->n_source > 0 && gap->n_target > 0) {
            continue;
        }
        out[n].row = (struct cw_align_row){NULL,        gap,           gap->source,
                                           gap->target, gap->n_source, gap->n_target};
        out[n].source = gap->n_source > 0 ? gap->source[0] + 1 : 0;
        out[n].target = gap->n_target > 0 ? gap->target[0] : 0;
        n++;
    }
    return n;
}

/* What has no source stands behind the clause that precedes it in the translation. */
static void anchor_added(struct placed *rows, size_t n)
{
    qsort(rows, n, sizeof *rows, by_target);
    uint32_t last = 0;
    for (size_t k = 0; k < n; k++) {
        if (rows[k].row.n_source == 0) {
            rows[k].source = last;
        } else if (rows[k].row.n_target > 0) {
            last = rows[k].source;
        }
    }
}

struct cw_align_row *cw_alignment_rows(struct cw_arena *arena, const struct cw_alignment *alignment,
                                       size_t *n)
{
    size_t most = alignment->n_links + alignment->n_gaps;
    struct placed *placed = cw_arena_array(arena, most, sizeof *placed);
    struct cw_align_row *rows = cw_arena_array(arena, most, sizeof *rows);
    if (!placed || !rows) {
        return NULL;
    }
    *n = place_gaps(alignment, place_links(alignment, placed), placed);
    anchor_added(placed, *n);
    qsort(placed, *n, sizeof *placed, by_place);
    for (size_t k = 0; k < *n; k++) {
        rows[k] = placed[k].row;
    }
    return rows;
}
