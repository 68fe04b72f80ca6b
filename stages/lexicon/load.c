/* Loading packs: each folder by itself, so that a broken one is refused and the others stay. */
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unicode/uchar.h>

#include "common/utf8.h"
#include "internal.h"

enum { PATH_SIZE = 4096, MOST_PACKS = 1000, MOST_TAGS = 512 };

static const size_t pack_cap = (size_t)256 << 20;

/* A language tag that was asked for, and its pack. */
struct tag {
    char text[32];
    const struct cw_lexicon *lexicon;
};

struct cw_lexicons {
    struct cw_arena *arena; /* of the concepts */
    struct concepts concepts;
    bool has_concepts;
    struct pack_slot *packs; /* by code */
    size_t n;
    struct cw_hash identify_hash;
    struct tag *tags; /* a table of MOST_TAGS places */
};

void free_pack(struct cw_lexicon *lexicon)
{
    if (!lexicon) {
        return;
    }
    if (lexicon->lazy) {
        trie_free(lexicon->lazy->trie);
        stemming_free(lexicon->lazy->stemming);
        scratch_free(lexicon->lazy->scratch);
        memo_free(lexicon->lazy->memo);
        cw_arena_free(lexicon->lazy->arena);
        free(lexicon->lazy);
    }
    cache_free(lexicon->cache);
    speller_free(lexicon->speller);
    struct cw_arena *arena = lexicon->arena;
    free(lexicon);
    cw_arena_free(arena);
}

void cw_lexicons_free(struct cw_lexicons *lexicons)
{
    if (!lexicons) {
        return;
    }
    for (size_t i = 0; i < lexicons->n; i++) {
        free_pack(lexicons->packs[i].pack);
    }
    free(lexicons->packs);
    free(lexicons->tags);
    cw_arena_free(lexicons->arena);
    free(lexicons);
}

/* ---- one pack */

static int by_text(const void *a, const void *b)
{
    return cw_str_cmp(*(const struct cw_str *)a, *(const struct cw_str *)b);
}

static enum cw_err load_abbreviations(struct cw_lexicon *lexicon, struct cw_str text,
                                      struct problems *problems)
{
    struct rows rows = rows_of(text);
    struct row row;
    struct list *list = &lexicon->abbreviations;
    size_t size = 0;
    while (next_row(&rows, &row)) {
        struct cw_str word = cw_str_trim(row.column[0]);
        if (cw_str_ends(word, ".")) {
            problem_at(problems, row.line, 1, "write \"%.*s\" without its last full stop",
                       (int)word.len, word.data);
        }
        struct cw_str *grown =
            cw_arena_grow(lexicon->arena, list->items, list->n, &size, list->n + 1, sizeof *grown);
        if (!grown) {
            return CW_ENOMEM;
        }
        list->items = grown;
        grown[list->n++] = word;
    }
    if (list->n > 0) {
        qsort(list->items, list->n, sizeof *list->items, by_text);
    }
    return CW_OK;
}

static enum cw_err load_giveaways(struct cw_lexicon *lexicon, struct cw_str text,
                                  struct problems *problems)
{
    struct rows rows = rows_of(text);
    struct row row;
    size_t size = 0;
    while (next_row(&rows, &row)) {
        if (row.n_columns < 2 || row.column[1].len == 0) {
            problem_at(problems, row.line, 1,
                       "expected a word, a tab and the codes it speaks against: id,ms");
            continue;
        }
        struct giveaway *grown =
            cw_arena_grow(lexicon->arena, lexicon->giveaways, lexicon->n_giveaways, &size,
                          lexicon->n_giveaways + 1, sizeof *grown);
        struct cw_str word = row.column[0];
        size_t behind = 0;
        /* A capital in front is kept: it says that the word is written so inside sentences. */
        if (!u_isupper((UChar32)cw_utf8_next(word, &behind))) {
            word = cw_utf8_fold(lexicon->arena, word, lexicon->turkic);
        }
        if (!grown || !word.data) {
            return CW_ENOMEM;
        }
        lexicon->giveaways = grown;
        grown[lexicon->n_giveaways++] = (struct giveaway){word, row.column[1], row.line};
    }
    return CW_OK;
}

