/* Step two of a night: captures become versions. Each worker has a document at a time; its versions
 * go through in order, so that the worker holds the one before. */
#include <stdio.h>
#include <stdlib.h>

#include "slot.h"

#include "common/clock.h"

/* Gives the worker the next document that has something to do for it. */
static enum cw_err take_document(struct cw_process *process, size_t worker)
{
    struct cw_run *run = process->run;
    struct cw_slot *slot = &process->slots[worker];
    slot->has_document = false;
    while (process->next_document < process->n_documents) {
        int64_t document = process->documents[process->next_document++].document_id;
        int64_t capture_id;
        struct cw_capture_row first;
        cw_arena_reset(slot->now.arena);
        enum cw_err err =
            cw_capture_next(run->store, document, slot->now.arena, &capture_id, &first, run->diag);
        if (err || !capture_id) {
            if (err) {
                return err;
            }
            continue;
        }
        struct cw_version_row after;
        err = cw_version_after(run->store, document, first.time, first.sequence, INT64_MAX,
                               slot->now.arena, &after, run->diag);
        if (!err && after.id) {
            process->late[process->n_late++] = document;
        }
        if (!err) {
            err = cw_chain_load(run, &slot->chain, document, first.time, first.sequence);
        }
        slot->kept_version = 0;
        bool busy = false;
        if (!err) {
            err = cw_take_next(process, worker, &busy);
        }
        slot->has_document = busy;
        if (err || busy) {
            return err;
        }
    }
    return CW_OK;
}

/* The source fetches the first capture of the one behind it, so that the next worker that is done
 * does not wait for that. */
static enum cw_err next_document(struct cw_process *process, size_t worker)
{
    enum cw_err err = take_document(process, worker);
    bool foresees =
        !err && process->run->options->jobs > 1 && process->next_document < process->n_documents;
    return foresees
               ? cw_take_foresee(process, process->documents[process->next_document].document_id)
               : err;
}

static enum cw_err advance(struct cw_process *process, size_t worker)
{
    bool busy = false;
    if (*process->run->options->stop) {
        cw_take_back(&process->slots[worker]); /* others may be waited for still */
        process->slots[worker].has_document = false;
        return CW_OK;
    }
    enum cw_err err = cw_take_next(process, worker, &busy);
    return err || busy ? err : next_document(process, worker);
}

/* The capture that a worker asks about: so many behind the first one that it has not answered. NULL
 * = none that was sent. */
static struct cw_taken *asked_about(struct cw_slot *slot, uint64_t behind)
{
    if (behind > CW_JOBS_AHEAD) {
        return NULL;
    }
    size_t place = (size_t)behind + slot->answered;
    struct cw_taken *taken = place ? &slot->ahead[place - 1] : &slot->now;
    return taken->id && taken->sent ? taken : NULL;
}

/* Which of the clauses of a capture are new to the store? */
static enum cw_err look_up(struct cw_process *process, struct cw_slot *slot, struct cw_taken *taken,
                           struct cw_reader *in, size_t n)
{
    taken->n_asked = n;
    taken->asked_ids = cw_arena_array(taken->arena, n, sizeof *taken->asked_ids);
    taken->asked_hashes = cw_arena_array(taken->arena, n, sizeof *taken->asked_hashes);
    if (!taken->asked_ids || !taken->asked_hashes) {
        return cw_process_no_memory(process->run);
    }
    for (size_t i = 0; i < n; i++) {
        taken->asked_hashes[i] = cw_wire_hash(in);
        enum cw_err err = cw_chain_clause_id(process->run, &slot->chain, &taken->asked_hashes[i],
                                             &taken->asked_ids[i]);
        if (err) {
            return err;
        }
        cw_buf_char(&process->known, taken->asked_ids[i] == 0);
    }
    return CW_OK;
}

static enum cw_err contradicts(const struct cw_process *process)
{
    return cw_fail(process->run->diag, CW_EDAMAGED, NULL, 0, 0,
                   "a worker sent what contradicts itself; please report this");
}

