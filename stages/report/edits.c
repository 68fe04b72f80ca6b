/* The edits of a comparison, clause by clause: where it stands, what it said, what it says. Removed
 * and added words are <del> and <ins> with a word for those who hear the page. */
#include "edits.h"

#include <stdlib.h>

#include "page.h"
#include "signal_rows.h"

enum { PATH_LEVELS = 6, KEEP = 220, LONG_STRETCH = 640, MOST_SIGNAL_ROWS = 60 };

/* Bytes that an edit takes beside its text and for each run: for deciding what fits. */
enum { EDIT_MARKUP = 900, RUN_MARKUP = 70, MOST_TEXT = 16000, NO_LIMIT_ABOVE = 1 << 20 };

/* For each clause the heading that it stands under, as an index + 1; 0 = none. */
struct outline {
    uint32_t *above;
};

/* What one page needs while it is written. */
struct edits {
    struct cw_html *html;
    const struct cw_comparison *comparison;
    const struct cw_clauses *sides[2]; /* old, new */
    struct outline outlines[2];
    struct cw_buf joined[2]; /* texts of several clauses on one side, reused */
    size_t most_text;        /* bytes of one side of one edit */
    uint8_t *shown;          /* for each edit: is it on the page? */
};

static bool outline_make(const struct cw_clauses *clauses, struct outline *outline)
{
    outline->above = clauses->n ? calloc(clauses->n, sizeof *outline->above) : NULL;
    uint32_t open[PATH_LEVELS + 1] = {0}; /* the last heading of each level */
    for (size_t i = 0; outline->above && i < clauses->n; i++) {
        const struct cw_clause *clause = &clauses->items[i];
        unsigned level = clause->level < PATH_LEVELS ? clause->level : PATH_LEVELS;
        unsigned below = clause->kind == CW_HEADING ? level : PATH_LEVELS + 1;
        for (unsigned l = below; l-- > 0 && !outline->above[i];) {
            outline->above[i] = open[l];
        }
        if (clause->kind == CW_HEADING) {
            open[level] = (uint32_t)i + 1;
            for (unsigned l = level + 1; l <= PATH_LEVELS; l++) {
                open[l] = 0;
            }
        }
    }
    return outline->above || clauses->n == 0;
}

void cw_report_needs(const struct cw_comparison *comparison, const struct cw_clauses *clauses,
                     bool new_side, uint8_t *need)
{
    struct outline outline;
    if (!outline_make(clauses, &outline)) {
        memset(need, 1, clauses->n); /* too much rather than too little */
        return;
    }
    for (size_t e = 0; e < comparison->n_edits; e++) {
        const struct cw_edit *edit = &comparison->edits[e];
        const uint32_t *indices = new_side ? edit->new_indices : edit->old_indices;
        size_t n = new_side ? edit->n_new : edit->n_old;
        for (size_t i = 0; i < n && edit->kind != CW_EDIT_UNCHANGED; i++) {
            if (indices[i] >= clauses->n) {
                continue;
            }
            need[indices[i]] = 1;
            uint32_t up = outline.above[indices[i]];
            for (; up && !need[up - 1]; up = outline.above[up - 1]) {
                need[up - 1] = 1;
            }
        }
    }
    free(outline.above);
}

static const struct cw_clause *clause_at(const struct edits *edits, int side, uint32_t index)
{
    return index < edits->sides[side]->n ? &edits->sides[side]->items[index] : NULL;
}

static void number(struct cw_html *html, struct cw_str text)
{
    if (text.len) {
        cw_html_raw(html, "<span class=\"num\">");
        cw_html_bdi(html, text);
        cw_html_raw(html, "</span> ");
    }
}

