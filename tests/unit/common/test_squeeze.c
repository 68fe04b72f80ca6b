/* Squeezing white space must give the same, whatever the way through it: the quick one for ASCII is
 * compared with one code point after the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/uchar.h>

#include <cmocka.h>

#include "common/arena.h"
#include "common/utf8.h"

static bool is_invisible(uint32_t c)
{
    return c == 0x200B || c == 0x2060 || c == 0xFEFF || c == 0xAD;
}

static struct cw_str squeeze_slowly(struct cw_str text, char *out)
{
    size_t len = 0;
    bool pending = false;
    for (size_t at = 0; at < text.len;) {
        size_t before = at;
        uint32_t c = cw_utf8_next(text, &at);
        if (is_invisible(c)) {
            continue;
        }
        if (u_isUWhiteSpace((UChar32)c)) {
            pending = len > 0;
            continue;
        }
        if (pending) {
            out[len++] = ' ';
            pending = false;
        }
        memcpy(out + len, text.data + before, at - before);
        len += at - before;
    }
    return cw_str_n(out, len);
}

static void random_text_is_squeezed(void **state)
{
    static const char *const pieces[] = {"a",
                                         "bc",
                                         "word",
                                         "terms and",
                                         "~!",
                                         "\x7F",
                                         "\xC3\xA9",
                                         "\xE2\x80\x8B",
                                         "\xC2\xAD",
                                         "\xE6\x9C\x8D",
                                         "long-enough-for-eight",
                                         " ",
                                         " ",
                                         " ",
                                         "  ",
                                         "\n",
                                         "\t",
                                         " \n ",
                                         "\xC2\xA0",
                                         "\xE2\x80\xA8"};
    struct cw_arena *arena = cw_arena_new((size_t)1 << 20);
    (void)state;
    assert_non_null(arena);
    srand(5);
    for (int round = 0; round < 50000; round++) {
        char text[1024];
        char slow[1024];
        size_t len = 0;
        for (int i = rand() % 20; i > 0; i--) {
            /* Spaces seldom, so that the quick way is gone far. */
            size_t pick = (size_t)rand() % (rand() % 3 ? 12 : sizeof pieces / sizeof pieces[0]);
            len += (size_t)snprintf(text + len, sizeof text - len, "%s", pieces[pick]);
        }
        cw_arena_reset(arena);
        struct cw_str expected = squeeze_slowly(cw_str_n(text, len), slow);
        struct cw_str squeezed = cw_utf8_squeeze(arena, cw_str_n(text, len));
        if (!cw_str_eq(squeezed, expected)) {
            fail_msg("\"%.*s\" became \"%.*s\"", (int)len, text, (int)squeezed.len, squeezed.data);
        }
    }
    cw_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_text_is_squeezed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
