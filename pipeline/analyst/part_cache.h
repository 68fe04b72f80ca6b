/* Parts that two versions of a document share are parsed once.
 *
 * A part (see cw_extract_next_part) is kept under the hash of its bytes and its declared language
 * for as long as recent documents use it, each in an arena of its own. */
#ifndef CW_ANALYST_PART_CACHE_H
#define CW_ANALYST_PART_CACHE_H

#include "analyst.h"

struct cw_part {
    struct cw_clauses clauses; /* places relative to the part */
    bool truncated;
    char reason[128];
};

struct cw_part_cache *cw_part_cache_new(void); /* NULL when out of memory */
void cw_part_cache_free(struct cw_part_cache *parts);

/* A new document begins: parts that none of the last three documents used are dropped. What the
 * last document's clauses borrow stays valid during this one. */
void cw_part_cache_turn(struct cw_part_cache *parts);

/* The parsed part; CW_ENOMEM, or what the parser said. Valid until two turns later. */
enum cw_err cw_part_cache_get(struct cw_part_cache *parts, enum cw_media media, struct cw_str part,
                              struct cw_str declared, const struct cw_part **out,
                              struct cw_diag *diag) CW_MUST_CHECK;

/* Parses without a cache, into the arena. */
enum cw_err cw_part_parse(struct cw_arena *arena, enum cw_media media, struct cw_str text,
                          struct cw_str declared, struct cw_part *part,
                          struct cw_extract_notes *notes, struct cw_diag *diag) CW_MUST_CHECK;

#endif
