/* The first page: the night, most important first, and the pages that continue its list. */
#include "page.h"

#include <math.h>

int cw_report_change_cmp(const struct cw_report_change *a, const struct cw_report_change *b)
{
    if (a->severity != b->severity) {
        return a->severity > b->severity ? -1 : 1;
    }
    if (a->total_signals != b->total_signals) {
        return a->total_signals > b->total_signals ? -1 : 1;
    }
    int order = cw_str_cmp(a->doc.service, b->doc.service);
    order = order ? order : cw_str_cmp(a->doc.policy, b->doc.policy);
    order = order ? order : cw_str_cmp(a->doc.lang, b->doc.lang);
    order = order ? order : cw_str_cmp(a->doc.region, b->doc.region);
    if (order) {
        return order;
    }
    return a->new_time == b->new_time ? 0 : a->new_time > b->new_time ? -1 : 1;
}

static void tile(struct cw_html *html, enum cw_label label, const char *anchor, uint32_t n)
{
    cw_html_raw(html, "<li><a href=\"");
    cw_html_raw(html, anchor);
    cw_html_raw(html, "\"><strong>");
    cw_html_int(html, n);
    cw_html_raw(html, "</strong> ");
    cw_html_label(html, label);
    cw_html_raw(html, "</a></li>");
}

static void lead(struct cw_html *html, const struct cw_report_run *run)
{
    char first[CW_TIME_TEXT];
    char second[CW_TIME_TEXT];
    cw_html_raw(html, "<p class=\"lead\">");
    if (run->to != CW_REPORT_NO_TIME) {
        const struct cw_str range[2] = {cw_date_text(html, run->from, first),
                                        cw_date_text(html, run->to, second)};
        cw_html_phrase(html, CW_L_NIGHT_RANGE, range, 2);
        cw_html_raw(html, ". ");
    }
    const struct cw_str counts[2] = {cw_number_text(run->captures, first),
                                     cw_number_text(run->versions, second)};
    cw_html_phrase(html, CW_L_NIGHT_SUMMARY, counts, 2);
    cw_html_raw(html, "</p>\n");
}

static void glance(struct cw_html *html, const struct cw_report_night *night)
{
    const struct cw_report_run *run = &night->run;
    cw_html_raw(html, "<ul class=\"tiles\">");
    tile(html, CW_L_G_CHANGES, "#changes", run->changes);
    if (run->cosmetic) {
        tile(html, CW_L_G_COSMETIC, "#cosmetic", run->cosmetic);
    }
    if (run->set_aside) {
        tile(html, CW_L_G_SET_ASIDE, "#set-aside", run->set_aside);
    }
    if (run->unreadable) {
        tile(html, CW_L_G_UNREADABLE, "#troubles", run->unreadable);
    }
    if (night->total_translations) {
        tile(html, CW_L_G_TRANSLATIONS, "#translations", night->total_translations);
    }
    cw_html_raw(html, "</ul>\n");
}

/* The document, linked to the change when it has a page of its own, and when. */
static void change_title(struct cw_html *html, const struct cw_report_change *change)
{
    cw_html_raw(html, "<p class=\"t\"><a");
    if (change->has_page) {
        cw_page_change_href(html, change);
    } else {
        cw_html_raw(html, " href=\"");
        cw_html_raw(html, html->root);
        cw_report_path_document(&change->doc, html->out);
        cw_html_raw(html, "\"");
    }
    cw_html_raw(html, ">");
    cw_page_doc_name(html, &change->doc);
    cw_html_raw(html, ", ");
    cw_html_time(html, change->new_time, false);
    cw_html_raw(html, "</a></p>");
}

/* Small changes are folded, unless there is nothing else to read. */
static bool is_folded(const struct cw_report_night *night, int severity)
{
    return severity <= CW_SEVERITY_LOW && (int)night->changes[0].severity > CW_SEVERITY_LOW;
}

static void begin_group(struct cw_html *html, bool folded, int severity)
{
    cw_html_raw(html, folded ? "<details><summary><h3 class=\"inline\">" : "<h3>");
    cw_html_label(html, CW_L_SEVERITY);
    cw_html_raw(html, ": ");
    cw_html_label(html, (enum cw_label)(CW_L_SEVERITY_INFO + severity));
    cw_html_raw(html, folded ? "</h3></summary>\n" : "</h3>\n");
    cw_html_raw(html, "<ol class=\"changes\">\n");
}

