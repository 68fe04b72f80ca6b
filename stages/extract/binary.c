/* Files that are not text at all: reading them as such would fill a report with noise. */
#include <string.h>

#include "common/utf8.h"
#include "extract.h"

enum {
    HEAD = 4096,
    LEAST = 64,           /* bytes; too little to judge below it */
    CONTROLS_PERCENT = 7, /* bytes at random have 9; UTF-16 of Chinese, at worst 5 */
    NULS_PERCENT = 10     /* of the odd and of the even places: UTF-16 has them in one kind */
};

static const char *by_signature(struct cw_str bytes)
{
    static const char *const signatures[][2] = {
        {"%PDF-", "a PDF file"},
        {"PK\x03\x04", "a zip file or an office document"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an office document"},
        {"{\\rtf", "a Rich Text file"},
        {"\x1F\x8B\x08", "a gzip file"},
        {"7z\xBC\xAF\x27\x1C", "a 7z file"},
        {"\x89PNG\r\n\x1A\n", "an image"},
        {"\xFF\xD8\xFF", "an image"},
        {"GIF87a", "an image"},
        {"GIF89a", "an image"},
        {"\x7F\x45LF", "a program"}};
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        if (cw_str_starts(bytes, signatures[i][0])) {
            return signatures[i][1];
        }
    }
    return NULL;
}

/* UTF-16 and UTF-32 hold any byte. */
static bool has_wide_mark(struct cw_str bytes)
{
    return cw_str_starts(bytes, "\xFF\xFE") || cw_str_starts(bytes, "\xFE\xFF") ||
           (bytes.len >= 4 && memcmp(bytes.data, "\0\0\xFE\xFF", 4) == 0);
}

/* Controls that no text has: white space and the shifts of ISO 2022 are left out. */
static bool is_control(unsigned char c)
{
    return (c >= 0x01 && c <= 0x08) || (c >= 0x10 && c <= 0x1A) || (c >= 0x1C && c <= 0x1F) ||
           c == 0x7F;
}

static bool looks_binary(struct cw_str bytes)
{
    size_t len = bytes.len < HEAD ? bytes.len : HEAD;
    struct cw_str head = cw_str_sub(bytes, 0, len);
    size_t controls = 0;
    size_t nuls[2] = {0, 0};
    for (size_t i = cw_utf8_printable_end(head, 0); i < len;
         i = cw_utf8_printable_end(head, i + 1)) {
        controls += is_control((unsigned char)head.data[i]);
        nuls[i % 2] += head.data[i] == '\0';
    }
    size_t fewer = nuls[0] < nuls[1] ? nuls[0] : nuls[1];
    return len >= LEAST && !has_wide_mark(bytes) &&
           (controls * 100 > len * CONTROLS_PERCENT || fewer * 200 > len * NULS_PERCENT);
}

const char *cw_extract_binary(struct cw_str bytes)
{
    const char *what = by_signature(bytes);
    return what || !looks_binary(bytes) ? what : "binary data";
}
