/* Deciding what is stale. Times alone decide, never the words: the original changed a clause, and
 * neither then nor later did its counterpart change. */
#include "stale.h"

#include <stdlib.h>

#include "fresh.h"

struct search {
    struct cw_arena *arena;
    const struct cw_stale_pair *pair;
    struct cw_stale_list *out;
    size_t room;
    size_t lag_room;
    int64_t last_change; /* of the translation as a whole; its first capture when it never did */
    bool failed;
};

/* Did the translation as a whole change when or after the original did this? */
static bool touched_since(const struct search *search, int64_t time)
{
    return search->last_change >= time - search->pair->grace;
}

/* Is the change still to be followed by a counterpart that last changed at `changed`? A translation
 * that was worked on since is believed to have left a small edit on purpose. */
static bool is_behind(const struct search *search, const struct cw_fresh_event *event,
                      int64_t changed)
{
    if (event->time <= changed + search->pair->grace) {
        return false;
    }
    return event->severity >= CW_SEVERITY_MEDIUM || !touched_since(search, event->time);
}

static struct cw_stale *grow(struct search *search)
{
    struct cw_stale *items = cw_arena_grow(search->arena, search->out->items, search->out->n,
                                           &search->room, search->out->n + 1, sizeof *items);
    if (!items) {
        search->failed = true;
        return NULL;
    }
    search->out->items = items;
    struct cw_stale *item = &items[search->out->n++];
    *item = (struct cw_stale){.source = -1, .target = -1, .since = INT64_MAX};
    return item;
}

static void add_what(struct search *search, struct cw_stale *item, struct cw_str what)
{
    struct cw_str *list = cw_arena_array(search->arena, item->n_what + 1, sizeof *list);
    if (!list) {
        search->failed = true;
        return;
    }
    for (size_t i = 0; i < item->n_what; i++) {
        list[i] = item->what[i];
    }
    list[item->n_what++] = what;
    item->what = list;
}

/* The changes of one clause of the original that are behind, taken together in *item, which is made
 * when there is one. */
static void look_at(struct search *search, uint32_t source, int64_t changed, struct cw_stale **item)
{
    const struct cw_freshness *freshness = search->pair->source;
    if (source >= freshness->n) {
        return;
    }
    const struct cw_fresh_clause *clause = &freshness->clauses[source];
    for (size_t i = 0; i < clause->n_events && !search->failed; i++) {
        const struct cw_fresh_event *event = &clause->events[i];
        if (!is_behind(search, event, changed) || (!*item && !(*item = grow(search)))) {
            continue;
        }
        if ((*item)->source < 0) {
            (*item)->source = source;
        }
        (*item)->since = event->time < (*item)->since ? event->time : (*item)->since;
        if (event->severity > (*item)->severity) {
            (*item)->severity = event->severity;
        }
        if (event->what.len) {
            add_what(search, *item, event->what);
        }
    }
}

static int64_t link_changed(const struct search *search, const struct cw_align_link *link)
{
    int64_t changed = INT64_MIN;
    for (size_t i = 0; i < link->n_target; i++) {
        uint32_t index = link->target[i];
        if (index < search->pair->target->n) {
            int64_t time = cw_fresh_changed(&search->pair->target->clauses[index]);
            changed = time > changed ? time : changed;
        }
    }
    return changed;
}

/* A copy of the text as it is now is untranslated, but not out of date. */
static bool is_current_copy(const struct search *search, const struct cw_align_link *link)
{
    for (size_t i = 0; i < link->n_target; i++) {
        if (!search->pair->copies || !search->pair->copies[link->target[i]]) {
            return false;
        }
    }
    return true;
}

static void look_at_link(struct search *search, const struct cw_align_link *link)
{
    struct cw_stale *item = NULL;
    int64_t changed = link_changed(search, link);
    if (is_current_copy(search, link)) {
        return;
    }
    for (size_t i = 0; i < link->n_source && !search->failed; i++) {
        look_at(search, link->source[i], changed, &item);
    }
    if (item) {
        item->target = link->target[0];
    }
}

/* New in the original, or changed there, and without a counterpart: the translation is behind when
 * nothing was done to it since. */
static void look_at_missing(struct search *search, const struct cw_align_gap *gap)
{
    for (size_t i = 0; i < gap->n_source && !search->failed; i++) {
        const struct cw_freshness *source = search->pair->source;
        uint32_t index = gap->source[i];
        bool changed_since = false;
        for (size_t k = 0; index < source->n && k < source->clauses[index].n_events; k++) {
            changed_since |= !touched_since(search, source->clauses[index].events[k].time);
        }
        struct cw_stale *item = NULL;
        if (changed_since) {
            look_at(search, index, search->last_change, &item);
        }
    }
}

