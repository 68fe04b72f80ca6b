/* Where the time of `clausewatch readability` goes: bench_readability LEXICONS LANG FILE...
 * Seconds of each step, over all files, on one thread. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "extract/extract.h"
#include "lexicon/lexicon.h"
#include "readability/readability.h"
#include "segment/segment.h"

enum step { EXTRACT, CLAUSES, WORDS, SENTENCES, COUNT, EACH, FORMULAS, STEPS };

static const char *const names[STEPS] = {"extract", "clauses",     "words",   "sentences",
                                         "count",   "by sentence", "formulas"};

struct bench {
    const struct cw_lexicon *lexicon;
    struct cw_breaker *breaker;
    struct cw_arena *arena;
    double seconds[STEPS];
    double mark;
    size_t bytes;
    struct cw_counts sum;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void lap(struct bench *bench, enum step step)
{
    double t = now();
    bench->seconds[step] += t - bench->mark;
    bench->mark = t;
}

static int measure_clauses(struct bench *bench, const struct cw_clauses *clauses)
{
    struct cw_counts total = {0};
    struct cw_counts *units = NULL;
    size_t n_units = 0;
    size_t capacity = 0;
    for (size_t i = 0; i < clauses->n; i++) {
        struct cw_str text = clauses->items[i].text;
        struct cw_token *tokens;
        size_t n_tokens;
        struct cw_span *sentences;
        size_t n_sentences;
        struct cw_counts counts;
        uint32_t longest;
        const char *locale = cw_lexicon_locale(bench->lexicon);
        bench->mark = now();
        if (cw_break_words(bench->breaker, bench->arena, locale, text, &tokens, &n_tokens)) {
            return 1;
        }
        lap(bench, WORDS);
        if (cw_segment_sentences(bench->breaker, bench->arena, bench->lexicon, text, &sentences,
                                 &n_sentences)) {
            return 1;
        }
        lap(bench, SENTENCES);
        cw_readability_count(bench->lexicon, text, tokens, n_tokens, sentences, n_sentences,
                             &counts, &longest);
        lap(bench, COUNT);
        cw_counts_add(&total, &counts);
        units = cw_arena_grow(bench->arena, units, n_units, &capacity, n_units + n_sentences + 1,
                              sizeof *units);
        if (!units) {
            return 1;
        }
        cw_readability_count_each(bench->lexicon, text, tokens, n_tokens, sentences, n_sentences,
                                  units + n_units);
        n_units += n_sentences;
        lap(bench, EACH);
    }
    struct cw_formula_value *values;
    size_t n;
    bench->mark = now();
    if (cw_readability_formulas(bench->arena, bench->lexicon, &total, &values, &n) ||
        cw_readability_uncertainty(bench->arena, bench->lexicon, units, n_units, values, n)) {
        return 1;
    }
    lap(bench, FORMULAS);
    cw_counts_add(&bench->sum, &total);
    return 0;
}

static int measure_file(struct bench *bench, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    static char bytes[16 << 20];
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    bench->bytes += len;
    struct cw_str text = cw_str_n(bytes, len);
    struct cw_blocks blocks;
    struct cw_clauses clauses;
    struct cw_extract_notes notes = {0};
    cw_arena_reset(bench->arena);
    bench->mark = now();
    enum cw_media media = cw_extract_sniff(text, cw_str_z(path));
    if (cw_extract_decode(bench->arena, text, media, cw_str_z(""), &text, &notes) ||
        cw_extract_blocks(bench->arena, media, text, &blocks, &notes, NULL)) {
        return 1;
    }
    lap(bench, EXTRACT);
    if (cw_segment_clauses(bench->arena, &blocks, cw_lexicon_code(bench->lexicon), &clauses)) {
        return 1;
    }
    lap(bench, CLAUSES);
    return measure_clauses(bench, &clauses);
}

int main(int argc, char **argv)
{
    struct bench bench = {.breaker = cw_breaker_new(), .arena = cw_arena_new((size_t)1 << 31)};
    struct cw_lexicons *lexicons;
    struct cw_diag diag;
    double start = now();
    if (argc < 4 || !bench.breaker || !bench.arena || cw_extract_init() ||
        cw_lexicons_load((const char *const *)&argv[1], 1, NULL, NULL, &lexicons, &diag)) {
        fprintf(stderr, "usage: bench_readability LEXICONS LANG FILE...\n");
        return 2;
    }
    bench.lexicon = cw_lexicons_find(lexicons, cw_str_z(argv[2]));
    printf("%-12s %8.3f s\n", "packs", now() - start);
    for (int i = 3; i < argc; i++) {
        if (!bench.lexicon || measure_file(&bench, argv[i])) {
            return 1;
        }
    }
    double all = 0;
    for (enum step i = 0; i < STEPS; i++) {
        printf("%-12s %8.3f s %8.1f MB/s\n", names[i], bench.seconds[i],
               (double)bench.bytes / 1e6 / bench.seconds[i]);
        all += bench.seconds[i];
    }
    printf("%-12s %8.3f s %8.1f MB/s, %u words, %u sentences\n", "all", all,
           (double)bench.bytes / 1e6 / all, bench.sum.n[CW_N_WORDS], bench.sum.n[CW_N_SENTENCES]);
    cw_lexicons_free(lexicons);
    cw_arena_free(bench.arena);
    cw_breaker_free(bench.breaker);
    return 0;
}
