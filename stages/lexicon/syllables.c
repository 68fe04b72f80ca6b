/* Syllables by a pack's rule. Methods and patterns are described in docs/lexicon-format.md; the
 * measured worth of each rule stands in its pack. Hyphenation patterns are not used: they forbid
 * breaks near a word's edges and so count too few. */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "common/utf8.h"
#include "internal.h"

enum { MOST_PATTERN = 16, MOST_LETTERS = LONGEST_WORD, MOST_COUNT = 200 };

enum piece_kind { PIECE_LETTER, PIECE_VOWEL, PIECE_CONSONANT, PIECE_SET, PIECE_NOT_SET };

struct letters {
    uint32_t *items;
    size_t n;
};

struct piece {
    enum piece_kind kind;
    uint32_t letter;
    struct letters set;
};

struct pattern {
    struct piece pieces[MOST_PATTERN];
    size_t n;
    uint64_t needs; /* the letters that stand in it, as marks_of has them */
    bool at_start;
    bool at_end;
};

struct exception {
    struct cw_str word; /* folded */
    uint32_t count;
};

struct syllables {
    struct letters vowels;
    struct letters *units; /* longest first */
    size_t n_units;
    struct pattern *minus;
    size_t n_minus;
    struct pattern *plus;
    size_t n_plus;
    struct exception *exceptions; /* by word */
    size_t n_exceptions;
    UScriptCode scripts[MOST_SCRIPTS];
    size_t n_scripts;
};

static bool has_letter(const struct letters *letters, uint32_t letter)
{
    for (size_t i = 0; i < letters->n; i++) {
        if (letters->items[i] == letter) {
            return true;
        }
    }
    return false;
}

static bool decode(struct cw_arena *arena, struct cw_str text, struct letters *out)
{
    out->n = 0;
    out->items = cw_arena_array(arena, text.len + 1, sizeof *out->items);
    for (size_t at = 0; out->items && at < text.len;) {
        out->items[out->n++] = cw_utf8_next(text, &at);
    }
    return out->items != NULL;
}

/* ---- loading */

static bool read_set(struct cw_arena *arena, const struct letters *text, size_t *at,
                     struct piece *piece)
{
    bool negated = *at < text->n && text->items[*at] == '^';
    *at += negated;
    size_t start = *at;
    while (*at < text->n && text->items[*at] != ']') {
        (*at)++;
    }
    piece->kind = negated ? PIECE_NOT_SET : PIECE_SET;
    piece->set.n = *at - start;
    piece->set.items = cw_arena_array(arena, piece->set.n + 1, sizeof(uint32_t));
    if (!piece->set.items || *at == text->n || piece->set.n == 0) {
        return false;
    }
    memcpy(piece->set.items, text->items + start, piece->set.n * sizeof(uint32_t));
    (*at)++;
    return true;
}

/* A bit for each letter; several letters share one. */
static uint64_t marks_of(uint32_t letter)
{
    return (uint64_t)1 << (letter & 63);
}

static bool read_pattern(struct cw_arena *arena, struct cw_str text, struct pattern *out)
{
    struct letters letters;
    if (!decode(arena, text, &letters)) {
        return false;
    }
    *out = (struct pattern){0};
    size_t at = 0;
    out->at_start = letters.n > 0 && letters.items[0] == '^';
    at += out->at_start;
    out->at_end = letters.n > at && letters.items[letters.n - 1] == '$';
    letters.n -= out->at_end;
    while (at < letters.n) {
        if (out->n == MOST_PATTERN) {
            return false;
        }
        struct piece *piece = &out->pieces[out->n++];
        uint32_t letter = letters.items[at++];
        if (letter == '[') {
            if (!read_set(arena, &letters, &at, piece)) {
                return false;
            }
        } else if (letter == '^' || letter == '$' || letter == ']') {
            return false;
        } else {
            piece->kind = letter == 'V'   ? PIECE_VOWEL
                          : letter == 'C' ? PIECE_CONSONANT
                                          : PIECE_LETTER;
            piece->letter = letter;
            out->needs |= piece->kind == PIECE_LETTER ? marks_of(letter) : 0;
        }
    }
    return out->n > 0;
}

