/* What a reader is told of each edit: the runs that differ, what they mean, how much it matters. */
#include "lexicon/lexicon.h"
#include "signals.h"

struct describer {
    struct cw_arena *arena;   /* for what edits keep */
    struct cw_arena *scratch; /* emptied before each edit */
    struct cw_breaker *breaker;
    const struct cw_lexicons *lexicons;
    const struct cw_severity_rules *rules;
    const struct cw_version_text *old_version, *new_version;
    struct cw_comparison *out;
    struct cw_str cached_lang; /* the pack asked for last */
    const struct cw_lexicon *cached;
    bool meaningful;  /* signals are wanted */
    unsigned notices; /* how many more may be looked up in the other version */
};

/* Where a text may say when the document was last changed: at its ends, in a few words. */
enum { AT_THE_BEGINNING = 6, AT_THE_END = 4, SHORT = 120 };

/* Notes of a change whose day is looked for in the other version. */
enum { MOST_NOTICES = 32 };

enum cw_err cw_pack_matches(struct cw_arena *arena, struct cw_breaker *breaker,
                            const struct cw_lexicon *lexicon, struct cw_str text, uint32_t start,
                            uint32_t end, struct cw_match **matches, size_t *n)
{
    *matches = NULL;
    *n = 0;
    if (!lexicon || start == end) {
        return CW_OK;
    }
    struct cw_str part = cw_str_sub(text, start, end);
    enum cw_err err = CW_OK;
    if (!cw_lexicon_recall(lexicon, arena, part, matches, n)) {
        struct cw_token *tokens;
        size_t n_tokens;
        err = cw_break_words(breaker, arena, cw_lexicon_locale(lexicon), part, &tokens, &n_tokens);
        if (!err) {
            err = cw_lexicon_match(lexicon, arena, part, tokens, n_tokens, matches, n);
        }
    }
    for (size_t k = 0; !err && k < *n; k++) {
        (*matches)[k].start += start;
        (*matches)[k].end += start;
    }
    return err;
}

/* The pack for a clause: its own language, else the version's. */
static const struct cw_lexicon *pack_for(struct describer *d, const struct cw_clause *clause,
                                         const struct cw_version_text *version)
{
    struct cw_str lang = version->lang.len ? version->lang : clause->lang;
    if (!d->lexicons || lang.len == 0) {
        return NULL;
    }
    if (!cw_str_eq(lang, d->cached_lang)) {
        d->cached = cw_lexicons_find(d->lexicons, lang);
        d->cached_lang = lang;
    }
    return d->cached;
}

static const struct cw_clause *first_clause(const struct cw_version_text *version,
                                            const uint32_t *indices, size_t n)
{
    return n ? &version->clauses->items[indices[0]] : NULL;
}

static bool at_the_ends(const struct cw_version_text *version, uint32_t index)
{
    return index < AT_THE_BEGINNING || index + AT_THE_END >= version->clauses->n;
}

static bool has(const struct cw_passage *p, const char *id)
{
    for (size_t k = 0; k < p->n_matches; k++) {
        if (cw_str_is(p->matches[k].id, id)) {
            return true;
        }
    }
    return false;
}

/* Is this the line that says when the document was last changed? By the pack's words; else a short
 * line at the document's ends that does not say when it takes effect. */
static bool is_revision_line(const struct describer *d, const struct cw_signal_source *s)
{
    if (has(&s->before, "effective-date") || has(&s->after, "effective-date") ||
        s->edit->n_old != 1 || s->edit->n_new != 1) {
        return false;
    }
    if (has(&s->before, "last-updated") && has(&s->after, "last-updated")) {
        return true;
    }
    return s->before.text.len <= SHORT && !cw_ends_as_sentence(&s->before) &&
           !cw_ends_as_sentence(&s->after) &&
           at_the_ends(d->old_version, s->edit->old_indices[0]) &&
           at_the_ends(d->new_version, s->edit->new_indices[0]);
}

/* Does the clause before a short one say "effective date" or the like? */
static enum cw_err follows_effective(struct describer *d, const struct cw_version_text *version,
                                     const uint32_t *indices, size_t n, bool *out)
{
    if (n == 0 || indices[0] == 0 || version->clauses->items[indices[0]].text.len > SHORT) {
        return CW_OK;
    }
    const struct cw_clause *clause = &version->clauses->items[indices[0] - 1];
    struct cw_match *matches = NULL;
    struct cw_passage p = {.text = clause->text};
    if (clause->text.len > SHORT) {
        return CW_OK;
    }
    enum cw_err err = cw_pack_matches(d->scratch, d->breaker, pack_for(d, clause, version), p.text,
                                      0, (uint32_t)p.text.len, &matches, &p.n_matches);
    p.matches = matches;
    *out |= !err && has(&p, "effective-date");
    return err;
}

