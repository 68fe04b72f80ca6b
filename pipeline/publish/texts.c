/* A map from clause id to its text, for as long as one document is being published. */
#include <stdlib.h>

#include "internal.h"
#include "store/clauses.h"

enum { FIRST_SIZE = 1024 };

static const size_t texts_cap = (size_t)1024 * 1024 * 1024;

struct entry {
    int64_t id; /* 0 = free */
    struct cw_str lang;
    struct cw_str text;
};

struct cw_texts {
    struct cw_arena *arena;
    struct entry *entries;
    size_t size; /* a power of two */
    size_t used;
};

struct cw_texts *cw_texts_new(void)
{
    struct cw_texts *texts = calloc(1, sizeof *texts);
    if (!texts) {
        return NULL;
    }
    texts->arena = cw_arena_new(texts_cap);
    texts->size = FIRST_SIZE;
    texts->entries = calloc(texts->size, sizeof *texts->entries);
    if (!texts->arena || !texts->entries) {
        cw_texts_free(texts);
        return NULL;
    }
    return texts;
}

void cw_texts_free(struct cw_texts *texts)
{
    if (texts) {
        cw_arena_free(texts->arena);
        free(texts->entries);
        free(texts);
    }
}

static struct entry *slot_of(struct entry *entries, size_t size, int64_t id)
{
    /* Fibonacci hashing: ids are consecutive numbers. */
    size_t at = (size_t)((uint64_t)id * 0x9E3779B97F4A7C15u >> 20) & (size - 1);
    while (entries[at].id && entries[at].id != id) {
        at = (at + 1) & (size - 1);
    }
    return &entries[at];
}

static bool grow(struct cw_texts *texts)
{
    struct entry *entries = calloc(texts->size * 2, sizeof *entries);
    if (!entries) {
        return false;
    }
    for (size_t i = 0; i < texts->size; i++) {
        if (texts->entries[i].id) {
            *slot_of(entries, texts->size * 2, texts->entries[i].id) = texts->entries[i];
        }
    }
    free(texts->entries);
    texts->entries = entries;
    texts->size *= 2;
    return true;
}

enum cw_err cw_texts_get(struct cw_publisher *publisher, struct cw_texts *texts, int64_t clause_id,
                         struct cw_clause *clause)
{
    struct entry *entry = slot_of(texts->entries, texts->size, clause_id);
    if (!entry->id) {
        if (texts->used * 2 >= texts->size && !grow(texts)) {
            return cw_publish_no_memory(publisher);
        }
        struct cw_clause found = {0};
        enum cw_err err =
            cw_clause_get(publisher->store, clause_id, texts->arena, &found, publisher->diag);
        if (err) {
            return err;
        }
        entry = slot_of(texts->entries, texts->size, clause_id);
        *entry = (struct entry){clause_id, found.lang, found.text};
        texts->used++;
    }
    clause->lang = entry->lang;
    clause->text = entry->text;
    return CW_OK;
}
