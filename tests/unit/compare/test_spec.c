/* Runs the cases of tests/spec/compare: two versions and what must be said of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "helper.h"
#include "lexicon/lexicon.h"

struct world {
    struct cw_arena *arena;
    struct cw_breaker *breaker;
    struct cw_lexicons *lexicons;
};

static struct cw_str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *data = malloc((size_t)size + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, (size_t)size, file), size);
    fclose(file);
    data[size] = '\0';
    return cw_str_n(data, (size_t)size);
}

/* The text up to a line that is `mark`; moves *rest behind that line. */
static struct cw_str up_to(struct cw_str *rest, const char *mark)
{
    size_t length = strlen(mark);
    for (size_t at = 0; at + length <= rest->len; at++) {
        bool line_start = at == 0 || rest->data[at - 1] == '\n';
        if (line_start && memcmp(rest->data + at, mark, length) == 0) {
            struct cw_str text = cw_str_sub(*rest, 0, at);
            size_t end = at + length;
            while (end < rest->len && rest->data[end] != '\n') {
                end++;
            }
            *rest = cw_str_sub(*rest, end < rest->len ? end + 1 : end, rest->len);
            return text;
        }
    }
    struct cw_str text = *rest;
    *rest = cw_str_sub(*rest, rest->len, rest->len);
    return text;
}

static int run_case(struct world *world, struct cw_str body, const char *name, const char *lang)
{
    cw_arena_reset(world->arena);
    up_to(&body, "--- old");
    struct cw_str old_lines = up_to(&body, "--- new");
    struct cw_str new_lines = up_to(&body, "--- expected");
    struct cw_str expected = cw_str_trim(body);
    struct cw_clauses before = helper_clauses(world->arena, old_lines);
    struct cw_clauses after = helper_clauses(world->arena, new_lines);
    struct cw_version_text old_version = {.clauses = &before, .lang = cw_str_z(lang)};
    struct cw_version_text new_version = {.clauses = &after, .lang = cw_str_z(lang)};
    struct cw_comparison comparison;
    assert_int_equal(cw_compare(world->arena, world->breaker, world->lexicons, &old_version,
                                &new_version, &comparison),
                     CW_OK);
    struct cw_buf got;
    cw_buf_init(&got, 1u << 24);
    helper_describe(&got, world->arena, &before, &after, &comparison);
    struct cw_str said = cw_str_trim(cw_buf_view(&got));
    bool good = cw_str_eq(said, expected);
    if (!good) {
        print_message("%s\n--- expected\n%.*s\n--- but got\n%.*s\n\n", name, (int)expected.len,
                      expected.data, (int)said.len, said.data);
    }
    cw_buf_dispose(&got);
    return good ? 0 : 1;
}

/* A case begins with "=== name"; "=== lang xx" sets the language of those that follow. */
static int run_file(struct world *world, const char *path)
{
    struct cw_str content = read_file(path);
    struct cw_str rest = content;
    char lang[16] = "";
    int failures = 0;
    up_to(&rest, "=== ");
    size_t name_at = (size_t)(rest.data - content.data);
    while (rest.len) {
        /* The name stands on the line that up_to has skipped. */
        const char *line = content.data + name_at - 1;
        while (line > content.data && line[-1] != '\n') {
            line--;
        }
        char name[120];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(line + 4, "\n"), line + 4);
        struct cw_str body = up_to(&rest, "=== ");
        name_at = (size_t)(rest.data - content.data);
        if (strncmp(name, "lang ", 5) == 0) {
            snprintf(lang, sizeof lang, "%.15s", name + 5);
        } else {
            failures += run_case(world, body, name, lang);
        }
    }
    free((char *)content.data);
    return failures;
}

static void run_all(struct world *world, const char *pattern)
{
    glob_t files;
    assert_int_equal(glob(pattern, 0, NULL, &files), 0);
    int failures = 0;
    for (size_t k = 0; k < files.gl_pathc; k++) {
        failures += run_file(world, files.gl_pathv[k]);
    }
    globfree(&files);
    assert_int_equal(failures, 0);
}

static void plain_cases(void **state)
{
    run_all(*state, CW_SOURCE_DIR "/tests/spec/compare/plain*.txt");
}

/* With the packs that are shipped. */
static void english_cases(void **state)
{
    run_all(*state, CW_SOURCE_DIR "/tests/spec/compare/en*.txt");
}

static void other_languages(void **state)
{
    run_all(*state, CW_SOURCE_DIR "/tests/spec/compare/languages*.txt");
}

static int set_up(void **state)
{
    static struct world world;
    const char *dirs[] = {CW_SOURCE_DIR "/lexicons"};
    struct cw_diag diag;
    if (cw_lexicons_load(dirs, 1, NULL, NULL, &world.lexicons, &diag)) {
        return -1;
    }
    world.arena = cw_arena_new((size_t)64 << 20);
    world.breaker = cw_breaker_new();
    *state = &world;
    return world.arena && world.breaker ? 0 : -1;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    cw_arena_free(world->arena);
    cw_breaker_free(world->breaker);
    cw_lexicons_free(world->lexicons);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(plain_cases),
                                       cmocka_unit_test(english_cases),
                                       cmocka_unit_test(other_languages)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