static bool load_patterns(struct cw_arena *arena, const struct node *root, const char *key,
                          struct pattern **out, size_t *n, struct problems *problems)
{
    struct list list;
    if (!node_list(arena, root, key, &list, problems)) {
        return false;
    }
    *n = list.n;
    *out = cw_arena_array(arena, list.n ? list.n : 1, sizeof **out);
    if (!*out) {
        return false;
    }
    const struct node *item = list.n ? node_get(root, key)->first : NULL;
    for (size_t i = 0; i < list.n && item; i++, item = item->next) {
        if (!read_pattern(arena, list.items[i], &(*out)[i])) {
            problem_at(problems, item->line, item->column,
                       "\"%.*s\" is no pattern: letters, V, C, [abc], [^abc], ^ in front, $ at the "
                       "end; 16 at most",
                       (int)list.items[i].len, list.items[i].data);
        }
    }
    return true;
}

static int longer_unit(const void *a, const void *b)
{
    size_t first = ((const struct letters *)a)->n;
    size_t second = ((const struct letters *)b)->n;
    return (first < second) - (first > second);
}

static bool load_units(struct cw_arena *arena, const struct node *root, struct syllables *out,
                       struct problems *problems)
{
    struct list list;
    if (!node_list(arena, root, "units", &list, problems)) {
        return false;
    }
    out->n_units = list.n;
    out->units = cw_arena_array(arena, list.n ? list.n : 1, sizeof *out->units);
    if (!out->units) {
        return false;
    }
    for (size_t i = 0; i < list.n; i++) {
        if (!decode(arena, list.items[i], &out->units[i])) {
            return false;
        }
    }
    qsort(out->units, out->n_units, sizeof *out->units, longer_unit);
    return true;
}

static int by_word(const void *a, const void *b)
{
    return cw_str_cmp(((const struct exception *)a)->word, ((const struct exception *)b)->word);
}

static enum cw_err load_exceptions(struct cw_lexicon *lexicon, struct cw_str table,
                                   struct problems *problems)
{
    struct syllables *out = lexicon->syllables;
    struct rows rows = rows_of(table);
    struct row row;
    size_t size = 0;
    while (next_row(&rows, &row)) {
        double count = 0;
        if (row.n_columns < 2 || !parse_number(row.column[1], &count) || count < 1 || count > 30) {
            problem_at(problems, row.line, 1, "expected a word, a tab and its number of syllables");
            continue;
        }
        struct exception *grown = cw_arena_grow(lexicon->arena, out->exceptions, out->n_exceptions,
                                                &size, out->n_exceptions + 1, sizeof *grown);
        struct cw_str word = cw_utf8_fold(lexicon->arena, row.column[0], lexicon->turkic);
        if (!grown || !word.data) {
            return CW_ENOMEM;
        }
        out->exceptions = grown;
        grown[out->n_exceptions++] = (struct exception){word, (uint32_t)count};
    }
    if (out->n_exceptions > 0) {
        qsort(out->exceptions, out->n_exceptions, sizeof *out->exceptions, by_word);
    }
    return CW_OK;
}

