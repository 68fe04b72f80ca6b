/* The data files of a night. Lines of documents come while the documents are published, or are
 * copied from the files that stand there; what sums up comes behind them. */
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

static const size_t file_cap = (size_t)4 * 1024 * 1024 * 1024;

/* The two forms of one data file while they are written. */
struct pair {
    struct cw_file jsonl;
    struct cw_file csv;
};

static enum cw_err add_row(struct cw_publisher *publisher, struct pair *pair, struct cw_str jsonl,
                           struct cw_str csv)
{
    enum cw_err err = cw_file_add(publisher, &pair->jsonl, jsonl);
    return err ? err : cw_file_add(publisher, &pair->csv, csv);
}

/* A row of any file, formatted anew. */
static enum cw_err add_model_row(struct cw_publisher *publisher, struct pair *pair,
                                 enum cw_data_file file, const void *row)
{
    struct cw_buf jsonl;
    struct cw_buf csv;
    cw_buf_init(&jsonl, 1 << 24);
    cw_buf_init(&csv, 1 << 24);
    cw_data_jsonl(file, row, &jsonl);
    cw_data_csv(file, row, &csv);
    enum cw_err err = jsonl.failed || csv.failed
                          ? cw_publish_no_memory(publisher)
                          : add_row(publisher, pair, cw_buf_view(&jsonl), cw_buf_view(&csv));
    cw_buf_dispose(&jsonl);
    cw_buf_dispose(&csv);
    return err;
}

/* Policies that are not there have no document to stand with. */
static enum cw_err add_absences(struct cw_publisher *publisher, struct cw_arena *arena,
                                enum cw_data_file file, struct pair *pair)
{
    struct cw_translation_list list;
    cw_arena_reset(arena);
    enum cw_err err = cw_model_absences(publisher, arena, &list);
    for (size_t i = 0; !err && i < list.n; i++) {
        struct cw_report_finding finding;
        struct cw_report_version nothing = {.time = CW_REPORT_NO_TIME};
        const void *row = &list.items[i];
        if (file == CW_DATA_FINDINGS) {
            cw_translation_as_finding(&list.items[i], &nothing, &finding);
            row = &finding;
        }
        err = add_model_row(publisher, pair, file, row);
    }
    return err;
}

static enum cw_err list_translations(struct cw_publisher *publisher, struct cw_arena *arena,
                                     int64_t **ids, size_t *n)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(publisher->store,
                         "SELECT document_id FROM alignment JOIN document USING (document_id) "
                         "ORDER BY service, policy, lang, region",
                         publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    size_t room = 0;
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row) {
        int64_t *grown = cw_arena_grow(arena, *ids, *n, &room, *n + 1, sizeof **ids);
        if (!grown) {
            err = cw_publish_no_memory(publisher);
            break;
        }
        *ids = grown;
        grown[(*n)++] = cw_column_int(statement, 0);
        err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    }
    cw_store_reset(statement);
    return err;
}

/* Formatted anew each night: the days since an original moved on go on counting. */
static enum cw_err add_translations(struct cw_publisher *publisher, struct cw_arena *arena,
                                    struct pair *pair)
{
    struct cw_arena *ids_arena = cw_arena_new((size_t)1 << 30);
    int64_t *ids = NULL;
    size_t n = 0;
    enum cw_err err = ids_arena ? list_translations(publisher, ids_arena, &ids, &n)
                                : cw_publish_no_memory(publisher);
    for (size_t i = 0; !err && i < n; i++) {
        struct cw_report_doc doc;
        struct cw_translation_list list = {0};
        cw_arena_reset(arena);
        err = cw_model_doc(publisher, ids[i], arena, &doc);
        if (!err) {
            err = cw_model_translations(publisher, arena, ids[i], &doc, &list);
        }
        for (size_t k = 0; !err && k < list.n; k++) {
            if (!cw_str_is(list.items[k].status, "gone")) {
                err = add_model_row(publisher, pair, CW_DATA_TRANSLATIONS, &list.items[k]);
            }
        }
    }
    cw_arena_free(ids_arena);
    return err ? err : add_absences(publisher, arena, CW_DATA_TRANSLATIONS, pair);
}

