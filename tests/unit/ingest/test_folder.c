/* Folders: what is listed, in which order, and what must not be followed or fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

static struct cw_source_spec spec_of(const char *pattern)
{
    return (struct cw_source_spec){
        .kind = CW_SOURCE_FOLDER, .path = "in", .pattern = pattern, .default_lang = "en"};
}

static void lists_in_order(void **state)
{
    (void)state;
    scratch_file("in/B/privacy_policy.ur.md", "b");
    scratch_file("in/A/terms-of-service.pt_BR.md", "a");
    scratch_file("in/A/Own Rules.md", "no language");
    scratch_file("in/.git/config.en.md", "hidden");
    struct cw_source_spec spec = spec_of("{service}/{policy}.{lang}.md");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_string_equal(text_of(&caught.lines),
                        "A|Terms of Service|pt-BR||unknown|change|A/terms-of-service.pt_BR.md\n"
                        "B|Privacy Policy|ur||unknown|change|B/privacy_policy.ur.md\n");
    assert_int_equal(caught.n_troubles, 0);
    assert_int_equal(caught.next.len, 0);
    caught_free(&caught);
}

static void mapping_wins(void **state)
{
    (void)state;
    scratch_file("in/a/tos.md", "1");
    scratch_file("in/a/other.md", "2");
    scratch_file("in/odd.html", "3");
    scratch_file("in/news/x/2024-02-01.md", "4");
    static const struct cw_source_mapping rows[] = {
        {"odd.html", "Odd", "Imprint", "de", "DE"},
        {"a/tos.md", NULL, "Terms of Service", NULL, NULL},
        {"news/{policy}/{date}.md", "News", NULL, NULL, "pk"},
        {"a/tos.md", "Never", "Never", NULL, NULL},
    };
    struct cw_source_spec spec = spec_of("{service}/{policy}.md");
    spec.mappings = rows;
    spec.n_mappings = 4;
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_string_equal(text_of(&caught.lines),
                        "a|other|en||unknown|change|a/other.md\n"
                        "a|Terms of Service|en||unknown|change|a/tos.md\n"
                        "News|x|en|PK|1706745600|change|news/x/2024-02-01.md\n"
                        "Odd|Imprint|de|DE|unknown|change|odd.html\n");
    caught_free(&caught);
}

static void links_are_not_followed(void **state)
{
    (void)state;
    scratch_file("out/A/secret.md", "secret");
    scratch_file("in/A/good.md", "good");
    assert_int_equal(symlink("../../out/A/secret.md", "in/A/leak.md"), 0);
    assert_int_equal(symlink("..", "in/A/ring"), 0);
    assert_int_equal(symlink("../out/A", "in/Z"), 0);
    struct cw_source_spec spec = spec_of("{service}/{policy}.md");
    struct caught caught;
    caught_init(&caught);
    struct cw_source *source;
    assert_int_equal(cw_source_open(&spec, &source, NULL), CW_OK);
    assert_int_equal(list_open(source, "", &caught), CW_OK);
    assert_string_equal(text_of(&caught.lines), "A|good|en||unknown|change|A/good.md\n");
    assert_int_equal(caught.n_troubles, 3);
    struct cw_buf text;
    cw_buf_init(&text, 100);
    static const char *const refused[] = {"A/leak.md",        "Z/secret.md", "../out/A/secret.md",
                                          "/etc/passwd",      "A",           "",
                                          "A/ring/A/good.md", "A//good.md"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_int_not_equal(cw_source_read(source, cw_str_z(refused[i]), &text, NULL), CW_OK);
        assert_int_equal(text.len, 0);
    }
    assert_int_equal(cw_source_read(source, cw_str_z("A/good.md"), &text, NULL), CW_OK);
    assert_true(cw_str_is(cw_buf_view(&text), "good"));
    cw_buf_dispose(&text);
    cw_source_close(source);
    caught_free(&caught);
}

static void goes_on_past_trouble(void **state)
{
    (void)state;
    scratch_file("in/A/closed.md", "x");
    scratch_file("in/A/open.md", "y");
    scratch_file("in/A/bad\xff name.md", "z");
    scratch_file("in/A/two\nlines.md", "z");
    scratch_file("in/Locked/x.md", "x");
    assert_int_equal(mkfifo("in/A/pipe.md", 0600), 0);
    assert_int_equal(chmod("in/A/closed.md", 0), 0);
    assert_int_equal(chmod("in/Locked", 0), 0);
    bool root = geteuid() == 0; /* root reads everything: let another user look */
    if (root) {
        assert_int_equal(chmod(".", 0755), 0);
        assert_int_equal(chmod("in", 0755), 0);
        assert_int_equal(chmod("in/A", 0755), 0);
        assert_int_equal(chmod("in/A/open.md", 0644), 0);
        assert_int_equal(seteuid(65534), 0);
    }
    struct cw_source_spec spec = spec_of("{service}/{policy}.md");
    struct caught caught;
    caught_init(&caught);
    enum cw_err err = list_source(&spec, "", &caught);
    if (root) {
        assert_int_equal(seteuid(0), 0);
    }
    assert_int_equal(chmod("in/Locked", 0700), 0);
    assert_int_equal(err, CW_OK);
    assert_string_equal(text_of(&caught.lines), "A|open|en||unknown|change|A/open.md\n");
    const char *troubles = text_of(&caught.troubles);
    assert_non_null(strstr(troubles, "A/closed.md: cannot be read"));
    assert_non_null(strstr(troubles, "Locked: cannot be opened"));
    assert_non_null(strstr(troubles, "not UTF-8"));
    assert_non_null(strstr(troubles, "control character"));
    assert_non_null(strstr(troubles, "A/pipe.md: neither a file"));
    assert_int_equal(caught.n_troubles, 5);
    caught_free(&caught);
}

