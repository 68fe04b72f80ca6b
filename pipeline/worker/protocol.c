/* Coding and decoding of frames. The parent trusts a worker no more than the document it read. */
#include "protocol.h"

void cw_frame_header(unsigned char header[CW_FRAME_HEADER], enum cw_frame_type type, size_t len)
{
    for (size_t i = 0; i < 8; i++) {
        header[i] = (unsigned char)((uint64_t)len >> (8 * i));
    }
    header[8] = (unsigned char)type;
}

bool cw_frame_parse(const unsigned char header[CW_FRAME_HEADER], enum cw_frame_type *type,
                    size_t *len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < 8; i++) {
        value |= (uint64_t)header[i] << (8 * i);
    }
    *type = (enum cw_frame_type)header[8];
    *len = (size_t)value;
    return value <= cw_frame_cap;
}

void cw_frame_sent(struct iovec *pieces, size_t n, size_t sent)
{
    for (size_t i = 0; i < n && sent; i++) {
        size_t part = sent < pieces[i].iov_len ? sent : pieces[i].iov_len;
        pieces[i].iov_base = (char *)pieces[i].iov_base + part;
        pieces[i].iov_len -= part;
        sent -= part;
    }
}

size_t cw_frame_left(const struct iovec *pieces, size_t n)
{
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        left += pieces[i].iov_len;
    }
    return left;
}

void cw_clauses_put(struct cw_buf *out, const struct cw_clauses *clauses)
{
    cw_wire_put_uint(out, clauses->n);
    for (size_t i = 0; i < clauses->n; i++) {
        const struct cw_clause *clause = &clauses->items[i];
        cw_wire_put_uint(out, (uint64_t)clause->kind << 8 | clause->level);
        cw_wire_put_uint(out, clause->line);
        cw_wire_put_uint(out, clause->start);
        cw_wire_put_uint(out, clause->end);
        cw_wire_put_str(out, clause->number);
        cw_wire_put_str(out, clause->lang);
        cw_wire_put_str(out, clause->anchor);
        cw_wire_put_str(out, clause->text);
        cw_wire_put_hash(out, &clause->hash);
        cw_wire_put_hash(out, &clause->links_hash);
        cw_links_put(out, clause->links, clause->n_links);
    }
}

bool cw_clauses_get(struct cw_reader *in, struct cw_arena *arena, struct cw_clauses *clauses)
{
    clauses->n = cw_wire_count(in, 2 * (size_t)CW_HASH_BYTES);
    clauses->items = cw_arena_array(arena, clauses->n, sizeof *clauses->items);
    if (!clauses->items) {
        return false;
    }
    for (size_t i = 0; i < clauses->n; i++) {
        struct cw_clause *clause = &clauses->items[i];
        uint64_t kind = cw_wire_uint_max(in, (CW_KINDS << 8) - 1);
        clause->kind = (enum cw_kind)(kind >> 8);
        clause->level = (uint8_t)kind;
        clause->line = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
        clause->start = (size_t)cw_wire_uint(in);
        clause->end = (size_t)cw_wire_uint(in);
        clause->number = cw_wire_str(in);
        clause->lang = cw_wire_str(in);
        clause->anchor = cw_wire_str(in);
        clause->text = cw_wire_str(in);
        clause->hash = cw_wire_hash(in);
        clause->links_hash = cw_wire_hash(in);
        if (!cw_links_get(in, arena, clause)) {
            return false;
        }
    }
    return !in->failed;
}

void cw_align_document_put(struct cw_buf *out, const struct cw_align_document *document)
{
    cw_wire_put_str(out, document->lang);
    cw_clauses_put(out, &document->clauses);
    for (size_t i = 0; i < document->clauses.n; i++) {
        cw_analysis_put(out, &document->analyses[i]);
    }
}

bool cw_align_document_get(struct cw_reader *in, struct cw_arena *arena,
                           struct cw_align_document *document)
{
    *document = (struct cw_align_document){.lang = cw_wire_str(in)};
    if (!cw_clauses_get(in, arena, &document->clauses)) {
        return false;
    }
    document->analyses = cw_arena_array(arena, document->clauses.n, sizeof *document->analyses);
    for (size_t i = 0; document->analyses && i < document->clauses.n; i++) {
        if (!cw_analysis_get(in, arena, &document->analyses[i])) {
            return false;
        }
    }
    return document->analyses && !in->failed;
}

