/* A document that is served in another language: compared with its last version in that language,
 * not with the one before, of which no clause can live on. Rare, so one at a time, at the end. */
#include "chain.h"

enum { MOST_PAIRS = 10000 };

struct switched {
    int64_t old_version, new_version;
};

enum cw_err cw_run_compare(struct cw_run *run, struct cw_arena *arena,
                           const struct cw_version_row *before, const struct cw_layout *old_layout,
                           const struct cw_version_row *after, const struct cw_layout *new_layout)
{
    struct cw_clauses old_clauses;
    struct cw_clauses new_clauses;
    enum cw_err err = cw_layout_clauses(run->store, arena, old_layout, &old_clauses, run->diag);
    if (!err) {
        err = cw_layout_clauses(run->store, arena, new_layout, &new_clauses, run->diag);
    }
    if (err) {
        return err;
    }
    struct cw_buf frame;
    cw_buf_init(&frame, cw_frame_cap);
    cw_wire_put_str(&frame, after->lang);
    cw_clauses_put(&frame, &old_clauses);
    cw_clauses_put(&frame, &new_clauses);
    struct cw_pool_event event = {.outcome = CW_POOL_NOTHING};
    err = cw_pool_send(run->pool, 0, CW_FRAME_COMPARE, &frame, run->diag);
    while (!err && event.outcome == CW_POOL_NOTHING) {
        err = cw_pool_wait(run->pool, &event, run->diag);
    }
    cw_buf_dispose(&frame);
    struct cw_comparison comparison;
    struct cw_reader in = cw_wire_reader(event.body);
    if (!err && (event.outcome != CW_POOL_REPLY || event.type != CW_FRAME_COMPARISON ||
                 !cw_comparison_get(&in, arena, old_clauses.n, new_clauses.n, &comparison))) {
        return cw_fail(run->diag, CW_EDAMAGED, NULL, 0, 0, "two versions could not be compared: %s",
                       event.message);
    }
    return err ? err
               : cw_comparison_add(run->store, after->document_id, before->id, after->id,
                                   event.body, &comparison, run->diag);
}

/* Language changes in documents that the night touched, and the last version in the new language.
 */
static enum cw_err list_switched(struct cw_run *run, struct cw_arena *arena, struct switched **out,
                                 size_t *n)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        run->store,
        "SELECT v.version_id, (SELECT e.version_id FROM version AS e WHERE "
        "e.document_id = v.document_id AND e.lang = v.lang AND e.set_aside = 0 AND "
        "(e.time, e.sequence) < (v.time, v.sequence) ORDER BY e.time DESC, e.sequence DESC LIMIT "
        "1) "
        "AS last FROM comparison AS c JOIN version AS v ON v.version_id = c.new_version "
        "WHERE c.class = 'language-change' AND v.lang NOT IN ('', 'und', 'zxx') AND last NOTNULL "
        "AND last <> c.old_version AND c.document_id IN (SELECT document_id FROM version "
        "WHERE night = ?) LIMIT ?",
        run->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, run->night);
    cw_bind_int(statement, 2, MOST_PAIRS);
    size_t capacity = 0;
    bool row = false;
    enum cw_err err = cw_store_step(run->store, statement, &row, run->diag);
    for (*out = NULL, *n = 0; !err && row;) {
        struct switched *grown = cw_arena_grow(arena, *out, *n, &capacity, *n + 1, sizeof *grown);
        if (!grown) {
            err = cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
            break;
        }
        *out = grown;
        grown[(*n)++] = (struct switched){.old_version = cw_column_int(statement, 1),
                                          .new_version = cw_column_int(statement, 0)};
        err = cw_store_step(run->store, statement, &row, run->diag);
    }
    cw_store_reset(statement);
    return err;
}

static enum cw_err compare_again(struct cw_run *run, struct cw_arena *arena,
                                 const struct switched *pair)
{
    struct cw_version_row before;
    struct cw_version_row after;
    struct cw_layout old_layout;
    struct cw_layout new_layout;
    enum cw_err err = cw_version_get(run->store, pair->old_version, arena, &before, run->diag);
    if (!err) {
        err = cw_version_get(run->store, pair->new_version, arena, &after, run->diag);
    }
    if (!err) {
        err = cw_version_layout(run->store, before.id, arena, &old_layout, run->diag);
    }
    if (!err) {
        err = cw_version_layout(run->store, after.id, arena, &new_layout, run->diag);
    }
    return err ? err : cw_run_compare(run, arena, &before, &old_layout, &after, &new_layout);
}

enum cw_err cw_run_languages(struct cw_run *run)
{
    struct cw_arena *list = cw_arena_new((size_t)1 << 24);
    struct cw_arena *work = cw_arena_new(cw_frame_cap);
    struct switched *pairs = NULL;
    size_t n = 0;
    enum cw_err err = list && work ? list_switched(run, list, &pairs, &n)
                                   : cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    for (size_t i = 0; !err && i < n && !*run->options->stop; i++) {
        cw_arena_reset(work);
        err = compare_again(run, work, &pairs[i]);
    }
    cw_arena_free(work);
    cw_arena_free(list);
    return err;
}
