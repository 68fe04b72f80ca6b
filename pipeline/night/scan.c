/* Step one of a night: which captures are new? */
#include <stdio.h>
#include <sys/stat.h>

#include "internal.h"

struct scan {
    struct cw_run *run;
    int64_t source_id;
    int64_t listed;
    bool left_out; /* a capture beyond --until: the cursor must not pass it */
    enum cw_err err;
};

static enum cw_err need_night(struct cw_run *run)
{
    if (run->night) {
        return CW_OK;
    }
    /* There will be work for workers: packs are loaded while the listing goes on. */
    enum cw_err err = cw_starter_launch(&run->starter, run->diag);
    return err ? err : cw_night_begin(run->store, run->options->until, &run->night, run->diag);
}

static enum cw_err on_capture(void *context, const struct cw_capture *capture)
{
    struct scan *scan = context;
    struct cw_run *run = scan->run;
    struct cw_capture_row row = {.service = capture->service,
                                 .policy = capture->policy,
                                 .lang = capture->lang,
                                 .region = capture->region,
                                 .source_id = scan->source_id,
                                 .time = capture->time,
                                 .sequence = capture->sequence,
                                 .locator = capture->locator,
                                 .state = capture->state,
                                 .name = capture->name,
                                 .provenance = capture->provenance,
                                 .snapshots = capture->snapshots,
                                 .record = (int)capture->record};
    if (row.time == CW_TIME_UNKNOWN) {
        row.time = run->now;
    }
    if (row.time >= run->options->until) {
        scan->left_out = true;
        return CW_OK;
    }
    bool known;
    enum cw_err err = cw_capture_known(run->store, &row, &known, run->diag);
    if (!err && !known && (err = need_night(run)) == CW_OK) {
        err = cw_capture_add(run->store, run->night, &row, run->diag);
        run->outcome->captures++;
    }
    scan->listed++;
    cw_progress_step(run->options->progress, "looking for captures", (size_t)scan->listed,
                     (size_t)scan->listed);
    return *run->options->stop ? CW_EINTR : err;
}

static void on_trouble(void *context, const struct cw_diag *diag)
{
    struct scan *scan = context;
    struct cw_run *run = scan->run;
    cw_progress_warn(run->options->progress, diag);
    run->outcome->troubles++;
    if (!scan->err && run->night) {
        char place[300];
        snprintf(place, sizeof place, "%s", diag->file);
        scan->err = cw_trouble_add(run->store, run->night, cw_str_z(place), cw_str_z(diag->message),
                                   run->diag);
    }
}

/* Kind, path and pattern: a source that is described differently is another source. */
static void source_key(const struct cw_source_spec *spec, struct cw_buf *key)
{
    static const char *const kinds[] = {"folder", "archive", "git"};
    cw_buf_printf(key, "%s\t%s\t%s\t%s\t%s", kinds[spec->kind], spec->path,
                  spec->pattern ? spec->pattern : "", spec->default_lang,
                  spec->branch ? spec->branch : "");
}

static enum cw_err list_source(struct cw_run *run, size_t index, struct cw_buf *cursor,
                               struct cw_buf *next)
{
    struct scan scan = {.run = run, .source_id = run->source_ids[index]};
    enum cw_err err = cw_source_list(run->sources[index], cw_buf_view(cursor), on_capture,
                                     on_trouble, &scan, next, run->diag);
    if (!err) {
        err = scan.err;
    }
    if (err == CW_EDAMAGED || err == CW_ENOTFOUND) {
        /* This source is out of order; the others are not. */
        on_trouble(&scan, run->diag);
        return scan.err;
    }
    bool moved = !cw_str_eq(cw_buf_view(cursor), cw_buf_view(next));
    if (!err && moved && !scan.left_out) {
        err = cw_source_set_cursor(run->store, scan.source_id, cw_buf_view(next), run->diag);
    }
    return err;
}

/* Archives are unpacked beside the store, so that their members can be read in any order, and again
 * by a run that goes on where this one was killed. */
static enum cw_err open_source(struct cw_run *run, size_t index)
{
    struct cw_source_spec spec = run->corpus->sources[index];
    if (spec.kind == CW_SOURCE_ARCHIVE) {
        mkdir(run->spool, 0777); /* failing shows when something is written there */
        spec.spool = run->spool;
    }
    return cw_source_open(&spec, &run->sources[index], run->diag);
}

static enum cw_err scan_source(struct cw_run *run, size_t index)
{
    const struct cw_source_spec *spec = &run->corpus->sources[index];
    struct cw_buf key;
    struct cw_buf cursor;
    struct cw_buf next;
    bool is_new = false;
    cw_buf_init(&key, 1 << 16);
    cw_buf_init(&cursor, 1 << 16);
    cw_buf_init(&next, 1 << 16);
    source_key(spec, &key);
    enum cw_err err = cw_source_register(run->store, cw_buf_view(&key), &run->source_ids[index],
                                         &cursor, &is_new, run->diag);
    if (!err) {
        enum cw_err opened = open_source(run, index);
        if (opened == CW_ENOMEM) {
            err = opened;
        } else if (opened) {
            struct scan scan = {.run = run};
            on_trouble(&scan, run->diag);
            err = scan.err;
        } else {
            if (is_new) { /* there will be much work: packs are loaded meanwhile */
                run->starter.lang = spec->default_lang;
                err = cw_starter_launch(&run->starter, run->diag);
            }
            err = err ? err : list_source(run, index, &cursor, &next);
        }
    }
    cw_buf_dispose(&key);
    cw_buf_dispose(&cursor);
    cw_buf_dispose(&next);
    return err;
}

enum cw_err cw_run_scan(struct cw_run *run)
{
    enum cw_err err = cw_store_begin(run->store, run->diag);
    for (size_t i = 0; !err && i < run->corpus->n_sources; i++) {
        err = scan_source(run, i);
    }
    /* Captures left waiting by an earlier night (their source was away) belong to this one. */
    int64_t waiting = 0;
    if (!err) {
        err = cw_store_number(run->store, "SELECT count(*) FROM capture WHERE status = 0", &waiting,
                              run->diag);
    }
    if (!err && waiting) {
        err = need_night(run);
    }
    return err ? err : cw_store_commit(run->store, run->diag);
}
