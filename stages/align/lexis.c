/* Which words stand for each other in this pair of documents, learned from the links of a first
 * pass; a document that speaks of one subject repeats itself enough for that.
 *
 * A word of the translation is as probable as its best partner in the original makes it (IBM
 * model 1 of P. Brown et al., "The mathematics of statistical machine translation", Computational
 * Linguistics 19, 1993, with the best partner in place of the sum). */
#include "internal.h"

#include <math.h>
#include <stdlib.h>

#include "common/intern.h"

enum { MOST_WORDS = 16, MOST_PAIRS = 4000000 };

/* The rarer words of a clause that stand in more than one. */
struct chosen {
    uint32_t ids[MOST_WORDS];
    uint32_t n;
};

struct cw_lexis {
    struct cw_intern pairs; /* (source word, target word) -> index into count */
    uint32_t *count;        /* links that hold both */
    uint32_t *source_count; /* by word id: links that hold it */
    uint32_t *target_count;
    struct chosen *source, *target; /* by clause */
    uint32_t *partner;              /* by source clause: the target clause it was learned from */
    uint32_t n_links;
};

static uint64_t pair_key(uint32_t source, uint32_t target)
{
    uint64_t key = (uint64_t)source << 32 | target;
    key *= 0x9E3779B97F4A7C15u;
    return key ^ key >> 29;
}

struct ranked {
    uint32_t df, id;
};

static int by_rarity(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    return x->df != y->df ? (x->df > y->df) - (x->df < y->df) : (x->id > y->id) - (x->id < y->id);
}

static enum cw_err choose(struct cw_arena *arena, const struct cw_profiles *side,
                          struct chosen **out)
{
    *out = cw_arena_array(arena, side->n, sizeof **out);
    if (!*out) {
        return CW_ENOMEM;
    }
    struct ranked *ranked = NULL;
    size_t capacity = 0;
    for (uint32_t i = 0; i < side->n; i++) {
        const struct cw_profile *profile = &side->items[i];
        struct ranked *grown =
            cw_arena_grow(arena, ranked, 0, &capacity, profile->n_words + 1, sizeof *ranked);
        if (!grown) {
            return CW_ENOMEM;
        }
        ranked = grown;
        uint32_t n = 0;
        for (uint32_t k = 0; k < profile->n_words; k++) {
            uint32_t df = side->df[profile->words[k]];
            if (df >= 2 && df <= side->n / 2 + 1) {
                ranked[n++] = (struct ranked){df, profile->words[k]};
            }
        }
        qsort(ranked, n, sizeof *ranked, by_rarity);
        struct chosen *chosen = &(*out)[i];
        chosen->n = n < MOST_WORDS ? n : MOST_WORDS;
        for (uint32_t k = 0; k < chosen->n; k++) {
            chosen->ids[k] = ranked[k].id;
        }
    }
    return CW_OK;
}

static bool teaches(const struct cw_chain_link *link)
{
    return link->n_source == 1 && link->n_target == 1 && link->score > 0;
}

static size_t pairs_taught(const struct cw_aligning *a, const struct cw_lexis *lexis)
{
    size_t total = 1;
    for (size_t k = 0; k < a->n_links; k++) {
        const struct cw_chain_link *link = &a->links[k];
        if (teaches(link)) {
            total += (size_t)lexis->source[link->source].n * lexis->target[link->target].n;
        }
    }
    return total < MOST_PAIRS ? total : MOST_PAIRS;
}

static void learn_link(struct cw_lexis *lexis, const struct cw_chain_link *link, size_t most)
{
    const struct chosen *x = &lexis->source[link->source];
    const struct chosen *y = &lexis->target[link->target];
    if (lexis->pairs.n_ids + (size_t)x->n * y->n > most) {
        return;
    }
    lexis->n_links++;
    lexis->partner[link->source] = link->target;
    for (uint32_t i = 0; i < x->n; i++) {
        lexis->source_count[x->ids[i]]++;
        for (uint32_t j = 0; j < y->n; j++) {
            lexis->count[cw_intern_id(&lexis->pairs, pair_key(x->ids[i], y->ids[j]))]++;
        }
    }
    for (uint32_t j = 0; j < y->n; j++) {
        lexis->target_count[y->ids[j]]++;
    }
}

