/* How Open Terms Archive writes: names of terms types, subjects and bodies of commits.
 *
 * Sources: github.com/OpenTermsArchive/engine,
 * src/archivist/recorder/repositories/git/dataMapper.js and record.js through its history, and the
 * commits of the Platform Governance Archive, which hold every generation from "Start tracking"
 * (2022) to numbered source documents (2026). */
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* ---- terms types ---- */

/* Generated from corpora/terms-types.tsv when the build is configured. */
static const char *const terms_types[] = {
#include "terms_types.inc"
};
enum { N_TERMS_TYPES = sizeof terms_types / sizeof terms_types[0] };

static char fold(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c + 32);
    }
    return (char)(c == '_' || c == '-' ? ' ' : c);
}

static bool same_name(struct cw_str a, struct cw_str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (fold(a.data[i]) != fold(b.data[i])) {
            return false;
        }
    }
    return true;
}

/* Where " #", which separates a terms type from one of its source documents, begins. */
static size_t document_id_at(struct cw_str text)
{
    for (size_t i = 1; i + 1 < text.len; i++) {
        if (text.data[i] == ' ' && text.data[i + 1] == '#') {
            return i;
        }
    }
    return text.len;
}

struct cw_str cw_ota_policy(struct cw_arena *arena, struct cw_str written)
{
    struct cw_str type = cw_str_sub(written, 0, document_id_at(written));
    for (size_t i = 0; i < N_TERMS_TYPES; i++) {
        struct cw_str known = cw_str_z(terms_types[i]);
        if (!same_name(type, known)) {
            continue;
        }
        if (type.len == written.len) {
            return known;
        }
        char *copy = cw_arena_copy(arena, written.data, written.len);
        if (copy) {
            memcpy(copy, known.data, known.len);
        }
        return cw_str_n(copy, copy ? written.len : 0);
    }
    return written;
}

/* ---- commits ---- */

enum cw_record_kind cw_ota_record_kind(struct cw_str message)
{
    static const struct {
        const char *prefix;
        enum cw_record_kind kind;
    } subjects[] = {
        {"Record new changes of ", CW_RECORD_CHANGE},
        {"Update ", CW_RECORD_CHANGE}, /* to June 2023 */
        {"First record of ", CW_RECORD_FIRST},
        {"Start tracking ", CW_RECORD_FIRST}, /* to June 2023 */
        {"Apply technical or declaration upgrade on ", CW_RECORD_TECHNICAL},
        {"Refilter ", CW_RECORD_TECHNICAL}, /* to June 2023 */
    };
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
        if (cw_str_starts(message, subjects[i].prefix)) {
            return subjects[i].kind;
        }
    }
    return CW_RECORD_CHANGE;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool is_id(struct cw_str word)
{
    if (word.len < 5 || word.len > 64) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        if (!is_hex(word.data[i])) {
            return false;
        }
    }
    return true;
}

/* "https://.../commit/<id>", or the bare id of a recorder that publishes no snapshots. The recorder
 * has written ".../commit/undefined" at times: no snapshot then. */
static bool is_snapshot(struct cw_str word)
{
    size_t id = word.len;
    while (id > 0 && is_hex(word.data[id - 1])) {
        id--;
    }
    if (!is_id(cw_str_sub(word, id, word.len))) {
        return false;
    }
    return id == 0 || ((cw_str_starts(word, "https://") || cw_str_starts(word, "http://")) &&
                       word.data[id - 1] == '/');
}

/* A numbered line gives the address of the source document itself, which may look like a snapshot;
 * its snapshot stands on the next line. */
static bool is_location(struct cw_str line)
{
    size_t digits = 0;
    while (digits < line.len && line.data[digits] >= '0' && line.data[digits] <= '9') {
        digits++;
    }
    return digits > 0 && digits + 1 < line.len && line.data[digits] == '.' &&
           line.data[digits + 1] == ' ';
}

/* "X-engine-version: 14.1.0" and its like; "Snapshot-Id:" is one that names a snapshot. */
static bool is_other_trailer(struct cw_str line)
{
    size_t at = 0;
    while (at < line.len && line.data[at] != ':' && line.data[at] != ' ') {
        at++;
    }
    bool trailer = at > 0 && at + 1 < line.len && line.data[at] == ':' && line.data[at + 1] == ' ';
    return trailer && !(at >= 8 && same_name(cw_str_sub(line, 0, 8), cw_str_z("snapshot")));
}

static bool ends_word(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == ',';
}

static void take_line(struct cw_str line, struct cw_buf *out)
{
    if (is_location(line) || is_other_trailer(line)) {
        return;
    }
    size_t at = 0;
    while (at < line.len) {
        size_t end = at;
        while (end < line.len && !ends_word(line.data[end])) {
            end++;
        }
        struct cw_str word = cw_str_sub(line, at, end);
        if (is_snapshot(word)) {
            cw_buf_str(out, word);
            cw_buf_char(out, '\n');
        }
        at = end + 1;
    }
}

/* Words of the paragraph that names the snapshots, in all generations. Anything else in a body is
 * somebody's prose, in which a word like "added" is no id. */
static bool opens_list(struct cw_str line)
{
    return cw_str_starts(line, "This version was recorded after ") ||
           (line.len > 8 && same_name(cw_str_sub(line, 0, 8), cw_str_z("snapshot")));
}

void cw_ota_snapshots(struct cw_str message, struct cw_buf *out)
{
    bool subject = true;
    bool listing = false;
    size_t start = out->len;
    size_t at = 0;
    while (at < message.len) {
        size_t end = at;
        while (end < message.len && message.data[end] != '\n') {
            end++;
        }
        struct cw_str line = cw_str_trim(cw_str_sub(message, at, end));
        at = end + 1;
        if (subject) {
            subject = false;
            continue;
        }
        listing = line.len > 0 && (listing || opens_list(line));
        if (listing) {
            take_line(line, out);
        }
    }
    if (!out->failed && out->len > start) {
        out->len--; /* no line end behind the last */
    }
}
