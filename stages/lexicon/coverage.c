/* What a pack has words for, beside the reference pack; what is missing; and packs side by side. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "check_internal.h"
#include "common/utf8.h"

uint32_t *count_terms(struct cw_arena *arena, const struct cw_lexicon *lexicon)
{
    uint32_t *counts = cw_arena_array(arena, lexicon->concepts->n + 1, sizeof *counts);
    for (size_t i = 0; counts && i < lexicon->n_terms; i++) {
        if (!lexicon->terms[i].exception) {
            counts[lexicon->terms[i].concept]++;
        }
    }
    return counts;
}

/* A new pack lacks hundreds of ideas; more than this at once only hides the first. */
enum { MOST_MISSING = 30 };

struct family_count {
    size_t ids;     /* that want words and are not excused */
    size_t covered; /* of them, with a term */
    size_t terms;
    size_t reference_terms;
};

static void count_families(const struct checking *c, const uint32_t *own, const uint32_t *other,
                           struct family_count counts[MOST_FAMILIES])
{
    for (size_t i = 0; i < c->concepts->n; i++) {
        const struct concept *concept = &c->concepts->items[i];
        struct family_count *count = &counts[concept->family];
        bool wanted = concept->need > 0 && !c->excused[i];
        count->ids += wanted;
        count->covered += wanted && own[i] > 0;
        count->terms += own[i];
        count->reference_terms += other ? other[i] : 0;
    }
}

static void write_table(struct checking *c, const struct family_count counts[MOST_FAMILIES])
{
    cw_buf_printf(c->out, "\n%-16s %10s %8s", "family", "ideas", "terms");
    if (c->reference) {
        cw_buf_printf(c->out, " %8.*s", (int)c->reference->code.len, c->reference->code.data);
    }
    cw_buf_char(c->out, '\n');
    struct family_count all = {0};
    for (size_t i = 0; i < c->concepts->n_families; i++) {
        const struct family_count *count = &counts[i];
        cw_buf_printf(c->out, "%-16.*s %4zu of %3zu %8zu", (int)c->concepts->families[i].len,
                      c->concepts->families[i].data, count->covered, count->ids, count->terms);
        if (c->reference) {
            cw_buf_printf(c->out, " %8zu", count->reference_terms);
        }
        cw_buf_z(c->out,
                 count->ids && count->covered * 2 < count->ids ? "  few: under half\n" : "\n");
        all.ids += count->ids;
        all.covered += count->covered;
        all.terms += count->terms;
        all.reference_terms += count->reference_terms;
    }
    cw_buf_printf(c->out, "%-16s %4zu of %3zu %8zu", "all", all.covered, all.ids, all.terms);
    if (c->reference) {
        cw_buf_printf(c->out, " %8zu", all.reference_terms);
    }
    cw_buf_char(c->out, '\n');
}

/* The ideas of one need without a term, in the order of concepts.tsv. */
static void write_missing(struct checking *c, const uint32_t *own, int need, const char *title)
{
    size_t told = 0;
    for (uint32_t line = 0; line < 100000;) {
        /* The list is sorted by id; the file's order, which groups by idea, reads better. */
        const struct concept *next = NULL;
        for (size_t i = 0; i < c->concepts->n; i++) {
            const struct concept *concept = &c->concepts->items[i];
            if (concept->need == need && own[i] == 0 && !c->excused[i] && concept->line > line &&
                (!next || concept->line < next->line)) {
                next = concept;
            }
        }
        if (!next) {
            break;
        }
        if (told == 0) {
            cw_buf_printf(c->out, "%s\n", title);
        }
        if (told < MOST_MISSING) {
            cw_buf_printf(c->out, "    %.*s\t%.*s\n", (int)next->id.len, next->id.data,
                          (int)next->description.len, next->description.data);
        }
        line = next->line;
        told++;
    }
    if (told > MOST_MISSING) {
        cw_buf_printf(c->out, "    ... and %zu more of need %d (lexicons/concepts/concepts.tsv)\n",
                      told - MOST_MISSING, need);
    }
}