static void add_neutral(struct cw_lexicon *lexicon, struct cw_str id, const struct node *root,
                        struct problems *problems)
{
    for (size_t i = 0; i < lexicon->concepts->n_neutral; i++) {
        if (cw_str_eq(lexicon->concepts->neutral[i].info.id, id)) {
            lexicon->formulas[lexicon->n_formulas++] = lexicon->concepts->neutral[i];
            return;
        }
    }
    const struct node *node = node_get(root, "neutral");
    problem_at(problems, node->line, node->column,
               "lexicons/concepts/readability.yaml has no measure \"%.*s\"", (int)id.len, id.data);
}

static void load_baseline(struct cw_lexicon *lexicon, const struct node *root,
                          struct problems *problems)
{
    const struct node *baseline = node_get(root, "baseline");
    for (const struct node *entry = baseline ? baseline->first : NULL; entry; entry = entry->next) {
        size_t i = 0;
        while (i < lexicon->n_formulas && !cw_str_eq(lexicon->formulas[i].info.id, entry->key)) {
            i++;
        }
        double value = 0;
        if (i == lexicon->n_formulas) {
            problem_at(problems, entry->key_line, entry->key_column,
                       "\"%.*s\" is no formula of this pack", (int)entry->key.len, entry->key.data);
        } else if (entry->kind != NODE_SCALAR || !parse_number(entry->text, &value)) {
            problem_at(problems, entry->line, entry->column, "expected a number");
        } else {
            lexicon->formulas[i].baseline = value;
        }
    }
}

static enum cw_err load_readability(struct cw_lexicon *lexicon, struct cw_str text,
                                    struct problems *problems)
{
    static const char *const keys[] = {"formulas", "neutral", "baseline", NULL};
    struct node *root = parse_yaml(lexicon->arena, text, problems);
    if (!root) {
        return CW_OK;
    }
    node_check_keys(root, keys, problems);
    struct formula *own;
    size_t n_own;
    struct list neutral;
    enum cw_err err = load_formulas(lexicon->arena, root, problems, &own, &n_own);
    if (err || !node_list(lexicon->arena, root, "neutral", &neutral, problems)) {
        return CW_ENOMEM;
    }
    lexicon->formulas =
        cw_arena_array(lexicon->arena, n_own + neutral.n + 1, sizeof *lexicon->formulas);
    if (!lexicon->formulas) {
        return CW_ENOMEM;
    }
    if (n_own > 0) {
        memcpy(lexicon->formulas, own, n_own * sizeof *own);
    }
    lexicon->n_formulas = n_own;
    for (size_t i = 0; i < neutral.n; i++) {
        add_neutral(lexicon, neutral.items[i], root, problems);
    }
    load_baseline(lexicon, root, problems);
    return CW_OK;
}

struct pack_texts {
    struct cw_str yaml, concepts, cues, syllables, abbreviations, readability, giveaways, profile,
        labels;
};

static enum cw_err load_tables(struct cw_lexicon *lexicon, struct problems *problems,
                               struct pack_texts *texts)
{
    struct cw_arena *arena = lexicon->arena;
    const char *folder = lexicon->folder.data;
    bool exists;
    enum cw_err err =
        read_pack_file(arena, folder, "concepts.tsv", problems, &texts->concepts, &exists);
    err = err ? err : load_terms(lexicon, lexicon->concepts, texts->concepts, false, problems);
    err = err ? err : read_pack_file(arena, folder, "cues.tsv", problems, &texts->cues, &exists);
    err = err ? err : load_terms(lexicon, lexicon->concepts, texts->cues, true, problems);
    err = err ? err
              : read_pack_file(arena, folder, "abbreviations.txt", problems, &texts->abbreviations,
                               &exists);
    err = err ? err : load_abbreviations(lexicon, texts->abbreviations, problems);
    err =
        err ? err
            : read_pack_file(arena, folder, "giveaways.tsv", problems, &texts->giveaways, &exists);
    err = err ? err : load_giveaways(lexicon, texts->giveaways, problems);
    err = err ? err : read_pack_file(arena, folder, "labels.po", problems, &texts->labels, &exists);
    err = err ? err : load_labels(lexicon, texts->labels, problems);
    err = err ? err
              : read_pack_file(arena, folder, "readability.yaml", problems, &texts->readability,
                               &exists);
    if (!err && exists) {
        err = load_readability(lexicon, texts->readability, problems);
    }
    err = err ? err
              : read_pack_file(arena, folder, "profile.tsv", problems, &lexicon->profile, &exists);
    return err ? err
               : read_pack_file(arena, folder, "tests.tsv", problems, &lexicon->tests, &exists);
}

/* The version of what this folder computes; raise it when the same pack would give other matches
 * or syllables. */
