/* Two versions, separated by a line "---": compared, and the result sent through the wire form.
 * Input that begins with a zero byte is a wire form itself. */
#include <stdlib.h>

#include "common/utf8.h"
#include "helper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_wire(struct cw_arena *arena, struct cw_str bytes)
{
    struct cw_reader in = cw_wire_reader(bytes);
    struct cw_comparison comparison;
    if (!cw_comparison_get(&in, arena, 100, 100, &comparison)) {
        return;
    }
    struct cw_buf out;
    cw_buf_init(&out, 1u << 24);
    cw_comparison_put(&out, &comparison);
    cw_buf_dispose(&out);
}

static void compare(struct cw_arena *arena, struct cw_str text)
{
    size_t repaired;
    text = cw_utf8_repair(arena, text, &repaired);
    const char *middle = text.len ? memmem(text.data, text.len, "\n---\n", 5) : NULL;
    size_t cut = middle ? (size_t)(middle - text.data) : text.len;
    struct cw_clauses before = helper_clauses(arena, cw_str_sub(text, 0, cut));
    struct cw_clauses after =
        helper_clauses(arena, cw_str_sub(text, middle ? cut + 5 : cut, text.len));
    struct cw_version_text old_version = {.clauses = &before, .lang = cw_str_z("")};
    struct cw_version_text new_version = {.clauses = &after, .lang = cw_str_z("")};
    struct cw_breaker *breaker = cw_breaker_new();
    struct cw_comparison c;
    if (breaker && cw_compare(arena, breaker, NULL, &old_version, &new_version, &c) == CW_OK) {
        struct cw_buf out;
        cw_buf_init(&out, 1u << 24);
        cw_comparison_put(&out, &c);
        struct cw_reader in = cw_wire_reader(cw_buf_view(&out));
        struct cw_comparison copy;
        if (!out.failed && !cw_comparison_get(&in, arena, before.n, after.n, &copy)) {
            abort();
        }
        cw_buf_dispose(&out);
    }
    cw_breaker_free(breaker);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cw_arena *arena = cw_arena_new((size_t)64 << 20);
    if (arena && size > 0 && data[0] == 0) {
        read_wire(arena, cw_str_n((const char *)data + 1, size - 1));
    } else if (arena && size < 1 << 16) {
        compare(arena, cw_str_n((const char *)data, size));
    }
    cw_arena_free(arena);
    return 0;
}
