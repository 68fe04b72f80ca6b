/* A pack's terms as one trie. Its edges are symbols: a symbol stands for all forms that a term's
 * word takes for the same, so that while matching a word costs one look-up whatever the number of
 * terms. Built when the pack is first asked to match. */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <xxhash.h>

#include "common/utf8.h"
#include "internal.h"

enum { EXACT = '=', STEM = '~', NAME = '@', CHARACTER = '.' };
enum { ROOT = 1 };

/* A word of a term and the symbol that it got. Terms are written in few words, and stemming one is
 * slow. */
struct known_word {
    struct cw_str text;
    uint32_t symbol;
    bool exact;
};

enum { KNOWN_WORDS = 4096 };

struct compiler {
    const struct cw_lexicon *lexicon;
    struct known_word *known; /* KNOWN_WORDS, by hash; a later word takes an earlier one's place */
    struct trie *trie;
    struct cw_arena *scratch;
    struct cw_breaker *breaker;
    bool failed;
};

/* ---- symbols */

static struct cw_str make_key(struct cw_arena *arena, char kind, struct cw_str text)
{
    char *out = cw_arena_alloc(arena, text.len + 2);
    if (!out) {
        return (struct cw_str){NULL, 0};
    }
    out[0] = kind;
    if (text.len > 0) {
        memcpy(out + 1, text.data, text.len);
    }
    return cw_str_n(out, text.len + 1);
}

/* Index into keys of the first entry under key; 0 = none. */
static uint32_t find_key(const struct trie *trie, struct cw_str key)
{
    if (trie->key_table_size == 0) {
        return 0;
    }
    size_t mask = trie->key_table_size - 1;
    for (size_t at = XXH3_64bits(key.data, key.len) & mask; trie->key_table[at];
         at = (at + 1) & mask) {
        uint32_t index = trie->key_table[at];
        if (cw_str_eq(trie->keys[index].text, key)) {
            return index;
        }
    }
    return 0;
}

static bool grow_key_table(struct trie *trie)
{
    if (trie->n_keys * 2 < trie->key_table_size) {
        return true;
    }
    size_t size = trie->key_table_size ? trie->key_table_size * 2 : 1024;
    uint32_t *table = cw_arena_array(trie->arena, size, sizeof *table);
    if (!table) {
        return false;
    }
    for (size_t i = 0; i < trie->key_table_size; i++) {
        uint32_t index = trie->key_table[i];
        if (index) {
            struct cw_str key = trie->keys[index].text;
            size_t at = XXH3_64bits(key.data, key.len) & (size - 1);
            while (table[at]) {
                at = (at + 1) & (size - 1);
            }
            table[at] = index;
        }
    }
    trie->key_table = table;
    trie->key_table_size = size;
    return true;
}

/* Lets key stand for symbol too. */
static bool add_key(struct trie *trie, struct cw_str key, uint32_t symbol)
{
    uint32_t first = find_key(trie, key);
    for (uint32_t i = first; i; i = trie->keys[i].next) {
        if (trie->keys[i].symbol == symbol) {
            return true;
        }
    }
    struct symbol_key *keys = cw_arena_grow(trie->arena, trie->keys, trie->n_keys, &trie->keys_size,
                                            trie->n_keys + 1, sizeof *keys);
    if (!keys || !grow_key_table(trie)) {
        return false;
    }
    trie->keys = keys;
    uint32_t index = (uint32_t)trie->n_keys++;
    struct cw_str kept = first ? keys[first].text : cw_str_dup(trie->arena, key);
    if (!kept.data) {
        return false;
    }
    keys[index] = (struct symbol_key){kept, symbol, first ? keys[first].next : 0};
    if (first) {
        keys[first].next = index;
        return true;
    }
    size_t mask = trie->key_table_size - 1;
    size_t at = XXH3_64bits(key.data, key.len) & mask;
    while (trie->key_table[at]) {
        at = (at + 1) & mask;
    }
    trie->key_table[at] = index;
    return true;
}

/* The symbol that is named by key, new when there is none. */
static uint32_t symbol_named(struct compiler *c, struct cw_str key)
{
    uint32_t found = key.data ? find_key(c->trie, key) : 0;
    if (found) {
        return c->trie->keys[found].symbol;
    }
    uint32_t symbol = c->trie->n_symbols++;
    if (!key.data || !add_key(c->trie, key, symbol)) {
        c->failed = true;
    }
    return symbol;
}

