/* What values.c and dates.c share: the numbers of a passage, and which of them a value has taken.
 */
#ifndef CW_COMPARE_FINDER_H
#define CW_COMPARE_FINDER_H

#include "signals.h"

struct cw_finder {
    struct cw_arena *arena;
    const struct cw_passage *p;
    struct cw_number *numbers;
    size_t n;
    bool *used; /* of each number */
    struct cw_value *values;
    size_t n_values;
};

/* values.c: the first match, the first number that begins at or behind a place. */
size_t cw_finder_match(const struct cw_finder *f, uint32_t at);
size_t cw_finder_number(const struct cw_finder *f, uint32_t at);
/* The first match of a family right behind a number, at most so many words away; NULL = none. */
const struct cw_match *cw_finder_match_behind(const struct cw_finder *f,
                                              const struct cw_number *number, const char *family,
                                              int words);
bool cw_number_is_year(const struct cw_number *number);

/* dates.c: the date around the name of a month, if there is one. */
void cw_find_month(struct cw_finder *f, const struct cw_match *month);
/* The date that begins with a number, when words for year, month and day stand behind its parts. */
bool cw_find_counted_date(struct cw_finder *f, size_t k);

#endif
