/* The pages of the night, the lists of documents, the feed and the style. */
#include <stdlib.h>

#include "internal.h"

static const size_t page_cap = (size_t)256 * 1024 * 1024;

#define OF_NIGHT                                                                                   \
    CW_CHANGE_QUERY "WHERE v.night = ?1 AND c.class IN ('substantive', 'moved', 'rewrite', "       \
                    "'language-change') "

static const char to_read[] =
    OF_NIGHT "ORDER BY c.severity DESC, c.signals DESC, d.service, d.policy, d.lang, d.region, "
             "v.time DESC, v.sequence DESC LIMIT ?2 OFFSET ?3";
static const char newest_first[] = OF_NIGHT "AND ?3 = 0 ORDER BY v.time DESC, v.sequence DESC, "
                                            "d.service, d.policy, d.lang, "
                                            "d.region LIMIT ?2";
static const char cosmetic[] =
    CW_CHANGE_QUERY "WHERE v.night = ?1 AND ?3 = 0 AND c.class = 'cosmetic' ORDER BY d.service, "
                    "d.policy, d.lang, d.region, v.time DESC, v.sequence DESC LIMIT ?2";
static const char set_aside[] =
    CW_CHANGE_QUERY "WHERE v.night = ?1 AND ?3 = 0 AND c.class = 'junk' ORDER BY d.service, "
                    "d.policy, d.lang, d.region, v.time DESC, v.sequence DESC LIMIT ?2";

/* A list of changes with the identities of their documents. */
static enum cw_err list_changes(struct cw_publisher *publisher, struct cw_arena *arena,
                                const char *sql, int64_t limit, int64_t offset,
                                struct cw_change_list *list)
{
    const int64_t parameters[3] = {publisher->night, limit, offset};
    enum cw_err err = cw_model_changes(publisher, arena, sql, parameters, CW_REPORT_SIGNALS, list);
    for (size_t i = 0; !err && i < list->n; i++) {
        err = cw_model_doc(publisher, list->document_ids[i], arena, &list->items[i].doc);
        if (!err) {
            err = cw_name_concepts(publisher, arena, list->signals[i], list->items[i].n_signals);
        }
    }
    return err;
}

static enum cw_err read_troubles(struct cw_publisher *publisher, struct cw_arena *arena,
                                 struct sqlite3_stmt *statement, struct cw_report_trouble *list,
                                 size_t *n, bool of_captures)
{
    cw_bind_int(statement, 1, publisher->night);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row && *n < CW_REPORT_LIST) {
        struct cw_report_trouble *trouble = &list[(*n)++];
        *trouble =
            (struct cw_report_trouble){.time = CW_REPORT_NO_TIME,
                                       .name = cw_str_dup(arena, cw_column_str(statement, 0)),
                                       .message = cw_str_dup(arena, cw_column_str(statement, 1))};
        if (!trouble->name.data || !trouble->message.data) {
            err = cw_publish_no_memory(publisher);
            break;
        }
        if (of_captures) {
            trouble->time = cw_column_int(statement, 2);
            err = cw_model_doc(publisher, cw_column_int(statement, 3), arena, &trouble->doc);
        }
        if (!err) {
            err = cw_store_step(publisher->store, statement, &row, publisher->diag);
        }
    }
    cw_store_reset(statement);
    return err;
}

static enum cw_err list_troubles(struct cw_publisher *publisher, struct cw_arena *arena,
                                 struct cw_report_night *night)
{
    struct cw_report_trouble *list = cw_arena_array(arena, CW_REPORT_LIST, sizeof *list);
    struct sqlite3_stmt *captures = cw_store_prepare(
        publisher->store,
        "SELECT name, trouble, time, document_id FROM capture JOIN document USING (document_id) "
        "WHERE night = ? AND status = 3 ORDER BY service, policy, lang, region, time, sequence",
        publisher->diag);
    struct sqlite3_stmt *places = cw_store_prepare(
        publisher->store, "SELECT place, message FROM trouble WHERE night = ? ORDER BY 1, 2",
        publisher->diag);
    if (!list || !captures || !places) {
        return list ? CW_EIO : cw_publish_no_memory(publisher);
    }
    size_t n = 0;
    enum cw_err err = read_troubles(publisher, arena, captures, list, &n, true);
    if (!err) {
        err = read_troubles(publisher, arena, places, list, &n, false);
    }
    night->troubles = list;
    night->n_troubles = n;
    return err;
}

