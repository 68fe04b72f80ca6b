/* Pages: well-formed enough for a strict XML reader (which finds any unclosed or unescaped markup),
 * the same bytes twice, small whatever comes, and showing what matters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "report/report.h"

enum { MANY = 4000, CLAUSES = 3 };

static struct cw_clause many_clauses[MANY];
static struct cw_edit many_edits[MANY];
static uint32_t many_indices[MANY];

static void count_fault(void *context, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    (*(int *)context)++;
}

/* A page as XML: void elements closed first, then every tag must match. Slow is fine here. */
static void assert_nested(const struct cw_buf *page)
{
    struct cw_buf xml;
    cw_buf_init(&xml, 64 << 20);
    assert_false(page->failed);
    struct cw_str text = cw_buf_view(page);
    size_t at = strlen("<!DOCTYPE html>");
    assert_true(cw_str_starts(text, "<!DOCTYPE html>"));
    while (at < text.len) {
        size_t end = at + 1;
        while (end < text.len && text.data[end] != '<') {
            end++;
        }
        struct cw_str piece = cw_str_sub(text, at, end);
        bool is_void = cw_str_starts(piece, "<meta") || cw_str_starts(piece, "<link") ||
                       cw_str_starts(piece, "<br");
        const char *close = is_void ? memchr(piece.data, '>', piece.len) : NULL;
        if (close) {
            cw_buf_add(&xml, piece.data, (size_t)(close - piece.data));
            cw_buf_z(&xml, "/>");
            piece = cw_str_sub(piece, (size_t)(close - piece.data) + 1, piece.len);
        }
        cw_buf_str(&xml, piece);
        at = end;
    }
    assert_false(xml.failed);
    int faults = 0;
    xmlSetGenericErrorFunc(&faults, count_fault);
    xmlDoc *doc =
        xmlReadMemory(xml.data, (int)xml.len, "page", "UTF-8", XML_PARSE_NONET | XML_PARSE_HUGE);
    xmlSetGenericErrorFunc(NULL, NULL);
    assert_int_equal(faults, 0);
    assert_non_null(doc);
    xmlFreeDoc(doc);
    cw_buf_dispose(&xml);
}

static bool holds(const struct cw_buf *page, const char *words)
{
    return memmem(page->data, page->len, words, strlen(words)) != NULL;
}

static const struct cw_report_doc hostile = {
    .service = {"</title><script>", 16}, .policy = {"\"'&<>", 5}, .lang = {"en", 2}};

static struct cw_report_change_model change_model(const struct cw_comparison *comparison,
                                                  const struct cw_clauses *old_clauses,
                                                  const struct cw_clauses *new_clauses)
{
    return (struct cw_report_change_model){
        .change = {.doc = hostile, .new_time = 1714533120, .back_to = CW_REPORT_NO_TIME},
        .comparison = comparison,
        .old_side = {{.doc = hostile, .snapshots = cw_str_z("javascript:x\nhttps://e.org/?a&b")},
                     old_clauses},
        .new_side = {{.doc = hostile}, new_clauses}};
}

