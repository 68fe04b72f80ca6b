/* What a clause is made of, for telling how alike two are.
 *
 * Words, case folded; in scripts that write without spaces, pairs of characters. Digits count for
 * little and their shape counts too, so that "2,284 requests" is near "1,498 requests". Words that
 * are rare among the clauses at hand weigh more (as in inverse document frequency). */
#include "internal.h"

#include <math.h>
#include <unicode/uchar.h>

#include "common/utf8.h"

enum { MOST_FEATURES = 4096 }; /* a clause: later words of a longer one are not looked at */

static const float digit_weight = 0.25f;
static const float short_weight = 0.4f;

struct reader {
    struct cw_features *out;
    uint32_t capacity;
    uint32_t hash; /* of the word being read */
    uint32_t length;
    uint32_t before; /* last character of a script without spaces, 0 = none */
    bool digits;     /* the word is a number */
    bool failed;
    struct cw_arena *arena;
};

static uint32_t step(uint32_t hash, uint32_t c)
{
    return (hash ^ c) * 0x01000193u;
}

static uint32_t finalise(uint32_t x)
{
    x ^= x >> 16;
    x *= 0x7FEB352Du;
    x ^= x >> 15;
    x *= 0x846CA68Bu;
    return x ^ x >> 16;
}

static void add(struct reader *r, uint32_t key, float weight)
{
    struct cw_features *out = r->out;
    if (out->n == MOST_FEATURES || r->failed) {
        return;
    }
    if (out->n == r->capacity) {
        size_t capacity = r->capacity;
        void *grown =
            cw_arena_grow(r->arena, out->items, out->n, &capacity, out->n + 1, sizeof *out->items);
        if (!grown) {
            r->failed = true;
            return;
        }
        out->items = grown;
        r->capacity = (uint32_t)capacity;
    }
    out->items[out->n++] = (struct cw_feature){.key = finalise(key), .weight = weight};
}

static void end_word(struct reader *r)
{
    if (r->length > 0) {
        if (r->digits) {
            add(r, r->hash, digit_weight);
            add(r, step(0xD161u, r->length), digit_weight);
        } else {
            add(r, r->hash, r->length <= 3 ? short_weight : 1);
        }
    }
    r->hash = 0x811C9DC5u;
    r->length = 0;
    r->digits = true;
    r->before = 0;
}

