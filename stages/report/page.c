/* The frame of every page and the small pieces that several pages show. */
#include "page.h"
#include "signal_rows.h"

struct cw_html cw_page_writer(const struct cw_report_options *options, const char *root,
                              struct cw_buf *out)
{
    struct cw_html html = {.out = out, .root = root, .lang = cw_str_z("en")};
    if (options) {
        html.labels = options->labels;
        if (options->lang.len) {
            html.lang = options->lang;
        }
    }
    return html;
}

static struct cw_str report_title(const struct cw_report_options *options)
{
    return options && options->title.len ? options->title : cw_str_z("clausewatch");
}

static void navigation(struct cw_html *html, const struct cw_report_options *options)
{
    static const struct {
        const char *path;
        enum cw_label label;
    } links[] = {{"index.html", CW_L_NAV_NIGHT},
                 {"documents.html", CW_L_NAV_DOCUMENTS},
                 {"index.html#data", CW_L_NAV_DATA},
                 {"feed.xml", CW_L_NAV_FEED}};
    cw_html_raw(html, "<header class=\"top\"><p class=\"site\"><a href=\"");
    cw_html_raw(html, html->root);
    cw_html_raw(html, "index.html\">");
    cw_html_bdi(html, report_title(options));
    cw_html_raw(html, "</a></p><nav aria-label=\"");
    cw_html_label(html, CW_L_NAV);
    cw_html_raw(html, "\"><ul>");
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        cw_html_raw(html, "<li><a href=\"");
        cw_html_raw(html, html->root);
        cw_html_raw(html, links[i].path);
        cw_html_raw(html, "\">");
        cw_html_label(html, links[i].label);
        cw_html_raw(html, "</a></li>");
    }
    cw_html_raw(html, "</ul></nav></header>\n");
}