static bool is_number(struct cw_str word)
{
    bool digit = false;
    for (size_t at = 0; at < word.len;) {
        uint32_t letter = cw_utf8_next(word, &at);
        if (u_isalpha((UChar32)letter)) {
            return false;
        }
        digit |= u_charDigitValue((UChar32)letter) >= 0;
    }
    return digit;
}

/* Digits of any script as ASCII, so that a term's 24 finds the same number in other digits. */
static struct cw_str plain_digits(struct cw_arena *arena, struct cw_str word)
{
    char *out = cw_arena_alloc(arena, word.len + 1);
    size_t len = 0;
    for (size_t at = 0; out && at < word.len;) {
        uint32_t letter = cw_utf8_next(word, &at);
        int32_t value = u_charDigitValue((UChar32)letter);
        len += cw_utf8_put(out + len, value >= 0 ? (uint32_t)('0' + value) : letter);
    }
    return cw_str_n(out, len);
}

static uint32_t affix_symbol(struct compiler *c, const struct element *element, struct cw_str word)
{
    struct trie *trie = c->trie;
    for (size_t i = 0; i < trie->n_affixes; i++) {
        const struct affix *affix = &trie->affixes[i];
        if (affix->any_front == element->any_front && affix->any_end == element->any_end &&
            cw_str_eq(affix->text, word)) {
            return affix->symbol;
        }
    }
    struct affix *affixes =
        cw_arena_grow(trie->arena, trie->affixes, trie->n_affixes, &trie->affixes_size,
                      trie->n_affixes + 1, sizeof *affixes);
    struct cw_str kept = cw_str_dup(trie->arena, word);
    if (!affixes || !kept.data) {
        c->failed = true;
        return 0;
    }
    trie->affixes = affixes;
    uint32_t symbol = trie->n_symbols++;
    affixes[trie->n_affixes++] = (struct affix){kept, element->any_front, element->any_end, symbol};
    return symbol;
}

static uint32_t whole_word_symbol(struct compiler *c, struct cw_str folded, bool exact)
{
    if (is_number(folded)) {
        return symbol_named(c, make_key(c->scratch, EXACT, plain_digits(c->scratch, folded)));
    }
    if (exact || c->lexicon->matching >= MATCH_WORD) {
        return symbol_named(c, make_key(c->scratch, EXACT, folded));
    }
    struct cw_str front;
    struct cw_str stems[MOST_STEMS];
    struct cw_str rest = split_apostrophe(c->lexicon, folded, &front);
    size_t n = stems_of(c->lexicon, c->scratch, rest, stems);
    if (n == 0) {
        c->failed = true;
        return 0;
    }
    /* Named by all its stems: two words that share only one of them stay two symbols. */
    struct cw_buf name;
    cw_buf_init(&name, (size_t)(LONGEST_WORD + 1) * MOST_STEMS);
    for (size_t i = 0; i < n; i++) {
        cw_buf_str(&name, stems[i]);
        cw_buf_char(&name, ' ');
    }
    uint32_t symbol = symbol_named(c, make_key(c->scratch, NAME, cw_buf_view(&name)));
    c->failed |= name.failed;
    cw_buf_dispose(&name);
    for (size_t i = 0; i < n; i++) {
        struct cw_str key = make_key(c->scratch, STEM, stems[i]);
        c->failed |= !key.data || !add_key(c->trie, key, symbol);
    }
    return symbol;
}

/* The symbol of one word of a term. */
static uint32_t word_symbol(struct compiler *c, const struct element *element, struct cw_str word)
{
    bool affix = element->any_front || element->any_end;
    struct known_word *known = &c->known[XXH3_64bits(word.data, word.len) % KNOWN_WORDS];
    if (!affix && known->exact == element->exact && cw_str_eq(known->text, word)) {
        return known->symbol;
    }
    struct cw_str folded = fold_word(c->lexicon, c->scratch, word);
    if (!folded.data) {
        c->failed = true;
        return 0;
    }
    if (affix) {
        return affix_symbol(c, element, folded);
    }
    uint32_t symbol = whole_word_symbol(c, folded, element->exact);
    *known = (struct known_word){word, symbol, element->exact};
    return symbol;
}

