/* Packs written on the spot: what is refused and what is said about it; how terms match under each
 * kind of matching; syllables by each method; the tools for writers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lexicon/check.h"

static char root[64];
static struct cw_buf problems;

static void tell(void *context, const struct cw_diag *diag)
{
    (void)context;
    char line[1200];
    cw_diag_format(diag, line, sizeof line);
    cw_buf_printf(&problems, "%s\n", line);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", root, folder);
    (void)mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/%s", root, folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

#define HEAD(script, matching)                                                                     \
    "code: xx\nname: X\nenglish: X\nscripts: [" script "]\nlocale: en\nspelling: none\n"           \
    "instead: nothing\nmatching: " matching "\n"

static const char concepts[] = "@free\ttopic\n"
                               "OP-MOD\topaque\t1\tOP-MOD\tmodality\n"
                               "OP-TIME\topaque\t1\tOP-TIME\ttime\n"
                               "appeal\ttopic\t1\t-\tappeal\n"
                               "account\ttopic\t1\t-\taccount\n"
                               "modal.may\tmodal\t1\t-\tmay\n"
                               "modal.may-not\tmodal\t1\t-\tmay not\n"
                               "unit.day\tunit\t1\t-\tday\n";

static int set_up(void **state)
{
    (void)state;
    snprintf(root, sizeof root, "/tmp/clausewatch-test-XXXXXX");
    assert_non_null(mkdtemp(root));
    cw_buf_init(&problems, 1 << 20);
    write_file("concepts", "concepts.tsv", concepts);
    write_file("concepts", "readability.yaml", "formulas:\n");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const names[] = {"xx/pack.yaml",
                                        "xx/concepts.tsv",
                                        "xx/cues.tsv",
                                        "xx/syllables.tsv",
                                        "xx/tests.tsv",
                                        "xx/readability.yaml",
                                        "xx/labels.po",
                                        "xx/abbreviations.txt",
                                        "xx/giveaways.tsv",
                                        "concepts/concepts.tsv",
                                        "concepts/rules.tsv",
                                        "concepts/readability.yaml",
                                        "xx",
                                        "concepts",
                                        ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/%s", root, names[i]);
        (void)remove(path);
    }
    cw_buf_dispose(&problems);
    return 0;
}

static struct cw_lexicons *load(void)
{
    const char *const dirs[] = {root};
    struct cw_lexicons *lexicons = NULL;
    struct cw_diag diag;
    cw_buf_clear(&problems);
    assert_int_equal(cw_lexicons_load(dirs, 1, tell, NULL, &lexicons, &diag), CW_OK);
    return lexicons;
}

static void mistakes_are_told_with_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        const char *text;
        const char *said; /* must stand in the message */
    } cases[] = {
        {"pack.yaml", "code: [xx\n", "pack.yaml:2:1"},
        {"pack.yaml", HEAD("Latn", "word") "stemmer: none\nsyllables: {method: none}\nhue: 1\n",
         "pack.yaml:11:1: unknown key \"hue\""},
        {"pack.yaml", HEAD("Latn", "word") "stemmer: klingon\nsyllables: {method: none}\n",
         "pack.yaml:9:10: libstemmer has no algorithm \"klingon\""},
        {"pack.yaml", HEAD("Zzqq", "word") "stemmer: none\nsyllables: {method: none}\n",
         "\"Zzqq\" is no script"},
        {"pack.yaml", HEAD("Latn", "stem") "stemmer: none\nsyllables: {method: none}\n",
         "`matching: stem` needs a stemmer"},
        {"pack.yaml", HEAD("Latn", "guess") "stemmer: none\nsyllables: {method: none}\n",
         "\"matching\" is one of: stem, hunspell, word, run"},
        {"pack.yaml", HEAD("Latn", "word") "stemmer: none\nsyllables: {method: vowel-groups}\n",
         "needs `vowels`"},
        {"pack.yaml",
         HEAD("Latn", "word") "stemmer: none\nsyllables: {method: vowel-groups, vowels: a, "
                              "minus: [\"[a\"]}\n",
         "is no pattern"},
        {"pack.yaml",
         HEAD("Latn", "word") "stemmer: none\nsyllables: &a {method: none}\nlight: *a\n",
         "aliases"},
        {"pack.yaml", HEAD("Latn", "word") "code: yy\n", "a second time"},
        {"concepts.tsv", "appeal\n", "concepts.tsv:1:1: expected an id"},
        {"concepts.tsv", "\n# x\nappeel\tword\n", "concepts.tsv:3:1: there is no id \"appeel\""},
        {"concepts.tsv", "appeal\ta  b\n", "concepts.tsv:1:8: the term \"a  b\""},
        {"concepts.tsv", "appeal\t... b\n", "neither begins nor ends with a gap"},
        {"concepts.tsv", "appeal\ta*b\n", "* stands only"},
        {"concepts.tsv", "appeal\t#\n", "needs a word"},
        {"concepts.tsv", "appeal\ta 1 2 3 4 5 6 7 8 9 10 11 12\n", "12 words at most"},
        {"concepts.tsv", "OP-MOD\tmay\n", "belongs in cues.tsv"},
        {"cues.tsv", "appeal\tmay\n", "belongs in concepts.tsv"},
        {"cues.tsv", "OP-MOD\t\xff\n", "cues.tsv:1: the line is not valid UTF-8"},
        {"abbreviations.txt", "Dr.\n", "without its last full stop"},
        {"syllables.tsv", "word\tmany\n", "syllables.tsv:1:1"},
        {"giveaways.tsv", "word\n", "giveaways.tsv:1:1"},
        {"labels.po", "msgid broken\n", "labels.po:1:1"},
        {"readability.yaml",
         "formulas:\n  - {id: a, name: A, source: s, status: V2, expression: words / }\n",
         "readability.yaml:2:"},
        {"readability.yaml",
         "formulas:\n  - {id: a, name: A, source: s, status: V2, expression: wrods + 1}\n",
         "\"wrods\" is no count"},
        {"readability.yaml",
         "formulas:\n  - {id: a, name: A, source: s, status: V2, expression: \"min(1\"}\n",
         "expected a comma"},
        {"readability.yaml",
         "formulas:\n  - {id: a, name: A, source: s, status: V2, expression: 1 2}\n",
         "expected an operator"},
        {"readability.yaml",
         "formulas:\n  - {id: a, name: A, source: s, status: rumour, expression: words}\n",
         "V2 or S1"},
        {"readability.yaml", "neutral: [lixx]\n", "no measure \"lixx\""},
        {"readability.yaml", "baseline: {lix: 3}\n", "no formula of this pack"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("%s: %s\n", cases[i].file, cases[i].said);
        write_file("xx", "pack.yaml",
                   HEAD("Latn", "word") "stemmer: none\nsyllables: {method: none}\n");
        write_file("xx", cases[i].file, cases[i].text);
        struct cw_lexicons *lexicons = load();
        assert_int_equal(cw_lexicons_count(lexicons), 0);
        cw_buf_char(&problems, '\0');
        print_message("  %s", problems.data);
        assert_non_null(strstr(problems.data, cases[i].said));
        cw_lexicons_free(lexicons);
        if (strcmp(cases[i].file, "pack.yaml") != 0) {
            write_file("xx", cases[i].file, "");
            if (strcmp(cases[i].file, "readability.yaml") == 0) {
                char path[128];
                snprintf(path, sizeof path, "%s/xx/readability.yaml", root);
                (void)remove(path);
            }
        }
    }
}