enum cw_err load_syllables(struct cw_lexicon *lexicon, const struct node *root, struct cw_str table,
                           struct problems *yaml_problems, struct problems *table_problems)
{
    static const char *const methods[] = {"none",          "one",          "code-point", "akshara",
                                          "vowel-letters", "vowel-groups", NULL};
    static const char *const keys[] = {"method", "vowels", "units", "minus", "plus", "note", NULL};
    struct cw_arena *arena = lexicon->arena;
    struct syllables *out = cw_arena_alloc(arena, sizeof *out);
    lexicon->syllables = out;
    if (!out) {
        return CW_ENOMEM;
    }
    if (!root) {
        return CW_OK; /* pack.c has told that the key is missing */
    }
    node_check_keys(root, keys, yaml_problems);
    lexicon->method = (enum syllable_method)node_choice(root, "method", methods, yaml_problems);
    lexicon->syllable_note = node_text(root, "note", yaml_problems);
    struct cw_str vowels =
        cw_utf8_fold(arena, node_text(root, "vowels", yaml_problems), lexicon->turkic);
    if (!vowels.data || !decode(arena, vowels, &out->vowels) ||
        !load_units(arena, root, out, yaml_problems) ||
        !load_patterns(arena, root, "minus", &out->minus, &out->n_minus, yaml_problems) ||
        !load_patterns(arena, root, "plus", &out->plus, &out->n_plus, yaml_problems)) {
        return CW_ENOMEM;
    }
    if (lexicon->method >= SYLLABLES_VOWEL_LETTERS && out->vowels.n == 0) {
        problem_at(yaml_problems, root->line, root->column,
                   "the method %s needs `vowels`, the letters that carry a syllable",
                   methods[lexicon->method]);
    }
    for (size_t i = 0; i < lexicon->n_scripts; i++) {
        out->scripts[out->n_scripts++] =
            (UScriptCode)u_getPropertyValueEnum(UCHAR_SCRIPT, lexicon->scripts[i].data);
    }
    return load_exceptions(lexicon, table, table_problems);
}

/* ---- counting */

static bool piece_fits(const struct syllables *rules, const struct piece *piece, uint32_t letter)
{
    switch (piece->kind) {
    case PIECE_LETTER:
        return letter == piece->letter;
    case PIECE_VOWEL:
        return has_letter(&rules->vowels, letter);
    case PIECE_CONSONANT:
        return !has_letter(&rules->vowels, letter);
    case PIECE_SET:
        return has_letter(&piece->set, letter);
    default:
        return !has_letter(&piece->set, letter);
    }
}

/* at + pattern->n is within the word. */
static bool pattern_fits(const struct syllables *rules, const struct pattern *pattern,
                         const struct letters *word, size_t at)
{
    for (size_t i = 0; i < pattern->n; i++) {
        if (!piece_fits(rules, &pattern->pieces[i], word->items[at + i])) {
            return false;
        }
    }
    return true;
}

static int count_fits(const struct syllables *rules, const struct pattern *patterns, size_t n,
                      const struct letters *word)
{
    int count = 0;
    uint64_t has = 0;
    for (size_t i = 0; i < word->n; i++) {
        has |= marks_of(word->items[i]);
    }
    for (size_t i = 0; i < n; i++) {
        const struct pattern *pattern = &patterns[i];
        if (pattern->n > word->n || pattern->needs & ~has) {
            continue;
        }
        size_t last = word->n - pattern->n;
        size_t first = pattern->at_end ? last : 0;
        last = pattern->at_start ? 0 : last;
        for (size_t at = first; at <= last && at < word->n; at++) {
            count += pattern_fits(rules, pattern, word, at);
        }
    }
    return count;
}

static int count_groups(const struct syllables *rules, const struct letters *word)
{
    int count = 0;
    bool inside = false;
    for (size_t i = 0; i < word->n; i++) {
        bool vowel = has_letter(&rules->vowels, word->items[i]);
        count += vowel && !inside;
        inside = vowel;
    }
    return count;
}

static size_t unit_at(const struct syllables *rules, const struct letters *word, size_t at)
{
    for (size_t i = 0; i < rules->n_units; i++) {
        const struct letters *unit = &rules->units[i];
        if (unit->n > 0 && at + unit->n <= word->n &&
            memcmp(unit->items, word->items + at, unit->n * sizeof(uint32_t)) == 0) {
            return unit->n;
        }
    }
    return 0;
}

