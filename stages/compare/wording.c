/* Changes of wording that change no meaning: a slip of spelling put right, another ending of the
 * same word, an article that came or went, a word written in two. */
#include "signals.h"

#include <unicode/uchar.h>

#include "common/utf8.h"
#include "lexicon/lexicon.h"

enum {
    LONGEST_WORD = 40,
    SHORTEST_WORD = 5,
    ENDING = 2,
    MOST_CHANGES = 8,
    MOST_WORDS = 12,
    MOST_ENDING = 3,
    SHORTEST_STEM = 4
};

/* Editors turn (c) into it. */
static const uint32_t copyright = 0xA9;

struct word {
    uint32_t letters[LONGEST_WORD]; /* case folded */
    uint32_t n;
    struct cw_str text;
};

struct words {
    struct word items[MOST_WORDS];
    size_t n;
};

static bool is_joint(uint32_t c)
{
    return c == '-' || c == '\'' || c == 0x2019;
}

/* The letter of an entry that stands in the text: "A." */
static bool is_enumerator(struct cw_str text, struct cw_span at)
{
    bool mark = at.end < text.len && (text.data[at.end] == '.' || text.data[at.end] == ')');
    return mark && at.end - at.start == 1 &&
           (at.start == 0 || strchr(" (", text.data[at.start - 1]));
}

/* Does a word say nothing of its own: an article, "also", and "and" where nothing was before? */
static bool says_nothing(struct cw_arena *arena, const struct cw_lexicon *pack,
                         const struct cw_passage *p, struct cw_span at, bool alone)
{
    for (size_t k = 0; k < p->n_matches && p->matches[k].start <= at.start; k++) {
        const struct cw_match *match = &p->matches[k];
        if (match->end >= at.end && (cw_str_is(match->id, "polarity.also") ||
                                     (alone && cw_str_is(match->id, "polarity.and")))) {
            return true;
        }
    }
    if (alone && is_enumerator(p->text, at)) {
        return true;
    }
    return pack && cw_lexicon_is_article(pack, arena, cw_str_sub(p->text, at.start, at.end));
}

/* The words of a run without those that say nothing; false when it holds anything but words of an
 * alphabet and punctuation, or too many. */
