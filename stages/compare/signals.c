/* What changed in meaning: values, modals, negation, concepts, links, headings.
 *
 * Only sentences that differ are looked at. Values, modals and negations of both sides are aligned
 * in order; what finds no equal is reported, each old one with the new one in its place. */
#include "signals.h"

#include "common/utf8.h"

enum {
    MOST_SIGNALS = 32,
    MOST_ALIGNED = 96,
    MOST_CONCEPTS = 12,
    MOST_COMPARED = 2000,
    MOST_LINKS = 4,
    LONGEST_VALUE = 160
};

struct collector {
    struct cw_signal_source *s;
    struct cw_judged items[MOST_SIGNALS];
    size_t n;
    uint32_t context; /* of the stretch at hand */
};

static struct cw_str shortened(struct cw_str text)
{
    if (text.len <= LONGEST_VALUE) {
        return cw_str_trim(text);
    }
    size_t at = LONGEST_VALUE;
    while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80) {
        at--;
    }
    return cw_str_trim(cw_str_sub(text, 0, at));
}

static void collect(struct collector *c, enum cw_signal_kind kind, struct cw_str old_value,
                    struct cw_str new_value, int direction, struct cw_str concept, uint32_t context)
{
    if (c->n < MOST_SIGNALS) {
        struct cw_signal signal = {kind, shortened(old_value), shortened(new_value), direction};
        c->items[c->n++] = (struct cw_judged){signal, concept, c->context | context};
    }
}

static const struct cw_str nothing = {"", 0};

static size_t append(char *list, size_t at, struct cw_str text)
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

static struct cw_str text_of(const struct cw_passage *p, uint32_t start, uint32_t end)
{
    return cw_str_sub(p->text, start, end);
}

/* ---- alignment of two short lists ---- */

struct alignment {
    uint8_t table[MOST_ALIGNED + 1][MOST_ALIGNED + 1];
    uint8_t pair[MOST_ALIGNED]; /* of each old item: new item + 1, 0 = none */
    bool taken[MOST_ALIGNED];   /* of each new item */
};

typedef bool (*equal_fn)(const void *lists, size_t i, size_t j);

/* Longest common subsequence; what is equal but elsewhere is taken out too. */
static void align(struct alignment *a, const void *lists, size_t n_old, size_t n_new,
                  equal_fn equal)
{
    memset(a->pair, 0, sizeof a->pair);
    memset(a->taken, 0, sizeof a->taken);
    memset(a->table[n_old], 0, n_new + 1);
    for (size_t i = n_old; i-- > 0;) {
        a->table[i][n_new] = 0;
        for (size_t j = n_new; j-- > 0;) {
            uint8_t best =
                a->table[i + 1][j] > a->table[i][j + 1] ? a->table[i + 1][j] : a->table[i][j + 1];
            a->table[i][j] = equal(lists, i, j) ? (uint8_t)(a->table[i + 1][j + 1] + 1) : best;
        }
    }
    for (size_t i = 0, j = 0; i < n_old && j < n_new;) {
        if (equal(lists, i, j)) {
            a->pair[i++] = (uint8_t)(j + 1);
            a->taken[j++] = true;
        } else if (a->table[i + 1][j] >= a->table[i][j + 1]) {
            i++;
        } else {
            j++;
        }
    }
    for (size_t i = 0; i < n_old; i++) {
        for (size_t j = 0; j < n_new && !a->pair[i]; j++) {
            if (!a->taken[j] && equal(lists, i, j)) {
                a->pair[i] = (uint8_t)(j + 1);
                a->taken[j] = true;
            }
        }
    }
}

/* New items between the partners of the old items around i that are free: [*from, *to). */
static void free_between(const struct alignment *a, size_t n_old, size_t n_new, size_t i,
                         size_t *from, size_t *to)
{
    *from = 0;
    *to = n_new;
    for (size_t k = i; k-- > 0;) {
        if (a->pair[k]) {
            *from = a->pair[k];
            break;
        }
    }
    for (size_t k = i + 1; k < n_old; k++) {
        if (a->pair[k]) {
            *to = (size_t)a->pair[k] - 1;
            break;
        }
    }
}

