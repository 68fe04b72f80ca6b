/* What changes by itself: days ago, counts of views, the day of the last revision, furniture of the
 * page. And, since a rule must never be taken for such, what a sentence speaks of. */
#include "signals.h"

#include <ctype.h>

#include "common/utf8.h"

enum { MOST_COMPARED = 2000 };

bool cw_passage_holds(const struct cw_passage *p, struct cw_str id)
{
    for (size_t k = 0; k < p->n_matches && k < MOST_COMPARED; k++) {
        if (cw_str_eq(p->matches[k].id, id)) {
            return true;
        }
    }
    return false;
}

uint32_t cw_context_of(const struct cw_passage *p)
{
    static const char *const duties[] = {"modal.must", "modal.must-not", "modal.may-not",
                                         "modal.cannot", "modal.agree"};
    static const struct {
        const char *id;
        uint32_t bit;
    } topics[] = {{"safeguard.notice", CW_CONTEXT_LIMIT},
                  {"notice", CW_CONTEXT_LIMIT},
                  {"deadline", CW_CONTEXT_LIMIT},
                  {"appeal", CW_CONTEXT_LIMIT},
                  {"cancellation", CW_CONTEXT_LIMIT},
                  {"refund", CW_CONTEXT_LIMIT},
                  {"retention", CW_CONTEXT_LIMIT},
                  {"deletion", CW_CONTEXT_LIMIT},
                  {"renewal", CW_CONTEXT_LIMIT},
                  {"trial", CW_CONTEXT_LIMIT},
                  {"termination", CW_CONTEXT_LIMIT},
                  {"safeguard.appeal", CW_CONTEXT_LIMIT},
                  {"UF-A", CW_CONTEXT_FORUM},
                  {"UF-J", CW_CONTEXT_FORUM},
                  {"arbitration", CW_CONTEXT_FORUM},
                  {"class-action", CW_CONTEXT_FORUM}};
    uint32_t context = 0;
    for (size_t k = 0; k < p->n_matches; k++) {
        struct cw_str id = p->matches[k].id;
        if (cw_id_in(id, "modal")) {
            context |= CW_CONTEXT_RULE;
            for (size_t i = 0; i < sizeof duties / sizeof *duties; i++) {
                context |= cw_str_is(id, duties[i]) ? CW_CONTEXT_DUTY : 0;
            }
            continue;
        }
        for (size_t i = 0; i < sizeof topics / sizeof *topics; i++) {
            if (id.data[0] == topics[i].id[0] && cw_str_is(id, topics[i].id)) {
                context |= topics[i].bit;
            }
        }
    }
    return context;
}

static bool masks(const struct cw_match *match)
{
    return cw_id_in(match->id, "relative") || cw_id_in(match->id, "counter");
}

static bool says_ago(const struct cw_passage *p, const struct cw_match *match)
{
    for (size_t k = 0; k < p->n_matches && p->matches[k].start <= match->start; k++) {
        if (cw_id_in(p->matches[k].id, "relative") && p->matches[k].end >= match->end) {
            return true;
        }
    }
    return false;
}

bool cw_ends_as_sentence(const struct cw_passage *p)
{
    static const uint32_t stops[] = {'.', '!', '?', 0x3002, 0x0964, 0x06D4, 0x061F};
    size_t at = p->end;
    while (at > p->start && ((unsigned char)p->text.data[at - 1] & 0xC0) == 0x80) {
        at--;
    }
    if (at == p->start) {
        return false;
    }
    at--;
    uint32_t last = cw_utf8_next(p->text, &at);
    for (size_t k = 0; k < sizeof stops / sizeof *stops; k++) {
        if (last == stops[k]) {
            return true;
        }
    }
    return false;
}

/* Many languages say "30 days ago" and "30 days before" alike. In a rule it is a time limit; where
 * nothing but those words speaks of one, and they stand in a few words that are no sentence, it is
 * the line of a page. */
static bool may_be_limit(const struct cw_passage *p)
{
    enum { FEW = 80 };
    bool doubtful = false;
    if (cw_passage_holds(p, cw_str_z("last-updated")) && p->end - p->start <= FEW) {
        return false;
    }
    for (size_t k = 0; k < p->n_matches; k++) {
        struct cw_passage one = *p;
        one.matches = &p->matches[k];
        one.n_matches = 1;
        if (cw_context_of(&one) & (CW_CONTEXT_RULE | CW_CONTEXT_LIMIT)) {
            doubtful = true;
            if (!says_ago(p, &p->matches[k])) {
                return true;
            }
        }
    }
    return doubtful && (p->end - p->start > FEW || cw_ends_as_sentence(p));
}

