/* Step three of a night: documents beside their translations. Only services that the night touched
 * are looked at, and of them only pairs of which one side is new are aligned again. */
#include <stdio.h>

#include "store/alignments.h"
#include "translate.h"

static const size_t service_cap = (size_t)4 * 1024 * 1024 * 1024;

struct services {
    struct cw_str *items;
    size_t n;
};

static enum cw_err out_of_memory(struct cw_run *run)
{
    return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
}

/* Everything that findings on translations depend on besides the store. */
static enum cw_err settings(const struct cw_run *run, struct cw_buf *out)
{
    const struct cw_corpus *corpus = run->corpus;
    cw_buf_clear(out);
    cw_buf_printf(out, "%s 1 %u %s", CW_VERSION, corpus->grace_days, corpus->original);
    for (size_t i = 0; i < corpus->n_services; i++) {
        const struct cw_service *service = &corpus->services[i];
        cw_buf_printf(out, " %s:%s", service->id, service->original);
        for (size_t k = 0; k < service->n_originals; k++) {
            cw_buf_printf(out, ",%s=%s", service->originals[k].policy, service->originals[k].lang);
        }
        for (size_t k = 0; k < service->n_languages; k++) {
            cw_buf_printf(out, "+%s", service->languages[k]);
        }
        for (size_t k = 0; k < service->n_audience; k++) {
            cw_buf_printf(out, "@%s", service->audience[k]);
        }
    }
    return out->failed ? cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory") : CW_OK;
}

static enum cw_err services_due(struct cw_run *run, struct cw_arena *arena, bool all,
                                struct services *out)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        run->store, "SELECT DISTINCT service FROM document WHERE ?1 OR touched = ?2 ORDER BY 1",
        run->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, all);
    cw_bind_int(statement, 2, run->night);
    size_t room = 0;
    bool found = false;
    enum cw_err err = cw_store_step(run->store, statement, &found, run->diag);
    while (!err && found) {
        struct cw_str *items =
            cw_arena_grow(arena, out->items, out->n, &room, out->n + 1, sizeof *items);
        if (!items) {
            err = out_of_memory(run);
            break;
        }
        out->items = items;
        items[out->n] = cw_str_dup(arena, cw_column_str(statement, 0));
        if (!items[out->n++].data) {
            err = out_of_memory(run);
            break;
        }
        err = cw_store_step(run->store, statement, &found, run->diag);
    }
    cw_store_reset(statement);
    return err;
}

/* Freshness of those that have a sister in another language. */
static enum cw_err refresh_members(struct cw_run *run, struct cw_arena *arena,
                                   struct cw_members *members)
{
    enum cw_err err = CW_OK;
    for (size_t first = 0; !err && first < members->n;) {
        size_t end = cw_group_end(members, first);
        bool alone = end - first == 1;
        for (; !err && first < end; first++) {
            if (!alone) {
                err = cw_member_refresh(run, arena, &members->items[first]);
            }
        }
    }
    return err;
}

/* Originals have no alignment of their own; everything else is a pair to look at. */
static enum cw_err list_pairs(struct cw_run *run, struct cw_arena *arena,
                              const struct cw_members *members, struct cw_pairs *pairs)
{
    enum cw_err err = CW_OK;
    pairs->members = members;
    pairs->items = cw_arena_array(arena, members->n, sizeof *pairs->items);
    if (!pairs->items) {
        return out_of_memory(run);
    }
    for (size_t i = 0; !err && i < members->n; i++) {
        if (members->items[i].original == i) {
            err = cw_alignment_drop(run->store, members->items[i].id, run->diag);
        } else {
            pairs->items[pairs->n++] = i;
        }
    }
    return err;
}

static enum cw_err judge_pairs(struct cw_run *run, int64_t night, const struct cw_pairs *pairs,
                               const bool *due)
{
    struct cw_arena *arenas[2] = {cw_arena_new(service_cap), cw_arena_new(service_cap)};
    struct cw_side_text source = {0};
    enum cw_err err = arenas[0] && arenas[1] ? CW_OK : out_of_memory(run);
    for (size_t i = 0; !err && i < pairs->n; i++) {
        const struct cw_member *target = &pairs->members->items[pairs->items[i]];
        int64_t version = pairs->members->items[target->original].version;
        if (!due[i]) {
            continue;
        }
        if (source.version != version) {
            cw_arena_reset(arenas[0]);
            err = cw_side_load(run, arenas[0], version, &source);
        }
        cw_arena_reset(arenas[1]);
        if (!err) {
            err = cw_pair_judge(run, arenas[1], night, pairs->members, pairs->items[i], &source);
        }
    }
    cw_arena_free(arenas[0]);
    cw_arena_free(arenas[1]);
    return err;
}

