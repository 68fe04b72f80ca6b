/* The one writer of HTML. Escaping copies runs: it looks at each byte once, through a table, and
 * appends only between the bytes that need care, because a first night writes thousands of pages.
 */
#include "html.h"

#include <math.h>
#include <stdio.h>
#include <time.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

/* 1: a byte that may need care. 0xC2 leads the C1 controls, 0xE2 the direction controls. */
static const unsigned char special[256] = {
    [0x00] = 1, [0x01] = 1, [0x02] = 1, [0x03] = 1, [0x04] = 1, [0x05] = 1, [0x06] = 1, [0x07] = 1,
    [0x08] = 1, [0x0B] = 1, [0x0C] = 1, [0x0D] = 1, [0x0E] = 1, [0x0F] = 1, [0x10] = 1, [0x11] = 1,
    [0x12] = 1, [0x13] = 1, [0x14] = 1, [0x15] = 1, [0x16] = 1, [0x17] = 1, [0x18] = 1, [0x19] = 1,
    [0x1A] = 1, [0x1B] = 1, [0x1C] = 1, [0x1D] = 1, [0x1E] = 1, [0x1F] = 1, ['"'] = 1,  ['&'] = 1,
    ['\''] = 1, ['<'] = 1,  ['>'] = 1,  [0x7F] = 1, [0xC2] = 1, [0xE2] = 1};

/* What stands for the character at *at, and its length in *len; NULL when it may stand as it is. */
static const char *replacement(struct cw_str text, size_t at, size_t *len)
{
    static const char *const embeddings[] = {"[U+202A]", "[U+202B]", "[U+202C]", "[U+202D]",
                                             "[U+202E]"};
    static const char *const isolates[] = {"[U+2066]", "[U+2067]", "[U+2068]", "[U+2069]"};
    const unsigned char *c = (const unsigned char *)text.data + at;
    size_t left = text.len - at;
    *len = 1;
    switch (c[0]) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case 0xC2:
        *len = 2;
        return left >= 2 && c[1] < 0xA0 ? "\xEF\xBF\xBD" : NULL;
    case 0xE2:
        *len = 3;
        if (left >= 3 && c[1] == 0x80 && c[2] >= 0xAA && c[2] <= 0xAE) {
            return embeddings[c[2] - 0xAA];
        }
        return left >= 3 && c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9 ? isolates[c[2] - 0xA6]
                                                                         : NULL;
    default:
        return "\xEF\xBF\xBD";
    }
}

static void add_escaped(struct cw_buf *out, struct cw_str text)
{
    size_t plain = 0;
    size_t i = 0;
    while (i < text.len) {
        if (!special[(unsigned char)text.data[i]]) {
            i++;
            continue;
        }
        size_t len = 0;
        const char *instead = replacement(text, i, &len);
        if (!instead) {
            i += len;
            continue;
        }
        cw_buf_add(out, text.data + plain, i - plain);
        cw_buf_add(out, instead, strlen(instead));
        i += len;
        plain = i;
    }
    if (text.len > plain) {
        cw_buf_add(out, text.data + plain, text.len - plain);
    }
}

void cw_html_text(struct cw_html *html, struct cw_str text)
{
    add_escaped(html->out, text);
}

void cw_html_attr(struct cw_html *html, const char *name, struct cw_str value)
{
    cw_buf_char(html->out, ' ');
    cw_html_raw(html, name);
    cw_html_raw(html, "=\"");
    add_escaped(html->out, value);
    cw_buf_char(html->out, '"');
}

static bool starts_with_scheme(struct cw_str url, const char *scheme)
{
    size_t n = strlen(scheme);
    if (url.len <= n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        char c = url.data[i];
        if ((c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c) != scheme[i]) {
            return false;
        }
    }
    return true;
}

bool cw_html_linkable(struct cw_str url)
{
    /* A list of what is allowed: browsers forgive too much for a list of what is not. */
    return starts_with_scheme(url, "http://") || starts_with_scheme(url, "https://") ||
           starts_with_scheme(url, "mailto:");
}

