/* Walks a text and the parts of the text before side by side.
 *
 * Where the text goes on with the very part that comes next there, the part is taken over: nothing
 * is cut, hashed or looked up. Elsewhere a part is cut and looked up in the cache; if it is known,
 * it tells where it stood, and the walk goes on from there. Where it stood is but a guess at what
 * follows, the bytes decide. */
#include "cutter.h"

#include <stdlib.h>

struct list {
    struct cw_placed *items; /* malloc */
    size_t n;
    size_t capacity;
};

struct cw_cutter {
    struct cw_part_cache *cache;
    struct list before;   /* the text before: empty, or all of it */
    struct list now;      /* the text at hand */
    uint64_t kind_before; /* the hash of its kind */
};

struct cw_cutter *cw_cutter_new(void)
{
    struct cw_cutter *cutter = calloc(1, sizeof *cutter);
    if (!cutter) {
        return NULL;
    }
    cutter->cache = cw_part_cache_new();
    if (!cutter->cache) {
        free(cutter);
        return NULL;
    }
    return cutter;
}

void cw_cutter_free(struct cw_cutter *cutter)
{
    if (cutter) {
        cw_part_cache_free(cutter->cache);
        free(cutter->before.items);
        free(cutter->now.items);
        free(cutter);
    }
}

static bool add(struct list *list, struct cw_placed placed)
{
    if (list->n == list->capacity) {
        size_t wanted = list->capacity ? list->capacity * 2 : 256;
        struct cw_placed *grown = realloc(list->items, wanted * sizeof *grown);
        if (!grown) {
            return false;
        }
        list->items = grown;
        list->capacity = wanted;
    }
    list->items[list->n++] = placed;
    return true;
}

/* The part at a place of the text before, if the text at hand goes on with it. */
static struct cw_part *take_over(const struct cw_cutter *cutter, struct cw_parts *walk,
                                 size_t place)
{
    if (place + 1 >= cutter->before.n) { /* the last part ended only because its text did */
        return NULL;
    }
    const struct cw_placed *placed = &cutter->before.items[place];
    uint32_t n_lines = placed[1].lines - placed->lines;
    if (!cw_extract_same_part(walk, placed->part->bytes, n_lines)) {
        return NULL;
    }
    cw_part_cache_keep(cutter->cache, placed->part);
    return placed->part;
}

static enum cw_err walk_text(struct cw_cutter *cutter, const struct cw_part_kind *kind,
                             struct cw_parts *walk, struct cw_diag *diag)
{
    size_t place = 0; /* in the text before */
    for (;;) {
        struct cw_part *part = take_over(cutter, walk, place);
        if (part) {
            place++;
        } else if (!cw_extract_next_part(walk)) {
            return CW_OK;
        } else {
            enum cw_err err = cw_part_cache_get(cutter->cache, kind, walk->part, &part, diag);
            if (err) {
                return err;
            }
            place = part->place == CW_NO_PLACE ? place + 1 : (size_t)part->place + 1;
        }
        if (!add(&cutter->now, (struct cw_placed){part, walk->start, walk->line - 1})) {
            return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        }
    }
}

/* The text at hand is the text before from now on. */
static void remember(struct cw_cutter *cutter, uint64_t kind)
{
    struct list list = cutter->now;
    cutter->now = cutter->before;
    cutter->before = list;
    cutter->kind_before = kind;
    for (size_t i = 0; i < list.n; i++) {
        list.items[i].part->place = (uint32_t)i;
    }
}

enum cw_err cw_cutter_cut(struct cw_cutter *cutter, enum cw_media media, struct cw_str text,
                          struct cw_str declared, const struct cw_placed **list, size_t *n,
                          struct cw_diag *diag)
{
    struct cw_part_kind kind = cw_part_kind(media, declared);
    if (kind.hash != cutter->kind_before) {
        cutter->before.n = 0;
    }
    cutter->now.n = 0;
    cw_part_cache_turn(cutter->cache);
    struct cw_parts walk;
    cw_extract_parts(&walk, media, text);
    enum cw_err err = walk_text(cutter, &kind, &walk, diag);
    if (err) {
        cutter->before.n = 0; /* its parts are not kept any longer */
        return err;
    }
    remember(cutter, kind.hash);
    *list = cutter->before.items;
    *n = cutter->before.n;
    return CW_OK;
}
