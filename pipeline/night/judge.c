/* From an alignment and two histories to the findings of a translation. */
#include <stdlib.h>

#include "common/utf8.h"
#include "fresh.h"
#include "stale.h"
#include "store/alignments.h"
#include "translate.h"
#include "worker/hashes.h"

enum { EXCERPT = 300, MOST_ROWS = 5000, DAY = 86400 };

struct judging {
    struct cw_run *run;
    struct cw_arena *arena;
    int64_t night;
    const struct cw_member *source;
    const struct cw_member *target;
    const struct cw_side_text *source_text;
    struct cw_side_text target_text;
    struct cw_alignment alignment;
    struct cw_stale_list stale;
    struct cw_translation_rows rows;
    size_t room;
    bool failed;
};

static enum cw_err out_of_memory(struct cw_run *run)
{
    return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
}

/* How a clause begins. */
static struct cw_str excerpt(const struct cw_side_text *side, int64_t clause)
{
    if (clause < 0 || (size_t)clause >= side->clauses.n) {
        return cw_str_z("");
    }
    struct cw_str text = side->clauses.items[clause].text;
    size_t end = text.len < EXCERPT ? text.len : EXCERPT;
    while (end < text.len && ((unsigned char)text.data[end] & 0xC0) == 0x80) {
        end--; /* not inside a character */
    }
    return cw_str_sub(text, 0, end);
}

