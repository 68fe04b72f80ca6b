/* clausewatch clauses: what a file is cut into, so that anyone can see what an index means. */
#include "commands.h"
#include "common/json.h"

static void as_json(struct cw_file_context *file, size_t index, struct cw_str lang)
{
    const struct cw_clause *clause = &file->document.clauses.items[index];
    struct cw_json json;
    cw_json_init(&json, file->out);
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "type", "clause");
    cw_json_put_z(&json, "file", file->path);
    cw_json_put_int(&json, "index", (int64_t)index);
    cw_json_put_z(&json, "kind", cw_kind_name(clause->kind));
    cw_json_put_int(&json, "level", clause->level);
    cw_json_put_str_or_null(&json, "number", clause->number);
    cw_json_put_int(&json, "line", clause->line);
    cw_json_put_int(&json, "start", (int64_t)clause->start);
    cw_json_put_int(&json, "end", (int64_t)clause->end);
    cw_json_put_str(&json, "lang", lang);
    cw_json_put_str(&json, "text", clause->text);
    cw_json_end_object(&json);
    cw_json_end_line(&json);
}

static void as_text(struct cw_file_context *file, size_t index)
{
    const struct cw_clause *clause = &file->document.clauses.items[index];
    cw_buf_printf(file->out, "%zu\t%u\t%s", index, clause->line, cw_kind_name(clause->kind));
    if (clause->level) {
        cw_buf_printf(file->out, "%u", clause->level);
    }
    cw_buf_char(file->out, '\t');
    cw_buf_str(file->out, clause->number);
    cw_buf_char(file->out, '\t');
    cw_buf_str(file->out, clause->text);
    cw_buf_char(file->out, '\n');
}

static enum cw_err show(struct cw_file_context *file, struct cw_diag *diag)
{
    const struct cw_clauses *clauses = &file->document.clauses;
    for (size_t i = 0; i < clauses->n; i++) {
        if (file->invocation->format == CW_FORMAT_TEXT) {
            as_text(file, i);
            continue;
        }
        struct cw_analysis analysis;
        const struct cw_clause *clause = &clauses->items[i];
        enum cw_err err = cw_analyst_analyse(file->analyst, file->arena, clause->lang, clause->text,
                                             &analysis, diag);
        if (err) {
            return err;
        }
        bool told = !cw_str_is(analysis.lang, "und") && !cw_str_is(analysis.lang, "zxx");
        as_json(file, i, told || !clause->lang.len ? analysis.lang : clause->lang);
    }
    return CW_OK;
}

int cw_command_clauses(struct cw_invocation *invocation)
{
    return cw_for_each_file(invocation, show, NULL);
}
