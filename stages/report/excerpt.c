/* A few words for a list: where the most severe edit of a change is. */
#include "html.h"

enum { AROUND = 70, MOST = 200 };

static const struct cw_edit *most_severe(const struct cw_comparison *comparison)
{
    const struct cw_edit *best = NULL;
    for (size_t e = 0; e < comparison->n_edits; e++) {
        const struct cw_edit *edit = &comparison->edits[e];
        if (edit->kind != CW_EDIT_UNCHANGED && !edit->cosmetic &&
            (!best || edit->severity > best->severity)) {
            best = edit;
        }
    }
    return best;
}

static struct cw_str clause_text(const struct cw_clauses *clauses, const uint32_t *indices,
                                 size_t n)
{
    return n && indices[0] < clauses->n ? clauses->items[indices[0]].text : cw_str_z("");
}

enum cw_edit_kind cw_report_excerpt(const struct cw_comparison *comparison,
                                    const struct cw_clauses *old_clauses,
                                    const struct cw_clauses *new_clauses, struct cw_buf *out)
{
    const struct cw_edit *edit = most_severe(comparison);
    if (!edit) {
        return CW_EDIT_UNCHANGED;
    }
    struct cw_str text = edit->n_new ? clause_text(new_clauses, edit->new_indices, edit->n_new)
                                     : clause_text(old_clauses, edit->old_indices, edit->n_old);
    size_t place = edit->n_new && edit->n_runs ? edit->runs[0].new_start : 0;
    size_t start = cw_text_back(text, place < text.len ? place : text.len, AROUND);
    size_t end = cw_text_forward(text, start, MOST);
    cw_buf_z(out, start ? "\xE2\x80\xA6 " : "");
    cw_buf_str(out, cw_str_sub(text, start, end));
    cw_buf_z(out, end < text.len ? " \xE2\x80\xA6" : "");
    return edit->kind;
}
