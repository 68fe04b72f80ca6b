/* One document: its page, the pages of its new changes, its findings, its lines of the data files.
 */
#include <math.h>

#include "internal.h"
#include "readability/readability.h"

static const size_t page_cap = (size_t)512 * 1024 * 1024;

struct one_document {
    int64_t id;
    struct cw_report_document_model model;
    struct cw_report_version *versions;
    struct cw_report_readability *readability;
    struct cw_change_list changes;
    struct cw_found found;
    struct cw_translation_list translations;
    struct cw_version_row newest;
};

enum cw_err cw_model_doc(struct cw_publisher *publisher, int64_t document_id,
                         struct cw_arena *arena, struct cw_report_doc *doc)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(publisher->store,
                         "SELECT service, policy, lang, region FROM document WHERE document_id = ?",
                         publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    if (!err) {
        *doc = (struct cw_report_doc){.service = cw_str_dup(arena, cw_column_str(statement, 0)),
                                      .policy = cw_str_dup(arena, cw_column_str(statement, 1)),
                                      .lang = cw_str_dup(arena, cw_column_str(statement, 2)),
                                      .region = cw_str_dup(arena, cw_column_str(statement, 3))};
        const struct cw_service *service = cw_corpus_service(publisher->corpus, doc->service);
        doc->service_name = service ? cw_str_z(service->name) : (struct cw_str){"", 0};
        if (!doc->service.data || !doc->policy.data || !doc->lang.data || !doc->region.data) {
            err = cw_publish_no_memory(publisher);
        }
    }
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_model_provenance(struct cw_publisher *publisher, int64_t version_id,
                                struct cw_arena *arena, struct cw_report_version *version)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(publisher->store,
                         "SELECT name, provenance, snapshots FROM capture WHERE version_id = ? "
                         "ORDER BY time, sequence, name LIMIT 1",
                         publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, version_id);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    version->name = cw_str_dup(arena, cw_column_str(statement, 0));
    version->provenance = cw_str_dup(arena, cw_column_str(statement, 1));
    version->snapshots = cw_str_dup(arena, cw_column_str(statement, 2));
    if (!version->name.data || !version->provenance.data || !version->snapshots.data) {
        err = cw_publish_no_memory(publisher);
    }
    cw_store_reset(statement);
    return err;
}

/* ---- Versions and readability ------------------------------------------------------------------
 */

static enum cw_err fill_version(struct cw_publisher *publisher, struct cw_arena *arena,
                                const struct cw_version_row *row, const struct cw_report_doc *doc,
                                struct cw_report_version *version)
{
    char hex[CW_HASH_HEX + 1];
    cw_hash_hex(&row->hash, hex);
    *version = (struct cw_report_version){.doc = *doc,
                                          .time = row->time,
                                          .hash = cw_str_dup(arena, cw_str_z(hex)),
                                          .technical = row->record == CW_RECORD_TECHNICAL,
                                          .bytes = row->bytes,
                                          .n_clauses = (uint32_t)row->n_clauses,
                                          .set_aside = {"", 0}};
    return version->hash.data ? cw_model_provenance(publisher, row->id, arena, version)
                              : cw_publish_no_memory(publisher);
}

static enum cw_err fill_readability(struct cw_publisher *publisher, struct cw_arena *arena,
                                    const struct cw_version_row *row,
                                    const struct cw_report_version *version,
                                    struct cw_report_readability *out)
{
    *out = (struct cw_report_readability){.doc = version->doc,
                                          .time = row->time,
                                          .hash = version->hash,
                                          .lang = row->lang,
                                          .counts = row->counts,
                                          .reference_ratio = NAN};
    const struct cw_lexicon *lexicon = cw_lexicons_find(publisher->lexicons, row->lang);
    if (!lexicon) {
        return CW_OK;
    }
    struct cw_formula_value *values;
    size_t n;
    if (cw_readability_formulas(arena, lexicon, &row->counts, &values, &n)) {
        return cw_publish_no_memory(publisher);
    }
    struct cw_report_formula *formulas = cw_arena_array(arena, n, sizeof *formulas);
    if (!formulas) {
        return cw_publish_no_memory(publisher);
    }
    for (size_t i = 0; i < n; i++) {
        formulas[i] = (struct cw_report_formula){.id = values[i].id,
                                                 .name = cw_lexicon_formula_info(lexicon, i)->name,
                                                 .value = values[i].value};
    }
    out->formulas = formulas;
    out->n_formulas = n;
    out->reference_ratio = cw_readability_reference_ratio(lexicon, &row->counts);
    return CW_OK;
}

