/* Runs tests/spec/ingest: patterns.txt and commits.txt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/internal.h"

static char *read_spec(const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/spec/ingest/%s", CW_SOURCE_DIR, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    static char text[1 << 16];
    size_t len = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    assert_true(len < sizeof text - 1);
    text[len] = '\0';
    return text;
}

/* Cuts the next line off; NULL at the end. */
static char *next_line(char **text)
{
    if (!**text) {
        return NULL;
    }
    char *line = *text;
    size_t len = strcspn(line, "\n");
    *text = line + len + (line[len] == '\n');
    line[len] = '\0';
    return line;
}

static void add_part(struct cw_buf *out, const char *name, struct cw_str value)
{
    cw_buf_printf(out, "%s%s=%.*s", out->len ? " " : "", name, (int)value.len, value.data);
}

/* The parts in the order in which they stand in the path. */
static void describe(const struct cw_parts *parts, struct cw_buf *out)
{
    static const char *const names[CW_PARTS] = {"service", "policy", "lang", "region", "date"};
    const char *after = NULL;
    for (unsigned n = 0; n < CW_PARTS; n++) {
        int next = -1;
        for (int i = 0; i < CW_PARTS; i++) {
            const char *at = parts->part[i].data;
            if (at && at > after && (next < 0 || at < parts->part[next].data)) {
                next = i;
            }
        }
        if (next < 0) {
            return;
        }
        struct cw_str value = parts->part[next];
        after = value.data;
        char written[64];
        if (next == CW_PART_DATE) {
            int64_t time;
            bool real = cw_date_parse(value, &time);
            snprintf(written, sizeof written, real ? "%lld" : "none", real ? (long long)time : 0);
            value = cw_str_z(written);
        } else if (next == CW_PART_LANG) {
            assert_true(cw_lang_canonical(value, written));
            value = cw_str_z(written);
        }
        add_part(out, names[next], value);
    }
}

static void check_path(const struct cw_pattern *pattern, const char *text, char *line, unsigned *n)
{
    char *arrow = strstr(line, " => ");
    assert_non_null(arrow);
    *arrow = '\0';
    struct cw_parts parts;
    struct cw_buf got;
    cw_buf_init(&got, 4096);
    if (cw_pattern_match(pattern, cw_str_z(line), &parts)) {
        describe(&parts, &got);
    } else {
        cw_buf_z(&got, "no");
    }
    cw_buf_char(&got, '\0');
    if (strcmp(got.data, arrow + 4) != 0) {
        print_error("pattern %s, path %s: expected %s, got %s\n", text, line, arrow + 4, got.data);
        fail();
    }
    cw_buf_dispose(&got);
    (*n)++;
}

static void patterns(void **state)
{
    (void)state;
    char *text = read_spec("patterns.txt");
    struct cw_pattern pattern;
    struct cw_diag diag;
    const char *written = "";
    enum cw_err err = CW_OK;
    unsigned n = 0;
    for (char *line = next_line(&text); line; line = next_line(&text)) {
        unsigned column;
        if (line[0] == '#' || line[0] == '\0') {
            continue;
        }
        if (line[0] == '>') {
            written = line + (line[1] == ' ' ? 2 : 1);
            err = cw_pattern_compile(written, &pattern, &diag);
        } else if (sscanf(line, "fault at %u", &column) == 1) {
            assert_int_equal(err, CW_EUSAGE);
            assert_int_equal(diag.column, column);
            n++;
        } else {
            assert_int_equal(err, CW_OK);
            check_path(&pattern, written, line, &n);
        }
    }
    assert_true(n > 40);
}

static void check_commit(char *body, const char *kind, const char *want)
{
    static const char *const kinds[] = {"change", "first", "technical"};
    struct cw_buf got;
    cw_buf_init(&got, 4096);
    cw_ota_snapshots(cw_str_z(body), &got);
    cw_buf_char(&got, '\0');
    assert_string_equal(kinds[cw_ota_record_kind(cw_str_z(body))], kind);
    assert_string_equal(got.data, want);
    cw_buf_dispose(&got);
}

static void commits(void **state)
{
    (void)state;
    char *text = read_spec("commits.txt");
    char *part = strstr(text, "\n-----\n");
    unsigned n = 0;
    while (part && part[7]) {
        char *body = part + 7;
        char *end = strstr(body, "\n-----\n");
        assert_non_null(end);
        *end = '\0';
        char *arrow = strstr(body, "\n=> ");
        assert_non_null(arrow);
        *arrow = '\0';
        char *kind = arrow + 4;
        char *want = kind + strcspn(kind, "\n");
        if (*want) {
            *want++ = '\0';
        }
        check_commit(body, kind, want);
        *end = '\n';
        part = end;
        n++;
    }
    assert_int_equal(n, 8);
}

static void policies(void **state)
{
    (void)state;
    static const struct {
        const char *written, *want;
    } cases[] = {
        {"privacy_policy", "Privacy Policy"},
        {"terms-of-service", "Terms of Service"},
        {"in_app_purchases_policy", "In-App Purchases Policy"},
        {"TERMS OF SERVICE #web", "Terms of Service #web"},
        {"Terms of Servic", "Terms of Servic"},
        {"Terms and Conditions", "Terms and Conditions"}, /* an alias stays its own document */
        {"", ""},
        {"#", "#"},
    };
    struct cw_arena *arena = cw_arena_new(1 << 16);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cw_str got = cw_ota_policy(arena, cw_str_z(cases[i].written));
        assert_true(cw_str_is(got, cases[i].want));
    }
    cw_arena_free(arena);
}

static void languages(void **state)
{
    (void)state;
    static const struct {
        const char *written, *want; /* NULL: no tag */
    } cases[] = {{"pt_BR", "pt-BR"}, {"zh-TW", "zh-TW"}, {"zh-hant", "zh-Hant"},    {"EN", "en"},
                 {"ur-pk", "ur-PK"}, {"tl", "tl"},       {"es-419", "es-419"},      {"", NULL},
                 {"e", NULL},        {"en--GB", NULL},   {"english language", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char tag[CW_LANG_MOST] = "";
        bool is = cw_lang_canonical(cw_str_z(cases[i].written), tag);
        assert_int_equal(is, cases[i].want != NULL);
        if (is) {
            assert_string_equal(tag, cases[i].want);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(patterns), cmocka_unit_test(commits),
                                       cmocka_unit_test(policies), cmocka_unit_test(languages)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
