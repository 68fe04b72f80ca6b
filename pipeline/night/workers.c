/* Workers and packs, once there is work for them. */
#include "internal.h"

#include "lexicon/lexicon.h"

/* Two processors were busier with three workers than with two or four. None is started to have
 * nothing to do. */
static size_t workers_for(size_t jobs, size_t tasks)
{
    enum { MOST = 256 };
    size_t n = jobs > 1 && jobs < MOST ? jobs + 1 : jobs;
    return n < tasks ? n : tasks;
}

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
    struct cw_pool_options options = {.jobs = workers_for(run->options->jobs, tasks),
                                      .starter = &run->starter,
                                      .worker_seconds = run->corpus->limits.worker_seconds};
    return cw_pool_new(&options, &run->pool, run->diag);
}
