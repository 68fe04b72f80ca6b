/* zstd with dictionaries, for many short texts. */
#ifndef CW_STORE_CODEC_H
#define CW_STORE_CODEC_H

#include <stdint.h>

#include "common/arena.h"
#include "common/buf.h"

struct cw_codec;

struct cw_codec *cw_codec_new(void);        /* NULL when out of memory */
void cw_codec_free(struct cw_codec *codec); /* NULL allowed */

/* Adds a dictionary under its number (from 1); the last added is used for compression. False when
 * out of memory or when there are too many (16). The data is copied. */
bool cw_codec_add(struct cw_codec *codec, int64_t number, struct cw_str data);

/* The number of the dictionary that cw_codec_pack uses; 0 = none. */
int64_t cw_codec_current(const struct cw_codec *codec);

/* Compresses with the dictionary of this number (0 = none) into out (cleared first). Without a
 * dictionary, fewer than 512 bytes stay as they are behind a zero byte. */
bool cw_codec_pack(struct cw_codec *codec, int64_t dictionary, struct cw_str data,
                   struct cw_buf *out);

/* Decompresses into the arena, at most `most` bytes. data is NULL when the frame is damaged, too
 * large or its dictionary is missing, or when out of memory. */
struct cw_str cw_codec_unpack(struct cw_codec *codec, int64_t dictionary, struct cw_str frame,
                              struct cw_arena *arena, size_t most);

/* Does the data begin as frames do? */
bool cw_codec_is_frame(struct cw_str data);

/* The same for what was packed with an earlier text as prefix. */
struct cw_str cw_codec_unpack_after(struct cw_codec *codec, struct cw_str prefix,
                                    struct cw_str frame, struct cw_arena *arena, size_t most);

/* Makes a dictionary of samples laid end to end (their sizes in sizes[]). False: they are too few,
 * or too short. */
bool cw_codec_make_dictionary(struct cw_str samples, const size_t *sizes, unsigned n,
                              struct cw_buf *out);

#endif
