/* Bytes to UTF-8: which character set, and the conversion.
 *
 * Order: byte order mark; the caller's hint; what the document declares (first 8 KB, as browsers
 * look); UTF-8 if the bytes are that; ICU's detector. Labels mean what browsers take them for
 * (WHATWG Encoding, "names and labels"): latin1 is windows-1252, gb2312 is gb18030, and so on. */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/ucsdet.h>

#include "common/utf8.h"
#include "internal.h"

enum { DECLARATION_WITHIN = 8192, DETECT_WITHIN = 65536, LABEL_SIZE = 32 };

/* Labels whose name ICU would take more narrowly than pages mean them. */
static const struct {
    const char *label;
    const char *converter;
} wider[] = {{"ascii", "windows-1252"},
             {"us-ascii", "windows-1252"},
             {"latin1", "windows-1252"},
             {"iso-8859-1", "windows-1252"},
             {"iso8859-1", "windows-1252"},
             {"iso-8859-9", "windows-1254"},
             {"iso-8859-11", "windows-874"},
             {"tis-620", "windows-874"},
             {"gb2312", "gb18030"},
             {"gbk", "gb18030"},
             {"x-gbk", "gb18030"},
             {"gb_2312-80", "gb18030"},
             {"shift_jis", "ibm-943_P15A-2003"},
             {"shift-jis", "ibm-943_P15A-2003"},
             {"sjis", "ibm-943_P15A-2003"},
             {"x-sjis", "ibm-943_P15A-2003"},
             {"euc-kr", "windows-949"},
             {"ks_c_5601-1987", "windows-949"},
             {"ksc5601", "windows-949"},
             {"big5", "Big5-HKSCS"},
             {"utf8", "UTF-8"},
             {"unicode", "UTF-16LE"}};

static const char *converter_name(const char *label)
{
    for (size_t i = 0; i < sizeof wider / sizeof wider[0]; i++) {
        if (strcasecmp(label, wider[i].label) == 0) {
            return wider[i].converter;
        }
    }
    return label;
}

static bool is_known(const char *label)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(converter_name(label), &status);
    if (converter) {
        ucnv_close(converter);
    }
    return U_SUCCESS(status) && label[0] != '\0';
}

static bool is_utf8_label(const char *label)
{
    return strcasecmp(label, "utf-8") == 0 || strcasecmp(label, "utf8") == 0;
}

static void copy_label(char out[LABEL_SIZE], struct cw_str label)
{
    label = cw_str_trim(label);
    size_t len = label.len < LABEL_SIZE - 1 ? label.len : LABEL_SIZE - 1;
    if (len) {
        memcpy(out, label.data, len);
    }
    out[len] = '\0';
    if (memchr(out, '\0', len)) {
        out[0] = '\0';
    }
}

/* Behind `word` (lower case) in text from `at`, case aside; text.len when it is not there. */
static size_t find_word(struct cw_str text, size_t at, const char *word)
{
    size_t len = strlen(word);
    for (; at + len <= text.len; at++) {
        if (strncasecmp(text.data + at, word, len) == 0) {
            return at + len;
        }
    }
    return text.len;
}

/* The value behind "charset" or "encoding": optional spaces, "=", optional quotes. */
static struct cw_str value_at(struct cw_str text, size_t at)
{
    while (at < text.len && cw_is_space(text.data[at])) {
        at++;
    }
    if (at >= text.len || text.data[at] != '=') {
        return (struct cw_str){"", 0};
    }
    at++;
    while (at < text.len && (cw_is_space(text.data[at]) || strchr("\"'", text.data[at]))) {
        at++;
    }
    size_t start = at;
    while (at < text.len && !cw_is_space(text.data[at]) && !strchr("\"';>?/", text.data[at])) {
        at++;
    }
    return cw_str_sub(text, start, at);
}

static bool declared_in_xml(struct cw_str head, char label[LABEL_SIZE])
{
    if (!cw_str_starts(head, "<?xml")) {
        return false;
    }
    const char *close = memchr(head.data, '>', head.len);
    head.len = close ? (size_t)(close - head.data) : head.len;
    size_t at = find_word(head, 0, "encoding");
    copy_label(label, value_at(head, at));
    return label[0] != '\0' && is_known(label);
}

