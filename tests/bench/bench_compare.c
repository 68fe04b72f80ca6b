/* How fast versions are compared, and what comes out, over a whole archive.
 *
 * usage: bench_compare BLOBS PAIRS LEXICONS [list|check]
 *   (archive_properties.py makes both from an archive in git)
 *   BLOBS  what `git cat-file --batch` printed for all versions
 *   PAIRS  lines of old and new object id, three more columns, the last of them the path; pairs of
 *          a path together
 *   list   prints a line for each pair; check tries the invariants instead of the clock
 * Reading (extract, segment) is not timed; comparison with signals is, in processor time of one
 * core, so that other work on the machine does not count. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/hash.h"
#include "compare/compare.h"
#include "extract/extract.h"
#include "lexicon/lexicon.h"
#include "reader.h"

enum { MOST_PAIRS = 100000, MOST_VERSIONS = 4096, ID = 40 };

struct blob {
    char id[ID + 1];
    struct cw_str bytes;
};

struct pair {
    char before[ID + 1], after[ID + 1];
    char path[256];
};

struct totals {
    double seconds, slowest, bytes;
    size_t pairs, classes[CW_PAIR_CLASSES], severities[4], over_20_ms, coarse, broken;
    char slowest_path[256];
};

struct bench {
    struct blob *blobs;
    size_t n_blobs;
    struct pair *pairs;
    size_t n_pairs;
    struct cw_lexicons *lexicons;
    struct cw_breaker *breaker;
    struct cw_arena *reading, *work;
    struct totals totals;
    const char *mode;
};

/* The clauses of the versions of one path. */
struct version {
    char id[ID + 1];
    struct cw_clauses clauses;
    double bytes;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what)
{
    fprintf(stderr, "bench_compare: %s\n", what);
    exit(1);
}

static struct cw_str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        fail(path);
    }
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *data = malloc((size_t)size + 1);
    if (!data || fread(data, 1, (size_t)size, file) != (size_t)size) {
        fail(path);
    }
    fclose(file);
    data[size] = '\0';
    return cw_str_n(data, (size_t)size);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct blob *)a)->id, ((const struct blob *)b)->id);
}

static void index_blobs(struct bench *bench, struct cw_str all)
{
    bench->blobs = calloc(MOST_PAIRS, sizeof *bench->blobs);
    for (size_t at = 0; bench->blobs && at < all.len && bench->n_blobs < MOST_PAIRS;) {
        struct blob *blob = &bench->blobs[bench->n_blobs++];
        size_t size = 0;
        int header = 0;
        char line[80]; /* sscanf would measure all that follows, each time */
        memcpy(line, all.data + at, all.len - at < 79 ? all.len - at : 79);
        line[79] = 0;
        if (sscanf(line, "%40s blob %zu%n", blob->id, &size, &header) != 2) {
            fail("blobs: not what cat-file --batch prints");
        }
        at += (size_t)header + 1;
        blob->bytes = cw_str_sub(all, at, at + size);
        at += size + 1;
    }
    qsort(bench->blobs, bench->n_blobs, sizeof *bench->blobs, by_id);
}

static void read_pairs(struct bench *bench, const char *path)
{
    struct cw_str all = read_file(path);
    bench->pairs = calloc(MOST_PAIRS, sizeof *bench->pairs);
    char *end = (char *)all.data + all.len;
    for (char *line = (char *)all.data;
         bench->pairs && line < end && bench->n_pairs < MOST_PAIRS;) {
        size_t length = strcspn(line, "\n");
        struct pair *pair = &bench->pairs[bench->n_pairs++];
        line[length] = '\0';
        if (sscanf(line, "%40s\t%40s\t%*[^\t]\t%*[^\t]\t%255[^\n]", pair->before, pair->after,
                   pair->path) != 3) {
            fail("pairs: five columns are needed");
        }
        line += length + 1;
    }
    free((char *)all.data);
}

static struct version *version_of(struct bench *bench, struct version *versions, size_t *n,
                                  const char *id)
{
    for (size_t k = *n; k-- > 0;) {
        if (strcmp(versions[k].id, id) == 0) {
            return &versions[k];
        }
    }
    struct blob wanted;
    snprintf(wanted.id, sizeof wanted.id, "%s", id);
    struct blob *blob = bsearch(&wanted, bench->blobs, bench->n_blobs, sizeof *bench->blobs, by_id);
    if (!blob || *n == MOST_VERSIONS) {
        return NULL;
    }
    struct version *version = &versions[(*n)++];
    *version = (struct version){.bytes = (double)blob->bytes.len};
    snprintf(version->id, sizeof version->id, "%s", id);
    return reader_clauses(bench->reading, blob->bytes, &version->clauses) ? version : NULL;
}

