/* A small map from content hash to number, for the clauses of one document. */
#ifndef CW_WORKER_HASHES_H
#define CW_WORKER_HASHES_H

#include "common/hash.h"

struct cw_hashes;

/* Room for about n entries; grows. NULL when out of memory. */
struct cw_hashes *cw_hashes_new(size_t n);
void cw_hashes_free(struct cw_hashes *hashes); /* NULL allowed */

/* The number kept for a hash, or -1. */
int64_t cw_hashes_find(const struct cw_hashes *hashes, const struct cw_hash *hash);

/* Keeps value (>= 0) for a hash that is not there yet. False when out of memory. */
bool cw_hashes_add(struct cw_hashes *hashes, const struct cw_hash *hash, int64_t value);

size_t cw_hashes_count(const struct cw_hashes *hashes);

#endif
