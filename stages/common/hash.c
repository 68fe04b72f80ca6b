/* BLAKE2b-256 through libsodium's generic hash. */
#include "hash.h"

#include <sodium.h>
#include <string.h>
#include <threads.h>

static once_flag ready = ONCE_FLAG_INIT;

/* Without it libsodium is right but never looks for what the processor can do. */
static void prepare(void)
{
    int failed = sodium_init();
    (void)failed; /* its random numbers may be missing; none are asked for */
}

struct cw_hash cw_hash_of(struct cw_str data)
{
    call_once(&ready, prepare);
    struct cw_hash hash;
    crypto_generichash(hash.bytes, sizeof hash.bytes, (const unsigned char *)data.data, data.len,
                       NULL, 0);
    return hash;
}

struct cw_hash cw_hash_parts(const struct cw_str *parts, size_t n)
{
    call_once(&ready, prepare);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, CW_HASH_BYTES);
    for (size_t i = 0; i < n; i++) {
        uint8_t length[8];
        for (size_t b = 0; b < sizeof length; b++) {
            length[b] = (uint8_t)((uint64_t)parts[i].len >> (8 * b));
        }
        crypto_generichash_update(&state, length, sizeof length);
        crypto_generichash_update(&state, (const unsigned char *)parts[i].data, parts[i].len);
    }
    struct cw_hash hash;
    crypto_generichash_final(&state, hash.bytes, sizeof hash.bytes);
    return hash;
}

bool cw_hash_eq(const struct cw_hash *a, const struct cw_hash *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

int cw_hash_cmp(const struct cw_hash *a, const struct cw_hash *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

void cw_hash_hex(const struct cw_hash *hash, char out[CW_HASH_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < CW_HASH_BYTES; i++) {
        out[2 * i] = digits[hash->bytes[i] >> 4];
        out[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    out[CW_HASH_HEX] = '\0';
}

uint64_t cw_hash_short(const struct cw_hash *hash)
{
    uint64_t value = 0;
    for (size_t i = 0; i < 8; i++) {
        value = value << 8 | hash->bytes[i];
    }
    return value;
}
