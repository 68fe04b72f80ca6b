/* Clause numbers and sentences from tests/spec/segment; clauses, links and addresses from here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "segment/segment.h"

const struct cw_lexicon *test_lexicon(void);

static struct cw_clauses clauses_of(struct cw_arena *arena, struct cw_block *blocks, size_t n,
                                    const char *declared)
{
    struct cw_blocks list = {blocks, n};
    struct cw_clauses clauses;
    assert_int_equal(cw_segment_clauses(arena, &list, cw_str_z(declared), &clauses), CW_OK);
    return clauses;
}

static struct cw_clauses clauses_of_text(struct cw_arena *arena, struct cw_str text)
{
    struct cw_block *block = cw_arena_alloc(arena, sizeof *block);
    *block = (struct cw_block){.kind = CW_PARAGRAPH, .text = text};
    return clauses_of(arena, block, 1, "");
}

static FILE *open_spec(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/spec/segment/%s", CW_SOURCE_DIR, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    return file;
}

static void numbers_spec(void **state)
{
    (void)state;
    struct cw_arena *arena = cw_arena_new(1 << 24);
    FILE *file = open_spec("numbers.txt");
    char line[512];
    int n = 0;
    int failed = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *number = strchr(line, '\t');
        if (line[0] == '#' || !number) {
            continue;
        }
        *number++ = '\0';
        char *rest = strchr(number, '\t');
        assert_non_null(rest);
        *rest++ = '\0';
        bool none = strcmp(number, "-") == 0;
        struct cw_clauses clauses = clauses_of_text(arena, cw_str_z(line));
        assert_int_equal(clauses.n, 1);
        struct cw_clause *clause = &clauses.items[0];
        if (!cw_str_is(clause->number, none ? "" : number) ||
            !cw_str_is(clause->text, none ? line : rest)) {
            print_error("%s: number \"%.*s\", text \"%.*s\"\n", line, (int)clause->number.len,
                        clause->number.len ? clause->number.data : "", (int)clause->text.len,
                        clause->text.data);
            failed++;
        }
        n++;
    }
    fclose(file);
    cw_arena_free(arena);
    assert_true(n > 40);
    assert_int_equal(failed, 0);
}

/* Takes the marks out of a line; returns the text, and the line again as segment cuts it. */
static void cut(struct cw_breaker *breaker, struct cw_arena *arena, const char *line,
                struct cw_buf *out)
{
    const struct cw_lexicon *lexicon = NULL;
    if (strncmp(line, "en: ", 4) == 0) {
        lexicon = test_lexicon();
        cw_buf_z(out, "en: ");
        line += 4;
    }
    struct cw_buf plain;
    cw_buf_init(&plain, 4096);
    for (const char *at = line; *at; at++) {
        if (strncmp(at, "¦", 2) == 0) {
            at++;
        } else {
            cw_buf_char(&plain, *at);
        }
    }
    struct cw_span *spans;
    size_t n;
    struct cw_str text = cw_buf_view(&plain);
    assert_int_equal(cw_segment_sentences(breaker, arena, lexicon, text, &spans, &n), CW_OK);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(spans[i].start, at);
        at = spans[i].end;
        cw_buf_z(out, i ? "¦" : "");
        cw_buf_str(out, cw_str_sub(text, spans[i].start, spans[i].end));
        assert_true(cw_utf8_has_word(cw_str_sub(text, spans[i].start, spans[i].end)));
    }
    assert_int_equal(at, text.len);
    cw_buf_dispose(&plain);
}

static void sentences_spec(void **state)
{
    (void)state;
    struct cw_arena *arena = cw_arena_new(1 << 24);
    struct cw_breaker *breaker = cw_breaker_new();
    FILE *file = open_spec("sentences.txt");
    char line[512];
    int failed = 0;
    int n = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || !line[0]) {
            continue;
        }
        struct cw_buf out;
        cw_buf_init(&out, 8192);
        cut(breaker, arena, line, &out);
        if (!cw_str_is(cw_buf_view(&out), line)) {
            print_error("expected %s\ngot      %.*s\n", line, (int)out.len, out.data);
            failed++;
        }
        cw_buf_dispose(&out);
        n++;
    }
    fclose(file);
    cw_breaker_free(breaker);
    cw_arena_free(arena);
    assert_true(n > 10);
    assert_int_equal(failed, 0);
}

static void wordless_text_has_no_sentence(void **state)
{
    (void)state;
    struct cw_arena *arena = cw_arena_new(1 << 20);
    struct cw_breaker *breaker = cw_breaker_new();
    struct cw_span *spans;
    size_t n = 9;
    const char *texts[] = {"", " ", "... !", "***"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(cw_segment_sentences(breaker, arena, NULL, cw_str_z(texts[i]), &spans, &n),
                         CW_OK);
        assert_int_equal(n, 0);
    }
    cw_breaker_free(breaker);
    cw_arena_free(arena);
}

static void blocks_without_words_go(void **state)
{
    (void)state;
    struct cw_arena *arena = cw_arena_new(1 << 20);
    struct cw_block blocks[] = {{.text = cw_str_z("* * *")},
                                {.text = cw_str_z("  Text\n here ")},
                                {.text = cw_str_z("\xE2\x80\x94")},
                                {.text = {NULL, 0}},
                                {.text = cw_str_z("7")}};
    struct cw_clauses clauses = clauses_of(arena, blocks, 5, "de");
    assert_int_equal(clauses.n, 2);
    assert_true(cw_str_is(clauses.items[0].text, "Text here"));
    assert_true(cw_str_is(clauses.items[0].lang, "de"));
    assert_true(cw_str_is(clauses.items[1].text, "7"));
    cw_arena_free(arena);
}