/* "Views: 12", "12 people found this helpful": a few words that count, and no rule. */
static bool is_counter_line(const struct cw_passage *p)
{
    enum { FEW = 120 };
    bool counter = false;
    for (size_t k = 0; k < p->n_matches; k++) {
        counter |= cw_id_in(p->matches[k].id, "counter");
    }
    return counter && p->end - p->start <= FEW && !cw_ends_as_sentence(p) &&
           !(cw_context_of(p) & (CW_CONTEXT_RULE | CW_CONTEXT_LIMIT));
}

/* "1.2M views" at the very beginning of a text: a count that is cut short grows by itself. */
static bool leads_as_count(const struct cw_passage *p, const struct cw_value *value)
{
    if (value->kind != CW_SIGNAL_NUMBER || value->start != 0) {
        return false;
    }
    size_t at = 0;
    while (at < p->end && (isdigit((unsigned char)p->text.data[at]) || p->text.data[at] == '.')) {
        at++;
    }
    return at > 0 && at + 1 < p->end && p->text.data[at] && strchr("KMB", p->text.data[at]) &&
           p->text.data[at + 1] == ' ';
}

/* The skeleton of a passage without what changes by itself. *masked: bits of what was there. */
static uint64_t masked_skeleton(struct cw_arena *arena, const struct cw_passage *p,
                                const struct cw_values *values, bool revision, uint32_t *masked)
{
    struct cw_clause rest = {0};
    char *copy = cw_arena_copy(arena, p->text.data + p->start, p->end - p->start);
    if (!copy) {
        return 0;
    }
    bool counter = is_counter_line(p);
    for (size_t k = 0; k < values->n; k++) {
        const struct cw_value *value = &values->items[k];
        bool counts = value->kind == CW_SIGNAL_NUMBER || value->kind == CW_SIGNAL_DURATION;
        uint32_t bit = value->relative ? CW_COSMETIC_RELATIVE_DATE : 0;
        bit |= value->counter || (counter && counts) || leads_as_count(p, value)
                   ? CW_COSMETIC_COUNTER
                   : 0;
        bit |= revision && value->kind == CW_SIGNAL_DATE ? CW_COSMETIC_REVISION_DATE : 0;
        if (bit) {
            memset(copy + (value->start - p->start), ' ', value->end - value->start);
            *masked |= bit;
        }
    }
    for (size_t k = 0; k < p->n_matches; k++) {
        const struct cw_match *match = &p->matches[k];
        if (masks(match) && match->end <= p->end) {
            memset(copy + (match->start - p->start), ' ', match->end - match->start);
            *masked |=
                cw_id_in(match->id, "relative") ? CW_COSMETIC_RELATIVE_DATE : CW_COSMETIC_COUNTER;
        }
    }
    rest.text = cw_str_n(copy, p->end - p->start);
    return cw_skeleton(&rest, false);
}

/* "0:43 / 1:00": where a film stands. */
static bool is_time_code(const struct cw_passage *p)
{
    bool colon = false;
    for (uint32_t at = p->start; at < p->end; at++) {
        if (!p->text.data[at] || !strchr("0123456789:/ ", p->text.data[at])) {
            return false;
        }
        colon |= p->text.data[at] == ':';
    }
    return colon;
}

/* What is left of "Sun, 12 Apr 2026 12:50:40 GMT" without its date: the time of day. */
static bool is_time_of_day(const struct cw_passage *p, const struct cw_value *date)
{
    enum { FEW = 8 };
    uint32_t letters = 0;
    bool colon = false;
    for (uint32_t at = p->start; at < p->end; at++) {
        char c = p->text.data[at];
        if (at >= date->start && at < date->end) {
            continue;
        }
        bool letter = isalpha((unsigned char)c);
        if (!letter && !isdigit((unsigned char)c) && c != ':' && c != ',' && c != ' ') {
            return false;
        }
        letters += letter;
        colon |= c == ':' && at > p->start && isdigit((unsigned char)p->text.data[at - 1]);
    }
    return colon && letters <= FEW;
}

/* Nothing but dates: the line of a log of versions, or of the last change. */
static bool is_date_alone(const struct cw_passage *p, const struct cw_values *values)
{
    uint32_t dates = 0;
    for (size_t k = 0; k < values->n; k++) {
        if (values->items[k].kind == CW_SIGNAL_DATE && is_time_of_day(p, &values->items[k])) {
            return true;
        }
        if (values->items[k].kind != CW_SIGNAL_DATE) {
            return false;
        }
        dates += values->items[k].end - values->items[k].start;
    }
    return dates > 0 && dates + 2 >= p->end - p->start;
}

/* A button or a notice of the page in a few words: "Please enable JavaScript". */
static bool is_page_furniture(const struct cw_passage *p, const struct cw_values *values)
{
    enum { LONGEST = 120, SHARE = 4 };
    if (values->n > 0 || p->end - p->start > LONGEST) {
        return false;
    }
    uint32_t junk = 0;
    for (size_t k = 0; k < p->n_matches; k++) {
        if (cw_id_in(p->matches[k].id, "junk")) {
            junk += p->matches[k].end - p->matches[k].start;
        }
    }
    return junk * SHARE >= p->end - p->start;
}

