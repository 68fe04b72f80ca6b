/* Which languages are expected: from the corpus file, or from the audience's countries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/expected.h"
#include "config/tags.h"

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

static void same_for_readers(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        bool same;
    } pairs[] = {{"zh-TW", "zh-Hant", true}, {"zh-CN", "zh-Hans", true},
                 {"zh-TW", "zh-CN", false},  {"pt", "pt-BR", true},
                 {"ur", "ur-PK", true},      {"sr", "sr-Latn", false},
                 {"en", "", false},          {"", "", false},
                 {"fil", "fil-PH", true}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (cw_tag_same(cw_str_z(pairs[i].a), cw_str_z(pairs[i].b)) != pairs[i].same) {
            fail_msg("%s and %s", pairs[i].a, pairs[i].b);
        }
    }
}

static void load(struct cw_arena *arena, struct cw_countries *countries)
{
    static const char *const folders[] = {"/nowhere", CW_SOURCE_DIR "/lexicons"};
    struct cw_diag diag = {.message = ""};
    if (cw_countries_load(arena, folders, 2, countries, &diag)) {
        fail_msg("%s", diag.message);
    }
    assert_true(countries->n > 40);
}

static void by_country(void **state)
{
    struct cw_countries countries;
    struct cw_expectations list;
    const char *audience[] = {"PK", "TW", "XX"};
    struct cw_service service = {.id = "s", .audience = audience, .n_audience = 3};
    load(*state, &countries);
    assert_int_equal(cw_expectations_of(*state, &service, &countries, &list), CW_OK);
    assert_int_equal(list.n, 3);
    assert_true(cw_str_is(cw_expectations_find(&list, cw_str_z("ur"))->reason, "PK"));
    assert_true(cw_str_is(cw_expectations_find(&list, cw_str_z("zh-TW"))->reason, "TW"));
    assert_null(cw_expectations_find(&list, cw_str_z("hi")));
}

static void by_name(void **state)
{
    struct cw_countries countries;
    struct cw_expectations list;
    const char *audience[] = {"PK"};
    const char *languages[] = {"hi", "zh-Hant", "zh-TW"};
    struct cw_service service = {
        .id = "s", .audience = audience, .n_audience = 1, .languages = languages, .n_languages = 3};
    load(*state, &countries);
    assert_int_equal(cw_expectations_of(*state, &service, &countries, &list), CW_OK);
    assert_int_equal(list.n, 2);
    assert_null(cw_expectations_find(&list, cw_str_z("ur")));
    assert_int_equal(cw_expectations_of(*state, NULL, &countries, &list), CW_OK);
    assert_int_equal(list.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_for_readers),
        cmocka_unit_test(by_country),
        cmocka_unit_test(by_name),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
