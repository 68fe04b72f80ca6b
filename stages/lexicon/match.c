/* Finding a pack's terms in a text: one pass over words (or characters) with the states of the
 * trie that are still open, then one pass over the hits that drops what exceptions and longer
 * matches cover. A state is open for as many words as its term has, so that the work is linear. */
#include <stdlib.h>
#include <unicode/uchar.h>

#include "common/utf8.h"
#include "internal.h"

enum { MOST_STATES = 512, ROOT = 1 };

struct state {
    uint32_t node;
    uint32_t start; /* byte of the first word */
    uint8_t left;   /* words that may still stand in the gap */
    bool gap;
};

struct scratch {
    struct state states[2][MOST_STATES];
    size_t n_states;
    int now; /* which of the two */
    struct hit *hits;
    size_t n_hits;
    size_t hits_size;
    /* By concept, and right only for concepts of the hits in hand. */
    uint32_t *exception_end; /* furthest end of an exception so far ... */
    uint32_t *concept_end;   /* ... of a kept match */
    bool failed;
};

void scratch_free(struct scratch *scratch)
{
    if (scratch) {
        free(scratch->hits);
        free(scratch->exception_end);
        free(scratch->concept_end);
        free(scratch);
    }
}

static struct scratch *scratch_of(const struct cw_lexicon *lexicon)
{
    struct lazy *lazy = lexicon->lazy;
    if (!lazy->scratch) {
        struct scratch *scratch = calloc(1, sizeof *scratch);
        if (!scratch) {
            return NULL;
        }
        scratch->exception_end = calloc(lexicon->concepts->n + 1, sizeof(uint32_t));
        scratch->concept_end = calloc(lexicon->concepts->n + 1, sizeof(uint32_t));
        if (!scratch->exception_end || !scratch->concept_end) {
            scratch_free(scratch);
            return NULL;
        }
        lazy->scratch = scratch;
    }
    return lazy->scratch;
}

static void add_hit(const struct cw_lexicon *lexicon, struct scratch *scratch, uint32_t term,
                    uint32_t start, uint32_t end)
{
    if (scratch->n_hits == scratch->hits_size) {
        size_t size = scratch->hits_size ? scratch->hits_size * 2 : 256;
        struct hit *hits = realloc(scratch->hits, size * sizeof *hits);
        if (!hits) {
            scratch->failed = true;
            return;
        }
        scratch->hits = hits;
        scratch->hits_size = size;
    }
    scratch->hits[scratch->n_hits++] = (struct hit){start, end, lexicon->terms[term].concept, term,
                                                    lexicon->terms[term].exception};
}

static void push(struct scratch *scratch, size_t *n, struct state state)
{
    if (*n < MOST_STATES) { /* hostile text only; what is open stays, later starts are lost */
        scratch->states[!scratch->now][(*n)++] = state;
    }
}

/* A word has led to node: its terms are found, and what may follow is opened. */
static void arrive(const struct cw_lexicon *lexicon, struct scratch *scratch, size_t *n,
                   uint32_t node, uint32_t start, uint32_t end)
{
    const struct trie *trie = lexicon->lazy->trie;
    const struct trie_node *at = &trie->nodes[node];
    for (uint32_t link = at->terms; link; link = trie->links[link].next) {
        add_hit(lexicon, scratch, trie->links[link].term, start, end);
    }
    if (at->edges) {
        push(scratch, n, (struct state){node, start, 0, false});
    }
    for (uint32_t gap = at->gap; gap; gap = trie->nodes[gap].next_gap) {
        push(scratch, n, (struct state){gap, start, trie->nodes[gap].gap_length, true});
    }
}

static void step(const struct cw_lexicon *lexicon, struct scratch *scratch, const uint32_t *symbols,
                 size_t n_symbols, uint32_t start, uint32_t end)
{
    const struct trie *trie = lexicon->lazy->trie;
    size_t n = 0;
    for (size_t i = 0; i < scratch->n_states; i++) {
        struct state state = scratch->states[scratch->now][i];
        for (size_t j = 0; j < n_symbols; j++) {
            uint32_t child = trie_child(trie, state.node, symbols[j]);
            if (child) {
                arrive(lexicon, scratch, &n, child, state.start, end);
            }
        }
        if (state.gap && state.left > 0) {
            state.left--;
            push(scratch, &n, state);
        }
    }
    for (size_t j = 0; j < n_symbols; j++) {
        if (trie->root[symbols[j]]) {
            arrive(lexicon, scratch, &n, trie->root[symbols[j]], start, end);
        }
    }
    scratch->n_states = n;
    scratch->now = !scratch->now;
}

