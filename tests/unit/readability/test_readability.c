/* Counting by the contract (cases in tests/spec/readability/counts.txt), formulas, the ratio to the
 * reference, and the bootstrap. */
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lexicon_double.h"
#include "readability/readability.h"

struct fixture {
    struct cw_arena *arena;
    struct cw_breaker *breaker;
};

static int set_up(void **state)
{
    struct fixture *fixture = test_calloc(1, sizeof *fixture);
    fixture->arena = cw_arena_new((size_t)64 << 20);
    fixture->breaker = cw_breaker_new();
    *state = fixture;
    return !fixture->arena || !fixture->breaker;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cw_arena_free(fixture->arena);
    cw_breaker_free(fixture->breaker);
    test_free(fixture);
    return 0;
}

static uint32_t count(struct fixture *fixture, const char *locale, struct cw_str text,
                      struct cw_counts *counts)
{
    struct cw_token *tokens;
    size_t n_tokens;
    struct cw_span *sentences;
    size_t n_sentences;
    uint32_t longest;
    assert_int_equal(
        cw_break_words(fixture->breaker, fixture->arena, locale, text, &tokens, &n_tokens), CW_OK);
    assert_int_equal(cw_break_sentences(fixture->breaker, fixture->arena, locale, text, &sentences,
                                        &n_sentences),
                     CW_OK);
    cw_readability_count(lexicon_double, text, tokens, n_tokens, sentences, n_sentences, counts,
                         &longest);
    struct cw_counts *each = cw_arena_array(fixture->arena, n_sentences, sizeof *each);
    assert_non_null(each);
    cw_readability_count_each(lexicon_double, text, tokens, n_tokens, sentences, n_sentences, each);
    struct cw_counts sum = {0};
    for (size_t i = 0; i < n_sentences; i++) {
        cw_counts_add(&sum, &each[i]);
    }
    assert_memory_equal(&sum, counts, sizeof sum);
    return longest;
}

/* "name=number name=number": every count that the case names must be so. */
static int check_case(const char *where, char *expected, const struct cw_counts *counts,
                      uint32_t longest)
{
    int failed = 0;
    char *rest = NULL;
    for (char *pair = strtok_r(expected, " \n", &rest); pair; pair = strtok_r(NULL, " \n", &rest)) {
        char *equals = strchr(pair, '=');
        assert_non_null(equals);
        *equals = '\0';
        uint32_t want = (uint32_t)strtoul(equals + 1, NULL, 10);
        uint32_t got = UINT32_MAX;
        for (enum cw_count i = 0; i < CW_N_COUNTS; i++) {
            got = strcmp(pair, cw_count_name(i)) == 0 ? counts->n[i] : got;
        }
        got = strcmp(pair, "longest") == 0 ? longest : got;
        if (got != want) {
            print_error("%s: %s is %" PRIu32 ", expected %" PRIu32 "\n", where, pair, got, want);
            failed++;
        }
    }
    return failed;
}

static void test_counts_follow_the_spec(void **state)
{
    struct fixture *fixture = *state;
    FILE *file = fopen(CW_SOURCE_DIR "/tests/spec/readability/counts.txt", "r");
    assert_non_null(file);
    char line[4096];
    char text[4096] = "";
    char locale[16] = "";
    int failed = 0;
    int cases = 0;
    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#' || line[0] == '\n') {
            continue;
        }
        if (line[0] != '=') {
            const char *colon = strchr(line, ':');
            assert_non_null(colon);
            snprintf(locale, sizeof locale, "%.*s", (int)(colon - line), line);
            snprintf(text, sizeof text, "%s", colon + 2);
            text[strcspn(text, "\n")] = '\0';
            continue;
        }
        struct cw_counts counts;
        uint32_t longest = count(fixture, locale, cw_str_z(text), &counts);
        failed += check_case(text, line + 1, &counts, longest);
        cases++;
    }
    fclose(file);
    assert_true(cases > 15);
    assert_int_equal(failed, 0);
}

static void test_formulas_keep_the_packs_order(void **state)
{
    struct fixture *fixture = *state;
    struct cw_counts counts;
    (void)count(fixture, "en", cw_str_z("We use data. You can go at once."), &counts);
    struct cw_formula_value *values;
    size_t n;
    assert_int_equal(cw_readability_formulas(fixture->arena, lexicon_double, &counts, &values, &n),
                     CW_OK);
    assert_int_equal(n, 4);
    assert_true(cw_str_is(values[0].id, "asl"));
    assert_true(fabs(values[0].value - 4) < 1e-9);
    assert_true(isnan(values[0].error));
    assert_true(isnan(values[3].value)); /* too short */
}