static void state_and_limits(void **state)
{
    (void)state;
    scratch_file("in/A/b.md", "12345");
    struct cw_source_spec spec = spec_of("{service}/{policy}.md");
    struct cw_source *source;
    assert_int_equal(cw_source_open(&spec, &source, NULL), CW_OK);
    struct cw_buf text;
    struct cw_diag diag;
    cw_buf_init(&text, 4);
    assert_int_equal(cw_source_read(source, cw_str_z("A/b.md"), &text, &diag), CW_ELIMIT);
    cw_buf_dispose(&text);
    cw_buf_init(&text, 5);
    assert_int_equal(cw_source_read(source, cw_str_z("A/b.md"), &text, &diag), CW_OK);
    assert_int_equal(text.len, 5);
    assert_int_equal(cw_source_read(source, cw_str_z("A/c.md"), &text, &diag), CW_ENOTFOUND);
    cw_buf_dispose(&text);
    struct caught caught;
    caught_init(&caught);
    caught.answer = CW_EINTR;
    assert_int_equal(list_open(source, "", &caught), CW_EINTR);
    caught_free(&caught);
    cw_source_close(source);
}

static void deep_and_missing(void **state)
{
    (void)state;
    char path[1024] = "in";
    for (size_t i = 0; i < 100; i++) {
        snprintf(path + strlen(path), 3, "/d");
    }
    scratch_folder(path);
    scratch_file("in/A/b.md", "x");
    struct cw_source_spec spec = spec_of("**/{service}/{policy}.md");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_int_equal(caught.n, 1);
    assert_int_equal(caught.n_troubles, 1);
    spec.path = "absent";
    assert_int_equal(list_source(&spec, "", &caught), CW_ENOTFOUND);
    spec.path = "in/A/b.md";
    assert_int_equal(list_source(&spec, "", &caught), CW_EUSAGE);
    spec.path = "in";
    spec.pattern = "{service}.md";
    assert_int_equal(list_source(&spec, "", &caught), CW_EUSAGE);
    spec.pattern = NULL;
    assert_int_equal(list_source(&spec, "", &caught), CW_EUSAGE);
    spec.pattern = "{service}/{policy}";
    spec.default_lang = "no such language";
    assert_int_equal(list_source(&spec, "", &caught), CW_EUSAGE);
    caught_free(&caught);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {TEST(lists_in_order),         TEST(mapping_wins),
                                       TEST(links_are_not_followed), TEST(goes_on_past_trouble),
                                       TEST(state_and_limits),       TEST(deep_and_missing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
