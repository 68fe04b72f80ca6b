/* Blocks to clauses: normal form, number, links, address. */
#include "internal.h"

#include "common/utf8.h"

struct cw_hash cw_segment_hash(struct cw_str lang, struct cw_str text)
{
    const struct cw_str parts[] = {lang, text};
    return cw_hash_parts(parts, 2);
}

/* Makes *clause of a block; *made: false when the block holds no word. */
static enum cw_err make_clause(struct cw_arena *arena, const struct cw_block *block,
                               struct cw_str declared, struct cw_clause *clause, bool *made)
{
    *made = false;
    struct cw_str text = cw_utf8_nfc(arena, block->text);
    if (text.data) {
        text = cw_utf8_squeeze(arena, text);
    }
    if (!text.data) {
        return block->text.len ? CW_ENOMEM : CW_OK;
    }
    if (!cw_utf8_has_word(text)) {
        return CW_OK;
    }
    *clause = (struct cw_clause){.kind = block->kind,
                                 .level = block->level,
                                 .line = block->line,
                                 .start = block->start,
                                 .end = block->end,
                                 .lang = block->lang.len ? block->lang : declared,
                                 .anchor = block->anchor,
                                 .links = block->links,
                                 .n_links = block->n_links};
    struct cw_number number = cw_number_at_front(text);
    struct cw_str rest = cw_str_sub(text, number.rest, text.len);
    if (number.rest && cw_utf8_has_word(rest)) {
        clause->number = cw_str_sub(text, number.start, number.end);
    } else {
        number.rest = 0;
        rest = text;
        clause->number = block->marker;
    }
    clause->text = rest;
    if (block->n_links && (text.data != block->text.data || number.rest)) {
        enum cw_err err = cw_links_carry(arena, block, text, number.rest, &clause->links);
        if (err) {
            return err;
        }
    }
    clause->hash = cw_segment_hash(clause->lang, clause->text);
    *made = true;
    return cw_links_hash(arena, clause) ? CW_OK : CW_ENOMEM;
}

enum cw_err cw_segment_clauses(struct cw_arena *arena, const struct cw_blocks *blocks,
                               struct cw_str declared, struct cw_clauses *out)
{
    struct cw_clause *items = cw_arena_array(arena, blocks->n, sizeof *items);
    if (!items) {
        return CW_ENOMEM;
    }
    size_t n = 0;
    for (size_t i = 0; i < blocks->n; i++) {
        bool made;
        enum cw_err err = make_clause(arena, &blocks->items[i], declared, &items[n], &made);
        if (err) {
            return err;
        }
        n += made;
    }
    *out = (struct cw_clauses){items, n};
    return CW_OK;
}
