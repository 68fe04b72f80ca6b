/* What the files of align share. Nothing outside the folder includes this.
 *
 * Scores are natural logarithms of likelihood ratios: how much more probable what is seen is for a
 * clause and its translation than for two clauses drawn at random (as in W. Gale and K. Church, "A
 * program for aligning sentences in bilingual corpora", Computational Linguistics 19, 1993, who
 * do so for lengths). They add up. */
#ifndef CW_ALIGN_INTERNAL_H
#define CW_ALIGN_INTERNAL_H

#include "align/align.h"

#define CW_NONE UINT32_MAX

enum { CW_ALIGN_MOST_JOINED = 3 }; /* one clause with up to three of the other side */

/* What survives translation, by how surely. */
enum cw_key_class {
    CW_KEY_WORD = 0, /* names, and in kindred languages more */
    CW_KEY_STEM,     /* the beginning of a longer Latin word: "infor" of "informação" */
    CW_KEY_NUMBER,
    CW_KEY_ADDRESS, /* link targets and mail addresses */
    CW_KEY_CONCEPT, /* terms of the packs */
    CW_KEY_MARK,    /* brackets, quotes, colons, question marks */
    CW_KEY_CLASSES
};

/* A clause as scoring sees it. */
struct cw_profile {
    uint32_t *keys; /* ids of keys that both documents have, ascending; what stands several times
                     * has an id for each time */
    uint32_t n_keys;
    uint32_t *words; /* ids of its own words, ascending, each once; for what is learned */
    uint32_t n_words;
    uint32_t n_of[CW_KEY_CLASSES]; /* keys of each class, known to the other side or not */
    float mass;                    /* letters and digits */
    float log_mass;                /* its logarithm, of the source as the ratio lets expect it */
    float spread;                  /* variance of that between translations */
    float spread_weight;           /* half the logarithm of random variance over spread */
    uint32_t enders;               /* marks that end a sentence */
    uint32_t kind;                 /* kind and level */
    uint32_t number, anchor;       /* ids of clause number and explicit id; CW_NONE = none */
    uint32_t copy; /* id of the whole text, where both sides have it once: left as it was; or
                    * CW_NONE */
};

struct cw_profiles {
    struct cw_profile *items;
    uint32_t n;
    uint32_t *df; /* by id: in how many clauses of this side; ids below n_ids */
};

/* Which clause belongs to which, while it is being found out. */
struct cw_chain_link {
    uint32_t source, n_source; /* adjacent clauses */
    uint32_t target, n_target;
    float score;
    bool moved;
};

/* Words that stand for each other, learned from links. */
struct cw_lexis;

/* Everything one alignment works with. All in the arena. */
struct cw_aligning {
    struct cw_arena *arena;
    struct cw_breaker *breaker;
    const struct cw_align_identify *identify; /* NULL = none */
    const struct cw_align_values *values;     /* NULL = none */
    const struct cw_align_side *source_side, *target_side;
    struct cw_profiles source, target;
    uint32_t n_ids;
    uint8_t *class_of; /* by id */
    float *weight;     /* by id: what sharing it is worth */
    float *kind_weight;
    double ratio;                 /* letters of the translation for one of the original */
    double variance;              /* of its logarithm, in long clauses */
    bool has_enders;              /* both languages write marks that end sentences */
    const struct cw_lexis *lexis; /* NULL before anything is learned */
    struct cw_chain_link *links;
    size_t n_links;
    bool coarse;
};

/* profile.c: reads both sides. CW_ENOMEM. */
enum cw_err cw_align_profiles(struct cw_aligning *a) CW_MUST_CHECK;

/* score.c */
/* To be called whenever ratio or variance were set. */
void cw_align_prepare_lengths(struct cw_aligning *a);
float cw_align_score(const struct cw_aligning *a, uint32_t source, uint32_t target);
/* Adjacent clauses joined: one of n_source and n_target is 1. */
float cw_align_score_joined(const struct cw_aligning *a, uint32_t source, uint32_t n_source,
                            uint32_t target, uint32_t n_target);
/* path.c: the best chain of links in order -> links. CW_ENOMEM. */
enum cw_err cw_align_path(struct cw_aligning *a) CW_MUST_CHECK;

/* lexis.c: learns from links. CW_ENOMEM. */
enum cw_err cw_lexis_learn(struct cw_aligning *a, struct cw_lexis **out) CW_MUST_CHECK;
/* What the words of the two clauses say of each other; the pair's own link does not count. */
float cw_lexis_score(const struct cw_lexis *lexis, uint32_t source, uint32_t target);

/* moves.c: clauses that stand in another order. CW_ENOMEM. */
enum cw_err cw_align_moves(struct cw_aligning *a) CW_MUST_CHECK;

/* gaps.c: links -> result. CW_ENOMEM. */
enum cw_err cw_align_emit(struct cw_aligning *a, struct cw_alignment *out) CW_MUST_CHECK;

/* untranslated.c: how much of a link's target is not translated, 0-1; *lang: the language it is in.
 * CW_ENOMEM. */
enum cw_err cw_align_untranslated(struct cw_aligning *a, const struct cw_chain_link *link,
                                  float *share, struct cw_str *lang) CW_MUST_CHECK;

/* numbers.c: a value of a link's source that its target contradicts: the same kind of value,
 * another amount. Appends to *pairs, in the arena. CW_ENOMEM. */
struct cw_value_pair {
    struct cw_str source, target;
};
enum cw_err cw_align_numbers(struct cw_aligning *a, const struct cw_chain_link *link,
                             struct cw_value_pair **pairs, size_t *n) CW_MUST_CHECK;

#endif
