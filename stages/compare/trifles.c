/* Furniture of a page that nobody needs to read about: a bare link, a row of links, the words on a
 * button, what a link is called. Whatever has a number, a date, a modal or a heavy concept in it is
 * never one of them. */
#include "signals.h"

#include <unicode/uchar.h>

#include "common/utf8.h"

enum {
    LONGEST_LINK = 60,
    LEAST_LINKS = 2,
    LONGEST_MENU = 600,
    LONGEST_LABEL = 80,
    LONGEST_FRAGMENT = 60,
    LONGEST_MOVED = 40,
    MOST_WORDS = 4,
    MOST_IN_QUESTION = 10,
    NEAR_TITLE = 3,
    LONGEST_NOTICE = 400,
    MOST_DATES = 4,
    LONGEST_DATE_LINE = 120,
    MOST_CLAUSES = 2000
};

/* What some servers write instead of an address, for programs that do not run their scripts. */
static bool is_hidden_mail(struct cw_str text)
{
    return memmem(text.data, text.len, "email", 5) && memmem(text.data, text.len, "protected", 9) &&
           text.len <= sizeof "[email protected]." - 1;
}

bool cw_is_hidden_mail(const struct cw_edit *edit, struct cw_str old_text, struct cw_str new_text)
{
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        struct cw_str before = cw_str_sub(old_text, run->old_start, run->old_end);
        struct cw_str after = cw_str_sub(new_text, run->new_start, run->new_end);
        bool mail_before = before.len && memchr(before.data, '@', before.len) != NULL;
        bool mail_after = after.len && memchr(after.data, '@', after.len) != NULL;
        if (!(is_hidden_mail(before) && mail_after) && !(is_hidden_mail(after) && mail_before)) {
            return false;
        }
    }
    return edit->n_runs > 0;
}

bool cw_is_menu(const struct cw_clause *clause)
{
    size_t in_links = 0;
    for (size_t k = 0; k < clause->n_links; k++) {
        in_links += clause->links[k].end - clause->links[k].start;
    }
    size_t length = clause->text.len;
    return clause->n_links >= LEAST_LINKS && length <= LONGEST_MENU && clause->kind != CW_ROW &&
           in_links * 5 >= length * 4;
}

bool cw_is_address(struct cw_str text)
{
    return text.len > 0 && !memchr(text.data, ' ', text.len) &&
           (cw_str_starts(text, "](") || memmem(text.data, text.len, "://", 3));
}

/* Is there nothing but marks outside a clause's only link, as the dot between entries of a footer?
 */
static bool is_all_link(const struct cw_clause *clause)
{
    if (clause->n_links != 1) {
        return false;
    }
    struct cw_str text = clause->text;
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t c = cw_utf8_next(text, &at);
        bool inside = from >= clause->links[0].start && at <= clause->links[0].end;
        if (!inside && u_isalnum((UChar32)c)) {
            return false;
        }
    }
    return true;
}

bool cw_is_bare_link(const struct cw_clause *clause)
{
    if (clause->kind == CW_HEADING) {
        return false;
    }
    return cw_is_address(clause->text) || (clause->text.len <= LONGEST_LINK && is_all_link(clause));
}

/* The address around a place in a text; empty when the place is in none. */
static struct cw_str address_around(struct cw_str text, uint32_t start, uint32_t end)
{
    static const char edges[] = " ()<>[]\"|";
    size_t from = start;
    size_t to = end;
    while (from > 0 && text.data[from - 1] && !strchr(edges, text.data[from - 1])) {
        from--;
    }
    while (to < text.len && text.data[to] && !strchr(edges, text.data[to])) {
        to++;
    }
    struct cw_str word = cw_str_sub(text, from, to);
    return cw_is_address(word) ? word : (struct cw_str){"", 0};
}

bool cw_is_in_addresses(const struct cw_edit *edit, struct cw_str old_text, struct cw_str new_text)
{
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        if (!address_around(old_text, run->old_start, run->old_end).len ||
            !address_around(new_text, run->new_start, run->new_end).len) {
            return false;
        }
    }
    return edit->kind == CW_EDIT_MODIFIED && edit->n_runs > 0;
}

