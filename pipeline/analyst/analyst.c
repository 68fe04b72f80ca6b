/* Puts the stages together: decode, parse, cut, identify, count, match, compare. */
#include "analyst.h"

#include <stdlib.h>

#include "compare/compare.h"
#include "cutter.h"
#include "identify/identify.h"
#include "readability/readability.h"
#include "segment/segment.h"
#include "severity.h"

static const size_t table_cap = (size_t)16 * 1024 * 1024;
static const size_t scratch_cap = (size_t)4 * 1024 * 1024 * 1024;

struct cw_analyst {
    struct cw_lexicons *lexicons;
    struct cw_identifier *identifier;
    struct cw_identify_memo *memo;
    struct cw_breaker *breaker;
    struct cw_arena *scratch; /* for the tokens and sentences of the text at hand */
    struct cw_arena *piece;   /* for the tokens of a piece of it */
    struct cw_arena *table;   /* holds the rules */
    const struct cw_severity_rules *rules;
    int64_t identify_fp;
};

static int64_t short_of(struct cw_hash hash)
{
    /* SQLite's integers are signed; zero means "none". */
    int64_t value = (int64_t)(cw_hash_short(&hash) >> 1);
    return value ? value : 1;
}

static int64_t identify_fingerprint(const struct cw_lexicons *lexicons)
{
    struct cw_hash packs = cw_lexicons_identify_fingerprint(lexicons);
    struct cw_str parts[] = {cw_str_z(CW_IDENTIFY_VERSION),
                             cw_str_n((const char *)packs.bytes, CW_HASH_BYTES)};
    return short_of(cw_hash_parts(parts, sizeof parts / sizeof *parts));
}

