/* Runs tests/spec/extract/NAME.txt: cases of input and expected blocks.
 *
 *     === name of the case
 *     input lines
 *     >>>
 *     kind [level] [#anchor] [@lang] [(marker)]: text, white space squeezed
 *       link "the linked words" target
 *
 * The media type is the file's name up to the first full stop. Every block's start, end and line
 * are checked for sense against the input as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "extract/extract.h"

static char *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char bytes[1 << 20];
    *len = fread(bytes, 1, sizeof bytes - 1, file);
    bytes[*len] = '\0';
    fclose(file);
    return bytes;
}

static void print_block(struct cw_arena *arena, struct cw_buf *out, const struct cw_block *block)
{
    cw_buf_z(out, cw_kind_name(block->kind));
    if (block->level) {
        cw_buf_printf(out, " %u", block->level);
    }
    if (block->anchor.len) {
        cw_buf_printf(out, " #%.*s", (int)block->anchor.len, block->anchor.data);
    }
    if (block->lang.len) {
        cw_buf_printf(out, " @%.*s", (int)block->lang.len, block->lang.data);
    }
    if (block->marker.len) {
        cw_buf_printf(out, " (%.*s)", (int)block->marker.len, block->marker.data);
    }
    struct cw_str text = cw_utf8_squeeze(arena, block->text);
    cw_buf_printf(out, ": %.*s\n", (int)text.len, text.data);
    for (size_t i = 0; i < block->n_links; i++) {
        const struct cw_link *link = &block->links[i];
        struct cw_str words = cw_str_sub(block->text, link->start, link->end);
        words = cw_utf8_squeeze(arena, words);
        cw_buf_printf(out, "  link \"%.*s\" %.*s\n", (int)words.len, words.data,
                      (int)link->target.len, link->target.data);
    }
}

static void check_places(struct cw_str input, const struct cw_blocks *blocks)
{
    for (size_t i = 0; i < blocks->n; i++) {
        const struct cw_block *block = &blocks->items[i];
        assert_true(block->start < block->end && block->end <= input.len);
        uint32_t line = 1;
        for (size_t at = 0; at < block->start; at++) {
            line += input.data[at] == '\n';
        }
        assert_int_equal(line, block->line);
        char first = block->text.data[0];
        char there = input.data[block->start];
        if (block->kind != CW_ROW && first != there && !strchr("*_[`<|&\\~", there)) {
            print_error("block starts at %.20s\n", input.data + block->start);
            fail();
        }
        assert_false(strchr(" \t\r\n", input.data[block->end - 1]) != NULL);
    }
}

static struct cw_str run_case(struct cw_arena *arena, struct cw_buf *out, enum cw_media media,
                              struct cw_str input)
{
    struct cw_blocks blocks;
    struct cw_extract_notes notes = {0};
    assert_int_equal(cw_extract_blocks(arena, media, input, &blocks, &notes, NULL), CW_OK);
    assert_false(notes.truncated);
    for (size_t i = 0; i < blocks.n; i++) {
        print_block(arena, out, &blocks.items[i]);
    }
    check_places(input, &blocks);
    if (notes.title.len) {
        cw_buf_printf(out, "title: %.*s\n", (int)notes.title.len, notes.title.data);
    }
    if (notes.lang.len) {
        cw_buf_printf(out, "lang: %.*s\n", (int)notes.lang.len, notes.lang.data);
    }
    return cw_buf_view(out);
}

static void run_file(const char *name, enum cw_media media)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/spec/extract/%s", CW_SOURCE_DIR, name);
    size_t len;
    char *spec = read_file(path, &len);
    struct cw_arena *arena = cw_arena_new(64 << 20);
    struct cw_buf out;
    cw_buf_init(&out, 1 << 20);
    size_t n_cases = 0;
    size_t n_failed = 0;
    for (char *at = strstr(spec, "\n=== "); at;) {
        char *title = at + 5;
        char *input = strchr(title, '\n') + 1;
        char *divider = strstr(input, "\n>>>\n");
        assert_non_null(divider);
        char *expected = divider + 5;
        char *next = strstr(expected - 1, "\n=== ");
        char *end = next ? next + 1 : spec + len;
        while (end > expected && end[-1] == '\n') {
            end--;
        }
        cw_buf_clear(&out);
        struct cw_str got =
            run_case(arena, &out, media, cw_str_n(input, (size_t)(divider + 1 - input)));
        got = cw_str_trim(got);
        n_cases++;
        if (!cw_str_eq(got, cw_str_n(expected, (size_t)(end - expected)))) {
            n_failed++;
            print_error("%s: %.*s\n--- expected\n%.*s\n--- got\n%.*s\n", name,
                        (int)(input - 1 - title), title, (int)(end - expected), expected,
                        (int)got.len, got.data);
        }
        cw_arena_reset(arena);
        at = next;
    }
    cw_buf_dispose(&out);
    cw_arena_free(arena);
    assert_true(n_cases > 0);
    assert_int_equal(n_failed, 0);
}

static void markdown_spec(void **state)
{
    (void)state;
    run_file("markdown.txt", CW_MEDIA_MARKDOWN);
}

static void html_spec(void **state)
{
    (void)state;
    run_file("html.txt", CW_MEDIA_HTML);
}

static void text_spec(void **state)
{
    (void)state;
    run_file("text.txt", CW_MEDIA_TEXT);
}

/* test_extract_spec FILE: prints the blocks of a file, to see what an input gives. */
static int dump(const char *path)
{
    size_t len;
    char *bytes = read_file(path, &len);
    struct cw_arena *arena = cw_arena_new(1 << 30);
    struct cw_extract_notes notes = {0};
    struct cw_str text;
    struct cw_str raw = cw_str_n(bytes, len);
    enum cw_media media = cw_extract_sniff(raw, cw_str_z(path));
    struct cw_blocks blocks;
    if (cw_extract_decode(arena, raw, media, cw_str_z(""), &text, &notes) ||
        cw_extract_blocks(arena, media, text, &blocks, &notes, NULL)) {
        return 1;
    }
    struct cw_buf out;
    cw_buf_init(&out, 1 << 30);
    for (size_t i = 0; i < blocks.n; i++) {
        cw_buf_printf(&out, "%u %zu-%zu ", blocks.items[i].line, blocks.items[i].start,
                      blocks.items[i].end);
        print_block(arena, &out, &blocks.items[i]);
    }
    fwrite(out.data, 1, out.len, stdout);
    printf("charset %s, repaired %zu, %s title: %.*s lang: %.*s\n", notes.charset, notes.repaired,
           notes.truncated ? notes.reason : "complete", (int)notes.title.len,
           notes.title.len ? notes.title.data : "", (int)notes.lang.len,
           notes.lang.len ? notes.lang.data : "");
    cw_buf_dispose(&out);
    cw_arena_free(arena);
    return 0;
}

int main(int argc, char **argv)
{
    if (cw_extract_init()) {
        return 1;
    }
    if (argc > 1) {
        return dump(argv[1]);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markdown_spec),
        cmocka_unit_test(html_spec),
        cmocka_unit_test(text_spec),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
