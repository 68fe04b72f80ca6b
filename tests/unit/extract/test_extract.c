/* Character sets, sniffing, and parts against the whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <unicode/ucnv.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "extract/extract.h"

#include "same_by_parts.h"

#define BYTES(literal) cw_str_n(literal, sizeof(literal) - 1)

static void decodes(void **state)
{
    (void)state;
    static const struct {
        const char *name, *hint;
        enum cw_media media;
        const char *bytes;
        size_t len;
        const char *want, *charset;
        size_t repaired;
    } cases[] = {
#define CASE(name, hint, media, bytes, want, charset, repaired)                                    \
    {name, hint, media, bytes, sizeof(bytes) - 1, want, charset, repaired}
        CASE("empty", "", CW_MEDIA_TEXT, "", "", "UTF-8", 0),
        CASE("ascii", "", CW_MEDIA_TEXT, "abc", "abc", "UTF-8", 0),
        CASE("utf-8", "", CW_MEDIA_TEXT, "\xC3\xA9", "\xC3\xA9", "UTF-8", 0),
        CASE("mark", "", CW_MEDIA_TEXT, "\xEF\xBB\xBFx", "\xEF\xBB\xBFx", "UTF-8", 0),
        CASE("utf-16le", "", CW_MEDIA_TEXT, "\xFF\xFE\xE9\0x\0", "\xC3\xA9x", "UTF-16LE", 0),
        CASE("utf-16be", "", CW_MEDIA_TEXT, "\xFE\xFF\0\xE9\0x", "\xC3\xA9x", "UTF-16BE", 0),
        CASE("utf-16 without mark", "", CW_MEDIA_TEXT, "a\0b\0c\0d\0e\0", "abcde", "UTF-16LE", 0),
        CASE("nul", "", CW_MEDIA_TEXT, "a\0b",
             "a\xEF\xBF\xBD"
             "b",
             "UTF-8", 1),
        CASE("bad byte", "utf-8", CW_MEDIA_TEXT, "\xC3\xA9 \xFF \xC3",
             "\xC3\xA9 \xEF\xBF\xBD \xEF\xBF\xBD", "utf-8", 2),
        CASE("hint", "windows-1251", CW_MEDIA_TEXT, "\xCF\xF0\xE0\xE2\xE0",
             "\xD0\x9F\xD1\x80\xD0\xB0\xD0\xB2\xD0\xB0", "windows-1251", 0),
        CASE("unknown hint", "no-such-set", CW_MEDIA_TEXT, "abc", "abc", "UTF-8", 0),
        CASE("meta", "", CW_MEDIA_HTML, "<meta charset=windows-1251><p>\xCF\xF0",
             "<meta charset=windows-1251><p>\xD0\x9F\xD1\x80", "windows-1251", 0),
        CASE("http-equiv", "", CW_MEDIA_HTML,
             "<META http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'>\x93",
             "<META http-equiv='Content-Type' content='text/html; charset=ISO-8859-1'>"
             "\xE2\x80\x9C",
             "ISO-8859-1", 0),
        CASE("xml", "", CW_MEDIA_HTML, "<?xml version='1.0' encoding='Shift_JIS'?>\x83\x41",
             "<?xml version='1.0' encoding='Shift_JIS'?>\xE3\x82\xA2", "Shift_JIS", 0),
        CASE("stale declaration", "", CW_MEDIA_HTML, "<meta charset=windows-1251><p>\xC3\xA9",
             "<meta charset=windows-1251><p>\xC3\xA9", "UTF-8", 0),
        CASE("utf-16 in bytes", "", CW_MEDIA_HTML, "<meta charset=utf-16><p>x",
             "<meta charset=utf-16><p>x", "UTF-8", 0),
        CASE("meta in a comment of text", "", CW_MEDIA_TEXT, "<meta charset=big5>",
             "<meta charset=big5>", "UTF-8", 0),
        CASE("gb2312 means more", "gb2312", CW_MEDIA_TEXT, "\x81\x30\x81\x30", "\xC2\x80", "gb2312",
             0),
        CASE("lone surrogate", "", CW_MEDIA_TEXT, "\xFF\xFE\x00\xD8x\0", "\xEF\xBF\xBDx",
             "UTF-16LE", 1),
    };
    struct cw_arena *arena = cw_arena_new(1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cw_extract_notes notes = {0};
        struct cw_str text;
        enum cw_err err = cw_extract_decode(arena, cw_str_n(cases[i].bytes, cases[i].len),
                                            cases[i].media, cw_str_z(cases[i].hint), &text, &notes);
        bool same = err == CW_OK && cw_str_is(text, cases[i].want) &&
                    strcmp(notes.charset, cases[i].charset) == 0 &&
                    notes.repaired == cases[i].repaired;
        if (!same) {
            print_error("%s: \"%.*s\" as %s, repaired %zu\n", cases[i].name, (int)text.len,
                        text.data, notes.charset, notes.repaired);
        }
        assert_true(same);
    }
    cw_arena_free(arena);
}

/* A text of some length, put into a character set by ICU and taken back without a hint. */
static void detects(void **state)
{
    (void)state;
    static const struct {
        const char *text, *charset;
    } cases[] = {
        {"Мы собираем данные, которые вы нам даёте, и храним их столько, сколько нужно. "
         "Вы можете попросить нас удалить ваши данные в любое время.",
         "windows-1251"},
        {"当社は、お客様から提供された情報を収集し、必要な期間だけ保存します。"
         "お客様はいつでも削除を求めることができます。",
         "Shift_JIS"},
        {"Nous conservons vos données aussi longtemps que nécessaire; vous pouvez à tout moment "
         "demander leur suppression, où que vous soyez.",
         "windows-1252"},
        {"我们收集您提供的信息，并在需要的时间内保存。您可以随时要求我们删除您的信息。", "gb18030"},
    };
    struct cw_arena *arena = cw_arena_new(1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char bytes[1024];
        UErrorCode status = U_ZERO_ERROR;
        int32_t len = ucnv_convert(cases[i].charset, "UTF-8", bytes, sizeof bytes, cases[i].text,
                                   -1, &status);
        assert_true(U_SUCCESS(status));
        struct cw_extract_notes notes = {0};
        struct cw_str text;
        assert_int_equal(cw_extract_decode(arena, cw_str_n(bytes, (size_t)len), CW_MEDIA_TEXT,
                                           cw_str_z(""), &text, &notes),
                         CW_OK);
        if (!cw_str_is(text, cases[i].text)) {
            print_error("%s read as %s\n", cases[i].charset, notes.charset);
            fail();
        }
    }
    cw_arena_free(arena);
}

