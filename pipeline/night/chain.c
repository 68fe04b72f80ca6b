/* Keeping a document's head: its layout, its sums, and who is present since when. */
#include "chain.h"

#include <stdlib.h>

#include "store/clauses.h"

static const size_t chain_arena_cap = (size_t)1024 * 1024 * 1024;
enum { MOST_IDS = 200000 };

enum cw_err cw_chain_init(struct cw_chain *chain)
{
    *chain = (struct cw_chain){.arena = cw_arena_new(chain_arena_cap),
                               .next_arena = cw_arena_new(chain_arena_cap),
                               .ids = cw_hashes_new(1024)};
    return chain->arena && chain->next_arena && chain->ids ? CW_OK : CW_ENOMEM;
}

void cw_chain_dispose(struct cw_chain *chain)
{
    cw_arena_free(chain->arena);
    cw_arena_free(chain->next_arena);
    cw_hashes_free(chain->ids);
}

enum cw_err cw_chain_clause_id(struct cw_run *run, struct cw_chain *chain,
                               const struct cw_hash *hash, int64_t *id)
{
    int64_t known = cw_hashes_find(chain->ids, hash);
    if (known > 0) {
        *id = known;
        return CW_OK;
    }
    enum cw_err err = cw_clause_find(run->store, hash, id, run->diag);
    if (!err && *id && cw_hashes_count(chain->ids) < MOST_IDS) {
        cw_hashes_add(chain->ids, hash, *id); /* failing to remember costs time only */
    }
    return err;
}

static struct cw_lang_share *share_of(struct cw_chain *chain, struct cw_str lang)
{
    for (size_t i = 0; i < chain->n_shares; i++) {
        if (cw_str_eq(chain->shares[i].lang, lang)) {
            return &chain->shares[i];
        }
    }
    if (chain->n_shares == CW_CHAIN_LANGUAGES) {
        return &chain->shares[CW_CHAIN_LANGUAGES - 1];
    }
    struct cw_lang_share *share = &chain->shares[chain->n_shares++];
    *share = (struct cw_lang_share){.lang = lang};
    return share;
}

/* Adds (sign 1) or takes away (sign -1) one occurrence of a clause. */
static enum cw_err account(struct cw_run *run, struct cw_chain *chain, struct cw_arena *arena,
                           int64_t clause_id, int sign)
{
    struct cw_str lang;
    struct cw_counts counts;
    enum cw_err err = cw_analysis_counts(run->store, clause_id, arena, &lang, &counts, run->diag);
    if (err) {
        return err;
    }
    for (size_t i = 0; i < CW_N_COUNTS; i++) {
        uint32_t n = counts.n[i];
        chain->counts.n[i] = sign > 0 ? chain->counts.n[i] + n : chain->counts.n[i] - n;
    }
    share_of(chain, lang)->words += sign * (int64_t)counts.n[CW_N_WORDS];
    return CW_OK;
}

/* Languages named in shares move along with the head. */
static bool rehome_shares(struct cw_chain *chain, struct cw_arena *arena)
{
    for (size_t i = 0; i < chain->n_shares; i++) {
        chain->shares[i].lang = cw_str_dup(arena, chain->shares[i].lang);
        if (!chain->shares[i].lang.data) {
            return false;
        }
    }
    return true;
}