/* A declaration of UTF-16 that can be read as bytes is wrong. */
static bool find_declaration(struct cw_str bytes, char label[LABEL_SIZE])
{
    struct cw_str head = bytes;
    head.len = head.len < DECLARATION_WITHIN ? head.len : DECLARATION_WITHIN;
    bool found = declared_in_xml(head, label);
    size_t at = 0;
    while (!found && (at = find_word(head, at, "<meta")) < head.len) {
        const char *close = memchr(head.data + at, '>', head.len - at);
        size_t end = close ? (size_t)(close - head.data) : head.len;
        struct cw_str tag = cw_str_sub(head, at, end);
        size_t value = find_word(tag, 0, "charset");
        if (value < tag.len) {
            copy_label(label, value_at(tag, value));
            found = label[0] != '\0' && is_known(label);
        }
        at = end;
    }
    if (found && strncasecmp(label, "utf-16", 6) == 0) {
        snprintf(label, LABEL_SIZE, "UTF-8");
    }
    return found;
}

static bool byte_order_mark(struct cw_str bytes, char label[LABEL_SIZE])
{
    const char *name = cw_str_starts(bytes, "\xEF\xBB\xBF") ? "UTF-8"
                       : cw_str_starts(bytes, "\xFF\xFE")   ? "UTF-16LE"
                       : cw_str_starts(bytes, "\xFE\xFF")   ? "UTF-16BE"
                                                            : NULL;
    if (bytes.len >= 4 && memcmp(bytes.data, "\xFF\xFE\0\0", 4) == 0) {
        name = "UTF-32LE";
    } else if (bytes.len >= 4 && memcmp(bytes.data, "\0\0\xFE\xFF", 4) == 0) {
        name = "UTF-32BE";
    }
    if (name) {
        snprintf(label, LABEL_SIZE, "%s", name);
    }
    return name != NULL;
}

/* UTF-16 without a mark, in a text that is mostly ASCII: every other byte is NUL. */
static const char *utf16_by_nuls(struct cw_str bytes)
{
    size_t n[2] = {0, 0};
    size_t len = bytes.len < 4096 ? bytes.len : 4096;
    for (size_t i = 0; i < len; i++) {
        n[i & 1] += bytes.data[i] == '\0';
    }
    size_t half = len / 2;
    if (half >= 4 && n[1] > half / 2 && n[0] < half / 10 + 1) {
        return "UTF-16LE";
    }
    return half >= 4 && n[0] > half / 2 && n[1] < half / 10 + 1 ? "UTF-16BE" : NULL;
}

/* Well-formed multi-byte sequences, and bytes that fit in none. */
static void count_utf8(struct cw_str bytes, size_t *n_good, size_t *n_bad)
{
    *n_good = 0;
    *n_bad = 0;
    size_t at = 0;
    while (at < bytes.len) {
        if ((unsigned char)bytes.data[at] < 0x80) {
            at = cw_utf8_ascii_end(bytes, at);
            continue;
        }
        size_t before = at;
        uint32_t c = cw_utf8_next(bytes, &at);
        bool replaced = c == 0xFFFD &&
                        !(at - before == 3 && memcmp(bytes.data + before, "\xEF\xBF\xBD", 3) == 0);
        *n_good += !replaced;
        *n_bad += replaced;
    }
}

static void detect(struct cw_str bytes, bool markup, char label[LABEL_SIZE])
{
    snprintf(label, LABEL_SIZE, "windows-1252");
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&status);
    if (U_FAILURE(status)) {
        return;
    }
    int32_t len = bytes.len < DETECT_WITHIN ? (int32_t)bytes.len : DETECT_WITHIN;
    ucsdet_setText(detector, bytes.data, len, &status);
    ucsdet_enableInputFilter(detector, (UBool)markup);
    const UCharsetMatch *match = ucsdet_detect(detector, &status);
    const char *name = U_SUCCESS(status) && match ? ucsdet_getName(match, &status) : NULL;
    if (name && U_SUCCESS(status) && is_known(name)) {
        snprintf(label, LABEL_SIZE, "%s", name);
    }
    ucsdet_close(detector);
}