/* What only the first page of the night shows. */
static enum cw_err fill_first_page(struct cw_publisher *publisher, struct cw_arena *arena,
                                   struct cw_report_night *night)
{
    struct cw_change_list list;
    enum cw_err err = list_changes(publisher, arena, cosmetic, CW_REPORT_LIST, 0, &list);
    night->cosmetic = list.items;
    night->n_cosmetic = list.n;
    if (!err) {
        err = list_changes(publisher, arena, set_aside, CW_REPORT_LIST, 0, &list);
        night->set_aside = list.items;
        night->n_set_aside = list.n;
    }
    if (!err) {
        err = list_troubles(publisher, arena, night);
    }
    if (!err) {
        err = cw_model_night_translations(publisher, arena, night);
    }
    struct cw_report_document *documents;
    size_t n;
    if (!err) {
        err = cw_summary_all(publisher, arena, &documents, &n);
    }
    if (!err) {
        night->documents = documents;
        night->n_documents = n < CW_REPORT_DOCUMENTS_A_PAGE ? n : CW_REPORT_DOCUMENTS_A_PAGE;
        night->total_documents = (uint32_t)n;
    }
    return err;
}

static enum cw_err write_page(struct cw_publisher *publisher, struct cw_buf *path,
                              struct cw_buf *page)
{
    enum cw_err err = path->failed ? cw_publish_no_memory(publisher)
                                   : cw_file_write(publisher, cw_buf_view(path), page);
    cw_buf_clear(path);
    cw_buf_clear(page);
    return err;
}

/* coverage.html; *written: there is anything for it. */
static enum cw_err write_coverage(struct cw_publisher *publisher, struct cw_arena *arena,
                                  struct cw_buf *path, struct cw_buf *page, bool *written)
{
    struct cw_report_options options = cw_publish_options(publisher);
    struct cw_report_coverage *rows;
    size_t n;
    enum cw_err err = cw_model_coverage(publisher, arena, &rows, &n);
    *written = false;
    if (err) {
        return err;
    }
    n = cw_coverage_shown(rows, n);
    if (n == 0) {
        return CW_OK;
    }
    *written = true;
    cw_report_coverage_page(&options, rows, n, page);
    cw_buf_z(path, "coverage.html");
    return write_page(publisher, path, page);
}

/* One page of the night, with its share of the changes. */
static enum cw_err write_night(struct cw_publisher *publisher, struct cw_arena *arena,
                               struct cw_report_night *night, struct cw_buf *path,
                               struct cw_buf *page)
{
    struct cw_report_options options = cw_publish_options(publisher);
    struct cw_change_list list;
    enum cw_err err = list_changes(publisher, arena, to_read, CW_REPORT_CHANGES_A_PAGE,
                                   (int64_t)(night->page - 1) * CW_REPORT_CHANGES_A_PAGE, &list);
    night->changes = list.items;
    night->n_changes = list.n;
    if (!err && night->page == 1) {
        err = fill_first_page(publisher, arena, night);
    }
    if (!err) {
        cw_report_index(&options, night, page);
        cw_report_path_night(night->page, path);
        err = write_page(publisher, path, page);
    }
    return err;
}

static enum cw_err begin_night(struct cw_publisher *publisher, struct cw_report_night *night)
{
    *night = (struct cw_report_night){.page = 1};
    enum cw_err err = cw_model_run(publisher, publisher->night, &night->run);
    uint32_t pages = (night->run.changes + CW_REPORT_CHANGES_A_PAGE - 1) / CW_REPORT_CHANGES_A_PAGE;
    night->n_pages = pages ? pages : 1;
    return err;
}