/* "3 Your account › 3.2 Closing it" */
static void section_path(const struct edits *edits, int side, uint32_t index)
{
    struct cw_html *html = edits->html;
    uint32_t path[PATH_LEVELS + 1];
    size_t n = 0;
    if (index >= edits->sides[side]->n) {
        return;
    }
    for (uint32_t up = edits->outlines[side].above[index]; up && n <= PATH_LEVELS;
         up = edits->outlines[side].above[up - 1]) {
        path[n++] = up - 1;
    }
    if (!n) {
        return;
    }
    cw_html_raw(html, "<p class=\"path\"><span class=\"vh\">");
    cw_html_label(html, CW_L_IN_SECTION);
    cw_html_raw(html, ": </span>");
    while (n-- > 0) {
        const struct cw_clause *heading = &edits->sides[side]->items[path[n]];
        struct cw_str text = heading->text;
        cw_html_raw(html, "<bdi");
        cw_html_lang(html, heading->lang);
        cw_html_raw(html, ">");
        if (heading->number.len) {
            cw_html_text(html, heading->number);
            cw_html_raw(html, " ");
        }
        size_t end = cw_text_forward(text, 0, 120);
        cw_html_text(html, cw_str_sub(text, 0, end));
        cw_html_raw(html, end < text.len ? "\xE2\x80\xA6</bdi>" : "</bdi>");
        cw_html_raw(html, n ? " <span aria-hidden=\"true\">/</span> " : "");
    }
    cw_html_raw(html, "</p>");
}

/* The text of all clauses on one side: what the runs' offsets count in, but that a line end, which
 * shows where one clause ends, takes the place of the space that joins them there. */
static struct cw_str side_text(struct edits *edits, int side, const uint32_t *indices, size_t n)
{
    if (n == 1) {
        const struct cw_clause *clause = clause_at(edits, side, indices[0]);
        return clause ? clause->text : cw_str_z("");
    }
    struct cw_buf *joined = &edits->joined[side];
    cw_buf_clear(joined);
    for (size_t i = 0; i < n; i++) {
        const struct cw_clause *clause = clause_at(edits, side, indices[i]);
        if (i) {
            cw_buf_char(joined, '\n');
        }
        if (clause) {
            cw_buf_str(joined, clause->text);
        }
    }
    edits->html->out->failed |= joined->failed;
    return cw_buf_view(joined);
}

/* Words that are the same on both sides; a long stretch is shown by its ends. */
static void same_words(struct cw_html *html, struct cw_str text, size_t start, size_t end)
{
    if (end - start <= LONG_STRETCH) {
        cw_html_text(html, cw_str_sub(text, start, end));
        return;
    }
    size_t head = cw_text_forward(text, start, KEEP);
    size_t tail = cw_text_back(text, end, KEEP);
    cw_html_text(html, cw_str_sub(text, start, head));
    cw_html_raw(html, " <span class=\"cut\">[\xE2\x80\xA6 ");
    cw_html_label(html, CW_L_LEFT_OUT);
    cw_html_raw(html, " \xE2\x80\xA6]</span> ");
    cw_html_text(html, cw_str_sub(text, tail, end));
}

static void rest_left_out(struct cw_html *html)
{
    cw_html_raw(html, " <span class=\"cut\">[\xE2\x80\xA6 ");
    cw_html_label(html, CW_L_REST_LEFT_OUT);
    cw_html_raw(html, "]</span>");
}

static void marked_words(struct cw_html *html, struct cw_str words, int side)
{
    if (cw_str_trim(words).len == 0) { /* nobody sees a mark on a space */
        cw_html_text(html, words);
        return;
    }
    cw_html_raw(html, side ? "<ins><span class=\"vh\">" : "<del><span class=\"vh\">");
    cw_html_label(html, side ? CW_L_ADDED_WORD : CW_L_REMOVED_WORD);
    cw_html_raw(html, " </span>");
    cw_html_text(html, words);
    cw_html_raw(html, side ? "</ins>" : "</del>");
}

static bool on_boundary(struct cw_str text, size_t at)
{
    return at == text.len || ((unsigned char)text.data[at] & 0xC0) != 0x80;
}