static enum cw_err load_versions(struct cw_publisher *publisher, struct cw_arena *arena,
                                 struct one_document *one)
{
    const struct cw_report_doc *doc = &one->model.document.doc;
    size_t room[2] = {0, 0};
    size_t n = 0;
    int64_t time = INT64_MIN;
    int64_t sequence = INT64_MIN;
    int64_t id = INT64_MIN;
    for (;;) {
        struct cw_version_row row;
        enum cw_err err = cw_version_after(publisher->store, one->id, time, sequence, id, arena,
                                           &row, publisher->diag);
        if (err) {
            return err;
        }
        if (!row.id) {
            break;
        }
        one->versions =
            cw_arena_grow(arena, one->versions, n, &room[0], n + 1, sizeof *one->versions);
        one->readability =
            cw_arena_grow(arena, one->readability, n, &room[1], n + 1, sizeof *one->readability);
        if (!one->versions || !one->readability) {
            return cw_publish_no_memory(publisher);
        }
        if ((err = fill_version(publisher, arena, &row, doc, &one->versions[n])) ||
            (err = fill_readability(publisher, arena, &row, &one->versions[n],
                                    &one->readability[n]))) {
            return err;
        }
        n++;
        if (!row.set_aside || n == 1) {
            one->newest = row;
        }
        time = row.time;
        sequence = row.sequence;
        id = row.id;
    }
    one->model.versions = one->versions;
    one->model.n_versions = n;
    one->model.readability = one->readability;
    one->model.n_readability = n;
    return CW_OK;
}

/* signals: how many of each change. */
static enum cw_err load_changes(struct cw_publisher *publisher, struct cw_arena *arena,
                                size_t signals, struct one_document *one)
{
    static const char sql[] = CW_CHANGE_QUERY "WHERE c.document_id = ?1 AND ?2 = 0 AND ?3 = 0 "
                                              "ORDER BY v.time, v.sequence, v.version_id";
    const int64_t parameters[3] = {one->id, 0, 0};
    enum cw_err err = cw_model_changes(publisher, arena, sql, parameters, signals, &one->changes);
    for (size_t i = 0; i < one->changes.n; i++) {
        struct cw_report_change *change = &one->changes.items[i];
        change->doc = one->model.document.doc;
        /* Versions are in the same order, the first has no change that led to it. */
        for (size_t k = 0; change->junk_reason.len && k < one->model.n_versions; k++) {
            if (one->versions[k].time == change->new_time) {
                one->versions[k].set_aside = change->junk_reason;
            }
        }
    }
    one->model.changes = one->changes.items;
    one->model.n_changes = one->changes.n;
    return err;
}

static bool is_of_wording(enum cw_pair_class class)
{
    return class == CW_PAIR_SUBSTANTIVE || class == CW_PAIR_MOVED || class == CW_PAIR_REWRITE ||
           class == CW_PAIR_LANGUAGE_CHANGE;
}

/* The document's line in lists. The formula shown is the first one of its language that has a
 * value. */
static void summarise(struct one_document *one)
{
    struct cw_report_document *document = &one->model.document;
    size_t n = one->model.n_versions;
    document->versions = (uint32_t)n;
    document->last_change = CW_REPORT_NO_TIME;
    document->first = one->versions[0].time;
    document->last = one->versions[n - 1].time;
    for (size_t i = 0; i < one->changes.n; i++) {
        if (is_of_wording(one->changes.items[i].class)) {
            document->changes++;
            document->last_change = one->changes.items[i].new_time;
        }
    }
    const struct cw_report_readability *last = &one->readability[n - 1];
    document->words = last->counts.n[CW_N_WORDS];
    document->sentences = last->counts.n[CW_N_SENTENCES];
    document->reference_ratio = last->reference_ratio;
    document->formula = (struct cw_str){"", 0};
    document->formula_value = NAN;
    for (size_t i = 0; i < last->n_formulas && !document->formula.len; i++) {
        if (isfinite(last->formulas[i].value)) {
            document->formula = last->formulas[i].id;
            document->formula_value = last->formulas[i].value;
        }
    }
    document->findings = (uint32_t)one->found.n_open;
    document->high = (uint32_t)one->found.n_high;
    document->status = cw_str_z(one->versions[n - 1].set_aside.len ? "set-aside" : "ok");
}

