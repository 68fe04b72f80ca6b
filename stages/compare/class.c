/* The class of a pair, its counts and its severity, from the edits. */
#include "internal.h"

/* Bytes of text on each side, and how much of it lives on. */
struct survival {
    double old_bytes, new_bytes;
    double old_kept, new_kept;
};

static double bytes_of(const struct cw_clauses *clauses, const uint32_t *indices, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        sum += (double)clauses->items[indices[k]].text.len;
    }
    return sum;
}

static struct survival measure(const struct cw_clauses *old_clauses,
                               const struct cw_clauses *new_clauses,
                               const struct cw_comparison *comparison)
{
    struct survival s = {0};
    for (size_t k = 0; k < comparison->n_edits; k++) {
        const struct cw_edit *edit = &comparison->edits[k];
        double before = bytes_of(old_clauses, edit->old_indices, edit->n_old);
        double after = bytes_of(new_clauses, edit->new_indices, edit->n_new);
        double kept = edit->n_old && edit->n_new ? (double)edit->similarity : 0;
        s.old_bytes += before;
        s.new_bytes += after;
        s.old_kept += before * kept;
        s.new_kept += after * kept;
    }
    return s;
}

static void count_edit(const struct cw_edit *edit, struct cw_comparison *out)
{
    if (edit->cosmetic) {
        out->n_cosmetic++;
        out->cosmetic |= edit->cosmetic;
    } else {
        out->count[edit->kind]++;
    }
    if (edit->severity > out->severity) {
        out->severity = edit->severity;
    }
}

static enum cw_pair_class class_by_counts(const struct cw_comparison *c)
{
    const uint32_t *count = c->count;
    if (count[CW_EDIT_ADDED] + count[CW_EDIT_REMOVED] + count[CW_EDIT_MODIFIED] +
            count[CW_EDIT_SPLIT] + count[CW_EDIT_MERGED] >
        0) {
        return CW_PAIR_SUBSTANTIVE;
    }
    if (count[CW_EDIT_MOVED]) {
        return CW_PAIR_MOVED;
    }
    return c->n_cosmetic || c->n_renumbered ? CW_PAIR_COSMETIC : CW_PAIR_IDENTICAL;
}

enum cw_err cw_classify(struct cw_arena *arena, const struct cw_version_text *old_version,
                        const struct cw_version_text *new_version, struct cw_comparison *out)
{
    (void)arena;
    for (size_t k = 0; k < out->n_edits; k++) {
        count_edit(&out->edits[k], out);
        out->n_renumbered += out->edits[k].renumbered;
    }
    out->class = class_by_counts(out);
    if (out->class != CW_PAIR_SUBSTANTIVE) {
        return CW_OK;
    }
    struct survival s = measure(old_version->clauses, new_version->clauses, out);
    double old_share = s.old_bytes > 0 ? s.old_kept / s.old_bytes : 1;
    double new_share = s.new_bytes > 0 ? s.new_kept / s.new_bytes : 1;
    if (old_share < 0.35 && new_share < 0.35) {
        out->class = CW_PAIR_REWRITE;
    }
    return CW_OK;
}
