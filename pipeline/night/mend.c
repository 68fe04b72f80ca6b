/* A capture older than the newest version came in: what was derived from neighbours is made right
 * again. Rare (a source added later, an archive merged in), so simple rather than fast. */
#include "chain.h"
#include "store/freshness.h"

static enum cw_err clear_presence(struct cw_run *run, int64_t document_id)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(run->store, "DELETE FROM presence WHERE document_id = ?", run->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    return cw_store_do(run->store, statement, run->diag);
}

static bool holds(const struct cw_layout *layout, int64_t clause_id)
{
    for (size_t i = 0; i < layout->n; i++) {
        if (layout->items[i].clause_id == clause_id) {
            return true;
        }
    }
    return false;
}

static enum cw_err note_presence(struct cw_run *run, const struct cw_version_row *row,
                                 const struct cw_layout *before, const struct cw_layout *after)
{
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < after->n; i++) {
        if (!holds(before, after->items[i].clause_id)) {
            err = cw_presence_open(run->store, row->document_id, after->items[i].clause_id, row->id,
                                   run->diag);
        }
    }
    for (size_t i = 0; !err && i < before->n; i++) {
        if (!holds(after, before->items[i].clause_id)) {
            err = cw_presence_close(run->store, row->document_id, before->items[i].clause_id,
                                    row->id, run->diag);
        }
    }
    return err;
}

/* One step along the chain. before->id 0 = row is the first version. */
static enum cw_err mend_step(struct cw_run *run, struct cw_arena *arena,
                             const struct cw_version_row *before,
                             const struct cw_layout *old_layout, const struct cw_version_row *row,
                             const struct cw_layout *layout)
{
    int64_t compared_with;
    enum cw_err err = row->set_aside ? CW_OK : note_presence(run, row, old_layout, layout);
    if (!err) {
        err = cw_comparison_old(run->store, row->id, &compared_with, run->diag);
    }
    if (!err && before->id && compared_with != before->id) {
        err = cw_run_compare(run, arena, before, old_layout, row, layout);
    }
    return err;
}

enum cw_err cw_run_mend(struct cw_run *run, int64_t document_id)
{
    struct cw_arena *arenas[2] = {cw_arena_new(cw_frame_cap), cw_arena_new(cw_frame_cap)};
    struct cw_version_row before = {0};
    struct cw_layout old_layout = {0};
    enum cw_err err = arenas[0] && arenas[1]
                          ? clear_presence(run, document_id)
                          : cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    if (!err) {
        err = cw_freshness_drop(run->store, document_id, run->diag);
    }
    int64_t time = INT64_MIN;
    int64_t sequence = INT64_MIN;
    int64_t id = INT64_MIN;
    size_t kept = 0; /* which arena holds `before` */
    while (!err) {
        struct cw_arena *arena = arenas[1 - kept];
        struct cw_version_row row;
        struct cw_layout layout;
        cw_arena_reset(arena);
        err = cw_version_after(run->store, document_id, time, sequence, id, arena, &row, run->diag);
        if (err || !row.id) {
            break;
        }
        err = cw_version_layout(run->store, row.id, arena, &layout, run->diag);
        if (!err) {
            err = mend_step(run, arena, &before, &old_layout, &row, &layout);
        }
        if (!row.set_aside) {
            before = row;
            old_layout = layout;
            kept = 1 - kept;
        }
        time = row.time;
        sequence = row.sequence;
        id = row.id;
    }
    cw_arena_free(arenas[0]);
    cw_arena_free(arenas[1]);
    return err;
}
