/* Listing a service's documents, and keeping their freshness. */
#include "members.h"

#include "fresh.h"

static enum cw_err out_of_memory(struct cw_run *run)
{
    return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
}

static enum cw_err read_member(struct cw_run *run, struct cw_arena *arena, struct sqlite3_stmt *row,
                               struct cw_member *member)
{
    struct cw_str declared = cw_column_str(row, 3);
    *member = (struct cw_member){.id = cw_column_int(row, 0),
                                 .policy = cw_str_dup(arena, cw_column_str(row, 1)),
                                 .region = cw_str_dup(arena, cw_column_str(row, 2)),
                                 .identified = cw_str_dup(arena, cw_column_str(row, 6)),
                                 .version = cw_column_int(row, 4),
                                 .n_clauses = (size_t)cw_column_int(row, 5)};
    member->lang = declared.len ? cw_str_dup(arena, declared) : member->identified;
    return member->policy.data && member->region.data && member->lang.data &&
                   member->identified.data
               ? CW_OK
               : out_of_memory(run);
}

enum cw_err cw_members_load(struct cw_run *run, struct cw_arena *arena, struct cw_str service,
                            struct cw_members *out)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        run->store,
        "SELECT d.document_id, d.policy, d.region, d.lang, v.version_id, v.clauses, v.lang "
        "FROM document AS d JOIN version AS v ON v.version_id = (SELECT version_id FROM version "
        "WHERE document_id = d.document_id AND set_aside = 0 ORDER BY time DESC, sequence DESC, "
        "version_id DESC LIMIT 1) WHERE d.service = ? ORDER BY d.policy, d.region, d.lang",
        run->diag);
    *out = (struct cw_members){.service = service};
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, service);
    size_t room = 0;
    bool found = false;
    enum cw_err err = cw_store_step(run->store, statement, &found, run->diag);
    while (!err && found) {
        struct cw_member *items =
            cw_arena_grow(arena, out->items, out->n, &room, out->n + 1, sizeof *items);
        if (!items) {
            err = out_of_memory(run);
            break;
        }
        out->items = items;
        err = read_member(run, arena, statement, &items[out->n++]);
        if (!err) {
            err = cw_store_step(run->store, statement, &found, run->diag);
        }
    }
    cw_store_reset(statement);
    return err;
}

size_t cw_group_end(const struct cw_members *members, size_t first)
{
    size_t end = first + 1;
    while (end < members->n &&
           cw_str_eq(members->items[end].policy, members->items[first].policy) &&
           cw_str_eq(members->items[end].region, members->items[first].region)) {
        end++;
    }
    return end;
}

/* A version's clause ids, in the arena; scratch is used and left dirty. */
static enum cw_err load_version(struct cw_run *run, struct cw_arena *arena,
                                struct cw_arena *scratch, const struct cw_version_row *row,
                                struct cw_fresh_version *out)
{
    struct cw_layout layout;
    enum cw_err err = cw_version_layout(run->store, row->id, scratch, &layout, run->diag);
    if (err) {
        return err;
    }
    int64_t *ids = cw_arena_array(arena, layout.n, sizeof *ids);
    if (!ids) {
        return out_of_memory(run);
    }
    for (size_t i = 0; i < layout.n; i++) {
        ids[i] = layout.items[i].clause_id;
    }
    *out = (struct cw_fresh_version){
        .id = row->id, .time = row->time, .clause_ids = ids, .n = layout.n};
    return CW_OK;
}

/* The state of a walk along a document's versions. */
struct walk {
    struct cw_freshness fresh; /* version 0 = before the first */
    struct cw_fresh_version version;
    int64_t time;
    int64_t sequence;
    int64_t id;
};

/* Every clause gone, every clause new: what stands between two versions of which the later was
 * compared with another, in its own language. */
