/* The best chain of links in reading order: dynamic programming over a band around clauses that
 * belong together for certain. Linear in long documents. */
#include "internal.h"

#include <math.h>
#include <stdlib.h>

enum {
    WHOLE = 3000, /* pairs: below this every one is looked at */
    HALF_BAND = 60,
    LEAST_HALF = 16
};

/* Logarithms of how often such steps are taken. */
static const float prior_one = -0.15f;
static const float prior_missing = -3.6f;
static const float prior_added = -4;
static const float prior_joined[CW_ALIGN_MOST_JOINED + 1] = {0, 0, -6.5f, -9.5f};
static const float impossible = -1e30f;

struct step {
    uint8_t n_source, n_target;
};

/* A row: the best scores of all chains that end with this many clauses of the source. */
struct row {
    uint32_t from, to; /* numbers of target clauses, both inclusive */
    float *best;
    struct step *step;
};

struct path {
    struct cw_aligning *a;
    struct row *rows;
};

static float *cell(struct row *row, uint32_t target)
{
    return target < row->from || target > row->to ? NULL : &row->best[target - row->from];
}

static void offer(struct path *path, uint32_t source, uint32_t target, struct step step,
                  float score)
{
    struct row *row = &path->rows[source];
    float *best = cell(row, target);
    if (best && score > *best) {
        *best = score;
        row->step[target - row->from] = step;
    }
}

static const double most_off = 1.65;

static double times_longer(double x, double y)
{
    return x < y ? (y + 4) / (x + 4) : (x + 4) / (y + 4);
}

/* Is joining worth a look? Only where it brings the lengths together. */
static bool may_join(const struct cw_aligning *a, uint32_t source, uint32_t n_source,
                     uint32_t target, uint32_t n_target)
{
    double x = 0;
    double y = 0;
    double x_least = INFINITY;
    double y_least = INFINITY;
    for (uint32_t i = 0; i < n_source; i++) {
        double mass = (double)a->source.items[source + i].mass;
        x += mass;
        x_least = mass < x_least ? mass : x_least;
    }
    for (uint32_t j = 0; j < n_target; j++) {
        double mass = (double)a->target.items[target + j].mass;
        y += mass;
        y_least = mass < y_least ? mass : y_least;
    }
    x *= a->ratio;
    double off = times_longer(x, y);
    double without =
        n_source > 1 ? times_longer(x - x_least * a->ratio, y) : times_longer(x, y - y_least);
    return off < most_off && off < without;
}

static void extend(struct path *path, uint32_t i, uint32_t j, float score)
{
    struct cw_aligning *a = path->a;
    uint32_t n = a->source.n;
    uint32_t m = a->target.n;
    if (i < n) {
        offer(path, i + 1, j, (struct step){1, 0}, score + prior_missing);
    }
    if (j < m) {
        offer(path, i, j + 1, (struct step){0, 1}, score + prior_added);
    }
    if (i >= n || j >= m) {
        return;
    }
    offer(path, i + 1, j + 1, (struct step){1, 1}, score + prior_one + cw_align_score(a, i, j));
    for (unsigned k = 2; k <= CW_ALIGN_MOST_JOINED; k++) {
        if (j + k <= m && may_join(a, i, 1, j, k)) {
            offer(path, i + 1, j + k, (struct step){1, (uint8_t)k},
                  score + prior_joined[k] + cw_align_score_joined(a, i, 1, j, k));
        }
        if (i + k <= n && may_join(a, i, k, j, 1)) {
            offer(path, i + k, j + 1, (struct step){(uint8_t)k, 1},
                  score + prior_joined[k] + cw_align_score_joined(a, i, k, j, 1));
        }
    }
}

/* A chain this far behind the best of its row does not win any more. */
static const float hopeless_behind = 80;

static void run(struct path *path)
{
    path->rows[0].best[0] = 0;
    for (uint32_t i = 0; i <= path->a->source.n; i++) {
        struct row *row = &path->rows[i];
        float least = impossible;
        for (uint32_t j = row->from; j <= row->to; j++) {
            float score = row->best[j - row->from];
            if (score > least) {
                extend(path, i, j, score);
                least = score - hopeless_behind > least ? score - hopeless_behind : least;
            }
        }
    }
}

