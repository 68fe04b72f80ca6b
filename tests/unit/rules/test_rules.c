/* The break rules that are applied directly must give what ICU gives: on random strings of every
 * class of character, and on real text where it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <cmocka.h>

#include "common/arena.h"
#include "common/rules.h"
#include "common/utf8.h"

enum { MOST = 4096 };

struct bounds {
    uint32_t ends[MOST];
    int kinds[MOST];
    size_t n;
};

static UBreakIterator *iterators[2];

static int set_up(void **state)
{
    UErrorCode status = U_ZERO_ERROR;
    iterators[0] = ubrk_open(UBRK_WORD, "", NULL, 0, &status);
    iterators[1] = ubrk_open(UBRK_SENTENCE, "", NULL, 0, &status);
    *state = cw_arena_new((size_t)256 << 20);
    return U_FAILURE(status) || !*state;
}

static int tear_down(void **state)
{
    ubrk_close(iterators[0]);
    ubrk_close(iterators[1]);
    cw_arena_free(*state);
    return 0;
}

static void ask_icu(UBreakIterator *iterator, struct cw_str text, struct bounds *out)
{
    UText utext = UTEXT_INITIALIZER;
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(&utext, text.data, (int64_t)text.len, &status);
    ubrk_setUText(iterator, &utext, &status);
    assert_true(U_SUCCESS(status));
    out->n = 0;
    ubrk_first(iterator);
    for (int32_t at = ubrk_next(iterator); at != UBRK_DONE; at = ubrk_next(iterator)) {
        assert_true(out->n < MOST);
        int32_t rule = ubrk_getRuleStatus(iterator);
        out->kinds[out->n] = rule >= UBRK_WORD_LETTER   ? CW_TOKEN_LETTER
                             : rule >= UBRK_WORD_NUMBER ? CW_TOKEN_NUMBER
                                                        : CW_TOKEN_OTHER;
        out->ends[out->n++] = (uint32_t)at;
    }
    utext_close(&utext);
}

static void show(const char *what, struct cw_str text, const struct bounds *icu, size_t at,
                 uint32_t end, int kind)
{
    print_error("%s differ in \"%.*s\" (", what, (int)text.len, text.data);
    for (size_t i = 0; i < text.len;) {
        print_error("%04x ", (unsigned)cw_utf8_next(text, &i));
    }
    print_error(") at token %zu: %u/%d, ICU %u/%d\n", at, end, kind,
                at < icu->n ? icu->ends[at] : 0, at < icu->n ? icu->kinds[at] : 0);
}

/* 1 when they differ, 0 when they agree or ICU is wanted. */
static int compare_words(struct cw_rules *rules, struct cw_arena *arena, struct cw_str text)
{
    struct cw_token *tokens;
    size_t n;
    enum cw_err err = cw_rules_words(rules, arena, text, &tokens, &n);
    if (err == CW_ENOTFOUND) {
        return 0;
    }
    assert_int_equal(err, CW_OK);
    struct bounds icu;
    ask_icu(iterators[0], text, &icu);
    for (size_t i = 0; i < n; i++) {
        if (i >= icu.n || tokens[i].end != icu.ends[i] || (int)tokens[i].kind != icu.kinds[i]) {
            show("words", text, &icu, i, tokens[i].end, (int)tokens[i].kind);
            return 1;
        }
    }
    return n != icu.n;
}

static int compare_sentences(struct cw_rules *rules, struct cw_arena *arena, struct cw_str text)
{
    struct cw_span *spans;
    size_t n;
    enum cw_err err = cw_rules_sentences(rules, arena, text, &spans, &n);
    if (err == CW_ENOTFOUND) {
        return 0;
    }
    assert_int_equal(err, CW_OK);
    struct bounds icu;
    ask_icu(iterators[1], text, &icu);
    for (size_t i = 0; i < n; i++) {
        if (i >= icu.n || spans[i].end != icu.ends[i]) {
            show("sentences", text, &icu, i, spans[i].end, 0);
            return 1;
        }
    }
    return n != icu.n;
}