enum cw_err cw_chain_load(struct cw_run *run, struct cw_chain *chain, int64_t document_id,
                          int64_t time, int64_t sequence)
{
    cw_arena_reset(chain->arena);
    cw_hashes_free(chain->ids);
    chain->ids = cw_hashes_new(1024);
    chain->document_id = document_id;
    chain->layout = (struct cw_layout){0};
    chain->counts = (struct cw_counts){0};
    chain->n_shares = 0;
    chain->base = 0;
    if (!chain->ids) {
        return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    /* A capture whose place is taken comes after what is there: a file that was written to again.
     */
    int64_t after = sequence < INT64_MAX ? sequence + 1 : sequence;
    enum cw_err err = cw_version_before(run->store, document_id, time, after, false, chain->arena,
                                        &chain->head, run->diag);
    chain->newest = chain->head.id;
    if (!err && chain->head.set_aside) {
        err = cw_version_before(run->store, document_id, time, after, true, chain->arena,
                                &chain->head, run->diag);
    }
    if (err || !chain->head.id) {
        return err;
    }
    err = cw_version_layout(run->store, chain->head.id, chain->arena, &chain->layout, run->diag);
    if (!err) {
        err = cw_version_base(run->store, chain->head.id, &chain->base, run->diag);
    }
    for (size_t i = 0; !err && i < chain->layout.n; i++) {
        err = account(run, chain, chain->arena, chain->layout.items[i].clause_id, 1);
    }
    return err;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t *sorted_ids(struct cw_arena *arena, const struct cw_occurrence *items, size_t n)
{
    int64_t *ids = cw_arena_array(arena, n, sizeof *ids);
    for (size_t i = 0; ids && i < n; i++) {
        ids[i] = items[i].clause_id;
    }
    if (ids && n) {
        qsort(ids, n, sizeof *ids, compare_ids);
    }
    return ids;
}

struct difference {
    int64_t clause_id; /* first: compare_ids compares these too */
    size_t n_old;
    size_t n_new;
};

/* Counts occurrences that both versions have, for those clauses that are in the list. */
static void add_shared(struct difference *list, size_t n, const struct cw_occurrence *items,
                       size_t n_items)
{
    for (size_t i = 0; n && i < n_items; i++) {
        const struct difference key = {.clause_id = items[i].clause_id};
        struct difference *found = bsearch(&key, list, n, sizeof *list, compare_ids);
        if (found) {
            found->n_old++;
            found->n_new++;
        }
    }
}

/* Which clauses stand more or less often in the new version: a merge of two sorted lists. Most
 * versions begin and end like the one before, and only what lies between is sorted. */
static enum cw_err find_differences(struct cw_arena *arena, const struct cw_layout *old_layout,
                                    const struct cw_layout *new_layout, struct difference **out,
                                    size_t *n)
{
    const struct cw_occurrence *old_items = old_layout->items;
    const struct cw_occurrence *new_items = new_layout->items;
    size_t n_old = old_layout->n;
    size_t n_new = new_layout->n;
    size_t n_same = 0;
    while (n_same < n_old && n_same < n_new &&
           old_items[n_same].clause_id == new_items[n_same].clause_id) {
        n_same++;
    }
    old_items += n_same;
    new_items += n_same;
    n_old -= n_same;
    n_new -= n_same;
    while (n_old && n_new && old_items[n_old - 1].clause_id == new_items[n_new - 1].clause_id) {
        n_old--;
        n_new--;
    }
    int64_t *old_ids = sorted_ids(arena, old_items, n_old);
    int64_t *new_ids = sorted_ids(arena, new_items, n_new);
    struct difference *list = cw_arena_array(arena, n_old + n_new, sizeof *list);
    if (!old_ids || !new_ids || !list) {
        return CW_ENOMEM;
    }
    size_t used = 0;
    size_t i = 0;
    size_t j = 0;
    while (i < n_old || j < n_new) {
        int64_t id = INT64_MAX;
        id = i < n_old && old_ids[i] < id ? old_ids[i] : id;
        id = j < n_new && new_ids[j] < id ? new_ids[j] : id;
        struct difference found = {.clause_id = id};
        for (; i < n_old && old_ids[i] == id; i++) {
            found.n_old++;
        }
        for (; j < n_new && new_ids[j] == id; j++) {
            found.n_new++;
        }
        if (found.n_old != found.n_new) {
            list[used++] = found;
        }
    }
    add_shared(list, used, new_layout->items, n_same);
    add_shared(list, used, new_items + n_new, new_layout->n - n_same - n_new);
    *out = list;
    *n = used;
    return CW_OK;
}

static enum cw_err account_all(struct cw_run *run, struct cw_chain *chain,
                               const struct difference *list, size_t n)
{
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < n; i++) {
        size_t more = list[i].n_new > list[i].n_old ? list[i].n_new - list[i].n_old : 0;
        size_t less = list[i].n_old > list[i].n_new ? list[i].n_old - list[i].n_new : 0;
        for (size_t k = 0; !err && k < more + less; k++) {
            err = account(run, chain, chain->next_arena, list[i].clause_id, more ? 1 : -1);
        }
    }
    return err;
}

static enum cw_err note_presence(struct cw_run *run, int64_t document_id, int64_t version_id,
                                 const struct difference *list, size_t n)
{
    enum cw_err err = CW_OK;
    for (size_t i = 0; !err && i < n; i++) {
        if (list[i].n_old == 0) {
            err =
                cw_presence_open(run->store, document_id, list[i].clause_id, version_id, run->diag);
        } else if (list[i].n_new == 0) {
            err = cw_presence_close(run->store, document_id, list[i].clause_id, version_id,
                                    run->diag);
        }
    }
    return err;
}

static void make_head(struct cw_chain *chain, const struct cw_version_row *row,
                      const struct cw_layout *layout)
{
    struct cw_arena *arena = chain->arena;
    chain->arena = chain->next_arena;
    chain->next_arena = arena;
    chain->head = *row;
    chain->layout = *layout;
}

enum cw_err cw_chain_append(struct cw_run *run, struct cw_chain *chain, struct cw_version_row *row,
                            struct cw_layout *layout)
{
    const struct cw_chain before = *chain; /* sums go back to this when the version is set aside */
    struct difference *list;
    size_t n;
    if (find_differences(chain->next_arena, &chain->layout, layout, &list, &n)) {
        return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    enum cw_err err = account_all(run, chain, list, n);
    if (err) {
        return err;
    }
    if (!rehome_shares(chain, chain->next_arena)) {
        return cw_fail(run->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    row->counts = chain->counts;
    row->lang = cw_analyst_main_language(chain->shares, chain->n_shares);
    row->document_id = chain->document_id;
    err = cw_version_add(run->store, row, layout, &chain->base, run->diag);
    chain->newest = row->id;
    if (!err && row->set_aside) {
        chain->base = before.base; /* the next version will be like the head, not like this one */
        chain->counts = before.counts;
        memcpy(chain->shares, before.shares, sizeof chain->shares);
        chain->n_shares = before.n_shares;
        return CW_OK;
    }
    if (!err) {
        err = note_presence(run, chain->document_id, row->id, list, n);
    }
    if (!err) {
        make_head(chain, row, layout);
    }
    return err;
}
