/* Shared inside store/, never included from outside. */
#ifndef CW_STORE_INTERNAL_H
#define CW_STORE_INTERNAL_H

#include <sqlite3.h>

#include "codec.h"
#include "common/analysis.h"
#include "layout.h"
#include "store.h"
#include "terms.h"

enum {
    CW_STORE_STATEMENTS = 192,
    CW_STORE_PATH = 4096,
    CW_STORE_BASES = 8,
    CW_STORE_COUNTED = 4096
};

/* A layout that others repeat: asked for again with each version of its document. */
struct cw_base {
    int64_t version_id; /* 0 = free */
    struct cw_arena *arena;
    struct cw_layout layout;
};

/* What sums need of an analysis. A version's clauses come and go by the dozen: most are asked for
 * soon after they were written. */
struct cw_counted {
    int64_t clause_id; /* 0 = free */
    char lang[16];
    struct cw_counts counts;
};

struct cw_cached {
    const char *sql; /* literal, compared by address */
    sqlite3_stmt *statement;
};

struct cw_store {
    sqlite3 *db;
    char path[CW_STORE_PATH];
    int lock; /* descriptor of the lock file, -1 = none */
    struct cw_cached cache[CW_STORE_STATEMENTS];
    size_t n_cached;
    struct cw_codec *codec;               /* made when first needed */
    struct cw_terms *terms;               /* made when first needed */
    struct cw_base bases[CW_STORE_BASES]; /* by version_id modulo their number */
    struct cw_counted *counted;           /* by clause_id modulo their number; NULL = not yet */
    bool dictionary_tried;                /* once in a process is enough */
};

/* CW_EDAMAGED, saying of which row ("clause", 12). */
enum cw_err cw_store_damaged(struct cw_store *store, const char *what, int64_t id,
                             struct cw_diag *diag);

/* The codec with the store's dictionaries loaded. NULL on error (diag filled). */
struct cw_codec *cw_store_codec(struct cw_store *store, struct cw_diag *diag);

#endif
