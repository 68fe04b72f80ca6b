/* Opening, migrating, locking and speaking to the SQLite file. */
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "migrations.h"

enum { LOCK_MOMENTS = 50 }; /* of 10 ms */

static const char *advice(int code)
{
    switch (code) {
    case SQLITE_FULL:
        return "; the disk is full: free some space and run again, nothing finished is lost";
    case SQLITE_READONLY:
        return "; make the file and its folder writable, or name another store";
    case SQLITE_CANTOPEN:
        return "; check that its folder exists and can be written";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "; the file is damaged or no store: move it away and run again to rebuild it";
    case SQLITE_BUSY:
        return "; another program is using it";
    case SQLITE_IOERR:
        return "; check the disk and its free space, then run again, nothing finished is lost";
    default:
        return "";
    }
}

enum cw_err cw_store_fail(struct cw_store *store, struct cw_diag *diag)
{
    int code = sqlite3_errcode(store->db);
    return cw_fail(diag, code == SQLITE_NOMEM ? CW_ENOMEM : CW_EIO, store->path, 0, 0,
                   "store: %s%s", sqlite3_errmsg(store->db), advice(code));
}

enum cw_err cw_store_damaged(struct cw_store *store, const char *what, int64_t id,
                             struct cw_diag *diag)
{
    return cw_fail(diag, CW_EDAMAGED, store->path, 0, 0,
                   "store: %s %lld is damaged; move the store away and run again to rebuild it",
                   what, (long long)id);
}

static enum cw_err execute(struct cw_store *store, const char *sql, struct cw_diag *diag)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ? CW_OK
                                                                       : cw_store_fail(store, diag);
}

/* Makes the folders that lead to path. */
static void make_folders(const char *path)
{
    char folder[CW_STORE_PATH];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(folder, 0777); /* what fails here is reported when the file is opened */
        *slash = '/';
    }
}

static enum cw_err take_lock(struct cw_store *store, struct cw_diag *diag)
{
    char path[CW_STORE_PATH + 8];
    snprintf(path, sizeof path, "%s.lock", store->path);
    store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (store->lock < 0) {
        return cw_fail(diag, CW_EIO, path, 0, 0, "cannot make the lock file: %s", strerror(errno));
    }
    /* Of a run that was killed a moment ago some process may still be dying. */
    const struct timespec moment = {.tv_nsec = 10000000};
    bool taken = flock(store->lock, LOCK_EX | LOCK_NB) == 0;
    for (int i = 0; !taken && i < LOCK_MOMENTS; i++) {
        nanosleep(&moment, NULL);
        taken = flock(store->lock, LOCK_EX | LOCK_NB) == 0;
    }
    if (!taken) {
        return cw_fail(diag, CW_EBUSY, store->path, 0, 0,
                       "another run holds this store; wait until it ends");
    }
    return CW_OK;
}

static enum cw_err migrate(struct cw_store *store, enum cw_store_mode mode, struct cw_diag *diag)
{
    sqlite3_stmt *statement = cw_store_prepare(store, "PRAGMA user_version", diag);
    bool row;
    if (!statement || cw_store_step(store, statement, &row, diag)) {
        return CW_EIO;
    }
    int64_t version = cw_column_int(statement, 0);
    sqlite3_reset(statement);
    if (version > cw_n_migrations) {
        return cw_fail(diag, CW_EIO, store->path, 0, 0,
                       "store: written by a newer clausewatch (schema %lld, this one knows %d); "
                       "install the newer version",
                       (long long)version, cw_n_migrations);
    }
    if (version < cw_n_migrations && mode == CW_STORE_READ) {
        return cw_fail(diag, CW_ENOTFOUND, store->path, 0, 0,
                       "store: not brought up to date yet; run 'clausewatch run' first");
    }
    enum cw_err err = CW_OK;
    for (int64_t i = version; !err && i < cw_n_migrations; i++) {
        char pragma[64];
        snprintf(pragma, sizeof pragma, "PRAGMA user_version = %lld", (long long)i + 1);
        if ((err = execute(store, "BEGIN IMMEDIATE", diag)) == CW_OK &&
            (err = execute(store, cw_migrations[i], diag)) == CW_OK &&
            (err = execute(store, pragma, diag)) == CW_OK) {
            err = execute(store, "COMMIT", diag);
        }
    }
    return err;
}

static enum cw_err open_database(struct cw_store *store, enum cw_store_mode mode,
                                 struct cw_diag *diag)
{
    struct stat info;
    if (mode == CW_STORE_READ && stat(store->path, &info) != 0) {
        return cw_fail(diag, CW_ENOTFOUND, store->path, 0, 0,
                       "there is no store yet; run 'clausewatch run' first");
    }
    if (mode == CW_STORE_WRITE) {
        make_folders(store->path);
        enum cw_err err = take_lock(store, diag);
        if (err) {
            return err;
        }
    }
    /* A reader opens for writing too where it may, because WAL needs its shared-memory file. */
    int flags =
        mode == CW_STORE_WRITE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    /* No thread but ours: no locks. Refused, and harmless, once SQLite is in use. */
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (sqlite3_open_v2(store->path, &store->db, flags, NULL) != SQLITE_OK) {
        return cw_store_fail(store, diag);
    }
    sqlite3_busy_timeout(store->db, 5000);
    enum cw_err err = CW_OK;
    if (mode == CW_STORE_WRITE) {
        err = execute(
            store,
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
            "PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;"
            "PRAGMA wal_autocheckpoint = 8000;",
            diag);
    }
    return err ? err : migrate(store, mode, diag);
}

