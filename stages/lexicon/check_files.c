/* What every file of a pack must keep to: normal form NFC, no stray characters; and the comments in
 * which a pack says that its language has no word for an idea. */
#include <stdio.h>
#include <stdlib.h>

#include "check_internal.h"
#include "common/utf8.h"

static const char *const pack_files[] = {"pack.yaml",     "concepts.tsv",     "cues.tsv",
                                         "tests.tsv",     "readability.yaml", "abbreviations.txt",
                                         "syllables.tsv", "giveaways.tsv",    "labels.po"};

/* Calls each for every line of text. */
typedef void (*line_fn)(struct checking *c, const char *file, struct cw_str line, uint32_t number);

static void each_line(struct checking *c, const char *file, struct cw_str text, line_fn each)
{
    uint32_t number = 0;
    while (text.len > 0) {
        const char *end = memchr(text.data, '\n', text.len);
        size_t len = end ? (size_t)(end - text.data) : text.len;
        each(c, file, cw_str_n(text.data, len), ++number);
        text = cw_str_sub(text, end ? len + 1 : len, text.len);
    }
}

static void check_line(struct checking *c, const char *file, struct cw_str line, uint32_t number)
{
    struct cw_str nfc = cw_utf8_nfc(c->arena, line);
    if (nfc.data && !cw_str_eq(nfc, line)) {
        tell_error(c, file, number, 0, "the line is not in normal form NFC; save it normalised");
    }
    if (line.len > 0 && line.data[line.len - 1] == '\r') {
        tell_warning(c, file, number, 0, "the line ends with CR LF; use LF alone");
    }
    for (size_t at = 0; at < line.len;) {
        uint32_t letter = cw_utf8_next(line, &at);
        if (letter == 0xA0 || letter == 0x200B || letter == 0xFEFF || letter == 0xFFFD) {
            tell_warning(c, file, number, (uint32_t)at,
                         "U+%04X stands here, which nobody sees or means; take it out", letter);
            return;
        }
    }
}

static void excuse_id(struct checking *c, struct cw_str id)
{
    size_t i = find_concept(c->concepts, id);
    if (i < c->concepts->n) {
        c->excused[i] = true;
    }
}

static bool small_number(struct cw_str text, unsigned *out)
{
    double value = 0;
    if (!parse_number(text, &value) || value < 0 || value > 1000) {
        return false;
    }
    *out = (unsigned)value;
    return true;
}

/* number.21-99 */
static bool excuse_range(struct checking *c, struct cw_str word)
{
    const char *dot = memchr(word.data, '.', word.len);
    const char *dash = dot ? memchr(dot, '-', (size_t)(word.data + word.len - dot)) : NULL;
    unsigned from = 0;
    unsigned to = 0;
    if (!dash || word.len > 60 ||
        !small_number(cw_str_n(dot + 1, (size_t)(dash - dot - 1)), &from) ||
        !small_number(cw_str_n(dash + 1, (size_t)(word.data + word.len - dash - 1)), &to)) {
        return false;
    }
    for (unsigned i = from; i <= to; i++) {
        char id[80];
        snprintf(id, sizeof id, "%.*s%u", (int)(dot + 1 - word.data), word.data, i);
        excuse_id(c, cw_str_z(id));
    }
    return true;
}

static void read_excuse(struct checking *c, const char *file, struct cw_str line, uint32_t number)
{
    (void)file;
    (void)number;
    if (!cw_str_starts(line, "# none:")) {
        return;
    }
    size_t at = strlen("# none:");
    while (at < line.len) {
        while (at < line.len && strchr(" ,;\t\r", line.data[at])) {
            at++;
        }
        size_t start = at;
        while (at < line.len && !strchr(" ,;\t\r", line.data[at])) {
            at++;
        }
        struct cw_str word = cw_str_sub(line, start, at);
        if (word.len > 0 && !excuse_range(c, word)) {
            excuse_id(c, word);
        }
    }
}

enum cw_err check_files(struct checking *c)
{
    for (size_t i = 0; i < sizeof pack_files / sizeof *pack_files; i++) {
        struct problems silent = {.report = NULL, .file = ""};
        struct cw_str text;
        bool exists;
        enum cw_err err =
            read_pack_file(c->arena, c->folder, pack_files[i], &silent, &text, &exists);
        if (err == CW_ENOMEM) {
            return err;
        }
        if (err || !exists) {
            continue; /* loading has told, or coverage will */
        }
        each_line(c, pack_files[i], text, check_line);
        if (strcmp(pack_files[i], "concepts.tsv") == 0 || strcmp(pack_files[i], "cues.tsv") == 0) {
            each_line(c, pack_files[i], text, read_excuse);
        }
    }
    return CW_OK;
}