/* Offsets come from a stored record: one that does not fit the text marks nothing. */
static bool run_fits(const struct cw_change_run *run, int side, size_t at, struct cw_str text,
                     size_t *start, size_t *end)
{
    *start = side ? run->new_start : run->old_start;
    *end = side ? run->new_end : run->old_end;
    return *start >= at && *end > *start && *end <= text.len && on_boundary(text, *start) &&
           on_boundary(text, *end);
}

static void marked_text(struct edits *edits, const struct cw_edit *edit, int side,
                        struct cw_str text)
{
    struct cw_html *html = edits->html;
    size_t at = 0;
    size_t first_byte = html->out->len;
    for (size_t i = 0; i < edit->n_runs; i++) {
        size_t start = 0;
        size_t end = 0;
        if (!run_fits(&edit->runs[i], side, at, text, &start, &end)) {
            continue;
        }
        if (html->out->len - first_byte > edits->most_text) {
            rest_left_out(html);
            return;
        }
        same_words(html, text, at, start);
        size_t most =
            end - start > edits->most_text ? cw_text_forward(text, start, edits->most_text) : end;
        marked_words(html, cw_str_sub(text, start, most), side);
        if (most < end) {
            rest_left_out(html);
        }
        at = end;
    }
    same_words(html, text, at, text.len);
}

/* One side of an edit in a box: "Before" or "After", the number, the words. */
static void side_box(struct edits *edits, const struct cw_edit *edit, int side, enum cw_label label)
{
    struct cw_html *html = edits->html;
    const uint32_t *indices = side ? edit->new_indices : edit->old_indices;
    size_t n = side ? edit->n_new : edit->n_old;
    const struct cw_clause *clause = n ? clause_at(edits, side, indices[0]) : NULL;
    if (!clause) {
        return;
    }
    cw_html_raw(html, side ? "<div class=\"side new\"><p class=\"lbl\">"
                           : "<div class=\"side old\"><p class=\"lbl\">");
    cw_html_label(html, label);
    cw_html_raw(html, "</p><p class=\"txt\"");
    cw_html_lang(html, clause->lang);
    cw_html_raw(html, ">");
    number(html, clause->number);
    struct cw_str text = side_text(edits, side, indices, n);
    bool whole = edit->kind == CW_EDIT_ADDED || edit->kind == CW_EDIT_REMOVED;
    if (whole) {
        size_t end = cw_text_forward(text, 0, edits->most_text);
        marked_words(html, cw_str_sub(text, 0, end), side);
        if (end < text.len) {
            rest_left_out(html);
        }
    } else {
        marked_text(edits, edit, side, text);
    }
    cw_html_raw(html, "</p></div>");
}

/* Of the clause as it is now, else as it was. */
static struct cw_str edit_lang(const struct edits *edits, const struct cw_edit *edit)
{
    const struct cw_clause *clause = edit->n_new   ? clause_at(edits, 1, edit->new_indices[0])
                                     : edit->n_old ? clause_at(edits, 0, edit->old_indices[0])
                                                   : NULL;
    return clause ? clause->lang : cw_str_z("");
}

static void renumbered_note(struct edits *edits, const struct cw_edit *edit)
{
    struct cw_html *html = edits->html;
    const struct cw_clause *old_clause =
        edit->n_old ? clause_at(edits, 0, edit->old_indices[0]) : NULL;
    const struct cw_clause *new_clause =
        edit->n_new ? clause_at(edits, 1, edit->new_indices[0]) : NULL;
    const struct cw_str none = cw_label_text(html->labels, CW_L_NONE);
    const struct cw_str both[2] = {old_clause && old_clause->number.len ? old_clause->number : none,
                                   new_clause && new_clause->number.len ? new_clause->number
                                                                        : none};
    cw_html_phrase(html, CW_L_RENUMBERED_NOTE, both, 2);
}

static void notes(struct edits *edits, const struct cw_edit *edit)
{
    struct cw_html *html = edits->html;
    if (edit->moved && edit->kind != CW_EDIT_MOVED) {
        cw_html_raw(html, "<p class=\"note\">");
        cw_html_label(html, CW_L_MOVED_NOTE);
        cw_html_raw(html, "</p>");
    }
    if (edit->renumbered) {
        cw_html_raw(html, "<p class=\"note\">");
        renumbered_note(edits, edit);
        cw_html_raw(html, "</p>");
    }
}

