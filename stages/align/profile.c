/* Reads what a clause keeps when it is translated: names, numbers, addresses, concepts, length.
 *
 * Words count as they are: in another script only names and brands are shared, in a kindred
 * language more. In scripts without spaces pairs of characters stand for words. */
#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include "common/intern.h"
#include "common/utf8.h"

enum {
    MOST_KEYS = 4096, /* a clause: what follows in a longer one is not looked at */
    STEM_LETTERS = 5,
    COPY_WORDS = 4, /* a text of so many words that stands on both sides was left as it was */
    IDS_MORE = 3,   /* a clause: number, anchor, copy */
    LONGEST_NUMBER = 15,
    MOST_TIMES = 4, /* that a key counts in one clause */
    CLASS_BITS = 7, /* the last bits of a key */
    REPEATED = 8,
    LOW_BITS = 15
};

static const float most_weight = 4;

/* The chance that a clause and its translation share a key that one of them has. Measured on
 * policies in 58 languages; only their order of size matters. */
static const float share_of[CW_KEY_CLASSES] = {
    [CW_KEY_WORD] = 0.5f,     [CW_KEY_STEM] = 0.4f,    [CW_KEY_NUMBER] = 0.85f,
    [CW_KEY_ADDRESS] = 0.85f, [CW_KEY_CONCEPT] = 0.6f, [CW_KEY_MARK] = 0.7f};

/* Keys of one clause: a hash, its last bits the class. */
struct raw {
    uint64_t *keys;
    uint32_t n;
};

struct reader {
    struct cw_arena *arena;
    uint64_t *keys; /* MOST_KEYS */
    uint32_t n;
    uint64_t hash; /* of the word being read */
    uint64_t stem;
    uint32_t length, stem_length;
    uint32_t before; /* last character of a script without spaces, 0 = none */
    bool digits, latin;
    float mass;
    uint32_t enders;
    const UNormalizer2 *normaliser;
};

static uint64_t step(uint64_t hash, uint32_t c)
{
    return (hash ^ c) * 0x100000001B3u;
}

static uint64_t mix(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xD6E8FEB86659FD93u;
    return x ^ x >> 29;
}

static void add(struct reader *r, uint64_t hash, enum cw_key_class class)
{
    if (r->n < MOST_KEYS) {
        r->keys[r->n++] = (mix(hash) & ~(uint64_t)LOW_BITS) | class;
    }
}

static const uint64_t seed = 0xCBF29CE484222325u;

static void begin_word(struct reader *r)
{
    r->hash = seed;
    r->stem = seed ^ 0x57E3;
    r->length = 0;
    r->stem_length = 0;
    r->digits = true;
    r->latin = true;
    r->before = 0;
}

static void end_word(struct reader *r)
{
    if (r->length > 0) {
        add(r, r->hash, r->digits ? CW_KEY_NUMBER : CW_KEY_WORD);
        if (!r->digits && r->latin && r->stem_length == STEM_LETTERS && r->length > STEM_LETTERS) {
            add(r, r->stem, CW_KEY_STEM);
        }
    }
    begin_word(r);
}

/* Marks that translators keep, whatever their shape in the language. */
static void put_mark(struct reader *r, uint32_t c)
{
    if (u_hasBinaryProperty((UChar32)c, UCHAR_S_TERM)) {
        r->enders++;
    }
    uint32_t mark = 0;
    if (c == ':' || c == 0xFF1A) {
        mark = ':';
    } else if (c == '?' || c == 0xFF1F || c == 0x061F || c == 0x037E) {
        mark = '?';
    } else if (c == '(' || c == 0xFF08) {
        mark = '(';
    } else if (c == '%' || c == 0x066A || c == 0xFF05) {
        mark = '%';
    } else if (c == '"' || c == 0x201C || c == 0x201E || c == 0xAB || c == 0x300C || c == 0x300E) {
        mark = '"';
    }
    if (mark) {
        add(r, step(seed, mark), CW_KEY_MARK);
    }
}

static void put_letter(struct reader *r, uint32_t c)
{
    if (r->digits && r->length > 0) {
        r->hash = step(r->hash, 'x'); /* a word that begins with digits is no number */
    }
    r->digits = false;
    r->hash = step(r->hash, c);
    r->length++;
}

static void put_digit(struct reader *r, uint32_t value)
{
    r->mass += 1;
    if (r->digits && r->length == 1 && r->hash == step(seed, '0')) {
        r->hash = seed; /* 07 is 7 */
        r->length = 0;
    }
    r->hash = step(r->hash, '0' + value);
    r->length++;
    r->before = 0;
}

