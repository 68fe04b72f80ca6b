/* Health of captures, lineage, heading paths, severity tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "common/buf.h"
#include "helper.h"
#include "lexicon/lexicon.h"

struct world {
    struct cw_arena *arena;
    struct cw_arena *scratch;
    struct cw_breaker *breaker;
    struct cw_lexicons *lexicons;
};

/* A policy of twenty paragraphs, each of other words. */
static struct cw_clauses policy(struct world *world, int from, int to)
{
    static const char *const words[] = {"account", "content", "video",  "payment", "message",
                                        "friend",  "picture", "server", "address", "device"};
    struct cw_buf lines;
    cw_buf_init(&lines, 1 << 20);
    cw_buf_z(&lines, from == 0 ? "# Terms of service\n" : "");
    for (int k = from; k < to; k++) {
        cw_buf_printf(&lines,
                      "You must keep the %s number %d of your %s to yourself, and we will tell the "
                      "owner of %s %d when we have removed it from the service in due time.\n",
                      words[k % 10], k, words[(k / 3) % 10], words[(k * 7) % 10], k * k);
    }
    struct cw_clauses clauses =
        helper_clauses(world->arena, cw_str_dup(world->arena, cw_buf_view(&lines)));
    cw_buf_dispose(&lines);
    return clauses;
}

static enum cw_health health(struct world *world, struct cw_clauses *good,
                             struct cw_clauses *candidate)
{
    struct cw_version_text last = {.clauses = good, .lang = cw_str_z("en")};
    struct cw_version_text next = {.clauses = candidate, .lang = cw_str_z("en")};
    struct cw_health_report report;
    assert_int_equal(
        cw_capture_health(world->arena, world->breaker, world->lexicons, &last, &next, &report),
        CW_OK);
    return report.health;
}

static void captures(void **state)
{
    struct world *world = *state;
    static const struct {
        const char *page;
        enum cw_health health;
    } cases[] = {
        {"", CW_HEALTH_EMPTY},
        {"# Terms of service\n", CW_HEALTH_TITLE_ONLY},
        {"# Page not found\nThe page you are looking for does not exist.\n", CW_HEALTH_ERROR},
        {"Please enable JavaScript to continue.\n", CW_HEALTH_LOADER},
        {"[About](/a) [Help](/h) [Privacy](/p) [Jobs](/j)\n", CW_HEALTH_NAVIGATION},
        {"# Write to us\nSend the form below and somebody calls back on Monday.\n",
         CW_HEALTH_OTHER_DOCUMENT}};
    struct cw_clauses good = policy(world, 0, 60);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct cw_clauses page = helper_clauses(world->arena, cw_str_z(cases[k].page));
        enum cw_health got = health(world, &good, &page);
        if (got != cases[k].health) {
            fail_msg("%s: %s instead of %s", cases[k].page, cw_health_name(got),
                     cw_health_name(cases[k].health));
        }
    }
    struct cw_clauses most = policy(world, 0, 50);
    assert_int_equal(health(world, &good, &most), CW_HEALTH_GOOD);
    assert_int_equal(health(world, &good, &good), CW_HEALTH_GOOD);
    struct cw_clauses part = policy(world, 0, 12);
    assert_int_equal(health(world, &good, &part), CW_HEALTH_TRUNCATED);
}

static void a_collapse_that_lasts_comes_through(void **state)
{
    (void)state;
    struct cw_health_report bad = {.health = CW_HEALTH_ERROR};
    struct cw_health_report good = {.health = CW_HEALTH_GOOD};
    assert_int_equal(cw_capture_fate(&good, 0, 3), CW_CAPTURE_KEEP);
    assert_int_equal(cw_capture_fate(&bad, 0, 3), CW_CAPTURE_SET_ASIDE);
    assert_int_equal(cw_capture_fate(&bad, 2, 3), CW_CAPTURE_SET_ASIDE);
    assert_int_equal(cw_capture_fate(&bad, 3, 3), CW_CAPTURE_RELEASE);
}

static void lineage_is_carried(void **state)
{
    struct world *world = *state;
    struct cw_clauses before = helper_clauses(
        world->arena, cw_str_z("# Rules\nThe first one is about apples and pears.\n"
                               "You must be kind to people. We may remove posts that break law.\n"
                               "The last one is about houses.\n"));
    struct cw_clauses after = helper_clauses(
        world->arena, cw_str_z("# Rules\nSomething about ships came to this place.\n"
                               "The first one is about apples and plums.\n"
                               "You must be kind to people.\nWe may remove posts that break law.\n"
                               "The last one is about houses.\n"));
    struct cw_version_text old_version = {.clauses = &before, .lang = cw_str_z("en")};
    struct cw_version_text new_version = {.clauses = &after, .lang = cw_str_z("en")};
    struct cw_comparison c;
    assert_int_equal(cw_compare(world->arena, world->breaker, NULL, &old_version, &new_version, &c),
                     CW_OK);
    const uint64_t old_ids[] = {10, 11, 12, 13};
    uint64_t new_ids[6] = {0};
    uint64_t next = 20;
    cw_lineage_carry(&c, old_ids, new_ids, &next);
    const uint64_t expected[] = {10, 20, 11, 12, 12, 13};
    assert_memory_equal(new_ids, expected, sizeof expected);
    assert_int_equal(next, 21);
}

