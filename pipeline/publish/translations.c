/* Findings on translations, for pages and data files: from the store's rows to the read model. */
#include "internal.h"
#include "store/alignments.h"

enum { DAY = 86400, MOST_SIGNALS = 6 };

static int64_t days_since(const struct cw_publisher *publisher, int64_t since)
{
    return publisher->newest > since ? (publisher->newest - since) / DAY : 0;
}

/* What stands before the next `end`; the rest begins behind it. */
static struct cw_str cut(struct cw_str *rest, char end)
{
    const char *at = rest->len ? memchr(rest->data, end, rest->len) : NULL;
    size_t len = at ? (size_t)(at - rest->data) : rest->len;
    struct cw_str piece = cw_str_n(rest->data, len);
    *rest = cw_str_sub(*rest, at ? len + 1 : len, rest->len);
    return piece;
}

static enum cw_signal_kind kind_of(struct cw_str name)
{
    for (int kind = 0; kind < CW_SIGNAL_KINDS; kind++) {
        if (cw_str_is(name, cw_signal_kind_name((enum cw_signal_kind)kind))) {
            return (enum cw_signal_kind)kind;
        }
    }
    return CW_SIGNAL_KINDS;
}

/* "30 days -> 7 days; new: arbitration" */
static enum cw_err put_changes(const struct cw_publisher *publisher, struct cw_arena *arena,
                               struct cw_str what, struct cw_buf *out)
{
    for (size_t n = 0; what.len && n < MOST_SIGNALS; n++) {
        struct cw_str line = cut(&what, '\n');
        struct cw_signal signal = {.kind = kind_of(cut(&line, '\t'))};
        signal.old_value = cut(&line, '\t');
        signal.new_value = line;
        enum cw_err err = cw_name_concepts(publisher, arena, &signal, 1);
        if (err) {
            return err;
        }
        cw_buf_z(out, n ? "; " : ": ");
        if (!signal.old_value.len) {
            cw_buf_z(out, "new: ");
        } else if (!signal.new_value.len) {
            cw_buf_z(out, "gone: ");
        }
        cw_buf_str(out, signal.old_value);
        cw_buf_z(out, signal.old_value.len && signal.new_value.len ? " \xE2\x86\x92 " : "");
        cw_buf_str(out, signal.new_value);
    }
    return CW_OK;
}

static const char *sentence(const struct cw_translation_row *row)
{
    switch (row->rule) {
    case CW_TRANSLATION_MISSING:
        return "A clause of the original is not in this translation";
    case CW_TRANSLATION_UNTRANSLATED:
        return row->partly ? "Part of the clause is left in another language"
                           : "The clause is left in another language";
    case CW_TRANSLATION_STALE:
        return row->source_clause < 0 ? "The original no longer has this"
               : row->clause < 0 ? "The original has a clause that this translation lacks since"
                                 : "The original has changed this clause since";
    case CW_TRANSLATION_ADDED:
        return "The clause stands only in this translation";
    case CW_TRANSLATION_NUMBERS:
        return "The numbers differ";
    default:
        return "";
    }
}

static enum cw_err write_message(const struct cw_publisher *publisher, struct cw_arena *arena,
                                 const struct cw_translation_row *row, struct cw_str *message)
{
    struct cw_buf text;
    cw_buf_init(&text, 1 << 16);
    cw_buf_z(&text, sentence(row));
    enum cw_err err = CW_OK;
    if (row->rule == CW_TRANSLATION_STALE) {
        err = put_changes(publisher, arena, row->what, &text);
    } else if (row->rule == CW_TRANSLATION_NUMBERS) {
        struct cw_str rest = row->what;
        struct cw_str source = cut(&rest, '\t');
        struct cw_str target = cut(&rest, '\t');
        cw_buf_printf(&text, ": %.*s in the original, %.*s here", source.len ? (int)source.len : 4,
                      source.len ? source.data : "none", target.len ? (int)target.len : 4,
                      target.len ? target.data : "none");
    }
    cw_buf_char(&text, '.');
    *message = cw_str_dup(arena, cw_buf_view(&text));
    bool failed = text.failed || !message->data;
    cw_buf_dispose(&text);
    return err ? err : failed ? cw_publish_no_memory(publisher) : CW_OK;
}

