/* What differs inside a stretch of text, in whole words, cleaned up so that a person can read it.
 *
 * Words are ICU's, glued where no reader would split them (2023-06-01, opt-in, $5, 65%). Matches
 * between two changes that are shorter than what changes around them are given up, as in the
 * semantic clean-up of Neil Fraser's diff-match-patch: they are accidents ("of", "the"). */
#include "internal.h"

#include <xxhash.h>

#include "common/utf8.h"

enum { MOST_WORDS = 20000, CLEANING_ROUNDS = 4 };

struct words {
    struct cw_token *items; /* no spaces; bytes into the whole text */
    uint32_t n;
    uint32_t *ids;
    uint32_t *lengths; /* code points of letters and digits, 0 for punctuation */
    struct cw_str text;
};

/* Equal words [a, a + n) and [b, b + n). */
struct block {
    uint32_t a, b, n;
};

static bool is_space(struct cw_str text, struct cw_token token)
{
    return token.kind == CW_TOKEN_OTHER && text.data[token.start] == ' ';
}

/* Signs that hold two words together when no space stands around them. */
static bool is_joint(struct cw_str text, struct cw_token token)
{
    if (token.kind != CW_TOKEN_OTHER || token.end - token.start != 1) {
        return false;
    }
    return strchr("-/.:'@_&", text.data[token.start]) != NULL;
}

/* $, %, and the other currency signs stay with their number. */
static bool is_sign(struct cw_str text, struct cw_token token)
{
    if (token.kind != CW_TOKEN_OTHER) {
        return false;
    }
    size_t at = token.start;
    uint32_t c = cw_utf8_next(text, &at);
    return at == token.end && (c == '$' || c == '%' || c == '#' || (c >= 0xA2 && c <= 0xA5) ||
                               (c >= 0x20A0 && c < 0x20D0) || c == 0x2030 || c == 0x066A);
}

static bool is_western(enum cw_token_kind kind)
{
    return kind == CW_TOKEN_NUMBER || kind == CW_TOKEN_LETTER;
}

/* Does the token at k, which follows `last` without a space, belong to the same word? */
static bool glues(struct cw_str text, const struct cw_token *tokens, size_t n, size_t k,
                  struct cw_token last, enum cw_token_kind before)
{
    struct cw_token token = tokens[k];
    if (is_joint(text, token)) {
        return is_western(before) && k + 1 < n && is_western(tokens[k + 1].kind);
    }
    if (is_sign(text, token)) {
        return before == CW_TOKEN_NUMBER;
    }
    if (is_joint(text, last)) {
        return is_western(token.kind);
    }
    return is_sign(text, last) && token.kind == CW_TOKEN_NUMBER;
}

static enum cw_err read_words(struct cw_arena *arena, struct cw_breaker *breaker,
                              const char *locale, struct cw_str text, uint32_t start, uint32_t end,
                              struct words *out)
{
    struct cw_str part = cw_str_sub(text, start, end);
    struct cw_token *tokens = NULL;
    size_t n = 0;
    enum cw_err err = cw_break_words(breaker, arena, locale, part, &tokens, &n);
    if (err) {
        return err;
    }
    out->text = text;
    out->items = tokens; /* rewritten in place: never more words than tokens */
    out->n = 0;
    enum cw_token_kind before = CW_TOKEN_OTHER;
    struct cw_token last = {0};
    for (size_t k = 0; k < n; k++) {
        struct cw_token token = tokens[k];
        if (is_space(part, token)) {
            before = CW_TOKEN_OTHER;
            last = (struct cw_token){0};
            continue;
        }
        bool glued =
            last.end == token.start && last.end > 0 && glues(part, tokens, n, k, last, before);
        before = token.kind;
        last = token;
        token.start += start;
        token.end += start;
        if (glued && out->n > 0) {
            out->items[out->n - 1].end = token.end;
            if (token.kind != CW_TOKEN_OTHER) {
                out->items[out->n - 1].kind = token.kind;
            }
        } else {
            out->items[out->n++] = token;
        }
    }
    return CW_OK;
}

