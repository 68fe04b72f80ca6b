/* Varints and length-prefixed strings. */
#include "wire.h"

#include <string.h>

void cw_wire_put_uint(struct cw_buf *out, uint64_t value)
{
    if (value < 0x80) { /* most are */
        cw_buf_char(out, (char)value);
        return;
    }
    char bytes[10];
    size_t n = 0;
    do {
        bytes[n] = (char)(value & 0x7F);
        value >>= 7;
        if (value) {
            bytes[n] = (char)((unsigned char)bytes[n] | 0x80);
        }
        n++;
    } while (value);
    cw_buf_add(out, bytes, n);
}

void cw_wire_put_int(struct cw_buf *out, int64_t value)
{
    cw_wire_put_uint(out, ((uint64_t)value << 1) ^ (value < 0 ? UINT64_MAX : 0));
}

void cw_wire_put_str(struct cw_buf *out, struct cw_str text)
{
    cw_wire_put_uint(out, text.len);
    cw_buf_str(out, text);
}

void cw_wire_put_hash(struct cw_buf *out, const struct cw_hash *hash)
{
    cw_buf_add(out, hash->bytes, sizeof hash->bytes);
}

void cw_wire_put_double(struct cw_buf *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint8_t bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)(bits >> (8 * i));
    }
    cw_buf_add(out, bytes, sizeof bytes);
}

struct cw_reader cw_wire_reader(struct cw_str data)
{
    return (struct cw_reader){data.data, data.data + data.len, false};
}

static void give_up(struct cw_reader *in)
{
    in->failed = true;
    in->at = in->end;
}

uint64_t cw_wire_uint(struct cw_reader *in)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (in->at == in->end) {
            break;
        }
        unsigned char byte = (unsigned char)*in->at++;
        if (shift == 63 && byte > 1) {
            break;
        }
        value |= (uint64_t)(byte & 0x7F) << shift;
        if (!(byte & 0x80)) {
            return value;
        }
    }
    give_up(in);
    return 0;
}

uint64_t cw_wire_uint_max(struct cw_reader *in, uint64_t most)
{
    uint64_t value = cw_wire_uint(in);
    if (value > most) {
        give_up(in);
        return 0;
    }
    return value;
}

int64_t cw_wire_int(struct cw_reader *in)
{
    uint64_t value = cw_wire_uint(in);
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

struct cw_str cw_wire_str(struct cw_reader *in)
{
    uint64_t len = cw_wire_uint(in);
    if (len > (size_t)(in->end - in->at)) {
        give_up(in);
        return (struct cw_str){"", 0};
    }
    struct cw_str text = {in->at, (size_t)len};
    in->at += len;
    return text;
}

struct cw_hash cw_wire_hash(struct cw_reader *in)
{
    struct cw_hash hash = {{0}};
    if ((size_t)(in->end - in->at) < sizeof hash.bytes) {
        give_up(in);
        return hash;
    }
    memcpy(hash.bytes, in->at, sizeof hash.bytes);
    in->at += sizeof hash.bytes;
    return hash;
}

double cw_wire_double(struct cw_reader *in)
{
    if (in->end - in->at < 8) {
        give_up(in);
        return 0;
    }
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; i++) {
        bits |= (uint64_t)(unsigned char)in->at[i] << (8 * i);
    }
    in->at += 8;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

size_t cw_wire_count(struct cw_reader *in, size_t least)
{
    uint64_t n = cw_wire_uint(in);
    if (n > (size_t)(in->end - in->at) / (least ? least : 1)) {
        give_up(in);
        return 0;
    }
    return (size_t)n;
}

bool cw_wire_done(const struct cw_reader *in)
{
    return !in->failed && in->at == in->end;
}