static int count_vowels(const struct syllables *rules, const struct letters *word)
{
    int count = 0;
    for (size_t at = 0; at < word->n;) {
        size_t unit = unit_at(rules, word, at);
        count += unit > 0 || has_letter(&rules->vowels, word->items[at]);
        at += unit ? unit : 1;
    }
    return count;
}

static bool is_killer(int32_t category)
{
    return category == U_INSC_VIRAMA || category == U_INSC_PURE_KILLER ||
           category == U_INSC_INVISIBLE_STACKER;
}

/* A consonant or independent vowel carries a syllable unless a virama or killer stands among the
 * marks behind it (Unicode 15, Indic_Syllabic_Category). */
static int count_aksharas(const struct letters *word)
{
    int count = 0;
    bool open = false; /* a base that no killer has closed yet */
    for (size_t i = 0; i < word->n; i++) {
        int32_t category =
            u_getIntPropertyValue((UChar32)word->items[i], UCHAR_INDIC_SYLLABIC_CATEGORY);
        bool base = category == U_INSC_CONSONANT || category == U_INSC_VOWEL_INDEPENDENT ||
                    category == U_INSC_VOWEL;
        if (base) {
            count += open;
            open = true;
        } else if (is_killer(category)) {
            open = false;
        }
    }
    return count + open;
}

static bool own_script(const struct syllables *rules, uint32_t letter)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)letter, &status);
    for (size_t i = 0; i < rules->n_scripts; i++) {
        if (rules->scripts[i] == script) {
            return true;
        }
    }
    return false;
}

static int count_code_points(const struct syllables *rules, const struct letters *word)
{
    int count = 0;
    bool inside = false;
    for (size_t i = 0; i < word->n; i++) {
        bool letter = u_isalpha((UChar32)word->items[i]);
        bool own = letter && own_script(rules, word->items[i]);
        count += own || (letter && !inside);
        inside = letter && !own;
    }
    return count;
}

static bool has_any_letter(const struct letters *word)
{
    for (size_t i = 0; i < word->n; i++) {
        if (u_isalpha((UChar32)word->items[i])) {
            return true;
        }
    }
    return false;
}

static int by_rule(const struct cw_lexicon *lexicon, const struct letters *word)
{
    const struct syllables *rules = lexicon->syllables;
    int count = 1;
    switch (lexicon->method) {
    case SYLLABLES_AKSHARA:
        return count_aksharas(word);
    case SYLLABLES_CODE_POINT:
        return count_code_points(rules, word);
    case SYLLABLES_VOWEL_LETTERS:
        count = count_vowels(rules, word);
        break;
    case SYLLABLES_VOWEL_GROUPS:
        count = count_groups(rules, word);
        break;
    default:
        return 1;
    }
    return count + count_fits(rules, rules->plus, rules->n_plus, word) -
           count_fits(rules, rules->minus, rules->n_minus, word);
}

uint32_t count_syllables(const struct cw_lexicon *lexicon, struct cw_str word)
{
    uint32_t items[MOST_LETTERS];
    struct letters letters = {items, 0};
    for (size_t at = 0; at < word.len && letters.n < MOST_LETTERS;) {
        items[letters.n++] = cw_utf8_next(word, &at);
    }
    if (!has_any_letter(&letters)) {
        return 1;
    }
    if (lexicon->method == SYLLABLES_NONE) {
        return 0;
    }
    const struct syllables *rules = lexicon->syllables;
    struct exception key = {.word = word};
    const struct exception *known =
        rules->n_exceptions
            ? bsearch(&key, rules->exceptions, rules->n_exceptions, sizeof key, by_word)
            : NULL;
    if (known) {
        return known->count;
    }
    int count = by_rule(lexicon, &letters);
    return count < 1 ? 1 : count > MOST_COUNT ? MOST_COUNT : (uint32_t)count;
}
