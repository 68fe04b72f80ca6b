/* A document's chain of versions while it is being taken up: the newest version as the next one
 * will be told apart from it. */
#ifndef CW_NIGHT_CHAIN_H
#define CW_NIGHT_CHAIN_H

#include "analyst/analyst.h"
#include "internal.h"
#include "worker/hashes.h"

enum { CW_CHAIN_LANGUAGES = 32 };

struct cw_chain {
    int64_t document_id;
    struct cw_version_row head; /* the newest that is not set aside; id 0 = no version yet */
    int64_t newest;             /* id of the newest version, set aside or not */
    struct cw_layout layout;
    int64_t base;                /* the version that layouts are packed after */
    struct cw_arena *arena;      /* holds head and layout */
    struct cw_arena *next_arena; /* for the version at hand; swapped when it becomes the head */
    struct cw_counts counts;
    struct cw_lang_share shares[CW_CHAIN_LANGUAGES];
    size_t n_shares;
    struct cw_hashes *ids; /* clause hash -> id, as far as met while this chain is held */
};

enum cw_err cw_chain_init(struct cw_chain *chain) CW_MUST_CHECK;
void cw_chain_dispose(struct cw_chain *chain);

/* Takes the last version up to (time, sequence), that place included, as the head; none is fine. */
enum cw_err cw_chain_load(struct cw_run *run, struct cw_chain *chain, int64_t document_id,
                          int64_t time, int64_t sequence) CW_MUST_CHECK;

/* Id of the clause with this hash, 0 = the store has none; remembered. */
enum cw_err cw_chain_clause_id(struct cw_run *run, struct cw_chain *chain,
                               const struct cw_hash *hash, int64_t *id) CW_MUST_CHECK;

/* Stores a version and makes it the head, unless it is set aside. Everything of `layout` lies in
 * chain->next_arena. */
enum cw_err cw_chain_append(struct cw_run *run, struct cw_chain *chain, struct cw_version_row *row,
                            struct cw_layout *layout) CW_MUST_CHECK;

/* Two versions compared by the first worker, when all are idle; the answer goes into the store.
 * Layouts: of both. (language.c) */
enum cw_err cw_run_compare(struct cw_run *run, struct cw_arena *arena,
                           const struct cw_version_row *before, const struct cw_layout *old_layout,
                           const struct cw_version_row *after,
                           const struct cw_layout *new_layout) CW_MUST_CHECK;

#endif
