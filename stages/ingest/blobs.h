/* Objects of a git repository by their ids, from one "git cat-file" that is kept running. */
#ifndef CW_INGEST_BLOBS_H
#define CW_INGEST_BLOBS_H

#include "common/buf.h"
#include "common/error.h"

struct cw_blobs;

/* dir is borrowed and must outlive it. NULL when out of memory. Git is started by the first read.
 */
struct cw_blobs *cw_blobs_new(const char *dir);
void cw_blobs_free(struct cw_blobs *blobs); /* NULL allowed */

/* The bytes of a blob, behind what is in out. Errors as of cw_source_read. */
enum cw_err cw_blobs_read(struct cw_blobs *blobs, struct cw_str id, struct cw_buf *out,
                          struct cw_diag *diag) CW_MUST_CHECK;

/* Asks git for a blob that will be read soon, without waiting for it; questions leave a few at a
 * time. What cannot be asked for ahead is asked for when it is read. */
void cw_blobs_expect(struct cw_blobs *blobs, struct cw_str id);

#endif
