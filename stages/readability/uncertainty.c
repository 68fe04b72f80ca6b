/* How sure a score is: the standard error of each formula, by drawing the text's sentences again
 * and again with replacement. Neighbouring sentences are alike, so that long texts are drawn in
 * runs of neighbours; this also bounds the cost. */
#include <math.h>

#include "lexicon/lexicon.h"
#include "readability.h"

enum { REPLICATES = 100, MOST_BLOCKS = 128, LEAST_UNITS = 10 };

/* SplitMix64 (Steele, Lea, Flood 2014): small, and the same on every machine. */
static uint64_t next_random(uint64_t *state)
{
    *state += 0x9E3779B97F4A7C15u;
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* Units with no word say nothing about sentences; the others are put together into blocks of equal
 * length (the last may be shorter). Returns the number of blocks. */
static size_t make_blocks(const struct cw_counts *units, size_t n_units, struct cw_counts *blocks)
{
    size_t n = 0;
    for (size_t i = 0; i < n_units; i++) {
        n += units[i].n[CW_N_WORDS] > 0;
    }
    if (n < LEAST_UNITS) {
        return 0;
    }
    size_t length = (n + MOST_BLOCKS - 1) / MOST_BLOCKS;
    size_t used = 0;
    for (size_t i = 0; i < n_units; i++) {
        if (units[i].n[CW_N_WORDS] > 0) {
            cw_counts_add(&blocks[used / length], &units[i]);
            used++;
        }
    }
    return (n + length - 1) / length;
}

static void draw(const struct cw_counts *blocks, size_t n, uint64_t *state, struct cw_counts *sum)
{
    *sum = (struct cw_counts){0};
    for (size_t i = 0; i < n; i++) {
        /* The high half times n, shifted: even enough for n <= 128, and without a division. */
        const struct cw_counts *block = &blocks[((next_random(state) >> 32) * n) >> 32];
        for (size_t k = 0; k < CW_N_COUNTS; k++) {
            sum->n[k] += block->n[k];
        }
    }
}

enum cw_err cw_readability_uncertainty(struct cw_arena *arena, const struct cw_lexicon *lexicon,
                                       const struct cw_counts *units, size_t n_units,
                                       struct cw_formula_value *values, size_t n)
{
    struct cw_counts *blocks = cw_arena_array(arena, MOST_BLOCKS, sizeof *blocks);
    double *replicas = cw_arena_array(arena, n * REPLICATES, sizeof *replicas);
    if (!blocks || !replicas) {
        return CW_ENOMEM;
    }
    size_t n_blocks = make_blocks(units, n_units, blocks);
    uint64_t state = 0;
    for (size_t r = 0; n_blocks && r < REPLICATES; r++) {
        struct cw_counts sum;
        draw(blocks, n_blocks, &state, &sum);
        for (size_t i = 0; i < n; i++) {
            replicas[i * REPLICATES + r] = cw_lexicon_formula_value(lexicon, i, &sum);
        }
    }
    for (size_t i = 0; i < n; i++) {
        const double *replica = &replicas[i * REPLICATES];
        double mean = 0;
        double squares = 0;
        for (size_t r = 0; r < REPLICATES; r++) {
            double step = replica[r] - mean; /* Welford's update */
            mean += step / (double)(r + 1);
            squares += step * (replica[r] - mean);
        }
        /* A replica without a value makes the mean, and so the error, NaN: it is not known. */
        bool known = n_blocks && isfinite(values[i].value);
        values[i].error = known ? sqrt(squares / (REPLICATES - 1)) : NAN;
    }
    return CW_OK;
}
