/* What is stale: one clause each side, days instead of seconds, a table of cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/arena.h"
#include "night/stale.h"

enum { DAY = 86400, GRACE = 7, NEVER = -1, MOST = 4 };

/* A change of the original's only clause. */
struct edit {
    int day; /* 0 = end of the list */
    enum cw_severity severity;
};

struct stale_case {
    const char *what;
    struct edit edits[MOST];
    int source_first;         /* the original's first capture */
    int target_first;         /* the translation's */
    int target_days[MOST];    /* the counterpart changed; 0 = end */
    int other_day;            /* another clause of the translation changed, 0 = never */
    bool copy;                /* the counterpart is word for word what the original has now */
    int stale_since;          /* expected; NEVER = up to date */
    int lag_since, lag_until; /* expected; 0 = no lag that has ended */
};

static const struct stale_case cases[] = {
    {"nothing ever changed", {{0, 0}}, 1, 1, {0}, 0, false, NEVER, 0, 0},
    {"the original moved on", {{100, CW_SEVERITY_LOW}}, 1, 1, {0}, 0, false, 100, 0, 0},
    {"both changed on one day", {{100, CW_SEVERITY_HIGH}}, 1, 1, {100}, 0, false, NEVER, 0, 0},
    {"followed within the grace", {{100, CW_SEVERITY_HIGH}}, 1, 1, {105}, 0, false, NEVER, 0, 0},
    {"the translation came first, within the grace",
     {{100, CW_SEVERITY_HIGH}},
     1,
     1,
     {94},
     0,
     false,
     NEVER,
     0,
     0},
    {"the translation changed too long before",
     {{100, CW_SEVERITY_HIGH}},
     1,
     1,
     {90},
     0,
     false,
     100,
     0,
     0},
    {"caught up after 45 days", {{100, CW_SEVERITY_HIGH}}, 1, 1, {145}, 0, false, NEVER, 100, 145},
    {"caught up, then left behind again",
     {{100, CW_SEVERITY_LOW}, {200, CW_SEVERITY_LOW}},
     1,
     1,
     {150},
     0,
     false,
     200,
     100,
     150},
    {"two changes: since the first",
     {{100, CW_SEVERITY_LOW}, {200, CW_SEVERITY_LOW}},
     1,
     1,
     {0},
     0,
     false,
     100,
     0,
     0},
    {"translated after the change", {{100, CW_SEVERITY_HIGH}}, 1, 130, {0}, 0, false, NEVER, 0, 0},
    {"another clause was worked on: a small edit was left on purpose",
     {{100, CW_SEVERITY_LOW}},
     1,
     1,
     {0},
     120,
     false,
     NEVER,
     100,
     120},
    {"another clause was worked on: a grave edit was overlooked",
     {{100, CW_SEVERITY_MEDIUM}},
     1,
     1,
     {0},
     120,
     false,
     100,
     0,
     0},
    {"a copy of the text as it is now", {{100, CW_SEVERITY_HIGH}}, 1, 1, {0}, 0, true, NEVER, 0, 0},
};

static int set_up(void **state)
{
    *state = cw_arena_new((size_t)64 << 20);
    return !*state;
}

static int tear_down(void **state)
{
    cw_arena_free(*state);
    return 0;
}

/* Everything that one case needs. */
struct scene {
    struct cw_fresh_event source_events[MOST];
    struct cw_fresh_event target_events[MOST];
    struct cw_fresh_clause source_clause;
    struct cw_fresh_clause target_clause;
    int64_t changes[MOST + 1];
    struct cw_freshness source;
    struct cw_freshness target;
    uint32_t zero;
    struct cw_align_link link;
    struct cw_alignment alignment;
};

static void build(const struct stale_case *item, struct scene *scene)
{
    *scene = (struct scene){.source = {.version = 1, .first = item->source_first * (int64_t)DAY},
                            .target = {.version = 2, .first = item->target_first * (int64_t)DAY}};
    scene->source_clause.since = scene->source.first;
    scene->source_clause.events = scene->source_events;
    for (size_t i = 0; i < MOST && item->edits[i].day; i++) {
        scene->source_events[scene->source_clause.n_events++] =
            (struct cw_fresh_event){.time = item->edits[i].day * (int64_t)DAY,
                                    .severity = item->edits[i].severity,
                                    .what = cw_str_z("number\t1\t2\n")};
    }
    scene->target_clause.since = scene->target.first;
    scene->target_clause.events = scene->target_events;
    scene->target.changes = scene->changes;
    for (size_t i = 0; i < MOST && item->target_days[i]; i++) {
        int64_t time = item->target_days[i] * (int64_t)DAY;
        scene->target_events[scene->target_clause.n_events++] =
            (struct cw_fresh_event){.time = time, .what = cw_str_z("")};
        scene->changes[scene->target.n_changes++] = time;
    }
    if (item->other_day) {
        scene->changes[scene->target.n_changes++] = item->other_day * (int64_t)DAY;
    }
    scene->source.clauses = &scene->source_clause;
    scene->target.clauses = &scene->target_clause;
    scene->source.n = scene->target.n = 1;
    scene->link = (struct cw_align_link){
        .source = &scene->zero, .n_source = 1, .target = &scene->zero, .n_target = 1};
    scene->alignment = (struct cw_alignment){.links = &scene->link, .n_links = 1};
}