/* The letter without its marks, for stems; 0 when it is not Latin. */
static uint32_t bare_latin(struct reader *r, uint32_t c)
{
    if (c < 0x80) {
        return c;
    }
    if (c >= 0x0250 && !(c >= 0x1E00 && c < 0x1F00)) {
        return 0;
    }
    UChar parts[8];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = unorm2_getDecomposition(r->normaliser, (UChar32)c, parts, 8, &status);
    return U_SUCCESS(status) && n > 0 ? (uint32_t)u_foldCase(parts[0], U_FOLD_CASE_DEFAULT) : c;
}

static void put_spaced_letter(struct reader *r, uint32_t c)
{
    put_letter(r, c);
    uint32_t bare = r->stem_length < STEM_LETTERS && r->latin ? bare_latin(r, c) : 'a';
    if (bare == 0) {
        r->latin = false;
    } else if (r->stem_length < STEM_LETTERS) {
        r->stem = step(r->stem, bare);
        r->stem_length++;
    }
    r->mass += 1;
    r->before = 0;
}

static void put_wide(struct reader *r, uint32_t c)
{
    if (u_isdigit((UChar32)c)) {
        put_digit(r, (uint32_t)u_charDigitValue((UChar32)c));
        return;
    }
    if (U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK) {
        if (r->length > 0) {
            r->hash = step(r->hash, c); /* part of the letter before it */
        }
        return;
    }
    if (!u_isalnum((UChar32)c)) {
        end_word(r);
        put_mark(r, c);
        return;
    }
    if (!cw_is_without_spaces(c)) {
        put_spaced_letter(r, (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT));
        return;
    }
    uint32_t before = r->before;
    end_word(r);
    r->mass += 1;
    if (before) {
        add(r, step(step(0x2B1D, before), c), CW_KEY_WORD);
    }
    r->before = c;
}

/* 1,000 and 1.000 are 1000: a sign between digits with three digits behind it. */
static bool groups_digits(const struct reader *r, struct cw_str text, size_t at)
{
    if (!r->digits || r->length == 0 || r->length > 3 || at + 4 > text.len) {
        return false;
    }
    for (size_t k = 1; k <= 3; k++) {
        if (text.data[at + k] < '0' || text.data[at + k] > '9') {
            return false;
        }
    }
    return at + 4 == text.len || text.data[at + 4] < '0' || text.data[at + 4] > '9';
}

static void read_text(struct reader *r, struct cw_str text)
{
    begin_word(r);
    for (size_t at = 0; at < text.len;) {
        unsigned char byte = (unsigned char)text.data[at];
        if (byte >= 0x80) {
            put_wide(r, cw_utf8_next(text, &at));
            continue;
        }
        unsigned char lower = byte | 32;
        if (lower >= 'a' && lower <= 'z') {
            put_spaced_letter(r, lower);
        } else if (byte >= '0' && byte <= '9') {
            put_digit(r, byte - '0');
        } else if ((byte != ',' && byte != '.') || !groups_digits(r, text, at)) {
            end_word(r);
            if (byte > ' ' && byte != ',') {
                put_mark(r, byte);
            }
        }
        at++;
    }
    end_word(r);
}

/* "de", "pt-BR": the part of an address that differs between translations. */
static bool is_locale_part(struct cw_str part)
{
    if (part.len != 2 && part.len != 5) {
        return false;
    }
    for (size_t i = 0; i < part.len; i++) {
        char lower = part.data[i] | 32;
        if (i == 2 ? part.data[i] != '-' && part.data[i] != '_' : lower < 'a' || lower > 'z') {
            return false;
        }
    }
    return true;
}

static void read_address(struct reader *r, struct cw_str target)
{
    uint64_t hash = seed ^ 0xADD2;
    size_t scheme = 0;
    while (scheme + 2 < target.len && memcmp(target.data + scheme, "://", 3) != 0) {
        scheme++;
    }
    size_t at = scheme + 2 < target.len ? scheme + 3 : 0;
    bool any = false;
    while (at < target.len) {
        size_t end = at;
        while (end < target.len && !strchr("/?#", target.data[end])) {
            end++;
        }
        struct cw_str part = cw_str_sub(target, at, end);
        if (part.len > 0 && !is_locale_part(part)) {
            any = true;
            for (size_t i = 0; i < part.len; i++) {
                hash = step(hash, (unsigned char)part.data[i]);
            }
            hash = step(hash, '/');
        }
        at = end + 1;
    }
    if (any) {
        add(r, hash, CW_KEY_ADDRESS);
    }
}