static bool read_words(struct cw_arena *arena, const struct cw_lexicon *pack,
                       const struct cw_passage *p, struct cw_span run, bool alone,
                       struct words *out)
{
    struct cw_str text = p->text;
    uint32_t end = run.end;
    out->n = 0;
    for (size_t at = run.start; at < end;) {
        size_t from = at;
        uint32_t c = cw_utf8_next(text, &at);
        if (out->n == MOST_WORDS) {
            return false;
        }
        if (c == copyright) {
            out->items[out->n++] = (struct word){.letters = {'c'}, .n = 1, .text = cw_str_z("c")};
            continue;
        }
        if (!u_isalpha((UChar32)c)) {
            /* What broken markup leaves before a word. */
            bool remains = c == '<' || c == '>' || c == '|';
            if (c != ' ' && !remains && !u_ispunct((UChar32)c)) {
                return false;
            }
            continue;
        }
        struct word *word = &out->items[out->n];
        word->n = 0;
        size_t behind = at;
        while (u_isalpha((UChar32)c) || is_joint(c)) {
            /* Latin, Greek, Cyrillic: elsewhere one sign is more than one letter of a word. */
            if (word->n == LONGEST_WORD || (c >= 0x0530 && c != 0x2019)) {
                return false;
            }
            word->letters[word->n++] = (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
            behind = at;
            if (at >= end) {
                break;
            }
            c = cw_utf8_next(text, &at);
        }
        at = behind;
        word->text = cw_str_sub(text, from, behind);
        struct cw_span place = {(uint32_t)from, (uint32_t)behind};
        out->n += !says_nothing(arena, pack, p, place, alone);
    }
    return true;
}

/* One letter too many, at a place that is no ending; or a doubled one anywhere. */
static bool one_more(const struct word *less, const struct word *more)
{
    uint32_t at = 0;
    while (at < less->n && less->letters[at] == more->letters[at]) {
        at++;
    }
    for (uint32_t k = at; k < less->n; k++) {
        if (less->letters[k] != more->letters[k + 1]) {
            return false;
        }
    }
    bool doubled = at > 0 && more->letters[at] == more->letters[at - 1];
    return doubled || (at > 0 && at + ENDING < more->n);
}

/* One letter for another, or two neighbours the wrong way round, neither first nor in the ending.
 */
static bool one_other(const struct word *a, const struct word *b)
{
    uint32_t at = 0;
    uint32_t end = a->n;
    while (at < end && a->letters[at] == b->letters[at]) {
        at++;
    }
    while (end > at && a->letters[end - 1] == b->letters[end - 1]) {
        end--;
    }
    if (at == 0 || end + ENDING > a->n) {
        return false;
    }
    bool turned = end - at == 2 && a->letters[at] == b->letters[at + 1] &&
                  a->letters[at + 1] == b->letters[at];
    return end - at == 1 || turned;
}

static bool is_slip(const struct word *a, const struct word *b)
{
    if (a->n == b->n) {
        return one_other(a, b);
    }
    return a->n + 1 == b->n ? one_more(a, b) : b->n + 1 == a->n && one_more(b, a);
}

/* "Sseek" for "Seek". */
static bool begins_twice(const struct word *right, const struct word *wrong)
{
    return wrong->n == right->n + 1 && right->n > 2 && wrong->letters[0] == wrong->letters[1] &&
           memcmp(right->letters, wrong->letters + 1, right->n * sizeof *right->letters) == 0;
}

/* Two forms of one word: the same stem, and endings of a few letters. */
static bool same_stem(struct cw_arena *arena, const struct cw_lexicon *pack, const struct word *a,
                      const struct word *b)
{
    uint32_t shorter = a->n < b->n ? a->n : b->n;
    uint32_t longer = a->n < b->n ? b->n : a->n;
    if (!pack || longer - shorter > MOST_ENDING) {
        return false;
    }
    struct cw_str x = cw_lexicon_stem(pack, arena, a->text);
    struct cw_str y = cw_lexicon_stem(pack, arena, b->text);
    return x.data && y.data && x.len >= SHORTEST_STEM && cw_str_eq(x, y);
}

static bool same_letters(const struct word *a, const struct word *b)
{
    return a->n == b->n && memcmp(a->letters, b->letters, a->n * sizeof *a->letters) == 0;
}

/* "in formation" and "information". */
static bool joined_the_same(const struct words *before, const struct words *after)
{
    uint32_t letters[2][LONGEST_WORD];
    uint32_t n[2] = {0, 0};
    for (int side = 0; side < 2; side++) {
        const struct words *words = side ? after : before;
        for (size_t k = 0; k < words->n; k++) {
            for (uint32_t i = 0; i < words->items[k].n; i++) {
                if (n[side] == LONGEST_WORD) {
                    return false;
                }
                if (!is_joint(words->items[k].letters[i])) {
                    letters[side][n[side]++] = words->items[k].letters[i];
                }
            }
        }
    }
    return n[0] == n[1] && memcmp(letters[0], letters[1], n[0] * sizeof *letters[0]) == 0;
}

static bool same_words(struct cw_arena *arena, const struct cw_lexicon *pack,
                       const struct words *before, const struct words *after)
{
    if (joined_the_same(before, after)) {
        return true;
    }
    if (before->n != after->n) {
        return false;
    }
    for (size_t k = 0; k < before->n; k++) {
        const struct word *a = &before->items[k];
        const struct word *b = &after->items[k];
        bool slip = (a->n >= SHORTEST_WORD && b->n >= SHORTEST_WORD && is_slip(a, b)) ||
                    begins_twice(a, b) || begins_twice(b, a);
        if (!same_letters(a, b) && !slip && !same_stem(arena, pack, a, b)) {
            return false;
        }
    }
    return true;
}

bool cw_is_wording(struct cw_arena *arena, const struct cw_lexicon *pack,
                   const struct cw_edit *edit, const struct cw_passage *before,
                   const struct cw_passage *after)
{
    if (edit->n_runs == 0 || edit->n_runs > MOST_CHANGES) {
        return false;
    }
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        bool alone = run->old_start == run->old_end || run->new_start == run->new_end;
        struct words a;
        struct words b;
        if (!read_words(arena, pack, before, (struct cw_span){run->old_start, run->old_end}, alone,
                        &a) ||
            !read_words(arena, pack, after, (struct cw_span){run->new_start, run->new_end}, alone,
                        &b) ||
            !same_words(arena, pack, &a, &b)) {
            return false;
        }
    }
    return true;
}
