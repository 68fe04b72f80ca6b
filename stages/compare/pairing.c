/* Which items of two short lists are the same: values, modals or negations of two sentences. */
#include "collector.h"

/* Longest common subsequence; what is equal but elsewhere is taken out too. */
void cw_pair_up(struct cw_pairing *a, const void *lists, size_t n_old, size_t n_new,
                cw_equal_fn equal)
{
    memset(a->pair, 0, sizeof a->pair);
    memset(a->taken, 0, sizeof a->taken);
    memset(a->table[n_old], 0, n_new + 1);
    for (size_t i = n_old; i-- > 0;) {
        a->table[i][n_new] = 0;
        for (size_t j = n_new; j-- > 0;) {
            uint8_t best =
                a->table[i + 1][j] > a->table[i][j + 1] ? a->table[i + 1][j] : a->table[i][j + 1];
            a->table[i][j] = equal(lists, i, j) ? (uint8_t)(a->table[i + 1][j + 1] + 1) : best;
        }
    }
    for (size_t i = 0, j = 0; i < n_old && j < n_new;) {
        if (equal(lists, i, j)) {
            a->pair[i++] = (uint8_t)(j + 1);
            a->taken[j++] = true;
        } else if (a->table[i + 1][j] >= a->table[i][j + 1]) {
            i++;
        } else {
            j++;
        }
    }
    for (size_t i = 0; i < n_old; i++) {
        for (size_t j = 0; j < n_new && !a->pair[i]; j++) {
            if (!a->taken[j] && equal(lists, i, j)) {
                a->pair[i] = (uint8_t)(j + 1);
                a->taken[j] = true;
            }
        }
    }
}

/* New items between the partners of the old items around i that are free: [*from, *to). */
void cw_pairing_gap(const struct cw_pairing *a, size_t n_old, size_t n_new, size_t i, size_t *from,
                    size_t *to)
{
    *from = 0;
    *to = n_new;
    for (size_t k = i; k-- > 0;) {
        if (a->pair[k]) {
            *from = a->pair[k];
            break;
        }
    }
    for (size_t k = i + 1; k < n_old; k++) {
        if (a->pair[k]) {
            *to = (size_t)a->pair[k] - 1;
            break;
        }
    }
}