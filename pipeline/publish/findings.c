/* Findings of a document's newest version, told apart from those of the last night. */
#include <stdlib.h>

#include "internal.h"

#include "flag/flag.h"
#include "store/clauses.h"

/* One version with all that flagging asks for. */
struct flagged {
    struct cw_layout layout;
    struct cw_clauses clauses;
    struct cw_analysis *analyses;
    struct cw_finding *findings;
    size_t n;
};

static enum cw_err flag_version(struct cw_publisher *publisher, struct cw_arena *arena,
                                int64_t version_id, struct flagged *out)
{
    enum cw_err err =
        cw_version_layout(publisher->store, version_id, arena, &out->layout, publisher->diag);
    if (!err) {
        err =
            cw_layout_texts(publisher->store, arena, &out->layout, &out->clauses, publisher->diag);
    }
    if (err) {
        return err;
    }
    out->analyses = cw_arena_array(arena, out->clauses.n, sizeof *out->analyses);
    if (!out->analyses) {
        return cw_publish_no_memory(publisher);
    }
    for (size_t i = 0; !err && i < out->clauses.n; i++) {
        err = cw_analysis_load(publisher->store, out->layout.items[i].clause_id, arena,
                               &out->analyses[i], publisher->diag);
    }
    if (err) {
        return err;
    }
    err = cw_flag_document(arena, publisher->lexicons, &out->clauses, out->analyses, &out->findings,
                           &out->n);
    return err ? cw_fail(publisher->diag, err, NULL, 0, 0, "flagging: %s", cw_err_name(err))
               : CW_OK;
}

/* The last version that an earlier night brought; 0 = there is none. */
static enum cw_err version_of_earlier_night(struct cw_publisher *publisher, int64_t document_id,
                                            int64_t *id)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "SELECT version_id FROM version WHERE document_id = ? AND night < ? AND set_aside = 0 "
        "ORDER BY time DESC, sequence DESC, version_id DESC LIMIT 1",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, publisher->night);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    *id = row ? cw_column_int(statement, 0) : 0;
    cw_store_reset(statement);
    return err;
}

/* Since when the clause has stood in the document, and in which night that version came. */
static enum cw_err standing_since(struct cw_publisher *publisher, int64_t document_id,
                                  int64_t clause_id, int64_t *time, int64_t *night)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "SELECT v.time, v.night FROM presence AS p JOIN version AS v ON v.version_id = p.since "
        "WHERE p.document_id = ? AND p.clause_id = ? AND p.until IS NULL",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    cw_bind_int(statement, 2, clause_id);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    *time = row ? cw_column_int(statement, 0) : CW_REPORT_NO_TIME;
    *night = row ? cw_column_int(statement, 1) : 0;
    cw_store_reset(statement);
    return err;
}

/* By which a finding is the same in two versions. */
struct identity {
    int64_t clause_id;
    uint32_t start;
    struct cw_str rule;
};

static struct identity identity_of(const struct flagged *version, size_t i)
{
    const struct cw_finding *finding = &version->findings[i];
    return (struct identity){.clause_id = version->layout.items[finding->clause].clause_id,
                             .start = finding->start,
                             .rule = finding->rule};
}

static int compare(const void *left, const void *right)
{
    const struct identity *a = left;
    const struct identity *b = right;
    if (a->clause_id != b->clause_id) {
        return a->clause_id < b->clause_id ? -1 : 1;
    }
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return cw_str_cmp(a->rule, b->rule);
}

/* The identities of a version's findings, sorted; NULL when out of memory. */
static struct identity *sort_identities(struct cw_arena *arena, const struct flagged *version)
{
    struct identity *list = cw_arena_array(arena, version->n + 1, sizeof *list);
    for (size_t i = 0; list && i < version->n; i++) {
        list[i] = identity_of(version, i);
    }
    if (list) {
        qsort(list, version->n, sizeof *list, compare);
    }
    return list;
}

