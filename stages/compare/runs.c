/* What differs between two texts, sentences first: a sentence that survives is never marked.
 *
 * What is equal at both ends is cut off before anything is segmented, back to the end of a
 * sentence, since most modified clauses differ in one place only. */
#include "internal.h"

#include <xxhash.h>

static bool ends_sentence(struct cw_str text, size_t at)
{
    if (at < 2 || text.data[at - 1] != ' ') {
        return false;
    }
    char c = text.data[at - 2];
    return c == '.' || c == '!' || c == '?';
}

/* The middle that differs, widened to whole sentences as far as ASCII shows them. */
static struct cw_stretch window(struct cw_str a, struct cw_str b)
{
    size_t least = a.len < b.len ? a.len : b.len;
    size_t prefix = 0;
    while (prefix < least && a.data[prefix] == b.data[prefix]) {
        prefix++;
    }
    size_t suffix = 0;
    while (suffix < least - prefix && a.data[a.len - 1 - suffix] == b.data[b.len - 1 - suffix]) {
        suffix++;
    }
    while (prefix > 0 && !ends_sentence(a, prefix)) {
        prefix--;
    }
    size_t from = a.len - suffix + 2; /* the full stop and the space are in the equal part */
    while (from < a.len && !ends_sentence(a, from)) {
        from++;
    }
    suffix = from < a.len ? a.len - from : 0;
    return (struct cw_stretch){(uint32_t)prefix, (uint32_t)(a.len - suffix), (uint32_t)prefix,
                               (uint32_t)(b.len - suffix)};
}

/* Sentences of text[start, end) without the space behind them; bytes into text. */
static enum cw_err sentences(struct cw_arena *arena, struct cw_breaker *breaker, const char *locale,
                             struct cw_str text, uint32_t start, uint32_t end,
                             struct cw_span **spans, size_t *n)
{
    struct cw_str part = cw_str_sub(text, start, end);
    enum cw_err err = cw_break_sentences(breaker, arena, locale, part, spans, n);
    for (size_t k = 0; !err && k < *n; k++) {
        struct cw_span *span = &(*spans)[k];
        while (span->end > span->start && part.data[span->end - 1] == ' ') {
            span->end--;
        }
        span->start += start;
        span->end += start;
    }
    return err;
}

static uint32_t id_of(struct cw_intern *ids, struct cw_str text, struct cw_span span)
{
    return cw_intern_id(ids, XXH3_64bits(text.data + span.start, span.end - span.start));
}

static enum cw_err add_stretch(struct cw_arena *arena, struct cw_text_diff *diff,
                               struct cw_stretch stretch)
{
    struct cw_stretch *grown =
        cw_arena_grow(arena, diff->stretches, diff->n_stretches, &diff->stretches_capacity,
                      diff->n_stretches + 1, sizeof *diff->stretches);
    if (!grown) {
        return CW_ENOMEM;
    }
    diff->stretches = grown;
    diff->stretches[diff->n_stretches++] = stretch;
    return CW_OK;
}

struct sentence_list {
    struct cw_span *spans;
    size_t n;
    uint32_t *ids;
};

/* What lies between sentences that survive. */
static enum cw_err collect(struct cw_arena *arena, struct cw_str old_text, struct cw_str new_text,
                           const struct sentence_list *before, const struct sentence_list *after,
                           const uint32_t *match, struct cw_stretch all, struct cw_text_diff *out)
{
    struct cw_stretch next = {all.old_start, 0, all.new_start, 0};
    for (size_t i = 0; i <= before->n; i++) {
        bool last = i == before->n;
        if (!last && match[i] == CW_NONE) {
            continue;
        }
        next.old_end = last ? all.old_end : before->spans[i].start;
        next.new_end = last ? all.new_end : after->spans[match[i]].start;
        struct cw_str a = cw_str_sub(old_text, next.old_start, next.old_end);
        struct cw_str b = cw_str_sub(new_text, next.new_start, next.new_end);
        if (!cw_str_eq(a, b) && add_stretch(arena, out, next)) {
            return CW_ENOMEM;
        }
        if (!last) {
            next.old_start = before->spans[i].end;
            next.new_start = after->spans[match[i]].end;
        }
    }
    return CW_OK;
}

static enum cw_err align_sentences(struct cw_arena *arena, struct cw_breaker *breaker,
                                   const char *locale, struct cw_str old_text,
                                   struct cw_str new_text, struct cw_stretch all,
                                   struct cw_text_diff *out)
{
    struct sentence_list before = {0};
    struct sentence_list after = {0};
    enum cw_err err = sentences(arena, breaker, locale, old_text, all.old_start, all.old_end,
                                &before.spans, &before.n);
    if (!err) {
        err = sentences(arena, breaker, locale, new_text, all.new_start, all.new_end, &after.spans,
                        &after.n);
    }
    if (err) {
        return err;
    }
    if (before.n <= 1 && after.n <= 1) {
        return add_stretch(arena, out, all);
    }
    struct cw_intern ids;
    before.ids = cw_arena_array(arena, before.n, sizeof *before.ids);
    after.ids = cw_arena_array(arena, after.n, sizeof *after.ids);
    uint32_t *match = cw_arena_array(arena, before.n, sizeof *match);
    if (!before.ids || !after.ids || !match || !cw_intern_init(arena, &ids, before.n + after.n)) {
        return CW_ENOMEM;
    }
    for (size_t i = 0; i < before.n; i++) {
        before.ids[i] = id_of(&ids, old_text, before.spans[i]);
    }
    for (size_t j = 0; j < after.n; j++) {
        after.ids[j] = id_of(&ids, new_text, after.spans[j]);
    }
    err = cw_order_match(arena, before.ids, (uint32_t)before.n, after.ids, (uint32_t)after.n,
                         ids.n_ids, NULL, match);
    return err ? err : collect(arena, old_text, new_text, &before, &after, match, all, out);
}

enum cw_err cw_text_compare(struct cw_arena *arena, struct cw_breaker *breaker, const char *locale,
                            struct cw_str old_text, struct cw_str new_text,
                            struct cw_text_diff *out)
{
    *out = (struct cw_text_diff){0};
    if (old_text.len >= INT32_MAX || new_text.len >= INT32_MAX) {
        return CW_ELIMIT;
    }
    if (cw_str_eq(old_text, new_text)) {
        return CW_OK;
    }
    struct cw_stretch all = window(old_text, new_text);
    enum cw_err err = align_sentences(arena, breaker, locale, old_text, new_text, all, out);
    for (size_t k = 0; !err && k < out->n_stretches; k++) {
        err = cw_words_compare(arena, breaker, locale, old_text, new_text, out->stretches[k], out);
    }
    return err;
}