enum cw_err cw_store_open(const char *path, enum cw_store_mode mode, struct cw_store **out,
                          struct cw_diag *diag)
{
    struct cw_store *store = calloc(1, sizeof *store);
    if (!store) {
        return cw_fail(diag, CW_ENOMEM, path, 0, 0, "out of memory");
    }
    store->lock = -1;
    enum cw_err err = CW_OK;
    if (strlen(path) >= sizeof store->path) {
        err = cw_fail(diag, CW_EUSAGE, NULL, 0, 0, "the path of the store is too long");
    } else {
        memcpy(store->path, path, strlen(path) + 1);
        err = open_database(store, mode, diag);
    }
    if (err) {
        cw_store_close(store);
        return err;
    }
    *out = store;
    return CW_OK;
}

void cw_store_close(struct cw_store *store)
{
    if (!store) {
        return;
    }
    for (size_t i = 0; i < store->n_cached; i++) {
        sqlite3_finalize(store->cache[i].statement);
    }
    for (size_t i = 0; i < CW_STORE_BASES; i++) {
        cw_arena_free(store->bases[i].arena);
    }
    cw_codec_free(store->codec);
    cw_terms_free(store->terms);
    free(store->counted);
    sqlite3_close(store->db);
    if (store->lock >= 0) {
        close(store->lock);
    }
    free(store);
}

sqlite3_stmt *cw_store_prepare(struct cw_store *store, const char *sql, struct cw_diag *diag)
{
    for (size_t i = 0; i < store->n_cached; i++) {
        if (store->cache[i].sql == sql) {
            sqlite3_reset(store->cache[i].statement);
            sqlite3_clear_bindings(store->cache[i].statement);
            return store->cache[i].statement;
        }
    }
    sqlite3_stmt *statement = NULL;
    if (store->n_cached == CW_STORE_STATEMENTS ||
        sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
            SQLITE_OK) {
        cw_store_fail(store, diag);
        return NULL;
    }
    store->cache[store->n_cached++] = (struct cw_cached){sql, statement};
    return statement;
}

enum cw_err cw_store_step(struct cw_store *store, sqlite3_stmt *statement, bool *row,
                          struct cw_diag *diag)
{
    int code = sqlite3_step(statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        return cw_store_fail(store, diag);
    }
    *row = code == SQLITE_ROW;
    return CW_OK;
}

enum cw_err cw_store_do(struct cw_store *store, sqlite3_stmt *statement, struct cw_diag *diag)
{
    bool row;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    sqlite3_reset(statement);
    return err;
}

void cw_store_reset(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
}

enum cw_err cw_store_number(struct cw_store *store, const char *sql, int64_t *number,
                            struct cw_diag *diag)
{
    sqlite3_stmt *statement = cw_store_prepare(store, sql, diag);
    if (!statement) {
        return CW_EIO;
    }
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    *number = row ? cw_column_int(statement, 0) : 0;
    sqlite3_reset(statement);
    return err;
}

enum cw_err cw_store_begin(struct cw_store *store, struct cw_diag *diag)
{
    return sqlite3_get_autocommit(store->db) ? execute(store, "BEGIN IMMEDIATE", diag) : CW_OK;
}

enum cw_err cw_store_begin_read(struct cw_store *store, struct cw_diag *diag)
{
    return sqlite3_get_autocommit(store->db) ? execute(store, "BEGIN", diag) : CW_OK;
}

enum cw_err cw_store_commit(struct cw_store *store, struct cw_diag *diag)
{
    return sqlite3_get_autocommit(store->db) ? CW_OK : execute(store, "COMMIT", diag);
}

enum cw_err cw_store_meta(struct cw_store *store, const char *key, struct cw_buf *value,
                          struct cw_diag *diag)
{
    sqlite3_stmt *statement = cw_store_prepare(store, "SELECT value FROM meta WHERE key = ?", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, cw_str_z(key));
    cw_buf_clear(value);
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    if (!err && row) {
        cw_buf_str(value, cw_column_str(statement, 0));
    }
    sqlite3_reset(statement);
    return err;
}

enum cw_err cw_store_set_meta(struct cw_store *store, const char *key, struct cw_str value,
                              struct cw_diag *diag)
{
    sqlite3_stmt *statement =
        cw_store_prepare(store, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, cw_str_z(key));
    cw_bind_str(statement, 2, value);
    return cw_store_do(store, statement, diag);
}

int64_t cw_store_last_id(struct cw_store *store)
{
    return sqlite3_last_insert_rowid(store->db);
}

void cw_bind_int(sqlite3_stmt *statement, int index, int64_t value)
{
    sqlite3_bind_int64(statement, index, value);
}

void cw_bind_str(sqlite3_stmt *statement, int index, struct cw_str text)
{
    sqlite3_bind_text64(statement, index, text.data ? text.data : "", text.len, SQLITE_STATIC,
                        SQLITE_UTF8);
}

void cw_bind_blob(sqlite3_stmt *statement, int index, struct cw_str bytes)
{
    sqlite3_bind_blob64(statement, index, bytes.data ? bytes.data : "", bytes.len, SQLITE_STATIC);
}

int64_t cw_column_int(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_int64(statement, column);
}

struct cw_str cw_column_str(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return (struct cw_str){text ? text : "", (size_t)sqlite3_column_bytes(statement, column)};
}

struct cw_str cw_column_blob(sqlite3_stmt *statement, int column)
{
    const char *data = sqlite3_column_blob(statement, column);
    return (struct cw_str){data ? data : "", (size_t)sqlite3_column_bytes(statement, column)};
}
