/* Cues: a match whose criterion has a rule is a finding, with the pack's term as its cue. */
#include "internal.h"
#include "lexicon/lexicon.h"

/* Matches of one criterion come in runs. */
static const struct cw_rule *rule_of(struct cw_flag *flag, struct cw_str id)
{
    if (!flag->last.data || !cw_str_eq(id, flag->last)) {
        flag->last = id;
        flag->last_rule = cw_lexicons_rule(flag->lexicons, id);
    }
    return flag->last_rule;
}

enum cw_err cw_flag_cues(struct cw_flag *flag, uint32_t clause, const struct cw_analysis *analysis)
{
    for (size_t i = 0; i < analysis->n_matches; i++) {
        const struct cw_match *match = &analysis->matches[i];
        const struct cw_rule *rule = rule_of(flag, match->id);
        if (!rule) {
            continue; /* a concept, or a criterion that only other rules use */
        }
        struct cw_finding *finding = cw_flag_add(flag, rule, clause);
        if (!finding) {
            return CW_ENOMEM;
        }
        finding->start = match->start;
        finding->end = match->end;
        finding->cue = match->term;
    }
    return CW_OK;
}
