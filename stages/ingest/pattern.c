/* Path patterns: "{service}/{policy}.{lang}.md", and matching in bounded time.
 *
 * A table says for each element and each byte of the path whether the rest of the pattern matches
 * the rest of the path. It is filled from the end, so that no choice is ever tried twice: time is
 * elements times bytes, where a backtracking matcher can need exponential time. A second pass from
 * the front takes for service, policy and region the shortest text that lets the rest match, and
 * for language and date the longest. */
#include <stdint.h>
#include <string.h>

#include "internal.h"

/* ---- compiling ---- */

static const char *const part_names[CW_PARTS] = {"service", "policy", "lang", "region", "date"};

struct compiler {
    struct cw_pattern *pattern;
    struct cw_str text;
    size_t at;
    struct cw_diag *diag;
};

static enum cw_err fault(struct compiler *c, size_t at, const char *message)
{
    return cw_fail(c->diag, CW_EUSAGE, NULL, 0, (uint32_t)at + 1,
                   "in the pattern \"%.200s\" at byte %zu: %s", c->text.data, at + 1, message);
}

static enum cw_err push(struct compiler *c, struct cw_element element)
{
    if (c->pattern->n == CW_PATTERN_ELEMENTS) {
        return fault(c, c->at, "too many parts and wildcards; make it simpler");
    }
    c->pattern->elements[c->pattern->n++] = element;
    return CW_OK;
}

static enum cw_err take_part(struct compiler *c)
{
    size_t start = c->at + 1;
    size_t end = start;
    while (end < c->text.len && c->text.data[end] != '}') {
        end++;
    }
    if (end == c->text.len) {
        return fault(c, c->at, "\"{\" is never closed; write \"}\" behind the name");
    }
    struct cw_str name = cw_str_sub(c->text, start, end);
    for (unsigned part = 0; part < CW_PARTS; part++) {
        if (!cw_str_is(name, part_names[part])) {
            continue;
        }
        if (c->pattern->parts & (1U << part)) {
            return fault(c, c->at, "the same part twice; name each once");
        }
        c->pattern->parts |= 1U << part;
        c->at = end + 1;
        return push(c, (struct cw_element){.kind = CW_ELEMENT_PART, .part = (enum cw_part)part});
    }
    return fault(
        c, start,
        "unknown part; known are {service} {policy} {lang} {region} {date}; * is anything");
}

static enum cw_err take_stars(struct compiler *c)
{
    size_t start = c->at;
    while (c->at < c->text.len && c->text.data[c->at] == '*') {
        c->at++;
    }
    if (c->at - start > 2) {
        return fault(c, start, "more than two \"*\" in a row; write \"*\" or \"**\"");
    }
    struct cw_element element = {.kind = CW_ELEMENT_STAR};
    if (c->at - start == 2) {
        bool folder = (start == 0 || c->text.data[start - 1] == '/') && c->at < c->text.len &&
                      c->text.data[c->at] == '/';
        element.kind = folder ? CW_ELEMENT_FOLDERS : CW_ELEMENT_ANY;
        c->at += folder;
    }
    return push(c, element);
}

static enum cw_err take_literal(struct compiler *c)
{
    size_t start = c->at;
    while (c->at < c->text.len && !strchr("{}*", c->text.data[c->at])) {
        c->at++;
    }
    if (c->at < c->text.len && c->text.data[c->at] == '}') {
        return fault(c, c->at, "\"}\" without \"{\" before it");
    }
    return push(c, (struct cw_element){.kind = CW_ELEMENT_LITERAL,
                                       .literal = cw_str_sub(c->text, start, c->at)});
}

static enum cw_err take_element(struct compiler *c)
{
    switch (c->text.data[c->at]) {
    case '{':
        return take_part(c);
    case '*':
        return take_stars(c);
    default:
        return take_literal(c);
    }
}

/* Paths inside a source are relative and hold no "..": a pattern that asks for one never matches,
 * which is better said than left to be wondered at. */
