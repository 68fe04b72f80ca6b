/* A document's page: its versions, how hard it was to read in each, and the findings on the current
 * one. Lists are cut so that the page stays small; the data files hold everything. */
#include "page.h"

#include <math.h>
#include <stdlib.h>

#include "chart.h"
#include "findings.h"

enum { MOST_VERSIONS = 250, MOST_ROWS = 60, MOST_FORMULAS = 4 };

static void facts(struct cw_html *html, const struct cw_report_document_model *model)
{
    const struct cw_report_document *document = &model->document;
    cw_html_raw(html, "<dl class=\"facts\"><dt>");
    cw_html_label(html, CW_L_VERSIONS);
    cw_html_raw(html, "</dt><dd>");
    cw_html_int(html, document->versions);
    cw_html_raw(html, "</dd><dt>");
    cw_html_label(html, CW_L_FIRST_SEEN);
    cw_html_raw(html, "</dt><dd>");
    cw_html_time(html, document->first, false);
    cw_html_raw(html, "</dd><dt>");
    cw_html_label(html, CW_L_LAST_CHANGE);
    cw_html_raw(html, "</dt><dd>");
    if (document->last_change == CW_REPORT_NO_TIME) {
        cw_html_label(html, CW_L_NONE);
    } else {
        cw_html_time(html, document->last_change, false);
    }
    cw_html_raw(html, "</dd>");
    if (document->words) {
        cw_html_raw(html, "<dt>");
        cw_html_label(html, CW_L_WORDS);
        cw_html_raw(html, "</dt><dd>");
        cw_html_int(html, document->words);
        cw_html_raw(html, "</dd>");
    }
    if (model->source_url.len) {
        cw_html_raw(html, "<dt>");
        cw_html_label(html, CW_L_PUBLISHED_AT);
        cw_html_raw(html, "</dt><dd>");
        cw_page_address(html, model->source_url, model->source_url);
        cw_html_raw(html, "</dd>");
    }
    cw_html_raw(html, "</dl>\n");
}

static void languages(struct cw_html *html, const struct cw_report_document_model *model)
{
    if (!model->n_languages) {
        return;
    }
    cw_html_raw(html, "<section id=\"languages\">");
    cw_page_heading(html, "h2", CW_L_LANGUAGES_HEADING);
    cw_html_raw(html, "<ul class=\"row\">");
    for (size_t i = 0; i < model->n_languages; i++) {
        const struct cw_report_doc *doc = &model->languages[i];
        cw_html_raw(html, "<li><a href=\"");
        cw_html_raw(html, html->root);
        cw_report_path_document(doc, html->out);
        cw_html_raw(html, "\">");
        cw_html_language(html, doc->lang);
        if (doc->region.len) {
            cw_html_raw(html, " \xC2\xB7 ");
            cw_html_bdi(html, doc->region);
        }
        cw_html_raw(html, "</a></li>");
    }
    cw_html_raw(html, "</ul></section>\n");
}

static void translations(struct cw_html *html, const struct cw_report_document_model *model)
{
    enum { MOST = 50 };
    if (!model->n_translations) {
        return;
    }
    size_t n = model->n_translations < MOST ? model->n_translations : MOST;
    cw_html_raw(html, "<section id=\"translations\">");
    cw_page_heading(html, "h2", CW_L_TRANSLATIONS_HEADING);
    cw_html_raw(html, "<ul class=\"findings\">\n");
    for (size_t i = 0; i < n; i++) {
        cw_html_raw(html, "<li>");
        cw_page_severity(html, model->translations[i].severity);
        cw_page_translation(html, &model->translations[i]);
        cw_html_raw(html, "</li>\n");
    }
    cw_html_raw(html, "</ul>\n");
    if (n < model->n_translations) {
        cw_html_raw(html, "<p>");
        cw_html_phrase_int(html, CW_L_MORE_IN_DATA, (int64_t)(model->n_translations - n));
        cw_html_raw(html, "</p>");
    }
    cw_html_raw(html, "</section>\n");
}

