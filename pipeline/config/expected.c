/* Who should be able to read a service's rules. */
#include "expected.h"

#include "tags.h"

const struct cw_expected *cw_expectations_find(const struct cw_expectations *list,
                                               struct cw_str lang)
{
    for (size_t i = 0; i < list->n; i++) {
        if (cw_tag_same(list->items[i].lang, lang)) {
            return &list->items[i];
        }
    }
    return NULL;
}

static bool add(struct cw_arena *arena, struct cw_expectations *list, struct cw_str lang,
                struct cw_str reason)
{
    if (cw_expectations_find(list, lang)) {
        return true;
    }
    struct cw_expected *items =
        cw_arena_grow(arena, list->items, list->n, &list->room, list->n + 1, sizeof *items);
    if (items) {
        list->items = items;
        items[list->n++] = (struct cw_expected){lang, reason};
    }
    return items != NULL;
}

enum cw_err cw_expectations_of(struct cw_arena *arena, const struct cw_service *service,
                               const struct cw_countries *countries, struct cw_expectations *out)
{
    *out = (struct cw_expectations){0};
    bool fine = true;
    for (size_t i = 0; service && i < service->n_languages; i++) {
        fine &= add(arena, out, cw_str_z(service->languages[i]), cw_str_z(""));
    }
    for (size_t i = 0; service && service->n_languages == 0 && i < service->n_audience; i++) {
        const struct cw_country *country = cw_countries_find(countries, service->audience[i]);
        struct cw_str tags = country ? country->official : cw_str_z("");
        while (tags.len) {
            fine &= add(arena, out, cw_next_tag(&tags), country->code);
        }
    }
    return fine ? CW_OK : CW_ENOMEM;
}