/* At least one character of every class of words and sentences, in several scripts. */
static const uint32_t alphabet[] = {
    'a',    'B',    'z',    '1',    '2',    ' ',     ' ',     '.',    '.',    ',',    ':',
    ';',    '\'',   '"',    '(',    ')',    '_',     '-',     '?',    '!',    '\t',   '\n',
    '\r',   '@',    '/',    0x2019, 0x201C, 0x201D,  0x2026,  0x2014, 0xA0,   0xAD,   0xB7,
    0xE9,   0x301,  0x308,  0x200B, 0x200C, 0x200D,  0x2028,  0x85,   0x627,  0x644,  0x64B,
    0x61F,  0x6D4,  0x660,  0x66B,  0x66C,  0x915,   0x93F,   0x94D,  0x964,  0x967,  0x433,
    0x413,  0xAC00, 0xD55C, 0xB95,  0xBCD,  0xD9A,   0x1780,  0x17D4, 0xE01,  0x4E2D, 0x3042,
    0x30A2, 0x3002, 0xFF0C, 0x5D0,  0x589,  0x1F600, 0x1F1EA, 0xA9,   0x2122, 0x2160, 0x3131,
    0x202F, 0x2007, 0x1680, 0x37E,  0x387,  0x55F,   0x5F4,   0xFE52, 0xFE13, 0x37A,  0x1D7CE};

static void test_random_strings(void **state)
{
    struct cw_rules rules = {0};
    int failed = 0;
    srand(7);
    for (int round = 0; round < 60000 && failed < 5; round++) {
        char text[256];
        size_t len = 0;
        int n = rand() % 12 + 1;
        /* Small alphabets make the rare combinations common. */
        size_t base = (size_t)rand() % (sizeof alphabet / sizeof alphabet[0]);
        for (int i = 0; i < n; i++) {
            size_t pick = rand() % 3 ? (size_t)rand() % 30 : (size_t)rand();
            pick = rand() % 4 ? pick : base;
            len += cw_utf8_put(text + len, alphabet[pick % (sizeof alphabet / sizeof alphabet[0])]);
        }
        cw_arena_reset(*state);
        failed += compare_words(&rules, *state, cw_str_n(text, len));
        failed += compare_sentences(&rules, *state, cw_str_n(text, len));
    }
    cw_rules_dispose(&rules);
    assert_int_equal(failed, 0);
}

/* Prose in ASCII has ways of its own through the rules. */
static void test_plain_text(void **state)
{
    static const char *const pieces[] = {"a",
                                         "word",
                                         "Terms",
                                         "of",
                                         "responsibilities",
                                         "I",
                                         "don't",
                                         "U.S",
                                         "e.g",
                                         "3.14",
                                         "x86",
                                         "@you",
                                         "a_b",
                                         "%",
                                         "No",
                                         "2026",
                                         "opt-out",
                                         "\xC3\xA9t\xC3\xA9"};
    static const char *const between[] = {
        " ",       " ",  " ",  " ",  " ",  " ",    ", ",           ". ",
        "; ",      ": ", "  ", "-",  "\n", "\r\n", "! ",           "? ",
        ".",       "'",  " (", ") ", "\t", ".\" ", "\xE2\x80\x99", "\xC2\xA0",
        "\xCC\x81"};
    struct cw_rules rules = {0};
    int failed = 0;
    srand(11);
    for (int round = 0; round < 20000 && failed < 5; round++) {
        char text[1024];
        size_t len = 0;
        for (int i = rand() % 24 + 1; i > 0; i--) {
            const char *piece = pieces[(size_t)rand() % (sizeof pieces / sizeof pieces[0])];
            const char *mark = between[(size_t)rand() % (sizeof between / sizeof between[0])];
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", piece, mark);
        }
        cw_arena_reset(*state);
        failed += compare_words(&rules, *state, cw_str_n(text, len));
        failed += compare_sentences(&rules, *state, cw_str_n(text, len));
    }
    cw_rules_dispose(&rules);
    assert_int_equal(failed, 0);
}

static void test_real_text(void **state)
{
    static const char *const codes[] = {"en", "de", "tr", "ru", "ar", "ur", "fa", "hi", "ne", "bn",
                                        "ta", "si", "ko", "vi", "id", "el", "hy", "he", "ka", "am",
                                        "mn", "gu", "pa", "te", "kn", "ml", "fi", "sv", "km", "ja"};
    struct cw_rules rules = {0};
    int failed = 0;
    bool found = false;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char path[1024];
        snprintf(path, sizeof path, CW_CORPORA_DIR "/udhr/%s.txt", codes[i]);
        FILE *file = fopen(path, "r");
        char line[8192];
        while (file && fgets(line, sizeof line, file)) {
            found = true;
            cw_arena_reset(*state);
            failed += compare_words(&rules, *state, cw_str_z(line));
            failed += compare_sentences(&rules, *state, cw_str_z(line));
        }
        if (file) {
            fclose(file);
        }
    }
    cw_rules_dispose(&rules);
    if (!found) {
        skip();
    }
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_strings),
        cmocka_unit_test(test_plain_text),
        cmocka_unit_test(test_real_text),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
