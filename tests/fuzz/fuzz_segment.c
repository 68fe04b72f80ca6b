/* Any text with links anywhere: clauses are normal and their links inside, sentences leave no gap.
 */
#include <stdlib.h>

#include "common/utf8.h"
#include "segment/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const struct cw_lexicon *test_lexicon(void);

static void check(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_sentences(struct cw_arena *arena, const struct cw_lexicon *lexicon,
                            struct cw_str text)
{
    struct cw_breaker *breaker = cw_breaker_new();
    struct cw_span *spans;
    size_t n;
    check(breaker && cw_segment_sentences(breaker, arena, lexicon, text, &spans, &n) == CW_OK);
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        check(spans[i].start == at && spans[i].end > at && spans[i].end <= text.len);
        at = spans[i].end;
        check(cw_utf8_has_word(cw_str_sub(text, spans[i].start, spans[i].end)));
    }
    check(n == 0 ? !cw_utf8_has_word(text) : at == text.len);
    cw_breaker_free(breaker);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cw_arena *arena = cw_arena_new((size_t)1 << 28);
    size_t repaired;
    struct cw_str text = cw_utf8_repair(arena, cw_str_n((const char *)data, size), &repaired);
    /* Links between the places of the first bytes, moved to where characters begin. */
    struct cw_link links[4];
    size_t at = 0;
    for (size_t i = 0; i < 8; i++) {
        at += i < size ? data[i] % 16 : 0;
        at = at < text.len ? at : text.len;
        while (at < text.len && ((unsigned char)text.data[at] & 0xC0) == 0x80) {
            at++;
        }
        links[i / 2].target = cw_str_z("x");
        *(i % 2 ? &links[i / 2].end : &links[i / 2].start) = (uint32_t)at;
    }
    struct cw_block block = {.text = text, .links = links, .n_links = 4};
    struct cw_blocks blocks = {&block, 1};
    struct cw_clauses clauses;
    check(cw_segment_clauses(arena, &blocks, cw_str_z(""), &clauses) == CW_OK);
    check(clauses.n == cw_utf8_has_word(text));
    for (size_t i = 0; i < clauses.n; i++) {
        const struct cw_clause *clause = &clauses.items[i];
        check(cw_utf8_valid(clause->text) && cw_utf8_has_word(clause->text));
        check(cw_utf8_squeeze(arena, clause->text).data == clause->text.data);
        for (size_t k = 0; k < clause->n_links; k++) {
            check(clause->links[k].start <= clause->links[k].end &&
                  clause->links[k].end <= clause->text.len);
        }
        check_sentences(arena, NULL, clause->text);
        check_sentences(arena, test_lexicon(), clause->text);
    }
    cw_arena_free(arena);
    return 0;
}
