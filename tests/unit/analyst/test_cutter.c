/* However often a text is edited, and whatever stood before it, the cutter gives the parts that the
 * text is cut into by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <ftw.h>

#include "analyst/cutter.h"
#include "common/buf.h"

/* Lines that begin, end, outlive and hide parts, and such as are found in every text. */
static const char *const lines[] = {"\n",
                                    "\n",
                                    "\n",
                                    "\n",
                                    "Some words.\n",
                                    "Other words.\n",
                                    "# A heading\n",
                                    "Underlined\n",
                                    "---\n",
                                    "- an item\n",
                                    "  its second line\n",
                                    "12. a numbered item\n",
                                    "12.\n",
                                    "2024\n",
                                    "* * *\n",
                                    "| a | b |\n",
                                    "| - | - |\n",
                                    "> quoted\n",
                                    "\r\n",
                                    "With a return\r\n",
                                    "    indented\n",
                                    " \n",
                                    "\t\n",
                                    "```\n",
                                    "~~~~\n",
                                    "- ```\n",
                                    "<div>\n",
                                    "<!-- a remark\n",
                                    "that ends -->\n",
                                    "<pre>\n",
                                    "a [link] in words\n",
                                    "[link]: https://example.org\n",
                                    "lone\rreturn\n",
                                    "\xEF\xBB\xBF",
                                    "no newline"};

enum { N_LINES = sizeof lines / sizeof lines[0], COMMON = 24, EDITS = 4000, MOST_BYTES = 2048 };

static uint32_t seed;

static uint32_t pick(size_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % (uint32_t)n;
}

static void check_cut(struct cw_cutter *cutter, struct cw_str text, struct cw_str declared)
{
    const struct cw_placed *list;
    size_t n;
    struct cw_diag diag;
    assert_int_equal(cw_cutter_cut(cutter, CW_MEDIA_MARKDOWN, text, declared, &list, &n, &diag),
                     CW_OK);
    struct cw_parts parts;
    cw_extract_parts(&parts, CW_MEDIA_MARKDOWN, text);
    size_t i = 0;
    while (cw_extract_next_part(&parts)) {
        assert_true(i < n);
        assert_int_equal(list[i].offset, parts.start);
        assert_int_equal(list[i].lines, parts.line - 1);
        assert_true(cw_str_eq(list[i].part->bytes, parts.part));
        const struct cw_clauses *clauses = &list[i].part->clauses;
        assert_true(!clauses->n || cw_str_eq(clauses->items[0].lang, declared));
        i++;
    }
    assert_int_equal(i, n);
}

/* Replaces bytes [start, end) of the text by a few lines. Most of them are harmless: a definition
 * or a comment makes one part of what follows. */
static void edit(struct cw_buf *text, struct cw_buf *spare, size_t start, size_t end)
{
    cw_buf_clear(spare);
    cw_buf_add(spare, text->data, start);
    for (size_t i = pick(6); i > 0; i--) {
        cw_buf_z(spare, lines[pick(pick(8) ? COMMON : N_LINES)]);
    }
    cw_buf_add(spare, text->data + end, text->len - end);
    struct cw_buf edited = *spare;
    *spare = *text;
    *text = edited;
}

static size_t on_boundary(struct cw_str text, size_t at)
{
    while (at < text.len && ((unsigned char)text.data[at] & 0xC0) == 0x80) {
        at++;
    }
    return at;
}

static void edited_texts(void **state)
{
    (void)state;
    struct cw_cutter *cutter = cw_cutter_new();
    struct cw_buf text;
    struct cw_buf spare;
    cw_buf_init(&text, 1 << 20);
    cw_buf_init(&spare, 1 << 20);
    cw_buf_z(&text, "A text.\n");
    seed = 1;
    for (unsigned i = 0; i < EDITS; i++) {
        size_t start = pick(text.len + 1);
        size_t len = text.len > MOST_BYTES || !pick(3) ? pick(text.len - start + 1) / 2 : 0;
        struct cw_str view = cw_buf_view(&text);
        edit(&text, &spare, on_boundary(view, start), on_boundary(view, start + len));
        check_cut(cutter, cw_buf_view(&text), cw_str_z(pick(50) ? "en" : "de"));
    }
    cw_buf_dispose(&text);
    cw_buf_dispose(&spare);
    cw_cutter_free(cutter);
}

static struct cw_cutter *of_files;
static size_t n_files;

static int check_file(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info;
    (void)place;
    static char bytes[1 << 20];
    size_t len = strlen(path);
    FILE *file =
        type == FTW_F && len > 3 && strcmp(path + len - 3, ".md") == 0 ? fopen(path, "rb") : NULL;
    if (file) {
        struct cw_str text = {bytes, fread(bytes, 1, sizeof bytes, file)};
        fclose(file);
        check_cut(of_files, text, cw_str_z("en"));
        n_files++;
    }
    return 0;
}

static void versions_of_documents(void **state)
{
    (void)state;
    of_files = cw_cutter_new();
    n_files = 0;
    nftw(CW_SOURCE_DIR "/corpora/sample/texts", check_file, 16, FTW_PHYS);
    nftw(CW_CORPORA_DIR "/diff-pairs", check_file, 16, FTW_PHYS);
    cw_cutter_free(of_files);
    assert_true(n_files > 50);
}

static int prepare(void **state)
{
    (void)state;
    return cw_extract_init();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edited_texts),
        cmocka_unit_test(versions_of_documents),
    };
    return cmocka_run_group_tests(tests, prepare, NULL);
}
