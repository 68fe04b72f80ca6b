/* Numbers for 64-bit keys, by open addressing. */
#include "intern.h"

#include "arena.h"

struct cw_intern_slot {
    uint64_t key;
    uint32_t number; /* id + 1; 0 = free */
};

bool cw_intern_init(struct cw_arena *arena, struct cw_intern *intern, size_t n)
{
    size_t size = 16;
    while (size < 2 * n) {
        size *= 2;
    }
    intern->slots = cw_arena_array(arena, size, sizeof *intern->slots);
    intern->mask = size - 1;
    intern->n_ids = 0;
    return intern->slots;
}

static struct cw_intern_slot *find(const struct cw_intern *intern, uint64_t key)
{
    size_t at = (size_t)(key ^ key >> 32) & intern->mask;
    while (intern->slots[at].number && intern->slots[at].key != key) {
        at = (at + 1) & intern->mask;
    }
    return &intern->slots[at];
}

uint32_t cw_intern_id(struct cw_intern *intern, uint64_t key)
{
    struct cw_intern_slot *slot = find(intern, key);
    if (slot->number == 0) {
        slot->key = key;
        slot->number = ++intern->n_ids;
    }
    return slot->number - 1;
}

uint32_t cw_intern_find(const struct cw_intern *intern, uint64_t key)
{
    return find(intern, key)->number - 1; /* UINT32_MAX when the slot is free */
}
