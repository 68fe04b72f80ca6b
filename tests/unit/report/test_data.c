/* The data files: JSON Lines, CSV and the package description name the same columns, and values
 * survive both. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "common/json.h"
#include "report/report.h"
#include "report/sarif.h"

/* Zeros serve every file as a row: no string, no number known. */
static const union {
    struct cw_report_run run;
    struct cw_report_document document;
    struct cw_report_version version;
    struct cw_report_change change;
    struct cw_report_finding finding;
    struct cw_report_readability readability;
    struct cw_report_translation translation;
    struct cw_report_coverage coverage;
} empty_row;

static json_t *parse(const struct cw_buf *buf)
{
    json_error_t error;
    assert_false(buf->failed);
    json_t *json = json_loadb(buf->data, buf->len, 0, &error);
    if (!json) {
        print_message("%s: %.*s\n", error.text, (int)buf->len, buf->data);
    }
    assert_non_null(json);
    return json;
}

static void test_all_forms_have_the_same_columns(void **state)
{
    (void)state;
    struct cw_buf package_text;
    cw_buf_init(&package_text, 1 << 20);
    cw_data_package(cw_str_z("A \"title\""), &package_text);
    json_t *package = parse(&package_text);
    for (int file = 0; file < CW_DATA_FILES; file++) {
        struct cw_buf line;
        struct cw_buf header;
        struct cw_buf names;
        cw_buf_init(&line, 1 << 16);
        cw_buf_init(&header, 1 << 16);
        cw_buf_init(&names, 1 << 16);
        cw_data_jsonl((enum cw_data_file)file, &empty_row, &line);
        cw_data_csv_header((enum cw_data_file)file, &header);
        json_t *record = parse(&line);
        json_t *fields = json_object_get(
            json_object_get(json_array_get(json_object_get(package, "resources"), 2 * (size_t)file),
                            "schema"),
            "fields");
        const char *key;
        json_t *value;
        size_t n = 0;
        json_object_foreach(record, key, value)
        {
            if (strcmp(key, "type") == 0) {
                continue;
            }
            assert_string_equal(
                key, json_string_value(json_object_get(json_array_get(fields, n), "name")));
            cw_buf_printf(&names, n++ ? ",%s" : "%s", key);
        }
        cw_buf_z(&names, "\r\n");
        assert_int_equal(n, json_array_size(fields));
        assert_true(cw_str_eq(cw_buf_view(&names), cw_buf_view(&header)));
        json_decref(record);
        cw_buf_dispose(&line);
        cw_buf_dispose(&header);
        cw_buf_dispose(&names);
    }
    json_decref(package);
    cw_buf_dispose(&package_text);
}

static void test_csv_quotes_and_disarms(void **state)
{
    (void)state;
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"plain", "plain"},
        {"a,b", "\"a,b\""},
        {"say \"yes\"", "\"say \"\"yes\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""},
        {"+1", "\"'+1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"-", "\"'-\""},
        {"a=b", "a=b"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cw_report_coverage row = {.doc.service = cw_str_z(cases[i].in), .stale_days = -1};
        struct cw_buf out;
        cw_buf_init(&out, 4096);
        cw_data_csv(CW_DATA_COVERAGE, &row, &out);
        struct cw_str line = cw_buf_view(&out);
        print_message("%.*s", (int)line.len, line.data);
        assert_true(cw_str_starts(line, cases[i].want));
        assert_int_equal(line.data[strlen(cases[i].want)], ',');
        assert_true(cw_str_ends(line, "\r\n"));
        cw_buf_dispose(&out);
    }
}

static void test_values(void **state)
{
    (void)state;
    const struct cw_signal signal = {.kind = CW_SIGNAL_DURATION,
                                     .old_value = cw_str_z("30 days"),
                                     .new_value = cw_str_z("7 days")};
    struct cw_report_change change = {.doc = {.service = cw_str_z("S"), .policy = cw_str_z("P")},
                                      .old_time = CW_REPORT_NO_TIME,
                                      .new_time = 1714533120,
                                      .class = CW_PAIR_LANGUAGE_CHANGE,
                                      .severity = CW_SEVERITY_HIGH,
                                      .cosmetic = CW_COSMETIC_LINKS | CW_COSMETIC_COUNTER,
                                      .back_to = CW_REPORT_NO_TIME,
                                      .signals = &signal,
                                      .n_signals = 1};
    change.count[CW_EDIT_MODIFIED] = 3;
    struct cw_buf line;
    struct cw_buf csv;
    cw_buf_init(&line, 4096);
    cw_buf_init(&csv, 4096);
    cw_data_jsonl(CW_DATA_CHANGES, &change, &line);
    cw_data_csv(CW_DATA_CHANGES, &change, &csv);
    cw_buf_char(&line, '\0');
    cw_buf_char(&csv, '\0');
    assert_string_equal(
        line.data,
        "{\"type\":\"change\",\"service\":\"S\",\"policy\":\"P\",\"lang\":null,\"region\":null,"
        "\"old_time\":null,\"new_time\":\"2024-05-01T03:12:00Z\",\"old_hash\":null,"
        "\"new_hash\":null,\"class\":\"language-change\",\"severity\":\"high\",\"added\":0,"
        "\"removed\":0,\"modified\":3,\"moved\":0,\"split\":0,\"merged\":0,\"cosmetic\":0,"
        "\"cosmetic_kinds\":\"links,counter\",\"coarse\":false,\"technical\":false,"
        "\"junk_reason\":null,\"back_to\":null,\"seen\":0,"
        "\"signals\":[{\"kind\":\"duration\",\"old\":\"30 days\",\"new\":\"7 days\"}]}\n");
    assert_string_equal(csv.data,
                        "S,P,,,,2024-05-01T03:12:00Z,,,language-change,high,0,0,3,0,0,0,0,"
                        "\"links,counter\",false,false,,,0,"
                        "\"[{\"\"kind\"\":\"\"duration\"\",\"\"old\"\":\"\"30 days\"\","
                        "\"\"new\"\":\"\"7 days\"\"}]\"\r\n");
    cw_buf_dispose(&line);
    cw_buf_dispose(&csv);
}

