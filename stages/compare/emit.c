/* Matches -> edits in reading order of the new version, removals where they stood.
 *
 * Here it is decided what moved (matches outside the heaviest chain in order), and what of a pair
 * is cosmetic. */
#include "internal.h"

static const float nearly = 0.999f; /* the same words, but not the same letters in order */

struct emitter {
    const struct cw_match_side *old_side, *new_side;
    struct cw_matching *m;
    bool swapped;
    uint32_t *old_list, *new_list;        /* 0, 1, 2, ...: adjacent indices without an allocation */
    const struct cw_group **group_of_new; /* NULL = no groups at all */
    const struct cw_group **group_of_old;
    bool *stays; /* by old clause: its match is in order */
    struct cw_comparison *out;
};

static uint32_t *counting_list(struct cw_arena *arena, uint32_t n)
{
    uint32_t *list = cw_arena_array(arena, n, sizeof *list);
    for (uint32_t i = 0; list && i < n; i++) {
        list[i] = i;
    }
    return list;
}

static uint32_t old_of(const struct cw_group *group, bool swapped)
{
    return swapped ? group->b : group->a;
}

static uint32_t n_old_of(const struct cw_group *group, bool swapped)
{
    return swapped ? group->n_b : group->n_a;
}

static uint32_t new_of(const struct cw_group *group, bool swapped)
{
    return swapped ? group->a : group->b;
}

static uint32_t n_new_of(const struct cw_group *group, bool swapped)
{
    return swapped ? group->n_a : group->n_b;
}

/* Pairs (first clauses of groups for splits and merges) that are out of order moved. Decided on
 * sides A and B, so that both directions agree. */
static enum cw_err find_moved(struct emitter *e)
{
    struct cw_matching *m = e->m;
    uint32_t *values = cw_arena_array(m->arena, m->a.n, sizeof *values);
    uint32_t *weights = cw_arena_array(m->arena, m->a.n, sizeof *weights);
    bool *kept = cw_arena_array(m->arena, m->a.n, sizeof *kept);
    e->stays = cw_arena_array(m->arena, e->old_side->n, sizeof *e->stays);
    if (!values || !weights || !kept || !e->stays) {
        return CW_ENOMEM;
    }
    uint32_t n = 0;
    uint32_t last = CW_NONE;
    for (uint32_t i = 0; i < m->a.n; i++) {
        uint32_t b = m->a.match[i];
        /* Pieces of one whole follow each other; the first stands for them. */
        if (b != CW_NONE && b != last) {
            size_t length = m->a.clauses[i].text.len;
            values[n] = b;
            weights[n++] = 16 + (uint32_t)(length < 512 ? length : 512);
        }
        last = b;
    }
    enum cw_err err = cw_order_heaviest(m->arena, values, weights, n, m->b.n, kept);
    last = CW_NONE;
    for (uint32_t i = 0, k = 0; !err && i < m->a.n; i++) {
        uint32_t b = m->a.match[i];
        if (b != CW_NONE && b != last) {
            e->stays[e->swapped ? b : i] = kept[k++];
        }
        last = b;
    }
    return err;
}

static enum cw_err map_groups(struct emitter *e)
{
    struct cw_matching *m = e->m;
    if (m->n_groups == 0) {
        return CW_OK;
    }
    e->group_of_old = cw_arena_array(m->arena, e->old_side->n, sizeof(const struct cw_group *));
    e->group_of_new = cw_arena_array(m->arena, e->new_side->n, sizeof(const struct cw_group *));
    if (!e->group_of_old || !e->group_of_new) {
        return CW_ENOMEM;
    }
    for (size_t g = 0; g < m->n_groups; g++) {
        const struct cw_group *group = &m->groups[g];
        for (uint32_t k = 0; k < n_old_of(group, e->swapped); k++) {
            e->group_of_old[old_of(group, e->swapped) + k] = group;
        }
        for (uint32_t k = 0; k < n_new_of(group, e->swapped); k++) {
            e->group_of_new[new_of(group, e->swapped) + k] = group;
        }
    }
    return CW_OK;
}

static struct cw_edit *add(struct emitter *e, enum cw_edit_kind kind, uint32_t old_index,
                           uint32_t n_old, uint32_t new_index, uint32_t n_new)
{
    struct cw_edit *edit = &e->out->edits[e->out->n_edits++];
    edit->kind = kind;
    edit->old_indices = &e->old_list[n_old ? old_index : 0];
    edit->n_old = n_old;
    edit->new_indices = &e->new_list[n_new ? new_index : 0];
    edit->n_new = n_new;
    return edit;
}

static bool same_kind(const struct cw_clause *a, const struct cw_clause *b)
{
    return a->kind == b->kind && a->level == b->level;
}

