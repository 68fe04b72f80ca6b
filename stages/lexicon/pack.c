/* pack.yaml: who the language is, what knows its words, how it is written and counted. */
#include <math.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "common/utf8.h"
#include "internal.h"

static bool is_code(struct cw_str code)
{
    for (size_t i = 0; i < code.len; i++) {
        char c = code.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-')) {
            return false;
        }
    }
    return code.len >= 2 && code.len < 16;
}

static void load_scripts(struct cw_lexicon *lexicon, const struct node *root,
                         const struct list *scripts, struct problems *problems)
{
    const struct node *node = node_get(root, "scripts");
    for (size_t i = 0; i < scripts->n; i++) {
        struct cw_str script = scripts->items[i];
        if (script.len != 4 ||
            u_getPropertyValueEnum(UCHAR_SCRIPT, script.data) == UCHAR_INVALID_CODE) {
            problem_at(problems, node->line, node->column,
                       "\"%.*s\" is no script; use ISO 15924 names such as Latn, Arab, Hani",
                       (int)script.len, script.data);
        } else if (lexicon->n_scripts < MOST_SCRIPTS) {
            lexicon->scripts[lexicon->n_scripts++] = script;
        }
    }
    if (scripts->n == 0) {
        problem_at(problems, root->line, root->column, "\"scripts\" is missing here");
    }
}

static enum cw_err load_identity(struct cw_lexicon *lexicon, const struct node *root,
                                 struct problems *problems)
{
    static const char *const directions[] = {"ltr", "rtl", NULL};
    struct cw_arena *arena = lexicon->arena;
    struct list scripts;
    lexicon->code = node_need(root, "code", problems);
    lexicon->name = node_need(root, "name", problems);
    lexicon->english = node_need(root, "english", problems);
    lexicon->rtl = node_choice(root, "direction", directions, problems) == 1;
    struct cw_str locale = node_need(root, "locale", problems);
    lexicon->locale = cw_arena_copy(arena, locale.data, locale.len);
    if (!lexicon->locale || !node_list(arena, root, "scripts", &scripts, problems) ||
        !node_list(arena, root, "digits", &lexicon->digits, problems) ||
        !node_list(arena, root, "aliases", &lexicon->aliases, problems)) {
        return CW_ENOMEM;
    }
    load_scripts(lexicon, root, &scripts, problems);
    if (lexicon->code.len > 0 && !is_code(lexicon->code)) {
        const struct node *node = node_get(root, "code");
        problem_at(problems, node->line, node->column,
                   "\"code\" is a language tag of 2 to 15 letters, digits and hyphens: zh-Hant");
    }
    fill_maximal(lexicon);
    return CW_OK;
}

static struct cw_str none_is_empty(struct cw_str text)
{
    return cw_str_is(text, "none") ? cw_str_z("") : text;
}

static int longer_first(const void *a, const void *b)
{
    size_t first = ((const struct cw_str *)a)->len;
    size_t second = ((const struct cw_str *)b)->len;
    return (first < second) - (first > second);
}

/* Endings are compared with folded words, so they are folded too. */
static enum cw_err fold_list(struct cw_lexicon *lexicon, struct list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        list->items[i] = fold_word(lexicon, lexicon->arena, list->items[i]);
        if (!list->items[i].data) {
            return CW_ENOMEM;
        }
    }
    if (list->n > 0) {
        qsort(list->items, list->n, sizeof *list->items, longer_first);
    }
    return CW_OK;
}

