/* Dates among the numbers of a text: the name of a month with its day and year, numbers with signs
 * for year, month and day behind them. */
#include <unicode/uchar.h>

#include "common/utf8.h"
#include "finder.h"

static bool is_day(const struct cw_number *number)
{
    return !number->date && number->value >= 1 && number->value <= 31 && !number->decimal;
}

/* The number that ends just before a place, or begins just behind one; CW_NONE = none. */
static uint32_t number_before(const struct cw_finder *f, uint32_t at)
{
    size_t k = cw_finder_number(f, at);
    bool fits = k > 0 && f->numbers[k - 1].end <= at && at - f->numbers[k - 1].end <= 6;
    return fits && !f->used[k - 1] ? (uint32_t)(k - 1) : CW_NONE;
}

static uint32_t number_behind(const struct cw_finder *f, uint32_t at)
{
    size_t k = cw_finder_number(f, at);
    bool fits = k < f->n && f->numbers[k].start - at <= 6;
    return fits && !f->used[k] ? (uint32_t)k : CW_NONE;
}

/* Behind the sign at a place that counts, as in 12日 and 12일; or that place. */
static uint32_t behind_sign(const struct cw_finder *f, uint32_t at)
{
    size_t next = at + (at < f->p->end && f->p->text.data[at] == ' ');
    uint32_t c = next < f->p->end ? cw_utf8_next(f->p->text, &next) : 0;
    bool sign = (c >= 0x4E00 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7B0);
    return sign ? (uint32_t)next : at;
}

/* A month that ends in such a sign (6月, 6월) has its day behind it, never before. */
static bool ends_in_sign(const struct cw_finder *f, uint32_t at)
{
    return at >= f->p->start + 3 && behind_sign(f, at - 3) == at;
}

/* What stands around the name of a month; CW_NONE where there is none. */
struct month_parts {
    uint32_t day, year; /* numbers of the finder */
    uint32_t end;       /* of the last of them, or of the month */
    bool counted;       /* the month ends in a sign: 6月 */
};

static double number_of(struct cw_str id)
{
    double number = 0;
    for (size_t at = strlen("month."); at < id.len; at++) {
        number = number * 10 + (id.data[at] - '0');
    }
    return number;
}

/* Is the word behind a number a month, and not the modal of "under 16 may"? It is written with a
 * capital, or a year follows. */
static bool names_month(const struct cw_finder *f, uint32_t start, uint32_t end)
{
    struct cw_str text = f->p->text;
    size_t last = end;
    while (last > start && text.data[last - 1] != ' ') {
        last--;
    }
    uint32_t year = number_behind(f, end);
    return u_isupper((UChar32)cw_utf8_next(text, &last)) ||
           (year != CW_NONE && cw_number_is_year(&f->numbers[year]));
}

/* The name of a month without the day that its term may hold: "March 4", "4 of March". A number
 * right at the letters is the month itself, 6月, as is one with its value: Vietnamese "tháng 6". */
static struct cw_span name_of_month(const struct cw_finder *f, const struct cw_match *month)
{
    const char *text = f->p->text.data;
    struct cw_span name = {month->start, month->end};
    for (size_t k = cw_finder_number(f, month->start); k < f->n && f->numbers[k].end <= month->end;
         k++) {
        const struct cw_number *number = &f->numbers[k];
        if (number->start > month->start && number->end == month->end &&
            text[number->start - 1] == ' ' &&
            (number->value != number_of(month->id) ||
             names_month(f, month->start, number->start - 1))) {
            name.end = number->start;
        } else if (number->start == month->start && number->end < month->end &&
                   text[number->end] == ' ' && names_month(f, number->end, month->end)) {
            name.start = number->end;
        }
    }
    return name;
}

