/* Numbers in a text: digits of any script, dates in digits, numbers in words (from the pack).
 *
 * "twenty-four (24)" is one number, "2 billion" is one, "14.5" is one. What a number counts is
 * found out by values.c. */
#include <math.h>
#include <unicode/uchar.h>

#include "common/utf8.h"
#include "signals.h"

enum { MOST_NUMBERS = 2000, FULLWIDTH_OPENS = 0xFF08, FULLWIDTH_CLOSES = 0xFF09 };

struct finder {
    struct cw_arena *arena;
    const struct cw_passage *passage;
    struct cw_number *items;
    size_t n, capacity;
};

struct cursor {
    struct cw_str text;
    size_t at, end;
};

/* The digit at the cursor, -1 = none. *next: behind it. */
static int digit_at(const struct cursor *cursor, size_t at, size_t *next)
{
    if (at >= cursor->end) {
        return -1;
    }
    unsigned char byte = (unsigned char)cursor->text.data[at];
    if (byte < 0x80) {
        *next = at + 1;
        return byte >= '0' && byte <= '9' ? byte - '0' : -1;
    }
    *next = at;
    uint32_t c = cw_utf8_next(cursor->text, next);
    return u_isdigit((UChar32)c) ? u_charDigitValue((UChar32)c) : -1;
}

static uint32_t char_at(const struct cursor *cursor, size_t at, size_t *next)
{
    if (at >= cursor->end) {
        *next = at;
        return 0;
    }
    *next = at;
    return cw_utf8_next(cursor->text, next);
}

/* A run of digits: value and how many. */
static double digits(const struct cursor *cursor, size_t *at, int *n)
{
    double value = 0;
    *n = 0;
    size_t next;
    for (int digit = digit_at(cursor, *at, &next); digit >= 0;
         digit = digit_at(cursor, *at, &next)) {
        value = value * 10 + digit;
        (*n)++;
        *at = next;
    }
    return value;
}

static bool is_date_separator(uint32_t c)
{
    return c == '-' || c == '/' || c == '.' || c == 0x2010 || c == 0x2011 || c == 0x2013;
}

/* Behind a date: a time of day, as in 2024-04-18T23:32:25Z. */
static size_t skip_time(const struct cursor *cursor, size_t at)
{
    if (at >= cursor->end || cursor->text.data[at] != 'T') {
        return at;
    }
    while (at < cursor->end && strchr("T0123456789:.Z+-", cursor->text.data[at]) &&
           cursor->text.data[at]) {
        at++;
    }
    return at;
}

/* Three runs of digits with the same separator, one of four (or two) digits for the year. The
 * value is yyyymmdd when the year is first, and yyyy and the two others as they stand when it is
 * last: which of them is the month differs by country. */
static bool read_date(const struct cursor *cursor, struct cw_number *out)
{
    size_t at = cursor->at;
    int n[3];
    double part[3];
    uint32_t separator = 0;
    for (int k = 0; k < 3; k++) {
        part[k] = digits(cursor, &at, &n[k]);
        if (n[k] == 0 || n[k] == 3 || n[k] > 4) {
            return false;
        }
        if (k == 2) {
            break;
        }
        size_t next;
        uint32_t c = char_at(cursor, at, &next);
        if (!is_date_separator(c) || (separator && c != separator)) {
            return false;
        }
        separator = c;
        at = next;
    }
    bool year_first = n[0] == 4 && n[1] <= 2 && n[2] <= 2;
    bool year_last = n[0] <= 2 && n[1] <= 2 && (n[2] == 4 || (n[2] == 2 && separator != '-'));
    double month = year_first ? part[1] : part[0];
    double day = year_first ? part[2] : part[1];
    if ((!year_first && !year_last) || month > 31 || day > 31 || month < 1 || day < 1 ||
        (month > 12 && day > 12)) {
        return false;
    }
    double year = year_first ? part[0] : part[2];
    *out = (struct cw_number){.start = (uint32_t)cursor->at,
                              .end = (uint32_t)skip_time(cursor, at),
                              .value = year * 10000 + month * 100 + day,
                              .date = true};
    return true;
}