/* "number.6" is the number 6; other concepts are keys of their own. */
static void read_concept(struct reader *r, struct cw_str id)
{
    uint64_t hash = seed;
    size_t at = 0;
    bool number = cw_str_starts(id, "number.");
    if (number) {
        at = strlen("number.");
        number = id.len > at && id.len - at <= LONGEST_NUMBER;
    } else {
        hash ^= 0xC0;
    }
    for (; at < id.len; at++) {
        number = number && id.data[at] >= '0' && id.data[at] <= '9';
        hash = step(hash, (unsigned char)id.data[at]);
    }
    add(r, hash, number ? CW_KEY_NUMBER : CW_KEY_CONCEPT);
}

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* What stands twice becomes a second key, so that two mentions go with two mentions. */
static uint32_t number_repetitions(uint64_t *keys, uint32_t n)
{
    qsort(keys, n, sizeof *keys, by_key);
    uint32_t kept = 0;
    uint64_t before = 0;
    uint32_t times = 0;
    for (uint32_t i = 0; i < n; i++) {
        times = i > 0 && keys[i] == before ? times + 1 : 0;
        before = keys[i];
        if (times < MOST_TIMES) {
            keys[kept++] = times == 0 ? before
                                      : (mix(before + times) & ~(uint64_t)LOW_BITS) | REPEATED |
                                            (before & CLASS_BITS);
        }
    }
    return kept;
}

static enum cw_err read_clause(struct reader *r, const struct cw_clause *clause,
                               const struct cw_analysis *analysis, struct cw_profile *profile,
                               struct raw *raw)
{
    r->n = 0;
    r->mass = 0;
    r->enders = 0;
    read_text(r, clause->text);
    for (size_t i = 0; i < clause->n_links; i++) {
        read_address(r, clause->links[i].target);
    }
    for (size_t i = 0; analysis && i < analysis->n_matches; i++) {
        read_concept(r, analysis->matches[i].id);
    }
    profile->mass = r->mass;
    profile->enders = r->enders;
    profile->kind = (uint32_t)clause->kind * 8 + (clause->level < 7 ? clause->level : 7);
    raw->n = number_repetitions(r->keys, r->n);
    raw->keys = cw_arena_array(r->arena, raw->n, sizeof *raw->keys);
    if (!raw->keys) {
        return CW_ENOMEM;
    }
    if (raw->n > 0) {
        memcpy(raw->keys, r->keys, raw->n * sizeof *raw->keys);
    }
    return CW_OK;
}

static enum cw_err read_side(struct reader *r, const struct cw_align_side *side,
                             struct cw_profiles *profiles, struct raw **raws, size_t *total)
{
    profiles->n = (uint32_t)side->clauses->n;
    profiles->items = cw_arena_array(r->arena, profiles->n, sizeof *profiles->items);
    *raws = cw_arena_array(r->arena, profiles->n, sizeof **raws);
    if (!profiles->items || !*raws) {
        return CW_ENOMEM;
    }
    for (uint32_t i = 0; i < profiles->n; i++) {
        enum cw_err err =
            read_clause(r, &side->clauses->items[i], side->analyses ? &side->analyses[i] : NULL,
                        &profiles->items[i], &(*raws)[i]);
        if (err) {
            return err;
        }
        *total += (*raws)[i].n + IDS_MORE;
    }
    return CW_OK;
}

static uint32_t intern_str(struct cw_intern *intern, struct cw_str text, uint64_t salt)
{
    if (text.len == 0) {
        return CW_NONE;
    }
    uint64_t hash = seed ^ salt;
    for (size_t i = 0; i < text.len; i++) {
        hash = step(hash, (unsigned char)text.data[i]);
    }
    return cw_intern_id(intern, mix(hash) | LOW_BITS);
}

