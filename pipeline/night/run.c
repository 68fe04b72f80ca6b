/* The order of a night. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/* The time of this night, for what carries none. SOURCE_DATE_EPOCH fixes it, so that the same input
 * can give the same bytes on another day. */
static int64_t current_time(void)
{
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    if (fixed && *fixed) {
        return (int64_t)strtoll(fixed, NULL, 10);
    }
    return (int64_t)time(NULL);
}

static enum cw_err state_changed(struct cw_run *run, const char *key, struct cw_buf *state,
                                 bool *changed)
{
    struct cw_buf before;
    cw_buf_init(&before, 4096);
    enum cw_err err = cw_run_lexicon_state(run->options, state, run->diag);
    if (!err) {
        err = cw_store_meta(run->store, key, &before, run->diag);
    }
    *changed = !cw_str_eq(cw_buf_view(&before), cw_buf_view(state));
    cw_buf_dispose(&before);
    return err;
}

/* What the report depends on besides the store. */
static enum cw_err report_state(struct cw_run *run, struct cw_str lexicons, struct cw_buf *state)
{
    cw_buf_clear(state);
    cw_buf_str(state, lexicons);
    cw_buf_printf(state, " %s %s", run->corpus->report, run->corpus->title);
    for (size_t i = 0; i < run->corpus->n_languages; i++) {
        cw_buf_printf(state, " %s", run->corpus->languages[i]);
    }
    for (size_t i = 0; i < run->corpus->n_services; i++) {
        const struct cw_service *service = &run->corpus->services[i];
        cw_buf_printf(state, " %s=%s", service->id, service->name);
        for (size_t k = 0; k < service->n_languages; k++) {
            cw_buf_printf(state, ",%s", service->languages[k]);
        }
        for (size_t k = 0; k < service->n_audience; k++) {
            cw_buf_printf(state, ",%s", service->audience[k]);
        }
    }
    return state->failed ? cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory") : CW_OK;
}

static bool report_exists(const struct cw_run *run)
{
    char path[4096];
    struct stat info;
    snprintf(path, sizeof path, "%s/index.html", run->corpus->report);
    return stat(path, &info) == 0;
}

/* Writes what is due: pages of touched documents, or everything where what all pages depend on has
 * changed or no report is there. */
static enum cw_err publish_if_due(struct cw_run *run, bool refreshed, struct cw_str lexicons)
{
    struct cw_buf state;
    struct cw_buf before;
    cw_buf_init(&state, 1 << 20);
    cw_buf_init(&before, 1 << 20);
    enum cw_err err = report_state(run, lexicons, &state);
    if (!err) {
        err = cw_store_meta(run->store, "report", &before, run->diag);
    }
    bool all =
        refreshed || !report_exists(run) || !cw_str_eq(cw_buf_view(&state), cw_buf_view(&before));
    if (!err && (all || run->night)) {
        err = cw_run_publish(run, all);
        run->outcome->published = err == CW_OK;
        if (!err) {
            err = cw_store_begin(run->store, run->diag);
        }
        if (!err) {
            err = cw_store_set_meta(run->store, "report", cw_buf_view(&state), run->diag);
        }
        if (!err && run->night) {
            err = cw_night_finish(run->store, run->night, run->diag);
        }
        if (!err) {
            err = cw_store_commit(run->store, run->diag);
        }
    }
    cw_buf_dispose(&state);
    cw_buf_dispose(&before);
    return err;
}

/* Everything was read: what archives were unpacked to is needed no more. */
static void clear_spool(const struct cw_run *run)
{
    DIR *folder = opendir(run->spool);
    if (!folder) {
        return;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (entry->d_name[0] != '.') {
            unlinkat(dirfd(folder), entry->d_name, 0);
        }
    }
    closedir(folder);
    rmdir(run->spool);
}

