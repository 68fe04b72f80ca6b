/* Hostile and huge inputs: everything is read or the notes say why not, within a time that a square
 * of the input would exceed many times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "common/utf8.h"
#include "extract/extract.h"

enum { ANY = -1 };
static const double most_seconds = 3.0; /* with sanitizers; measured without: under 0.5 each */

struct flood {
    const char *name;
    enum cw_media media;
    const char *before, *unit;
    size_t n;
    const char *after;
    long n_blocks; /* ANY: not known beforehand */
    bool given_up;
};

static const struct flood floods[] = {
    {"a line of 50 MB as text", CW_MEDIA_TEXT, "", "word ", 10000000, "", 1, false},
    {"a line of 10 MB as Markdown", CW_MEDIA_MARKDOWN, "", "word ", 2000000, "", 1, false},
    {"a line of 50 MB as HTML", CW_MEDIA_HTML, "<p>", "word ", 10000000, "", 1, false},
    {"100,000 items in Markdown", CW_MEDIA_MARKDOWN, "", "* item\n", 100000, "", 100000, false},
    {"100,000 items in HTML", CW_MEDIA_HTML, "<ol>", "<li>item", 100000, "", 100000, false},
    {"10,000 nested divisions", CW_MEDIA_HTML, "", "<div>a", 10000, "<p>end", 10001, false},
    {"10,000 nested lists", CW_MEDIA_HTML, "", "<ul><li>a", 10000, "", 10000, false},
    {"10,000 nested tables", CW_MEDIA_HTML, "", "<table><tr><td>a", 10000, "", 10000, false},
    {"10,000 quotations in one", CW_MEDIA_MARKDOWN, "", "> ", 10000, "end", 1, false},
    {"10,000 lists in one", CW_MEDIA_MARKDOWN, "", "- ", 10000, "end\n\n\nb", 2, false},
    {"blank lines in nested lists", CW_MEDIA_MARKDOWN, "- - - - - - - - a\n", "\n", 300000, "b", 2,
     false},
    {"emphasis never closed", CW_MEDIA_MARKDOWN, "", "**a *b ", 20000, "", 1, false},
    {"emphasis that mismatches", CW_MEDIA_MARKDOWN, "", "*a_ ", 50000, "", 1, false},
    {"open brackets", CW_MEDIA_MARKDOWN, "", "[", 50000, "a]", 1, false},
    {"links in images", CW_MEDIA_MARKDOWN, "", "![[]()", 20000, "b", ANY, true},
    {"open processing instructions", CW_MEDIA_MARKDOWN, "a ", "b <?", 50000, "", ANY, true},
    {"open declarations", CW_MEDIA_MARKDOWN, "a ", "b <!A ", 50000, "", ANY, true},
    {"a table of 20,000 columns", CW_MEDIA_MARKDOWN, "", "|a", 20000, "|\n|-|\n", ANY, false},
    {"short rows below a wide header", CW_MEDIA_MARKDOWN, "|a|b|c|d|\n|-|-|-|-|\n", "|a\n", 50000,
     "", 50001, false},
    {"attribute lists", CW_MEDIA_MARKDOWN, "a\n", "{: #a }\n", 50000, "", 1, false},
    {"references", CW_MEDIA_MARKDOWN, "[a]: b\n\n", "[a] ", 50000, "", 1, false},
    {"entities in Markdown", CW_MEDIA_MARKDOWN, "", "&amp;&#65;&bogus;", 100000, "", 1, false},
    {"entities in HTML", CW_MEDIA_HTML, "<p>", "&amp;&#65;&bogus;", 100000, "", 1, false},
    {"end tags of nothing", CW_MEDIA_HTML, "<x><x><x>", "</y>", 200000, "end", 1, false},
    {"pairs of breaks", CW_MEDIA_HTML, "", "a<br><br>", 100000, "", 100000, false},
    {"cells", CW_MEDIA_HTML, "<table><tr>", "<td>a", 100000, "", 1, false},
    {"rows", CW_MEDIA_HTML, "<table>", "<tr><td>a<td>b", 100000, "", 100000, false},
    {"open comments", CW_MEDIA_HTML, "<p>a", "<!--", 50000, "", 1, false},
    {"bare signs", CW_MEDIA_HTML, "<p>a", "<&", 100000, "", 1, false},
    {"attributes", CW_MEDIA_HTML, "<p>a<p ", " b=c", 100000, ">d", 1, true},
    {"over 1,000,000 blocks", CW_MEDIA_TEXT, "", "a\n\n", 1000001, "", 1000000, true},
};