static enum cw_err fill(const struct cw_publisher *publisher, struct cw_arena *arena,
                        const struct cw_report_doc *doc, struct cw_str source_lang,
                        const struct cw_translation_row *row, struct cw_report_translation *out)
{
    *out = (struct cw_report_translation){
        .doc = *doc,
        .source_lang = source_lang,
        .rule = cw_str_z(cw_translation_rule_id(row->rule)),
        .criterion = cw_str_z(cw_translation_criterion(row->rule)),
        .severity = (enum cw_severity)row->severity,
        .clause = row->clause,
        .source_clause = row->source_clause,
        .text = row->text,
        .text_lang = row->lang,
        .source_text = row->source_text,
        .since = row->since,
        .days = row->rule == CW_TRANSLATION_STALE ? days_since(publisher, row->since) : -1,
        .status = row->status};
    return write_message(publisher, arena, row, &out->message);
}

static enum cw_err source_language(struct cw_publisher *publisher, struct cw_arena *arena,
                                   int64_t document_id, struct cw_str *lang)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "SELECT CASE s.lang WHEN '' THEN v.lang ELSE s.lang END FROM alignment AS a "
        "JOIN document AS s ON s.document_id = a.source_id "
        "JOIN version AS v ON v.version_id = a.source_version WHERE a.document_id = ?",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, document_id);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    *lang = cw_str_dup(arena, row ? cw_column_str(statement, 0) : cw_str_z(""));
    cw_store_reset(statement);
    return err || lang->data ? err : cw_publish_no_memory(publisher);
}

enum cw_err cw_model_translations(struct cw_publisher *publisher, struct cw_arena *arena,
                                  int64_t document_id, const struct cw_report_doc *doc,
                                  struct cw_translation_list *out)
{
    struct cw_translation_rows rows;
    struct cw_str lang;
    *out = (struct cw_translation_list){0};
    enum cw_err err =
        cw_translations_load(publisher->store, document_id, arena, &rows, publisher->diag);
    if (err || rows.n == 0) {
        return err;
    }
    out->items = cw_arena_array(arena, rows.n, sizeof *out->items);
    if (!out->items) {
        return cw_publish_no_memory(publisher);
    }
    err = source_language(publisher, arena, document_id, &lang);
    for (size_t i = 0; !err && i < rows.n; i++) {
        struct cw_translation_row *row = &rows.items[i];
        if (row->night != publisher->night) { /* said of the night that judged the pair last */
            if (cw_str_is(row->status, "gone")) {
                continue;
            }
            row->status = cw_str_z("open");
        }
        err = fill(publisher, arena, doc, lang, &rows.items[i], &out->items[out->n++]);
    }
    return err;
}

/* ---- Absent documents --------------------------------------------------------------------------
 */

static enum cw_err fill_absence(struct cw_publisher *publisher, struct cw_arena *arena,
                                struct sqlite3_stmt *row, struct cw_report_translation *out)
{
    struct cw_str reason = cw_column_str(row, 3);
    struct cw_buf text;
    cw_buf_init(&text, 4096);
    cw_buf_z(&text, "The policy is not available in this language");
    if (reason.len) {
        cw_buf_printf(&text, ", an official one in %.*s", (int)reason.len, reason.data);
    }
    cw_buf_char(&text, '.');
    *out = (struct cw_report_translation){
        .doc = {.service = cw_str_dup(arena, cw_column_str(row, 0)),
                .policy = cw_str_dup(arena, cw_column_str(row, 1)),
                .lang = cw_str_dup(arena, cw_column_str(row, 2))},
        .absent = true,
        .rule = cw_str_z(cw_translation_rule_id(CW_TRANSLATION_DOCUMENT_MISSING)),
        .criterion = cw_str_z(cw_translation_criterion(CW_TRANSLATION_DOCUMENT_MISSING)),
        .severity = CW_SEVERITY_HIGH,
        .clause = -1,
        .source_clause = -1,
        .since = cw_column_int(row, 4),
        .days = -1,
        .message = cw_str_dup(arena, cw_buf_view(&text)),
        .status = cw_str_z(cw_column_int(row, 5) == publisher->night ? "new" : "open")};
    bool failed = text.failed || !out->doc.service.data || !out->doc.policy.data ||
                  !out->doc.lang.data || !out->message.data;
    cw_buf_dispose(&text);
    const struct cw_service *service = cw_corpus_service(publisher->corpus, out->doc.service);
    out->doc.service_name = service ? cw_str_z(service->name) : cw_str_z("");
    return failed ? cw_publish_no_memory(publisher) : CW_OK;
}