/* Gone from the original while the translation, untouched since, has text too many. */
static void look_at_removals(struct search *search)
{
    const struct cw_freshness *source = search->pair->source;
    const struct cw_alignment *alignment = search->pair->alignment;
    size_t gap = 0;
    for (size_t i = 0; i < source->n_removals && !search->failed; i++) {
        const struct cw_fresh_event *event = &source->removals[i].event;
        if (touched_since(search, event->time)) {
            continue;
        }
        while (gap < alignment->n_gaps && alignment->gaps[gap].kind != CW_GAP_ADDED) {
            gap++;
        }
        if (gap == alignment->n_gaps) {
            return;
        }
        struct cw_stale *item = grow(search);
        if (item) {
            item->target = alignment->gaps[gap++].target[0];
            item->since = event->time;
            item->severity = event->severity;
            if (event->what.len) {
                add_what(search, item, event->what);
            }
        }
    }
}

/* ---- Lags: the same question asked of the past -------------------------------------------------
 */

static void add_lag(struct search *search, int64_t since, int64_t until)
{
    struct cw_lag *lags = cw_arena_grow(search->arena, search->out->lags, search->out->n_lags,
                                        &search->lag_room, search->out->n_lags + 1, sizeof *lags);
    if (!lags) {
        search->failed = true;
        return;
    }
    search->out->lags = lags;
    lags[search->out->n_lags++] = (struct cw_lag){since, until};
}

/* The first time from `from` on at which one of the link's clauses in the translation changed;
 * INT64_MAX = never. */
static int64_t first_change(const struct search *search, const struct cw_align_link *link,
                            int64_t from)
{
    const struct cw_freshness *target = search->pair->target;
    int64_t first = INT64_MAX;
    for (size_t i = 0; i < link->n_target; i++) {
        if (link->target[i] >= target->n) {
            continue;
        }
        const struct cw_fresh_clause *clause = &target->clauses[link->target[i]];
        for (size_t k = 0; k < clause->n_events; k++) {
            int64_t time = clause->events[k].time;
            first = time >= from && time < first ? time : first;
        }
    }
    return first;
}

/* The first time from `from` on at which the translation changed anywhere; INT64_MAX = never. */
static int64_t first_touch(const struct search *search, int64_t from)
{
    const struct cw_freshness *target = search->pair->target;
    for (size_t i = 0; i < target->n_changes; i++) {
        if (target->changes[i] >= from) {
            return target->changes[i];
        }
    }
    return INT64_MAX;
}

static void lags_of_link(struct search *search, const struct cw_align_link *link)
{
    const struct cw_freshness *source = search->pair->source;
    int64_t grace = search->pair->grace;
    for (size_t i = 0; i < link->n_source; i++) {
        if (link->source[i] >= source->n) {
            continue;
        }
        const struct cw_fresh_clause *clause = &source->clauses[link->source[i]];
        for (size_t k = 0; k < clause->n_events && !search->failed; k++) {
            int64_t time = clause->events[k].time;
            int64_t until = first_change(search, link, time - grace);
            if (clause->events[k].severity < CW_SEVERITY_MEDIUM) {
                int64_t touch = first_touch(search, time - grace);
                until = touch < until ? touch : until;
            }
            if (time > search->pair->target->first + grace && until != INT64_MAX &&
                until > time + grace) {
                add_lag(search, time, until);
            }
        }
    }
}

static int by_since(const void *a, const void *b)
{
    const struct cw_lag *x = a;
    const struct cw_lag *y = b;
    return x->since != y->since ? (x->since > y->since) - (x->since < y->since)
                                : (x->until > y->until) - (x->until < y->until);
}

/* Joins lags that overlap; one that reaches into what is stale now has not ended. */
static void join_lags(struct cw_stale_list *list)
{
    size_t n = 0;
    if (list->n_lags) {
        qsort(list->lags, list->n_lags, sizeof *list->lags, by_since);
    }
    for (size_t i = 0; i < list->n_lags; i++) {
        if (n && list->lags[i].since <= list->lags[n - 1].until) {
            if (list->lags[i].until > list->lags[n - 1].until) {
                list->lags[n - 1].until = list->lags[i].until;
            }
        } else {
            list->lags[n++] = list->lags[i];
        }
    }
    while (n && list->n && list->lags[n - 1].until >= list->since) {
        n--;
    }
    list->n_lags = n;
}

enum cw_err cw_stale_find(struct cw_arena *arena, const struct cw_stale_pair *pair,
                          struct cw_stale_list *out)
{
    struct search search = {.arena = arena, .pair = pair, .out = out};
    const struct cw_freshness *target = pair->target;
    const struct cw_alignment *alignment = pair->alignment;
    *out = (struct cw_stale_list){.since = INT64_MAX};
    search.last_change = target->n_changes ? target->changes[target->n_changes - 1] : target->first;
    for (size_t i = 0; i < alignment->n_links && !search.failed; i++) {
        look_at_link(&search, &alignment->links[i]);
        lags_of_link(&search, &alignment->links[i]);
    }
    for (size_t i = 0; i < alignment->n_gaps && !search.failed; i++) {
        if (alignment->gaps[i].kind == CW_GAP_MISSING) {
            look_at_missing(&search, &alignment->gaps[i]);
        }
    }
    look_at_removals(&search);
    for (size_t i = 0; i < out->n; i++) {
        out->since = out->items[i].since < out->since ? out->items[i].since : out->since;
    }
    join_lags(out);
    return search.failed ? CW_ENOMEM : CW_OK;
}
