/* Values that differ between two stretches: each old one with the new one in its place. */
#include "collector.h"

static const struct cw_str nothing = {"", 0};

static bool same_amount(const struct cw_value *a, const struct cw_value *b)
{
    double difference = a->amount - b->amount;
    double scale = a->amount < 0 ? -a->amount : a->amount;
    return difference <= 1e-9 * scale && difference >= -1e-9 * scale;
}

static bool is_count(enum cw_signal_kind kind)
{
    return kind == CW_SIGNAL_NUMBER || kind == CW_SIGNAL_AGE;
}

static bool values_equal(const void *lists, size_t i, size_t j)
{
    const struct cw_value_lists *l = lists;
    const struct cw_value *a = &l->before.items[i];
    const struct cw_value *b = &l->after.items[j];
    bool kind = a->kind == b->kind || (is_count(a->kind) && is_count(b->kind));
    return kind && same_amount(a, b) && cw_str_eq(a->unit, b->unit);
}

static bool can_replace(const struct cw_value *a, const struct cw_value *b, bool strict)
{
    if (a->kind == b->kind) {
        return true;
    }
    return !strict && a->kind != CW_SIGNAL_DATE && b->kind != CW_SIGNAL_DATE;
}

static void collect_value(struct cw_collector *c, const struct cw_value_lists *l,
                          const struct cw_value *a, const struct cw_value *b)
{
    const struct cw_value *known = b ? b : a;
    enum cw_signal_kind kind = known->kind;
    if (a && b && a->kind == CW_SIGNAL_AGE) {
        kind = CW_SIGNAL_AGE;
    }
    uint32_t context = known->decimal || (a && a->decimal) ? CW_CONTEXT_DECIMAL : 0;
    context |= known->reference ? CW_CONTEXT_REFERENCE : 0;
    int direction = 0;
    if (a && b && a->kind == b->kind) {
        direction = (b->amount > a->amount) - (b->amount < a->amount);
    }
    cw_collect(c, kind, a ? cw_passage_text(l->old_passage, a->start, a->end) : nothing,
               b ? cw_passage_text(l->new_passage, b->start, b->end) : nothing, direction, nothing,
               context);
}

static bool holds_ages(const struct cw_values *all, const struct cw_values *some)
{
    for (size_t k = 0; k < some->n; k++) {
        bool found = some->items[k].kind != CW_SIGNAL_AGE;
        for (size_t i = 0; i < all->n && !found; i++) {
            found =
                all->items[i].kind == CW_SIGNAL_AGE && same_amount(&all->items[i], &some->items[k]);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

/* All ages of a sentence in one signal: "13" -> "13, 16" says more than a 16 that came. */
static bool collect_ages(struct cw_collector *c, struct cw_value_lists *l)
{
    struct cw_str sides[2];
    double highest[2] = {0, 0};
    if (holds_ages(&l->before, &l->after) && holds_ages(&l->after, &l->before)) {
        return true; /* an age is said once more, or once less */
    }
    for (int side = 0; side < 2; side++) {
        const struct cw_values *values = side ? &l->after : &l->before;
        const struct cw_passage *passage = side ? l->new_passage : l->old_passage;
        char *list = cw_arena_alloc(c->s->arena, CW_LONGEST_VALUE);
        if (!list) {
            return false;
        }
        size_t length = 0;
        for (size_t k = 0; k < values->n; k++) {
            const struct cw_value *value = &values->items[k];
            bool seen = value->kind != CW_SIGNAL_AGE;
            for (size_t i = 0; i < k && !seen; i++) {
                seen = values->items[i].kind == CW_SIGNAL_AGE &&
                       values->items[i].amount == value->amount;
            }
            size_t size = value->end - value->start;
            if (seen || length + size + 2 > CW_LONGEST_VALUE) {
                continue;
            }
            length = cw_append(list, length, cw_str_z(length ? ", " : ""));
            length = cw_append(list, length, cw_passage_text(passage, value->start, value->end));
            highest[side] = value->amount > highest[side] ? value->amount : highest[side];
        }
        sides[side] = cw_str_n(list, length);
    }
    int direction = 0;
    if (sides[0].len && sides[1].len) {
        direction = (highest[1] > highest[0]) - (highest[1] < highest[0]);
    }
    cw_collect(c, CW_SIGNAL_AGE, sides[0], sides[1], direction, nothing, 0);
    return true;
}

enum cw_err cw_collect_values(struct cw_collector *c, struct cw_value_lists *l,
                              struct cw_pairing *a)
{
    size_t n_old = l->before.n < CW_MOST_PAIRED ? l->before.n : CW_MOST_PAIRED;
    size_t n_new = l->after.n < CW_MOST_PAIRED ? l->after.n : CW_MOST_PAIRED;
    cw_pair_up(a, l, n_old, n_new, values_equal);
    bool ages = false;
    for (int strict = 1; strict >= 0; strict--) {
        for (size_t i = 0; i < n_old; i++) {
            size_t from;
            size_t to;
            cw_pairing_gap(a, n_old, n_new, i, &from, &to);
            for (size_t j = from; j < to && !a->pair[i]; j++) {
                const struct cw_value *old_value = &l->before.items[i];
                const struct cw_value *new_value = &l->after.items[j];
                if (a->taken[j] || !can_replace(old_value, new_value, strict)) {
                    continue;
                }
                a->pair[i] = (uint8_t)(j + 1);
                a->taken[j] = true;
                if (old_value->kind == CW_SIGNAL_AGE && new_value->kind == CW_SIGNAL_AGE) {
                    ages = true;
                } else {
                    collect_value(c, l, old_value, new_value);
                }
            }
        }
    }
    for (size_t i = 0; i < n_old; i++) {
        if (!a->pair[i] && l->before.items[i].kind == CW_SIGNAL_AGE) {
            ages = true;
        } else if (!a->pair[i]) {
            collect_value(c, l, &l->before.items[i], NULL);
        }
    }
    for (size_t j = 0; j < n_new; j++) {
        if (!a->taken[j] && l->after.items[j].kind == CW_SIGNAL_AGE) {
            ages = true;
        } else if (!a->taken[j]) {
            collect_value(c, l, NULL, &l->after.items[j]);
        }
    }
    return ages && !collect_ages(c, l) ? CW_ENOMEM : CW_OK;
}