static enum cw_err new_analyst(const char *const *dirs, size_t n_dirs, struct cw_str only,
                               cw_lexicon_problem_fn problem, void *context,
                               struct cw_analyst **out, struct cw_diag *diag)
{
    struct cw_analyst *analyst = calloc(1, sizeof *analyst);
    if (!analyst) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    enum cw_err err = cw_extract_init();
    analyst->breaker = cw_breaker_new();
    analyst->scratch = cw_arena_new(scratch_cap);
    analyst->piece = cw_arena_new(scratch_cap);
    analyst->table = cw_arena_new(table_cap);
    if (err || !analyst->breaker || !analyst->scratch || !analyst->piece || !analyst->table) {
        err = cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    if (!err) {
        err = cw_lexicons_load_for(dirs, n_dirs, only, problem, context, &analyst->lexicons, diag);
    }
    if (!err) {
        err = cw_severity_read(analyst->table, dirs, n_dirs, &analyst->rules, diag);
    }
    if (!err && !analyst->rules) {
        err = cw_severity_rules_standard(analyst->table, &analyst->rules);
    }
    if (!err && !only.len) {
        err = cw_identifier_new(analyst->lexicons, &analyst->identifier, diag);
    }
    analyst->memo = analyst->identifier ? cw_identify_memo_new(analyst->identifier) : NULL;
    if (err) {
        cw_analyst_free(analyst);
        return err;
    }
    analyst->identify_fp = identify_fingerprint(analyst->lexicons);
    *out = analyst;
    return CW_OK;
}

enum cw_err cw_analyst_new(const char *const *dirs, size_t n_dirs, cw_lexicon_problem_fn problem,
                           void *context, struct cw_analyst **out, struct cw_diag *diag)
{
    return new_analyst(dirs, n_dirs, cw_str_z(""), problem, context, out, diag);
}

enum cw_err cw_analyst_new_for(const char *const *dirs, size_t n_dirs, const char *lang,
                               cw_lexicon_problem_fn problem, void *context,
                               struct cw_analyst **out, struct cw_diag *diag)
{
    return new_analyst(dirs, n_dirs, cw_str_z(lang), problem, context, out, diag);
}

void cw_analyst_free(struct cw_analyst *analyst)
{
    if (!analyst) {
        return;
    }
    cw_identify_memo_free(analyst->memo);
    cw_identifier_free(analyst->identifier);
    cw_lexicons_free(analyst->lexicons);
    cw_breaker_free(analyst->breaker);
    cw_arena_free(analyst->scratch);
    cw_arena_free(analyst->piece);
    cw_arena_free(analyst->table);
    free(analyst);
}

const struct cw_lexicons *cw_analyst_lexicons(const struct cw_analyst *analyst)
{
    return analyst->lexicons;
}

const struct cw_identifier *cw_analyst_identifier(const struct cw_analyst *analyst)
{
    return analyst->identifier;
}

struct cw_breaker *cw_analyst_breaker(struct cw_analyst *analyst)
{
    return analyst->breaker;
}

void cw_analyst_prepare(const struct cw_analyst *analyst, struct cw_str lang)
{
    const struct cw_lexicon *lexicon = cw_lexicons_find(analyst->lexicons, lang);
    if (lexicon) {
        cw_lexicon_prepare(lexicon);
    }
}

int64_t cw_analyst_identify_fp(const struct cw_analyst *analyst)
{
    return analyst->identify_fp;
}

int64_t cw_analyst_pack_fp(const struct cw_analyst *analyst, struct cw_str lang)
{
    const struct cw_lexicon *lexicon = cw_lexicons_find(analyst->lexicons, lang);
    return lexicon ? short_of(cw_lexicon_fingerprint(lexicon)) : 0;
}

/* The parts' clauses in one list, their places moved to where the part stands. */
static bool join_parts(struct cw_arena *arena, const struct cw_placed *parts, size_t n,
                       struct cw_document_text *document)
{
    size_t n_clauses = 0;
    for (size_t i = 0; i < n; i++) {
        n_clauses += parts[i].part->clauses.n;
    }
    struct cw_clauses *list = &document->clauses;
    list->items = cw_arena_room(arena, n_clauses, sizeof *list->items);
    for (size_t i = 0; list->items && i < n; i++) {
        const struct cw_part *part = parts[i].part;
        for (size_t k = 0; k < part->clauses.n; k++) {
            struct cw_clause *clause = &list->items[list->n++];
            *clause = part->clauses.items[k];
            clause->start += parts[i].offset;
            clause->end += parts[i].offset;
            clause->line += parts[i].lines;
        }
        if (part->truncated) {
            document->notes.truncated = true;
            memcpy(document->notes.reason, part->reason, sizeof part->reason);
        }
    }
    return list->items;
}

static enum cw_err read_parts(struct cw_arena *arena, struct cw_cutter *cutter,
                              struct cw_str declared, struct cw_document_text *document,
                              struct cw_diag *diag)
{
    const struct cw_placed *list;
    size_t n;
    enum cw_err err =
        cw_cutter_cut(cutter, document->media, document->text, declared, &list, &n, diag);
    if (!err && !join_parts(arena, list, n, document)) {
        err = cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    return err;
}

enum cw_err cw_analyst_read(struct cw_analyst *analyst, struct cw_arena *arena,
                            struct cw_cutter *cutter, const struct cw_document_input *input,
                            struct cw_document_text *document, struct cw_diag *diag)
{
    (void)analyst; /* reading asks nothing of a language yet; section words will */
    *document = (struct cw_document_text){.notes = {.title = {"", 0}, .lang = {"", 0}}};
    const char *binary = cw_extract_binary(input->bytes);
    if (binary) {
        return cw_fail(diag, CW_ESYNTAX, NULL, 0, 0,
                       "it is %s, where HTML, Markdown or plain text is read; convert it to one of "
                       "them first",
                       binary);
    }
    document->media = input->media != CW_MEDIA_UNKNOWN
                          ? input->media
                          : cw_extract_sniff(input->bytes, input->name);
    enum cw_err err = cw_extract_decode(arena, input->bytes, document->media, input->charset,
                                        &document->text, &document->notes);
    if (err) {
        return cw_fail(diag, err, NULL, 0, 0, "decoding: %s", cw_err_name(err));
    }
    /* Only what cuts into many parts is worth keeping; a page of HTML is one. */
    if (cutter && document->media == CW_MEDIA_MARKDOWN) {
        return read_parts(arena, cutter, input->declared, document, diag);
    }
    struct cw_part whole = {0};
    err = cw_part_parse(arena, document->media, document->text, input->declared, &whole,
                        &document->notes, diag);
    document->clauses = whole.clauses;
    return err;
}

/* Tokens and sentences of a text; valid until the next text is cut. */
struct cut {
    struct cw_token *tokens;
    size_t n_tokens;
    struct cw_span *sentences;
    size_t n_sentences;
};

static enum cw_err cut_text(struct cw_analyst *analyst, const struct cw_lexicon *lexicon,
                            struct cw_str text, struct cut *cut)
{
    struct cw_arena *arena = analyst->scratch;
    cw_arena_reset(arena);
    enum cw_err err =
        cw_break_words(analyst->breaker, arena, lexicon ? cw_lexicon_locale(lexicon) : "", text,
                       &cut->tokens, &cut->n_tokens);
    return err ? err
               : cw_segment_sentences(analyst->breaker, arena, lexicon, text, &cut->sentences,
                                      &cut->n_sentences);
}

/* May the text be cut before `at` without changing its words? Surely before a letter behind a
 * space; only ASCII is looked at. */
static bool cuts_no_word(struct cw_str text, size_t at)
{
    unsigned char letter = (unsigned char)text.data[at] | 0x20;
    return text.data[at - 1] == ' ' && letter >= 'a' && letter <= 'z';
}

/* Some of the sentences, their ends counted from where they begin. Long texts are gone through in
 * such pieces, so that their tokens take no more room than a piece's. */
struct piece {
    struct cw_str text;
    struct cw_span *sentences;
    size_t n;
};

enum { PIECE = 32 * 1024 };

static struct piece next_piece(struct cw_str text, struct cw_span *sentences, size_t n)
{
    struct piece piece = {.sentences = sentences};
    size_t start = sentences[0].start;
    size_t end = text.len; /* the last sentence reaches to the end, whatever its span says */
    while (piece.n < n) {
        size_t behind = sentences[piece.n++].end;
        if (behind - start >= PIECE && piece.n < n && cuts_no_word(text, behind)) {
            end = behind;
            break;
        }
    }
    for (size_t i = 0; i < piece.n; i++) {
        sentences[i].start -= (uint32_t)start;
        sentences[i].end -= (uint32_t)start;
    }
    piece.text = cw_str_sub(text, start, end);
    return piece;
}

/* The counts of the sentences one by one. */
static enum cw_err count_each(struct cw_analyst *analyst, const struct cw_lexicon *lexicon,
                              struct cw_str text, struct cw_span *sentences, size_t n,
                              struct cw_counts *each)
{
    const char *locale = lexicon ? cw_lexicon_locale(lexicon) : "";
    for (size_t i = 0; i < n;) {
        struct piece piece = next_piece(text, sentences + i, n - i);
        struct cw_token *tokens;
        size_t n_tokens;
        cw_arena_reset(analyst->piece);
        enum cw_err err = cw_break_words(analyst->breaker, analyst->piece, locale, piece.text,
                                         &tokens, &n_tokens);
        if (err) {
            return err;
        }
        cw_readability_count_each(lexicon, piece.text, tokens, n_tokens, piece.sentences, piece.n,
                                  each + i);
        i += piece.n;
    }
    return CW_OK;
}

enum cw_err cw_analyst_count(struct cw_analyst *analyst, const struct cw_lexicon *lexicon,
                             struct cw_str text, struct cw_counts **each, size_t *n_each,
                             struct cw_diag *diag)
{
    struct cw_arena *arena = analyst->scratch;
    struct cw_span *sentences;
    cw_arena_reset(arena);
    enum cw_err err =
        cw_segment_sentences(analyst->breaker, arena, lexicon, text, &sentences, n_each);
    if (!err && *n_each == 0) { /* without a word the text is one sentence */
        *n_each = 1;
        sentences = cw_arena_array(arena, 1, sizeof *sentences);
    }
    *each = err || !sentences ? NULL : cw_arena_array(arena, *n_each, sizeof **each);
    if (!err) {
        err = *each ? count_each(analyst, lexicon, text, sentences, *n_each, *each) : CW_ENOMEM;
    }
    return err ? cw_fail(diag, err, NULL, 0, 0, "counting: %s", cw_err_name(err)) : CW_OK;
}

static bool tells_language(struct cw_str lang)
{
    return !cw_str_is(lang, "und") && !cw_str_is(lang, "zxx");
}

/* Language of a text; the pack that speaks for it, NULL = none. */
static enum cw_err recognise(struct cw_analyst *analyst, struct cw_arena *arena,
                             struct cw_str declared, struct cw_str text,
                             struct cw_analysis *analysis, const struct cw_lexicon **lexicon)
{
    *analysis = (struct cw_analysis){0};
    struct cw_identity identity;
    cw_identify_with(analyst->identifier, analyst->memo, text, declared, &identity);
    analysis->lang = cw_str_dup(arena, cw_str_z(identity.lang));
    analysis->script = cw_str_dup(arena, cw_str_z(identity.script));
    analysis->confidence = identity.confidence;
    struct cw_str counted_as = tells_language(analysis->lang) ? analysis->lang : declared;
    *lexicon = cw_lexicons_find(analyst->lexicons, counted_as);
    return analysis->lang.data && analysis->script.data ? CW_OK : CW_ENOMEM;
}

enum cw_err cw_analyst_analyse(struct cw_analyst *analyst, struct cw_arena *arena,
                               struct cw_str declared, struct cw_str text,
                               struct cw_analysis *analysis, struct cw_diag *diag)
{
    const struct cw_lexicon *lexicon;
    struct cut cut = {0};
    enum cw_err err = recognise(analyst, arena, declared, text, analysis, &lexicon);
    if (!err) {
        err = cut_text(analyst, lexicon, text, &cut);
    }
    if (!err) {
        cw_readability_count(lexicon, text, cut.tokens, cut.n_tokens, cut.sentences,
                             cut.n_sentences, &analysis->counts, &analysis->longest_sentence);
    }
    if (!err && lexicon) {
        err = cw_lexicon_match(lexicon, arena, text, cut.tokens, cut.n_tokens, &analysis->matches,
                               &analysis->n_matches);
    }
    return err ? cw_fail(diag, err, NULL, 0, 0, "analysing a clause: %s", cw_err_name(err)) : CW_OK;
}

enum cw_err cw_analyst_match(struct cw_analyst *analyst, struct cw_arena *arena,
                             struct cw_str declared, struct cw_str text,
                             struct cw_analysis *analysis, struct cw_diag *diag)
{
    const struct cw_lexicon *lexicon;
    struct cut cut = {0};
    cw_arena_reset(analyst->scratch);
    enum cw_err err = recognise(analyst, arena, declared, text, analysis, &lexicon);
    if (!err && lexicon) {
        err = cw_break_words(analyst->breaker, analyst->scratch, cw_lexicon_locale(lexicon), text,
                             &cut.tokens, &cut.n_tokens);
    }
    if (!err && lexicon) {
        err = cw_lexicon_match(lexicon, arena, text, cut.tokens, cut.n_tokens, &analysis->matches,
                               &analysis->n_matches);
    }
    return err ? cw_fail(diag, err, NULL, 0, 0, "matching a clause: %s", cw_err_name(err)) : CW_OK;
}

enum { GUESS_BYTES = 64 * 1024 }; /* more text does not change a document's main language */

struct cw_str cw_analyst_guess(struct cw_analyst *analyst, struct cw_arena *arena,
                               const struct cw_clauses *clauses)
{
    enum { MOST_SHARES = 16 };
    struct cw_lang_share shares[MOST_SHARES];
    size_t n = 0;
    size_t seen = 0;
    for (size_t i = 0; i < clauses->n && seen < GUESS_BYTES; i++) {
        struct cw_identity identity;
        struct cw_str text = clauses->items[i].text;
        seen += text.len;
        cw_identify_with(analyst->identifier, analyst->memo, text, clauses->items[i].lang,
                         &identity);
        size_t k = 0;
        while (k < n && !cw_str_is(shares[k].lang, identity.lang)) {
            k++;
        }
        if (k == n && n < MOST_SHARES) {
            struct cw_str lang = cw_str_dup(arena, cw_str_z(identity.lang));
            if (!lang.data) {
                break;
            }
            shares[n++] = (struct cw_lang_share){lang, 0};
        }
        if (k < n) {
            shares[k].words += (int64_t)text.len;
        }
    }
    return cw_analyst_main_language(shares, n);
}

static bool same_primary(struct cw_str a, const char *b)
{
    size_t length = 0;
    while (length < a.len && a.data[length] != '-') {
        length++;
    }
    return strncmp(a.data, b, length) == 0 && (b[length] == '\0' || b[length] == '-');
}

struct cw_str cw_analyst_spoken(struct cw_analyst *analyst, struct cw_arena *arena,
                                const struct cw_clauses *clauses, struct cw_str declared)
{
    enum { ASKED = 4, SHORTEST = 80, LONGEST = 240 };
    struct cw_identity first = {.confidence = 0};
    unsigned asked = 0;
    for (size_t i = 0; declared.len && i < clauses->n && asked < ASKED; i++) {
        struct cw_str text = clauses->items[i].text;
        struct cw_identity identity;
        if (text.len < SHORTEST) {
            continue;
        }
        size_t length = text.len < LONGEST ? text.len : LONGEST;
        while (length < text.len && ((unsigned char)text.data[length] & 0xC0) == 0x80) {
            length++;
        }
        text.len = length;
        cw_identify_with(analyst->identifier, analyst->memo, text, declared, &identity);
        if (same_primary(declared, identity.lang) || !tells_language(cw_str_z(identity.lang)) ||
            (asked > 0 && strcmp(first.lang, identity.lang) != 0)) {
            return declared;
        }
        first = identity;
        asked++;
    }
    struct cw_str lang = asked >= 2 ? cw_str_dup(arena, cw_str_z(first.lang)) : declared;
    return lang.data && cw_lexicons_find(analyst->lexicons, lang) ? lang : declared;
}

enum cw_err cw_analyst_compare(struct cw_analyst *analyst, struct cw_arena *arena,
                               const struct cw_clauses *old_clauses,
                               const struct cw_clauses *new_clauses, struct cw_str lang,
                               struct cw_comparison *out, struct cw_diag *diag)
{
    struct cw_version_text old_version = {old_clauses, lang};
    struct cw_version_text new_version = {new_clauses, lang};
    enum cw_err err = cw_compare_by(arena, analyst->scratch, analyst->breaker, analyst->lexicons,
                                    analyst->rules, &old_version, &new_version, out);
    return err ? cw_fail(diag, err, NULL, 0, 0, "comparing: %s", cw_err_name(err)) : CW_OK;
}

struct cw_str cw_analyst_main_language(const struct cw_lang_share *shares, size_t n)
{
    struct cw_str best = {"und", 3};
    int64_t most = 0;
    for (size_t i = 0; i < n; i++) {
        bool is_language = !cw_str_is(shares[i].lang, "und") && !cw_str_is(shares[i].lang, "zxx");
        if (is_language && (shares[i].words > most || (shares[i].words == most && most > 0 &&
                                                       cw_str_cmp(shares[i].lang, best) < 0))) {
            best = shares[i].lang;
            most = shares[i].words;
        }
    }
    return best;
}
