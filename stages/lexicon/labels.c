/* labels.po: the part of gettext's format that labels need: msgctxt, msgid, msgstr, strings over
 * several lines, and the flag fuzzy. Plural forms are refused: labels have none. */
#include <stdlib.h>

#include "internal.h"

struct po {
    struct cw_lexicon *lexicon;
    struct problems *problems;
    size_t size;
    struct label entry;
    struct cw_str *open; /* which of the entry's strings goes on */
    bool fuzzy;
    bool has_id;
};

/* Takes the escapes out of a quoted string. data NULL: not a string. */
static struct cw_str unquote(struct cw_arena *arena, struct cw_str text)
{
    text = cw_str_trim(text);
    char *out = cw_arena_alloc(arena, text.len + 1);
    if (!out || text.len < 2 || text.data[0] != '"' || text.data[text.len - 1] != '"') {
        return (struct cw_str){NULL, 0};
    }
    size_t len = 0;
    for (size_t i = 1; i + 1 < text.len; i++) {
        char c = text.data[i];
        if (c == '\\' && i + 2 < text.len) {
            c = text.data[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        out[len++] = c;
    }
    return cw_str_n(out, len);
}

static bool append(struct po *po, struct cw_str *to, struct cw_str more)
{
    if (to->len == 0) {
        *to = more;
        return true;
    }
    char *joined = cw_arena_alloc(po->lexicon->arena, to->len + more.len + 1);
    if (!joined) {
        return false;
    }
    memcpy(joined, to->data, to->len);
    memcpy(joined + to->len, more.data, more.len);
    *to = cw_str_n(joined, to->len + more.len);
    return true;
}

static bool finish(struct po *po)
{
    bool keep = po->has_id && po->entry.id.len > 0 && po->entry.text.len > 0 && !po->fuzzy;
    if (keep) {
        struct cw_lexicon *lexicon = po->lexicon;
        struct label *grown = cw_arena_grow(lexicon->arena, lexicon->labels, lexicon->n_labels,
                                            &po->size, lexicon->n_labels + 1, sizeof *grown);
        if (!grown) {
            return false;
        }
        lexicon->labels = grown;
        grown[lexicon->n_labels++] = po->entry;
    }
    po->entry = (struct label){cw_str_z(""), cw_str_z(""), cw_str_z("")};
    po->has_id = po->fuzzy = false;
    po->open = NULL;
    return true;
}

static bool take_line(struct po *po, struct cw_str line, uint32_t number)
{
    static const struct {
        const char *keyword;
        int field;
    } fields[] = {{"msgctxt ", 0}, {"msgid ", 1}, {"msgstr ", 2}};
    struct cw_str rest = line;
    for (size_t i = 0; i < 3; i++) {
        if (cw_str_starts(line, fields[i].keyword)) {
            if (i < 2 && po->entry.text.data && po->has_id && po->open == &po->entry.text &&
                !finish(po)) {
                return false;
            }
            po->open = i == 0 ? &po->entry.context : i == 1 ? &po->entry.id : &po->entry.text;
            po->has_id |= i == 1;
            rest = cw_str_sub(line, strlen(fields[i].keyword), line.len);
            break;
        }
    }
    struct cw_str text = unquote(po->lexicon->arena, rest);
    if (!text.data || !po->open) {
        problem_at(po->problems, number, 1,
                   "expected msgctxt, msgid or msgstr and a string in quotes");
        return true;
    }
    return append(po, po->open, text);
}

static int by_label(const void *a, const void *b)
{
    const struct label *first = a;
    const struct label *second = b;
    int order = cw_str_cmp(first->context, second->context);
    return order ? order : cw_str_cmp(first->id, second->id);
}

enum cw_err load_labels(struct cw_lexicon *lexicon, struct cw_str text, struct problems *problems)
{
    struct po po = {.lexicon = lexicon, .problems = problems};
    (void)finish(&po);
    uint32_t number = 0;
    while (text.len > 0) {
        const char *end = memchr(text.data, '\n', text.len);
        size_t len = end ? (size_t)(end - text.data) : text.len;
        struct cw_str line = cw_str_trim(cw_str_n(text.data, len));
        text = cw_str_sub(text, end ? len + 1 : len, text.len);
        number++;
        bool fine = true;
        if (line.len == 0) {
            fine = finish(&po);
        } else if (line.data[0] != '#') {
            fine = take_line(&po, line, number);
        } else if (cw_str_starts(line, "#,") && memmem(line.data, line.len, "fuzzy", 5)) {
            fine = po.has_id ? finish(&po) : true;
            po.fuzzy = true;
        }
        if (!fine) {
            return CW_ENOMEM;
        }
    }
    if (!finish(&po)) {
        return CW_ENOMEM;
    }
    if (lexicon->n_labels > 0) {
        qsort(lexicon->labels, lexicon->n_labels, sizeof *lexicon->labels, by_label);
    }
    return CW_OK;
}

struct cw_str cw_lexicon_label(const struct cw_lexicon *lexicon, struct cw_str context,
                               struct cw_str id)
{
    struct label key = {context, id, cw_str_z("")};
    const struct label *found =
        lexicon->n_labels ? bsearch(&key, lexicon->labels, lexicon->n_labels, sizeof key, by_label)
                          : NULL;
    return found ? found->text : id;
}
