/* Rows of translations in a store of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/alignments.h"
#include "store/freshness.h"

struct scene {
    char folder[64];
    char path[96];
    struct cw_store *store;
    struct cw_arena *arena;
    struct cw_diag diag;
};

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    if (!scene) {
        return 1;
    }
    *state = scene;
    snprintf(scene->folder, sizeof scene->folder, "/tmp/clausewatch-XXXXXX");
    scene->arena = cw_arena_new((size_t)64 << 20);
    if (!mkdtemp(scene->folder) || !scene->arena) {
        return 1;
    }
    snprintf(scene->path, sizeof scene->path, "%s/store.sqlite", scene->folder);
    return cw_store_open(scene->path, CW_STORE_WRITE, &scene->store, &scene->diag);
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    char path[128];
    cw_store_close(scene->store);
    static const char *const ends[] = {"", ".lock", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(path, sizeof path, "%s%s", scene->path, ends[i]);
        unlink(path);
    }
    rmdir(scene->folder);
    cw_arena_free(scene->arena);
    free(scene);
    return 0;
}

static void freshness(void **state)
{
    struct scene *scene = *state;
    int64_t changes[] = {200};
    struct cw_fresh_event event = {.time = 200, .before = 7, .what = cw_str_z("age\t13\t16\n")};
    struct cw_fresh_clause clause = {.since = 100, .events = &event, .n_events = 1};
    struct cw_freshness kept = {
        .version = 3, .first = 100, .changes = changes, .n_changes = 1, .clauses = &clause, .n = 1};
    struct cw_freshness found;
    assert_int_equal(cw_freshness_load(scene->store, 5, scene->arena, &found, &scene->diag), 0);
    assert_int_equal(found.version, 0);
    assert_int_equal(cw_freshness_save(scene->store, 5, &kept, &scene->diag), 0);
    assert_int_equal(cw_freshness_load(scene->store, 5, scene->arena, &found, &scene->diag), 0);
    assert_int_equal(found.version, 3);
    assert_int_equal(found.clauses[0].events[0].before, 7);
    assert_true(cw_str_is(found.clauses[0].events[0].what, "age\t13\t16\n"));
    assert_int_equal(cw_freshness_drop(scene->store, 5, &scene->diag), 0);
    assert_int_equal(cw_freshness_load(scene->store, 5, scene->arena, &found, &scene->diag), 0);
    assert_int_equal(found.version, 0);
}

static void keep_alignment(struct scene *scene)
{
    uint32_t zero = 0;
    struct cw_align_link link = {.source = &zero, .n_source = 1, .target = &zero, .n_target = 1};
    struct cw_alignment alignment = {.links = &link, .n_links = 1, .coverage = 1};
    struct cw_alignment_row row = {
        .document_id = 5, .source_id = 4, .version = 3, .source_version = 2, .origin = 9};
    struct cw_buf wire;
    cw_buf_init(&wire, 4096);
    cw_alignment_put(&wire, &alignment);
    assert_int_equal(
        cw_alignment_set(scene->store, &row, cw_buf_view(&wire), &alignment, &scene->diag), 0);
    cw_buf_dispose(&wire);
}

static void alignment(void **state)
{
    struct scene *scene = *state;
    struct cw_alignment_row row;
    struct cw_alignment found;
    keep_alignment(scene);
    assert_int_equal(cw_alignment_find(scene->store, 5, &row, &scene->diag), 0);
    assert_int_equal(row.source_version, 2);
    assert_int_equal(cw_alignment_load(scene->store, 5, scene->arena, 1, 1, &found, &scene->diag),
                     0);
    assert_int_equal(found.n_links, 1);
    /* An index beyond the clauses of a side: another version's alignment. */
    assert_int_equal(cw_alignment_load(scene->store, 5, scene->arena, 0, 1, &found, &scene->diag),
                     CW_EDAMAGED);
    assert_int_equal(cw_alignment_drop(scene->store, 5, &scene->diag), 0);
    assert_int_equal(cw_alignment_find(scene->store, 5, &row, &scene->diag), 0);
    assert_int_equal(row.document_id, 0);
}

static void findings(void **state)
{
    struct scene *scene = *state;
    struct cw_translation_row items[] = {{.rule = CW_TRANSLATION_STALE,
                                          .severity = 3,
                                          .clause = -1,
                                          .source_clause = 4,
                                          .since = 100,
                                          .lang = {"ur", 2},
                                          .what = {"age\t13\t16\n", 10},
                                          .text = {"", 0},
                                          .source_text = {"Text", 4},
                                          .status = {"new", 3},
                                          .night = 2}};
    struct cw_translation_rows rows = {items, 1};
    struct cw_translation_rows found;
    assert_int_equal(cw_translations_set(scene->store, 5, &rows, &scene->diag), 0);
    assert_int_equal(cw_translations_set(scene->store, 5, &rows, &scene->diag), 0);
    assert_int_equal(cw_translations_load(scene->store, 5, scene->arena, &found, &scene->diag), 0);
    assert_int_equal(found.n, 1);
    assert_int_equal(found.items[0].clause, -1);
    assert_int_equal(found.items[0].source_clause, 4);
    assert_int_equal(found.items[0].rule, CW_TRANSLATION_STALE);
    assert_true(cw_str_is(found.items[0].status, "new"));
    assert_string_equal(cw_translation_rule_id(CW_TRANSLATION_STALE), "translation.stale");
    assert_string_equal(cw_translation_criterion(CW_TRANSLATION_STALE), "LA-FRESH");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(freshness, set_up, tear_down),
        cmocka_unit_test_setup_teardown(alignment, set_up, tear_down),
        cmocka_unit_test_setup_teardown(findings, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
