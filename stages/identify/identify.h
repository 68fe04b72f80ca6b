/* Identify: the language of a clause, from the packs alone. */
#ifndef CW_IDENTIFY_H
#define CW_IDENTIFY_H

#include "common/arena.h"
#include "common/error.h"
#include "common/str.h"

struct cw_lexicons;

struct cw_identity {
    char lang[16];     /* BCP 47; "und" cannot tell; "zxx" nothing but names, numbers, addresses */
    char script[8];    /* ISO 15924 of most letters; "" = no letters */
    double confidence; /* 0-1 */
    bool zawgyi;       /* Burmese in the Zawgyi font encoding; lang is then "und" */
};

struct cw_identifier; /* the packs' profiles joined for lookup; read-only after _new */

/* lexicons must outlive it. CW_ENOMEM. Free with cw_identifier_free (NULL allowed). */
enum cw_err cw_identifier_new(const struct cw_lexicons *lexicons, struct cw_identifier **out,
                              struct cw_diag *diag) CW_MUST_CHECK;
void cw_identifier_free(struct cw_identifier *identifier);

/* text: NFC. declared: prior, "" = none. Allocates nothing; safe from several threads. */
void cw_identify(const struct cw_identifier *identifier, struct cw_str text, struct cw_str declared,
                 struct cw_identity *out);

#endif
