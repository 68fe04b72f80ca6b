/* Reads and checks a corpus file. */
#include "corpus.h"

#include <stdio.h>
#include <string.h>
#include <unicode/uloc.h>

#include "yaml.h"

enum { MEGABYTE = 1024 * 1024 };

static const struct cw_corpus_limits default_limits = {.document_bytes = (size_t)64 * MEGABYTE,
                                                       .worker_bytes = (size_t)2048 * MEGABYTE,
                                                       .worker_seconds = 60};

/* What an optional string key needs: where it goes, and how to speak of it. */
static enum cw_err optional_string(struct cw_yaml *yaml, const yaml_node_t *mapping,
                                   const char *key, const char **out)
{
    const yaml_node_t *node = cw_yaml_get(yaml, mapping, key);
    return node ? cw_yaml_string(yaml, node, key, out) : CW_OK;
}

static enum cw_err required_string(struct cw_yaml *yaml, const yaml_node_t *mapping,
                                   const char *key, const char *example, const char **out)
{
    if (!cw_yaml_get(yaml, mapping, key)) {
        return cw_yaml_complain(yaml, mapping, "'%s' is missing; add a line such as '%s: %s'", key,
                                key, example);
    }
    return optional_string(yaml, mapping, key, out);
}

/* Paths in the file are relative to the file. */
static enum cw_err resolve(struct cw_yaml *yaml, const char **path)
{
    const char *slash = strrchr(yaml->file, '/');
    if (**path == '/' || !slash) {
        return CW_OK;
    }
    size_t folder = (size_t)(slash - yaml->file) + 1;
    size_t len = folder + strlen(*path) + 1;
    char *joined = cw_arena_alloc(yaml->arena, len);
    if (!joined) {
        return cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
    }
    snprintf(joined, len, "%.*s%s", (int)folder, yaml->file, *path);
    *path = joined;
    return CW_OK;
}

static enum cw_err check_languages(struct cw_yaml *yaml, const yaml_node_t *node,
                                   const char **languages, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char locale[64];
        UErrorCode status = U_ZERO_ERROR;
        int32_t parsed = 0;
        uloc_forLanguageTag(languages[i], locale, sizeof locale, &parsed, &status);
        if (U_FAILURE(status) || (size_t)parsed != strlen(languages[i])) {
            return cw_yaml_complain(
                yaml, node, "'%.40s' is not a language code; write BCP 47, such as ur or zh-Hant",
                languages[i]);
        }
    }
    return CW_OK;
}

static enum cw_err read_mapping(struct cw_yaml *yaml, const yaml_node_t *node,
                                struct cw_source_mapping *mapping)
{
    static const char *const known[] = {"path", "service", "policy", "lang", "region", NULL};
    enum cw_err err = cw_yaml_check_keys(yaml, node, "an entry of 'map'", known);
    if (err || (err = required_string(yaml, node, "path", "rules/terms.html", &mapping->path)) ||
        (err = optional_string(yaml, node, "service", &mapping->service)) ||
        (err = optional_string(yaml, node, "policy", &mapping->policy)) ||
        (err = optional_string(yaml, node, "lang", &mapping->lang))) {
        return err;
    }
    return optional_string(yaml, node, "region", &mapping->region);
}

static enum cw_err read_mappings(struct cw_yaml *yaml, const yaml_node_t *source,
                                 struct cw_source_spec *spec)
{
    const yaml_node_t *node = cw_yaml_get(yaml, source, "map");
    if (!node) {
        return CW_OK;
    }
    if (node->type != YAML_SEQUENCE_NODE) {
        return cw_yaml_complain(yaml, node,
                                "'map' should be a list: '- path: ...' with service and policy");
    }
    const yaml_node_item_t *items = node->data.sequence.items.start;
    size_t n = (size_t)(node->data.sequence.items.top - items);
    struct cw_source_mapping *list = cw_arena_array(yaml->arena, n, sizeof *list);
    if (!list) {
        return cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < n; i++) {
        const yaml_node_t *item = yaml_document_get_node(&yaml->document, items[i]);
        enum cw_err err = read_mapping(yaml, item, &list[i]);
        if (err) {
            return err;
        }
    }
    spec->mappings = list;
    spec->n_mappings = n;
    return CW_OK;
}

