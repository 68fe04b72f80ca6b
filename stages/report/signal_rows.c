/* The signals of a page in the order of weight, each subject once. */
#include "signal_rows.h"

#include <string.h>

enum { MOST_SUBJECTS = 256 };

/* Subjects that the pair gains or loses; beyond the limit each stands for itself. */
struct subjects {
    struct cw_str ids[MOST_SUBJECTS];
    bool gained[MOST_SUBJECTS], lost[MOST_SUBJECTS], told[MOST_SUBJECTS];
    size_t n;
};

static struct cw_str value_of(const struct cw_signal *signal)
{
    return signal->new_value.len ? signal->new_value : signal->old_value;
}

static struct cw_str id_of(struct cw_str value)
{
    const char *colon = value.len ? memmem(value.data, value.len, ": ", 2) : NULL;
    return colon ? cw_str_sub(value, 0, (size_t)(colon - value.data)) : value;
}

struct cw_str cw_signal_words(const struct cw_signal *signal, struct cw_str value)
{
    size_t id = id_of(value).len;
    return signal->kind == CW_SIGNAL_CONCEPT && id + 2 < value.len
               ? cw_str_sub(value, id + 2, value.len)
               : value;
}

static size_t place_of(struct subjects *subjects, struct cw_str id)
{
    size_t k = 0;
    while (k < subjects->n && !cw_str_eq(subjects->ids[k], id)) {
        k++;
    }
    if (k == subjects->n && k < MOST_SUBJECTS) {
        subjects->ids[subjects->n++] = id;
    }
    return k;
}

static void list_subjects(const struct cw_comparison *comparison, struct subjects *subjects)
{
    for (size_t e = 0; e < comparison->n_edits; e++) {
        const struct cw_edit *edit = &comparison->edits[e];
        for (size_t i = 0; i < edit->n_signals && !edit->cosmetic; i++) {
            const struct cw_signal *signal = &edit->signals[i];
            if (signal->kind != CW_SIGNAL_CONCEPT) {
                continue;
            }
            size_t k = place_of(subjects, id_of(value_of(signal)));
            if (k < MOST_SUBJECTS) {
                subjects->gained[k] |= signal->new_value.len > 0;
                subjects->lost[k] |= signal->old_value.len > 0;
            }
        }
    }
}

/* Is this the first word of a subject that only came, or only went? */
static bool is_told(struct subjects *subjects, const struct cw_signal *signal)
{
    size_t k = place_of(subjects, id_of(value_of(signal)));
    if (k == MOST_SUBJECTS) {
        return false;
    }
    bool again = subjects->told[k] || (subjects->gained[k] && subjects->lost[k]);
    subjects->told[k] = true;
    return again;
}

size_t cw_signal_rows(const struct cw_comparison *comparison, struct cw_signal_row *rows,
                      size_t most)
{
    struct subjects subjects = {.n = 0};
    size_t n = 0;
    list_subjects(comparison, &subjects);
    for (int turn = 0; turn < 2 * (CW_SEVERITY_HIGH + 1); turn++) {
        enum cw_severity severity = (enum cw_severity)(CW_SEVERITY_HIGH - turn / 2);
        bool concepts = turn % 2 == 1;
        for (size_t e = 0; e < comparison->n_edits; e++) {
            const struct cw_edit *edit = &comparison->edits[e];
            bool shown = edit->severity == severity && !edit->cosmetic;
            for (size_t i = 0; shown && i < edit->n_signals; i++) {
                const struct cw_signal *signal = &edit->signals[i];
                if ((signal->kind == CW_SIGNAL_CONCEPT) != concepts ||
                    (concepts && is_told(&subjects, signal))) {
                    continue;
                }
                if (n < most) {
                    rows[n] = (struct cw_signal_row){e, signal};
                }
                n++;
            }
        }
    }
    return n;
}
