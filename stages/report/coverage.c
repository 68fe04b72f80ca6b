/* The page of languages: a table for each platform, a row for each document, a column for each
 * language that the platform has or should have. */
#include "page.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_LANGS = 80 };

static int by_tag(const void *a, const void *b)
{
    return cw_str_cmp(*(const struct cw_str *)a, *(const struct cw_str *)b);
}

/* The languages of rows [0, n), each once, in order; gives their number. */
static size_t languages_of(const struct cw_report_coverage *rows, size_t n,
                           struct cw_str langs[MOST_LANGS])
{
    size_t n_langs = 0;
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;
        while (at < n_langs && !cw_str_eq(langs[at], rows[i].doc.lang)) {
            at++;
        }
        if (at == n_langs && n_langs < MOST_LANGS) {
            langs[n_langs++] = rows[i].doc.lang;
        }
    }
    qsort(langs, n_langs, sizeof *langs, by_tag);
    return n_langs;
}

static enum cw_label status_label(const struct cw_report_coverage *row)
{
    static const char *const names[] = {"original", "complete", "partial", "stale"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (cw_str_is(row->status, names[i])) {
            return (enum cw_label)(CW_L_STATUS_ORIGINAL + (int)i);
        }
    }
    return row->expected ? CW_L_STATUS_EXPECTED : CW_L_STATUS_ABSENT;
}

static void cell(struct cw_html *html, const struct cw_report_coverage *row)
{
    enum cw_label status = status_label(row);
    bool there = status != CW_L_STATUS_ABSENT && status != CW_L_STATUS_EXPECTED;
    if (there) {
        cw_html_raw(html, "<a href=\"");
        cw_html_raw(html, html->root);
        cw_report_path_document(&row->doc, html->out);
        cw_html_raw(html, "\">");
    } else if (row->expected) {
        cw_html_raw(html, "<span class=\"tag high\">");
    }
    cw_html_label(html, status);
    cw_html_raw(html, there ? "</a>" : row->expected ? "</span>" : "");
    if (there && status != CW_L_STATUS_ORIGINAL && isfinite(row->coverage)) {
        cw_html_raw(html, "<br>");
        cw_html_phrase_int(html, CW_L_PER_CENT, (int64_t)floor(row->coverage * 100));
    }
    if (row->stale_days >= 0) {
        cw_html_raw(html, "<br>");
        cw_html_phrase_int(html, CW_L_DAYS, row->stale_days);
    }
}

static void table_head(struct cw_html *html, const struct cw_report_doc *doc,
                       const struct cw_str *langs, size_t n_langs)
{
    struct cw_str service = doc->service_name.len ? doc->service_name : doc->service;
    cw_html_raw(html, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    cw_html_phrase_plain(html, CW_L_SCROLL, &service, 1);
    cw_html_raw(html, "\"><table><caption>");
    cw_html_bdi(html, service);
    cw_html_raw(html, "</caption><thead><tr><th scope=\"col\">");
    cw_html_label(html, CW_L_DOCUMENT);
    cw_html_raw(html, "</th>");
    for (size_t i = 0; i < n_langs; i++) {
        cw_html_raw(html, "<th scope=\"col\">");
        cw_html_language(html, langs[i]);
        cw_html_raw(html, "</th>");
    }
    cw_html_raw(html, "</tr></thead><tbody>\n");
}

/* One document: rows [0, n) are its languages (and regions, which share a cell). */
static void document_row(struct cw_html *html, const struct cw_report_coverage *rows, size_t n,
                         const struct cw_str *langs, size_t n_langs)
{
    cw_html_raw(html, "<tr><th scope=\"row\">");
    cw_html_bdi(html, rows[0].doc.policy);
    cw_html_raw(html, "</th>");
    for (size_t l = 0; l < n_langs; l++) {
        bool first = true;
        cw_html_raw(html, "<td>");
        for (size_t i = 0; i < n; i++) {
            if (!cw_str_eq(rows[i].doc.lang, langs[l])) {
                continue;
            }
            cw_html_raw(html, first ? "" : "<br>");
            if (rows[i].doc.region.len) {
                cw_html_bdi(html, rows[i].doc.region);
                cw_html_raw(html, ": ");
            }
            cell(html, &rows[i]);
            first = false;
        }
        cw_html_raw(html, "</td>");
    }
    cw_html_raw(html, "</tr>\n");
}

static void service_table(struct cw_html *html, const struct cw_report_coverage *rows, size_t n)
{
    struct cw_str langs[MOST_LANGS];
    size_t n_langs = languages_of(rows, n, langs);
    table_head(html, &rows[0].doc, langs, n_langs);
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && cw_str_eq(rows[end].doc.policy, rows[i].doc.policy)) {
            end++;
        }
        document_row(html, rows + i, end - i, langs, n_langs);
        i = end;
    }
    cw_page_table_end(html);
}

void cw_report_coverage_page(const struct cw_report_options *options,
                             const struct cw_report_coverage *rows, size_t n, struct cw_buf *out)
{
    struct cw_html html = cw_page_writer(options, "", out);
    struct cw_buf title;
    cw_buf_init(&title, 4096);
    struct cw_html plain = cw_page_writer(options, "", &title);
    cw_html_label(&plain, CW_L_COVERAGE_HEADING);
    cw_page_begin(&html, options, cw_buf_view(&title), cw_str_z(""));
    out->failed |= title.failed;
    cw_buf_dispose(&title);
    cw_page_heading(&html, "h1", CW_L_COVERAGE_HEADING);
    cw_html_raw(&html, "<p>");
    cw_html_label(&html, CW_L_COVERAGE_INTRO);
    cw_html_raw(&html, "</p>\n");
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && cw_str_eq(rows[end].doc.service, rows[i].doc.service)) {
            end++;
        }
        service_table(&html, rows + i, end - i);
        i = end;
    }
    cw_page_end(&html);
}
