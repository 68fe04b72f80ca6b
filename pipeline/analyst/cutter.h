/* The cutter: a text -> its parsed parts, by what it remembers of the text before.
 *
 * Versions of a document come one after the other and share most of their parts. One thread. */
#ifndef CW_ANALYST_CUTTER_H
#define CW_ANALYST_CUTTER_H

#include "part_cache.h"

struct cw_cutter;

/* A part and where it stands in the text. */
struct cw_placed {
    struct cw_part *part;
    size_t offset;
    uint32_t lines; /* before it */
};

struct cw_cutter *cw_cutter_new(void); /* NULL when out of memory */
void cw_cutter_free(struct cw_cutter *cutter);

/* The parts of a text in order: the same that cw_extract_next_part gives, whatever came before.
 * *list is valid until the next text, its parts during the next two. CW_ENOMEM, or what the
 * parser said. */
enum cw_err cw_cutter_cut(struct cw_cutter *cutter, enum cw_media media, struct cw_str text,
                          struct cw_str declared, const struct cw_placed **list, size_t *n,
                          struct cw_diag *diag) CW_MUST_CHECK;

#endif
