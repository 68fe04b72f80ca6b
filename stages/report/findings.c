/* The findings on a document's current version: a table of rules with counts, then a few examples
 * of each rule with the words that made it fire. */
#include "findings.h"

#include <stdlib.h>

#include "page.h"

enum { MOST_RULES = 60, MOST_EXAMPLES = 5, CONTEXT = 160, MOST_SPAN = 480 };

/* One finding, to be sorted without copying it. */
struct sorted {
    const struct cw_report_finding *row;
};

static int by_rule(const void *a, const void *b)
{
    const struct cw_finding *x = &((const struct sorted *)a)->row->finding;
    const struct cw_finding *y = &((const struct sorted *)b)->row->finding;
    if (x->severity != y->severity) {
        return x->severity > y->severity ? -1 : 1;
    }
    int order = cw_str_cmp(x->rule, y->rule);
    if (order) {
        return order;
    }
    if (x->clause != y->clause) {
        return x->clause < y->clause ? -1 : 1;
    }
    return x->start == y->start ? 0 : x->start < y->start ? -1 : 1;
}

static size_t group_end(const struct sorted *sorted, size_t n, size_t start)
{
    size_t end = start + 1;
    while (end < n && sorted[end].row->finding.severity == sorted[start].row->finding.severity &&
           cw_str_eq(sorted[end].row->finding.rule, sorted[start].row->finding.rule)) {
        end++;
    }
    return end;
}

static void summary(struct cw_html *html, const struct sorted *sorted, size_t n)
{
    static const enum cw_label columns[] = {CW_L_RULE, CW_L_CRITERION, CW_L_SEVERITY, CW_L_COUNT};
    cw_page_table_begin(html, CW_L_FINDINGS_CAPTION, columns, 4);
    size_t rules = 0;
    for (size_t i = 0; i < n && rules < MOST_RULES; rules++) {
        size_t end = group_end(sorted, n, i);
        cw_html_raw(html, "<tr><th scope=\"row\"><code>");
        cw_html_bdi(html, sorted[i].row->finding.rule);
        cw_html_raw(html, "</code></th><td>");
        cw_html_bdi(html, sorted[i].row->finding.criterion);
        cw_html_raw(html, "</td><td>");
        cw_page_severity(html, sorted[i].row->finding.severity);
        cw_html_raw(html, "</td><td class=\"n\">");
        cw_html_int(html, (int64_t)(end - i));
        cw_html_raw(html, "</td></tr>\n");
        i = end;
    }
    cw_page_table_end(html);
}

/* The span with some words around it; the span marked. */
static void excerpt(struct cw_html *html, const struct cw_finding *finding,
                    const struct cw_clause *clause)
{
    struct cw_str text = clause->text;
    size_t start = finding->start <= text.len ? finding->start : text.len;
    size_t end = finding->end <= text.len && finding->end >= start ? finding->end : text.len;
    size_t from = cw_text_back(text, start, CONTEXT);
    size_t to = cw_text_forward(text, end, CONTEXT);
    cw_html_raw(html, "<blockquote");
    cw_html_lang(html, clause->lang);
    cw_html_raw(html, ">");
    cw_html_raw(html, from > 0 ? "\xE2\x80\xA6 " : "");
    cw_html_text(html, cw_str_sub(text, from, start));
    /* A finding on a whole long clause marks nothing: everything would be marked. */
    size_t shown_end = end - start > MOST_SPAN ? cw_text_forward(text, start, MOST_SPAN) : end;
    if (shown_end < end) {
        cw_html_text(html, cw_str_sub(text, start, shown_end));
        cw_html_raw(html, " \xE2\x80\xA6");
    } else {
        cw_html_raw(html, "<mark>");
        cw_html_text(html, cw_str_sub(text, start, end));
        cw_html_raw(html, "</mark>");
        cw_html_text(html, cw_str_sub(text, end, to));
        cw_html_raw(html, to < text.len ? " \xE2\x80\xA6" : "");
    }
    cw_html_raw(html, "</blockquote>");
}

static void example(struct cw_html *html, const struct cw_report_document_model *model,
                    const struct cw_report_finding *row)
{
    const struct cw_finding *finding = &row->finding;
    cw_html_raw(html, "<li>");
    cw_html_bdi(html, finding->message);
    if (model->clauses && finding->clause < model->clauses->n &&
        model->clauses->items[finding->clause].text.len) {
        const struct cw_clause *clause = &model->clauses->items[finding->clause];
        if (clause->number.len) {
            cw_html_raw(html, " <span class=\"num\">");
            cw_html_bdi(html, clause->number);
            cw_html_raw(html, "</span>");
        }
        excerpt(html, finding, clause);
    } else if (row->text.len) {
        cw_html_raw(html, "<blockquote");
        cw_html_lang(html, row->lang);
        cw_html_raw(html, "><mark>");
        cw_html_text(html, row->text);
        cw_html_raw(html, "</mark></blockquote>");
    }
    cw_html_raw(html, "</li>\n");
}

static void examples(struct cw_html *html, const struct cw_report_document_model *model,
                     const struct sorted *sorted, size_t n)
{
    size_t rules = 0;
    for (size_t i = 0; i < n && rules < MOST_RULES; rules++) {
        size_t end = group_end(sorted, n, i);
        cw_html_raw(html, "<details><summary><code>");
        cw_html_bdi(html, sorted[i].row->finding.rule);
        cw_html_raw(html, "</code> (");
        cw_html_int(html, (int64_t)(end - i));
        cw_html_raw(html, ")</summary><ul class=\"findings\">\n");
        for (size_t at = i; at < end && at < i + MOST_EXAMPLES; at++) {
            example(html, model, sorted[at].row);
        }
        cw_html_raw(html, "</ul>");
        if (end - i > MOST_EXAMPLES) {
            char number[CW_TIME_TEXT];
            const struct cw_str args[2] = {
                cw_number_text((int64_t)(end - i - MOST_EXAMPLES), number),
                cw_str_z("data/findings.csv")};
            cw_html_raw(html, "<p>");
            cw_html_phrase(html, CW_L_MORE_FINDINGS, args, 2);
            cw_html_raw(html, "</p>");
        }
        cw_html_raw(html, "</details>\n");
        i = end;
    }
}

void cw_findings_section(struct cw_html *html, const struct cw_report_document_model *model)
{
    size_t n = model->n_findings;
    cw_html_raw(html, "<section id=\"findings\">");
    cw_page_heading(html, "h2", CW_L_FINDINGS_HEADING);
    cw_html_raw(html, "<p>");
    cw_html_label(html, n ? CW_L_FINDINGS_INTRO : CW_L_NO_FINDINGS);
    cw_html_raw(html, "</p>\n");
    struct sorted *sorted = n ? calloc(n, sizeof *sorted) : NULL;
    if (sorted) {
        for (size_t i = 0; i < n; i++) {
            sorted[i].row = &model->findings[i];
        }
        qsort(sorted, n, sizeof *sorted, by_rule);
        summary(html, sorted, n);
        examples(html, model, sorted, n);
        free(sorted);
    } else {
        html->out->failed |= n > 0;
    }
    cw_html_raw(html, "</section>\n");
}
