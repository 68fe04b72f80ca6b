/* What each night did, counted at its end and kept with it. */
#include <sqlite3.h>

#include "internal.h"

/* Of the night that is published, and of those that no program has counted yet. A comparison is
 * looked for by its version: the versions of a night are few. */
static const char count_work[] =
    "UPDATE night SET (first, last, captures, documents, unreadable) = (SELECT min(time), "
    "max(time), count(*), count(DISTINCT document_id), count(*) FILTER (WHERE status = 3) + "
    "(SELECT count(*) FROM trouble WHERE trouble.night = night.night) FROM capture WHERE "
    "capture.night = night.night), (versions, changes, cosmetic, set_aside) = (SELECT count(*), "
    "count(*) FILTER (WHERE class IN ('substantive', 'moved', 'rewrite', 'language-change')), "
    "count(*) FILTER (WHERE class = 'cosmetic'), count(*) FILTER (WHERE class = 'junk') FROM "
    "version LEFT JOIN comparison ON new_version = version_id WHERE version.night = night.night) "
    "WHERE night = ?1 OR captures IS NULL";

/* Of that night alone: later nights no longer know what was new in it. */
static const char count_findings[] =
    "UPDATE night SET findings = (SELECT count(*) FROM document CROSS JOIN finding USING "
    "(document_id) WHERE touched = ?1 AND finding.status = 'new') + (SELECT count(*) FROM "
    "translation WHERE status = 'new' AND night = ?1) + (SELECT count(*) FROM absence WHERE "
    "night = ?1) WHERE night = ?1";

static enum cw_err keep(struct cw_publisher *publisher, const char *sql)
{
    struct sqlite3_stmt *statement = cw_store_prepare(publisher->store, sql, publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, publisher->night);
    return cw_store_do(publisher->store, statement, publisher->diag);
}

enum cw_err cw_night_find(struct cw_publisher *publisher)
{
    enum cw_err err = cw_store_number(publisher->store, "SELECT coalesce(max(night), 0) FROM night",
                                      &publisher->night, publisher->diag);
    if (!err) {
        err = keep(publisher, count_work);
    }
    return err ? err
               : cw_store_number(publisher->store, "SELECT coalesce(max(last), 0) FROM night",
                                 &publisher->newest, publisher->diag);
}

enum cw_err cw_night_keep_findings(struct cw_publisher *publisher)
{
    return keep(publisher, count_findings);
}

static int64_t time_of(struct sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? CW_REPORT_NO_TIME
                                                           : cw_column_int(row, column);
}

enum cw_err cw_model_run(struct cw_publisher *publisher, int64_t night, struct cw_report_run *run)
{
    *run = (struct cw_report_run){.number = night,
                                  .from = CW_REPORT_NO_TIME,
                                  .to = CW_REPORT_NO_TIME,
                                  .program = cw_str_z(CW_VERSION)};
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "SELECT first, last, captures, documents, versions, changes, cosmetic, set_aside, "
        "unreadable, findings FROM night WHERE night = ?",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, night);
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    if (row) {
        run->from = time_of(statement, 0);
        run->to = time_of(statement, 1);
        run->captures = (uint32_t)cw_column_int(statement, 2);
        run->documents = (uint32_t)cw_column_int(statement, 3);
        run->versions = (uint32_t)cw_column_int(statement, 4);
        run->changes = (uint32_t)cw_column_int(statement, 5);
        run->cosmetic = (uint32_t)cw_column_int(statement, 6);
        run->set_aside = (uint32_t)cw_column_int(statement, 7);
        run->unreadable = (uint32_t)cw_column_int(statement, 8);
        run->findings = (uint32_t)cw_column_int(statement, 9);
    }
    cw_store_reset(statement);
    return err;
}