static enum cw_err load_light(struct cw_lexicon *lexicon, const struct node *root,
                              struct problems *problems)
{
    static const char *const keys[] = {"suffixes", "prefixes", "least", NULL};
    const struct node *node = node_get(root, "light");
    bool light = cw_str_is(lexicon->stemmer, "light");
    if (light != (node != NULL)) {
        const struct node *place = node ? node : node_get(root, "stemmer");
        problem_at(problems, place->line, place->column,
                   "`stemmer: light` and the list `light:` go together");
        return CW_OK;
    }
    if (!light) {
        return CW_OK;
    }
    node_check_keys(node, keys, problems);
    lexicon->light.least = (uint32_t)fmax(1, node_number(node, "least", 3, problems));
    if (!node_list(lexicon->arena, node, "suffixes", &lexicon->light.suffixes, problems) ||
        !node_list(lexicon->arena, node, "prefixes", &lexicon->light.prefixes, problems)) {
        return CW_ENOMEM;
    }
    enum cw_err err = fold_list(lexicon, &lexicon->light.suffixes);
    return err ? err : fold_list(lexicon, &lexicon->light.prefixes);
}

static enum cw_err load_resources(struct cw_lexicon *lexicon, const struct node *root,
                                  struct problems *problems)
{
    static const char *const matchings[] = {"stem", "hunspell", "word", "run", NULL};
    lexicon->spelling = none_is_empty(node_need(root, "spelling", problems));
    lexicon->stemmer = none_is_empty(node_need(root, "stemmer", problems));
    lexicon->instead = node_text(root, "instead", problems);
    (void)node_need(root, "matching", problems);
    lexicon->matching = (enum matching)node_choice(root, "matching", matchings, problems);
    bool light = cw_str_is(lexicon->stemmer, "light");
    const struct node *stemmer = node_get(root, "stemmer");
    const struct node *matching = node_get(root, "matching");
    if (lexicon->stemmer.len > 0 && !light && !stemmer_exists(lexicon->stemmer)) {
        problem_at(problems, stemmer->line, stemmer->column,
                   "libstemmer has no algorithm \"%.*s\"; write its name, light, or none",
                   (int)lexicon->stemmer.len, lexicon->stemmer.data);
    }
    if (matching && lexicon->matching == MATCH_STEM && lexicon->stemmer.len == 0) {
        problem_at(problems, matching->line, matching->column,
                   "`matching: stem` needs a stemmer; write light or another matching");
    }
    if (matching && lexicon->matching == MATCH_HUNSPELL && lexicon->spelling.len == 0) {
        problem_at(problems, matching->line, matching->column,
                   "`matching: hunspell` needs a spelling dictionary");
    }
    if (lexicon->instead.len == 0 &&
        (lexicon->spelling.len == 0 || lexicon->stemmer.len == 0 || light)) {
        problem_at(problems, root->line, root->column,
                   "\"instead\" is missing: say what stands in for the dictionary or stemmer");
    }
    return load_light(lexicon, root, problems);
}

static int by_from(const void *a, const void *b)
{
    uint32_t first = ((const struct fold_pair *)a)->from;
    uint32_t second = ((const struct fold_pair *)b)->from;
    return (first > second) - (first < second);
}

static enum cw_err load_folds(struct cw_lexicon *lexicon, const struct node *writing,
                              struct problems *problems)
{
    struct list pairs;
    struct cw_str ignore = node_text(writing, "ignore", problems);
    if (!node_list(lexicon->arena, writing, "fold", &pairs, problems)) {
        return CW_ENOMEM;
    }
    lexicon->folds =
        cw_arena_array(lexicon->arena, ignore.len + pairs.n + 1, sizeof *lexicon->folds);
    if (!lexicon->folds) {
        return CW_ENOMEM;
    }
    for (size_t at = 0; at < ignore.len;) {
        lexicon->folds[lexicon->n_folds++] = (struct fold_pair){cw_utf8_next(ignore, &at), 0};
    }
    for (size_t i = 0; i < pairs.n; i++) {
        struct cw_str pair = pairs.items[i];
        size_t at = 0;
        uint32_t from = cw_utf8_next(pair, &at);
        uint32_t to = at < pair.len ? cw_utf8_next(pair, &at) : 0;
        if (at < pair.len || to == 0) {
            const struct node *node = node_get(writing, "fold");
            problem_at(problems, node->line, node->column,
                       "each of `fold` is two characters: the first is read as the second");
            continue;
        }
        lexicon->folds[lexicon->n_folds++] = (struct fold_pair){from, to};
    }
    qsort(lexicon->folds, lexicon->n_folds, sizeof *lexicon->folds, by_from);
    return CW_OK;
}