/* The matches of text as "id@start-end id@start-end". */
static void matches_of(const struct cw_lexicon *lexicon, const char *text, char *out, size_t size)
{
    struct cw_arena *arena = cw_arena_new(1 << 22);
    struct cw_breaker *breaker = cw_breaker_new();
    struct cw_token *tokens;
    size_t n_tokens;
    struct cw_match *matches;
    size_t n;
    out[0] = '\0';
    assert_int_equal(cw_break_words(breaker, arena, "en", cw_str_z(text), &tokens, &n_tokens),
                     CW_OK);
    assert_int_equal(
        cw_lexicon_match(lexicon, arena, cw_str_z(text), tokens, n_tokens, &matches, &n), CW_OK);
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        used += (size_t)snprintf(out + used, size - used, "%s%.*s@%u-%u", i ? " " : "",
                                 (int)matches[i].id.len, matches[i].id.data, matches[i].start,
                                 matches[i].end);
    }
    cw_breaker_free(breaker);
    cw_arena_free(arena);
}

struct match_case {
    const char *terms;
    const char *text;
    const char *found;
};

static void check_matches(const char *yaml, const struct match_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        write_file("xx", "pack.yaml", yaml);
        write_file("xx", "concepts.tsv", cases[i].terms);
        struct cw_lexicons *lexicons = load();
        assert_int_equal(cw_lexicons_count(lexicons), 1);
        char found[4096];
        matches_of(cw_lexicons_at(lexicons, 0), cases[i].text, found, sizeof found);
        print_message("%s / %s\n", cases[i].terms, cases[i].text);
        assert_string_equal(found, cases[i].found);
        cw_lexicons_free(lexicons);
    }
}

