/* Scores of words seen before. A policy is written in a few thousand words; scoring one looks up
 * each of its symbols in a table far larger than a processor's cache. A word's key is all of the
 * word, so that no two words can be taken for each other. */
#include <stdlib.h>

#include "internal.h"

enum { PLACES = 4096, MOST_SYMBOLS = 12, SYMBOLS_A_KEY = 6 };

struct entry {
    uint64_t front; /* its first six symbols */
    uint64_t back;  /* the rest, and above them the number of symbols; 0 = free */
};

/* Of one group. A later word takes the place of an earlier one. */
struct table {
    struct entry *entries;
    int32_t *sums; /* stride for each entry */
};

struct cw_identify_memo {
    const struct cw_identifier *identifier;
    struct table tables[MOST_GROUPS];
};

struct cw_identify_memo *cw_identify_memo_new(const struct cw_identifier *identifier)
{
    struct cw_identify_memo *memo = calloc(1, sizeof *memo);
    if (memo) {
        memo->identifier = identifier;
    }
    return memo;
}

void cw_identify_memo_free(struct cw_identify_memo *memo)
{
    for (size_t i = 0; memo && i < MOST_GROUPS; i++) {
        free(memo->tables[i].entries);
        free(memo->tables[i].sums);
    }
    free(memo);
}

/* The group's table, made when its first word comes; NULL when out of memory. */
static struct table *table_of(struct cw_identify_memo *memo, uint8_t group)
{
    struct table *table = &memo->tables[group];
    if (!table->entries) {
        table->entries = calloc(PLACES, sizeof *table->entries);
    }
    if (table->entries && !table->sums) {
        size_t stride = memo->identifier->groups[group].stride;
        table->sums = calloc(PLACES * stride, sizeof *table->sums);
    }
    return table->sums ? table : NULL;
}

static struct entry key_of(const struct cw_word *word)
{
    struct entry key = {0, word->n};
    for (size_t i = 0; i < SYMBOLS_A_KEY; i++) {
        size_t behind = i + SYMBOLS_A_KEY;
        key.front = key.front << NARROW_BITS | (i < word->n ? word->symbols[i] : 0u);
        key.back = key.back << NARROW_BITS | (behind < word->n ? word->symbols[behind] : 0u);
    }
    return key;
}

int32_t *cw_identify_recall(struct cw_identify_memo *memo, const struct cw_word *word, bool *known)
{
    *known = false;
    if (!memo || !word->n || word->n > MOST_SYMBOLS || !word->begins || !word->ends ||
        memo->identifier->groups[word->group].bits != NARROW_BITS) {
        return NULL;
    }
    struct table *table = table_of(memo, word->group);
    if (!table) {
        return NULL;
    }
    struct entry key = key_of(word);
    uint64_t mixed = (key.front ^ key.back * 0xC2B2AE3D27D4EB4Fu) * 0x9E3779B97F4A7C15u;
    size_t place = (size_t)(mixed >> 40) % PLACES;
    struct entry *entry = &table->entries[place];
    *known = entry->front == key.front && entry->back == key.back;
    *entry = key;
    return &table->sums[place * memo->identifier->groups[word->group].stride];
}