/* ---- values ---- */

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

static void collect_value(struct collector *c, const struct cw_value_lists *l,
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
    collect(c, kind, a ? text_of(l->old_passage, a->start, a->end) : nothing,
            b ? text_of(l->new_passage, b->start, b->end) : nothing, direction, nothing, context);
}

/* All ages of a sentence in one signal: "13" -> "13, 16" says more than a 16 that came. */
static bool collect_ages(struct collector *c, struct cw_value_lists *l)
{
    struct cw_str sides[2];
    double highest[2] = {0, 0};
    for (int side = 0; side < 2; side++) {
        const struct cw_values *values = side ? &l->after : &l->before;
        const struct cw_passage *passage = side ? l->new_passage : l->old_passage;
        char *list = cw_arena_alloc(c->s->arena, LONGEST_VALUE);
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
            if (seen || length + size + 2 > LONGEST_VALUE) {
                continue;
            }
            length = append(list, length, cw_str_z(length ? ", " : ""));
            length = append(list, length, text_of(passage, value->start, value->end));
            highest[side] = value->amount > highest[side] ? value->amount : highest[side];
        }
        sides[side] = cw_str_n(list, length);
    }
    int direction = 0;
    if (sides[0].len && sides[1].len) {
        direction = (highest[1] > highest[0]) - (highest[1] < highest[0]);
    }
    collect(c, CW_SIGNAL_AGE, sides[0], sides[1], direction, nothing, 0);
    return true;
}

