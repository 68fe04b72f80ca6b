/* Looks at each term as its reader would: is it in the right script, is it there already, does the
 * dictionary know its words, and is it found where it stands? */
#include <stdlib.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "check_internal.h"
#include "common/utf8.h"

static const char *file_of(const struct term *term)
{
    return term->cue ? "cues.tsv" : "concepts.tsv";
}

static bool foreign_script(const struct cw_lexicon *pack, UScriptCode script)
{
    if (script == USCRIPT_COMMON || script == USCRIPT_INHERITED || script == USCRIPT_LATIN) {
        return false;
    }
    for (size_t i = 0; i < pack->n_scripts; i++) {
        if (cw_str_is(pack->scripts[i], uscript_getShortName(script))) {
            return false;
        }
    }
    return true;
}

/* Letters of a script that the pack does not name; and words of two scripts, which are slips of the
 * keyboard (Cyrillic a in a Latin word). */
static void check_script(struct checking *c, const struct term *term)
{
    UScriptCode word = USCRIPT_COMMON;
    bool mixed = false;
    for (size_t at = 0; at < term->text.len;) {
        UErrorCode status = U_ZERO_ERROR;
        uint32_t letter = cw_utf8_next(term->text, &at);
        UScriptCode script = uscript_getScript((UChar32)letter, &status);
        if (foreign_script(c->pack, script)) {
            tell_error(c, file_of(term), term->line, 0,
                       "\"%.*s\" holds a letter of %s, which is no script of this pack",
                       (int)term->text.len, term->text.data, uscript_getName(script));
            return;
        }
        if (letter == ' ') {
            word = USCRIPT_COMMON;
        } else if (script != USCRIPT_COMMON && script != USCRIPT_INHERITED) {
            mixed |= word != USCRIPT_COMMON && word != script &&
                     (word == USCRIPT_LATIN || script == USCRIPT_LATIN);
            word = script;
        }
    }
    if (mixed && c->pack->matching != MATCH_RUN) {
        tell_warning(c, file_of(term), term->line, 0,
                     "a word of \"%.*s\" mixes Latin with another script; is a letter wrong?",
                     (int)term->text.len, term->text.data);
    }
}

/* Terms that end at the same node of the trie take the same texts. */
static void check_doubles(struct checking *c)
{
    const struct cw_lexicon *pack = c->pack;
    const struct trie *trie = pack->lazy->trie;
    for (size_t node = 1; node < trie->n_nodes; node++) {
        for (uint32_t a = trie->nodes[node].terms; a; a = trie->links[a].next) {
            const struct term *later = &pack->terms[trie->links[a].term];
            for (uint32_t b = trie->links[a].next; b; b = trie->links[b].next) {
                const struct term *first = &pack->terms[trie->links[b].term];
                if (first->concept != later->concept || first->exception != later->exception) {
                    continue;
                }
                if (cw_str_eq(first->text, later->text)) {
                    tell_error(c, file_of(later), later->line, 0,
                               "\"%.*s\" stands here twice, first in line %u; take one out",
                               (int)later->text.len, later->text.data, first->line);
                } else {
                    tell_warning(c, file_of(later), later->line, 0,
                                 "\"%.*s\" takes the same words as \"%.*s\" in line %u; take one "
                                 "out",
                                 (int)later->text.len, later->text.data, (int)first->text.len,
                                 first->text.data, first->line);
                }
                break;
            }
        }
    }
}

static bool known(const struct cw_lexicon *pack, struct cw_arena *arena, struct cw_str word)
{
    if (cw_lexicon_spelling(pack, word) != CW_SPELLING_MISSPELT) {
        return true;
    }
    /* Names and German nouns are listed with a capital; all capitals are abbreviations. */
    char *other = cw_arena_alloc(arena, word.len * 3 + 16);
    UErrorCode status = U_ZERO_ERROR;
    UCaseMap *map = ucasemap_open(pack->locale, 0, &status);
    bool found = false;
    if (other && U_SUCCESS(status)) {
        int32_t size = (int32_t)(word.len * 3 + 15);
        int32_t len = ucasemap_utf8ToTitle(map, other, size, word.data, (int32_t)word.len, &status);
        found = U_SUCCESS(status) &&
                cw_lexicon_spelling(pack, cw_str_n(other, (size_t)len)) == CW_SPELLING_KNOWN;
        status = U_ZERO_ERROR;
        len = ucasemap_utf8ToUpper(map, other, size, word.data, (int32_t)word.len, &status);
        found =
            found || (U_SUCCESS(status) &&
                      cw_lexicon_spelling(pack, cw_str_n(other, (size_t)len)) == CW_SPELLING_KNOWN);
    }
    ucasemap_close(map);
    return found;
}

