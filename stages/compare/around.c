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

/* Texts of clauses that the two versions share. */
struct shared {
    struct cw_intern texts; /* by the beginning of their hash */
    bool *heading;          /* by id: it stands as a heading */
};

struct light {
    struct cw_hash hash;
    uint32_t clause;
};

static bool came_or_went(const struct cw_edit *edit)
{
    return edit && (edit->kind == CW_EDIT_ADDED || edit->kind == CW_EDIT_REMOVED);
}

/* Does no signal of a clause that came or went say more than a topic? */
static bool says_topics_only(const struct cw_edit *edit)
{
    if (!came_or_went(edit) || edit->cosmetic) {
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

static bool is_light(const struct cw_edit *edit)
{
    return edit->severity <= CW_SEVERITY_LOW && says_topics_only(edit);
}

/* Does a heading name more than a topic: what is forbidden, a right, what makes a clause fair? */
static bool names_rule(const struct cw_edit *edit)
{
    static const char *const families[] = {"right",     "prohibited",  "UF",
                                           "safeguard", "arbitration", "class-action"};
    for (size_t k = 0; k < edit->n_signals; k++) {
        const struct cw_signal *signal = &edit->signals[k];
        struct cw_str value = signal->old_value.len ? signal->old_value : signal->new_value;
        for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
            if (signal->kind == CW_SIGNAL_CONCEPT && cw_str_starts(value, families[i])) {
                return true;
            }
        }
    }
    return false;
}

static int by_hash(const void *a, const void *b)
{
    return cw_hash_cmp(&((const struct light *)a)->hash, &((const struct light *)b)->hash);
}

static enum cw_err list_shared(struct cw_arena *arena, const struct cw_clauses *clauses,
                               const struct cw_comparison *c, struct shared *out)
{
    out->heading = cw_arena_array(arena, clauses->n, sizeof *out->heading);
    if (!out->heading || !cw_intern_init(arena, &out->texts, clauses->n)) {
        return CW_ENOMEM;
    }
    for (size_t k = 0; k < c->n_edits; k++) {
        const struct cw_edit *edit = &c->edits[k];
        if (edit->kind == CW_EDIT_UNCHANGED && edit->n_new == 1) {
            const struct cw_clause *clause = &clauses->items[edit->new_indices[0]];
            uint32_t id = cw_intern_id(&out->texts, cw_hash_short(&clause->hash));
            out->heading[id] |= clause->kind == CW_HEADING;
        }
    }
    return CW_OK;
}

/* Entries of a list mean what the sentence above them says, so that the same entry elsewhere is no
 * copy; but a table of contents may be a list. */
static bool is_copy(const struct shared *shared, const struct cw_clause *clause)
{
    if (clause->kind == CW_ROW) {
        return false;
    }
    uint32_t id = cw_intern_find(&shared->texts, cw_hash_short(&clause->hash));
    return id != CW_NONE && (clause->kind != CW_ITEM || shared->heading[id]);
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

static void make_furniture(struct cw_edit *edit)
{
    edit->cosmetic = CW_COSMETIC_FURNITURE;
    edit->severity = CW_SEVERITY_INFO;
}

/* From the end to the front, so that a heading knows whether what follows is news. */
static void settle_headings_and_copies(struct side_view *side, const struct shared *shared)
{
    bool news_follows = false;
    for (size_t k = side->clauses->n; k-- > 0;) {
        struct cw_edit *edit = side->edits[k];
        const struct cw_clause *clause = &side->clauses->items[k];
        if (edit && is_light(edit)) {
            bool bare = clause->kind == CW_HEADING && !news_follows &&
                        (k < NEAR_TITLE || !names_rule(edit));
            if (bare || is_copy(shared, clause)) {
                make_furniture(edit);
            }
        }
        news_follows = came_or_went(edit) && !edit->cosmetic;
    }
}

/* A few words that are no sentence, as an entry of a menu has; or what is furniture anyway. */
static bool is_entry(const struct side_view *side, size_t k)
{
    enum { LONGEST = 60, MOST_WORDS = 6 };
    struct cw_str text = side->clauses->items[k].text;
    if (!came_or_went(side->edits[k]) || side->clauses->items[k].kind == CW_ROW ||
        text.len > LONGEST || cw_str_ends(text, ".") || memchr(text.data, '_', text.len)) {
        return false;
    }
    size_t words = 1;
    for (size_t at = 0; at < text.len; at++) {
        words += text.data[at] == ' ';
    }
    return words <= MOST_WORDS || side->edits[k]->cosmetic;
}

/* Did a side gain or lose many entries of menus, and nothing but entries? */
static bool only_menus(const struct side_view *side)
{
    enum { MANY = 8 };
    size_t furniture = 0;
    for (size_t k = 0; k < side->clauses->n; k++) {
        const struct cw_edit *edit = side->edits[k];
        if (came_or_went(edit) && !edit->cosmetic && !is_entry(side, k)) {
            return false;
        }
        furniture +=
            came_or_went(edit) && (edit->cosmetic & CW_COSMETIC_FURNITURE) && is_entry(side, k);
    }
    return furniture >= MANY;
}

/* A row of entries most of which are furniture is a menu or a table of contents as a whole. */
static void settle_menus(struct side_view *side)
{
    enum { LEAST = 4 };
    bool all = only_menus(side);
    for (size_t k = 0; k < side->clauses->n;) {
        size_t furniture = 0;
        size_t end = k;
        for (; end < side->clauses->n && is_entry(side, end); end++) {
            furniture += (side->edits[end]->cosmetic & CW_COSMETIC_FURNITURE) != 0;
        }
        bool menu = all || (furniture >= LEAST && furniture * 2 > end - k);
        for (size_t i = k; menu && i < end; i++) {
            if (says_topics_only(side->edits[i])) {
                make_furniture(side->edits[i]);
            }
        }
        k = end > k ? end : k + 1;
    }
}

/* What comes or goes many times over stands on each page that was joined to this one. */
static enum cw_err settle_repeated(struct cw_arena *arena, struct side_view *side)
{
    enum { MANY = 4 };
    struct light *light = cw_arena_array(arena, side->clauses->n, sizeof *light);
    size_t n = 0;
    if (!light) {
        return CW_ENOMEM;
    }
    for (size_t k = 0; k < side->clauses->n; k++) {
        const struct cw_clause *clause = &side->clauses->items[k];
        if (side->edits[k] && is_light(side->edits[k]) && clause->kind != CW_ITEM &&
            clause->kind != CW_ROW) {
            light[n++] = (struct light){.hash = clause->hash, .clause = (uint32_t)k};
        }
    }
    if (n >= MANY) {
        qsort(light, n, sizeof *light, by_hash);
    }
    for (size_t k = 0; n >= MANY && k < n;) {
        size_t end = k + 1;
        while (end < n && by_hash(&light[k], &light[end]) == 0) {
            end++;
        }
        for (size_t i = k; end - k >= MANY && i < end; i++) {
            make_furniture(side->edits[light[i].clause]);
        }
        k = end;
    }
    return CW_OK;
}

static enum cw_err settle_side(struct cw_arena *arena, struct side_view *side,
                               const struct shared *shared)
{
    enum cw_err err = settle_repeated(arena, side);
    if (!err) {
        settle_headings_and_copies(side, shared);
        settle_menus(side);
        settle_headings_and_copies(side, shared);
    }
    return err;
}

enum cw_err cw_settle_by_place(struct cw_arena *arena, const struct cw_clauses *old_clauses,
                               const struct cw_clauses *new_clauses, struct cw_comparison *out)
{
    bool any = false;
    for (size_t k = 0; k < out->n_edits && !any; k++) {
        any = says_topics_only(&out->edits[k]);
    }
    if (!any || out->class != CW_PAIR_SUBSTANTIVE) {
        return CW_OK;
    }
    struct shared shared;
    enum cw_err err = list_shared(arena, new_clauses, out, &shared);
    for (int side = 0; side < 2 && !err; side++) {
        struct side_view view;
        err = see_side(arena, side ? new_clauses : old_clauses, out, side == 1, &view);
        if (!err) {
            err = settle_side(arena, &view, &shared);
        }
    }
    return err;
}