static bool groups_thousands(uint32_t c)
{
    return c == ',' || c == '.' || c == '\'' || c == 0x2019 || c == 0x066C || c == 0x060C ||
           c == ' ' || c == 0xA0 || c == 0x202F || c == 0x2009;
}

/* A number with separators. A separator before exactly three digits groups thousands, but for a
 * single full stop, which is a decimal point more often than not; any other before digits is a
 * decimal sign. */
static struct cw_number read_number(const struct cursor *cursor)
{
    size_t at = cursor->at;
    int n;
    struct cw_number out = {.start = (uint32_t)at, .value = digits(cursor, &at, &n)};
    out.four = n == 4;
    size_t minutes = at + 1;
    int n_minutes = 0;
    if (n <= 2 && at < cursor->end && cursor->text.data[at] == ':') { /* a time of day: 17:30 */
        double part = digits(cursor, &minutes, &n_minutes);
        if (n_minutes == 2) {
            out.value += part / 60;
            out.end = (uint32_t)minutes;
            return out;
        }
    }
    uint32_t group = 0;
    for (;;) {
        size_t next;
        uint32_t c = char_at(cursor, at, &next);
        size_t behind = next;
        int more;
        double part = c ? digits(cursor, &behind, &more) : 0;
        if (!c || more == 0 || !groups_thousands(c) || (n > 3 && group == 0 && more == 3)) {
            break;
        }
        size_t ignored;
        bool repeats = char_at(cursor, behind, &ignored) == c;
        bool thousands = more == 3 && (group ? c == group : n <= 3) &&
                         (c != '.' || group || repeats) && out.value > 0;
        if (thousands) {
            out.value = out.value * 1000 + part;
            group = c;
            at = behind;
            out.four = false;
            out.grouped = true;
            continue;
        }
        if ((c == '.' || c == ',' || c == 0x066B) && c != group && more <= 9) {
            out.value += part / pow(10, more);
            out.decimal = true;
            out.four = false;
            at = behind;
        }
        break;
    }
    out.end = (uint32_t)at;
    return out;
}

/* Does the chunk between spaces around a number look like an address? Its digits mean nothing. */
static bool in_address(const struct cursor *cursor, size_t from, size_t to)
{
    while (from > 0 && cursor->text.data[from - 1] != ' ' && to - from < 200) {
        from--;
    }
    while (to < cursor->end && cursor->text.data[to] != ' ' && to - from < 400) {
        to++;
    }
    const char *chunk = cursor->text.data + from;
    return memchr(chunk, '@', to - from) || memmem(chunk, to - from, "://", 3) ||
           memmem(chunk, to - from, "www.", 4);
}

static enum cw_err add(struct finder *finder, struct cw_number number)
{
    if (finder->n >= MOST_NUMBERS) {
        return CW_OK;
    }
    struct cw_number *grown = cw_arena_grow(finder->arena, finder->items, finder->n,
                                            &finder->capacity, finder->n + 1, sizeof *grown);
    if (!grown) {
        return CW_ENOMEM;
    }
    finder->items = grown;
    finder->items[finder->n++] = number;
    return CW_OK;
}

/* Two or three letters, the first a capital, before grouped thousands or hundredths: Rp50.000,
 * USD5.00. Other digits behind letters are part of a name. */
static bool is_money(const struct cursor *cursor, size_t word, const struct cw_number *number)
{
    size_t length = number->start - word;
    char first = cursor->text.data[word];
    return (number->grouped || number->decimal) && length >= 2 && length <= 3 && first >= 'A' &&
           first <= 'Z';
}

static bool is_ascii_letter(unsigned char byte)
{
    return (unsigned char)((byte | 0x20) - 'a') < 26;
}

/* Moves behind ASCII without a digit: all of most texts. *word: where the letters before the cursor
 * begin, if there are any. */
