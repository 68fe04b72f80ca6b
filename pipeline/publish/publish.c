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

enum cw_err cw_publish_labels(struct cw_publisher *publisher)
{
    struct cw_str lang = cw_str_z(publisher->corpus->languages[0]);
    const struct cw_lexicon *lexicon = cw_lexicons_find(publisher->lexicons, lang);
    if (!lexicon || cw_str_is(lang, "en")) {
        return CW_OK;
    }
    publisher->labels = cw_report_labels_new(find_label, &lexicon);
    return publisher->labels ? CW_OK : cw_publish_no_memory(publisher);
}

struct listed {
    int64_t id;
    bool due; /* the night touched it, or it was never published */
};

struct document_list {
    struct listed *items;
    size_t n;
};

static enum cw_err list_documents(struct cw_publisher *publisher, struct cw_arena *arena,
                                  struct document_list *out)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "SELECT document_id, ?1 OR touched = ?2 OR NOT EXISTS (SELECT 1 FROM "
        "summary AS s WHERE s.document_id = document.document_id) OR EXISTS (SELECT 1 FROM "
        "alignment AS a WHERE a.document_id = document.document_id AND a.night = ?2) "
        "FROM document ORDER BY service, policy, lang, region",
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
        struct listed *items =
            cw_arena_grow(arena, out->items, out->n, &room, out->n + 1, sizeof *items);
        if (!items) {
            err = cw_publish_no_memory(publisher);
            break;
        }
        out->items = items;
        items[out->n++] = (struct listed){.id = cw_column_int(statement, 0),
                                          .due = cw_column_int(statement, 1) != 0};
        err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    }
    cw_store_reset(statement);
    return err;
}

/* The ids of documents that are due. */
static enum cw_err pick_due(struct cw_publisher *publisher, struct cw_arena *arena,
                            const struct document_list *list, int64_t **ids, size_t *n)
{
    *ids = cw_arena_array(arena, list->n, sizeof **ids);
    if (!*ids) {
        return cw_publish_no_memory(publisher);
    }
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].due) {
            (*ids)[(*n)++] = list->items[i].id;
        }
    }
    return CW_OK;
}

static enum cw_err publish_one(struct cw_publisher *publisher, struct cw_arena *arena,
                               const struct listed *document)
{
    bool copied = false;
    enum cw_err err = cw_data_copy(publisher, document->id, document->due, &copied);
    cw_arena_reset(arena);
    if (!err && !copied) {
        err = cw_publish_document(publisher, arena, document->id);
        cw_arena_reset(arena);
    }
    return err ? err : cw_publish_translated(publisher, arena, document->id);
}

static enum cw_err publish_documents(struct cw_publisher *publisher, struct cw_arena *arena,
                                     const struct document_list *list, size_t n_due)
{
    enum cw_err err = CW_OK;
    size_t done = 0;
    for (size_t i = 0; !err && i < list->n; i++) {
        err = publish_one(publisher, arena, &list->items[i]);
        if (list->items[i].due) {
            cw_progress_step(publisher->progress, "writing pages of documents", ++done, n_due);
        }
        if (!err && publisher->stop && *publisher->stop) {
            err = cw_fail(publisher->diag, CW_EINTR, NULL, 0, 0,
                          "interrupted; run again to go on where it stopped");
        }
    }
    return err;
}

/* Documents, what sums them up, data files. */
static enum cw_err publish_all(struct cw_publisher *publisher, struct cw_arena *arena,
                               const struct document_list *list, size_t n_due)
{
    enum cw_err err = publish_documents(publisher, arena, list, n_due);
    if (!err) {
        err = cw_night_keep_findings(publisher);
    }
    if (!err) {
        cw_arena_reset(arena);
        err = cw_publish_site(publisher, arena);
    }
    if (!err) {
        cw_arena_reset(arena);
        err = cw_data_end(publisher, arena);
    }
    return err ? err : cw_writers_help(publisher, arena);
}

enum cw_err cw_publish(struct cw_publisher *publisher)
{
    struct cw_arena *list_arena = cw_arena_new(arena_cap);
    struct cw_arena *arena = cw_arena_new(arena_cap);
    struct document_list list = {0};
    int64_t *due = NULL;
    size_t n_due = 0;
    enum cw_err err = list_arena && arena ? CW_OK : cw_publish_no_memory(publisher);
    if (!err && !(err = cw_night_find(publisher)) && !(err = cw_publish_labels(publisher)) &&
        !(err = list_documents(publisher, list_arena, &list)) &&
        !(err = pick_due(publisher, list_arena, &list, &due, &n_due))) {
        err = cw_data_begin(publisher, &publisher->data);
    }
    if (!err && !publisher->writers) {
        publisher->writers = cw_writers_launch(publisher, n_due);
    }
    if (!err && publisher->writers) {
        cw_writers_start(publisher, publisher->writers, due, n_due);
    }
    if (!err) {
        err = publish_all(publisher, arena, &list, n_due);
    }
    if (err) {
        cw_writers_stop(publisher->writers);
    } else {
        err = cw_writers_wait(publisher, publisher->writers);
    }
    publisher->writers = NULL;
    cw_data_free(publisher->data);
    publisher->data = NULL;
    cw_report_labels_free(publisher->labels);
    publisher->labels = NULL;
    cw_arena_free(list_arena);
    cw_arena_free(arena);
    return err;
}
