/* What HTML's elements and attributes mean to us: tables and small readers, no state. */
#include <stdlib.h>

#include "html.h"

struct role_name {
    const char *name;
    enum cw_role role;
};

/* Sorted by name: looked up for every tag. What is not listed runs inside a line. */
static const struct role_name role_names[] = {
    {"a", CW_ROLE_LINK},           {"address", CW_ROLE_BLOCK},  {"article", CW_ROLE_WRAPPER},
    {"aside", CW_ROLE_WRAPPER},    {"audio", CW_ROLE_SKIP},     {"blockquote", CW_ROLE_QUOTE},
    {"body", CW_ROLE_ROOT},        {"br", CW_ROLE_BREAK},       {"button", CW_ROLE_BLOCK},
    {"canvas", CW_ROLE_SKIP},      {"caption", CW_ROLE_BLOCK},  {"center", CW_ROLE_BLOCK},
    {"datalist", CW_ROLE_SKIP},    {"dd", CW_ROLE_DEFINITION},  {"details", CW_ROLE_WRAPPER},
    {"dialog", CW_ROLE_WRAPPER},   {"dir", CW_ROLE_BULLETS},    {"div", CW_ROLE_WRAPPER},
    {"dl", CW_ROLE_WRAPPER},       {"dt", CW_ROLE_TERM},        {"fieldset", CW_ROLE_WRAPPER},
    {"figcaption", CW_ROLE_BLOCK}, {"figure", CW_ROLE_WRAPPER}, {"footer", CW_ROLE_WRAPPER},
    {"form", CW_ROLE_WRAPPER},     {"h1", CW_ROLE_HEADING},     {"h2", CW_ROLE_HEADING},
    {"h3", CW_ROLE_HEADING},       {"h4", CW_ROLE_HEADING},     {"h5", CW_ROLE_HEADING},
    {"h6", CW_ROLE_HEADING},       {"header", CW_ROLE_WRAPPER}, {"hgroup", CW_ROLE_WRAPPER},
    {"hr", CW_ROLE_BLOCK},         {"html", CW_ROLE_ROOT},      {"iframe", CW_ROLE_SKIP},
    {"legend", CW_ROLE_BLOCK},     {"li", CW_ROLE_ITEM},        {"listing", CW_ROLE_BLOCK},
    {"main", CW_ROLE_WRAPPER},     {"menu", CW_ROLE_BULLETS},   {"meta", CW_ROLE_META},
    {"nav", CW_ROLE_WRAPPER},      {"noembed", CW_ROLE_SKIP},   {"noframes", CW_ROLE_SKIP},
    {"noscript", CW_ROLE_SKIP},    {"ol", CW_ROLE_NUMBERS},     {"optgroup", CW_ROLE_BLOCK},
    {"option", CW_ROLE_BLOCK},     {"p", CW_ROLE_BLOCK},        {"pre", CW_ROLE_BLOCK},
    {"script", CW_ROLE_SKIP},      {"search", CW_ROLE_WRAPPER}, {"section", CW_ROLE_WRAPPER},
    {"select", CW_ROLE_BLOCK},     {"style", CW_ROLE_SKIP},     {"summary", CW_ROLE_BLOCK},
    {"svg", CW_ROLE_SKIP},         {"table", CW_ROLE_WRAPPER},  {"tbody", CW_ROLE_WRAPPER},
    {"td", CW_ROLE_CELL},          {"template", CW_ROLE_SKIP},  {"textarea", CW_ROLE_BLOCK},
    {"tfoot", CW_ROLE_WRAPPER},    {"th", CW_ROLE_CELL},        {"thead", CW_ROLE_WRAPPER},
    {"title", CW_ROLE_TITLE},      {"tr", CW_ROLE_ROW},         {"ul", CW_ROLE_BULLETS},
    {"video", CW_ROLE_SKIP},
};

static int compare_names(const void *key, const void *entry)
{
    return strcmp(key, ((const struct role_name *)entry)->name);
}