static enum cw_err read_passage(struct describer *d, const struct cw_version_text *version,
                                const struct cw_clause *clause, uint32_t start, uint32_t end,
                                struct cw_passage *passage)
{
    if (!clause) {
        return CW_OK;
    }
    passage->start = start;
    passage->end = end;
    struct cw_match *matches;
    enum cw_err err = cw_pack_matches(d->scratch, d->breaker, pack_for(d, clause, version),
                                      passage->text, start, end, &matches, &passage->n_matches);
    passage->matches = matches;
    return err;
}

static enum cw_err describe_signals(struct describer *d, struct cw_edit *edit,
                                    struct cw_str old_text, struct cw_str new_text,
                                    const struct cw_stretch *stretches, size_t n)
{
    struct cw_signal_source s = {.arena = d->arena,
                                 .scratch = d->scratch,
                                 .edit = edit,
                                 .rules = d->rules,
                                 .before = {.text = old_text},
                                 .after = {.text = new_text},
                                 .stretches = stretches,
                                 .n_stretches = n};
    s.old_clause = first_clause(d->old_version, edit->old_indices, edit->n_old);
    s.new_clause = first_clause(d->new_version, edit->new_indices, edit->n_new);
    if (d->notices > 0 && (!s.old_clause || !s.new_clause)) {
        s.other = s.new_clause ? d->old_version->clauses : d->new_version->clauses;
    }
    const struct cw_clause *known = s.new_clause ? s.new_clause : s.old_clause;
    if (!known) {
        return CW_OK; /* every edit has a clause */
    }
    s.pack = pack_for(d, known, s.new_clause ? d->new_version : d->old_version);
    s.context |= known->kind == CW_ROW ? CW_CONTEXT_ROW : 0;
    s.context |= known->kind == CW_HEADING ? CW_CONTEXT_HEADING : 0;
    enum cw_err err = CW_OK;
    if (n > 0) {
        err = read_passage(d, d->old_version, s.old_clause, stretches[0].old_start,
                           stretches[n - 1].old_end, &s.before);
    }
    if (!err && n > 0) {
        err = read_passage(d, d->new_version, s.new_clause, stretches[0].new_start,
                           stretches[n - 1].new_end, &s.after);
    }
    if (err) {
        return err;
    }
    if (n > 0) {
        err = follows_effective(d, d->old_version, edit->old_indices, edit->n_old, &s.in_force);
    }
    if (!err && n > 0) {
        err = follows_effective(d, d->new_version, edit->new_indices, edit->n_new, &s.in_force);
    }
    if (err) {
        return err;
    }
    s.revision = n > 0 && !s.in_force && is_revision_line(d, &s);
    err = cw_signals_find(&s);
    d->notices -= s.looked_up;
    return err;
}

/* Remains of a template or a button: no text of the policy. */
static bool is_furniture(const struct describer *d, const struct cw_edit *edit)
{
    const struct cw_version_text *version = edit->n_new ? d->new_version : d->old_version;
    const struct cw_clause *clause =
        first_clause(version, edit->n_new ? edit->new_indices : edit->old_indices, 1);
    if (memmem(clause->text.data, clause->text.len, "| --- |", 7)) {
        return true;
    }
    if (clause->n_links != 1 || clause->links[0].start > 1 ||
        clause->links[0].end + 1 < clause->text.len) {
        return false;
    }
    struct cw_str target = clause->links[0].target;
    bool nowhere =
        target.len == 0 || cw_str_is(target, "#") || cw_str_starts(target, "javascript:");
    return nowhere || edit->kind == CW_EDIT_MOVED;
}

