/* Aligns many pairs in one process: what comes out, and how fast.
 *
 * usage: bench_align LEXICONS [time] < PAIRS
 *   PAIRS  lines of source language, source file, target language, target file, tab-separated
 * Without `time`: for each pair a line "pair N", then "L sources targets" and "G kind sources
 * targets" lines, indices joined by commas, "-" for none. With it: the speed of the stage alone and
 * with the analyses that the store would have kept, in processor time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyst/align.h"

enum { LINE = 4096 };

struct bench {
    struct cw_analyst *analyst;
    struct cw_arena *arena;
    bool timed;
    double bytes, align_seconds, analyse_seconds, slowest;
    size_t pairs;
};

struct text {
    struct cw_document_text document;
    struct cw_analysis *analyses;
    struct cw_str lang;
    size_t bytes;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what)
{
    fprintf(stderr, "bench_align: %s\n", what);
    exit(1);
}

static struct cw_str read_file(struct cw_arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        fail(path);
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *data = size >= 0 ? cw_arena_array(arena, (size_t)size + 1, 1) : NULL;
    if (!data || fread(data, 1, (size_t)size, file) != (size_t)size) {
        fail(path);
    }
    fclose(file);
    return cw_str_n(data, (size_t)size);
}

static void read_text(struct bench *bench, const char *lang, const char *path, struct text *text)
{
    struct cw_diag diag;
    struct cw_document_input input = {.bytes = read_file(bench->arena, path),
                                      .name = cw_str_z(path),
                                      .declared = cw_str_z(lang),
                                      .charset = {"", 0}};
    if (cw_analyst_read(bench->analyst, bench->arena, NULL, &input, &text->document, &diag)) {
        fail(diag.message);
    }
    text->lang = cw_str_z(lang);
    text->bytes = input.bytes.len;
    struct cw_clauses *clauses = &text->document.clauses;
    text->analyses = cw_arena_array(bench->arena, clauses->n, sizeof *text->analyses);
    double start = now();
    for (size_t i = 0; text->analyses && i < clauses->n; i++) {
        if (cw_analyst_match(bench->analyst, bench->arena, text->lang, clauses->items[i].text,
                             &text->analyses[i], &diag)) {
            fail(diag.message);
        }
    }
    bench->analyse_seconds += now() - start;
}

static void print_indices(const uint32_t *indices, size_t n)
{
    printf(n ? " " : " -");
    for (size_t k = 0; k < n; k++) {
        printf("%s%u", k ? "," : "", indices[k]);
    }
}

static void print(const struct cw_alignment *alignment)
{
    for (size_t k = 0; k < alignment->n_links; k++) {
        printf("L");
        print_indices(alignment->links[k].source, alignment->links[k].n_source);
        print_indices(alignment->links[k].target, alignment->links[k].n_target);
        printf(" %.3f%s\n", (double)alignment->links[k].score,
               alignment->links[k].moved ? " moved" : "");
    }
    for (size_t k = 0; k < alignment->n_gaps; k++) {
        const struct cw_align_gap *gap = &alignment->gaps[k];
        printf("G %s", cw_gap_kind_name(gap->kind));
        print_indices(gap->source, gap->n_source);
        print_indices(gap->target, gap->n_target);
        printf(" %.3f%s\n", (double)gap->score, gap->partly ? " partly" : "");
    }
}

static void do_pair(struct bench *bench, char *line)
{
    char *field[4];
    char *rest = line;
    for (int k = 0; k < 4; k++) {
        field[k] = strsep(&rest, "\t\n");
        if (!field[k]) {
            fail("pairs: four columns are needed");
        }
    }
    cw_arena_reset(bench->arena);
    struct text source;
    struct text target;
    read_text(bench, field[0], field[1], &source);
    read_text(bench, field[2], field[3], &target);
    struct cw_align_text sides[2] = {{&source.document.clauses, source.analyses, source.lang},
                                     {&target.document.clauses, target.analyses, target.lang}};
    struct cw_alignment alignment;
    struct cw_diag diag;
    double start = now();
    if (cw_analyst_align(bench->analyst, bench->arena, &sides[0], &sides[1], &alignment, &diag)) {
        fail(diag.message);
    }
    double took = now() - start;
    bench->align_seconds += took;
    bench->slowest = took > bench->slowest ? took : bench->slowest;
    bench->bytes += (double)(source.bytes + target.bytes);
    if (!bench->timed) {
        printf("pair %zu\n", bench->pairs);
        print(&alignment);
    }
    bench->pairs++;
}

static void complain(void *context, const struct cw_diag *diag)
{
    (void)context;
    fprintf(stderr, "bench_align: %s: %s\n", diag->file, diag->message);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fail("usage: bench_align LEXICONS [time] < PAIRS");
    }
    struct bench bench = {.timed = argc > 2, .arena = cw_arena_new((size_t)1 << 33)};
    struct cw_diag diag;
    const char *dirs[] = {argv[1]};
    if (!bench.arena || cw_analyst_new(dirs, 1, complain, NULL, &bench.analyst, &diag)) {
        fail("cannot begin");
    }
    static char line[LINE];
    while (fgets(line, sizeof line, stdin)) {
        do_pair(&bench, line);
    }
    if (bench.timed) {
        double mb = bench.bytes / 1e6;
        printf("%zu pairs, %.2f MB both sides\n", bench.pairs, mb);
        printf("align alone: %.1f MB/s, slowest pair %.1f ms\n", mb / bench.align_seconds,
               bench.slowest * 1000);
        printf("with analysis: %.1f MB/s\n", mb / (bench.align_seconds + bench.analyse_seconds));
    }
    cw_analyst_free(bench.analyst);
    cw_arena_free(bench.arena);
    return 0;
}