static void words_match_by_stem(void **state)
{
    (void)state;
    static const struct match_case cases[] = {
        {"appeal\tappeal\n", "APPEALS, Appealed", "appeal@0-7 appeal@9-17"},
        {"appeal\t=appeal\n", "appeals appeal", "appeal@8-14"},
        {"appeal\tapp*\n", "apps snapp apple", "appeal@0-4 appeal@11-16"},
        {"appeal\t*app\n", "snapp apple", "appeal@0-5"},
        {"appeal\t*napp*\n", "snapped", "appeal@0-7"},
        {"appeal\topt-out\n", "opt out, Opt-Out", "appeal@0-7 appeal@9-16"},
        {"appeal\tdon't\n", "don\xE2\x80\x99t", "appeal@0-7"},
        {"unit.day\t# day\n", "30 days; ninety days", "unit.day@0-7"},
        {"unit.day\t24 hours\n", "24 hour \xD9\xA2\xD9\xA4 hours", "unit.day@0-7 unit.day@8-18"},
        /* Gaps. */
        {"appeal\ta ... b\n", "a b", "appeal@0-3"},
        {"appeal\ta ... b\n", "a 1 2 3 4 b", "appeal@0-11"},
        {"appeal\ta ... b\n", "a 1 2 3 4 5 b", ""},
        {"appeal\ta ...1 b\n", "a 1 b a 1 2 b", "appeal@0-5"},
        {"appeal\ta ...2 b ...2 c\n", "a x b x x c", "appeal@0-11"},
        /* Marks that end a phrase, and that do not. */
        {"appeal\tat time\n", "at, (\"time\") at. Time at; time at: time", "appeal@0-10"},
        /* The first and longest of a family; other families beside it. */
        {"modal.may\tmay\nmodal.may-not\tmay not\n", "may not may",
         "modal.may-not@0-7 modal.may@8-11"},
        {"modal.may\tmay\n!modal.may\tmay #\n", "may 5 may", "modal.may@6-9"},
        {"appeal\tclose account\naccount\taccount\n", "close account", "appeal@0-13 account@6-13"},
        {"appeal\tword\naccount\tword\n", "word", "account@0-4 appeal@0-4"},
        {"appeal\ta b\nappeal\tb c\n", "a b c", "appeal@0-3"},
        {"appeal\tx\n", "", ""},
    };
    check_matches(HEAD("Latn", "stem") "stemmer: english\nsyllables: {method: none}\n", cases,
                  sizeof cases / sizeof *cases);
}

static void words_match_by_light_stem(void **state)
{
    (void)state;
    static const struct match_case cases[] = {
        {"appeal\trufaa\n", "rufaani MKrufaa rufaa", "appeal@0-7 appeal@8-15 appeal@16-21"},
        {"appeal\tabc\n", "abni abc", "appeal@5-8"}, /* too little would stay of abni */
        {"appeal\tcafe\n", "CAF\xC3\x89 ca_fe", "appeal@0-5"},
    };
    check_matches(HEAD("Latn", "stem") "stemmer: light\nlight: {suffixes: [ni], prefixes: [mk], "
                                       "least: 3}\nwriting: {fold: [\xC3\xA9"
                                       "e]}\n"
                                       "syllables: {method: none}\n",
                  cases, sizeof cases / sizeof *cases);
}

static void elisions_are_cut(void **state)
{
    (void)state;
    static const struct match_case cases[] = {
        {"appeal\tappel\n",
         "l\xE2\x80\x99"
         "appel d'appel z'appel",
         "appeal@0-9 appeal@10-17"},
        {"appeal\tn'\n", "n'est", "appeal@0-5"},
    };
    check_matches(HEAD("Latn", "word") "stemmer: none\nwriting: {elisions: [l, d, n]}\n"
                                       "syllables: {method: none}\n",
                  cases, sizeof cases / sizeof *cases);
}