void cw_html_href(struct cw_html *html, struct cw_str url)
{
    static const char hex[] = "0123456789ABCDEF";
    cw_html_raw(html, " href=\"");
    size_t plain = 0;
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.data[i];
        bool safe = c > 0x20 && c < 0x7F && !strchr("\"'<>\\^`{|}", c);
        if (safe && c != '&') {
            continue;
        }
        cw_buf_add(html->out, url.data + plain, i - plain);
        plain = i + 1;
        if (c == '&') {
            cw_html_raw(html, "&amp;");
        } else {
            const char coded[3] = {'%', hex[c >> 4], hex[c & 15]};
            cw_buf_add(html->out, coded, 3);
        }
    }
    cw_buf_add(html->out, url.data + plain, url.len - plain);
    cw_buf_char(html->out, '"');
}

/* A tag that is short and of letters, digits and hyphens, NUL-terminated into out. */
static bool plain_tag(struct cw_str lang, char out[36])
{
    if (lang.len == 0 || lang.len > 35) {
        return false;
    }
    for (size_t i = 0; i < lang.len; i++) {
        char c = lang.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '-') {
            return false;
        }
        out[i] = c;
    }
    out[lang.len] = '\0';
    return true;
}

void cw_html_lang(struct cw_html *html, struct cw_str lang)
{
    char tag[36];
    if (!plain_tag(lang, tag) || strcmp(tag, "und") == 0 || strcmp(tag, "zxx") == 0) {
        cw_html_raw(html, " dir=\"auto\"");
        return;
    }
    if (!cw_str_eq(lang, html->last_lang)) {
        html->last_lang = lang;
        html->last_rtl = uloc_isRightToLeft(tag);
    }
    cw_html_raw(html, " lang=\"");
    cw_buf_str(html->out, lang);
    cw_html_raw(html, html->last_rtl ? "\" dir=\"rtl\"" : "\" dir=\"ltr\"");
}

void cw_html_bdi(struct cw_html *html, struct cw_str text)
{
    cw_html_raw(html, "<bdi");
    if (html->quoted.len && !cw_str_eq(html->quoted, html->lang)) {
        cw_html_lang(html, html->quoted);
    }
    cw_html_raw(html, ">");
    add_escaped(html->out, text);
    cw_html_raw(html, "</bdi>");
}

struct cw_str cw_number_text(int64_t value, char out[CW_TIME_TEXT])
{
    int n = snprintf(out, CW_TIME_TEXT, "%lld", (long long)value);
    return cw_str_n(out, (size_t)n);
}

struct cw_str cw_date_text(const struct cw_html *html, int64_t time, char out[CW_TIME_TEXT])
{
    size_t n = cw_time_iso(time, out);
    return n > 10 ? cw_str_n(out, 10) : cw_label_text(html->labels, CW_L_DATE_UNKNOWN);
}

void cw_html_int(struct cw_html *html, int64_t value)
{
    cw_buf_int(html->out, value);
}

void cw_html_number(struct cw_html *html, double value, int decimals)
{
    if (!isfinite(value) || fabs(value) > 1e12) {
        cw_html_label(html, CW_L_NONE);
        return;
    }
    /* By integers: printf's decimal point depends on the locale. */
    int64_t scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
    int64_t scaled = llround(value * (double)scale);
    if (scaled < 0) {
        cw_html_raw(html, "\xE2\x88\x92");
        scaled = -scaled;
    }
    cw_html_int(html, scaled / scale);
    if (decimals > 0) {
        char part[16];
        int n = snprintf(part, sizeof part, ".%0*lld", decimals > 1 ? 2 : 1,
                         (long long)(scaled % scale));
        cw_buf_add(html->out, part, (size_t)n);
    }
}

void cw_html_label(struct cw_html *html, enum cw_label label)
{
    add_escaped(html->out, cw_label_text(html->labels, label));
}

