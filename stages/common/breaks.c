/* ICU break iterators over UTF-8 (UText keeps byte offsets), opened once a locale and kept. Where a
 * locale has the root's rules and the text needs no dictionary, the same rules are applied directly
 * (rules.h). */
#include "breaks.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include "arena.h"
#include "rules.h"

enum { MOST_LOCALES = 64, LOCALE_SIZE = 32 };

static const size_t longest_text = (size_t)512 * 1024 * 1024;

struct entry {
    char locale[LOCALE_SIZE];
    UBreakIteratorType type;
    UBreakIterator *iterator;
    bool root; /* has the root's rules, those of rules.h */
};

struct cw_breaker {
    struct cw_rules rules;
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
    cw_rules_dispose(&breaker->rules);
    free(breaker);
}

/* Are the iterator's rules, in ICU's compiled form, those of the root locale? */
static bool has_root_rules(const UBreakIterator *iterator, UBreakIteratorType type)
{
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *root = ubrk_open(type, "", NULL, 0, &status);
    int32_t size = ubrk_getBinaryRules((UBreakIterator *)iterator, NULL, 0, &status);
    int32_t root_size = ubrk_getBinaryRules(root, NULL, 0, &status);
    uint8_t *rules = U_SUCCESS(status) && size > 0 ? calloc(2, (size_t)size) : NULL;
    bool same = false;
    if (rules && size == root_size) {
        ubrk_getBinaryRules((UBreakIterator *)iterator, rules, size, &status);
        ubrk_getBinaryRules(root, rules + size, size, &status);
        same = U_SUCCESS(status) && memcmp(rules, rules + size, (size_t)size) == 0;
    }
    free(rules);
    ubrk_close(root);
    return same;
}

static struct entry *find_iterator(struct cw_breaker *breaker, UBreakIteratorType type,
                                   const char *locale)
{
    for (size_t i = 0; i < breaker->n; i++) {
        if (breaker->entries[i].type == type && strcmp(breaker->entries[i].locale, locale) == 0) {
            return &breaker->entries[i];
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
    entry->root = has_root_rules(iterator, type);
    return entry;
}

/* Opens text on the iterator. The UText must outlive the iteration and be closed by the caller. */
static enum cw_err start(const struct entry *entry, struct cw_str text, UText *utext,
                         UBreakIterator **iterator)
{
    *iterator = entry->iterator;
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
    if (text.len > longest_text) {
        return CW_ELIMIT;
    }
    const struct entry *entry = find_iterator(breaker, UBRK_WORD, locale);
    if (!entry) {
        return CW_ENOMEM;
    }
    enum cw_err err =
        entry->root ? cw_rules_words(&breaker->rules, arena, text, tokens, n) : CW_ENOTFOUND;
    if (err != CW_ENOTFOUND) {
        return err;
    }
    UText utext = UTEXT_INITIALIZER;
    UBreakIterator *iterator;
    err = start(entry, text, &utext, &iterator);
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
    if (text.len > longest_text) {
        return CW_ELIMIT;
    }
    const struct entry *entry = find_iterator(breaker, UBRK_SENTENCE, locale);
    if (!entry) {
        return CW_ENOMEM;
    }
    enum cw_err err =
        entry->root ? cw_rules_sentences(&breaker->rules, arena, text, spans, n) : CW_ENOTFOUND;
    if (err != CW_ENOTFOUND) {
        return err;
    }
    UText utext = UTEXT_INITIALIZER;
    UBreakIterator *iterator;
    err = start(entry, text, &utext, &iterator);
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