void cw_page_begin(struct cw_html *html, const struct cw_report_options *options,
                   struct cw_str title, struct cw_str style)
{
    cw_html_raw(html, "<!DOCTYPE html>\n<html");
    cw_html_lang(html, html->lang);
    /* Nothing may be fetched or run, whatever a text smuggles in. */
    cw_html_raw(html, ">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'self' 'unsafe-inline' file:; base-uri 'none'; form-action "
                      "'none'\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta name=\"referrer\" content=\"no-referrer\">\n"
                      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    cw_buf_str(html->out, title);
    if (!style.len) {
        cw_html_raw(html, " \xC2\xB7 ");
        cw_html_text(html, report_title(options));
    }
    cw_html_raw(html, "</title>\n");
    if (style.len) {
        cw_html_raw(html, "<style>\n");
        cw_buf_str(html->out, style);
        cw_html_raw(html, "</style>\n");
    } else {
        cw_html_raw(html, "<link rel=\"stylesheet\" href=\"");
        cw_html_raw(html, html->root);
        cw_html_raw(html, "style.css\">\n");
    }
    cw_html_raw(html, "</head>\n<body>\n<a class=\"skip\" href=\"#main\">");
    cw_html_label(html, CW_L_SKIP);
    cw_html_raw(html, "</a>\n");
    if (!style.len) {
        navigation(html, options);
    }
    cw_html_raw(html, "<main id=\"main\">\n");
}

void cw_page_end(struct cw_html *html)
{
    cw_html_raw(html, "</main>\n<footer><p>");
    cw_html_label(html, CW_L_FOOTER);
    cw_html_raw(html, "</p></footer>\n</body>\n</html>\n");
}

static struct cw_str service_name(const struct cw_report_doc *doc)
{
    return doc->service_name.len ? doc->service_name : doc->service;
}

void cw_page_doc_name(struct cw_html *html, const struct cw_report_doc *doc)
{
    cw_html_bdi(html, service_name(doc));
    cw_html_raw(html, " \xC2\xB7 ");
    cw_html_bdi(html, doc->policy);
    if (doc->lang.len) {
        cw_html_raw(html, " \xC2\xB7 ");
        cw_html_language(html, doc->lang);
    }
    if (doc->region.len) {
        cw_html_raw(html, " \xC2\xB7 ");
        cw_html_bdi(html, doc->region);
    }
}

void cw_page_doc_name_plain(struct cw_html *html, const struct cw_report_doc *doc)
{
    const struct cw_str parts[] = {service_name(doc), doc->policy, doc->lang, doc->region};
    bool first = true;
    for (size_t i = 0; i < 4; i++) {
        if (!parts[i].len) {
            continue;
        }
        if (!first) {
            cw_html_raw(html, " \xC2\xB7 ");
        }
        cw_html_text(html, parts[i]);
        first = false;
    }
}

void cw_page_doc_link(struct cw_html *html, const struct cw_report_doc *doc)
{
    cw_html_raw(html, "<a href=\"");
    cw_html_raw(html, html->root);
    cw_report_path_document(doc, html->out); /* ASCII letters, digits, - _ . / alone */
    cw_html_raw(html, "\">");
    cw_page_doc_name(html, doc);
    cw_html_raw(html, "</a>");
}

void cw_page_change_href(struct cw_html *html, const struct cw_report_change *change)
{
    cw_html_raw(html, " href=\"");
    cw_html_raw(html, html->root);
    cw_report_path_change(change, html->out);
    cw_html_raw(html, "\"");
}

void cw_page_severity(struct cw_html *html, enum cw_severity severity)
{
    cw_html_raw(html, "<span class=\"tag ");
    cw_html_raw(html, cw_severity_name(severity));
    cw_html_raw(html, "\">");
    cw_html_label(html, (enum cw_label)(CW_L_SEVERITY_INFO + (int)severity));
    cw_html_raw(html, "</span>");
}

void cw_page_class(struct cw_html *html, enum cw_pair_class class)
{
    cw_html_label(html, (enum cw_label)(CW_L_CLASS_IDENTICAL + (int)class));
}

struct cw_str cw_page_signal_lang(const struct cw_signal *signal, struct cw_str lang)
{
    struct cw_str value = signal->new_value.len ? signal->new_value : signal->old_value;
    bool id = signal->kind == CW_SIGNAL_CONCEPT && cw_signal_words(signal, value).len == value.len;
    return id ? cw_str_z("") : lang;
}

/* Enough for any value; a heading that changed can be a whole sentence. */
static struct cw_str cut_value(struct cw_str value)
{
    enum { MOST = 160 };
    return cw_str_sub(value, 0, cw_text_forward(value, 0, MOST));
}

void cw_page_signal(struct cw_html *html, const struct cw_signal *signal, struct cw_str lang)
{
    const struct cw_str both[2] = {cut_value(cw_signal_words(signal, signal->old_value)),
                                   cut_value(cw_signal_words(signal, signal->new_value))};
    cw_html_raw(html, "<span class=\"k\">");
    cw_html_label(html, (enum cw_label)(CW_L_SIGNAL_NUMBER + (int)signal->kind));
    cw_html_raw(html, ":</span> ");
    html->quoted = cw_page_signal_lang(signal, lang);
    if (both[0].len && both[1].len) {
        cw_html_phrase(html, CW_L_FROM_TO, both, 2);
    } else if (both[1].len) {
        cw_html_phrase(html, CW_L_NOW, both + 1, 1);
    } else {
        cw_html_phrase(html, CW_L_WAS, both, 1);
    }
    html->quoted = cw_str_z("");
}

void cw_page_counts(struct cw_html *html, const uint32_t count[CW_EDIT_KINDS], uint32_t n_cosmetic)
{
    bool first = true;
    for (int kind = CW_EDIT_ADDED; kind <= CW_EDIT_KINDS; kind++) {
        uint32_t n = kind == CW_EDIT_KINDS ? n_cosmetic : count[kind];
        if (!n) {
            continue;
        }
        if (first) {
            cw_html_label(html, CW_L_CLAUSES);
        }
        cw_html_raw(html, first ? " " : " \xC2\xB7 ");
        cw_html_phrase_int(html, (enum cw_label)(CW_L_N_ADDED + kind - CW_EDIT_ADDED), n);
        first = false;
    }
}

/* "link targets, spaces" */
static void list_cosmetic(const struct cw_html *html, uint32_t bits, struct cw_buf *out)
{
    cw_buf_init(out, html->out->cap);
    for (unsigned i = 0; i <= CW_L_COSMETIC_SPELLING - CW_L_COSMETIC_LINKS; i++) {
        if (bits & (1u << i)) {
            enum cw_label label = (enum cw_label)(CW_L_COSMETIC_LINKS + (int)i);
            cw_buf_z(out, out->len ? ", " : "");
            cw_buf_str(out, cw_label_text(html->labels, label));
        }
    }
    html->out->failed |= out->failed;
}

void cw_page_cosmetic(struct cw_html *html, uint32_t bits)
{
    struct cw_buf list;
    list_cosmetic(html, bits, &list);
    cw_html_text(html, cw_buf_view(&list));
    cw_buf_dispose(&list);
}

void cw_page_form_only(struct cw_html *html, uint32_t bits)
{
    static const uint32_t other_words = CW_COSMETIC_RELATIVE_DATE | CW_COSMETIC_COUNTER |
                                        CW_COSMETIC_REVISION_DATE | CW_COSMETIC_FURNITURE |
                                        CW_COSMETIC_SPELLING;
    if (!(bits & other_words)) {
        cw_html_label(html, CW_L_LINK_ONLY);
        return;
    }
    struct cw_buf list;
    list_cosmetic(html, bits, &list);
    const struct cw_str arg = cw_buf_view(&list);
    cw_html_phrase_plain(html, CW_L_COSMETIC_NOTE, &arg, 1);
    cw_buf_dispose(&list);
}

void cw_page_back_to(struct cw_html *html, const struct cw_report_change *change)
{
    char date[CW_TIME_TEXT];
    char seen[CW_TIME_TEXT];
    const struct cw_str args[2] = {cw_number_text(change->seen, seen),
                                   cw_date_text(html, change->back_to, date)};
    cw_html_phrase(html, CW_L_BACK_TO, args, 2);
}

static void excerpt(struct cw_html *html, const struct cw_report_change *change)
{
    cw_html_raw(html, "<p class=\"ex\"><span class=\"k\">");
    cw_html_label(html, (enum cw_label)(CW_L_EDIT_UNCHANGED + (int)change->excerpt_kind));
    cw_html_raw(html, ":</span> <q");
    cw_html_lang(html, change->doc.lang);
    cw_html_raw(html, ">");
    cw_html_text(html, change->excerpt);
    cw_html_raw(html, "</q></p>");
}

bool cw_page_signal_again(const struct cw_report_change *change, size_t i)
{
    const struct cw_signal *signal = &change->signals[i];
    for (size_t k = 0; k < i; k++) {
        const struct cw_signal *other = &change->signals[k];
        if (other->kind == signal->kind && cw_str_eq(other->old_value, signal->old_value) &&
            cw_str_eq(other->new_value, signal->new_value)) {
            return true;
        }
    }
    return false;
}

void cw_page_what(struct cw_html *html, const struct cw_report_change *change)
{
    size_t shown = change->n_signals < CW_REPORT_SIGNALS ? change->n_signals : CW_REPORT_SIGNALS;
    if (!shown && change->excerpt.len) {
        excerpt(html, change);
    }
    if (shown) {
        cw_html_raw(html, "<ul class=\"sig\">");
        for (size_t i = 0; i < shown; i++) {
            if (cw_page_signal_again(change, i)) {
                continue;
            }
            cw_html_raw(html, "<li>");
            cw_page_signal(html, &change->signals[i], change->doc.lang);
            cw_html_raw(html, "</li>");
        }
        size_t total =
            change->total_signals > change->n_signals ? change->total_signals : change->n_signals;
        if (total > shown) {
            cw_html_raw(html, "<li>");
            cw_html_phrase_int(html, CW_L_MORE_SIGNALS, (int64_t)(total - shown));
            cw_html_raw(html, "</li>");
        }
        cw_html_raw(html, "</ul>");
    }
    if (change->back_to != CW_REPORT_NO_TIME) {
        cw_html_raw(html, "<p class=\"note\">");
        cw_page_back_to(html, change);
        cw_html_raw(html, "</p>");
    }
    if (change->technical) {
        cw_html_raw(html, "<p class=\"note\">");
        cw_html_label(html, CW_L_TECHNICAL);
        cw_html_raw(html, "</p>");
    }
    cw_html_raw(html, "<p class=\"counts\">");
    if (change->class != CW_PAIR_SUBSTANTIVE) {
        cw_page_class(html, change->class);
        cw_html_raw(html, ". ");
    }
    cw_page_counts(html, change->count, change->n_cosmetic);
    cw_html_raw(html, "</p>");
}

void cw_page_translation(struct cw_html *html, const struct cw_report_translation *finding)
{
    char date[CW_TIME_TEXT];
    cw_html_raw(html, "<p>");
    cw_html_bdi(html, finding->message);
    if (finding->since != CW_REPORT_NO_TIME) {
        const struct cw_str since = cw_date_text(html, finding->since, date);
        cw_html_raw(html, " (");
        cw_html_phrase(html, CW_L_SINCE, &since, 1);
        if (finding->days >= 0) {
            cw_html_raw(html, ", ");
            cw_html_phrase_int(html, CW_L_DAYS, finding->days);
        }
        cw_html_raw(html, ")");
    }
    cw_html_raw(html, "</p>");
    if (finding->source_text.len) {
        cw_html_raw(html, "<blockquote");
        cw_html_lang(html, finding->source_lang);
        cw_html_raw(html, ">");
        cw_html_text(html, finding->source_text);
        cw_html_raw(html, "</blockquote>");
    }
    if (finding->text.len) {
        cw_html_raw(html, "<blockquote");
        cw_html_lang(html, finding->text_lang.len ? finding->text_lang : finding->doc.lang);
        cw_html_raw(html, ">");
        cw_html_text(html, finding->text);
        cw_html_raw(html, "</blockquote>");
    }
}

void cw_page_table_begin(struct cw_html *html, enum cw_label caption, const enum cw_label *columns,
                         size_t n)
{
    struct cw_str text = cw_label_text(html->labels, caption);
    cw_html_raw(html, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    cw_html_phrase_plain(html, CW_L_SCROLL, &text, 1);
    cw_html_raw(html, "\"><table><caption>");
    cw_html_text(html, text);
    cw_html_raw(html, "</caption><thead><tr>");
    for (size_t i = 0; i < n; i++) {
        cw_html_raw(html, "<th scope=\"col\">");
        cw_html_label(html, columns[i]);
        cw_html_raw(html, "</th>");
    }
    cw_html_raw(html, "</tr></thead><tbody>\n");
}

void cw_page_table_end(struct cw_html *html)
{
    cw_html_raw(html, "</tbody></table></div>\n");
}

void cw_page_address(struct cw_html *html, struct cw_str url, struct cw_str shown)
{
    if (!cw_html_linkable(url)) {
        cw_html_bdi(html, shown);
        return;
    }
    cw_html_raw(html, "<a rel=\"noreferrer\"");
    cw_html_href(html, url);
    cw_html_raw(html, ">");
    cw_html_bdi(html, shown);
    cw_html_raw(html, "</a>");
}

void cw_page_heading(struct cw_html *html, const char *tag, enum cw_label label)
{
    cw_html_raw(html, "<");
    cw_html_raw(html, tag);
    cw_html_raw(html, ">");
    cw_html_label(html, label);
    cw_html_raw(html, "</");
    cw_html_raw(html, tag);
    cw_html_raw(html, ">\n");
}

void cw_page_fact(struct cw_html *html, enum cw_label label, struct cw_str value)
{
    if (!value.len) {
        return;
    }
    cw_html_raw(html, "<dt>");
    cw_html_label(html, label);
    cw_html_raw(html, "</dt><dd>");
    cw_html_bdi(html, value);
    cw_html_raw(html, "</dd>");
}
