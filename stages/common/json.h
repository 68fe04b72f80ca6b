/* A streaming JSON writer (RFC 8259) over a buffer. Keys come out in the order they are written.
 *
 * Escapes what must be escaped and also U+2028/2029; numbers are written so that the same value
 * always gives the same bytes, whatever the locale. The writer keeps the commas. Not a parser:
 * reading JSON is jansson's work. */
#ifndef CW_COMMON_JSON_H
#define CW_COMMON_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

enum { CW_JSON_DEPTH = 32 };

struct cw_json {
    struct cw_buf *out;
    int depth;
    bool has_items[CW_JSON_DEPTH];
    bool after_key;
};

void cw_json_init(struct cw_json *json, struct cw_buf *out);

void cw_json_begin_object(struct cw_json *json);
void cw_json_end_object(struct cw_json *json);
void cw_json_begin_array(struct cw_json *json);
void cw_json_end_array(struct cw_json *json);
void cw_json_key(struct cw_json *json, const char *key);

void cw_json_str(struct cw_json *json, struct cw_str value);
void cw_json_int(struct cw_json *json, int64_t value);
/* Rounded to `decimals` (0-6) digits, trailing zeros cut; NaN and infinities become null. */
void cw_json_number(struct cw_json *json, double value, int decimals);
void cw_json_bool(struct cw_json *json, bool value);
void cw_json_null(struct cw_json *json);

/* key and value in one call. */
void cw_json_put_str(struct cw_json *json, const char *key, struct cw_str value);
void cw_json_put_z(struct cw_json *json, const char *key, const char *value); /* NULL: null */
void cw_json_put_str_or_null(struct cw_json *json, const char *key, struct cw_str value); /* "" */
void cw_json_put_int(struct cw_json *json, const char *key, int64_t value);
void cw_json_put_index(struct cw_json *json, const char *key, int64_t value); /* < 0: null */
void cw_json_put_number(struct cw_json *json, const char *key, double value, int decimals);
void cw_json_put_bool(struct cw_json *json, const char *key, bool value);

/* Ends a JSON Lines record. */
void cw_json_end_line(struct cw_json *json);

#endif