static void emit_pair(struct emitter *e, uint32_t i, uint32_t j)
{
    const struct cw_clause *before = &e->old_side->clauses[i];
    const struct cw_clause *after = &e->new_side->clauses[j];
    bool moved = !e->stays[i];
    struct cw_edit *edit = add(e, CW_EDIT_UNCHANGED, i, 1, j, 1);
    edit->moved = moved;
    edit->renumbered = !cw_str_eq(before->number, after->number);
    edit->similarity = e->m->similarity[e->swapped ? j : i];
    bool equal = cw_hash_eq(&before->hash, &after->hash) || cw_str_eq(before->text, after->text);
    if (!cw_hash_eq(&before->links_hash, &after->links_hash)) {
        edit->cosmetic |= CW_COSMETIC_LINKS;
    }
    if (!same_kind(before, after)) {
        edit->cosmetic |= CW_COSMETIC_MARKUP;
    }
    if (equal) {
        edit->kind = edit->cosmetic ? CW_EDIT_MODIFIED : CW_EDIT_UNCHANGED;
        if (moved && !edit->cosmetic) {
            edit->kind = CW_EDIT_MOVED;
        }
        return;
    }
    edit->kind = CW_EDIT_MODIFIED;
    bool same_text = cw_skeleton_at(e->old_side, i, false) == cw_skeleton_at(e->new_side, j, false);
    if (same_text || cw_skeleton_at(e->old_side, i, true) == cw_skeleton_at(e->new_side, j, true)) {
        /* With the number: it went into the text, or came out of it. */
        edit->cosmetic |= same_text ? cw_cosmetic_between(before->text, after->text)
                                    : (uint32_t)CW_COSMETIC_MARKUP;
        edit->similarity = 1;
    } else {
        edit->cosmetic = 0;
    }
}

static bool all_of_kind(const struct cw_clause *clauses, uint32_t n, const struct cw_clause *other)
{
    for (uint32_t k = 0; k < n; k++) {
        if (!same_kind(&clauses[k], other)) {
            return false;
        }
    }
    return true;
}

static void emit_group(struct emitter *e, const struct cw_group *group)
{
    uint32_t i = old_of(group, e->swapped);
    uint32_t j = new_of(group, e->swapped);
    uint32_t n_old = n_old_of(group, e->swapped);
    uint32_t n_new = n_new_of(group, e->swapped);
    struct cw_edit *edit = add(e, n_old > 1 ? CW_EDIT_MERGED : CW_EDIT_SPLIT, i, n_old, j, n_new);
    const struct cw_clause *before = &e->old_side->clauses[i];
    const struct cw_clause *after = &e->new_side->clauses[j];
    edit->moved = !e->stays[i];
    edit->renumbered = !cw_str_eq(before->number, after->number);
    edit->similarity = group->similarity < nearly ? group->similarity : nearly;
    for (int with = 0; with < 2 && edit->similarity < 1; with++) {
        if (cw_skeleton_joined(before, n_old, with) == cw_skeleton_joined(after, n_new, with)) {
            /* The same letters. Items fused into a paragraph are lost markup; a paragraph cut in
             * two is an edit, of which class.c says that nobody needs to read it. */
            bool alike =
                !with && all_of_kind(before, n_old, after) && all_of_kind(after, n_new, before);
            edit->cosmetic = alike ? 0 : CW_COSMETIC_MARKUP;
            edit->similarity = 1;
        }
    }
}

/* Removals that stood before old clause `end` and were not written yet. */
static uint32_t emit_removed(struct emitter *e, uint32_t from, uint32_t end)
{
    for (; from < end; from++) {
        if (e->old_side->match[from] == CW_NONE) {
            add(e, CW_EDIT_REMOVED, from, 1, 0, 0);
        }
    }
    return from;
}

static void emit_all(struct emitter *e)
{
    uint32_t removed = 0;
    for (uint32_t j = 0; j < e->new_side->n; j++) {
        uint32_t i = e->new_side->match[j];
        if (i == CW_NONE) {
            add(e, CW_EDIT_ADDED, 0, 0, j, 1);
            continue;
        }
        if (e->stays[i] && i > removed) {
            removed = emit_removed(e, removed, i);
        }
        const struct cw_group *group = e->group_of_new ? e->group_of_new[j] : NULL;
        if (!group) {
            emit_pair(e, i, j);
        } else if (new_of(group, e->swapped) == j) {
            emit_group(e, group);
        }
    }
    emit_removed(e, removed, e->old_side->n);
}

enum cw_err cw_emit(struct cw_matching *m, struct cw_arena *arena, bool swapped,
                    struct cw_comparison *out)
{
    struct emitter e = {.m = m, .swapped = swapped, .out = out};
    e.old_side = swapped ? &m->b : &m->a;
    e.new_side = swapped ? &m->a : &m->b;
    e.old_list = counting_list(arena, e.old_side->n);
    e.new_list = counting_list(arena, e.new_side->n);
    if (!e.old_list || !e.new_list) {
        return CW_ENOMEM;
    }
    size_t most = e.new_side->n;
    for (uint32_t i = 0; i < e.old_side->n; i++) {
        most += e.old_side->match[i] == CW_NONE;
    }
    out->edits = cw_arena_array(arena, most, sizeof *out->edits);
    enum cw_err err = out->edits ? find_moved(&e) : CW_ENOMEM;
    if (!err) {
        err = map_groups(&e);
    }
    if (!err) {
        emit_all(&e);
    }
    out->coarse = m->coarse;
    return err;
}

struct cw_str cw_joined_text(struct cw_arena *arena, const struct cw_clause *clauses,
                             const uint32_t *indices, size_t n)
{
    if (n == 1) {
        return clauses[indices[0]].text;
    }
    size_t length = 0;
    for (size_t k = 0; k < n; k++) {
        length += clauses[indices[k]].text.len + (k > 0);
    }
    char *data = cw_arena_alloc(arena, length + 1);
    if (!data) {
        return (struct cw_str){NULL, 0};
    }
    size_t at = 0;
    for (size_t k = 0; k < n; k++) {
        if (k > 0) {
            data[at++] = ' ';
        }
        struct cw_str text = clauses[indices[k]].text;
        if (text.len) {
            memcpy(data + at, text.data, text.len);
        }
        at += text.len;
    }
    return (struct cw_str){data, length};
}