static void choose(struct cw_str bytes, enum cw_media media, struct cw_str hint,
                   char label[LABEL_SIZE])
{
    if (byte_order_mark(bytes, label)) {
        return;
    }
    copy_label(label, hint);
    if (label[0] && is_known(label)) {
        return;
    }
    const char *wide = utf16_by_nuls(bytes);
    if (wide) {
        snprintf(label, LABEL_SIZE, "%s", wide);
        return;
    }
    size_t n_good;
    size_t n_bad;
    count_utf8(bytes, &n_good, &n_bad);
    bool declared = media == CW_MEDIA_HTML && find_declaration(bytes, label);
    if (declared && !(n_good > 0 && n_bad == 0)) {
        return;
    }
    if (n_bad == 0 || n_good > 10 * n_bad) {
        snprintf(label, LABEL_SIZE, "UTF-8");
    } else {
        detect(bytes, media == CW_MEDIA_HTML, label);
    }
}

/* ICU's own substitution (U+FFFD), counted. */
static void U_CALLCONV substitute(const void *context, UConverterToUnicodeArgs *args,
                                  const char *units, int32_t length,
                                  UConverterCallbackReason reason, UErrorCode *status)
{
    if (reason <= UCNV_IRREGULAR) {
        size_t *n = *(size_t *const *)context;
        (*n)++;
        UCNV_TO_U_CALLBACK_SUBSTITUTE(NULL, args, units, length, reason, status);
    }
}

static struct cw_str convert(struct cw_arena *arena, struct cw_str bytes, const char *label,
                             size_t *n_replaced)
{
    struct cw_str result = {NULL, 0};
    UErrorCode status = U_ZERO_ERROR;
    UConverter *from = ucnv_open(converter_name(label), &status);
    UConverter *to = ucnv_open("UTF-8", &status);
    /* One byte of a single-byte set, and two of any other, give at most three of UTF-8. */
    size_t room;
    bool fits = !__builtin_mul_overflow(bytes.len, (size_t)3, &room);
    char *out = U_SUCCESS(status) && fits ? cw_arena_alloc(arena, room + 16) : NULL;
    if (out) {
        const void *context = &n_replaced;
        ucnv_setToUCallBack(from, substitute, context, NULL, NULL, &status);
        UChar pivot[2048];
        UChar *pivot_source = pivot;
        UChar *pivot_target = pivot;
        char *target = out;
        const char *source = bytes.data;
        ucnv_convertEx(to, from, &target, out + room + 16, &source, bytes.data + bytes.len, pivot,
                       &pivot_source, &pivot_target, pivot + 2048, true, true, &status);
        if (U_SUCCESS(status)) {
            result = cw_str_n(out, (size_t)(target - out));
        }
    }
    ucnv_close(from);
    ucnv_close(to);
    return result;
}

/* Nearly every text: nothing to convert, nothing to repair. What a page of HTML declares may mean
 * something else even of such bytes. */
static bool is_plainly_utf8(struct cw_str bytes, enum cw_media media, struct cw_str charset_hint)
{
    return media != CW_MEDIA_HTML && !charset_hint.len && cw_utf8_valid(bytes);
}

enum cw_err cw_extract_decode(struct cw_arena *arena, struct cw_str bytes, enum cw_media media,
                              struct cw_str charset_hint, struct cw_str *text,
                              struct cw_extract_notes *notes)
{
    if (is_plainly_utf8(bytes, media, charset_hint)) {
        snprintf(notes->charset, sizeof notes->charset, "UTF-8");
        *text = bytes.data ? bytes : (struct cw_str){"", 0};
        return CW_OK;
    }
    char label[LABEL_SIZE] = "";
    choose(bytes, media, charset_hint, label);
    snprintf(notes->charset, sizeof notes->charset, "%s", label);
    struct cw_str converted = bytes;
    size_t n_replaced = 0;
    if (!is_utf8_label(label)) {
        converted = convert(arena, bytes, label, &n_replaced);
        if (!converted.data) {
            return CW_ENOMEM;
        }
        if (cw_str_starts(converted, "\xEF\xBB\xBF")) {
            converted = cw_str_sub(converted, 3, converted.len);
        }
    }
    size_t n_repaired;
    struct cw_str repaired = cw_utf8_repair(arena, converted, &n_repaired);
    if (!repaired.data && converted.len) {
        return CW_ENOMEM;
    }
    notes->repaired += n_replaced + n_repaired;
    *text = repaired.data ? repaired : (struct cw_str){"", 0};
    return CW_OK;
}