static size_t add_symbols(const struct trie *trie, struct cw_str key, uint32_t *out, size_t n,
                          size_t most)
{
    for (uint32_t i = key.data ? find_key(trie, key) : 0; i && n < most; i = trie->keys[i].next) {
        bool known = false;
        for (size_t j = 0; j < n; j++) {
            known |= out[j] == trie->keys[i].symbol;
        }
        if (!known) {
            out[n++] = trie->keys[i].symbol;
        }
    }
    return n;
}

static bool affix_fits(const struct affix *affix, struct cw_str word)
{
    if (word.len < affix->text.len) {
        return false;
    }
    const char *data = affix->text.data;
    size_t len = affix->text.len;
    if (affix->any_front && affix->any_end) {
        return memmem(word.data, word.len, data, len) != NULL;
    }
    return memcmp(affix->any_end ? word.data : word.data + word.len - len, data, len) == 0;
}

size_t trie_symbols(const struct cw_lexicon *lexicon, const struct trie *trie, struct cw_str word,
                    uint32_t *out, size_t most)
{
    struct cw_arena *arena = lexicon->lazy->arena;
    cw_arena_reset(arena);
    struct cw_str folded = fold_word(lexicon, arena, word);
    if (!folded.data || folded.len == 0) {
        return 0;
    }
    size_t n = 0;
    if (is_number(folded)) {
        out[n++] = SYMBOL_NUMBER;
        return add_symbols(trie, make_key(arena, EXACT, plain_digits(arena, folded)), out, n, most);
    }
    n = add_symbols(trie, make_key(arena, EXACT, folded), out, n, most);
    if (lexicon->matching == MATCH_RUN) {
        return n;
    }
    struct cw_str front;
    struct cw_str rest = split_apostrophe(lexicon, folded, &front);
    if (rest.len < folded.len) {
        n = add_symbols(trie, make_key(arena, EXACT, rest), out, n, most);
        n = add_symbols(trie, make_key(arena, EXACT, front), out, n, most);
        n = add_symbols(trie, make_key(arena, STEM, front), out, n, most);
    }
    if (lexicon->matching != MATCH_WORD) {
        struct cw_str stems[MOST_STEMS];
        size_t n_stems = stems_of(lexicon, arena, rest, stems);
        for (size_t i = 0; i < n_stems; i++) {
            n = add_symbols(trie, make_key(arena, STEM, stems[i]), out, n, most);
        }
    }
    for (size_t i = 0; i < trie->n_affixes && n < most; i++) {
        if (affix_fits(&trie->affixes[i], rest)) {
            out[n++] = trie->affixes[i].symbol;
        }
    }
    return n;
}

static struct cw_str char_key(char out[5], uint32_t letter)
{
    out[0] = CHARACTER;
    return cw_str_n(out, 1 + cw_utf8_put(out + 1, letter));
}

uint32_t trie_char(const struct trie *trie, uint32_t letter)
{
    char bytes[5];
    if (letter < UNIT_KINDS_SIZE && trie->chars[letter]) {
        return trie->chars[letter] - 1;
    }
    uint32_t index = find_key(trie, char_key(bytes, letter));
    uint32_t symbol = index ? trie->keys[index].symbol : 0;
    if (letter < UNIT_KINDS_SIZE) {
        trie->chars[letter] = symbol + 1;
    }
    return symbol;
}

/* ---- the trie */

static uint64_t edge_key(uint32_t node, uint32_t symbol)
{
    return (uint64_t)node << 32 | symbol;
}

