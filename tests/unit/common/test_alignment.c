/* The wire form of an alignment: what was put comes back, and nothing damaged is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/alignment.h"
#include "common/arena.h"

enum { SOURCES = 9, TARGETS = 8 };

static uint32_t indices[] = {0, 1, 4, 5, 7};

static struct cw_align_link links[] = {
    {.source = indices, .n_source = 1, .target = indices, .n_target = 2, .score = 0.5F},
    {.source = indices + 2, .n_source = 3, .target = indices + 2, .n_target = 1, .moved = true},
};

static struct cw_align_gap gaps[] = {
    {.kind = CW_GAP_MISSING, .source = indices + 1, .n_source = 1, .lang = {"en", 2}, .score = 1},
    {.kind = CW_GAP_UNTRANSLATED,
     .source = indices,
     .n_source = 1,
     .target = indices,
     .n_target = 1,
     .lang = {"und", 3},
     .score = 0.25F,
     .partly = true},
    {.kind = CW_GAP_NUMBERS,
     .source = indices + 2,
     .n_source = 2,
     .target = indices + 2,
     .n_target = 1,
     .lang = {"hi", 2},
     .source_value = {"14", 2},
     .target_value = {"4", 1}},
    {.kind = CW_GAP_ADDED, .target = indices + 4, .n_target = 1, .lang = {"id", 2}},
};

static const struct cw_alignment whole = {.links = links,
                                          .n_links = 2,
                                          .gaps = gaps,
                                          .n_gaps = 4,
                                          .coverage = 0.875,
                                          .count = {1, 1, 1, 1},
                                          .notes = CW_ALIGN_ZAWGYI | CW_ALIGN_COARSE};

static int set_up(void **state)
{
    *state = cw_arena_new((size_t)16 << 20);
    return !*state;
}

static int tear_down(void **state)
{
    cw_arena_free(*state);
    return 0;
}

static void comes_back(void **state)
{
    struct cw_buf first;
    struct cw_buf second;
    struct cw_alignment copy;
    cw_buf_init(&first, 4096);
    cw_buf_init(&second, 4096);
    cw_alignment_put(&first, &whole);
    struct cw_reader in = cw_wire_reader(cw_buf_view(&first));
    assert_true(cw_alignment_get(&in, *state, SOURCES, TARGETS, &copy));
    assert_true(cw_wire_done(&in));
    assert_true(copy.coverage == 0.875);
    assert_int_equal(copy.n_links, 2);
    assert_int_equal(copy.links[1].source[2], 7);
    assert_true(copy.links[1].moved);
    assert_int_equal(copy.gaps[1].kind, CW_GAP_UNTRANSLATED);
    assert_true(copy.gaps[1].partly);
    assert_true(cw_str_is(copy.gaps[2].target_value, "4"));
    cw_alignment_put(&second, &copy);
    assert_int_equal(first.len, second.len);
    assert_memory_equal(first.data, second.data, first.len);
    cw_buf_dispose(&first);
    cw_buf_dispose(&second);
}

/* Any cut of the record fails, and so does any index beyond its side. */
static void damage_is_refused(void **state)
{
    struct cw_buf wire;
    struct cw_alignment copy;
    cw_buf_init(&wire, 4096);
    cw_alignment_put(&wire, &whole);
    for (size_t len = 0; len < wire.len; len++) {
        struct cw_reader in = cw_wire_reader(cw_str_n(wire.data, len));
        assert_false(cw_alignment_get(&in, *state, SOURCES, TARGETS, &copy));
    }
    struct cw_reader in = cw_wire_reader(cw_buf_view(&wire));
    assert_false(cw_alignment_get(&in, *state, 7, TARGETS, &copy));
    in = cw_wire_reader(cw_buf_view(&wire));
    assert_false(cw_alignment_get(&in, *state, SOURCES, 7, &copy));
    cw_buf_dispose(&wire);
}

/* A byte changed anywhere never gives an index beyond its side. */
static void any_byte(void **state)
{
    struct cw_buf wire;
    cw_buf_init(&wire, 4096);
    cw_alignment_put(&wire, &whole);
    for (size_t i = 0; i < wire.len; i++) {
        char kept = wire.data[i];
        for (int value = 0; value < 256; value++) {
            struct cw_alignment copy;
            cw_arena_reset(*state);
            wire.data[i] = (char)value;
            struct cw_reader in = cw_wire_reader(cw_buf_view(&wire));
            if (!cw_alignment_get(&in, *state, SOURCES, TARGETS, &copy)) {
                continue;
            }
            for (size_t k = 0; k < copy.n_links; k++) {
                assert_true(copy.links[k].source[copy.links[k].n_source - 1] < SOURCES);
                assert_true(copy.links[k].target[copy.links[k].n_target - 1] < TARGETS);
            }
        }
        wire.data[i] = kept;
    }
    cw_buf_dispose(&wire);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(cw_gap_kind_name(CW_GAP_MISSING), "missing");
    assert_string_equal(cw_gap_kind_name(CW_GAP_UNTRANSLATED), "untranslated");
    assert_string_equal(cw_gap_kind_name(CW_GAP_ADDED), "added");
    assert_string_equal(cw_gap_kind_name(CW_GAP_NUMBERS), "numbers-differ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back),
        cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(any_byte),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
