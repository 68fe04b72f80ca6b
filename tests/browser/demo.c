/* Writes a demonstration report into a folder, from invented documents: what the browser tests open
 * and the screenshot is taken of. report_demo DIR; report_demo --labels prints the template for
 * translators; report_demo --bench N times N change pages. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "demo.h"
#include "report/report.h"

enum { PAGE_CAP = 4 << 20, HISTORY = 9 };

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void *need(void *memory)
{
    if (!memory) {
        die("memory");
    }
    return memory;
}

static void write_file(const char *folder, const char *path, const struct cw_buf *page)
{
    char name[4096];
    if (page->failed || snprintf(name, sizeof name, "%s/%s", folder, path) >= (int)sizeof name) {
        die(path);
    }
    for (char *slash = strchr(name + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(name, 0777) != 0 && errno != EEXIST) {
            die(name);
        }
        *slash = '/';
    }
    FILE *file = need(fopen(name, "wb"));
    if (fwrite(page->data, 1, page->len, file) != page->len || fclose(file) != 0) {
        die(name);
    }
}

static struct cw_report_doc doc_of(const struct demo_document *demo)
{
    return (struct cw_report_doc){.service = cw_str_z(demo->service),
                                  .policy = cw_str_z(demo->policy),
                                  .lang = cw_str_z(demo->lang)};
}

static struct cw_clauses *clauses_of(struct cw_arena *arena, const struct demo_document *demo,
                                     bool new_side)
{
    const struct demo_clause *from = new_side ? demo->new_clauses : demo->old_clauses;
    struct cw_clauses *clauses = need(cw_arena_array(arena, 1, sizeof *clauses));
    clauses->items = need(cw_arena_array(arena, DEMO_CLAUSES, sizeof *clauses->items));
    for (size_t i = 0; i < DEMO_CLAUSES && from[i].text; i++) {
        clauses->items[clauses->n++] =
            (struct cw_clause){.kind = from[i].kind,
                               .level = from[i].level,
                               .number = cw_str_z(from[i].number),
                               .text = cw_str_z(from[i].text),
                               .lang = cw_str_z(from[i].lang ? from[i].lang : demo->lang)};
    }
    return clauses;
}

static uint32_t *index_of(struct cw_arena *arena, int index)
{
    uint32_t *indices = need(cw_arena_array(arena, 1, sizeof *indices));
    *indices = index < 0 ? 0 : (uint32_t)index;
    return indices;
}

static void find_words(const struct cw_clauses *clauses, int index, const char *words,
                       uint32_t *start, uint32_t *end)
{
    *start = 0;
    *end = 0;
    const char *found = words ? strstr(clauses->items[index].text.data, words) : NULL;
    if (found) {
        *start = (uint32_t)(found - clauses->items[index].text.data);
        *end = *start + (uint32_t)strlen(words);
    }
}

static void fill_edit(struct cw_arena *arena, struct cw_edit *edit, const struct demo_edit *from,
                      const struct cw_clauses *old_clauses, const struct cw_clauses *new_clauses)
{
    *edit = (struct cw_edit){.kind = from->kind,
                             .moved = from->moved,
                             .renumbered = from->renumbered,
                             .n_old = from->old_index >= 0,
                             .n_new = from->new_index >= 0,
                             .old_indices = index_of(arena, from->old_index),
                             .new_indices = index_of(arena, from->new_index),
                             .cosmetic = from->cosmetic,
                             .severity = from->severity};
    if (from->old_words || from->new_words) {
        struct cw_change_run *run = need(cw_arena_array(arena, 1, sizeof *run));
        find_words(old_clauses, from->old_index, from->old_words, &run->old_start, &run->old_end);
        find_words(new_clauses, from->new_index, from->new_words, &run->new_start, &run->new_end);
        edit->runs = run;
        edit->n_runs = 1;
    }
    if (from->old_value || from->new_value) {
        struct cw_signal *signal = need(cw_arena_array(arena, 1, sizeof *signal));
        *signal = (struct cw_signal){.kind = from->signal,
                                     .old_value = cw_str_z(from->old_value),
                                     .new_value = cw_str_z(from->new_value)};
        edit->signals = signal;
        edit->n_signals = 1;
    }
}

static struct cw_comparison *comparison_of(struct cw_arena *arena, const struct demo_document *demo,
                                           const struct cw_clauses *old_clauses,
                                           const struct cw_clauses *new_clauses)
{
    struct cw_comparison *comparison = need(cw_arena_array(arena, 1, sizeof *comparison));
    comparison->class = CW_PAIR_SUBSTANTIVE;
    comparison->edits = need(cw_arena_array(arena, DEMO_EDITS, sizeof *comparison->edits));
    comparison->n_edits = (size_t)demo->n_edits;
    for (int i = 0; i < demo->n_edits; i++) {
        fill_edit(arena, &comparison->edits[i], &demo->edits[i], old_clauses, new_clauses);
        const struct cw_edit *edit = &comparison->edits[i];
        if (edit->severity > comparison->severity) {
            comparison->severity = edit->severity;
        }
        if (edit->cosmetic) {
            comparison->n_cosmetic++;
        } else {
            comparison->count[edit->kind]++;
        }
    }
    return comparison;
}

static struct cw_report_change change_of(struct cw_arena *arena, const struct demo_document *demo,
                                         const struct cw_comparison *comparison)
{
    struct cw_signal *signals = need(cw_arena_array(arena, DEMO_EDITS, sizeof *signals));
    size_t n = 0;
    for (size_t i = 0; i < comparison->n_edits; i++) {
        if (comparison->edits[i].n_signals) {
            signals[n++] = comparison->edits[i].signals[0];
        }
    }
    struct cw_report_change change = {.doc = doc_of(demo),
                                      .old_time = demo->old_time,
                                      .new_time = demo->new_time,
                                      .class = comparison->class,
                                      .severity = comparison->severity,
                                      .has_page = true,
                                      .back_to = CW_REPORT_NO_TIME,
                                      .n_cosmetic = comparison->n_cosmetic,
                                      .signals = signals,
                                      .n_signals = n,
                                      .total_signals = (uint32_t)n};
    for (size_t i = 0; i < CW_EDIT_KINDS; i++) {
        change.count[i] = comparison->count[i];
    }
    return change;
}

/* Everything that the pages share, once. */
struct demo {
    struct cw_arena *arena;
    const char *folder;
    struct cw_report_options options;
    struct cw_clauses **sides[2];
    struct cw_comparison **comparisons;
    struct cw_report_change *changes; /* in the order of the documents */
    struct cw_report_change *sorted;  /* in the order of the report */
    struct cw_report_document *documents;
    struct cw_report_readability *readability; /* HISTORY a document */
    struct cw_buf page;
    struct cw_buf path;
};

