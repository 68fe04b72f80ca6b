/* What a worker says of a capture becomes a version: clauses, layout, comparison. */
#include "slot.h"

#include "store/clauses.h"

/* A clause that was new when asked. Another worker's document may have brought it meanwhile. */
static enum cw_err add_clause(struct cw_run *run, struct cw_slot *slot,
                              const struct cw_result_new *added)
{
    int64_t *id = &slot->now.asked_ids[added->asked];
    bool is_new = false;
    enum cw_err err = cw_clause_add(run->store, &slot->now.asked_hashes[added->asked], added->lang,
                                    added->text, id, &is_new, run->diag);
    if (err || !is_new) {
        return err;
    }
    struct cw_origin origin = {cw_pool_identify_fp(run->pool),
                               cw_pool_pack_fp(run->pool, added->analysis.lang)};
    return cw_analysis_set(run->store, *id, &added->analysis, origin, run->diag);
}

static enum cw_err add_clauses(struct cw_process *process, struct cw_slot *slot,
                               const struct cw_result *result)
{
    for (size_t i = 0; i < result->n_added; i++) {
        if (result->added[i].asked >= slot->now.n_asked) {
            return CW_EDAMAGED;
        }
        enum cw_err err = add_clause(process->run, slot, &result->added[i]);
        if (!err) {
            err = cw_process_attend(process);
        }
        if (err) {
            return err;
        }
    }
    return CW_OK;
}

static enum cw_err place_clause(struct cw_run *run, struct cw_slot *slot,
                                const struct cw_result_clause *item, struct cw_occurrence *out)
{
    const struct cw_layout *before = &slot->chain.layout;
    struct cw_arena *arena = slot->chain.next_arena;
    if (item->previous >= 0 ? (size_t)item->previous >= before->n
                            : item->asked >= slot->now.n_asked) {
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
        return cw_process_no_memory(run);
    }
    out->clause_id = item->previous >= 0 ? before->items[item->previous].clause_id
                                         : slot->now.asked_ids[item->asked];
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
static enum cw_err place_repeated(struct cw_run *run, struct cw_slot *slot,
                                  const struct cw_repeat *repeat, struct cw_occurrence *items)
{
    struct cw_arena *arena = slot->chain.next_arena;
    const struct cw_occurrence *before = slot->chain.layout.items + repeat->from;
    for (size_t i = 0; i < repeat->n; i++) {
        if (!cw_occurrence_repeat(arena, &before[i], &repeat->shift, &items[i])) {
            return cw_process_no_memory(run);
        }
    }
    return CW_OK;
}

static enum cw_err place_run(struct cw_run *run, struct cw_slot *slot,
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

static enum cw_err place_clauses(struct cw_run *run, struct cw_slot *slot,
                                 const struct cw_result *result, struct cw_layout *layout)
{
    layout->n = result->n_clauses;
    layout->items = cw_arena_room(slot->chain.next_arena, layout->n, sizeof *layout->items);
    if (!layout->items) {
        return cw_process_no_memory(run);
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
static enum cw_err judge(struct cw_run *run, struct cw_slot *slot, struct cw_str wire, size_t n_new,
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

static enum cw_err store_comparison(struct cw_process *process, int64_t old_version,
                                    const struct cw_version_row *row,
                                    const struct cw_comparison *comparison)
{
    struct cw_run *run = process->run;
    cw_buf_clear(&process->frame);
    cw_comparison_put(&process->frame, comparison);
    if (process->frame.failed) {
        return cw_process_no_memory(run);
    }
    return cw_comparison_add(run->store, row->document_id, old_version, row->id,
                             cw_buf_view(&process->frame), comparison, run->diag);
}

/* A file written back to what it once was, or the same text from two sources: there already. */
static enum cw_err settle_twin(struct cw_run *run, struct cw_slot *slot, const struct cw_hash *hash,
                               bool *is_twin)
{
    int64_t twin;
    enum cw_err err = cw_version_twin(run->store, slot->chain.document_id, slot->now.row.time,
                                      slot->now.row.sequence, hash, &twin, run->diag);
    *is_twin = !err && twin;
    if (*is_twin) {
        cw_take_back(slot);
        slot->kept_version = 0; /* the worker's memory ends with this one, the chain does not */
        err = cw_capture_settle(run->store, slot->now.id, CW_CAPTURE_SAME, twin, cw_str_z(""),
                                run->diag);
    }
    return err;
}

enum cw_err cw_result_store(struct cw_process *process, size_t worker, struct cw_str body)
{
    struct cw_run *run = process->run;
    struct cw_slot *slot = &process->slots[worker];
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
    if (aside) {
        cw_take_back(slot);
    } else if (!err) {
        err = cw_take_ahead(process, worker);
    }
    if (!err) {
        err = add_clauses(process, slot, &result);
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
        return cw_process_no_memory(run);
    }
    err = cw_process_attend(process);
    if (!err) {
        err = cw_chain_append(run, &slot->chain, &row, &layout);
    }
    if (!err) {
        err = cw_process_attend(process);
    }
    if (!err && old_version) {
        err = store_comparison(process, old_version, &row, &comparison);
    }
    if (!err) {
        slot->kept_version = row.id;
        cw_take_keep(slot, row.id);
        run->outcome->versions++;
        err = cw_capture_settle(run->store, slot->now.id, CW_CAPTURE_VERSION, row.id, cw_str_z(""),
                                run->diag);
    }
    return err;
}
