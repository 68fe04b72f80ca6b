/* Expected languages in which a policy is not there. */
#include "config/expected.h"
#include "config/tags.h"
#include "translate.h"

static bool is_there(const struct cw_members *members, struct cw_str policy, struct cw_str lang)
{
    for (size_t i = 0; i < members->n; i++) {
        if (cw_str_eq(members->items[i].policy, policy) &&
            cw_tag_same(members->items[i].lang, lang)) {
            return true;
        }
    }
    return false;
}

static enum cw_err remember(struct cw_run *run, int64_t night, struct cw_str service,
                            struct cw_str policy, const struct cw_expected *expected)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        run->store,
        "INSERT INTO absence (service, policy, lang, reason, since, night) "
        "SELECT ?1, ?2, ?3, ?4, coalesce(min(v.time), 0), ?5 FROM document AS d JOIN version AS v "
        "USING (document_id) WHERE d.service = ?1 AND d.policy = ?2 AND v.set_aside = 0 "
        "ON CONFLICT (service, policy, lang) DO UPDATE SET reason = excluded.reason, "
        "since = excluded.since",
        run->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, service);
    cw_bind_str(statement, 2, policy);
    cw_bind_str(statement, 3, expected->lang);
    cw_bind_str(statement, 4, expected->reason);
    cw_bind_int(statement, 5, night);
    return cw_store_do(run->store, statement, run->diag);
}

static enum cw_err forget(struct cw_run *run, struct cw_str service, struct cw_str policy,
                          struct cw_str lang)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        run->store, "DELETE FROM absence WHERE service = ? AND policy = ? AND lang = ?", run->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, service);
    cw_bind_str(statement, 2, policy);
    cw_bind_str(statement, 3, lang);
    return cw_store_do(run->store, statement, run->diag);
}

/* Absences that nobody expects any more: the corpus file has changed. */
static enum cw_err forget_unexpected(struct cw_run *run, struct cw_arena *arena,
                                     struct cw_str service, const struct cw_expectations *list)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        run->store, "SELECT policy, lang FROM absence WHERE service = ?", run->diag);
    if (!statement) {
        return CW_EIO;
    }
    struct pair {
        struct cw_str policy;
        struct cw_str lang;
    } *rows = NULL;
    size_t n = 0;
    size_t room = 0;
    cw_bind_str(statement, 1, service);
    bool found = false;
    enum cw_err err = cw_store_step(run->store, statement, &found, run->diag);
    while (!err && found) {
        struct pair *grown = cw_arena_grow(arena, rows, n, &room, n + 1, sizeof *rows);
        if (!grown) {
            err = cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
            break;
        }
        rows = grown;
        rows[n].policy = cw_str_dup(arena, cw_column_str(statement, 0));
        rows[n++].lang = cw_str_dup(arena, cw_column_str(statement, 1));
        err = cw_store_step(run->store, statement, &found, run->diag);
    }
    cw_store_reset(statement);
    for (size_t i = 0; !err && i < n; i++) {
        bool expected = false;
        for (size_t k = 0; k < list->n; k++) {
            expected |= cw_str_eq(list->items[k].lang, rows[i].lang);
        }
        if (!expected) {
            err = forget(run, service, rows[i].policy, rows[i].lang);
        }
    }
    return err;
}

enum cw_err cw_absences_find(struct cw_run *run, struct cw_arena *arena, int64_t night,
                             const struct cw_countries *countries, const struct cw_members *members)
{
    const struct cw_service *service = cw_corpus_service(run->corpus, members->service);
    struct cw_expectations list;
    if (cw_expectations_of(arena, service, countries, &list)) {
        return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    enum cw_err err = forget_unexpected(run, arena, members->service, &list);
    for (size_t i = 0; !err && i < members->n; i++) {
        struct cw_str policy = members->items[i].policy;
        if (i && cw_str_eq(policy, members->items[i - 1].policy)) {
            continue;
        }
        for (size_t k = 0; !err && k < list.n; k++) {
            err = is_there(members, policy, list.items[k].lang)
                      ? forget(run, members->service, policy, list.items[k].lang)
                      : remember(run, night, members->service, policy, &list.items[k]);
        }
    }
    return err;
}
