/* The values of one clause, for those who compare clauses in another way. */
#include "signals.h"

enum cw_err cw_clause_values(struct cw_arena *arena, struct cw_str text,
                             const struct cw_match *matches, size_t n_matches,
                             struct cw_clause_value **out, size_t *n)
{
    struct cw_passage passage = {
        .text = text, .end = (uint32_t)text.len, .matches = matches, .n_matches = n_matches};
    struct cw_values values;
    enum cw_err err = cw_values_find(arena, &passage, &values);
    *n = 0;
    *out = err ? NULL : cw_arena_array(arena, values.n, sizeof **out);
    if (err || !*out) {
        return err ? err : CW_ENOMEM;
    }
    for (size_t k = 0; k < values.n; k++) {
        const struct cw_value *value = &values.items[k];
        if (!value->reference && !value->relative && !value->counter) {
            (*out)[(*n)++] =
                (struct cw_clause_value){value->kind, value->start, value->end, value->amount};
        }
    }
    return CW_OK;
}
