/* A changed lexicon (or program) makes analyses stale: exactly those are done again, and the sums
 * of the versions that hold them. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "chain.h"
#include "store/clauses.h"

enum { BATCH = 256 };

static void describe_file(const char *name, const struct stat *info, struct cw_buf *state)
{
    cw_buf_printf(state, "%s %lld %lld.%09ld\n", name, (long long)info->st_size,
                  (long long)info->st_mtim.tv_sec, info->st_mtim.tv_nsec);
}

/* Names, sizes and modification times of the files of one pack. */
static void describe_folder(const char *path, struct cw_buf *state, int depth)
{
    struct dirent **entries = NULL;
    int n = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char name[4096];
        struct stat info;
        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && stat(name, &info) == 0) {
            if (S_ISDIR(info.st_mode) && depth < 2) {
                describe_folder(name, state, depth + 1);
            } else {
                describe_file(name, &info, state);
            }
        }
        free(entries[i]);
    }
    free(entries);
}

/* The program that runs: by its version, and by size and time, since a version may be built twice.
 */
static void describe_program(struct cw_buf *state)
{
    static const char program[] = "/proc/self/exe";
    struct stat info;
    cw_buf_z(state, CW_VERSION "\n");
    if (stat(program, &info) == 0) {
        describe_file(program, &info, state);
    }
}

enum cw_err cw_run_lexicon_state(const struct cw_night_options *options, struct cw_buf *state,
                                 struct cw_diag *diag)
{
    struct cw_buf files;
    cw_buf_init(&files, (size_t)16 * 1024 * 1024);
    describe_program(&files);
    for (size_t i = 0; i < options->n_dirs; i++) {
        describe_folder(options->lexicon_dirs[i], &files, 0);
    }
    struct cw_hash hash = cw_hash_of(cw_buf_view(&files));
    bool failed = files.failed;
    cw_buf_dispose(&files);
    char hex[CW_HASH_HEX + 1];
    cw_hash_hex(&hash, hex);
    cw_buf_clear(state);
    cw_buf_z(state, hex);
    return failed || state->failed ? cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory") : CW_OK;
}

struct batch {
    int64_t ids[BATCH];
    size_t n;
};

/* The next stale clauses behind `after`. */
static enum cw_err next_batch(struct cw_run *run, int64_t after, struct batch *batch)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        run->store,
        "SELECT clause_id, lang, identify_fp, pack_fp FROM analysis WHERE clause_id > ? "
        "ORDER BY clause_id",
        run->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, after);
    bool row = false;
    batch->n = 0;
    enum cw_err err = cw_store_step(run->store, statement, &row, run->diag);
    while (!err && row && batch->n < BATCH) {
        bool stale =
            cw_column_int(statement, 2) != cw_pool_identify_fp(run->pool) ||
            cw_column_int(statement, 3) != cw_pool_pack_fp(run->pool, cw_column_str(statement, 1));
        if (stale) {
            batch->ids[batch->n++] = cw_column_int(statement, 0);
        }
        err = cw_store_step(run->store, statement, &row, run->diag);
    }
    cw_store_reset(statement);
    return err;
}

static enum cw_err keep_analyses(struct cw_run *run, struct cw_arena *arena,
                                 const struct batch *batch, struct cw_str body)
{
    struct cw_reader in = cw_wire_reader(body);
    if (cw_wire_count(&in, 4) != batch->n) {
        return cw_fail(run->diag, CW_EDAMAGED, NULL, 0, 0,
                       "a worker lost count; please report this");
    }
    for (size_t i = 0; i < batch->n; i++) {
        struct cw_analysis analysis;
        if (!cw_analysis_get(&in, arena, &analysis)) {
            return cw_fail(run->diag, CW_EDAMAGED, NULL, 0, 0,
                           "a worker sent a damaged analysis; please report this");
        }
        struct cw_origin origin = {cw_pool_identify_fp(run->pool),
                                   cw_pool_pack_fp(run->pool, analysis.lang)};
        enum cw_err err = cw_analysis_set(run->store, batch->ids[i], &analysis, origin, run->diag);
        if (err) {
            return err;
        }
    }
    return CW_OK;
}