static enum cw_err write_first_night(struct cw_publisher *publisher, struct cw_arena *arena,
                                     struct cw_buf *path, struct cw_buf *page)
{
    struct cw_report_night night;
    enum cw_err err = begin_night(publisher, &night);
    if (!err) {
        err = write_coverage(publisher, arena, path, page, &night.has_coverage);
    }
    if (!err) {
        cw_arena_reset(arena);
        err = write_night(publisher, arena, &night, path, page);
    }
    return err;
}

enum cw_err cw_publish_later_pages(struct cw_publisher *publisher, struct cw_arena *arena)
{
    struct cw_buf path;
    struct cw_buf page;
    struct cw_report_night night;
    cw_buf_init(&path, 4096);
    cw_buf_init(&page, page_cap);
    enum cw_err err = begin_night(publisher, &night);
    for (uint32_t i = 2; !err && i <= night.n_pages; i++) {
        struct cw_report_night one = night;
        one.page = i;
        cw_arena_reset(arena);
        err = write_night(publisher, arena, &one, &path, &page);
    }
    cw_buf_dispose(&path);
    cw_buf_dispose(&page);
    return err;
}

static enum cw_err write_documents(struct cw_publisher *publisher, struct cw_arena *arena,
                                   struct cw_buf *path, struct cw_buf *page)
{
    struct cw_report_options options = cw_publish_options(publisher);
    struct cw_report_document *documents;
    size_t n;
    cw_arena_reset(arena);
    enum cw_err err = cw_summary_all(publisher, arena, &documents, &n);
    uint32_t pages = (uint32_t)((n + CW_REPORT_DOCUMENTS_A_PAGE - 1) / CW_REPORT_DOCUMENTS_A_PAGE);
    pages = pages ? pages : 1;
    for (uint32_t i = 1; !err && i <= pages; i++) {
        size_t first = (size_t)(i - 1) * CW_REPORT_DOCUMENTS_A_PAGE;
        size_t some =
            n - first < CW_REPORT_DOCUMENTS_A_PAGE ? n - first : CW_REPORT_DOCUMENTS_A_PAGE;
        cw_report_documents(&options, documents + first, some, i, pages, page);
        cw_report_path_documents(i, path);
        err = write_page(publisher, path, page);
    }
    return err;
}

static enum cw_err write_feed(struct cw_publisher *publisher, struct cw_arena *arena,
                              struct cw_buf *path, struct cw_buf *page)
{
    struct cw_report_options options = cw_publish_options(publisher);
    struct cw_change_list list;
    cw_arena_reset(arena);
    enum cw_err err = list_changes(publisher, arena, newest_first, CW_REPORT_LIST, 0, &list);
    if (!err) {
        cw_report_feed(&options, list.items, list.n, page);
        cw_buf_z(path, "feed.xml");
        err = write_page(publisher, path, page);
    }
    return err;
}

enum cw_err cw_publish_site(struct cw_publisher *publisher, struct cw_arena *arena)
{
    struct cw_buf path;
    struct cw_buf page;
    cw_buf_init(&path, 4096);
    cw_buf_init(&page, page_cap);
    enum cw_err err = write_first_night(publisher, arena, &path, &page);
    if (!err && !publisher->writers) {
        err = cw_publish_later_pages(publisher, arena);
    }
    if (!err) {
        err = write_documents(publisher, arena, &path, &page);
    }
    if (!err) {
        err = write_feed(publisher, arena, &path, &page);
    }
    if (!err) {
        cw_report_style(&page);
        cw_buf_z(&path, "style.css");
        err = write_page(publisher, &path, &page);
    }
    cw_buf_dispose(&path);
    cw_buf_dispose(&page);
    return err;
}
