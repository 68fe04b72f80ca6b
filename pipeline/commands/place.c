/* From an offset in a clause's clean text to a place in the source. Findings come in order, so that
 * every search goes on where the last one ended: a clause of any length is walked once. */
#include "place.h"

#include <string.h>

#include "common/hash.h"

static const char *find_in(const char *at, const char *end, struct cw_str words)
{
    return words.len && end > at ? memmem(at, (size_t)(end - at), words.data, words.len) : NULL;
}

void cw_places_begin(struct cw_places *places, const struct cw_document_text *document)
{
    *places = (struct cw_places){
        .document = document, .clause = UINT32_MAX, .at_clause = {.line = 1, .column = 1}};
}

static void advance(struct cw_cursor *cursor, struct cw_str source, size_t to)
{
    to = to < source.len ? to : source.len;
    for (; cursor->offset < to; cursor->offset++) {
        unsigned char c = (unsigned char)source.data[cursor->offset];
        if (c == '\n') {
            cursor->line++;
            cursor->column = 1;
        } else {
            cursor->column += (c & 0xC0) != 0x80; /* a code point, not its further bytes */
        }
    }
}

static void enter(struct cw_places *places, uint32_t index)
{
    const struct cw_clause *clause = &places->document->clauses.items[index];
    if (index == places->clause) {
        return;
    }
    if (clause->start < places->at_clause.offset) {
        places->at_clause = (struct cw_cursor){.line = 1, .column = 1};
    }
    advance(&places->at_clause, places->document->text, clause->start);
    places->at_clause.line = clause->line;
    places->at = places->at_clause;
    places->clause = index;
}

/* The words' occurrence in the source that has as many before it as the one in the clause. */
static const char *occurrence(struct cw_places *places, const struct cw_clause *clause,
                              struct cw_str words, size_t until)
{
    struct cw_str source = places->document->text;
    struct cw_hash hash = cw_hash_of(words);
    struct cw_place_memo *memo = &places->memos[hash.bytes[0] % CW_PLACE_MEMOS];
    if (memo->clause != places->clause + 1 || !cw_str_eq(memo->words, words) ||
        memo->in_clause > until) {
        *memo = (struct cw_place_memo){
            .clause = places->clause + 1, .words = words, .in_source = clause->start};
    }
    const char *text = clause->text.data;
    const char *end = source.data + clause->end;
    const char *at = find_in(source.data + memo->in_source, end, words);
    const char *in = find_in(text + memo->in_clause, text + clause->text.len, words);
    while (at && in && (size_t)(in - text) < until) {
        at = find_in(at + 1, end, words);
        in = find_in(in + 1, text + clause->text.len, words);
    }
    if (at && in) {
        memo->in_clause = (size_t)(in - text);
        memo->in_source = (size_t)(at - source.data);
    }
    return at;
}

void cw_places_find(struct cw_places *places, const struct cw_finding *finding,
                    struct cw_located *item)
{
    const struct cw_clause *clause = &places->document->clauses.items[finding->clause];
    struct cw_str source = places->document->text;
    enter(places, finding->clause);
    item->text = cw_str_sub(clause->text, finding->start, finding->end);
    item->start = clause->start;
    item->end = clause->end;
    if (clause->end <= source.len && clause->start <= clause->end) {
        const char *at = occurrence(places, clause, item->text, finding->start);
        if (at) {
            item->start = (size_t)(at - source.data);
            item->end = item->start + item->text.len;
        }
    }
    struct cw_cursor cursor = item->start < places->at.offset ? places->at_clause : places->at;
    advance(&cursor, source, item->start);
    if (cursor.offset > places->at.offset) {
        places->at = cursor;
    }
    item->line = cursor.line;
    item->column = cursor.column;
}