static struct cw_report_readability
readability_of(struct cw_arena *arena, const struct cw_report_doc *doc, int64_t time, uint32_t step)
{
    struct cw_report_formula *formulas = need(cw_arena_array(arena, 1, sizeof *formulas));
    formulas[0] = (struct cw_report_formula){cw_str_z("lix"), cw_str_z("LIX"), 48.5 + step};
    struct cw_report_readability row = {.doc = *doc,
                                        .time = time,
                                        .hash = cw_str_z("9f2c"),
                                        .lang = doc->lang,
                                        .longest_sentence = 61,
                                        .reference_ratio = 1.12 + 0.07 * step,
                                        .formulas = formulas,
                                        .n_formulas = 1};
    row.counts.n[CW_N_WORDS] = 2900 + 210 * (step % 5);
    row.counts.n[CW_N_SENTENCES] = 140 + step;
    row.counts.n[CW_N_LETTERS] = 15000;
    return row;
}

static void demo_build(struct demo *demo)
{
    struct cw_arena *arena = demo->arena;
    size_t n = (size_t)n_demo_documents;
    demo->sides[0] = need(cw_arena_array(arena, n, sizeof(struct cw_clauses *)));
    demo->sides[1] = need(cw_arena_array(arena, n, sizeof(struct cw_clauses *)));
    demo->comparisons = need(cw_arena_array(arena, n, sizeof(struct cw_comparison *)));
    demo->changes = need(cw_arena_array(arena, n, sizeof *demo->changes));
    demo->sorted = need(cw_arena_array(arena, n, sizeof *demo->sorted));
    demo->documents = need(cw_arena_array(arena, n, sizeof *demo->documents));
    demo->readability = need(cw_arena_array(arena, n * HISTORY, sizeof *demo->readability));
    for (size_t i = 0; i < n; i++) {
        const struct demo_document *from = &demo_documents[i];
        demo->sides[0][i] = clauses_of(arena, from, false);
        demo->sides[1][i] = clauses_of(arena, from, true);
        demo->comparisons[i] = comparison_of(arena, from, demo->sides[0][i], demo->sides[1][i]);
        demo->changes[i] = change_of(arena, from, demo->comparisons[i]);
        demo->documents[i] =
            (struct cw_report_document){.doc = doc_of(from),
                                        .versions = HISTORY,
                                        .changes = 3,
                                        .first = from->old_time,
                                        .last = from->new_time,
                                        .last_change = from->new_time,
                                        .words = 3110,
                                        .sentences = 148,
                                        .reference_ratio = i == 1 ? NAN : 1.31 + 0.2 * (double)i,
                                        .formula = cw_str_z(i == 1 ? "" : "LIX"),
                                        .formula_value = 52.5,
                                        .findings = 7,
                                        .high = 1,
                                        .status = cw_str_z("ok")};
        for (uint32_t v = 0; v < HISTORY; v++) {
            int64_t back = (int64_t)(HISTORY - 1 - v) * 40 * 86400;
            demo->readability[i * HISTORY + v] =
                readability_of(arena, &demo->documents[i].doc, from->new_time - back, v);
        }
    }
    cw_buf_init(&demo->page, PAGE_CAP);
    cw_buf_init(&demo->path, 4096);
}

