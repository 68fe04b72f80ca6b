/* What the numbers of a text count: days, money, percent, years of age, a date.
 *
 * All words come from the pack, as concept ids; only digits, currency signs and the percent sign
 * are known without one. */
#include <ctype.h>
#include <unicode/uchar.h>

#include "common/utf8.h"
#include "finder.h"

enum {
    NEAR_AGE = 28,       /* bytes between a bare number and a word for age */
    NEAR_AGE_YEARS = 48, /* the same for "16 years" */
    LONGEST_NOUN = 30,
    LONGEST_TERM = 48 /* bytes that a match may begin before what it is about */
};

/* Days in a unit; a month is 30, a year 365, so that one month compares with 30 days. */
static double days_of(struct cw_str id)
{
    static const struct {
        const char *id;
        double days;
    } units[] = {{"unit.second", 1.0 / 86400},
                 {"unit.minute", 1.0 / 1440},
                 {"unit.hour", 1.0 / 24},
                 {"unit.day", 1},
                 {"unit.business-day", 1.4},
                 {"unit.calendar-day", 1},
                 {"unit.week", 7},
                 {"unit.month", 30},
                 {"unit.quarter", 91},
                 {"unit.year", 365},
                 {"unit.decade", 3650}};
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        if (cw_str_is(id, units[k].id)) {
            return units[k].days;
        }
    }
    return 0;
}

/* Bytes between two places that hold no sentence mark and at most `words` words; else false. */
static bool close_by(struct cw_str text, uint32_t from, uint32_t to, uint32_t most, int words)
{
    if (to < from || to - from > most) {
        return false;
    }
    bool in_word = false;
    for (uint32_t at = from; at < to; at++) {
        char c = text.data[at];
        if (strchr(".;:!?|", c) && c) {
            return false;
        }
        bool word = (unsigned char)c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (word && !in_word && words-- == 0) {
            return false;
        }
        in_word = word;
    }
    return true;
}

