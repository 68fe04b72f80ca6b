/* A pack's own tests: texts, and what must be found in them. */
#include <stdlib.h>

#include "check_internal.h"

const char *const test_names[TEST_KINDS] = {"find",  "not",       "only",    "sentences",
                                            "words", "syllables", "language"};

static int kind_of(struct cw_str name)
{
    for (int kind = 0; kind < TEST_KINDS; kind++) {
        if (cw_str_is(name, test_names[kind])) {
            return kind;
        }
    }
    return -1;
}

void count_tests(struct cw_str tests, size_t counts[TEST_KINDS])
{
    memset(counts, 0, TEST_KINDS * sizeof *counts);
    struct rows rows = rows_of(tests);
    struct row row;
    while (next_row(&rows, &row)) {
        int kind = kind_of(row.column[0]);
        if (kind >= 0) {
            counts[kind]++;
        }
    }
}

struct test {
    const struct row *row;
    struct cw_str text;
    struct cw_str expected;
    struct cw_match *matches;
    size_t n_matches;
    bool failed;
};

static void fail(struct checking *c, struct test *test)
{
    if (!test->failed) {
        c->result->tests_failed++;
    }
    test->failed = true;
}

static bool has_match(const struct test *test, struct cw_str id)
{
    for (size_t i = 0; i < test->n_matches; i++) {
        if (cw_str_eq(test->matches[i].id, id)) {
            return true;
        }
    }
    return false;
}

/* What was found, for the message: "modal.may, appeal". */
static void found_ids(const struct test *test, struct cw_buf *out)
{
    for (size_t i = 0; i < test->n_matches; i++) {
        bool again = false;
        for (size_t j = 0; j < i; j++) {
            again |= cw_str_eq(test->matches[j].id, test->matches[i].id);
        }
        if (!again) {
            cw_buf_printf(out, "%s%.*s", out->len ? ", " : "", (int)test->matches[i].id.len,
                          test->matches[i].id.data);
        }
    }
}

static void tell_ids(struct checking *c, struct test *test, const char *what, struct cw_str id)
{
    struct cw_buf found;
    cw_buf_init(&found, 400);
    found_ids(test, &found);
    tell_error(c, "tests.tsv", test->row->line, 0, "%s %.*s; found: %.*s", what, (int)id.len,
               id.data, (int)found.len, found.data ? found.data : "");
    cw_buf_dispose(&found);
    fail(c, test);
}

/* The next id of a list separated by commas; false at the end. */
static bool next_id(struct cw_str *rest, struct cw_str *id)
{
    if (rest->len == 0) {
        return false;
    }
    const char *comma = memchr(rest->data, ',', rest->len);
    size_t len = comma ? (size_t)(comma - rest->data) : rest->len;
    *id = cw_str_trim(cw_str_n(rest->data, len));
    *rest = cw_str_sub(*rest, comma ? len + 1 : len, rest->len);
    return true;
}

static uint8_t family_of(const struct checking *c, struct cw_str id)
{
    return c->concepts->items[find_concept(c->concepts, id)].family;
}

static bool listed(struct cw_str list, struct cw_str wanted)
{
    struct cw_str id;
    while (next_id(&list, &id)) {
        if (cw_str_eq(id, wanted)) {
            return true;
        }
    }
    return false;
}

static void check_only(struct checking *c, struct test *test)
{
    struct cw_str rest = test->expected;
    struct cw_str id;
    while (next_id(&rest, &id)) {
        for (size_t i = 0; i < test->n_matches; i++) {
            struct cw_str found = test->matches[i].id;
            if (family_of(c, found) == family_of(c, id) && !listed(test->expected, found)) {
                tell_ids(c, test, "must not be found:", found);
                return;
            }
        }
    }
}