void cw_job_put(struct cw_buf *out, const struct cw_job *job)
{
    cw_wire_put_uint(out, job->previous);
    if (job->previous == CW_PREVIOUS_GIVEN) {
        cw_clauses_put(out, &job->previous_clauses);
    }
    cw_wire_put_str(out, job->declared);
    cw_wire_put_str(out, job->name);
    cw_wire_put_uint(out, job->bytes.len);
}

bool cw_job_get(struct cw_reader *in, struct cw_arena *arena, struct cw_job *job)
{
    *job = (struct cw_job){0};
    job->previous = (enum cw_previous)cw_wire_uint_max(in, CW_PREVIOUS_GIVEN);
    if (job->previous == CW_PREVIOUS_GIVEN && !cw_clauses_get(in, arena, &job->previous_clauses)) {
        return false;
    }
    job->declared = cw_wire_str(in);
    job->name = cw_wire_str(in);
    job->bytes = cw_wire_str(in);
    return cw_wire_done(in);
}

static void put_result_clause(struct cw_buf *out, const struct cw_result_clause *item)
{
    const struct cw_clause *clause = &item->clause;
    cw_wire_put_uint(out, (uint64_t)(item->previous + 1));
    if (item->previous < 0) {
        cw_wire_put_uint(out, item->asked);
    }
    cw_wire_put_uint(out, (uint64_t)clause->kind << 8 | clause->level);
    cw_wire_put_uint(out, clause->line);
    cw_wire_put_uint(out, clause->start);
    cw_wire_put_uint(out, clause->end);
    cw_wire_put_str(out, clause->number);
    cw_wire_put_str(out, clause->anchor);
    cw_wire_put_uint(out, item->links_from);
    if (item->links_from == CW_LINKS_GIVEN) {
        cw_wire_put_str(out, item->links_wire);
    }
}

static void get_result_clause(struct cw_reader *in, struct cw_result_clause *item)
{
    struct cw_clause *clause = &item->clause;
    item->previous = (int64_t)cw_wire_uint_max(in, UINT32_MAX) - 1;
    item->asked = item->previous < 0 ? cw_wire_uint_max(in, UINT32_MAX) : 0;
    uint64_t kind = cw_wire_uint_max(in, (CW_KINDS << 8) - 1);
    clause->kind = (enum cw_kind)(kind >> 8);
    clause->level = (uint8_t)kind;
    clause->line = (uint32_t)cw_wire_uint_max(in, UINT32_MAX);
    clause->start = cw_wire_uint(in);
    clause->end = cw_wire_uint(in);
    clause->number = cw_wire_str(in);
    clause->anchor = cw_wire_str(in);
    item->links_from = (enum cw_links_from)cw_wire_uint_max(in, CW_LINKS_GIVEN);
    if (item->links_from == CW_LINKS_GIVEN) {
        item->links_wire = cw_wire_str(in);
    }
}

/* The version before and the result that is told by it. */
struct versions {
    const struct cw_clauses *previous;
    const struct cw_result *result;
};

static bool alike(const void *context, size_t old_index, size_t new_index, struct cw_shift *shift)
{
    const struct versions *versions = context;
    const struct cw_clause *old = &versions->previous->items[old_index];
    const struct cw_clause *new = &versions->result->clauses[new_index].clause;
    shift->lines = (int64_t) new->line - (int64_t)old->line;
    shift->bytes = (int64_t)(new->start - old->start);
    return cw_hash_eq(&old->hash, &new->hash) && old->kind == new->kind &&
           old->level == new->level &&
           old->end - old->start ==
               new->end - new->start &&cw_hash_eq(&old->links_hash, &new->links_hash) &&
           cw_str_eq(old->number, new->number) && cw_str_eq(old->anchor, new->anchor);
}

static size_t hint(const void *context, size_t new_index)
{
    const struct versions *versions = context;
    int64_t previous = versions->result->clauses[new_index].previous;
    return previous < 0 ? CW_REPEATS_NONE : (size_t)previous;
}

