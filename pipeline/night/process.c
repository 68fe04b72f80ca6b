/* Step two of a night: captures become versions. Each worker has a document at a time; its versions
 * go through in order, so that the worker holds the one before. */
#include <stdio.h>
#include <stdlib.h>

#include "chain.h"
#include "store/clauses.h"

/* Captures between commits: a run that is killed loses so many, or a sixteenth of what it did. */
enum { COMMIT_EVERY = 32, COMMIT_SHARE = 16 };

/* A capture that is taken up. */
struct taken {
    struct cw_arena *arena; /* of all that is known of it */
    int64_t id;             /* 0 = none */
    struct cw_capture_row row;
    struct cw_buf bytes;
    bool read; /* the bytes are those of the row */
    bool sent; /* the worker has it */
};

/* What one worker is busy with. */
struct slot {
    struct cw_chain chain;
    bool has_document;
    bool is_late;         /* the document has versions newer than this capture */
    int64_t kept_version; /* the version that the worker's memory ends with; 0 = none */
    struct taken now;
    struct taken ahead;        /* the next one, once the answer to this one is there */
    struct cw_buf known_bytes; /* of a version that was read before it */
    int64_t known_version;     /* which; 0 = none */
    int64_t *asked_ids;        /* by place in the worker's question; 0 = new */
    struct cw_hash *asked_hashes;
    size_t n_asked;
    bool second_try;
};

struct process {
    struct cw_run *run;
    struct cw_waiting *documents;
    size_t n_documents;
    size_t next_document;
    size_t done;
    size_t total;
    size_t uncommitted;
    struct slot *slots;
    int64_t *late; /* documents to mend at the end */
    size_t n_late;
    struct cw_arena *arena;
    struct cw_buf frame;
};

static enum cw_err out_of_memory(struct cw_run *run)
{
    return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
}

static enum cw_err settled(struct process *process)
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

static enum cw_err set_aside(struct process *process, struct slot *slot, const char *reason)
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
    return err ? err : settled(process);
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
static enum cw_err read_capture(struct process *process, struct slot *slot, bool *usable)
{
    struct cw_run *run = process->run;
    struct cw_diag diag = {.message = ""};
    struct cw_source *source = source_of(run, slot->now.row.source_id);
    enum cw_err err = cw_source_read(source, slot->now.row.locator, &slot->now.bytes, &diag);
    *usable = err == CW_OK;
    if (err == CW_ENOMEM) {
        return out_of_memory(run);
    }
    return err ? set_aside(process, slot, diag.message) : CW_OK;
}

/* Hashing is the worker's work, but for what has the size of a version whose bytes are not at hand.
 */
static bool same_as_head(const struct slot *slot)
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

static void keep_bytes(struct slot *slot, int64_t version)
{
    struct cw_buf before = slot->known_bytes;
    slot->known_bytes = slot->now.bytes;
    slot->now.bytes = before;
    slot->known_version = version;
}

/* Hands a capture to the worker. */
static enum cw_err send_job(struct process *process, size_t worker, struct taken *taken,
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
static enum cw_err send_now(struct process *process, size_t worker)
{
    struct slot *slot = &process->slots[worker];
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
static enum cw_err look_ahead(struct process *process, struct slot *slot)
{
    struct cw_run *run = process->run;
    struct taken *ahead = &slot->ahead;
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
static enum cw_err send_ahead(struct process *process, size_t worker)
{
    struct cw_run *run = process->run;
    struct slot *slot = &process->slots[worker];
    struct taken *ahead = &slot->ahead;
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
static enum cw_err next_row(struct process *process, struct slot *slot)
{
    if (slot->ahead.id) {
        struct taken taken = slot->now;
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
static enum cw_err take_next(struct process *process, struct slot *slot, bool *usable)
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
        err = read_capture(process, slot, usable);
    }
    return err || !*usable ? err : look_ahead(process, slot);
}

/* Takes up captures of the slot's document until one is with the worker (*busy) or none is left. */
static enum cw_err next_capture(struct process *process, size_t worker, bool *busy)
{
    struct cw_run *run = process->run;
    struct slot *slot = &process->slots[worker];
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
            return slot->now.sent ? CW_OK : send_now(process, worker);
        }
        err = cw_capture_settle(run->store, slot->now.id, CW_CAPTURE_SAME, slot->chain.head.id,
                                cw_str_z(""), run->diag);
        if (err || (err = settled(process))) {
            return err;
        }
    }
}

/* Gives the worker the next document that has something to do for it. */
static enum cw_err next_document(struct process *process, size_t worker)
{
    struct cw_run *run = process->run;
    struct slot *slot = &process->slots[worker];
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
            err = next_capture(process, worker, &busy);
        }
        slot->has_document = busy;
        if (err || busy) {
            return err;
        }
    }
    return CW_OK;
}