static bool spell_checked(struct cw_str word)
{
    if (cw_utf8_length(word) < 3) {
        return false;
    }
    for (size_t at = 0; at < word.len;) {
        uint32_t letter = cw_utf8_next(word, &at);
        if (u_charDigitValue((UChar32)letter) >= 0) {
            return false;
        }
    }
    return true;
}

static void look_up(struct checking *c, const struct term *term, struct cw_str word)
{
    c->spelt++;
    if (known(c->pack, c->arena, word)) {
        return;
    }
    if (++c->unknown <= MOST_SPELLING) { /* a poor dictionary would drown everything else */
        tell_warning(
            c, file_of(term), term->line, 0,
            "the dictionary %.*s does not know \"%.*s\"; right if it is a term of the trade",
            (int)c->pack->spelling.len, c->pack->spelling.data, (int)word.len, word.data);
    }
}

static enum cw_err check_spelling(struct checking *c, const struct term *term)
{
    struct element elements[MOST_ELEMENTS];
    char why[128];
    size_t n = parse_term(term->text, c->pack->matching, elements, why, sizeof why);
    for (size_t i = 0; i < n; i++) {
        if (elements[i].kind != ELEMENT_WORD || elements[i].any_front || elements[i].any_end) {
            continue;
        }
        struct cw_token *tokens;
        size_t n_tokens;
        enum cw_err err = cw_break_words(c->breaker, c->arena, c->pack->locale, elements[i].text,
                                         &tokens, &n_tokens);
        if (err) {
            return err;
        }
        for (size_t j = 0; j < n_tokens; j++) {
            struct cw_str word = cw_str_sub(elements[i].text, tokens[j].start, tokens[j].end);
            if (tokens[j].kind != CW_TOKEN_OTHER && spell_checked(word)) {
                look_up(c, term, word);
            }
        }
    }
    return CW_OK;
}

enum cw_err match_text(struct checking *c, const struct cw_lexicon *lexicon, struct cw_str text,
                       struct cw_match **matches, size_t *n)
{
    struct cw_token *tokens;
    size_t n_tokens;
    enum cw_err err =
        cw_break_words(c->breaker, c->arena, lexicon->locale, text, &tokens, &n_tokens);
    return err ? err : cw_lexicon_match(lexicon, c->arena, text, tokens, n_tokens, matches, n);
}

/* The term as a text in which it should be found. */
static struct cw_str as_text(struct checking *c, const struct term *term)
{
    struct element elements[MOST_ELEMENTS];
    char why[128];
    size_t n = parse_term(term->text, c->pack->matching, elements, why, sizeof why);
    char *out = cw_arena_alloc(c->arena, term->text.len + n + 1);
    size_t len = 0;
    for (size_t i = 0; out && i < n; i++) {
        struct cw_str word = elements[i].kind == ELEMENT_NUMBER ? cw_str_z("7") : elements[i].text;
        if (elements[i].kind == ELEMENT_GAP) {
            continue;
        }
        if (len > 0) {
            out[len++] = ' ';
        }
        memcpy(out + len, word.data, word.len);
        len += word.len;
    }
    return cw_str_n(out, out ? len : 0);
}

static enum cw_err check_finds_itself(struct checking *c, const struct term *term)
{
    if (term->exception) {
        return CW_OK;
    }
    struct cw_match *matches;
    size_t n;
    enum cw_err err = match_text(c, c->pack, as_text(c, term), &matches, &n);
    if (err) {
        return err;
    }
    struct cw_str id = c->concepts->items[term->concept].id;
    for (size_t i = 0; i < n; i++) {
        if (cw_str_eq(matches[i].id, id)) {
            return CW_OK;
        }
    }
    tell_warning(c, file_of(term), term->line, 0,
                 "\"%.*s\" is never found: %s takes its place, or its punctuation ends the phrase",
                 (int)term->text.len, term->text.data,
                 n ? "a longer term of the family or an exception" : "nothing");
    return CW_OK;
}

enum cw_err check_terms(struct checking *c)
{
    enum cw_err err = trie_ready(c->pack);
    if (err) {
        return err;
    }
    check_doubles(c);
    struct cw_resources resources = cw_lexicon_resources(c->pack);
    if (resources.spelling.len > 0 && !resources.spelling_installed) {
        cw_buf_printf(c->out,
                      "note    the dictionary %.*s is not installed: spelling not checked\n",
                      (int)resources.spelling.len, resources.spelling.data);
    }
    for (size_t i = 0; i < c->pack->n_terms && !err; i++) {
        const struct term *term = &c->pack->terms[i];
        check_script(c, term);
        err = resources.spelling_installed ? check_spelling(c, term) : CW_OK;
        err = err ? err : check_finds_itself(c, term);
    }
    if (c->unknown > MOST_SPELLING) {
        cw_buf_printf(
            c->out,
            "note    the dictionary does not know %zu of %zu words; the first %d are named\n",
            c->unknown, c->spelt, MOST_SPELLING);
    }
    return err;
}