static enum cw_err answer_question(struct cw_process *process, size_t worker, struct cw_str body)
{
    struct cw_slot *slot = &process->slots[worker];
    struct cw_reader in = cw_wire_reader(body);
    struct cw_taken *taken = asked_about(slot, cw_wire_uint(&in));
    size_t n = cw_wire_count(&in, CW_HASH_BYTES);
    enum cw_err err = CW_OK;
    cw_buf_clear(&process->known);
    if (slot->in_vain) {
        for (size_t i = 0; i < n; i++) {
            cw_buf_char(&process->known, 0); /* nothing is new: that is done soonest */
        }
    } else if (taken) {
        err = look_up(process, slot, taken, &in, n);
    } else {
        err = contradicts(process);
    }
    return err ? err
               : cw_pool_send(process->run->pool, worker, CW_FRAME_KNOWN, &process->known,
                              process->run->diag);
}

enum cw_err cw_process_attend(struct cw_process *process)
{
    static const int64_t pause = CW_SECOND / 5000; /* looking costs more than a clause does */
    struct cw_pool_event event;
    enum cw_err err = CW_OK;
    int64_t now = cw_clock();
    if (now - process->attended < pause) {
        return CW_OK;
    }
    process->attended = now;
    while (!err && cw_pool_asked(process->run->pool, &event)) {
        err = answer_question(process, event.worker, event.body);
    }
    return err;
}

static enum cw_err on_reply(struct cw_process *process, const struct cw_pool_event *event)
{
    struct cw_slot *slot = &process->slots[event->worker];
    if (event->type == CW_FRAME_ASK) {
        return answer_question(process, event->worker, event->body);
    }
    if (slot->in_vain) { /* compared with the wrong version; the worker's memory ends with it */
        slot->kept_version = 0;
        return --slot->in_vain ? CW_OK : advance(process, event->worker);
    }
    enum cw_err err;
    if (event->type == CW_FRAME_RESULT) {
        slot->answered = true;
        err = cw_result_store(process, event->worker, event->body);
        slot->answered = false;
        if (err == CW_EDAMAGED) {
            err = contradicts(process);
        }
        if (!err) {
            err = cw_process_settled(process);
        }
    } else {
        char reason[200];
        snprintf(reason, sizeof reason, "%.*s",
                 (int)(event->body.len < 180 ? event->body.len : 180), event->body.data);
        err = cw_process_set_aside(process, slot, reason);
        slot->kept_version = 0;
        cw_take_back(slot);
    }
    return err || slot->in_vain ? err : advance(process, event->worker);
}

/* A crash may be the machine's fault (no memory at that moment), and with others behind it nobody
 * knows which document took too long: it gets a second try, alone. */
static enum cw_err on_loss(struct cw_process *process, const struct cw_pool_event *event)
{
    struct cw_slot *slot = &process->slots[event->worker];
    bool in_vain = slot->in_vain > 0;
    bool doubtful = event->outcome == CW_POOL_DIED || slot->ahead[0].sent;
    cw_take_lost(slot);
    if (in_vain) {
        return advance(process, event->worker);
    }
    if (doubtful && !slot->second_try) {
        bool usable;
        enum cw_err err = cw_take_bytes(process, slot, &usable);
        slot->second_try = true;
        if (err || usable) {
            return err ? err : cw_take_send(process, event->worker);
        }
    } else {
        enum cw_err err = cw_process_set_aside(process, slot, event->message);
        if (err) {
            return err;
        }
    }
    return advance(process, event->worker);
}

static bool anyone_busy(const struct cw_process *process)
{
    for (size_t i = 0; i < cw_pool_size(process->run->pool); i++) {
        if (process->slots[i].has_document) {
            return true;
        }
    }
    return false;
}

