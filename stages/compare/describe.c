/* What a reader is told of each edit: the runs that differ, and how much it matters. */
#include "internal.h"

#include "lexicon/lexicon.h"

struct describer {
    struct cw_arena *arena;
    struct cw_breaker *breaker;
    const struct cw_lexicons *lexicons;
    const struct cw_version_text *old_version, *new_version;
};

static enum cw_err describe_runs(struct describer *d, struct cw_edit *edit, bool *coarse)
{
    struct cw_str old_text =
        cw_joined_text(d->arena, d->old_version->clauses->items, edit->old_indices, edit->n_old);
    struct cw_str new_text =
        cw_joined_text(d->arena, d->new_version->clauses->items, edit->new_indices, edit->n_new);
    if (!old_text.data || !new_text.data) {
        return CW_ENOMEM;
    }
    struct cw_text_diff diff;
    enum cw_err err = cw_text_compare(d->arena, d->breaker, "", old_text, new_text, &diff);
    if (err) {
        return err;
    }
    edit->runs = diff.runs;
    edit->n_runs = diff.n_runs;
    *coarse |= diff.coarse;
    return CW_OK;
}

enum cw_err cw_describe(struct cw_arena *arena, struct cw_breaker *breaker,
                        const struct cw_lexicons *lexicons,
                        const struct cw_version_text *old_version,
                        const struct cw_version_text *new_version, struct cw_comparison *out)
{
    struct describer d = {arena, breaker, lexicons, old_version, new_version};
    for (size_t k = 0; k < out->n_edits; k++) {
        struct cw_edit *edit = &out->edits[k];
        bool has_runs = edit->kind == CW_EDIT_MODIFIED || edit->kind == CW_EDIT_SPLIT ||
                        edit->kind == CW_EDIT_MERGED;
        enum cw_err err = has_runs ? describe_runs(&d, edit, &out->coarse) : CW_OK;
        if (err) {
            return err;
        }
        bool quiet = edit->kind == CW_EDIT_UNCHANGED || edit->kind == CW_EDIT_MOVED;
        edit->severity = quiet || edit->cosmetic ? CW_SEVERITY_INFO : CW_SEVERITY_LOW;
    }
    return CW_OK;
}
