/* The generator of profiles and the joined model, on two invented languages of one script: one
 * says "tano", the other "tamo"; the rest they share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "identify/identify.h"
#include "lexicon_double.h"

static struct cw_lexicon first = {.code = "x1", .scripts = {"Latn"}};
static struct cw_lexicon second = {.code = "x2", .scripts = {"Latn"}};
static struct cw_lexicon third = {.code = "x3", .scripts = {"Cyrl"}};
static struct cw_lexicons packs = {{&first, &second, &third}, 3};

static char profiles[3][1 << 16];

static void make_profile(struct cw_lexicon *lexicon, char *room, const char *sentence)
{
    char text[8192] = "";
    size_t len = 0;
    for (int i = 0; i < 40; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, "%s\n", sentence);
    }
    struct cw_identify_source source = {cw_str_n(text, len), cw_str_z("made up, public domain")};
    struct cw_buf out;
    cw_buf_init(&out, 1 << 16);
    struct cw_diag diag;
    assert_int_equal(cw_identify_profile(lexicon, &source, 1, 60000, &out, &diag), CW_OK);
    memcpy(room, out.data, out.len);
    lexicon->profile = cw_str_n(room, out.len);
    cw_buf_dispose(&out);
}

static int make_packs(void **state)
{
    (void)state;
    make_profile(&first, profiles[0], "Tano re misa tano. Li nare sopi tano, re li.");
    make_profile(&second, profiles[1], "Tamo re misa tamo. Li nare sopi tamo, re li.");
    make_profile(&third, profiles[2], "Мира дано ради мира.");
    return 0;
}

static struct cw_identity ask(const char *text, const char *declared)
{
    struct cw_identifier *identifier;
    assert_int_equal(cw_identifier_new(&packs, &identifier, NULL), CW_OK);
    struct cw_identity identity;
    cw_identify(identifier, cw_str_z(text), cw_str_z(declared), &identity);
    cw_identifier_free(identifier);
    return identity;
}

static void test_a_profile_is_what_the_format_says(void **state)
{
    (void)state;
    struct cw_str profile = first.profile;
    assert_true(cw_str_starts(profile, "@provenance\tmade up, public domain\n@total\t1\t"));
    /* "tano" stands three times in each of 40 lines; capitals count as small letters. */
    assert_non_null(strstr(profile.data, "\n_t\t120\n"));
    assert_non_null(strstr(profile.data, "\na\t200\n"));
    assert_null(strstr(profile.data, "T"));
}

static void test_other_scripts_stay_out_of_a_profile(void **state)
{
    (void)state;
    struct cw_buf out;
    cw_buf_init(&out, 1 << 16);
    struct cw_diag diag;
    struct cw_identify_source source = {cw_str_z("мира дано"), cw_str_z("")};
    assert_int_equal(cw_identify_profile(&first, &source, 1, 1000, &out, &diag), CW_ESYNTAX);
    assert_non_null(strstr(diag.message, "give more text"));
    cw_buf_dispose(&out);
}

static void test_a_small_profile_keeps_what_says_most(void **state)
{
    (void)state;
    char text[] =
        "tano re misa tano li nare sopi tano re li tano re misa tano li nare sopi tano re "
        "li tano re misa tano li nare sopi tano re li tano re misa tano li nare sopi tano";
    struct cw_identify_source source = {cw_str_z(text), cw_str_z("x")};
    size_t sizes[2];
    for (size_t i = 0; i < 2; i++) {
        struct cw_buf out;
        cw_buf_init(&out, 1 << 16);
        assert_int_equal(cw_identify_profile(&first, &source, 1, i ? 20000 : 100, &out, NULL),
                         CW_OK);
        sizes[i] = out.len;
        cw_buf_dispose(&out);
    }
    assert_true(sizes[0] < 300);
    assert_true(sizes[0] < sizes[1]);
}

static void test_the_model_tells_look_alikes_apart(void **state)
{
    (void)state;
    assert_string_equal(ask("Misa tano re li", "").lang, "x1");
    assert_string_equal(ask("Misa tamo re li", "").lang, "x2");
    assert_string_equal(ask("мира дано", "").lang, "x3");
    assert_string_equal(ask("мира дано", "").script, "Cyrl");
}

