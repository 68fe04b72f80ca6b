/* What is remembered of each word: the symbols that it stands for in the pack's terms, its
 * syllables, its spelling. A policy uses a few thousand words a few million times, so that a text
 * costs one look-up a word. The table is emptied when full: a hostile text gains nothing. */
#include <stdlib.h>
#include <xxhash.h>

#include "common/utf8.h"
#include "internal.h"

enum {
    FIRST_SIZE = 1 << 12, /* entries, a power of two */
    MOST_SIZE = 1 << 18,
    MOST_PROBES = 64,  /* then a word takes another's place: words made to collide gain nothing */
    MOST_SYMBOLS = 24, /* of one word */
    NOT_COUNTED = 0xFFFF
};

/* A word of up to sixteen bytes is its key; of a longer one, a hash is kept, and its bytes. */
struct key {
    uint64_t front;
    uint64_t back;
};

struct entry {
    struct key key;
    uint32_t word; /* offset into bytes, where the key is a hash */
    uint16_t len;
    uint8_t spelling; /* enum cw_spelling + 1; 0 = not asked */
    uint8_t has_symbols;
    struct word_info info;
};

struct cache {
    struct entry *entries;
    size_t size;
    size_t used;
    char *bytes;
    size_t n_bytes;
    size_t bytes_size;
    uint32_t *symbols;
    size_t n_symbols;
    size_t symbols_size;
};

struct cache *cache_new(void)
{
    return calloc(1, sizeof(struct cache));
}

void cache_free(struct cache *cache)
{
    if (cache) {
        free(cache->entries);
        free(cache->bytes);
        free(cache->symbols);
        free(cache);
    }
}

