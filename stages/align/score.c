/* How well two clauses go together. See internal.h for what the numbers are. */
#include "internal.h"

#include <math.h>

#include "common/block.h"

enum { KIND_LEVELS = 8, KIND_CODES = CW_KINDS * KIND_LEVELS };

static const float content_floor = -5;
static const float content_ceiling = 20;

/* Log-lengths of two clauses drawn at random differ by about one. */
static const double random_variance = 2;
static const double short_variance = 2.5; /* over letters: short clauses vary more */

struct length {
    float log_mass, spread, spread_weight;
};

static struct length length_of(const struct cw_aligning *a, double mass)
{
    double spread = a->variance + short_variance / (mass + 4);
    return (struct length){(float)log(mass + 2), (float)spread,
                           (float)(0.5 * log((random_variance + spread) / spread))};
}

static void prepare_side(const struct cw_aligning *a, struct cw_profiles *side, double ratio)
{
    for (uint32_t i = 0; i < side->n; i++) {
        struct cw_profile *profile = &side->items[i];
        struct length length = length_of(a, (double)profile->mass * ratio);
        profile->log_mass = length.log_mass;
        profile->spread = length.spread;
        profile->spread_weight = length.spread_weight;
    }
}

void cw_align_prepare_lengths(struct cw_aligning *a)
{
    prepare_side(a, &a->source, a->ratio);
    prepare_side(a, &a->target, 1);
}

/* The shorter one says how much variation is to be expected. */
static float length_score(struct length expected, struct length found)
{
    struct length least = expected.log_mass < found.log_mass ? expected : found;
    float z = found.log_mass - expected.log_mass;
    float score = least.spread_weight -
                  z * z / 2 * (1 / least.spread - 1 / ((float)random_variance + least.spread));
    return score < -8 ? -8 : score;
}

static float lengths_of_pair(const struct cw_profile *x, const struct cw_profile *y)
{
    return length_score((struct length){x->log_mass, x->spread, x->spread_weight},
                        (struct length){y->log_mass, y->spread, y->spread_weight});
}

/* Most sentences are translated by one sentence. */
static float sentences_score(const struct cw_aligning *a, uint32_t source_enders,
                             uint32_t target_enders)
{
    if (!a->has_enders) {
        return 0;
    }
    float off = fabsf((float)source_enders - (float)target_enders);
    float scale = 1 + 0.15f * (float)source_enders;
    float score = 0.8f - 0.8f * off / scale;
    return score < -1.5f ? -1.5f : score;
}

/* kind_weight: log(share of clauses that agree / share of the target's clauses of that kind). */
static float kind_score(const struct cw_aligning *a, uint32_t x, uint32_t y)
{
    if (x == y) {
        return a->kind_weight[y];
    }
    uint32_t x_kind = x / KIND_LEVELS;
    uint32_t y_kind = y / KIND_LEVELS;
    if (x_kind == y_kind) {
        return -0.7f;
    }
    return x_kind == CW_HEADING || y_kind == CW_HEADING ? -3 : -1.8f;
}

static float label_score(const struct cw_aligning *a, uint32_t x, uint32_t y, float agree,
                         float differ)
{
    if (x == CW_NONE || y == CW_NONE) {
        return 0;
    }
    return x == y ? agree * a->weight[x] : differ;
}

/* What clauses of both sides share, and how many keys they have. */
struct sharing {
    float score;
    uint32_t shared[CW_KEY_CLASSES];
    uint32_t all[CW_KEY_CLASSES];
};

static void add_shared(const struct cw_aligning *a, const struct cw_profile *x,
                       const struct cw_profile *y, struct sharing *sum)
{
    for (uint32_t i = 0, j = 0; i < x->n_keys && j < y->n_keys;) {
        if (x->keys[i] < y->keys[j]) {
            i++;
        } else if (x->keys[i] > y->keys[j]) {
            j++;
        } else {
            uint32_t id = x->keys[i];
            sum->shared[a->class_of[id]]++;
            sum->score += a->weight[id];
            i++;
            j++;
        }
    }
}