static enum cw_err read_kind(struct cw_yaml *yaml, const yaml_node_t *node,
                             struct cw_source_spec *spec)
{
    static const struct {
        const char *key;
        enum cw_source_kind kind;
    } kinds[] = {
        {"folder", CW_SOURCE_FOLDER}, {"archive", CW_SOURCE_ARCHIVE}, {"git", CW_SOURCE_GIT}};
    size_t found = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const yaml_node_t *value = cw_yaml_get(yaml, node, kinds[i].key);
        if (value) {
            spec->kind = kinds[i].kind;
            found++;
            enum cw_err err = cw_yaml_string(yaml, value, kinds[i].key, &spec->path);
            if (err || (err = resolve(yaml, &spec->path))) {
                return err;
            }
        }
    }
    if (cw_yaml_get(yaml, node, "warc")) {
        return cw_yaml_complain(yaml, node,
                                "this version does not read 'warc' yet; unpack it into a folder");
    }
    if (found != 1) {
        return cw_yaml_complain(
            yaml, node,
            "a source names exactly one of 'folder', 'archive' or 'git', such as "
            "'folder: texts'");
    }
    return CW_OK;
}

static enum cw_err check_pattern(struct cw_yaml *yaml, const yaml_node_t *source,
                                 const struct cw_source_spec *spec)
{
    if (!spec->pattern) {
        if (!spec->n_mappings) {
            return cw_yaml_complain(yaml, source,
                                    "a source needs 'pattern' (such as "
                                    "'{service}/{policy}.md') or 'map'");
        }
        return CW_OK;
    }
    const yaml_node_t *node = cw_yaml_get(yaml, source, "pattern");
    struct cw_diag fault;
    enum cw_err err = cw_pattern_check(spec->pattern, &fault);
    if (err) {
        return cw_yaml_complain(yaml, node, "pattern: %.300s", fault.message);
    }
    if (!spec->n_mappings && !spec->default_policy && !strstr(spec->pattern, "{policy}")) {
        return cw_yaml_complain(yaml, node,
                                "the pattern has no {policy}; put it in, or say 'policy: Privacy "
                                "Policy' beside it where all files are of one kind");
    }
    return CW_OK;
}

/* A pattern without {service} is of one service: the one that the source names, else the name of
 * its folder or file. */
static enum cw_err name_service(struct cw_yaml *yaml, const yaml_node_t *source,
                                struct cw_source_spec *spec)
{
    if (spec->default_service || spec->n_mappings || !spec->pattern ||
        strstr(spec->pattern, "{service}")) {
        return CW_OK;
    }
    struct cw_str path = cw_str_z(spec->path);
    while (path.len && path.data[path.len - 1] == '/') {
        path.len--;
    }
    size_t start = path.len;
    while (start > 0 && path.data[start - 1] != '/') {
        start--;
    }
    struct cw_str name = cw_str_sub(path, start, path.len);
    const char *dot = spec->kind == CW_SOURCE_FOLDER ? NULL : memchr(name.data, '.', name.len);
    if (dot) {
        name.len = (size_t)(dot - name.data);
    }
    if (!name.len || name.data[0] == '.') {
        return cw_yaml_complain(yaml, cw_yaml_get(yaml, source, "pattern"),
                                "the pattern has no {service}; put it in, or say 'service: Name' "
                                "beside it where all files are of one service");
    }
    name = cw_str_dup(yaml->arena, name);
    spec->default_service = name.data;
    return name.data ? CW_OK : cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
}

