/* readability.yaml: what surrounds an expression, and the accessors. */
#include <math.h>

#include "internal.h"

static bool good_id(struct cw_str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) {
            return false;
        }
    }
    return id.len > 0;
}

static enum cw_err load_bands(struct cw_arena *arena, const struct node *node,
                              struct cw_formula_info *info, struct problems *problems)
{
    if (!node || (node->kind == NODE_SCALAR && node->text.len == 0)) {
        return CW_OK;
    }
    size_t n = 0;
    for (const struct node *band = node->first; band; band = band->next) {
        n++;
    }
    info->bands = cw_arena_array(arena, n ? n : 1, sizeof *info->bands);
    if (!info->bands) {
        return CW_ENOMEM;
    }
    for (const struct node *band = node->first; band; band = band->next) {
        double from = -INFINITY;
        bool lowest = cw_str_is(band->key, "min");
        if (band->kind != NODE_SCALAR || node->kind != NODE_MAP ||
            (!lowest && !parse_number(band->key, &from))) {
            problem_at(problems, band->line, band->column,
                       "a band is written `30: difficult`, the lowest `min: ...`");
            continue;
        }
        if (info->n_bands > 0 && from <= info->bands[info->n_bands - 1].from) {
            problem_at(problems, band->key_line, band->key_column,
                       "bands go upwards, each from a higher value than the one before");
        }
        info->bands[info->n_bands++] = (struct cw_band){from, band->text};
    }
    return CW_OK;
}

static void check_formula(const struct node *node, const struct cw_formula_info *info,
                          struct problems *problems)
{
    static const char *const keys[] = {
        "id",    "name",  "expression", "scale",  "easier", "least_words", "least_sentences",
        "grade", "bands", "source",     "status", "note",   NULL};
    node_check_keys(node, keys, problems);
    if (info->id.len && !good_id(info->id)) {
        problem_at(problems, node->line, node->column,
                   "an id holds small letters, digits and _ only");
    }
    if (info->status.len && !cw_str_is(info->status, "V2") && !cw_str_is(info->status, "S1")) {
        problem_at(problems, node->line, node->column, "\"status\" is V2 or S1");
    }
}

static enum cw_err load_formula(struct cw_arena *arena, const struct node *node,
                                struct problems *problems, struct formula *out)
{
    static const char *const easier[] = {"higher", "lower", NULL};
    struct cw_formula_info *info = &out->info;
    info->id = node_need(node, "id", problems);
    info->name = node_need(node, "name", problems);
    info->scale = node_text(node, "scale", problems);
    info->source = node_need(node, "source", problems);
    info->status = node_need(node, "status", problems);
    info->note = node_text(node, "note", problems);
    info->lower_is_easier = node_choice(node, "easier", easier, problems) == 1;
    info->grade = node_yes(node, "grade", problems);
    info->least_words = (uint32_t)fmax(0, node_number(node, "least_words", 100, problems));
    info->least_sentences = (uint32_t)fmax(0, node_number(node, "least_sentences", 1, problems));
    out->baseline = NAN;
    check_formula(node, info, problems);
    struct cw_str text = node_need(node, "expression", problems);
    const struct node *expression = node_get(node, "expression");
    if (text.len > 0 && expression) {
        out->code = formula_compile(arena, text, expression->line, expression->column, problems);
    }
    if (out->code) {
        static const enum cw_count spoken[] = {CW_N_SYLLABLES, CW_N_COMPLEX_WORDS, CW_N_POLY4_WORDS,
                                               CW_N_MONO_WORDS};
        for (size_t i = 0; i < 4; i++) {
            out->needs_syllables |= formula_uses(out->code, spoken[i]);
        }
    }
    return load_bands(arena, node_get(node, "bands"), info, problems);
}

enum cw_err load_formulas(struct cw_arena *arena, const struct node *root,
                          struct problems *problems, struct formula **out, size_t *n)
{
    *out = NULL;
    *n = 0;
    const struct node *list = node_get(root, "formulas");
    if (!list || (list->kind == NODE_SCALAR && list->text.len == 0)) {
        return CW_OK;
    }
    if (list->kind != NODE_LIST) {
        problem_at(problems, list->line, list->column, "\"formulas\" is a list: `- id: ...`");
        return CW_OK;
    }
    size_t size = 0;
    for (const struct node *node = list->first; node; node = node->next) {
        if (node->kind != NODE_MAP) {
            problem_at(problems, node->line, node->column, "a formula begins with `- id: ...`");
            continue;
        }
        struct formula *grown = cw_arena_grow(arena, *out, *n, &size, *n + 1, sizeof **out);
        if (!grown) {
            return CW_ENOMEM;
        }
        *out = grown;
        struct formula *formula = &grown[*n];
        enum cw_err err = load_formula(arena, node, problems, formula);
        if (err) {
            return err;
        }
        for (size_t i = 0; i < *n; i++) {
            if (cw_str_eq(grown[i].info.id, formula->info.id)) {
                problem_at(problems, node->line, node->column, "the id \"%.*s\" stands here twice",
                           (int)formula->info.id.len, formula->info.id.data);
            }
        }
        (*n)++;
    }
    return CW_OK;
}

size_t cw_lexicon_formulas(const struct cw_lexicon *lexicon)
{
    return lexicon->n_formulas;
}

struct cw_str cw_lexicon_formula_id(const struct cw_lexicon *lexicon, size_t i)
{
    return lexicon->formulas[i].info.id;
}

double cw_lexicon_formula_value(const struct cw_lexicon *lexicon, size_t i,
                                const struct cw_counts *counts)
{
    const struct formula *formula = &lexicon->formulas[i];
    if (counts->n[CW_N_WORDS] < formula->info.least_words ||
        counts->n[CW_N_SENTENCES] < formula->info.least_sentences ||
        (formula->needs_syllables && lexicon->method == SYLLABLES_NONE)) {
        return NAN;
    }
    return formula_run(formula->code, counts);
}

bool cw_lexicon_formula_lower_is_easier(const struct cw_lexicon *lexicon, size_t i)
{
    return lexicon->formulas[i].info.lower_is_easier;
}

double cw_lexicon_formula_baseline(const struct cw_lexicon *lexicon, size_t i)
{
    return lexicon->formulas[i].baseline;
}

const struct cw_formula_info *cw_lexicon_formula_info(const struct cw_lexicon *lexicon, size_t i)
{
    return &lexicon->formulas[i].info;
}
