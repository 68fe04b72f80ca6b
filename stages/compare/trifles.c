/* Changes of wording that nobody needs to read: a spelling slip put right, a bare link that came or
 * went. Whatever has a number, a date, a modal or a heavy concept in it is never one of them. */
#include "signals.h"

#include <unicode/uchar.h>

#include "common/utf8.h"

enum {
    LONGEST_WORD = 40,
    SHORTEST_WORD = 5,
    ENDING = 2,
    MOST_SLIPS = 3,
    LONGEST_LINK = 60,
    LEAST_LINKS = 3,
    LONGEST_MENU = 600
};

struct word {
    uint32_t letters[LONGEST_WORD]; /* case folded */
    uint32_t n;
};

/* A run as one word of an alphabet; false when it is anything else. */
static bool read_word(struct cw_str text, uint32_t start, uint32_t end, struct word *out)
{
    out->n = 0;
    for (size_t at = start; at < end;) {
        uint32_t c = cw_utf8_next(text, &at);
        bool joint = c == '-' || c == '\'' || c == 0x2019;
        /* Latin, Greek, Cyrillic: elsewhere one sign is more than one letter of a word. */
        if (out->n == LONGEST_WORD || c >= 0x0530 || (!joint && !u_isalpha((UChar32)c))) {
            return false;
        }
        out->letters[out->n++] = (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
    }
    return out->n >= SHORTEST_WORD;
}

/* One letter too many, at a place that is no ending; or a doubled one anywhere. */
static bool one_more(const struct word *less, const struct word *more)
{
    uint32_t at = 0;
    while (at < less->n && less->letters[at] == more->letters[at]) {
        at++;
    }
    for (uint32_t k = at; k < less->n; k++) {
        if (less->letters[k] != more->letters[k + 1]) {
            return false;
        }
    }
    bool doubled = at > 0 && more->letters[at] == more->letters[at - 1];
    return doubled || (at > 0 && at + ENDING < more->n);
}

/* One letter for another, or two neighbours the wrong way round, neither first nor in the ending.
 */
static bool one_other(const struct word *a, const struct word *b)
{
    uint32_t at = 0;
    uint32_t end = a->n;
    while (at < end && a->letters[at] == b->letters[at]) {
        at++;
    }
    while (end > at && a->letters[end - 1] == b->letters[end - 1]) {
        end--;
    }
    if (at == 0 || end + ENDING > a->n) {
        return false;
    }
    bool turned = end - at == 2 && a->letters[at] == b->letters[at + 1] &&
                  a->letters[at + 1] == b->letters[at];
    return end - at == 1 || turned;
}

static bool is_slip(const struct word *a, const struct word *b)
{
    if (a->n == b->n) {
        return one_other(a, b);
    }
    return a->n + 1 == b->n ? one_more(a, b) : b->n + 1 == a->n && one_more(b, a);
}

bool cw_is_spelling(const struct cw_edit *edit, struct cw_str old_text, struct cw_str new_text)
{
    if (edit->kind != CW_EDIT_MODIFIED || edit->n_runs == 0 || edit->n_runs > MOST_SLIPS) {
        return false;
    }
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        struct word before;
        struct word after;
        if (!read_word(old_text, run->old_start, run->old_end, &before) ||
            !read_word(new_text, run->new_start, run->new_end, &after) ||
            !is_slip(&before, &after)) {
            return false;
        }
    }
    return true;
}

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

bool cw_is_bare_link(const struct cw_clause *clause)
{
    struct cw_str text = clause->text;
    if (clause->kind == CW_HEADING || text.len > LONGEST_LINK) {
        return false;
    }
    bool address = cw_str_starts(text, "https://") || cw_str_starts(text, "http://");
    if (address && !memchr(text.data, ' ', text.len)) {
        return true;
    }
    return clause->n_links == 1 && clause->links[0].start == 0 && clause->links[0].end == text.len;
}