static void turkish_cuts_behind_the_apostrophe(void **state)
{
    (void)state;
    static const struct match_case cases[] = {
        {"appeal\tankara\n", "Ankara'ya", "appeal@0-9"},
        {"appeal\t\xC4\xB1l\xC4\xB1k\n", "ILIK ilik", "appeal@0-4"}, /* dotless i */
    };
    check_matches(HEAD("Latn", "word") "stemmer: none\nwriting: {casing: turkic, "
                                       "suffix_apostrophe: yes}\nsyllables: {method: none}\n",
                  cases, sizeof cases / sizeof *cases);
}

static void runs_match_inside_the_line(void **state)
{
    (void)state;
    static const struct match_case cases[] = {
        {"appeal\t申訴\n", "可以申訴的", "appeal@6-12"},
        {"appeal\t申 訴\n", "申訴 申 訴", "appeal@0-6 appeal@7-14"},
        {"appeal\t申訴\n", "申 訴。申\n訴", ""},
        {"appeal\t申 ... 訴\n", "申一二三訴", "appeal@0-15"},
        {"appeal\t申 ...2 訴\n", "申一二三訴", ""},
        {"unit.day\t# 日\n", "30日內 3,000日 三日", "unit.day@0-5 unit.day@9-17"},
        {"appeal\tAI\n", "AI MAIL 用ai的", "appeal@0-2 appeal@11-13"},
        {"appeal\t修改、變更\n", "修改、變更 修改變更", "appeal@0-15"},
        {"appeal\t不得\n!appeal\t不得已\n", "不得已 不得", "appeal@10-16"},
    };
    check_matches(HEAD("Hani", "run") "stemmer: none\nsyllables: {method: none}\n", cases,
                  sizeof cases / sizeof *cases);
}

static void a_run_does_not_cut_characters(void **state)
{
    (void)state;
    static const struct match_case cases[] = {
        {"appeal\tกา\n", "กา ก่า กาก", "appeal@0-6 appeal@17-23"},
        {"appeal\tวัน\n", "30วัน 3วันที่", "appeal@2-11 appeal@13-22"},
        {"appeal\tก\n", "กิ ก", "appeal@7-10"},
    };
    check_matches(HEAD("Thai", "run") "stemmer: none\nsyllables: {method: none}\n", cases,
                  sizeof cases / sizeof *cases);
}

static void hostile_text_stays_cheap(void **state)
{
    (void)state;
    write_file("xx", "pack.yaml",
               HEAD("Latn", "word") "stemmer: none\nsyllables: {method: none}\n");
    write_file("xx", "concepts.tsv", "appeal\ta ...9 a ...9 a ...9 a ...9 a ...9 b\naccount\ta\n");
    struct cw_lexicons *lexicons = load();
    struct cw_arena *arena = cw_arena_new((size_t)1 << 28);
    struct cw_breaker *breaker = cw_breaker_new();
    enum { WORDS = 20000 };
    char *text = malloc(2 * WORDS);
    assert_non_null(text);
    for (size_t i = 0; i < WORDS; i++) {
        text[2 * i] = 'a';
        text[2 * i + 1] = ' ';
    }
    struct cw_token *tokens;
    size_t n_tokens;
    struct cw_match *matches;
    size_t n;
    struct cw_str view = cw_str_n(text, 2 * WORDS);
    assert_int_equal(cw_break_words(breaker, arena, "en", view, &tokens, &n_tokens), CW_OK);
    assert_int_equal(
        cw_lexicon_match(cw_lexicons_at(lexicons, 0), arena, view, tokens, n_tokens, &matches, &n),
        CW_OK);
    assert_int_equal(n, WORDS);
    free(text);
    cw_breaker_free(breaker);
    cw_arena_free(arena);
    cw_lexicons_free(lexicons);
}

