/* How a clause's freshness follows from the comparisons that it went through. */
#include "fresh.h"

enum { MOST_EVENTS = 64, MOST_REMOVALS = 4096, MOST_SIGNALS = 4, MOST_CHANGES = 4096 };

/* One step at work. */
struct step {
    struct cw_arena *arena;
    const struct cw_freshness *before;
    const struct cw_fresh_version *old_version;
    const struct cw_fresh_version *new_version;
    struct cw_freshness *out;
    bool *old_named; /* clauses that an edit speaks of */
    bool *new_named;
    bool *returned; /* removals that came back */
    bool failed;
};

int64_t cw_fresh_changed(const struct cw_fresh_clause *clause)
{
    return clause->n_events ? clause->events[clause->n_events - 1].time : clause->since;
}

bool cw_fresh_counts(const struct cw_edit *edit)
{
    if (edit->cosmetic || edit->kind == CW_EDIT_UNCHANGED || edit->kind == CW_EDIT_MOVED) {
        return false;
    }
    /* Cut in two or put together without another word. */
    bool regrouped = edit->kind == CW_EDIT_SPLIT || edit->kind == CW_EDIT_MERGED;
    return !regrouped || edit->severity > CW_SEVERITY_INFO;
}

enum cw_err cw_fresh_begin(struct cw_arena *arena, const struct cw_fresh_version *version,
                           struct cw_freshness *out)
{
    *out = (struct cw_freshness){.version = version->id, .first = version->time, .n = version->n};
    out->clauses = cw_arena_array(arena, version->n, sizeof *out->clauses);
    if (!out->clauses) {
        return CW_ENOMEM;
    }
    for (size_t i = 0; i < version->n; i++) {
        out->clauses[i].since = version->time;
    }
    return CW_OK;
}

/* The first few signals of an edit as lines. */
static struct cw_str describe(struct step *step, const struct cw_edit *edit)
{
    struct cw_buf text;
    cw_buf_init(&text, 1 << 16);
    size_t n = edit->n_signals < MOST_SIGNALS ? edit->n_signals : MOST_SIGNALS;
    for (size_t i = 0; i < n; i++) {
        const struct cw_signal *signal = &edit->signals[i];
        cw_buf_z(&text, cw_signal_kind_name(signal->kind));
        cw_buf_char(&text, '\t');
        cw_buf_str(&text, signal->old_value);
        cw_buf_char(&text, '\t');
        cw_buf_str(&text, signal->new_value);
        cw_buf_char(&text, '\n');
    }
    struct cw_str out = text.failed ? cw_str_z("") : cw_str_dup(step->arena, cw_buf_view(&text));
    cw_buf_dispose(&text);
    step->failed |= !out.data;
    return out;
}

static struct cw_fresh_event event_of(struct step *step, const struct cw_edit *edit, int64_t before)
{
    return (struct cw_fresh_event){.time = step->new_version->time,
                                   .severity = edit->severity,
                                   .before = before,
                                   .what = describe(step, edit)};
}

/* The clause's events and one more; the oldest goes when there are too many. */
static void add_event(struct step *step, struct cw_fresh_clause *clause,
                      struct cw_fresh_event event)
{
    size_t skip = clause->n_events >= MOST_EVENTS;
    struct cw_fresh_event *events =
        cw_arena_array(step->arena, clause->n_events - skip + 1, sizeof *events);
    if (!events) {
        step->failed = true;
        return;
    }
    for (size_t i = skip; i < clause->n_events; i++) {
        events[i - skip] = clause->events[i];
    }
    clause->n_events -= skip;
    events[clause->n_events++] = event;
    clause->events = events;
}

static const struct cw_fresh_clause *old_clause(const struct step *step, uint32_t index)
{
    static const struct cw_fresh_clause none;
    return index < step->before->n ? &step->before->clauses[index] : &none;
}

static int64_t old_text(const struct step *step, uint32_t index)
{
    return index < step->old_version->n ? step->old_version->clause_ids[index] : 0;
}

/* Back to a wording that it had: what lay between never was, for those who translated that wording.
 */
static bool go_back(struct cw_fresh_clause *clause, int64_t text)
{
    for (size_t i = 0; i < clause->n_events; i++) {
        if (clause->events[i].before == text) {
            clause->n_events = i;
            return true;
        }
    }
    return false;
}

/* New clauses made of old ones. */
static void carry(struct step *step, const struct cw_edit *edit)
{
    bool counts = cw_fresh_counts(edit);
    for (size_t k = 0; k < edit->n_new; k++) {
        struct cw_fresh_clause *clause = &step->out->clauses[edit->new_indices[k]];
        size_t newest = 0; /* of several, the one that changed last */
        for (size_t i = 1; i < edit->n_old; i++) {
            if (cw_fresh_changed(old_clause(step, edit->old_indices[i])) >
                cw_fresh_changed(old_clause(step, edit->old_indices[newest]))) {
                newest = i;
            }
        }
        *clause = *old_clause(step, edit->old_indices[newest]);
        int64_t text = step->new_version->clause_ids[edit->new_indices[k]];
        if (counts && !(edit->n_old == 1 && go_back(clause, text))) {
            add_event(step, clause,
                      event_of(step, edit, old_text(step, edit->old_indices[newest])));
        }
    }
}