static enum cw_err read_source(struct cw_yaml *yaml, const yaml_node_t *node,
                               struct cw_source_spec *spec)
{
    static const char *const known[] = {"folder", "archive", "git",     "warc",   "pattern", "map",
                                        "lang",   "branch",  "service", "policy", NULL};
    enum cw_err err = cw_yaml_check_keys(yaml, node, "a source", known);
    *spec = (struct cw_source_spec){.default_lang = ""};
    if (err || (err = read_kind(yaml, node, spec)) ||
        (err = optional_string(yaml, node, "pattern", &spec->pattern)) ||
        (err = optional_string(yaml, node, "lang", &spec->default_lang)) ||
        (err = optional_string(yaml, node, "branch", &spec->branch)) ||
        (err = optional_string(yaml, node, "service", &spec->default_service)) ||
        (err = optional_string(yaml, node, "policy", &spec->default_policy)) ||
        (err = read_mappings(yaml, node, spec))) {
        return err;
    }
    if (spec->default_lang[0]) {
        err = check_languages(yaml, cw_yaml_get(yaml, node, "lang"), &spec->default_lang, 1);
    }
    if (err || (err = check_pattern(yaml, node, spec))) {
        return err;
    }
    return name_service(yaml, node, spec);
}

static enum cw_err read_sources(struct cw_yaml *yaml, const yaml_node_t *root,
                                struct cw_corpus *corpus)
{
    const yaml_node_t *node = cw_yaml_get(yaml, root, "sources");
    if (!node || node->type != YAML_SEQUENCE_NODE ||
        node->data.sequence.items.start == node->data.sequence.items.top) {
        return cw_yaml_complain(yaml, node ? node : root,
                                "'sources' should be a list with at least one entry, such as "
                                "'- folder: texts'");
    }
    const yaml_node_item_t *items = node->data.sequence.items.start;
    corpus->n_sources = (size_t)(node->data.sequence.items.top - items);
    corpus->sources = cw_arena_array(yaml->arena, corpus->n_sources, sizeof *corpus->sources);
    if (!corpus->sources) {
        return cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < corpus->n_sources; i++) {
        enum cw_err err = read_source(yaml, yaml_document_get_node(&yaml->document, items[i]),
                                      &corpus->sources[i]);
        if (err) {
            return err;
        }
    }
    return CW_OK;
}

/* A language, or a language for each policy. */
static enum cw_err read_original(struct cw_yaml *yaml, const yaml_node_t *mapping,
                                 struct cw_service *service)
{
    const yaml_node_t *node = cw_yaml_get(yaml, mapping, "original");
    service->original = "";
    if (!node) {
        return CW_OK;
    }
    enum cw_err err;
    if (node->type != YAML_MAPPING_NODE) {
        err = cw_yaml_string(yaml, node, "original", &service->original);
        return err ? err : check_languages(yaml, node, &service->original, 1);
    }
    const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
    size_t n = (size_t)(node->data.mapping.pairs.top - pair);
    service->originals = cw_arena_array(yaml->arena, n, sizeof *service->originals);
    if (!service->originals) {
        return cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < n; i++, pair++) {
        struct cw_original *original = &service->originals[i];
        const yaml_node_t *key = yaml_document_get_node(&yaml->document, pair->key);
        const yaml_node_t *value = yaml_document_get_node(&yaml->document, pair->value);
        if ((err = cw_yaml_string(yaml, key, "the name of a policy", &original->policy)) ||
            (err = cw_yaml_string(yaml, value, "original", &original->lang)) ||
            (err = check_languages(yaml, value, &original->lang, 1))) {
            return err;
        }
    }
    service->n_originals = n;
    return CW_OK;
}