static const char engine_version[] = "lexicon 2";

static void fill_hashes(struct cw_lexicon *lexicon, const struct pack_texts *texts)
{
    /* Where a dictionary decides what matches, having it or not is part of the pack. */
    bool dictionary =
        lexicon->matching == MATCH_HUNSPELL && dictionary_installed(lexicon->spelling);
    struct cw_str parts[] = {cw_str_z(engine_version),
                             texts->yaml,
                             texts->concepts,
                             texts->cues,
                             texts->syllables,
                             texts->abbreviations,
                             cw_str_n((const char *)lexicon->concepts->hash.bytes, CW_HASH_BYTES),
                             cw_str_z(dictionary ? "dictionary" : "")};
    lexicon->hash = cw_hash_parts(parts, sizeof parts / sizeof *parts);
    struct cw_str identify[] = {lexicon->code, texts->yaml, lexicon->profile, texts->giveaways};
    lexicon->identify_hash = cw_hash_parts(identify, sizeof identify / sizeof *identify);
}

static struct cw_lexicon *new_pack(const char *folder, const struct concepts *concepts)
{
    struct cw_arena *arena = cw_arena_new(pack_cap);
    struct cw_lexicon *lexicon = calloc(1, sizeof *lexicon);
    if (!arena || !lexicon) {
        cw_arena_free(arena);
        free(lexicon);
        return NULL;
    }
    lexicon->arena = arena;
    lexicon->concepts = concepts;
    lexicon->locale = "";
    lexicon->folder = cw_str_dup(arena, cw_str_z(folder));
    lexicon->cache = cache_new();
    lexicon->lazy = calloc(1, sizeof *lexicon->lazy);
    if (lexicon->lazy) {
        lexicon->lazy->arena = cw_arena_new((size_t)4 << 20);
    }
    if (!lexicon->folder.data || !lexicon->cache || !lexicon->lazy || !lexicon->lazy->arena) {
        free_pack(lexicon);
        return NULL;
    }
    return lexicon;
}

static enum cw_err load_settings(struct cw_lexicon *lexicon, struct problems *problems,
                                 struct pack_texts *texts)
{
    struct node *root = NULL;
    enum cw_err err = load_pack_yaml(lexicon, texts->yaml, problems, &root);
    if (err) {
        return err;
    }
    const char *base = strrchr(lexicon->folder.data, '/');
    base = base ? base + 1 : lexicon->folder.data;
    if (lexicon->code.len > 0 && !cw_str_is(lexicon->code, base)) {
        problem_at(problems, 1, 0, "\"code\" is %.*s but the folder is called %s",
                   (int)lexicon->code.len, lexicon->code.data, base);
    }
    struct problems table = *problems;
    bool exists;
    err = read_pack_file(lexicon->arena, lexicon->folder.data, "syllables.tsv", &table,
                         &texts->syllables, &exists);
    if (!err) {
        table.errors = 0;
        err = load_syllables(lexicon, node_get(root, "syllables"), texts->syllables, problems,
                             &table);
        problems->errors += table.errors;
    }
    if (!err && lexicon->spelling.len > 0) {
        lexicon->speller = speller_new(lexicon->spelling);
        err = lexicon->speller ? CW_OK : CW_ENOMEM;
    }
    return err;
}

enum cw_err load_pack(const char *folder, const struct concepts *concepts,
                      struct problems *problems, struct cw_lexicon **out)
{
    *out = NULL;
    struct cw_lexicon *lexicon = new_pack(folder, concepts);
    if (!lexicon) {
        return CW_ENOMEM;
    }
    struct pack_texts texts = {0};
    bool exists;
    enum cw_err err =
        read_pack_file(lexicon->arena, folder, "pack.yaml", problems, &texts.yaml, &exists);
    if (!err && !exists) {
        free_pack(lexicon);
        return CW_OK;
    }
    err = err ? err : load_settings(lexicon, problems, &texts);
    err = err ? err : load_tables(lexicon, problems, &texts);
    if (err == CW_ENOMEM) {
        free_pack(lexicon);
        return CW_ENOMEM;
    }
    if (err) { /* a file that cannot be read or is no UTF-8: told already */
        problems->errors += problems->errors == 0;
        free_pack(lexicon);
        return CW_OK;
    }
    fill_hashes(lexicon, &texts);
    *out = lexicon;
    return CW_OK;
}