/* Nothing but a short number: the mark of an entry or of a page. */
static bool is_number_alone(const struct cw_passage *p)
{
    enum { FEW = 3 };
    for (uint32_t at = p->start; at < p->end; at++) {
        if (!isdigit((unsigned char)p->text.data[at])) {
            return false;
        }
    }
    return p->end > p->start && p->end - p->start <= FEW;
}

/* "Last modified on 13 April": when the page was last changed, in a few words, and no rule. */
static bool is_revision_note(const struct cw_passage *p, const struct cw_values *values)
{
    enum { FEW = 120, LABEL = 40 };
    bool label = p->end - p->start <= LABEL && cw_passage_holds(p, cw_str_z("change"));
    if (p->end - p->start > FEW || values->n == 0 ||
        !(label || cw_passage_holds(p, cw_str_z("last-updated"))) ||
        cw_passage_holds(p, cw_str_z("effective-date")) || (cw_context_of(p) & CW_CONTEXT_RULE)) {
        return false;
    }
    for (size_t k = 0; k < values->n; k++) {
        if (values->items[k].kind != CW_SIGNAL_DATE && !values->items[k].relative) {
            return false;
        }
    }
    return true;
}

/* "Example © 2022": the last line of a page. */
static bool is_copyright_line(const struct cw_passage *p, const struct cw_values *values)
{
    enum { FEW = 60 };
    for (size_t k = 0; k < values->n; k++) {
        if (values->items[k].kind != CW_SIGNAL_DATE) {
            return false;
        }
    }
    return p->end > p->start && p->end - p->start <= FEW &&
           memmem(p->text.data + p->start, p->end - p->start, "\xC2\xA9", 2) &&
           !(cw_context_of(p) & CW_CONTEXT_RULE);
}

/* The same for a clause that came or went. */
static uint32_t is_no_text(const struct cw_passage *p, const struct cw_values *values)
{
    bool revision = is_date_alone(p, values) || is_revision_note(p, values);
    uint32_t bits = revision ? CW_COSMETIC_REVISION_DATE : 0;
    bits |= is_time_code(p) || is_number_alone(p) ? CW_COSMETIC_COUNTER : 0;
    bool furniture = is_page_furniture(p, values) || is_copyright_line(p, values);
    return bits | (furniture ? CW_COSMETIC_FURNITURE : 0);
}

/* Bits when everything else of the stretch is the same; 0 = something else changed. */
uint32_t cw_changes_by_itself(struct cw_signal_source *s, const struct cw_value_lists *l)
{
    enum { LONGEST = 400 };
    if (!s->old_clause || !s->new_clause) {
        uint32_t bits = is_no_text(s->new_clause ? l->new_passage : l->old_passage,
                                   s->new_clause ? &l->after : &l->before);
        bits &= s->context & CW_CONTEXT_ROW ? ~(uint32_t)CW_COSMETIC_COUNTER : ~0u;
        return s->in_force ? bits & ~(uint32_t)CW_COSMETIC_REVISION_DATE : bits;
    }
    bool came = l->old_passage->start == l->old_passage->end;
    bool went = l->new_passage->start == l->new_passage->end;
    if ((came && is_revision_note(l->new_passage, &l->after)) ||
        (went && is_revision_note(l->old_passage, &l->before))) {
        return CW_COSMETIC_REVISION_DATE;
    }
    if (is_copyright_line(l->old_passage, &l->before) &&
        is_copyright_line(l->new_passage, &l->after)) {
        return CW_COSMETIC_REVISION_DATE;
    }
    if (is_time_code(l->old_passage) && is_time_code(l->new_passage)) {
        return CW_COSMETIC_COUNTER;
    }
    if (is_date_alone(l->old_passage, &l->before) && is_date_alone(l->new_passage, &l->after) &&
        s->edit->kind == CW_EDIT_MODIFIED && !s->in_force) {
        return CW_COSMETIC_REVISION_DATE;
    }
    if (l->old_passage->end - l->old_passage->start > LONGEST ||
        l->new_passage->end - l->new_passage->start > LONGEST) {
        return 0;
    }
    uint32_t old_bits = 0;
    uint32_t new_bits = 0;
    uint64_t before =
        masked_skeleton(s->scratch, l->old_passage, &l->before, s->revision, &old_bits);
    uint64_t after = masked_skeleton(s->scratch, l->new_passage, &l->after, s->revision, &new_bits);
    uint32_t bits = before == after ? old_bits & new_bits : 0;
    bool limit = may_be_limit(l->old_passage) || may_be_limit(l->new_passage);
    return limit && (bits & CW_COSMETIC_RELATIVE_DATE) ? 0 : bits;
}