static bool intern_words(struct cw_arena *arena, struct cw_intern *ids, struct words *words)
{
    words->ids = cw_arena_array(arena, words->n, sizeof *words->ids);
    words->lengths = cw_arena_array(arena, words->n, sizeof *words->lengths);
    if (!words->ids || !words->lengths) {
        return false;
    }
    for (uint32_t k = 0; k < words->n; k++) {
        struct cw_token token = words->items[k];
        struct cw_str text = cw_str_sub(words->text, token.start, token.end);
        words->ids[k] = cw_intern_id(ids, XXH3_64bits(text.data, text.len));
        words->lengths[k] = token.kind == CW_TOKEN_OTHER ? 0 : (uint32_t)cw_utf8_length(text);
    }
    return true;
}

static uint32_t length_of(const struct words *words, uint32_t from, uint32_t end)
{
    uint32_t sum = 0;
    for (uint32_t k = from; k < end; k++) {
        sum += words->lengths[k];
    }
    return sum;
}

static uint32_t find_blocks(const uint32_t *match, uint32_t n, struct block *blocks)
{
    uint32_t n_blocks = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (match[i] == CW_NONE) {
            continue;
        }
        struct block *last = n_blocks ? &blocks[n_blocks - 1] : NULL;
        if (last && last->a + last->n == i && last->b + last->n == match[i]) {
            last->n++;
        } else {
            blocks[n_blocks++] = (struct block){i, match[i], 1};
        }
    }
    return n_blocks;
}

/* The larger side of the change between two places. */
static uint32_t changed(const struct words *before, const struct words *after, uint32_t a,
                        uint32_t a_end, uint32_t b, uint32_t b_end)
{
    uint32_t gone = length_of(before, a, a_end);
    uint32_t come = length_of(after, b, b_end);
    return gone > come ? gone : come;
}

/* One round; returns blocks left. Blocks at the very ends border one change only and stay. */
static uint32_t clean(const struct words *before, const struct words *after, struct block *blocks,
                      uint32_t n)
{
    uint32_t kept = 0;
    uint32_t a = 0; /* ends of the last block kept */
    uint32_t b = 0;
    for (uint32_t k = 0; k < n; k++) {
        struct block block = blocks[k];
        uint32_t next_a = k + 1 < n ? blocks[k + 1].a : before->n;
        uint32_t next_b = k + 1 < n ? blocks[k + 1].b : after->n;
        uint32_t left = changed(before, after, a, block.a, b, block.b);
        uint32_t right =
            changed(before, after, block.a + block.n, next_a, block.b + block.n, next_b);
        bool at_end = (block.a == a && block.b == b) ||
                      (block.a + block.n == next_a && block.b + block.n == next_b);
        uint32_t length = length_of(before, block.a, block.a + block.n);
        if (!at_end && length <= left && length <= right) {
            continue;
        }
        blocks[kept++] = block;
        a = block.a + block.n;
        b = block.b + block.n;
    }
    return kept;
}

static enum cw_err add_run(struct cw_arena *arena, struct cw_text_diff *diff,
                           struct cw_str old_text, struct cw_str new_text, struct cw_change_run run)
{
    while (run.old_start < run.old_end && run.new_start < run.new_end &&
           old_text.data[run.old_start] == ' ' && new_text.data[run.new_start] == ' ') {
        run.old_start++;
        run.new_start++;
    }
    while (run.old_start < run.old_end && run.new_start < run.new_end &&
           old_text.data[run.old_end - 1] == ' ' && new_text.data[run.new_end - 1] == ' ') {
        run.old_end--;
        run.new_end--;
    }
    if (run.old_start == run.old_end && run.new_start == run.new_end) {
        return CW_OK;
    }
    struct cw_change_run *grown =
        cw_arena_grow(arena, diff->runs, diff->n_runs, &diff->runs_capacity, diff->n_runs + 1,
                      sizeof *diff->runs);
    if (!grown) {
        return CW_ENOMEM;
    }
    diff->runs = grown;
    diff->runs[diff->n_runs++] = run;
    return CW_OK;
}