/* The link that a place in a clause lies in; NULL = none. */
static const struct cw_link *link_around(const struct cw_clause *clause, uint32_t start,
                                         uint32_t end)
{
    for (size_t k = 0; k < clause->n_links; k++) {
        const struct cw_link *link = &clause->links[k];
        if (link->start <= start && end <= link->end && link->end - link->start <= LONGEST_LABEL) {
            return link;
        }
    }
    return NULL;
}

/* Does a word that turns a limit or a statement round stand in a stretch? */
static bool turns_round(const struct cw_passage *p, uint32_t start, uint32_t end)
{
    for (size_t k = 0; k < p->n_matches && p->matches[k].start < end; k++) {
        struct cw_str id = p->matches[k].id;
        if (p->matches[k].end > start && (cw_is_bound(id) || cw_is_negation(id))) {
            return true;
        }
    }
    return false;
}

bool cw_is_label(const struct cw_signal_source *s)
{
    const struct cw_edit *edit = s->edit;
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        const struct cw_link *a = link_around(s->old_clause, run->old_start, run->old_end);
        const struct cw_link *b = link_around(s->new_clause, run->new_start, run->new_end);
        if (!a || !b || !cw_str_eq(a->target, b->target) ||
            turns_round(&s->before, run->old_start, run->old_end) ||
            turns_round(&s->after, run->new_start, run->new_end)) {
            return false;
        }
    }
    return edit->kind == CW_EDIT_MODIFIED && edit->n_runs > 0;
}

bool cw_is_title(const struct cw_edit *edit, const struct cw_clause *before,
                 const struct cw_clause *after)
{
    bool headings = before->kind == CW_HEADING && after->kind == CW_HEADING;
    bool first = edit->kind == CW_EDIT_MODIFIED && edit->old_indices[0] == 0 &&
                 edit->new_indices[0] == 0 && after->text.len <= LONGEST_LABEL;
    if (edit->kind != CW_EDIT_MODIFIED || !(headings || first) ||
        edit->old_indices[0] >= NEAR_TITLE || edit->new_indices[0] >= NEAR_TITLE) {
        return false;
    }
    bool longer = after->text.len > before->text.len;
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        bool only_more = run->old_start == run->old_end;
        bool only_less = run->new_start == run->new_end;
        if (longer ? !only_more : !only_less) {
            return false;
        }
    }
    return edit->n_runs > 0;
}

/* A text without spaces between its words counts three bytes as a sign, two signs as a word. */
static size_t words_in(struct cw_str text)
{
    size_t words = 1;
    size_t wide = 0;
    for (size_t at = 0; at < text.len; at++) {
        words += text.data[at] == ' ';
        wide += (unsigned char)text.data[at] >= 0xE0;
    }
    return words > wide / 2 ? words : wide / 2;
}

/* A question is no rule; the answer is another clause. */
static bool is_question(struct cw_str text)
{
    return cw_str_ends(text, "?") || cw_str_ends(text, "\xEF\xBC\x9F") ||
           cw_str_ends(text, "\xD8\x9F");
}

bool cw_is_fragment(const struct cw_clause *clause, const struct cw_passage *p)
{
    struct cw_str text = clause->text;
    bool question = is_question(text);
    if (clause->kind != CW_PARAGRAPH || text.len > LONGEST_FRAGMENT ||
        words_in(text) > (question ? MOST_IN_QUESTION : MOST_WORDS) ||
        (!question && cw_ends_as_sentence(p))) {
        return false;
    }
    if (memchr(text.data, '_', text.len)) {
        return false; /* the name of a cookie, of a field: no label */
    }
    for (size_t at = 0; at < text.len;) {
        if (u_isdigit((UChar32)cw_utf8_next(text, &at))) {
            return false;
        }
    }
    for (size_t k = 0; k < p->n_matches && !question; k++) {
        struct cw_str id = p->matches[k].id;
        if (cw_is_negation(id) || cw_id_in(id, "modal")) {
            return false;
        }
    }
    return true;
}