static void test_sarif(void **state)
{
    (void)state;
    const struct cw_report_finding finding = {
        .finding = {.rule = cw_str_z("opaque.vague.modal"),
                    .severity = CW_SEVERITY_MEDIUM,
                    .message = cw_str_z("A word that leaves it open.")},
        .name = cw_str_z("a b/\xC3\xA9.md"),
        .line = 7,
        .text = cw_str_z("may")};
    struct cw_sarif sarif;
    struct cw_buf out;
    cw_buf_init(&out, 1 << 16);
    cw_sarif_begin(&sarif, cw_str_z("0.1.0"), &out);
    cw_sarif_finding(&sarif, &finding);
    cw_sarif_finding(&sarif, &finding);
    cw_sarif_end(&sarif);
    json_t *log = parse(&out);
    json_t *run = json_array_get(json_object_get(log, "runs"), 0);
    json_t *result = json_array_get(json_object_get(run, "results"), 1);
    json_t *place = json_object_get(json_array_get(json_object_get(result, "locations"), 0),
                                    "physicalLocation");
    assert_string_equal(json_string_value(json_object_get(log, "version")), "2.1.0");
    assert_string_equal(json_string_value(json_object_get(result, "level")), "warning");
    assert_string_equal(
        json_string_value(json_object_get(json_object_get(place, "artifactLocation"), "uri")),
        "a%20b/%C3%A9.md");
    assert_int_equal(
        json_integer_value(json_object_get(json_object_get(place, "region"), "startLine")), 7);
    json_decref(log);
    cw_buf_dispose(&out);
}

/* Lines of an earlier run say what they would say if they were written now. */
static void test_settled_findings(void **state)
{
    (void)state;
    static const char *const statuses[] = {"new", "open", "gone", "new"};
    static const char *const texts[] = {"plain", "a, \"b\" ,\"status\":\"new\"",
                                        "lines\r\nof, new,gone\r\n", "=new"};
    struct cw_buf before[2];
    struct cw_buf wanted[2];
    struct cw_buf settled[2];
    for (int form = 0; form < 2; form++) {
        cw_buf_init(&before[form], 1 << 20);
        cw_buf_init(&wanted[form], 1 << 20);
        cw_buf_init(&settled[form], 1 << 20);
    }
    for (size_t i = 0; i < 16; i++) {
        struct cw_report_finding row = empty_row.finding;
        row.text = cw_str_z(texts[i / 4]);
        row.finding.message = cw_str_z(texts[(i + 1) % 4]);
        row.status = cw_str_z(statuses[i % 4]);
        cw_data_jsonl(CW_DATA_FINDINGS, &row, &before[0]);
        cw_data_csv(CW_DATA_FINDINGS, &row, &before[1]);
        if (!cw_str_is(row.status, "gone")) {
            row.status = cw_str_z("open");
            cw_data_jsonl(CW_DATA_FINDINGS, &row, &wanted[0]);
            cw_data_csv(CW_DATA_FINDINGS, &row, &wanted[1]);
        }
    }
    cw_data_settle_jsonl(cw_buf_view(&before[0]), &settled[0]);
    cw_data_settle_csv(cw_buf_view(&before[1]), &settled[1]);
    for (int form = 0; form < 2; form++) {
        assert_int_equal(settled[form].len, wanted[form].len);
        assert_memory_equal(settled[form].data, wanted[form].data, wanted[form].len);
        cw_buf_dispose(&before[form]);
        cw_buf_dispose(&wanted[form]);
        cw_buf_dispose(&settled[form]);
    }
}

/* Numbers are written without printf where that is exact, and always as it would. */
static void test_numbers_as_printf(void **state)
{
    (void)state;
    static const double odd[] = {0.00005, 0.00015, -0.00004,     1.00005, 2.5, 0.5, -0.5,
                                 1e9,     1e-9,    123456.78905, 0.1,     -17, 0,   99999.99995};
    struct cw_buf out;
    cw_buf_init(&out, 256);
    uint64_t seed = 1;
    for (size_t i = 0; i < 20000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        double value = (double)(int64_t)seed / 9e18 * pow(10, (double)(seed % 13) - 3);
        if (i < sizeof odd / sizeof odd[0]) {
            value = odd[i];
        }
        for (int decimals = 0; decimals <= 5; decimals++) {
            char wanted[64];
            int len = snprintf(wanted, sizeof wanted, "%.*f", decimals, value);
            while (strchr(wanted, '.') && (wanted[len - 1] == '0' || wanted[len - 1] == '.')) {
                wanted[--len] = '\0';
            }
            struct cw_json json;
            cw_buf_clear(&out);
            cw_json_init(&json, &out);
            cw_json_number(&json, value, decimals);
            cw_buf_char(&out, '\0');
            assert_string_equal(out.data, strcmp(wanted, "-0") == 0 ? "0" : wanted);
        }
    }
    cw_buf_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_forms_have_the_same_columns),
                                       cmocka_unit_test(test_csv_quotes_and_disarms),
                                       cmocka_unit_test(test_values),
                                       cmocka_unit_test(test_sarif),
                                       cmocka_unit_test(test_settled_findings),
                                       cmocka_unit_test(test_numbers_as_printf)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
