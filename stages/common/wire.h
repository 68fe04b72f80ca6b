/* The compact binary form in which results cross a pipe and rest in the store.
 *
 * Unsigned integers are LEB128 varints, strings are a length and bytes. The reader trusts nothing:
 * every length is checked against what is there, and after the first error all reads give zero
 * values and `failed` stays set, so that a whole record is read first and judged once. */
#ifndef CW_COMMON_WIRE_H
#define CW_COMMON_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "hash.h"

struct cw_reader {
    const char *at;
    const char *end;
    bool failed;
};

void cw_wire_put_uint(struct cw_buf *out, uint64_t value);
void cw_wire_put_int(struct cw_buf *out, int64_t value); /* zigzag */
void cw_wire_put_str(struct cw_buf *out, struct cw_str text);
void cw_wire_put_hash(struct cw_buf *out, const struct cw_hash *hash);
void cw_wire_put_double(struct cw_buf *out, double value); /* IEEE 754, little endian */

struct cw_reader cw_wire_reader(struct cw_str data);
uint64_t cw_wire_uint(struct cw_reader *in);
/* As cw_wire_uint; a value above `most` is an error. For counts: pass what memory can bear. */
uint64_t cw_wire_uint_max(struct cw_reader *in, uint64_t most);
int64_t cw_wire_int(struct cw_reader *in);
struct cw_str cw_wire_str(struct cw_reader *in); /* borrowed from the data */
struct cw_hash cw_wire_hash(struct cw_reader *in);
double cw_wire_double(struct cw_reader *in);

/* An element count: an error when it could not fit the bytes that are left, at `least` bytes each.
 */
size_t cw_wire_count(struct cw_reader *in, size_t least);

bool cw_wire_done(const struct cw_reader *in); /* everything read, nothing failed */

#endif
