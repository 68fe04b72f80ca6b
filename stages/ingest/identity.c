/* Which document a path is of: the mapping table first, then the pattern, then the defaults.
 *
 * Rows of the table that are plain paths are sorted and searched by halves, so that a table of
 * thousands of rows costs little; rows with wildcards are tried in the order in which they stand.
 */
#include <stdlib.h>

#include "common/utf8.h"
#include "internal.h"

struct row {
    const struct cw_source_mapping *mapping;
    struct cw_pattern *pattern; /* NULL for a plain path */
    size_t order;
};

struct cw_identity {
    struct cw_pattern pattern;
    bool has_pattern;
    char default_lang[CW_LANG_MOST];
    const char *default_service, *default_policy; /* of the spec; NULL = none */
    struct row *plain;                            /* by path, then order */
    size_t n_plain;
    struct row *wild;
    size_t n_wild;
};

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;
    int order = cw_str_cmp(cw_str_z(x->mapping->path), cw_str_z(y->mapping->path));
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static enum cw_err add_row(struct cw_identity *id, const struct cw_source_mapping *mapping,
                           size_t order, struct cw_diag *diag)
{
    struct cw_pattern compiled;
    enum cw_err err = cw_pattern_compile(mapping->path, &compiled, diag);
    if (err) {
        return err;
    }
    if (compiled.literal) {
        id->plain[id->n_plain++] = (struct row){.mapping = mapping, .order = order};
        return CW_OK;
    }
    struct cw_pattern *pattern = malloc(sizeof *pattern);
    if (!pattern) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    *pattern = compiled;
    id->wild[id->n_wild++] = (struct row){.mapping = mapping, .pattern = pattern, .order = order};
    return CW_OK;
}

static enum cw_err add_rows(struct cw_identity *id, const struct cw_source_spec *spec,
                            struct cw_diag *diag)
{
    if (spec->n_mappings == 0) {
        return CW_OK;
    }
    id->plain = calloc(spec->n_mappings, sizeof *id->plain);
    id->wild = calloc(spec->n_mappings, sizeof *id->wild);
    if (!id->plain || !id->wild) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < spec->n_mappings; i++) {
        enum cw_err err = add_row(id, &spec->mappings[i], i, diag);
        if (err) {
            return err;
        }
    }
    qsort(id->plain, id->n_plain, sizeof *id->plain, compare_rows);
    return CW_OK;
}

static enum cw_err set_pattern(struct cw_identity *id, const struct cw_source_spec *spec,
                               struct cw_diag *diag)
{
    if (!spec->pattern) {
        return spec->n_mappings ? CW_OK
                                : cw_fail(diag, CW_EUSAGE, spec->path, 0, 0,
                                          "the source has neither a pattern nor a mapping; write "
                                          "for example pattern: \"{service}/{policy}.md\"");
    }
    enum cw_err err = cw_pattern_compile(spec->pattern, &id->pattern, diag);
    if (err) {
        return err;
    }
    unsigned given = id->pattern.parts |
                     (unsigned)(spec->default_service != NULL) << CW_PART_SERVICE |
                     (unsigned)(spec->default_policy != NULL) << CW_PART_POLICY;
    unsigned needed = 1U << CW_PART_SERVICE | 1U << CW_PART_POLICY;
    if ((given & needed) != needed && spec->n_mappings == 0) {
        return cw_fail(
            diag, CW_EUSAGE, spec->path, 0, 0,
            "the pattern \"%.200s\" needs both {service} and {policy}, or a mapping or a "
            "'service' or 'policy' of the source that gives what is missing",
            spec->pattern);
    }
    id->has_pattern = true;
    return CW_OK;
}

static enum cw_err set_default_lang(struct cw_identity *id, const char *lang, struct cw_diag *diag)
{
    if (!lang || !*lang || cw_lang_canonical(cw_str_z(lang), id->default_lang)) {
        return CW_OK;
    }
    return cw_fail(diag, CW_EUSAGE, NULL, 0, 0,
                   "\"%.60s\" is not a language tag; write for example en, zh-Hant or pt-BR", lang);
}

enum cw_err cw_identity_new(const struct cw_source_spec *spec, struct cw_identity **identity,
                            struct cw_diag *diag)
{
    struct cw_identity *id = calloc(1, sizeof *id);
    if (!id) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    id->default_service = spec->default_service;
    id->default_policy = spec->default_policy;
    enum cw_err err = set_pattern(id, spec, diag);
    if (!err) {
        err = set_default_lang(id, spec->default_lang, diag);
    }
    if (!err) {
        err = add_rows(id, spec, diag);
    }
    if (err) {
        cw_identity_free(id);
        return err;
    }
    *identity = id;
    return CW_OK;
}

void cw_identity_free(struct cw_identity *identity)
{
    if (!identity) {
        return;
    }
    for (size_t i = 0; i < identity->n_wild; i++) {
        free(identity->wild[i].pattern);
    }
    free(identity->plain);
    free(identity->wild);
    free(identity);
}

/* The first plain row with exactly this path. */
static const struct row *find_plain(const struct cw_identity *id, struct cw_str path)
{
    size_t low = 0;
    size_t high = id->n_plain;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cw_str_cmp(cw_str_z(id->plain[middle].mapping->path), path) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < id->n_plain && cw_str_is(path, id->plain[low].mapping->path);
    return found ? &id->plain[low] : NULL;
}

