/* A result crosses the pipe as runs of the version before; what a worker claims is bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "worker/protocol.h"

enum { N = 40 };

static struct cw_clause make_clause(size_t text, size_t place)
{
    struct cw_clause clause = {.kind = CW_PARAGRAPH,
                               .line = (uint32_t)(1 + 2 * place),
                               .start = place * 100,
                               .end = place * 100 + 50,
                               .number = cw_str_z(""),
                               .anchor = cw_str_z("")};
    clause.hash.bytes[0] = (uint8_t)text;
    return clause;
}

struct scene {
    struct cw_clause before[N];
    struct cw_clauses previous;
    struct cw_result_clause after[N + 1];
    struct cw_result result;
    struct cw_arena *arena;
    struct cw_buf wire;
};

/* A clause put in at place 10, one whose number changed at 20; all behind the first has moved. */
static void set_scene(struct scene *scene)
{
    *scene = (struct scene){.arena = cw_arena_new(1 << 24)};
    cw_buf_init(&scene->wire, 1 << 20);
    for (size_t i = 0; i < N; i++) {
        scene->before[i] = make_clause(i, i);
    }
    scene->previous = (struct cw_clauses){scene->before, N};
    for (size_t i = 0; i <= N; i++) {
        size_t from = i < 10 ? i : i - 1;
        scene->after[i] = (struct cw_result_clause){.previous = i == 10 ? -1 : (int64_t)from,
                                                    .clause = make_clause(i == 10 ? 200 : from, i)};
    }
    scene->after[20].clause.number = cw_str_z("7");
    scene->result = (struct cw_result){.title = cw_str_z("t"),
                                       .note = cw_str_z(""),
                                       .clauses = scene->after,
                                       .n_clauses = N + 1,
                                       .comparison = cw_str_z("")};
    cw_result_put(&scene->wire, &scene->result, &scene->previous);
    assert_false(scene->wire.failed);
}

static void drop_scene(struct scene *scene)
{
    cw_arena_free(scene->arena);
    cw_buf_dispose(&scene->wire);
}

static void test_runs(void **state)
{
    (void)state;
    static const struct {
        size_t from, n;
        int64_t lines, bytes;
    } wanted[] = {{0, 10, 0, 0},
                  {CW_REPEATS_NONE, 1, 0, 0},
                  {10, 9, 2, 100},
                  {CW_REPEATS_NONE, 1, 0, 0},
                  {20, 20, 2, 100}};
    struct scene scene;
    struct cw_result read;
    set_scene(&scene);
    const struct cw_result_bounds bounds = {N, 5000};
    struct cw_reader in = cw_wire_reader(cw_buf_view(&scene.wire));
    assert_true(cw_result_get(&in, scene.arena, &bounds, &read));
    assert_int_equal(read.n_clauses, N + 1);
    assert_int_equal(read.n_runs, sizeof wanted / sizeof wanted[0]);
    for (size_t i = 0; i < read.n_runs; i++) {
        assert_int_equal(read.runs[i].repeat.from, wanted[i].from);
        assert_int_equal(read.runs[i].repeat.n, wanted[i].n);
        if (wanted[i].from != CW_REPEATS_NONE) {
            assert_int_equal(read.runs[i].repeat.shift.lines, wanted[i].lines);
            assert_int_equal(read.runs[i].repeat.shift.bytes, wanted[i].bytes);
        }
    }
    assert_int_equal(read.runs[1].given[0].previous, -1);
    assert_int_equal(read.runs[3].given[0].previous, 19);
    assert_true(cw_str_is(read.runs[3].given[0].clause.number, "7"));
    drop_scene(&scene);
}

static void test_bounds(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct cw_result_bounds bounds;
    } cases[] = {{"more clauses than bytes", {N, N}},
                 {"runs beyond the version before", {N - 1, 5000}}};
    struct scene scene;
    set_scene(&scene);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cw_result read;
        struct cw_reader in = cw_wire_reader(cw_buf_view(&scene.wire));
        print_message("%s\n", cases[i].name);
        assert_false(cw_result_get(&in, scene.arena, &cases[i].bounds, &read));
    }
    for (size_t cut = 0; cut < scene.wire.len; cut++) {
        const struct cw_result_bounds bounds = {N, 5000};
        struct cw_result read;
        struct cw_reader in = cw_wire_reader(cw_str_n(scene.wire.data, cut));
        cw_arena_reset(scene.arena);
        assert_false(cw_result_get(&in, scene.arena, &bounds, &read));
    }
    drop_scene(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