static void test_words_and_context(void **state)
{
    (void)state;
    struct cw_clause old_items[CLAUSES] = {
        {.kind = CW_HEADING, .level = 1, .text = cw_str_z("Terms <i>")},
        {.kind = CW_HEADING, .level = 2, .number = cw_str_z("3"), .text = cw_str_z("Accounts")},
        {.kind = CW_PARAGRAPH, .number = cw_str_z("3.1"), .text = cw_str_z("within 30 days & on")}};
    struct cw_clause new_items[CLAUSES] = {
        old_items[0],
        old_items[1],
        {.kind = CW_PARAGRAPH, .number = cw_str_z("3.2"), .text = cw_str_z("within 7 days & on")}};
    const struct cw_clauses old_clauses = {old_items, CLAUSES};
    const struct cw_clauses new_clauses = {new_items, CLAUSES};
    uint32_t index = 2;
    uint32_t wrong = 99;
    struct cw_signal signal = {.kind = CW_SIGNAL_DURATION,
                               .old_value = cw_str_z("30 days"),
                               .new_value = cw_str_z("7 days")};
    struct cw_change_run runs[] = {{7, 9, 7, 8}, {5, 6, 900, 901}}; /* the second fits nothing */
    struct cw_edit edits[] = {{.kind = CW_EDIT_MODIFIED,
                               .renumbered = true,
                               .old_indices = &index,
                               .n_old = 1,
                               .new_indices = &index,
                               .n_new = 1,
                               .severity = CW_SEVERITY_HIGH,
                               .signals = &signal,
                               .n_signals = 1,
                               .runs = runs,
                               .n_runs = 2},
                              {.kind = CW_EDIT_REMOVED, .old_indices = &wrong, .n_old = 1}};
    const struct cw_comparison comparison = {
        .class = CW_PAIR_SUBSTANTIVE, .severity = CW_SEVERITY_HIGH, .edits = edits, .n_edits = 2};
    struct cw_report_change_model model = change_model(&comparison, &old_clauses, &new_clauses);
    struct cw_buf page;
    struct cw_buf again;
    cw_buf_init(&page, 1 << 20);
    cw_buf_init(&again, 1 << 20);
    cw_report_change_page(NULL, &model, &page);
    cw_report_change_page(NULL, &model, &again);
    assert_nested(&page);
    assert_true(cw_str_eq(cw_buf_view(&page), cw_buf_view(&again)));
    assert_true(holds(&page, "removed: </span>30</del> days &amp; on"));
    assert_true(holds(&page, "added: </span>7</ins> days &amp; on"));
    assert_true(holds(&page, "Terms &lt;i&gt;"));
    assert_true(holds(&page, "renumbered: <bdi>3.1</bdi>"));
    assert_false(holds(&page, "href=\"javascript"));
    assert_true(holds(&page, "href=\"https://e.org/?a&amp;b\""));
    cw_buf_clear(&page);
    cw_report_diff_page(NULL, &comparison, cw_str_z("<old>"), &old_clauses, cw_str_z("new"),
                        &new_clauses, &page);
    assert_nested(&page);
    assert_false(holds(&page, "style.css"));

    uint8_t need[CLAUSES] = {0};
    cw_report_needs(&comparison, &new_clauses, true, need);
    assert_true(need[0] && need[1] && need[2]);
    cw_buf_dispose(&page);
    cw_buf_dispose(&again);
}

static void test_needs_only_what_is_named(void **state)
{
    (void)state;
    struct cw_clause items[] = {{.kind = CW_HEADING, .level = 1}, {.kind = CW_PARAGRAPH},
                                {.kind = CW_HEADING, .level = 2}, {.kind = CW_PARAGRAPH},
                                {.kind = CW_HEADING, .level = 2}, {.kind = CW_PARAGRAPH}};
    enum { N = sizeof items / sizeof *items };
    uint32_t index = 5;
    struct cw_edit edits[] = {{.kind = CW_EDIT_ADDED, .new_indices = &index, .n_new = 1}};
    const struct cw_comparison comparison = {.edits = edits, .n_edits = 1};
    const struct cw_clauses clauses = {items, N};
    uint8_t need[N] = {0};
    cw_report_needs(&comparison, &clauses, true, need);
    const uint8_t want[N] = {1, 0, 0, 0, 1, 1};
    assert_memory_equal(need, want, N);
}

/* A rewrite of thousands of clauses: the page stays small, keeps the severe one, and says what is
 * left out. */
static void test_a_rewrite_stays_small(void **state)
{
    (void)state;
    static char text[600];
    memset(text, 'x', sizeof text);
    for (uint32_t i = 0; i < MANY; i++) {
        many_indices[i] = i;
        many_clauses[i] =
            (struct cw_clause){.kind = CW_PARAGRAPH, .text = cw_str_n(text, sizeof text)};
        many_edits[i] =
            (struct cw_edit){.kind = CW_EDIT_ADDED, .new_indices = &many_indices[i], .n_new = 1};
    }
    many_clauses[MANY - 1].text = cw_str_z("the severe one");
    many_edits[MANY - 1].severity = CW_SEVERITY_HIGH;
    const struct cw_clauses none = {NULL, 0};
    const struct cw_clauses clauses = {many_clauses, MANY};
    const struct cw_comparison comparison = {
        .class = CW_PAIR_REWRITE, .edits = many_edits, .n_edits = MANY};
    struct cw_report_change_model model = change_model(&comparison, &none, &clauses);
    struct cw_buf page;
    cw_buf_init(&page, 8 << 20);
    cw_report_change_page(NULL, &model, &page);
    assert_nested(&page);
    assert_true(page.len < 200000);
    assert_true(holds(&page, "the severe one"));
    assert_true(holds(&page, "clauses left out"));
    cw_buf_dispose(&page);
}