static enum cw_err load_languages(struct cw_publisher *publisher, struct cw_arena *arena,
                                  struct one_document *one)
{
    const struct cw_report_doc *doc = &one->model.document.doc;
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "SELECT document_id FROM document WHERE service = ? AND policy = ? AND document_id <> ? "
        "ORDER BY lang, region",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, doc->service);
    cw_bind_str(statement, 2, doc->policy);
    cw_bind_int(statement, 3, one->id);
    struct cw_report_doc *list = NULL;
    size_t room = 0;
    size_t n = 0;
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row) {
        list = cw_arena_grow(arena, list, n, &room, n + 1, sizeof *list);
        if (!list) {
            err = cw_publish_no_memory(publisher);
            break;
        }
        err = cw_model_doc(publisher, cw_column_int(statement, 0), arena, &list[n++]);
        if (!err) {
            err = cw_store_step(publisher->store, statement, &row, publisher->diag);
        }
    }
    cw_store_reset(statement);
    one->model.languages = list;
    one->model.n_languages = n;
    return err;
}

/* ---- Data files ------------------------------------------------------------------------------ */

/* The lines of findings that are told again when the text is not touched are those on the text;
 * those on a translation are added for every document (translated.c). */
static enum cw_err add_lines(struct cw_publisher *publisher, const struct one_document *one)
{
    const struct cw_report_document_model *model = &one->model;
    const struct {
        enum cw_data_part part;
        const void *rows;
        size_t size;
        size_t n;
    } parts[] = {
        {CW_DATA_PART_DOCUMENTS, &model->document, sizeof model->document, 1},
        {CW_DATA_PART_VERSIONS, model->versions, sizeof *model->versions, model->n_versions},
        {CW_DATA_PART_CHANGES, model->changes, sizeof *model->changes, model->n_changes},
        {CW_DATA_PART_FINDINGS, one->found.items, sizeof *one->found.items, one->found.n},
        {CW_DATA_PART_READABILITY, model->readability, sizeof *model->readability,
         model->n_readability},
    };
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < sizeof parts / sizeof parts[0]; i++) {
        err = cw_data_add_rows(publisher, one->id, parts[i].part, parts[i].rows, parts[i].size,
                               parts[i].n);
    }
    return err;
}

static enum cw_err keep_finding(struct cw_publisher *publisher, const struct one_document *one,
                                size_t i)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "INSERT INTO finding (document_id, number, rule, criterion, severity, clause, start, end, "
        "cue, status, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    const struct cw_report_finding *item = &one->found.items[i];
    cw_bind_int(statement, 1, one->id);
    cw_bind_int(statement, 2, (int64_t)i);
    cw_bind_str(statement, 3, item->finding.rule);
    cw_bind_str(statement, 4, item->finding.criterion);
    cw_bind_int(statement, 5, item->finding.severity);
    cw_bind_int(statement, 6, item->finding.clause);
    cw_bind_int(statement, 7, item->finding.start);
    cw_bind_int(statement, 8, item->finding.end);
    cw_bind_str(statement, 9, item->finding.cue);
    cw_bind_str(statement, 10, item->status);
    cw_bind_int(statement, 11, item->since);
    return cw_store_do(publisher->store, statement, publisher->diag);
}

static enum cw_err keep_findings(struct cw_publisher *publisher, const struct one_document *one)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store, "DELETE FROM finding WHERE document_id = ?", publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, one->id);
    enum cw_err err = cw_store_do(publisher->store, statement, publisher->diag);
    for (size_t i = 0; !err && i < one->found.n; i++) {
        err = keep_finding(publisher, one, i);
    }
    return err;
}

/* ---- Pages
 * ------------------------------------------------------------------------------------------ */

static enum cw_err write_page(struct cw_publisher *publisher, const struct one_document *one)
{
    struct cw_buf page;
    struct cw_buf path;
    cw_buf_init(&page, page_cap);
    cw_buf_init(&path, 4096);
    struct cw_report_options options = cw_publish_options(publisher);
    cw_report_document_page(&options, &one->model, &page);
    cw_report_path_document(&one->model.document.doc, &path);
    enum cw_err err = path.failed ? cw_publish_no_memory(publisher)
                                  : cw_file_write(publisher, cw_buf_view(&path), &page);
    cw_buf_dispose(&page);
    cw_buf_dispose(&path);
    return err;
}

/* Is this change's page due: does the night bring its version (or does everything come anew)? */
static enum cw_err change_is_due(struct cw_publisher *publisher, int64_t version_id, bool *due)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store, "SELECT night FROM version WHERE version_id = ?", publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, version_id);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    *due = publisher->all || (row && cw_column_int(statement, 0) == publisher->night);
    cw_store_reset(statement);
    return err;
}