static enum cw_err load_writing(struct cw_lexicon *lexicon, const struct node *root,
                                struct problems *problems)
{
    static const char *const keys[] = {
        "casing", "enders", "ignore", "fold", "elisions", "articles", "suffix_apostrophe", NULL};
    static const char *const casings[] = {"default", "turkic", NULL};
    const struct node *writing = node_get(root, "writing");
    node_check_keys(writing, keys, problems);
    lexicon->turkic = node_choice(writing, "casing", casings, problems) == 1;
    lexicon->suffix_apostrophe = node_yes(writing, "suffix_apostrophe", problems);
    struct cw_str enders = node_text(writing, "enders", problems);
    lexicon->enders = cw_arena_array(lexicon->arena, enders.len + 1, sizeof *lexicon->enders);
    if (!lexicon->enders ||
        !node_list(lexicon->arena, writing, "elisions", &lexicon->elisions, problems) ||
        !node_list(lexicon->arena, writing, "articles", &lexicon->articles, problems)) {
        return CW_ENOMEM;
    }
    for (size_t at = 0; at < enders.len;) {
        uint32_t ender = cw_utf8_next(enders, &at);
        if (ender != ' ') {
            lexicon->enders[lexicon->n_enders++] = ender;
        }
    }
    enum cw_err err = load_folds(lexicon, writing, problems);
    if (!err) {
        err = fold_list(lexicon, &lexicon->elisions);
    }
    return err ? err : fold_list(lexicon, &lexicon->articles);
}

static void load_measures(struct cw_lexicon *lexicon, const struct node *root,
                          struct problems *problems)
{
    static const char *const limit_keys[] = {"unit",      "sentence", "sentence_hard",
                                             "paragraph", "source",   NULL};
    static const char *const reading_keys[] = {"unit", "per_minute", "source", NULL};
    static const char *const units[] = {"words", "characters", NULL};
    const struct node *limits = node_get(root, "limits");
    node_check_keys(limits, limit_keys, problems);
    lexicon->limits = (struct cw_limits){
        .characters = node_choice(limits, "unit", units, problems) == 1,
        .sentence = (uint32_t)fmax(0, node_number(limits, "sentence", 0, problems)),
        .sentence_hard = (uint32_t)fmax(0, node_number(limits, "sentence_hard", 0, problems)),
        .paragraph = (uint32_t)fmax(0, node_number(limits, "paragraph", 0, problems))};
    const struct node *reading = node_get(root, "reading");
    node_check_keys(reading, reading_keys, problems);
    lexicon->reading =
        (struct cw_reading){.characters = node_choice(reading, "unit", units, problems) == 1,
                            .per_minute = node_number(reading, "per_minute", 0, problems),
                            .source = node_text(reading, "source", problems)};
}

enum cw_err load_pack_yaml(struct cw_lexicon *lexicon, struct cw_str text,
                           struct problems *problems, struct node **out)
{
    static const char *const keys[] = {"code",     "name",    "english", "scripts",  "direction",
                                       "locale",   "digits",  "aliases", "spelling", "stemmer",
                                       "matching", "instead", "light",   "writing",  "syllables",
                                       "limits",   "reading", NULL};
    struct node *root = parse_yaml(lexicon->arena, text, problems);
    *out = root;
    if (!root) {
        return CW_OK;
    }
    node_check_keys(root, keys, problems);
    enum cw_err err = load_identity(lexicon, root, problems);
    err = err ? err : load_writing(lexicon, root, problems);
    err = err ? err : load_resources(lexicon, root, problems);
    if (!node_get(root, "syllables")) {
        problem_at(problems, root->line, root->column,
                   "\"syllables\" is missing; `method: none` where they cannot be counted");
    }
    load_measures(lexicon, root, problems);
    return err;
}
