/* Captures of a document, one after the other: read, handed to a worker, settled. */
#include <stdio.h>

#include "slot.h"

#include "common/clock.h"
#include "store/clauses.h"

/* Between commits: a run that is killed loses so much. Each commit writes the pages of all indices
 * anew, so that many small ones would be a large part of the night. */
static const int64_t commit_pause = CW_SECOND / 2;

enum cw_err cw_process_no_memory(struct cw_run *run)
{
    return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
}

enum cw_err cw_process_settled(struct cw_process *process)
{
    struct cw_run *run = process->run;
    cw_progress_step(run->options->progress, "reading versions", ++process->done, process->total);
    enum cw_err err = cw_clauses_make_dictionary(run->store, run->diag);
    if (err || cw_clock() - process->committed < commit_pause) {
        return err;
    }
    process->committed = cw_clock();
    err = cw_store_commit(run->store, run->diag);
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

static void clear(struct cw_taken *taken)
{
    cw_arena_reset(taken->arena);
    taken->id = 0;
    taken->read = taken->sent = false;
    taken->n_asked = 0;
}

/* Asks the capture's source for it. One whose source is away stays waiting: as if there were none.
 */
static void expect(struct cw_process *process, struct cw_taken *taken)
{
    struct cw_source *source = taken->id ? source_of(process->run, taken->row.source_id) : NULL;
    if (source) {
        cw_source_expect(source, taken->row.locator);
    } else {
        taken->id = 0;
    }
}

enum cw_err cw_take_foresee(struct cw_process *process, int64_t document_id)
{
    struct cw_taken *taken = &process->foreseen;
    clear(taken);
    enum cw_err err = cw_capture_next(process->run->store, document_id, taken->arena, &taken->id,
                                      &taken->row, process->run->diag);
    if (!err) {
        expect(process, taken);
    }
    return err;
}

/* The row of the capture behind another one of the document. */
static enum cw_err take_after(struct cw_process *process, const struct cw_slot *slot,
                              const struct cw_taken *before, struct cw_taken *taken)
{
    clear(taken);
    enum cw_err err =
        cw_capture_after(process->run->store, slot->chain.document_id, &before->row, before->id,
                         taken->arena, &taken->id, &taken->row, process->run->diag);
    if (!err) {
        expect(process, taken);
    }
    return err;
}

static enum cw_err look_ahead(struct cw_process *process, struct cw_slot *slot)
{
    enum cw_err err = CW_OK;
    const struct cw_taken *before = &slot->now;
    for (size_t i = 0; process->run->options->jobs > 1 && i < CW_AHEAD && !err; i++) {
        if (!slot->ahead[i].id) {
            err = take_after(process, slot, before, &slot->ahead[i]);
        }
        if (!slot->ahead[i].id) {
            break;
        }
        before = &slot->ahead[i];
    }
    return err;
}

/* Sends a capture before the one before it is the head, trusting that it will be, if the worker has
 * room for it behind `waiting` bytes. *sent false: it waits for its turn, where what is wrong with
 * it is told of. */
static enum cw_err send_early(struct cw_process *process, size_t worker,
                              const struct cw_taken *before, struct cw_taken *taken, size_t waiting)
{
    struct cw_run *run = process->run;
    struct cw_diag diag;
    if (!taken->read) {
        taken->read = cw_source_read(source_of(run, taken->row.source_id), taken->row.locator,
                                     &taken->bytes, &diag) == CW_OK;
    }
    if (!taken->read || cw_str_eq(cw_buf_view(&taken->bytes), cw_buf_view(&before->bytes)) ||
        !cw_pool_fits(run->pool, worker, waiting + taken->bytes.len)) {
        return CW_OK;
    }
    struct cw_job job = {.previous = CW_PREVIOUS_KEPT};
    return send_job(process, worker, taken, &job);
}

/* An error page, it may be, which does not become the head. */
static bool looks_cut(size_t bytes, size_t head)
{
    enum { SHRUNK = 3 };
    return bytes < head / SHRUNK;
}

/* Sends the first n captures behind the one at hand that were not sent, as long as each is likely
 * to become the head. */
static enum cw_err send_ahead(struct cw_process *process, size_t worker, size_t n)
{
    struct cw_slot *slot = &process->slots[worker];
    const struct cw_taken *before = &slot->now;
    size_t waiting = 0;
    size_t head = (size_t)slot->chain.head.bytes;
    enum cw_err err = CW_OK;
    for (size_t i = 0; i < n && slot->ahead[i].id && !*process->run->options->stop; i++) {
        struct cw_taken *taken = &slot->ahead[i];
        if (looks_cut(before->bytes.len, head)) {
            break;
        }
        head = before->bytes.len;
        if (!taken->sent) {
            err = send_early(process, worker, before, taken, waiting);
        }
        if (err || !taken->sent) {
            break;
        }
        waiting += taken->bytes.len;
        before = taken;
    }
    return err;
}

enum cw_err cw_take_ahead(struct cw_process *process, size_t worker)
{
    /* The one at hand is answered: the worker is at the first of them. */
    return send_ahead(process, worker, 1 + CW_JOBS_AHEAD);
}

void cw_take_back(struct cw_slot *slot)
{
    for (size_t i = 0; i < CW_AHEAD; i++) {
        slot->in_vain += slot->ahead[i].id && slot->ahead[i].sent;
        slot->ahead[i].sent = false;
    }
}

void cw_take_lost(struct cw_slot *slot)
{
    cw_take_back(slot);
    slot->in_vain = 0; /* nobody is left to answer */
    slot->kept_version = 0;
}

/* The row of the next capture of the slot's document, into slot->now. */
static enum cw_err next_row(struct cw_process *process, struct cw_slot *slot)
{
    if (slot->ahead[0].id) {
        struct cw_taken done = slot->now;
        slot->now = slot->ahead[0];
        for (size_t i = 1; i < CW_AHEAD; i++) {
            slot->ahead[i - 1] = slot->ahead[i];
        }
        slot->ahead[CW_AHEAD - 1] = done;
        slot->ahead[CW_AHEAD - 1].id = 0;
        return CW_OK;
    }
    clear(&slot->now);
    enum cw_err err = cw_capture_next(process->run->store, slot->chain.document_id, slot->now.arena,
                                      &slot->now.id, &slot->now.row, process->run->diag);
    if (!err && slot->now.id != process->foreseen.id) { /* that one is asked for */
        expect(process, &slot->now);
    }
    return err;
}

/* The next capture with its bytes. now.id 0: none is left. *usable false: it was set aside. */
static enum cw_err take_next(struct cw_process *process, struct cw_slot *slot, bool *usable)
{
    *usable = true;
    slot->second_try = false;
    enum cw_err err = next_row(process, slot);
    if (err || !slot->now.id) {
        return err;
    }
    err = look_ahead(process, slot);
    return err || slot->now.read ? err : cw_take_bytes(process, slot, usable);
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
            err = slot->now.sent ? CW_OK : cw_take_send(process, worker);
            return err ? err : send_ahead(process, worker, CW_JOBS_AHEAD);
        }
        err = cw_capture_settle(run->store, slot->now.id, CW_CAPTURE_SAME, slot->chain.head.id,
                                cw_str_z(""), run->diag);
        if (err || (err = cw_process_settled(process))) {
            return err;
        }
    }
}
