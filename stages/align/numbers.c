/* Does a translation give the same limits, deadlines, ages and amounts?
 *
 * Only what both sides state and state differently is reported: a value of the original with no
 * equal, and a value of the same kind in the translation with no equal. A number that stands on the
 * other side with another unit, or with none that the pack knows, is taken for equal. */
#include "internal.h"

#include <math.h>
#include <unicode/uchar.h>

#include "common/utf8.h"

enum { MOST_VALUES = 64 };

/* A value and the clause it stands in. */
struct found {
    struct cw_clause_value value;
    struct cw_str text; /* of the value */
    bool equal;
};

struct values {
    struct found items[MOST_VALUES];
    size_t n;
};

static bool is_limit(enum cw_signal_kind kind)
{
    return kind == CW_SIGNAL_DURATION || kind == CW_SIGNAL_AMOUNT || kind == CW_SIGNAL_PERCENTAGE ||
           kind == CW_SIGNAL_AGE;
}

static enum cw_err find_values(struct cw_aligning *a, const struct cw_align_side *side,
                               uint32_t first, uint32_t n_clauses, struct values *out)
{
    out->n = 0;
    for (uint32_t i = first; i < first + n_clauses; i++) {
        struct cw_str text = side->clauses->items[i].text;
        struct cw_clause_value *values;
        size_t n;
        enum cw_err err =
            a->values->find(a->values->context, a->arena, text, &side->analyses[i], &values, &n);
        if (err) {
            return err;
        }
        for (size_t k = 0; k < n && out->n < MOST_VALUES; k++) {
            out->items[out->n++] =
                (struct found){values[k], cw_str_sub(text, values[k].start, values[k].end), false};
        }
    }
    return CW_OK;
}

static bool same_amount(double x, double y)
{
    return fabs(x - y) <= 1e-6 * fmax(fabs(x), fabs(y));
}

/* The first number in digits of a text at or behind *at; false when there is none. */
static bool next_number(struct cw_str text, size_t *at, double *value)
{
    bool any = false;
    *value = 0;
    while (*at < text.len) {
        size_t next = *at;
        uint32_t c = cw_utf8_next(text, &next);
        bool digit = u_isdigit((UChar32)c);
        if (!digit && any) {
            return true;
        }
        if (digit) {
            *value = *value * 10 + u_charDigitValue((UChar32)c);
            any = true;
        }
        *at = next;
    }
    return any;
}

static bool holds_number(const struct cw_align_side *side, uint32_t first, uint32_t n,
                         double wanted)
{
    for (uint32_t i = first; i < first + n; i++) {
        size_t at = 0;
        double value;
        while (next_number(side->clauses->items[i].text, &at, &value)) {
            if (same_amount(value, wanted)) {
                return true;
            }
        }
    }
    return false;
}

/* Values of equal amounts, or in digits somewhere on the other side, have their equal. */
static void find_equals(struct values *mine, const struct values *others,
                        const struct cw_align_side *other, uint32_t first, uint32_t n)
{
    for (size_t k = 0; k < mine->n; k++) {
        struct found *found = &mine->items[k];
        for (size_t l = 0; l < others->n && !found->equal; l++) {
            found->equal = same_amount(found->value.amount, others->items[l].value.amount);
        }
        size_t at = 0;
        double digits;
        if (!found->equal && next_number(found->text, &at, &digits)) {
            found->equal = holds_number(other, first, n, digits);
        }
    }
}

static const struct found *unequal_of_kind(struct values *values, enum cw_signal_kind kind)
{
    for (size_t k = 0; k < values->n; k++) {
        struct found *found = &values->items[k];
        if (!found->equal && found->value.kind == kind) {
            found->equal = true; /* reported once */
            return found;
        }
    }
    return NULL;
}

enum cw_err cw_align_numbers(struct cw_aligning *a, const struct cw_chain_link *link,
                             struct cw_value_pair **pairs, size_t *n)
{
    *n = 0;
    if (!a->values || !a->source_side->analyses || !a->target_side->analyses) {
        return CW_OK;
    }
    struct values *both = cw_arena_array(a->arena, 2, sizeof *both);
    enum cw_err err = both ? CW_OK : CW_ENOMEM;
    if (!err) {
        err = find_values(a, a->source_side, link->source, link->n_source, &both[0]);
    }
    if (!err) {
        err = find_values(a, a->target_side, link->target, link->n_target, &both[1]);
    }
    *pairs = err ? NULL : cw_arena_array(a->arena, both[0].n, sizeof **pairs);
    if (err || !*pairs) {
        return err ? err : CW_ENOMEM;
    }
    find_equals(&both[0], &both[1], a->target_side, link->target, link->n_target);
    find_equals(&both[1], &both[0], a->source_side, link->source, link->n_source);
    for (size_t k = 0; k < both[0].n; k++) {
        struct found *found = &both[0].items[k];
        if (found->equal || !is_limit(found->value.kind)) {
            continue;
        }
        const struct found *other = unequal_of_kind(&both[1], found->value.kind);
        if (other) {
            (*pairs)[(*n)++] = (struct cw_value_pair){found->text, other->text};
        }
    }
    return CW_OK;
}
