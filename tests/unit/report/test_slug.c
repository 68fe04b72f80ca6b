/* Paths: readable where they can be, never shared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/report.h"

static struct cw_buf path_of(const char *service, const char *policy, const char *lang,
                             const char *region)
{
    const struct cw_report_doc doc = {.service = cw_str_z(service),
                                      .policy = cw_str_z(policy),
                                      .lang = cw_str_z(lang),
                                      .region = cw_str_z(region)};
    struct cw_buf out;
    cw_buf_init(&out, 4096);
    cw_report_path_document(&doc, &out);
    assert_false(out.failed);
    return out;
}

static void test_plain_names_are_readable(void **state)
{
    (void)state;
    static const struct {
        const char *service, *policy, *lang, *region, *want;
    } cases[] = {
        {"Facebook", "Privacy Policy", "en", "", "documents/facebook/privacy-policy.en.html"},
        {"Facebook", "Terms of Service", "zh-Hant", "",
         "documents/facebook/terms-of-service.zh-hant.html"},
        {"Facebook", "Terms of Service", "pt-BR", "PK",
         "documents/facebook/terms-of-service.pt-br.pk.html"},
        {"Facebook", "Terms of Service", "", "", "documents/facebook/terms-of-service._.html"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cw_buf got =
            path_of(cases[i].service, cases[i].policy, cases[i].lang, cases[i].region);
        cw_buf_char(&got, '\0');
        assert_string_equal(got.data, cases[i].want);
        cw_buf_dispose(&got);
    }
}

static void test_names_never_share_a_path(void **state)
{
    (void)state;
    static const char *const names[] = {"Facebook",
                                        "facebook",
                                        "FACEBOOK",
                                        "FaceBook",
                                        "Face Book",
                                        "Face  Book",
                                        "face-book",
                                        "Face-Book",
                                        "Face.Book",
                                        "../Face Book",
                                        "Fäcebook",
                                        "",
                                        "Con",
                                        "\xE5\xBE\xAE\xE4\xBF\xA1",
                                        "\xE5\xBE\xAE\xE5\x8D\x9A",
                                        "Caf\xC3\xA9",
                                        "Cafe\xCC\x81",
                                        "Terms of Service",
                                        "Terms Of Service",
                                        "Face_Book",
                                        "Facebook ",
                                        ".",
                                        "..",
                                        "a/b",
                                        "A B",
                                        "a\\b"};
    enum { N = sizeof names / sizeof *names };
    struct cw_buf paths[N];
    for (size_t i = 0; i < N; i++) {
        paths[i] = path_of(names[i], "Privacy Policy", "en", "");
        for (size_t c = 0; c < paths[i].len; c++) {
            char at = paths[i].data[c];
            assert_true((at >= 'a' && at <= 'z') || (at >= '0' && at <= '9') ||
                        (at != '\0' && strchr("-_./", at) != NULL));
        }
        assert_null(memmem(paths[i].data, paths[i].len, "..", 2));
        for (size_t j = 0; j < i; j++) {
            assert_false(cw_str_eq(cw_buf_view(&paths[i]), cw_buf_view(&paths[j])));
        }
    }
    for (size_t i = 0; i < N; i++) {
        cw_buf_dispose(&paths[i]);
    }
}

static void test_changes_lie_by_time(void **state)
{
    (void)state;
    static const struct {
        int64_t old_time;
        const char *want;
    } cases[] = {
        {1714000000, "changes/facebook/privacy-policy.en/2024-05-01T031200Z.html"},
        {1714533120, "changes/facebook/privacy-policy.en/2024-05-01T031200Z-0123456789ab.html"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct cw_report_change change = {.doc = {.service = cw_str_z("Facebook"),
                                                        .policy = cw_str_z("Privacy Policy"),
                                                        .lang = cw_str_z("en")},
                                                .old_time = cases[i].old_time,
                                                .new_time = 1714533120,
                                                .new_hash =
                                                    cw_str_z("0123456789abcdef0123456789abcdef")};
        struct cw_buf out;
        cw_buf_init(&out, 4096);
        cw_report_path_change(&change, &out);
        cw_buf_char(&out, '\0');
        assert_string_equal(out.data, cases[i].want);
        cw_buf_dispose(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain_names_are_readable),
                                       cmocka_unit_test(test_names_never_share_a_path),
                                       cmocka_unit_test(test_changes_lie_by_time)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