static enum cw_err loop(struct cw_process *process)
{
    struct cw_run *run = process->run;
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < cw_pool_size(run->pool); i++) {
        err = next_document(process, i);
    }
    while (!err && anyone_busy(process)) {
        struct cw_pool_event event;
        err = cw_pool_wait(run->pool, &event, run->diag);
        if (err || event.outcome == CW_POOL_NOTHING) {
            continue;
        }
        err = event.outcome == CW_POOL_REPLY ? on_reply(process, &event) : on_loss(process, &event);
    }
    for (size_t i = 0; !err && i < process->n_late && !*run->options->stop; i++) {
        err = cw_run_mend(run, process->late[i]);
    }
    if (!err && !*run->options->stop) {
        err = cw_run_languages(run);
    }
    return err;
}

static enum cw_err prepare(struct cw_process *process)
{
    struct cw_run *run = process->run;
    size_t jobs = cw_pool_size(run->pool);
    cw_buf_init(&process->frame, cw_frame_cap);
    cw_buf_init(&process->known, cw_frame_cap);
    process->slots = cw_arena_array(process->arena, jobs, sizeof *process->slots);
    process->late = cw_arena_array(process->arena, process->n_documents, sizeof *process->late);
    process->foreseen.arena = cw_arena_new(cw_frame_cap);
    if (!process->slots || !process->late || !process->foreseen.arena) {
        return cw_process_no_memory(run);
    }
    for (size_t i = 0; i < jobs; i++) {
        cw_buf_init(&process->slots[i].now.bytes, run->corpus->limits.document_bytes);
        cw_buf_init(&process->slots[i].known_bytes, run->corpus->limits.document_bytes);
        process->slots[i].now.arena = cw_arena_new(cw_frame_cap);
        bool enough = process->slots[i].now.arena;
        for (size_t k = 0; k < CW_AHEAD; k++) {
            struct cw_taken *ahead = &process->slots[i].ahead[k];
            cw_buf_init(&ahead->bytes, run->corpus->limits.document_bytes);
            ahead->arena = cw_arena_new(cw_frame_cap);
            enough = enough && ahead->arena;
        }
        if (!enough || cw_chain_init(&process->slots[i].chain)) {
            return cw_process_no_memory(run);
        }
    }
    for (size_t i = 0; i < process->n_documents; i++) {
        process->total += (size_t)process->documents[i].captures;
    }
    return CW_OK;
}

static void clean_up(struct cw_process *process)
{
    for (size_t i = 0; process->slots && i < cw_pool_size(process->run->pool); i++) {
        cw_buf_dispose(&process->slots[i].now.bytes);
        for (size_t k = 0; k < CW_AHEAD; k++) {
            cw_buf_dispose(&process->slots[i].ahead[k].bytes);
            cw_arena_free(process->slots[i].ahead[k].arena);
        }
        cw_buf_dispose(&process->slots[i].known_bytes);
        cw_arena_free(process->slots[i].now.arena);
        cw_chain_dispose(&process->slots[i].chain);
    }
    cw_arena_free(process->foreseen.arena);
    cw_buf_dispose(&process->frame);
    cw_buf_dispose(&process->known);
    cw_arena_free(process->arena);
}

enum cw_err cw_run_process(struct cw_run *run)
{
    struct cw_process process = {
        .run = run, .arena = cw_arena_new((size_t)1 << 30), .committed = cw_clock()};
    if (!process.arena) {
        return cw_process_no_memory(run);
    }
    enum cw_err err = cw_documents_waiting(run->store, process.arena, &process.documents,
                                           &process.n_documents, run->diag);
    if (err || process.n_documents == 0) {
        cw_arena_free(process.arena);
        return err;
    }
    err = cw_run_need_pool(run, process.n_documents);
    if (err) {
        cw_arena_free(process.arena);
        return err;
    }
    err = prepare(&process);
    if (!err) {
        err = cw_store_begin(run->store, run->diag);
    }
    if (!err) {
        err = loop(&process);
    }
    if (!err) {
        err = cw_store_commit(run->store, run->diag);
    }
    clean_up(&process);
    if (!err && *run->options->stop) {
        err = cw_fail(run->diag, CW_EINTR, NULL, 0, 0,
                      "interrupted; run again to go on where it stopped");
    }
    return err;
}