static void flush(struct demo *demo)
{
    cw_buf_char(&demo->path, '\0');
    write_file(demo->folder, demo->path.data, &demo->page);
    cw_buf_clear(&demo->page);
    cw_buf_clear(&demo->path);
}

static struct cw_report_change_model change_model(const struct demo *demo, size_t i)
{
    const struct demo_document *from = &demo_documents[i];
    struct cw_report_version version = {.doc = demo->changes[i].doc,
                                        .time = from->old_time,
                                        .hash = cw_str_z("9f2c71aa05b3"),
                                        .name = cw_str_z("chirpline/terms.md"),
                                        .provenance = cw_str_z("3f9d2b71c0e4"),
                                        .snapshots = cw_str_z(from->snapshots)};
    struct cw_report_change_model model = {.change = demo->changes[i],
                                           .comparison = demo->comparisons[i],
                                           .old_side = {version, demo->sides[0][i]},
                                           .new_side = {version, demo->sides[1][i]}};
    model.new_side.version.time = from->new_time;
    return model;
}

static void finding_of(struct cw_report_finding *row, const struct demo *demo, size_t i,
                       uint32_t number)
{
    const struct cw_clauses *clauses = demo->sides[1][i];
    uint32_t clause = number % (uint32_t)clauses->n;
    *row = (struct cw_report_finding){
        .doc = demo->documents[i].doc,
        .finding = {.rule = cw_str_z(number == 0 ? "unfair.arbitration" : "opaque.vague.modal"),
                    .criterion = cw_str_z(number == 0 ? "UF-A" : "OP-MOD"),
                    .severity = number == 0 ? CW_SEVERITY_HIGH : CW_SEVERITY_LOW,
                    .clause = clause,
                    .start = 0,
                    .end = (uint32_t)strcspn(clauses->items[clause].text.data, " "),
                    .cue = cw_str_z("may"),
                    .message = cw_str_z("A word that leaves open whether this will happen.")},
        .name = cw_str_z("chirpline/terms.md"),
        .source_clause = -1,
        .days = -1,
        .line = 4,
        .column = 1,
        .lang = clauses->items[clause].lang,
        .text = cw_str_z("=may"),
        .time = demo->changes[i].new_time,
        .hash = cw_str_z("9f2c"),
        .status = cw_str_z("open"),
        .since = demo->changes[i].old_time};
}

