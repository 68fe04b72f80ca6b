/* The languages in which a service's policies should be there. */
#ifndef CW_CONFIG_EXPECTED_H
#define CW_CONFIG_EXPECTED_H

#include "corpus.h"
#include "countries.h"

struct cw_expected {
    struct cw_str lang;
    struct cw_str reason; /* the country whose people read it; "" = the corpus file names it */
};

struct cw_expectations {
    struct cw_expected *items;
    size_t n;
    size_t room;
};

/* The languages that the corpus file names for the service; where it names none, the official ones
 * of its audience. service may be NULL. In the arena. CW_ENOMEM. */
enum cw_err cw_expectations_of(struct cw_arena *arena, const struct cw_service *service,
                               const struct cw_countries *countries,
                               struct cw_expectations *out) CW_MUST_CHECK;

/* The expectation that a document in this language meets, or NULL. */
const struct cw_expected *cw_expectations_find(const struct cw_expectations *list,
                                               struct cw_str lang);

#endif
