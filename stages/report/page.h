/* The frame of every page and the small pieces that several pages show. Internal to report. */
#ifndef CW_REPORT_PAGE_H
#define CW_REPORT_PAGE_H

#include "html.h"

/* From <!DOCTYPE> to <main>. The title has been written to `title` as plain escaped text.
 * options may be NULL. style: NULL = link style.css below root; else the style sheet itself, and no
 * navigation (a page that stands alone). */
void cw_page_begin(struct cw_html *html, const struct cw_report_options *options,
                   struct cw_str title, struct cw_str style);
void cw_page_end(struct cw_html *html);

/* A writer over out, for a page `root` above which lies the report folder. */
struct cw_html cw_page_writer(const struct cw_report_options *options, const char *root,
                              struct cw_buf *out);

/* Facebook · Privacy Policy · English, as text with <bdi>s; plain: for <title>. */
void cw_page_doc_name(struct cw_html *html, const struct cw_report_doc *doc);
void cw_page_doc_name_plain(struct cw_html *html, const struct cw_report_doc *doc);
/* The same as a link to the document's page. */
void cw_page_doc_link(struct cw_html *html, const struct cw_report_doc *doc);
/* ` href=".."` of a change page. */
void cw_page_change_href(struct cw_html *html, const struct cw_report_change *change);

/* Does signal i read like one before it? Two ids of a concept list may share a name. */
bool cw_page_signal_again(const struct cw_report_change *change, size_t i);

/* The severity as a word in a frame. */
void cw_page_severity(struct cw_html *html, enum cw_severity severity);
void cw_page_class(struct cw_html *html, enum cw_pair_class class);
/* "Time limit: 30 days -> 7 days"; lang: of the document. Values longer than a line are cut. */
void cw_page_signal(struct cw_html *html, const struct cw_signal *signal, struct cw_str lang);
/* The language of a signal's values: the document's, but for concepts, which are ids of ours. */
struct cw_str cw_page_signal_lang(const struct cw_signal *signal, struct cw_str lang);
/* "Clauses: added 2 · removed 1"; nothing when all are zero. */
void cw_page_counts(struct cw_html *html, const uint32_t count[CW_EDIT_KINDS], uint32_t n_cosmetic);
/* "link targets, spaces" */
void cw_page_cosmetic(struct cw_html *html, uint32_t bits);
/* That only the form changed; and what of it, where the words are no longer the same. */
void cw_page_form_only(struct cw_html *html, uint32_t bits);
/* "Back to an earlier text": only when change->back_to is known. */
void cw_page_back_to(struct cw_html *html, const struct cw_report_change *change);
/* Signals (at most CW_REPORT_SIGNALS), counts and notes of a change. */
void cw_page_what(struct cw_html *html, const struct cw_report_change *change);

/* What a translation finding says: message, the words, how long. */
void cw_page_translation(struct cw_html *html, const struct cw_report_translation *finding);

/* A table in a box of its own that may scroll: caption, then the columns as <th scope="col">.
 * A column label of CW_LABELS ends the list. */
void cw_page_table_begin(struct cw_html *html, enum cw_label caption, const enum cw_label *columns,
                         size_t n);
void cw_page_table_end(struct cw_html *html);

/* An address as a link when it is one that is safe to follow, else as text. */
void cw_page_address(struct cw_html *html, struct cw_str url, struct cw_str shown);

/* <tag>label</tag>: for headings. */
void cw_page_heading(struct cw_html *html, const char *tag, enum cw_label label);
/* <dt>label</dt><dd>...</dd> with escaped text; nothing when value is "". */
void cw_page_fact(struct cw_html *html, enum cw_label label, struct cw_str value);

#endif