static int64_t changed_at(const struct cw_freshness *fresh, int64_t clause)
{
    return clause >= 0 && (size_t)clause < fresh->n ? cw_fresh_changed(&fresh->clauses[clause])
                                                    : fresh->first;
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static struct cw_translation_row *add_row(struct judging *judging, enum cw_translation_rule rule,
                                          enum cw_severity severity, int64_t source, int64_t target)
{
    if (judging->rows.n >= MOST_ROWS) {
        return NULL;
    }
    struct cw_translation_row *items =
        cw_arena_grow(judging->arena, judging->rows.items, judging->rows.n, &judging->room,
                      judging->rows.n + 1, sizeof *items);
    if (!items) {
        judging->failed = true;
        return NULL;
    }
    judging->rows.items = items;
    struct cw_translation_row *row = &items[judging->rows.n++];
    *row = (struct cw_translation_row){.document_id = judging->target->id,
                                       .rule = rule,
                                       .severity = (int)severity,
                                       .clause = target,
                                       .source_clause = source,
                                       .lang = judging->target->lang,
                                       .what = cw_str_z(""),
                                       .text = excerpt(&judging->target_text, target),
                                       .source_text = excerpt(judging->source_text, source)};
    row->since = later(changed_at(&judging->source->fresh, source),
                       changed_at(&judging->target->fresh, target));
    return row;
}

static struct cw_str join(struct judging *judging, const struct cw_str *parts, size_t n, char end)
{
    struct cw_buf text;
    cw_buf_init(&text, 1 << 16);
    for (size_t i = 0; i < n; i++) {
        cw_buf_str(&text, parts[i]);
        if (end) {
            cw_buf_char(&text, end);
        }
    }
    struct cw_str out = text.failed ? cw_str_z("") : cw_str_dup(judging->arena, cw_buf_view(&text));
    cw_buf_dispose(&text);
    judging->failed |= !out.data;
    return out;
}

static void add_stale(struct judging *judging)
{
    for (size_t i = 0; i < judging->stale.n; i++) {
        const struct cw_stale *stale = &judging->stale.items[i];
        struct cw_translation_row *row =
            add_row(judging, CW_TRANSLATION_STALE, stale->severity, stale->source, stale->target);
        if (row) {
            row->since = stale->since;
            row->what = join(judging, stale->what, stale->n_what, '\0');
        }
    }
}

static void add_numbers(struct judging *judging, const struct cw_align_gap *gap)
{
    struct cw_str values[2] = {gap->source_value, gap->target_value};
    struct cw_translation_row *row =
        add_row(judging, CW_TRANSLATION_NUMBERS, CW_SEVERITY_HIGH, gap->source[0], gap->target[0]);
    if (row) {
        row->what = join(judging, values, 2, '\t');
    }
}

static void add_untranslated(struct judging *judging, const struct cw_align_gap *gap)
{
    for (size_t i = 0; i < gap->n_target; i++) {
        size_t source = i < gap->n_source ? i : gap->n_source - 1;
        struct cw_translation_row *row = add_row(judging, CW_TRANSLATION_UNTRANSLATED,
                                                 gap->partly ? CW_SEVERITY_LOW : CW_SEVERITY_MEDIUM,
                                                 gap->source[source], gap->target[i]);
        if (row) {
            row->since = changed_at(&judging->target->fresh, gap->target[i]);
            row->lang = gap->lang;
            row->partly = gap->partly;
        }
    }
}

static void add_gap(struct judging *judging, const struct cw_align_gap *gap)
{
    switch (gap->kind) {
    case CW_GAP_MISSING:
        for (size_t i = 0; i < gap->n_source; i++) {
            add_row(judging, CW_TRANSLATION_MISSING, CW_SEVERITY_MEDIUM, gap->source[i], -1);
        }
        break;
    case CW_GAP_ADDED:
        for (size_t i = 0; i < gap->n_target; i++) {
            add_row(judging, CW_TRANSLATION_ADDED, CW_SEVERITY_LOW, -1, gap->target[i]);
        }
        break;
    case CW_GAP_UNTRANSLATED:
        add_untranslated(judging, gap);
        break;
    case CW_GAP_NUMBERS:
        add_numbers(judging, gap);
        break;
    case CW_GAP_KINDS:
        break;
    }
}

/* In the order of weight: what misleads first, then what is not there. */
static void add_gaps(struct judging *judging)
{
    static const enum cw_gap_kind order[] = {CW_GAP_NUMBERS, CW_GAP_MISSING, CW_GAP_UNTRANSLATED,
                                             CW_GAP_ADDED};
    for (size_t k = 0; k < sizeof order / sizeof *order; k++) {
        for (size_t i = 0; i < judging->alignment.n_gaps; i++) {
            if (judging->alignment.gaps[i].kind == order[k]) {
                add_gap(judging, &judging->alignment.gaps[i]);
            }
        }
    }
}

/* Which clauses of the translation are word for word what the original has now. */
static bool *find_copies(struct judging *judging)
{
    bool *copies = cw_arena_array(judging->arena, judging->target_text.clauses.n, sizeof *copies);
    for (size_t i = 0; copies && i < judging->alignment.n_links; i++) {
        const struct cw_align_link *link = &judging->alignment.links[i];
        if (link->n_source == 1 && link->n_target == 1) {
            copies[link->target[0]] =
                cw_str_eq(judging->source_text->clauses.items[link->source[0]].text,
                          judging->target_text.clauses.items[link->target[0]].text);
        }
    }
    return copies;
}

static enum cw_err find_stale(struct judging *judging)
{
    struct cw_stale_pair pair = {.source = &judging->source->fresh,
                                 .target = &judging->target->fresh,
                                 .alignment = &judging->alignment,
                                 .copies = find_copies(judging),
                                 .grace = (int64_t)judging->run->corpus->grace_days * DAY};
    if (!pair.copies || cw_stale_find(judging->arena, &pair, &judging->stale)) {
        return out_of_memory(judging->run);
    }
    return CW_OK;
}

/* ---- New, open, gone ---------------------------------------------------------------------------
 */

/* Two findings with this key are the same finding on two nights. */
static struct cw_hash key_of(struct judging *judging, const struct cw_translation_row *row)
{
    struct cw_buf text;
    cw_buf_init(&text, 1 << 16);
    cw_wire_put_uint(&text, row->rule);
    cw_wire_put_str(&text, row->text);
    cw_wire_put_str(&text, row->source_text);
    cw_wire_put_str(&text, row->rule == CW_TRANSLATION_NUMBERS ? row->what : cw_str_z(""));
    struct cw_hash hash = cw_hash_of(cw_buf_view(&text));
    judging->failed |= text.failed;
    cw_buf_dispose(&text);
    return hash;
}

static bool is_gone(const struct cw_translation_row *row)
{
    return cw_str_is(row->status, "gone");
}

static void settle_statuses(struct judging *judging, const struct cw_translation_rows *before,
                            const struct cw_hashes *known, struct cw_hashes *seen)
{
    for (size_t i = 0; i < judging->rows.n; i++) {
        struct cw_translation_row *row = &judging->rows.items[i];
        struct cw_hash key = key_of(judging, row);
        int64_t old = cw_hashes_find(known, &key);
        row->night = old >= 0 ? before->items[old].night : judging->night;
        row->status = cw_str_z(row->night == judging->night ? "new" : "open");
        if (cw_hashes_find(seen, &key) < 0 && !cw_hashes_add(seen, &key, (int64_t)i)) {
            judging->failed = true;
        }
    }
}

/* Rows of the nights before that are no more; those that went tonight are shown once. */
static void add_gone(struct judging *judging, const struct cw_translation_rows *before,
                     const struct cw_hashes *seen)
{
    for (size_t i = 0; i < before->n && !judging->failed; i++) {
        const struct cw_translation_row *old = &before->items[i];
        struct cw_hash key = key_of(judging, old);
        bool again = is_gone(old) && old->night == judging->night;
        bool gone = !is_gone(old) && old->night != judging->night;
        if (cw_hashes_find(seen, &key) >= 0 || (!again && !gone)) {
            continue;
        }
        struct cw_translation_row *row =
            add_row(judging, old->rule, (enum cw_severity)old->severity, -1, -1);
        if (row) {
            *row = *old;
            row->status = cw_str_z("gone");
            row->night = judging->night;
        }
    }
}

static enum cw_err compare_with_before(struct judging *judging)
{
    struct cw_translation_rows before;
    enum cw_err err = cw_translations_load(judging->run->store, judging->target->id, judging->arena,
                                           &before, judging->run->diag);
    if (err) {
        return err;
    }
    struct cw_hashes *known = cw_hashes_new(before.n);
    struct cw_hashes *seen = cw_hashes_new(judging->rows.n);
    judging->failed |= !known || !seen;
    for (size_t i = 0; i < before.n && !judging->failed; i++) {
        struct cw_hash key = key_of(judging, &before.items[i]);
        if (!is_gone(&before.items[i]) && cw_hashes_find(known, &key) < 0) {
            judging->failed |= !cw_hashes_add(known, &key, (int64_t)i);
        }
    }
    if (!judging->failed) {
        settle_statuses(judging, &before, known, seen);
        add_gone(judging, &before, seen);
    }
    cw_hashes_free(known);
    cw_hashes_free(seen);
    return judging->failed ? out_of_memory(judging->run) : CW_OK;
}

static enum cw_err keep(struct judging *judging)
{
    struct cw_store *store = judging->run->store;
    int64_t id = judging->target->id;
    enum cw_err err = cw_translations_set(store, id, &judging->rows, judging->run->diag);
    if (!err) {
        err = cw_lags_clear(store, id, judging->run->diag);
    }
    for (size_t i = 0; !err && i < judging->stale.n_lags; i++) {
        err = cw_lag_add(store, id, judging->stale.lags[i].since, judging->stale.lags[i].until,
                         judging->run->diag);
    }
    return err ? err
               : cw_alignment_judge(store, id, judging->stale.since, judging->night,
                                    judging->run->diag);
}

enum cw_err cw_pair_judge(struct cw_run *run, struct cw_arena *arena, int64_t night,
                          const struct cw_members *members, size_t place,
                          const struct cw_side_text *source)
{
    struct cw_alignment_row row;
    struct judging judging = {.run = run, .arena = arena, .night = night, .source_text = source};
    judging.target = &members->items[place];
    judging.source = &members->items[judging.target->original];
    enum cw_err err = cw_alignment_find(run->store, judging.target->id, &row, run->diag);
    if (err || !row.document_id || row.version != judging.target->version ||
        row.source_version != judging.source->version) {
        return err;
    }
    if ((err = cw_alignment_load(run->store, judging.target->id, arena, judging.source->n_clauses,
                                 judging.target->n_clauses, &judging.alignment, run->diag)) ||
        (err = cw_side_load(run, arena, judging.target->version, &judging.target_text)) ||
        (err = find_stale(&judging))) {
        return err;
    }
    add_stale(&judging);
    add_gaps(&judging);
    if ((err = judging.failed ? out_of_memory(run) : CW_OK) ||
        (err = compare_with_before(&judging))) {
        return err;
    }
    return keep(&judging);
}