/* Does punctuation end a phrase? The full stop of an abbreviation does not. */
static bool is_barrier(const struct cw_lexicon *lexicon, struct cw_str text,
                       const struct cw_token *mark, const struct cw_token *before)
{
    for (size_t at = mark->start; at < mark->end;) {
        uint32_t letter = cw_utf8_next(text, &at);
        if (letter == '.') {
            return !before || !cw_lexicon_is_abbreviation(
                                  lexicon, cw_str_sub(text, before->start, before->end));
        }
        if (letter == '!' || letter == '?' || letter == ';' || letter == ':') {
            return true;
        }
        if (letter >= 0x80 &&
            (u_hasBinaryProperty((UChar32)letter, UCHAR_S_TERM) || letter == 0xFF1B ||
             letter == 0xFF1A || letter == 0x61B || cw_lexicon_is_ender(lexicon, letter))) {
            return true;
        }
    }
    return false;
}

static enum cw_err scan_words(const struct cw_lexicon *lexicon, struct scratch *scratch,
                              struct cw_str text, const struct cw_token *tokens, size_t n)
{
    const struct cw_token *before = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct cw_token *token = &tokens[i];
        if (token->kind == CW_TOKEN_OTHER) {
            if (scratch->n_states > 0 && text.data[token->start] != ' ' &&
                is_barrier(lexicon, text, token, before)) {
                scratch->n_states = 0;
            }
            continue;
        }
        before = token;
        const struct word_info *info =
            word_info(lexicon, cw_str_sub(text, token->start, token->end));
        size_t n_symbols = info ? info->n_symbols : 0;
        if (n_symbols > 0 || scratch->n_states > 0) {
            step(lexicon, scratch, info ? word_symbols(lexicon, info) : NULL, n_symbols,
                 token->start, token->end);
        }
    }
    return scratch->failed ? CW_ENOMEM : CW_OK;
}

/* White space: only states that allow it, and gaps, stay open. */
static void keep_over_space(const struct trie *trie, struct scratch *scratch)
{
    size_t n = 0;
    struct state *states = scratch->states[scratch->now];
    for (size_t i = 0; i < scratch->n_states; i++) {
        if (states[i].gap || trie->nodes[states[i].node].space) {
            states[n++] = states[i];
        }
    }
    scratch->n_states = n;
}

static enum cw_err scan_run(const struct cw_lexicon *lexicon, struct scratch *scratch,
                            struct cw_str text)
{
    const struct trie *trie = lexicon->lazy->trie;
    for (size_t at = 0; at < text.len;) {
        struct unit unit;
        next_unit(lexicon, trie->unit_kinds, text, &at, &unit);
        uint32_t symbol = 0;
        const uint32_t *symbols = &symbol;
        size_t n = 0;
        if (unit.kind == UNIT_IGNORED) {
            continue;
        }
        if (unit.kind == UNIT_SPACE) {
            keep_over_space(trie, scratch);
            continue;
        }
        if (unit.kind == UNIT_BREAK) {
            scratch->n_states = 0;
            continue;
        }
        if (unit.kind == UNIT_CHAR || unit.kind == UNIT_OTHER) {
            symbol = trie_char(trie, unit.letter);
            n = symbol != 0;
        } else if (unit.kind == UNIT_WORD || unit.kind == UNIT_NUMBER) {
            const struct word_info *info =
                word_info(lexicon, cw_str_sub(text, unit.start, unit.end));
            n = info ? info->n_symbols : 0;
            symbols = info ? word_symbols(lexicon, info) : NULL;
        }
        if (n > 0 || scratch->n_states > 0) {
            step(lexicon, scratch, symbols, n, unit.start, unit.end);
        }
    }
    return scratch->failed ? CW_ENOMEM : CW_OK;
}

/* A match that ends before a combining mark has cut a character in two. */
static bool cuts_character(struct cw_str text, uint32_t end)
{
    size_t at = end;
    if (end >= text.len || (unsigned char)text.data[end] < 0x80) {
        return false;
    }
    return (U_GET_GC_MASK((UChar32)cw_utf8_next(text, &at)) & U_GC_M_MASK) != 0;
}

static int by_place(const void *a, const void *b)
{
    const struct hit *first = a;
    const struct hit *second = b;
    if (first->start != second->start) {
        return first->start < second->start ? -1 : 1;
    }
    if (first->end != second->end) {
        return first->end > second->end ? -1 : 1; /* longer first */
    }
    if (first->exception != second->exception) {
        return first->exception ? -1 : 1;
    }
    if (first->concept != second->concept) {
        return first->concept < second->concept ? -1 : 1;
    }
    return first->term < second->term ? -1 : first->term > second->term;
}

static int by_output(const void *a, const void *b)
{
    const struct hit *first = a;
    const struct hit *second = b;
    if (first->start != second->start) {
        return first->start < second->start ? -1 : 1;
    }
    if (first->end != second->end) {
        return first->end < second->end ? -1 : 1;
    }
    return first->concept < second->concept ? -1 : first->concept > second->concept;
}

/* A clause has a few dozen hits, almost in order: insertion beats a general sort there. */
static void sort_hits(struct hit *hits, size_t n, int (*compare)(const void *, const void *))
{
    enum { FEW = 128 };
    if (n > FEW) {
        qsort(hits, n, sizeof *hits, compare);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct hit hit = hits[i];
        size_t at = i;
        for (; at > 0 && compare(&hits[at - 1], &hit) > 0; at--) {
            hits[at] = hits[at - 1];
        }
        hits[at] = hit;
    }
}

