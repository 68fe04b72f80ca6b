/* clausewatch run and clausewatch report. */
#include <stdio.h>

#include "analyst/severity.h"
#include "commands.h"
#include "night/night.h"

/* Packs given on the command line come first, then the corpus file's, then the installed ones. */
static enum cw_err gather_lexicons(const struct cw_invocation *invocation,
                                   const struct cw_corpus *corpus, struct cw_arena *arena,
                                   struct cw_night_options *options)
{
    size_t given = invocation->n_lexicon_dirs - 1;
    const char **dirs =
        cw_arena_array(arena, invocation->n_lexicon_dirs + corpus->n_lexicons, sizeof *dirs);
    if (!dirs) {
        return CW_ENOMEM;
    }
    size_t n = 0;
    for (size_t i = 0; i < given; i++) {
        dirs[n++] = invocation->lexicon_dirs[i];
    }
    for (size_t i = 0; i < corpus->n_lexicons; i++) {
        dirs[n++] = corpus->lexicons[i];
    }
    dirs[n++] = invocation->lexicon_dirs[given];
    options->lexicon_dirs = dirs;
    options->n_dirs = n;
    return CW_OK;
}

static void say_outcome(struct cw_invocation *invocation, const struct cw_corpus *corpus,
                        const struct cw_night_outcome *outcome)
{
    struct cw_progress *progress = &invocation->progress;
    if (outcome->aside) {
        fprintf(
            stderr,
            "clausewatch: %zu capture%s set aside unread; what is wrong with each is said above\n",
            outcome->aside, outcome->aside == 1 ? " was" : "s were");
    }
    cw_progress_say(progress, "%zu new capture%s, %zu new version%s", outcome->captures,
                    outcome->captures == 1 ? "" : "s", outcome->versions,
                    outcome->versions == 1 ? "" : "s");
    cw_progress_say(progress,
                    outcome->published ? "report: %s/index.html"
                                       : "nothing new; the report stands: %s/index.html",
                    corpus->report);
}

static int run_with(struct cw_invocation *invocation, bool from_store)
{
    struct cw_diag diag;
    struct cw_corpus corpus;
    struct cw_night_options options = {.jobs = invocation->jobs,
                                       .until = invocation->until,
                                       .progress = &invocation->progress,
                                       .stop = invocation->stop};
    struct cw_night_outcome outcome = {0};
    struct cw_arena *arena = cw_arena_new((size_t)256 * 1024 * 1024);
    if (!arena) {
        cw_fail(&diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        cw_complain(&diag);
        return CW_EXIT_IO;
    }
    enum cw_err err = cw_corpus_load(arena, invocation->arguments[0], &corpus, &diag);
    bool is_configuration = err != CW_OK;
    if (!err && gather_lexicons(invocation, &corpus, arena, &options)) {
        err = cw_fail(&diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    if (!err) {
        /* Read here only to complain of it before any work; each worker reads it for itself. */
        const struct cw_severity_rules *rules;
        err = cw_severity_read(arena, options.lexicon_dirs, options.n_dirs, &rules, &diag);
    }
    if (!err) {
        err = from_store ? cw_night_report(&corpus, &options, &diag)
                         : cw_night_run(&corpus, &options, &outcome, &diag);
    }
    int code = is_configuration ? CW_EXIT_USAGE : cw_exit_code(err);
    if (err) {
        cw_complain(&diag);
    } else if (from_store) {
        cw_progress_say(&invocation->progress, "report: %s/index.html", corpus.report);
    } else {
        say_outcome(invocation, &corpus, &outcome);
        code = outcome.aside || outcome.troubles ? CW_EXIT_UNREADABLE : CW_EXIT_DONE;
    }
    cw_arena_free(arena);
    return code;
}

int cw_command_run(struct cw_invocation *invocation)
{
    return run_with(invocation, false);
}

int cw_command_report(struct cw_invocation *invocation)
{
    return run_with(invocation, true);
}