static enum cw_err steps(struct cw_run *run)
{
    struct cw_buf lexicons;
    cw_buf_init(&lexicons, 4096);
    bool stale = false;
    bool refreshed = false;
    bool changed = false;
    enum cw_err err = cw_night_open(run->store, &run->night, run->diag);
    if (!err) {
        err = cw_run_scan(run);
    }
    if (!err) {
        err = state_changed(run, "lexicons", &lexicons, &stale);
    }
    if (!err && stale) {
        err = cw_run_refresh(run, &refreshed);
        if (!err) {
            err = cw_store_set_meta(run->store, "lexicons", cw_buf_view(&lexicons), run->diag);
        }
    }
    if (!err) {
        err = cw_run_process(run);
    }
    if (!err) {
        clear_spool(run);
        err = cw_run_translate(run, stale, &changed);
    }
    if (!err) {
        err = publish_if_due(run, refreshed || changed, cw_buf_view(&lexicons));
    }
    cw_buf_dispose(&lexicons);
    return err;
}

static enum cw_err prepare(struct cw_run *run)
{
    size_t n = run->corpus->n_sources;
    run->sources = calloc(n, sizeof *run->sources);
    run->source_ids = calloc(n, sizeof *run->source_ids);
    if (!run->sources || !run->source_ids) {
        return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    run->starter = (struct cw_starter){.lexicon_dirs = run->options->lexicon_dirs,
                                       .n_dirs = run->options->n_dirs,
                                       .lang = "",
                                       .worker_bytes = run->corpus->limits.worker_bytes};
    run->now = current_time();
    snprintf(run->spool, sizeof run->spool, "%s.spool", run->corpus->store);
    return cw_store_open(run->corpus->store, CW_STORE_WRITE, &run->store, run->diag);
}

static void clean_up(struct cw_run *run)
{
    cw_writers_stop(run->writers);
    cw_pool_free(run->pool);
    cw_starter_dispose(&run->starter);
    cw_lexicons_free(run->lexicons);
    for (size_t i = 0; run->sources && i < run->corpus->n_sources; i++) {
        cw_source_close(run->sources[i]);
    }
    free(run->sources);
    free(run->source_ids);
    cw_store_close(run->store);
    cw_progress_end(run->options->progress);
}

enum cw_err cw_night_run(const struct cw_corpus *corpus, const struct cw_night_options *options,
                         struct cw_night_outcome *outcome, struct cw_diag *diag)
{
    struct cw_run run = {.corpus = corpus, .options = options, .outcome = outcome, .diag = diag};
    *outcome = (struct cw_night_outcome){0};
    enum cw_err err = prepare(&run);
    if (!err) {
        err = steps(&run);
    }
    clean_up(&run);
    return err;
}

enum cw_err cw_night_report(const struct cw_corpus *corpus, const struct cw_night_options *options,
                            struct cw_diag *diag)
{
    struct cw_night_outcome outcome = {0};
    struct cw_run run = {.corpus = corpus, .options = options, .outcome = &outcome, .diag = diag};
    enum cw_err err = prepare(&run);
    if (!err) {
        err = cw_run_publish(&run, true);
    }
    clean_up(&run);
    return err;
}

struct cw_publisher cw_run_publisher(const struct cw_run *run)
{
    return (struct cw_publisher){.corpus = run->corpus,
                                 .lexicons = run->lexicons,
                                 .lexicon_dirs = run->options->lexicon_dirs,
                                 .n_dirs = run->options->n_dirs,
                                 .store = run->store,
                                 .progress = run->options->progress,
                                 .stop = run->options->stop,
                                 .jobs = run->options->jobs,
                                 .diag = run->diag};
}

enum cw_err cw_run_publish(struct cw_run *run, bool all)
{
    enum cw_err err = cw_run_need_lexicons(run);
    if (err) {
        return err;
    }
    struct cw_publisher publisher = cw_run_publisher(run);
    publisher.all = all;
    publisher.writers = run->writers;
    run->writers = NULL;
    return cw_publish(&publisher);
}
