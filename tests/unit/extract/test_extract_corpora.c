/* Real documents: parts give what the whole gives, and pages hold the text that the Open Terms
 * Archive's own extraction found in them. Skipped where the corpora are absent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <ftw.h>
#include <sys/stat.h>

#include "common/utf8.h"
#include "extract/extract.h"

#include "same_by_parts.h"

static struct cw_str read_file(struct cw_arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat info;
    if (!file || fstat(fileno(file), &info) != 0) {
        if (file) {
            fclose(file);
        }
        return (struct cw_str){NULL, 0};
    }
    char *data = cw_arena_alloc(arena, (size_t)info.st_size + 1);
    size_t len = data ? fread(data, 1, (size_t)info.st_size, file) : 0;
    fclose(file);
    return cw_str_n(data, len);
}

static size_t n_files;
static size_t n_wrong;

static int check_parts(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info;
    (void)place;
    size_t len = strlen(path);
    /* Every fourth file: versions repeat, and the test should stay short under sanitizers. */
    if (type != FTW_F || len < 3 || strcmp(path + len - 3, ".md") != 0 || n_files++ % 4 != 0) {
        return 0;
    }
    struct cw_arena *arena = cw_arena_new(1 << 26);
    struct cw_str bytes = read_file(arena, path);
    struct cw_extract_notes notes = {0};
    struct cw_str text;
    assert_int_equal(
        cw_extract_decode(arena, bytes, CW_MEDIA_MARKDOWN, cw_str_z(""), &text, &notes), CW_OK);
    if (text.len && same_by_parts(CW_MEDIA_MARKDOWN, text) == 0) {
        print_error("%s\n", path);
        n_wrong++;
    }
    cw_arena_free(arena);
    return 0;
}

static void parts_of_real_documents(void **state)
{
    (void)state;
    n_files = 0;
    n_wrong = 0;
    nftw(CW_CORPORA_DIR "/mozilla-legal", check_parts, 16, FTW_PHYS);
    nftw(CW_CORPORA_DIR "/html/ota-extract", check_parts, 16, FTW_PHYS);
    nftw(CW_CORPORA_DIR "/diff-pairs", check_parts, 16, FTW_PHYS);
    if (n_files == 0) {
        skip();
    }
    assert_int_equal(n_wrong, 0);
}

struct words {
    struct cw_str *items;
    size_t n;
    size_t capacity;
};

/* Runs of ASCII letters and digits and of whatever is beyond ASCII. */
static void add_words(struct cw_arena *arena, struct cw_str text, struct words *words)
{
    size_t at = 0;
    while (at < text.len) {
        size_t start = at;
        while (at < text.len &&
               ((text.data[at] & 0x80) || (text.data[at] >= '0' && text.data[at] <= '9') ||
                ((text.data[at] | 32) >= 'a' && (text.data[at] | 32) <= 'z'))) {
            at++;
        }
        if (at > start) {
            words->items = cw_arena_grow(arena, words->items, words->n, &words->capacity,
                                         words->n + 1, sizeof *words->items);
            assert_non_null(words->items);
            words->items[words->n++] = cw_str_sub(text, start, at);
        } else {
            at++;
        }
    }
}

static struct words words_of(struct cw_arena *arena, const char *path, enum cw_media media)
{
    struct words words = {0};
    struct cw_str bytes = read_file(arena, path);
    struct cw_extract_notes notes = {0};
    struct cw_str text;
    struct cw_blocks blocks = {0};
    if (!bytes.data) {
        return words;
    }
    assert_int_equal(cw_extract_decode(arena, bytes, media, cw_str_z(""), &text, &notes), CW_OK);
    assert_int_equal(cw_extract_blocks(arena, media, text, &blocks, &notes, NULL), CW_OK);
    assert_false(notes.truncated);
    for (size_t i = 0; i < blocks.n; i++) {
        add_words(arena, cw_utf8_squeeze(arena, blocks.items[i].text), &words);
    }
    return words;
}

/* How many of want's words are found in got, in order. Behind a gap it takes three words in a row
 * to go on, or one common word would leap too far; a word that is not found is given up. */
static size_t found_in_order(const struct words *want, const struct words *got)
{
    enum { RUN = 3 };
    size_t at = 0;
    size_t n = 0;
    for (size_t i = 0; i < want->n; i++) {
        for (size_t k = at; k < got->n; k++) {
            size_t run = 0;
            while (run < RUN && i + run < want->n && k + run < got->n &&
                   cw_str_eq(want->items[i + run], got->items[k + run])) {
                run++;
            }
            if (run == RUN || (run > 0 && (k == at || i + run == want->n))) {
                at = k + 1;
                n++;
                break;
            }
        }
    }
    return n;
}

static void pages_hold_what_others_found(void **state)
{
    (void)state;
    size_t n_pages = 0;
    size_t n_want = 0;
    size_t n_found = 0;
    for (int i = 0; i < 200; i++) {
        char path[512];
        struct cw_arena *arena = cw_arena_new(1 << 28);
        snprintf(path, sizeof path, "%s/html/ota-extract/d%03d.md", CW_CORPORA_DIR, i);
        struct words want = words_of(arena, path, CW_MEDIA_MARKDOWN);
        snprintf(path, sizeof path, "%s/html/pages/d%03d.html", CW_CORPORA_DIR, i);
        struct words got = words_of(arena, path, CW_MEDIA_HTML);
        n_pages += want.n > 0;
        n_want += want.n;
        n_found += found_in_order(&want, &got);
        cw_arena_free(arena);
    }
    if (n_pages == 0) {
        skip();
    }
    print_message("%zu of %zu words of %zu pages found in order\n", n_found, n_want, n_pages);
    assert_true(n_found * 100 >= n_want * 98);
}

int main(void)
{
    if (cw_extract_init()) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_real_documents),
        cmocka_unit_test(pages_hold_what_others_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
