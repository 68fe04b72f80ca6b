/* The documents of one service as translations of each other. */
#ifndef CW_NIGHT_MEMBERS_H
#define CW_NIGHT_MEMBERS_H

#include "internal.h"
#include "store/freshness.h"

struct cw_member {
    int64_t id;
    struct cw_str policy;
    struct cw_str region;
    struct cw_str lang;       /* declared, else identified */
    struct cw_str identified; /* of most of its words */
    int64_t version;          /* the newest good one */
    size_t n_clauses;
    struct cw_freshness fresh; /* only in a group of several languages */
    bool renewed;              /* its history is not what it was when last looked at */
    size_t original; /* place of its group's original among the members; its own = it is */
};

/* By policy, region, language: a group (one policy and region) lies together. */
struct cw_members {
    struct cw_str service;
    struct cw_member *items;
    size_t n;
};

/* The documents of a service that have a good version. In the arena. */
enum cw_err cw_members_load(struct cw_run *run, struct cw_arena *arena, struct cw_str service,
                            struct cw_members *out) CW_MUST_CHECK;

/* Where the group that begins at `first` ends. */
size_t cw_group_end(const struct cw_members *members, size_t first);

/* Brings the document's freshness up to its newest good version, and keeps it. */
enum cw_err cw_member_refresh(struct cw_run *run, struct cw_arena *arena,
                              struct cw_member *member) CW_MUST_CHECK;

/* Decides which member of each group is the original: the one that the corpus file names, else by
 * what history says (docs/translations.md). Freshness is needed. A pure function of both. */
enum cw_err cw_members_choose(struct cw_arena *arena, const struct cw_corpus *corpus,
                              struct cw_members *members) CW_MUST_CHECK;

#endif
