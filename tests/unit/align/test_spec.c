/* Runs tests/spec/align: pairs of texts and what must be said of them. The packs are the real ones;
 * every result is also checked against the promise that each clause stands in one link or gap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyst/align.h"

enum { MOST_LINES = 200, LINE = 512 };

struct lines {
    char text[MOST_LINES][LINE];
    size_t n;
};

struct spec {
    char name[LINE];
    char langs[2][16];
    struct cw_buf texts[2];
    struct lines expected;
};

struct bench {
    struct cw_analyst *analyst;
    struct cw_arena *arena;
};

static void complain(void *context, const struct cw_diag *diag)
{
    (void)context;
    fail_msg("%s: %s", diag->file, diag->message);
}

static int open_bench(void **state)
{
    static struct bench bench;
    struct cw_diag diag;
    const char *dirs[] = {CW_SOURCE_DIR "/lexicons"};
    bench.arena = cw_arena_new((size_t)1 << 30);
    *state = &bench;
    return !bench.arena || cw_analyst_new(dirs, 1, complain, NULL, &bench.analyst, &diag) != CW_OK;
}

static int close_bench(void **state)
{
    struct bench *bench = *state;
    cw_analyst_free(bench->analyst);
    cw_arena_free(bench->arena);
    return 0;
}

static void add_line(struct lines *lines, const char *text)
{
    assert_true(lines->n < MOST_LINES);
    assert_true(strlen(text) < LINE);
    memcpy(lines->text[lines->n++], text, strlen(text) + 1);
}

static void indices(char *out, size_t size, const uint32_t *values, size_t n)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t k = 0; k < n && used < size; k++) {
        used += (size_t)snprintf(out + used, size - used, "%s%u", k ? "," : "", values[k]);
    }
}

static void write_notes(uint32_t notes, struct lines *found)
{
    static const char *const names[] = {"no-source-pack", "no-target-pack", "zawgyi", "coarse",
                                        "same-language"};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        char line[LINE];
        snprintf(line, sizeof line, "note %s", names[k]);
        if (notes >> k & 1) {
            add_line(found, line);
        }
    }
}

static void write_down(const struct cw_alignment *alignment, struct lines *found)
{
    char line[LINE], source[128], target[128];
    for (size_t k = 0; k < alignment->n_links; k++) {
        const struct cw_align_link *link = &alignment->links[k];
        indices(source, sizeof source, link->source, link->n_source);
        indices(target, sizeof target, link->target, link->n_target);
        snprintf(line, sizeof line, "link %s %s%s", source, target, link->moved ? " moved" : "");
        add_line(found, line);
    }
    for (size_t k = 0; k < alignment->n_gaps; k++) {
        const struct cw_align_gap *gap = &alignment->gaps[k];
        indices(source, sizeof source, gap->source, gap->n_source);
        indices(target, sizeof target, gap->target, gap->n_target);
        int used = snprintf(line, sizeof line, "%s %s%s%s%s", cw_gap_kind_name(gap->kind), source,
                            gap->n_source && gap->n_target ? " " : "", target,
                            gap->partly ? " partly" : "");
        if (gap->kind == CW_GAP_NUMBERS) {
            snprintf(line + used, sizeof line - (size_t)used, " %.*s | %.*s",
                     (int)gap->source_value.len, gap->source_value.data, (int)gap->target_value.len,
                     gap->target_value.data);
        }
        add_line(found, line);
    }
    write_notes(alignment->notes, found);
}

static void check_once(const uint8_t *seen, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (seen[i] != 1) {
            fail_msg("%s: clause %zu stands in %u links and gaps", name, i, seen[i]);
        }
    }
}

static void check_promise(const struct cw_alignment *alignment, size_t n_source, size_t n_target,
                          const char *name)
{
    uint8_t source[256] = {0};
    uint8_t target[256] = {0};
    assert_true(n_source <= 256 && n_target <= 256);
    for (size_t k = 0; k < alignment->n_links; k++) {
        for (size_t i = 0; i < alignment->links[k].n_source; i++) {
            source[alignment->links[k].source[i]]++;
        }
        for (size_t i = 0; i < alignment->links[k].n_target; i++) {
            target[alignment->links[k].target[i]]++;
        }
    }
    for (size_t k = 0; k < alignment->n_gaps; k++) {
        if (alignment->gaps[k].kind == CW_GAP_MISSING) {
            source[alignment->gaps[k].source[0]]++;
        } else if (alignment->gaps[k].kind == CW_GAP_ADDED) {
            target[alignment->gaps[k].target[0]]++;
        }
    }
    check_once(source, n_source, name);
    check_once(target, n_target, name);
}

static bool holds(const struct lines *lines, const char *line)
{
    for (size_t k = 0; k < lines->n; k++) {
        if (strcmp(lines->text[k], line) == 0) {
            return true;
        }
    }
    return false;
}

static size_t compare_lines(const struct spec *spec, const struct lines *found)
{
    size_t faults = 0;
    for (size_t k = 0; k < spec->expected.n; k++) {
        if (!holds(found, spec->expected.text[k])) {
            print_message("%s: lacks \"%s\"\n", spec->name, spec->expected.text[k]);
            faults++;
        }
    }
    for (size_t k = 0; k < found->n; k++) {
        if (!holds(&spec->expected, found->text[k])) {
            print_message("%s: should not say \"%s\"\n", spec->name, found->text[k]);
            faults++;
        }
    }
    return faults;
}

static size_t run_case(struct bench *bench, struct spec *spec)
{
    static struct lines found;
    struct cw_document_text documents[2];
    struct cw_align_text sides[2];
    struct cw_alignment alignment;
    struct cw_diag diag;
    cw_arena_reset(bench->arena);
    for (int i = 0; i < 2; i++) {
        struct cw_document_input input = {.bytes = cw_buf_view(&spec->texts[i]),
                                          .name = {"", 0},
                                          .declared = cw_str_z(spec->langs[i]),
                                          .charset = {"", 0},
                                          .media = CW_MEDIA_MARKDOWN};
        assert_int_equal(
            cw_analyst_read(bench->analyst, bench->arena, NULL, &input, &documents[i], &diag),
            CW_OK);
        sides[i] = (struct cw_align_text){&documents[i].clauses, NULL, cw_str_z(spec->langs[i])};
    }
    assert_int_equal(
        cw_analyst_align(bench->analyst, bench->arena, &sides[0], &sides[1], &alignment, &diag),
        CW_OK);
    check_promise(&alignment, documents[0].clauses.n, documents[1].clauses.n, spec->name);
    found.n = 0;
    write_down(&alignment, &found);
    return compare_lines(spec, &found);
}

static void begin(struct spec *spec, const char *name)
{
    assert_true(strlen(name) < sizeof spec->name);
    memcpy(spec->name, name, strlen(name) + 1);
    spec->expected.n = 0;
    cw_buf_clear(&spec->texts[0]);
    cw_buf_clear(&spec->texts[1]);
}

static void run_file(void **state)
{
    static struct spec spec;
    struct bench *bench = *state;
    FILE *file = fopen(CW_SOURCE_DIR "/tests/spec/align/cases.txt", "r");
    assert_non_null(file);
    cw_buf_init(&spec.texts[0], 1 << 20);
    cw_buf_init(&spec.texts[1], 1 << 20);
    char line[4096];
    int part = -1; /* 0, 1: texts; 2: expected */
    size_t faults = 0;
    size_t cases = 0;
    while (fgets(line, sizeof line, file)) {
        size_t length = strcspn(line, "\n");
        if (strncmp(line, "== ", 3) == 0) {
            line[length] = '\0';
            faults += cases++ ? run_case(bench, &spec) : 0;
            begin(&spec, line + 3);
            part = -1;
        } else if (strncmp(line, "-- ", 3) == 0) {
            line[length] = '\0';
            part++;
            if (part < 2) {
                assert_true(strlen(line + 3) < sizeof spec.langs[part]);
                memcpy(spec.langs[part], line + 3, strlen(line + 3) + 1);
            }
        } else if (part < 2) {
            cw_buf_z(&spec.texts[part < 0 ? 0 : part], line);
        } else if (length > 0) {
            line[length] = '\0';
            add_line(&spec.expected, line);
        }
    }
    faults += run_case(bench, &spec);
    fclose(file);
    cw_buf_dispose(&spec.texts[0]);
    cw_buf_dispose(&spec.texts[1]);
    assert_int_equal(faults, 0);
    assert_true(cases > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(run_file, open_bench, close_bench)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
