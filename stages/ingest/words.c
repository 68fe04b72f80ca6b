/* The two kinds of word in a path that have a form of their own: dates and languages. */
#include <stdint.h>
#include <string.h>

#include <unicode/uloc.h>

#include "internal.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* '0' in the form: a digit; anything else: itself. */
static bool fits_form(struct cw_str text, const char *form)
{
    if (text.len != strlen(form)) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (form[i] == '0' ? !is_digit(text.data[i]) : text.data[i] != form[i]) {
            return false;
        }
    }
    return true;
}

/* The third is that of the data sets which Open Terms Archive releases. */
static const char *const date_forms[] = {"0000-00-00", "0000-00-00T000000Z", "0000-00-00T00-00-00Z",
                                         "0000-00-00T00:00:00Z"};
enum { N_DATE_FORMS = sizeof date_forms / sizeof date_forms[0] };

bool cw_date_fits(struct cw_str text)
{
    for (size_t i = 0; i < N_DATE_FORMS; i++) {
        if (fits_form(text, date_forms[i])) {
            return true;
        }
    }
    return false;
}

static unsigned digits(struct cw_str text, size_t at, size_t n)
{
    unsigned value = 0;
    for (size_t i = at; i < at + n; i++) {
        value = value * 10 + (unsigned)(text.data[i] - '0');
    }
    return value;
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar: Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms", days_from_civil, for years from 0 on. */
static int64_t days_from_civil(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (int64_t)(153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static unsigned days_in_month(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap ? 1U : 0U);
}

bool cw_date_parse(struct cw_str text, int64_t *seconds)
{
    if (!cw_date_fits(text)) {
        return false;
    }
    unsigned year = digits(text, 0, 4);
    unsigned month = digits(text, 5, 2);
    unsigned day = digits(text, 8, 2);
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) {
        return false;
    }
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
    if (text.len > 10) {
        size_t gap = text.len == 20; /* a separator between hour, minute and second */
        hour = digits(text, 11, 2);
        minute = digits(text, 13 + gap, 2);
        second = digits(text, 15 + 2 * gap, 2);
    }
    if (hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    *seconds = days_from_civil(year, month, day) * 86400 + (int64_t)hour * 3600 +
               (int64_t)minute * 60 + second;
    return true;
}

bool cw_lang_canonical(struct cw_str written, char out[CW_LANG_MOST])
{
    char tag[CW_LANG_MOST];
    if (written.len == 0 || written.len >= sizeof tag) {
        return false;
    }
    for (size_t i = 0; i < written.len; i++) {
        tag[i] = written.data[i] == '_' ? '-' : written.data[i];
    }
    tag[written.len] = '\0';
    char locale[ULOC_FULLNAME_CAPACITY];
    int32_t parsed = 0;
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(tag, locale, sizeof locale, &parsed, &status);
    if (U_FAILURE(status) || (size_t)parsed != written.len) {
        return false;
    }
    int32_t length = uloc_toLanguageTag(locale, out, CW_LANG_MOST, 1, &status);
    return U_SUCCESS(status) && length > 0 && length < CW_LANG_MOST;
}