static void edit_signals(struct cw_html *html, const struct cw_edit *edit, struct cw_str lang)
{
    enum { MOST = 12 };
    if (!edit->n_signals) {
        return;
    }
    cw_html_raw(html, "<ul class=\"sig\">");
    for (size_t i = 0; i < edit->n_signals && i < MOST; i++) {
        cw_html_raw(html, "<li>");
        cw_page_signal(html, &edit->signals[i], lang);
        cw_html_raw(html, "</li>");
    }
    cw_html_raw(html, "</ul>");
}

static void edit_article(struct edits *edits, const struct cw_edit *edit, const char *heading,
                         size_t number_of)
{
    struct cw_html *html = edits->html;
    cw_html_raw(html, "<article class=\"edit ");
    cw_html_raw(html, cw_edit_kind_name(edit->kind));
    cw_html_raw(html, "\"><");
    cw_html_raw(html, heading);
    cw_html_raw(html, " id=\"e");
    cw_html_int(html, (int64_t)number_of);
    cw_html_raw(html, "\">");
    cw_html_label(html, (enum cw_label)(CW_L_EDIT_UNCHANGED + (int)edit->kind));
    const struct cw_clause *clause = edit->n_new   ? clause_at(edits, 1, edit->new_indices[0])
                                     : edit->n_old ? clause_at(edits, 0, edit->old_indices[0])
                                                   : NULL;
    if (clause && clause->number.len) {
        cw_html_raw(html, " ");
        number(html, clause->number);
    } else if (clause) { /* a list of headings alone should tell the clauses apart */
        cw_html_raw(html, "<span class=\"vh\">: <bdi");
        cw_html_lang(html, clause->lang);
        cw_html_raw(html, ">");
        cw_html_text(html, cw_str_sub(clause->text, 0, cw_text_forward(clause->text, 0, 48)));
        cw_html_raw(html, "</bdi></span>");
    }
    if (!edit->cosmetic && edit->severity > CW_SEVERITY_INFO) {
        cw_html_raw(html, " ");
        cw_page_severity(html, edit->severity);
    }
    cw_html_raw(html, "</");
    cw_html_raw(html, heading);
    cw_html_raw(html, ">");
    notes(edits, edit);
    if (edit->n_new) {
        section_path(edits, 1, edit->new_indices[0]);
    } else if (edit->n_old) {
        section_path(edits, 0, edit->old_indices[0]);
    }
    if (edit->cosmetic) {
        cw_html_raw(html, "<p class=\"note\">");
        cw_page_cosmetic(html, edit->cosmetic);
        cw_html_raw(html, "</p>");
    }
    edit_signals(html, edit, edit_lang(edits, edit));
    cw_html_raw(html, "<div class=\"sides\">");
    if (edit->kind != CW_EDIT_MOVED) {
        side_box(edits, edit, 0, CW_L_BEFORE);
    }
    side_box(edits, edit, 1, edit->kind == CW_EDIT_MOVED ? CW_L_EDIT_MOVED : CW_L_AFTER);
    cw_html_raw(html, "</div></article>\n");
}

static void signal_row(struct cw_html *html, const struct cw_signal *signal, struct cw_str lang,
                       size_t edit_number, bool linked)
{
    const struct cw_str values[2] = {cw_signal_words(signal, signal->old_value),
                                     cw_signal_words(signal, signal->new_value)};
    cw_html_raw(html, "<tr><th scope=\"row\">");
    if (linked) {
        cw_html_raw(html, "<a href=\"#e");
        cw_html_int(html, (int64_t)edit_number);
        cw_html_raw(html, "\">");
    }
    cw_html_label(html, (enum cw_label)(CW_L_SIGNAL_NUMBER + (int)signal->kind));
    cw_html_raw(html, linked ? "</a></th>" : "</th>");
    for (size_t i = 0; i < 2; i++) {
        cw_html_raw(html, "<td>");
        if (values[i].len) {
            html->quoted = cw_page_signal_lang(signal, lang);
            cw_html_bdi(html, values[i]);
            html->quoted = cw_str_z("");
        } else {
            cw_html_label(html, CW_L_NONE);
        }
        cw_html_raw(html, "</td>");
    }
    cw_html_raw(html, "</tr>\n");
}