static enum cw_err trace(struct path *path)
{
    struct cw_aligning *a = path->a;
    uint32_t most = a->source.n < a->target.n ? a->source.n : a->target.n;
    a->links = cw_arena_array(a->arena, most, sizeof *a->links);
    a->n_links = 0;
    if (!a->links) {
        return CW_ENOMEM;
    }
    for (uint32_t i = a->source.n, j = a->target.n; i > 0 || j > 0;) {
        struct row *row = &path->rows[i];
        struct step step = row->step[j - row->from];
        if (step.n_source == 0 && step.n_target == 0) {
            return CW_EDAMAGED; /* no chain reached the end: cannot be, the band is connected */
        }
        i -= step.n_source;
        j -= step.n_target;
        if (step.n_source > 0 && step.n_target > 0) {
            struct cw_chain_link link = {i, step.n_source, j, step.n_target, 0, false};
            link.score = step.n_source == 1 && step.n_target == 1
                             ? cw_align_score(a, i, j)
                             : cw_align_score_joined(a, i, step.n_source, j, step.n_target);
            a->links[a->n_links++] = link;
        }
    }
    for (size_t k = 0; k < a->n_links / 2; k++) {
        struct cw_chain_link other = a->links[a->n_links - 1 - k];
        a->links[a->n_links - 1 - k] = a->links[k];
        a->links[k] = other;
    }
    return CW_OK;
}

/* ---- The band ---------------------------------------------------------------------------------
 */

struct anchor {
    uint32_t source, target;
};

/* For each id that stands once on each side: where. */
static enum cw_err find_anchors(struct cw_aligning *a, struct anchor **out, size_t *n)
{
    uint32_t *where = cw_arena_array(a->arena, a->n_ids, sizeof *where);
    *out = cw_arena_array(a->arena, a->source.n, sizeof **out);
    *n = 0;
    if (!where || !*out) {
        return CW_ENOMEM;
    }
    for (uint32_t j = 0; j < a->target.n; j++) {
        const struct cw_profile *y = &a->target.items[j];
        for (uint32_t k = 0; k < y->n_keys; k++) {
            where[y->keys[k]] = j;
        }
        if (y->anchor != CW_NONE) {
            where[y->anchor] = j;
        }
    }
    for (uint32_t i = 0; i < a->source.n; i++) {
        const struct cw_profile *x = &a->source.items[i];
        uint32_t id = x->anchor;
        if (id == CW_NONE || a->source.df[id] != 1 || a->target.df[id] != 1) {
            id = CW_NONE;
            for (uint32_t k = 0; id == CW_NONE && k < x->n_keys; k++) {
                uint32_t key = x->keys[k];
                if (a->source.df[key] == 1 && a->target.df[key] == 1 &&
                    cw_align_score(a, i, where[key]) > 4) {
                    id = key;
                }
            }
        }
        if (id != CW_NONE) {
            (*out)[(*n)++] = (struct anchor){i, where[id]};
        }
    }
    return CW_OK;
}

/* The longest chain of anchors in order on both sides (patience sorting). */
static enum cw_err keep_chain(struct cw_arena *arena, struct anchor *anchors, size_t *n)
{
    size_t *tails = cw_arena_array(arena, *n, sizeof *tails);
    size_t *before = cw_arena_array(arena, *n, sizeof *before);
    if (!tails || !before) {
        return CW_ENOMEM;
    }
    size_t length = 0;
    for (size_t i = 0; i < *n; i++) {
        size_t low = 0;
        size_t high = length;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (anchors[tails[middle]].target < anchors[i].target) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        before[i] = low > 0 ? tails[low - 1] : SIZE_MAX;
        tails[low] = i;
        length = low == length ? length + 1 : length;
    }
    size_t at = length > 0 ? tails[length - 1] : SIZE_MAX;
    for (size_t k = length; k-- > 0; at = before[at]) {
        tails[k] = at;
    }
    for (size_t k = 0; k < length; k++) {
        anchors[k] = anchors[tails[k]];
    }
    *n = length;
    return CW_OK;
}

/* Rows between two anchors: a band around the line that joins them, wide enough to be connected. */
static void lay_band(struct cw_aligning *a, struct row *rows, struct anchor from, struct anchor to)
{
    double slope = to.source > from.source
                       ? (double)(to.target - from.target) / (double)(to.source - from.source)
                       : 0;
    double apart = (double)(to.source - from.source) + (double)(to.target - from.target);
    double half = (apart < HALF_BAND ? LEAST_HALF + apart * (HALF_BAND - LEAST_HALF) / HALF_BAND
                                     : HALF_BAND) +
                  slope;
    for (uint32_t i = from.source; i <= to.source; i++) {
        double middle = (double)from.target + slope * (double)(i - from.source);
        double low = middle - half;
        double high = middle + half;
        rows[i].from = low < 0 ? 0 : (uint32_t)low;
        rows[i].to = high > (double)a->target.n ? a->target.n : (uint32_t)high;
    }
}