static void pass_plain(struct cursor *cursor, bool *in_word, size_t *word)
{
    const unsigned char *bytes = (const unsigned char *)cursor->text.data;
    size_t from = cursor->at;
    size_t at = from;
    while (at < cursor->end && bytes[at] < 0x80 && (unsigned char)(bytes[at] - '0') > 9) {
        at++;
    }
    cursor->at = at;
    if (at == from) {
        return;
    }
    size_t letters = at;
    while (letters > from && is_ascii_letter(bytes[letters - 1])) {
        letters--;
    }
    if (letters > from || !*in_word) {
        *word = letters;
    }
    *in_word = letters < at;
}

static enum cw_err find_digits(struct finder *finder)
{
    struct cursor cursor = {finder->passage->text, finder->passage->start, finder->passage->end};
    bool in_word = false;
    size_t word = cursor.at;
    for (;;) {
        pass_plain(&cursor, &in_word, &word);
        if (cursor.at >= cursor.end) {
            break;
        }
        size_t next;
        if (digit_at(&cursor, cursor.at, &next) < 0) {
            uint32_t c = char_at(&cursor, cursor.at, &next);
            word = in_word ? word : cursor.at;
            /* Letters of scripts with spaces: COVID19 is a name, 第19 is a number. */
            in_word = c < 0x2E80 && u_isalpha((UChar32)c);
            cursor.at = next;
            continue;
        }
        struct cw_number number;
        if (!read_date(&cursor, &number)) {
            number = read_number(&cursor);
        }
        if (in_word && !number.date && is_money(&cursor, word, &number)) {
            number.after_letters = true;
            number.letters = (uint32_t)word;
            in_word = false;
        }
        cursor.at = number.end;
        if (!in_word && !in_address(&cursor, number.start, number.end) && add(finder, number)) {
            return CW_ENOMEM;
        }
        in_word = false;
    }
    return CW_OK;
}

/* The value of number.24, number.half, ...; negative when the id is none that counts. */
static double value_of(struct cw_str id)
{
    static const struct {
        const char *id;
        double value;
    } names[] = {{"number.half", 0.5}, {"number.quarter", 0.25}, {"number.dozen", 12}};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        if (cw_str_is(id, names[k].id)) {
            return names[k].value;
        }
    }
    double value = 0;
    size_t from = strlen("number.");
    for (size_t at = from; at < id.len; at++) {
        if (id.data[at] < '0' || id.data[at] > '9') {
            return -1;
        }
        value = value * 10 + (id.data[at] - '0');
    }
    return id.len > from ? value : -1;
}

static enum cw_err find_words(struct finder *finder)
{
    uint32_t covered = 0;
    for (size_t k = 0; k < finder->passage->n_matches; k++) {
        const struct cw_match *match = &finder->passage->matches[k];
        if (!cw_id_in(match->id, "number") || match->start < covered) {
            continue;
        }
        double value = value_of(match->id);
        if (value < 0) {
            continue;
        }
        covered = match->end;
        struct cw_number number = {
            .start = match->start, .end = match->end, .value = value, .in_words = true};
        if (add(finder, number)) {
            return CW_ENOMEM;
        }
    }
    return CW_OK;
}

static void sort_by_start(struct cw_number *items, size_t n)
{
    for (size_t k = 1; k < n; k++) { /* two sorted runs: close to linear in practice, and capped */
        struct cw_number item = items[k];
        size_t at = k;
        while (at > 0 && items[at - 1].start > item.start) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = item;
    }
}

/* Only spaces, hyphens and brackets between two places. *bracket: the last of them opens one. */
static bool adjacent(struct cw_str text, uint32_t from, uint32_t to, bool *bracket)
{
    *bracket = false;
    if (to < from || to - from > 5) {
        return false;
    }
    for (size_t at = from; at < to;) {
        uint32_t c = cw_utf8_next(text, &at);
        *bracket = c == '(' || c == FULLWIDTH_OPENS;
        if (c != ' ' && c != '-' && !*bracket) {
            return false;
        }
    }
    return true;
}

