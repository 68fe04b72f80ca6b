/* feed.xml: Atom (RFC 4287). Ids are name-based (RFC 9562, version 8) on what an entry is about, so
 * that the same change has the same id in every night's feed. */
#include "page.h"

#include <stdio.h>

#include "common/hash.h"

static void put_id(struct cw_buf *out, const struct cw_str *parts, size_t n)
{
    struct cw_hash hash = cw_hash_parts(parts, n);
    const uint8_t *b = hash.bytes;
    cw_buf_printf(out,
                  "<id>urn:uuid:%02x%02x%02x%02x-%02x%02x-8%01x%02x-%02x%02x-"
                  "%02x%02x%02x%02x%02x%02x</id>\n",
                  b[0], b[1], b[2], b[3], b[4], b[5], b[6] & 15, b[7], (b[8] & 0x3F) | 0x80, b[9],
                  b[10], b[11], b[12], b[13], b[14], b[15]);
}

/* Atom wants a date everywhere; where none is known it is the beginning of the epoch. */
static void put_date(struct cw_buf *out, const char *element, int64_t time)
{
    char iso[CW_TIME_TEXT];
    if (!cw_time_iso(time, iso)) {
        cw_time_iso(0, iso);
    }
    cw_buf_printf(out, "<%s>%s</%s>\n", element, iso, element);
}

static void entry_content(struct cw_html *html, const struct cw_report_change *change)
{
    cw_html_label(html, (enum cw_label)(CW_L_SEVERITY_INFO + (int)change->severity));
    cw_html_raw(html, ". ");
    for (size_t i = 0; i < change->n_signals && i < CW_REPORT_SIGNALS; i++) {
        if (cw_page_signal_again(change, i)) {
            continue;
        }
        const struct cw_signal *signal = &change->signals[i];
        const struct cw_str both[2] = {signal->old_value, signal->new_value};
        cw_html_label(html, (enum cw_label)(CW_L_SIGNAL_NUMBER + (int)signal->kind));
        cw_html_raw(html, ": ");
        if (both[0].len && both[1].len) {
            cw_html_phrase_plain(html, CW_L_FROM_TO, both, 2);
        } else {
            cw_html_phrase_plain(html, both[1].len ? CW_L_NOW : CW_L_WAS,
                                 both[1].len ? both + 1 : both, 1);
        }
        cw_html_raw(html, ". ");
    }
    cw_page_counts(html, change->count, change->n_cosmetic);
}

static void entry(struct cw_html *html, const struct cw_report_change *change)
{
    char old_time[CW_TIME_TEXT];
    char new_time[CW_TIME_TEXT];
    const struct cw_report_doc *doc = &change->doc;
    const struct cw_str identity[] = {cw_str_z("change"),
                                      doc->service,
                                      doc->policy,
                                      doc->lang,
                                      doc->region,
                                      cw_str_n(old_time, cw_time_iso(change->old_time, old_time)),
                                      cw_str_n(new_time, cw_time_iso(change->new_time, new_time))};
    cw_html_raw(html, "<entry>\n<title>");
    cw_page_doc_name_plain(html, doc);
    cw_html_raw(html, "</title>\n");
    put_id(html->out, identity, sizeof identity / sizeof *identity);
    put_date(html->out, "updated", change->new_time);
    cw_html_raw(html, "<link rel=\"alternate\" type=\"text/html\"");
    if (change->has_page) {
        cw_page_change_href(html, change);
    } else {
        cw_html_raw(html, " href=\"");
        cw_report_path_document(doc, html->out);
        cw_html_raw(html, "\"");
    }
    cw_html_raw(html, "/>\n<summary>");
    entry_content(html, change);
    cw_html_raw(html, "</summary>\n</entry>\n");
}

void cw_report_feed(const struct cw_report_options *options, const struct cw_report_change *changes,
                    size_t n, struct cw_buf *out)
{
    struct cw_html html = cw_page_writer(options, "", out);
    const struct cw_str title =
        options && options->title.len ? options->title : cw_str_z("clausewatch");
    const struct cw_str identity[] = {cw_str_z("feed"), title};
    int64_t newest = CW_REPORT_NO_TIME;
    for (size_t i = 0; i < n; i++) {
        newest = changes[i].new_time > newest ? changes[i].new_time : newest;
    }
    cw_html_raw(&html, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                       "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    cw_html_attr(&html, "xml:lang", html.lang);
    cw_html_raw(&html, ">\n<title>");
    cw_html_text(&html, title);
    cw_html_raw(&html, "</title>\n");
    put_id(out, identity, 2);
    put_date(out, "updated", newest);
    cw_html_raw(&html, "<author><name>clausewatch</name></author>\n"
                       "<link rel=\"self\" type=\"application/atom+xml\" href=\"feed.xml\"/>\n"
                       "<link rel=\"alternate\" type=\"text/html\" href=\"index.html\"/>\n");
    for (size_t i = 0; i < n; i++) {
        entry(&html, &changes[i]);
    }
    cw_html_raw(&html, "</feed>\n");
}
