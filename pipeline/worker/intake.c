/* A document is begun: read, related to the version before, asked about, compared. With the answer
 * it is finished: what is new is analysed, and the result leaves. */
#include "intake.h"

#include <stdio.h>
#include <stdlib.h>

#include "analyst/analyst.h"
#include "analyst/cutter.h"
#include "clause_index.h"
#include "hashes.h"

static const size_t document_arena_cap = (size_t)4 * 1024 * 1024 * 1024;
static const size_t buffer_cap = (size_t)3 * 1024 * 1024 * 1024;

struct document {
    struct cw_arena *arena;
    struct cw_buf frame; /* of its job, which its strings may borrow from */
    struct cw_job job;
    struct cw_document_text text;
    struct cw_result result;
    const struct cw_clauses *previous; /* NULL = none */
    uint32_t *asked;                   /* indices into text.clauses */
    size_t n_asked;
    enum cw_err err;
    struct cw_diag diag;
};

struct cw_intake {
    const struct cw_channel *channel;
    struct cw_analyst *analyst;
    struct cw_cutter *cutter;
    struct document documents[CW_MOST_OPEN + 1]; /* a ring: those open, and the one before them */
    size_t oldest;                               /* of those open */
    size_t n_open;
    const struct cw_clauses *last;        /* of the last document read; NULL = none, or it failed */
    struct cw_clause_index last_index;    /* of them */
    struct cw_hash_trail *trail;          /* of the bytes of the last document read ... */
    struct cw_str last_bytes;             /* ... while they are there; "" = not any more */
    struct cw_buf waiting[CW_JOBS_AHEAD]; /* frames of jobs that came too soon */
    size_t n_waiting;
    struct cw_buf out;
};

struct cw_intake *cw_intake_new(const struct cw_channel *channel, struct cw_analyst *analyst)
{
    struct cw_intake *intake = calloc(1, sizeof *intake);
    if (!intake) {
        return NULL;
    }
    intake->channel = channel;
    intake->analyst = analyst;
    intake->cutter = cw_cutter_new();
    intake->trail = cw_hash_trail_new();
    bool enough = intake->cutter && intake->trail;
    for (size_t i = 0; i < CW_MOST_OPEN + 1; i++) {
        cw_buf_init(&intake->documents[i].frame, buffer_cap);
        intake->documents[i].arena = cw_arena_new(document_arena_cap);
        enough = enough && intake->documents[i].arena;
    }
    for (size_t i = 0; i < CW_JOBS_AHEAD; i++) {
        cw_buf_init(&intake->waiting[i], buffer_cap);
    }
    cw_buf_init(&intake->out, buffer_cap);
    if (!enough) {
        cw_intake_free(intake);
        return NULL;
    }
    return intake;
}

void cw_intake_free(struct cw_intake *intake)
{
    if (!intake) {
        return;
    }
    for (size_t i = 0; i < CW_MOST_OPEN + 1; i++) {
        cw_buf_dispose(&intake->documents[i].frame);
        cw_arena_free(intake->documents[i].arena);
    }
    for (size_t i = 0; i < CW_JOBS_AHEAD; i++) {
        cw_buf_dispose(&intake->waiting[i]);
    }
    cw_buf_dispose(&intake->out);
    cw_clause_index_dispose(&intake->last_index);
    cw_hash_trail_free(intake->trail);
    cw_cutter_free(intake->cutter);
    free(intake);
}

static void swap(struct cw_buf *a, struct cw_buf *b)
{
    struct cw_buf before = *a;
    *a = *b;
    *b = before;
}

