/* Counting hashes by open addressing. */
#include "internal.h"

bool cw_tally_init(struct cw_arena *arena, struct cw_tally *tally, size_t n)
{
    size_t size = 16;
    while (size < n + n / 2) {
        size *= 2;
    }
    tally->items = cw_arena_array(arena, size, sizeof *tally->items);
    tally->mask = size - 1;
    return tally->items;
}

static struct cw_tallied *place_of(const struct cw_tally *tally, uint32_t key)
{
    size_t at = key & tally->mask;
    while (tally->items[at].n && tally->items[at].key != key) {
        at = (at + 1) & tally->mask;
    }
    return &tally->items[at];
}

uint32_t cw_tally_add(struct cw_tally *tally, uint32_t key)
{
    struct cw_tallied *count = place_of(tally, key);
    count->key = key;
    return ++count->n;
}

struct cw_tallied *cw_tally_find(const struct cw_tally *tally, uint32_t key)
{
    struct cw_tallied *count = place_of(tally, key);
    return count->n ? count : NULL;
}
