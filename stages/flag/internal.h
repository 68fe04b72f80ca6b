/* Shared inside flag: the list that grows, and the kinds of rule. */
#ifndef CW_FLAG_INTERNAL_H
#define CW_FLAG_INTERNAL_H

#include "flag.h"

struct cw_rule;

struct cw_flag {
    struct cw_arena *arena;
    const struct cw_lexicons *lexicons;
    struct cw_finding *findings;
    size_t n;
    size_t capacity;
    struct cw_str last;              /* the criterion that was looked up last ... */
    const struct cw_rule *last_rule; /* ... and its rule; NULL = none has it */
};

/* A new finding with what the rule says about it; the caller fills span and cue. NULL when out of
 * memory; valid until the next call. */
struct cw_finding *cw_flag_add(struct cw_flag *flag, const struct cw_rule *rule, uint32_t clause);

/* A finding for each match whose criterion has a rule. */
enum cw_err cw_flag_cues(struct cw_flag *flag, uint32_t clause,
                         const struct cw_analysis *analysis) CW_MUST_CHECK;

/* Findings for what is too long by the limits of the clause's language. */
enum cw_err cw_flag_measures(struct cw_flag *flag, uint32_t clause_index,
                             const struct cw_clause *clause,
                             const struct cw_analysis *analysis) CW_MUST_CHECK;

#endif