static enum cw_err add_coverage(struct cw_publisher *publisher, struct cw_arena *arena,
                                struct pair *pair)
{
    struct cw_report_coverage *rows;
    size_t n;
    cw_arena_reset(arena);
    enum cw_err err = cw_model_coverage(publisher, arena, &rows, &n);
    for (size_t i = 0; !err && i < n; i++) {
        err = add_model_row(publisher, pair, CW_DATA_COVERAGE, &rows[i]);
    }
    return err;
}

static enum cw_err add_runs(struct cw_publisher *publisher, struct pair *pair)
{
    enum cw_err err = CW_OK;
    for (int64_t night = 1; !err && night <= publisher->night; night++) {
        struct cw_report_run run;
        err = cw_model_run(publisher, night, &run);
        if (!err) {
            err = add_model_row(publisher, pair, CW_DATA_RUNS, &run);
        }
    }
    return err;
}

static enum cw_err begin_pair(struct cw_publisher *publisher, enum cw_data_file file,
                              struct pair *pair)
{
    char name[64];
    struct cw_buf header;
    cw_buf_init(&header, 1 << 16);
    cw_data_csv_header(file, &header);
    snprintf(name, sizeof name, "data/%s.jsonl", cw_data_name(file));
    enum cw_err err = cw_file_begin(publisher, cw_str_z(name), &pair->jsonl);
    if (!err) {
        snprintf(name, sizeof name, "data/%s.csv", cw_data_name(file));
        err = cw_file_begin(publisher, cw_str_z(name), &pair->csv);
    }
    if (!err) {
        err = cw_file_add(publisher, &pair->csv, cw_buf_view(&header));
    }
    cw_buf_dispose(&header);
    return err;
}

/* The files that hold lines of documents. */
enum { FIRST = CW_DATA_DOCUMENTS, BEHIND = CW_DATA_READABILITY + 1 };

struct cw_data {
    struct pair pairs[CW_DATA_FILES];
    struct cw_buf jsonl; /* lines of the part at hand */
    struct cw_buf csv;
    struct cw_extents *extents;
};

enum cw_err cw_data_begin(struct cw_publisher *publisher, struct cw_data **out)
{
    struct cw_data *data = calloc(1, sizeof *data);
    if (!data) {
        return cw_publish_no_memory(publisher);
    }
    for (int i = 0; i < CW_DATA_FILES; i++) {
        data->pairs[i].jsonl.fd = data->pairs[i].csv.fd = -1;
    }
    cw_buf_init(&data->jsonl, file_cap);
    cw_buf_init(&data->csv, file_cap);
    enum cw_err err = cw_extents_open(publisher, &data->extents);
    for (int i = FIRST; !err && i < BEHIND; i++) {
        err = begin_pair(publisher, (enum cw_data_file)i, &data->pairs[i]);
    }
    if (err) {
        cw_data_free(data);
        return err;
    }
    *out = data;
    return CW_OK;
}

void cw_data_free(struct cw_data *data)
{
    if (!data) {
        return;
    }
    for (int i = 0; i < CW_DATA_FILES; i++) {
        cw_file_drop(&data->pairs[i].jsonl);
        cw_file_drop(&data->pairs[i].csv);
    }
    cw_extents_free(data->extents);
    cw_buf_dispose(&data->jsonl);
    cw_buf_dispose(&data->csv);
    free(data);
}

static enum cw_err add_part(struct cw_publisher *publisher, enum cw_data_part part,
                            const struct cw_lines *lines)
{
    struct pair *pair = &publisher->data->pairs[cw_data_part_file(part)];
    return add_row(publisher, pair, lines->jsonl, lines->csv);
}

/* What stands in the buffers. */
static enum cw_err add_lines(struct cw_publisher *publisher, int64_t document_id,
                             enum cw_data_part part, bool settled)
{
    const struct cw_data *data = publisher->data;
    const struct cw_lines lines = {cw_buf_view(&data->jsonl), cw_buf_view(&data->csv), settled};
    if (data->jsonl.failed || data->csv.failed) {
        return cw_publish_no_memory(publisher);
    }
    enum cw_err err = add_part(publisher, part, &lines);
    return err ? err : cw_extents_note(publisher, data->extents, document_id, part, &lines);
}