static bool is_multiplier(double value)
{
    return value == 100 || value == 1000 || value == 10000 || value == 100000 || value == 1000000 ||
           value == 10000000 || value == 100000000 || value == 1000000000;
}

/* Digits in words that follow each other without a space: 二〇二六. Returns how many; 0 = no such.
 */
static size_t read_positional(const struct finder *finder, size_t from, struct cw_number *out)
{
    enum { MOST = 9 };
    double value = 0;
    size_t n = 0;
    for (; from + n < finder->n && n < MOST; n++) {
        const struct cw_number *next = &finder->items[from + n];
        bool adjoins = n == 0 || next->start == finder->items[from + n - 1].end;
        if (!next->in_words || next->value > 9 || next->value != (int)next->value || !adjoins) {
            break;
        }
        value = value * 10 + next->value;
    }
    if (n < 2) {
        return 0;
    }
    *out = finder->items[from];
    out->end = finder->items[from + n - 1].end;
    out->value = value;
    out->four = n == 4;
    return n;
}

/* One number made of words, and of digits before a multiplier: "two hundred thirty", "2 billion".
 * Places it at *into. Returns how many were read. */
static size_t join_words(const struct finder *finder, size_t from, struct cw_number *into)
{
    struct cw_number out = finder->items[from];
    double total = 0;
    double current = out.value;
    double last = out.in_words ? out.value : INFINITY;
    size_t k = from + 1;
    size_t run = read_positional(finder, from, &out);
    if (run) {
        *into = out;
        return run;
    }
    for (; k < finder->n && !out.date; k++) {
        const struct cw_number *next = &finder->items[k];
        bool bracket;
        if (!next->in_words || !adjacent(finder->passage->text, out.end, next->start, &bracket)) {
            break;
        }
        if (next->value >= 100 && is_multiplier(next->value)) {
            current = (current > 0 ? current : 1) * next->value;
            if (next->value >= 1000) {
                total += current;
                current = 0;
            }
        } else if (out.in_words && next->value < 100 && next->value > 0 &&
                   (last >= 100 || (last >= 20 && next->value < 10 && (int)last % 10 == 0))) {
            current += next->value;
        } else {
            break;
        }
        last = next->value;
        out.end = next->end;
        out.four = false;
    }
    out.value = total + current;
    *into = out;
    return k - from;
}

/* "thirty (30)", "30 (thirty)": the same number twice. */
static bool repeats(const struct finder *finder, const struct cw_number *first,
                    const struct cw_number *second)
{
    bool bracket = false;
    return first->value == second->value && first->in_words != second->in_words &&
           adjacent(finder->passage->text, first->end, second->start, &bracket) && bracket;
}

/* Behind the bracket that closes at a place, or that place. */
static uint32_t behind_bracket(const struct cw_passage *passage, uint32_t at)
{
    size_t next = at;
    uint32_t c = at < passage->end ? cw_utf8_next(passage->text, &next) : 0;
    return c == ')' || c == FULLWIDTH_CLOSES ? (uint32_t)next : at;
}

enum cw_err cw_numbers_find(struct cw_arena *arena, const struct cw_passage *passage,
                            struct cw_number **out, size_t *n)
{
    struct finder finder = {.arena = arena, .passage = passage};
    enum cw_err err = find_digits(&finder);
    if (!err) {
        err = find_words(&finder);
    }
    if (err) {
        return err;
    }
    sort_by_start(finder.items, finder.n);
    size_t kept = 0;
    for (size_t k = 0; k < finder.n;) {
        struct cw_number number;
        k += join_words(&finder, k, &number);
        struct cw_number *last = kept ? &finder.items[kept - 1] : NULL;
        if (last && repeats(&finder, last, &number)) {
            last->end = behind_bracket(passage, number.end);
            last->in_words = false;
            continue;
        }
        finder.items[kept++] = number;
    }
    *out = finder.items;
    *n = kept;
    return CW_OK;
}