static size_t edge_slot(uint64_t key, size_t size)
{
    return (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & (size - 1);
}

uint32_t trie_child(const struct trie *trie, uint32_t node, uint32_t symbol)
{
    if (node == ROOT) {
        return trie->root[symbol];
    }
    uint64_t key = edge_key(node, symbol);
    for (size_t at = edge_slot(key, trie->edges_size); trie->edges[at].key;
         at = (at + 1) & (trie->edges_size - 1)) {
        if (trie->edges[at].key == key) {
            return trie->edges[at].child;
        }
    }
    return 0;
}

static uint32_t new_node(struct compiler *c)
{
    struct trie *trie = c->trie;
    struct trie_node *nodes = cw_arena_grow(trie->arena, trie->nodes, trie->n_nodes,
                                            &trie->nodes_size, trie->n_nodes + 1, sizeof *nodes);
    if (!nodes) {
        c->failed = true;
        return ROOT;
    }
    trie->nodes = nodes;
    return (uint32_t)trie->n_nodes++;
}

static bool grow_edges(struct trie *trie)
{
    if (trie->n_edges * 2 < trie->edges_size) {
        return true;
    }
    size_t size = trie->edges_size ? trie->edges_size * 2 : 1024;
    struct edge *edges = cw_arena_array(trie->arena, size, sizeof *edges);
    if (!edges) {
        return false;
    }
    for (size_t i = 0; i < trie->edges_size; i++) {
        if (trie->edges[i].key) {
            size_t at = edge_slot(trie->edges[i].key, size);
            while (edges[at].key) {
                at = (at + 1) & (size - 1);
            }
            edges[at] = trie->edges[i];
        }
    }
    trie->edges = edges;
    trie->edges_size = size;
    return true;
}

static uint32_t go(struct compiler *c, uint32_t node, uint32_t symbol)
{
    struct trie *trie = c->trie;
    uint64_t key = edge_key(node, symbol);
    if (!grow_edges(trie)) {
        c->failed = true;
        return node;
    }
    size_t at = edge_slot(key, trie->edges_size);
    for (; trie->edges[at].key; at = (at + 1) & (trie->edges_size - 1)) {
        if (trie->edges[at].key == key) {
            return trie->edges[at].child;
        }
    }
    uint32_t child = new_node(c);
    trie->nodes[node].edges = true;
    trie->edges[at] = (struct edge){key, child};
    trie->n_edges++;
    return child;
}

static uint32_t go_gap(struct compiler *c, uint32_t node, uint8_t length)
{
    struct trie *trie = c->trie;
    for (uint32_t gap = trie->nodes[node].gap; gap; gap = trie->nodes[gap].next_gap) {
        if (trie->nodes[gap].gap_length == length) {
            return gap;
        }
    }
    uint32_t gap = new_node(c);
    trie->nodes[gap].gap_length = length;
    trie->nodes[gap].next_gap = trie->nodes[node].gap;
    trie->nodes[node].gap = gap;
    return gap;
}

/* An elided word, l' or n', is one word to us and two tokens to ICU. */
static bool is_elided(struct cw_str text)
{
    return text.len > 1 && (cw_str_ends(text, "'") || cw_str_ends(text, "\xE2\x80\x99"));
}

static uint32_t go_word(struct compiler *c, uint32_t node, const struct element *element)
{
    if (is_elided(element->text)) {
        struct element whole = *element;
        whole.exact = true;
        return go(c, node, word_symbol(c, &whole, element->text));
    }
    struct cw_token *tokens = NULL;
    size_t n = 0;
    if (cw_break_words(c->breaker, c->scratch, c->lexicon->locale, element->text, &tokens, &n)) {
        c->failed = true;
        return node;
    }
    size_t last = 0;
    size_t first = n;
    for (size_t i = 0; i < n; i++) {
        if (tokens[i].kind != CW_TOKEN_OTHER) {
            first = first == n ? i : first;
            last = i;
        }
    }
    for (size_t i = first; i < n && !c->failed; i++) {
        if (tokens[i].kind != CW_TOKEN_OTHER) {
            struct element part = *element;
            part.any_front = element->any_front && i == first;
            part.any_end = element->any_end && i == last;
            struct cw_str word = cw_str_sub(element->text, tokens[i].start, tokens[i].end);
            node = go(c, node, word_symbol(c, &part, word));
        }
    }
    return node;
}

static uint32_t go_run(struct compiler *c, uint32_t node, const struct element *element)
{
    for (size_t at = 0; at < element->text.len && !c->failed;) {
        struct unit unit;
        next_unit(c->lexicon, c->trie->unit_kinds, element->text, &at, &unit);
        if (unit.kind == UNIT_CHAR || unit.kind == UNIT_OTHER) {
            char bytes[5];
            node = go(c, node, symbol_named(c, char_key(bytes, unit.letter)));
        } else if (unit.kind == UNIT_WORD || unit.kind == UNIT_NUMBER) {
            node = go(c, node,
                      word_symbol(c, element, cw_str_sub(element->text, unit.start, unit.end)));
        }
    }
    return node;
}

static void add_term(struct compiler *c, uint32_t index)
{
    struct trie *trie = c->trie;
    struct element elements[MOST_ELEMENTS];
    char why[128];
    size_t n =
        parse_term(c->lexicon->terms[index].text, c->lexicon->matching, elements, why, sizeof why);
    uint32_t node = ROOT;
    for (size_t i = 0; i < n && !c->failed; i++) {
        const struct element *element = &elements[i];
        if (element->space_before && node != ROOT) {
            trie->nodes[node].space = true;
        }
        if (element->kind == ELEMENT_GAP) {
            node = go_gap(c, node, element->gap);
        } else if (element->kind == ELEMENT_NUMBER) {
            node = go(c, node, SYMBOL_NUMBER);
        } else {
            node = c->lexicon->matching == MATCH_RUN ? go_run(c, node, element)
                                                     : go_word(c, node, element);
        }
    }
    struct term_link *links = cw_arena_grow(trie->arena, trie->links, trie->n_links,
                                            &trie->links_size, trie->n_links + 1, sizeof *links);
    if (!links) {
        c->failed = true;
        return;
    }
    trie->links = links;
    if (node != ROOT && !c->failed) {
        links[trie->n_links] = (struct term_link){index, trie->nodes[node].terms};
        trie->nodes[node].terms = (uint32_t)trie->n_links++;
    }
    cw_arena_reset(c->scratch);
}

static bool index_root(struct trie *trie)
{
    trie->root = cw_arena_array(trie->arena, trie->n_symbols, sizeof *trie->root);
    for (size_t i = 0; trie->root && i < trie->edges_size; i++) {
        if (trie->edges[i].key >> 32 == ROOT) {
            trie->root[trie->edges[i].key & UINT32_MAX] = trie->edges[i].child;
        }
    }
    return trie->root != NULL;
}

static bool prepare(struct compiler *c)
{
    struct trie *trie = c->trie;
    trie->n_symbols = SYMBOL_FIRST;
    if (c->lexicon->matching == MATCH_RUN) {
        trie->unit_kinds = cw_arena_alloc(trie->arena, UNIT_KINDS_SIZE);
        trie->chars = cw_arena_array(trie->arena, UNIT_KINDS_SIZE, sizeof *trie->chars);
        c->failed |= !trie->unit_kinds || !trie->chars;
    }
    (void)new_node(c); /* 0 is no node */
    (void)new_node(c); /* the root */
    /* Index 0 of keys and links means none. */
    trie->keys = cw_arena_grow(trie->arena, NULL, 0, &trie->keys_size, 64, sizeof *trie->keys);
    trie->links = cw_arena_grow(trie->arena, NULL, 0, &trie->links_size, 64, sizeof *trie->links);
    trie->n_keys = trie->n_links = 1;
    return !c->failed && trie->keys && trie->links && grow_edges(trie);
}

enum cw_err trie_ready(const struct cw_lexicon *lexicon)
{
    if (lexicon->lazy->trie) {
        return CW_OK;
    }
    struct trie *trie = calloc(1, sizeof *trie);
    struct compiler c = {.lexicon = lexicon,
                         .known = calloc(KNOWN_WORDS, sizeof *c.known),
                         .trie = trie,
                         .scratch = cw_arena_new((size_t)16 << 20),
                         .breaker = cw_breaker_new()};
    if (trie) {
        trie->arena = cw_arena_new((size_t)128 << 20);
    }
    c.failed = !trie || !trie->arena || !c.known || !c.scratch || !c.breaker || !prepare(&c);
    for (uint32_t i = 0; i < lexicon->n_terms && !c.failed; i++) {
        add_term(&c, i);
    }
    c.failed = c.failed || !index_root(trie);
    free(c.known);
    cw_arena_free(c.scratch);
    cw_breaker_free(c.breaker);
    if (c.failed) {
        trie_free(trie);
        return CW_ENOMEM;
    }
    lexicon->lazy->trie = trie;
    return CW_OK;
}

void trie_free(struct trie *trie)
{
    if (trie) {
        cw_arena_free(trie->arena);
        free(trie);
    }
}