static void the_number_stays_out_of_the_address(void **state)
{
    (void)state;
    struct cw_arena *arena = cw_arena_new(1 << 20);
    struct cw_block blocks[] = {{.text = cw_str_z("1. Fees")},
                                {.text = cw_str_z("2.  Fees")},
                                {.text = cw_str_z("Fees"), .lang = cw_str_z("fr")},
                                {.text = cw_str_z("Fees"), .marker = cw_str_z("9")},
                                {.text = cw_str_z("(b) Fees"), .marker = cw_str_z("9")}};
    struct cw_clauses clauses = clauses_of(arena, blocks, 5, "en");
    assert_true(cw_hash_eq(&clauses.items[0].hash, &clauses.items[1].hash));
    assert_false(cw_hash_eq(&clauses.items[0].hash, &clauses.items[2].hash));
    assert_true(cw_hash_eq(&clauses.items[0].hash, &clauses.items[3].hash));
    assert_true(cw_str_is(clauses.items[3].number, "9"));
    assert_true(cw_str_is(clauses.items[4].number, "b"));
    struct cw_hash hash = cw_segment_hash(cw_str_z("en"), cw_str_z("Fees"));
    assert_true(cw_hash_eq(&clauses.items[0].hash, &hash));
    cw_arena_free(arena);
}

/* The linked words of a block's text, and of the clause made of it. */
static void links_move_along(void **state)
{
    (void)state;
    static const struct {
        const char *text, *first, *second;
    } cases[] = {
        {"one two", "one", "two"},
        {"1.  one\n\n two", "one", "two"},
        {"(a) see  one,\xC2\xA0\xE2\x80\x8B and \xC2\xAD two.", "one", "two"},
        {"3) e\xCC\x81t\xC3\xA9  one a\xCC\x8A  two", "one", "two"},
        {"x one\xCC\x81 two", "one\xCC\x81", "two"},
    };
    struct cw_arena *arena = cw_arena_new(1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cw_link links[2];
        const char *words[2] = {cases[i].first, cases[i].second};
        for (size_t k = 0; k < 2; k++) {
            const char *found = strstr(cases[i].text, words[k]);
            links[k].target = cw_str_z(k ? "/two" : "/one");
            links[k].start = (uint32_t)(found - cases[i].text);
            links[k].end = links[k].start + (uint32_t)strlen(words[k]);
        }
        struct cw_block block = {.text = cw_str_z(cases[i].text), .links = links, .n_links = 2};
        struct cw_clauses clauses = clauses_of(arena, &block, 1, "");
        struct cw_clause *clause = &clauses.items[0];
        assert_int_equal(clause->n_links, 2);
        for (size_t k = 0; k < 2; k++) {
            struct cw_str words_now =
                cw_str_sub(clause->text, clause->links[k].start, clause->links[k].end);
            struct cw_str expected = cw_utf8_nfc(arena, cw_str_z(words[k]));
            assert_true(cw_str_eq(words_now, expected));
        }
        struct cw_str targets[] = {cw_str_z("/one"), cw_str_z("/two")};
        struct cw_hash hash = cw_hash_parts(targets, 2);
        assert_true(cw_hash_eq(&clause->links_hash, &hash));
    }
    cw_arena_free(arena);
}

static void no_links_no_hash(void **state)
{
    (void)state;
    struct cw_arena *arena = cw_arena_new(1 << 20);
    struct cw_clauses clauses = clauses_of_text(arena, cw_str_z("Text"));
    struct cw_hash zero = {{0}};
    assert_true(cw_hash_eq(&clauses.items[0].links_hash, &zero));
    cw_arena_free(arena);
}

/* A long text with very many links: time must grow with its length, not with the product. */
static void many_links_are_linear(void **state)
{
    (void)state;
    enum { LINKS = 200000 };
    struct cw_arena *arena = cw_arena_new(1u << 30);
    struct cw_buf text;
    cw_buf_init(&text, 64 << 20);
    struct cw_link *links = cw_arena_array(arena, LINKS, sizeof *links);
    for (uint32_t i = 0; i < LINKS; i++) {
        links[i] = (struct cw_link){cw_str_z("/x"), (uint32_t)text.len, (uint32_t)text.len + 4};
        cw_buf_z(&text, "word  e\xCC\x81  ");
    }
    struct cw_block block = {.text = cw_buf_view(&text), .links = links, .n_links = LINKS};
    struct cw_clauses clauses = clauses_of(arena, &block, 1, "");
    struct cw_link last = clauses.items[0].links[LINKS - 1];
    assert_true(cw_str_is(cw_str_sub(clauses.items[0].text, last.start, last.end), "word"));
    cw_buf_dispose(&text);
    cw_arena_free(arena);
}

static void memory_that_ends_is_an_error(void **state)
{
    (void)state;
    struct cw_block block = {.text = cw_str_z("1.  A  text")};
    struct cw_blocks blocks = {&block, 1};
    bool ok = false;
    for (size_t cap = 0; cap < 2000 && !ok; cap += 16) {
        struct cw_arena *arena = cw_arena_new(cap);
        struct cw_clauses clauses;
        enum cw_err err = cw_segment_clauses(arena, &blocks, cw_str_z(""), &clauses);
        ok = err == CW_OK;
        assert_true(ok || err == CW_ENOMEM);
        cw_arena_free(arena);
    }
    assert_true(ok);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_spec),
        cmocka_unit_test(sentences_spec),
        cmocka_unit_test(wordless_text_has_no_sentence),
        cmocka_unit_test(blocks_without_words_go),
        cmocka_unit_test(the_number_stays_out_of_the_address),
        cmocka_unit_test(links_move_along),
        cmocka_unit_test(no_links_no_hash),
        cmocka_unit_test(many_links_are_linear),
        cmocka_unit_test(memory_that_ends_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