static void phrase(struct cw_html *html, enum cw_label label, const struct cw_str *args, size_t n,
                   bool isolate)
{
    struct cw_str text = cw_label_text(html->labels, label);
    size_t plain = 0;
    for (size_t i = 0; i + 2 < text.len; i++) {
        size_t which = (size_t)((unsigned char)text.data[i + 1] - (unsigned char)'1');
        if (text.data[i] != '{' || text.data[i + 2] != '}' || which >= n) {
            continue;
        }
        add_escaped(html->out, cw_str_sub(text, plain, i));
        if (isolate) {
            cw_html_bdi(html, args[which]);
        } else {
            add_escaped(html->out, args[which]);
        }
        plain = i + 3;
        i += 2;
    }
    add_escaped(html->out, cw_str_sub(text, plain, text.len));
}

void cw_html_phrase(struct cw_html *html, enum cw_label label, const struct cw_str *args, size_t n)
{
    phrase(html, label, args, n, true);
}

void cw_html_phrase_plain(struct cw_html *html, enum cw_label label, const struct cw_str *args,
                          size_t n)
{
    phrase(html, label, args, n, false);
}

void cw_html_phrase_int(struct cw_html *html, enum cw_label label, int64_t value)
{
    char digits[CW_TIME_TEXT];
    struct cw_str arg = cw_number_text(value, digits);
    phrase(html, label, &arg, 1, false);
}

/* strftime asks the locale, and a data file has two times a line. */
static void put_digits(char *at, size_t n, int value)
{
    while (n--) {
        at[n] = (char)('0' + value % 10);
        value /= 10;
    }
}

size_t cw_time_iso(int64_t time, char out[CW_TIME_TEXT])
{
    static const char form[] = "0000-00-00T00:00:00Z";
    out[0] = '\0';
    time_t seconds = (time_t)time;
    struct tm parts;
    /* Beyond year 9999 a date is a mistake, and ISO 8601 would need an agreement. */
    if (time == CW_REPORT_NO_TIME || time < -62135596800 || time > 253402300799 ||
        !gmtime_r(&seconds, &parts)) {
        return 0;
    }
    memcpy(out, form, sizeof form);
    put_digits(out, 4, parts.tm_year + 1900);
    put_digits(out + 5, 2, parts.tm_mon + 1);
    put_digits(out + 8, 2, parts.tm_mday);
    put_digits(out + 11, 2, parts.tm_hour);
    put_digits(out + 14, 2, parts.tm_min);
    put_digits(out + 17, 2, parts.tm_sec);
    return sizeof form - 1;
}

void cw_html_time(struct cw_html *html, int64_t time, bool with_clock)
{
    char iso[CW_TIME_TEXT];
    size_t n = cw_time_iso(time, iso);
    if (n < 17) {
        cw_html_label(html, CW_L_DATE_UNKNOWN);
        return;
    }
    cw_html_raw(html, "<time dir=\"ltr\" datetime=\"");
    cw_buf_add(html->out, iso, n);
    cw_html_raw(html, "\">");
    cw_buf_add(html->out, iso, 10);
    if (with_clock) {
        cw_buf_char(html->out, ' ');
        cw_buf_add(html->out, iso + 11, 5);
        cw_html_raw(html, " UTC");
    }
    cw_html_raw(html, "</time>");
}

void cw_html_language(struct cw_html *html, struct cw_str lang)
{
    char tag[36];
    char page[36];
    UChar name[100];
    char utf8[300];
    int32_t len = 0;
    UErrorCode status = U_ZERO_ERROR;
    if (lang.len == 0 || cw_str_is(lang, "und")) {
        cw_html_label(html, CW_L_LANGUAGE_UNKNOWN);
        return;
    }
    if (plain_tag(lang, tag)) {
        uloc_getDisplayName(tag, plain_tag(html->lang, page) ? page : "en", name, 100, &status);
        u_strToUTF8(utf8, sizeof utf8, &len, name, -1, &status);
        if (U_SUCCESS(status) && status != U_STRING_NOT_TERMINATED_WARNING && len > 0) {
            cw_html_bdi(html, cw_str_n(utf8, (size_t)len));
            return;
        }
    }
    cw_html_bdi(html, lang);
}
