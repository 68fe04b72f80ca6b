/* From an offset in a clause's clean text to a place in the source. */
#include "place.h"

#include <string.h>

#include "common/utf8.h"

static const char *find_in(const char *at, const char *end, struct cw_str words)
{
    return words.len && end > at ? memmem(at, (size_t)(end - at), words.data, words.len) : NULL;
}

/* How often words begin in text before byte `until`. */
static size_t count_before(struct cw_str text, struct cw_str words, size_t until)
{
    size_t n = 0;
    const char *end = text.data + text.len;
    const char *at = find_in(text.data, end, words);
    while (at && (size_t)(at - text.data) < until) {
        n++;
        at = find_in(at + 1, end, words);
    }
    return n;
}

static void set_line(struct cw_str source, size_t clause_start, uint32_t clause_line,
                     struct cw_located *item)
{
    uint32_t line = clause_line;
    for (size_t i = clause_start; i < item->start && i < source.len; i++) {
        line += source.data[i] == '\n';
    }
    size_t begin = item->start < source.len ? item->start : source.len;
    while (begin > 0 && source.data[begin - 1] != '\n') {
        begin--;
    }
    item->line = line;
    size_t start = item->start < source.len ? item->start : source.len;
    item->column = (uint32_t)cw_utf8_length(cw_str_sub(source, begin, start)) + 1;
}

void cw_place_find(const struct cw_document_text *document, const struct cw_finding *finding,
                   struct cw_located *item)
{
    const struct cw_clause *clause = &document->clauses.items[finding->clause];
    struct cw_str source = document->text;
    item->text = cw_str_sub(clause->text, finding->start, finding->end);
    item->start = clause->start;
    item->end = clause->end;
    if (clause->end <= source.len && clause->start <= clause->end) {
        const char *end = source.data + clause->end;
        const char *at = find_in(source.data + clause->start, end, item->text);
        for (size_t n = count_before(clause->text, item->text, finding->start); at && n; n--) {
            at = find_in(at + 1, end, item->text);
        }
        if (at) {
            item->start = (size_t)(at - source.data);
            item->end = item->start + item->text.len;
        }
    }
    set_line(source, clause->start, clause->line, item);
}