static enum cw_err check_path_shape(struct compiler *c)
{
    if (c->text.data[0] == '/') {
        return fault(c, 0, "starts with \"/\"; write it relative to the source");
    }
    for (size_t i = 0; i + 1 < c->text.len; i++) {
        bool first = i == 0 || c->text.data[i - 1] == '/';
        bool last = i + 2 == c->text.len || c->text.data[i + 2] == '/';
        if (first && last && c->text.data[i] == '.' && c->text.data[i + 1] == '.') {
            return fault(c, i, "\"..\" would leave the source");
        }
    }
    return CW_OK;
}

enum cw_err cw_pattern_compile(const char *text, struct cw_pattern *pattern, struct cw_diag *diag)
{
    *pattern = (struct cw_pattern){.literal = true};
    struct compiler c = {.pattern = pattern, .text = cw_str_z(text), .diag = diag};
    if (c.text.len == 0) {
        return fault(&c, 0, "empty; write for example \"{service}/{policy}.md\"");
    }
    if (c.text.len > CW_PATTERN_MOST) {
        return fault(&c, CW_PATTERN_MOST, "too long");
    }
    enum cw_err err = check_path_shape(&c);
    while (!err && c.at < c.text.len) {
        err = take_element(&c);
    }
    for (size_t i = 0; i < pattern->n; i++) {
        pattern->literal = pattern->literal && pattern->elements[i].kind == CW_ELEMENT_LITERAL;
    }
    return err;
}

enum cw_err cw_pattern_check(const char *pattern, struct cw_diag *diag)
{
    struct cw_pattern compiled;
    return cw_pattern_compile(pattern, &compiled, diag);
}

/* ---- what a part may stand for ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t run(struct cw_str text, size_t at, bool (*is)(char))
{
    size_t start = at;
    while (at < text.len && is(text.data[at])) {
        at++;
    }
    return at - start;
}

/* language, script, region of BCP 47 (RFC 5646, section 2.1), "-" or "_" between. */
static bool fits_lang(struct cw_str text)
{
    size_t at = run(text, 0, is_letter);
    if (at < 2 || at > 3) {
        return false;
    }
    bool script = false;
    while (at < text.len) {
        if (text.data[at] != '-' && text.data[at] != '_') {
            return false;
        }
        at++;
        size_t letters = run(text, at, is_letter);
        size_t digits = run(text, at, is_digit);
        if (letters == 4 && !script) {
            script = true;
            at += letters;
        } else if (letters == 2 || digits == 3) {
            return at + (letters == 2 ? 2 : 3) == text.len;
        } else {
            return false;
        }
    }
    return true;
}

static bool fits_region(struct cw_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (!is_letter(text.data[i]) && !is_digit(text.data[i]) && text.data[i] != '-') {
            return false;
        }
    }
    return true;
}

enum { SHORT_PART_MOST = 20 };

static bool is_short(enum cw_part part)
{
    return part == CW_PART_LANG || part == CW_PART_REGION || part == CW_PART_DATE;
}

static bool fits(enum cw_part part, struct cw_str text)
{
    switch (part) {
    case CW_PART_LANG:
        return fits_lang(text);
    case CW_PART_REGION:
        return fits_region(text);
    case CW_PART_DATE:
        return cw_date_fits(text);
    default:
        return text.len > 0 && !memchr(text.data, '/', text.len);
    }
}

/* ---- matching ---- */

enum { ROW_BYTES = (CW_PATH_MOST + 8) / 8 };

struct table {
    struct cw_str path;
    uint8_t rows[CW_PATTERN_ELEMENTS + 1][ROW_BYTES]; /* only the bytes a path needs are touched */
};

static bool get(const struct table *t, size_t row, size_t at)
{
    return t->rows[row][at / 8] >> (at % 8) & 1;
}

static void set(struct table *t, size_t row, size_t at)
{
    t->rows[row][at / 8] = (uint8_t)(t->rows[row][at / 8] | 1U << (at % 8));
}

static bool short_part_at(const struct table *t, enum cw_part part, size_t row, size_t at)
{
    size_t most = t->path.len - at < SHORT_PART_MOST ? t->path.len - at : SHORT_PART_MOST;
    for (size_t len = 1; len <= most; len++) {
        if (get(t, row + 1, at + len) && fits(part, cw_str_sub(t->path, at, at + len))) {
            return true;
        }
    }
    return false;
}