static void syllables_follow_the_method(void **state)
{
    (void)state;
    static const struct {
        const char *scripts;
        const char *syllables;
        const char *word;
        uint32_t count;
    } cases[] = {
        {"Latn", "{method: none}", "word", 0},
        {"Latn", "{method: none}", "42", 1},
        {"Latn", "{method: one}", "agua", 1},
        {"Latn", "{method: vowel-letters, vowels: aeiou}", "agua", 3},
        {"Latn", "{method: vowel-letters, vowels: aeiou, units: [ua, uai]}", "AGUA", 2},
        {"Latn", "{method: vowel-letters, vowels: aeiou, units: [ua, uai]}", "guai", 1},
        {"Latn", "{method: vowel-letters, vowels: aeiou}", "brrr", 1},
        {"Latn", "{method: vowel-groups, vowels: aeiouy, minus: [Ce$], plus: [\"[^t]io\"]}", "made",
         1},
        {"Latn", "{method: vowel-groups, vowels: aeiouy, minus: [Ce$], plus: [\"[^t]io\"]}", "via",
         1},
        {"Latn", "{method: vowel-groups, vowels: aeiouy, minus: [Ce$], plus: [\"[^t]io\"]}",
         "violate", 3},
        {"Latn", "{method: vowel-groups, vowels: aeiouy, minus: [^ae]}", "aerial", 1},
        {"Cyrl", "{method: vowel-letters, vowels: аеёиоуыэюя}", "Условия", 4},
        {"Hani", "{method: code-point}", "申訴", 2},
        {"Hang", "{method: code-point}", "이용자", 3},
        {"Hang", "{method: code-point}", "AI가", 2},
        {"Deva", "{method: akshara}", "शिकायत", 4},
        {"Deva", "{method: akshara}", "क्या", 1},
        {"Deva", "{method: akshara}", "जगत्", 2},
        {"Taml", "{method: akshara}", "தமிழ்நாடு", 4},
        {"Mymr", "{method: akshara}", "ကျွန်ုပ်", 1},
        {"Latn", "{method: vowel-letters, vowels: aeiou}", "special", 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char yaml[1024];
        snprintf(yaml, sizeof yaml,
                 "code: xx\nname: X\nenglish: X\nscripts: [%s]\nlocale: en\nspelling: none\n"
                 "instead: n\nmatching: word\nstemmer: none\nsyllables: %s\n",
                 cases[i].scripts, cases[i].syllables);
        write_file("xx", "pack.yaml", yaml);
        write_file("xx", "syllables.tsv", "Special\t7\n");
        write_file("xx", "concepts.tsv", "");
        struct cw_lexicons *lexicons = load();
        assert_int_equal(cw_lexicons_count(lexicons), 1);
        print_message("%s %s\n", cases[i].word, cases[i].syllables);
        for (int round = 0; round < 2; round++) {
            assert_int_equal(
                cw_lexicon_syllables(cw_lexicons_at(lexicons, 0), cw_str_z(cases[i].word)),
                cases[i].count);
        }
        cw_lexicons_free(lexicons);
    }
}

static void expressions_compute(void **state)
{
    (void)state;
    static const struct {
        const char *expression;
        double value; /* with 10 words, 2 sentences; NaN = none */
    } cases[] = {
        {"1 + 2 * 3", 7},
        {"(1 + 2) * 3", 9},
        {"2 ^ 3 ^ 2", 512},
        {"-2 ^ 2", -4},
        {"10 - 2 - 3", 5},
        {"words / sentences", 5},
        {"sqrt(words + 6)", 4},
        {"ln(1)", 0},
        {"log10(words * 10)", 2},
        {"min(words, 3)", 3},
        {"max(words, 3)", 10},
        {"floor(7 / 2)", 3},
        {"abs(0 - 3)", 3},
        {"if(words > 5, 1, 2)", 1},
        {"if(words <= 5, 1, 2)", 2},
        {"words / letters", NAN},
        {"sqrt(0 - 1)", NAN},
        {"2 < 1", 0},
    };
    struct cw_counts counts = {{0}};
    counts.n[CW_N_WORDS] = 10;
    counts.n[CW_N_SENTENCES] = 2;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char yaml[512];
        snprintf(yaml, sizeof yaml,
                 "formulas:\n  - id: f\n    name: F\n    expression: \"%s\"\n    least_words: 1\n"
                 "    source: s\n    status: V2\n    bands: {min: hard, 5: easy}\nbaseline: {f: "
                 "2.5}\n",
                 cases[i].expression);
        write_file("xx", "pack.yaml",
                   HEAD("Latn", "word") "stemmer: none\nsyllables: {method: none}\n");
        write_file("xx", "readability.yaml", yaml);
        struct cw_lexicons *lexicons = load();
        assert_int_equal(cw_lexicons_count(lexicons), 1);
        const struct cw_lexicon *pack = cw_lexicons_at(lexicons, 0);
        double value = cw_lexicon_formula_value(pack, 0, &counts);
        print_message("%s = %g\n", cases[i].expression, value);
        assert_true(isnan(cases[i].value) ? isnan(value) : fabs(value - cases[i].value) < 1e-9);
        assert_true(fabs(cw_lexicon_formula_baseline(pack, 0) - 2.5) < 1e-9);
        assert_int_equal(cw_lexicon_formula_info(pack, 0)->n_bands, 2);
        cw_lexicons_free(lexicons);
    }
}

