/* The order of publishing: documents, then what sums them up. */
#include "internal.h"

static const size_t arena_cap = (size_t)2 * 1024 * 1024 * 1024;

enum cw_err cw_publish_no_memory(const struct cw_publisher *publisher)
{
    return cw_fail(publisher->diag, CW_ENOMEM, NULL, 0, 0,
                   "out of memory while writing the report");
}

struct cw_report_options cw_publish_options(const struct cw_publisher *publisher)
{
    return (struct cw_report_options){.title = cw_str_z(publisher->corpus->title),
                                      .lang = cw_str_z(publisher->corpus->languages[0]),
                                      .labels = publisher->labels};
}

/* The report's words in its language, from the pack's labels.po; English where there are none. */
static struct cw_str find_label(void *context, const char *id, const char *english)
{
    const struct cw_lexicon *const *lexicon = context;
    return cw_lexicon_label(*lexicon, cw_str_z(id), cw_str_z(english));
}

static enum cw_err make_labels(struct cw_publisher *publisher)
{
    struct cw_str lang = cw_str_z(publisher->corpus->languages[0]);
    const struct cw_lexicon *lexicon = cw_lexicons_find(publisher->lexicons, lang);
    if (!lexicon || cw_str_is(lang, "en")) {
        return CW_OK;
    }
    publisher->labels = cw_report_labels_new(find_label, &lexicon);
    return publisher->labels ? CW_OK : cw_publish_no_memory(publisher);
}

struct id_list {
    int64_t *items;
    size_t n;
};

static enum cw_err documents_due(struct cw_publisher *publisher, struct cw_arena *arena,
                                 struct id_list *out)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "SELECT document_id FROM document WHERE ?1 OR touched = ?2 OR NOT EXISTS (SELECT 1 FROM "
        "summary AS s WHERE s.document_id = document.document_id) OR EXISTS (SELECT 1 FROM "
        "alignment AS a WHERE a.document_id = document.document_id AND a.night = ?2) "
        "ORDER BY service, policy, lang, region",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, publisher->all);
    cw_bind_int(statement, 2, publisher->night);
    size_t room = 0;
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row) {
        out->items = cw_arena_grow(arena, out->items, out->n, &room, out->n + 1, sizeof(int64_t));
        if (!out->items) {
            err = cw_publish_no_memory(publisher);
            break;
        }
        out->items[out->n++] = cw_column_int(statement, 0);
        err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    }
    cw_store_reset(statement);
    return err;
}

/* How many findings are new, kept with the night: later nights no longer know. */
static enum cw_err keep_count(struct cw_publisher *publisher)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(publisher->store,
                         "UPDATE night SET findings = (SELECT count(*) FROM finding JOIN document "
                         "USING (document_id) WHERE status = 'new' AND touched = ?1) + "
                         "(SELECT count(*) FROM translation WHERE status = 'new' AND night = ?1) + "
                         "(SELECT count(*) FROM absence WHERE night = ?1) WHERE night = ?1",
                         publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, publisher->night);
    return cw_store_do(publisher->store, statement, publisher->diag);
}

enum cw_err cw_publish(struct cw_publisher *publisher)
{
    struct cw_arena *list_arena = cw_arena_new(arena_cap);
    struct cw_arena *arena = cw_arena_new(arena_cap);
    struct id_list due = {0};
    enum cw_err err =
        list_arena && arena
            ? cw_store_number(publisher->store, "SELECT coalesce(max(night), 0) FROM night",
                              &publisher->night, publisher->diag)
            : cw_publish_no_memory(publisher);
    if (!err) {
        err = cw_store_number(publisher->store, "SELECT coalesce(max(time), 0) FROM capture",
                              &publisher->newest, publisher->diag);
    }
    if (!err) {
        err = make_labels(publisher);
    }
    if (!err) {
        err = documents_due(publisher, list_arena, &due);
    }
    struct cw_writers *writers = err ? NULL : cw_writers_start(publisher, due.items, due.n);
    publisher->changes_elsewhere = writers;
    for (size_t i = 0; !err && i < due.n; i++) {
        cw_arena_reset(arena);
        err = cw_publish_document(publisher, arena, due.items[i]);
        cw_progress_step(publisher->progress, "writing pages of documents", i + 1, due.n);
        if (!err && publisher->stop && *publisher->stop) {
            err = cw_fail(publisher->diag, CW_EINTR, NULL, 0, 0,
                          "interrupted; run again to go on where it stopped");
        }
    }
    if (!err) {
        err = keep_count(publisher);
    }
    if (!err) {
        cw_arena_reset(arena);
        err = cw_publish_site(publisher, arena);
    }
    if (!err) {
        cw_arena_reset(arena);
        err = cw_publish_data(publisher, arena);
    }
    if (err) {
        cw_writers_stop(writers);
    } else {
        err = cw_writers_wait(publisher, writers);
    }
    cw_report_labels_free(publisher->labels);
    publisher->labels = NULL;
    cw_arena_free(list_arena);
    cw_arena_free(arena);
    return err;
}
