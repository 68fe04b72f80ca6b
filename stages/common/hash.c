/* BLAKE2b-256 through libsodium's generic hash. */
#include "hash.h"

#include <sodium.h>
#include <stdlib.h>
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

enum { TRAIL_STEP = 4096, TRAIL_STATES = 64 };

struct cw_hash_trail {
    crypto_generichash_state states[TRAIL_STATES]; /* each a step behind the one before it */
    size_t n;
};

struct cw_hash_trail *cw_hash_trail_new(void)
{
    call_once(&ready, prepare);
    /* libsodium asks for more alignment than malloc gives. */
    struct cw_hash_trail *trail = aligned_alloc(_Alignof(struct cw_hash_trail), sizeof *trail);
    if (trail) {
        crypto_generichash_init(&trail->states[0], NULL, 0, CW_HASH_BYTES);
        trail->n = 1;
    }
    return trail;
}

void cw_hash_trail_free(struct cw_hash_trail *trail)
{
    free(trail);
}

/* How many steps of the trail both begin with. */
static size_t same_steps(const struct cw_hash_trail *trail, struct cw_str before,
                         struct cw_str data)
{
    size_t most = (before.len < data.len ? before.len : data.len) / TRAIL_STEP;
    size_t n = 0;
    while (n < most && n + 1 < trail->n &&
           memcmp(before.data + n * TRAIL_STEP, data.data + n * TRAIL_STEP, TRAIL_STEP) == 0) {
        n++;
    }
    return n;
}

struct cw_hash cw_hash_trail_of(struct cw_hash_trail *trail, struct cw_str before,
                                struct cw_str data)
{
    const unsigned char *bytes = (const unsigned char *)data.data;
    size_t n = same_steps(trail, before, data);
    size_t at = n * TRAIL_STEP;
    crypto_generichash_state state = trail->states[n];
    trail->n = n + 1;
    while (data.len - at >= TRAIL_STEP && trail->n < TRAIL_STATES) {
        crypto_generichash_update(&state, bytes + at, TRAIL_STEP);
        at += TRAIL_STEP;
        trail->states[trail->n++] = state;
    }
    struct cw_hash hash;
    crypto_generichash_update(&state, bytes + at, data.len - at);
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