bool cw_is_moved_label(const struct cw_clause *clause)
{
    struct cw_str text = clause->text;
    struct cw_passage p = {.text = text, .end = (uint32_t)text.len};
    size_t digits = 0;
    if (text.len > LONGEST_MOVED || clause->kind == CW_ROW) {
        return false;
    }
    for (size_t at = 0; at < text.len; at++) {
        digits += text.data[at] >= '0' && text.data[at] <= '9';
    }
    bool label = clause->kind == CW_PARAGRAPH && !digits && words_in(text) <= MOST_WORDS &&
                 (is_question(text) || !cw_ends_as_sentence(&p));
    return label || digits * 3 >= text.len;
}

static bool is_date_line(const struct cw_passage *p)
{
    return p->text.len <= LONGEST_DATE_LINE && (cw_passage_holds(p, cw_str_z("last-updated")) ||
                                                cw_passage_holds(p, cw_str_z("effective-date")));
}

bool cw_is_beside_date(const struct cw_edit *edit, const struct cw_passage *before,
                       const struct cw_passage *after)
{
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        if (run->old_start < run->old_end && run->new_start < run->new_end) {
            return false;
        }
    }
    return edit->n_runs == 1 && is_date_line(before) && is_date_line(after);
}

bool cw_is_run_together(const struct cw_passage *p)
{
    enum { LEAST = 4, SHARE = 12 };
    size_t words = 1;
    size_t joints = 0;
    const char *text = p->text.data;
    for (uint32_t at = p->start + 2; at + 1 < p->end; at++) {
        words += text[at] == ' ';
        joints += text[at] >= 'A' && text[at] <= 'Z' && text[at - 1] >= 'a' &&
                  text[at - 1] <= 'z' && text[at - 2] >= 'a' && text[at - 2] <= 'z' &&
                  text[at + 1] >= 'a' && text[at + 1] <= 'z';
    }
    return joints >= LEAST && joints * SHARE >= words;
}

static bool bears(const struct cw_clauses *clauses, struct cw_str date)
{
    for (size_t k = 0; k < clauses->n && k < MOST_CLAUSES; k++) {
        struct cw_str text = clauses->items[k].text;
        if (text.len <= LONGEST_DATE_LINE && memmem(text.data, text.len, date.data, date.len)) {
            return true;
        }
    }
    return false;
}

/* Does a passage say that the document changes, and demand nothing? */
static bool tells_of_change(const struct cw_passage *p)
{
    bool notice = false;
    for (size_t k = 0; k < p->n_matches; k++) {
        struct cw_str id = p->matches[k].id;
        if (cw_str_is(id, "modal.must") || cw_is_negation(id)) {
            return false;
        }
        notice |= cw_str_is(id, "change") || cw_str_is(id, "effective-date") ||
                  cw_str_is(id, "last-updated");
    }
    return notice;
}

bool cw_is_old_notice(struct cw_signal_source *source, const struct cw_judged *signals, size_t n)
{
    const struct cw_clause *clause = source->new_clause ? source->new_clause : source->old_clause;
    if (clause->kind == CW_ITEM || clause->kind == CW_ROW || clause->text.len > LONGEST_NOTICE ||
        !tells_of_change(source->new_clause ? &source->after : &source->before)) {
        return false;
    }
    size_t dates = 0;
    for (size_t k = 0; k < n; k++) {
        const struct cw_signal *signal = &signals[k].signal;
        struct cw_str value = signal->old_value.len ? signal->old_value : signal->new_value;
        if (signal->kind == CW_SIGNAL_DATE) {
            dates++;
            source->looked_up = true;
            if (dates > MOST_DATES || !bears(source->other, value)) {
                return false;
            }
        } else if (signal->kind != CW_SIGNAL_CONCEPT && signal->kind != CW_SIGNAL_HEADING) {
            return false;
        }
    }
    return dates > 0;
}
