/* Findings from matches and measures, with a lexicon double: what fires, in which order, and what
 * does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "flag/flag.h"
#include "lexicon/lexicon.h"

struct cw_lexicons {
    int nothing;
};
struct cw_lexicon {
    struct cw_limits limits;
};

static const struct cw_lexicons packs;
static const struct cw_lexicon spaced = {{false, 25, 40, 150}};
static const struct cw_lexicon unspaced = {{true, 60, 0, 0}};

const struct cw_lexicon *cw_lexicons_find(const struct cw_lexicons *lexicons, struct cw_str lang)
{
    (void)lexicons;
    return cw_str_is(lang, "en") ? &spaced : cw_str_is(lang, "ja") ? &unspaced : NULL;
}

struct cw_limits cw_lexicon_limits(const struct cw_lexicon *lexicon)
{
    return lexicon->limits;
}

const struct cw_rule *cw_lexicons_rule(const struct cw_lexicons *lexicons, struct cw_str criterion)
{
    (void)lexicons;
#define TEXT(s)                                                                                    \
    {                                                                                              \
        (s), sizeof(s) - 1                                                                         \
    }
    static const struct cw_rule rules[] = {
        {TEXT("OP-MOD"), TEXT("opaque.vague.modal"), TEXT("It is left open."), CW_SEVERITY_LOW},
        {TEXT("OP-DISC"), TEXT("opaque.discretion"), TEXT("Discretion."), CW_SEVERITY_MEDIUM},
        {TEXT("PL-SENTLEN"), TEXT("plain.sentence"), TEXT("Too long."), CW_SEVERITY_LOW},
        {TEXT("PL-PARA"), TEXT("plain.paragraph"), TEXT("Too long."), CW_SEVERITY_INFO},
    };
#undef TEXT
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (cw_str_eq(rules[i].criterion, criterion)) {
            return &rules[i];
        }
    }
    return NULL;
}

static int set_up(void **state)
{
    *state = cw_arena_new(1 << 20);
    return *state == NULL;
}

static int tear_down(void **state)
{
    cw_arena_free(*state);
    return 0;
}

static size_t flag_one(void **state, const struct cw_analysis *analysis,
                       struct cw_finding **findings)
{
    struct cw_clause clause = {.text = cw_str_z("We may close it at our sole discretion.")};
    struct cw_clauses clauses = {&clause, 1};
    size_t n = 99;
    assert_int_equal(cw_flag_document(*state, &packs, &clauses, analysis, findings, &n), CW_OK);
    return n;
}

static void test_matches_with_a_rule_become_findings(void **state)
{
    struct cw_match matches[] = {{cw_str_z("OP-MOD"), cw_str_z("may"), 3, 6},
                                 {cw_str_z("modal.may"), cw_str_z("may"), 3, 6},
                                 {cw_str_z("OP-DISC"), cw_str_z("sole discretion"), 23, 38}};
    struct cw_analysis analysis = {.lang = cw_str_z("en"), .matches = matches, .n_matches = 3};
    struct cw_finding *findings;
    assert_int_equal(flag_one(state, &analysis, &findings), 2);
    assert_true(cw_str_is(findings[0].rule, "opaque.vague.modal"));
    assert_true(cw_str_is(findings[0].criterion, "OP-MOD"));
    assert_true(cw_str_is(findings[0].cue, "may"));
    assert_true(cw_str_is(findings[0].message, "It is left open."));
    assert_int_equal(findings[1].severity, CW_SEVERITY_MEDIUM);
    assert_int_equal(findings[1].start, 23);
    assert_int_equal(findings[1].end, 38);
}

static void test_findings_are_ordered(void **state)
{
    struct cw_match matches[] = {{cw_str_z("OP-DISC"), cw_str_z("b"), 9, 10},
                                 {cw_str_z("OP-MOD"), cw_str_z("a"), 3, 6},
                                 {cw_str_z("OP-DISC"), cw_str_z("a"), 3, 6}};
    struct cw_analysis analysis = {.lang = cw_str_z("en"), .matches = matches, .n_matches = 3};
    struct cw_finding *findings;
    assert_int_equal(flag_one(state, &analysis, &findings), 3);
    assert_true(cw_str_is(findings[0].rule, "opaque.discretion"));
    assert_true(cw_str_is(findings[1].rule, "opaque.vague.modal"));
    assert_int_equal(findings[2].start, 9);
}

static void test_lengths(void **state)
{
    static const struct {
        const char *name;
        const char *lang;
        uint32_t longest;
        uint32_t words;
        uint32_t code_points;
        size_t want;
        enum cw_severity severity;
    } cases[] = {
        {"at the limit", "en", 25, 25, 0, 0, 0},
        {"over it", "en", 26, 26, 0, 1, CW_SEVERITY_LOW},
        {"over the hard limit", "en", 41, 41, 0, 1, CW_SEVERITY_MEDIUM},
        {"a long paragraph", "en", 20, 151, 0, 1, CW_SEVERITY_INFO},
        {"both", "en", 41, 151, 0, 2, CW_SEVERITY_INFO},
        {"characters", "ja", 50, 50, 61, 1, CW_SEVERITY_LOW},
        {"few characters", "ja", 50, 50, 60, 0, 0},
        {"no pack", "und", 500, 500, 5000, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cw_analysis analysis = {.lang = cw_str_z(cases[i].lang),
                                       .longest_sentence = cases[i].longest};
        analysis.counts.n[CW_N_WORDS] = cases[i].words;
        analysis.counts.n[CW_N_CODE_POINTS] = cases[i].code_points;
        analysis.counts.n[CW_N_SENTENCES] = 1;
        struct cw_finding *findings;
        size_t n = flag_one(state, &analysis, &findings);
        if (n != cases[i].want) {
            fail_msg("%s: %zu findings, expected %zu", cases[i].name, n, cases[i].want);
        }
        if (n) {
            assert_int_equal(findings[0].severity, cases[i].severity);
        }
    }
}

static void test_the_message_says_how_long(void **state)
{
    struct cw_analysis analysis = {.lang = cw_str_z("en"), .longest_sentence = 57};
    struct cw_finding *findings;
    assert_int_equal(flag_one(state, &analysis, &findings), 1);
    assert_true(cw_str_is(findings[0].message, "Too long. (57 words; advised: up to 25)"));
    assert_int_equal(findings[0].start, 0);
    assert_int_equal(findings[0].end, 39);
    assert_int_equal(findings[0].cue.len, 0);
}

static void test_memory_running_out_is_an_error(void **state)
{
    (void)state;
    struct cw_arena *small = cw_arena_new(64);
    assert_non_null(small);
    struct cw_match matches[] = {{cw_str_z("OP-MOD"), cw_str_z("may"), 3, 6}};
    struct cw_analysis analysis = {.lang = cw_str_z("en"), .matches = matches, .n_matches = 1};
    struct cw_clause clause = {.text = cw_str_z("We may.")};
    struct cw_clauses clauses = {&clause, 1};
    struct cw_finding *findings;
    size_t n;
    assert_int_equal(cw_flag_document(small, &packs, &clauses, &analysis, &findings, &n),
                     CW_ENOMEM);
    cw_arena_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_matches_with_a_rule_become_findings, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_findings_are_ordered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lengths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_message_says_how_long, set_up, tear_down),
        cmocka_unit_test(test_memory_running_out_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
