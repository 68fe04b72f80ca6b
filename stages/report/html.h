/* The one writer of HTML: every byte that comes from outside passes through here and comes out
 * harmless for the place it stands in. Internal to report. */
#ifndef CW_REPORT_HTML_H
#define CW_REPORT_HTML_H

#include "labels.h"
#include "report.h"

/* One page being written. On the stack of the page's function; owns nothing. */
struct cw_html {
    struct cw_buf *out;
    const struct cw_report_labels *labels;
    struct cw_str lang;      /* of the page */
    const char *root;        /* from the page up to the report folder: "", "../", "../../" */
    struct cw_str quoted;    /* language of the values that phrases quote; "" = not said */
    struct cw_str last_lang; /* the last tag asked for, and what it is: clauses come in runs */
    bool last_rtl;
};

/* Markup of our own, written as it stands. Never hand it anything from outside. */
static inline void cw_html_raw(struct cw_html *html, const char *markup)
{
    cw_buf_add(html->out, markup, strlen(markup));
}

/* Text content: & < > " ' escaped, control characters replaced, explicit direction controls
 * (U+202A-202E, U+2066-2069) shown as "[U+202E]" so that they can turn nothing around. The result
 * is safe in element content and in quoted attribute values alike. */
void cw_html_text(struct cw_html *html, struct cw_str text);

/* ` name="value"`, value escaped. */
void cw_html_attr(struct cw_html *html, const char *name, struct cw_str value);

/* An address that a reader may be sent to: absolute http, https or mailto. What is not (script and
 * data addresses above all) is shown as text. */
bool cw_html_linkable(struct cw_str url);
/* ` href="url"` of a linkable address, percent-encoded where it must be. */
void cw_html_href(struct cw_html *html, struct cw_str url);

/* ` lang=".." dir=".."` for words in a language; dir="auto" when it is unknown. */
void cw_html_lang(struct cw_html *html, struct cw_str lang);

/* A name or value from outside inside a sentence of ours, kept from mixing directions: <bdi>. */
void cw_html_bdi(struct cw_html *html, struct cw_str text);

void cw_html_int(struct cw_html *html, int64_t value);
/* Rounded to decimals, the same bytes in every locale; NaN gives the label for "none". */
void cw_html_number(struct cw_html *html, double value, int decimals);

/* A label; one with its places {1} {2} filled in (each a <bdi>). */
void cw_html_label(struct cw_html *html, enum cw_label label);
void cw_html_phrase(struct cw_html *html, enum cw_label label, const struct cw_str *args, size_t n);
void cw_html_phrase_int(struct cw_html *html, enum cw_label label, int64_t value);
/* The same without elements, for <title> and attributes. */
void cw_html_phrase_plain(struct cw_html *html, enum cw_label label, const struct cw_str *args,
                          size_t n);

/* <time datetime="..">2024-05-01</time>; with_clock adds "03:12 UTC". */
void cw_html_time(struct cw_html *html, int64_t time, bool with_clock);

/* The name of a language in the language of the page; the tag itself when it has none. */
void cw_html_language(struct cw_html *html, struct cw_str lang);

enum { CW_TIME_TEXT = 32 };
/* "2024-05-01T03:12:00Z", NUL-terminated; "" when unknown. Gives the length. */
size_t cw_time_iso(int64_t time, char out[CW_TIME_TEXT]);
/* "2024-05-01", or the label for an unknown date; and a number: both over the caller's storage. */
struct cw_str cw_date_text(const struct cw_html *html, int64_t time, char out[CW_TIME_TEXT]);
struct cw_str cw_number_text(int64_t value, char out[CW_TIME_TEXT]);

/* Where to begin and end when about `most` bytes before or after `at` are shown: at a space when
 * one is near, never inside a code point. */
size_t cw_text_back(struct cw_str text, size_t at, size_t most);
size_t cw_text_forward(struct cw_str text, size_t at, size_t most);

#endif