static void test_ratio_is_a_geometric_mean(void **state)
{
    (void)state;
    struct cw_counts counts = {0};
    counts.n[CW_N_WORDS] = 400;
    counts.n[CW_N_SENTENCES] = 10;  /* 40 words a sentence, four times the baseline */
    counts.n[CW_N_SYLLABLES] = 800; /* 2 syllables a word, the baseline */
    assert_true(fabs(cw_readability_reference_ratio(lexicon_double, &counts) - 2) < 1e-9);
    counts.n[CW_N_WORDS] = 99;
    assert_true(isnan(cw_readability_reference_ratio(lexicon_double, &counts)));
    assert_true(isnan(cw_readability_reference_ratio(NULL, &counts)));
}

static void errors_of(struct fixture *fixture, const struct cw_counts *units, size_t n_units,
                      double errors[4])
{
    struct cw_counts sum = {0};
    for (size_t i = 0; i < n_units; i++) {
        cw_counts_add(&sum, &units[i]);
    }
    struct cw_formula_value *values;
    size_t n;
    assert_int_equal(cw_readability_formulas(fixture->arena, lexicon_double, &sum, &values, &n),
                     CW_OK);
    assert_int_equal(
        cw_readability_uncertainty(fixture->arena, lexicon_double, units, n_units, values, n),
        CW_OK);
    for (size_t i = 0; i < 4; i++) {
        errors[i] = values[i].error;
    }
}

static void test_uncertainty(void **state)
{
    struct fixture *fixture = *state;
    enum { UNITS = 100 };
    struct cw_counts units[UNITS] = {0};
    double errors[4];
    for (size_t i = 0; i < UNITS; i++) {
        units[i].n[CW_N_WORDS] = 20;
        units[i].n[CW_N_SENTENCES] = 1;
        units[i].n[CW_N_SYLLABLES] = 30;
    }
    errors_of(fixture, units, UNITS, errors);
    assert_true(errors[0] < 1e-9); /* sentences that are all alike leave nothing to chance */

    for (size_t i = 0; i < UNITS; i++) {
        units[i].n[CW_N_WORDS] = i % 2 ? 10 : 30;
    }
    double again[4];
    errors_of(fixture, units, UNITS, errors);
    errors_of(fixture, units, UNITS, again);
    assert_memory_equal(errors, again, 3 * sizeof errors[0]);
    /* The mean of 100 lengths with standard deviation 10 has a standard error of 1. */
    assert_true(errors[0] > 0.7 && errors[0] < 1.3);

    errors_of(fixture, units, 9, errors); /* too few */
    assert_true(isnan(errors[0]));
    errors_of(fixture, units, 0, errors);
    assert_true(isnan(errors[0]));
}

static void test_long_texts_are_drawn_in_blocks(void **state)
{
    struct fixture *fixture = *state;
    enum { UNITS = 5000 };
    struct cw_counts *units = cw_arena_array(fixture->arena, UNITS, sizeof *units);
    assert_non_null(units);
    for (size_t i = 0; i < UNITS; i++) {
        units[i].n[CW_N_WORDS] = (uint32_t)(i * 7919 % 21 + 5);
        units[i].n[CW_N_SENTENCES] = 1;
        units[i].n[CW_N_SYLLABLES] = 30;
    }
    double errors[4];
    errors_of(fixture, units, UNITS, errors);
    assert_true(errors[0] >= 0 && errors[0] < 0.2);
}

static void test_a_clause_without_spans_is_one_sentence(void **state)
{
    (void)state;
    const struct cw_token tokens[] = {{0, 2, CW_TOKEN_LETTER}, {2, 3, CW_TOKEN_OTHER}};
    struct cw_counts counts;
    uint32_t longest;
    cw_readability_count(NULL, cw_str_z("We."), tokens, 2, NULL, 0, &counts, &longest);
    assert_int_equal(counts.n[CW_N_SENTENCES], 1);
    assert_int_equal(counts.n[CW_N_SYLLABLES], 0); /* no pack, no syllables */
    cw_readability_count(NULL, cw_str_z(""), NULL, 0, NULL, 0, &counts, &longest);
    assert_int_equal(counts.n[CW_N_SENTENCES], 0);
    assert_int_equal(longest, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_counts_follow_the_spec, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_formulas_keep_the_packs_order, set_up, tear_down),
        cmocka_unit_test(test_ratio_is_a_geometric_mean),
        cmocka_unit_test_setup_teardown(test_uncertainty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_texts_are_drawn_in_blocks, set_up, tear_down),
        cmocka_unit_test(test_a_clause_without_spans_is_one_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