static struct cw_report_translation translation_of(const struct demo *demo, size_t i)
{
    return (struct cw_report_translation){
        .doc = demo->documents[i].doc,
        .source_lang = cw_str_z("en"),
        .rule = cw_str_z("translation.untranslated"),
        .criterion = cw_str_z("LA-EQUAL"),
        .severity = CW_SEVERITY_MEDIUM,
        .clause = 4,
        .source_clause = 5,
        .text = cw_str_z("An arbitrator of our choice decides any dispute."),
        .text_lang = cw_str_z("en"),
        .since = demo->changes[i].old_time,
        .days = 30,
        .message = cw_str_z("A clause of the translation is left in English.")};
}

static void write_document(struct demo *demo, size_t i)
{
    enum { FINDINGS = 9 };
    struct cw_report_finding findings[FINDINGS];
    struct cw_report_version versions[HISTORY];
    struct cw_report_translation translation = translation_of(demo, i);
    struct cw_report_doc other = demo->documents[0].doc;
    for (uint32_t f = 0; f < FINDINGS; f++) {
        finding_of(&findings[f], demo, i, f);
    }
    for (size_t v = 0; v < HISTORY; v++) {
        versions[v] = (struct cw_report_version){
            .doc = demo->documents[i].doc,
            .time = demo->readability[i * HISTORY + v].time,
            .hash = cw_str_z("9f2c"),
            .set_aside =
                cw_str_z(v == 4 ? "looks like a login page, 3 of 41 clauses are left" : "")};
    }
    struct cw_report_document_model model = {.document = demo->documents[i],
                                             .versions = versions,
                                             .n_versions = HISTORY,
                                             .changes = &demo->changes[i],
                                             .n_changes = 1,
                                             .readability = &demo->readability[i * HISTORY],
                                             .n_readability = HISTORY,
                                             .clauses = demo->sides[1][i],
                                             .findings = findings,
                                             .n_findings = FINDINGS,
                                             .translations = &translation,
                                             .n_translations = i == 1,
                                             .languages = &other,
                                             .n_languages = i == 1,
                                             .source_url = cw_str_z("https://chirpline.example/")};
    cw_report_document_page(&demo->options, &model, &demo->page);
    cw_report_path_document(&model.document.doc, &demo->path);
    flush(demo);
}

static void write_night(struct demo *demo)
{
    const struct cw_report_change aside = {.doc = demo->documents[2].doc,
                                           .new_time = demo->changes[2].new_time,
                                           .back_to = CW_REPORT_NO_TIME,
                                           .junk_reason = cw_str_z("looks like an error page")};
    const struct cw_report_change cosmetic = {.doc = demo->documents[3].doc,
                                              .new_time = demo->changes[3].new_time,
                                              .class = CW_PAIR_COSMETIC,
                                              .cosmetic = CW_COSMETIC_LINKS | CW_COSMETIC_MARKUP,
                                              .back_to = CW_REPORT_NO_TIME};
    const struct cw_report_trouble trouble = {.name = cw_str_z("lantern/\xE2\x80\xAEpolicy.html"),
                                              .message = cw_str_z("not readable: is a folder")};
    struct cw_report_translation translation = translation_of(demo, 1);
    struct cw_report_night night = {.run = {.number = 1,
                                            .from = demo->changes[0].old_time,
                                            .to = demo->changes[1].new_time,
                                            .captures = 45,
                                            .documents = 5,
                                            .versions = 14,
                                            .changes = (uint32_t)n_demo_documents,
                                            .cosmetic = 12,
                                            .set_aside = 1,
                                            .unreadable = 1,
                                            .program = cw_str_z("0.1.0")},
                                    .page = 1,
                                    .n_pages = 2,
                                    .changes = demo->sorted,
                                    .n_changes = (size_t)n_demo_documents,
                                    .cosmetic = &cosmetic,
                                    .n_cosmetic = 1,
                                    .set_aside = &aside,
                                    .n_set_aside = 1,
                                    .troubles = &trouble,
                                    .n_troubles = 1,
                                    .translations = &translation,
                                    .n_translations = 1,
                                    .total_translations = 1,
                                    .documents = demo->documents,
                                    .n_documents = (size_t)n_demo_documents,
                                    .total_documents = (uint32_t)n_demo_documents,
                                    .has_coverage = true};
    for (; night.page <= night.n_pages; night.page++) {
        cw_report_index(&demo->options, &night, &demo->page);
        cw_report_path_night(night.page, &demo->path);
        flush(demo);
    }
}