static enum cw_err advance(struct process *process, size_t worker)
{
    bool busy = false;
    if (*process->run->options->stop) {
        process->slots[worker].has_document = false;
        return CW_OK;
    }
    enum cw_err err = next_capture(process, worker, &busy);
    return err || busy ? err : next_document(process, worker);
}

/* ---- What workers say ----------------------------------------------------------------------- */

static enum cw_err answer_question(struct process *process, size_t worker, struct cw_str body)
{
    struct cw_run *run = process->run;
    struct slot *slot = &process->slots[worker];
    struct cw_reader in = cw_wire_reader(body);
    slot->n_asked = cw_wire_count(&in, CW_HASH_BYTES);
    slot->asked_ids = cw_arena_array(slot->now.arena, slot->n_asked, sizeof *slot->asked_ids);
    slot->asked_hashes = cw_arena_array(slot->now.arena, slot->n_asked, sizeof *slot->asked_hashes);
    if (!slot->asked_ids || !slot->asked_hashes) {
        return out_of_memory(run);
    }
    cw_buf_clear(&process->frame);
    for (size_t i = 0; i < slot->n_asked; i++) {
        slot->asked_hashes[i] = cw_wire_hash(&in);
        enum cw_err err =
            cw_chain_clause_id(run, &slot->chain, &slot->asked_hashes[i], &slot->asked_ids[i]);
        if (err) {
            return err;
        }
        cw_buf_char(&process->frame, slot->asked_ids[i] == 0);
    }
    return cw_pool_send(run->pool, worker, CW_FRAME_KNOWN, &process->frame, run->diag);
}

/* Clauses that were new when asked. Another worker's document may have brought one meanwhile. */
static enum cw_err add_clauses(struct cw_run *run, struct slot *slot, struct cw_result *result)
{
    for (size_t i = 0; i < result->n_added; i++) {
        struct cw_result_new *added = &result->added[i];
        if (added->asked >= slot->n_asked) {
            return CW_EDAMAGED;
        }
        int64_t *id = &slot->asked_ids[added->asked];
        const struct cw_hash *hash = &slot->asked_hashes[added->asked];
        enum cw_err err = cw_chain_clause_id(run, &slot->chain, hash, id);
        if (!err && !*id) {
            struct cw_origin origin = {cw_pool_identify_fp(run->pool),
                                       cw_pool_pack_fp(run->pool, added->analysis.lang)};
            err = cw_clause_add(run->store, hash, added->lang, added->text, id, run->diag);
            if (!err) {
                err = cw_analysis_set(run->store, *id, &added->analysis, origin, run->diag);
            }
        }
        if (err) {
            return err;
        }
    }
    return CW_OK;
}

