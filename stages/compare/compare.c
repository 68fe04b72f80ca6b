/* Compare: the order of the layers.
 *
 * Exact matches, then splits and merges, then similar clauses; edits from what was matched; class
 * of the pair from the edits. */
#include "internal.h"

static const size_t scratch_cap = (size_t)4 * 1024 * 1024 * 1024;

static bool side_init(struct cw_arena *arena, struct cw_match_side *side,
                      const struct cw_clauses *clauses)
{
    side->clauses = clauses->items;
    side->n = (uint32_t)clauses->n;
    side->match = cw_arena_array(arena, clauses->n, sizeof *side->match);
    side->section = cw_arena_array(arena, clauses->n, sizeof *side->section);
    side->gap = cw_arena_array(arena, clauses->n, sizeof *side->gap);
    side->skeletons = cw_arena_array(arena, clauses->n, sizeof *side->skeletons);
    if (!side->match || !side->section || !side->gap || !side->skeletons) {
        return false;
    }
    for (uint32_t i = 0; i < side->n; i++) {
        side->match[i] = CW_NONE;
    }
    return true;
}

/* Which version is side A: the choice must not depend on which one is called old. */
static bool goes_second(const struct cw_clauses *a, const struct cw_clauses *b)
{
    if (a->n != b->n) {
        return a->n > b->n;
    }
    for (size_t i = 0; i < a->n; i++) {
        int order = cw_hash_cmp(&a->items[i].hash, &b->items[i].hash);
        if (order) {
            return order > 0;
        }
    }
    return false;
}

static bool all_matched(const struct cw_match_side *side)
{
    for (uint32_t i = 0; i < side->n; i++) {
        if (side->match[i] == CW_NONE) {
            return false;
        }
    }
    return true;
}

static enum cw_err match_rest(struct cw_matching *m)
{
    enum cw_err err = cw_match_places(m);
    if (!err) {
        err = cw_features_of_unmatched(m);
    }
    struct cw_candidate *candidates = NULL;
    size_t n = 0;
    if (!err) {
        err = cw_candidates(m, &candidates, &n);
    }
    if (!err) {
        err = cw_match_pieces(m, candidates, n);
    }
    if (!err) {
        cw_match_similar(m, candidates, n);
    }
    return err;
}

/* Edits go into the arena, all else into scratch, which is emptied first. */
static enum cw_err match_versions(struct cw_arena *arena, struct cw_arena *scratch,
                                  const struct cw_version_text *old_version,
                                  const struct cw_version_text *new_version,
                                  struct cw_comparison *out)
{
    cw_arena_reset(scratch);
    *out = (struct cw_comparison){.junk_reason = {"", 0}};
    if (old_version->clauses->n >= CW_NONE || new_version->clauses->n >= CW_NONE) {
        return CW_ELIMIT;
    }
    bool swapped = goes_second(old_version->clauses, new_version->clauses);
    const struct cw_clauses *a = swapped ? new_version->clauses : old_version->clauses;
    const struct cw_clauses *b = swapped ? old_version->clauses : new_version->clauses;
    struct cw_matching m = {.arena = scratch};
    if (!side_init(scratch, &m.a, a) || !side_init(scratch, &m.b, b)) {
        return CW_ENOMEM;
    }
    m.similarity = cw_arena_array(scratch, a->n, sizeof *m.similarity);
    if (!m.similarity) {
        return CW_ENOMEM;
    }
    enum cw_err err = cw_match_exact(&m);
    if (!err && !all_matched(&m.a) && !all_matched(&m.b)) {
        err = match_rest(&m);
    }
    return err ? err : cw_emit(&m, arena, swapped, out);
}

enum cw_err cw_compare_by(struct cw_arena *arena, struct cw_arena *scratch,
                          struct cw_breaker *breaker, const struct cw_lexicons *lexicons,
                          const struct cw_severity_rules *rules,
                          const struct cw_version_text *old_version,
                          const struct cw_version_text *new_version, struct cw_comparison *out)
{
    enum cw_err err = match_versions(arena, scratch, old_version, new_version, out);
    if (!err) {
        err = cw_classify(scratch, breaker, lexicons, old_version, new_version, out);
    }
    if (!err) {
        err = cw_describe(arena, scratch, breaker, lexicons, rules, old_version, new_version, out);
    }
    if (!err) {
        err = cw_settle_by_place(scratch, old_version->clauses, new_version->clauses, out);
    }
    if (!err) {
        cw_summarise(out);
    }
    return err;
}

enum cw_err cw_compare(struct cw_arena *arena, struct cw_breaker *breaker,
                       const struct cw_lexicons *lexicons,
                       const struct cw_version_text *old_version,
                       const struct cw_version_text *new_version, struct cw_comparison *out)
{
    struct cw_arena *scratch = cw_arena_new(scratch_cap);
    enum cw_err err = scratch ? cw_compare_by(arena, scratch, breaker, lexicons, NULL, old_version,
                                              new_version, out)
                              : CW_ENOMEM;
    cw_arena_free(scratch);
    return err;
}

enum cw_err cw_capture_health(struct cw_arena *arena, struct cw_breaker *breaker,
                              const struct cw_lexicons *lexicons,
                              const struct cw_version_text *last_good,
                              const struct cw_version_text *candidate, struct cw_health_report *out)
{
    struct cw_comparison comparison;
    struct cw_arena *scratch = cw_arena_new(scratch_cap);
    enum cw_err err =
        scratch ? match_versions(arena, scratch, last_good, candidate, &comparison) : CW_ENOMEM;
    if (!err) {
        struct cw_survival survival =
            cw_survival_of(last_good->clauses, candidate->clauses, &comparison);
        err = cw_judge_capture(scratch, breaker, lexicons, last_good, candidate, &survival, out);
    }
    cw_arena_free(scratch);
    return err;
}