static enum cw_err collect_values(struct collector *c, struct cw_value_lists *l,
                                  struct alignment *a)
{
    size_t n_old = l->before.n < MOST_ALIGNED ? l->before.n : MOST_ALIGNED;
    size_t n_new = l->after.n < MOST_ALIGNED ? l->after.n : MOST_ALIGNED;
    align(a, l, n_old, n_new, values_equal);
    bool ages = false;
    for (int strict = 1; strict >= 0; strict--) {
        for (size_t i = 0; i < n_old; i++) {
            size_t from;
            size_t to;
            free_between(a, n_old, n_new, i, &from, &to);
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

/* ---- modals and negation ---- */

struct word_lists {
    const struct cw_match *before[MOST_ALIGNED], *after[MOST_ALIGNED];
    size_t n_old, n_new;
};

static bool words_equal(const void *lists, size_t i, size_t j)
{
    const struct word_lists *l = lists;
    return cw_str_eq(l->before[i]->id, l->after[j]->id);
}

static bool is_negation(struct cw_str id)
{
    return cw_id_in(id, "negation") || cw_str_is(id, "polarity.only") ||
           cw_str_is(id, "polarity.unless") || cw_str_is(id, "polarity.except");
}

static bool wanted(struct cw_str id, enum cw_signal_kind kind)
{
    return kind == CW_SIGNAL_MODAL ? cw_id_in(id, "modal") : is_negation(id);
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
    for (size_t k = 0; k < p->n_matches && n < MOST_ALIGNED; k++) {
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
    return text_of(p, start, end);
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
static bool said_already(const struct collector *c, const struct cw_passage *p,
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

static void collect_words(struct collector *c, const struct cw_passage *before,
                          const struct cw_passage *after, enum cw_signal_kind kind,
                          struct alignment *a)
{
    struct word_lists l;
    l.n_old = list_words(before, kind, l.before);
    l.n_new = list_words(after, kind, l.after);
    align(a, &l, l.n_old, l.n_new, words_equal);
    for (size_t i = 0; i < l.n_old; i++) {
        if (a->pair[i] || (kind == CW_SIGNAL_NEGATION && said_already(c, before, l.before[i]))) {
            continue;
        }
        size_t from;
        size_t to;
        free_between(a, l.n_old, l.n_new, i, &from, &to);
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
        collect(c, kind, in_context(before, l.before[i]),
                partner ? in_context(after, partner) : nothing, direction,
                partner ? partner->id : l.before[i]->id, 0);
    }
    for (size_t j = 0; j < l.n_new; j++) {
        if (!a->taken[j] && (kind == CW_SIGNAL_MODAL || !said_already(c, after, l.after[j]))) {
            collect(c, kind, nothing, in_context(after, l.after[j]), 0, l.after[j]->id, 0);
        }
    }
}

/* ---- concepts ---- */

/* Families that are the grammar of a text or have signals of their own. */
static bool is_concept(struct cw_str id)
{
    static const char *const others[] = {
        "number",  "ordinal",  "unit",         "month",          "weekday",  "relative", "counter",
        "percent", "currency", "modal",        "negation",       "polarity", "section",  "age",
        "junk",    "coverage", "last-updated", "effective-date", "party",    "language"};
    bool capital = id.len > 3 && id.data[2] == '-';
    if (capital && (cw_str_starts(id, "OP-") || cw_str_starts(id, "PL-"))) {
        return false;
    }
    for (size_t k = 0; k < sizeof others / sizeof *others; k++) {
        if (id.data[0] == others[k][0] && cw_id_in(id, others[k])) {
            return false;
        }
    }
    return true;
}

static bool reported(const struct collector *c, size_t from, struct cw_str id)
{
    for (size_t k = from; k < c->n; k++) {
        if (cw_str_eq(c->items[k].concept, id)) {
            return true;
        }
    }
    return false;
}

/* "UF-A: arbitration"; the id alone where the text says the same. */
static struct cw_str concept_label(struct collector *c, const struct cw_passage *p,
                                   const struct cw_match *match)
{
    struct cw_str words = text_of(p, match->start, match->end);
    char *label = cw_arena_alloc(c->s->arena, match->id.len + words.len + 3);
    if (!label) {
        return match->id;
    }
    size_t length = append(label, 0, match->id);
    length = append(label, length, cw_str_z(": "));
    length = append(label, length, words);
    return cw_str_n(label, length);
}

/* Concepts of one whole side that the other does not name. */
static void collect_concepts(struct collector *c, const struct cw_passage *here,
                             const struct cw_passage *there, bool gained)
{
    size_t from = c->n;
    for (size_t k = 0; k < here->n_matches && k < MOST_COMPARED; k++) {
        if (c->n - from == MOST_CONCEPTS) {
            break;
        }
        const struct cw_match *match = &here->matches[k];
        if (!is_concept(match->id) || reported(c, from, match->id) ||
            cw_passage_holds(there, match->id)) {
            continue;
        }
        struct cw_judged judged = {
            .signal.kind = CW_SIGNAL_CONCEPT, .concept = match->id, .context = c->context};
        if (cw_severity_of_signal(c->s->rules, &judged) == CW_SEVERITY_INFO) {
            continue; /* a topic that says nothing about rules */
        }
        struct cw_str label = concept_label(c, here, match);
        collect(c, CW_SIGNAL_CONCEPT, gained ? nothing : label, gained ? label : nothing, 0,
                match->id, 0);
    }
}

/* ---- links and headings ---- */

static void collect_links(struct collector *c)
{
    const struct cw_clause *before = c->s->old_clause;
    const struct cw_clause *after = c->s->new_clause;
    if (!before || !after || cw_hash_eq(&before->links_hash, &after->links_hash)) {
        return;
    }
    size_t most = before->n_links > after->n_links ? before->n_links : after->n_links;
    size_t n = 0;
    for (size_t k = 0; k < most && n < MOST_LINKS; k++) {
        struct cw_str a = k < before->n_links ? before->links[k].target : nothing;
        struct cw_str b = k < after->n_links ? after->links[k].target : nothing;
        if (!cw_str_eq(a, b)) {
            collect(c, CW_SIGNAL_LINK, a, b, 0, nothing, 0);
            n++;
        }
    }
}

static void collect_heading(struct collector *c)
{
    const struct cw_clause *before = c->s->old_clause;
    const struct cw_clause *after = c->s->new_clause;
    const struct cw_clause *known = after ? after : before;
    if (known && known->kind == CW_HEADING) {
        collect(c, CW_SIGNAL_HEADING, before ? before->text : nothing,
                after ? after->text : nothing, 0, nothing, 0);
    }
}

/* ---- all ---- */

static enum cw_err describe_stretch(struct collector *c, struct cw_stretch stretch,
                                    struct alignment *a, uint32_t *by_itself, uint32_t *context)
{
    struct cw_signal_source *s = c->s;
    struct cw_passage before = passage_of(&s->before, stretch.old_start, stretch.old_end);
    struct cw_passage after = passage_of(&s->after, stretch.new_start, stretch.new_end);
    struct cw_value_lists l = {.old_passage = &before, .new_passage = &after};
    enum cw_err err = cw_values_find(s->arena, &before, &l.before);
    if (!err) {
        err = cw_values_find(s->arena, &after, &l.after);
    }
    if (err) {
        return err;
    }
    c->context = s->context | cw_context_of(&before) | cw_context_of(&after);
    c->context |= before.start == before.end ? CW_CONTEXT_ADDED : 0;
    c->context |= after.start == after.end ? CW_CONTEXT_REMOVED : 0;
    *context |= c->context;
    *by_itself &= cw_changes_by_itself(s, &l);
    err = collect_values(c, &l, a);
    if (!err && before.start < before.end && after.start < after.end) {
        collect_words(c, &before, &after, CW_SIGNAL_MODAL, a);
        collect_words(c, &before, &after, CW_SIGNAL_NEGATION, a);
    }
    return err;
}

/* Wording that nobody needs to read, unless a signal says more than a link or a light concept. */
static uint32_t trifle(const struct collector *c, enum cw_severity severity)
{
    const struct cw_signal_source *s = c->s;
    if (severity == CW_SEVERITY_HIGH) {
        return 0;
    }
    bool concepts = false;
    for (size_t k = 0; k < c->n; k++) {
        enum cw_signal_kind kind = c->items[k].signal.kind;
        concepts |= kind == CW_SIGNAL_CONCEPT;
        if (kind != CW_SIGNAL_LINK && kind != CW_SIGNAL_HEADING && kind != CW_SIGNAL_CONCEPT) {
            return 0;
        }
    }
    if (s->old_clause && s->new_clause) {
        if (cw_is_menu(s->old_clause) && cw_is_menu(s->new_clause)) {
            return CW_COSMETIC_FURNITURE;
        }
        if (cw_is_hidden_mail(s->edit, s->before.text, s->after.text)) {
            return CW_COSMETIC_MARKUP;
        }
        bool spelling = !concepts && cw_is_spelling(s->edit, s->before.text, s->after.text);
        return spelling ? CW_COSMETIC_SPELLING : 0;
    }
    const struct cw_clause *clause = s->new_clause ? s->new_clause : s->old_clause;
    return cw_is_bare_link(clause) || cw_is_menu(clause) ? CW_COSMETIC_FURNITURE : 0;
}

static enum cw_err finish(struct collector *c, uint32_t by_itself, uint32_t context)
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
        edit->cosmetic = trifle(c, severity);
    }
    edit->severity = edit->cosmetic || cw_is_other_cut(edit) ? CW_SEVERITY_INFO : severity;
    return CW_OK;
}

enum cw_err cw_signals_find(struct cw_signal_source *source)
{
    struct collector c = {.s = source};
    struct alignment alignment;
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
        collect_concepts(&c, &source->before, &source->after, false);
        collect_concepts(&c, &source->after, &source->before, true);
        collect_heading(&c);
    }
    collect_links(&c);
    return finish(&c, by_itself, context);
}
