/* Modals and negations that differ between two stretches, shown with the words beside them. */
#include "collector.h"

static const struct cw_str nothing = {"", 0};

struct word_lists {
    const struct cw_match *before[CW_MOST_PAIRED], *after[CW_MOST_PAIRED];
    size_t n_old, n_new;
};

static bool words_equal(const void *lists, size_t i, size_t j)
{
    const struct word_lists *l = lists;
    return cw_str_eq(l->before[i]->id, l->after[j]->id);
}

bool cw_is_negation(struct cw_str id)
{
    return cw_id_in(id, "negation") || cw_str_is(id, "polarity.only") ||
           cw_str_is(id, "polarity.unless") || cw_str_is(id, "polarity.except");
}

static bool wanted(struct cw_str id, enum cw_signal_kind kind)
{
    return kind == CW_SIGNAL_MODAL ? cw_id_in(id, "modal") : cw_is_negation(id);
}

/* The "not" of "may not" is in the modal already. */
static bool inside_modal(const struct cw_passage *p, size_t at)
{
    const struct cw_match *match = &p->matches[at];
    size_t from = at > 8 ? at - 8 : 0;
    for (size_t k = from; k < p->n_matches && k < at + 8; k++) {
        if (cw_id_in(p->matches[k].id, "modal") && p->matches[k].start <= match->start &&
            p->matches[k].end >= match->end) {
            return true;
        }
    }
    return false;
}

static size_t list_words(const struct cw_passage *p, enum cw_signal_kind kind,
                         const struct cw_match **out)
{
    size_t n = 0;
    for (size_t k = 0; k < p->n_matches && n < CW_MOST_PAIRED; k++) {
        /* A word may be two modals (Indonesian "dapat", may and can): one is enough. */
        bool twice = n > 0 && out[n - 1]->start == p->matches[k].start;
        if (!twice && wanted(p->matches[k].id, kind) &&
            (kind == CW_SIGNAL_MODAL || !inside_modal(p, k))) {
            out[n++] = &p->matches[k];
        }
    }
    return n;
}

/* The words with up to two that follow, so that a reader sees what may or must be done; in a
 * language that puts them last, with those before. */
static struct cw_str in_context(const struct cw_passage *p, const struct cw_match *match)
{
    uint32_t start = match->start;
    uint32_t end = match->end;
    int words = 2;
    while (words > 0 && end < p->end && end - match->end < 48) {
        uint32_t at = end + (p->text.data[end] == ' ');
        uint32_t from = at;
        while (at < p->end && !strchr(" .,;:!?()", p->text.data[at])) {
            at++;
        }
        if (at == from) {
            break;
        }
        end = at;
        words--;
    }
    while (words == 2 && start > p->start && match->start - start < 48) {
        uint32_t at = start - (p->text.data[start - 1] == ' ');
        uint32_t from = at;
        while (at > p->start && !strchr(" .,;:!?()", p->text.data[at - 1])) {
            at--;
        }
        start = at;
        if (at == from || p->start == at) {
            break;
        }
        words--;
    }
    return cw_passage_text(p, start, end);
}

/* may < should < will < must; what is forbidden is weaker still. */
static int strength(struct cw_str id)
{
    static const char *const order[] = {
        "modal.must-not", "modal.cannot", "modal.may-not", "modal.will-not", "modal.should-not",
        "modal.need-not", "modal.might",  "modal.may",     "modal.can",      "modal.would",
        "modal.should",   "modal.will",   "modal.agree",   "modal.must"};
    for (int k = 0; k < (int)(sizeof order / sizeof *order); k++) {
        if (cw_str_is(id, order[k])) {
            return k;
        }
    }
    return -1;
}

