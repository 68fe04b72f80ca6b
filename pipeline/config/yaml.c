/* libyaml's document tree, with complaints that name file, line and column. */
#include "yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST_FILE = 16 * 1024 * 1024 };

static enum cw_err read_whole(struct cw_yaml *yaml, unsigned char **bytes, size_t *len)
{
    FILE *file = fopen(yaml->file, "rb");
    if (!file) {
        return cw_fail(yaml->diag, CW_EIO, yaml->file, 0, 0,
                       "cannot read: %s; name an existing corpus file, or write one with "
                       "'clausewatch init'",
                       strerror(errno));
    }
    unsigned char *data = malloc(LARGEST_FILE + 1);
    size_t n = data ? fread(data, 1, LARGEST_FILE + 1, file) : 0;
    bool failed = ferror(file);
    fclose(file);
    if (!data) {
        return cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
    }
    if (failed || n > LARGEST_FILE) {
        free(data);
        return cw_fail(yaml->diag, CW_EIO, yaml->file, 0, 0,
                       failed ? "cannot read (is it a folder?)" : "over 16 MB: not a corpus file");
    }
    *bytes = data;
    *len = n;
    return CW_OK;
}

static enum cw_err parse(struct cw_yaml *yaml, const unsigned char *bytes, size_t len)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        return cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
    }
    yaml_parser_set_input_string(&parser, bytes, len);
    enum cw_err err = CW_OK;
    if (yaml_parser_load(&parser, &yaml->document)) {
        yaml->loaded = true;
    } else {
        err = cw_fail(yaml->diag, CW_EUSAGE, yaml->file, (uint32_t)parser.problem_mark.line + 1,
                      (uint32_t)parser.problem_mark.column + 1,
                      "not valid YAML: %s%s%s; check indentation (spaces, no tabs) and quotes",
                      parser.problem ? parser.problem : "syntax error", parser.context ? ", " : "",
                      parser.context ? parser.context : "");
    }
    yaml_parser_delete(&parser);
    return err;
}

enum cw_err cw_yaml_open(struct cw_yaml *yaml, const char *file, struct cw_arena *arena,
                         struct cw_diag *diag)
{
    *yaml = (struct cw_yaml){.file = file, .arena = arena, .diag = diag};
    unsigned char *bytes = NULL;
    size_t len = 0;
    enum cw_err err = read_whole(yaml, &bytes, &len);
    if (!err) {
        err = parse(yaml, bytes, len);
        free(bytes);
    }
    return err;
}

void cw_yaml_close(struct cw_yaml *yaml)
{
    if (yaml->loaded) {
        yaml_document_delete(&yaml->document);
        yaml->loaded = false;
    }
}

yaml_node_t *cw_yaml_root(struct cw_yaml *yaml)
{
    return yaml_document_get_root_node(&yaml->document);
}

static bool scalar_is(const yaml_node_t *node, const char *text)
{
    return node && node->type == YAML_SCALAR_NODE && node->data.scalar.length == strlen(text) &&
           memcmp(node->data.scalar.value, text, node->data.scalar.length) == 0;
}

yaml_node_t *cw_yaml_get(struct cw_yaml *yaml, const yaml_node_t *mapping, const char *key)
{
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < mapping->data.mapping.pairs.top; pair++) {
        if (scalar_is(yaml_document_get_node(&yaml->document, pair->key), key)) {
            return yaml_document_get_node(&yaml->document, pair->value);
        }
    }
    return NULL;
}

enum cw_err cw_yaml_complain(struct cw_yaml *yaml, const yaml_node_t *node, const char *format, ...)
{
    char message[512];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return cw_fail(yaml->diag, CW_EUSAGE, yaml->file,
                   node ? (uint32_t)node->start_mark.line + 1 : 1,
                   node ? (uint32_t)node->start_mark.column + 1 : 1, "%s", message);
}

/* Levenshtein distance of two short words, at most 32 bytes each; for "did you mean". */
static size_t distance(const char *a, const char *b)
{
    size_t row[33];
    size_t len_a = strlen(a);
    size_t len_b = strlen(b);
    if (len_a > 32 || len_b > 32) {
        return 32;
    }
    for (size_t j = 0; j <= len_b; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= len_a; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= len_b; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            best = row[j] + 1 < best ? row[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            row[j] = best;
        }
    }
    return row[len_b];
}