static enum cw_err write_changes(struct cw_publisher *publisher, const struct one_document *one)
{
    struct cw_change_pages pages = {
        .arena = cw_arena_new(page_cap), .texts = cw_texts_new(), .sides = cw_sides_new()};
    cw_buf_init(&pages.page, page_cap);
    enum cw_err err =
        pages.arena && pages.texts && pages.sides ? CW_OK : cw_publish_no_memory(publisher);
    for (size_t i = 0; !err && i < one->changes.n; i++) {
        bool due;
        err = change_is_due(publisher, one->changes.new_versions[i], &due);
        if (!err && due && one->changes.items[i].has_page) {
            err = cw_publish_change(publisher, &pages, &one->changes.items[i],
                                    one->changes.new_versions[i]);
        }
    }
    cw_buf_dispose(&pages.page);
    cw_sides_free(pages.sides);
    cw_texts_free(pages.texts);
    cw_arena_free(pages.arena);
    return err;
}

/* The page shows no days: they would change it every night. */
static enum cw_err load_translations(struct cw_publisher *publisher, struct cw_arena *arena,
                                     struct one_document *one)
{
    enum cw_err err = cw_model_translations(publisher, arena, one->id, &one->model.document.doc,
                                            &one->translations);
    struct cw_report_translation *shown = cw_arena_array(arena, one->translations.n, sizeof *shown);
    if (!shown) {
        return err ? err : cw_publish_no_memory(publisher);
    }
    size_t n = 0;
    for (size_t i = 0; !err && i < one->translations.n; i++) {
        if (!cw_str_is(one->translations.items[i].status, "gone")) {
            shown[n] = one->translations.items[i];
            shown[n++].days = -1;
        }
    }
    one->model.translations = shown;
    one->model.n_translations = n;
    return err;
}

static enum cw_err load_document(struct cw_publisher *publisher, struct cw_arena *arena,
                                 struct one_document *one)
{
    enum cw_err err = cw_model_doc(publisher, one->id, arena, &one->model.document.doc);
    if (!err) {
        err = load_versions(publisher, arena, one);
    }
    if (err || one->model.n_versions == 0) {
        return err;
    }
    if ((err = load_changes(publisher, arena, CW_REPORT_SIGNALS, one)) ||
        (err = load_languages(publisher, arena, one)) ||
        (err = cw_publish_findings(publisher, arena, one->id, &one->model.document.doc,
                                   &one->newest, &one->found)) ||
        (err = load_translations(publisher, arena, one))) {
        return err;
    }
    one->model.clauses = &one->found.clauses;
    one->model.findings = one->found.items;
    one->model.n_findings = one->found.n_open; /* the page shows what stands, not what went */
    summarise(one);
    return CW_OK;
}

/* Only once the data files have their lines. */
static enum cw_err name_signals(struct cw_publisher *publisher, struct cw_arena *arena,
                                const struct one_document *one)
{
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < one->changes.n; i++) {
        err = cw_name_concepts(publisher, arena, one->changes.signals[i],
                               one->changes.items[i].n_signals);
    }
    return err;
}

/* All in one transaction: reading outside of one takes and gives back a lock for every row. */
enum cw_err cw_publish_document(struct cw_publisher *publisher, struct cw_arena *arena,
                                int64_t document_id)
{
    struct one_document one = {.id = document_id};
    enum cw_err err = cw_store_begin(publisher->store, publisher->diag);
    if (!err) {
        err = load_document(publisher, arena, &one);
    }
    if (err || one.model.n_versions == 0) {
        return err;
    }
    if ((err = keep_findings(publisher, &one)) || (err = add_lines(publisher, &one)) ||
        (err = cw_summary_set(publisher, document_id, &one.model.document)) ||
        (err = name_signals(publisher, arena, &one)) || (err = write_page(publisher, &one)) ||
        (!publisher->writers && (err = write_changes(publisher, &one)))) {
        return err;
    }
    return cw_store_commit(publisher->store, publisher->diag);
}

/* A page of a change takes its signals from the comparison. */
enum cw_err cw_publish_changes(struct cw_publisher *publisher, struct cw_arena *arena,
                               int64_t document_id)
{
    struct one_document one = {.id = document_id};
    enum cw_err err = cw_model_doc(publisher, document_id, arena, &one.model.document.doc);
    if (!err) {
        err = load_changes(publisher, arena, 0, &one);
    }
    return err ? err : write_changes(publisher, &one);
}
