/* Frames are read and written whole, however little the pipe takes at a time. */
#include "channel.h"

#include <errno.h>
#include <unistd.h>

#include "common/io.h"

bool cw_channel_send(const struct cw_channel *channel, enum cw_frame_type type,
                     const struct cw_buf *body)
{
    unsigned char header[CW_FRAME_HEADER];
    cw_frame_header(header, type, body->len);
    struct iovec pieces[2] = {{header, sizeof header}, {body->data, body->len}};
    while (cw_frame_left(pieces, 2)) {
        ssize_t sent = writev(channel->out, pieces, 2);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        cw_frame_sent(pieces, 2, (size_t)sent);
    }
    return true;
}

bool cw_channel_receive(const struct cw_channel *channel, struct cw_buf *body,
                        enum cw_frame_type *type)
{
    unsigned char header[CW_FRAME_HEADER];
    size_t len;
    if (!cw_read_all(channel->in, header, sizeof header) || !cw_frame_parse(header, type, &len)) {
        return false;
    }
    cw_buf_clear(body);
    if (!cw_buf_reserve(body, len)) {
        return false;
    }
    body->len = len;
    return !len || cw_read_all(channel->in, body->data, len);
}
