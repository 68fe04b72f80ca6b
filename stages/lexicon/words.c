/* What two forms of a word have in common: folding for comparison, and stems by libstemmer, by
 * the pack's own endings, or by the spelling dictionary. */
#include <libstemmer.h>
#include <stdlib.h>

#include "common/utf8.h"
#include "internal.h"

struct stemming {
    struct sb_stemmer *stemmer;
};

bool stemmer_exists(struct cw_str name)
{
    const char **all = sb_stemmer_list();
    for (size_t i = 0; all[i]; i++) {
        if (cw_str_is(name, all[i])) {
            return true;
        }
    }
    return false;
}

void stemming_free(struct stemming *stemming)
{
    if (stemming) {
        sb_stemmer_delete(stemming->stemmer);
        free(stemming);
    }
}

static struct sb_stemmer *stemmer_of(const struct cw_lexicon *lexicon)
{
    struct lazy *lazy = lexicon->lazy;
    if (!lazy->stemming) {
        char name[32] = "";
        if (lexicon->stemmer.len >= sizeof name) {
            return NULL;
        }
        memcpy(name, lexicon->stemmer.data, lexicon->stemmer.len);
        struct sb_stemmer *stemmer = sb_stemmer_new(name, "UTF_8");
        lazy->stemming = stemmer ? malloc(sizeof *lazy->stemming) : NULL;
        if (!lazy->stemming) {
            sb_stemmer_delete(stemmer);
            return NULL;
        }
        lazy->stemming->stemmer = stemmer;
    }
    return lazy->stemming->stemmer;
}

static const struct fold_pair *find_fold(const struct cw_lexicon *lexicon, uint32_t from)
{
    size_t low = 0;
    size_t high = lexicon->n_folds;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lexicon->folds[middle].from < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < lexicon->n_folds && lexicon->folds[low].from == from ? &lexicon->folds[low] : NULL;
}

static bool plain_ascii(struct cw_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.data[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

struct cw_str fold_word(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                        struct cw_str word)
{
    struct cw_str folded = cw_utf8_fold(arena, word, lexicon->turkic);
    if (!folded.data || (plain_ascii(folded) && lexicon->n_folds == 0)) {
        return folded;
    }
    char *out = cw_arena_alloc(arena, folded.len * 4 + 1);
    if (!out) {
        return (struct cw_str){NULL, 0};
    }
    size_t len = 0;
    for (size_t at = 0; at < folded.len;) {
        uint32_t letter = cw_utf8_next(folded, &at);
        const struct fold_pair *pair = find_fold(lexicon, letter);
        letter = pair ? pair->to : letter;
        letter = letter == 0x2019 ? '\'' : letter; /* the two apostrophes */
        if (letter) {
            len += cw_utf8_put(out + len, letter);
        }
    }
    return cw_str_n(out, len);
}

struct cw_str split_apostrophe(const struct cw_lexicon *lexicon, struct cw_str folded,
                               struct cw_str *front)
{
    *front = cw_str_z("");
    const char *mark = lexicon->suffix_apostrophe || lexicon->elisions.n
                           ? memchr(folded.data, '\'', folded.len)
                           : NULL;
    if (!mark || mark == folded.data) {
        return folded;
    }
    size_t cut = (size_t)(mark - folded.data);
    if (lexicon->suffix_apostrophe) {
        return cw_str_sub(folded, 0, cut);
    }
    struct cw_str head = cw_str_sub(folded, 0, cut);
    for (size_t i = 0; i < lexicon->elisions.n && cut + 1 < folded.len; i++) {
        if (cw_str_eq(head, lexicon->elisions.items[i])) {
            *front = cw_str_sub(folded, 0, cut + 1);
            return cw_str_sub(folded, cut + 1, folded.len);
        }
    }
    return folded;
}

/* Cuts the longest suffix, then the longest prefix, that leaves enough letters. */
static struct cw_str light_stem(const struct light *light, struct cw_str word)
{
    for (size_t i = 0; i < light->suffixes.n; i++) {
        struct cw_str suffix = light->suffixes.items[i];
        if (suffix.len < word.len &&
            memcmp(word.data + word.len - suffix.len, suffix.data, suffix.len) == 0 &&
            cw_utf8_length(cw_str_sub(word, 0, word.len - suffix.len)) >= light->least) {
            word.len -= suffix.len;
            break;
        }
    }
    for (size_t i = 0; i < light->prefixes.n; i++) {
        struct cw_str prefix = light->prefixes.items[i];
        if (prefix.len < word.len && memcmp(word.data, prefix.data, prefix.len) == 0 &&
            cw_utf8_length(cw_str_sub(word, prefix.len, word.len)) >= light->least) {
            return cw_str_sub(word, prefix.len, word.len);
        }
    }
    return word;
}

static struct cw_str library_stem(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                                  struct cw_str word)
{
    struct sb_stemmer *stemmer = stemmer_of(lexicon);
    const sb_symbol *stem =
        stemmer ? sb_stemmer_stem(stemmer, (const sb_symbol *)word.data, (int)word.len) : NULL;
    if (!stem) {
        return word;
    }
    return cw_str_dup(arena, cw_str_n((const char *)stem, (size_t)sb_stemmer_length(stemmer)));
}

static size_t dictionary_stems(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                               struct cw_str folded, struct cw_str *stems)
{
    size_t n = speller_stems(lexicon->speller, arena, folded, stems);
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        struct cw_str stem = fold_word(lexicon, arena, stems[i]);
        if (stem.data && stem.len > 0) {
            stems[used++] = stem;
        }
    }
    if (used < MOST_STEMS) {
        stems[used++] = folded; /* a form that the dictionary lacks still equals itself */
    }
    return used;
}

size_t stems_of(const struct cw_lexicon *lexicon, struct cw_arena *arena, struct cw_str folded,
                struct cw_str *stems)
{
    if (lexicon->matching == MATCH_HUNSPELL) {
        return dictionary_stems(lexicon, arena, folded, stems);
    }
    stems[0] = folded;
    if (lexicon->matching == MATCH_STEM && folded.len > 0 && folded.len < LONGEST_WORD) {
        stems[0] = cw_str_is(lexicon->stemmer, "light") ? light_stem(&lexicon->light, folded)
                                                        : library_stem(lexicon, arena, folded);
    }
    return stems[0].data ? 1 : 0;
}

bool cw_lexicon_is_article(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                           struct cw_str word)
{
    if (!lexicon->articles.n) {
        return false;
    }
    struct cw_str folded = fold_word(lexicon, arena, word);
    for (size_t i = 0; folded.data && i < lexicon->articles.n; i++) {
        if (cw_str_eq(folded, lexicon->articles.items[i])) {
            return true;
        }
    }
    return false;
}

struct cw_str cw_lexicon_stem(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                              struct cw_str word)
{
    struct cw_str folded = fold_word(lexicon, arena, word);
    struct cw_str front;
    struct cw_str stems[MOST_STEMS];
    if (!folded.data) {
        return folded;
    }
    size_t n = stems_of(lexicon, arena, split_apostrophe(lexicon, folded, &front), stems);
    return n ? stems[0] : (struct cw_str){NULL, 0};
}
