/* Open addressing. Each version is indexed once, so a slot is small and the slots are used again:
 * the hashes stay in the clauses, a part of each tells most others from it. */
#include "clause_index.h"

#include <stdlib.h>

struct cw_index_slot {
    uint32_t mark;  /* of the hash */
    uint32_t place; /* of the clause, from 1; 0 = free */
};

/* Content hashes are well mixed, so any of their bytes will do: the low half of this is the slot,
 * the high half the mark. */
static uint64_t key_of(const struct cw_hash *hash)
{
    uint64_t key;
    memcpy(&key, hash->bytes, sizeof key);
    return key;
}

static uint32_t mark_of(uint64_t key)
{
    return (uint32_t)(key >> 32);
}

static struct cw_index_slot *slot_of(const struct cw_clause_index *index,
                                     const struct cw_hash *hash)
{
    uint64_t key = key_of(hash);
    size_t at = (size_t)key & (index->size - 1);
    for (;; at = (at + 1) & (index->size - 1)) {
        struct cw_index_slot *slot = &index->slots[at];
        if (!slot->place || (slot->mark == mark_of(key) &&
                             cw_hash_eq(&index->clauses.items[slot->place - 1].hash, hash))) {
            return slot;
        }
    }
}

static bool make_room(struct cw_clause_index *index, size_t size)
{
    if (size > index->capacity) {
        struct cw_index_slot *slots = realloc(index->slots, size * sizeof *slots);
        if (!slots) {
            return false;
        }
        index->slots = slots;
        index->capacity = size;
    }
    index->size = size;
    memset(index->slots, 0, size * sizeof *index->slots);
    return true;
}

bool cw_clause_index_fill(struct cw_clause_index *index, const struct cw_clauses *clauses)
{
    size_t size = 64;
    while (size / 2 < clauses->n) {
        size *= 2;
    }
    if (clauses->n >= UINT32_MAX || !make_room(index, size)) {
        index->size = 0;
        return false;
    }
    index->clauses = *clauses;
    for (size_t i = 0; i < clauses->n; i++) {
        const struct cw_hash *hash = &clauses->items[i].hash;
        struct cw_index_slot *slot = slot_of(index, hash);
        if (!slot->place) {
            *slot = (struct cw_index_slot){mark_of(key_of(hash)), (uint32_t)i + 1};
        }
    }
    return true;
}

void cw_clause_index_dispose(struct cw_clause_index *index)
{
    free(index->slots);
    *index = (struct cw_clause_index){0};
}

int64_t cw_clause_index_find(const struct cw_clause_index *index, const struct cw_hash *hash)
{
    return index->size ? (int64_t)slot_of(index, hash)->place - 1 : -1;
}