static int by_order(const void *a, const void *b)
{
    return cw_report_change_cmp(a, b);
}

static void write_coverage(struct demo *demo)
{
    static const struct {
        const char *policy, *lang, *status;
        double coverage;
        int64_t stale_days;
        bool expected;
    } cells[] = {{"Community Guidelines", "ur", "absent", NAN, -1, true},
                 {"Terms of Service", "en", "original", 1, -1, false},
                 {"Terms of Service", "hi", "absent", NAN, -1, false},
                 {"Terms of Service", "ur", "stale", 0.97, 30, true}};
    enum { CELLS = sizeof cells / sizeof *cells };
    struct cw_report_coverage rows[CELLS];
    for (size_t i = 0; i < CELLS; i++) {
        rows[i] = (struct cw_report_coverage){.doc = {.service = cw_str_z("Chirpline"),
                                                      .policy = cw_str_z(cells[i].policy),
                                                      .lang = cw_str_z(cells[i].lang)},
                                              .status = cw_str_z(cells[i].status),
                                              .coverage = cells[i].coverage,
                                              .stale_days = cells[i].stale_days,
                                              .expected = cells[i].expected,
                                              .stale_since = CW_REPORT_NO_TIME,
                                              .caught_up = CW_REPORT_NO_TIME,
                                              .lag_days = -1};
    }
    cw_report_coverage_page(&demo->options, rows, CELLS, &demo->page);
    cw_buf_z(&demo->path, "coverage.html");
    flush(demo);
}

static void write_rest(struct demo *demo)
{
    write_coverage(demo);
    cw_report_documents(&demo->options, demo->documents, (size_t)n_demo_documents, 1, 1,
                        &demo->page);
    cw_report_path_documents(1, &demo->path);
    flush(demo);
    cw_report_feed(&demo->options, demo->changes, (size_t)n_demo_documents, &demo->page);
    cw_buf_z(&demo->path, "feed.xml");
    flush(demo);
    cw_report_style(&demo->page);
    cw_buf_z(&demo->path, "style.css");
    flush(demo);
    cw_report_diff_page(&demo->options, demo->comparisons[0], cw_str_z("old.md"), demo->sides[0][0],
                        cw_str_z("new.md"), demo->sides[1][0], &demo->page);
    cw_buf_z(&demo->path, "diff.html");
    flush(demo);
    cw_data_package(demo->options.title, &demo->page);
    cw_buf_z(&demo->path, "data/datapackage.json");
    flush(demo);
}

/* The rows of one data file: those of the demonstration that there are. */
static void write_data(struct demo *demo, enum cw_data_file file, const void *rows, size_t n,
                       size_t size)
{
    cw_buf_printf(&demo->path, "data/%s.jsonl", cw_data_name(file));
    for (size_t i = 0; i < n; i++) {
        cw_data_jsonl(file, (const char *)rows + i * size, &demo->page);
    }
    flush(demo);
    cw_buf_printf(&demo->path, "data/%s.csv", cw_data_name(file));
    cw_data_csv_header(file, &demo->page);
    for (size_t i = 0; i < n; i++) {
        cw_data_csv(file, (const char *)rows + i * size, &demo->page);
    }
    flush(demo);
}

static void write_all_data(struct demo *demo)
{
    size_t n = (size_t)n_demo_documents;
    struct cw_report_finding finding;
    struct cw_report_translation translation = translation_of(demo, 1);
    finding_of(&finding, demo, 0, 0);
    write_data(demo, CW_DATA_RUNS, NULL, 0, 0);
    write_data(demo, CW_DATA_DOCUMENTS, demo->documents, n, sizeof *demo->documents);
    write_data(demo, CW_DATA_VERSIONS, NULL, 0, 0);
    write_data(demo, CW_DATA_CHANGES, demo->changes, n, sizeof *demo->changes);
    write_data(demo, CW_DATA_FINDINGS, &finding, 1, sizeof finding);
    write_data(demo, CW_DATA_READABILITY, demo->readability, n * HISTORY,
               sizeof *demo->readability);
    write_data(demo, CW_DATA_TRANSLATIONS, &translation, 1, sizeof translation);
    write_data(demo, CW_DATA_COVERAGE, NULL, 0, 0);
}

