/* What a clause that came or went stands beside: a copy of what the page says elsewhere, or a
 * heading over text that stayed, is no news.
 *
 * Runs once all edits are described. Each side is looked at by itself, so that swapping the
 * versions mirrors the answer. */
#include <stdlib.h>

#include "internal.h"

/* The document's title is among so many first clauses. */
enum { NEAR_TITLE = 3 };

struct side_view {
    const struct cw_clauses *clauses;
    struct cw_edit **edits; /* of each clause */
};

/* What the two versions share. */
struct shared {
    struct cw_hash hash;
    bool heading;
};

struct shared_list {
    struct shared *items; /* by hash */
    size_t n;
};

/* A clause that came or went and of which no signal says more than a topic. */
static bool is_light(const struct cw_edit *edit)
{
    if ((edit->kind != CW_EDIT_ADDED && edit->kind != CW_EDIT_REMOVED) || edit->cosmetic ||
        edit->severity > CW_SEVERITY_LOW) {
        return false;
    }
    for (size_t k = 0; k < edit->n_signals; k++) {
        enum cw_signal_kind kind = edit->signals[k].kind;
        if (kind != CW_SIGNAL_HEADING && kind != CW_SIGNAL_LINK && kind != CW_SIGNAL_CONCEPT) {
            return false;
        }
    }
    return true;
}

static bool names_topic(const struct cw_edit *edit)
{
    for (size_t k = 0; k < edit->n_signals; k++) {
        if (edit->signals[k].kind == CW_SIGNAL_CONCEPT) {
            return true;
        }
    }
    return false;
}

static int by_hash(const void *a, const void *b)
{
    return cw_hash_cmp(&((const struct shared *)a)->hash, &((const struct shared *)b)->hash);
}

static enum cw_err list_shared(struct cw_arena *arena, const struct cw_clauses *clauses,
                               const struct cw_comparison *c, struct shared_list *out)
{
    out->items = cw_arena_array(arena, clauses->n, sizeof *out->items);
    out->n = 0;
    if (!out->items) {
        return CW_ENOMEM;
    }
    for (size_t k = 0; k < c->n_edits; k++) {
        const struct cw_edit *edit = &c->edits[k];
        if (edit->kind == CW_EDIT_UNCHANGED && edit->n_new == 1) {
            const struct cw_clause *clause = &clauses->items[edit->new_indices[0]];
            out->items[out->n++] = (struct shared){clause->hash, clause->kind == CW_HEADING};
        }
    }
    if (out->n) {
        qsort(out->items, out->n, sizeof *out->items, by_hash);
    }
    return CW_OK;
}

/* Entries of a list mean what the sentence above them says, so that the same entry elsewhere is no
 * copy; but a table of contents may be a list. */
static bool is_copy(const struct shared_list *shared, const struct cw_clause *clause)
{
    struct shared key = {.hash = clause->hash};
    const struct shared *found =
        shared->n ? bsearch(&key, shared->items, shared->n, sizeof key, by_hash) : NULL;
    if (!found || clause->kind == CW_ROW) {
        return false;
    }
    if (clause->kind != CW_ITEM) {
        return true;
    }
    while (found > shared->items && by_hash(found - 1, &key) == 0) {
        found--;
    }
    for (; found < shared->items + shared->n && by_hash(found, &key) == 0; found++) {
        if (found->heading) {
            return true;
        }
    }
    return false;
}

static enum cw_err see_side(struct cw_arena *arena, const struct cw_clauses *clauses,
                            struct cw_comparison *c, bool is_new, struct side_view *out)
{
    out->clauses = clauses;
    out->edits = cw_arena_array(arena, clauses->n, sizeof(void *));
    if (!out->edits) {
        return CW_ENOMEM;
    }
    for (size_t k = 0; k < c->n_edits; k++) {
        struct cw_edit *edit = &c->edits[k];
        const uint32_t *indices = is_new ? edit->new_indices : edit->old_indices;
        size_t n = is_new ? edit->n_new : edit->n_old;
        for (size_t i = 0; i < n; i++) {
            out->edits[indices[i]] = edit;
        }
    }
    return CW_OK;
}

/* From the end to the front, so that a heading knows whether what follows is news. */
static void settle_side(struct side_view *side, const struct shared_list *shared)
{
    bool news_follows = false;
    for (size_t k = side->clauses->n; k-- > 0;) {
        struct cw_edit *edit = side->edits[k];
        const struct cw_clause *clause = &side->clauses->items[k];
        if (edit && is_light(edit)) {
            bool title = k < NEAR_TITLE;
            bool bare =
                clause->kind == CW_HEADING && !news_follows && (title || !names_topic(edit));
            if (bare || is_copy(shared, clause)) {
                edit->cosmetic = CW_COSMETIC_FURNITURE;
                edit->severity = CW_SEVERITY_INFO;
            }
        }
        news_follows = edit && !edit->cosmetic &&
                       (edit->kind == CW_EDIT_ADDED || edit->kind == CW_EDIT_REMOVED);
    }
}

enum cw_err cw_settle_by_place(struct cw_arena *arena, const struct cw_clauses *old_clauses,
                               const struct cw_clauses *new_clauses, struct cw_comparison *out)
{
    bool any = false;
    for (size_t k = 0; k < out->n_edits && !any; k++) {
        any = is_light(&out->edits[k]);
    }
    if (!any || out->class != CW_PAIR_SUBSTANTIVE) {
        return CW_OK;
    }
    struct shared_list shared;
    enum cw_err err = list_shared(arena, new_clauses, out, &shared);
    for (int side = 0; side < 2 && !err; side++) {
        struct side_view view;
        err = see_side(arena, side ? new_clauses : old_clauses, out, side == 1, &view);
        if (!err) {
            settle_side(&view, &shared);
        }
    }
    return err;
}