static void change_list(struct cw_html *html, const struct cw_report_night *night)
{
    int severity = -1;
    bool folded = false;
    for (size_t i = 0; i < night->n_changes; i++) {
        const struct cw_report_change *change = &night->changes[i];
        if ((int)change->severity != severity) {
            cw_html_raw(html, severity < 0 ? "" : folded ? "</ol>\n</details>\n" : "</ol>\n");
            severity = (int)change->severity;
            folded = is_folded(night, severity);
            begin_group(html, folded, severity);
        }
        cw_html_raw(html, "<li>");
        change_title(html, change);
        cw_page_what(html, change);
        cw_html_raw(html, "</li>\n");
    }
    cw_html_raw(html, severity < 0 ? "" : folded ? "</ol>\n</details>\n" : "</ol>\n");
}

/* One link a page; for very many pages the first, the last and those around this one. */
static void pages(struct cw_html *html, uint32_t page, uint32_t n_pages,
                  void (*path)(uint32_t page, struct cw_buf *out))
{
    if (n_pages < 2) {
        return;
    }
    cw_html_raw(html, "<nav class=\"pages\" aria-label=\"");
    cw_html_label(html, CW_L_PAGES);
    cw_html_raw(html, "\"><ul>");
    for (uint32_t i = 1; i <= n_pages; i++) {
        bool near = i + 5 >= page && i <= page + 5;
        if (i != 1 && i != n_pages && !near) {
            continue;
        }
        cw_html_raw(html, "<li><a href=\"");
        cw_html_raw(html, html->root);
        path(i, html->out);
        cw_html_raw(html, i == page ? "\" aria-current=\"page\">" : "\">");
        cw_html_phrase_int(html, CW_L_PAGE_N, i);
        cw_html_raw(html, "</a></li>");
    }
    cw_html_raw(html, "</ul></nav>\n");
}

static void not_listed(struct cw_html *html, uint64_t total, size_t listed)
{
    if (total > listed) {
        cw_html_raw(html, "<p>");
        cw_html_phrase_int(html, CW_L_MORE_IN_DATA, (int64_t)(total - listed));
        cw_html_raw(html, "</p>\n");
    }
}

static size_t listed(size_t n)
{
    return n < CW_REPORT_LIST ? n : CW_REPORT_LIST;
}

static void section_begin(struct cw_html *html, const char *id, enum cw_label heading)
{
    cw_html_raw(html, "<section id=\"");
    cw_html_raw(html, id);
    cw_html_raw(html, "\"><h2>");
    cw_html_label(html, heading);
    cw_html_raw(html, "</h2>\n");
}

static void intro(struct cw_html *html, enum cw_label label, uint32_t n)
{
    cw_html_raw(html, "<p>");
    cw_html_phrase_int(html, label, n);
    cw_html_raw(html, "</p>\n");
}

static void cosmetic_section(struct cw_html *html, const struct cw_report_night *night)
{
    if (!night->run.cosmetic) {
        return;
    }
    section_begin(html, "cosmetic", CW_L_COSMETIC_HEADING);
    intro(html, CW_L_COSMETIC_INTRO, night->run.cosmetic);
    cw_html_raw(html, "<details><summary>");
    cw_html_label(html, CW_L_SHOW_LIST);
    cw_html_raw(html, "</summary><ul>\n");
    size_t n = listed(night->n_cosmetic);
    for (size_t i = 0; i < n; i++) {
        const struct cw_report_change *change = &night->cosmetic[i];
        cw_html_raw(html, "<li>");
        if (change->has_page) {
            cw_html_raw(html, "<a");
            cw_page_change_href(html, change);
            cw_html_raw(html, ">");
            cw_page_doc_name(html, &change->doc);
            cw_html_raw(html, "</a>");
        } else {
            cw_page_doc_link(html, &change->doc);
        }
        cw_html_raw(html, ", ");
        cw_html_time(html, change->new_time, false);
        cw_html_raw(html, ": ");
        cw_page_cosmetic(html, change->cosmetic);
        cw_html_raw(html, "</li>\n");
    }
    cw_html_raw(html, "</ul></details>\n");
    not_listed(html, night->run.cosmetic, n);
    cw_html_raw(html, "</section>\n");
}

static void set_aside_section(struct cw_html *html, const struct cw_report_night *night)
{
    if (!night->run.set_aside) {
        return;
    }
    section_begin(html, "set-aside", CW_L_SET_ASIDE_HEADING);
    intro(html, CW_L_SET_ASIDE_INTRO, night->run.set_aside);
    cw_html_raw(html, "<ul>\n");
    size_t n = listed(night->n_set_aside);
    for (size_t i = 0; i < n; i++) {
        const struct cw_report_change *change = &night->set_aside[i];
        cw_html_raw(html, "<li>");
        cw_page_doc_link(html, &change->doc);
        cw_html_raw(html, ", ");
        cw_html_time(html, change->new_time, false);
        if (change->junk_reason.len) {
            cw_html_raw(html, ": ");
            cw_html_bdi(html, change->junk_reason);
        }
        cw_html_raw(html, "</li>\n");
    }
    cw_html_raw(html, "</ul>\n");
    not_listed(html, night->run.set_aside, n);
    cw_html_raw(html, "</section>\n");
}