static void want_file(struct checking *c, const char *name, const char *why)
{
    char path[4096];
    struct stat info;
    if (snprintf(path, sizeof path, "%s/%s", c->folder, name) < (int)sizeof path &&
        stat(path, &info) != 0) {
        cw_buf_printf(c->out, "  write %s: %s\n", name, why);
    }
}

static void want_tests(struct checking *c)
{
    static const size_t least[TEST_KINDS] = {20, 8, 0, 5, 3, 5, 3};
    size_t counts[TEST_KINDS];
    count_tests(c->pack->tests, counts);
    for (int kind = 0; kind < TEST_KINDS; kind++) {
        bool silent = kind == TEST_SYLLABLES && c->pack->method == SYLLABLES_NONE;
        if (counts[kind] < least[kind] && !silent) {
            cw_buf_printf(c->out, "  write %zu more `%s` tests in tests.tsv\n",
                          least[kind] - counts[kind], test_names[kind]);
        }
    }
}

static void want_readability(struct checking *c)
{
    size_t baselines = 0;
    for (size_t i = 0; i < c->pack->n_formulas; i++) {
        baselines += isnan(c->pack->formulas[i].baseline) ? 0 : 1;
    }
    if (c->pack->n_formulas == 0) {
        cw_buf_z(c->out, "  name at least `neutral: [mean_sentence_chars]` in readability.yaml\n");
    } else if (baselines == 0) {
        cw_buf_z(c->out, "  measure the Universal Declaration of Human Rights for `baseline:` in "
                         "readability.yaml\n");
    }
    if (c->pack->limits.sentence == 0) {
        cw_buf_z(c->out, "  say in pack.yaml, under `limits:`, when a sentence is long\n");
    }
    if (!(c->pack->reading.per_minute > 0)) {
        cw_buf_z(c->out, "  say in pack.yaml, under `reading:`, how fast adults read\n");
    }
}

enum cw_err write_coverage(struct checking *c)
{
    struct family_count counts[MOST_FAMILIES] = {{0}};
    const uint32_t *own = count_terms(c->arena, c->pack);
    const uint32_t *other = c->reference ? count_terms(c->arena, c->reference) : NULL;
    if (!own || (c->reference && !other)) {
        return CW_ENOMEM;
    }
    count_families(c, own, other, counts);
    write_table(c, counts);
    cw_buf_z(c->out, "\nNext:\n");
    if (c->result->errors) {
        cw_buf_printf(c->out, "  mend the %zu errors above, from the first\n", c->result->errors);
    }
    want_file(c, "concepts.tsv", "the words for changes and translations");
    want_file(c, "cues.tsv", "the words for findings");
    want_file(c, "abbreviations.txt", "words whose full stop ends no sentence");
    want_file(c, "readability.yaml", "formulas, or the neutral measures");
    want_file(c, "giveaways.tsv", "words that tell the language from its look-alikes");
    want_file(c, "labels.po", "the report's labels, from lexicons/concepts/labels.pot");
    if (c->pack->n_labels == 0) {
        cw_buf_z(c->out, "  translate the report's labels in labels.po\n");
    }
    want_file(c, "profile.tsv",
              "`clausewatch lexicon profile CODE FILE... > profile.tsv` makes it from any text");
    want_tests(c);
    want_readability(c);
    write_missing(c, own, 1, "  find words for these, which every pack needs:");
    write_missing(c, own, 2, "  then for these:");
    return CW_OK;
}

/* ---- packs side by side */