static bool all_replaced(struct cw_arena *arena, size_t n_old, size_t n_new,
                         struct cw_comparison *out)
{
    *out = (struct cw_comparison){.class = CW_PAIR_LANGUAGE_CHANGE, .n_edits = n_old + n_new};
    out->edits = cw_arena_array(arena, out->n_edits, sizeof *out->edits);
    uint32_t *indices = cw_arena_array(arena, out->n_edits, sizeof *indices);
    if (!out->edits || !indices) {
        return false;
    }
    for (size_t i = 0; i < out->n_edits; i++) {
        bool gone = i < n_old;
        indices[i] = (uint32_t)(gone ? i : i - n_old);
        out->edits[i] = gone ? (struct cw_edit){.kind = CW_EDIT_REMOVED,
                                                .old_indices = &indices[i],
                                                .n_old = 1,
                                                .severity = CW_SEVERITY_LOW}
                             : (struct cw_edit){.kind = CW_EDIT_ADDED,
                                                .new_indices = &indices[i],
                                                .n_new = 1,
                                                .severity = CW_SEVERITY_LOW};
    }
    return true;
}

/* One version further. */
static enum cw_err advance(struct cw_run *run, struct cw_arena *arena, struct cw_arena *scratch,
                           const struct cw_version_row *row, struct walk *walk)
{
    struct cw_fresh_version next;
    struct cw_freshness fresh;
    int64_t old_version = 0;
    enum cw_err err = load_version(run, arena, scratch, row, &next);
    if (!err && walk->fresh.version) {
        err = cw_comparison_old(run->store, row->id, &old_version, run->diag);
    }
    if (!err && old_version) {
        struct cw_comparison comparison;
        if (old_version == walk->fresh.version) {
            err = cw_comparison_load(run->store, row->id, scratch, walk->version.n, next.n,
                                     &comparison, run->diag);
        } else if (!all_replaced(scratch, walk->version.n, next.n, &comparison)) {
            err = out_of_memory(run);
        }
        if (!err &&
            cw_fresh_step(arena, &walk->fresh, &walk->version, &next, &comparison, &fresh)) {
            err = out_of_memory(run);
        }
    } else if (!err && cw_fresh_begin(arena, &next, &fresh)) {
        err = out_of_memory(run);
    }
    if (!err) {
        walk->fresh = fresh;
        walk->version = next;
    }
    return err;
}

/* Where what is kept ends; false in *usable when it has to be made again. */
static enum cw_err resume(struct cw_run *run, struct cw_arena *arena, struct cw_arena *scratch,
                          const struct cw_member *member, struct walk *walk, bool *usable)
{
    struct cw_version_row row;
    *usable = false;
    enum cw_err err = cw_freshness_load(run->store, member->id, arena, &walk->fresh, run->diag);
    if (err || !walk->fresh.version) {
        return err;
    }
    err = cw_version_get(run->store, walk->fresh.version, scratch, &row, run->diag);
    if (err || !row.id || row.set_aside || row.n_clauses != walk->fresh.n) {
        return err;
    }
    *usable = true;
    walk->time = row.time;
    walk->sequence = row.sequence;
    walk->id = row.id;
    return load_version(run, arena, scratch, &row, &walk->version);
}

enum cw_err cw_member_refresh(struct cw_run *run, struct cw_arena *arena, struct cw_member *member)
{
    struct cw_arena *scratch = cw_arena_new(cw_frame_cap);
    struct walk walk = {0};
    bool usable = false;
    enum cw_err err =
        scratch ? resume(run, arena, scratch, member, &walk, &usable) : out_of_memory(run);
    if (!err && !usable) {
        walk = (struct walk){.time = INT64_MIN, .sequence = INT64_MIN, .id = INT64_MIN};
    }
    bool changed = false;
    while (!err && walk.fresh.version != member->version) {
        struct cw_version_row row;
        cw_arena_reset(scratch);
        err = cw_version_after(run->store, member->id, walk.time, walk.sequence, walk.id, scratch,
                               &row, run->diag);
        if (err || !row.id) {
            break;
        }
        walk.time = row.time;
        walk.sequence = row.sequence;
        walk.id = row.id;
        if (!row.set_aside) {
            err = advance(run, arena, scratch, &row, &walk);
            changed = true;
        }
    }
    if (!err && changed) {
        err = cw_freshness_save(run->store, member->id, &walk.fresh, run->diag);
    }
    member->fresh = walk.fresh;
    member->renewed = changed;
    cw_arena_free(scratch);
    return err;
}