/* The first night over an archive: the fullest first page that the limits allow. */
static void test_the_first_page_stays_small(void **state)
{
    (void)state;
    enum { SIGNALS = 12 };
    static struct cw_report_change changes[CW_REPORT_CHANGES_A_PAGE];
    static struct cw_report_document documents[CW_REPORT_DOCUMENTS_A_PAGE];
    struct cw_signal signals[SIGNALS];
    for (size_t i = 0; i < SIGNALS; i++) {
        signals[i] = (struct cw_signal){.kind = CW_SIGNAL_DURATION,
                                        .old_value = cw_str_z("one hundred and thirty days"),
                                        .new_value = cw_str_z("thirty days after notice")};
    }
    const struct cw_report_doc doc = {.service = cw_str_z("A Platform With A Name"),
                                      .policy = cw_str_z("Community Guidelines"),
                                      .lang = cw_str_z("zh-Hant")};
    for (size_t i = 0; i < CW_REPORT_CHANGES_A_PAGE; i++) {
        changes[i] = (struct cw_report_change){.doc = doc,
                                               .new_time = 1714533120 + (int64_t)i,
                                               .severity = CW_SEVERITY_MEDIUM,
                                               .class = CW_PAIR_SUBSTANTIVE,
                                               .has_page = true,
                                               .back_to = CW_REPORT_NO_TIME,
                                               .signals = signals,
                                               .n_signals = SIGNALS,
                                               .total_signals = 40};
    }
    for (size_t i = 0; i < CW_REPORT_DOCUMENTS_A_PAGE; i++) {
        documents[i] = (struct cw_report_document){.doc = doc, .formula = cw_str_z("flesch")};
    }
    struct cw_report_night night = {
        .run = {.from = 0, .to = 1714533120, .changes = 4700, .cosmetic = 3000, .set_aside = 500},
        .page = 1,
        .n_pages = 47,
        .changes = changes,
        .n_changes = CW_REPORT_CHANGES_A_PAGE,
        .cosmetic = changes,
        .n_cosmetic = CW_REPORT_CHANGES_A_PAGE,
        .set_aside = changes,
        .n_set_aside = CW_REPORT_CHANGES_A_PAGE,
        .documents = documents,
        .n_documents = CW_REPORT_DOCUMENTS_A_PAGE,
        .total_documents = 4000};
    struct cw_buf page;
    cw_buf_init(&page, 8 << 20);
    cw_report_index(NULL, &night, &page);
    assert_nested(&page);
    print_message("first page at its limits: %zu bytes\n", page.len);
    assert_true(page.len < 210000);
    assert_true(holds(&page, "night/47.html"));
    cw_buf_dispose(&page);
}

static void test_the_feed_is_xml(void **state)
{
    (void)state;
    const struct cw_signal signal = {.kind = CW_SIGNAL_AGE, .old_value = cw_str_z("16 <&")};
    const struct cw_report_change changes[] = {
        {.doc = hostile,
         .new_time = 100,
         .back_to = CW_REPORT_NO_TIME,
         .signals = &signal,
         .n_signals = 1,
         .has_page = true},
        {.doc = hostile, .new_time = 200, .back_to = CW_REPORT_NO_TIME}};
    struct cw_buf feed;
    cw_buf_init(&feed, 1 << 20);
    cw_report_feed(NULL, changes, 2, &feed);
    assert_false(feed.failed);
    xmlDoc *doc = xmlReadMemory(feed.data, (int)feed.len, "feed", NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    xmlFreeDoc(doc);
    assert_true(holds(&feed, "<updated>1970-01-01T00:03:20Z</updated>\n<author>"));
    cw_buf_dispose(&feed);
}

static void test_a_full_buffer_is_told(void **state)
{
    (void)state;
    const struct cw_report_night night = {.page = 1, .n_pages = 1};
    struct cw_buf page;
    cw_buf_init(&page, 300);
    cw_report_index(NULL, &night, &page);
    assert_true(page.failed);
    cw_buf_dispose(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words_and_context),
                                       cmocka_unit_test(test_needs_only_what_is_named),
                                       cmocka_unit_test(test_a_rewrite_stays_small),
                                       cmocka_unit_test(test_the_first_page_stays_small),
                                       cmocka_unit_test(test_the_feed_is_xml),
                                       cmocka_unit_test(test_a_full_buffer_is_told)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    xmlCleanupParser();
    return failed;
}
