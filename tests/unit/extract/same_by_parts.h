/* The property that parts promise: parsed one by one they give what the whole text gives. */
#ifndef SAME_BY_PARTS_H
#define SAME_BY_PARTS_H

#include "common/arena.h"
#include "extract/extract.h"

static inline bool same_block(const struct cw_block *a, const struct cw_block *b,
                              const struct cw_parts *parts)
{
    if (a->kind != b->kind || a->level != b->level || a->start + parts->start != b->start ||
        a->end + parts->start != b->end || a->line + parts->line - 1 != b->line ||
        !cw_str_eq(a->text, b->text) || !cw_str_eq(a->marker, b->marker) ||
        !cw_str_eq(a->lang, b->lang) || !cw_str_eq(a->anchor, b->anchor) ||
        a->n_links != b->n_links) {
        return false;
    }
    for (size_t i = 0; i < a->n_links; i++) {
        if (a->links[i].start != b->links[i].start || a->links[i].end != b->links[i].end ||
            !cw_str_eq(a->links[i].target, b->links[i].target)) {
            return false;
        }
    }
    return true;
}

/* The number of parts, or 0 when they do not give what the whole gives (an empty text has none). */
static inline size_t same_by_parts(enum cw_media media, struct cw_str text)
{
    struct cw_arena *arena = cw_arena_new((size_t)1 << 31);
    struct cw_blocks whole;
    struct cw_extract_notes notes = {0};
    bool same = arena && cw_extract_blocks(arena, media, text, &whole, &notes, NULL) == CW_OK;
    struct cw_parts parts;
    cw_extract_parts(&parts, media, text);
    size_t n_parts = 0;
    size_t n_blocks = 0;
    size_t end = 0;
    while (same && cw_extract_next_part(&parts)) {
        struct cw_blocks blocks;
        same = parts.start == end && parts.part.len > 0 &&
               cw_extract_blocks(arena, media, parts.part, &blocks, &notes, NULL) == CW_OK &&
               n_blocks + blocks.n <= whole.n;
        for (size_t i = 0; same && i < blocks.n; i++) {
            same = same_block(&blocks.items[i], &whole.items[n_blocks + i], &parts);
        }
        n_blocks += same ? blocks.n : 0;
        end = parts.start + parts.part.len;
        n_parts++;
    }
    same = same && n_blocks == whole.n && end == text.len;
    cw_arena_free(arena);
    return same ? n_parts : 0;
}

#endif
