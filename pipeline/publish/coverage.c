/* Which policy is there in which language, how whole and how current. */
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>

#include "config/expected.h"
#include "internal.h"

enum { DAY = 86400 };

static const char query[] =
    "SELECT d.document_id, d.lang, a.document_id, a.coverage, a.missing, a.untranslated, a.added, "
    "a.numbers, a.stale_since, (SELECT CASE s.lang WHEN '' THEN v.lang ELSE s.lang END FROM "
    "document AS s JOIN version AS v ON v.version_id = a.source_version WHERE s.document_id = "
    "a.source_id), l.since, l.until FROM document AS d LEFT JOIN alignment AS a ON a.document_id = "
    "d.document_id LEFT JOIN lag AS l ON l.document_id = d.document_id AND l.since = (SELECT "
    "max(since) FROM lag WHERE document_id = d.document_id) WHERE EXISTS (SELECT 1 FROM version AS "
    "v WHERE v.document_id = d.document_id AND v.set_aside = 0) "
    "ORDER BY d.service, d.policy, d.lang, d.region";

static bool is_null(struct sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL;
}

static const char *status_of(struct sqlite3_stmt *row)
{
    if (is_null(row, 2)) {
        return "original";
    }
    if (!is_null(row, 8)) {
        return "stale";
    }
    return cw_column_int(row, 4) || cw_column_int(row, 5) ? "partial" : "complete";
}

static enum cw_err fill(struct cw_publisher *publisher, struct cw_arena *arena,
                        struct sqlite3_stmt *row, struct cw_report_coverage *out)
{
    bool stale = !is_null(row, 8);
    bool caught_up = !stale && !is_null(row, 10);
    int64_t since = cw_column_int(row, 8);
    *out = (struct cw_report_coverage){
        .source_lang = cw_str_dup(arena, cw_column_str(row, 9)),
        .status = cw_str_z(status_of(row)),
        .coverage = is_null(row, 3) ? NAN : sqlite3_column_double(row, 3),
        .missing = (uint32_t)cw_column_int(row, 4),
        .untranslated = (uint32_t)cw_column_int(row, 5),
        .added = (uint32_t)cw_column_int(row, 6),
        .stale_days =
            stale ? (publisher->newest > since ? (publisher->newest - since) / DAY : 0) : -1,
        .stale_since = stale ? since : CW_REPORT_NO_TIME,
        .caught_up = caught_up ? cw_column_int(row, 11) : CW_REPORT_NO_TIME,
        .lag_days = caught_up ? (cw_column_int(row, 11) - cw_column_int(row, 10)) / DAY : -1};
    return out->source_lang.data ? cw_model_doc(publisher, cw_column_int(row, 0), arena, &out->doc)
                                 : cw_publish_no_memory(publisher);
}

struct list {
    struct cw_arena *arena;
    struct cw_report_coverage *items;
    size_t n;
    size_t room;
};

static struct cw_report_coverage *grow(struct list *list)
{
    struct cw_report_coverage *items =
        cw_arena_grow(list->arena, list->items, list->n, &list->room, list->n + 1, sizeof *items);
    if (!items) {
        return NULL;
    }
    list->items = items;
    return &items[list->n++];
}

static enum cw_err list_present(struct cw_publisher *publisher, struct list *list)
{
    struct sqlite3_stmt *statement = cw_store_prepare(publisher->store, query, publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row) {
        struct cw_report_coverage *item = grow(list);
        err =
            item ? fill(publisher, list->arena, statement, item) : cw_publish_no_memory(publisher);
        if (!err) {
            err = cw_store_step(publisher->store, statement, &row, publisher->diag);
        }
    }
    cw_store_reset(statement);
    return err;
}

/* ---- What is not there -------------------------------------------------------------------------
 */

static bool same_policy(const struct cw_report_coverage *a, const struct cw_report_coverage *b)
{
    return cw_str_eq(a->doc.policy, b->doc.policy);
}

/* Is there a row of this policy that does for readers of lang? */
static bool has_language(const struct list *list, size_t first, size_t end,
                         const struct cw_report_coverage *of, struct cw_str lang)
{
    struct cw_expected expected = {.lang = lang};
    struct cw_expectations one = {.items = &expected, .n = 1};
    for (size_t i = first; i < end; i++) {
        const struct cw_report_coverage *row = &list->items[i];
        if (same_policy(row, of) &&
            (cw_str_eq(row->doc.lang, lang) || cw_expectations_find(&one, row->doc.lang))) {
            return true;
        }
    }
    return false;
}

