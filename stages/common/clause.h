/* Clauses: the unit of all work. A heading, paragraph, list item or table row that holds a letter
 * or a digit, addressed by the hash of its normalised text and its declared language. */
#ifndef CW_COMMON_CLAUSE_H
#define CW_COMMON_CLAUSE_H

#include "block.h"
#include "hash.h"
#include "wire.h"

struct cw_arena;

struct cw_clause {
    enum cw_kind kind;
    uint8_t level;
    uint32_t line;         /* from 1 */
    size_t start;          /* bytes into the decoded source */
    size_t end;            /* exclusive */
    struct cw_str number;  /* its number as printed, without brackets or final dot: "1.2", "a"; "" =
                            * none.  Numbers are metadata: they stand in no text and no hash */
    struct cw_str lang;    /* declared: by markup, else by the document; BCP 47, "" = unknown */
    struct cw_str anchor;  /* explicit id, "" = none */
    struct cw_str text;    /* NFC, white space squeezed, number taken off the front */
    struct cw_link *links; /* by start; offsets into text */
    size_t n_links;
    struct cw_hash hash;       /* of (lang, text): what an analysis is kept under */
    struct cw_hash links_hash; /* of all link targets in order; all zero when there are none */
};

struct cw_clauses {
    struct cw_clause *items;
    size_t n;
};

/* Sets links_hash from links. False when out of memory. */
bool cw_links_hash(struct cw_arena *arena, struct cw_clause *clause);

/* Wire form of a clause's links. Reading sets links, n_links and links_hash, copied into the arena;
 * false when the record is damaged or memory is out. */
void cw_links_put(struct cw_buf *out, const struct cw_link *links, size_t n);
bool cw_links_get(struct cw_reader *in, struct cw_arena *arena, struct cw_clause *clause);

#endif
