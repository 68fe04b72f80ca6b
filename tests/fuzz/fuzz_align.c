/* Two texts, separated by a line "---": aligned without packs, and the result sent through the wire
 * form. Input that begins with a zero byte is a wire form itself. */
#include <stdlib.h>

#include "align/align.h"
#include "common/utf8.h"
#include "helper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_wire(struct cw_arena *arena, struct cw_str bytes)
{
    struct cw_reader in = cw_wire_reader(bytes);
    struct cw_alignment alignment;
    size_t n;
    if (cw_alignment_get(&in, arena, 100, 100, &alignment)) {
        (void)cw_alignment_rows(arena, &alignment, &n);
    }
}

static void align(struct cw_arena *arena, struct cw_str text)
{
    size_t repaired;
    text = cw_utf8_repair(arena, text, &repaired);
    const char *middle = text.len ? memmem(text.data, text.len, "\n---\n", 5) : NULL;
    size_t cut = middle ? (size_t)(middle - text.data) : text.len;
    struct cw_clauses clauses[2] = {
        helper_clauses(arena, cw_str_sub(text, 0, cut)),
        helper_clauses(arena, cw_str_sub(text, middle ? cut + 5 : cut, text.len))};
    struct cw_align_side sides[2] = {{.clauses = &clauses[0], .lang = cw_str_z("en")},
                                     {.clauses = &clauses[1], .lang = cw_str_z("ur")}};
    struct cw_breaker *breaker = cw_breaker_new();
    struct cw_alignment alignment;
    if (breaker &&
        cw_align(arena, breaker, &sides[0], &sides[1], NULL, NULL, &alignment) == CW_OK) {
        struct cw_buf out;
        cw_buf_init(&out, 1u << 24);
        cw_alignment_put(&out, &alignment);
        struct cw_reader in = cw_wire_reader(cw_buf_view(&out));
        struct cw_alignment copy;
        if (!out.failed && !cw_alignment_get(&in, arena, clauses[0].n, clauses[1].n, &copy)) {
            abort();
        }
        cw_buf_dispose(&out);
    }
    cw_breaker_free(breaker);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cw_arena *arena = cw_arena_new((size_t)256 << 20);
    if (arena && size > 0 && data[0] == 0) {
        read_wire(arena, cw_str_n((const char *)data + 1, size - 1));
    } else if (arena && size < 1 << 16) {
        align(arena, cw_str_n((const char *)data, size));
    }
    cw_arena_free(arena);
    return 0;
}
