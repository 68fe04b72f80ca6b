/* What changed in meaning: values, modals, negation, concepts, links, headings.
 *
 * Only sentences that differ are looked at. Values, modals and negations of both sides are aligned
 * in order; what finds no equal is reported, each old one with the new one in its place. */
#include "collector.h"

#include "common/utf8.h"

static struct cw_str shortened(struct cw_str text)
{
    if (text.len <= CW_LONGEST_VALUE) {
        return cw_str_trim(text);
    }
    size_t at = CW_LONGEST_VALUE;
    while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80) {
        at--;
    }
    return cw_str_trim(cw_str_sub(text, 0, at));
}

void cw_collect(struct cw_collector *c, enum cw_signal_kind kind, struct cw_str old_value,
                struct cw_str new_value, int direction, struct cw_str concept, uint32_t context)
{
    if (c->n < CW_MOST_SIGNALS) {
        struct cw_signal signal = {kind, shortened(old_value), shortened(new_value), direction};
        c->items[c->n++] = (struct cw_judged){signal, concept, c->context | context};
    }
}

size_t cw_append(char *list, size_t at, struct cw_str text)
{
    if (text.len) {
        memcpy(list + at, text.data, text.len);
    }
    return at + text.len;
}

static size_t first_match(const struct cw_passage *p, uint32_t at)
{
    size_t low = 0;
    size_t high = p->n_matches;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->matches[middle].start < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The matches of a whole text that lie in a stretch of it. */
static struct cw_passage passage_of(const struct cw_passage *whole, uint32_t start, uint32_t end)
{
    size_t from = first_match(whole, start);
    size_t to = first_match(whole, end);
    return (struct cw_passage){.text = whole->text,
                               .start = start,
                               .end = end,
                               .matches = whole->n_matches ? whole->matches + from : NULL,
                               .n_matches = to - from};
}

struct cw_str cw_passage_text(const struct cw_passage *p, uint32_t start, uint32_t end)
{
    return cw_str_sub(p->text, start, end);
}

static enum cw_err describe_stretch(struct cw_collector *c, struct cw_stretch stretch,
                                    struct cw_pairing *a, uint32_t *by_itself, uint32_t *context)
{
    struct cw_signal_source *s = c->s;
    struct cw_passage before = passage_of(&s->before, stretch.old_start, stretch.old_end);
    struct cw_passage after = passage_of(&s->after, stretch.new_start, stretch.new_end);
    struct cw_value_lists l = {.old_passage = &before, .new_passage = &after};
    enum cw_err err = cw_values_find(s->scratch, &before, &l.before);
    if (!err) {
        err = cw_values_find(s->scratch, &after, &l.after);
    }
    if (err) {
        return err;
    }
    c->context = s->context | cw_context_of(&before) | cw_context_of(&after);
    c->context |= before.start == before.end ? CW_CONTEXT_ADDED : 0;
    c->context |= after.start == after.end ? CW_CONTEXT_REMOVED : 0;
    *context |= c->context;
    *by_itself &= cw_changes_by_itself(s, &l);
    err = cw_collect_values(c, &l, a);
    if (!err && before.start < before.end && after.start < after.end) {
        cw_collect_words(c, &before, &after, CW_SIGNAL_MODAL, a);
        cw_collect_words(c, &before, &after, CW_SIGNAL_NEGATION, a);
        cw_collect_bounds(c, &before, &after);
    }
    return err;
}

/* Why a change of two clauses is a trifle; 0 = it is none. */
static uint32_t trifle_of_both(const struct cw_signal_source *s, bool concepts)
{
    const struct cw_edit *edit = s->edit;
    if ((cw_is_menu(s->old_clause) && cw_is_menu(s->new_clause)) ||
        cw_is_beside_date(edit, &s->before, &s->after) ||
        (cw_is_bare_link(s->old_clause) && cw_is_bare_link(s->new_clause)) ||
        (!concepts && cw_is_run_together(&s->before) && cw_is_run_together(&s->after))) {
        return CW_COSMETIC_FURNITURE;
    }
    if (cw_is_hidden_mail(edit, s->before.text, s->after.text)) {
        return CW_COSMETIC_MARKUP;
    }
    if (cw_is_label(s)) {
        return CW_COSMETIC_LINKS;
    }
    if (cw_is_title(edit, s->old_clause, s->new_clause)) {
        return CW_COSMETIC_FURNITURE;
    }
    bool wording = !concepts && cw_is_wording(s->scratch, s->pack, edit, &s->before, &s->after);
    return wording ? CW_COSMETIC_SPELLING : 0;
}

static uint32_t trifle_of_one(const struct cw_signal_source *s, bool concepts, uint32_t context)
{
    const struct cw_clause *clause = s->new_clause ? s->new_clause : s->old_clause;
    const struct cw_passage *passage = s->new_clause ? &s->after : &s->before;
    const uint32_t rules = CW_CONTEXT_RULE | CW_CONTEXT_DUTY | CW_CONTEXT_LIMIT | CW_CONTEXT_FORUM;
    bool fragment = !concepts && !(context & rules) && cw_is_fragment(clause, passage);
    return fragment || cw_is_bare_link(clause) || cw_is_menu(clause) ? CW_COSMETIC_FURNITURE : 0;
}

static bool both_addresses(const struct cw_signal_source *s)
{
    return s->old_clause && s->new_clause &&
           ((cw_is_address(s->before.text) && cw_is_address(s->after.text)) ||
            cw_is_in_addresses(s->edit, s->before.text, s->after.text));
}

/* Wording that nobody needs to read, unless a signal says more than a link or a light concept. */
static uint32_t trifle(const struct cw_collector *c, enum cw_severity severity, uint32_t context)
{
    const struct cw_signal_source *s = c->s;
    if (both_addresses(s)) {
        return CW_COSMETIC_LINKS;
    }
    if (severity == CW_SEVERITY_HIGH) {
        return 0;
    }
    if (s->other && cw_is_old_notice(c->s, c->items, c->n)) {
        return CW_COSMETIC_REVISION_DATE;
    }
    bool concepts = false;
    for (size_t k = 0; k < c->n; k++) {
        enum cw_signal_kind kind = c->items[k].signal.kind;
        concepts |= kind == CW_SIGNAL_CONCEPT;
        if (kind != CW_SIGNAL_LINK && kind != CW_SIGNAL_HEADING && kind != CW_SIGNAL_CONCEPT) {
            return 0;
        }
    }
    return s->old_clause && s->new_clause ? trifle_of_both(s, concepts)
                                          : trifle_of_one(s, concepts, context);
}

static enum cw_err finish(struct cw_collector *c, uint32_t by_itself, uint32_t context)
{
    struct cw_edit *edit = c->s->edit;
    if (c->n) {
        edit->signals = cw_arena_array(c->s->arena, c->n, sizeof *edit->signals);
        if (!edit->signals) {
            return CW_ENOMEM;
        }
    }
    enum cw_severity severity = cw_severity_of_edit(c->s->rules, context);
    for (size_t k = 0; k < c->n; k++) {
        enum cw_severity of_signal = cw_severity_of_signal(c->s->rules, &c->items[k]);
        severity = of_signal > severity ? of_signal : severity;
        edit->signals[edit->n_signals++] = c->items[k].signal;
    }
    if (!edit->cosmetic && by_itself && c->s->n_stretches > 0) {
        edit->cosmetic = by_itself;
    } else if (!edit->cosmetic && c->s->n_stretches > 0) {
        edit->cosmetic = trifle(c, severity, context);
    }
    edit->severity = edit->cosmetic || cw_is_other_cut(edit) ? CW_SEVERITY_INFO : severity;
    return CW_OK;
}

enum cw_err cw_signals_find(struct cw_signal_source *source)
{
    struct cw_collector c = {.s = source};
    struct cw_pairing alignment;
    uint32_t by_itself = source->edit->cosmetic ? 0 : ~0u;
    uint32_t context = source->context;
    for (size_t k = 0; k < source->n_stretches; k++) {
        enum cw_err err =
            describe_stretch(&c, source->stretches[k], &alignment, &by_itself, &context);
        if (err) {
            return err;
        }
    }
    c.context = context;
    if (source->n_stretches > 0 && !source->edit->cosmetic && !by_itself) {
        cw_collect_concepts(&c, &source->before, &source->after, false);
        cw_collect_concepts(&c, &source->after, &source->before, true);
        cw_collect_heading(&c);
    }
    cw_collect_links(&c);
    return finish(&c, by_itself, context);
}