static bool opens(struct cw_str text, uint32_t from, uint32_t end)
{
    const char *bracket = end > from ? memrchr(text.data + from, '(', end - from) : NULL;
    return bracket && !memchr(bracket, ')', (size_t)(text.data + end - bracket));
}

/* "thirty (30" -> "fifteen (15": the bracket behind belongs to it. */
static void take_bracket(struct cw_text_diff *diff, struct cw_str old_text, struct cw_str new_text,
                         struct cw_token a, struct cw_token b)
{
    struct cw_change_run *run = diff->n_runs ? &diff->runs[diff->n_runs - 1] : NULL;
    if (run && old_text.data[a.start] == ')' && run->old_end == a.start &&
        run->new_end == b.start && opens(old_text, run->old_start, run->old_end) &&
        opens(new_text, run->new_start, run->new_end)) {
        run->old_end++;
        run->new_end++;
    }
}

/* What lies between the blocks. */
static enum cw_err add_between(struct cw_arena *arena, const struct words *before,
                               const struct words *after, const struct block *blocks, uint32_t n,
                               struct cw_stretch stretch, struct cw_text_diff *out)
{
    struct cw_change_run run = {stretch.old_start, 0, stretch.new_start, 0};
    for (uint32_t k = 0; k < n; k++) {
        for (uint32_t w = 0; w < blocks[k].n; w++) {
            struct cw_token a = before->items[blocks[k].a + w];
            struct cw_token b = after->items[blocks[k].b + w];
            run.old_end = a.start;
            run.new_end = b.start;
            struct cw_str old_part = cw_str_sub(before->text, run.old_start, run.old_end);
            struct cw_str new_part = cw_str_sub(after->text, run.new_start, run.new_end);
            if (!cw_str_eq(old_part, new_part) &&
                add_run(arena, out, before->text, after->text, run)) {
                return CW_ENOMEM;
            }
            take_bracket(out, before->text, after->text, a, b);
            run.old_start = a.end;
            run.new_start = b.end;
        }
    }
    run.old_end = stretch.old_end;
    run.new_end = stretch.new_end;
    return add_run(arena, out, before->text, after->text, run);
}

enum cw_err cw_words_compare(struct cw_arena *arena, struct cw_breaker *breaker, const char *locale,
                             struct cw_str old_text, struct cw_str new_text,
                             struct cw_stretch stretch, struct cw_text_diff *out)
{
    struct words before = {.text = old_text};
    struct words after = {.text = new_text};
    enum cw_err err = CW_OK;
    bool both = stretch.old_start < stretch.old_end && stretch.new_start < stretch.new_end;
    if (both) {
        err = read_words(arena, breaker, locale, old_text, stretch.old_start, stretch.old_end,
                         &before);
    }
    if (!err && both) {
        err = read_words(arena, breaker, locale, new_text, stretch.new_start, stretch.new_end,
                         &after);
    }
    if (err) {
        return err;
    }
    if (before.n > MOST_WORDS || after.n > MOST_WORDS) {
        out->coarse = true;
        before.n = after.n = 0;
    }
    struct cw_intern ids;
    uint32_t *match = cw_arena_array(arena, before.n, sizeof *match);
    struct block *blocks = cw_arena_array(arena, before.n, sizeof *blocks);
    if (!match || !blocks || !cw_intern_init(arena, &ids, (size_t)before.n + after.n) ||
        !intern_words(arena, &ids, &before) || !intern_words(arena, &ids, &after)) {
        return CW_ENOMEM;
    }
    err = cw_order_match(arena, before.ids, before.n, after.ids, after.n, ids.n_ids, before.lengths,
                         match);
    if (err) {
        return err;
    }
    uint32_t n = find_blocks(match, before.n, blocks);
    for (uint32_t round = 0, was = n + 1; n < was && round < CLEANING_ROUNDS; round++) {
        was = n;
        n = clean(&before, &after, blocks, n);
    }
    return add_between(arena, &before, &after, blocks, n, stretch, out);
}
