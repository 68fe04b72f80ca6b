/* lexicons/concepts/countries.tsv: which languages the people of a country need. */
#ifndef CW_CONFIG_COUNTRIES_H
#define CW_CONFIG_COUNTRIES_H

#include "common/arena.h"
#include "common/error.h"
#include "common/str.h"

struct cw_country {
    struct cw_str code;     /* ISO 3166 */
    struct cw_str official; /* BCP 47 tags with one space between; "" = none */
    struct cw_str primary;
};

struct cw_countries {
    struct cw_country *items;
    size_t n;
};

/* From the first of these folders that has concepts/countries.tsv; none: the list is empty. In the
 * arena. CW_EUSAGE (a line that is no such line), CW_EIO, CW_ENOMEM. */
enum cw_err cw_countries_load(struct cw_arena *arena, const char *const *dirs, size_t n_dirs,
                              struct cw_countries *out, struct cw_diag *diag) CW_MUST_CHECK;

/* NULL = not in the list. */
const struct cw_country *cw_countries_find(const struct cw_countries *countries, const char *code);

/* The next tag of a list such as `official`, taken off its front; "" = none is left. */
struct cw_str cw_next_tag(struct cw_str *list);

#endif
