/* Arenas: everything that belongs to one document is allocated here and dropped in one call.
 *
 * An arena has a hard cap, so that hostile input becomes CW_ENOMEM for its own document and
 * never an out-of-memory kill. Not thread-safe: one arena, one thread. */
#ifndef CW_COMMON_ARENA_H
#define CW_COMMON_ARENA_H

#include <stddef.h>

struct cw_arena;

/* cap: bytes that may be handed out in all. Returns NULL when out of memory. Free with
 * cw_arena_free (NULL allowed). */
struct cw_arena *cw_arena_new(size_t cap);

/* The same with a first chunk of about `first` bytes instead of 64 KB: for arenas kept in
 * thousands. */
struct cw_arena *cw_arena_new_small(size_t cap, size_t first);
void cw_arena_free(struct cw_arena *arena);

/* Forgets everything allocated, keeps a few megabytes of chunks for reuse. Pointers become invalid.
 */
void cw_arena_reset(struct cw_arena *arena);

/* size zeroed bytes, aligned to 16; NULL at the cap or out of memory. size 0 gives a valid pointer.
 */
void *cw_arena_alloc(struct cw_arena *arena, size_t size);

/* n elements of size bytes each, zeroed; checks the multiplication. */
void *cw_arena_array(struct cw_arena *arena, size_t n, size_t size);

/* The same with whatever was there before: for what is written at once. */
void *cw_arena_room(struct cw_arena *arena, size_t n, size_t size);

/* Grows an array inside the arena. Returns storage for at least `need` elements holding the first
 * `used` of `old` (which may be NULL), and updates *capacity (elements). Growth doubles, so
 * appending n elements costs O(n). The added part is zeroed. NULL at the cap: `old` stays valid. */
void *cw_arena_grow(struct cw_arena *arena, void *old, size_t used, size_t *capacity, size_t need,
                    size_t size);

/* A NUL-terminated copy of len bytes. */
char *cw_arena_copy(struct cw_arena *arena, const char *data, size_t len);

/* Bytes handed out since the last reset. */
size_t cw_arena_used(const struct cw_arena *arena);

#endif
