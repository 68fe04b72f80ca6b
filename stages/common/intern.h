/* Numbers for 64-bit keys: 0, 1, 2, ... in the order in which they are first seen. */
#ifndef CW_COMMON_INTERN_H
#define CW_COMMON_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cw_arena;

struct cw_intern {
    struct cw_intern_slot *slots;
    size_t mask;
    uint32_t n_ids;
};

/* Room for n different keys, in the arena. false when out of memory. */
bool cw_intern_init(struct cw_arena *arena, struct cw_intern *intern, size_t n);
uint32_t cw_intern_id(struct cw_intern *intern, uint64_t key);
uint32_t cw_intern_find(const struct cw_intern *intern, uint64_t key); /* UINT32_MAX = not seen */

#endif