static void count_id(struct cw_profiles *profiles, uint32_t id)
{
    if (id != CW_NONE) {
        profiles->df[id]++;
    }
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Hashes -> ids, counted. `words` gets the ids of words, `keys` of everything for now. */
static enum cw_err number_side(struct cw_aligning *a, struct cw_intern *intern,
                               const struct cw_align_side *side, struct cw_profiles *profiles,
                               const struct raw *raws)
{
    for (uint32_t i = 0; i < profiles->n; i++) {
        struct cw_profile *profile = &profiles->items[i];
        profile->keys = cw_arena_array(a->arena, raws[i].n, sizeof *profile->keys);
        profile->words = cw_arena_array(a->arena, raws[i].n, sizeof *profile->words);
        if (!profile->keys || !profile->words) {
            return CW_ENOMEM;
        }
        for (uint32_t k = 0; k < raws[i].n; k++) {
            enum cw_key_class class = (enum cw_key_class)(raws[i].keys[k] & CLASS_BITS);
            uint32_t id = cw_intern_id(intern, raws[i].keys[k]);
            a->class_of[id] = (uint8_t) class;
            profiles->df[id]++;
            profile->keys[profile->n_keys++] = id;
            profile->n_of[class]++;
            if (class == CW_KEY_WORD && !(raws[i].keys[k] & REPEATED)) {
                profile->words[profile->n_words++] = id;
            }
        }
        qsort(profile->words, profile->n_words, sizeof *profile->words, by_id);
        const struct cw_clause *clause = &side->clauses->items[i];
        profile->number = intern_str(intern, clause->number, 0x4E);
        profile->anchor = intern_str(intern, clause->anchor, 0xA7);
        profile->copy =
            profile->n_words < COPY_WORDS ? CW_NONE : intern_str(intern, clause->text, 0xC0);
        count_id(profiles, profile->number);
        count_id(profiles, profile->anchor);
        count_id(profiles, profile->copy);
    }
    return CW_OK;
}

static void keep_copies(struct cw_profiles *profiles, const struct cw_profiles *other)
{
    for (uint32_t i = 0; i < profiles->n; i++) {
        uint32_t *copy = &profiles->items[i].copy;
        if (*copy != CW_NONE && (profiles->df[*copy] != 1 || other->df[*copy] != 1)) {
            *copy = CW_NONE;
        }
    }
}

/* Keys that the other side does not have say nothing about a pair. */
static void keep_common(struct cw_profiles *profiles, const struct cw_profiles *other)
{
    for (uint32_t i = 0; i < profiles->n; i++) {
        struct cw_profile *profile = &profiles->items[i];
        uint32_t kept = 0;
        for (uint32_t k = 0; k < profile->n_keys; k++) {
            if (other->df[profile->keys[k]] > 0) {
                profile->keys[kept++] = profile->keys[k];
            }
        }
        profile->n_keys = kept;
        qsort(profile->keys, kept, sizeof *profile->keys, by_id);
    }
}

static void weigh(struct cw_aligning *a)
{
    float n = (float)(a->source.n > a->target.n ? a->source.n : a->target.n);
    for (uint32_t id = 0; id < a->n_ids; id++) {
        uint32_t df = a->source.df[id] > a->target.df[id] ? a->source.df[id] : a->target.df[id];
        float share = a->class_of[id] < CW_KEY_CLASSES ? share_of[a->class_of[id]] : 0.9f;
        float weight = logf(share * (n + 1) / ((float)df + 0.5f));
        a->weight[id] = weight < 0 ? 0 : weight > most_weight ? most_weight : weight;
    }
}

static enum cw_err make_room(struct cw_aligning *a, struct cw_intern *intern, size_t total)
{
    bool fits = cw_intern_init(a->arena, intern, total);
    a->source.df = cw_arena_array(a->arena, total, sizeof *a->source.df);
    a->target.df = cw_arena_array(a->arena, total, sizeof *a->target.df);
    a->class_of = cw_arena_array(a->arena, total, sizeof *a->class_of);
    a->weight = cw_arena_array(a->arena, total, sizeof *a->weight);
    if (a->class_of) {
        memset(a->class_of, CW_KEY_CLASSES, total);
    }
    return fits && a->source.df && a->target.df && a->class_of && a->weight ? CW_OK : CW_ENOMEM;
}

/* Thai and Lao end sentences with a space. */
static bool writes_enders(const struct cw_profiles *profiles)
{
    uint32_t with = 0;
    for (uint32_t i = 0; i < profiles->n; i++) {
        with += profiles->items[i].enders > 0;
    }
    return with * 3 >= profiles->n;
}

enum cw_err cw_align_profiles(struct cw_aligning *a)
{
    UErrorCode status = U_ZERO_ERROR;
    struct reader r = {.arena = a->arena, .normaliser = unorm2_getNFDInstance(&status)};
    r.keys = cw_arena_array(a->arena, MOST_KEYS, sizeof *r.keys);
    if (!r.keys || U_FAILURE(status)) {
        return CW_ENOMEM;
    }
    struct raw *source_raws;
    struct raw *target_raws;
    size_t total = 0;
    enum cw_err err = read_side(&r, a->source_side, &a->source, &source_raws, &total);
    if (!err) {
        err = read_side(&r, a->target_side, &a->target, &target_raws, &total);
    }
    struct cw_intern intern;
    if (!err) {
        err = make_room(a, &intern, total + 1);
    }
    if (!err) {
        err = number_side(a, &intern, a->source_side, &a->source, source_raws);
    }
    if (!err) {
        err = number_side(a, &intern, a->target_side, &a->target, target_raws);
    }
    if (err) {
        return err;
    }
    a->n_ids = intern.n_ids;
    a->has_enders = writes_enders(&a->source) && writes_enders(&a->target);
    keep_common(&a->source, &a->target);
    keep_common(&a->target, &a->source);
    keep_copies(&a->source, &a->target);
    keep_copies(&a->target, &a->source);
    weigh(a);
    return CW_OK;
}