static void headings_above(void **state)
{
    struct world *world = *state;
    struct cw_clauses clauses =
        helper_clauses(world->arena, cw_str_z("# A\n## B\ntext\n### C\ntext\n## D\n- item\n"));
    static const struct {
        size_t index, n, path[3];
    } cases[] = {{0, 0, {0}}, {1, 1, {0}}, {2, 2, {0, 1}}, {4, 3, {0, 1, 3}}, {6, 2, {0, 5}}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        size_t path[6];
        assert_int_equal(cw_heading_path(&clauses, cases[k].index, path), cases[k].n);
        for (size_t i = 0; i < cases[k].n; i++) {
            assert_int_equal(path[i], cases[k].path[i]);
        }
    }
}

static void tables_of_severity(void **state)
{
    struct world *world = *state;
    const struct cw_severity_rules *rules;
    struct cw_diag diag;
    assert_int_equal(cw_severity_rules_standard(world->arena, &rules), CW_OK);
    static const struct {
        const char *table;
        enum cw_err err;
        uint32_t line;
    } cases[] = {{"# nothing\n\nage\t-\t-\thigh\twhy\n", CW_OK, 0},
                 {"age\t-\thigh\n", CW_ESYNTAX, 1},
                 {"\nwages\t-\t-\thigh\n", CW_ESYNTAX, 2},
                 {"age\t-\trow,nowhere\thigh\n", CW_ESYNTAX, 1},
                 {"age\t-\t-\tterrible\n", CW_ESYNTAX, 1}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        assert_int_equal(
            cw_severity_rules_parse(world->arena, cw_str_z(cases[k].table), "table", &rules, &diag),
            cases[k].err);
        if (cases[k].err) {
            assert_int_equal(diag.line, cases[k].line);
        }
    }
}

static void rules_of_the_user(void **state)
{
    struct world *world = *state;
    const struct cw_severity_rules *rules;
    struct cw_diag diag;
    assert_int_equal(cw_severity_rules_parse(world->arena, cw_str_z("number\t-\t-\thigh\n"),
                                             "table", &rules, &diag),
                     CW_OK);
    struct cw_clauses before =
        helper_clauses(world->arena, cw_str_z("There are 12 members of the board today.\n"));
    struct cw_clauses after =
        helper_clauses(world->arena, cw_str_z("There are 15 members of the board today.\n"));
    struct cw_version_text old_version = {.clauses = &before, .lang = cw_str_z("en")};
    struct cw_version_text new_version = {.clauses = &after, .lang = cw_str_z("en")};
    struct cw_comparison c;
    assert_int_equal(cw_compare_by(world->arena, world->scratch, world->breaker, NULL, rules,
                                   &old_version, &new_version, &c),
                     CW_OK);
    assert_int_equal(c.severity, CW_SEVERITY_HIGH);
    assert_int_equal(c.edits[0].signals[0].direction, 1);
    assert_int_equal(cw_compare(world->arena, world->breaker, NULL, &old_version, &new_version, &c),
                     CW_OK);
    assert_int_equal(c.severity, CW_SEVERITY_LOW);
}

static int set_up(void **state)
{
    static struct world world;
    const char *dirs[] = {CW_SOURCE_DIR "/lexicons"};
    struct cw_diag diag;
    world.arena = cw_arena_new((size_t)256 << 20);
    world.scratch = cw_arena_new((size_t)256 << 20);
    world.breaker = cw_breaker_new();
    *state = &world;
    bool good = world.arena && world.scratch && world.breaker &&
                cw_lexicons_load(dirs, 1, NULL, NULL, &world.lexicons, &diag) == CW_OK;
    return good ? 0 : -1;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    cw_lexicons_free(world->lexicons);
    cw_breaker_free(world->breaker);
    cw_arena_free(world->arena);
    cw_arena_free(world->scratch);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(captures),           cmocka_unit_test(a_collapse_that_lasts_comes_through),
        cmocka_unit_test(lineage_is_carried), cmocka_unit_test(headings_above),
        cmocka_unit_test(tables_of_severity), cmocka_unit_test(rules_of_the_user)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