static const struct row *find_wild(const struct cw_identity *id, struct cw_str path,
                                   struct cw_parts *parts)
{
    for (size_t i = 0; i < id->n_wild; i++) {
        if (cw_pattern_match(id->wild[i].pattern, path, parts)) {
            return &id->wild[i];
        }
    }
    return NULL;
}

static void prefer(struct cw_str *part, struct cw_str other)
{
    if (other.len) {
        *part = other;
    }
}

/* False when nothing knows the path. */
static bool find_parts(const struct cw_identity *id, struct cw_str path, struct cw_parts *parts)
{
    bool known = id->has_pattern && cw_pattern_match(&id->pattern, path, parts);
    if (!known) {
        *parts = (struct cw_parts){0};
    }
    struct cw_parts row_parts = {0};
    const struct row *row = find_plain(id, path);
    if (!row) {
        row = find_wild(id, path, &row_parts);
    }
    if (!row) {
        return known;
    }
    for (size_t i = 0; i < CW_PARTS; i++) {
        prefer(&parts->part[i], row_parts.part[i]);
    }
    prefer(&parts->part[CW_PART_SERVICE], cw_str_z(row->mapping->service));
    prefer(&parts->part[CW_PART_POLICY], cw_str_z(row->mapping->policy));
    prefer(&parts->part[CW_PART_LANG], cw_str_z(row->mapping->lang));
    prefer(&parts->part[CW_PART_REGION], cw_str_z(row->mapping->region));
    return true;
}

static enum cw_err refuse(struct cw_diag *diag, struct cw_str path, const char *why)
{
    char name[256];
    cw_path_printable(path, name, sizeof name);
    return cw_fail(diag, CW_ESYNTAX, name, 0, 0, "%s", why);
}

static bool has_control(struct cw_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x20 || c == 0x7f) {
            return true;
        }
    }
    return false;
}

static enum cw_err check_path(struct cw_str path, struct cw_diag *diag)
{
    if (!cw_utf8_valid(path)) {
        return refuse(diag, path, "the name is not UTF-8, so it is left out; rename the file");
    }
    if (has_control(path)) {
        return refuse(diag, path,
                      "the name holds a control character, so it is left out; rename the file");
    }
    return CW_OK;
}

static enum cw_err set_lang(const struct cw_identity *id, struct cw_arena *arena,
                            struct cw_str written, struct cw_capture *capture)
{
    char tag[CW_LANG_MOST];
    if (written.len == 0) {
        capture->lang = cw_str_z(id->default_lang);
        return CW_OK;
    }
    if (!cw_lang_canonical(written, tag)) {
        return CW_ESYNTAX;
    }
    capture->lang = cw_str_dup(arena, cw_str_z(tag));
    return capture->lang.data ? CW_OK : CW_ENOMEM;
}

static enum cw_err set_region(struct cw_arena *arena, struct cw_str written,
                              struct cw_capture *capture)
{
    capture->region = written.len ? written : cw_str_z("");
    if (written.len != 2) {
        return CW_OK;
    }
    /* A country: ISO 3166 writes it in capitals. */
    char *upper = cw_arena_copy(arena, written.data, written.len);
    if (!upper) {
        return CW_ENOMEM;
    }
    for (size_t i = 0; i < written.len; i++) {
        upper[i] = (char)(upper[i] >= 'a' && upper[i] <= 'z' ? upper[i] - 32 : upper[i]);
    }
    capture->region = cw_str_n(upper, written.len);
    return CW_OK;
}

static struct cw_str or_default(struct cw_str part, const char *text)
{
    return part.len || !text ? part : cw_str_z(text);
}

static enum cw_err fill(const struct cw_identity *id, struct cw_arena *arena,
                        const struct cw_parts *parts, struct cw_capture *capture,
                        struct cw_diag *diag)
{
    struct cw_str path = capture->name;
    struct cw_str service = or_default(parts->part[CW_PART_SERVICE], id->default_service);
    struct cw_str policy = or_default(parts->part[CW_PART_POLICY], id->default_policy);
    if (!service.len || !policy.len) {
        return refuse(diag, path, "the mapping gives no service or no policy for it; add them");
    }
    capture->service = cw_utf8_nfc(arena, service);
    capture->policy = cw_ota_policy(arena, cw_utf8_nfc(arena, policy));
    enum cw_err err = set_region(arena, parts->part[CW_PART_REGION], capture);
    if (err || !capture->service.data || !capture->policy.data) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    err = set_lang(id, arena, parts->part[CW_PART_LANG], capture);
    if (err) {
        return refuse(diag, path, "the language in its name or mapping is no language tag");
    }
    if (parts->part[CW_PART_DATE].len &&
        !cw_date_parse(parts->part[CW_PART_DATE], &capture->time)) {
        return refuse(diag, path, "the date in its name is not in the calendar");
    }
    return CW_OK;
}

enum cw_err cw_identity_of(const struct cw_identity *identity, struct cw_arena *arena,
                           struct cw_str path, struct cw_capture *capture, bool *wanted,
                           struct cw_diag *diag)
{
    struct cw_parts parts;
    *wanted = find_parts(identity, path, &parts);
    if (!*wanted) {
        return CW_OK;
    }
    *capture = (struct cw_capture){.time = CW_TIME_UNKNOWN,
                                   .name = path,
                                   .state = cw_str_z(""),
                                   .provenance = cw_str_z(""),
                                   .snapshots = cw_str_z(""),
                                   .bytes = -1};
    enum cw_err err = check_path(path, diag);
    return err ? err : fill(identity, arena, &parts, capture, diag);
}