static enum cw_err lay_rows(struct cw_aligning *a, struct row *rows)
{
    struct anchor *anchors;
    size_t n;
    enum cw_err err = find_anchors(a, &anchors, &n);
    if (!err) {
        err = keep_chain(a->arena, anchors, &n);
    }
    if (err) {
        return err;
    }
    struct anchor at = {0, 0};
    for (size_t k = 0; k < n; k++) {
        lay_band(a, rows, at, anchors[k]);
        at = anchors[k];
    }
    lay_band(a, rows, at, (struct anchor){a->source.n, a->target.n});
    rows[0].from = 0;
    rows[a->source.n].to = a->target.n;
    for (uint32_t i = 1; i <= a->source.n; i++) { /* neighbours must touch */
        if (rows[i].from > rows[i - 1].to) {
            rows[i].from = rows[i - 1].to;
        }
        if (rows[i].to < rows[i - 1].from) {
            rows[i].to = rows[i - 1].from;
        }
    }
    return CW_OK;
}

static bool is_clear(const struct cw_aligning *a, size_t k)
{
    static const float sure = 1;
    const struct cw_chain_link *link = &a->links[k];
    bool joins = k + 1 < a->n_links
                     ? link[1].source == link->source + 1 && link[1].target == link->target + 1
                     : link->source + 1 == a->source.n && link->target + 1 == a->target.n;
    return joins && link->n_source == 1 && link->n_target == 1 && link->score > sure;
}

static void widen(struct cw_aligning *a, struct row *row, uint32_t from, uint32_t to, uint32_t near)
{
    from = from > near ? from - near : 0;
    to = to + near < a->target.n ? to + near : a->target.n;
    row->from = from < row->from ? from : row->from;
    row->to = to > row->to ? to : row->to;
}

/* A second pass looks near the first one's links only, and only where something was in doubt within
 * a few links: the words learned from them are dear to ask. */
static void lay_rows_near_links(struct cw_aligning *a, struct row *rows)
{
    enum { NEAR = 5, AROUND = 2 };
    for (uint32_t i = 0; i <= a->source.n; i++) {
        rows[i] = (struct row){.from = a->target.n, .to = 0};
    }
    size_t doubt = 0; /* the next link that is not clear, at or behind k - AROUND */
    struct anchor at = {0, 0};
    for (size_t k = 0; k <= a->n_links; k++) {
        bool end = k == a->n_links;
        struct anchor next = {end ? a->source.n : a->links[k].source,
                              end ? a->target.n : a->links[k].target};
        while (doubt < a->n_links && (doubt + AROUND < k || is_clear(a, doubt))) {
            doubt++;
        }
        bool near_end = k < 2 && (next.source > 0 || next.target > 0);
        uint32_t near = near_end || (doubt < a->n_links && doubt <= k + AROUND) ? NEAR : 0;
        for (uint32_t i = at.source; i <= next.source; i++) { /* all that lies between two links */
            widen(a, &rows[i], at.target, next.target, near);
        }
        at = next;
    }
}

enum cw_err cw_align_path(struct cw_aligning *a)
{
    struct path path = {.a = a};
    path.rows = cw_arena_array(a->arena, (size_t)a->source.n + 1, sizeof *path.rows);
    if (!path.rows) {
        return CW_ENOMEM;
    }
    bool whole = ((uint64_t)a->source.n + 1) * ((uint64_t)a->target.n + 1) <= WHOLE;
    for (uint32_t i = 0; i <= a->source.n; i++) {
        path.rows[i] = (struct row){.from = 0, .to = a->target.n};
    }
    enum cw_err err = CW_OK;
    if (a->lexis) {
        lay_rows_near_links(a, path.rows);
    } else if (!whole) {
        err = lay_rows(a, path.rows);
    }
    for (uint32_t i = 0; !err && i <= a->source.n; i++) {
        struct row *row = &path.rows[i];
        size_t width = (size_t)row->to - row->from + 1;
        row->best = cw_arena_array(a->arena, width, sizeof *row->best);
        row->step = cw_arena_array(a->arena, width, sizeof *row->step);
        if (!row->best || !row->step) {
            return CW_ENOMEM;
        }
        for (size_t k = 0; k < width; k++) {
            row->best[k] = impossible;
        }
    }
    if (err) {
        return err;
    }
    run(&path);
    return trace(&path);
}
