/* Clauses are kept once, sums follow the newest analysis, and texts survive the dictionary. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/clauses.h"

struct place {
    char folder[32];
    char path[96];
    struct cw_store *store;
    struct cw_arena *arena;
    struct cw_diag diag;
};

static void open_store(struct place *place)
{
    assert_int_equal(cw_store_open(place->path, CW_STORE_WRITE, &place->store, &place->diag),
                     CW_OK);
}

static int set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    assert_non_null(place);
    snprintf(place->folder, sizeof place->folder, "/tmp/clausewatch-XXXXXX");
    assert_non_null(mkdtemp(place->folder));
    snprintf(place->path, sizeof place->path, "%s/store.sqlite", place->folder);
    place->arena = cw_arena_new((size_t)64 << 20);
    open_store(place);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    struct place *place = *state;
    cw_store_close(place->store);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", place->path, endings[i]);
        unlink(path);
    }
    rmdir(place->folder);
    cw_arena_free(place->arena);
    free(place);
    return 0;
}

/* The id of the text; *added as the store says. */
static int64_t add(struct place *place, const char *text, bool *added)
{
    struct cw_hash hash = cw_hash_of(cw_str_z(text));
    int64_t id = 0;
    assert_int_equal(cw_clause_add(place->store, &hash, cw_str_z("en"), cw_str_z(text), &id, added,
                                   &place->diag),
                     CW_OK);
    return id;
}

static void assert_text(struct place *place, int64_t id, const char *text)
{
    struct cw_clause clause = {0};
    assert_int_equal(cw_clause_get(place->store, id, place->arena, &clause, &place->diag), CW_OK);
    assert_int_equal(clause.text.len, strlen(text));
    assert_memory_equal(clause.text.data, text, clause.text.len);
}

static void test_a_clause_is_added_once(void **state)
{
    struct place *place = *state;
    bool added = false;
    int64_t first = add(place, "You may appeal within ten days.", &added);
    assert_true(added);
    int64_t other = add(place, "You may not appeal.", &added);
    assert_true(added);
    assert_int_not_equal(first, other);
    assert_int_equal(add(place, "You may appeal within ten days.", &added), first);
    assert_false(added);
    assert_text(place, first, "You may appeal within ten days.");
    assert_text(place, other, "You may not appeal.");
}

static void analyse(struct place *place, int64_t id, const char *lang, uint32_t words)
{
    struct cw_analysis analysis = {.lang = cw_str_z(lang), .script = cw_str_z("Latn")};
    analysis.counts.n[CW_N_WORDS] = words;
    const struct cw_origin origin = {1, 1};
    assert_int_equal(cw_analysis_set(place->store, id, &analysis, origin, &place->diag), CW_OK);
}

static void assert_counts(struct place *place, int64_t id, const char *lang, uint32_t words)
{
    struct cw_str found;
    struct cw_counts counts;
    assert_int_equal(
        cw_analysis_counts(place->store, id, place->arena, &found, &counts, &place->diag), CW_OK);
    assert_true(cw_str_is(found, lang));
    assert_int_equal(counts.n[CW_N_WORDS], words);
    assert_int_equal(counts.n[CW_N_SENTENCES], 0);
}

/* Ids that are a power of two apart share a place in whatever remembers counts. */
static void test_sums_follow_the_newest_analysis(void **state)
{
    static const struct {
        int64_t id;
        const char *lang;
        uint32_t words;
    } cases[] = {{1, "en", 7},
                 {1 + 4096, "ur", 9},
                 {1 + 2 * 4096, "x-a-language-of-a-long-name", 11},
                 {1 + 65536, "und", 0}};
    enum { N = sizeof cases / sizeof *cases };
    struct place *place = *state;
    for (size_t i = 0; i < N; i++) {
        analyse(place, cases[i].id, "en", 1);
        assert_counts(place, cases[i].id, "en", 1);
        analyse(place, cases[i].id, cases[i].lang, cases[i].words);
        assert_counts(place, cases[i].id, cases[i].lang, cases[i].words);
    }
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < N; i++) {
            assert_counts(place, cases[i].id, cases[i].lang, cases[i].words);
        }
        cw_store_close(place->store);
        open_store(place);
    }
    struct cw_str lang;
    struct cw_counts counts;
    assert_int_equal(
        cw_analysis_counts(place->store, 2, place->arena, &lang, &counts, &place->diag),
        CW_EDAMAGED);
}

static const char *nth_text(size_t i, char *text, size_t size)
{
    snprintf(text, size, "%zu. We may change rule %zu at any time, and tell you %zu days before.",
             i, i * 7 % 31, i % 60);
    return text;
}

static void test_texts_survive_the_dictionary(void **state)
{
    enum { N = 1200, EVERY = 40 };
    struct place *place = *state;
    int64_t ids[N];
    char text[128];
    for (size_t i = 0; i < N; i++) {
        bool added = false;
        ids[i] = add(place, nth_text(i, text, sizeof text), &added);
        if (i % EVERY == 0) {
            assert_int_equal(cw_clauses_make_dictionary(place->store, &place->diag), CW_OK);
        }
    }
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < N; i++) {
            assert_text(place, ids[i], nth_text(i, text, sizeof text));
        }
        cw_store_close(place->store);
        open_store(place);
    }
    struct sqlite3_stmt *statement = cw_store_prepare(
        place->store, "SELECT count(*), sum(dictionary > 0) FROM clause, dictionary", &place->diag);
    bool row = false;
    assert_non_null(statement);
    assert_int_equal(cw_store_step(place->store, statement, &row, &place->diag), CW_OK);
    assert_int_equal(cw_column_int(statement, 0), N);           /* there is one dictionary ... */
    assert_in_range(cw_column_int(statement, 1), N / 3, N - 1); /* ... of the later half */
    cw_store_reset(statement);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_clause_is_added_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sums_follow_the_newest_analysis, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_texts_survive_the_dictionary, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
