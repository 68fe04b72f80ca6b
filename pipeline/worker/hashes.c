/* Open addressing; content hashes are well mixed already, so their first bytes are the slot. */
#include "hashes.h"

#include <stdlib.h>

struct entry {
    struct cw_hash hash;
    int64_t next; /* the value + 1; 0 = free */
};

struct cw_hashes {
    struct entry *entries;
    size_t size; /* a power of two */
    size_t used;
};

struct cw_hashes *cw_hashes_new(size_t n)
{
    struct cw_hashes *hashes = calloc(1, sizeof *hashes);
    if (!hashes) {
        return NULL;
    }
    hashes->size = 64;
    while (hashes->size / 2 < n) {
        hashes->size *= 2;
    }
    hashes->entries = calloc(hashes->size, sizeof *hashes->entries);
    if (!hashes->entries) {
        free(hashes);
        return NULL;
    }
    return hashes;
}

void cw_hashes_free(struct cw_hashes *hashes)
{
    if (hashes) {
        free(hashes->entries);
        free(hashes);
    }
}

static struct entry *slot_of(struct entry *entries, size_t size, const struct cw_hash *hash)
{
    size_t at = (size_t)cw_hash_short(hash) & (size - 1);
    while (entries[at].next && !cw_hash_eq(&entries[at].hash, hash)) {
        at = (at + 1) & (size - 1);
    }
    return &entries[at];
}

int64_t cw_hashes_find(const struct cw_hashes *hashes, const struct cw_hash *hash)
{
    return slot_of(hashes->entries, hashes->size, hash)->next - 1;
}

static bool grow(struct cw_hashes *hashes)
{
    size_t size = hashes->size * 2;
    struct entry *entries = calloc(size, sizeof *entries);
    if (!entries) {
        return false;
    }
    for (size_t i = 0; i < hashes->size; i++) {
        if (hashes->entries[i].next) {
            *slot_of(entries, size, &hashes->entries[i].hash) = hashes->entries[i];
        }
    }
    free(hashes->entries);
    hashes->entries = entries;
    hashes->size = size;
    return true;
}

bool cw_hashes_add(struct cw_hashes *hashes, const struct cw_hash *hash, int64_t value)
{
    if (hashes->used * 2 >= hashes->size && !grow(hashes)) {
        return false;
    }
    struct entry *entry = slot_of(hashes->entries, hashes->size, hash);
    if (!entry->next) {
        hashes->used++;
    }
    entry->hash = *hash;
    entry->next = value + 1;
    return true;
}

size_t cw_hashes_count(const struct cw_hashes *hashes)
{
    return hashes->used;
}
