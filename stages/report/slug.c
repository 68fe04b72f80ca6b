/* Where pages lie. A name becomes lower-case ASCII words joined by hyphens. When the name cannot be
 * had back from that ("YouTube", "facebook" beside "Facebook", anything not ASCII) the first 8 hex
 * digits of its hash follow, so that no two names share a file, even where case is ignored. */
#include "report.h"

#include "common/hash.h"
#include "html.h"

enum { SLUG_MAX = 60, SLUG_HASH = 8 };

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Names that a Windows disk refuses, with or without an extension. */
static bool is_reserved(struct cw_str slug)
{
    static const char *const names[] = {"con", "prn", "aux", "nul"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (cw_str_is(slug, names[i])) {
            return true;
        }
    }
    return slug.len == 4 && (cw_str_starts(slug, "com") || cw_str_starts(slug, "lpt"));
}

static bool is_small_word(struct cw_str word)
{
    static const char *const words[] = {"a", "and", "for", "in", "of", "on", "or", "the", "to"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (cw_str_is(word, words[i])) {
            return true;
        }
    }
    return false;
}

/* Is name what a title would make of its slug: "terms-of-service" <-> "Terms of Service"? Each slug
 * has one such name, which alone goes without a hash. */
static bool is_title_of(struct cw_str name, struct cw_str slug)
{
    if (name.len != slug.len) {
        return false;
    }
    for (size_t i = 0; i < slug.len; i++) {
        bool word_start = i == 0 || slug.data[i - 1] == '-';
        size_t end = i;
        while (end < slug.len && slug.data[end] != '-') {
            end++;
        }
        char want = slug.data[i] == '-' ? ' ' : slug.data[i];
        bool capital = word_start && (i == 0 || !is_small_word(cw_str_sub(slug, i, end)));
        if (capital && want >= 'a' && want <= 'z') {
            want = (char)(want - 'a' + 'A');
        }
        if (name.data[i] != want) {
            return false;
        }
    }
    return true;
}

static size_t fold_name(struct cw_str name, char out[SLUG_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < name.len && n < SLUG_MAX; i++) {
        char c = is_upper(name.data[i]) ? (char)(name.data[i] - 'A' + 'a') : name.data[i];
        if (is_word_char(c)) {
            out[n++] = c;
        } else if (n > 0 && out[n - 1] != '-') {
            out[n++] = '-';
        }
    }
    while (n > 0 && out[n - 1] == '-') {
        n--;
    }
    return n;
}

static void add_hash(struct cw_str name, struct cw_buf *out)
{
    char hex[CW_HASH_HEX + 1];
    struct cw_hash hash = cw_hash_of(name);
    cw_hash_hex(&hash, hex);
    cw_buf_char(out, '_');
    cw_buf_add(out, hex, SLUG_HASH);
}

static void add_slug(struct cw_str name, struct cw_buf *out)
{
    char folded[SLUG_MAX];
    struct cw_str slug = cw_str_n(folded, fold_name(name, folded));
    cw_buf_str(out, slug);
    if (!is_title_of(name, slug) || is_reserved(slug)) {
        add_hash(name, out);
    }
}

/* Language tags and regions: the usual letter case of BCP 47 ("zh-Hant", "pt-BR"; a region by
 * itself "PK") goes without a hash. */
static void add_tag_slug(struct cw_str tag, bool region, struct cw_buf *out)
{
    if (tag.len == 0) {
        cw_buf_z(out, "_");
        return;
    }
    char folded[SLUG_MAX];
    struct cw_str slug = cw_str_n(folded, fold_name(tag, folded));
    bool usual = slug.len == tag.len && slug.len > 0;
    for (size_t i = 0; usual && i < tag.len; i++) {
        size_t start = i;
        while (start > 0 && slug.data[start - 1] != '-') {
            start--;
        }
        size_t end = i;
        while (end < slug.len && slug.data[end] != '-') {
            end++;
        }
        bool upper =
            region || (start > 0 && (end - start == 2 || (end - start == 4 && i == start)));
        char c = slug.data[i];
        usual = tag.data[i] == (upper && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
    }
    cw_buf_str(out, slug);
    if (!usual) {
        add_hash(tag, out);
    }
}

static void add_document(const struct cw_report_doc *doc, struct cw_buf *out)
{
    add_slug(doc->service, out);
    cw_buf_char(out, '/');
    add_slug(doc->policy, out);
    cw_buf_char(out, '.');
    add_tag_slug(doc->lang, false, out);
    if (doc->region.len) {
        cw_buf_char(out, '.');
        add_tag_slug(doc->region, true, out);
    }
}

void cw_report_path_document(const struct cw_report_doc *doc, struct cw_buf *out)
{
    cw_buf_z(out, "documents/");
    add_document(doc, out);
    cw_buf_z(out, ".html");
}

void cw_report_path_change(const struct cw_report_change *change, struct cw_buf *out)
{
    enum { HASH_DIGITS = 12 };
    char iso[CW_TIME_TEXT];
    cw_buf_z(out, "changes/");
    add_document(&change->doc, out);
    cw_buf_char(out, '/');
    if (cw_time_iso(change->new_time, iso) < 20) {
        cw_buf_z(out, "undated");
    }
    for (const char *c = iso; *c; c++) {
        if (*c != ':') { /* no file may hold one on Windows */
            cw_buf_char(out, *c);
        }
    }
    if (change->old_time ==
        change->new_time) { /* a file written to again: its time is not enough */
        cw_buf_char(out, '-');
        size_t len = change->new_hash.len;
        cw_buf_str(out, cw_str_sub(change->new_hash, 0, len < HASH_DIGITS ? len : HASH_DIGITS));
    }
    cw_buf_z(out, ".html");
}

void cw_report_path_night(uint32_t page, struct cw_buf *out)
{
    if (page <= 1) {
        cw_buf_z(out, "index.html");
    } else {
        cw_buf_printf(out, "night/%u.html", page);
    }
}

void cw_report_path_documents(uint32_t page, struct cw_buf *out)
{
    if (page <= 1) {
        cw_buf_z(out, "documents.html");
    } else {
        cw_buf_printf(out, "documents-%u.html", page);
    }
}