static struct cw_str build(const struct flood *flood)
{
    size_t before = strlen(flood->before);
    size_t unit = strlen(flood->unit);
    size_t after = strlen(flood->after);
    size_t len = before + unit * flood->n + after;
    char *data = malloc(len + 1);
    assert_non_null(data);
    memcpy(data, flood->before, before);
    for (size_t i = 0; i < flood->n; i++) {
        memcpy(data + before + i * unit, flood->unit, unit);
    }
    memcpy(data + len - after, flood->after, after);
    return cw_str_n(data, len);
}

static double cpu_seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void check_flood(const struct flood *flood)
{
    struct cw_str text = build(flood);
    struct cw_arena *arena = cw_arena_new((size_t)1 << 31);
    struct cw_blocks blocks;
    struct cw_extract_notes notes = {0};
    double before = cpu_seconds();
    enum cw_err err = cw_extract_blocks(arena, flood->media, text, &blocks, &notes, NULL);
    double seconds = cpu_seconds() - before;
    bool limit = flood->n_blocks == 1000000;
    bool right = err == (limit ? CW_ELIMIT : CW_OK) && seconds < most_seconds &&
                 (flood->n_blocks == ANY || (long)blocks.n == flood->n_blocks) &&
                 notes.truncated == flood->given_up;
    if (!right) {
        print_error("%s: error %d, %.2f s, %zu blocks, %s\n", flood->name, err, seconds, blocks.n,
                    notes.truncated ? notes.reason : "complete");
    }
    assert_true(right);
    for (size_t i = 0; i < blocks.n; i++) {
        assert_true(blocks.items[i].text.len > 0 && blocks.items[i].end <= text.len);
    }
    cw_arena_free(arena);
    free((char *)text.data);
}

static void floods_are_linear(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
        check_flood(&floods[i]);
    }
}

/* Every element open, every end tag another's: the parser would look through all of them each time.
 */
static void mismatched_tags_are_bounded(void **state)
{
    (void)state;
    enum { N = 100000 };
    char *data = malloc((size_t)N * 24);
    assert_non_null(data);
    size_t len = 0;
    for (int i = 0; i < 2 * N; i++) {
        int written = snprintf(data + len, 12, i < N ? "<x%d>" : "</y%d>", i);
        len += (size_t)written;
    }
    struct cw_arena *arena = cw_arena_new((size_t)1 << 28);
    struct cw_blocks blocks;
    struct cw_extract_notes notes = {0};
    double before = cpu_seconds();
    assert_int_equal(
        cw_extract_blocks(arena, CW_MEDIA_HTML, cw_str_n(data, len), &blocks, &notes, NULL), CW_OK);
    assert_true(cpu_seconds() - before < most_seconds);
    assert_true(notes.truncated);
    assert_string_equal(notes.reason, "too many mismatched end tags inside too deep nesting");
    cw_arena_free(arena);
    free(data);
}

/* A declared width of 300 columns is paid for by every short row below it. */
static void wide_headers_are_no_tables(void **state)
{
    (void)state;
    enum { COLUMNS = 300, ROWS = 20000 };
    char *data = malloc((size_t)COLUMNS * 4 + 8 + (size_t)ROWS * 3);
    assert_non_null(data);
    size_t len = 0;
    for (int line = 0; line < 2; line++) {
        for (int i = 0; i < COLUMNS; i++) {
            data[len++] = '|';
            data[len++] = line ? '-' : 'a';
        }
        data[len++] = '\n';
    }
    for (int i = 0; i < ROWS; i++) {
        memcpy(data + len, "|b\n", 3);
        len += 3;
    }
    struct cw_arena *arena = cw_arena_new((size_t)1 << 28);
    struct cw_blocks blocks;
    struct cw_extract_notes notes = {0};
    double before = cpu_seconds();
    assert_int_equal(
        cw_extract_blocks(arena, CW_MEDIA_MARKDOWN, cw_str_n(data, len), &blocks, &notes, NULL),
        CW_OK);
    assert_true(cpu_seconds() - before < most_seconds);
    assert_int_equal(blocks.n, 1);
    cw_arena_free(arena);
    free(data);
}

int main(void)
{
    if (cw_extract_init()) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(floods_are_linear),
        cmocka_unit_test(mismatched_tags_are_bounded),
        cmocka_unit_test(wide_headers_are_no_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