static uint64_t four_bytes(const char *at)
{
    uint32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

static uint64_t eight_bytes(const char *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/* Together with its length the key of a short word tells all its bytes: the front and the back
 * overlap. */
static struct key key_of(struct cw_str word)
{
    const char *data = word.data;
    size_t len = word.len;
    if (len > sizeof(struct key)) {
        XXH128_hash_t hash = XXH3_128bits(data, len);
        return (struct key){hash.low64, hash.high64};
    }
    if (len >= 8) {
        return (struct key){eight_bytes(data), eight_bytes(data + len - 8)};
    }
    if (len >= 4) {
        return (struct key){four_bytes(data), four_bytes(data + len - 4)};
    }
    return (struct key){(unsigned char)data[0],
                        (uint64_t)(unsigned char)data[len / 2] << 8 | (unsigned char)data[len - 1]};
}

/* Where a key is looked for first. */
static size_t place_of(struct key key, size_t size)
{
    uint64_t mixed = (key.front ^ (key.back * 0xC2B2AE3D27D4EB4Fu)) * 0x9E3779B97F4A7C15u;
    return (size_t)((mixed ^ mixed >> 32) * 0x9E3779B97F4A7C15u >> 32) & (size - 1);
}

static void place(struct entry *entries, size_t size, const struct entry *entry)
{
    size_t at = place_of(entry->key, size);
    while (entries[at].len) {
        at = (at + 1) & (size - 1);
    }
    entries[at] = *entry;
}

static bool make_room(struct cache *cache)
{
    if (cache->used * 2 < cache->size) {
        return true;
    }
    if (cache->size == MOST_SIZE) {
        memset(cache->entries, 0, cache->size * sizeof *cache->entries);
        cache->used = cache->n_bytes = cache->n_symbols = 0;
        return true;
    }
    size_t size = cache->size ? cache->size * 2 : FIRST_SIZE;
    struct entry *entries = calloc(size, sizeof *entries);
    if (!entries) {
        return false;
    }
    for (size_t i = 0; i < cache->size; i++) {
        if (cache->entries[i].len) {
            place(entries, size, &cache->entries[i]);
        }
    }
    free(cache->entries);
    cache->entries = entries;
    cache->size = size;
    return true;
}

static bool grow(void **data, size_t *size, size_t need, size_t each)
{
    if (need <= *size) {
        return true;
    }
    size_t bigger = *size ? *size * 2 : 4096;
    bigger = bigger < need ? need : bigger;
    void *grown = realloc(*data, bigger * each);
    if (!grown) {
        return false;
    }
    *data = grown;
    *size = bigger;
    return true;
}

/* A new, empty entry at a free place; NULL when out of memory. */
static struct entry *add(struct cache *cache, size_t at, struct key key, struct cw_str word)
{
    struct entry entry = {.key = key, .len = (uint16_t)word.len, .info.syllables = NOT_COUNTED};
    if (word.len > sizeof key) {
        void *bytes = cache->bytes;
        if (!grow(&bytes, &cache->bytes_size, cache->n_bytes + word.len, 1)) {
            return NULL;
        }
        cache->bytes = bytes;
        memcpy(cache->bytes + cache->n_bytes, word.data, word.len);
        entry.word = (uint32_t)cache->n_bytes;
        cache->n_bytes += word.len;
    }
    cache->used += cache->entries[at].len == 0;
    cache->entries[at] = entry;
    return &cache->entries[at];
}

/* The word's entry, new and empty when the word was not known. NULL: out of memory, too long. */
static struct entry *find(struct cache *cache, struct cw_str word)
{
    if (word.len == 0 || word.len > LONGEST_WORD || !make_room(cache)) {
        return NULL;
    }
    struct key key = key_of(word);
    bool whole = word.len <= sizeof key;
    size_t first = place_of(key, cache->size);
    size_t at = first;
    for (size_t probe = 0; cache->entries[at].len; at = (at + 1) & (cache->size - 1)) {
        const struct entry *entry = &cache->entries[at];
        if (entry->key.front == key.front && entry->key.back == key.back &&
            entry->len == word.len &&
            (whole || memcmp(cache->bytes + entry->word, word.data, word.len) == 0)) {
            return &cache->entries[at];
        }
        if (++probe == MOST_PROBES) {
            at = first;
            break;
        }
    }
    return add(cache, at, key, word);
}

static bool fill_symbols(const struct cw_lexicon *lexicon, struct cache *cache, struct entry *entry,
                         struct cw_str word)
{
    uint32_t symbols[MOST_SYMBOLS];
    size_t n = trie_symbols(lexicon, lexicon->lazy->trie, word, symbols, MOST_SYMBOLS);
    void *pool = cache->symbols;
    if (!grow(&pool, &cache->symbols_size, cache->n_symbols + n, sizeof(uint32_t))) {
        return false;
    }
    cache->symbols = pool;
    if (n > 0) {
        memcpy(cache->symbols + cache->n_symbols, symbols, n * sizeof *symbols);
    }
    entry->info.symbols = (uint32_t)cache->n_symbols;
    entry->info.n_symbols = (uint16_t)n;
    entry->has_symbols = 1;
    cache->n_symbols += n;
    return true;
}

const struct word_info *word_info(const struct cw_lexicon *lexicon, struct cw_str word)
{
    struct entry *entry = find(lexicon->cache, word);
    if (!entry || (!entry->has_symbols && !fill_symbols(lexicon, lexicon->cache, entry, word))) {
        return NULL;
    }
    return &entry->info;
}

const uint32_t *word_symbols(const struct cw_lexicon *lexicon, const struct word_info *info)
{
    return lexicon->cache->symbols + info->symbols;
}

static uint32_t syllables_of(const struct cw_lexicon *lexicon, struct cw_str word)
{
    struct cw_arena *arena = lexicon->lazy->arena;
    cw_arena_reset(arena);
    /* Case only: `ignore` and `fold` serve comparison, and vowel marks count here. */
    struct cw_str folded = cw_utf8_fold(arena, word, lexicon->turkic);
    char *plain = folded.data ? cw_arena_alloc(arena, folded.len + 1) : NULL;
    if (!plain) {
        return 1;
    }
    size_t len = 0;
    for (size_t at = 0; at < folded.len;) {
        uint32_t letter = cw_utf8_next(folded, &at);
        len += cw_utf8_put(plain + len, letter == 0x2019 ? '\'' : letter);
    }
    return count_syllables(lexicon, cw_str_n(plain, len));
}

uint32_t cw_lexicon_syllables(const struct cw_lexicon *lexicon, struct cw_str word)
{
    struct entry *entry = find(lexicon->cache, word);
    if (!entry) {
        return word.len > LONGEST_WORD ? syllables_of(lexicon, cw_str_n(word.data, LONGEST_WORD))
                                       : 1;
    }
    if (entry->info.syllables == NOT_COUNTED) {
        entry->info.syllables = (uint16_t)syllables_of(lexicon, word);
    }
    return entry->info.syllables;
}

static enum cw_spelling spell(const struct cw_lexicon *lexicon, struct cw_str word)
{
    if (!speller_ready(lexicon->speller)) {
        return CW_SPELLING_UNKNOWN;
    }
    return speller_knows(lexicon->speller, word) ? CW_SPELLING_KNOWN : CW_SPELLING_MISSPELT;
}

enum cw_spelling cw_lexicon_spelling(const struct cw_lexicon *lexicon, struct cw_str word)
{
    if (lexicon->spelling.len == 0) {
        return CW_SPELLING_UNKNOWN;
    }
    struct entry *entry = find(lexicon->cache, word);
    if (!entry) {
        return CW_SPELLING_MISSPELT; /* nothing of that length is a word */
    }
    if (!entry->spelling) {
        entry->spelling = (uint8_t)(spell(lexicon, word) + 1);
    }
    return (enum cw_spelling)(entry->spelling - 1);
}
