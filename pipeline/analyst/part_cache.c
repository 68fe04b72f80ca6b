/* The cache of parsed parts: an open hash table with generations. */
#include "part_cache.h"

#include <stdlib.h>
#include <xxhash.h>

#include "segment/segment.h"

enum { KEEP_GENERATIONS = 3, FIRST_SIZE = 1024 };

static const size_t part_arena_cap = (size_t)1024 * 1024 * 1024;

struct entry {
    XXH128_hash_t key;
    struct cw_arena *arena; /* NULL = free slot */
    struct cw_part *part;
};

struct cw_part_cache {
    struct entry *entries;
    size_t size; /* a power of two */
    size_t used;
    unsigned generation;
};

struct cw_part_kind cw_part_kind(enum cw_media media, struct cw_str declared)
{
    uint64_t hash = XXH3_64bits_withSeed(declared.data, declared.len, (XXH64_hash_t)media);
    return (struct cw_part_kind){media, declared, hash};
}

struct cw_part_cache *cw_part_cache_new(void)
{
    struct cw_part_cache *parts = calloc(1, sizeof *parts);
    if (!parts) {
        return NULL;
    }
    parts->size = FIRST_SIZE;
    parts->entries = calloc(parts->size, sizeof *parts->entries);
    if (!parts->entries) {
        free(parts);
        return NULL;
    }
    return parts;
}

void cw_part_cache_free(struct cw_part_cache *parts)
{
    if (!parts) {
        return;
    }
    for (size_t i = 0; i < parts->size; i++) {
        cw_arena_free(parts->entries[i].arena);
    }
    free(parts->entries);
    free(parts);
}

static struct entry *slot_of(struct entry *entries, size_t size, XXH128_hash_t key)
{
    size_t at = (size_t)key.low64 & (size - 1);
    while (entries[at].arena && !XXH128_isEqual(entries[at].key, key)) {
        at = (at + 1) & (size - 1);
    }
    return &entries[at];
}

/* Moves what is young enough into a table of the given size; drops the rest. */
static bool rebuild(struct cw_part_cache *parts, size_t size)
{
    struct entry *entries = calloc(size, sizeof *entries);
    if (!entries) {
        return false;
    }
    parts->used = 0;
    for (size_t i = 0; i < parts->size; i++) {
        struct entry *entry = &parts->entries[i];
        if (!entry->arena) {
            continue;
        }
        if (parts->generation - entry->part->generation >= KEEP_GENERATIONS) {
            cw_arena_free(entry->arena);
            continue;
        }
        *slot_of(entries, size, entry->key) = *entry;
        parts->used++;
    }
    free(parts->entries);
    parts->entries = entries;
    parts->size = size;
    return true;
}

void cw_part_cache_turn(struct cw_part_cache *parts)
{
    parts->generation++;
    if (parts->used * 4 > parts->size) {
        rebuild(parts, parts->size); /* failing to drop is no failure: the table still serves */
    }
}

enum cw_err cw_part_parse(struct cw_arena *arena, enum cw_media media, struct cw_str text,
                          struct cw_str declared, struct cw_part *part,
                          struct cw_extract_notes *notes, struct cw_diag *diag)
{
    struct cw_blocks blocks = {0};
    enum cw_err err = cw_extract_blocks(arena, media, text, &blocks, notes, diag);
    if (err && err != CW_ELIMIT) {
        return err;
    }
    part->truncated = notes->truncated;
    memcpy(part->reason, notes->reason, sizeof part->reason);
    err = cw_segment_clauses(arena, &blocks, declared.len ? declared : notes->lang, &part->clauses);
    return err ? cw_fail(diag, err, NULL, 0, 0, "cutting into clauses: %s", cw_err_name(err))
               : CW_OK;
}

static enum cw_err out_of_memory(struct cw_diag *diag)
{
    (void)cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    return CW_ENOMEM;
}

static enum cw_err parse_into(struct entry *entry, const struct cw_part_kind *kind,
                              struct cw_str bytes, struct cw_diag *diag)
{
    struct cw_arena *arena = cw_arena_new_small(part_arena_cap, bytes.len * 2 + 512);
    struct cw_part *part = arena ? cw_arena_alloc(arena, sizeof *part) : NULL;
    struct cw_str copy = part ? cw_str_dup(arena, bytes) : (struct cw_str){NULL, 0};
    struct cw_str lang = copy.data ? cw_str_dup(arena, kind->declared) : (struct cw_str){NULL, 0};
    if (!lang.data) {
        cw_arena_free(arena);
        return out_of_memory(diag);
    }
    part->bytes = copy;
    part->place = CW_NO_PLACE;
    struct cw_extract_notes notes = {.title = {"", 0}, .lang = {"", 0}};
    enum cw_err err = cw_part_parse(arena, kind->media, copy, lang, part, &notes, diag);
    if (err) {
        cw_arena_free(arena);
        return err;
    }
    entry->arena = arena;
    entry->part = part;
    return CW_OK;
}

enum cw_err cw_part_cache_get(struct cw_part_cache *parts, const struct cw_part_kind *kind,
                              struct cw_str bytes, struct cw_part **out, struct cw_diag *diag)
{
    XXH128_hash_t key = XXH3_128bits_withSeed(bytes.data, bytes.len, kind->hash);
    struct entry *entry = slot_of(parts->entries, parts->size, key);
    if (!entry->arena) {
        if (parts->used * 2 >= parts->size) {
            if (!rebuild(parts, parts->size * 2)) {
                return out_of_memory(diag);
            }
            entry = slot_of(parts->entries, parts->size, key);
        }
        enum cw_err err = parse_into(entry, kind, bytes, diag);
        if (err) {
            return err;
        }
        entry->key = key;
        parts->used++;
    }
    cw_part_cache_keep(parts, entry->part);
    *out = entry->part;
    return CW_OK;
}

void cw_part_cache_keep(const struct cw_part_cache *parts, struct cw_part *part)
{
    part->generation = parts->generation;
}
