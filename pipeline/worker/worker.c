/* The worker's loop and its kinds of work. What it remembers between documents is its last
 * result, so that a document's next version needs no text sent again, and parsed parts. */
#include "worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyst/align.h"
#include "analyst/analyst.h"
#include "analyst/cutter.h"
#include "clause_index.h"
#include "hashes.h"
#include "protocol.h"

/* Only the address sanitizer asks for every piece of memory back. */
#ifdef __SANITIZE_ADDRESS__
static const bool gives_back = true;
#else
static const bool gives_back = false;
#endif

static const size_t document_arena_cap = (size_t)4 * 1024 * 1024 * 1024;
static const size_t buffer_cap = (size_t)3 * 1024 * 1024 * 1024;

struct server {
    int in;
    int out;
    struct cw_analyst *analyst;
    struct cw_cutter *cutter;
    struct cw_arena *arena;            /* of the document at hand */
    struct cw_arena *last_arena;       /* of the last result */
    struct cw_clauses last;            /* its clauses */
    struct cw_clause_index last_index; /* of them */
    struct cw_hash_trail *trail;       /* of the bytes of the last document read ... */
    struct cw_str last_bytes;          /* ... while they are there; "" = not any more */
    struct cw_buf jobs[2]; /* frames: of the job at hand, and of the last result's job ... */
    struct cw_buf *job;    /* ... which is the other one: the result may borrow from it */
    struct cw_buf next[CW_JOBS_AHEAD]; /* jobs that came while an answer was awaited */
    size_t n_next;
    struct cw_buf answer; /* to a question */
    struct cw_buf reply;
};

