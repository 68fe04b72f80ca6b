/* clausewatch check: findings in single files, like a linter. */
#include "commands.h"
#include "common/finding.h"
#include "common/json.h"
#include "flag/flag.h"
#include "place.h"
#include "report/sarif.h"

struct check {
    int worst;         /* severity of the worst finding, -1 = none */
    struct cw_buf log; /* of SARIF, which is one object for all files */
    struct cw_sarif sarif;
};

static enum cw_err find(struct cw_file_context *file, struct cw_finding **findings, size_t *n,
                        struct cw_analysis **analyses, struct cw_diag *diag)
{
    const struct cw_clauses *clauses = &file->document.clauses;
    struct cw_str declared = file->invocation->lang[0]
                                 ? cw_str_z(file->invocation->lang)
                                 : cw_analyst_guess(file->analyst, file->arena, clauses);
    *analyses = cw_arena_array(file->arena, clauses->n, sizeof **analyses);
    if (!*analyses) {
        return cw_fail(diag, CW_ENOMEM, file->path, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < clauses->n; i++) {
        struct cw_str lang = clauses->items[i].lang.len ? clauses->items[i].lang : declared;
        enum cw_err err = cw_analyst_analyse(file->analyst, file->arena, lang,
                                             clauses->items[i].text, &(*analyses)[i], diag);
        if (err) {
            return err;
        }
    }
    enum cw_err err = cw_flag_document(file->arena, cw_analyst_lexicons(file->analyst), clauses,
                                       *analyses, findings, n);
    return err ? cw_fail(diag, err, file->path, 0, 0, "flagging: %s", cw_err_name(err)) : CW_OK;
}

static void as_json(struct cw_buf *out, const struct cw_located *item)
{
    struct cw_json json;
    cw_json_init(&json, out);
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "type", "finding");
    cw_json_put_z(&json, "file", item->file);
    cw_json_put_str(&json, "rule", item->finding->rule);
    cw_json_put_str(&json, "criterion", item->finding->criterion);
    cw_json_put_z(&json, "severity", cw_severity_name(item->finding->severity));
    cw_json_put_int(&json, "clause", item->finding->clause);
    cw_json_put_int(&json, "start", (int64_t)item->start);
    cw_json_put_int(&json, "end", (int64_t)item->end);
    cw_json_put_int(&json, "line", item->line);
    cw_json_put_int(&json, "column", item->column);
    cw_json_put_str(&json, "lang", item->lang);
    cw_json_put_str(&json, "text", item->text);
    cw_json_put_str_or_null(&json, "cue", item->finding->cue);
    cw_json_put_str(&json, "message", item->finding->message);
    cw_json_end_object(&json);
    cw_json_end_line(&json);
}

static void as_sarif(struct cw_sarif *sarif, const struct cw_located *item)
{
    struct cw_report_finding finding = {.finding = *item->finding,
                                        .name = cw_str_z(item->file),
                                        .start = item->start,
                                        .end = item->end,
                                        .line = item->line,
                                        .column = item->column,
                                        .lang = item->lang,
                                        .text = item->text};
    cw_sarif_finding(sarif, &finding);
}

static void as_text(struct cw_buf *out, const struct cw_located *item)
{
    cw_buf_printf(out, "%s:%u:%u: %s: ", item->file, item->line, item->column,
                  cw_severity_name(item->finding->severity));
    cw_buf_str(out, item->finding->message);
    cw_buf_z(out, ": \"");
    cw_buf_str(out, item->text);
    cw_buf_z(out, "\" [");
    cw_buf_str(out, item->finding->rule);
    cw_buf_z(out, "]\n");
}

static enum cw_err show(struct cw_file_context *file, struct cw_diag *diag)
{
    struct check *check = file->context;
    struct cw_finding *findings = NULL;
    struct cw_analysis *analyses = NULL;
    size_t n = 0;
    enum cw_err err = find(file, &findings, &n, &analyses, diag);
    struct cw_places places;
    cw_places_begin(&places, &file->document);
    for (size_t i = 0; !err && i < n; i++) {
        struct cw_located item = {
            .file = file->path, .finding = &findings[i], .lang = analyses[findings[i].clause].lang};
        cw_places_find(&places, &findings[i], &item);
        check->worst =
            (int)findings[i].severity > check->worst ? (int)findings[i].severity : check->worst;
        switch (file->invocation->format) {
        case CW_FORMAT_JSONL:
            as_json(file->out, &item);
            break;
        case CW_FORMAT_SARIF:
            as_sarif(&check->sarif, &item);
            break;
        default:
            as_text(file->out, &item);
        }
    }
    return err;
}

int cw_command_check(struct cw_invocation *invocation)
{
    struct check check = {.worst = -1};
    cw_buf_init(&check.log, (size_t)1 << 32);
    bool sarif = invocation->format == CW_FORMAT_SARIF;
    if (sarif) {
        cw_sarif_begin(&check.sarif, cw_str_z(CW_VERSION), &check.log);
    }
    int code = cw_for_each_file(invocation, show, &check);
    if (sarif) {
        struct cw_diag diag;
        cw_sarif_end(&check.sarif);
        if (cw_print(&check.log, &diag)) {
            cw_complain(&diag);
            code = CW_EXIT_IO;
        }
    }
    cw_buf_dispose(&check.log);
    bool failed = invocation->fail_on >= 0 && check.worst >= invocation->fail_on;
    return code == CW_EXIT_DONE && failed ? CW_EXIT_FINDINGS : code;
}