struct family {
    uint32_t start;
    uint32_t end;
};

/* Drops what an exception of the same id covers, and what overlaps an earlier (or, from the same
 * place, longer) match of the same id or the same family. Two ids may share one span. */
static void choose(const struct cw_lexicon *lexicon, struct scratch *scratch, struct cw_str text)
{
    struct family families[MOST_FAMILIES] = {{0, 0}};
    struct hit *hits = scratch->hits;
    size_t kept = 0;
    sort_hits(hits, scratch->n_hits, by_place);
    for (size_t i = 0; i < scratch->n_hits; i++) {
        scratch->exception_end[hits[i].concept] = scratch->concept_end[hits[i].concept] = 0;
    }
    for (size_t i = 0; i < scratch->n_hits; i++) {
        const struct hit hit = hits[i];
        if (lexicon->matching == MATCH_RUN && cuts_character(text, hit.end)) {
            continue;
        }
        uint32_t *exception_end = &scratch->exception_end[hit.concept];
        uint32_t *concept_end = &scratch->concept_end[hit.concept];
        if (hit.exception) {
            *exception_end = hit.end > *exception_end ? hit.end : *exception_end;
            continue;
        }
        uint8_t index = lexicon->concepts->items[hit.concept].family;
        struct family *family = &families[index];
        bool same = family->start == hit.start && family->end == hit.end;
        bool hidden = !lexicon->concepts->free[index] && hit.start < family->end && !same;
        if (hit.end <= *exception_end || hidden || hit.start < *concept_end) {
            continue;
        }
        *concept_end = hit.end;
        if (hit.end > family->end) {
            *family = (struct family){hit.start, hit.end};
        }
        hits[kept++] = hit;
    }
    scratch->n_hits = kept;
    sort_hits(hits, kept, by_output);
}

/* Hits -> matches, in the arena. false when out of memory. */
static bool give(const struct cw_lexicon *lexicon, struct cw_arena *arena, const struct hit *hits,
                 size_t n_hits, struct cw_match **matches, size_t *n)
{
    struct cw_match *out = n_hits ? cw_arena_array(arena, n_hits, sizeof *out) : NULL;
    for (size_t i = 0; out && i < n_hits; i++) {
        out[i] = (struct cw_match){.id = lexicon->concepts->items[hits[i].concept].id,
                                   .term = lexicon->terms[hits[i].term].text,
                                   .start = hits[i].start,
                                   .end = hits[i].end};
    }
    *matches = out;
    *n = out ? n_hits : 0;
    return out || n_hits == 0;
}

bool cw_lexicon_recall(const struct cw_lexicon *lexicon, struct cw_arena *arena, struct cw_str text,
                       struct cw_match **matches, size_t *n)
{
    size_t n_hits;
    const struct hit *hits =
        lexicon->lazy->memo ? memo_recall(lexicon->lazy->memo, text, &n_hits) : NULL;
    return hits && give(lexicon, arena, hits, n_hits, matches, n);
}

/* What cannot be kept is matched again when it is asked for again. */
static void remember(struct lazy *lazy, struct cw_str text)
{
    if (!lazy->memo) {
        lazy->memo = memo_new();
    }
    const struct scratch *scratch = lazy->scratch;
    struct hit *kept = lazy->memo ? memo_keep(lazy->memo, text, scratch->n_hits) : NULL;
    if (kept && scratch->n_hits) {
        memcpy(kept, scratch->hits, scratch->n_hits * sizeof *kept);
    }
}

void cw_lexicon_prepare(const struct cw_lexicon *lexicon)
{
    if (lexicon->n_terms > 0) {
        (void)trie_ready(lexicon);
    }
}

enum cw_err cw_lexicon_match(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                             struct cw_str text, const struct cw_token *tokens, size_t n_tokens,
                             struct cw_match **matches, size_t *n)
{
    *matches = NULL;
    *n = 0;
    if (lexicon->n_terms == 0) {
        return CW_OK;
    }
    enum cw_err err = trie_ready(lexicon);
    struct scratch *scratch = err ? NULL : scratch_of(lexicon);
    if (!scratch) {
        return CW_ENOMEM;
    }
    scratch->n_hits = scratch->n_states = 0;
    scratch->failed = false;
    err = lexicon->matching == MATCH_RUN ? scan_run(lexicon, scratch, text)
                                         : scan_words(lexicon, scratch, text, tokens, n_tokens);
    if (err) {
        return err;
    }
    if (scratch->n_hits > 0) {
        choose(lexicon, scratch, text);
    }
    remember(lexicon->lazy, text);
    return give(lexicon, arena, scratch->hits, scratch->n_hits, matches, n) ? CW_OK : CW_ENOMEM;
}