/* The table of signals. Only edits that the page shows are linked. */
static void signals_section(struct edits *edits)
{
    struct cw_html *html = edits->html;
    static const enum cw_label columns[] = {CW_L_KIND, CW_L_BEFORE, CW_L_AFTER};
    struct cw_signal_row rows[MOST_SIGNAL_ROWS];
    size_t total = cw_signal_rows(edits->comparison, rows, MOST_SIGNAL_ROWS);
    size_t shown = total < MOST_SIGNAL_ROWS ? total : MOST_SIGNAL_ROWS;
    if (!shown) {
        return;
    }
    cw_html_raw(html, "<section id=\"signals\">");
    cw_page_heading(html, "h2", CW_L_SIGNALS_HEADING);
    cw_page_table_begin(html, CW_L_SIGNALS_CAPTION, columns, 3);
    for (size_t i = 0; i < shown; i++) {
        const struct cw_edit *edit = &edits->comparison->edits[rows[i].edit];
        signal_row(html, rows[i].signal, edit_lang(edits, edit), rows[i].edit,
                   edits->shown[rows[i].edit] != 0);
    }
    cw_page_table_end(html);
    if (total > shown) {
        cw_html_raw(html, "<p>");
        cw_html_phrase_int(html, CW_L_MORE_SIGNALS, (int64_t)(total - shown));
        cw_html_raw(html, "</p>");
    }
    cw_html_raw(html, "</section>\n");
}

static size_t text_bytes(const struct edits *edits, const struct cw_edit *edit, int side)
{
    const uint32_t *indices = side ? edit->new_indices : edit->old_indices;
    size_t n = side ? edit->n_new : edit->n_old;
    size_t bytes = 0;
    for (size_t i = 0; i < n; i++) {
        const struct cw_clause *clause = clause_at(edits, side, indices[i]);
        bytes += clause ? clause->text.len + 1 : 0;
    }
    bytes += edit->n_runs * RUN_MARKUP;
    return bytes < edits->most_text ? bytes : edits->most_text;
}

/* Decides what fits on the page, the most severe first and what changed in form last, so that a
 * page that must be cut keeps what matters. It is then shown in reading order. */
static void choose_shown(struct edits *edits, size_t budget)
{
    size_t used = 0;
    for (int rank = CW_SEVERITY_HIGH + 1; rank >= 0; rank--) {
        for (size_t e = 0; e < edits->comparison->n_edits; e++) {
            const struct cw_edit *edit = &edits->comparison->edits[e];
            int own = edit->cosmetic ? 0 : (int)edit->severity + 1;
            if (own != rank || edit->kind == CW_EDIT_UNCHANGED) {
                continue;
            }
            size_t cost = EDIT_MARKUP + text_bytes(edits, edit, 0) + text_bytes(edits, edit, 1);
            if (cost <= budget - used) {
                used += cost;
                edits->shown[e] = 1;
            }
        }
    }
}

static size_t count_edits(const struct cw_comparison *comparison, bool cosmetic)
{
    size_t n = 0;
    for (size_t e = 0; e < comparison->n_edits; e++) {
        const struct cw_edit *edit = &comparison->edits[e];
        n += edit->kind != CW_EDIT_UNCHANGED && (edit->cosmetic != 0) == cosmetic;
    }
    return n;
}

/* Shows edits of one sort; gives the number shown. */
static size_t articles(struct edits *edits, bool cosmetic)
{
    size_t n = 0;
    for (size_t e = 0; e < edits->comparison->n_edits; e++) {
        const struct cw_edit *edit = &edits->comparison->edits[e];
        if (edits->shown[e] && (edit->cosmetic != 0) == cosmetic) {
            edit_article(edits, edit, cosmetic ? "h4" : "h3", e);
            n++;
        }
    }
    return n;
}