static void test_the_declared_language_settles_a_tie(void **state)
{
    (void)state;
    assert_string_equal(ask("li nare sopi", "x1").lang, "x1");
    assert_string_equal(ask("li nare sopi", "x2-AB").lang, "x2");
    assert_true(ask("li nare sopi", "x1").confidence > 0.7);
    /* It does not outweigh what stands there. */
    assert_string_equal(ask("misa tamo re misa tamo li", "x1").lang, "x2");
}

static void test_a_give_away_settles_it_too(void **state)
{
    (void)state;
    first.giveaways[0] = "sopi";
    first.giveaways[1] = "x2, x9";
    assert_string_equal(ask("Li nare SOPI", "").lang, "x1");
    first.giveaways[1] = "x1";
    assert_string_equal(ask("li nare sopi", "").lang, "x2");
    first.giveaways[0] = NULL;
}

static void test_a_capital_gives_away_inside_a_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *lang;
    } cases[] = {{"li nare Sopi", "x1"},  {"li nare, Sopi", "x1"},  {"li nare sopi", "x2"},
                 {"Sopi li nare", "und"}, {"li nare. Sopi", "und"}, {"LI NARE SOPI", "x1"}};
    first.giveaways[0] = "Sopi";
    first.giveaways[1] = "x2";
    second.giveaways[0] = "sopi";
    second.giveaways[1] = "x1";
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cw_identity identity = ask(cases[i].text, "");
        print_message("%s: %s %.2f\n", cases[i].text, identity.lang, identity.confidence);
        if (strcmp(cases[i].lang, "und") == 0) {
            assert_true(identity.confidence < 0.7);
        } else {
            assert_string_equal(identity.lang, cases[i].lang);
        }
    }
    first.giveaways[0] = NULL;
    second.giveaways[0] = NULL;
}

static void test_nothing_to_tell(void **state)
{
    (void)state;
    static const char *const cases[] = {"", "12 345,67", "https://example.org/tano/re/li",
                                        "someone@tano.example", "\xE2\x82\xAC 5 \xE2\x80\x94 !!!"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(ask(cases[i], "").lang, "zxx");
    }
    /* A script that no pack writes in. */
    assert_string_equal(ask("\xCE\xBB\xCF\x8C\xCE\xB3\xCE\xBF\xCF\x82", "x1").lang, "und");
    /* Letters of the script, but no language that is known here. */
    assert_string_equal(ask("zzgwqx vvbkkw qqfzz wwxx zzgwqx vvbkkw qqfzz wwxx", "").lang, "und");
}

static void test_damaged_profiles_do_no_harm(void **state)
{
    (void)state;
    struct cw_str good = first.profile;
    static const char *const damaged[] = {
        "",
        "\n\n\n",
        "a\t\nb\t-4\nc",
        "\t5\n_\t99999999999999999999\n",
        "a\t1\nab\t4000000\nabcdefghijk\t7\n_____\t3\n____\t1\n",
        "@total\t1\tmany\n@provenance\n#\ta\nt\t0\n",
    };
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        first.profile = cw_str_z(damaged[i]);
        assert_string_equal(ask("Misa tamo re li", "").lang, "x2");
    }
    first.profile = good;
}

static void test_long_runs_come_in_pieces(void **state)
{
    (void)state;
    static char text[20001];
    for (size_t i = 0; i < 20000; i++) {
        text[i] = "tamo"[i % 4];
    }
    struct cw_identity identity = ask(text, "");
    assert_string_equal(identity.script, "Latn");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_profile_is_what_the_format_says),
        cmocka_unit_test(test_other_scripts_stay_out_of_a_profile),
        cmocka_unit_test(test_a_small_profile_keeps_what_says_most),
        cmocka_unit_test(test_the_model_tells_look_alikes_apart),
        cmocka_unit_test(test_the_declared_language_settles_a_tie),
        cmocka_unit_test(test_a_give_away_settles_it_too),
        cmocka_unit_test(test_a_capital_gives_away_inside_a_sentence),
        cmocka_unit_test(test_nothing_to_tell),
        cmocka_unit_test(test_damaged_profiles_do_no_harm),
        cmocka_unit_test(test_long_runs_come_in_pieces),
    };
    return cmocka_run_group_tests(tests, make_packs, NULL);
}
