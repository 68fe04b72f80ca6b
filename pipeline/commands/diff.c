/* clausewatch diff: what changed between two files, clause by clause. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "diff_text.h"
#include "report/report.h"

struct pair {
    struct cw_analyst *analyst;
    struct cw_arena *arena;
    const char *paths[2];
    struct cw_document_text documents[2];
    struct cw_comparison comparison;
};

static enum cw_err compare(struct cw_invocation *invocation, struct pair *pair,
                           struct cw_diag *diag)
{
    enum cw_err err = CW_OK;
    for (int i = 0; !err && i < 2; i++) {
        pair->paths[i] = invocation->arguments[i];
        err = cw_open_document(invocation, pair->analyst, pair->arena, pair->paths[i],
                               invocation->lang, &pair->documents[i], diag);
    }
    if (err) {
        return err;
    }
    struct cw_str lang = invocation->lang[0] ? cw_str_z(invocation->lang)
                                             : cw_analyst_guess(pair->analyst, pair->arena,
                                                                &pair->documents[1].clauses);
    return cw_analyst_compare(pair->analyst, pair->arena, &pair->documents[0].clauses,
                              &pair->documents[1].clauses, lang, &pair->comparison, diag);
}

/* Colours on a terminal, unless the user asks for none (no-color.org). */
static bool wants_colour(void)
{
    const char *none = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool dumb = terminal && strcmp(terminal, "dumb") == 0;
    return isatty(STDOUT_FILENO) && !(none && *none) && !dumb;
}

static void write_result(struct cw_invocation *invocation, const struct pair *pair,
                         struct cw_buf *out)
{
    const struct cw_clauses *old_clauses = &pair->documents[0].clauses;
    const struct cw_clauses *new_clauses = &pair->documents[1].clauses;
    if (invocation->format == CW_FORMAT_HTML) {
        struct cw_report_options options = {.title = {"", 0}, .lang = {"", 0}};
        cw_report_diff_page(&options, &pair->comparison, cw_str_z(pair->paths[0]), old_clauses,
                            cw_str_z(pair->paths[1]), new_clauses, out);
    } else if (invocation->format == CW_FORMAT_JSONL) {
        cw_diff_jsonl(&pair->comparison, old_clauses, new_clauses, out);
    } else {
        struct cw_diff_style style = {.colour = wants_colour(), .all = invocation->all};
        cw_diff_text(&pair->comparison, old_clauses, new_clauses, style, out);
    }
}

int cw_command_diff(struct cw_invocation *invocation)
{
    struct cw_diag diag;
    struct cw_buf out;
    cw_buf_init(&out, (size_t)1 << 32);
    struct pair pair = {.arena = cw_arena_new((size_t)1 << 34)};
    enum cw_err err = pair.arena ? cw_open_analyst(invocation, &pair.analyst, &diag)
                                 : cw_fail(&diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    if (!err) {
        err = compare(invocation, &pair, &diag);
    }
    if (!err) {
        write_result(invocation, &pair, &out);
        err = cw_print(&out, &diag);
    }
    if (err) {
        cw_complain(&diag);
    }
    cw_analyst_free(pair.analyst);
    cw_arena_free(pair.arena);
    cw_buf_dispose(&out);
    return cw_exit_code(err);
}
