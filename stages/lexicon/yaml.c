/* A small tree over libyaml's events. Values stay strings, so that `no` is Norwegian. Anchors and
 * aliases are refused: settings need none, and they are how small files become big trees. */
#include <math.h>
#include <stdlib.h>
#include <yaml.h>

#include "internal.h"

enum { DEEPEST = 8, MOST_NODES = 20000 };

struct builder {
    struct cw_arena *arena;
    struct problems *problems;
    yaml_parser_t parser;
    size_t n;
    bool failed;
};

static uint32_t line_of(yaml_mark_t mark)
{
    return (uint32_t)mark.line + 1;
}

static uint32_t column_of(yaml_mark_t mark)
{
    return (uint32_t)mark.column + 1;
}

static bool take_event(struct builder *b, yaml_event_t *event)
{
    if (b->failed || yaml_parser_parse(&b->parser, event)) {
        return !b->failed;
    }
    b->failed = true;
    const char *what = b->parser.problem ? b->parser.problem : "cannot be read";
    problem_at(b->problems, line_of(b->parser.problem_mark), column_of(b->parser.problem_mark),
               "this is no YAML: %s; check indentation and quotes", what);
    return false;
}

static void fail_at(struct builder *b, const yaml_event_t *event, const char *what)
{
    b->failed = true;
    problem_at(b->problems, line_of(event->start_mark), column_of(event->start_mark), "%s", what);
}

static struct node *new_node(struct builder *b, const yaml_event_t *event)
{
    struct node *node = b->n++ < MOST_NODES ? cw_arena_alloc(b->arena, sizeof *node) : NULL;
    if (!node) {
        fail_at(b, event, "the file is too big for settings");
        return NULL;
    }
    node->line = line_of(event->start_mark);
    node->column = column_of(event->start_mark);
    return node;
}

static struct node *build(struct builder *b, const yaml_event_t *event, int depth);

static void build_list(struct builder *b, struct node *list, int depth)
{
    struct node **tail = &list->first;
    yaml_event_t event;
    while (take_event(b, &event)) {
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        struct node *item = end ? NULL : build(b, &event, depth + 1);
        yaml_event_delete(&event);
        if (!item) {
            return;
        }
        *tail = item;
        tail = &item->next;
    }
}

static bool has_key(const struct node *map, struct cw_str key)
{
    for (const struct node *entry = map->first; entry; entry = entry->next) {
        if (cw_str_eq(entry->key, key)) {
            return true;
        }
    }
    return false;
}

/* Reads a key and its value; NULL at the end of the map or after a failure. */
static struct node *build_entry(struct builder *b, const struct node *map, int depth)
{
    yaml_event_t key;
    if (!take_event(b, &key)) {
        return NULL;
    }
    struct node *value = NULL;
    if (key.type == YAML_SCALAR_EVENT) {
        struct cw_str text = cw_str_dup(
            b->arena, cw_str_n((const char *)key.data.scalar.value, key.data.scalar.length));
        yaml_event_t event;
        if (!text.data) {
            fail_at(b, &key, "out of memory");
        } else if (has_key(map, text)) {
            fail_at(b, &key, "the key stands here a second time; keep one");
        } else if (take_event(b, &event)) {
            value = build(b, &event, depth + 1);
            yaml_event_delete(&event);
        }
        if (value) {
            value->key = text;
            value->key_line = line_of(key.start_mark);
            value->key_column = column_of(key.start_mark);
        }
    } else if (key.type != YAML_MAPPING_END_EVENT) {
        fail_at(b, &key, "a key must be plain text");
    }
    yaml_event_delete(&key);
    return value;
}

static void build_map(struct builder *b, struct node *map, int depth)
{
    struct node **tail = &map->first;
    size_t n = 0;
    for (struct node *entry; (entry = build_entry(b, map, depth)) != NULL;) {
        *tail = entry;
        tail = &entry->next;
        if (++n > MOST_LIST) { /* has_key looks at all of them */
            b->failed = true;
            problem_at(b->problems, entry->line, entry->column, "the map has too many keys");
            return;
        }
    }
}

static struct node *build(struct builder *b, const yaml_event_t *event, int depth)
{
    if (event->type == YAML_ALIAS_EVENT || depth > DEEPEST) {
        fail_at(b, event,
                depth > DEEPEST ? "the settings are nested too deep"
                                : "aliases (*name) are not used here");
        return NULL;
    }
    struct node *node = new_node(b, event);
    if (!node) {
        return NULL;
    }
    if (event->type == YAML_SCALAR_EVENT) {
        node->kind = NODE_SCALAR;
        node->text = cw_str_dup(
            b->arena, cw_str_n((const char *)event->data.scalar.value, event->data.scalar.length));
        if (!node->text.data) {
            fail_at(b, event, "out of memory");
        }
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        node->kind = NODE_LIST;
        build_list(b, node, depth);
    } else {
        node->kind = NODE_MAP;
        build_map(b, node, depth);
    }
    return b->failed ? NULL : node;
}

