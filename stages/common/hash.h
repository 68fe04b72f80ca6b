/* Content hashes: BLAKE2b-256 (RFC 7693) through libsodium. They are identities: what has the same
 * hash is the same thing, in this store and in any other. */
#ifndef CW_COMMON_HASH_H
#define CW_COMMON_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "str.h"

enum { CW_HASH_BYTES = 32, CW_HASH_HEX = 2 * CW_HASH_BYTES };

struct cw_hash {
    uint8_t bytes[CW_HASH_BYTES];
};

struct cw_hash cw_hash_of(struct cw_str data);

/* The hash of several strings in order, each preceded by its length, so that ("ab","c") and
 * ("a","bc") differ. */
struct cw_hash cw_hash_parts(const struct cw_str *parts, size_t n);

/* A trail of how data was hashed: data that begins with the same bytes is hashed from where it
 * differs. NULL when out of memory. */
struct cw_hash_trail;
struct cw_hash_trail *cw_hash_trail_new(void);
void cw_hash_trail_free(struct cw_hash_trail *trail); /* NULL allowed */

/* The same as cw_hash_of(data). before: the data of the last call with this trail, or empty when it
 * is no longer there. */
struct cw_hash cw_hash_trail_of(struct cw_hash_trail *trail, struct cw_str before,
                                struct cw_str data);

bool cw_hash_eq(const struct cw_hash *a, const struct cw_hash *b);
int cw_hash_cmp(const struct cw_hash *a, const struct cw_hash *b);

/* Lower-case hexadecimal, NUL-terminated. */
void cw_hash_hex(const struct cw_hash *hash, char out[CW_HASH_HEX + 1]);

/* The first 8 bytes as a number: a well-mixed key for hash tables and short ids. */
uint64_t cw_hash_short(const struct cw_hash *hash);

#endif
