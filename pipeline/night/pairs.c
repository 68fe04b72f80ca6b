/* Handing pairs of documents to the workers, and keeping what they find. */
#include <stdio.h>

#include "store/alignments.h"
#include "store/clauses.h"
#include "translate.h"

enum { MOST_WORKERS = 256 };

struct work {
    struct cw_run *run;
    int64_t night;
    const struct cw_pairs *pairs;
    bool *aligned;
    size_t next;
    size_t at[MOST_WORKERS]; /* what each worker is busy with; n = nothing */
    size_t busy;
    struct cw_arena *arena;
    struct cw_buf source; /* the original's half of a frame, which all its translations share */
    int64_t source_version;
    struct cw_buf frame;
};

enum cw_err cw_side_load(struct cw_run *run, struct cw_arena *arena, int64_t version,
                         struct cw_side_text *side)
{
    side->version = version;
    enum cw_err err = cw_version_layout(run->store, version, arena, &side->layout, run->diag);
    return err ? err
               : cw_layout_clauses(run->store, arena, &side->layout, &side->clauses, run->diag);
}

static enum cw_err put_side(struct work *work, const struct cw_member *member, struct cw_buf *out)
{
    struct cw_run *run = work->run;
    struct cw_side_text side;
    cw_arena_reset(work->arena);
    enum cw_err err = cw_side_load(run, work->arena, member->version, &side);
    if (err) {
        return err;
    }
    struct cw_align_document document = {.clauses = side.clauses, .lang = member->lang};
    document.analyses = cw_arena_array(work->arena, side.clauses.n, sizeof *document.analyses);
    if (!document.analyses) {
        return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    for (size_t i = 0; !err && i < side.clauses.n; i++) {
        err = cw_analysis_load(run->store, side.layout.items[i].clause_id, work->arena,
                               &document.analyses[i], run->diag);
    }
    if (!err) {
        cw_align_document_put(out, &document);
    }
    return err;
}

static const struct cw_member *member_at(const struct work *work, size_t pair)
{
    return &work->pairs->members->items[work->pairs->items[pair]];
}

static const struct cw_member *original_of(const struct work *work, size_t pair)
{
    return &work->pairs->members->items[member_at(work, pair)->original];
}

/* Of what an alignment depends on besides both texts. */
static int64_t origin_of(const struct work *work, size_t pair)
{
    const struct cw_pool *pool = work->run->pool;
    uint64_t mixed = (uint64_t)cw_pool_identify_fp(pool);
    mixed = mixed * 31 + (uint64_t)cw_pool_pack_fp(pool, original_of(work, pair)->identified);
    mixed = mixed * 31 + (uint64_t)cw_pool_pack_fp(pool, member_at(work, pair)->identified);
    return (int64_t)(mixed >> 1);
}

static enum cw_err is_due(struct work *work, size_t pair, bool *due)
{
    struct cw_alignment_row row;
    const struct cw_member *target = member_at(work, pair);
    const struct cw_member *source = original_of(work, pair);
    enum cw_err err = cw_alignment_find(work->run->store, target->id, &row, work->run->diag);
    *due = !row.document_id || row.source_id != source->id || row.version != target->version ||
           row.source_version != source->version;
    if (!err && !*due && work->pairs->packs_changed) {
        err = cw_run_need_pool(work->run, work->pairs->n);
        *due = !err && row.origin != origin_of(work, pair);
    }
    return err;
}

static enum cw_err send(struct work *work, size_t worker, size_t pair)
{
    const struct cw_member *source = original_of(work, pair);
    enum cw_err err = CW_OK;
    if (work->source_version != source->version) {
        cw_buf_clear(&work->source);
        work->source_version = source->version;
        err = put_side(work, source, &work->source);
    }
    cw_buf_clear(&work->frame);
    cw_buf_str(&work->frame, cw_buf_view(&work->source));
    if (!err) {
        err = put_side(work, member_at(work, pair), &work->frame);
    }
    if (!err) {
        work->at[worker] = pair;
        work->busy++;
        err = cw_pool_send(work->run->pool, worker, CW_FRAME_ALIGN, &work->frame, work->run->diag);
    }
    return err;
}

/* Gives the worker the next pair that is due. */
static enum cw_err feed(struct work *work, size_t worker)
{
    enum cw_err err = CW_OK;
    work->at[worker] = work->pairs->n;
    while (!err && work->next < work->pairs->n && !*work->run->options->stop) {
        size_t pair = work->next++;
        bool due = false;
        err = is_due(work, pair, &due);
        if (!err && due) {
            err = cw_run_need_pool(work->run, work->pairs->n);
            return err ? err : send(work, worker, pair);
        }
    }
    return err;
}

static enum cw_err keep(struct work *work, size_t pair, struct cw_str body)
{
    struct cw_run *run = work->run;
    const struct cw_member *source = original_of(work, pair);
    const struct cw_member *target = member_at(work, pair);
    struct cw_alignment alignment;
    struct cw_reader in = cw_wire_reader(body);
    cw_arena_reset(work->arena);
    if (!cw_alignment_get(&in, work->arena, source->n_clauses, target->n_clauses, &alignment)) {
        return cw_fail(run->diag, CW_EDAMAGED, NULL, 0, 0,
                       "a worker sent a damaged alignment; please report this");
    }
    struct cw_alignment_row row = {.document_id = target->id,
                                   .source_id = source->id,
                                   .version = target->version,
                                   .source_version = source->version,
                                   .origin = origin_of(work, pair),
                                   .night = work->night};
    work->aligned[pair] = true;
    return cw_alignment_set(run->store, &row, body, &alignment, run->diag);
}

static enum cw_err on_event(struct work *work, const struct cw_pool_event *event)
{
    struct cw_run *run = work->run;
    size_t pair = work->at[event->worker];
    work->busy--;
    if (event->outcome == CW_POOL_REPLY && event->type == CW_FRAME_ALIGNMENT) {
        return keep(work, pair, event->body);
    }
    const struct cw_member *target = member_at(work, pair);
    struct cw_str reason = event->outcome == CW_POOL_REPLY ? event->body : cw_str_z(event->message);
    struct cw_diag diag;
    cw_fail(&diag, CW_EDAMAGED, NULL, 0, 0,
            "%.*s, %.*s in %.*s was not compared with its original: %.*s",
            (int)work->pairs->members->service.len, work->pairs->members->service.data,
            (int)target->policy.len, target->policy.data, (int)target->lang.len, target->lang.data,
            (int)(reason.len < 120 ? reason.len : 120), reason.data);
    cw_progress_warn(run->options->progress, &diag);
    return CW_OK;
}

static enum cw_err loop(struct work *work)
{
    struct cw_run *run = work->run;
    enum cw_err err = feed(work, 0); /* starts the pool when there is work for it */
    size_t n = run->pool ? cw_pool_size(run->pool) : 0;
    for (size_t i = 1; !err && i < n && i < MOST_WORKERS; i++) {
        err = feed(work, i);
    }
    while (!err && work->busy) {
        struct cw_pool_event event;
        err = cw_pool_wait(run->pool, &event, run->diag);
        if (err || event.outcome == CW_POOL_NOTHING) {
            continue;
        }
        err = on_event(work, &event);
        if (!err) {
            err = feed(work, event.worker);
        }
    }
    return err;
}

enum cw_err cw_pairs_align(struct cw_run *run, int64_t night, const struct cw_pairs *pairs,
                           bool *aligned)
{
    struct work work = {.run = run,
                        .night = night,
                        .pairs = pairs,
                        .aligned = aligned,
                        .arena = cw_arena_new(cw_frame_cap)};
    if (!work.arena) {
        return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    cw_buf_init(&work.source, cw_frame_cap);
    cw_buf_init(&work.frame, cw_frame_cap);
    enum cw_err err = loop(&work);
    cw_buf_dispose(&work.source);
    cw_buf_dispose(&work.frame);
    cw_arena_free(work.arena);
    return err;
}
