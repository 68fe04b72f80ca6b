/* The JSON writer. */
#include "json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void cw_json_init(struct cw_json *json, struct cw_buf *out)
{
    memset(json, 0, sizeof *json);
    json->out = out;
}

static void before_value(struct cw_json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth > 0) {
        if (json->has_items[json->depth - 1]) {
            cw_buf_char(json->out, ',');
        }
        json->has_items[json->depth - 1] = true;
    }
}

static void open_level(struct cw_json *json, char bracket)
{
    before_value(json);
    cw_buf_char(json->out, bracket);
    if (json->depth >= CW_JSON_DEPTH) {
        json->out->failed = true;
        return;
    }
    json->has_items[json->depth++] = false;
}

static void close_level(struct cw_json *json, char bracket)
{
    if (json->depth > 0) {
        json->depth--;
    }
    cw_buf_char(json->out, bracket);
}

void cw_json_begin_object(struct cw_json *json)
{
    open_level(json, '{');
}

void cw_json_end_object(struct cw_json *json)
{
    close_level(json, '}');
}

void cw_json_begin_array(struct cw_json *json)
{
    open_level(json, '[');
}

void cw_json_end_array(struct cw_json *json)
{
    close_level(json, ']');
}

static void add_escape(struct cw_buf *out, unsigned char c)
{
    switch (c) {
    case '"':
        cw_buf_z(out, "\\\"");
        break;
    case '\\':
        cw_buf_z(out, "\\\\");
        break;
    case '\n':
        cw_buf_z(out, "\\n");
        break;
    case '\r':
        cw_buf_z(out, "\\r");
        break;
    case '\t':
        cw_buf_z(out, "\\t");
        break;
    default:
        cw_buf_printf(out, "\\u%04x", c);
    }
}

static bool is_line_separator(struct cw_str text, size_t at)
{
    return text.len - at >= 3 && (unsigned char)text.data[at] == 0xE2 &&
           (unsigned char)text.data[at + 1] == 0x80 &&
           ((unsigned char)text.data[at + 2] & 0xFE) == 0xA8;
}

/* 1: a byte that may need an escape; 0xE2 leads the line separators. */
static const unsigned char special[256] = {
    [0x00] = 1, [0x01] = 1, [0x02] = 1, [0x03] = 1, [0x04] = 1, [0x05] = 1, [0x06] = 1, [0x07] = 1,
    [0x08] = 1, [0x09] = 1, [0x0A] = 1, [0x0B] = 1, [0x0C] = 1, [0x0D] = 1, [0x0E] = 1, [0x0F] = 1,
    [0x10] = 1, [0x11] = 1, [0x12] = 1, [0x13] = 1, [0x14] = 1, [0x15] = 1, [0x16] = 1, [0x17] = 1,
    [0x18] = 1, [0x19] = 1, [0x1A] = 1, [0x1B] = 1, [0x1C] = 1, [0x1D] = 1, [0x1E] = 1, [0x1F] = 1,
    ['"'] = 1,  ['\\'] = 1, [0x7F] = 1, [0xE2] = 1};

static void add_string(struct cw_buf *out, struct cw_str text)
{
    cw_buf_char(out, '"');
    size_t plain = 0; /* start of what has not been written yet */
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (!special[c]) {
            continue;
        }
        if (c == 0xE2 && !is_line_separator(text, i)) {
            continue;
        }
        cw_buf_add(out, text.data + plain, i - plain);
        if (c == 0xE2) {
            cw_buf_z(out, (unsigned char)text.data[i + 2] == 0xA8 ? "\\u2028" : "\\u2029");
            i += 2;
        } else {
            add_escape(out, c);
        }
        plain = i + 1;
    }
    if (text.len > plain) {
        cw_buf_add(out, text.data + plain, text.len - plain);
    }
    cw_buf_char(out, '"');
}

void cw_json_key(struct cw_json *json, const char *key)
{
    before_value(json);
    add_string(json->out, cw_str_z(key));
    cw_buf_char(json->out, ':');
    json->after_key = true;
}