static void troubles_section(struct cw_html *html, const struct cw_report_night *night)
{
    if (!night->run.unreadable) {
        return;
    }
    section_begin(html, "troubles", CW_L_TROUBLES_HEADING);
    intro(html, CW_L_TROUBLES_INTRO, night->run.unreadable);
    cw_html_raw(html, "<ul>\n");
    size_t n = listed(night->n_troubles);
    for (size_t i = 0; i < n; i++) {
        const struct cw_report_trouble *trouble = &night->troubles[i];
        cw_html_raw(html, "<li>");
        if (trouble->doc.service.len) {
            cw_page_doc_name(html, &trouble->doc);
            cw_html_raw(html, ": ");
        }
        if (trouble->name.len) {
            cw_html_raw(html, "<code>");
            cw_html_bdi(html, trouble->name);
            cw_html_raw(html, "</code>: ");
        }
        cw_html_bdi(html, trouble->message);
        cw_html_raw(html, "</li>\n");
    }
    cw_html_raw(html, "</ul>\n");
    not_listed(html, night->run.unreadable, n);
    cw_html_raw(html, "</section>\n");
}

static void translations_section(struct cw_html *html, const struct cw_report_night *night)
{
    if (!night->total_translations && !night->has_coverage) {
        return;
    }
    section_begin(html, "translations", CW_L_TRANSLATIONS_HEADING);
    intro(html, CW_L_TRANSLATIONS_INTRO, night->total_translations);
    if (night->has_coverage) {
        cw_html_raw(html, "<p><a href=\"coverage.html\">");
        cw_html_label(html, CW_L_COVERAGE_LINK);
        cw_html_raw(html, "</a></p>\n");
    }
    size_t n = listed(night->n_translations);
    if (n) {
        cw_html_raw(html, "<ul class=\"findings\">\n");
    }
    for (size_t i = 0; i < n; i++) {
        cw_html_raw(html, "<li>");
        cw_page_severity(html, night->translations[i].severity);
        cw_html_raw(html, " ");
        if (night->translations[i].absent) {
            cw_page_doc_name(html, &night->translations[i].doc);
        } else {
            cw_page_doc_link(html, &night->translations[i].doc);
        }
        cw_page_translation(html, &night->translations[i]);
        cw_html_raw(html, "</li>\n");
    }
    cw_html_raw(html, n ? "</ul>\n" : "");
    not_listed(html, night->total_translations, n);
    cw_html_raw(html, "</section>\n");
}

static void document_row(struct cw_html *html, const struct cw_report_document *document)
{
    cw_html_raw(html, "<tr><th scope=\"row\">");
    cw_page_doc_link(html, &document->doc);
    cw_html_raw(html, "</th><td class=\"n\">");
    cw_html_int(html, document->words);
    cw_html_raw(html, "</td><td class=\"n\">");
    cw_html_number(
        html, document->sentences ? (double)document->words / (double)document->sentences : NAN, 1);
    cw_html_raw(html, "</td><td class=\"n\">");
    cw_html_number(html, document->reference_ratio, 2);
    cw_html_raw(html, "</td><td>");
    if (document->formula.len) {
        cw_html_bdi(html, document->formula);
        cw_html_raw(html, " ");
        cw_html_number(html, document->formula_value, 1);
    } else {
        cw_html_label(html, CW_L_NONE);
    }
    cw_html_raw(html, "</td><td class=\"n\">");
    cw_html_int(html, document->findings);
    cw_html_raw(html, "</td><td class=\"n\">");
    cw_html_int(html, document->versions);
    cw_html_raw(html, "</td><td>");
    if (document->last_change == CW_REPORT_NO_TIME) {
        cw_html_label(html, CW_L_NONE);
    } else {
        cw_html_time(html, document->last_change, false);
    }
    cw_html_raw(html, "</td></tr>\n");
}

static void document_table(struct cw_html *html, const struct cw_report_document *documents,
                           size_t n)
{
    static const enum cw_label columns[] = {CW_L_DOCUMENT, CW_L_WORDS,      CW_L_WORDS_A_SENTENCE,
                                            CW_L_RATIO,    CW_L_FORMULA,    CW_L_FINDINGS,
                                            CW_L_VERSIONS, CW_L_LAST_CHANGE};
    cw_page_table_begin(html, CW_L_DOCUMENTS_CAPTION, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        document_row(html, &documents[i]);
    }
    cw_page_table_end(html);
}

