/* A trail gives the hash of the data whatever was hashed before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/hash.h"

enum { MOST = 300 * 1024, LENGTHS = 9 };

static const size_t lengths[LENGTHS] = {0, 1, 4095, 4096, 4097, 8192, 50000, 262144 + 1, MOST};

/* Each length after each other, with the data differing from the one before at every border. */
static void gives_the_hash(void **state)
{
    (void)state;
    static char texts[2][MOST];
    struct cw_hash_trail *trail = cw_hash_trail_new();
    struct cw_str before = {"", 0};
    assert_non_null(trail);
    unsigned turn = 0;
    for (size_t i = 0; i < LENGTHS * LENGTHS * LENGTHS; i++, turn++) {
        char *text = texts[turn % 2];
        memcpy(text, texts[(turn + 1) % 2], MOST);
        struct cw_str data = {text, lengths[i % LENGTHS]};
        size_t changed = lengths[i / LENGTHS % LENGTHS];
        if (changed < MOST) {
            text[changed]++;
        }
        struct cw_hash want = cw_hash_of(data);
        struct cw_hash got = cw_hash_trail_of(trail, before, data);
        assert_true(cw_hash_eq(&want, &got));
        before = i % 7 ? data : (struct cw_str){"", 0};
    }
    cw_hash_trail_free(trail);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