/* Columns of the table, each a few families. */
static const struct {
    const char *title;
    const char *families; /* separated and surrounded by spaces */
} groups[] = {{"opaque", " opaque context plain "},
              {"unfair", " unfair safeguard "},
              {"account", " escalation accountability coverage "},
              {"harms", " harm "},
              {"topics", " topic right data-access language language-name party age "},
              {"grammar", " modal negation polarity "},
              {"numbers", " unit number ordinal month weekday currency percent "},
              {"pages", " section relative counter junk "}};
enum { GROUPS = sizeof groups / sizeof *groups };

static size_t group_of(const struct concepts *concepts, const struct term *term)
{
    char name[64];
    struct cw_str family = concepts->families[concepts->items[term->concept].family];
    snprintf(name, sizeof name, " %.*s ", (int)family.len, family.data);
    for (size_t i = 0; i < GROUPS; i++) {
        if (strstr(groups[i].families, name)) {
            return i;
        }
    }
    return GROUPS - 1;
}

static void write_row(const struct cw_lexicon *pack, struct cw_buf *out)
{
    size_t counts[GROUPS] = {0};
    for (size_t i = 0; i < pack->n_terms; i++) {
        counts[group_of(pack->concepts, &pack->terms[i])] += !pack->terms[i].exception;
    }
    size_t tests[TEST_KINDS];
    size_t all_tests = 0;
    count_tests(pack->tests, tests);
    for (int kind = 0; kind < TEST_KINDS; kind++) {
        all_tests += tests[kind];
    }
    struct cw_resources resources = cw_lexicon_resources(pack);
    cw_buf_printf(out, "%-8.*s", (int)pack->code.len, pack->code.data);
    for (size_t i = 0; i < GROUPS; i++) {
        cw_buf_printf(out, " %7zu", counts[i]);
    }
    cw_buf_printf(out, " %6zu  %-12.*s %-11.*s %5zu  %-7s %zu\n", all_tests,
                  (int)(resources.spelling.len ? resources.spelling.len : 4),
                  resources.spelling.len ? resources.spelling.data : "none",
                  (int)(resources.stemmer.len ? resources.stemmer.len : 4),
                  resources.stemmer.len ? resources.stemmer.data : "none", resources.n_formulas,
                  resources.has_profile ? "yes" : "no", pack->n_labels);
}

enum cw_err cw_lexicon_stats(const struct cw_lexicons *lexicons, struct cw_buf *out)
{
    cw_buf_printf(out, "%-8s", "pack");
    for (size_t i = 0; i < GROUPS; i++) {
        cw_buf_printf(out, " %7s", groups[i].title);
    }
    cw_buf_printf(out, " %6s  %-12s %-11s %5s  %-7s %s\n", "tests", "dictionary", "stemmer",
                  "forms", "profile", "labels");
    for (size_t i = 0; i < cw_lexicons_count(lexicons); i++) {
        write_row(cw_lexicons_at(lexicons, i), out);
    }
    return out->failed ? CW_ENOMEM : CW_OK;
}

void cw_lexicon_list(const struct cw_lexicons *lexicons, struct cw_buf *out)
{
    for (size_t i = 0; i < cw_lexicons_count(lexicons); i++) {
        const struct cw_lexicon *pack = cw_lexicons_at(lexicons, i);
        struct cw_resources resources = cw_lexicon_resources(pack);
        cw_buf_printf(out, "%.*s\t%.*s\t%.*s\t%zu terms", (int)pack->code.len, pack->code.data,
                      (int)pack->english.len, pack->english.data, (int)pack->name.len,
                      pack->name.data, pack->n_terms);
        if (resources.spelling.len == 0) {
            cw_buf_z(out, ", no dictionary");
        } else if (!resources.spelling_installed) {
            cw_buf_printf(out, ", dictionary %.*s not installed", (int)resources.spelling.len,
                          resources.spelling.data);
        }
        if (resources.n_formulas == 0) {
            cw_buf_z(out, ", no published formula");
        }
        if (!resources.has_profile) {
            cw_buf_z(out, ", no profile");
        }
        cw_buf_char(out, '\n');
    }
}
