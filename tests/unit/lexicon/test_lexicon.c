/* Loading the shipped packs, finding them by tag, matching and measuring with English. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "lexicon/lexicon.h"

static size_t n_problems;

static void tell(void *context, const struct cw_diag *diag)
{
    (void)context;
    char line[1200];
    cw_diag_format(diag, line, sizeof line);
    print_message("%s\n", line);
    n_problems++;
}

static struct cw_lexicons *load_shipped(void)
{
    static const char *const dirs[] = {CW_SOURCE_DIR "/lexicons"};
    struct cw_lexicons *lexicons = NULL;
    struct cw_diag diag;
    assert_int_equal(cw_lexicons_load(dirs, 1, tell, NULL, &lexicons, &diag), CW_OK);
    return lexicons;
}

static void shipped_packs_load_without_a_problem(void **state)
{
    (void)state;
    n_problems = 0;
    struct cw_lexicons *lexicons = load_shipped();
    assert_int_equal(n_problems, 0);
    assert_true(cw_lexicons_count(lexicons) >= 1);
    cw_lexicons_free(lexicons);
}

static void tags_find_their_pack(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        const char *code; /* NULL = no pack */
    } cases[] = {
        {"en", "en"},         {"en-GB", "en"},      {"en_US", "en"},      {"EN", "en"},
        {"", NULL},           {"und", NULL},        {"zxx", NULL},        {"tlh", NULL},
        {"en-Deva", NULL},    {"zh-TW", "zh-Hant"}, {"zh-HK", "zh-Hant"}, {"zh", "zh-Hans"},
        {"zh-CN", "zh-Hans"}, {"ur-PK", "ur"},      {"ur-Latn", NULL},    {"!?", NULL}};
    struct cw_lexicons *lexicons = load_shipped();
    for (int round = 0; round < 2; round++) { /* the second answers from memory */
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            const struct cw_lexicon *found = cw_lexicons_find(lexicons, cw_str_z(cases[i].tag));
            print_message("%s\n", cases[i].tag);
            assert_int_equal(found != NULL, cases[i].code != NULL);
            if (found) {
                assert_true(cw_str_is(cw_lexicon_code(found), cases[i].code));
            }
        }
    }
    cw_lexicons_free(lexicons);
}

static void a_phrase_is_found_where_it_stands(void **state)
{
    (void)state;
    struct cw_lexicons *lexicons = load_shipped();
    const struct cw_lexicon *english = cw_lexicons_find(lexicons, cw_str_z("en"));
    struct cw_arena *arena = cw_arena_new(1 << 20);
    struct cw_breaker *breaker = cw_breaker_new();
    struct cw_str text = cw_str_z("Tell us within 30 business days.");
    struct cw_token *tokens;
    size_t n_tokens;
    struct cw_match *matches;
    size_t n;
    assert_int_equal(cw_break_words(breaker, arena, "en", text, &tokens, &n_tokens), CW_OK);
    assert_int_equal(cw_lexicon_match(english, arena, text, tokens, n_tokens, &matches, &n), CW_OK);
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        if (cw_str_is(matches[i].id, "unit.business-day")) {
            assert_int_equal(matches[i].start, 18);
            assert_int_equal(matches[i].end, 31);
            assert_true(cw_str_is(matches[i].term, "business day"));
            found++;
        }
        assert_false(cw_str_is(matches[i].id, "unit.day"));
    }
    assert_int_equal(found, 1);
    cw_breaker_free(breaker);
    cw_arena_free(arena);
    cw_lexicons_free(lexicons);
}

/* More texts than are remembered: what is forgotten is not known, and nothing is mixed up. */
static void a_text_is_remembered_as_it_was_matched(void **state)
{
    (void)state;
    enum { TEXTS = 20000 };
    struct cw_lexicons *lexicons = load_shipped();
    const struct cw_lexicon *english = cw_lexicons_find(lexicons, cw_str_z("en"));
    struct cw_arena *arena = cw_arena_new(1 << 20);
    struct cw_breaker *breaker = cw_breaker_new();
    size_t known = 0;
    for (int round = 0; round < 2 * TEXTS; round++) {
        char bytes[64];
        snprintf(bytes, sizeof bytes, round % 3 ? "%d days or %d weeks" : "%d or %d", round % TEXTS,
                 round % 7);
        struct cw_str text = cw_str_z(bytes);
        struct cw_token *tokens;
        size_t n_tokens;
        struct cw_match *matches;
        struct cw_match *again;
        size_t n;
        size_t n_again;
        cw_arena_reset(arena);
        known += cw_lexicon_recall(english, arena, text, &again, &n_again);
        assert_int_equal(cw_break_words(breaker, arena, "en", text, &tokens, &n_tokens), CW_OK);
        assert_int_equal(cw_lexicon_match(english, arena, text, tokens, n_tokens, &matches, &n),
                         CW_OK);
        assert_true(cw_lexicon_recall(english, arena, text, &again, &n_again));
        assert_int_equal(n_again, n);
        for (size_t i = 0; i < n; i++) {
            assert_true(cw_str_eq(matches[i].id, again[i].id));
            assert_true(cw_str_eq(matches[i].term, again[i].term));
            assert_int_equal(matches[i].start, again[i].start);
            assert_int_equal(matches[i].end, again[i].end);
        }
    }
    assert_true(known < TEXTS);
    cw_breaker_free(breaker);
    cw_arena_free(arena);
    cw_lexicons_free(lexicons);
}

static double value_of(const struct cw_lexicon *lexicon, const char *id,
                       const struct cw_counts *counts)
{
    for (size_t i = 0; i < cw_lexicon_formulas(lexicon); i++) {
        if (cw_str_is(cw_lexicon_formula_id(lexicon, i), id)) {
            return cw_lexicon_formula_value(lexicon, i, counts);
        }
    }
    return NAN;
}

