/* Documents that a worker reads, one version after the other.
 *
 * While one waits to hear which of its clauses are new, the next one is read already. Answers leave
 * in the order of the jobs. What is remembered from job to job is the last version read, so that a
 * document's next version needs no text sent again, and parsed parts. */
#ifndef CW_WORKER_INTAKE_H
#define CW_WORKER_INTAKE_H

#include "channel.h"

struct cw_analyst;
struct cw_intake;

/* Both are borrowed for its life. NULL when out of memory. */
struct cw_intake *cw_intake_new(const struct cw_channel *channel, struct cw_analyst *analyst);
void cw_intake_free(struct cw_intake *intake); /* NULL allowed */

/* A JOB has come. Its frame is taken; what the buffer holds afterwards means nothing. False: the
 * other side is gone, or does not keep to the protocol. */
bool cw_intake_job(struct cw_intake *intake, struct cw_buf *frame) CW_MUST_CHECK;

/* A KNOWN has come: the answer to the oldest question. False as above. */
bool cw_intake_known(struct cw_intake *intake, struct cw_str body) CW_MUST_CHECK;

#endif