static void check(struct cw_arena *arena, const struct stale_case *item)
{
    struct scene scene;
    struct cw_stale_list found;
    build(item, &scene);
    struct cw_stale_pair pair = {.source = &scene.source,
                                 .target = &scene.target,
                                 .alignment = &scene.alignment,
                                 .copies = &item->copy,
                                 .grace = GRACE * (int64_t)DAY};
    assert_int_equal(cw_stale_find(arena, &pair, &found), CW_OK);
    int64_t since = found.n ? found.since / DAY : NEVER;
    if (since != item->stale_since || found.n_lags != (item->lag_until ? 1 : 0)) {
        fail_msg("%s: stale since %d, lags %zu", item->what, (int)since, found.n_lags);
    }
    if (found.n) {
        assert_int_equal(found.items[0].source, 0);
        assert_int_equal(found.items[0].target, 0);
        assert_true(found.items[0].n_what > 0);
    }
    if (found.n_lags) {
        assert_int_equal(found.lags[0].since, item->lag_since * (int64_t)DAY);
        assert_int_equal(found.lags[0].until, item->lag_until * (int64_t)DAY);
    }
}

static void table(void **state)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(*state, &cases[i]);
    }
}

/* A clause that the original added, without a counterpart. */
static void added(void **state)
{
    static const struct stale_case item = {
        "added", {{100, CW_SEVERITY_LOW}}, 1, 1, {0}, 0, false, 0, 0, 0};
    struct scene scene;
    struct cw_stale_list found;
    build(&item, &scene);
    struct cw_align_gap gap = {.kind = CW_GAP_MISSING, .source = &scene.zero, .n_source = 1};
    scene.alignment = (struct cw_alignment){.gaps = &gap, .n_gaps = 1};
    struct cw_stale_pair pair = {.source = &scene.source,
                                 .target = &scene.target,
                                 .alignment = &scene.alignment,
                                 .grace = GRACE * (int64_t)DAY};
    assert_int_equal(cw_stale_find(*state, &pair, &found), CW_OK);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.items[0].source, 0);
    assert_int_equal(found.items[0].target, -1);
    assert_int_equal(found.since, 100 * (int64_t)DAY);
    /* Once the translation was worked on, it is a missing clause, and no more stale than that. */
    scene.changes[0] = 110 * (int64_t)DAY;
    scene.target.n_changes = 1;
    assert_int_equal(cw_stale_find(*state, &pair, &found), CW_OK);
    assert_int_equal(found.n, 0);
}

/* A clause that the original dropped and the translation still has. */
static void dropped(void **state)
{
    static const struct stale_case item = {"dropped", {{0, 0}}, 1, 1, {0}, 0, false, 0, 0, 0};
    struct scene scene;
    struct cw_stale_list found;
    build(&item, &scene);
    struct cw_fresh_removal removal = {.event = {.time = 100 * (int64_t)DAY,
                                                 .severity = CW_SEVERITY_MEDIUM,
                                                 .what = cw_str_z("")}};
    struct cw_align_gap gap = {.kind = CW_GAP_ADDED, .target = &scene.zero, .n_target = 1};
    scene.source.removals = &removal;
    scene.source.n_removals = 1;
    scene.alignment = (struct cw_alignment){.gaps = &gap, .n_gaps = 1};
    struct cw_stale_pair pair = {.source = &scene.source,
                                 .target = &scene.target,
                                 .alignment = &scene.alignment,
                                 .grace = GRACE * (int64_t)DAY};
    assert_int_equal(cw_stale_find(*state, &pair, &found), CW_OK);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.items[0].source, -1);
    assert_int_equal(found.items[0].target, 0);
    scene.alignment.n_gaps = 0; /* it never had that clause */
    assert_int_equal(cw_stale_find(*state, &pair, &found), CW_OK);
    assert_int_equal(found.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),
        cmocka_unit_test(added),
        cmocka_unit_test(dropped),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