/* Clauses that only got another number: a list that can be opened. */
static void renumbered(struct edits *edits)
{
    enum { MOST = 100 };
    struct cw_html *html = edits->html;
    const struct cw_comparison *comparison = edits->comparison;
    size_t total = 0;
    for (size_t e = 0; e < comparison->n_edits; e++) {
        const struct cw_edit *edit = &comparison->edits[e];
        total += edit->kind == CW_EDIT_UNCHANGED && edit->renumbered;
    }
    if (!total) {
        return;
    }
    cw_html_raw(html, "<details><summary>");
    cw_html_phrase_int(html, CW_L_RENUMBERED_ONLY, (int64_t)total);
    cw_html_raw(html, "</summary><ul>\n");
    size_t shown = 0;
    for (size_t e = 0; e < comparison->n_edits && shown < MOST; e++) {
        const struct cw_edit *edit = &comparison->edits[e];
        if (edit->kind == CW_EDIT_UNCHANGED && edit->renumbered) {
            cw_html_raw(html, "<li>");
            renumbered_note(edits, edit);
            cw_html_raw(html, "</li>\n");
            shown++;
        }
    }
    cw_html_raw(html, "</ul></details>\n");
}

static void clause_sections(struct edits *edits)
{
    struct cw_html *html = edits->html;
    size_t n_cosmetic = count_edits(edits->comparison, true);
    size_t n_substantive = count_edits(edits->comparison, false);
    cw_html_raw(html, "<section id=\"edits\">");
    cw_page_heading(html, "h2", CW_L_EDITS_HEADING);
    size_t shown = articles(edits, false);
    if (n_substantive == 0) {
        cw_html_raw(html, "<p>");
        if (n_cosmetic) {
            cw_page_form_only(html, edits->comparison->cosmetic);
        } else {
            cw_html_label(html, CW_L_NO_EDITS);
        }
        cw_html_raw(html, "</p>");
    }
    if (n_cosmetic) {
        cw_html_raw(html, "<h3>");
        cw_html_label(html, CW_L_COSMETIC_HEADING);
        cw_html_raw(html, "</h3>\n<details><summary>");
        cw_html_phrase_int(html, CW_L_COSMETIC_EDITS, (int64_t)n_cosmetic);
        cw_html_raw(html, "</summary>\n");
        shown += articles(edits, true);
        cw_html_raw(html, "</details>");
    }
    renumbered(edits);
    if (shown < n_substantive + n_cosmetic) {
        cw_html_raw(html, "<p class=\"note\">");
        cw_html_phrase_int(html, CW_L_EDITS_CUT, (int64_t)(n_substantive + n_cosmetic - shown));
        cw_html_raw(html, "</p>");
    }
    cw_html_raw(html, "</section>\n");
}

void cw_edits_sections(struct cw_html *html, const struct cw_comparison *comparison,
                       const struct cw_clauses *old_clauses, const struct cw_clauses *new_clauses,
                       size_t budget)
{
    struct edits edits = {.html = html,
                          .comparison = comparison,
                          .sides = {old_clauses, new_clauses},
                          .most_text = budget > NO_LIMIT_ABOVE ? budget : MOST_TEXT,
                          .shown = calloc(comparison->n_edits + 1, 1)};
    cw_buf_init(&edits.joined[0], html->out->cap);
    cw_buf_init(&edits.joined[1], html->out->cap);
    if (edits.shown && outline_make(old_clauses, &edits.outlines[0]) &&
        outline_make(new_clauses, &edits.outlines[1])) {
        choose_shown(&edits, budget);
        signals_section(&edits);
        clause_sections(&edits);
    } else {
        html->out->failed = true;
    }
    free(edits.shown);
    for (int side = 0; side < 2; side++) {
        free(edits.outlines[side].above);
        cw_buf_dispose(&edits.joined[side]);
    }
}