/* 200 words, 10 sentences, 300 syllables, 960 letters, 30 words of 3 syllables and more, 120 of
 * one, 50 long ones: worked by hand. */
static void formulas_give_what_a_hand_gives(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        double value;
    } cases[] = {{"flesch", 206.835 - 20.3 - 126.9},
                 {"fk_grade", 7.8 + 17.7 - 15.59},
                 {"fog", 0.4 * (20 + 15)},
                 {"ari", 4.71 * 4.9 + 10 - 21.43},
                 {"coleman_liau", 5.88 * 4.8 - 1.48 - 15.8},
                 {"forcast", 20 - 9.0},
                 {"linsear_write", 26.0 / 2},
                 {"lix", 45},
                 {"rix", 5},
                 {"tuldava", 1.5 * 2.995732},
                 {"mean_sentence_words", 20},
                 {"mean_sentence_chars", 100}};
    struct cw_counts counts = {{0}};
    counts.n[CW_N_WORDS] = 200;
    counts.n[CW_N_SENTENCES] = 10;
    counts.n[CW_N_SYLLABLES] = 300;
    counts.n[CW_N_LETTERS] = 960;
    counts.n[CW_N_CHARACTERS] = 980;
    counts.n[CW_N_COMPLEX_WORDS] = 30;
    counts.n[CW_N_MONO_WORDS] = 120;
    counts.n[CW_N_LONG_WORDS] = 50;
    counts.n[CW_N_CODE_POINTS] = 1000;
    struct cw_lexicons *lexicons = load_shipped();
    const struct cw_lexicon *english = cw_lexicons_find(lexicons, cw_str_z("en"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("%s\n", cases[i].id);
        assert_true(fabs(value_of(english, cases[i].id, &counts) - cases[i].value) < 0.001);
    }
    assert_true(isnan(value_of(english, "smog", &counts))); /* under 30 sentences */
    counts.n[CW_N_WORDS] = 99;
    assert_true(isnan(value_of(english, "flesch", &counts)));
    cw_lexicons_free(lexicons);
}

/* The Bengali dictionary has some letters whole that NFC has in two: U+09DF, U+09DC. */
static void a_dictionary_out_of_normal_form_knows_its_words(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        enum cw_spelling expected;
    } cases[] = {
        {"\xE0\xA6\xB8\xE0\xA6\xAE\xE0\xA6\xAF\xE0\xA6\xBC", CW_SPELLING_KNOWN}, /* time */
        {"\xE0\xA6\xB8\xE0\xA6\xAE\xE0\xA7\x9F", CW_SPELLING_KNOWN},             /* as it is */
        {"\xE0\xA6\xAC\xE0\xA6\xA1\xE0\xA6\xBC", CW_SPELLING_KNOWN},             /* big */
        {"\xE0\xA6\xB8\xE0\xA6\xAF\xE0\xA6\xBC\xE0\xA6\xBC", CW_SPELLING_MISSPELT},
    };
    struct cw_lexicons *lexicons = load_shipped();
    const struct cw_lexicon *bengali = cw_lexicons_find(lexicons, cw_str_z("bn"));
    for (size_t i = 0; bengali && i < sizeof cases / sizeof *cases; i++) {
        enum cw_spelling found = cw_lexicon_spelling(bengali, cw_str_z(cases[i].word));
        print_message("%s: %d\n", cases[i].word, (int)found);
        assert_true(found == cases[i].expected || found == CW_SPELLING_UNKNOWN);
    }
    cw_lexicons_free(lexicons);
}

/* The language of every text is known: one pack is enough, and is the same as among all. */
static void a_named_pack_is_loaded_alone(void **state)
{
    (void)state;
    static const struct {
        const char *lang;
        bool alone;
        const char *code;
    } cases[] = {{"ur", true, "ur"},        {"zh-TW", false, "zh-Hant"},     {"en", true, "en"},
                 {"concepts", false, NULL}, {"../lexicons/en", false, NULL}, {"", false, NULL},
                 {".", false, NULL}};
    static const char *const dirs[] = {CW_SOURCE_DIR "/lexicons"};
    struct cw_lexicons *all = load_shipped();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cw_lexicons *lexicons = NULL;
        struct cw_diag diag;
        struct cw_str lang = cw_str_z(cases[i].lang);
        print_message("%s\n", cases[i].lang);
        assert_int_equal(cw_lexicons_load_for(dirs, 1, lang, tell, NULL, &lexicons, &diag), CW_OK);
        assert_int_equal(cw_lexicons_count(lexicons), cases[i].alone ? 1 : cw_lexicons_count(all));
        const struct cw_lexicon *found = cw_lexicons_find(lexicons, lang);
        assert_int_equal(found != NULL, cases[i].code != NULL);
        if (found) {
            struct cw_hash hash = cw_lexicon_fingerprint(found);
            struct cw_hash same = cw_lexicon_fingerprint(cw_lexicons_find(all, lang));
            assert_true(cw_str_is(cw_lexicon_code(found), cases[i].code));
            assert_true(cw_hash_eq(&hash, &same));
        }
        cw_lexicons_free(lexicons);
    }
    cw_lexicons_free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_packs_load_without_a_problem),
        cmocka_unit_test(tags_find_their_pack),
        cmocka_unit_test(a_named_pack_is_loaded_alone),
        cmocka_unit_test(a_dictionary_out_of_normal_form_knows_its_words),
        cmocka_unit_test(a_phrase_is_found_where_it_stands),
        cmocka_unit_test(a_text_is_remembered_as_it_was_matched),
        cmocka_unit_test(formulas_give_what_a_hand_gives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
