/* What the files of compare share. Nothing outside the folder includes this.
 *
 * Matching works on two sides A and B. Which version is A is decided by content, not by age, so
 * that swapping old and new mirrors the result; compare.c turns it back at the end. */
#ifndef CW_COMPARE_INTERNAL_H
#define CW_COMPARE_INTERNAL_H

#include "common/intern.h"
#include "compare/compare.h"

struct cw_lexicon;

#define CW_NONE UINT32_MAX

/* One element of a match: a clause of A with a clause of B, or one with several. */
struct cw_group {
    uint32_t a,
        n_a; /* first clause and how many, adjacent; n_a > 1: A's clauses are pieces of B's */
    uint32_t b, n_b;
    float similarity;
};

/* A word, or pair of characters in scripts without spaces. */
struct cw_feature {
    uint32_t key;
    union {
        float weight;
        uint32_t clause; /* in an index: where the word stands; or what else a sort carries */
    };
};

struct cw_features {
    struct cw_feature *items; /* by key; a word that stands twice is there twice */
    uint32_t n;
    float total; /* sum of weights */
};

struct cw_match_side {
    const struct cw_clause *clauses;
    uint32_t n;
    uint32_t *match;              /* clause of the other side, CW_NONE = not matched (yet) */
    uint32_t *section;            /* the last heading at or before, CW_NONE = none */
    uint32_t *gap;                /* in-order exact matches before it */
    uint64_t *skeletons;          /* of texts; 0 = not asked for yet */
    struct cw_features *features; /* of clauses that no exact layer matched; else empty */
};

/* What clauses are matched with. All in the arena, which holds nothing that outlives it. */
struct cw_matching {
    struct cw_arena *arena;
    struct cw_match_side a, b;
    float *similarity; /* of the pair that A's clause is in */
    struct cw_group *groups;
    size_t n_groups, groups_capacity; /* splits and merges only */
    bool coarse;
};

/* order.c ---------------------------------------------------------------------------------- */

/* Longest common subsequence, nearly: unique elements first (as patience diff), then by rank of
 * occurrence, exactly in small gaps. O(n log n). a, b: ids below n_ids. match: n_a entries, index
 * into b or CW_NONE. weights: of a's elements, what the subsequence should hold most of; NULL = all
 * the same. CW_ENOMEM. */
enum cw_err cw_order_match(struct cw_arena *arena, const uint32_t *a, uint32_t n_a,
                           const uint32_t *b, uint32_t n_b, uint32_t n_ids, const uint32_t *weights,
                           uint32_t *match) CW_MUST_CHECK;

/* Of n values, the heaviest strictly increasing subsequence: kept[i] set. values < limit. Where two
 * are as heavy, the choice depends on the order only. CW_ENOMEM. */
enum cw_err cw_order_heaviest(struct cw_arena *arena, const uint32_t *values,
                              const uint32_t *weights, uint32_t n, uint32_t limit,
                              bool *kept) CW_MUST_CHECK;

/* exact.c ---------------------------------------------------------------------------------- */

/* Same hash in order, then same hash anywhere, then same letters and digits. Fills match. */
enum cw_err cw_match_exact(struct cw_matching *m) CW_MUST_CHECK;

/* Sections and gaps, from the matches that stand so far. */
enum cw_err cw_match_places(struct cw_matching *m) CW_MUST_CHECK;

/* skeleton.c ------------------------------------------------------------------------------- */

/* Of the letters, digits and signs that carry meaning, case folded; 64 bits. with_number: the
 * clause's number stands before its text. */
uint64_t cw_skeleton(const struct cw_clause *clause, bool with_number);

/* The same for a clause of a side; a text is read once. */
uint64_t cw_skeleton_at(const struct cw_match_side *side, uint32_t index, bool with_number);

/* Of several clauses joined; numbers of all but the first may be part of the text. */
uint64_t cw_skeleton_joined(const struct cw_clause *clauses, uint32_t n, bool with_numbers);

/* Bits of enum cw_cosmetic: how two texts of the same skeleton differ. */
uint32_t cw_cosmetic_between(struct cw_str a, struct cw_str b);

/* features.c ------------------------------------------------------------------------------- */

/* Features of all clauses that are not matched, weighed by how rare they are among them. */
enum cw_err cw_features_of_unmatched(struct cw_matching *m) CW_MUST_CHECK;

/* Features of one text as they stand in it: not sorted, not weighed by rarity. */
enum cw_err cw_features_read(struct cw_arena *arena, struct cw_str text,
                             struct cw_features *out) CW_MUST_CHECK;

/* sort.c: by key; those of one key stay in order. false when out of memory. */
bool cw_sort_features(struct cw_arena *arena, struct cw_feature *items, size_t n);

/* tally.c: how often each key stands in lists; keys are hashes. */
struct cw_tallied {
    uint32_t key;
    uint32_t n; /* 0 = free */
};

struct cw_tally {
    struct cw_tallied *items;
    size_t mask;
};

/* For n keys at most, in the arena. false when out of memory. */
bool cw_tally_init(struct cw_arena *arena, struct cw_tally *tally, size_t n);
/* Once more. Returns how often by now. */
uint32_t cw_tally_add(struct cw_tally *tally, uint32_t key);
/* NULL when it was not added. */
struct cw_tallied *cw_tally_find(const struct cw_tally *tally, uint32_t key);

/* 0-1: weight in common, over the mean of both (Dice). */
float cw_features_similarity(const struct cw_features *a, const struct cw_features *b);
/* Weight of a that b holds too. */
float cw_features_common(const struct cw_features *a, const struct cw_features *b);

