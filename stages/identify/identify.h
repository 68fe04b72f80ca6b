/* Identify: the language of a clause, from the packs alone. */
#ifndef CW_IDENTIFY_H
#define CW_IDENTIFY_H

#include <stdbool.h>

#include "common/arena.h"
#include "common/buf.h"
#include "common/error.h"
#include "common/str.h"

struct cw_lexicon;
struct cw_lexicons;

struct cw_identity {
    char lang[16];     /* BCP 47; "und" cannot tell; "zxx" nothing but names, numbers, addresses */
    char script[8];    /* ISO 15924 of most letters; "" = no letters */
    double confidence; /* 0-1 */
    bool zawgyi;       /* Burmese in the Zawgyi font encoding; lang is then "und" */
};

/* Raise it when the same packs would give other answers. */
#define CW_IDENTIFY_VERSION "identify 2"

struct cw_identifier; /* the packs' profiles joined for lookup; read-only after _new */

/* lexicons must outlive it. CW_ENOMEM. Free with cw_identifier_free (NULL allowed). */
enum cw_err cw_identifier_new(const struct cw_lexicons *lexicons, struct cw_identifier **out,
                              struct cw_diag *diag) CW_MUST_CHECK;
void cw_identifier_free(struct cw_identifier *identifier);

/* text: NFC. declared: prior, "" = none. Allocates nothing; safe from several threads. */
void cw_identify(const struct cw_identifier *identifier, struct cw_str text, struct cw_str declared,
                 struct cw_identity *out);

/* What words have scored, for one caller who has many texts: the same answers, sooner. NULL when
 * out of memory; one thread; the identifier must outlive it. Free with cw_identify_memo_free. */
struct cw_identify_memo;
struct cw_identify_memo *cw_identify_memo_new(const struct cw_identifier *identifier);
void cw_identify_memo_free(struct cw_identify_memo *memo);

/* As cw_identify; memo: NULL, or of the same identifier. */
void cw_identify_with(const struct cw_identifier *identifier, struct cw_identify_memo *memo,
                      struct cw_str text, struct cw_str declared, struct cw_identity *out);

/* A text to learn a language from: UTF-8 in NFC; what it is and its licence, for the profile. */
struct cw_identify_source {
    struct cw_str text;
    struct cw_str provenance; /* one line */
};

/* Appends the contents of profile.tsv, counted from the sources: grams of up to five symbols (three
 * where the script has thousands of letters), letters of the pack's scripts only, the most frequent
 * as far as most_bytes go. docs/lexicon-format.md describes the form. Deterministic. CW_ENOMEM;
 * CW_ESYNTAX when there are not even 100 letters of the pack's scripts. */
enum cw_err cw_identify_profile(const struct cw_lexicon *lexicon,
                                const struct cw_identify_source *sources, size_t n_sources,
                                size_t most_bytes, struct cw_buf *out,
                                struct cw_diag *diag) CW_MUST_CHECK;

#endif
