/* ICU break iterators over UTF-8 (UText keeps byte offsets), opened once a locale and kept. */
#include "breaks.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include "arena.h"

enum { MOST_LOCALES = 64, LOCALE_SIZE = 32 };

static const size_t longest_text = 512u * 1024 * 1024;

struct entry {
    char locale[LOCALE_SIZE];
    UBreakIteratorType type;
    UBreakIterator *iterator;
};

struct cw_breaker {
    struct entry entries[MOST_LOCALES];
    size_t n;
    size_t next_victim; /* round robin once the table is full */
};

struct cw_breaker *cw_breaker_new(void)
{
    return calloc(1, sizeof(struct cw_breaker));
}

void cw_breaker_free(struct cw_breaker *breaker)
{
    if (!breaker) {
        return;
    }
    for (size_t i = 0; i < breaker->n; i++) {
        ubrk_close(breaker->entries[i].iterator);
    }
    free(breaker);
}

static UBreakIterator *find_iterator(struct cw_breaker *breaker, UBreakIteratorType type,
                                     const char *locale)
{
    for (size_t i = 0; i < breaker->n; i++) {
        if (breaker->entries[i].type == type && strcmp(breaker->entries[i].locale, locale) == 0) {
            return breaker->entries[i].iterator;
        }
    }
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *iterator = ubrk_open(type, locale, NULL, 0, &status);
    if (U_FAILURE(status)) {
        return NULL;
    }
    struct entry *entry;
    if (breaker->n < MOST_LOCALES) {
        entry = &breaker->entries[breaker->n++];
    } else {
        entry = &breaker->entries[breaker->next_victim];
        breaker->next_victim = (breaker->next_victim + 1) % MOST_LOCALES;
        ubrk_close(entry->iterator);
    }
    snprintf(entry->locale, sizeof entry->locale, "%s", locale);
    entry->type = type;
    entry->iterator = iterator;
    return iterator;
}

/* Opens text on the iterator. The UText must outlive the iteration and be closed by the caller. */
static enum cw_err start(struct cw_breaker *breaker, UBreakIteratorType type, const char *locale,
                         struct cw_str text, UText *utext, UBreakIterator **iterator)
{
    if (text.len > longest_text) {
        return CW_ELIMIT;
    }
    *iterator = find_iterator(breaker, type, locale);
    if (!*iterator) {
        return CW_ENOMEM;
    }
    UErrorCode status = U_ZERO_ERROR;
    utext_openUTF8(utext, text.data, (int64_t)text.len, &status);
    ubrk_setUText(*iterator, utext, &status);
    return U_FAILURE(status) ? CW_ENOMEM : CW_OK;
}

static enum cw_token_kind kind_of(int32_t rule_status)
{
    if (rule_status >= UBRK_WORD_IDEO) {
        return CW_TOKEN_IDEOGRAPH;
    }
    if (rule_status >= UBRK_WORD_KANA) {
        return CW_TOKEN_KANA;
    }
    if (rule_status >= UBRK_WORD_LETTER) {
        return CW_TOKEN_LETTER;
    }
    return rule_status >= UBRK_WORD_NUMBER ? CW_TOKEN_NUMBER : CW_TOKEN_OTHER;
}

enum cw_err cw_break_words(struct cw_breaker *breaker, struct cw_arena *arena, const char *locale,
                           struct cw_str text, struct cw_token **tokens, size_t *n)
{
    UText utext = UTEXT_INITIALIZER;
    UBreakIterator *iterator;
    enum cw_err err = start(breaker, UBRK_WORD, locale, text, &utext, &iterator);
    size_t used = 0;
    size_t capacity = 0;
    struct cw_token *list = NULL;
    if (!err) {
        int32_t from = ubrk_first(iterator);
        for (int32_t to = ubrk_next(iterator); to != UBRK_DONE; to = ubrk_next(iterator)) {
            struct cw_token *grown =
                cw_arena_grow(arena, list, used, &capacity, used + 1, sizeof *list);
            if (!grown) {
                err = CW_ENOMEM;
                break;
            }
            list = grown;
            list[used++] = (struct cw_token){(uint32_t)from, (uint32_t)to,
                                             kind_of(ubrk_getRuleStatus(iterator))};
            from = to;
        }
    }
    utext_close(&utext);
    if (!err) {
        *tokens = list;
        *n = used;
    }
    return err;
}

enum cw_err cw_break_sentences(struct cw_breaker *breaker, struct cw_arena *arena,
                               const char *locale, struct cw_str text, struct cw_span **spans,
                               size_t *n)
{
    UText utext = UTEXT_INITIALIZER;
    UBreakIterator *iterator;
    enum cw_err err = start(breaker, UBRK_SENTENCE, locale, text, &utext, &iterator);
    size_t used = 0;
    size_t capacity = 0;
    struct cw_span *list = NULL;
    if (!err) {
        int32_t from = ubrk_first(iterator);
        for (int32_t to = ubrk_next(iterator); to != UBRK_DONE; to = ubrk_next(iterator)) {
            struct cw_span *grown =
                cw_arena_grow(arena, list, used, &capacity, used + 1, sizeof *list);
            if (!grown) {
                err = CW_ENOMEM;
                break;
            }
            list = grown;
            list[used++] = (struct cw_span){(uint32_t)from, (uint32_t)to};
            from = to;
        }
    }
    utext_close(&utext);
    if (!err) {
        *spans = list;
        *n = used;
    }
    return err;
}