/* ---- folders of packs */

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool has_pack(const struct cw_lexicons *lexicons, const char *code)
{
    for (size_t i = 0; i < lexicons->n; i++) {
        if (cw_str_is(lexicons->packs[i].pack->code, code)) {
            return true;
        }
    }
    return false;
}

static enum cw_err take_pack(struct cw_lexicons *lexicons, const char *folder,
                             struct problems *problems)
{
    struct cw_lexicon *lexicon = NULL;
    problems->errors = 0;
    enum cw_err err = load_pack(folder, &lexicons->concepts, problems, &lexicon);
    if (err || !lexicon) {
        return err;
    }
    struct pack_slot *grown =
        problems->errors ? NULL : realloc(lexicons->packs, (lexicons->n + 1) * sizeof *grown);
    if (!grown) {
        free_pack(lexicon);
        return problems->errors ? CW_OK : CW_ENOMEM;
    }
    lexicons->packs = grown;
    grown[lexicons->n++].pack = lexicon;
    return CW_OK;
}

static enum cw_err take_folder(struct cw_lexicons *lexicons, const char *dir,
                               struct problems *problems, struct cw_diag *diag)
{
    struct dirent **names = NULL;
    int n = scandir(dir, &names, NULL, alphasort);
    if (n < 0) {
        return cw_fail(diag, CW_EIO, dir, 0, 0, "cannot read this folder of language packs: %s",
                       strerror(errno));
    }
    enum cw_err err = CW_OK;
    for (int i = 0; i < n; i++) {
        const char *name = names[i]->d_name;
        char path[PATH_SIZE];
        bool fits = snprintf(path, sizeof path, "%s/%s", dir, name) < (int)sizeof path;
        if (!err && fits && name[0] != '.' && strcmp(name, "concepts") != 0 &&
            lexicons->n < MOST_PACKS && is_folder(path) && !has_pack(lexicons, name)) {
            err = take_pack(lexicons, path, problems);
        }
        free(names[i]);
    }
    free(names);
    return err;
}

static enum cw_err take_concepts(struct cw_lexicons *lexicons, const char *const *dirs,
                                 size_t n_dirs, struct problems *problems)
{
    for (size_t i = 0; i < n_dirs; i++) {
        char path[PATH_SIZE];
        if (snprintf(path, sizeof path, "%s/concepts", dirs[i]) < (int)sizeof path &&
            is_folder(path)) {
            lexicons->has_concepts = true;
            return load_concepts(lexicons->arena, path, problems, &lexicons->concepts);
        }
    }
    problems->file = n_dirs ? dirs[0] : "";
    problem_at(problems, 0, 0, "none of the folders of language packs holds `concepts`");
    return CW_OK;
}

static int by_code(const void *a, const void *b)
{
    return cw_str_cmp(((const struct pack_slot *)a)->pack->code,
                      ((const struct pack_slot *)b)->pack->code);
}

static enum cw_err hash_identification(struct cw_lexicons *lexicons)
{
    struct cw_str *parts = calloc(lexicons->n + 1, sizeof *parts);
    if (!parts) {
        return CW_ENOMEM;
    }
    for (size_t i = 0; i < lexicons->n; i++) {
        parts[i] =
            cw_str_n((const char *)lexicons->packs[i].pack->identify_hash.bytes, CW_HASH_BYTES);
    }
    lexicons->identify_hash = cw_hash_parts(parts, lexicons->n);
    free(parts);
    return CW_OK;
}

/* Is `name` a folder of one of dirs? Takes the pack there, from the first that has it. */
static enum cw_err take_named(struct cw_lexicons *lexicons, const char *const *dirs, size_t n_dirs,
                              struct cw_str name, struct problems *problems, bool *there)
{
    *there = false;
    enum cw_err err = CW_OK;
    bool named = name.len > 0 && name.data[0] != '.' && !cw_str_is(name, "concepts") &&
                 !memchr(name.data, '/', name.len);
    for (size_t i = 0; named && i < n_dirs && !err && lexicons->n == 0; i++) {
        char path[PATH_SIZE];
        if (snprintf(path, sizeof path, "%s/%.*s", dirs[i], (int)name.len, name.data) <
                (int)sizeof path &&
            is_folder(path)) {
            *there = true;
            err = take_pack(lexicons, path, problems);
        }
    }
    return err;
}