struct node *parse_yaml(struct cw_arena *arena, struct cw_str text, struct problems *problems)
{
    struct builder b = {.arena = arena, .problems = problems};
    if (!yaml_parser_initialize(&b.parser)) {
        problem_at(problems, 0, 0, "out of memory");
        return NULL;
    }
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)text.data, text.len);
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    struct node *root = NULL;
    yaml_event_t event;
    bool more = true;
    while (more && take_event(&b, &event)) {
        if (event.type == YAML_MAPPING_START_EVENT) {
            root = build(&b, &event, 0);
            more = false;
        } else if (event.type == YAML_STREAM_END_EVENT) {
            more = false;
        } else if (event.type != YAML_STREAM_START_EVENT &&
                   event.type != YAML_DOCUMENT_START_EVENT) {
            fail_at(&b, &event, "expected settings, one `key: value` a line");
        }
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&b.parser);
    if (!root && !b.failed) {
        problem_at(problems, 1, 1, "the file holds no settings");
    }
    return b.failed ? NULL : root;
}

const struct node *node_get(const struct node *map, const char *key)
{
    if (!map || map->kind != NODE_MAP) {
        return NULL;
    }
    for (const struct node *entry = map->first; entry; entry = entry->next) {
        if (cw_str_is(entry->key, key)) {
            return entry;
        }
    }
    return NULL;
}

void node_check_keys(const struct node *map, const char *const *keys, struct problems *problems)
{
    if (!map || map->kind != NODE_MAP) {
        return;
    }
    for (const struct node *entry = map->first; entry; entry = entry->next) {
        size_t i = 0;
        while (keys[i] && !cw_str_is(entry->key, keys[i])) {
            i++;
        }
        if (!keys[i]) {
            problem_at(problems, entry->key_line, entry->key_column,
                       "unknown key \"%.*s\"; see docs/lexicon-format.md", (int)entry->key.len,
                       entry->key.data);
        }
    }
}

struct cw_str node_text(const struct node *map, const char *key, struct problems *problems)
{
    const struct node *node = node_get(map, key);
    if (!node) {
        return cw_str_z("");
    }
    if (node->kind != NODE_SCALAR) {
        problem_at(problems, node->line, node->column, "\"%s\" takes one value, not a list", key);
        return cw_str_z("");
    }
    return node->text;
}

struct cw_str node_need(const struct node *map, const char *key, struct problems *problems)
{
    struct cw_str text = node_text(map, key, problems);
    if (text.len == 0) {
        problem_at(problems, map->line, map->column, "\"%s\" is missing here", key);
    }
    return text;
}

bool parse_number(struct cw_str text, double *value)
{
    /* Digits, one point, a sign and an exponent: nothing that a locale could change. */
    char copy[64];
    if (text.len == 0 || text.len >= sizeof copy) {
        return false;
    }
    double whole = 0;
    double scale = 0;
    size_t i = text.data[0] == '-' ? 1 : 0;
    if (i == text.len) {
        return false;
    }
    for (; i < text.len; i++) {
        char c = text.data[i];
        if (c == '.' && scale == 0) {
            scale = 1;
        } else if (c >= '0' && c <= '9') {
            whole = whole * 10 + (c - '0');
            scale *= 10;
        } else {
            return false;
        }
    }
    *value = (scale > 0 ? whole / scale : whole) * (text.data[0] == '-' ? -1 : 1);
    return true;
}

double node_number(const struct node *map, const char *key, double fallback,
                   struct problems *problems)
{
    const struct node *node = node_get(map, key);
    if (!node) {
        return fallback;
    }
    double value = fallback;
    if (node->kind != NODE_SCALAR || !parse_number(node->text, &value)) {
        problem_at(problems, node->line, node->column, "\"%s\" takes a number, such as 25", key);
    }
    return value;
}

bool node_yes(const struct node *map, const char *key, struct problems *problems)
{
    static const char *const choices[] = {"no", "yes", NULL};
    return node_choice(map, key, choices, problems) == 1;
}

int node_choice(const struct node *map, const char *key, const char *const *choices,
                struct problems *problems)
{
    const struct node *node = node_get(map, key);
    if (!node) {
        return 0;
    }
    struct cw_buf known;
    cw_buf_init(&known, 512);
    for (int i = 0; choices[i]; i++) {
        if (node->kind == NODE_SCALAR && cw_str_is(node->text, choices[i])) {
            cw_buf_dispose(&known);
            return i;
        }
        cw_buf_printf(&known, "%s%s", i ? ", " : "", choices[i]);
    }
    problem_at(problems, node->line, node->column, "\"%s\" is one of: %.*s", key, (int)known.len,
               known.data ? known.data : "");
    cw_buf_dispose(&known);
    return 0;
}

bool node_list(struct cw_arena *arena, const struct node *map, const char *key, struct list *out,
               struct problems *problems)
{
    *out = (struct list){0};
    const struct node *node = node_get(map, key);
    if (!node || (node->kind == NODE_SCALAR && node->text.len == 0)) {
        return true;
    }
    if (node->kind != NODE_LIST) {
        problem_at(problems, node->line, node->column, "\"%s\" takes a list: [one, two]", key);
        return true;
    }
    size_t n = 0;
    for (const struct node *item = node->first; item; item = item->next) {
        n++;
    }
    out->items = cw_arena_array(arena, n ? n : 1, sizeof *out->items);
    if (!out->items) {
        return false;
    }
    for (const struct node *item = node->first; item; item = item->next) {
        if (item->kind != NODE_SCALAR || item->text.len == 0) {
            problem_at(problems, item->line, item->column, "the list holds plain values only");
            continue;
        }
        out->items[out->n++] = item->text;
    }
    return true;
}