/* The texts of an edit's side, as the edit's runs count them: joined by one space. */
static struct cw_str side_text(struct cw_arena *arena, const struct cw_clauses *clauses,
                               const uint32_t *indices, size_t n)
{
    size_t length = 0;
    for (size_t k = 0; k < n; k++) {
        length += clauses->items[indices[k]].text.len + 1;
    }
    char *text = cw_arena_alloc(arena, length + 1);
    size_t at = 0;
    for (size_t k = 0; text && k < n; k++) {
        struct cw_str part = clauses->items[indices[k]].text;
        if (k) {
            text[at++] = ' ';
        }
        if (part.len) {
            memcpy(text + at, part.data, part.len);
        }
        at += part.len;
    }
    return (struct cw_str){text, text ? at : 0};
}

/* The old text with the edit's runs put in is the new text. */
static bool runs_apply(struct cw_arena *arena, const struct cw_clauses *before,
                       const struct cw_clauses *after, const struct cw_edit *edit)
{
    struct cw_str old_text = side_text(arena, before, edit->old_indices, edit->n_old);
    struct cw_str new_text = side_text(arena, after, edit->new_indices, edit->n_new);
    if (!old_text.data || !new_text.data) {
        return false;
    }
    size_t old_at = 0;
    size_t new_at = 0;
    for (size_t r = 0; r <= edit->n_runs; r++) {
        bool last = r == edit->n_runs;
        size_t old_end = last ? old_text.len : edit->runs[r].old_start;
        size_t new_end = last ? new_text.len : edit->runs[r].new_start;
        if (old_end < old_at || new_end < new_at ||
            !cw_str_eq(cw_str_sub(old_text, old_at, old_end),
                       cw_str_sub(new_text, new_at, new_end))) {
            return false;
        }
        old_at = last ? 0 : edit->runs[r].old_end;
        new_at = last ? 0 : edit->runs[r].new_end;
    }
    return true;
}

static bool each_once(struct cw_arena *arena, const struct cw_comparison *c, bool new_side,
                      size_t n_clauses)
{
    uint8_t *seen = cw_arena_array(arena, n_clauses + 1, 1);
    size_t all = 0;
    for (size_t k = 0; seen && k < c->n_edits; k++) {
        const struct cw_edit *edit = &c->edits[k];
        const uint32_t *indices = new_side ? edit->new_indices : edit->old_indices;
        size_t n = new_side ? edit->n_new : edit->n_old;
        for (size_t i = 0; i < n; i++) {
            if (indices[i] >= n_clauses || seen[indices[i]]++) {
                return false;
            }
        }
        all += n;
    }
    return seen && all == n_clauses;
}

/* Every clause of both sides in exactly one edit; the edits make the new version from the old. */
static bool invariants_hold(struct cw_arena *arena, const struct cw_clauses *before,
                            const struct cw_clauses *after, const struct cw_comparison *c)
{
    for (size_t k = 0; k < c->n_edits; k++) {
        const struct cw_edit *edit = &c->edits[k];
        if (edit->n_old && edit->n_new && !runs_apply(arena, before, after, edit)) {
            return false;
        }
    }
    return each_once(arena, c, false, before->n) && each_once(arena, c, true, after->n);
}

static void check(struct bench *bench, const struct pair *pair,
                  const struct cw_version_text *before, const struct cw_version_text *after,
                  const struct cw_comparison *c)
{
    struct cw_comparison back = {0};
    struct cw_comparison itself = {0};
    bool good = invariants_hold(bench->work, before->clauses, after->clauses, c) &&
                !cw_compare(bench->work, bench->breaker, bench->lexicons, after, before, &back) &&
                !cw_compare(bench->work, bench->breaker, bench->lexicons, after, after, &itself);
    good = good && itself.class == CW_PAIR_IDENTICAL && back.n_edits == c->n_edits;
    /* A text cut off is junk one way and growth the other. */
    if (good && c->class <= CW_PAIR_MOVED && back.class <= CW_PAIR_MOVED) {
        good = back.class == c->class && back.n_cosmetic == c->n_cosmetic;
    }
    static const enum cw_edit_kind mirror[CW_EDIT_KINDS] = {
        [CW_EDIT_ADDED] = CW_EDIT_REMOVED,     [CW_EDIT_REMOVED] = CW_EDIT_ADDED,
        [CW_EDIT_MODIFIED] = CW_EDIT_MODIFIED, [CW_EDIT_MOVED] = CW_EDIT_MOVED,
        [CW_EDIT_SPLIT] = CW_EDIT_MERGED,      [CW_EDIT_MERGED] = CW_EDIT_SPLIT};
    size_t forth_kinds[CW_EDIT_KINDS] = {0};
    size_t back_kinds[CW_EDIT_KINDS] = {0};
    for (size_t k = 0; good && k < c->n_edits; k++) {
        forth_kinds[c->edits[k].kind]++;
        back_kinds[back.edits[k].kind]++;
    }
    for (int kind = 0; good && kind < CW_EDIT_KINDS; kind++) {
        good = forth_kinds[kind] == back_kinds[mirror[kind]];
    }
    bench->totals.broken += !good;
    if (!good) {
        printf("broken\t%s\t%s\t%zu/%zu edits, %u/%u cosmetic, class %s/%s\n", pair->before,
               pair->after, c->n_edits, back.n_edits, c->n_cosmetic, back.n_cosmetic,
               cw_pair_class_name(c->class), cw_pair_class_name(back.class));
    }
}

