/* Data files: each document's lines are kept in the store, so that a night formats anew only what
 * it touched, and the files are put together from all of them. */
#include <stdio.h>

#include "internal.h"
#include "store/internal.h"

static const size_t file_cap = (size_t)4 * 1024 * 1024 * 1024;

static struct cw_str packed(struct cw_codec *codec, const struct cw_buf *text, struct cw_buf *frame)
{
    return cw_codec_pack(codec, 0, cw_buf_view(text), frame) ? cw_buf_view(frame)
                                                             : (struct cw_str){NULL, 0};
}

enum cw_err cw_fragment_set(struct cw_publisher *publisher, int64_t document_id,
                            enum cw_data_file file, const struct cw_buf *jsonl,
                            const struct cw_buf *csv)
{
    struct cw_codec *codec = cw_store_codec(publisher->store, publisher->diag);
    struct sqlite3_stmt *statement =
        cw_store_prepare(publisher->store,
                         "INSERT OR REPLACE INTO fragment (document_id, file, jsonl, csv) "
                         "VALUES (?, ?, ?, ?)",
                         publisher->diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    struct cw_buf frames[2];
    cw_buf_init(&frames[0], file_cap);
    cw_buf_init(&frames[1], file_cap);
    struct cw_str first = packed(codec, jsonl, &frames[0]);
    struct cw_str second = packed(codec, csv, &frames[1]);
    enum cw_err err;
    if (jsonl->failed || csv->failed || !first.data || !second.data) {
        err = cw_publish_no_memory(publisher);
    } else {
        cw_bind_int(statement, 1, document_id);
        cw_bind_int(statement, 2, file);
        cw_bind_blob(statement, 3, first);
        cw_bind_blob(statement, 4, second);
        err = cw_store_do(publisher->store, statement, publisher->diag);
    }
    cw_buf_dispose(&frames[0]);
    cw_buf_dispose(&frames[1]);
    return err;
}

static enum cw_err join_fragments(struct cw_publisher *publisher, struct cw_arena *arena,
                                  enum cw_data_file file, struct cw_buf *jsonl, struct cw_buf *csv)
{
    struct cw_codec *codec = cw_store_codec(publisher->store, publisher->diag);
    struct sqlite3_stmt *statement =
        cw_store_prepare(publisher->store,
                         "SELECT jsonl, csv FROM fragment JOIN document USING (document_id) "
                         "WHERE file = ? ORDER BY service, policy, lang, region",
                         publisher->diag);
    if (!codec || !statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, file);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row) {
        cw_arena_reset(arena);
        struct cw_str first =
            cw_codec_unpack(codec, 0, cw_column_blob(statement, 0), arena, file_cap);
        struct cw_str second =
            cw_codec_unpack(codec, 0, cw_column_blob(statement, 1), arena, file_cap);
        if (!first.data || !second.data) {
            err = cw_fail(publisher->diag, CW_EDAMAGED, NULL, 0, 0,
                          "store: a fragment of %s is damaged; run 'clausewatch report' again",
                          cw_data_name(file));
            break;
        }
        cw_buf_str(jsonl, first);
        cw_buf_str(csv, second);
        err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    }
    cw_store_reset(statement);
    return err;
}

static enum cw_err add_runs(struct cw_publisher *publisher, struct cw_buf *jsonl,
                            struct cw_buf *csv)
{
    for (int64_t night = 1; night <= publisher->night; night++) {
        struct cw_report_run run;
        enum cw_err err = cw_model_run(publisher, night, &run);
        if (err) {
            return err;
        }
        cw_data_jsonl(CW_DATA_RUNS, &run, jsonl);
        cw_data_csv(CW_DATA_RUNS, &run, csv);
    }
    return CW_OK;
}

static enum cw_err write_pair(struct cw_publisher *publisher, enum cw_data_file file,
                              const struct cw_buf *jsonl, const struct cw_buf *csv)
{
    char name[64];
    snprintf(name, sizeof name, "data/%s.jsonl", cw_data_name(file));
    enum cw_err err = cw_file_write(publisher, cw_str_z(name), jsonl);
    snprintf(name, sizeof name, "data/%s.csv", cw_data_name(file));
    return err ? err : cw_file_write(publisher, cw_str_z(name), csv);
}

enum cw_err cw_publish_data(struct cw_publisher *publisher, struct cw_arena *arena)
{
    struct cw_buf jsonl;
    struct cw_buf csv;
    cw_buf_init(&jsonl, file_cap);
    cw_buf_init(&csv, file_cap);
    enum cw_err err = CW_OK;
    for (int i = 0; !err && i < CW_DATA_FILES; i++) {
        enum cw_data_file file = (enum cw_data_file)i;
        cw_buf_clear(&jsonl);
        cw_buf_clear(&csv);
        cw_data_csv_header(file, &csv);
        err = file == CW_DATA_RUNS ? add_runs(publisher, &jsonl, &csv)
                                   : join_fragments(publisher, arena, file, &jsonl, &csv);
        if (!err) {
            err = write_pair(publisher, file, &jsonl, &csv);
        }
    }
    if (!err) {
        cw_buf_clear(&jsonl);
        cw_data_package(cw_str_z(publisher->corpus->title), &jsonl);
        err = cw_file_write(publisher, cw_str_z("data/datapackage.json"), &jsonl);
    }
    cw_buf_dispose(&jsonl);
    cw_buf_dispose(&csv);
    return err;
}