static void version_what(struct cw_html *html, const struct cw_report_version *version,
                         const struct cw_report_change *change, bool first)
{
    cw_html_raw(html, "<td>");
    if (version->set_aside.len) {
        cw_html_label(html, CW_L_CLASS_JUNK);
        cw_html_raw(html, "</td><td></td><td>");
        cw_html_bdi(html, version->set_aside);
    } else if (!change) {
        if (first) {
            cw_html_label(html, CW_L_FIRST_VERSION);
        }
        cw_html_raw(html, "</td><td></td><td>");
    } else {
        cw_page_class(html, change->class);
        cw_html_raw(html, "</td><td>");
        bool told = change->class != CW_PAIR_IDENTICAL && change->class != CW_PAIR_COSMETIC &&
                    change->class != CW_PAIR_JUNK;
        if (told) {
            cw_page_severity(html, change->severity);
        }
        cw_html_raw(html, "</td><td>");
        if (change->class == CW_PAIR_COSMETIC) {
            cw_page_cosmetic(html, change->cosmetic);
        } else if (change->class == CW_PAIR_JUNK) {
            cw_html_bdi(html, change->junk_reason);
        } else {
            cw_page_what(html, change);
        }
    }
    cw_html_raw(html, "</td>");
}

static void version_row(struct cw_html *html, const struct cw_report_version *version,
                        const struct cw_report_change *change, bool first)
{
    cw_html_raw(html, "<tr><th scope=\"row\">");
    if (change && change->has_page) {
        cw_html_raw(html, "<a");
        cw_page_change_href(html, change);
        cw_html_raw(html, ">");
        cw_html_time(html, version->time, true);
        cw_html_raw(html, "</a>");
    } else {
        cw_html_time(html, version->time, true);
    }
    cw_html_raw(html, "</th>");
    version_what(html, version, change, first);
    cw_html_raw(html, "</tr>\n");
}

static void versions(struct cw_html *html, const struct cw_report_document_model *model)
{
    static const enum cw_label columns[] = {CW_L_DATE, CW_L_CLASS, CW_L_SEVERITY, CW_L_WHAT};
    cw_html_raw(html, "<section id=\"versions\">");
    cw_page_heading(html, "h2", CW_L_VERSIONS);
    cw_page_table_begin(html, CW_L_VERSIONS_CAPTION, columns, 4);
    size_t at = model->n_changes; /* both lists are walked backwards, by time */
    size_t shown = 0;
    for (size_t i = model->n_versions; i-- > 0 && shown < MOST_VERSIONS; shown++) {
        const struct cw_report_version *version = &model->versions[i];
        while (at > 0 && model->changes[at - 1].new_time > version->time) {
            at--;
        }
        bool fits = at > 0 && model->changes[at - 1].new_time == version->time;
        version_row(html, version, fits ? &model->changes[at - 1] : NULL, i == 0);
    }
    cw_page_table_end(html);
    if (shown < model->n_versions) {
        cw_html_raw(html, "<p>");
        cw_html_phrase_int(html, CW_L_OLDER_IN_DATA, (int64_t)(model->n_versions - shown));
        cw_html_raw(html, "</p>");
    }
    cw_html_raw(html, "</section>\n");
}

static double words_a_sentence(const struct cw_report_readability *row)
{
    uint32_t sentences = row->counts.n[CW_N_SENTENCES];
    return sentences ? (double)row->counts.n[CW_N_WORDS] / (double)sentences : NAN;
}

static void charts(struct cw_html *html, const struct cw_report_document_model *model)
{
    size_t n = model->n_readability;
    struct cw_point *points = n ? calloc(3 * n, sizeof *points) : NULL;
    if (!points) {
        html->out->failed |= n > 0;
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct cw_report_readability *row = &model->readability[i];
        points[i] = (struct cw_point){row->time, row->counts.n[CW_N_WORDS]};
        points[n + i] = (struct cw_point){row->time, words_a_sentence(row)};
        points[2 * n + i] = (struct cw_point){row->time, row->reference_ratio};
    }
    cw_html_raw(html, "<div class=\"charts\">");
    cw_chart_line(html, CW_L_CHART_RATIO, points + 2 * n, n, 2);
    cw_chart_line(html, CW_L_CHART_SENTENCE, points + n, n, 1);
    cw_chart_line(html, CW_L_CHART_WORDS, points, n, 0);
    cw_html_raw(html, "</div>\n");
    free(points);
}