/* Is a word part of a modal that was reported? "will only" is one change. */
static bool said_already(const struct cw_collector *c, const struct cw_passage *p,
                         const struct cw_match *match)
{
    const char *at = p->text.data + match->start;
    for (size_t k = 0; k < c->n; k++) {
        const struct cw_signal *signal = &c->items[k].signal;
        const struct cw_str values[2] = {signal->old_value, signal->new_value};
        for (int side = 0; side < 2 && signal->kind == CW_SIGNAL_MODAL; side++) {
            if (at >= values[side].data && at < values[side].data + values[side].len) {
                return true;
            }
        }
    }
    return false;
}

void cw_collect_words(struct cw_collector *c, const struct cw_passage *before,
                      const struct cw_passage *after, enum cw_signal_kind kind,
                      struct cw_pairing *a)
{
    struct word_lists l;
    l.n_old = list_words(before, kind, l.before);
    l.n_new = list_words(after, kind, l.after);
    cw_pair_up(a, &l, l.n_old, l.n_new, words_equal);
    for (size_t i = 0; i < l.n_old; i++) {
        if (a->pair[i] || (kind == CW_SIGNAL_NEGATION && said_already(c, before, l.before[i]))) {
            continue;
        }
        size_t from;
        size_t to;
        cw_pairing_gap(a, l.n_old, l.n_new, i, &from, &to);
        const struct cw_match *partner = NULL;
        for (size_t j = from; j < to && !partner; j++) {
            if (!a->taken[j]) {
                partner = l.after[j];
                a->taken[j] = true;
                a->pair[i] = (uint8_t)(j + 1);
            }
        }
        int direction = 0;
        if (partner && strength(partner->id) >= 0 && strength(l.before[i]->id) >= 0) {
            direction = strength(partner->id) > strength(l.before[i]->id) ? 1 : -1;
        }
        cw_collect(c, kind, in_context(before, l.before[i]),
                   partner ? in_context(after, partner) : nothing, direction,
                   partner ? partner->id : l.before[i]->id, 0);
    }
    for (size_t j = 0; j < l.n_new; j++) {
        if (!a->taken[j] && (kind == CW_SIGNAL_MODAL || !said_already(c, after, l.after[j]))) {
            cw_collect(c, kind, nothing, in_context(after, l.after[j]), 0, l.after[j]->id, 0);
        }
    }
}

/* Words that turn a limit round: "at least 30 days" and "up to 30 days". */
bool cw_is_bound(struct cw_str id)
{
    static const char *const bounds[] = {"polarity.at-least",  "polarity.at-most",
                                         "polarity.more-than", "polarity.less-than",
                                         "polarity.before",    "polarity.after"};
    for (size_t k = 0; k < sizeof bounds / sizeof *bounds; k++) {
        if (cw_str_is(id, bounds[k])) {
            return true;
        }
    }
    return false;
}

/* The bound in a stretch; NULL when there is none, or more than one. */
static const struct cw_match *only_bound(const struct cw_passage *p, uint32_t start, uint32_t end)
{
    const struct cw_match *found = NULL;
    for (size_t k = 0; k < p->n_matches && p->matches[k].start < end; k++) {
        const struct cw_match *match = &p->matches[k];
        if (match->end <= start || !cw_is_bound(match->id)) {
            continue;
        }
        if (found && !cw_str_eq(found->id, match->id)) {
            return NULL;
        }
        found = match;
    }
    return found;
}

void cw_collect_bounds(struct cw_collector *c, const struct cw_passage *before,
                       const struct cw_passage *after)
{
    enum { FEW = 60 };
    const struct cw_edit *edit = c->s->edit;
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        if (run->old_start < before->start || run->old_end > before->end ||
            run->new_start < after->start || run->new_end > after->end ||
            run->old_end - run->old_start > FEW || run->new_end - run->new_start > FEW) {
            continue;
        }
        const struct cw_match *a = only_bound(before, run->old_start, run->old_end);
        const struct cw_match *b = only_bound(after, run->new_start, run->new_end);
        if (a && b && !cw_str_eq(a->id, b->id)) {
            cw_collect(c, CW_SIGNAL_NEGATION, in_context(before, a), in_context(after, b), 0, b->id,
                       0);
        }
    }
}
