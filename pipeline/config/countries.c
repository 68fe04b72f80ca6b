/* Reading the table of countries. */
#include "countries.h"

#include <errno.h>
#include <stdio.h>

#include "common/buf.h"

enum { LARGEST = 1 << 20, PATH_SIZE = 4096 };

static enum cw_err read_file(struct cw_arena *arena, const char *path, struct cw_str *text,
                             bool *found, struct cw_diag *diag)
{
    FILE *file = fopen(path, "rbe");
    *found = file != NULL;
    if (!file) {
        return CW_OK;
    }
    struct cw_buf content;
    cw_buf_init(&content, LARGEST);
    char chunk[8192];
    for (size_t got = fread(chunk, 1, sizeof chunk, file); got && !content.failed;
         got = fread(chunk, 1, sizeof chunk, file)) {
        cw_buf_add(&content, chunk, got);
    }
    bool broken = ferror(file) != 0;
    (void)fclose(file);
    *text = cw_str_dup(arena, cw_buf_view(&content));
    bool failed = content.failed;
    cw_buf_dispose(&content);
    if (broken) {
        return cw_fail(diag, CW_EIO, path, 0, 0, "cannot read it: %s", strerror(errno));
    }
    return failed || !text->data ? cw_fail(diag, CW_ENOMEM, path, 0, 0, "larger than 1 MB") : CW_OK;
}

/* What stands before the next `end`; the rest begins behind it. */
static struct cw_str cut(struct cw_str *rest, char end)
{
    const char *at = rest->len ? memchr(rest->data, end, rest->len) : NULL;
    size_t len = at ? (size_t)(at - rest->data) : rest->len;
    struct cw_str piece = cw_str_n(rest->data, len);
    *rest = cw_str_sub(*rest, at ? len + 1 : len, rest->len);
    return piece;
}

static struct cw_str tags_of(struct cw_str column)
{
    return cw_str_is(column, "-") ? cw_str_z("") : column;
}

static enum cw_err parse(struct cw_arena *arena, const char *path, struct cw_str text,
                         struct cw_countries *out, struct cw_diag *diag)
{
    size_t room = 0;
    uint32_t number = 0;
    while (text.len) {
        struct cw_str line = cut(&text, '\n');
        number++;
        if (!line.len || line.data[0] == '#') {
            continue;
        }
        struct cw_country *items =
            cw_arena_grow(arena, out->items, out->n, &room, out->n + 1, sizeof *items);
        if (!items) {
            return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        }
        out->items = items;
        struct cw_country *country = &items[out->n++];
        country->code = cut(&line, '\t');
        country->official = tags_of(cut(&line, '\t'));
        country->primary = tags_of(line);
        if (country->code.len != 2 || !line.len) {
            return cw_fail(diag, CW_EUSAGE, path, number, 1,
                           "expected a country (two capital letters), a tab, official languages, "
                           "a tab, primary languages");
        }
    }
    return CW_OK;
}

enum cw_err cw_countries_load(struct cw_arena *arena, const char *const *dirs, size_t n_dirs,
                              struct cw_countries *out, struct cw_diag *diag)
{
    *out = (struct cw_countries){0};
    for (size_t i = 0; i < n_dirs; i++) {
        char path[PATH_SIZE];
        struct cw_str text = {"", 0};
        bool found = false;
        if (snprintf(path, sizeof path, "%s/concepts/countries.tsv", dirs[i]) >= (int)sizeof path) {
            continue;
        }
        enum cw_err err = read_file(arena, path, &text, &found, diag);
        if (err || found) {
            return err ? err : parse(arena, path, text, out, diag);
        }
    }
    return CW_OK;
}

const struct cw_country *cw_countries_find(const struct cw_countries *countries, const char *code)
{
    for (size_t i = 0; i < countries->n; i++) {
        if (cw_str_is(countries->items[i].code, code)) {
            return &countries->items[i];
        }
    }
    return NULL;
}

struct cw_str cw_next_tag(struct cw_str *list)
{
    return cut(list, ' ');
}