/* The first match that begins at or behind a place. */
size_t cw_finder_match(const struct cw_finder *f, uint32_t at)
{
    size_t low = 0;
    size_t high = f->p->n_matches;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (f->p->matches[middle].start < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The first number that begins at or behind a place. */
size_t cw_finder_number(const struct cw_finder *f, uint32_t at)
{
    size_t low = 0;
    size_t high = f->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (f->numbers[middle].start < at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static uint32_t less(uint32_t at, uint32_t by)
{
    return at > by ? at - by : 0;
}

/* The first match of a family right behind a number, or right before it. */
const struct cw_match *cw_finder_match_behind(const struct cw_finder *f,
                                              const struct cw_number *number, const char *family,
                                              int words)
{
    for (size_t k = cw_finder_match(f, less(number->start, LONGEST_TERM)); k < f->p->n_matches;
         k++) {
        const struct cw_match *match = &f->p->matches[k];
        if (match->start > number->end + 24) {
            break;
        }
        /* A term may hold the number, or its last sign: 三十 and 十天. */
        bool holds = match->start < number->end && match->end > number->end;
        if (cw_id_in(match->id, family) &&
            (holds || (match->start >= number->end &&
                       close_by(f->p->text, number->end, match->start, 20, words)))) {
            return match;
        }
    }
    return NULL;
}

static const struct cw_match *match_before(const struct cw_finder *f,
                                           const struct cw_number *number, const char *family)
{
    const struct cw_match *found = NULL;
    size_t k = cw_finder_match(f, less(number->start, LONGEST_TERM));
    for (; k < f->p->n_matches && f->p->matches[k].start < number->start; k++) {
        const struct cw_match *match = &f->p->matches[k];
        if (cw_id_in(match->id, family) && match->end <= number->start &&
            number->start - match->end <= 2) {
            found = match;
        }
    }
    return found;
}

static void add(struct cw_finder *f, size_t number, struct cw_value value)
{
    value.decimal = f->numbers[number].decimal;
    f->values[f->n_values++] = value;
    f->used[number] = true;
}

bool cw_number_is_year(const struct cw_number *number)
{
    return number->four && number->value >= 1900 && number->value < 2700;
}

/* Does a match hold a number that is not in the value? */
static bool is_of_another(const struct cw_finder *f, const struct cw_match *match,
                          const struct cw_value *value)
{
    for (size_t k = cw_finder_number(f, match->start); k < f->n && f->numbers[k].start < match->end;
         k++) {
        if (f->numbers[k].end <= value->start || f->numbers[k].start >= value->end) {
            return true;
        }
    }
    return false;
}

/* A word for age near a value; NULL = none. */
static const struct cw_match *word_for_age(const struct cw_finder *f, const struct cw_value *value,
                                           uint32_t reach)
{
    for (size_t k = cw_finder_match(f, less(value->start, reach + LONGEST_TERM));
         k < f->p->n_matches && f->p->matches[k].start <= value->end + reach; k++) {
        const struct cw_match *match = &f->p->matches[k];
        bool inside = match->start < value->end && match->end > value->start;
        /* "under 16" holds the number, "under the age of" stands right before it. */
        bool before = match->end <= value->start && value->start - match->end <= 1;
        bool under = (inside || before) && value->amount >= 10 && cw_str_is(match->id, "age.minor");
        if (!cw_str_is(match->id, "age.age") && !cw_str_is(match->id, "age.years-old") &&
            !cw_str_is(match->id, "age.minimum") && !under) {
            continue;
        }
        bool near = close_by(f->p->text, match->end, value->start, reach, 6) ||
                    close_by(f->p->text, value->end, match->start, reach, 6);
        if ((inside || near) && !is_of_another(f, match, value)) {
            return match;
        }
    }
    return NULL;
}

/* "16" with what its term holds behind it: 16岁. */
static uint32_t end_with_term(const struct cw_value *value, const struct cw_match *match)
{
    bool behind = match->start <= value->start && match->end > value->end;
    return behind && match->end - value->end <= 12 ? match->end : value->end;
}

/* The number with the word behind it, so that a reader sees what is counted. */
static uint32_t noun_end(const struct cw_finder *f, uint32_t end)
{
    struct cw_str text = f->p->text;
    size_t at = end;
    if (at + 1 < f->p->end && text.data[at] == ' ') {
        at++;
    }
    size_t from = at;
    size_t k = cw_finder_match(f, (uint32_t)at);
    for (; k < f->p->n_matches && f->p->matches[k].start == at; k++) {
        if (cw_id_in(f->p->matches[k].id, "modal")) {
            return end;
        }
    }
    while (at < f->p->end && at - from < LONGEST_NOUN) {
        size_t next = at;
        uint32_t c = cw_utf8_next(text, &next);
        if (!u_isalpha((UChar32)c) && !(U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK)) {
            break;
        }
        at = next;
        if (c >= 0x2E80 && c < 0xAC00 && at - from >= 6) {
            break; /* two characters of a script without spaces */
        }
    }
    return at > from && at - from < LONGEST_NOUN ? (uint32_t)at : end;
}

static uint32_t sign_behind(const struct cw_finder *f, uint32_t at, uint32_t *end)
{
    struct cw_str text = f->p->text;
    if (at < f->p->end && text.data[at] == ' ') {
        at++;
    }
    if (at >= f->p->end) {
        return 0;
    }
    size_t next = at;
    uint32_t c = cw_utf8_next(text, &next);
    *end = (uint32_t)next;
    return c;
}

static uint32_t sign_before(const struct cw_finder *f, uint32_t at, uint32_t *start)
{
    struct cw_str text = f->p->text;
    if (at > f->p->start && text.data[at - 1] == ' ') {
        at--;
    }
    if (at <= f->p->start) {
        return 0;
    }
    size_t from = at - 1;
    while (from > f->p->start && ((unsigned char)text.data[from] & 0xC0) == 0x80) {
        from--;
    }
    *start = (uint32_t)from;
    return cw_utf8_next(text, &(size_t){from});
}

static bool is_currency(uint32_t c)
{
    return c && u_charType((UChar32)c) == U_CURRENCY_SYMBOL;
}

static bool is_percent(uint32_t c)
{
    return c == '%' || c == 0x066A || c == 0xFF05 || c == 0xFE6A;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

static bool find_percentage(struct cw_finder *f, size_t k)
{
    const struct cw_number *number = &f->numbers[k];
    struct cw_value value = {CW_SIGNAL_PERCENTAGE, .start = number->start, .end = number->end,
                             .amount = number->value};
    const struct cw_match *word = cw_finder_match_behind(f, number, "percent", 0);
    const struct cw_match *front = match_before(f, number, "percent"); /* Chinese, Thai */
    uint32_t place;
    if (is_percent(sign_behind(f, number->end, &place))) {
        value.end = place;
    } else if (is_percent(sign_before(f, number->start, &place))) {
        value.start = place;
    } else if (word) {
        value.end = larger(word->end, number->end);
    } else if (front) {
        value.start = front->start;
    } else {
        return false;
    }
    add(f, k, value);
    return true;
}

/* "R$", "US$", "NT$": up to three letters that a currency sign carries in front. */
static uint32_t with_letters(const struct cw_finder *f, uint32_t at)
{
    enum { MOST = 3 };
    uint32_t from = at;
    while (from > f->p->start && at - from <= MOST && f->p->text.data[from - 1] >= 'A' &&
           f->p->text.data[from - 1] <= 'Z') {
        from--;
    }
    bool word = at - from > MOST ||
                (from > f->p->start && isalpha((unsigned char)f->p->text.data[from - 1]));
    return word ? at : from;
}

static bool find_amount(struct cw_finder *f, size_t k)
{
    const struct cw_number *number = &f->numbers[k];
    struct cw_value value = {CW_SIGNAL_AMOUNT, .start = number->start, .end = number->end,
                             .amount = number->value};
    const struct cw_match *word = cw_finder_match_behind(f, number, "currency", 0);
    const struct cw_match *front = match_before(f, number, "currency");
    uint32_t place;
    if (is_currency(sign_before(f, number->start, &place))) {
        value.start = with_letters(f, place);
    } else if (is_currency(sign_behind(f, number->end, &place))) {
        value.end = place;
    } else if (number->after_letters) {
        value.start = number->letters; /* Rp50.000 */
    } else if (!word && !front) {
        return false;
    }
    if (front) {
        value.start = front->start < value.start ? front->start : value.start;
        value.unit = front->id;
    } else if (word) {
        value.end = larger(word->end, value.end);
        value.unit = word->id;
    }
    add(f, k, value);
    return true;
}

static bool find_duration(struct cw_finder *f, size_t k)
{
    const struct cw_number *number = &f->numbers[k];
    const struct cw_match *unit = cw_finder_match_behind(f, number, "unit", 1);
    /* A unit behind the next number is that number's. */
    if (unit && k + 1 < f->n && unit->start >= f->numbers[k + 1].start) {
        unit = NULL;
    }
    if (!unit && noun_end(f, number->end) == number->end) {
        unit = match_before(f, number, "unit"); /* Burmese counts behind the unit */
    }
    double days = unit ? days_of(unit->id) : 0;
    if (!unit || days <= 0) {
        return false;
    }
    struct cw_value value = {CW_SIGNAL_DURATION, .start = number->start, .end = number->end,
                             .amount = number->value * days};
    value.start = unit->start < value.start ? unit->start : value.start;
    value.end = larger(unit->end, value.end);
    const struct cw_match *ago = cw_finder_match_behind(
        f, &(struct cw_number){.start = value.start, .end = value.end}, "relative", 1);
    value.relative = ago != NULL;
    if (cw_str_is(unit->id, "unit.year") && number->value < 100 &&
        word_for_age(f, &value, NEAR_AGE_YEARS)) {
        value.kind = CW_SIGNAL_AGE;
        value.amount = number->value;
    }
    add(f, k, value);
    return true;
}

static void find_plain(struct cw_finder *f, size_t k)
{
    const struct cw_number *number = &f->numbers[k];
    if (number->in_words && (number->value <= 1 || number->value == 100)) {
        return; /* "one of", "half of": no count */
    }
    struct cw_value value = {CW_SIGNAL_NUMBER, .start = number->start, .end = number->end,
                             .amount = number->value};
    bool whole = !number->decimal && number->value >= 3 && number->value < 100;
    const struct cw_match *age = whole ? word_for_age(f, &value, NEAR_AGE) : NULL;
    if (age) {
        value.kind = CW_SIGNAL_AGE;
        value.end = end_with_term(&value, age);
    } else if (cw_number_is_year(number) && number->value < 2100) {
        value.kind = CW_SIGNAL_DATE;
        value.amount = number->value * 10000;
    } else {
        value.reference = match_before(f, number, "section") != NULL;
        value.counter = cw_finder_match_behind(f, number, "counter", 0) != NULL;
        value.end = value.reference ? value.end : noun_end(f, value.end);
    }
    add(f, k, value);
}

static void sort_by_start(struct cw_value *items, size_t n)
{
    for (size_t k = 1; k < n; k++) { /* dates first, then the rest in order: few inversions */
        struct cw_value item = items[k];
        size_t at = k;
        while (at > 0 && items[at - 1].start > item.start) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = item;
    }
}

enum cw_err cw_values_find(struct cw_arena *arena, const struct cw_passage *passage,
                           struct cw_values *out)
{
    *out = (struct cw_values){0};
    struct cw_finder f = {.arena = arena, .p = passage};
    enum cw_err err = cw_numbers_find(arena, passage, &f.numbers, &f.n);
    if (err || f.n == 0) {
        return err;
    }
    f.used = cw_arena_array(arena, f.n, sizeof *f.used);
    f.values = cw_arena_array(arena, f.n, sizeof *f.values);
    if (!f.used || !f.values) {
        return CW_ENOMEM;
    }
    for (size_t k = 0; k < f.n; k++) {
        if (f.numbers[k].date) {
            const struct cw_number *number = &f.numbers[k];
            add(&f, k,
                (struct cw_value){CW_SIGNAL_DATE, .start = number->start, .end = number->end,
                                  .amount = number->value});
        } else if (!f.used[k]) {
            cw_find_counted_date(&f, k);
        }
    }
    for (size_t m = 0; m < passage->n_matches; m++) {
        if (cw_id_in(passage->matches[m].id, "month")) {
            cw_find_month(&f, &passage->matches[m]);
        }
    }
    for (size_t k = 0; k < f.n; k++) {
        if (!f.used[k] && !find_percentage(&f, k) && !find_amount(&f, k) && !find_duration(&f, k)) {
            find_plain(&f, k);
        }
    }
    sort_by_start(f.values, f.n_values);
    out->items = f.values;
    out->n = f.n_values;
    return CW_OK;
}