static void labels_come_from_po(void **state)
{
    (void)state;
    write_file("xx", "pack.yaml",
               HEAD("Latn", "word") "stemmer: none\nsyllables: {method: none}\n");
    write_file("xx", "labels.po",
               "msgid \"\"\nmsgstr \"Language: xx\\n\"\n\n# note\nmsgid \"Added\"\nmsgstr "
               "\"Zug\"\n\"efügt\"\n\nmsgctxt \"month\"\nmsgid \"May\"\nmsgstr \"Mai\"\n"
               "#, fuzzy\nmsgid \"Removed\"\nmsgstr \"guess\"\n\nmsgid \"Empty\"\nmsgstr \"\"\n");
    struct cw_lexicons *lexicons = load();
    assert_int_equal(cw_lexicons_count(lexicons), 1);
    const struct cw_lexicon *pack = cw_lexicons_at(lexicons, 0);
    static const struct {
        const char *context, *id, *text;
    } cases[] = {{"", "Added", "Zugefügt"},  {"month", "May", "Mai"}, {"", "May", "May"},
                 {"", "Removed", "Removed"}, {"", "Empty", "Empty"},  {"", "Other", "Other"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("%s\n", cases[i].id);
        assert_true(
            cw_str_is(cw_lexicon_label(pack, cw_str_z(cases[i].context), cw_str_z(cases[i].id)),
                      cases[i].text));
    }
    cw_lexicons_free(lexicons);
}

static void fingerprints_follow_what_analysis_needs(void **state)
{
    (void)state;
    static const struct {
        const char *file, *text;
        bool changes;
    } cases[] = {{"concepts.tsv", "appeal\tword\n", true},
                 {"cues.tsv", "OP-MOD\tword\n", true},
                 {"abbreviations.txt", "Dr\n", true},
                 {"labels.po", "msgid \"a\"\nmsgstr \"b\"\n", false},
                 {"tests.tsv", "words\ta\t1\n", false},
                 {"readability.yaml", "neutral: []\n", false}};
    write_file("xx", "pack.yaml",
               HEAD("Latn", "word") "stemmer: none\nsyllables: {method: none}\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cw_lexicons *before = load();
        write_file("xx", cases[i].file, cases[i].text);
        struct cw_lexicons *after = load();
        assert_int_equal(cw_lexicons_count(after), 1);
        struct cw_hash old_hash = cw_lexicon_fingerprint(cw_lexicons_at(before, 0));
        struct cw_hash new_hash = cw_lexicon_fingerprint(cw_lexicons_at(after, 0));
        print_message("%s\n", cases[i].file);
        assert_int_equal(!cw_hash_eq(&old_hash, &new_hash), cases[i].changes);
        cw_lexicons_free(before);
        cw_lexicons_free(after);
    }
}

static void check_tells_writers_what_to_do(void **state)
{
    (void)state;
    static const char *const said[] = {
        "concepts.tsv:2: \"appeal\" stands here twice, first in line 1",
        "concepts.tsv:3: \"appeals\" takes the same words as \"appeal\"",
        "concepts.tsv:4: \"обжалование\" holds a letter of Cyrillic",
        "concepts.tsv:6: the line is not in normal form NFC",
        "tests.tsv:2: is not found: account; found: appeal",
        "tests.tsv:3: must not be found: appeal",
        "tests.tsv:4: 2 words, not 3",
        "topic ",
        "find words for these, which every pack needs",
        "    account\taccount",
        "write profile.tsv",
    };
    write_file("xx", "pack.yaml",
               HEAD("Latn", "stem") "stemmer: english\nsyllables: {method: none}\n");
    write_file("xx", "concepts.tsv",
               "appeal\tappeal\nappeal\tappeal\nappeal\tappeals\nappeal\tобжалование\n"
               "# none: unit.day no days here\nappeal\tcafe\xCC\x81\n");
    write_file("xx", "tests.tsv",
               "find\tappeal it\tappeal\nfind\tappeal it\taccount\nnot\tappeal it\tappeal\n"
               "words\tappeal it\t3\nsentences\tappeal it\t1\n");
    const char *const dirs[] = {root};
    struct cw_buf out;
    struct cw_check_result result;
    struct cw_diag diag;
    cw_buf_init(&out, 1 << 20);
    /* Mistakes hide the tests until they are mended, so they are looked at in two goes. */
    assert_int_equal(cw_lexicon_check(dirs, 1, "xx", "xx", NULL, &out, &result, &diag), CW_OK);
    write_file("xx", "concepts.tsv",
               "appeal\tappeal\nappeal\tappeal\nappeal\tappeals\nappeal\tобжалование\n"
               "# none: unit.day no days here\n");
    assert_int_equal(cw_lexicon_check(dirs, 1, "xx", "xx", NULL, &out, &result, &diag), CW_OK);
    assert_int_equal(result.tests, 5);
    assert_int_equal(result.tests_failed, 3);
    assert_int_equal(result.tests_not_run, 1);
    cw_buf_char(&out, '\0');
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        print_message("%s\n", said[i]);
        assert_non_null(strstr(out.data, said[i]));
    }
    assert_null(strstr(out.data, "    unit.day\t"));
    cw_buf_clear(&out);
    assert_int_equal(cw_lexicon_check(dirs, 1, "yy", NULL, NULL, &out, &result, &diag),
                     CW_ENOTFOUND);
    cw_buf_dispose(&out);
}