/* One clause on one side: all of it is new, or gone. */
static enum cw_err describe_single(struct describer *d, struct cw_edit *edit)
{
    bool gone = edit->kind == CW_EDIT_REMOVED;
    if (is_furniture(d, edit)) {
        edit->cosmetic = CW_COSMETIC_FURNITURE;
        return CW_OK;
    }
    edit->severity = CW_SEVERITY_LOW;
    if (!d->meaningful) {
        return CW_OK;
    }
    const struct cw_version_text *version = gone ? d->old_version : d->new_version;
    struct cw_str text =
        version->clauses->items[gone ? edit->old_indices[0] : edit->new_indices[0]].text;
    uint32_t length = text.len < INT32_MAX ? (uint32_t)text.len : INT32_MAX;
    struct cw_stretch all = {0, gone ? length : 0, 0, gone ? 0 : length};
    struct cw_str none = {"", 0};
    return describe_signals(d, edit, gone ? text : none, gone ? none : text, &all, 1);
}

static bool keep_runs(struct cw_arena *arena, const struct cw_text_diff *diff, struct cw_edit *edit)
{
    if (diff->n_runs == 0) {
        return true;
    }
    edit->runs = cw_arena_array(arena, diff->n_runs, sizeof *edit->runs);
    if (edit->runs) {
        memcpy(edit->runs, diff->runs, diff->n_runs * sizeof *edit->runs);
        edit->n_runs = diff->n_runs;
    }
    return edit->runs;
}

static enum cw_err describe_pair(struct describer *d, struct cw_edit *edit)
{
    struct cw_str old_text =
        cw_joined_text(d->arena, d->old_version->clauses->items, edit->old_indices, edit->n_old);
    struct cw_str new_text =
        cw_joined_text(d->arena, d->new_version->clauses->items, edit->new_indices, edit->n_new);
    if (!old_text.data || !new_text.data) {
        return CW_ENOMEM;
    }
    const struct cw_clause *clause = first_clause(d->new_version, edit->new_indices, 1);
    const struct cw_lexicon *pack = pack_for(d, clause, d->new_version);
    struct cw_text_diff diff;
    enum cw_err err = cw_text_compare(d->scratch, d->breaker, pack ? cw_lexicon_locale(pack) : "",
                                      old_text, new_text, &diff);
    if (err) {
        return err;
    }
    if (!keep_runs(d->arena, &diff, edit)) {
        return CW_ENOMEM;
    }
    d->out->coarse |= diff.coarse;
    bool same_letters = edit->cosmetic || cw_is_other_cut(edit);
    edit->severity = same_letters ? CW_SEVERITY_INFO : CW_SEVERITY_LOW;
    return d->meaningful ? describe_signals(d, edit, old_text, new_text, diff.stretches,
                                            same_letters ? 0 : diff.n_stretches)
                         : CW_OK;
}

static enum cw_err describe_edit(struct describer *d, struct cw_edit *edit)
{
    cw_arena_reset(d->scratch);
    switch (edit->kind) {
    case CW_EDIT_ADDED:
    case CW_EDIT_REMOVED:
        return describe_single(d, edit);
    case CW_EDIT_MOVED:
        edit->cosmetic =
            is_furniture(d, edit) ||
                    cw_is_moved_label(first_clause(d->new_version, edit->new_indices, 1))
                ? CW_COSMETIC_FURNITURE
                : 0;
        return CW_OK;
    case CW_EDIT_MODIFIED:
    case CW_EDIT_SPLIT:
    case CW_EDIT_MERGED:
        return describe_pair(d, edit);
    default:
        return CW_OK;
    }
}

enum cw_err cw_describe(struct cw_arena *arena, struct cw_arena *scratch,
                        struct cw_breaker *breaker, const struct cw_lexicons *lexicons,
                        const struct cw_severity_rules *rules,
                        const struct cw_version_text *old_version,
                        const struct cw_version_text *new_version, struct cw_comparison *out)
{
    struct describer d = {.arena = arena,
                          .scratch = scratch,
                          .breaker = breaker,
                          .lexicons = lexicons,
                          .rules = rules,
                          .old_version = old_version,
                          .new_version = new_version,
                          .out = out,
                          .cached_lang = {"", 0},
                          .notices = MOST_NOTICES};
    d.meaningful = out->class != CW_PAIR_JUNK && out->class != CW_PAIR_LANGUAGE_CHANGE;
    for (size_t k = 0; k < out->n_edits; k++) {
        if (out->edits[k].kind == CW_EDIT_UNCHANGED) {
            continue;
        }
        enum cw_err err = CW_OK;
        if (!d.rules) {
            err = cw_severity_rules_standard(arena, &d.rules);
        }
        if (!err) {
            err = describe_edit(&d, &out->edits[k]);
        }
        if (err) {
            return err;
        }
    }
    return CW_OK;
}