static bool read_all(int fd, void *data, size_t len)
{
    char *at = data;
    while (len) {
        ssize_t got = read(fd, at, len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        len -= (size_t)got;
    }
    return true;
}

/* Header and body leave in one call: the other side wakes once. */
static bool send_frame(struct server *server, enum cw_frame_type type, const struct cw_buf *body)
{
    unsigned char header[CW_FRAME_HEADER];
    cw_frame_header(header, type, body->len);
    struct iovec pieces[2] = {{header, sizeof header}, {body->data, body->len}};
    while (cw_frame_left(pieces, 2)) {
        ssize_t sent = writev(server->out, pieces, 2);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        cw_frame_sent(pieces, 2, (size_t)sent);
    }
    return true;
}

static bool receive_frame(struct server *server, struct cw_buf *frame, enum cw_frame_type *type)
{
    unsigned char header[CW_FRAME_HEADER];
    size_t len;
    if (!read_all(server->in, header, sizeof header) || !cw_frame_parse(header, type, &len)) {
        return false;
    }
    cw_buf_clear(frame);
    if (!cw_buf_reserve(frame, len)) {
        return false;
    }
    frame->len = len;
    return !len || read_all(server->in, frame->data, len);
}

static void swap(struct cw_buf *a, struct cw_buf *b)
{
    struct cw_buf before = *a;
    *a = *b;
    *b = before;
}

/* The next jobs may stand before the answer: they were sent before the question came. */
static bool receive_answer(struct server *server, enum cw_frame_type *type)
{
    while (receive_frame(server, &server->answer, type)) {
        if (*type != CW_FRAME_JOB) {
            return true;
        }
        if (server->n_next == CW_JOBS_AHEAD) {
            return false;
        }
        swap(&server->answer, &server->next[server->n_next++]);
    }
    return false;
}

static bool receive_job(struct server *server, enum cw_frame_type *type)
{
    if (!server->n_next) {
        return receive_frame(server, server->job, type);
    }
    swap(server->job, &server->next[0]);
    server->n_next--;
    for (size_t i = 0; i < server->n_next; i++) {
        swap(&server->next[i], &server->next[i + 1]);
    }
    *type = CW_FRAME_JOB;
    return true;
}

static bool send_failed(struct server *server, const char *message)
{
    cw_buf_clear(&server->reply);
    cw_buf_z(&server->reply, message);
    return send_frame(server, CW_FRAME_FAILED, &server->reply);
}

/* ---- A document ----------------------------------------------------------------------------- */

struct work {
    struct cw_job job;
    struct cw_document_text document;
    struct cw_result result;
    const struct cw_clauses *previous; /* NULL = none */
    uint32_t *asked;                   /* indices into document.clauses */
    size_t n_asked;
};

/* For each clause its index in the previous version, or its place among those asked about. */
static bool relate(struct server *server, struct work *work)
{
    const struct cw_clauses *clauses = &work->document.clauses;
    struct cw_hashes *asked = cw_hashes_new(0); /* of most versions a few */
    work->result.n_clauses = clauses->n;
    work->result.clauses = cw_arena_room(server->arena, clauses->n, sizeof *work->result.clauses);
    work->asked = cw_arena_room(server->arena, clauses->n, sizeof *work->asked);
    if (!asked || !work->result.clauses || !work->asked) {
        cw_hashes_free(asked);
        return false;
    }
    for (size_t i = 0; i < clauses->n; i++) {
        const struct cw_clause *clause = &clauses->items[i];
        struct cw_result_clause *item = &work->result.clauses[i];
        *item = (struct cw_result_clause){.previous = -1, .clause = *clause};
        if (work->previous) {
            item->previous = cw_clause_index_find(&server->last_index, &clause->hash);
        }
        if (item->previous < 0) {
            int64_t place = cw_hashes_find(asked, &clause->hash);
            if (place < 0) {
                place = (int64_t)work->n_asked;
                cw_hashes_add(asked, &clause->hash, place);
                work->asked[work->n_asked++] = (uint32_t)i;
            }
            item->asked = (uint64_t)place;
        }
    }
    cw_hashes_free(asked);
    return true;
}

/* Links travel only where they differ from those of the same clause in the previous version. */
static bool relate_links(struct server *server, struct work *work)
{
    for (size_t i = 0; i < work->result.n_clauses; i++) {
        struct cw_result_clause *item = &work->result.clauses[i];
        const struct cw_clause *before =
            item->previous >= 0 ? &work->previous->items[item->previous] : NULL;
        if (before && before->n_links == item->clause.n_links &&
            cw_hash_eq(&before->links_hash, &item->clause.links_hash)) {
            item->links_from = CW_LINKS_AS_BEFORE;
        } else if (item->clause.n_links) {
            item->links_from = CW_LINKS_GIVEN;
            cw_buf_clear(&server->reply);
            cw_links_put(&server->reply, item->clause.links, item->clause.n_links);
            item->links_wire = cw_str_dup(server->arena, cw_buf_view(&server->reply));
            if (server->reply.failed || !item->links_wire.data) {
                return false;
            }
        }
    }
    return true;
}

/* Asks which clauses are new to the store. False: the other side is gone. */
static bool ask_new(struct server *server, const struct work *work)
{
    cw_buf_clear(&server->reply);
    cw_wire_put_uint(&server->reply, work->n_asked);
    for (size_t i = 0; i < work->n_asked; i++) {
        cw_wire_put_hash(&server->reply, &work->document.clauses.items[work->asked[i]].hash);
    }
    return !server->reply.failed && send_frame(server, CW_FRAME_ASK, &server->reply);
}

/* Waits for the answer, and analyses those. False: the other side is gone. */
static bool analyse_new(struct server *server, struct work *work, enum cw_err *err,
                        struct cw_diag *diag)
{
    enum cw_frame_type type;
    if (!receive_answer(server, &type) || type != CW_FRAME_KNOWN ||
        server->answer.len != work->n_asked) {
        return false;
    }
    work->result.added = cw_arena_array(server->arena, work->n_asked, sizeof *work->result.added);
    if (!work->result.added) {
        *err = cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        return true;
    }
    for (size_t i = 0; !*err && i < work->n_asked; i++) {
        if (!server->answer.data[i]) {
            continue;
        }
        const struct cw_clause *clause = &work->document.clauses.items[work->asked[i]];
        struct cw_result_new *added = &work->result.added[work->result.n_added++];
        added->asked = i;
        added->lang = clause->lang;
        added->text = clause->text;
        *err = cw_analyst_analyse(server->analyst, server->arena, clause->lang, clause->text,
                                  &added->analysis, diag);
    }
    return true;
}

static enum cw_err compare(struct server *server, struct work *work, struct cw_diag *diag)
{
    if (!work->previous) {
        return CW_OK;
    }
    struct cw_comparison comparison;
    struct cw_str lang = cw_analyst_spoken(server->analyst, server->arena, &work->document.clauses,
                                           work->job.declared);
    enum cw_err err = cw_analyst_compare(server->analyst, server->arena, work->previous,
                                         &work->document.clauses, lang, &comparison, diag);
    if (err) {
        return err;
    }
    cw_buf_clear(&server->reply);
    cw_comparison_put(&server->reply, &comparison);
    work->result.comparison = cw_str_dup(server->arena, cw_buf_view(&server->reply));
    if (server->reply.failed || !work->result.comparison.data) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    return CW_OK;
}

static bool index_last(struct server *server)
{
    bool filled = cw_clause_index_fill(&server->last_index, &server->last);
    if (!filled) {
        server->last.n = 0;
    }
    return filled;
}

/* The previous version as the job names it. */
static enum cw_err take_previous(struct server *server, struct work *work, struct cw_diag *diag)
{
    if (work->job.previous == CW_PREVIOUS_GIVEN) {
        /* It stays for the next job, as if it had been read here: in the last result's arena. */
        cw_arena_reset(server->last_arena);
        struct cw_str copy = cw_str_dup(server->last_arena, cw_buf_view(server->job));
        struct cw_reader in = cw_wire_reader(copy);
        struct cw_job job;
        if (!copy.data || !cw_job_get(&in, server->last_arena, &job)) {
            return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        }
        server->last = job.previous_clauses;
        if (!index_last(server)) {
            return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        }
    }
    if (work->job.previous != CW_PREVIOUS_NONE) {
        work->previous = &server->last;
    }
    return CW_OK;
}

static void write_note(const struct cw_extract_notes *notes, char *note, size_t size)
{
    note[0] = '\0';
    if (notes->truncated) {
        snprintf(note, size, "The text may be incomplete: %s. ", notes->reason);
    }
    if (notes->repaired) {
        size_t used = strlen(note);
        snprintf(note + used, size - used, "%zu damaged characters replaced (read as %s).",
                 notes->repaired, notes->charset);
    }
}

/* Two versions with this hash have the same wording, whatever their links, numbers and markup. */
static bool hash_wording(struct server *server, struct work *work)
{
    cw_buf_clear(&server->reply);
    for (size_t i = 0; i < work->document.clauses.n; i++) {
        cw_wire_put_hash(&server->reply, &work->document.clauses.items[i].hash);
    }
    work->result.text_hash = cw_hash_of(cw_buf_view(&server->reply));
    return !server->reply.failed;
}

/* The document's strings may lie in the job's frame: a decoded text that needed no change does. The
 * frame lives as long as the result. */
static enum cw_err read_document(struct server *server, struct work *work, struct cw_diag *diag)
{
    struct cw_document_input input = {.bytes = work->job.bytes,
                                      .name = work->job.name,
                                      .declared = work->job.declared,
                                      .charset = {"", 0}};
    enum cw_err err = cw_analyst_read(server->analyst, server->arena, server->cutter, &input,
                                      &work->document, diag);
    if (!err) {
        char note[256];
        write_note(&work->document.notes, note, sizeof note);
        work->result.hash = cw_hash_trail_of(server->trail, server->last_bytes, work->job.bytes);
        work->result.title = work->document.notes.title;
        work->result.note = cw_str_dup(server->arena, cw_str_z(note));
    }
    return err;
}

static void keep(struct server *server, const struct work *work)
{
    struct cw_arena *arena = server->last_arena;
    server->last_arena = server->arena;
    server->arena = arena;
    server->last = work->document.clauses;
    server->last_bytes = work->job.bytes;
    server->job = &server->jobs[server->job == &server->jobs[0]];
    index_last(server); /* on failure last is empty: everything is asked about */
}

static bool do_document(struct server *server)
{
    struct work work = {.result = {.title = {"", 0}, .note = {"", 0}, .comparison = {"", 0}}};
    struct cw_diag diag = {.message = "the job is damaged"};
    cw_arena_reset(server->arena);
    struct cw_reader in = cw_wire_reader(cw_buf_view(server->job));
    if (!cw_job_get(&in, server->arena, &work.job)) {
        return false;
    }
    enum cw_err err = take_previous(server, &work, &diag);
    if (!err) {
        err = read_document(server, &work, &diag);
    }
    if (!err &&
        (!relate(server, &work) || !relate_links(server, &work) || !hash_wording(server, &work))) {
        err = cw_fail(&diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    bool asks = !err && work.n_asked;
    if (asks && !ask_new(server, &work)) {
        return false;
    }
    if (!err) { /* while the other side looks */
        err = compare(server, &work, &diag);
    }
    if (asks && !analyse_new(server, &work, &err, &diag)) {
        return false;
    }
    if (!err) {
        cw_buf_clear(&server->reply);
        cw_result_put(&server->reply, &work.result, work.previous);
        if (server->reply.failed) {
            err = cw_fail(&diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        }
    }
    if (err) {
        server->last_bytes = (struct cw_str){"", 0}; /* the trail may be that of what failed */
        return send_failed(server, diag.message);
    }
    keep(server, &work);
    return send_frame(server, CW_FRAME_RESULT, &server->reply);
}

/* ---- Stale analyses, and pairs from the store -------------------------------------------------
 */

static bool do_analyse(struct server *server)
{
    cw_arena_reset(server->arena);
    struct cw_reader in = cw_wire_reader(cw_buf_view(server->job));
    size_t n = cw_wire_count(&in, 2);
    struct cw_diag diag;
    cw_buf_clear(&server->reply);
    cw_wire_put_uint(&server->reply, n);
    for (size_t i = 0; i < n; i++) {
        struct cw_str declared = cw_wire_str(&in);
        struct cw_str text = cw_wire_str(&in);
        struct cw_analysis analysis;
        if (in.failed) {
            return false;
        }
        if (cw_analyst_analyse(server->analyst, server->arena, declared, text, &analysis, &diag)) {
            return send_failed(server, diag.message);
        }
        cw_analysis_put(&server->reply, &analysis);
    }
    return server->reply.failed ? send_failed(server, "out of memory")
                                : send_frame(server, CW_FRAME_ANALYSES, &server->reply);
}

static bool do_compare(struct server *server)
{
    cw_arena_reset(server->arena);
    struct cw_reader in = cw_wire_reader(cw_buf_view(server->job));
    struct cw_clauses old_clauses;
    struct cw_clauses new_clauses;
    struct cw_str declared = cw_wire_str(&in);
    if (!cw_clauses_get(&in, server->arena, &old_clauses) ||
        !cw_clauses_get(&in, server->arena, &new_clauses)) {
        return false;
    }
    struct cw_comparison comparison;
    struct cw_diag diag;
    struct cw_str lang = cw_analyst_spoken(server->analyst, server->arena, &new_clauses, declared);
    if (cw_analyst_compare(server->analyst, server->arena, &old_clauses, &new_clauses, lang,
                           &comparison, &diag)) {
        return send_failed(server, diag.message);
    }
    cw_buf_clear(&server->reply);
    cw_comparison_put(&server->reply, &comparison);
    return server->reply.failed ? send_failed(server, "out of memory")
                                : send_frame(server, CW_FRAME_COMPARISON, &server->reply);
}

static bool do_align(struct server *server)
{
    cw_arena_reset(server->arena);
    struct cw_reader in = cw_wire_reader(cw_buf_view(server->job));
    struct cw_align_document source;
    struct cw_align_document target;
    if (!cw_align_document_get(&in, server->arena, &source) ||
        !cw_align_document_get(&in, server->arena, &target)) {
        return false;
    }
    struct cw_align_text sides[2] = {{&source.clauses, source.analyses, source.lang},
                                     {&target.clauses, target.analyses, target.lang}};
    struct cw_alignment alignment;
    struct cw_diag diag;
    if (cw_analyst_align(server->analyst, server->arena, &sides[0], &sides[1], &alignment, &diag)) {
        return send_failed(server, diag.message);
    }
    cw_buf_clear(&server->reply);
    cw_alignment_put(&server->reply, &alignment);
    return server->reply.failed ? send_failed(server, "out of memory")
                                : send_frame(server, CW_FRAME_ALIGNMENT, &server->reply);
}

static bool say_hello(struct server *server)
{
    const struct cw_lexicons *lexicons = cw_analyst_lexicons(server->analyst);
    size_t n = cw_lexicons_count(lexicons);
    cw_buf_clear(&server->reply);
    cw_wire_put_int(&server->reply, cw_analyst_identify_fp(server->analyst));
    cw_wire_put_uint(&server->reply, n);
    for (size_t i = 0; i < n; i++) {
        struct cw_str code = cw_lexicon_code(cw_lexicons_at(lexicons, i));
        cw_wire_put_str(&server->reply, code);
        cw_wire_put_int(&server->reply, cw_analyst_pack_fp(server->analyst, code));
    }
    return !server->reply.failed && send_frame(server, CW_FRAME_HELLO, &server->reply);
}

static bool serve_one(struct server *server)
{
    enum cw_frame_type type;
    if (!receive_job(server, &type)) {
        return false;
    }
    switch (type) {
    case CW_FRAME_JOB:
        return do_document(server);
    case CW_FRAME_ANALYSE:
        return do_analyse(server);
    case CW_FRAME_COMPARE:
        return do_compare(server);
    case CW_FRAME_ALIGN:
        return do_align(server);
    default:
        return false;
    }
}

int cw_worker_serve(int in, int out, struct cw_analyst *analyst)
{
    struct server server = {.in = in, .out = out, .analyst = analyst};
    server.job = &server.jobs[0];
    cw_buf_init(&server.jobs[0], buffer_cap);
    cw_buf_init(&server.jobs[1], buffer_cap);
    for (size_t i = 0; i < CW_JOBS_AHEAD; i++) {
        cw_buf_init(&server.next[i], buffer_cap);
    }
    cw_buf_init(&server.answer, buffer_cap);
    cw_buf_init(&server.reply, buffer_cap);
    server.arena = cw_arena_new(document_arena_cap);
    server.last_arena = cw_arena_new(document_arena_cap);
    server.cutter = cw_cutter_new();
    server.trail = cw_hash_trail_new();
    int status = 1;
    if (server.arena && server.last_arena && server.cutter && server.trail && say_hello(&server)) {
        /* The full sandbox belongs here: from now on nothing is opened any more. */
        while (serve_one(&server)) {
        }
        status = 0;
    }
    if (!gives_back) { /* piece by piece it takes longer than reading a hundred documents */
        _exit(status);
    }
    cw_analyst_free(server.analyst);
    cw_cutter_free(server.cutter);
    cw_hash_trail_free(server.trail);
    cw_clause_index_dispose(&server.last_index);
    cw_arena_free(server.arena);
    cw_arena_free(server.last_arena);
    cw_buf_dispose(&server.jobs[0]);
    cw_buf_dispose(&server.jobs[1]);
    for (size_t i = 0; i < CW_JOBS_AHEAD; i++) {
        cw_buf_dispose(&server.next[i]);
    }
    cw_buf_dispose(&server.answer);
    cw_buf_dispose(&server.reply);
    return status;
}
