/* From the matches and measures of a document's clauses to findings. What is worth a finding, what
 * it is called and how grave it is stands in lexicons/concepts/rules.tsv; which words fire stands
 * in the packs, exceptions (a permission is no vagueness) included. Nothing here knows a language.
 * Rules over several matches at once (near, before, not) will stand beside cues.c and measures.c.
 */
#include "flag.h"

#include <stdlib.h>

#include "internal.h"
#include "lexicon/lexicon.h"

struct cw_finding *cw_flag_add(struct cw_flag *flag, const struct cw_rule *rule, uint32_t clause)
{
    struct cw_finding *grown = cw_arena_grow(flag->arena, flag->findings, flag->n, &flag->capacity,
                                             flag->n + 1, sizeof *grown);
    if (!grown) {
        return NULL;
    }
    flag->findings = grown;
    struct cw_finding *finding = &grown[flag->n++];
    *finding = (struct cw_finding){.rule = rule->rule,
                                   .criterion = rule->criterion,
                                   .severity = (enum cw_severity)rule->severity,
                                   .clause = clause,
                                   .message = rule->message};
    return finding;
}

static int compare(const void *left, const void *right)
{
    const struct cw_finding *a = left;
    const struct cw_finding *b = right;
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    int order = cw_str_cmp(a->rule, b->rule);
    if (order) {
        return order;
    }
    if (a->end != b->end) {
        return a->end < b->end ? -1 : 1;
    }
    return cw_str_cmp(a->cue, b->cue);
}

enum cw_err cw_flag_document(struct cw_arena *arena, const struct cw_lexicons *lexicons,
                             const struct cw_clauses *clauses, const struct cw_analysis *analyses,
                             struct cw_finding **findings, size_t *n)
{
    struct cw_flag flag = {.arena = arena, .lexicons = lexicons};
    for (size_t i = 0; i < clauses->n; i++) {
        size_t first = flag.n;
        enum cw_err err = cw_flag_cues(&flag, (uint32_t)i, &analyses[i]);
        if (!err) {
            err = cw_flag_measures(&flag, (uint32_t)i, &clauses->items[i], &analyses[i]);
        }
        if (err) {
            return err;
        }
        if (flag.n - first > 1) {
            qsort(flag.findings + first, flag.n - first, sizeof *flag.findings, compare);
        }
    }
    *findings = flag.findings;
    *n = flag.n;
    return CW_OK;
}