static enum cw_err read_service(struct cw_yaml *yaml, const yaml_node_t *key,
                                const yaml_node_t *node, struct cw_service *service)
{
    static const char *const known[] = {"name", "audience", "languages", "original", NULL};
    enum cw_err err = cw_yaml_string(yaml, key, "the name of a service", &service->id);
    if (err || (err = cw_yaml_check_keys(yaml, node, "a service", known))) {
        return err;
    }
    service->name = service->id;
    if ((err = optional_string(yaml, node, "name", &service->name)) ||
        (err = read_original(yaml, node, service))) {
        return err;
    }
    const yaml_node_t *audience = cw_yaml_get(yaml, node, "audience");
    if (audience && (err = cw_yaml_strings(yaml, audience, "audience", &service->audience,
                                           &service->n_audience))) {
        return err;
    }
    for (size_t i = 0; i < service->n_audience; i++) {
        const char *country = service->audience[i];
        if (strlen(country) != 2 || country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' ||
            country[1] > 'Z') {
            return cw_yaml_complain(yaml, audience,
                                    "'%.40s' is not a country; write two capital letters of ISO "
                                    "3166, such as PK",
                                    country);
        }
    }
    const yaml_node_t *languages = cw_yaml_get(yaml, node, "languages");
    if (languages && (err = cw_yaml_strings(yaml, languages, "languages", &service->languages,
                                            &service->n_languages))) {
        return err;
    }
    return languages ? check_languages(yaml, languages, service->languages, service->n_languages)
                     : CW_OK;
}