static enum cw_err unknown_key(struct cw_yaml *yaml, const yaml_node_t *key, const char *what,
                               const char *const *known)
{
    const char *name = (const char *)key->data.scalar.value;
    const char *nearest = NULL;
    size_t least = 4;
    char list[256] = "";
    for (size_t i = 0; known[i]; i++) {
        size_t d = distance(name, known[i]);
        if (d < least) {
            least = d;
            nearest = known[i];
        }
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", known[i]);
    }
    if (nearest) {
        return cw_yaml_complain(yaml, key, "unknown key '%.60s' in %s; did you mean '%s'?", name,
                                what, nearest);
    }
    return cw_yaml_complain(yaml, key, "unknown key '%.60s' in %s; known keys are: %s", name, what,
                            list);
}

enum cw_err cw_yaml_check_keys(struct cw_yaml *yaml, const yaml_node_t *mapping, const char *what,
                               const char *const *known)
{
    if (!mapping || mapping->type != YAML_MAPPING_NODE) {
        return cw_yaml_complain(yaml, mapping, "%s should be a list of 'key: value' lines", what);
    }
    const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
    for (; pair < mapping->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(&yaml->document, pair->key);
        if (!key || key->type != YAML_SCALAR_NODE) {
            return cw_yaml_complain(yaml, key, "a key of %s should be a plain word", what);
        }
        bool found = false;
        for (size_t i = 0; known[i]; i++) {
            found = found || scalar_is(key, known[i]);
        }
        if (!found) {
            return unknown_key(yaml, key, what, known);
        }
        for (const yaml_node_pair_t *p = mapping->data.mapping.pairs.start; p < pair; p++) {
            if (scalar_is(yaml_document_get_node(&yaml->document, p->key),
                          (const char *)key->data.scalar.value)) {
                return cw_yaml_complain(yaml, key, "'%s' stands twice in %s; keep one",
                                        (const char *)key->data.scalar.value, what);
            }
        }
    }
    return CW_OK;
}

enum cw_err cw_yaml_string(struct cw_yaml *yaml, const yaml_node_t *node, const char *what,
                           const char **out)
{
    if (node->type != YAML_SCALAR_NODE || node->data.scalar.length == 0) {
        return cw_yaml_complain(yaml, node, "%s should be one value, not %s", what,
                                node->type == YAML_SCALAR_NODE ? "empty" : "a list or mapping");
    }
    const char *value = (const char *)node->data.scalar.value;
    if (memchr(value, 0, node->data.scalar.length)) {
        return cw_yaml_complain(yaml, node, "%s holds a NUL byte; take it out", what);
    }
    char *copy = cw_arena_copy(yaml->arena, value, node->data.scalar.length);
    if (!copy) {
        return cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
    }
    *out = copy;
    return CW_OK;
}

enum cw_err cw_yaml_strings(struct cw_yaml *yaml, const yaml_node_t *node, const char *what,
                            const char ***out, size_t *n)
{
    bool is_list = node->type == YAML_SEQUENCE_NODE;
    const yaml_node_item_t *items = is_list ? node->data.sequence.items.start : NULL;
    size_t count = is_list ? (size_t)(node->data.sequence.items.top - items) : 1;
    const char **list = cw_arena_array(yaml->arena, count, sizeof *list);
    if (!list) {
        return cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *item =
            is_list ? yaml_document_get_node(&yaml->document, items[i]) : node;
        enum cw_err err = cw_yaml_string(yaml, item, what, &list[i]);
        if (err) {
            return err;
        }
    }
    *out = list;
    *n = count;
    return CW_OK;
}

enum cw_err cw_yaml_number(struct cw_yaml *yaml, const yaml_node_t *node, const char *what,
                           unsigned long most, unsigned long *out)
{
    const char *text = "";
    enum cw_err err = cw_yaml_string(yaml, node, what, &text);
    if (err) {
        return err;
    }
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (errno || *end || text[0] < '0' || text[0] > '9' || value < 1 || value > most) {
        return cw_yaml_complain(
            yaml, node, "%s should be a whole number from 1 to %lu, not '%.40s'", what, most, text);
    }
    *out = value;
    return CW_OK;
}