struct step {
    struct cw_countries countries;
    int64_t night;
    bool all;
    bool packs_changed;
};

static enum cw_err do_service(struct cw_run *run, struct cw_arena *arena, const struct step *step,
                              struct cw_str service)
{
    struct cw_members members;
    struct cw_pairs pairs = {.packs_changed = step->packs_changed};
    enum cw_err err = cw_members_load(run, arena, service, &members);
    if (!err) {
        err = cw_absences_find(run, arena, step->night, &step->countries, &members);
    }
    if (!err) {
        err = refresh_members(run, arena, &members);
    }
    if (!err && cw_members_choose(arena, run->corpus, &members)) {
        err = out_of_memory(run);
    }
    if (!err) {
        err = list_pairs(run, arena, &members, &pairs);
    }
    if (err || pairs.n == 0) {
        return err;
    }
    bool *due = cw_arena_array(arena, pairs.n, sizeof *due);
    if (!due) {
        return out_of_memory(run);
    }
    err = cw_pairs_align(run, step->night, &pairs, due);
    for (size_t i = 0; i < pairs.n; i++) {
        const struct cw_member *target = &members.items[pairs.items[i]];
        due[i] |= step->all || target->renewed || members.items[target->original].renewed;
    }
    return err ? err : judge_pairs(run, step->night, &pairs, due);
}

static enum cw_err do_services(struct cw_run *run, const struct step *step,
                               const struct services *services)
{
    struct cw_arena *arena = cw_arena_new(service_cap);
    enum cw_err err = arena ? CW_OK : out_of_memory(run);
    for (size_t i = 0; !err && i < services->n; i++) {
        cw_arena_reset(arena);
        err = cw_store_begin(run->store, run->diag);
        if (!err) {
            err = do_service(run, arena, step, services->items[i]);
        }
        cw_progress_step(run->options->progress, "comparing languages", i + 1, services->n);
        if (!err && *run->options->stop) {
            err = cw_fail(run->diag, CW_EINTR, NULL, 0, 0,
                          "interrupted; run again to go on where it stopped");
        }
        if (!err) {
            err = cw_store_commit(run->store, run->diag);
        }
    }
    cw_arena_free(arena);
    return err;
}

/* Which services are due, and that they are done. */
static enum cw_err with_settings(struct cw_run *run, struct cw_arena *arena, struct step *step,
                                 bool *changed)
{
    struct cw_buf now;
    struct cw_buf before;
    struct services services = {0};
    cw_buf_init(&now, 1 << 20);
    cw_buf_init(&before, 1 << 20);
    enum cw_err err = settings(run, &now);
    if (!err) {
        err = cw_store_meta(run->store, "translations", &before, run->diag);
    }
    if (!err) {
        step->all = step->packs_changed || !cw_str_eq(cw_buf_view(&now), cw_buf_view(&before));
        *changed = step->all;
        err = services_due(run, arena, step->all, &services);
    }
    if (!err) {
        err = do_services(run, step, &services);
    }
    if (!err && step->all) {
        err = cw_store_set_meta(run->store, "translations", cw_buf_view(&now), run->diag);
    }
    cw_buf_dispose(&now);
    cw_buf_dispose(&before);
    return err;
}

enum cw_err cw_run_translate(struct cw_run *run, bool packs_changed, bool *changed)
{
    struct cw_arena *arena = cw_arena_new(service_cap);
    struct step step = {.night = run->night, .packs_changed = packs_changed};
    enum cw_err err = arena ? CW_OK : out_of_memory(run);
    *changed = false;
    if (!err && !step.night) {
        err = cw_store_number(run->store, "SELECT coalesce(max(night), 0) FROM night", &step.night,
                              run->diag);
    }
    if (!err) {
        err = cw_countries_load(arena, run->options->lexicon_dirs, run->options->n_dirs,
                                &step.countries, run->diag);
    }
    if (!err) {
        err = with_settings(run, arena, &step, changed);
    }
    cw_arena_free(arena);
    return err;
}