/* A clause that came: perhaps one that had gone. */
static void add(struct step *step, const struct cw_edit *edit)
{
    for (size_t k = 0; k < edit->n_new; k++) {
        uint32_t index = edit->new_indices[k];
        struct cw_fresh_clause *clause = &step->out->clauses[index];
        bool found = false;
        for (size_t i = 0; i < step->before->n_removals && !found; i++) {
            const struct cw_fresh_removal *removal = &step->before->removals[i];
            if (!step->returned[i] &&
                removal->event.before == step->new_version->clause_ids[index]) {
                step->returned[i] = true;
                *clause = removal->clause;
                found = true;
            }
        }
        if (!found) {
            *clause = (struct cw_fresh_clause){.since = step->new_version->time};
            if (cw_fresh_counts(edit)) {
                add_event(step, clause, event_of(step, edit, 0));
            }
        }
    }
}

static size_t count_removed(const struct cw_comparison *comparison)
{
    size_t n = 0;
    for (size_t i = 0; i < comparison->n_edits; i++) {
        n += comparison->edits[i].kind == CW_EDIT_REMOVED ? comparison->edits[i].n_old : 0;
    }
    return n;
}

/* Removals that stand, and those of this step. */
static void keep_removals(struct step *step, const struct cw_comparison *comparison)
{
    const struct cw_freshness *before = step->before;
    size_t room = before->n_removals + count_removed(comparison);
    struct cw_fresh_removal *list = cw_arena_array(step->arena, room, sizeof *list);
    if (!list) {
        step->failed = true;
        return;
    }
    size_t n = 0;
    for (size_t i = 0; i < before->n_removals; i++) {
        if (!step->returned[i]) {
            list[n++] = before->removals[i];
        }
    }
    for (size_t i = 0; i < comparison->n_edits; i++) {
        const struct cw_edit *edit = &comparison->edits[i];
        if (edit->kind != CW_EDIT_REMOVED || !cw_fresh_counts(edit)) {
            continue;
        }
        for (size_t k = 0; k < edit->n_old; k++) {
            uint32_t index = edit->old_indices[k];
            list[n++] =
                (struct cw_fresh_removal){.event = event_of(step, edit, old_text(step, index)),
                                          .clause = *old_clause(step, index)};
        }
    }
    size_t skip = n > MOST_REMOVALS ? n - MOST_REMOVALS : 0;
    step->out->removals = list + skip;
    step->out->n_removals = n - skip;
}

/* Clauses that no edit names are the same, in the same order. */
static void carry_unnamed(struct step *step)
{
    size_t old_index = 0;
    for (size_t i = 0; i < step->new_version->n; i++) {
        if (step->new_named[i]) {
            continue;
        }
        while (old_index < step->old_version->n && step->old_named[old_index]) {
            old_index++;
        }
        if (old_index < step->old_version->n) {
            step->out->clauses[i] = *old_clause(step, (uint32_t)old_index++);
        } else {
            step->out->clauses[i].since = step->new_version->time;
        }
    }
}

static void take_edits(struct step *step, const struct cw_comparison *comparison)
{
    for (size_t i = 0; i < comparison->n_edits; i++) {
        const struct cw_edit *edit = &comparison->edits[i];
        for (size_t k = 0; k < edit->n_old; k++) {
            step->old_named[edit->old_indices[k]] = true;
        }
        for (size_t k = 0; k < edit->n_new; k++) {
            step->new_named[edit->new_indices[k]] = true;
        }
        if (edit->n_old && edit->n_new) {
            carry(step, edit);
        } else if (edit->n_new) {
            add(step, edit);
        }
    }
}

static void note_change(struct step *step, const struct cw_comparison *comparison)
{
    const struct cw_freshness *before = step->before;
    bool changed = false;
    for (size_t i = 0; i < comparison->n_edits && !changed; i++) {
        changed = cw_fresh_counts(&comparison->edits[i]);
    }
    size_t skip = changed && before->n_changes >= MOST_CHANGES;
    step->out->changes = cw_arena_array(step->arena, before->n_changes - skip + 1, sizeof(int64_t));
    if (!step->out->changes) {
        step->failed = true;
        return;
    }
    for (size_t i = skip; i < before->n_changes; i++) {
        step->out->changes[step->out->n_changes++] = before->changes[i];
    }
    if (changed) {
        step->out->changes[step->out->n_changes++] = step->new_version->time;
    }
}

enum cw_err cw_fresh_step(struct cw_arena *arena, const struct cw_freshness *before,
                          const struct cw_fresh_version *old_version,
                          const struct cw_fresh_version *new_version,
                          const struct cw_comparison *comparison, struct cw_freshness *out)
{
    struct step step = {.arena = arena,
                        .before = before,
                        .old_version = old_version,
                        .new_version = new_version,
                        .out = out};
    *out = (struct cw_freshness){
        .version = new_version->id, .first = before->first, .n = new_version->n};
    out->clauses = cw_arena_array(arena, out->n, sizeof *out->clauses);
    step.old_named = cw_arena_array(arena, old_version->n, sizeof(bool));
    step.new_named = cw_arena_array(arena, new_version->n, sizeof(bool));
    step.returned = cw_arena_array(arena, before->n_removals, sizeof(bool));
    if (!out->clauses || !step.old_named || !step.new_named || !step.returned) {
        return CW_ENOMEM;
    }
    take_edits(&step, comparison);
    carry_unnamed(&step);
    keep_removals(&step, comparison);
    note_change(&step, comparison);
    return step.failed ? CW_ENOMEM : CW_OK;
}
