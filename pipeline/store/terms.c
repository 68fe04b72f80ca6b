/* The table of terms, read once and kept: a few thousand words for all analyses of a store. */
#include "terms.h"

#include <stdlib.h>
#include <xxhash.h>

#include "internal.h"

static const size_t terms_cap = (size_t)256 * 1024 * 1024;

struct term {
    struct cw_str id;
    struct cw_str term;
};

struct cw_terms {
    struct cw_arena *arena;
    struct term *items; /* by number; items[0] is unused */
    size_t n;
    size_t room;
    uint32_t *slots; /* numbers by hash, 0 = free; a power of two, at most half full */
    size_t n_slots;
    bool loaded;
};

struct cw_terms *cw_terms_new(void)
{
    struct cw_terms *terms = calloc(1, sizeof *terms);
    if (!terms) {
        return NULL;
    }
    terms->arena = cw_arena_new(terms_cap);
    terms->n = 1;
    terms->n_slots = 4096;
    terms->slots = calloc(terms->n_slots, sizeof *terms->slots);
    if (!terms->arena || !terms->slots) {
        cw_terms_free(terms);
        return NULL;
    }
    return terms;
}

void cw_terms_free(struct cw_terms *terms)
{
    if (terms) {
        cw_arena_free(terms->arena);
        free(terms->slots);
        free(terms);
    }
}

static size_t slot_of(const struct cw_terms *terms, struct cw_str id, struct cw_str term)
{
    XXH64_hash_t seed = XXH3_64bits(id.data, id.len);
    size_t at = (size_t)XXH3_64bits_withSeed(term.data, term.len, seed) & (terms->n_slots - 1);
    while (terms->slots[at]) {
        const struct term *item = &terms->items[terms->slots[at]];
        if (cw_str_eq(item->id, id) && cw_str_eq(item->term, term)) {
            break;
        }
        at = (at + 1) & (terms->n_slots - 1);
    }
    return at;
}

static bool grow_slots(struct cw_terms *terms)
{
    uint32_t *slots = calloc(terms->n_slots * 2, sizeof *slots);
    if (!slots) {
        return false;
    }
    free(terms->slots);
    terms->slots = slots;
    terms->n_slots *= 2;
    for (size_t i = 1; i < terms->n; i++) {
        if (terms->items[i].term.data) {
            terms->slots[slot_of(terms, terms->items[i].id, terms->items[i].term)] = (uint32_t)i;
        }
    }
    return true;
}

static bool keep(struct cw_terms *terms, int64_t number, struct cw_str id, struct cw_str term)
{
    if (number < 1 || number > UINT32_MAX || (size_t)number > terms->n + 1000000) {
        return false;
    }
    size_t need = (size_t)number + 1;
    struct term *items =
        cw_arena_grow(terms->arena, terms->items, terms->n, &terms->room, need, sizeof *items);
    if (!items || (terms->n * 2 >= terms->n_slots && !grow_slots(terms))) {
        return false;
    }
    terms->items = items;
    items[number].id = cw_str_dup(terms->arena, id);
    items[number].term = cw_str_dup(terms->arena, term);
    terms->n = need > terms->n ? need : terms->n;
    if (!items[number].id.data || !items[number].term.data) {
        return false;
    }
    terms->slots[slot_of(terms, items[number].id, items[number].term)] = (uint32_t)number;
    return true;
}

static enum cw_err no_memory(struct cw_store *store, struct cw_diag *diag)
{
    return cw_fail(diag, CW_ENOMEM, store->path, 0, 0, "out of memory");
}

static enum cw_err load(struct cw_store *store, struct cw_diag *diag)
{
    if (!store->terms && !(store->terms = cw_terms_new())) {
        return no_memory(store, diag);
    }
    if (store->terms->loaded) {
        return CW_OK;
    }
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "SELECT term_id, id, term FROM term ORDER BY term_id", diag);
    if (!statement) {
        return CW_EIO;
    }
    bool row = false;
    enum cw_err err = cw_store_step(store, statement, &row, diag);
    while (!err && row) {
        if (!keep(store->terms, cw_column_int(statement, 0), cw_column_str(statement, 1),
                  cw_column_str(statement, 2))) {
            err = no_memory(store, diag);
        } else {
            err = cw_store_step(store, statement, &row, diag);
        }
    }
    cw_store_reset(statement);
    store->terms->loaded = err == CW_OK;
    return err;
}

enum cw_err cw_term_number(struct cw_store *store, const struct cw_match *match, int64_t *number,
                           struct cw_diag *diag)
{
    enum cw_err err = load(store, diag);
    if (err) {
        return err;
    }
    *number = store->terms->slots[slot_of(store->terms, match->id, match->term)];
    if (*number) {
        return CW_OK;
    }
    struct sqlite3_stmt *statement =
        cw_store_prepare(store, "INSERT INTO term (id, term) VALUES (?, ?)", diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_str(statement, 1, match->id);
    cw_bind_str(statement, 2, match->term);
    err = cw_store_do(store, statement, diag);
    *number = cw_store_last_id(store);
    if (!err && !keep(store->terms, *number, match->id, match->term)) {
        err = no_memory(store, diag);
    }
    return err;
}

enum cw_err cw_term_get(struct cw_store *store, int64_t number, struct cw_match *match,
                        struct cw_diag *diag)
{
    enum cw_err err = load(store, diag);
    if (err) {
        return err;
    }
    if (number < 1 || (size_t)number >= store->terms->n || !store->terms->items[number].id.data) {
        return cw_fail(diag, CW_EDAMAGED, store->path, 0, 0, "store: there is no term %lld",
                       (long long)number);
    }
    match->id = store->terms->items[number].id;
    match->term = store->terms->items[number].term;
    return CW_OK;
}