static enum cw_err place_clause(struct cw_run *run, struct slot *slot,
                                const struct cw_result_clause *item, struct cw_occurrence *out)
{
    const struct cw_layout *before = &slot->chain.layout;
    struct cw_arena *arena = slot->chain.next_arena;
    if (item->previous >= 0 ? (size_t)item->previous >= before->n : item->asked >= slot->n_asked) {
        return CW_EDAMAGED;
    }
    *out = (struct cw_occurrence){.kind = item->clause.kind,
                                  .level = item->clause.level,
                                  .line = item->clause.line,
                                  .start = item->clause.start,
                                  .end = item->clause.end,
                                  .repeats = CW_OCCURRENCE_NEW,
                                  .number = cw_str_dup(arena, item->clause.number),
                                  .anchor = cw_str_dup(arena, item->clause.anchor)};
    if (!out->number.data || !out->anchor.data) {
        return out_of_memory(run);
    }
    out->clause_id = item->previous >= 0 ? before->items[item->previous].clause_id
                                         : slot->asked_ids[item->asked];
    if (item->previous >= 0) {
        out->repeats = before->items[item->previous].repeats;
    }
    if (!out->clause_id) {
        return CW_EDAMAGED;
    }
    if (item->links_from == CW_LINKS_AS_BEFORE && item->previous >= 0) {
        out->link_set_id = before->items[item->previous].link_set_id;
    } else if (item->links_from == CW_LINKS_GIVEN) {
        return cw_link_set_put(run->store, item->links_wire, &out->link_set_id, run->diag);
    }
    return CW_OK;
}

/* What stands in the version before, moved. */
static enum cw_err place_repeated(struct cw_run *run, struct slot *slot,
                                  const struct cw_repeat *repeat, struct cw_occurrence *items)
{
    struct cw_arena *arena = slot->chain.next_arena;
    const struct cw_occurrence *before = slot->chain.layout.items + repeat->from;
    for (size_t i = 0; i < repeat->n; i++) {
        if (!cw_occurrence_repeat(arena, &before[i], &repeat->shift, &items[i])) {
            return out_of_memory(run);
        }
    }
    return CW_OK;
}

static enum cw_err place_run(struct cw_run *run, struct slot *slot,
                             const struct cw_result_run *clauses, struct cw_occurrence *items)
{
    if (clauses->repeat.from != CW_REPEATS_NONE) {
        return place_repeated(run, slot, &clauses->repeat, items);
    }
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < clauses->repeat.n; i++) {
        err = place_clause(run, slot, &clauses->given[i], &items[i]);
    }
    return err;
}

static enum cw_err place_clauses(struct cw_run *run, struct slot *slot,
                                 const struct cw_result *result, struct cw_layout *layout)
{
    layout->n = result->n_clauses;
    layout->items = cw_arena_array(slot->chain.next_arena, layout->n, sizeof *layout->items);
    if (!layout->items) {
        return out_of_memory(run);
    }
    enum cw_err err = CW_OK;
    size_t at = 0;
    for (size_t i = 0; !err && i < result->n_runs; i++) {
        err = place_run(run, slot, &result->runs[i], layout->items + at);
        at += result->runs[i].repeat.n;
    }
    return err;
}

/* Captures in a row that look like no policy, after which one is taken for what the document is
 * now: a page that stays away is a withdrawal, not an accident. */
enum { PATIENCE = 3 };

/* Reads the comparison and says whether the new version is to be set aside. */
static enum cw_err judge(struct cw_run *run, struct slot *slot, struct cw_str wire, size_t n_new,
                         struct cw_comparison *comparison, bool *set_aside)
{
    struct cw_reader in = cw_wire_reader(wire);
    *set_aside = false;
    if (!cw_comparison_get(&in, slot->now.arena, slot->chain.layout.n, n_new, comparison)) {
        return CW_EDAMAGED;
    }
    if (comparison->class != CW_PAIR_JUNK || comparison->junk_is_old) {
        return CW_OK;
    }
    int64_t in_a_row;
    enum cw_err err = cw_versions_aside(run->store, slot->chain.document_id, slot->now.row.time,
                                        slot->now.row.sequence, &in_a_row, run->diag);
    *set_aside = in_a_row + 1 < PATIENCE;
    if (!*set_aside) {
        comparison->class = CW_PAIR_REWRITE;
        comparison->severity = CW_SEVERITY_HIGH;
    }
    return err;
}