static void documents_section(struct cw_html *html, const struct cw_report_night *night)
{
    section_begin(html, "documents", CW_L_DOCUMENTS_HEADING);
    size_t n = night->n_documents < CW_REPORT_DOCUMENTS_A_PAGE ? night->n_documents
                                                               : CW_REPORT_DOCUMENTS_A_PAGE;
    if (n) {
        document_table(html, night->documents, n);
    }
    cw_html_raw(html, "<p><a href=\"documents.html\">");
    cw_html_label(html, CW_L_ALL_DOCUMENTS);
    cw_html_raw(html, "</a></p>\n</section>\n");
}

static void data_section(struct cw_html *html)
{
    static const char package[] = "data/datapackage.json";
    section_begin(html, "data", CW_L_DATA_HEADING);
    const struct cw_str name = cw_str_z(package);
    cw_html_raw(html, "<p>");
    cw_html_phrase(html, CW_L_DATA_INTRO, &name, 1);
    cw_html_raw(html, "</p>\n<ul class=\"files\">\n");
    for (int file = 0; file < CW_DATA_FILES; file++) {
        static const char *const endings[] = {"csv", "jsonl"};
        const char *stem = cw_data_name((enum cw_data_file)file);
        cw_html_raw(html, "<li>");
        cw_html_raw(html, stem);
        cw_html_raw(html, ":");
        for (size_t i = 0; i < 2; i++) {
            cw_buf_printf(html->out, " <a href=\"data/%s.%s\">%s.%s</a>", stem, endings[i], stem,
                          endings[i]);
        }
        cw_html_raw(html, "</li>\n");
    }
    cw_html_raw(html, "<li><a href=\"data/datapackage.json\">datapackage.json</a></li>\n"
                      "</ul>\n</section>\n");
}

/* "What changed, 2025-07-01", and the page when it is not the first. plain: for <title>. */
static void night_title(struct cw_html *html, const struct cw_report_night *night, bool plain)
{
    char date[CW_TIME_TEXT];
    cw_html_label(html, CW_L_NIGHT_TITLE);
    if (night->run.to != CW_REPORT_NO_TIME) {
        cw_html_raw(html, ", ");
        if (plain) {
            cw_html_text(html, cw_date_text(html, night->run.to, date));
        } else {
            cw_html_time(html, night->run.to, false);
        }
    }
    if (night->page > 1) {
        cw_html_raw(html, ", ");
        cw_html_phrase_int(html, CW_L_PAGE_N, night->page);
    }
}

void cw_report_index(const struct cw_report_options *options, const struct cw_report_night *night,
                     struct cw_buf *out)
{
    struct cw_html html = cw_page_writer(options, night->page > 1 ? "../" : "", out);
    struct cw_buf title;
    cw_buf_init(&title, 4096);
    struct cw_html plain = cw_page_writer(options, "", &title);
    night_title(&plain, night, true);
    cw_page_begin(&html, options, cw_buf_view(&title), cw_str_z(""));
    cw_html_raw(&html, "<h1>");
    night_title(&html, night, false);
    cw_html_raw(&html, "</h1>\n");
    out->failed |= title.failed;
    cw_buf_dispose(&title);
    if (night->page <= 1) {
        lead(&html, &night->run);
        glance(&html, night);
    }
    section_begin(&html, "changes", CW_L_CHANGES_HEADING);
    if (!night->n_changes) {
        cw_html_raw(&html, "<p>");
        cw_html_label(&html, CW_L_NO_CHANGES);
        cw_html_raw(&html, "</p>\n");
    }
    change_list(&html, night);
    pages(&html, night->page ? night->page : 1, night->n_pages, cw_report_path_night);
    cw_html_raw(&html, "</section>\n");
    if (night->page <= 1) {
        translations_section(&html, night);
        set_aside_section(&html, night);
        troubles_section(&html, night);
        cosmetic_section(&html, night);
        documents_section(&html, night);
        data_section(&html);
    }
    cw_page_end(&html);
}

void cw_report_documents(const struct cw_report_options *options,
                         const struct cw_report_document *documents, size_t n, uint32_t page,
                         uint32_t n_pages, struct cw_buf *out)
{
    struct cw_html html = cw_page_writer(options, "", out);
    struct cw_buf title;
    cw_buf_init(&title, 4096);
    struct cw_html plain = cw_page_writer(options, "", &title);
    cw_html_label(&plain, CW_L_DOCUMENTS_HEADING);
    if (page > 1) {
        cw_html_raw(&plain, ", ");
        cw_html_phrase_int(&plain, CW_L_PAGE_N, page);
    }
    cw_page_begin(&html, options, cw_buf_view(&title), cw_str_z(""));
    cw_html_raw(&html, "<h1>");
    cw_buf_str(out, cw_buf_view(&title));
    cw_html_raw(&html, "</h1>\n");
    out->failed |= title.failed;
    cw_buf_dispose(&title);
    document_table(&html, documents, n);
    pages(&html, page ? page : 1, n_pages, cw_report_path_documents);
    cw_page_end(&html);
}