static void write_all(struct demo *demo)
{
    for (size_t i = 0; i < (size_t)n_demo_documents; i++) {
        struct cw_report_change_model model = change_model(demo, i);
        cw_report_change_page(&demo->options, &model, &demo->page);
        cw_report_path_change(&model.change, &demo->path);
        flush(demo);
        write_document(demo, i);
    }
    memcpy(demo->sorted, demo->changes, (size_t)n_demo_documents * sizeof *demo->sorted);
    qsort(demo->sorted, (size_t)n_demo_documents, sizeof *demo->sorted, by_order);
    write_night(demo);
    write_rest(demo);
    write_all_data(demo);
}

static struct cw_str urdu_label(void *context, const char *id, const char *english)
{
    static const char *const words[][2] = {{"nav.night", "کیا بدلا"},
                                           {"nav.documents", "دستاویزات"},
                                           {"night.title", "کیا بدلا"},
                                           {"night.changes", "پڑھنے کے لائق تبدیلیاں"},
                                           {"severity", "شدت"},
                                           {"severity.high", "زیادہ"},
                                           {"from.to", "{1} \xE2\x86\x90 {2}"},
                                           {"before", "پہلے"},
                                           {"after", "اب"},
                                           {"edit.modified", "بدلا ہوا"}};
    (void)context;
    (void)english;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(id, words[i][0]) == 0) {
            return cw_str_z(words[i][1]);
        }
    }
    return cw_str_z("");
}

/* The same report with Urdu words where there are some, so that pages run right to left. */
static void write_in_urdu(struct demo *demo)
{
    char folder[4096];
    struct cw_report_labels *labels = need(cw_report_labels_new(urdu_label, NULL));
    if (snprintf(folder, sizeof folder, "%s/ur", demo->folder) >= (int)sizeof folder) {
        die(demo->folder);
    }
    demo->folder = folder;
    demo->options.lang = cw_str_z("ur");
    demo->options.labels = labels;
    write_all(demo);
    cw_report_labels_free(labels);
}

static void bench(struct demo *demo, long times)
{
    size_t bytes = 0;
    clock_t start = clock();
    for (long i = 0; i < times; i++) {
        struct cw_report_change_model model = change_model(demo, (size_t)(i % n_demo_documents));
        cw_buf_clear(&demo->page);
        cw_report_change_page(&demo->options, &model, &demo->page);
        bytes += demo->page.len;
    }
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    printf("%ld change pages, %zu bytes, %.3f s of CPU\n", times, bytes, seconds);
}

static int labels(void)
{
    struct cw_buf out;
    cw_buf_init(&out, PAGE_CAP);
    cw_report_labels_pot(&out);
    size_t written = fwrite(out.data, 1, out.len, stdout);
    return out.failed || written != out.len;
}

int main(int argc, char **argv)
{
    struct demo demo = {.folder = argv[argc - 1],
                        .options = {.title = cw_str_z("Platform watch, Example Network")}};
    if (argc == 2 && strcmp(argv[1], "--labels") == 0) {
        return labels();
    }
    if (argc < 2) {
        fprintf(stderr, "usage: report_demo DIR | --labels | --bench N\n");
        return 2;
    }
    demo.arena = need(cw_arena_new(16 << 20));
    demo_build(&demo);
    demo.changes[3].n_signals = 0; /* a change that has words to show, and no signals */
    demo.changes[3].total_signals = 0;
    demo.changes[3].excerpt = cw_str_z(demo_documents[3].new_clauses[1].text);
    demo.changes[3].excerpt_kind = CW_EDIT_MODIFIED;
    if (argc == 3) {
        bench(&demo, strtol(argv[2], NULL, 10));
    } else {
        write_all(&demo);
        write_in_urdu(&demo);
    }
    cw_buf_dispose(&demo.page);
    cw_buf_dispose(&demo.path);
    cw_arena_free(demo.arena);
    return 0;
}