static enum cw_err run_matches(struct checking *c, struct test *test, int kind)
{
    enum cw_err err = match_text(c, c->pack, test->text, &test->matches, &test->n_matches);
    if (err) {
        return err;
    }
    struct cw_str rest = test->expected;
    struct cw_str id;
    while (next_id(&rest, &id)) {
        if (find_concept(c->concepts, id) == c->concepts->n) {
            tell_error(c, "tests.tsv", test->row->line, row_place(test->row, 2),
                       "there is no id \"%.*s\"", (int)id.len, id.data);
            fail(c, test);
            return CW_OK;
        }
        if (kind == TEST_NOT && has_match(test, id)) {
            tell_ids(c, test, "must not be found:", id);
        } else if (kind != TEST_NOT && !has_match(test, id)) {
            tell_ids(c, test, "is not found:", id);
        }
    }
    if (kind == TEST_ONLY) {
        check_only(c, test);
    }
    return CW_OK;
}

/* Words, and their syllables; -1: a word has none that can be counted. */
static enum cw_err count_words(struct checking *c, struct cw_str text, int *words, int *syllables)
{
    struct cw_token *tokens;
    size_t n;
    enum cw_err err = cw_break_words(c->breaker, c->arena, c->pack->locale, text, &tokens, &n);
    *words = *syllables = 0;
    for (size_t i = 0; !err && i < n; i++) {
        if (tokens[i].kind == CW_TOKEN_OTHER) {
            continue;
        }
        (*words)++;
        *syllables +=
            (int)cw_lexicon_syllables(c->pack, cw_str_sub(text, tokens[i].start, tokens[i].end));
    }
    return err;
}

static void compare_number(struct checking *c, struct test *test, int found, const char *what)
{
    double expected = 0;
    if (!parse_number(test->expected, &expected)) {
        tell_error(c, "tests.tsv", test->row->line, row_place(test->row, 2), "expected a number");
        fail(c, test);
    } else if (found != (int)expected) {
        tell_error(c, "tests.tsv", test->row->line, 0, "%d %s, not %d", found, what, (int)expected);
        fail(c, test);
    }
}

static void run_language(struct checking *c, struct test *test)
{
    if (!c->hooks->language) {
        c->result->tests_not_run++;
        return;
    }
    const char *found = c->hooks->language(c->hooks->context, test->text);
    if (!found || !cw_str_is(test->expected, found)) {
        tell_error(c, "tests.tsv", test->row->line, 0, "taken for %s, not %.*s",
                   found ? found : "nothing", (int)test->expected.len, test->expected.data);
        fail(c, test);
    }
}

static void run_sentences(struct checking *c, struct test *test)
{
    if (!c->hooks->sentences) {
        c->result->tests_not_run++;
        return;
    }
    compare_number(c, test, c->hooks->sentences(c->hooks->context, c->pack, test->text),
                   "sentences");
}

static enum cw_err run_test(struct checking *c, const struct row *row)
{
    int kind = kind_of(row->column[0]);
    if (kind < 0 || row->n_columns < 3) {
        tell_error(c, "tests.tsv", row->line, 1,
                   "expected find, not, only, sentences, words, syllables or language, a text, "
                   "and what is expected");
        return CW_OK;
    }
    struct test test = {
        .row = row, .text = row->column[1], .expected = cw_str_trim(row->column[2])};
    int words = 0;
    int syllables = 0;
    enum cw_err err = CW_OK;
    c->result->tests++;
    if (kind <= TEST_ONLY) {
        return run_matches(c, &test, kind);
    }
    if (kind == TEST_SENTENCES) {
        run_sentences(c, &test);
    } else if (kind == TEST_LANGUAGE) {
        run_language(c, &test);
    } else {
        err = count_words(c, test.text, &words, &syllables);
        compare_number(c, &test, kind == TEST_WORDS ? words : syllables, test_names[kind]);
    }
    return err;
}

enum cw_err run_tests(struct checking *c)
{
    struct rows rows = rows_of(c->pack->tests);
    struct row row;
    enum cw_err err = CW_OK;
    while (!err && next_row(&rows, &row)) {
        err = run_test(c, &row);
    }
    return err;
}