static void fill(const struct flagged *version, size_t i, const struct cw_report_doc *doc,
                 const struct cw_version_row *row, struct cw_str hash, struct cw_str name,
                 struct cw_report_finding *out)
{
    const struct cw_finding *finding = &version->findings[i];
    const struct cw_clause *clause = &version->clauses.items[finding->clause];
    bool in_text = finding->start <= finding->end && finding->end <= clause->text.len;
    *out = (struct cw_report_finding){
        .doc = *doc,
        .finding = *finding,
        .name = name,
        .line = clause->line,
        .lang = version->analyses[finding->clause].lang,
        .text = in_text ? cw_str_sub(clause->text, finding->start, finding->end)
                        : (struct cw_str){"", 0},
        .time = row->time,
        .hash = hash,
        .source_clause = -1,
        .days = -1};
}

/* Findings of the earlier version that the newest one no longer has. */
static enum cw_err add_gone(struct cw_publisher *publisher, struct cw_arena *arena,
                            const struct cw_report_finding *model, const struct flagged *newest,
                            const struct flagged *before, size_t room, struct cw_found *found)
{
    const struct identity *kept = before->n ? sort_identities(arena, newest) : NULL;
    if (before->n && !kept) {
        return cw_publish_no_memory(publisher);
    }
    for (size_t i = 0; i < before->n && found->n < room; i++) {
        const struct cw_finding *finding = &before->findings[i];
        struct identity wanted = identity_of(before, i);
        if (bsearch(&wanted, kept, newest->n, sizeof *kept, compare)) {
            continue;
        }
        struct cw_report_finding *item = &found->items[found->n++];
        *item = *model;
        item->finding = *finding;
        item->lang = before->analyses[finding->clause].lang;
        const struct cw_clause *clause = &before->clauses.items[finding->clause];
        item->line = clause->line;
        item->text = finding->end <= clause->text.len
                         ? cw_str_sub(clause->text, finding->start, finding->end)
                         : (struct cw_str){"", 0};
        item->status = cw_str_z("gone");
        item->since = model->time;
    }
    return CW_OK;
}

enum { MOST_GONE = 10000 };

enum cw_err cw_publish_findings(struct cw_publisher *publisher, struct cw_arena *arena,
                                int64_t document_id, const struct cw_report_doc *doc,
                                const struct cw_version_row *newest, struct cw_found *found)
{
    struct flagged now = {0};
    struct flagged before = {0};
    int64_t earlier;
    *found = (struct cw_found){0};
    enum cw_err err = flag_version(publisher, arena, newest->id, &now);
    if (!err) {
        err = version_of_earlier_night(publisher, document_id, &earlier);
    }
    if (!err && earlier && earlier != newest->id) {
        err = flag_version(publisher, arena, earlier, &before);
    }
    if (err) {
        return err;
    }
    size_t room = now.n + (before.n < MOST_GONE ? before.n : MOST_GONE);
    found->items = cw_arena_array(arena, room, sizeof *found->items);
    if (!found->items) {
        return cw_publish_no_memory(publisher);
    }
    struct cw_report_version version = {.doc = *doc};
    err = cw_model_provenance(publisher, newest->id, arena, &version);
    char hex[CW_HASH_HEX + 1];
    cw_hash_hex(&newest->hash, hex);
    struct cw_str hash = cw_str_dup(arena, cw_str_z(hex));
    int64_t last_clause = 0;
    int64_t since = CW_REPORT_NO_TIME;
    int64_t night = 0;
    for (size_t i = 0; !err && i < now.n; i++) {
        struct cw_report_finding *item = &found->items[found->n++];
        int64_t clause_id = now.layout.items[now.findings[i].clause].clause_id;
        fill(&now, i, doc, newest, hash, version.name, item);
        if (clause_id != last_clause) {
            err = standing_since(publisher, document_id, clause_id, &since, &night);
            last_clause = clause_id;
        }
        bool is_new = night == publisher->night;
        item->since = since;
        item->status = cw_str_z(is_new ? "new" : "open");
        found->n_new += is_new;
        found->n_high += item->finding.severity == CW_SEVERITY_HIGH;
    }
    found->n_open = found->n;
    found->clauses = now.clauses;
    struct cw_report_finding model = {.doc = *doc,
                                      .name = version.name,
                                      .time = newest->time,
                                      .hash = hash,
                                      .source_clause = -1,
                                      .days = -1};
    return err ? err : add_gone(publisher, arena, &model, &now, &before, room, found);
}