enum cw_err cw_data_add_rows(struct cw_publisher *publisher, int64_t document_id,
                             enum cw_data_part part, const void *rows, size_t size, size_t n)
{
    struct cw_data *data = publisher->data;
    enum cw_data_file file = cw_data_part_file(part);
    cw_buf_clear(&data->jsonl);
    cw_buf_clear(&data->csv);
    for (size_t i = 0; i < n; i++) {
        cw_data_jsonl(file, (const char *)rows + i * size, &data->jsonl);
        cw_data_csv(file, (const char *)rows + i * size, &data->csv);
    }
    return add_lines(publisher, document_id, part, part != CW_DATA_PART_FINDINGS);
}

/* What was new when its document was published is so no more. */
static enum cw_err add_settled(struct cw_publisher *publisher, int64_t document_id,
                               enum cw_data_part part, const struct cw_lines *before)
{
    struct cw_data *data = publisher->data;
    cw_buf_clear(&data->jsonl);
    cw_buf_clear(&data->csv);
    cw_data_settle_jsonl(before->jsonl, &data->jsonl);
    cw_data_settle_csv(before->csv, &data->csv);
    return add_lines(publisher, document_id, part, true);
}

enum cw_err cw_data_copy(struct cw_publisher *publisher, int64_t document_id, bool changed,
                         bool *copied)
{
    struct cw_lines lines[CW_DATA_PARTS];
    *copied = cw_extents_take(publisher->data->extents, document_id, lines) && !changed;
    enum cw_err err = CW_OK;
    for (int i = CW_DATA_PART_DOCUMENTS; *copied && !err && i < CW_DATA_PART_TRANSLATED; i++) {
        err = lines[i].settled
                  ? add_part(publisher, (enum cw_data_part)i, &lines[i])
                  : add_settled(publisher, document_id, (enum cw_data_part)i, &lines[i]);
    }
    return err;
}

static enum cw_err add_rows(struct cw_publisher *publisher, struct cw_arena *arena,
                            enum cw_data_file file, struct pair *pair)
{
    switch (file) {
    case CW_DATA_RUNS:
        return add_runs(publisher, pair);
    case CW_DATA_TRANSLATIONS:
        return add_translations(publisher, arena, pair);
    case CW_DATA_COVERAGE:
        return add_coverage(publisher, arena, pair);
    case CW_DATA_FINDINGS:
        return add_absences(publisher, arena, file, pair);
    default:
        return CW_OK;
    }
}

/* The rows that are of no document, and the file is whole. */
static enum cw_err end_pair(struct cw_publisher *publisher, struct cw_arena *arena,
                            enum cw_data_file file, struct pair *pair)
{
    enum cw_err err = CW_OK;
    if (pair->jsonl.fd < 0) {
        err = begin_pair(publisher, file, pair);
    }
    if (!err) {
        err = add_rows(publisher, arena, file, pair);
    }
    if (!err) {
        err = cw_file_end(publisher, &pair->jsonl);
    }
    return err ? err : cw_file_end(publisher, &pair->csv);
}

enum cw_err cw_data_end(struct cw_publisher *publisher, struct cw_arena *arena)
{
    struct cw_data *data = publisher->data;
    enum cw_err err = CW_OK;
    for (int i = 0; !err && i < CW_DATA_FILES; i++) {
        err = end_pair(publisher, arena, (enum cw_data_file)i, &data->pairs[i]);
    }
    if (!err) {
        err = cw_extents_save(publisher, data->extents);
    }
    if (err) {
        return err;
    }
    struct cw_buf package;
    cw_buf_init(&package, 1 << 24);
    cw_data_package(cw_str_z(publisher->corpus->title), &package);
    err = cw_file_write(publisher, cw_str_z("data/datapackage.json"), &package);
    cw_buf_dispose(&package);
    return err;
}
