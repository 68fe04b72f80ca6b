/* The worker's two pipes: frames come in on one and leave on the other. */
#ifndef CW_WORKER_CHANNEL_H
#define CW_WORKER_CHANNEL_H

#include <stdbool.h>

#include "common/buf.h"
#include "protocol.h"

struct cw_channel {
    int in;
    int out;
};

/* Header and body leave in one call: the other side wakes once. False: it is gone. */
bool cw_channel_send(const struct cw_channel *channel, enum cw_frame_type type,
                     const struct cw_buf *body) CW_MUST_CHECK;

/* Waits for a frame; its body replaces what is in the buffer. False: the other side is gone, sent
 * what is no frame, or out of memory. */
bool cw_channel_receive(const struct cw_channel *channel, struct cw_buf *body,
                        enum cw_frame_type *type) CW_MUST_CHECK;

#endif