void cw_json_str(struct cw_json *json, struct cw_str value)
{
    before_value(json);
    add_string(json->out, value);
}

void cw_json_int(struct cw_json *json, int64_t value)
{
    before_value(json);
    cw_buf_int(json->out, value);
}

/* The same digits as printf's, many times as fast, for numbers of ordinary size that are not so
 * near the middle between two results that only exact arithmetic could tell. */
static bool put_decimal(struct cw_json *json, double value, int decimals)
{
    static const double scales[] = {1, 10, 100, 1000, 10000};
    if (decimals < 0 || decimals > 4 || fabs(value) >= 1e9) {
        return false;
    }
    double scaled = fabs(value) * scales[decimals];
    double whole = floor(scaled);
    if (fabs(scaled - whole - 0.5) < 1e-2) {
        return false;
    }
    int64_t digits = (int64_t)whole + (scaled - whole > 0.5);
    int64_t scale = (int64_t)scales[decimals];
    before_value(json);
    if (value < 0 && digits) {
        cw_buf_char(json->out, '-');
    }
    cw_buf_int(json->out, digits / scale);
    int64_t rest = digits % scale;
    if (rest) {
        cw_buf_char(json->out, '.');
    }
    while (rest) { /* without zeros at the end */
        scale /= 10;
        cw_buf_char(json->out, (char)('0' + rest / scale));
        rest %= scale;
    }
    return true;
}

void cw_json_number(struct cw_json *json, double value, int decimals)
{
    if (!isfinite(value)) {
        cw_json_null(json);
        return;
    }
    char text[64];
    if (put_decimal(json, value, decimals)) {
        return;
    }
    int len = snprintf(text, sizeof text, "%.*f", decimals, value);
    if (len < 0 || (size_t)len >= sizeof text) {
        cw_json_null(json);
        return;
    }
    if (strchr(text, '.')) {
        while (text[len - 1] == '0') {
            text[--len] = '\0';
        }
        if (text[len - 1] == '.') {
            text[--len] = '\0';
        }
    }
    before_value(json);
    cw_buf_z(json->out, strcmp(text, "-0") == 0 ? "0" : text);
}

void cw_json_bool(struct cw_json *json, bool value)
{
    before_value(json);
    cw_buf_z(json->out, value ? "true" : "false");
}

void cw_json_null(struct cw_json *json)
{
    before_value(json);
    cw_buf_z(json->out, "null");
}

void cw_json_put_str(struct cw_json *json, const char *key, struct cw_str value)
{
    cw_json_key(json, key);
    cw_json_str(json, value);
}

void cw_json_put_z(struct cw_json *json, const char *key, const char *value)
{
    cw_json_key(json, key);
    if (value) {
        cw_json_str(json, cw_str_z(value));
    } else {
        cw_json_null(json);
    }
}

void cw_json_put_str_or_null(struct cw_json *json, const char *key, struct cw_str value)
{
    cw_json_key(json, key);
    if (value.len) {
        cw_json_str(json, value);
    } else {
        cw_json_null(json);
    }
}

void cw_json_put_int(struct cw_json *json, const char *key, int64_t value)
{
    cw_json_key(json, key);
    cw_json_int(json, value);
}

void cw_json_put_index(struct cw_json *json, const char *key, int64_t value)
{
    cw_json_key(json, key);
    if (value < 0) {
        cw_json_null(json);
    } else {
        cw_json_int(json, value);
    }
}

void cw_json_put_number(struct cw_json *json, const char *key, double value, int decimals)
{
    cw_json_key(json, key);
    cw_json_number(json, value, decimals);
}

void cw_json_put_bool(struct cw_json *json, const char *key, bool value)
{
    cw_json_key(json, key);
    cw_json_bool(json, value);
}

void cw_json_end_line(struct cw_json *json)
{
    cw_buf_char(json->out, '\n');
    json->depth = 0;
    json->after_key = false;
}