static enum cw_err store_comparison(struct process *process, int64_t old_version,
                                    const struct cw_version_row *row,
                                    const struct cw_comparison *comparison)
{
    struct cw_run *run = process->run;
    cw_buf_clear(&process->frame);
    cw_comparison_put(&process->frame, comparison);
    if (process->frame.failed) {
        return out_of_memory(run);
    }
    return cw_comparison_add(run->store, row->document_id, old_version, row->id,
                             cw_buf_view(&process->frame), comparison, run->diag);
}

/* A file written back to what it once was, or the same text from two sources: there already. */
static enum cw_err settle_twin(struct cw_run *run, struct slot *slot, const struct cw_hash *hash,
                               bool *is_twin)
{
    int64_t twin;
    enum cw_err err = cw_version_twin(run->store, slot->chain.document_id, slot->now.row.time,
                                      slot->now.row.sequence, hash, &twin, run->diag);
    *is_twin = !err && twin;
    if (*is_twin) {
        slot->kept_version = 0; /* the worker's memory ends with this one, the chain does not */
        err = cw_capture_settle(run->store, slot->now.id, CW_CAPTURE_SAME, twin, cw_str_z(""),
                                run->diag);
    }
    return err;
}

static enum cw_err store_result(struct process *process, size_t worker, struct cw_str body)
{
    struct cw_run *run = process->run;
    struct slot *slot = &process->slots[worker];
    struct cw_result result;
    struct cw_layout layout;
    struct cw_reader in = cw_wire_reader(body);
    cw_arena_reset(slot->chain.next_arena);
    const struct cw_result_bounds bounds = {slot->chain.layout.n, slot->now.bytes.len};
    if (!cw_result_get(&in, slot->now.arena, &bounds, &result)) {
        return CW_EDAMAGED;
    }
    bool is_twin;
    enum cw_err err = settle_twin(run, slot, &result.hash, &is_twin);
    if (err || is_twin) {
        return err;
    }
    int64_t old_version = slot->chain.head.id;
    struct cw_comparison comparison;
    bool aside = false;
    if (old_version) {
        err = judge(run, slot, result.comparison, result.n_clauses, &comparison, &aside);
    }
    if (!err && !aside) {
        err = send_ahead(process, worker);
    }
    if (!err) {
        err = add_clauses(run, slot, &result);
    }
    if (!err) {
        err = place_clauses(run, slot, &result, &layout);
    }
    if (err) {
        return err;
    }
    struct cw_version_row row = {.time = slot->now.row.time,
                                 .sequence = slot->now.row.sequence,
                                 .hash = result.hash,
                                 .text_hash = result.text_hash,
                                 .bytes = (int64_t)slot->now.bytes.len,
                                 .night = run->night,
                                 .record = slot->now.row.record,
                                 .set_aside = aside,
                                 .n_clauses = layout.n,
                                 .title = cw_str_dup(slot->chain.next_arena, result.title),
                                 .note = cw_str_dup(slot->chain.next_arena, result.note)};
    if (!row.title.data || !row.note.data) {
        return out_of_memory(run);
    }
    err = cw_chain_append(run, &slot->chain, &row, &layout);
    if (!err && old_version) {
        err = store_comparison(process, old_version, &row, &comparison);
    }
    if (!err) {
        slot->kept_version = row.id;
        keep_bytes(slot, row.id);
        run->outcome->versions++;
        err = cw_capture_settle(run->store, slot->now.id, CW_CAPTURE_VERSION, row.id, cw_str_z(""),
                                run->diag);
    }
    return err;
}

