/* Parts that two versions of a document share are parsed once.
 *
 * A part (see cw_extract_next_part) is kept under the hash of its bytes and its declared language
 * for as long as recent documents use it, each in an arena of its own. */
#ifndef CW_ANALYST_PART_CACHE_H
#define CW_ANALYST_PART_CACHE_H

#include "analyst.h"

enum { CW_NO_PLACE = UINT32_MAX };

struct cw_part {
    struct cw_clauses clauses; /* places relative to the part */
    struct cw_str bytes;       /* with a cache: what it was parsed from */
    uint32_t place;            /* where the last text that held it had it, for who cuts texts */
    unsigned generation;       /* of the last document that used it; the cache's own */
    bool truncated;
    char reason[128];
};

/* What besides its bytes decides how a part is parsed. */
struct cw_part_kind {
    enum cw_media media;
    struct cw_str declared;
    uint64_t hash; /* of both */
};
struct cw_part_kind cw_part_kind(enum cw_media media, struct cw_str declared);

struct cw_part_cache *cw_part_cache_new(void); /* NULL when out of memory */
void cw_part_cache_free(struct cw_part_cache *parts);

/* A new document begins: parts that none of the last three documents used are dropped. */
void cw_part_cache_turn(struct cw_part_cache *parts);

/* The parsed part; CW_ENOMEM, or what the parser said. Valid during the next two documents. A
 * part that is parsed anew has no place. */
enum cw_err cw_part_cache_get(struct cw_part_cache *parts, const struct cw_part_kind *kind,
                              struct cw_str bytes, struct cw_part **out,
                              struct cw_diag *diag) CW_MUST_CHECK;

/* This document uses a part that the last one used too, as if it had been looked up. */
void cw_part_cache_keep(const struct cw_part_cache *parts, struct cw_part *part);

/* Parses without a cache, into the arena. */
enum cw_err cw_part_parse(struct cw_arena *arena, enum cw_media media, struct cw_str text,
                          struct cw_str declared, struct cw_part *part,
                          struct cw_extract_notes *notes, struct cw_diag *diag) CW_MUST_CHECK;

#endif
