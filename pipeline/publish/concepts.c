/* Concepts by name: a comparison speaks of ids, which machines want; pages speak to people. */
#include <stdio.h>
#include <string.h>

#include "internal.h"

/* The short name in a concept's description: what stands before its first colon or bracket. */
static struct cw_str short_name(struct cw_str description)
{
    size_t end = 0;
    while (end < description.len && !memchr(":;(", description.data[end], 3)) {
        end++;
    }
    return cw_str_trim(cw_str_sub(description, 0, end));
}

/* "UF-A: arbitrase" -> "arbitration is compulsory (arbitrase)". Anything else stays as it is. */
static bool name_value(const struct cw_publisher *publisher, struct cw_arena *arena,
                       struct cw_str *value)
{
    const char *colon = value->len ? memmem(value->data, value->len, ": ", 2) : NULL;
    struct cw_concept concept;
    if (!colon ||
        !cw_lexicons_concept(publisher->lexicons,
                             cw_str_sub(*value, 0, (size_t)(colon - value->data)), &concept)) {
        return true;
    }
    struct cw_str name = short_name(concept.description);
    struct cw_str words = cw_str_sub(*value, (size_t)(colon - value->data) + 2, value->len);
    size_t room = name.len + words.len + 4;
    char *text = cw_arena_alloc(arena, room);
    if (!text) {
        return false;
    }
    int len =
        snprintf(text, room, "%.*s (%.*s)", (int)name.len, name.data, (int)words.len, words.data);
    *value = cw_str_n(text, (size_t)len);
    return true;
}

enum cw_err cw_name_concepts(const struct cw_publisher *publisher, struct cw_arena *arena,
                             struct cw_signal *signals, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (signals[i].kind == CW_SIGNAL_CONCEPT &&
            (!name_value(publisher, arena, &signals[i].old_value) ||
             !name_value(publisher, arena, &signals[i].new_value))) {
            return cw_publish_no_memory(publisher);
        }
    }
    return CW_OK;
}