static struct month_parts parts_around(const struct cw_finder *f, const struct cw_match *month)
{
    struct cw_span name = name_of_month(f, month);
    struct month_parts p = {CW_NONE, CW_NONE, name.end, ends_in_sign(f, month->end)};
    uint32_t before = number_before(f, name.start);
    uint32_t behind = number_behind(f, name.end);
    if (p.counted && before != CW_NONE && !f->numbers[before].four) {
        /* The year of an era: 令和8年6月. */
        bool adjoins = behind_sign(f, f->numbers[before].end) == month->start;
        p.year = adjoins && is_day(&f->numbers[before]) ? before : CW_NONE;
    } else if (before != CW_NONE && is_day(&f->numbers[before])) {
        p.day = before;
    } else if (before != CW_NONE && cw_number_is_year(&f->numbers[before])) {
        p.year = before;
    }
    if (behind != CW_NONE && p.day == CW_NONE && is_day(&f->numbers[behind])) {
        p.day = behind;
        p.end = f->numbers[behind].end;
        behind = number_behind(f, p.end);
    }
    if (behind != CW_NONE && cw_number_is_year(&f->numbers[behind])) {
        p.year = behind;
        p.end = f->numbers[behind].end;
    }
    return p;
}

/* Where a date ends whose day has a sign or a word behind it: 12日. */
static uint32_t end_of_date(const struct cw_finder *f, const struct month_parts *p, uint32_t start,
                            uint32_t end)
{
    const struct cw_match *word =
        cw_finder_match_behind(f, &(struct cw_number){.start = start, .end = end}, "unit.day", 0);
    if (word && word->start <= end) {
        return word->end;
    }
    bool day_last = p->counted && p->day != CW_NONE && end == f->numbers[p->day].end;
    return day_last ? behind_sign(f, end) : end;
}

/* "June 12, 2026", "12. Juni 2026", "12 de junio de 2026", "2026年6月12日", "July 2023". */
void cw_find_month(struct cw_finder *f, const struct cw_match *month)
{
    struct month_parts p = parts_around(f, month);
    if (p.day == CW_NONE && p.year == CW_NONE) {
        return;
    }
    struct cw_value value = {.kind = CW_SIGNAL_DATE,
                             .start = name_of_month(f, month).start,
                             .end = p.end,
                             .amount = number_of(month->id) * 100};
    uint32_t parts[2] = {p.day, p.year};
    for (int k = 0; k < 2; k++) {
        if (parts[k] != CW_NONE) {
            const struct cw_number *number = &f->numbers[parts[k]];
            value.amount += k ? number->value * 10000 : number->value;
            value.start = number->start < value.start ? number->start : value.start;
            value.end = number->end > value.end ? number->end : value.end;
            f->used[parts[k]] = true;
        }
    }
    value.end = end_of_date(f, &p, value.start, value.end);
    f->values[f->n_values++] = value;
    for (size_t k = cw_finder_number(f, value.start); k < f->n && f->numbers[k].end <= value.end;
         k++) {
        f->used[k] = true; /* the 6 of 6月 is in the month */
    }
}

/* 2026 年 6 月 12 日 with words for year, month and day behind the numbers. */
bool cw_find_counted_date(struct cw_finder *f, size_t k)
{
    static const char *const units[] = {"unit.year", "unit.month", "unit.day"};
    double amount = 0;
    uint32_t end = 0;
    size_t n = 0;
    for (; n < 3 && k + n < f->n; n++) {
        const struct cw_number *number = &f->numbers[k + n];
        const struct cw_match *unit = cw_finder_match_behind(f, number, units[n], 0);
        bool fits = n == 0 ? cw_number_is_year(number) : is_day(number);
        if (!unit || !fits || (n > 0 && number->start > end + 1)) {
            break;
        }
        end = unit->end;
        amount = amount + number->value * (n == 0 ? 10000 : n == 1 ? 100 : 1);
    }
    if (n < 2) {
        return false;
    }
    uint32_t start = f->numbers[k].start;
    for (size_t i = 0; i < n; i++) {
        f->used[k + i] = true;
    }
    f->values[f->n_values++] =
        (struct cw_value){.kind = CW_SIGNAL_DATE, .start = start, .end = end, .amount = amount};
    return true;
}
