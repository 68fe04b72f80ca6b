/* What was found in the texts matched last. A clause is matched when it is first seen, again when
 * versions are compared, and once more when it goes; a page that comes in two shapes by turns
 * brings all its clauses back each time. The table is emptied when full. */
#include <stdlib.h>
#include <xxhash.h>

#include "internal.h"

enum {
    PLACES = 1 << 14, /* half of them are used at most */
    MOST_HITS = 1 << 18
};

struct place {
    XXH128_hash_t key;
    uint32_t first; /* of the text's matches */
    uint32_t n;     /* + 1; 0 = free */
};

struct memo {
    struct place *places;
    size_t used;
    struct hit *hits;
    size_t n_hits;
    size_t hits_size;
};

struct memo *memo_new(void)
{
    struct memo *memo = calloc(1, sizeof *memo);
    if (memo && !(memo->places = calloc(PLACES, sizeof *memo->places))) {
        free(memo);
        return NULL;
    }
    return memo;
}

void memo_free(struct memo *memo)
{
    if (memo) {
        free(memo->places);
        free(memo->hits);
        free(memo);
    }
}

/* The text's place, or the free one where it belongs. */
static struct place *place_of(const struct memo *memo, XXH128_hash_t key)
{
    size_t at = (size_t)key.low64 & (PLACES - 1);
    while (memo->places[at].n && !XXH128_isEqual(memo->places[at].key, key)) {
        at = (at + 1) & (PLACES - 1);
    }
    return &memo->places[at];
}

const struct hit *memo_recall(const struct memo *memo, struct cw_str text, size_t *n)
{
    const struct place *place = place_of(memo, XXH3_128bits(text.data, text.len));
    *n = place->n ? place->n - 1 : 0;
    return place->n ? memo->hits + place->first : NULL;
}

static bool make_room(struct memo *memo, size_t n)
{
    if (memo->used * 2 >= PLACES || memo->n_hits + n > MOST_HITS) {
        memset(memo->places, 0, PLACES * sizeof *memo->places);
        memo->used = memo->n_hits = 0;
    }
    if (memo->hits && memo->n_hits + n <= memo->hits_size) {
        return true;
    }
    size_t size = memo->hits_size ? memo->hits_size * 2 : 4096;
    size = size < memo->n_hits + n ? memo->n_hits + n : size;
    struct hit *hits = realloc(memo->hits, size * sizeof *hits);
    if (!hits) {
        return false;
    }
    memo->hits = hits;
    memo->hits_size = size;
    return true;
}

struct hit *memo_keep(struct memo *memo, struct cw_str text, size_t n)
{
    if (n > MOST_HITS || !make_room(memo, n)) {
        return NULL;
    }
    XXH128_hash_t key = XXH3_128bits(text.data, text.len);
    struct place *place = place_of(memo, key);
    memo->used += !place->n;
    *place = (struct place){key, (uint32_t)memo->n_hits, (uint32_t)n + 1};
    memo->n_hits += n;
    return memo->hits + place->first;
}