static bool literal_at(struct cw_str path, size_t at, struct cw_str literal)
{
    return path.len - at >= literal.len && memcmp(path.data + at, literal.data, literal.len) == 0;
}

/* A row from the row below it. `later`: the rest matches from some later byte that this element
 * may reach. */
static void fill_row(struct table *t, const struct cw_element *element, size_t row)
{
    bool later = false;
    for (size_t at = t->path.len + 1; at-- > 0;) {
        bool below = get(t, row + 1, at);
        bool end = at == t->path.len;
        bool slash = !end && t->path.data[at] == '/';
        bool yes = false;
        switch (element->kind) {
        case CW_ELEMENT_LITERAL:
            yes = literal_at(t->path, at, element->literal) &&
                  get(t, row + 1, at + element->literal.len);
            break;
        case CW_ELEMENT_STAR:
            later = below || (later && !slash);
            yes = later;
            break;
        case CW_ELEMENT_ANY:
            later = below || later;
            yes = later;
            break;
        case CW_ELEMENT_FOLDERS:
            later = later || (slash && get(t, row + 1, at + 1));
            yes = (below || later) && (at == 0 || t->path.data[at - 1] == '/');
            break;
        case CW_ELEMENT_PART:
            if (is_short(element->part)) {
                yes = short_part_at(t, element->part, row, at);
            } else {
                yes = later && !slash;
                later = below || yes;
            }
            break;
        }
        if (yes) {
            set(t, row, at);
        }
    }
}

static bool element_takes(const struct table *t, const struct cw_element *element, size_t row,
                          size_t from, size_t to)
{
    struct cw_str text = cw_str_sub(t->path, from, to);
    if (!get(t, row + 1, to)) {
        return false;
    }
    switch (element->kind) {
    case CW_ELEMENT_LITERAL:
        return text.len == element->literal.len;
    case CW_ELEMENT_STAR:
        return text.len == 0 || !memchr(text.data, '/', text.len);
    case CW_ELEMENT_FOLDERS:
        return text.len == 0 || text.data[text.len - 1] == '/';
    case CW_ELEMENT_PART:
        return text.len > 0 && fits(element->part, text);
    default:
        return true;
    }
}

/* Where the element ends that starts at `from`; the table says that there is such a place. */
static size_t element_end(const struct table *t, const struct cw_element *element, size_t row,
                          size_t from)
{
    bool longest = element->kind == CW_ELEMENT_PART &&
                   (element->part == CW_PART_LANG || element->part == CW_PART_DATE);
    size_t most = t->path.len;
    if (longest && most - from > SHORT_PART_MOST) {
        most = from + SHORT_PART_MOST;
    }
    if (element->kind == CW_ELEMENT_LITERAL) {
        return from + element->literal.len;
    }
    for (size_t i = from; i <= most; i++) {
        size_t to = longest ? most - (i - from) : i;
        if (element_takes(t, element, row, from, to)) {
            return to;
        }
    }
    return from;
}

bool cw_pattern_match(const struct cw_pattern *pattern, struct cw_str path, struct cw_parts *parts)
{
    *parts = (struct cw_parts){0};
    if (path.len > CW_PATH_MOST - 1) {
        return false;
    }
    struct table t;
    t.path = path;
    for (size_t row = 0; row <= pattern->n; row++) {
        memset(t.rows[row], 0, (path.len + 8) / 8);
    }
    set(&t, pattern->n, path.len);
    for (size_t row = pattern->n; row-- > 0;) {
        fill_row(&t, &pattern->elements[row], row);
    }
    if (!get(&t, 0, 0)) {
        return false;
    }
    size_t at = 0;
    for (size_t row = 0; row < pattern->n; row++) {
        size_t end = element_end(&t, &pattern->elements[row], row, at);
        if (pattern->elements[row].kind == CW_ELEMENT_PART) {
            parts->part[pattern->elements[row].part] = cw_str_sub(path, at, end);
        }
        at = end;
    }
    return true;
}
