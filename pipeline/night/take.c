/* Captures of a document, one after the other: read, handed to a worker, settled. */
#include <stdio.h>

#include "slot.h"

#include "store/clauses.h"

/* Captures between commits: a run that is killed loses so many, or a sixteenth of what it did. */
enum { COMMIT_EVERY = 32, COMMIT_SHARE = 16 };

enum cw_err cw_process_no_memory(struct cw_run *run)
{
    return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
}

enum cw_err cw_process_settled(struct cw_process *process)
{
    struct cw_run *run = process->run;
    cw_progress_step(run->options->progress, "reading versions", ++process->done, process->total);
    if (++process->uncommitted < COMMIT_EVERY ||
        process->uncommitted < process->done / COMMIT_SHARE) {
        return CW_OK;
    }
    process->uncommitted = 0;
    enum cw_err err = cw_clauses_train(run->store, run->diag);
    if (!err) {
        err = cw_store_commit(run->store, run->diag);
    }
    return err ? err : cw_store_begin(run->store, run->diag);
}

enum cw_err cw_process_set_aside(struct cw_process *process, struct cw_slot *slot,
                                 const char *reason)
{
    struct cw_run *run = process->run;
    struct cw_diag diag;
    char place[300];
    snprintf(place, sizeof place, "%.*s (%.*s, %.*s)", (int)slot->now.row.name.len,
             slot->now.row.name.data, (int)slot->now.row.service.len, slot->now.row.service.data,
             (int)slot->now.row.policy.len, slot->now.row.policy.data);
    cw_fail(&diag, CW_EDAMAGED, place, 0, 0, "set aside: %s", reason);
    cw_progress_warn(run->options->progress, &diag);
    run->outcome->aside++;
    enum cw_err err = cw_capture_settle(run->store, slot->now.id, CW_CAPTURE_ASIDE, 0,
                                        cw_str_z(reason), run->diag);
    return err ? err : cw_process_settled(process);
}

static struct cw_source *source_of(struct cw_run *run, int64_t source_id)
{
    for (size_t i = 0; i < run->corpus->n_sources; i++) {
        if (run->source_ids[i] == source_id) {
            return run->sources[i];
        }
    }
    return NULL;
}

/* The bytes of the capture at hand. *usable false: it was set aside. */
enum cw_err cw_take_bytes(struct cw_process *process, struct cw_slot *slot, bool *usable)
{
    struct cw_run *run = process->run;
    struct cw_diag diag = {.message = ""};
    struct cw_source *source = source_of(run, slot->now.row.source_id);
    enum cw_err err = cw_source_read(source, slot->now.row.locator, &slot->now.bytes, &diag);
    *usable = err == CW_OK;
    if (err == CW_ENOMEM) {
        return cw_process_no_memory(run);
    }
    return err ? cw_process_set_aside(process, slot, diag.message) : CW_OK;
}

/* Hashing is the worker's work, but for what has the size of a version whose bytes are not at hand.
 */
static bool same_as_head(const struct cw_slot *slot)
{
    const struct cw_version_row *head = &slot->chain.head;
    struct cw_str bytes = cw_buf_view(&slot->now.bytes);
    if (!head->id || slot->chain.newest != head->id || (size_t)head->bytes != bytes.len) {
        return false;
    }
    if (slot->known_version == head->id) {
        return cw_str_eq(bytes, cw_buf_view(&slot->known_bytes));
    }
    struct cw_hash hash = cw_hash_of(bytes);
    return cw_hash_eq(&head->hash, &hash);
}

void cw_take_keep(struct cw_slot *slot, int64_t version)
{
    struct cw_buf before = slot->known_bytes;
    slot->known_bytes = slot->now.bytes;
    slot->now.bytes = before;
    slot->known_version = version;
}

/* Hands a capture to the worker. */
static enum cw_err send_job(struct cw_process *process, size_t worker, struct cw_taken *taken,
                            struct cw_job *job)
{
    job->declared = taken->row.lang;
    job->name = taken->row.name;
    job->bytes = cw_buf_view(&taken->bytes);
    taken->sent = true;
    cw_buf_clear(&process->frame);
    cw_job_put(&process->frame, job);
    return cw_pool_send_with(process->run->pool, worker, CW_FRAME_JOB, &process->frame, job->bytes,
                             process->run->diag);
}

