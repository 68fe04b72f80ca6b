/* clausewatch history: documents, the versions of one, the life of a clause. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands.h"
#include "common/json.h"
#include "config/corpus.h"
#include "history.h"

void cw_history_time(char text[32], int64_t seconds)
{
    time_t value = (time_t)seconds;
    struct tm parts;
    if (!gmtime_r(&value, &parts) || !strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts)) {
        snprintf(text, 32, "?");
    }
}

static struct cw_json begin(struct history *history, const char *type)
{
    struct cw_json json;
    cw_json_init(&json, &history->out);
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "type", type);
    return json;
}

static enum cw_err list_documents(struct history *history)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        history->store,
        "SELECT service, policy, d.lang, region, count(version_id), max(time) FROM document AS d "
        "LEFT JOIN version AS v ON v.document_id = d.document_id GROUP BY d.document_id "
        "ORDER BY service, policy, d.lang, region",
        &history->diag);
    if (!statement) {
        return CW_EIO;
    }
    bool row = false;
    enum cw_err err = cw_store_step(history->store, statement, &row, &history->diag);
    while (!err && row) {
        char last[32];
        cw_history_time(last, cw_column_int(statement, 5));
        if (history->invocation->format == CW_FORMAT_JSONL) {
            struct cw_json json = begin(history, "document");
            cw_json_put_str(&json, "service", cw_column_str(statement, 0));
            cw_json_put_str(&json, "policy", cw_column_str(statement, 1));
            cw_json_put_str(&json, "lang", cw_column_str(statement, 2));
            cw_json_put_str(&json, "region", cw_column_str(statement, 3));
            cw_json_put_int(&json, "versions", cw_column_int(statement, 4));
            cw_json_put_z(&json, "last", last);
            cw_json_end_object(&json);
            cw_json_end_line(&json);
        } else {
            cw_buf_str(&history->out, cw_column_str(statement, 0));
            cw_buf_char(&history->out, '/');
            cw_buf_str(&history->out, cw_column_str(statement, 1));
            struct cw_str lang = cw_column_str(statement, 2);
            cw_buf_z(&history->out, lang.len ? "/" : "");
            cw_buf_str(&history->out, lang);
            cw_buf_printf(&history->out, "\t%lld versions\tlast %s\n",
                          (long long)cw_column_int(statement, 4), last);
        }
        err = cw_store_step(history->store, statement, &row, &history->diag);
    }
    cw_store_reset(statement);
    return err;
}

/* SERVICE/POLICY[/LANG] -> id. Without a language: the only one, else English, else the first. */
static enum cw_err find_document(struct history *history, const char *name, int64_t *id)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        history->store,
        "SELECT document_id FROM document WHERE service || '/' || policy || '/' || lang = ?1 OR "
        "service || '/' || policy = ?1 ORDER BY lang = 'en' DESC, lang, region LIMIT 1",
        &history->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, cw_str_z(name));
    bool row = false;
    enum cw_err err = cw_store_step(history->store, statement, &row, &history->diag);
    *id = row ? cw_column_int(statement, 0) : 0;
    cw_store_reset(statement);
    if (!err && !row) {
        err = cw_fail(&history->diag, CW_ENOTFOUND, NULL, 0, 0,
                      "there is no document '%s'; 'clausewatch history CORPUS' lists them", name);
    }
    return err;
}

static void put_version(struct history *history, struct sqlite3_stmt *statement)
{
    char time[32];
    cw_history_time(time, cw_column_int(statement, 0));
    static const char *const records[] = {"change", "first", "technical"};
    int64_t record = cw_column_int(statement, 5);
    const char *record_name = record >= 0 && record < 3 ? records[record] : "change";
    if (history->invocation->format == CW_FORMAT_JSONL) {
        struct cw_json json = begin(history, "version");
        cw_json_put_z(&json, "time", time);
        cw_json_put_int(&json, "clauses", cw_column_int(statement, 1));
        cw_json_put_str(&json, "lang", cw_column_str(statement, 2));
        cw_json_put_str_or_null(&json, "class", cw_column_str(statement, 3));
        cw_json_put_z(&json, "severity",
                      cw_severity_name((enum cw_severity)cw_column_int(statement, 4)));
        cw_json_put_z(&json, "record", record_name);
        cw_json_put_str_or_null(&json, "provenance", cw_column_str(statement, 6));
        cw_json_put_int(&json, "added", cw_column_int(statement, 7));
        cw_json_put_int(&json, "removed", cw_column_int(statement, 8));
        cw_json_put_int(&json, "modified", cw_column_int(statement, 9));
        cw_json_put_int(&json, "moved", cw_column_int(statement, 10));
        cw_json_end_object(&json);
        cw_json_end_line(&json);
        return;
    }
    cw_buf_printf(&history->out, "%s\t%lld clauses\t", time,
                  (long long)cw_column_int(statement, 1));
    struct cw_str class = cw_column_str(statement, 3);
    cw_buf_str(&history->out, class.len ? class : cw_str_z("first version"));
    if (class.len) {
        cw_buf_printf(
            &history->out, "\t+%lld -%lld ~%lld moved %lld", (long long)cw_column_int(statement, 7),
            (long long)cw_column_int(statement, 8), (long long)cw_column_int(statement, 9),
            (long long)cw_column_int(statement, 10));
    }
    cw_buf_z(&history->out, record == 2 ? "\t(technical upgrade)\n" : "\n");
}

static enum cw_err list_versions(struct history *history, int64_t document)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        history->store,
        "SELECT v.time, v.clauses, v.lang, c.class, c.severity, v.record, (SELECT provenance FROM "
        "capture AS k WHERE k.version_id = v.version_id LIMIT 1), c.added, c.removed, c.modified, "
        "c.moved FROM version AS v LEFT JOIN comparison AS c ON c.new_version = v.version_id "
        "WHERE v.document_id = ? ORDER BY v.time, v.sequence, v.version_id",
        &history->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document);
    bool row = false;
    enum cw_err err = cw_store_step(history->store, statement, &row, &history->diag);
    while (!err && row) {
        put_version(history, statement);
        err = cw_store_step(history->store, statement, &row, &history->diag);
    }
    cw_store_reset(statement);
    return err;
}

int cw_command_history(struct cw_invocation *invocation)
{
    struct history history = {.invocation = invocation, .arena = cw_arena_new((size_t)1 << 30)};
    struct cw_corpus corpus = {0};
    cw_buf_init(&history.out, (size_t)1 << 30);
    enum cw_err err =
        history.arena
            ? cw_corpus_load(history.arena, invocation->arguments[0], &corpus, &history.diag)
            : cw_fail(&history.diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    bool is_configuration = err != CW_OK;
    if (!err) {
        err = cw_store_open(corpus.store, CW_STORE_READ, &history.store, &history.diag);
    }
    int64_t document = 0;
    if (!err && invocation->n_arguments > 1) {
        err = find_document(&history, invocation->arguments[1], &document);
    }
    if (!err) {
        err = invocation->n_arguments == 1 ? list_documents(&history)
              : invocation->n_arguments == 2
                  ? list_versions(&history, document)
                  : cw_history_clause(&history, document, invocation->arguments[2]);
    }
    if (!err) {
        err = cw_print(&history.out, &history.diag);
    }
    if (err) {
        cw_complain(&history.diag);
    }
    cw_store_close(history.store);
    cw_arena_free(history.arena);
    cw_buf_dispose(&history.out);
    return is_configuration ? CW_EXIT_USAGE : cw_exit_code(err);
}
