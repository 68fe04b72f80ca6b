/* How much a change matters: rules over signals, never the size of an edit.
 *
 * A table read from top to bottom; the first line that fits a signal decides. The standard table is
 * lexicons/concepts/severity.tsv, built in, so that compare needs no file; a user's own table
 * replaces it. */
#include "severity_standard.h"
#include "signals.h"

enum { MOST_RULES = 1000, EDIT_ITSELF = CW_SIGNAL_KINDS, COLUMNS = 4 };

struct rule {
    struct cw_str concept; /* an id or a family; "" = any */
    uint32_t context;      /* all of these bits must be set */
    enum cw_severity severity;
};

/* Rules of one signal, in the order of the table. */
struct rule_list {
    struct rule *items;
    size_t n, capacity;
};

struct cw_severity_rules {
    struct rule_list lists[EDIT_ITSELF + 1]; /* by enum cw_signal_kind; EDIT_ITSELF */
};

static const struct {
    uint32_t bit;
    const char *name;
} contexts[] = {{CW_CONTEXT_ADDED, "added"},
                {CW_CONTEXT_REMOVED, "removed"},
                {CW_CONTEXT_ROW, "row"},
                {CW_CONTEXT_HEADING, "heading"},
                {CW_CONTEXT_RULE, "rule"},
                {CW_CONTEXT_DUTY, "duty"},
                {CW_CONTEXT_LIMIT, "limit"},
                {CW_CONTEXT_DECIMAL, "decimal"},
                {CW_CONTEXT_REFERENCE, "reference"},
                {CW_CONTEXT_FORUM, "forum"}};

/* The text up to the separator; *rest moves behind it. */
static struct cw_str cut(struct cw_str *rest, char separator)
{
    const char *end = rest->len ? memchr(rest->data, separator, rest->len) : NULL;
    size_t length = end ? (size_t)(end - rest->data) : rest->len;
    struct cw_str part = cw_str_sub(*rest, 0, length);
    *rest = cw_str_sub(*rest, end ? length + 1 : length, rest->len);
    return part;
}

static bool parse_signal(struct cw_str name, int *signal)
{
    if (cw_str_is(name, "edit")) {
        *signal = EDIT_ITSELF;
        return true;
    }
    for (int kind = 0; kind < CW_SIGNAL_KINDS; kind++) {
        if (cw_str_is(name, cw_signal_kind_name((enum cw_signal_kind)kind))) {
            *signal = kind;
            return true;
        }
    }
    return false;
}

static bool parse_context(struct cw_str names, uint32_t *context)
{
    *context = 0;
    while (names.len && !cw_str_is(names, "-")) {
        struct cw_str name = cw_str_trim(cut(&names, ','));
        bool known = false;
        for (size_t k = 0; k < sizeof contexts / sizeof *contexts; k++) {
            if (cw_str_is(name, contexts[k].name)) {
                *context |= contexts[k].bit;
                known = true;
            }
        }
        if (!known) {
            return false;
        }
    }
    return true;
}

static bool parse_severity(struct cw_str name, enum cw_severity *severity)
{
    for (int level = CW_SEVERITY_INFO; level <= CW_SEVERITY_HIGH; level++) {
        if (cw_str_is(name, cw_severity_name((enum cw_severity)level))) {
            *severity = (enum cw_severity)level;
            return true;
        }
    }
    return false;
}

/* NULL, or what is wrong with the line. */
static const char *parse_line(struct cw_str line, int *signal, struct rule *rule)
{
    struct cw_str columns[COLUMNS];
    for (int k = 0; k < COLUMNS; k++) {
        if (k > 0 && line.len == 0) {
            return "a line has four columns separated by tabs: signal, concept, when, severity";
        }
        columns[k] = cut(&line, '\t');
    }
    if (!parse_signal(columns[0], signal)) {
        return "unknown signal; known: edit number date duration amount modal negation concept "
               "link "
               "heading age percentage";
    }
    rule->concept = cw_str_is(columns[1], "-") ? cw_str_z("") : columns[1];
    if (!parse_context(columns[2], &rule->context)) {
        return "unknown condition; known: added removed row heading rule duty limit forum decimal "
               "reference, separated by commas, or -";
    }
    return parse_severity(columns[3], &rule->severity)
               ? NULL
               : "unknown severity; known: info low medium high";
}

static bool add_rule(struct cw_arena *arena, struct rule_list *list, const struct rule *rule)
{
    struct rule *grown =
        cw_arena_grow(arena, list->items, list->n, &list->capacity, list->n + 1, sizeof *grown);
    if (grown) {
        list->items = grown;
        list->items[list->n++] = *rule;
    }
    return grown;
}

enum cw_err cw_severity_rules_parse(struct cw_arena *arena, struct cw_str table, const char *file,
                                    const struct cw_severity_rules **out, struct cw_diag *diag)
{
    struct cw_severity_rules *rules = cw_arena_alloc(arena, sizeof *rules);
    size_t n = 0;
    uint32_t number = 0;
    while (rules && table.len) {
        struct cw_str line = cut(&table, '\n');
        number++;
        if (cw_str_ends(line, "\r")) {
            line.len--;
        }
        if (line.len == 0 || line.data[0] == '#') {
            continue;
        }
        if (n++ == MOST_RULES) {
            return cw_fail(diag, CW_ELIMIT, file, number, 0, "more than %d rules", MOST_RULES);
        }
        int signal;
        struct rule rule;
        const char *wrong = parse_line(line, &signal, &rule);
        if (wrong) {
            return cw_fail(diag, CW_ESYNTAX, file, number, 0, "%s", wrong);
        }
        if (!add_rule(arena, &rules->lists[signal], &rule)) {
            return CW_ENOMEM;
        }
    }
    *out = rules;
    return rules ? CW_OK : CW_ENOMEM;
}

enum cw_err cw_severity_rules_standard(struct cw_arena *arena, const struct cw_severity_rules **out)
{
    struct cw_diag diag;
    return cw_severity_rules_parse(arena, cw_str_n(standard_table, sizeof standard_table - 1),
                                   "severity.tsv", out, &diag);
}

static bool is_or_in(struct cw_str id, struct cw_str family)
{
    if (family.len == 0) {
        return true;
    }
    /* Asked of dozens of rules, so that the first letter goes first. */
    if (id.len < family.len || id.data[0] != family.data[0] ||
        memcmp(id.data, family.data, family.len) != 0) {
        return false;
    }
    /* "UF" holds UF-A, "AC-ESC" holds AC-ESC4, "right" holds right.delete. */
    char next = id.len > family.len ? id.data[family.len] : '.';
    return next == '.' || next == '-' || (next >= '0' && next <= '9');
}

static enum cw_severity first_fit(const struct cw_severity_rules *rules, int signal,
                                  struct cw_str concept, uint32_t context)
{
    const struct rule_list *list = &rules->lists[signal];
    for (size_t k = 0; k < list->n; k++) {
        const struct rule *rule = &list->items[k];
        if ((rule->context & ~context) == 0 && is_or_in(concept, rule->concept)) {
            return rule->severity;
        }
    }
    return CW_SEVERITY_LOW;
}

enum cw_severity cw_severity_of_signal(const struct cw_severity_rules *rules,
                                       const struct cw_judged *judged)
{
    return first_fit(rules, (int)judged->signal.kind, judged->concept, judged->context);
}

enum cw_severity cw_severity_of_edit(const struct cw_severity_rules *rules, uint32_t context)
{
    return first_fit(rules, EDIT_ITSELF, cw_str_z(""), context);
}