static enum cw_err analyse_batch(struct cw_run *run, struct cw_arena *arena,
                                 const struct batch *batch)
{
    struct cw_buf frame;
    cw_buf_init(&frame, cw_frame_cap);
    cw_wire_put_uint(&frame, batch->n);
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < batch->n; i++) {
        struct cw_clause clause = {0};
        err = cw_clause_get(run->store, batch->ids[i], arena, &clause, run->diag);
        cw_wire_put_str(&frame, clause.lang);
        cw_wire_put_str(&frame, clause.text);
    }
    struct cw_pool_event event = {.outcome = CW_POOL_NOTHING};
    if (!err) {
        err = cw_pool_send(run->pool, 0, CW_FRAME_ANALYSE, &frame, run->diag);
    }
    while (!err && event.outcome == CW_POOL_NOTHING) {
        err = cw_pool_wait(run->pool, &event, run->diag);
    }
    cw_buf_dispose(&frame);
    if (!err && (event.outcome != CW_POOL_REPLY || event.type != CW_FRAME_ANALYSES)) {
        err = cw_fail(run->diag, CW_EDAMAGED, NULL, 0, 0, "clauses could not be analysed again: %s",
                      event.message);
    }
    return err ? err : keep_analyses(run, arena, batch, event.body);
}

/* Sums of every version anew, document by document. */
static enum cw_err sum_version(struct cw_run *run, struct cw_arena *arena, int64_t version_id)
{
    struct cw_layout layout;
    struct cw_counts counts = {{0}};
    struct cw_lang_share shares[CW_CHAIN_LANGUAGES];
    size_t n_shares = 0;
    enum cw_err err = cw_version_layout(run->store, version_id, arena, &layout, run->diag);
    for (size_t i = 0; !err && i < layout.n; i++) {
        struct cw_str lang;
        struct cw_counts of_clause;
        err = cw_analysis_counts(run->store, layout.items[i].clause_id, arena, &lang, &of_clause,
                                 run->diag);
        if (err) {
            break;
        }
        cw_counts_add(&counts, &of_clause);
        size_t k = 0;
        while (k < n_shares && !cw_str_eq(shares[k].lang, lang)) {
            k++;
        }
        if (k == n_shares && n_shares < CW_CHAIN_LANGUAGES) {
            shares[n_shares++] = (struct cw_lang_share){lang, 0};
        }
        if (k < n_shares) {
            shares[k].words += of_clause.n[CW_N_WORDS];
        }
    }
    return err ? err
               : cw_version_set_counts(run->store, version_id,
                                       cw_analyst_main_language(shares, n_shares), &counts,
                                       run->diag);
}

static enum cw_err sum_versions(struct cw_run *run, struct cw_arena *arena)
{
    int64_t last;
    enum cw_err err = cw_store_number(
        run->store, "SELECT coalesce(max(version_id), 0) FROM version", &last, run->diag);
    for (int64_t id = 1; !err && id <= last; id++) {
        struct cw_version_row row;
        cw_arena_reset(arena);
        err = cw_version_get(run->store, id, arena, &row, run->diag);
        if (!err && row.id) {
            err = sum_version(run, arena, id);
        }
        cw_progress_step(run->options->progress, "adding up versions", (size_t)id, (size_t)last);
    }
    return err;
}

enum cw_err cw_run_refresh(struct cw_run *run, bool *changed)
{
    *changed = false;
    int64_t any;
    enum cw_err err = cw_store_number(run->store,
                                      "SELECT count(*) FROM (SELECT 1 FROM analysis "
                                      "LIMIT 1)",
                                      &any, run->diag);
    if (err || !any) {
        return err;
    }
    struct cw_arena *arena = cw_arena_new(cw_frame_cap);
    if (!arena) {
        return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    struct batch batch;
    err = cw_run_need_pool(run, SIZE_MAX);
    if (!err) {
        err = cw_store_begin(run->store, run->diag);
    }
    size_t done = 0;
    for (int64_t after = 0; !err; after = batch.ids[batch.n - 1]) {
        cw_arena_reset(arena);
        err = next_batch(run, after, &batch);
        if (err || batch.n == 0) {
            break;
        }
        *changed = true;
        err = analyse_batch(run, arena, &batch);
        done += batch.n;
        cw_progress_step(run->options->progress, "analysing again", done, done);
    }
    if (!err && *changed) {
        err = sum_versions(run, arena);
    }
    cw_arena_free(arena);
    return err ? err : cw_store_commit(run->store, run->diag);
}
