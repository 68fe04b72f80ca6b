/* What is out of date: an original's freshness, its translation's, and the links between them.
 * docs/translations.md says the rule in words. Pure functions. */
#ifndef CW_NIGHT_STALE_H
#define CW_NIGHT_STALE_H

#include "common/alignment.h"
#include "store/freshness.h"

/* A clause of the translation that the original has left behind (or one that the original added or
 * dropped and the translation has not followed). */
struct cw_stale {
    int64_t source;            /* clause of the original, -1 = it has none any more */
    int64_t target;            /* clause of the translation, -1 = it has none yet */
    int64_t since;             /* time of the first change that was not followed */
    enum cw_severity severity; /* of the gravest change not followed */
    const struct cw_str *what; /* of each change not followed, as in cw_fresh_event */
    size_t n_what;
};

/* A time during which the translation was behind, and is no longer. */
struct cw_lag {
    int64_t since;
    int64_t until;
};

struct cw_stale_list {
    struct cw_stale *items; /* by source, then target; those without a source last */
    size_t n;
    int64_t since;       /* the earliest, when n > 0 */
    struct cw_lag *lags; /* oldest first, apart from each other */
    size_t n_lags;
};

/* One pair of documents. copies: by index of the clause in the translation, NULL = none: true where
 * it is word for word the text that the original has now. */
struct cw_stale_pair {
    const struct cw_freshness *source;
    const struct cw_freshness *target;
    const struct cw_alignment *alignment;
    const bool *copies;
    int64_t grace; /* seconds: changes no further apart than this were made together */
};

/* CW_ENOMEM. Everything in the arena; `what` borrows from the original's freshness. */
enum cw_err cw_stale_find(struct cw_arena *arena, const struct cw_stale_pair *pair,
                          struct cw_stale_list *out) CW_MUST_CHECK;

#endif
