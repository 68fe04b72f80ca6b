/* A list told by what it repeats of an earlier one: runs that stand in both, moved by so many lines
 * and bytes, and items that are given between them. Versions of a document are such lists. */
#ifndef CW_COMMON_REPEATS_H
#define CW_COMMON_REPEATS_H

#include "wire.h"

#define CW_REPEATS_NONE SIZE_MAX

/* How far an item has moved. */
struct cw_shift {
    int64_t lines;
    int64_t bytes;
};

/* Two lists, for those who tell one by the other. */
struct cw_repeats {
    size_t n_old;
    size_t n_new;
    const void *context;
    /* Do both differ in nothing but where they stand? *shift is set if so. */
    bool (*alike)(const void *context, size_t old_index, size_t new_index, struct cw_shift *shift);
    /* An old item that the new one may repeat; CW_REPEATS_NONE, or anything not below n_old: none.
     */
    size_t (*hint)(const void *context, size_t new_index);
};

struct cw_repeat {
    size_t from; /* of the old list; CW_REPEATS_NONE = the items are given */
    size_t n;    /* at least 1 */
    struct cw_shift shift;
};

/* The longest run from the new item `at` on. expected: the old item behind the last run, which is
 * tried before the hint: equal items may stand in a list several times. */
struct cw_repeat cw_repeat_at(const struct cw_repeats *repeats, size_t at, size_t expected);

void cw_repeat_put(struct cw_buf *out, const struct cw_repeat *run);
/* False: damaged. Else 1 <= n <= room, and from + n <= n_old unless the items are given. */
bool cw_repeat_get(struct cw_reader *in, size_t n_old, size_t room, struct cw_repeat *run);

#endif
