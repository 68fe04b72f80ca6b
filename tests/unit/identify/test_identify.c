/* Identification with the packs as they ship: sentences of our own in tests/spec/identify, and the
 * real corpora where they are. Languages whose pack is absent are left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "identify/identify.h"
#include "lexicon/lexicon.h"

struct fixture {
    struct cw_lexicons *lexicons;
    struct cw_identifier *identifier;
};

static void ignore(void *context, const struct cw_diag *diag)
{
    (void)context;
    (void)diag;
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    const char *dirs[] = {CW_SOURCE_DIR "/lexicons"};
    struct cw_diag diag;
    if (!fixture || cw_lexicons_load(dirs, 1, ignore, NULL, &fixture->lexicons, &diag) ||
        cw_identifier_new(fixture->lexicons, &fixture->identifier, &diag)) {
        return 1;
    }
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cw_identifier_free(fixture->identifier);
    cw_lexicons_free(fixture->lexicons);
    free(fixture);
    return 0;
}

static bool has_pack(const struct fixture *fixture, const char *code)
{
    for (size_t i = 0; i < cw_lexicons_count(fixture->lexicons); i++) {
        if (cw_str_is(cw_lexicon_code(cw_lexicons_at(fixture->lexicons, i)), code)) {
            return true;
        }
    }
    return false;
}

/* Lines "expected<TAB>declared<TAB>text". */
static void test_the_spec(void **state)
{
    struct fixture *fixture = *state;
    FILE *file = fopen(CW_SOURCE_DIR "/tests/spec/identify/lines.txt", "r");
    assert_non_null(file);
    char line[4096];
    int failed = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *declared = strchr(line, '\t');
        if (line[0] == '#' || !declared) {
            continue;
        }
        *declared++ = '\0';
        char *text = strchr(declared, '\t');
        assert_non_null(text);
        *text++ = '\0';
        bool none = strcmp(line, "und") == 0 || strcmp(line, "zxx") == 0;
        if (!none && !has_pack(fixture, line)) {
            continue;
        }
        struct cw_identity identity;
        cw_identify(fixture->identifier, cw_str_z(text), cw_str_z(declared), &identity);
        if (strcmp(identity.lang, line) != 0) {
            print_error("%s: %s (%.2f), expected %s\n", text, identity.lang, identity.confidence,
                        line);
            failed++;
        }
        assert_true(identity.confidence >= 0 && identity.confidence <= 1);
    }
    fclose(file);
    assert_int_equal(failed, 0);
}

static void test_zawgyi_is_reported(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *name;
        const char *text;
        bool zawgyi;
    } cases[] = {
        /* "Burma" in both encodings, written by us. */
        {"Unicode", "မြန်မာနိုင်ငံတွင် နေထိုင်သော သူများ", false},
        {"Zawgyi",
         "\xE1\x80\xBB\xE1\x80\x99\xE1\x80\x94\xE1\x80\xB9\xE1\x80\x99\xE1\x80\xAC\xE1\x80\x94"
         "\xE1\x80\xAD\xE1\x80\xAF\xE1\x80\x84\xE1\x80\xB9\xE1\x80\x84\xE1\x80\xB6"
         " \xE1\x80\xB1\xE1\x80\x94\xE1\x80\x9E\xE1\x80\xB0",
         true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cw_identity identity;
        cw_identify(fixture->identifier, cw_str_z(cases[i].text), cw_str_z(""), &identity);
        if (identity.zawgyi != cases[i].zawgyi) {
            fail_msg("%s taken for the other encoding", cases[i].name);
        }
        if (identity.zawgyi) {
            assert_string_equal(identity.lang, "und");
        }
    }
}

/* The last quarter of each Declaration is in no profile. */
static void test_held_back_text(void **state)
{
    struct fixture *fixture = *state;
    unsigned right = 0;
    unsigned all = 0;
    for (size_t i = 0; i < cw_lexicons_count(fixture->lexicons); i++) {
        struct cw_str code = cw_lexicon_code(cw_lexicons_at(fixture->lexicons, i));
        char path[1024];
        snprintf(path, sizeof path, CW_CORPORA_DIR "/udhr/%.*s.txt", (int)code.len, code.data);
        FILE *file = fopen(path, "r");
        if (!file) {
            continue;
        }
        char line[8192];
        for (unsigned n = 0; fgets(line, sizeof line, file); n++) {
            struct cw_identity identity;
            line[strcspn(line, "\n")] = '\0';
            if (n < 21 || strlen(line) < 20) {
                continue;
            }
            cw_identify(fixture->identifier, cw_str_z(line), cw_str_z(""), &identity);
            all++;
            right += cw_str_is(code, identity.lang);
        }
        fclose(file);
    }
    if (!all) {
        skip();
    }
    assert_true(right * 100 >= all * 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_spec),
        cmocka_unit_test(test_zawgyi_is_reported),
        cmocka_unit_test(test_held_back_text),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
