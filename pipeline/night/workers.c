/* Workers and packs, once there is work for them. */
#include "internal.h"

#include "lexicon/lexicon.h"

static void warn_of_pack(void *context, const struct cw_diag *diag)
{
    struct cw_run *run = context;
    cw_progress_warn(run->options->progress, diag);
}

enum cw_err cw_run_need_lexicons(struct cw_run *run)
{
    return run->lexicons ? CW_OK
                         : cw_lexicons_load(run->options->lexicon_dirs, run->options->n_dirs,
                                            warn_of_pack, run, &run->lexicons, run->diag);
}

/* The report's packs are loaded while the nursery loads its own. */
enum cw_err cw_run_need_pool(struct cw_run *run, size_t tasks)
{
    if (run->pool) {
        return CW_OK;
    }
    enum cw_err err = cw_starter_launch(&run->starter, run->diag);
    if (!err) {
        err = cw_run_need_lexicons(run);
    }
    if (err) {
        return err;
    }
    /* Before the pool's pipes are there: a worker ends when its own is closed everywhere. */
    struct cw_publisher publisher = cw_run_publisher(run);
    run->writers = cw_writers_launch(&publisher, tasks);
    /* None is started to have nothing to do. */
    size_t jobs = run->options->jobs < tasks ? run->options->jobs : tasks;
    struct cw_pool_options options = {.jobs = jobs,
                                      .starter = &run->starter,
                                      .worker_seconds = run->corpus->limits.worker_seconds};
    return cw_pool_new(&options, &run->pool, run->diag);
}