static enum cw_err read_services(struct cw_yaml *yaml, const yaml_node_t *root,
                                 struct cw_corpus *corpus)
{
    const yaml_node_t *node = cw_yaml_get(yaml, root, "services");
    if (!node) {
        return CW_OK;
    }
    if (node->type != YAML_MAPPING_NODE) {
        return cw_yaml_complain(yaml, node,
                                "'services' should name each service: 'Facebook:' and, indented "
                                "below, 'name', 'audience', 'languages'");
    }
    const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
    corpus->n_services = (size_t)(node->data.mapping.pairs.top - pair);
    corpus->services = cw_arena_array(yaml->arena, corpus->n_services, sizeof *corpus->services);
    if (!corpus->services) {
        return cw_fail(yaml->diag, CW_ENOMEM, yaml->file, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < corpus->n_services; i++, pair++) {
        enum cw_err err = read_service(yaml, yaml_document_get_node(&yaml->document, pair->key),
                                       yaml_document_get_node(&yaml->document, pair->value),
                                       &corpus->services[i]);
        if (err) {
            return err;
        }
    }
    return CW_OK;
}

static enum cw_err read_limits(struct cw_yaml *yaml, const yaml_node_t *root,
                               struct cw_corpus_limits *limits)
{
    static const char *const known[] = {"document_megabytes", "worker_megabytes", "worker_seconds",
                                        NULL};
    *limits = default_limits;
    const yaml_node_t *node = cw_yaml_get(yaml, root, "limits");
    if (!node) {
        return CW_OK;
    }
    enum cw_err err = cw_yaml_check_keys(yaml, node, "'limits'", known);
    unsigned long values[3] = {0, 0, 0};
    static const unsigned long most[3] = {1024, 65536, 86400};
    for (size_t i = 0; !err && i < 3; i++) {
        const yaml_node_t *value = cw_yaml_get(yaml, node, known[i]);
        if (value) {
            err = cw_yaml_number(yaml, value, known[i], most[i], &values[i]);
        }
    }
    if (values[0]) {
        limits->document_bytes = values[0] * MEGABYTE;
    }
    if (values[1]) {
        limits->worker_bytes = values[1] * MEGABYTE;
    }
    if (values[2]) {
        limits->worker_seconds = (unsigned)values[2];
    }
    return err;
}

enum { GRACE_DAYS = 7, MOST_GRACE_DAYS = 366 };

/* How translations are judged. */
static enum cw_err read_translations(struct cw_yaml *yaml, const yaml_node_t *root,
                                     struct cw_corpus *corpus)
{
    const yaml_node_t *grace = cw_yaml_get(yaml, root, "grace_days");
    unsigned long days = GRACE_DAYS;
    corpus->original = "";
    enum cw_err err = optional_string(yaml, root, "original", &corpus->original);
    if (!err && corpus->original[0]) {
        err = check_languages(yaml, cw_yaml_get(yaml, root, "original"), &corpus->original, 1);
    }
    if (!err && grace) {
        err = cw_yaml_number(yaml, grace, "grace_days", MOST_GRACE_DAYS, &days);
    }
    corpus->grace_days = (unsigned)days;
    return err;
}

static enum cw_err read_lists(struct cw_yaml *yaml, const yaml_node_t *root,
                              struct cw_corpus *corpus)
{
    static const char *english[] = {"en"};
    corpus->languages = english;
    corpus->n_languages = 1;
    enum cw_err err = CW_OK;
    const yaml_node_t *languages = cw_yaml_get(yaml, root, "languages");
    if (languages) {
        err =
            cw_yaml_strings(yaml, languages, "languages", &corpus->languages, &corpus->n_languages);
        if (!err && corpus->n_languages == 0) {
            err = cw_yaml_complain(yaml, languages, "'languages' is empty; write [en]");
        }
        if (!err) {
            err = check_languages(yaml, languages, corpus->languages, corpus->n_languages);
        }
    }
    const yaml_node_t *lexicons = cw_yaml_get(yaml, root, "lexicons");
    if (!err && lexicons) {
        err = cw_yaml_strings(yaml, lexicons, "lexicons", &corpus->lexicons, &corpus->n_lexicons);
        for (size_t i = 0; !err && i < corpus->n_lexicons; i++) {
            err = resolve(yaml, &corpus->lexicons[i]);
        }
    }
    return err;
}

static enum cw_err read_corpus(struct cw_yaml *yaml, struct cw_corpus *corpus)
{
    static const char *const known[] = {"title",    "store",      "report",   "languages",
                                        "sources",  "services",   "lexicons", "limits",
                                        "original", "grace_days", NULL};
    const yaml_node_t *root = cw_yaml_root(yaml);
    enum cw_err err = cw_yaml_check_keys(yaml, root, "the corpus file", known);
    if (err) {
        return err;
    }
    corpus->title = "clausewatch";
    if ((err = optional_string(yaml, root, "title", &corpus->title)) ||
        (err = required_string(yaml, root, "store", "store.sqlite", &corpus->store)) ||
        (err = resolve(yaml, &corpus->store)) ||
        (err = required_string(yaml, root, "report", "report", &corpus->report)) ||
        (err = resolve(yaml, &corpus->report)) || (err = read_lists(yaml, root, corpus)) ||
        (err = read_sources(yaml, root, corpus)) || (err = read_services(yaml, root, corpus)) ||
        (err = read_translations(yaml, root, corpus))) {
        return err;
    }
    return read_limits(yaml, root, &corpus->limits);
}

enum cw_err cw_corpus_load(struct cw_arena *arena, const char *path, struct cw_corpus *corpus,
                           struct cw_diag *diag)
{
    *corpus = (struct cw_corpus){.file = path};
    struct cw_yaml yaml;
    enum cw_err err = cw_yaml_open(&yaml, path, arena, diag);
    if (!err) {
        err = read_corpus(&yaml, corpus);
    }
    cw_yaml_close(&yaml);
    return err;
}

const struct cw_service *cw_corpus_service(const struct cw_corpus *corpus, struct cw_str id)
{
    for (size_t i = 0; i < corpus->n_services; i++) {
        if (cw_str_is(id, corpus->services[i].id)) {
            return &corpus->services[i];
        }
    }
    return NULL;
}

const char *cw_corpus_original(const struct cw_corpus *corpus, struct cw_str service,
                               struct cw_str policy)
{
    const struct cw_service *known = cw_corpus_service(corpus, service);
    for (size_t i = 0; known && i < known->n_originals; i++) {
        if (cw_str_is(policy, known->originals[i].policy)) {
            return known->originals[i].lang;
        }
    }
    return known && known->original[0] ? known->original : corpus->original;
}
