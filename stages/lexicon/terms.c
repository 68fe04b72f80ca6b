/* The syntax of terms, as docs/lexicon-format.md describes it, and the tables that hold them. */
#include <stdio.h>

#include "common/utf8.h"
#include "internal.h"

static bool complain(char *why, size_t size, const char *what)
{
    snprintf(why, size, "%s", what);
    return false;
}

static bool parse_gap(struct cw_str word, enum matching matching, struct element *out, char *why,
                      size_t why_size)
{
    out->kind = ELEMENT_GAP;
    if (word.len == 3) {
        out->gap = matching == MATCH_RUN ? 12 : 4;
        return true;
    }
    if (word.len == 4 && word.data[3] >= '1' && word.data[3] <= '9') {
        out->gap = (uint8_t)(word.data[3] - '0');
        return true;
    }
    return complain(why, why_size, "a gap is written ... or ...1 to ...9, with spaces around it");
}

static bool parse_word(struct cw_str word, enum matching matching, struct element *out, char *why,
                       size_t why_size)
{
    if (cw_str_is(word, "#")) {
        out->kind = ELEMENT_NUMBER;
        return true;
    }
    if (cw_str_starts(word, "...")) {
        return parse_gap(word, matching, out, why, why_size);
    }
    out->exact = word.data[0] == '=';
    word = cw_str_sub(word, out->exact, word.len);
    out->any_front = word.len > 0 && word.data[0] == '*';
    word = cw_str_sub(word, out->any_front, word.len);
    out->any_end = word.len > 0 && word.data[word.len - 1] == '*';
    word.len -= out->any_end;
    out->text = word;
    if (word.len > LONGEST_WORD) {
        return complain(why, why_size, "a word of the term is too long");
    }
    if (memchr(word.data, '*', word.len) || memchr(word.data, '#', word.len)) {
        return complain(why, why_size, "* stands only at a word's beginning or end, # alone");
    }
    bool marked = out->exact || out->any_front || out->any_end;
    if (marked && matching == MATCH_RUN) {
        return complain(why, why_size, "= and * have no meaning where matching is run");
    }
    if (out->exact && (out->any_front || out->any_end)) {
        return complain(why, why_size, "= and * contradict each other");
    }
    if ((out->any_front || out->any_end) && cw_utf8_length(word) < 2) {
        return complain(why, why_size, "at least 2 letters must stand beside *");
    }
    if (!cw_utf8_has_word(word)) {
        return complain(why, why_size, "a word of the term holds no letter and no digit");
    }
    return true;
}

size_t parse_term(struct cw_str text, enum matching matching, struct element *elements, char *why,
                  size_t why_size)
{
    size_t n = 0;
    size_t at = 0;
    while (at <= text.len) {
        const char *space = memchr(text.data + at, ' ', text.len - at);
        size_t end = space ? (size_t)(space - text.data) : text.len;
        if (end == at) {
            complain(why, why_size, "words are separated by one space, and none stands outside");
            return 0;
        }
        if (n == MOST_TERM_WORDS) {
            complain(why, why_size, "a term has 12 words at most");
            return 0;
        }
        elements[n] = (struct element){.space_before = n > 0};
        if (!parse_word(cw_str_sub(text, at, end), matching, &elements[n], why, why_size)) {
            return 0;
        }
        n++;
        at = end + 1;
    }
    if (n == 0 || elements[0].kind == ELEMENT_GAP || elements[n - 1].kind == ELEMENT_GAP) {
        complain(why, why_size, "a term neither begins nor ends with a gap");
        return 0;
    }
    bool word = false;
    for (size_t i = 0; i < n; i++) {
        word |= elements[i].kind == ELEMENT_WORD;
    }
    if (!word) {
        complain(why, why_size, "a term needs a word");
        return 0;
    }
    return n;
}

static void check_row(const struct cw_lexicon *lexicon, const struct concepts *concepts,
                      const struct row *row, struct cw_str id, bool cue, size_t index,
                      struct problems *problems)
{
    struct element elements[MOST_ELEMENTS];
    char why[128] = "";
    if (row->n_columns < 2 || row->column[1].len == 0) {
        problem_at(problems, row->line, 1, "expected an id, one tab and a term");
        return;
    }
    if (parse_term(row->column[1], lexicon->matching, elements, why, sizeof why) == 0) {
        problem_at(problems, row->line, row_place(row, 1), "the term \"%.*s\": %s",
                   (int)(row->column[1].len < 200 ? row->column[1].len : 200), row->column[1].data,
                   why);
    }
    bool capital = id.len > 0 && id.data[0] >= 'A' && id.data[0] <= 'Z';
    if (index == concepts->n) {
        problem_at(problems, row->line, 1,
                   "there is no id \"%.*s\" in lexicons/concepts/concepts.tsv",
                   (int)(id.len < 80 ? id.len : 80), id.data);
    } else if (capital != cue) {
        problem_at(problems, row->line, 1, "\"%.*s\" belongs in %s", (int)id.len, id.data,
                   cue ? "concepts.tsv" : "cues.tsv");
    }
}

/* Room for as many terms more as a text has lines. */
static bool make_room(struct cw_lexicon *lexicon, struct cw_str text)
{
    size_t most = lexicon->n_terms + 1;
    for (size_t i = 0; i < text.len; i++) {
        most += text.data[i] == '\n';
    }
    struct term *terms = cw_arena_room(lexicon->arena, most, sizeof *terms);
    if (terms && lexicon->n_terms) {
        memcpy(terms, lexicon->terms, lexicon->n_terms * sizeof *terms);
    }
    lexicon->terms = terms ? terms : lexicon->terms;
    return terms;
}

enum cw_err load_terms(struct cw_lexicon *lexicon, const struct concepts *concepts,
                       struct cw_str text, bool cue, struct problems *problems)
{
    struct rows rows = rows_of(text);
    struct row row;
    struct cw_str last = {NULL, 0}; /* terms of a concept stand together */
    size_t index = concepts->n;
    if (!make_room(lexicon, text)) {
        return CW_ENOMEM;
    }
    while (next_row(&rows, &row)) {
        struct term *term = &lexicon->terms[lexicon->n_terms++];
        struct cw_str id = row.column[0];
        bool exception = id.len > 0 && id.data[0] == '!';
        id = cw_str_sub(id, exception, id.len);
        *term = (struct term){.text = row.n_columns > 1 ? row.column[1] : cw_str_z(""),
                              .line = row.line,
                              .exception = exception,
                              .cue = cue};
        if (!last.data || !cw_str_eq(id, last)) {
            index = find_concept(concepts, id);
            last = id;
        }
        term->concept = (uint32_t)index;
        check_row(lexicon, concepts, &row, id, cue, index, problems);
    }
    return CW_OK;
}
