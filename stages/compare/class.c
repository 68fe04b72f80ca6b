/* The class of a pair, its counts and its severity.
 *
 * First whether the two are the same document at all, by how much of each lives on in the other;
 * then, for what is, the class that its edits make. */
#include "internal.h"

/* Below these shares of text that lives on, a pair is looked at as junk, another language or a
 * rewrite. */
static const double least_share = 0.5;
static const double rewrite_share = 0.35;
static const double small_page = 4000; /* bytes */

static double bytes_of(const struct cw_clauses *clauses, const uint32_t *indices, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++) {
        sum += (double)clauses->items[indices[k]].text.len;
    }
    return sum;
}

struct cw_survival cw_survival_of(const struct cw_clauses *old_clauses,
                                  const struct cw_clauses *new_clauses,
                                  const struct cw_comparison *comparison)
{
    struct cw_survival s = {.cut_off = true};
    bool tail = false;
    for (size_t k = 0; k < comparison->n_edits; k++) {
        const struct cw_edit *edit = &comparison->edits[k];
        double before = bytes_of(old_clauses, edit->old_indices, edit->n_old);
        double after = bytes_of(new_clauses, edit->new_indices, edit->n_new);
        double kept = edit->n_old && edit->n_new ? (double)edit->similarity : 0;
        s.old_bytes += before;
        s.new_bytes += after;
        s.old_kept += before * kept;
        s.new_kept += after * kept;
        tail |= edit->kind == CW_EDIT_REMOVED;
        if (edit->kind == CW_EDIT_ADDED || (tail && edit->kind != CW_EDIT_REMOVED)) {
            s.cut_off = false;
        }
    }
    s.cut_off = s.cut_off && tail;
    return s;
}

static struct cw_survival mirrored(struct cw_survival s)
{
    return (struct cw_survival){s.new_bytes, s.old_bytes, s.new_kept, s.old_kept, false};
}

static double share(double part, double whole)
{
    return whole > 0 ? part / whole : 1;
}

enum cw_err cw_classify(struct cw_arena *arena, struct cw_breaker *breaker,
                        const struct cw_lexicons *lexicons,
                        const struct cw_version_text *old_version,
                        const struct cw_version_text *new_version, struct cw_comparison *out)
{
    out->class = CW_PAIR_SUBSTANTIVE;
    struct cw_survival s = cw_survival_of(old_version->clauses, new_version->clauses, out);
    double of_old = share(s.old_kept, s.old_bytes);
    double of_new = share(s.new_kept, s.new_bytes);
    if ((of_old >= least_share && of_new >= least_share) || out->n_edits == 0) {
        return CW_OK;
    }
    struct cw_health_report report;
    bool shrank = s.new_bytes <= s.old_bytes;
    enum cw_err err;
    if (shrank) {
        err = cw_judge_capture(arena, breaker, lexicons, old_version, new_version, &s, &report);
    } else {
        struct cw_survival back = mirrored(s);
        err = cw_judge_capture(arena, breaker, lexicons, new_version, old_version, &back, &report);
    }
    if (err) {
        return err;
    }
    if (report.health == CW_HEALTH_OTHER_LANGUAGE) {
        out->class = CW_PAIR_LANGUAGE_CHANGE;
    } else if (report.health != CW_HEALTH_GOOD) {
        out->class = CW_PAIR_JUNK;
        out->junk_reason = cw_str_z(cw_health_name(report.health));
        /* Of two pages that are both something, the later one is the odd one out. */
        out->junk_is_old = !shrank && s.old_bytes < small_page;
    } else if (of_old < rewrite_share && of_new < rewrite_share) {
        out->class = CW_PAIR_REWRITE;
    }
    return CW_OK;
}

bool cw_is_other_cut(const struct cw_edit *edit)
{
    return (edit->kind == CW_EDIT_SPLIT || edit->kind == CW_EDIT_MERGED) && edit->similarity >= 1;
}

static void count_edit(const struct cw_edit *edit, struct cw_comparison *out)
{
    if (edit->cosmetic) {
        out->n_cosmetic++;
        out->cosmetic |= edit->cosmetic;
    } else {
        out->count[edit->kind]++;
    }
    out->n_renumbered += edit->renumbered;
    if (edit->severity > out->severity) {
        out->severity = edit->severity;
    }
}

static enum cw_pair_class class_by_edits(const struct cw_comparison *c)
{
    bool moved = false;
    bool cut = false;
    for (size_t k = 0; k < c->n_edits; k++) {
        const struct cw_edit *edit = &c->edits[k];
        if (edit->kind == CW_EDIT_UNCHANGED || edit->cosmetic) {
            continue;
        }
        bool same_letters = cw_is_other_cut(edit);
        if (edit->kind != CW_EDIT_MOVED && !same_letters) {
            return CW_PAIR_SUBSTANTIVE;
        }
        cut |= same_letters;
        moved |= edit->moved || edit->kind == CW_EDIT_MOVED;
    }
    if (moved) {
        return CW_PAIR_MOVED;
    }
    return cut || c->n_cosmetic || c->n_renumbered ? CW_PAIR_COSMETIC : CW_PAIR_IDENTICAL;
}

void cw_summarise(struct cw_comparison *out)
{
    for (size_t k = 0; k < out->n_edits; k++) {
        count_edit(&out->edits[k], out);
    }
    switch (out->class) {
    case CW_PAIR_SUBSTANTIVE:
        out->class = class_by_edits(out);
        break;
    case CW_PAIR_JUNK:
    case CW_PAIR_LANGUAGE_CHANGE:
        out->severity = CW_SEVERITY_INFO;
        break;
    default:
        /* Of a rewrite nobody can say which single rule changed. */
        out->severity = CW_SEVERITY_MEDIUM;
    }
}