static enum cw_err on_reply(struct process *process, const struct cw_pool_event *event)
{
    struct slot *slot = &process->slots[event->worker];
    if (event->type == CW_FRAME_ASK) {
        return answer_question(process, event->worker, event->body);
    }
    enum cw_err err;
    if (event->type == CW_FRAME_RESULT) {
        err = store_result(process, event->worker, event->body);
        if (err == CW_EDAMAGED) {
            err = cw_fail(process->run->diag, err, NULL, 0, 0,
                          "a worker sent what contradicts itself; please report this");
        }
        if (!err) {
            err = settled(process);
        }
    } else {
        char reason[200];
        snprintf(reason, sizeof reason, "%.*s",
                 (int)(event->body.len < 180 ? event->body.len : 180), event->body.data);
        err = set_aside(process, slot, reason);
        slot->kept_version = 0;
    }
    return err ? err : advance(process, event->worker);
}

/* A crash may be the machine's fault (no memory at that moment): the document gets a second try. */
static enum cw_err on_loss(struct process *process, const struct cw_pool_event *event)
{
    struct slot *slot = &process->slots[event->worker];
    slot->kept_version = 0;
    if (event->outcome == CW_POOL_DIED && !slot->second_try) {
        bool usable;
        enum cw_err err = read_capture(process, slot, &usable);
        slot->second_try = true;
        if (err || usable) {
            return err ? err : send_now(process, event->worker);
        }
    } else {
        enum cw_err err = set_aside(process, slot, event->message);
        if (err) {
            return err;
        }
    }
    return advance(process, event->worker);
}

static bool anyone_busy(const struct process *process)
{
    for (size_t i = 0; i < cw_pool_size(process->run->pool); i++) {
        if (process->slots[i].has_document) {
            return true;
        }
    }
    return false;
}

static enum cw_err loop(struct process *process)
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

static enum cw_err prepare(struct process *process)
{
    struct cw_run *run = process->run;
    size_t jobs = cw_pool_size(run->pool);
    cw_buf_init(&process->frame, cw_frame_cap);
    process->slots = cw_arena_array(process->arena, jobs, sizeof *process->slots);
    process->late = cw_arena_array(process->arena, process->n_documents, sizeof *process->late);
    if (!process->slots || !process->late) {
        return out_of_memory(run);
    }
    for (size_t i = 0; i < jobs; i++) {
        cw_buf_init(&process->slots[i].now.bytes, run->corpus->limits.document_bytes);
        cw_buf_init(&process->slots[i].known_bytes, run->corpus->limits.document_bytes);
        process->slots[i].now.arena = cw_arena_new(cw_frame_cap);
        cw_buf_init(&process->slots[i].ahead.bytes, run->corpus->limits.document_bytes);
        process->slots[i].ahead.arena = cw_arena_new(cw_frame_cap);
        if (!process->slots[i].now.arena || !process->slots[i].ahead.arena ||
            cw_chain_init(&process->slots[i].chain)) {
            return out_of_memory(run);
        }
    }
    for (size_t i = 0; i < process->n_documents; i++) {
        process->total += (size_t)process->documents[i].captures;
    }
    return CW_OK;
}

static void clean_up(struct process *process)
{
    for (size_t i = 0; process->slots && i < cw_pool_size(process->run->pool); i++) {
        cw_buf_dispose(&process->slots[i].now.bytes);
        cw_buf_dispose(&process->slots[i].ahead.bytes);
        cw_arena_free(process->slots[i].ahead.arena);
        cw_buf_dispose(&process->slots[i].known_bytes);
        cw_arena_free(process->slots[i].now.arena);
        cw_chain_dispose(&process->slots[i].chain);
    }
    cw_buf_dispose(&process->frame);
    cw_arena_free(process->arena);
}

enum cw_err cw_run_process(struct cw_run *run)
{
    struct process process = {.run = run, .arena = cw_arena_new((size_t)1 << 30)};
    if (!process.arena) {
        return out_of_memory(run);
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