static void a_new_pack_passes_its_own_check(void **state)
{
    (void)state;
    static const char *const codes[] = {"sw", "pa-Arab", "th", "ka"};
    static const char *const names[] = {
        "pack.yaml",        "concepts.tsv",      "cues.tsv",      "tests.tsv",
        "readability.yaml", "abbreviations.txt", "giveaways.tsv", ""};
    const char *const dirs[] = {root};
    write_file(
        "concepts", "readability.yaml",
        "formulas:\n"
        "  - {id: mean_sentence_words, name: W, expression: words / sentences, source: c, "
        "status: V2}\n"
        "  - {id: mean_sentence_chars, name: C, expression: code_points / sentences, source: "
        "c, status: V2}\n");
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct cw_diag diag = {.line = 0};
        struct cw_buf out;
        struct cw_check_result result;
        cw_buf_init(&out, 1 << 20);
        print_message("%s\n", codes[i]);
        assert_int_equal(cw_lexicon_new(dirs, 1, root, codes[i], &diag), CW_OK);
        assert_int_equal(cw_lexicon_new(dirs, 1, root, codes[i], &diag), CW_EBUSY);
        assert_int_equal(cw_lexicon_check(dirs, 1, codes[i], NULL, NULL, &out, &result, &diag),
                         CW_OK);
        print_message("%.*s\n", (int)out.len, out.data);
        assert_int_equal(result.errors, 0);
        cw_buf_dispose(&out);
        for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
            char path[256];
            snprintf(path, sizeof path, "%s/%s/%s", root, codes[i], names[j]);
            (void)remove(path);
        }
    }
    struct cw_diag diag;
    assert_int_equal(cw_lexicon_new(dirs, 1, root, "../x", &diag), CW_EUSAGE);
    assert_int_equal(cw_lexicon_new(dirs, 1, root, "no such tag", &diag), CW_EUSAGE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(mistakes_are_told_with_their_place),
        CASE(words_match_by_stem),
        CASE(words_match_by_light_stem),
        CASE(elisions_are_cut),
        CASE(turkish_cuts_behind_the_apostrophe),
        CASE(runs_match_inside_the_line),
        CASE(a_run_does_not_cut_characters),
        CASE(hostile_text_stays_cheap),
        CASE(syllables_follow_the_method),
        CASE(expressions_compute),
        CASE(labels_come_from_po),
        CASE(fingerprints_follow_what_analysis_needs),
        CASE(check_tells_writers_what_to_do),
        CASE(a_new_pack_passes_its_own_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
