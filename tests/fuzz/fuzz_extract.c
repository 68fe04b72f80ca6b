/* Any bytes as any format: texts are valid UTF-8, places are inside, parts give what the whole
 * gives. The first byte chooses the format and whether a character set is hinted. */
#include <stdlib.h>

#include "common/utf8.h"
#include "same_by_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_blocks(const struct cw_blocks *blocks, struct cw_str text)
{
    for (size_t i = 0; i < blocks->n; i++) {
        const struct cw_block *block = &blocks->items[i];
        check(block->text.len > 0 && cw_utf8_valid(block->text));
        check(block->start <= block->end && block->end <= text.len && block->line >= 1);
        size_t at = 0;
        for (size_t k = 0; k < block->n_links; k++) {
            const struct cw_link *link = &block->links[k];
            check(link->start >= at && link->start <= link->end && link->end <= block->text.len);
            check(cw_utf8_valid(link->target));
            at = link->start;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    if (!ready) {
        check(cw_extract_init() == CW_OK);
        ready = true;
    }
    if (size < 1) {
        return 0;
    }
    static const enum cw_media media_list[] = {CW_MEDIA_TEXT, CW_MEDIA_MARKDOWN, CW_MEDIA_HTML};
    static const char *const hints[] = {"", "utf-8", "shift_jis", "windows-1251"};
    enum cw_media media = media_list[data[0] % 3];
    struct cw_str hint = cw_str_z(hints[data[0] / 3 % 4]);
    struct cw_str bytes = cw_str_n((const char *)data + 1, size - 1);
    struct cw_arena *arena = cw_arena_new((size_t)1 << 28);
    struct cw_extract_notes notes = {0};
    struct cw_str text;
    check(cw_extract_sniff(bytes, cw_str_z("")) != CW_MEDIA_UNKNOWN);
    check(cw_extract_decode(arena, bytes, media, hint, &text, &notes) == CW_OK);
    check(cw_utf8_valid(text));
    struct cw_blocks blocks;
    check(cw_extract_blocks(arena, media, text, &blocks, &notes, NULL) == CW_OK);
    check_blocks(&blocks, text);
    check(text.len == 0 || same_by_parts(media, text) > 0);
    cw_arena_free(arena);
    return 0;
}
