/* What identification is worth: bench_identify LEXICONS < LINES
 * Lines "lang<TAB>source<TAB>text" come from identify_split.py. Prints accuracy by language, over
 * all, and by length; recall and false alarms of "is this English, inside a document declared X";
 * and speed, which is that of cw_identify alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/utf8.h"
#include "identify/identify.h"
#include "lexicon/lexicon.h"

enum { MOST = 64, ALL = MOST, SHORT, LONG, ROWS };

struct row {
    struct cw_str code;
    unsigned right;
    unsigned all;
};

struct bench {
    struct cw_lexicons *lexicons;
    struct cw_identifier *identifier;
    struct row rows[ROWS];
    unsigned found, missed, false_alarms, others; /* English inside others */
    double seconds;
    size_t bytes;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool is_english(const struct bench *bench, struct cw_str text, struct cw_str declared)
{
    struct cw_identity identity;
    cw_identify(bench->identifier, text, declared, &identity);
    return strcmp(identity.lang, "en") == 0;
}

static void try_english(struct bench *bench, struct cw_str lang, struct cw_str text)
{
    if (!cw_str_is(lang, "en")) {
        bool english = is_english(bench, text, lang);
        bench->false_alarms += english;
        bench->others += !english;
        return;
    }
    for (size_t i = 0; i < cw_lexicons_count(bench->lexicons); i++) {
        struct cw_str code = cw_lexicon_code(cw_lexicons_at(bench->lexicons, i));
        if (!cw_str_is(code, "en")) {
            bool english = is_english(bench, text, code);
            bench->found += english;
            bench->missed += !english;
        }
    }
}

static void add(struct row *row, bool right)
{
    row->right += right;
    row->all++;
}

static void try_line(struct bench *bench, struct cw_str lang, struct cw_str text)
{
    struct cw_identity identity;
    double start = now();
    cw_identify(bench->identifier, text, cw_str_z(""), &identity);
    bench->seconds += now() - start;
    bench->bytes += text.len;
    bool right = cw_str_is(lang, identity.lang);
    for (size_t i = 0; i < cw_lexicons_count(bench->lexicons) && i < MOST; i++) {
        if (cw_str_eq(bench->rows[i].code, lang)) {
            add(&bench->rows[i], right);
        }
    }
    size_t letters = cw_utf8_length(text);
    add(&bench->rows[ALL], right);
    add(&bench->rows[letters < 50 ? SHORT : LONG], right);
    try_english(bench, lang, text);
}

int main(int argc, char **argv)
{
    static struct bench bench;
    struct cw_diag diag;
    double start = now();
    if (argc != 2 ||
        cw_lexicons_load((const char *const *)&argv[1], 1, NULL, NULL, &bench.lexicons, &diag) ||
        cw_identifier_new(bench.lexicons, &bench.identifier, &diag)) {
        fprintf(stderr, "usage: bench_identify LEXICONS < LINES\n");
        return 2;
    }
    printf("packs joined in %.3f s\n", now() - start);
    for (size_t i = 0; i < cw_lexicons_count(bench.lexicons) && i < MOST; i++) {
        bench.rows[i].code = cw_lexicon_code(cw_lexicons_at(bench.lexicons, i));
    }
    bench.rows[ALL].code = cw_str_z("all");
    bench.rows[SHORT].code = cw_str_z("20-49");
    bench.rows[LONG].code = cw_str_z("50-");
    char *line = NULL;
    size_t size = 0;
    for (ssize_t len; (len = getline(&line, &size, stdin)) > 0;) {
        char *source = strchr(line, '\t');
        char *text = source ? strchr(source + 1, '\t') : NULL;
        if (text) {
            struct cw_str clause = cw_str_trim(cw_str_z(text + 1));
            try_line(&bench, cw_str_n(line, (size_t)(source - line)), clause);
        }
    }
    free(line);
    for (size_t i = 0; i < ROWS; i++) {
        const struct row *row = &bench.rows[i];
        if (row->all) {
            printf("%-8.*s %6u of %6u  %.4f\n", (int)row->code.len, row->code.data, row->right,
                   row->all, (double)row->right / row->all);
        }
    }
    printf("English inside others: %u found, %u missed, %u false alarms of %u\n", bench.found,
           bench.missed, bench.false_alarms, bench.false_alarms + bench.others);
    printf("%.1f MB/s\n", (double)bench.bytes / 1e6 / bench.seconds);
    cw_identifier_free(bench.identifier);
    cw_lexicons_free(bench.lexicons);
    return 0;
}