/* similar.c -------------------------------------------------------------------------------- */

struct cw_candidate {
    uint32_t a, b;
    float score; /* similarity and what speaks for the place */
    float similarity;
};

/* Pairs of unmatched clauses that may belong together, best first. Bounded. */
enum cw_err cw_candidates(struct cw_matching *m, struct cw_candidate **out,
                          size_t *n) CW_MUST_CHECK;
/* Takes candidates, best first, while both sides are free. */
void cw_match_similar(struct cw_matching *m, const struct cw_candidate *candidates, size_t n);

/* pieces.c --------------------------------------------------------------------------------- */

/* Splits and merges among the unmatched; before cw_match_similar. */
enum cw_err cw_match_pieces(struct cw_matching *m, const struct cw_candidate *candidates,
                            size_t n) CW_MUST_CHECK;

/* runs.c ----------------------------------------------------------------------------------- */

/* A stretch of text that differs, in whole sentences. Bytes into both texts. */
struct cw_stretch {
    uint32_t old_start, old_end, new_start, new_end;
};

struct cw_text_diff {
    struct cw_change_run *runs;
    size_t n_runs, runs_capacity;
    struct cw_stretch *stretches;
    size_t n_stretches, stretches_capacity;
    bool coarse;
};

/* What differs between two texts: sentences first, words inside those that do not survive.
 * locale: ICU, "" = root. */
enum cw_err cw_text_compare(struct cw_arena *arena, struct cw_breaker *breaker, const char *locale,
                            struct cw_str old_text, struct cw_str new_text,
                            struct cw_text_diff *out) CW_MUST_CHECK;

/* words.c ---------------------------------------------------------------------------------- */

/* Words of one stretch; appends runs. */
enum cw_err cw_words_compare(struct cw_arena *arena, struct cw_breaker *breaker, const char *locale,
                             struct cw_str old_text, struct cw_str new_text,
                             struct cw_stretch stretch, struct cw_text_diff *out) CW_MUST_CHECK;

/* describe.c ------------------------------------------------------------------------------- */

/* Runs and signals of every edit that needs them, severity of each. Signals are left out where the
 * class says that they mean nothing (junk, another language). scratch: emptied. */
enum cw_err cw_describe(struct cw_arena *arena, struct cw_arena *scratch,
                        struct cw_breaker *breaker, const struct cw_lexicons *lexicons,
                        const struct cw_severity_rules *rules,
                        const struct cw_version_text *old_version,
                        const struct cw_version_text *new_version,
                        struct cw_comparison *out) CW_MUST_CHECK;

struct cw_match;

/* Matches of a pack in text[start, end), offsets of the whole text. lexicon NULL: none. */
enum cw_err cw_pack_matches(struct cw_arena *arena, struct cw_breaker *breaker,
                            const struct cw_lexicon *lexicon, struct cw_str text, uint32_t start,
                            uint32_t end, struct cw_match **matches, size_t *n) CW_MUST_CHECK;

/* emit.c ----------------------------------------------------------------------------------- */

/* Matches -> edits in reading order, with moved, renumbered and what is cosmetic, in the arena.
 * swapped: A is the new version. */
enum cw_err cw_emit(struct cw_matching *m, struct cw_arena *arena, bool swapped,
                    struct cw_comparison *out) CW_MUST_CHECK;

/* The texts of clauses at the given indices, joined by one space. data NULL when out of memory. */
struct cw_str cw_joined_text(struct cw_arena *arena, const struct cw_clause *clauses,
                             const uint32_t *indices, size_t n);

/* class.c ---------------------------------------------------------------------------------- */

/* Bytes of text on each side, and how much of it lives on in the other. */
struct cw_survival {
    double old_bytes, new_bytes;
    double old_kept, new_kept;
    bool cut_off; /* what lives on is the beginning of the old version, and nothing is new */
};

struct cw_survival cw_survival_of(const struct cw_clauses *old_clauses,
                                  const struct cw_clauses *new_clauses,
                                  const struct cw_comparison *comparison);

/* Is it junk, another language, a rewrite? Else SUBSTANTIVE, until cw_summarise looks closer. */
enum cw_err cw_classify(struct cw_arena *arena, struct cw_breaker *breaker,
                        const struct cw_lexicons *lexicons,
                        const struct cw_version_text *old_version,
                        const struct cw_version_text *new_version,
                        struct cw_comparison *out) CW_MUST_CHECK;

/* A split or merge of the same letters: other paragraphs, no other word. */
bool cw_is_other_cut(const struct cw_edit *edit);

/* Counts, severity and, of small changes, the class. */
void cw_summarise(struct cw_comparison *out);

/* around.c --------------------------------------------------------------------------------- */

/* Makes cosmetic what came or went as a copy of what stays, or as a heading over text that stays.
 * After cw_describe, before cw_summarise. CW_ENOMEM. */
enum cw_err cw_settle_by_place(struct cw_arena *arena, const struct cw_clauses *old_clauses,
                               const struct cw_clauses *new_clauses,
                               struct cw_comparison *out) CW_MUST_CHECK;

/* health.c --------------------------------------------------------------------------------- */

enum cw_err cw_judge_capture(struct cw_arena *arena, struct cw_breaker *breaker,
                             const struct cw_lexicons *lexicons, const struct cw_version_text *good,
                             const struct cw_version_text *candidate,
                             const struct cw_survival *survival,
                             struct cw_health_report *out) CW_MUST_CHECK;

#endif
