/* Sorting features by their 32-bit keys: where large edits meet large documents, this is most of
 * what finding candidates costs, and a general sort asks a function for every comparison. */
#include "internal.h"

enum { FEW = 40, SOME = 512, RADIX = 256, PASSES = 4 };

static void insert_each(struct cw_feature *items, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct cw_feature item = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].key > item.key; at--) {
            items[at] = items[at - 1];
        }
        items[at] = item;
    }
}

/* By the first bits of the keys into as many places as items; since keys are hashes, little is left
 * to do by insertion. to: room for n items. */
static void spread(struct cw_feature *items, struct cw_feature *to, size_t n)
{
    uint32_t starts[SOME] = {0};
    unsigned shift = 32;
    while (shift > 1 && (size_t)1 << (32 - shift) < n) {
        shift--;
    }
    for (size_t i = 0; i < n; i++) {
        starts[items[i].key >> shift]++;
    }
    uint32_t place = 0;
    for (size_t k = 0; k < (size_t)1 << (32 - shift); k++) {
        uint32_t count = starts[k];
        starts[k] = place;
        place += count;
    }
    for (size_t i = 0; i < n; i++) {
        to[starts[items[i].key >> shift]++] = items[i];
    }
    memcpy(items, to, n * sizeof *items);
    insert_each(items, n);
}

/* Least significant byte first (Knuth, The Art of Computer Programming, volume 3, 5.2.5). */
bool cw_sort_features(struct cw_arena *arena, struct cw_feature *items, size_t n)
{
    if (n <= FEW) {
        insert_each(items, n);
        return true;
    }
    struct cw_feature *scratch = cw_arena_array(arena, n, sizeof *scratch);
    if (!scratch) {
        return false;
    }
    if (n <= SOME) {
        spread(items, scratch, n);
        return true;
    }
    size_t counts[PASSES][RADIX] = {{0}};
    for (size_t i = 0; i < n; i++) {
        for (unsigned pass = 0; pass < PASSES; pass++) {
            counts[pass][items[i].key >> (8 * pass) & 0xFF]++;
        }
    }
    struct cw_feature *from = items;
    struct cw_feature *to = scratch;
    for (unsigned pass = 0; pass < PASSES; pass++) {
        size_t place = 0;
        for (size_t digit = 0; digit < RADIX; digit++) {
            size_t count = counts[pass][digit];
            counts[pass][digit] = place;
            place += count;
        }
        for (size_t i = 0; i < n; i++) {
            to[counts[pass][from[i].key >> (8 * pass) & 0xFF]++] = from[i];
        }
        struct cw_feature *sorted = to;
        to = from;
        from = sorted;
    }
    return true; /* an even number of passes ends where it began */
}
