/* lexicons/concepts: the ideas that packs have words for, and what a cue is called as a finding. */
#include <stdlib.h>

#include "common/edit.h"
#include "internal.h"

static int by_id(const void *a, const void *b)
{
    return cw_str_cmp(((const struct concept *)a)->id, ((const struct concept *)b)->id);
}

static int by_criterion(const void *a, const void *b)
{
    return cw_str_cmp(((const struct cw_rule *)a)->criterion,
                      ((const struct cw_rule *)b)->criterion);
}

static uint8_t family_of(struct concepts *concepts, struct cw_str name, const struct row *row,
                         struct problems *problems)
{
    size_t i = 0;
    while (i < concepts->n_families && !cw_str_eq(concepts->families[i], name)) {
        i++;
    }
    if (i == MOST_FAMILIES) {
        problem_at(problems, row->line, row_place(row, 1), "there are more than %d families",
                   MOST_FAMILIES);
        return 0;
    }
    if (i == concepts->n_families) {
        concepts->families[concepts->n_families++] = name;
    }
    return (uint8_t)i;
}

/* @free<TAB>families separated by spaces. They may stand before their first id. */
static void read_free(struct concepts *concepts, const struct row *row, struct problems *problems)
{
    struct cw_str rest = row->n_columns > 1 ? row->column[1] : cw_str_z("");
    while (rest.len > 0) {
        const char *space = memchr(rest.data, ' ', rest.len);
        size_t len = space ? (size_t)(space - rest.data) : rest.len;
        if (len > 0) {
            concepts->free[family_of(concepts, cw_str_sub(rest, 0, len), row, problems)] = true;
        }
        rest = cw_str_sub(rest, space ? len + 1 : len, rest.len);
    }
}

/* concepts.tsv has five columns; rows join the last two, so the fourth is cut here. */
static bool read_concept(struct concepts *concepts, const struct row *row,
                         struct problems *problems, struct concept *out)
{
    struct cw_str tail = row->n_columns == 4 ? row->column[3] : cw_str_z("");
    const char *tab = memchr(tail.data, '\t', tail.len);
    struct cw_str need = row->n_columns > 2 ? row->column[2] : cw_str_z("");
    if (!tab || need.len != 1 || need.data[0] < '0' || need.data[0] > '3') {
        problem_at(problems, row->line, 1,
                   "expected id, family, need (0 to 3), criterion and description");
        return false;
    }
    size_t cut = (size_t)(tab - tail.data);
    struct cw_str criterion = cw_str_sub(tail, 0, cut);
    *out = (struct concept){.id = row->column[0],
                            .criterion = cw_str_is(criterion, "-") ? cw_str_z("") : criterion,
                            .description = cw_str_sub(tail, cut + 1, tail.len),
                            .family = family_of(concepts, row->column[1], row, problems),
                            .need = (uint8_t)(need.data[0] - '0'),
                            .line = row->line};
    return true;
}

static enum cw_err load_ids(struct cw_arena *arena, struct cw_str text, struct problems *problems,
                            struct concepts *out)
{
    struct rows rows = rows_of(text);
    struct row row;
    size_t size = 0;
    while (next_row(&rows, &row)) {
        if (cw_str_is(row.column[0], "@free")) {
            read_free(out, &row, problems);
            continue;
        }
        struct concept *grown =
            cw_arena_grow(arena, out->items, out->n, &size, out->n + 1, sizeof *grown);
        if (!grown) {
            return CW_ENOMEM;
        }
        out->items = grown;
        out->n += read_concept(out, &row, problems, &grown[out->n]);
    }
    if (out->n == 0) {
        return CW_OK;
    }
    qsort(out->items, out->n, sizeof *out->items, by_id);
    for (size_t i = 1; i < out->n; i++) {
        if (cw_str_eq(out->items[i].id, out->items[i - 1].id)) {
            problem_at(problems, out->items[i].line, 1, "the id \"%.*s\" stands here twice",
                       (int)out->items[i].id.len, out->items[i].id.data);
        }
    }
    return CW_OK;
}

static int severity_of(struct cw_str name)
{
    for (int severity = 0; severity <= CW_SEVERITY_HIGH; severity++) {
        if (cw_str_is(name, cw_severity_name((enum cw_severity)severity))) {
            return severity;
        }
    }
    return -1;
}

static enum cw_err load_rules(struct cw_arena *arena, struct cw_str text, struct problems *problems,
                              struct concepts *out)
{
    struct rows rows = rows_of(text);
    struct row row;
    size_t size = 0;
    while (next_row(&rows, &row)) {
        int severity = row.n_columns == 4 ? severity_of(row.column[2]) : -1;
        if (severity < 0) {
            problem_at(problems, row.line, 1,
                       "expected criterion, rule, severity (info, low, medium, high), message");
            continue;
        }
        if (find_concept(out, row.column[0]) == out->n) {
            problem_at(problems, row.line, 1, "\"%.*s\" is not in concepts.tsv",
                       (int)row.column[0].len, row.column[0].data);
        }
        struct cw_rule *grown =
            cw_arena_grow(arena, out->rules, out->n_rules, &size, out->n_rules + 1, sizeof *grown);
        if (!grown) {
            return CW_ENOMEM;
        }
        out->rules = grown;
        grown[out->n_rules++] = (struct cw_rule){.criterion = row.column[0],
                                                 .rule = row.column[1],
                                                 .message = row.column[3],
                                                 .severity = severity};
    }
    if (out->n_rules > 0) {
        qsort(out->rules, out->n_rules, sizeof *out->rules, by_criterion);
    }
    return CW_OK;
}

enum cw_err load_concepts(struct cw_arena *arena, const char *folder, struct problems *problems,
                          struct concepts *out)
{
    *out = (struct concepts){0};
    struct cw_str text;
    bool exists;
    enum cw_err err = read_pack_file(arena, folder, "concepts.tsv", problems, &text, &exists);
    if (err) {
        return err;
    }
    out->hash = cw_hash_of(text);
    err = load_ids(arena, text, problems, out);
    if (err) {
        return err;
    }
    err = read_pack_file(arena, folder, "rules.tsv", problems, &text, &exists);
    err = err ? err : load_rules(arena, text, problems, out);
    if (err) {
        return err;
    }
    err = read_pack_file(arena, folder, "readability.yaml", problems, &text, &exists);
    struct node *root = !err && exists ? parse_yaml(arena, text, problems) : NULL;
    return err ? err : load_formulas(arena, root, problems, &out->neutral, &out->n_neutral);
}

size_t find_concept(const struct concepts *concepts, struct cw_str id)
{
    struct concept key = {.id = id};
    if (concepts->n == 0) {
        return 0;
    }
    const struct concept *found = bsearch(&key, concepts->items, concepts->n, sizeof key, by_id);
    return found ? (size_t)(found - concepts->items) : concepts->n;
}
