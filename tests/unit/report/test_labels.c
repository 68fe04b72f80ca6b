/* The template for translators is what the labels say; translations replace labels one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "report/report.h"

static void test_template_is_current(void **state)
{
    (void)state;
    struct cw_buf want;
    cw_buf_init(&want, 1 << 20);
    cw_report_labels_pot(&want);
    assert_false(want.failed);

    FILE *file = fopen(CW_SOURCE_DIR "/lexicons/concepts/labels.pot", "rb");
    assert_non_null(file);
    static char got[1 << 17];
    size_t n = fread(got, 1, sizeof got, file);
    fclose(file);
    if (n != want.len || memcmp(got, want.data, n) != 0) {
        print_message("labels.pot is out of date: report_demo --labels > "
                      "lexicons/concepts/labels.pot\n");
        fail();
    }
    cw_buf_dispose(&want);
}

static struct cw_str only_skip(void *context, const char *id, const char *english)
{
    int *asked = context;
    (*asked)++;
    assert_true(english[0] != '\0');
    return strcmp(id, "skip") == 0 ? cw_str_z("Zum <Inhalt>") : cw_str_z("");
}

static void test_translations_replace_labels(void **state)
{
    (void)state;
    int asked = 0;
    struct cw_report_labels *labels = cw_report_labels_new(only_skip, &asked);
    assert_non_null(labels);
    assert_true(asked > 100);
    const struct cw_report_options options = {.lang = cw_str_z("de"), .labels = labels};
    struct cw_buf page;
    cw_buf_init(&page, 1 << 20);
    cw_report_documents(&options, NULL, 0, 1, 1, &page);
    cw_buf_char(&page, '\0');
    assert_false(page.failed);
    assert_non_null(strstr(page.data, "Zum &lt;Inhalt&gt;"));
    assert_non_null(strstr(page.data, "<html lang=\"de\" dir=\"ltr\">"));
    assert_non_null(strstr(page.data, "What changed")); /* not translated: English */
    cw_buf_dispose(&page);
    cw_report_labels_free(labels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_template_is_current),
                                       cmocka_unit_test(test_translations_replace_labels)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
