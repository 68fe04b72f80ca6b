/* What the files behind signals.c share: the signals found so far, and two short lists paired. */
#ifndef CW_COMPARE_COLLECTOR_H
#define CW_COMPARE_COLLECTOR_H

#include "signals.h"

enum { CW_MOST_SIGNALS = 32, CW_MOST_PAIRED = 96, CW_LONGEST_VALUE = 160 };

struct cw_collector {
    struct cw_signal_source *s;
    struct cw_judged items[CW_MOST_SIGNALS];
    size_t n;
    uint32_t context; /* of the stretch at hand */
};

/* signals.c: one more signal; beyond the limit it is left out. Values are shortened. */
void cw_collect(struct cw_collector *c, enum cw_signal_kind kind, struct cw_str old_value,
                struct cw_str new_value, int direction, struct cw_str concept, uint32_t context);

struct cw_str cw_passage_text(const struct cw_passage *p, uint32_t start, uint32_t end);
/* Copies text behind the first `at` bytes of list; returns where it then ends. */
size_t cw_append(char *list, size_t at, struct cw_str text);

/* pairing.c: which of two short lists are the same. */
struct cw_pairing {
    uint8_t table[CW_MOST_PAIRED + 1][CW_MOST_PAIRED + 1];
    uint8_t pair[CW_MOST_PAIRED]; /* of each old item: new item + 1, 0 = none */
    bool taken[CW_MOST_PAIRED];   /* of each new item */
};

typedef bool (*cw_equal_fn)(const void *lists, size_t i, size_t j);

/* Longest common subsequence; what is equal but elsewhere is taken out too. */
void cw_pair_up(struct cw_pairing *a, const void *lists, size_t n_old, size_t n_new,
                cw_equal_fn equal);
/* New items between the partners of the old items around i that are free: [*from, *to). */
void cw_pairing_gap(const struct cw_pairing *a, size_t n_old, size_t n_new, size_t i, size_t *from,
                    size_t *to);

/* signal_values.c: numbers, dates, durations, amounts, shares, ages of a stretch. CW_ENOMEM. */
enum cw_err cw_collect_values(struct cw_collector *c, struct cw_value_lists *l,
                              struct cw_pairing *a) CW_MUST_CHECK;

/* signal_words.c: modals, or negations. */
void cw_collect_words(struct cw_collector *c, const struct cw_passage *before,
                      const struct cw_passage *after, enum cw_signal_kind kind,
                      struct cw_pairing *a);

/* "at least" that became "at most", and the like, where one stands for the other. */
void cw_collect_bounds(struct cw_collector *c, const struct cw_passage *before,
                       const struct cw_passage *after);

/* signal_topics.c: concepts of one whole side that the other does not name. */
void cw_collect_concepts(struct cw_collector *c, const struct cw_passage *here,
                         const struct cw_passage *there, bool gained);
void cw_collect_links(struct cw_collector *c);
void cw_collect_heading(struct cw_collector *c);

#endif
