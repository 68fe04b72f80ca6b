/* What else an edit says: concepts gained and lost, links that lead elsewhere, headings. */
#include "collector.h"

enum { MOST_CONCEPTS = 12, MOST_COMPARED = 2000, MOST_LINKS = 4 };

static const struct cw_str nothing = {"", 0};

/* Families that are the grammar of a text or have signals of their own; those of most words first.
 */
static bool is_concept(struct cw_str id)
{
    static const char *const others[] = {
        "party",   "modal", "polarity", "negation",     "number",         "section", "unit",
        "ordinal", "month", "weekday",  "relative",     "counter",        "percent", "currency",
        "age",     "junk",  "coverage", "last-updated", "effective-date", "language"};
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

static bool reported(const struct cw_collector *c, size_t from, struct cw_str id)
{
    for (size_t k = from; k < c->n; k++) {
        if (cw_str_eq(c->items[k].concept, id)) {
            return true;
        }
    }
    return false;
}

/* "UF-A: arbitration"; the id alone where the text says the same. */
static struct cw_str concept_label(struct cw_collector *c, const struct cw_passage *p,
                                   const struct cw_match *match)
{
    struct cw_str words = cw_passage_text(p, match->start, match->end);
    char *label = cw_arena_alloc(c->s->arena, match->id.len + words.len + 3);
    if (!label) {
        return match->id;
    }
    size_t length = cw_append(label, 0, match->id);
    length = cw_append(label, length, cw_str_z(": "));
    length = cw_append(label, length, words);
    return cw_str_n(label, length);
}

/* Concepts of one whole side that the other does not name. */
void cw_collect_concepts(struct cw_collector *c, const struct cw_passage *here,
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
        /* A heading names topics too; only what would weigh in a sentence is worth a word. */
        struct cw_judged judged = {.signal.kind = CW_SIGNAL_CONCEPT,
                                   .concept = match->id,
                                   .context = c->context & ~(uint32_t)CW_CONTEXT_HEADING};
        if (cw_severity_of_signal(c->s->rules, &judged) == CW_SEVERITY_INFO) {
            continue; /* a topic that says nothing about rules */
        }
        struct cw_str label = concept_label(c, here, match);
        cw_collect(c, CW_SIGNAL_CONCEPT, gained ? nothing : label, gained ? label : nothing, 0,
                   match->id, 0);
    }
}

void cw_collect_links(struct cw_collector *c)
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
            cw_collect(c, CW_SIGNAL_LINK, a, b, 0, nothing, 0);
            n++;
        }
    }
}

void cw_collect_heading(struct cw_collector *c)
{
    const struct cw_clause *before = c->s->old_clause;
    const struct cw_clause *after = c->s->new_clause;
    const struct cw_clause *known = after ? after : before;
    if (known && known->kind == CW_HEADING) {
        cw_collect(c, CW_SIGNAL_HEADING, before ? before->text : nothing,
                   after ? after->text : nothing, 0, nothing, 0);
    }
}