enum cw_err cw_lexis_learn(struct cw_aligning *a, struct cw_lexis **out)
{
    struct cw_lexis *lexis = cw_arena_alloc(a->arena, sizeof *lexis);
    if (!lexis) {
        return CW_ENOMEM;
    }
    enum cw_err err = choose(a->arena, &a->source, &lexis->source);
    if (!err) {
        err = choose(a->arena, &a->target, &lexis->target);
    }
    if (err) {
        return err;
    }
    size_t most = pairs_taught(a, lexis);
    lexis->count = cw_arena_array(a->arena, most, sizeof *lexis->count);
    lexis->source_count = cw_arena_array(a->arena, a->n_ids, sizeof *lexis->source_count);
    lexis->target_count = cw_arena_array(a->arena, a->n_ids, sizeof *lexis->target_count);
    lexis->partner = cw_arena_array(a->arena, a->source.n, sizeof *lexis->partner);
    if (!cw_intern_init(a->arena, &lexis->pairs, most) || !lexis->count || !lexis->source_count ||
        !lexis->target_count || !lexis->partner) {
        return CW_ENOMEM;
    }
    for (uint32_t i = 0; i < a->source.n; i++) {
        lexis->partner[i] = CW_NONE;
    }
    for (size_t k = 0; k < a->n_links; k++) {
        if (teaches(&a->links[k])) {
            learn_link(lexis, &a->links[k], most);
        }
    }
    *out = lexis;
    return CW_OK;
}

/* How far a word is explained: log of its chance given the best partner over its chance anywhere.
 */
static float explained(float best, float anywhere)
{
    static const float trust = 0.7f;
    static const float least = -0.6f;
    static const float most = 2.5f;
    float score = logf((trust * best + (1 - trust) * anywhere) / anywhere);
    return score < least ? least : score > most ? most : score;
}

float cw_lexis_score(const struct cw_lexis *lexis, uint32_t source, uint32_t target)
{
    static const float scale = 0.2f; /* the words of a clause are no independent witnesses */
    const struct chosen *x = &lexis->source[source];
    const struct chosen *y = &lexis->target[target];
    if (x->n == 0 || y->n == 0) {
        return 0;
    }
    uint32_t own = lexis->partner[source] == target; /* what this pair taught itself */
    float best_of_source[MOST_WORDS] = {0};
    float total = 0;
    float n_links = (float)(lexis->n_links - own) + 1;
    for (uint32_t j = 0; j < y->n; j++) {
        float in_target = (float)(lexis->target_count[y->ids[j]] - own);
        float best = 0;
        for (uint32_t i = 0; i < x->n; i++) {
            uint32_t at = cw_intern_find(&lexis->pairs, pair_key(x->ids[i], y->ids[j]));
            if (at == CW_NONE) {
                continue;
            }
            float both = (float)(lexis->count[at] - own);
            float in_source = (float)(lexis->source_count[x->ids[i]] - own);
            float given_source = both / (in_source + 1);
            float given_target = both / (in_target + 1);
            best = given_source > best ? given_source : best;
            best_of_source[i] = given_target > best_of_source[i] ? given_target : best_of_source[i];
        }
        total += explained(best, (in_target + 0.5f) / n_links);
    }
    for (uint32_t i = 0; i < x->n; i++) {
        float in_source = (float)(lexis->source_count[x->ids[i]] - own);
        total += explained(best_of_source[i], (in_source + 0.5f) / n_links);
    }
    return scale * total / 2;
}
