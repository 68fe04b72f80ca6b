/* The labelled real pairs: every class right, every listed number, date and modal found, silence on
 * the cosmetic ones, the severe above the rest. Skipped where the corpora are absent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "compare/compare.h"
#include "extract/extract.h"
#include "lexicon/lexicon.h"
#include "reader.h"

static const char folder[] = CW_CORPORA_DIR "/diff-pairs";

struct world {
    struct cw_arena *arena;
    struct cw_breaker *breaker;
    struct cw_lexicons *lexicons;
};

static struct cw_str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        return (struct cw_str){NULL, 0};
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *data = malloc((size_t)size + 1);
    assert_non_null(data);
    assert_int_equal(fread(data, 1, (size_t)size, file), size);
    fclose(file);
    data[size] = '\0';
    return cw_str_n(data, (size_t)size);
}

static struct cw_clauses read_clauses(struct world *world, const char *pair, const char *side)
{
    char path[512];
    snprintf(path, sizeof path, "%s/pairs/%s.%s.md", folder, pair, side);
    struct cw_str bytes = read_file(path);
    assert_non_null(bytes.data);
    struct cw_str copy = cw_str_dup(world->arena, bytes);
    free((char *)bytes.data);
    struct cw_clauses clauses = {0};
    assert_true(reader_clauses(world->arena, copy, &clauses));
    return clauses;
}

/* The class that a label asks for. */
static enum cw_pair_class class_of(const char *label)
{
    static const struct {
        const char *label;
        enum cw_pair_class class;
    } classes[] = {{"cosmetic", CW_PAIR_COSMETIC},
                   {"substantive", CW_PAIR_SUBSTANTIVE},
                   {"moved", CW_PAIR_MOVED},
                   {"rewrite", CW_PAIR_REWRITE},
                   {"language-change", CW_PAIR_LANGUAGE_CHANGE},
                   {"replaced-by-junk", CW_PAIR_JUNK}};
    for (size_t k = 0; k < sizeof classes / sizeof *classes; k++) {
        if (strcmp(label, classes[k].label) == 0) {
            return classes[k].class;
        }
    }
    return CW_PAIR_CLASSES;
}

static bool holds(struct cw_str value, const char *word, size_t length)
{
    for (size_t at = 0; at + length <= value.len; at++) {
        if (strncasecmp(value.data + at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* A label is in words of its own ("under 13, 16 in Australia", "the minimum age"): what counts is
 * that the value holds its first number, or, without one, its first word; where a number is gone,
 * the value may be empty. What has come or gone alone (null) may be paired with what stands in its
 * place. */
static bool says(struct cw_str value, json_t *label)
{
    if (json_is_null(label)) {
        return true;
    }
    const char *text = json_string_value(label);
    size_t at = strcspn(text, "0123456789");
    size_t length = strspn(text + at, "0123456789.,");
    if (length == 0) {
        at = 0;
        length = strcspn(text, " ");
        if (value.len == 0) {
            return true;
        }
    }
    while (length && (text[at + length - 1] == ',' || text[at + length - 1] == '.')) {
        length--;
    }
    return holds(value, text + at, length);
}

static bool found(const struct cw_comparison *c, json_t *label)
{
    for (size_t k = 0; k < c->n_edits; k++) {
        for (size_t i = 0; i < c->edits[k].n_signals; i++) {
            const struct cw_signal *signal = &c->edits[k].signals[i];
            if (says(signal->old_value, json_object_get(label, "old")) &&
                says(signal->new_value, json_object_get(label, "new"))) {
                return true;
            }
        }
    }
    return false;
}

static int check_values(const struct cw_comparison *c, json_t *gold, const char *pair)
{
    static const char *const lists[] = {"numbers", "dates", "modals"};
    int failures = 0;
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        size_t i;
        json_t *label;
        json_array_foreach(json_object_get(gold, lists[k]), i, label)
        {
            if (!found(c, label)) {
                print_message("%s: %s: not found: %s -> %s\n", pair, lists[k],
                              json_string_value(json_object_get(label, "old")),
                              json_string_value(json_object_get(label, "new")));
                failures++;
            }
        }
    }
    return failures;
}

/* The language of a pair's new side, as identification would give it. */
static struct cw_str language_of(const char *pair)
{
    return cw_str_z(strcmp(pair, "d001") == 0 ? "de" : "en");
}

static int check_pair(struct world *world, json_t *gold)
{
    cw_arena_reset(world->arena);
    const char *pair = json_string_value(json_object_get(gold, "pair"));
    struct cw_clauses before = read_clauses(world, pair, "old");
    struct cw_clauses after = read_clauses(world, pair, "new");
    struct cw_version_text old_version = {.clauses = &before, .lang = language_of(pair)};
    struct cw_version_text new_version = {.clauses = &after, .lang = language_of(pair)};
    struct cw_comparison c;
    assert_int_equal(
        cw_compare(world->arena, world->breaker, world->lexicons, &old_version, &new_version, &c),
        CW_OK);
    const char *label = json_string_value(json_object_get(gold, "class"));
    int failures = 0;
    if (c.class != class_of(label)) {
        print_message("%s: %s instead of %s\n", pair, cw_pair_class_name(c.class), label);
        failures++;
    }
    int severity = (int)json_integer_value(json_object_get(gold, "severity"));
    bool has_pack = cw_lexicons_find(world->lexicons, old_version.lang) != NULL;
    if (has_pack && (int)c.severity != severity) {
        print_message("%s: severity %d instead of %d\n", pair, (int)c.severity, severity);
        failures++;
    }
    return failures + check_values(&c, gold, pair);
}

static void all_pairs(void **state)
{
    char path[512];
    snprintf(path, sizeof path, "%s/gold.jsonl", folder);
    struct cw_str lines = read_file(path);
    if (!lines.data) {
        skip();
    }
    int failures = 0;
    for (size_t at = 0; at < lines.len;) {
        const char *line = lines.data + at;
        size_t length = strcspn(line, "\n");
        json_t *gold = json_loadb(line, length, 0, NULL);
        assert_non_null(gold);
        failures += check_pair(*state, gold);
        json_decref(gold);
        at += length + 1;
    }
    free((char *)lines.data);
    assert_int_equal(failures, 0);
}

static int set_up(void **state)
{
    static struct world world;
    const char *dirs[] = {CW_SOURCE_DIR "/lexicons"};
    struct cw_diag diag;
    world.arena = cw_arena_new((size_t)256 << 20);
    world.breaker = cw_breaker_new();
    *state = &world;
    bool good = world.arena && world.breaker && cw_extract_init() == CW_OK &&
                cw_lexicons_load(dirs, 1, NULL, NULL, &world.lexicons, &diag) == CW_OK;
    return good ? 0 : -1;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    cw_lexicons_free(world->lexicons);
    cw_breaker_free(world->breaker);
    cw_arena_free(world->arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_pairs)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