enum cw_err cw_model_absences(struct cw_publisher *publisher, struct cw_arena *arena,
                              struct cw_translation_list *out)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(publisher->store,
                         "SELECT service, policy, lang, reason, since, night FROM absence "
                         "ORDER BY service, policy, lang",
                         publisher->diag);
    *out = (struct cw_translation_list){0};
    if (!statement) {
        return CW_EIO;
    }
    size_t room = 0;
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row) {
        struct cw_report_translation *items =
            cw_arena_grow(arena, out->items, out->n, &room, out->n + 1, sizeof *items);
        if (!items) {
            err = cw_publish_no_memory(publisher);
            break;
        }
        out->items = items;
        err = fill_absence(publisher, arena, statement, &items[out->n++]);
        if (!err) {
            err = cw_store_step(publisher->store, statement, &row, publisher->diag);
        }
    }
    cw_store_reset(statement);
    return err;
}

/* ---- As findings -------------------------------------------------------------------------------
 */

void cw_translation_as_finding(const struct cw_report_translation *row,
                               const struct cw_report_version *version,
                               struct cw_report_finding *out)
{
    *out = (struct cw_report_finding){
        .doc = row->doc,
        .finding = {.rule = row->rule,
                    .criterion = row->criterion,
                    .severity = row->severity,
                    .clause = row->clause < 0 ? CW_REPORT_NO_CLAUSE : (uint32_t)row->clause,
                    .end = (uint32_t)row->text.len,
                    .cue = {"", 0},
                    .message = row->message},
        .name = version->name,
        .lang = row->text_lang,
        .text = row->text.len ? row->text : row->source_text,
        .time = version->time,
        .hash = version->hash,
        .status = row->status,
        .since = row->since,
        .source_clause = row->source_clause,
        .days = row->days};
}

/* ---- Of the night ------------------------------------------------------------------------------
 */

static const char of_night[] =
    CW_TRANSLATION_COLUMNS "JOIN document AS d ON d.document_id = t.document_id "
                           "WHERE t.status = 'new' AND t.night = ?1 ORDER BY t.severity DESC, "
                           "d.service, d.policy, d.lang, d.region, t.number LIMIT ?2";

static enum cw_err read_rows_of_night(struct cw_publisher *publisher, struct cw_arena *arena,
                                      struct cw_translation_row *rows, size_t *n)
{
    struct sqlite3_stmt *statement = cw_store_prepare(publisher->store, of_night, publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, publisher->night);
    cw_bind_int(statement, 2, CW_REPORT_LIST);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row && *n < CW_REPORT_LIST) {
        err = cw_translation_read(statement, arena, &rows[(*n)++], publisher->diag);
        if (!err) {
            err = cw_store_step(publisher->store, statement, &row, publisher->diag);
        }
    }
    cw_store_reset(statement);
    return err;
}

static enum cw_err count_of_night(struct cw_publisher *publisher, int64_t *total)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(publisher->store,
                         "SELECT (SELECT count(*) FROM translation WHERE status = 'new' AND "
                         "night = ?1) + (SELECT count(*) FROM absence WHERE night = ?1)",
                         publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, publisher->night);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    *total = row ? cw_column_int(statement, 0) : 0;
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_model_night_translations(struct cw_publisher *publisher, struct cw_arena *arena,
                                        struct cw_report_night *night)
{
    struct cw_translation_list absences;
    struct cw_translation_row *rows = cw_arena_array(arena, CW_REPORT_LIST, sizeof *rows);
    struct cw_report_translation *list = cw_arena_array(arena, CW_REPORT_LIST, sizeof *list);
    size_t n_rows = 0;
    size_t n = 0;
    int64_t total = 0;
    if (!rows || !list) {
        return cw_publish_no_memory(publisher);
    }
    enum cw_err err = cw_model_absences(publisher, arena, &absences);
    for (size_t i = 0; !err && i < absences.n && n < CW_REPORT_LIST; i++) {
        if (cw_str_is(absences.items[i].status, "new")) {
            list[n++] = absences.items[i];
        }
    }
    if (!err) {
        err = read_rows_of_night(publisher, arena, rows, &n_rows);
    }
    for (size_t i = 0; !err && i < n_rows && n < CW_REPORT_LIST; i++) {
        struct cw_report_doc doc;
        struct cw_str lang;
        err = cw_model_doc(publisher, rows[i].document_id, arena, &doc);
        if (!err) {
            err = source_language(publisher, arena, rows[i].document_id, &lang);
        }
        if (!err) {
            err = fill(publisher, arena, &doc, lang, &rows[i], &list[n++]);
        }
    }
    if (!err) {
        err = count_of_night(publisher, &total);
    }
    night->translations = list;
    night->n_translations = n;
    night->total_translations = (uint32_t)total;
    return err;
}
