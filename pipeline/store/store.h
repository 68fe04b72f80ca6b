/* The store: one SQLite file that holds everything a run learns. Schema and meaning: schema.sql.
 *
 * One writer at a time (a lock file beside the store says who), any number of readers. Every
 * function returns CW_OK or fills diag; CW_EIO means that the database said no (disk full,
 * read-only, damaged) and that the last committed state is intact. Not thread-safe. */
#ifndef CW_STORE_H
#define CW_STORE_H

#include <stdint.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/error.h"
#include "common/hash.h"

struct cw_store;
struct sqlite3_stmt;

enum cw_store_mode {
    CW_STORE_READ, /* CW_ENOTFOUND when there is no store */
    CW_STORE_WRITE /* made when missing; CW_EBUSY when another process writes */
};

enum cw_err cw_store_open(const char *path, enum cw_store_mode mode, struct cw_store **store,
                          struct cw_diag *diag) CW_MUST_CHECK;
void cw_store_close(struct cw_store *store); /* NULL allowed; rolls back what is not committed */

enum cw_err cw_store_begin(struct cw_store *store, struct cw_diag *diag) CW_MUST_CHECK;
/* For many reads in a row: outside of a transaction each takes and gives back a lock. */
enum cw_err cw_store_begin_read(struct cw_store *store, struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_store_commit(struct cw_store *store, struct cw_diag *diag) CW_MUST_CHECK;

/* Facts about the store. Missing: CW_OK and an empty value. */
enum cw_err cw_store_meta(struct cw_store *store, const char *key, struct cw_buf *value,
                          struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_store_set_meta(struct cw_store *store, const char *key, struct cw_str value,
                              struct cw_diag *diag) CW_MUST_CHECK;

/* ---- For the files of this folder and the read model --------------------------------------- */

/* A prepared statement for a string literal (found again by its address), reset and without
 * bindings. NULL on error (diag filled). Owned by the store. */
struct sqlite3_stmt *cw_store_prepare(struct cw_store *store, const char *sql,
                                      struct cw_diag *diag) CW_MUST_CHECK;

/* Steps a statement: *row says whether there is a row. */
enum cw_err cw_store_step(struct cw_store *store, struct sqlite3_stmt *statement, bool *row,
                          struct cw_diag *diag) CW_MUST_CHECK;

/* Steps a statement that gives no rows, and resets it. */
enum cw_err cw_store_do(struct cw_store *store, struct sqlite3_stmt *statement,
                        struct cw_diag *diag) CW_MUST_CHECK;

/* Ends a statement's work early. */
void cw_store_reset(struct sqlite3_stmt *statement);

/* The one number that a query without parameters gives. */
enum cw_err cw_store_number(struct cw_store *store, const char *sql, int64_t *number,
                            struct cw_diag *diag) CW_MUST_CHECK;

/* CW_EIO with SQLite's own words and what to do about them. */
enum cw_err cw_store_fail(struct cw_store *store, struct cw_diag *diag);

int64_t cw_store_last_id(struct cw_store *store);

/* Binding and reading without ceremony; index from 1 for binding, from 0 for columns. Texts are
 * bound without a copy: they must live until the statement is stepped. */
void cw_bind_int(struct sqlite3_stmt *statement, int index, int64_t value);
void cw_bind_str(struct sqlite3_stmt *statement, int index, struct cw_str text);
void cw_bind_blob(struct sqlite3_stmt *statement, int index, struct cw_str bytes);
int64_t cw_column_int(struct sqlite3_stmt *statement, int column);
struct cw_str cw_column_str(struct sqlite3_stmt *statement, int column);  /* until the next step */
struct cw_str cw_column_blob(struct sqlite3_stmt *statement, int column); /* until the next step */

#endif
