/* Freshness from comparisons: clauses are numbers here, texts their ids. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/arena.h"
#include "night/fresh.h"

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

enum { MOST = 4 };

static uint32_t at[] = {0, 1, 2, 3};
static const int64_t first_ids[] = {10, 20, 30};

static const struct cw_fresh_version first = {
    .id = 1, .time = 100, .clause_ids = first_ids, .n = 3};

static void begin(struct cw_arena *arena, struct cw_freshness *out)
{
    assert_int_equal(cw_fresh_begin(arena, &first, out), CW_OK);
    assert_int_equal(out->n_changes, 0);
    assert_int_equal(cw_fresh_changed(&out->clauses[2]), 100);
}

/* One edit from `before` at old_version to a version with these ids. */
static void step(struct cw_arena *arena, const struct cw_freshness *before,
                 const struct cw_fresh_version *old_version,
                 const struct cw_fresh_version *new_version, struct cw_edit edit,
                 struct cw_freshness *out)
{
    struct cw_comparison comparison = {.edits = &edit, .n_edits = 1};
    assert_int_equal(cw_fresh_step(arena, before, old_version, new_version, &comparison, out),
                     CW_OK);
    assert_int_equal(out->n, new_version->n);
}

static struct cw_edit modified(uint32_t index, uint32_t cosmetic)
{
    return (struct cw_edit){.kind = CW_EDIT_MODIFIED,
                            .old_indices = &at[index],
                            .n_old = 1,
                            .new_indices = &at[index],
                            .n_new = 1,
                            .cosmetic = cosmetic,
                            .severity = CW_SEVERITY_LOW};
}

static void wording_counts_form_does_not(void **state)
{
    static const int64_t ids[] = {10, 21, 30};
    static const struct cw_fresh_version second = {.id = 2, .time = 200, .clause_ids = ids, .n = 3};
    struct cw_freshness before;
    struct cw_freshness now;
    begin(*state, &before);
    step(*state, &before, &first, &second, modified(1, 0), &now);
    assert_int_equal(cw_fresh_changed(&now.clauses[1]), 200);
    assert_int_equal(cw_fresh_changed(&now.clauses[0]), 100);
    assert_int_equal(now.n_changes, 1);
    static const uint32_t forms[] = {CW_COSMETIC_LINKS, CW_COSMETIC_PUNCTUATION,
                                     CW_COSMETIC_REVISION_DATE, CW_COSMETIC_WHITESPACE};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        step(*state, &before, &first, &second, modified(1, forms[i]), &now);
        assert_int_equal(cw_fresh_changed(&now.clauses[1]), 100);
        assert_int_equal(now.n_changes, 0);
    }
}

static void there_and_back(void **state)
{
    static const int64_t ids[] = {10, 21, 30};
    static const struct cw_fresh_version second = {.id = 2, .time = 200, .clause_ids = ids, .n = 3};
    static const struct cw_fresh_version third = {
        .id = 3, .time = 300, .clause_ids = first_ids, .n = 3};
    struct cw_freshness states[3];
    begin(*state, &states[0]);
    step(*state, &states[0], &first, &second, modified(1, 0), &states[1]);
    step(*state, &states[1], &second, &third, modified(1, 0), &states[2]);
    assert_int_equal(cw_fresh_changed(&states[2].clauses[1]), 100);
    assert_int_equal(states[2].n_changes, 2);
}

static void removed_and_back(void **state)
{
    static const int64_t ids[] = {10, 30};
    static const struct cw_fresh_version second = {.id = 2, .time = 200, .clause_ids = ids, .n = 2};
    static const struct cw_fresh_version third = {
        .id = 3, .time = 300, .clause_ids = first_ids, .n = 3};
    struct cw_freshness states[3];
    struct cw_edit gone = {
        .kind = CW_EDIT_REMOVED, .old_indices = &at[1], .n_old = 1, .severity = CW_SEVERITY_MEDIUM};
    struct cw_edit back = {
        .kind = CW_EDIT_ADDED, .new_indices = &at[1], .n_new = 1, .severity = CW_SEVERITY_MEDIUM};
    begin(*state, &states[0]);
    step(*state, &states[0], &first, &second, gone, &states[1]);
    assert_int_equal(states[1].n_removals, 1);
    assert_int_equal(states[1].removals[0].event.time, 200);
    assert_int_equal(cw_fresh_changed(&states[1].clauses[1]), 100);
    step(*state, &states[1], &second, &third, back, &states[2]);
    assert_int_equal(states[2].n_removals, 0);
    assert_int_equal(cw_fresh_changed(&states[2].clauses[1]), 100);
}