static void read_wide(struct reader *r, uint32_t c)
{
    if (u_isdigit((UChar32)c)) {
        c = (uint32_t)('0' + u_charDigitValue((UChar32)c));
    } else if (!u_isalnum((UChar32)c) && !(U_GET_GC_MASK((UChar32)c) & U_GC_M_MASK)) {
        end_word(r);
        return;
    } else if (cw_is_without_spaces(c)) {
        uint32_t before = r->before;
        if (r->length) {
            end_word(r);
        }
        if (before) {
            add(r, step(step(0x2B1Du, before), c), 0.5f);
        }
        r->before = c;
        return;
    } else {
        c = (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
        r->digits = false;
    }
    r->hash = step(r->hash, c);
    r->length++;
    r->before = 0;
}

/* ASCII letters and digits from a place on. Returns what is behind them. */
static size_t read_plain(struct reader *r, struct cw_str text, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    size_t from = at;
    uint32_t hash = r->hash;
    for (;;) {
        size_t letters = at;
        while (at < text.len && (unsigned char)((bytes[at] | 32) - 'a') < 26) {
            hash = step(hash, bytes[at++] | 32);
        }
        r->digits = r->digits && at == letters;
        if (at == text.len || (unsigned char)(bytes[at] - '0') > 9) {
            break;
        }
        hash = step(hash, bytes[at++]);
    }
    r->hash = hash;
    r->length += (uint32_t)(at - from);
    r->before = 0;
    return at;
}

/* Room for the words of ordinary prose, so that the list seldom grows. */
static bool make_room(struct reader *r, struct cw_str text)
{
    size_t guess = text.len / 5 + 4;
    size_t capacity = 0;
    guess = guess < MOST_FEATURES ? guess : MOST_FEATURES;
    r->out->items = cw_arena_grow(r->arena, NULL, 0, &capacity, guess, sizeof *r->out->items);
    r->capacity = (uint32_t)capacity;
    return r->out->items;
}

enum cw_err cw_features_read(struct cw_arena *arena, struct cw_str text, struct cw_features *out)
{
    struct reader r = {.out = out, .arena = arena};
    if (!make_room(&r, text)) {
        return CW_ENOMEM;
    }
    end_word(&r);
    for (size_t at = 0; at < text.len && out->n < MOST_FEATURES;) {
        unsigned char byte = (unsigned char)text.data[at];
        if (byte >= 0x80) {
            read_wide(&r, cw_utf8_next(text, &at));
            continue;
        }
        size_t behind = read_plain(&r, text, at);
        if (behind == at) {
            end_word(&r);
            behind++;
        }
        at = behind;
    }
    end_word(&r);
    return r.failed ? CW_ENOMEM : CW_OK;
}

/* Features sort by key alone: two with the same key have the same weight. */
static enum cw_err read_side(struct cw_matching *m, struct cw_match_side *side, size_t *total)
{
    for (uint32_t i = 0; i < side->n; i++) {
        if (side->match[i] != CW_NONE) {
            continue;
        }
        struct cw_features *features = &side->features[i];
        enum cw_err err = cw_features_read(m->arena, side->clauses[i].text, features);
        if (err) {
            return err;
        }
        if (!cw_sort_features(m->arena, features->items, features->n)) {
            return CW_ENOMEM;
        }
        *total += features->n;
    }
    return CW_OK;
}

static void count_side(const struct cw_match_side *side, struct cw_tally *tally)
{
    for (uint32_t i = 0; i < side->n; i++) {
        const struct cw_features *features = &side->features[i];
        for (uint32_t k = 0; k < features->n; k++) {
            if (k == 0 || features->items[k].key != features->items[k - 1].key) {
                cw_tally_add(tally, features->items[k].key);
            }
        }
    }
}

/* A word in one clause of each side weighs full; one in hundreds, a fraction. */
static float rarity(uint32_t n)
{
    return n <= 2 ? 1 : 1 / (1 + 0.5f * log2f((float)n / 2));
}

static void weigh_side(struct cw_match_side *side, const struct cw_tally *tally)
{
    for (uint32_t i = 0; i < side->n; i++) {
        struct cw_features *features = &side->features[i];
        features->total = 0;
        for (uint32_t k = 0; k < features->n; k++) {
            struct cw_feature *feature = &features->items[k];
            feature->weight *= rarity(cw_tally_find(tally, feature->key)->n);
            features->total += feature->weight;
        }
    }
}

enum cw_err cw_features_of_unmatched(struct cw_matching *m)
{
    m->a.features = cw_arena_array(m->arena, m->a.n, sizeof *m->a.features);
    m->b.features = cw_arena_array(m->arena, m->b.n, sizeof *m->b.features);
    if (!m->a.features || !m->b.features) {
        return CW_ENOMEM;
    }
    size_t total = 0;
    enum cw_err err = read_side(m, &m->a, &total);
    if (!err) {
        err = read_side(m, &m->b, &total);
    }
    if (err || total == 0) {
        return err;
    }
    struct cw_tally tally;
    if (!cw_tally_init(m->arena, &tally, total)) {
        return CW_ENOMEM;
    }
    count_side(&m->a, &tally);
    count_side(&m->b, &tally);
    weigh_side(&m->a, &tally);
    weigh_side(&m->b, &tally);
    return CW_OK;
}

float cw_features_common(const struct cw_features *a, const struct cw_features *b)
{
    float common = 0;
    for (uint32_t i = 0, j = 0; i < a->n && j < b->n;) {
        uint32_t of_a = a->items[i].key;
        uint32_t of_b = b->items[j].key;
        if (of_a == of_b) {
            common += a->items[i].weight;
        }
        i += of_a <= of_b;
        j += of_b <= of_a;
    }
    return common;
}

float cw_features_similarity(const struct cw_features *a, const struct cw_features *b)
{
    float total = a->total + b->total;
    if (total <= 0) {
        return 0;
    }
    float similarity = 2 * cw_features_common(a, b) / total;
    return similarity > 1 ? 1 : similarity;
}
