/* Terms that fired, each stored once: analyses name them by number. */
#ifndef CW_STORE_TERMS_H
#define CW_STORE_TERMS_H

#include "common/analysis.h"
#include "store.h"

struct cw_terms; /* all terms of a store, in memory; owned by the store */

struct cw_terms *cw_terms_new(void);        /* NULL when out of memory */
void cw_terms_free(struct cw_terms *terms); /* NULL allowed */

/* The number of a match's (id, term), added to the store when new. */
enum cw_err cw_term_number(struct cw_store *store, const struct cw_match *match, int64_t *number,
                           struct cw_diag *diag) CW_MUST_CHECK;

/* Fills id and term of match; strings live as long as the store. CW_EDAMAGED for an unknown number.
 */
enum cw_err cw_term_get(struct cw_store *store, int64_t number, struct cw_match *match,
                        struct cw_diag *diag) CW_MUST_CHECK;

#endif
