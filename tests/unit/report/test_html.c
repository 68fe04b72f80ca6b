/* The escaping writer: nothing from outside may become markup, a script address, or turn text
 * around. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/html.h"

static struct cw_buf page;
static struct cw_html html;

static const char *written(void)
{
    cw_buf_char(&page, '\0');
    assert_false(page.failed);
    page.len = 0;
    return page.data;
}

static void test_text(void **state)
{
    (void)state;
    static const struct {
        const char *name, *in, *want;
    } cases[] = {
        {"plain", "plain words", "plain words"},
        {"empty", "", ""},
        {"markup", "<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"},
        {"typographic quotes stay", "\xE2\x80\x9Cyes\xE2\x80\x9D", "\xE2\x80\x9Cyes\xE2\x80\x9D"},
        {"override shown",
         "a\xE2\x80\xAE"
         "b",
         "a[U+202E]b"},
        {"embedding shown", "\xE2\x80\xAA", "[U+202A]"},
        {"isolate shown", "\xE2\x81\xA7x\xE2\x81\xA9", "[U+2067]x[U+2069]"},
        {"joiners stay", "\xE2\x80\x8C\xE2\x80\x8D", "\xE2\x80\x8C\xE2\x80\x8D"},
        {"marks stay", "\xE2\x80\x8E", "\xE2\x80\x8E"},
        {"C0 control",
         "a\x01"
         "b",
         "a\xEF\xBF\xBD"
         "b"},
        {"C1 control",
         "a\xC2\x85"
         "b",
         "a\xEF\xBF\xBD"
         "b"},
        {"no-break space stays",
         "a\xC2\xA0"
         "b",
         "a\xC2\xA0"
         "b"},
        {"delete", "\x7F", "\xEF\xBF\xBD"},
        {"line feed stays", "a\nb\tc", "a\nb\tc"},
        {"Han", "\xE6\x94\xBF\xE7\xAD\x96<", "\xE6\x94\xBF\xE7\xAD\x96&lt;"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("%s\n", cases[i].name);
        cw_html_text(&html, cw_str_z(cases[i].in));
        assert_string_equal(written(), cases[i].want);
    }
}

static void test_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *url, *want; /* NULL: no link */
    } cases[] = {
        {"https://example.org/a?b=c&d=e", " href=\"https://example.org/a?b=c&amp;d=e\""},
        {"HTTP://example.org", " href=\"HTTP://example.org\""},
        {"mailto:a@example.org", " href=\"mailto:a@example.org\""},
        {"https://e.org/\" onclick=\"x", " href=\"https://e.org/%22%20onclick=%22x\""},
        {"https://e.org/<b>'\n", " href=\"https://e.org/%3Cb%3E%27%0A\""},
        {"https://e.org/\xC3\xA9", " href=\"https://e.org/%C3%A9\""},
        {"javascript:alert(1)", NULL},
        {"JavaScript:alert(1)", NULL},
        {" javascript:alert(1)", NULL},
        {"java\nscript:alert(1)", NULL},
        {"data:text/html,x", NULL},
        {"vbscript:x", NULL},
        {"file:///etc/passwd", NULL},
        {"//example.org", NULL},
        {"/relative", NULL},
        {"https:", NULL},
        {"https://", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cw_str url = cw_str_z(cases[i].url);
        print_message("%s\n", cases[i].url);
        assert_int_equal(cw_html_linkable(url), cases[i].want != NULL);
        if (cases[i].want) {
            cw_html_href(&html, url);
            assert_string_equal(written(), cases[i].want);
        }
    }
}

static void test_languages(void **state)
{
    (void)state;
    static const struct {
        const char *lang, *want;
    } cases[] = {
        {"ur", " lang=\"ur\" dir=\"rtl\""},
        {"en", " lang=\"en\" dir=\"ltr\""},
        {"ar", " lang=\"ar\" dir=\"rtl\""},
        {"zh-Hant", " lang=\"zh-Hant\" dir=\"ltr\""},
        {"pa-Arab", " lang=\"pa-Arab\" dir=\"rtl\""},
        {"pa", " lang=\"pa\" dir=\"ltr\""},
        {"", " dir=\"auto\""},
        {"und", " dir=\"auto\""},
        {"zxx", " dir=\"auto\""},
        {"\"><script>", " dir=\"auto\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cw_html_lang(&html, cw_str_z(cases[i].lang));
        assert_string_equal(written(), cases[i].want);
    }
}

static void test_numbers_and_dates(void **state)
{
    (void)state;
    static const struct {
        double value;
        int decimals;
        const char *want;
    } numbers[] = {{1.005, 1, "1.0"},
                   {12.25, 2, "12.25"},
                   {-3.5, 1,
                    "\xE2\x88\x92"
                    "3.5"},
                   {0.04, 2, "0.04"},
                   {1234, 0, "1234"},
                   {NAN, 1, "none"},
                   {INFINITY, 0, "none"},
                   {99.99, 1, "100.0"},
                   {-0.01, 1, "0.0"}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        cw_html_number(&html, numbers[i].value, numbers[i].decimals);
        assert_string_equal(written(), numbers[i].want);
    }
    static const struct {
        int64_t time;
        const char *want;
    } times[] = {{0, "1970-01-01T00:00:00Z"},  {1714533120, "2024-05-01T03:12:00Z"},
                 {-1, "1969-12-31T23:59:59Z"}, {253402300799, "9999-12-31T23:59:59Z"},
                 {253402300800, ""},           {INT64_MAX, ""},
                 {CW_REPORT_NO_TIME, ""}};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        char out[CW_TIME_TEXT];
        assert_int_equal(cw_time_iso(times[i].time, out), strlen(times[i].want));
        assert_string_equal(out, times[i].want);
    }
}

static void test_cutting_keeps_characters(void **state)
{
    (void)state;
    const struct cw_str han = cw_str_z("\xE6\x94\xBF\xE7\xAD\x96\xE6\x94\xBF\xE7\xAD\x96");
    for (size_t most = 0; most <= han.len; most++) {
        assert_int_equal(cw_text_forward(han, 0, most) % 3, 0);
        assert_int_equal(cw_text_back(han, han.len, most) % 3, 0);
    }
    const struct cw_str words = cw_str_z("one two three four");
    assert_int_equal(cw_text_forward(words, 0, 10), 7);      /* "one two" */
    assert_int_equal(cw_text_back(words, words.len, 6), 14); /* "four" */
}

static int setup(void **state)
{
    (void)state;
    cw_buf_init(&page, 1 << 16);
    html = (struct cw_html){.out = &page, .root = "", .lang = cw_str_z("en")};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    cw_buf_dispose(&page);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text), cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_languages), cmocka_unit_test(test_numbers_and_dates),
        cmocka_unit_test(test_cutting_keeps_characters)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