static bool add_absent(struct list *list, size_t of, struct cw_str lang, bool expected)
{
    struct cw_report_doc doc = list->items[of].doc;
    struct cw_report_coverage *row = grow(list);
    if (!row) {
        return false;
    }
    doc.lang = lang;
    doc.region = cw_str_z("");
    *row = (struct cw_report_coverage){.doc = doc,
                                       .status = cw_str_z("absent"),
                                       .coverage = NAN,
                                       .expected = expected,
                                       .stale_days = -1,
                                       .stale_since = CW_REPORT_NO_TIME,
                                       .caught_up = CW_REPORT_NO_TIME,
                                       .lag_days = -1};
    return true;
}

/* The languages that one policy of a service lacks: expected ones, and those that others have. Rows
 * [first, end) are the service's, and what is added goes to the end of the list. */
static bool add_gaps(struct list *list, size_t first, size_t end, size_t of,
                     const struct cw_expectations *expectations)
{
    size_t added = list->n;
    for (size_t i = 0; i < expectations->n; i++) {
        struct cw_str lang = expectations->items[i].lang;
        if (!has_language(list, first, end, &list->items[of], lang) &&
            !add_absent(list, of, lang, true)) {
            return false;
        }
    }
    for (size_t i = first; i < end; i++) {
        struct cw_str lang = list->items[i].doc.lang;
        if (!has_language(list, first, end, &list->items[of], lang) &&
            !has_language(list, added, list->n, &list->items[of], lang) &&
            !add_absent(list, of, lang, false)) {
            return false;
        }
    }
    return true;
}

static bool finish_service(struct cw_publisher *publisher, struct list *list,
                           const struct cw_countries *countries, size_t first, size_t end)
{
    struct cw_expectations expectations;
    const struct cw_service *service =
        cw_corpus_service(publisher->corpus, list->items[first].doc.service);
    if (cw_expectations_of(list->arena, service, countries, &expectations)) {
        return false;
    }
    for (size_t i = first; i < end; i++) {
        list->items[i].expected =
            cw_expectations_find(&expectations, list->items[i].doc.lang) != NULL;
        bool first_of_policy = i == first || !same_policy(&list->items[i], &list->items[i - 1]);
        if (first_of_policy && !add_gaps(list, first, end, i, &expectations)) {
            return false;
        }
    }
    return true;
}

static int by_document(const void *a, const void *b)
{
    const struct cw_report_doc *x = &((const struct cw_report_coverage *)a)->doc;
    const struct cw_report_doc *y = &((const struct cw_report_coverage *)b)->doc;
    int order = cw_str_cmp(x->service, y->service);
    order = order ? order : cw_str_cmp(x->policy, y->policy);
    order = order ? order : cw_str_cmp(x->lang, y->lang);
    return order ? order : cw_str_cmp(x->region, y->region);
}

enum cw_err cw_model_coverage(struct cw_publisher *publisher, struct cw_arena *arena,
                              struct cw_report_coverage **rows, size_t *n)
{
    struct list list = {.arena = arena};
    struct cw_countries countries;
    enum cw_err err = cw_countries_load(arena, publisher->lexicon_dirs, publisher->n_dirs,
                                        &countries, publisher->diag);
    if (!err) {
        err = list_present(publisher, &list);
    }
    size_t present = list.n;
    for (size_t first = 0; !err && first < present;) {
        size_t end = first + 1;
        while (end < present &&
               cw_str_eq(list.items[end].doc.service, list.items[first].doc.service)) {
            end++;
        }
        if (!finish_service(publisher, &list, &countries, first, end)) {
            err = cw_publish_no_memory(publisher);
        }
        first = end;
    }
    if (!err && list.n) {
        qsort(list.items, list.n, sizeof *list.items, by_document);
    }
    *rows = list.items;
    *n = list.n;
    return err;
}

/* Services in one language, of which no other is expected, tell nothing on a page of languages. */
size_t cw_coverage_shown(struct cw_report_coverage *rows, size_t n)
{
    size_t kept = 0;
    for (size_t first = 0; first < n;) {
        size_t end = first;
        bool shown = false;
        while (end < n && cw_str_eq(rows[end].doc.service, rows[first].doc.service)) {
            shown |= !cw_str_eq(rows[end].doc.lang, rows[first].doc.lang);
            end++;
        }
        for (; first < end; first++) {
            if (shown) {
                rows[kept++] = rows[first];
            }
        }
    }
    return kept;
}