static const struct role_name *find_role(const char *name)
{
    return bsearch(name, role_names, sizeof role_names / sizeof role_names[0], sizeof role_names[0],
                   compare_names);
}

enum cw_role cw_html_role(const char *name)
{
    const struct role_name *found = find_role(name);
    return found ? found->role : CW_ROLE_INLINE;
}

/* Does an inline style hold "property:value", white space and case aside? */
static bool style_says(const char *style, const char *declaration)
{
    char squeezed[512];
    size_t len = 0;
    for (const char *c = style; *c && len + 1 < sizeof squeezed; c++) {
        if (!cw_is_space(*c)) {
            squeezed[len++] = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
        }
    }
    squeezed[len] = '\0';
    return strstr(squeezed, declaration) != NULL;
}

void cw_html_attributes(const xmlChar **atts, struct cw_html_attributes *out)
{
    *out = (struct cw_html_attributes){0};
    const struct {
        const char *name;
        const char **value;
    } wanted[] = {
        {"id", &out->id},          {"name", &out->name},   {"lang", &out->lang},
        {"href", &out->href},      {"start", &out->start}, {"value", &out->value},
        {"type", &out->type},      {"style", &out->style}, {"http-equiv", &out->http_equiv},
        {"content", &out->content}};
    for (; atts && atts[0]; atts += 2) {
        const char *name = (const char *)atts[0];
        const char *value = atts[1] ? (const char *)atts[1] : "";
        for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
            if (strcmp(name, wanted[i].name) == 0) {
                *wanted[i].value = value;
            }
        }
        if (strcmp(name, "xml:lang") == 0 && !out->lang) {
            out->lang = value;
        } else if (strcmp(name, "reversed") == 0) {
            out->reversed = true;
        } else if (strcmp(name, "hidden") == 0) {
            out->hidden = out->hidden || strcasecmp(value, "until-found") != 0;
        } else if (strcmp(name, "aria-hidden") == 0) {
            out->hidden = out->hidden || strcasecmp(value, "true") == 0;
        }
    }
    if (out->style && style_says(out->style, "display:none")) {
        out->hidden = true;
    }
}

char cw_html_list_type(const struct cw_html_attributes *attributes)
{
    static const struct {
        const char *declaration;
        char type;
    } styles[] = {{":lower-alpha", 'a'}, {":lower-latin", 'a'}, {":upper-alpha", 'A'},
                  {":upper-latin", 'A'}, {":lower-roman", 'i'}, {":upper-roman", 'I'},
                  {":none", 0},          {":disc", 0}};
    const char *style = attributes->style;
    if (style && style_says(style, "list-style")) {
        for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++) {
            if (style_says(style, styles[i].declaration)) {
                return styles[i].type;
            }
        }
    }
    const char *type = attributes->type;
    return type && type[0] && strchr("aAiI", type[0]) && !type[1] ? type[0] : '1';
}

bool cw_html_is_known_tag(struct cw_str text)
{
    if (text.len < 2 || text.data[0] != '<') {
        return false;
    }
    size_t at = text.data[1] == '/' ? 2 : 1;
    if (text.data[1] == '!' || text.data[1] == '?') {
        return true;
    }
    char name[32];
    size_t len = 0;
    for (; at < text.len && len + 1 < sizeof name; at++) {
        char c = text.data[at];
        if (cw_is_space(c) || c == '>' || c == '/') {
            break;
        }
        name[len++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    name[len] = '\0';
    /* A name with a hyphen is somebody's own element (HTML, "valid custom element name"). */
    static const char *const newer[] = {"bdi", "data", "mark", "meter", "output", "progress",
                                        "rp",  "rt",   "ruby", "slot",  "time",   "wbr"};
    for (size_t i = 0; i < sizeof newer / sizeof newer[0]; i++) {
        if (strcmp(name, newer[i]) == 0) {
            return true;
        }
    }
    return find_role(name) || strchr(name, '-') || htmlTagLookup((const xmlChar *)name);
}