static void readability_head(struct cw_html *html, const struct cw_report_readability *newest)
{
    static const enum cw_label columns[] = {CW_L_DATE, CW_L_WORDS, CW_L_SENTENCES,
                                            CW_L_WORDS_A_SENTENCE, CW_L_RATIO};
    struct cw_str caption = cw_label_text(html->labels, CW_L_READABILITY_CAPTION);
    cw_html_raw(html, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    cw_html_phrase_plain(html, CW_L_SCROLL, &caption, 1);
    cw_html_raw(html, "\"><table><caption>");
    cw_html_text(html, caption);
    cw_html_raw(html, "</caption><thead><tr>");
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        cw_html_raw(html, "<th scope=\"col\">");
        cw_html_label(html, columns[i]);
        cw_html_raw(html, "</th>");
    }
    for (size_t i = 0; i < newest->n_formulas && i < MOST_FORMULAS; i++) {
        const struct cw_report_formula *formula = &newest->formulas[i];
        cw_html_raw(html, "<th scope=\"col\">");
        cw_html_bdi(html, formula->name.len ? formula->name : formula->id);
        cw_html_raw(html, "</th>");
    }
    cw_html_raw(html, "</tr></thead><tbody>\n");
}

static void number_cell(struct cw_html *html, double value, int decimals)
{
    cw_html_raw(html, "<td class=\"n\">");
    cw_html_number(html, value, decimals);
    cw_html_raw(html, "</td>");
}

/* The value of the formula that heads a column: a version in another language has others. */
static double formula_value(const struct cw_report_readability *row, struct cw_str id)
{
    for (size_t i = 0; i < row->n_formulas; i++) {
        if (cw_str_eq(row->formulas[i].id, id)) {
            return row->formulas[i].value;
        }
    }
    return NAN;
}

static void readability_rows(struct cw_html *html, const struct cw_report_document_model *model)
{
    const struct cw_report_readability *newest = &model->readability[model->n_readability - 1];
    size_t shown = 0;
    for (size_t i = model->n_readability; i-- > 0 && shown < MOST_ROWS; shown++) {
        const struct cw_report_readability *row = &model->readability[i];
        cw_html_raw(html, "<tr><th scope=\"row\">");
        cw_html_time(html, row->time, false);
        cw_html_raw(html, "</th>");
        number_cell(html, row->counts.n[CW_N_WORDS], 0);
        number_cell(html, row->counts.n[CW_N_SENTENCES], 0);
        number_cell(html, words_a_sentence(row), 1);
        number_cell(html, row->reference_ratio, 2);
        for (size_t f = 0; f < newest->n_formulas && f < MOST_FORMULAS; f++) {
            number_cell(html, formula_value(row, newest->formulas[f].id), 1);
        }
        cw_html_raw(html, "</tr>\n");
    }
    cw_page_table_end(html);
    if (shown < model->n_readability) {
        cw_html_raw(html, "<p>");
        cw_html_phrase_int(html, CW_L_MORE_IN_DATA, (int64_t)(model->n_readability - shown));
        cw_html_raw(html, "</p>");
    }
}

static void readability(struct cw_html *html, const struct cw_report_document_model *model)
{
    cw_html_raw(html, "<section id=\"readability\">");
    cw_page_heading(html, "h2", CW_L_READABILITY_HEADING);
    if (!model->n_readability) {
        cw_html_raw(html, "<p>");
        cw_html_label(html, CW_L_NO_READABILITY);
        cw_html_raw(html, "</p></section>\n");
        return;
    }
    cw_html_raw(html, "<p>");
    cw_html_label(html, CW_L_RATIO_HELP);
    cw_html_raw(html, "</p>\n");
    charts(html, model);
    cw_html_raw(html, "<details><summary>");
    cw_html_label(html, CW_L_SHOW_TABLE);
    cw_html_raw(html, "</summary>\n");
    readability_head(html, &model->readability[model->n_readability - 1]);
    readability_rows(html, model);
    cw_html_raw(html, "</details></section>\n");
}

void cw_report_document_page(const struct cw_report_options *options,
                             const struct cw_report_document_model *model, struct cw_buf *out)
{
    struct cw_html html = cw_page_writer(options, "../../", out);
    struct cw_buf title;
    cw_buf_init(&title, 8192);
    struct cw_html plain = cw_page_writer(options, "", &title);
    cw_page_doc_name_plain(&plain, &model->document.doc);
    cw_page_begin(&html, options, cw_buf_view(&title), cw_str_z(""));
    out->failed |= title.failed;
    cw_buf_dispose(&title);
    cw_html_raw(&html, "<h1>");
    cw_page_doc_name(&html, &model->document.doc);
    cw_html_raw(&html, "</h1>\n");
    facts(&html, model);
    languages(&html, model);
    translations(&html, model);
    versions(&html, model);
    readability(&html, model);
    cw_findings_section(&html, model);
    cw_page_end(&html);
}