/* The capture at hand, with the version before where the worker has another in its memory. */
enum cw_err cw_take_send(struct cw_process *process, size_t worker)
{
    struct cw_slot *slot = &process->slots[worker];
    struct cw_job job = {.previous = CW_PREVIOUS_NONE};
    enum cw_err err = CW_OK;
    if (slot->chain.head.id && slot->kept_version == slot->chain.head.id) {
        job.previous = CW_PREVIOUS_KEPT;
    } else if (slot->chain.head.id) {
        job.previous = CW_PREVIOUS_GIVEN;
        err = cw_layout_clauses(process->run->store, slot->now.arena, &slot->chain.layout,
                                &job.previous_clauses, process->run->diag);
    }
    return err ? err : send_job(process, worker, &slot->now, &job);
}

/* With more jobs than one the capture behind the one at hand is asked for while that is read, so
 * that nobody waits for its source. */
static enum cw_err look_ahead(struct cw_process *process, struct cw_slot *slot)
{
    struct cw_run *run = process->run;
    struct cw_taken *ahead = &slot->ahead;
    if (run->options->jobs < 2) {
        return CW_OK;
    }
    cw_arena_reset(ahead->arena);
    ahead->read = ahead->sent = false;
    enum cw_err err =
        cw_capture_after(run->store, slot->chain.document_id, &slot->now.row, slot->now.id,
                         ahead->arena, &ahead->id, &ahead->row, run->diag);
    struct cw_source *source = !err && ahead->id ? source_of(run, ahead->row.source_id) : NULL;
    if (source) {
        cw_source_expect(source, ahead->row.locator);
    } else {
        ahead->id = 0;
    }
    return err;
}

/* The worker gets that capture before its answer to this one is stored: it need not wait for the
 * storing either. Only to be called when the answer will be the head, since it is what the worker
 * compares the next with. What cannot be read now is told of in its turn. */
enum cw_err cw_take_ahead(struct cw_process *process, size_t worker)
{
    struct cw_run *run = process->run;
    struct cw_slot *slot = &process->slots[worker];
    struct cw_taken *ahead = &slot->ahead;
    struct cw_diag diag;
    if (!ahead->id || *run->options->stop) {
        return CW_OK;
    }
    ahead->read = cw_source_read(source_of(run, ahead->row.source_id), ahead->row.locator,
                                 &ahead->bytes, &diag) == CW_OK;
    if (!ahead->read || cw_str_eq(cw_buf_view(&ahead->bytes), cw_buf_view(&slot->now.bytes))) {
        return CW_OK;
    }
    struct cw_job job = {.previous = CW_PREVIOUS_KEPT};
    return send_job(process, worker, ahead, &job);
}

/* The row of the next capture of the slot's document, into slot->now. */
static enum cw_err next_row(struct cw_process *process, struct cw_slot *slot)
{
    if (slot->ahead.id) {
        struct cw_taken taken = slot->now;
        slot->now = slot->ahead;
        slot->ahead = taken;
        slot->ahead.id = 0;
        return CW_OK;
    }
    cw_arena_reset(slot->now.arena);
    slot->now.read = slot->now.sent = false;
    return cw_capture_next(process->run->store, slot->chain.document_id, slot->now.arena,
                           &slot->now.id, &slot->now.row, process->run->diag);
}

/* The next capture with its bytes. now.id 0: none is left. *usable false: it was set aside. */
static enum cw_err take_next(struct cw_process *process, struct cw_slot *slot, bool *usable)
{
    *usable = true;
    slot->second_try = false;
    enum cw_err err = next_row(process, slot);
    if (!err && slot->now.id && !source_of(process->run, slot->now.row.source_id)) {
        slot->now.id = 0; /* a source that is away keeps its captures waiting */
    }
    if (err || !slot->now.id) {
        return err;
    }
    if (!slot->now.read) {
        err = cw_take_bytes(process, slot, usable);
    }
    return err || !*usable ? err : look_ahead(process, slot);
}

/* Takes up captures of the slot's document until one is with the worker (*busy) or none is left. */
enum cw_err cw_take_next(struct cw_process *process, size_t worker, bool *busy)
{
    struct cw_run *run = process->run;
    struct cw_slot *slot = &process->slots[worker];
    *busy = false;
    for (;;) {
        bool usable;
        enum cw_err err = take_next(process, slot, &usable);
        if (err || !slot->now.id) {
            return err;
        }
        if (!usable) {
            continue;
        }
        if (slot->now.sent || !same_as_head(slot)) {
            *busy = true;
            return slot->now.sent ? CW_OK : cw_take_send(process, worker);
        }
        err = cw_capture_settle(run->store, slot->now.id, CW_CAPTURE_SAME, slot->chain.head.id,
                                cw_str_z(""), run->diag);
        if (err || (err = cw_process_settled(process))) {
            return err;
        }
    }
}