static void put_clauses(struct cw_buf *out, const struct cw_result *result,
                        const struct cw_clauses *previous)
{
    const struct versions versions = {previous, result};
    const struct cw_repeats repeats = {previous ? previous->n : 0, result->n_clauses, &versions,
                                       alike, hint};
    size_t expected = 0;
    cw_wire_put_uint(out, result->n_clauses);
    for (size_t at = 0; at < result->n_clauses;) {
        struct cw_repeat run = cw_repeat_at(&repeats, at, expected);
        cw_repeat_put(out, &run);
        if (run.from != CW_REPEATS_NONE) {
            expected = run.from + run.n;
        }
        for (size_t i = 0; run.from == CW_REPEATS_NONE && i < run.n; i++) {
            put_result_clause(out, &result->clauses[at + i]);
        }
        at += run.n;
    }
}

static bool get_given(struct cw_reader *in, struct cw_arena *arena, struct cw_result_run *run)
{
    size_t n = run->repeat.n;
    if (n > (size_t)(in->end - in->at)) { /* each takes some bytes */
        return false;
    }
    run->given = cw_arena_array(arena, n, sizeof *run->given);
    for (size_t i = 0; run->given && i < n; i++) {
        get_result_clause(in, &run->given[i]);
    }
    return run->given;
}

static bool get_runs(struct cw_reader *in, struct cw_arena *arena,
                     const struct cw_result_bounds *bounds, struct cw_result *result)
{
    size_t room = 0;
    result->n_clauses = (size_t)cw_wire_uint_max(in, bounds->most_clauses);
    for (size_t at = 0; at < result->n_clauses;) {
        struct cw_result_run *runs = cw_arena_grow(arena, result->runs, result->n_runs, &room,
                                                   result->n_runs + 1, sizeof *runs);
        if (!runs) {
            return false;
        }
        result->runs = runs;
        struct cw_result_run *run = &runs[result->n_runs++];
        if (!cw_repeat_get(in, bounds->n_previous, result->n_clauses - at, &run->repeat) ||
            (run->repeat.from == CW_REPEATS_NONE && !get_given(in, arena, run))) {
            return false;
        }
        at += run->repeat.n;
    }
    return !in->failed;
}

void cw_result_put(struct cw_buf *out, const struct cw_result *result,
                   const struct cw_clauses *previous)
{
    cw_wire_put_str(out, result->title);
    cw_wire_put_str(out, result->note);
    cw_wire_put_hash(out, &result->hash);
    cw_wire_put_hash(out, &result->text_hash);
    put_clauses(out, result, previous);
    cw_wire_put_uint(out, result->n_added);
    for (size_t i = 0; i < result->n_added; i++) {
        cw_wire_put_uint(out, result->added[i].asked);
        cw_wire_put_str(out, result->added[i].lang);
        cw_wire_put_str(out, result->added[i].text);
        cw_analysis_put(out, &result->added[i].analysis);
    }
    cw_wire_put_str(out, result->comparison);
}

bool cw_result_get(struct cw_reader *in, struct cw_arena *arena,
                   const struct cw_result_bounds *bounds, struct cw_result *result)
{
    *result = (struct cw_result){0};
    result->title = cw_wire_str(in);
    result->note = cw_wire_str(in);
    result->hash = cw_wire_hash(in);
    result->text_hash = cw_wire_hash(in);
    if (!get_runs(in, arena, bounds, result)) {
        return false;
    }
    result->n_added = cw_wire_count(in, 8);
    result->added = cw_arena_array(arena, result->n_added, sizeof *result->added);
    if (!result->added) {
        return false;
    }
    for (size_t i = 0; i < result->n_added; i++) {
        struct cw_result_new *added = &result->added[i];
        added->asked = cw_wire_uint_max(in, UINT32_MAX);
        added->lang = cw_wire_str(in);
        added->text = cw_wire_str(in);
        if (!cw_analysis_get(in, arena, &added->analysis)) {
            return false;
        }
    }
    result->comparison = cw_wire_str(in);
    return cw_wire_done(in);
}