static enum cw_err take_folders(struct cw_lexicons *lexicons, const char *const *dirs,
                                size_t n_dirs, struct problems *problems, struct cw_diag *diag)
{
    enum cw_err err = CW_OK;
    for (size_t i = 0; i < n_dirs && !err; i++) {
        err = take_folder(lexicons, dirs[i], problems, diag);
    }
    if (!err && lexicons->n > 0) {
        qsort(lexicons->packs, lexicons->n, sizeof *lexicons->packs, by_code);
    }
    return err;
}

enum cw_err cw_lexicons_load_for(const char *const *dirs, size_t n_dirs, struct cw_str lang,
                                 cw_lexicon_problem_fn problem, void *context,
                                 struct cw_lexicons **out, struct cw_diag *diag)
{
    *out = NULL;
    struct cw_lexicons *lexicons = calloc(1, sizeof *lexicons);
    if (!lexicons) {
        return CW_ENOMEM;
    }
    struct problems problems = {.report = problem, .context = context, .file = ""};
    lexicons->arena = cw_arena_new((size_t)64 << 20);
    lexicons->tags = calloc(MOST_TAGS, sizeof *lexicons->tags);
    enum cw_err err = lexicons->arena && lexicons->tags ? CW_OK : CW_ENOMEM;
    err = err ? err : take_concepts(lexicons, dirs, n_dirs, &problems);
    if (err == CW_ESYNTAX || err == CW_ELIMIT) {
        err = CW_OK; /* told; what was read of it stands */
    }
    bool there = false;
    err = err ? err : take_named(lexicons, dirs, n_dirs, lang, &problems, &there);
    if (!err && !there) {
        err = take_folders(lexicons, dirs, n_dirs, &problems, diag);
    }
    err = err ? err : hash_identification(lexicons);
    if (err) {
        cw_lexicons_free(lexicons);
        return err;
    }
    *out = lexicons;
    return CW_OK;
}

enum cw_err cw_lexicons_load(const char *const *dirs, size_t n_dirs, cw_lexicon_problem_fn problem,
                             void *context, struct cw_lexicons **out, struct cw_diag *diag)
{
    return cw_lexicons_load_for(dirs, n_dirs, cw_str_z(""), problem, context, out, diag);
}

/* ---- looking up */

size_t cw_lexicons_count(const struct cw_lexicons *lexicons)
{
    return lexicons->n;
}

const struct cw_lexicon *cw_lexicons_at(const struct cw_lexicons *lexicons, size_t i)
{
    return lexicons->packs[i].pack;
}

struct cw_hash cw_lexicons_identify_fingerprint(const struct cw_lexicons *lexicons)
{
    return lexicons->identify_hash;
}

const struct cw_rule *cw_lexicons_rule(const struct cw_lexicons *lexicons, struct cw_str criterion)
{
    size_t low = 0;
    size_t high = lexicons->concepts.n_rules;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = cw_str_cmp(lexicons->concepts.rules[middle].criterion, criterion);
        if (order == 0) {
            return &lexicons->concepts.rules[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

bool cw_lexicons_concept(const struct cw_lexicons *lexicons, struct cw_str id,
                         struct cw_concept *out)
{
    size_t i = find_concept(&lexicons->concepts, id);
    if (i == lexicons->concepts.n) {
        return false;
    }
    const struct concept *concept = &lexicons->concepts.items[i];
    *out = (struct cw_concept){.id = concept->id,
                               .family = lexicons->concepts.families[concept->family],
                               .criterion = concept->criterion,
                               .description = concept->description,
                               .need = concept->need};
    return true;
}

/* FNV-1a; the table is small and losing a place costs only a second look. */
static uint32_t tag_hash(struct cw_str tag)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < tag.len; i++) {
        hash = (hash ^ (unsigned char)tag.data[i]) * 16777619u;
    }
    return hash;
}

const struct cw_lexicon *cw_lexicons_find(const struct cw_lexicons *lexicons, struct cw_str lang)
{
    if (lang.len == 0 || lang.len >= sizeof lexicons->tags->text) {
        return NULL;
    }
    uint32_t hash = tag_hash(lang);
    for (size_t probe = 0; probe < 8; probe++) {
        struct tag *tag = &lexicons->tags[(hash + probe) % MOST_TAGS];
        if (tag->text[0] == '\0') {
            memcpy(tag->text, lang.data, lang.len);
            tag->lexicon = find_by_tag(lexicons->packs, lexicons->n, lang);
            return tag->lexicon;
        }
        if (cw_str_is(lang, tag->text)) {
            return tag->lexicon;
        }
    }
    return find_by_tag(lexicons->packs, lexicons->n, lang);
}