static void add_all(const struct cw_profile *profile, struct sharing *sum)
{
    for (int c = CW_KEY_NUMBER; c < CW_KEY_CLASSES; c++) {
        sum->all[c] += profile->n_of[c];
    }
}

/* The weights of common keys, and what a number or address on one side alone speaks against. */
static float keys_score(const struct sharing *sum)
{
    static const float alone[CW_KEY_CLASSES] = {[CW_KEY_NUMBER] = 0.7f,
                                                [CW_KEY_ADDRESS] = 0.7f,
                                                [CW_KEY_CONCEPT] = 0.2f,
                                                [CW_KEY_MARK] = 0.3f};
    float score = sum->score;
    for (int c = CW_KEY_NUMBER; c < CW_KEY_CLASSES; c++) {
        uint32_t both = 2 * sum->shared[c]; /* of joined clauses, several may share one key */
        score -= both < sum->all[c] ? alone[c] * (float)(sum->all[c] - both) : 0;
    }
    return score < content_floor     ? content_floor
           : score > content_ceiling ? content_ceiling
                                     : score;
}

static float keys_of_pair(const struct cw_aligning *a, const struct cw_profile *x,
                          const struct cw_profile *y)
{
    struct sharing sum = {0};
    add_shared(a, x, y, &sum);
    add_all(x, &sum);
    add_all(y, &sum);
    return keys_score(&sum);
}

/* A text that stands on both sides word for word, once, is its own counterpart; of other clauses it
 * is none. */
static const float copied = 12;
static const float copied_elsewhere = -20;

/* Below this, what is dear to ask is not asked: it would not save the pair. */
static const float hopeless = -6;

float cw_align_score(const struct cw_aligning *a, uint32_t source, uint32_t target)
{
    const struct cw_profile *x = &a->source.items[source];
    const struct cw_profile *y = &a->target.items[target];
    if (x->copy != CW_NONE || y->copy != CW_NONE) {
        return x->copy == y->copy ? copied : copied_elsewhere;
    }
    float score = lengths_of_pair(x, y) + sentences_score(a, x->enders, y->enders) +
                  kind_score(a, x->kind, y->kind) +
                  label_score(a, x->number, y->number, 0.6f, -0.8f) +
                  label_score(a, x->anchor, y->anchor, 1, -1.5f);
    if (score > hopeless) {
        score += keys_of_pair(a, x, y);
    }
    return a->lexis && score > hopeless ? score + cw_lexis_score(a->lexis, source, target) : score;
}

float cw_align_score_joined(const struct cw_aligning *a, uint32_t source, uint32_t n_source,
                            uint32_t target, uint32_t n_target)
{
    float source_mass = 0;
    float target_mass = 0;
    float learned = 0;
    float kind = 0;
    struct sharing sum = {0};
    for (uint32_t i = 0; i < n_source; i++) {
        source_mass += a->source.items[source + i].mass;
        add_all(&a->source.items[source + i], &sum);
    }
    for (uint32_t j = 0; j < n_target; j++) {
        target_mass += a->target.items[target + j].mass;
        add_all(&a->target.items[target + j], &sum);
    }
    for (uint32_t i = 0; i < n_source; i++) {
        for (uint32_t j = 0; j < n_target; j++) {
            const struct cw_profile *x = &a->source.items[source + i];
            const struct cw_profile *y = &a->target.items[target + j];
            add_shared(a, x, y, &sum);
            if (a->lexis) {
                learned += cw_lexis_score(a->lexis, source + i, target + j);
            }
            if (x->copy != CW_NONE || y->copy != CW_NONE) {
                return copied_elsewhere;
            }
            float kinds = kind_score(a, x->kind, y->kind);
            kind = kinds < kind || (i == 0 && j == 0) ? kinds : kind;
        }
    }
    return keys_score(&sum) + learned + kind +
           length_score(length_of(a, (double)source_mass * a->ratio),
                        length_of(a, (double)target_mass));
}
