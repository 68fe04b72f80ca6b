/* clausewatch align: a document and its translation, clause by clause. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "align_text.h"
#include "analyst/align.h"
#include "commands.h"
#include "report/report.h"

struct pair {
    struct cw_analyst *analyst;
    struct cw_arena *arena;
    struct cw_document_text documents[2];
    struct cw_str langs[2];
    struct cw_alignment alignment;
};

static enum cw_err align(struct cw_invocation *invocation, struct pair *pair, struct cw_diag *diag)
{
    const char *given[2] = {invocation->source_lang, invocation->lang};
    struct cw_align_text texts[2];
    enum cw_err err = CW_OK;
    for (int i = 0; !err && i < 2; i++) {
        struct cw_document_text *document = &pair->documents[i];
        err = cw_open_document(invocation, pair->analyst, pair->arena, invocation->arguments[i],
                               given[i], document, diag);
        if (!err) {
            pair->langs[i] = given[i][0]
                                 ? cw_str_z(given[i])
                                 : cw_analyst_guess(pair->analyst, pair->arena, &document->clauses);
            texts[i] = (struct cw_align_text){&document->clauses, NULL, pair->langs[i]};
        }
    }
    return err ? err
               : cw_analyst_align(pair->analyst, pair->arena, &texts[0], &texts[1],
                                  &pair->alignment, diag);
}

static int terminal_columns(void)
{
    enum { USUAL = 100, LEAST = 40 };
    struct winsize size;
    int columns = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : USUAL;
    return columns >= LEAST ? columns : USUAL;
}

static enum cw_err write_result(struct cw_invocation *invocation, const struct pair *pair,
                                struct cw_buf *out)
{
    const struct cw_clauses *source = &pair->documents[0].clauses;
    const struct cw_clauses *target = &pair->documents[1].clauses;
    if (invocation->format == CW_FORMAT_HTML) {
        struct cw_report_options options = {.title = {"", 0}, .lang = {"", 0}};
        struct cw_report_align_side sides[2] = {
            {cw_str_z(invocation->arguments[0]), pair->langs[0], source},
            {cw_str_z(invocation->arguments[1]), pair->langs[1], target}};
        return cw_report_align_page(&options, pair->arena, &pair->alignment, &sides[0], &sides[1],
                                    out);
    }
    if (invocation->format == CW_FORMAT_JSONL) {
        cw_align_jsonl(&pair->alignment, out);
        return CW_OK;
    }
    struct cw_align_style style = {isatty(STDOUT_FILENO), terminal_columns()};
    return cw_align_text_view(pair->arena, &pair->alignment, source, target, style, out);
}

int cw_command_align(struct cw_invocation *invocation)
{
    struct cw_diag diag;
    struct cw_buf out;
    cw_buf_init(&out, (size_t)1 << 32);
    struct pair pair = {.arena = cw_arena_new((size_t)1 << 34)};
    enum cw_err err = pair.arena ? cw_open_analyst(invocation, &pair.analyst, &diag)
                                 : cw_fail(&diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    if (!err) {
        err = align(invocation, &pair, &diag);
    }
    if (!err) {
        err = write_result(invocation, &pair, &out);
        err = err ? cw_fail(&diag, err, NULL, 0, 0, "out of memory") : cw_print(&out, &diag);
    }
    if (err) {
        cw_complain(&diag);
    }
    cw_analyst_free(pair.analyst);
    cw_arena_free(pair.arena);
    cw_buf_dispose(&out);
    return cw_exit_code(err);
}
