/* The page of one change, and the page that stands alone for `diff`. */
#include "page.h"

#include "edits.h"

enum { PAGE_BUDGET = 160000, DIFF_BUDGET = 16 << 20 };

static void snapshots(struct cw_html *html, struct cw_str list)
{
    size_t at = 0;
    bool first = true;
    while (at < list.len) {
        size_t end = at;
        while (end < list.len && list.data[end] != '\n') {
            end++;
        }
        if (end > at) {
            struct cw_str url = cw_str_sub(list, at, end);
            if (first) {
                cw_html_raw(html, "<dt>");
                cw_html_label(html, CW_L_SNAPSHOT);
                cw_html_raw(html, "</dt>");
                first = false;
            }
            cw_html_raw(html, "<dd>");
            cw_page_address(html, url, url);
            cw_html_raw(html, "</dd>");
        }
        at = end + 1;
    }
}

static void version_facts(struct cw_html *html, enum cw_label heading,
                          const struct cw_report_version *version)
{
    cw_html_raw(html, "<div>");
    cw_page_heading(html, "h3", heading);
    cw_html_raw(html, "<dl><dt>");
    cw_html_label(html, CW_L_CAPTURED);
    cw_html_raw(html, "</dt><dd>");
    cw_html_time(html, version->time, true);
    cw_html_raw(html, "</dd>");
    cw_page_fact(html, CW_L_FILE, version->name);
    cw_page_fact(html, CW_L_COMMIT, version->provenance);
    cw_page_fact(html, CW_L_HASH, version->hash);
    snapshots(html, version->snapshots);
    cw_html_raw(html, "</dl></div>\n");
}

static void note(struct cw_html *html, enum cw_label label)
{
    cw_html_raw(html, "<p class=\"note\">");
    cw_html_label(html, label);
    cw_html_raw(html, "</p>\n");
}

/* What a reader should know before the clauses: kind of change, counts, doubts. */
static void summary(struct cw_html *html, const struct cw_comparison *comparison)
{
    cw_html_raw(html, "<p class=\"lead\">");
    if (comparison->class == CW_PAIR_JUNK) {
        cw_html_phrase(html, comparison->junk_is_old ? CW_L_JUNK_OLD_NOTE : CW_L_JUNK_NOTE,
                       &comparison->junk_reason, 1);
    } else if (comparison->class == CW_PAIR_IDENTICAL) {
        cw_html_label(html, CW_L_IDENTICAL_NOTE);
    } else {
        cw_html_label(html, CW_L_SEVERITY);
        cw_html_raw(html, ": ");
        cw_page_severity(html, comparison->severity);
        cw_html_raw(html, " ");
        cw_page_class(html, comparison->class);
        cw_html_raw(html, ". ");
        cw_page_counts(html, comparison->count, comparison->n_cosmetic);
    }
    cw_html_raw(html, "</p>\n");
    if (comparison->coarse) {
        note(html, CW_L_COARSE);
    }
}

static void change_heading(struct cw_html *html, const struct cw_report_change *change)
{
    char date[CW_TIME_TEXT];
    const struct cw_str when = cw_date_text(html, change->new_time, date);
    cw_html_raw(html, "<h1>");
    cw_page_doc_name(html, &change->doc);
    cw_html_raw(html, "<br><span class=\"sub\">");
    cw_html_phrase(html, CW_L_CHANGE_TITLE, &when, 1);
    cw_html_raw(html, "</span></h1>\n<p><a href=\"");
    cw_html_raw(html, html->root);
    cw_report_path_document(&change->doc, html->out);
    cw_html_raw(html, "\">");
    cw_html_label(html, CW_L_ALL_OF_DOCUMENT);
    cw_html_raw(html, "</a></p>\n");
}

static void change_frame(struct cw_html *html, const struct cw_report_options *options,
                         const struct cw_report_change *change)
{
    struct cw_buf title;
    char date[CW_TIME_TEXT];
    cw_buf_init(&title, 8192);
    struct cw_html plain = cw_page_writer(options, "", &title);
    const struct cw_str when = cw_date_text(html, change->new_time, date);
    cw_page_doc_name_plain(&plain, &change->doc);
    cw_html_raw(&plain, ", ");
    cw_html_phrase_plain(&plain, CW_L_CHANGE_TITLE, &when, 1);
    cw_page_begin(html, options, cw_buf_view(&title), cw_str_z(""));
    html->out->failed |= title.failed;
    cw_buf_dispose(&title);
}

void cw_report_change_page(const struct cw_report_options *options,
                           const struct cw_report_change_model *model, struct cw_buf *out)
{
    struct cw_html html = cw_page_writer(options, "../../../", out);
    change_frame(&html, options, &model->change);
    change_heading(&html, &model->change);
    summary(&html, model->comparison);
    if (model->change.back_to != CW_REPORT_NO_TIME) {
        cw_html_raw(&html, "<p class=\"note\">");
        cw_page_back_to(&html, &model->change);
        cw_html_raw(&html, "</p>\n");
    }
    if (model->change.technical) {
        note(&html, CW_L_TECHNICAL);
    }
    cw_edits_sections(&html, model->comparison, model->old_side.clauses, model->new_side.clauses,
                      PAGE_BUDGET);
    cw_html_raw(&html, "<section id=\"versions\">");
    cw_page_heading(&html, "h2", CW_L_TWO_VERSIONS);
    cw_html_raw(&html, "<div class=\"two\">\n");
    version_facts(&html, CW_L_OLDER, &model->old_side.version);
    version_facts(&html, CW_L_NEWER, &model->new_side.version);
    cw_html_raw(&html, "</div></section>\n");
    cw_page_end(&html);
}

void cw_report_diff_page(const struct cw_report_options *options,
                         const struct cw_comparison *comparison, struct cw_str old_title,
                         const struct cw_clauses *old_clauses, struct cw_str new_title,
                         const struct cw_clauses *new_clauses, struct cw_buf *out)
{
    struct cw_html html = cw_page_writer(options, "", out);
    struct cw_buf title;
    struct cw_buf style;
    const struct cw_str names[2] = {old_title, new_title};
    cw_buf_init(&title, 65536);
    cw_buf_init(&style, 65536);
    struct cw_html plain = cw_page_writer(options, "", &title);
    cw_html_phrase_plain(&plain, CW_L_DIFF_TITLE, names, 2);
    cw_report_style(&style);
    cw_page_begin(&html, options, cw_buf_view(&title), cw_buf_view(&style));
    cw_html_raw(&html, "<h1>");
    cw_html_phrase(&html, CW_L_DIFF_TITLE, names, 2);
    cw_html_raw(&html, "</h1>\n");
    summary(&html, comparison);
    cw_edits_sections(&html, comparison, old_clauses, new_clauses, DIFF_BUDGET);
    cw_page_end(&html);
    out->failed |= title.failed || style.failed;
    cw_buf_dispose(&title);
    cw_buf_dispose(&style);
}
