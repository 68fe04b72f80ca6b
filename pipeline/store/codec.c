/* zstd contexts and prepared dictionaries, kept for reuse: making them costs more than using them.
 */
#include "codec.h"

#include <stdlib.h>
#include <string.h>
#include <zdict.h>
#include <zstd.h>

enum {
    MOST_DICTIONARIES = 16,
    LEVEL = 1,
    DICTIONARY_BYTES = 64 * 1024,
    DICTIONARY_TEXT = 60 * 1024, /* beside what zstd says of it */
    SHORT_BYTES = 512 /* without a dictionary a frame of less saves little and takes its time */
};

/* What stands before bytes that are kept as they are; a frame never begins with it. */
static const char as_is = '\0';

struct dictionary {
    int64_t number;
    ZSTD_CDict *pack;
    ZSTD_DDict *unpack;
};

struct cw_codec {
    ZSTD_CCtx *pack;
    ZSTD_DCtx *unpack;
    struct dictionary dictionaries[MOST_DICTIONARIES];
    size_t n;
};

struct cw_codec *cw_codec_new(void)
{
    struct cw_codec *codec = calloc(1, sizeof *codec);
    if (!codec) {
        return NULL;
    }
    codec->pack = ZSTD_createCCtx();
    codec->unpack = ZSTD_createDCtx();
    if (!codec->pack || !codec->unpack) {
        cw_codec_free(codec);
        return NULL;
    }
    return codec;
}

void cw_codec_free(struct cw_codec *codec)
{
    if (!codec) {
        return;
    }
    for (size_t i = 0; i < codec->n; i++) {
        ZSTD_freeCDict(codec->dictionaries[i].pack);
        ZSTD_freeDDict(codec->dictionaries[i].unpack);
    }
    ZSTD_freeCCtx(codec->pack);
    ZSTD_freeDCtx(codec->unpack);
    free(codec);
}

bool cw_codec_add(struct cw_codec *codec, int64_t number, struct cw_str data)
{
    if (codec->n == MOST_DICTIONARIES) {
        return false;
    }
    struct dictionary *dictionary = &codec->dictionaries[codec->n];
    dictionary->number = number;
    dictionary->pack = ZSTD_createCDict(data.data, data.len, LEVEL);
    dictionary->unpack = ZSTD_createDDict(data.data, data.len);
    if (!dictionary->pack || !dictionary->unpack) {
        ZSTD_freeCDict(dictionary->pack);
        ZSTD_freeDDict(dictionary->unpack);
        return false;
    }
    codec->n++;
    return true;
}

int64_t cw_codec_current(const struct cw_codec *codec)
{
    return codec->n ? codec->dictionaries[codec->n - 1].number : 0;
}

static const struct dictionary *find(const struct cw_codec *codec, int64_t number)
{
    for (size_t i = 0; i < codec->n; i++) {
        if (codec->dictionaries[i].number == number) {
            return &codec->dictionaries[i];
        }
    }
    return NULL;
}

bool cw_codec_pack(struct cw_codec *codec, int64_t dictionary, struct cw_str data,
                   struct cw_buf *out)
{
    cw_buf_clear(out);
    if (!dictionary && data.len < SHORT_BYTES) {
        cw_buf_char(out, as_is);
        cw_buf_str(out, data);
        return !out->failed;
    }
    size_t bound = ZSTD_compressBound(data.len);
    if (ZSTD_isError(bound) || !cw_buf_reserve(out, bound)) {
        return false;
    }
    const struct dictionary *found = dictionary ? find(codec, dictionary) : NULL;
    if (dictionary && !found) {
        return false;
    }
    size_t written =
        found ? ZSTD_compress_usingCDict(codec->pack, out->data, out->size, data.data, data.len,
                                         found->pack)
              : ZSTD_compressCCtx(codec->pack, out->data, out->size, data.data, data.len, LEVEL);
    if (ZSTD_isError(written)) {
        return false;
    }
    out->len = written;
    return true;
}

struct cw_str cw_codec_unpack(struct cw_codec *codec, int64_t dictionary, struct cw_str frame,
                              struct cw_arena *arena, size_t most)
{
    struct cw_str none = {NULL, 0};
    if (!dictionary && frame.len && frame.data[0] == as_is) {
        struct cw_str data = cw_str_sub(frame, 1, frame.len);
        return data.len > most ? none : cw_str_dup(arena, data);
    }
    unsigned long long size = ZSTD_getFrameContentSize(frame.data, frame.len);
    const struct dictionary *found = dictionary ? find(codec, dictionary) : NULL;
    if (size > most || (dictionary && !found)) { /* unknown and error are huge numbers */
        return none;
    }
    char *text = cw_arena_alloc(arena, (size_t)size + 1);
    if (!text) {
        return none;
    }
    size_t got =
        found ? ZSTD_decompress_usingDDict(codec->unpack, text, (size_t)size, frame.data, frame.len,
                                           found->unpack)
              : ZSTD_decompressDCtx(codec->unpack, text, (size_t)size, frame.data, frame.len);
    if (ZSTD_isError(got) || got != size) {
        return none;
    }
    return (struct cw_str){text, got};
}

bool cw_codec_is_frame(struct cw_str data)
{
    return data.len >= 4 && memcmp(data.data, "\x28\xB5\x2F\xFD", 4) == 0; /* RFC 8878, 3.1.1 */
}

struct cw_str cw_codec_unpack_after(struct cw_codec *codec, struct cw_str prefix,
                                    struct cw_str frame, struct cw_arena *arena, size_t most)
{
    struct cw_str none = {NULL, 0};
    unsigned long long size = ZSTD_getFrameContentSize(frame.data, frame.len);
    if (size > most) {
        return none;
    }
    char *text = cw_arena_alloc(arena, (size_t)size + 1);
    ZSTD_DCtx_reset(codec->unpack, ZSTD_reset_session_and_parameters);
    if (!text || ZSTD_isError(ZSTD_DCtx_refPrefix(codec->unpack, prefix.data, prefix.len))) {
        return none;
    }
    size_t got = ZSTD_decompressDCtx(codec->unpack, text, (size_t)size, frame.data, frame.len);
    return ZSTD_isError(got) || got != size ? none : (struct cw_str){text, got};
}

/* The texts themselves, as many as there is room for, with zstd's statistics of all. Of policies it
 * saves as much as a dictionary chosen by training, which takes twenty-five times as long. */
bool cw_codec_make_dictionary(struct cw_str samples, const size_t *sizes, unsigned n,
                              struct cw_buf *out)
{
    cw_buf_clear(out);
    char *space = malloc(DICTIONARY_BYTES);
    if (!space) {
        return false;
    }
    size_t len = samples.len < DICTIONARY_TEXT ? samples.len : DICTIONARY_TEXT;
    const char *text = samples.data + samples.len - len;
    ZDICT_params_t params = {.compressionLevel = LEVEL};
    size_t size = ZDICT_finalizeDictionary(space, DICTIONARY_BYTES, text, len, samples.data, sizes,
                                           n, params);
    bool made = !ZDICT_isError(size);
    if (made) {
        cw_buf_add(out, space, size);
    }
    free(space);
    return made && !out->failed;
}
