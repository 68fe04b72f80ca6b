/* What is well-formed UTF-8 is what ICU says, byte for byte: all pairs of leading bytes, with
 * continuations at every border. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unicode/utf8.h>

#include <cmocka.h>

#include "common/utf8.h"

static bool icu_takes(const uint8_t *bytes, int32_t len)
{
    for (int32_t at = 0; at < len;) {
        UChar32 c;
        U8_NEXT(bytes, at, len, c);
        if (c <= 0) { /* NUL is refused too */
            return false;
        }
    }
    return true;
}

static void well_formed_is_what_icu_says(void **state)
{
    static const uint8_t borders[] = {0x00, 'a',  0x7F, 0x80, 0x8F, 0x90, 0x9F,
                                      0xA0, 0xBF, 0xC0, 0xE0, 0xED, 0xFF};
    enum { N = sizeof borders };
    (void)state;
    for (unsigned lead = 0; lead < 256; lead++) {
        for (unsigned pick = 0; pick < N * N * N; pick++) {
            uint8_t bytes[] = {'x', (uint8_t)lead, borders[pick % N], borders[pick / N % N],
                               borders[pick / N / N]};
            for (int32_t len = 2; len <= 5; len++) {
                bool taken = cw_utf8_valid(cw_str_n((const char *)bytes, (size_t)len));
                if (taken != icu_takes(bytes, len)) {
                    fail_msg("%02x %02x %02x %02x, %d bytes", lead, bytes[2], bytes[3], bytes[4],
                             len - 1);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_is_what_icu_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