static void sniffs(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *name;
        enum cw_media want;
    } cases[] = {
        {"<!DOCTYPE html><p>x", "", CW_MEDIA_HTML},
        {"\n <HTML>", "a.md", CW_MEDIA_HTML},
        {"<!-- saved --><html>", "", CW_MEDIA_HTML},
        {"<?xml version='1.0'?><html>", "", CW_MEDIA_HTML},
        {"<p>x</p>", "", CW_MEDIA_HTML},
        {"<p>x</p>", "a.md", CW_MEDIA_MARKDOWN},
        {"<party>", "", CW_MEDIA_TEXT},
        {"# Title\n", "", CW_MEDIA_MARKDOWN},
        {"Title\n=====\n", "", CW_MEDIA_MARKDOWN},
        {"See [this](https://x.org).", "", CW_MEDIA_MARKDOWN},
        {"#hashtag and more", "", CW_MEDIA_TEXT},
        {"Plain words.", "", CW_MEDIA_TEXT},
        {"Plain words.", "Terms.MD", CW_MEDIA_MARKDOWN},
        {"# Title\n", "a.txt", CW_MEDIA_TEXT},
        {"Plain words.", "a.htm", CW_MEDIA_HTML},
        {"", "", CW_MEDIA_TEXT},
        {"", ".md", CW_MEDIA_TEXT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum cw_media got = cw_extract_sniff(cw_str_z(cases[i].bytes), cw_str_z(cases[i].name));
        if (got != cases[i].want) {
            print_error("%s (%s) gave %d\n", cases[i].bytes, cases[i].name, got);
        }
        assert_int_equal(got, cases[i].want);
    }
    assert_int_equal(cw_extract_sniff(BYTES("\xFF\xFE<\0h\0t\0m\0l\0>\0"), cw_str_z("")),
                     CW_MEDIA_HTML);
    assert_int_equal(cw_extract_media("text/html; charset=utf-8"), CW_MEDIA_HTML);
    assert_int_equal(cw_extract_media("text/markdown"), CW_MEDIA_MARKDOWN);
    assert_int_equal(cw_extract_media("text/plain"), CW_MEDIA_TEXT);
    assert_int_equal(cw_extract_media("image/png"), CW_MEDIA_UNKNOWN);
    assert_int_equal(cw_extract_media(NULL), CW_MEDIA_UNKNOWN);
}