static void list(const struct pair *pair, const struct cw_comparison *c, double seconds)
{
    printf("%s\t%s\t%s\t%s\t%.1f\t%s\t%u\t%u\t%u\t%u\t%u\t%s\n", pair->before, pair->after,
           cw_pair_class_name(c->class), cw_severity_name(c->severity), seconds * 1000,
           c->junk_reason.len ? c->junk_reason.data : "-", c->count[CW_EDIT_ADDED],
           c->count[CW_EDIT_REMOVED], c->count[CW_EDIT_MODIFIED], c->count[CW_EDIT_MOVED],
           c->n_cosmetic, pair->path);
}

static void run_pair(struct bench *bench, const struct pair *pair, const struct version *before,
                     const struct version *after)
{
    cw_arena_reset(bench->work);
    struct cw_version_text old_version = {.clauses = &before->clauses, .lang = cw_str_z("en")};
    struct cw_version_text new_version = {.clauses = &after->clauses, .lang = cw_str_z("en")};
    struct cw_comparison c;
    double start = now();
    if (cw_compare(bench->work, bench->breaker, bench->lexicons, &old_version, &new_version, &c)) {
        fail(pair->path);
    }
    double seconds = now() - start;
    struct totals *totals = &bench->totals;
    totals->seconds += seconds;
    totals->bytes += before->bytes + after->bytes;
    totals->pairs++;
    totals->classes[c.class]++;
    totals->severities[c.severity] += c.class >= CW_PAIR_SUBSTANTIVE;
    totals->over_20_ms += seconds > 0.02;
    totals->coarse += c.coarse;
    if (seconds > totals->slowest) {
        totals->slowest = seconds;
        snprintf(totals->slowest_path, sizeof totals->slowest_path, "%s", pair->path);
    }
    if (strcmp(bench->mode, "check") == 0) {
        check(bench, pair, &old_version, &new_version, &c);
    }
    if (strcmp(bench->mode, "list") == 0) {
        list(pair, &c, seconds);
    }
}

static void run_all(struct bench *bench)
{
    struct version *versions = calloc(MOST_VERSIONS, sizeof *versions);
    size_t n = 0;
    for (size_t k = 0; versions && k < bench->n_pairs; k++) {
        const struct pair *pair = &bench->pairs[k];
        if (k == 0 || strcmp(pair->path, bench->pairs[k - 1].path) != 0) {
            cw_arena_reset(bench->reading);
            n = 0;
        }
        struct version *before = version_of(bench, versions, &n, pair->before);
        struct version *after = version_of(bench, versions, &n, pair->after);
        if (before && after) {
            run_pair(bench, pair, before, after);
        }
    }
    free(versions);
}

static void summary(const struct totals *totals)
{
    fprintf(stderr, "%zu pairs, %.0f MB old and new, %.2f s: %.0f MB/s\n", totals->pairs,
            totals->bytes / 1e6, totals->seconds, totals->bytes / 1e6 / totals->seconds);
    fprintf(stderr, "slowest %.1f ms (%s), %zu over 20 ms, %zu coarse, %zu break an invariant\n",
            totals->slowest * 1000, totals->slowest_path, totals->over_20_ms, totals->coarse,
            totals->broken);
    for (int class = 0; class < CW_PAIR_CLASSES; class ++) {
        fprintf(stderr, "%s %zu\n", cw_pair_class_name((enum cw_pair_class) class),
                totals->classes[class]);
    }
    for (int severity = 0; severity < 4; severity++) {
        fprintf(stderr, "of what is not cosmetic: %s %zu\n",
                cw_severity_name((enum cw_severity)severity), totals->severities[severity]);
    }
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fail("usage: bench_compare BLOBS PAIRS LEXICONS [list|check]");
    }
    struct bench bench = {.mode = argc > 4 ? argv[4] : ""};
    struct cw_diag diag;
    const char *dirs[] = {argv[3]};
    bench.reading = cw_arena_new((size_t)8 << 30);
    bench.work = cw_arena_new((size_t)1 << 30);
    bench.breaker = cw_breaker_new();
    if (!bench.reading || !bench.work || !bench.breaker || cw_extract_init() ||
        cw_lexicons_load(dirs, 1, NULL, NULL, &bench.lexicons, &diag)) {
        fail("cannot begin");
    }
    struct cw_str blobs = read_file(argv[1]);
    index_blobs(&bench, blobs);
    read_pairs(&bench, argv[2]);
    run_all(&bench);
    summary(&bench.totals);
    free((char *)blobs.data);
    free(bench.blobs);
    free(bench.pairs);
    cw_lexicons_free(bench.lexicons);
    cw_breaker_free(bench.breaker);
    cw_arena_free(bench.work);
    cw_arena_free(bench.reading);
    return 0;
}