static void added_clause_is_an_event(void **state)
{
    static const int64_t ids[] = {10, 20, 30, 40};
    static const struct cw_fresh_version second = {.id = 2, .time = 200, .clause_ids = ids, .n = 4};
    struct cw_edit edit = {.kind = CW_EDIT_ADDED, .new_indices = &at[3], .n_new = 1};
    struct cw_freshness before;
    struct cw_freshness now;
    begin(*state, &before);
    step(*state, &before, &first, &second, edit, &now);
    assert_int_equal(now.clauses[3].since, 200);
    assert_int_equal(now.clauses[3].n_events, 1);
    assert_int_equal(now.clauses[3].events[0].before, 0);
}

static void moved_or_cut_in_two_is_no_change(void **state)
{
    static const int64_t ids[] = {20, 10, 30};
    static const struct cw_fresh_version second = {.id = 2, .time = 200, .clause_ids = ids, .n = 3};
    struct cw_edit edit = {.kind = CW_EDIT_MOVED,
                           .moved = true,
                           .old_indices = &at[1],
                           .n_old = 1,
                           .new_indices = &at[0],
                           .n_new = 1};
    struct cw_freshness before;
    struct cw_freshness now;
    begin(*state, &before);
    step(*state, &before, &first, &second, edit, &now);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(cw_fresh_changed(&now.clauses[i]), 100);
    }
    static const int64_t cut_ids[] = {10, 21, 22, 30};
    static const struct cw_fresh_version cut = {
        .id = 2, .time = 200, .clause_ids = cut_ids, .n = 4};
    edit = (struct cw_edit){.kind = CW_EDIT_SPLIT,
                            .old_indices = &at[1],
                            .n_old = 1,
                            .new_indices = &at[1],
                            .n_new = 2};
    step(*state, &before, &first, &cut, edit, &now);
    assert_int_equal(cw_fresh_changed(&now.clauses[2]), 100);
    assert_int_equal(now.n_changes, 0);
}

static void wire_form(void **state)
{
    static const int64_t ids[] = {10, 30};
    static const struct cw_fresh_version second = {.id = 2, .time = 200, .clause_ids = ids, .n = 2};
    struct cw_edit gone = {.kind = CW_EDIT_REMOVED, .old_indices = &at[1], .n_old = 1};
    struct cw_freshness before;
    struct cw_freshness now;
    struct cw_freshness copy;
    begin(*state, &before);
    step(*state, &before, &first, &second, gone, &now);
    struct cw_buf wire;
    cw_buf_init(&wire, 1 << 16);
    cw_freshness_put(&wire, &now);
    for (size_t len = 0; len < wire.len; len++) {
        struct cw_reader cut = cw_wire_reader(cw_str_n(wire.data, len));
        assert_false(cw_freshness_get(&cut, *state, &copy));
    }
    struct cw_reader in = cw_wire_reader(cw_buf_view(&wire));
    assert_true(cw_freshness_get(&in, *state, &copy));
    assert_int_equal(copy.n, 2);
    assert_int_equal(copy.n_removals, 1);
    assert_int_equal(copy.changes[0], 200);
    cw_buf_dispose(&wire);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wording_counts_form_does_not),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(removed_and_back),
        cmocka_unit_test(added_clause_is_an_event),
        cmocka_unit_test(moved_or_cut_in_two_is_no_change),
        cmocka_unit_test(wire_form),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