static void tells_binary_from_text(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct cw_str bytes; /* said over and over up to 4 KB */
        const char *want;    /* NULL = text */
    } cases[] = {
        {"pdf", {"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", 15}, "a PDF file"},
        {"docx", {"PK\x03\x04\x14\0\6\0", 8}, "a zip file or an office document"},
        {"doc", {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", 10}, "an office document"},
        {"rtf", {"{\\rtf1\\ansi Terms}", 19}, "a Rich Text file"},
        {"png", {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16}, "an image"},
        {"numbers of 4 bytes", {"\x07\0\0\0\x20\0\0\0\x15\0\0\0", 12}, "binary data"},
        {"every byte", {NULL, 0}, "binary data"},
        {"a few NUL", {"Terms of use\0 of the service, as amended.\n", 43}, NULL},
        {"speaks of PDF", {"The file begins with %PDF-1.7. ", 31}, NULL},
        {"utf-8", {"\xE6\x9C\x8D\xE5\x8B\x99\xE6\xA2\x9D\xE6\xAC\xBE\n", 13}, NULL},
        {"big5", {"\xAA\x41\xB0\xC8\xB1\xF8\xB4\xDA\n", 9}, NULL},
        {"iso-2022-jp", {"\x1B$BMxMQ5,Ls\x1B(B\n", 15}, NULL},
        {"windows-1252",
         {"L\x92utilisateur d\xE9"
          "clare \x96 ",
          23},
         NULL},
        {"utf-16 without a mark", {"T\0e\0r\0m\0s\0 \0", 12}, NULL},
        {"utf-16, chinese, with a mark", {"\xFF\xFE\x0D\x67\xD9\x52\x1D\x68\x3E\x6B", 10}, NULL},
        {"utf-32 with a mark", {"\0\0\xFE\xFF\0\0\0T\0\0\0e", 12}, NULL},
        {"empty", {"", 0}, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char bytes[4096];
        struct cw_str piece = cases[i].bytes;
        for (size_t k = 0; k < sizeof bytes; k++) {
            bytes[k] = piece.len ? piece.data[k % piece.len] : (char)(k * 167 % 256);
        }
        bool is_empty = piece.data && piece.len == 0;
        const char *got = cw_extract_binary(cw_str_n(bytes, is_empty ? 0 : sizeof bytes));
        if ((got == NULL) != (cases[i].want == NULL)) {
            print_error("%s: %s\n", cases[i].name, got ? got : "text");
        }
        assert_string_equal(got ? got : "", cases[i].want ? cases[i].want : "");
    }
}

/* Texts that would come out wrong if they were cut where they must not be; n: parts expected. */
static void parts_parse_like_the_whole(void **state)
{
    (void)state;
    static const struct {
        enum cw_media media;
        const char *text;
        size_t n;
    } cases[] = {
        {CW_MEDIA_MARKDOWN, "a\n\nb\n\n\nc\n", 3},
        {CW_MEDIA_MARKDOWN, "\n\na\r\n\r\nb\r\n", 2},
        {CW_MEDIA_MARKDOWN, "* a\n\n* b\n\n  c\n\nd", 2},
        {CW_MEDIA_MARKDOWN, "1. a\n\n2. b\n\n> c\n\n> d", 3},
        {CW_MEDIA_MARKDOWN, "a\n\n```\nb\n\nc\n```\n\nd\n\ne", 4},
        {CW_MEDIA_MARKDOWN, "a\n\n~~~~ x\nb\n\n~~~\nc\n  ~~~~~ \n\nd", 3},
        {CW_MEDIA_MARKDOWN, "a\n\n```x`\nb\n\nc", 2},
        {CW_MEDIA_MARKDOWN, "a\n\n```\nb\n\nc\n\t```\n\nd", 2},
        {CW_MEDIA_MARKDOWN, "* a\n\n      ```\n\nb\n\nc", 1},
        {CW_MEDIA_MARKDOWN, "a\n\n<!-- b\n\nc -->\n\nd", 2},
        {CW_MEDIA_MARKDOWN, "a\n\n<!-- b -->\n\nd\n\ne", 4},
        {CW_MEDIA_MARKDOWN, "a\n\n<pre>\n\nc\n</pre>\n\nd", 2},
        {CW_MEDIA_MARKDOWN, "<div>\n\n*a*\n\n</div>\n\nb", 4},
        {CW_MEDIA_MARKDOWN, "[a] b\n\nc\n\n[a]: /x\n", 1},
        {CW_MEDIA_MARKDOWN, "[a] b\n\nc\n\n> - [a]: /x\n", 1},
        {CW_MEDIA_MARKDOWN, "[a] b\n\nc [d]: e\n", 2},
        {CW_MEDIA_MARKDOWN, "a\rb\r\rc\n\nd", 1},
        {CW_MEDIA_MARKDOWN, "\xEF\xBB\xBF```\na\n\nb\n```\n\nc", 1},
        {CW_MEDIA_MARKDOWN, "a\n\n\xEF\xBB\xBF# b\n\nc", 2},
        {CW_MEDIA_MARKDOWN, "# a\n{: #x }\n\n{: #y }\nb\n\nc", 3},
        {CW_MEDIA_MARKDOWN, "|a|b|\n|-|-|\n|c|d|\n\n|e|f|\n\n    code\n\n    more\n\nend", 3},
        {CW_MEDIA_TEXT, "a\nb\n\n  \nc\n\n\n", 2},
        {CW_MEDIA_HTML, "<p>a\n\n<p>b", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t n = same_by_parts(cases[i].media, cw_str_z(cases[i].text));
        if (n != cases[i].n) {
            print_error("%s: %zu parts\n", cases[i].text, n);
        }
        assert_int_equal(n, cases[i].n);
    }
    struct cw_parts parts;
    cw_extract_parts(&parts, CW_MEDIA_MARKDOWN, cw_str_z(""));
    assert_false(cw_extract_next_part(&parts));
}

static void memory_that_ends_is_an_error(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "# A [b](c) {: #d }\n\n| a | b |\n|---|---|\n| c | d |\n", "1. a\n\n   b\n",
        "<table><tr><td id=x lang=de>a <a href=y>b</a><td>c</table><ol><li>d</ol><title>e</title>"};
    static const enum cw_media media[] = {CW_MEDIA_TEXT, CW_MEDIA_MARKDOWN, CW_MEDIA_MARKDOWN,
                                          CW_MEDIA_HTML};
    for (size_t i = 0; i < 4; i++) {
        bool ok = false;
        for (size_t cap = 0; cap < 65536 && !ok; cap += 16) {
            struct cw_arena *arena = cw_arena_new(cap);
            struct cw_blocks blocks;
            struct cw_extract_notes notes = {0};
            struct cw_diag diag;
            enum cw_err err =
                cw_extract_blocks(arena, media[i], cw_str_z(texts[i]), &blocks, &notes, &diag);
            ok = err == CW_OK;
            assert_true(ok || err == CW_ENOMEM);
            cw_arena_free(arena);
        }
        assert_true(ok);
    }
}

static uint32_t pick(uint32_t *seed, size_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % (uint32_t)n;
}

/* A line of words is read without a parser; with markup below it, by the parser. */
static void a_line_is_the_same_above_others(void **state)
{
    static const char *const pieces[] = {
        "Some",         " ",  "words", "  ",  ".",    ",",  "!",    "(c)", "\xC3\xA9",  "\xC2\xA0",
        "\xE2\x80\xA8", "\"", "'",     "-",   "#",    "=",  "1.",   ":",   "www.a.org", "a@b.org",
        "--",           "+",  "%",     "^",   "\x0B", "\f", "\x7F", "\t",  "_",         "*",
        "&amp;",        "[",  "](b)",  "<b>", "\\",   "|",  "{#a}", "~~",  "`"};
    enum { N = sizeof pieces / sizeof pieces[0], HARMLESS = 24 };
    static const char *const ends[] = {"", "\n", " \n", "\n\n", "  \n \n"};
    uint32_t seed = 7;
    (void)state;
    for (size_t i = 0; i < 20000; i++) {
        struct cw_arena *arena = cw_arena_new(1 << 20);
        struct cw_buf text;
        cw_buf_init(&text, 1 << 16);
        for (size_t k = pick(&seed, 8) + 1; k > 0; k--) {
            cw_buf_z(&text, pieces[pick(&seed, pick(&seed, 4) ? HARMLESS : N)]);
        }
        size_t len = text.len;
        cw_buf_z(&text, ends[pick(&seed, 5)]);
        struct cw_str alone = cw_str_dup(arena, cw_buf_view(&text));
        text.len = len;
        cw_buf_z(&text, "\n\nwith *more* words");
        struct cw_extract_notes notes = {0};
        struct cw_blocks one;
        struct cw_blocks two;
        assert_int_equal(cw_extract_blocks(arena, CW_MEDIA_MARKDOWN, alone, &one, &notes, NULL),
                         CW_OK);
        assert_int_equal(
            cw_extract_blocks(arena, CW_MEDIA_MARKDOWN, cw_buf_view(&text), &two, &notes, NULL),
            CW_OK);
        struct cw_parts here = {.start = 0, .line = 1};
        if (one.n + 1 != two.n || (one.n && !same_block(&one.items[0], &two.items[0], &here))) {
            fail_msg("\"%.*s\"", (int)alone.len, alone.data);
        }
        cw_buf_dispose(&text);
        cw_arena_free(arena);
    }
}

int main(void)
{
    if (cw_extract_init()) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes),
        cmocka_unit_test(detects),
        cmocka_unit_test(sniffs),
        cmocka_unit_test(tells_binary_from_text),
        cmocka_unit_test(parts_parse_like_the_whole),
        cmocka_unit_test(a_line_is_the_same_above_others),
        cmocka_unit_test(memory_that_ends_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
