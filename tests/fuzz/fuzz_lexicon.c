/* A pack whose files come from anywhere: the first byte chooses which file the rest becomes; the
 * pack is loaded, and when it is accepted it matches, counts and computes. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lexicon/lexicon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"pack.yaml",        "concepts.tsv",     "cues.tsv",
                                    "readability.yaml", "syllables.tsv",    "labels.po",
                                    "giveaways.tsv",    "abbreviations.txt"};
enum { NAMES = sizeof names / sizeof *names };

static const char plain_pack[] = "code: xx\nname: X\nenglish: X\nscripts: [Latn]\nlocale: en\n"
                                 "spelling: none\nstemmer: english\ninstead: n\nmatching: stem\n"
                                 "syllables: {method: vowel-groups, vowels: aeiouy}\n";
static const char concepts[] = "OP-MOD\topaque\t1\tOP-MOD\tm\nappeal\ttopic\t1\t-\ta\n";

static bool save(const char *root, const char *name, const void *data, size_t size)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", root, name);
    FILE *file = fopen(path, "wb");
    if (!file) {
        return false;
    }
    bool fine = fwrite(data, 1, size, file) == size;
    return fclose(file) == 0 && fine;
}

static void use(const struct cw_lexicon *pack)
{
    static const char text[] = "You may appeal within 30 days; l'appel, (opt-out).";
    struct cw_arena *arena = cw_arena_new((size_t)1 << 24);
    struct cw_breaker *breaker = cw_breaker_new();
    struct cw_token *tokens;
    size_t n_tokens;
    struct cw_match *matches;
    size_t n;
    if (arena && breaker &&
        !cw_break_words(breaker, arena, "en", cw_str_z(text), &tokens, &n_tokens) &&
        !cw_lexicon_match(pack, arena, cw_str_z(text), tokens, n_tokens, &matches, &n)) {
        for (size_t i = 0; i < n; i++) {
            if (matches[i].end > sizeof text || matches[i].start > matches[i].end) {
                abort();
            }
        }
    }
    struct cw_counts counts = {{0}};
    counts.n[CW_N_WORDS] = 200;
    counts.n[CW_N_SENTENCES] = 10;
    for (size_t i = 0; i < cw_lexicon_formulas(pack); i++) {
        (void)cw_lexicon_formula_value(pack, i, &counts);
    }
    (void)cw_lexicon_syllables(pack, cw_str_z("readability"));
    (void)cw_lexicon_label(pack, cw_str_z(""), cw_str_z("Added"));
    cw_breaker_free(breaker);
    cw_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char root[] = "/tmp/clausewatch-fuzz-XXXXXX";
    char path[256];
    if (size < 1 || !mkdtemp(root)) {
        return 0;
    }
    snprintf(path, sizeof path, "%s/xx", root);
    (void)mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/concepts", root);
    (void)mkdir(path, 0777);
    (void)save(root, "concepts/concepts.tsv", concepts, sizeof concepts - 1);
    (void)save(root, "xx/pack.yaml", plain_pack, sizeof plain_pack - 1);
    snprintf(path, sizeof path, "xx/%s", names[data[0] % NAMES]);
    (void)save(root, path, data + 1, size - 1);
    const char *const dirs[] = {root};
    struct cw_lexicons *lexicons = NULL;
    if (!cw_lexicons_load(dirs, 1, NULL, NULL, &lexicons, NULL)) {
        for (size_t i = 0; i < cw_lexicons_count(lexicons); i++) {
            use(cw_lexicons_at(lexicons, i));
        }
        cw_lexicons_free(lexicons);
    }
    char full[512];
    snprintf(full, sizeof full, "%s/%s", root, path);
    (void)remove(full);
    static const char *const rest[] = {"xx/pack.yaml", "concepts/concepts.tsv", "xx", "concepts",
                                       ""};
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        snprintf(full, sizeof full, "%s/%s", root, rest[i]);
        (void)remove(full);
    }
    return 0;
}
