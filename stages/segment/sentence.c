/* Sentences: ICU's boundaries (UAX #29), mended by what the language's lexicon knows, and so that
 * each holds a word. */
#include <stdio.h>
#include <unicode/uchar.h>

#include "common/utf8.h"
#include "internal.h"
#include "lexicon/lexicon.h"

struct sentences {
    struct cw_arena *arena;
    const struct cw_lexicon *lexicon;
    struct cw_str text;
    struct cw_span *list;
    size_t n;
    size_t capacity;
    enum cw_err err;
};

static bool is_space(uint32_t c)
{
    return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace((UChar32)c);
}

/* The code point that ends at `at` (> 0), and where it begins. */
static uint32_t previous(struct cw_str text, size_t at, size_t *start)
{
    do {
        at--;
    } while (at > 0 && ((unsigned char)text.data[at] & 0xC0) == 0x80);
    *start = at;
    size_t behind = at;
    return cw_utf8_next(text, &behind);
}

/* The word whose full stop ends a span ("e.g" of "for e.g. "); empty when it ends otherwise. */
static struct cw_str word_before_stop(struct cw_str span)
{
    struct cw_str none = {"", 0};
    size_t end = span.len;
    size_t start = end;
    while (end > 0 && is_space(previous(span, end, &start))) {
        end = start;
    }
    if (end == 0 || span.data[end - 1] != '.') {
        return none;
    }
    end--;
    size_t at = end;
    while (at > 0 && !is_space(previous(span, at, &start))) {
        at = start;
    }
    return cw_str_sub(span, at, end);
}

/* "J" of "J. Smith", "U.S": the last letter is a capital with nothing but a dot, bracket or
 * quotation mark before it. */
static bool ends_in_initial(struct cw_str word)
{
    if (word.len == 0) {
        return false;
    }
    size_t start;
    uint32_t c = previous(word, word.len, &start);
    if (!u_isupper((UChar32)c)) {
        return false;
    }
    return start == 0 || !u_isalnum((UChar32)previous(word, start, &start));
}

/* A span that begins a text and is a number of a clause, no more: "3. ", "(a) ", "iv. ". */
static bool is_bare_number(struct cw_str span)
{
    /* Reading it in front of a word tells by the same rules as for clauses. */
    char probe[32];
    int len = 0;
    while (span.len > 0 && span.data[span.len - 1] == ' ') {
        span.len--;
    }
    if (span.len > 0 && span.len + 3 <= sizeof probe) {
        len = snprintf(probe, sizeof probe, "%.*s X", (int)span.len, span.data);
    }
    return len > 0 && cw_number_at_front(cw_str_n(probe, (size_t)len)).rest == span.len + 1;
}

static bool should_join(const struct sentences *sentences, struct cw_span before)
{
    struct cw_str span = cw_str_sub(sentences->text, before.start, before.end);
    struct cw_str word = word_before_stop(span);
    if (word.len && ends_in_initial(word)) {
        return true;
    }
    if (word.len && sentences->lexicon && cw_lexicon_is_abbreviation(sentences->lexicon, word)) {
        return true;
    }
    return is_bare_number(span);
}

static void add(struct sentences *sentences, size_t start, size_t end)
{
    struct cw_span *last = sentences->n ? &sentences->list[sentences->n - 1] : NULL;
    bool wordless = !cw_utf8_has_word(cw_str_sub(sentences->text, start, end));
    if (last && (wordless || should_join(sentences, *last))) {
        last->end = (uint32_t)end;
        return;
    }
    struct cw_span *grown = cw_arena_grow(sentences->arena, sentences->list, sentences->n,
                                          &sentences->capacity, sentences->n + 1, sizeof *grown);
    if (!grown) {
        sentences->err = CW_ENOMEM;
        return;
    }
    sentences->list = grown;
    sentences->list[sentences->n++] = (struct cw_span){(uint32_t)start, (uint32_t)end};
}

/* What may stand between an ender and the next sentence: more enders, closing marks, spaces. */
static bool trails(const struct cw_lexicon *lexicon, uint32_t c)
{
    uint32_t mask = U_GET_GC_MASK((UChar32)c);
    return is_space(c) || (mask & (U_GC_PE_MASK | U_GC_PF_MASK)) || c == '"' || c == '\'' ||
           cw_lexicon_is_ender(lexicon, c);
}

static bool is_plain(char byte)
{
    return (unsigned char)((byte | 0x20) - 'a') < 26 || byte == ' ' || (byte >= '0' && byte <= '9');
}

/* One of ICU's spans, cut at the enders that only the lexicon knows. */
static void add_cut(struct sentences *sentences, struct cw_span span)
{
    struct cw_str text = sentences->text;
    size_t start = span.start;
    size_t at = span.start;
    bool has_enders = sentences->lexicon && cw_lexicon_has_enders(sentences->lexicon);
    while (has_enders && at < span.end && !sentences->err) {
        if (is_plain(text.data[at])) { /* most of most texts */
            at++;
            continue;
        }
        uint32_t c = cw_utf8_next(text, &at);
        if (u_isalnum((UChar32)c) || c == ' ' || !cw_lexicon_is_ender(sentences->lexicon, c)) {
            continue;
        }
        size_t behind = at;
        while (behind < span.end && trails(sentences->lexicon, cw_utf8_next(text, &behind))) {
            at = behind;
        }
        if (at < span.end) {
            add(sentences, start, at);
            start = at;
        }
    }
    if (!sentences->err) {
        add(sentences, start, span.end);
    }
}

enum cw_err cw_segment_sentences(struct cw_breaker *breaker, struct cw_arena *arena,
                                 const struct cw_lexicon *lexicon, struct cw_str text,
                                 struct cw_span **sentences, size_t *n)
{
    *sentences = NULL;
    *n = 0;
    if (!cw_utf8_has_word(text)) {
        return CW_OK;
    }
    struct cw_span *spans;
    size_t n_spans;
    const char *locale = lexicon ? cw_lexicon_locale(lexicon) : "";
    enum cw_err err = cw_break_sentences(breaker, arena, locale, text, &spans, &n_spans);
    if (err) {
        return err;
    }
    struct sentences state = {.arena = arena, .lexicon = lexicon, .text = text};
    for (size_t i = 0; i < n_spans && !state.err; i++) {
        add_cut(&state, spans[i]);
    }
    if (state.err) {
        return state.err;
    }
    /* A wordless span in front had nothing to join. */
    if (state.n > 1 &&
        !cw_utf8_has_word(cw_str_sub(text, state.list[0].start, state.list[0].end))) {
        state.list[1].start = state.list[0].start;
        state.list++;
        state.n--;
    }
    *sentences = state.list;
    *n = state.n;
    return CW_OK;
}
