/* A chunked bump allocator with a cap. */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_CHUNK = 64 * 1024,
    LARGEST_CHUNK = 4 * 1024 * 1024,
    KEPT_BYTES = 8 * 1024 * 1024, /* of chunks over a reset */
    ALIGNMENT = 16
};

struct chunk {
    struct chunk *next;
    size_t size; /* of data */
    size_t used;
    _Alignas(ALIGNMENT) char data[];
};

struct cw_arena {
    struct chunk *first;
    struct chunk *last;
    size_t cap;
    size_t first_chunk; /* bytes */
    size_t used;        /* handed out, alignment included */
};

struct cw_arena *cw_arena_new_small(size_t cap, size_t first)
{
    struct cw_arena *arena = calloc(1, sizeof *arena);
    if (arena) {
        arena->cap = cap;
        arena->first_chunk = first;
    }
    return arena;
}

struct cw_arena *cw_arena_new(size_t cap)
{
    return cw_arena_new_small(cap, FIRST_CHUNK);
}

static void free_chunks(struct chunk *chunk)
{
    while (chunk) {
        struct chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
}

void cw_arena_free(struct cw_arena *arena)
{
    if (!arena) {
        return;
    }
    free_chunks(arena->first);
    free(arena);
}

/* Chunks for an ordinary document stay, so that the next one need not ask the system for memory
 * page by page; what a giant took is given back. */
void cw_arena_reset(struct cw_arena *arena)
{
    size_t kept = 0;
    for (struct chunk *chunk = arena->first; chunk; chunk = chunk->next) {
        chunk->used = 0;
        kept += chunk->size;
        if (chunk->next && kept + chunk->next->size > KEPT_BYTES) {
            free_chunks(chunk->next);
            chunk->next = NULL;
        }
    }
    arena->last = arena->first;
    arena->used = 0;
}

static struct chunk *add_chunk(struct cw_arena *arena, size_t at_least)
{
    size_t size = arena->last ? arena->last->size * 2 : arena->first_chunk;
    if (size > LARGEST_CHUNK) {
        size = LARGEST_CHUNK;
    }
    if (size < at_least) {
        size = at_least;
    }
    struct chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk) {
        return NULL;
    }
    chunk->next = NULL;
    chunk->size = size;
    chunk->used = 0;
    if (arena->last) {
        /* Kept chunks that are too small for this wait behind it. */
        chunk->next = arena->last->next;
        arena->last->next = chunk;
    } else {
        arena->first = chunk;
    }
    arena->last = chunk;
    return chunk;
}

/* Storage with whatever was in it. */
static void *take(struct cw_arena *arena, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT - sizeof(struct chunk)) {
        return NULL;
    }
    size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (rounded == 0) {
        rounded = ALIGNMENT;
    }
    if (rounded > arena->cap - arena->used) {
        return NULL;
    }
    struct chunk *chunk = arena->last;
    if (chunk && chunk->size - chunk->used < rounded && chunk->next &&
        chunk->next->size >= rounded) {
        chunk = arena->last = chunk->next;
    } else if (!chunk || chunk->size - chunk->used < rounded) {
        chunk = add_chunk(arena, rounded);
        if (!chunk) {
            return NULL;
        }
    }
    void *result = chunk->data + chunk->used;
    chunk->used += rounded;
    arena->used += rounded;
    return result;
}

void *cw_arena_alloc(struct cw_arena *arena, size_t size)
{
    void *result = take(arena, size);
    if (result) {
        memset(result, 0, size);
    }
    return result;
}

void *cw_arena_array(struct cw_arena *arena, size_t n, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(n, size, &total)) {
        return NULL;
    }
    return cw_arena_alloc(arena, total);
}

void *cw_arena_room(struct cw_arena *arena, size_t n, size_t size)
{
    size_t total;
    return __builtin_mul_overflow(n, size, &total) ? NULL : take(arena, total);
}

void *cw_arena_grow(struct cw_arena *arena, void *old, size_t used, size_t *capacity, size_t need,
                    size_t size)
{
    if (old && need <= *capacity) {
        return old;
    }
    size_t wanted = *capacity ? *capacity : 8;
    while (wanted < need) {
        if (__builtin_mul_overflow(wanted, (size_t)2, &wanted)) {
            return NULL;
        }
    }
    size_t bytes;
    if (__builtin_mul_overflow(wanted, size, &bytes)) {
        return NULL;
    }
    char *grown = take(arena, bytes);
    if (!grown) {
        return NULL;
    }
    size_t filled = old ? used * size : 0;
    if (filled) {
        memcpy(grown, old, filled);
    }
    memset(grown + filled, 0, bytes - filled);
    *capacity = wanted;
    return grown;
}

char *cw_arena_copy(struct cw_arena *arena, const char *data, size_t len)
{
    if (len == SIZE_MAX) {
        return NULL;
    }
    char *copy = take(arena, len + 1);
    if (copy && len) {
        memcpy(copy, data, len);
    }
    if (copy) {
        copy[len] = '\0';
    }
    return copy;
}

size_t cw_arena_used(const struct cw_arena *arena)
{
    return arena->used;
}