static enum cw_err no_memory(struct document *document)
{
    return cw_fail(&document->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
}

/* ---- Begun ---------------------------------------------------------------------------------- */

/* The previous version as the job names it. Behind one that failed there is none, and the answer is
 * of no use to anybody. */
static enum cw_err take_previous(struct cw_intake *intake, struct document *document)
{
    document->previous = NULL;
    if (document->job.previous == CW_PREVIOUS_KEPT) {
        document->previous = intake->last;
    } else if (document->job.previous == CW_PREVIOUS_GIVEN) {
        document->previous = &document->job.previous_clauses;
        if (!cw_clause_index_fill(&intake->last_index, document->previous)) {
            return no_memory(document);
        }
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

static enum cw_err read_text(struct cw_intake *intake, struct document *document)
{
    const struct cw_job *job = &document->job;
    struct cw_document_input input = {
        .bytes = job->bytes, .name = job->name, .declared = job->declared, .charset = {"", 0}};
    enum cw_err err = cw_analyst_read(intake->analyst, document->arena, intake->cutter, &input,
                                      &document->text, &document->diag);
    if (!err) {
        char note[256];
        write_note(&document->text.notes, note, sizeof note);
        document->result.hash = cw_hash_trail_of(intake->trail, intake->last_bytes, job->bytes);
        document->result.title = document->text.notes.title;
        document->result.note = cw_str_dup(document->arena, cw_str_z(note));
    }
    return err;
}

/* For each clause its index in the previous version, or its place among those asked about. */
static enum cw_err relate(struct cw_intake *intake, struct document *document)
{
    const struct cw_clauses *clauses = &document->text.clauses;
    struct cw_result *result = &document->result;
    struct cw_hashes *asked = cw_hashes_new(0); /* of most versions a few */
    result->n_clauses = clauses->n;
    result->clauses = cw_arena_room(document->arena, clauses->n, sizeof *result->clauses);
    document->asked = cw_arena_room(document->arena, clauses->n, sizeof *document->asked);
    document->n_asked = 0;
    if (!asked || !result->clauses || !document->asked) {
        cw_hashes_free(asked);
        return no_memory(document);
    }
    for (size_t i = 0; i < clauses->n; i++) {
        const struct cw_clause *clause = &clauses->items[i];
        struct cw_result_clause *item = &result->clauses[i];
        *item = (struct cw_result_clause){.previous = -1, .clause = *clause};
        if (document->previous) {
            item->previous = cw_clause_index_find(&intake->last_index, &clause->hash);
        }
        if (item->previous < 0) {
            int64_t place = cw_hashes_find(asked, &clause->hash);
            if (place < 0) {
                place = (int64_t)document->n_asked;
                cw_hashes_add(asked, &clause->hash, place);
                document->asked[document->n_asked++] = (uint32_t)i;
            }
            item->asked = (uint64_t)place;
        }
    }
    cw_hashes_free(asked);
    return CW_OK;
}

/* Links travel only where they differ from those of the same clause in the previous version. */
static enum cw_err relate_links(struct cw_intake *intake, struct document *document)
{
    for (size_t i = 0; i < document->result.n_clauses; i++) {
        struct cw_result_clause *item = &document->result.clauses[i];
        const struct cw_clause *before =
            item->previous >= 0 ? &document->previous->items[item->previous] : NULL;
        if (before && before->n_links == item->clause.n_links &&
            cw_hash_eq(&before->links_hash, &item->clause.links_hash)) {
            item->links_from = CW_LINKS_AS_BEFORE;
        } else if (item->clause.n_links) {
            item->links_from = CW_LINKS_GIVEN;
            cw_buf_clear(&intake->out);
            cw_links_put(&intake->out, item->clause.links, item->clause.n_links);
            item->links_wire = cw_str_dup(document->arena, cw_buf_view(&intake->out));
            if (intake->out.failed || !item->links_wire.data) {
                return no_memory(document);
            }
        }
    }
    return CW_OK;
}

/* Two versions with this hash have the same wording, whatever their links, numbers and markup. */
static enum cw_err hash_wording(struct cw_intake *intake, struct document *document)
{
    cw_buf_clear(&intake->out);
    for (size_t i = 0; i < document->text.clauses.n; i++) {
        cw_wire_put_hash(&intake->out, &document->text.clauses.items[i].hash);
    }
    document->result.text_hash = cw_hash_of(cw_buf_view(&intake->out));
    return intake->out.failed ? no_memory(document) : CW_OK;
}

/* Asks which clauses are new to the store, and of which document: answers to those before it may
 * still be to come. False: the other side is gone. */
static bool ask(struct cw_intake *intake, const struct document *document)
{
    cw_buf_clear(&intake->out);
    cw_wire_put_uint(&intake->out, intake->n_open);
    cw_wire_put_uint(&intake->out, document->n_asked);
    for (size_t i = 0; i < document->n_asked; i++) {
        cw_wire_put_hash(&intake->out, &document->text.clauses.items[document->asked[i]].hash);
    }
    return !intake->out.failed && cw_channel_send(intake->channel, CW_FRAME_ASK, &intake->out);
}

static enum cw_err compare(struct cw_intake *intake, struct document *document)
{
    if (!document->previous) {
        return CW_OK;
    }
    struct cw_comparison comparison;
    struct cw_str lang = cw_analyst_spoken(intake->analyst, document->arena,
                                           &document->text.clauses, document->job.declared);
    enum cw_err err =
        cw_analyst_compare(intake->analyst, document->arena, document->previous,
                           &document->text.clauses, lang, &comparison, &document->diag);
    if (err) {
        return err;
    }
    cw_buf_clear(&intake->out);
    cw_comparison_put(&intake->out, &comparison);
    document->result.comparison = cw_str_dup(document->arena, cw_buf_view(&intake->out));
    return intake->out.failed || !document->result.comparison.data ? no_memory(document) : CW_OK;
}

/* The next document's previous version is this one, unless it failed. */
static enum cw_err keep(struct cw_intake *intake, struct document *document, enum cw_err err)
{
    if (!err && !cw_clause_index_fill(&intake->last_index, &document->text.clauses)) {
        err = no_memory(document);
    }
    intake->last = err ? NULL : &document->text.clauses;
    /* The trail may be that of what failed. */
    intake->last_bytes = err ? (struct cw_str){"", 0} : document->job.bytes;
    return err;
}

static struct document *open_document(struct cw_intake *intake, size_t i)
{
    return &intake->documents[(intake->oldest + i) % (CW_MOST_OPEN + 1)];
}

/* False: the other side is gone, or does not keep to the protocol. */
static bool begin(struct cw_intake *intake, struct cw_buf *frame)
{
    struct document *document = open_document(intake, intake->n_open);
    swap(&document->frame, frame);
    cw_arena_reset(document->arena);
    document->result = (struct cw_result){.title = {"", 0}, .note = {"", 0}, .comparison = {"", 0}};
    struct cw_reader in = cw_wire_reader(cw_buf_view(&document->frame));
    if (!cw_job_get(&in, document->arena, &document->job)) {
        return false;
    }
    enum cw_err err = take_previous(intake, document);
    if (!err) {
        err = read_text(intake, document);
    }
    if (!err) {
        err = relate(intake, document);
    }
    if (!err) {
        err = relate_links(intake, document);
    }
    if (!err) {
        err = hash_wording(intake, document);
    }
    if (err) {
        document->n_asked = 0;
    } else if (document->n_asked && !ask(intake, document)) {
        return false;
    }
    if (!err) { /* while the other side looks */
        err = compare(intake, document);
    }
    document->err = keep(intake, document, err);
    intake->n_open++;
    return true;
}

/* ---- Finished ------------------------------------------------------------------------------- */

static enum cw_err analyse_new(struct cw_intake *intake, struct document *document,
                               struct cw_str known)
{
    struct cw_result *result = &document->result;
    result->added = cw_arena_array(document->arena, document->n_asked, sizeof *result->added);
    if (!result->added) {
        return no_memory(document);
    }
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < document->n_asked; i++) {
        if (!known.data[i]) {
            continue;
        }
        const struct cw_clause *clause = &document->text.clauses.items[document->asked[i]];
        struct cw_result_new *added = &result->added[result->n_added++];
        added->asked = i;
        added->lang = clause->lang;
        added->text = clause->text;
        err = cw_analyst_analyse(intake->analyst, document->arena, clause->lang, clause->text,
                                 &added->analysis, &document->diag);
    }
    return err;
}

static bool send_result(struct cw_intake *intake, struct document *document)
{
    cw_buf_clear(&intake->out);
    if (!document->err) {
        cw_result_put(&intake->out, &document->result, document->previous);
        if (intake->out.failed) {
            document->err = no_memory(document);
            cw_buf_clear(&intake->out);
        }
    }
    if (document->err) {
        cw_buf_z(&intake->out, document->diag.message);
    }
    return cw_channel_send(intake->channel, document->err ? CW_FRAME_FAILED : CW_FRAME_RESULT,
                           &intake->out);
}

static bool finish_oldest(struct cw_intake *intake)
{
    bool sent = send_result(intake, open_document(intake, 0));
    intake->oldest = (intake->oldest + 1) % (CW_MOST_OPEN + 1);
    intake->n_open--;
    return sent;
}

/* ---- In order ------------------------------------------------------------------------------- */

/* Finishes what waits for nothing any more, and begins what has waited for room. */
static bool go_on(struct cw_intake *intake)
{
    for (;;) {
        while (intake->n_open && !open_document(intake, 0)->n_asked) {
            if (!finish_oldest(intake)) {
                return false;
            }
        }
        if (intake->n_open == CW_MOST_OPEN || !intake->n_waiting) {
            return true;
        }
        if (!begin(intake, &intake->waiting[0])) {
            return false;
        }
        intake->n_waiting--;
        for (size_t i = 0; i < intake->n_waiting; i++) {
            swap(&intake->waiting[i], &intake->waiting[i + 1]);
        }
    }
}

bool cw_intake_job(struct cw_intake *intake, struct cw_buf *frame)
{
    if (intake->n_open < CW_MOST_OPEN) { /* then nothing waits */
        return begin(intake, frame) && go_on(intake);
    }
    if (intake->n_waiting == CW_JOBS_AHEAD) {
        return false;
    }
    swap(frame, &intake->waiting[intake->n_waiting++]);
    return true;
}

bool cw_intake_known(struct cw_intake *intake, struct cw_str body)
{
    struct document *document = open_document(intake, 0);
    if (!intake->n_open || body.len != document->n_asked) {
        return false;
    }
    if (!document->err) {
        document->err = analyse_new(intake, document, body);
    }
    document->n_asked = 0;
    return go_on(intake);
}
