/* Health of a capture: is it the document that was there before?
 *
 * The question is whether the clauses of the last good version live on. Only where they do not is
 * the shape of the candidate looked at; words of error pages name the reason, and never condemn a
 * page by themselves: a policy may speak of errors and cookies. */
#include <ctype.h>
#include <xxhash.h>

#include "internal.h"

#include "common/analysis.h"
#include "lexicon/lexicon.h"

enum {
    SMALL = 6000,     /* bytes: pages whose words are looked at in every language */
    TOP_WORDS = 40,   /* the most frequent words tell a language */
    LEAST_WORDS = 40, /* distinct ones; with fewer, nothing is said of the language */
    REASONS = 11,
    MOST_SHINGLES = 20000,
    TINY = 4000,      /* bytes; a page with more text is something, if not the document */
    TEXT_A_WORD = 300 /* bytes; a word of an error page in more text than this is an accident */
};

static const double enough = 0.5;         /* of the good version lives on: it is the document */
static const double collapsed_size = 0.3; /* of the good version's size */
static const double collapsed_share = 0.25;
static const double same_language = 0.25;       /* of the top words in common */
static const double same_language_small = 0.12; /* of a small page */
static const double nothing_left = 0.04;
static const double all_known = 0.95;
static const double mostly_links = 0.6;

const char *cw_health_name(enum cw_health health)
{
    static const char *const names[CW_HEALTHS] = {
        "good",      "empty",      "error",      "consent",   "login",          "loader",
        "challenge", "navigation", "title-only", "truncated", "other-document", "other-language"};
    return health < CW_HEALTHS ? names[health] : "";
}

/* ---- words ---- */

struct vocabulary {
    struct cw_tallied top[TOP_WORDS]; /* most frequent first, then by key */
    uint32_t n_top;
    uint32_t n; /* distinct words */
};

static bool goes_before(struct cw_tallied a, struct cw_tallied b)
{
    return a.n != b.n ? a.n > b.n : a.key < b.key;
}

static void offer_word(struct vocabulary *words, struct cw_tallied word)
{
    words->n++;
    if (words->n_top == TOP_WORDS && !goes_before(word, words->top[TOP_WORDS - 1])) {
        return;
    }
    words->n_top += words->n_top < TOP_WORDS;
    uint32_t at = words->n_top - 1;
    for (; at > 0 && goes_before(word, words->top[at - 1]); at--) {
        words->top[at] = words->top[at - 1];
    }
    words->top[at] = word;
}

/* The words of enough text to tell, and no more. */
static enum cw_err count_words(struct cw_arena *arena, const struct cw_clauses *clauses,
                               struct vocabulary *out)
{
    enum { MOST_WORDS = 20000 };
    struct cw_tally tally;
    if (!cw_tally_init(arena, &tally, MOST_WORDS)) {
        return CW_ENOMEM;
    }
    uint32_t n = 0;
    for (size_t i = 0; i < clauses->n && n < MOST_WORDS; i++) {
        struct cw_features features = {0};
        enum cw_err err = cw_features_read(arena, clauses->items[i].text, &features);
        if (err) {
            return err;
        }
        for (uint32_t k = 0; k < features.n && n < MOST_WORDS; k++) {
            if (features.items[k].weight > 0.3f) { /* no digits */
                cw_tally_add(&tally, features.items[k].key);
                n++;
            }
        }
    }
    *out = (struct vocabulary){.n = 0};
    for (size_t k = 0; k <= tally.mask; k++) {
        if (tally.items[k].n) {
            offer_word(out, tally.items[k]);
        }
    }
    return CW_OK;
}

/* Share of the most frequent words that both have: high in one language, whatever the subject. */
static double top_in_common(const struct vocabulary *a, const struct vocabulary *b)
{
    uint32_t n = a->n_top < b->n_top ? a->n_top : b->n_top;
    uint32_t common = 0;
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < n; j++) {
            common += a->top[i].key == b->top[j].key;
        }
    }
    return n ? (double)common / n : 0;
}

static struct cw_str primary(struct cw_str lang)
{
    const char *end = lang.len ? memchr(lang.data, '-', lang.len) : NULL;
    return end ? cw_str_sub(lang, 0, (size_t)(end - lang.data)) : lang;
}

static bool is_known(struct cw_str lang)
{
    return lang.len && !cw_str_is(lang, "und") && !cw_str_is(lang, "zxx");
}

static enum cw_err other_language(struct cw_arena *arena, const struct cw_version_text *good,
                                  const struct cw_version_text *candidate, bool *out)
{
    if (is_known(good->lang) && is_known(candidate->lang) &&
        !cw_str_eq(primary(good->lang), primary(candidate->lang))) {
        *out = true;
        return CW_OK;
    }
    struct vocabulary of_good;
    struct vocabulary of_candidate;
    enum cw_err err = count_words(arena, good->clauses, &of_good);
    if (!err) {
        err = count_words(arena, candidate->clauses, &of_candidate);
    }
    if (!err) {
        bool enough_words = of_good.n >= LEAST_WORDS && of_candidate.n >= LEAST_WORDS;
        double most = of_candidate.n < 4 * LEAST_WORDS ? same_language_small : same_language;
        *out = enough_words && top_in_common(&of_good, &of_candidate) < most;
    }
    return err;
}

/* ---- the same words in another cut ---- */

/* Counts every four words in a row: what lives on when paragraphs are cut another way. */
static enum cw_err count_shingles(struct cw_arena *arena, const struct cw_clauses *clauses,
                                  struct cw_tally *out, uint32_t *n)
{
    *n = 0;
    if (!cw_tally_init(arena, out, MOST_SHINGLES)) {
        return CW_ENOMEM;
    }
    uint32_t last[4] = {0};
    uint32_t words = 0;
    for (size_t i = 0; i < clauses->n && *n < MOST_SHINGLES; i++) {
        struct cw_features features = {0};
        enum cw_err err = cw_features_read(arena, clauses->items[i].text, &features);
        if (err) {
            return err;
        }
        for (uint32_t k = 0; k < features.n && *n < MOST_SHINGLES; k++) {
            last[words++ % 4] = features.items[k].key;
            if (words >= 4) {
                uint32_t hash = 0;
                for (uint32_t w = 0; w < 4; w++) {
                    hash = (hash ^ last[(words + w) % 4]) * 0x9E3779B1u;
                }
                cw_tally_add(out, hash);
                ++*n;
            }
        }
    }
    return CW_OK;
}

/* Shares of each version's word sequences that the other holds. */
static enum cw_err share_shingles(struct cw_arena *arena, const struct cw_clauses *good,
                                  const struct cw_clauses *candidate, double *of_good,
                                  double *of_candidate)
{
    struct cw_tally a;
    struct cw_tally b;
    uint32_t n_a;
    uint32_t n_b;
    enum cw_err err = count_shingles(arena, good, &a, &n_a);
    if (!err) {
        err = count_shingles(arena, candidate, &b, &n_b);
    }
    if (err) {
        return err;
    }
    uint32_t common = 0;
    for (size_t k = 0; k <= a.mask; k++) {
        uint32_t here = a.items[k].n;
        const struct cw_tallied *there = here ? cw_tally_find(&b, a.items[k].key) : NULL;
        if (there) {
            common += here < there->n ? here : there->n;
        }
    }
    *of_good = n_a ? (double)common / n_a : 0;
    *of_candidate = n_b ? (double)common / n_b : 0;
    return CW_OK;
}

/* The first heading, else the first clause. */
static struct cw_str title_of(const struct cw_clauses *clauses)
{
    for (size_t i = 0; i < clauses->n && i < 10; i++) {
        if (clauses->items[i].kind == CW_HEADING) {
            return clauses->items[i].text;
        }
    }
    return clauses->items[0].text;
}

static enum cw_err same_title(struct cw_arena *arena, const struct cw_clauses *good,
                              const struct cw_clauses *candidate, bool *out)
{
    struct cw_features a = {0};
    struct cw_features b = {0};
    enum cw_err err = cw_features_read(arena, title_of(good), &a);
    if (!err) {
        err = cw_features_read(arena, title_of(candidate), &b);
    }
    if (err) {
        return err;
    }
    uint32_t common = 0;
    for (uint32_t i = 0; i < a.n && i < 40; i++) {
        for (uint32_t j = 0; j < b.n && j < 40; j++) {
            if (a.items[i].key == b.items[j].key) {
                common++;
                break;
            }
        }
    }
    *out = common > 0 && 2 * common >= (a.n > b.n ? a.n : b.n);
    return CW_OK;
}

/* ---- shape ---- */

static double share_of_links(const struct cw_clauses *clauses)
{
    double all = 0;
    double in_links = 0;
    for (size_t i = 0; i < clauses->n; i++) {
        const struct cw_clause *clause = &clauses->items[i];
        all += (double)clause->text.len;
        for (size_t k = 0; k < clause->n_links; k++) {
            in_links += (double)(clause->links[k].end - clause->links[k].start);
        }
    }
    return all > 0 ? in_links / all : 0;
}

static bool only_headings(const struct cw_clauses *clauses)
{
    for (size_t i = 0; i < clauses->n; i++) {
        if (clauses->items[i].kind != CW_HEADING) {
            return false;
        }
    }
    return clauses->n <= 3;
}

static enum cw_health health_of(struct cw_str id)
{
    static const struct {
        const char *id;
        enum cw_health health;
    } reasons[REASONS] = {
        {"junk.captcha", CW_HEALTH_CHALLENGE},    {"junk.javascript", CW_HEALTH_LOADER},
        {"junk.loading", CW_HEALTH_LOADER},       {"junk.cookie-wall", CW_HEALTH_CONSENT},
        {"junk.login", CW_HEALTH_LOGIN},          {"junk.not-found", CW_HEALTH_ERROR},
        {"junk.error", CW_HEALTH_ERROR},          {"junk.access-denied", CW_HEALTH_ERROR},
        {"junk.unavailable", CW_HEALTH_ERROR},    {"junk.redirect", CW_HEALTH_LOADER},
        {"junk.navigation", CW_HEALTH_NAVIGATION}};
    for (size_t k = 0; k < REASONS; k++) {
        if (cw_str_is(id, reasons[k].id)) {
            return reasons[k].health;
        }
    }
    return CW_HEALTH_GOOD;
}

static void vote(const struct cw_match *matches, size_t n, unsigned votes[CW_HEALTHS])
{
    for (size_t k = 0; k < n; k++) {
        votes[health_of(matches[k].id)]++;
    }
}

struct judgement {
    struct cw_arena *arena;
    struct cw_breaker *breaker;
    const struct cw_lexicons *lexicons;
    const struct cw_clauses *good, *candidate;
    struct cw_str lang; /* of the good version */
    double bytes;       /* of the candidate */
    struct cw_health_report *out;
};

static bool is_letter_byte(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Of a script that writes no spaces: its words have letters beside them. */
static bool is_wide_byte(char c)
{
    return (unsigned char)c >= 0xE0;
}

/* Does a word stand in a text, with no letter beside it? */
static bool holds_word(struct cw_str text, struct cw_str word)
{
    for (size_t at = 0; at + word.len <= text.len;) {
        const char *found = memmem(text.data + at, text.len - at, word.data, word.len);
        if (!found) {
            return false;
        }
        size_t from = (size_t)(found - text.data);
        size_t to = from + word.len;
        if (is_wide_byte(word.data[0]) || ((from == 0 || !is_letter_byte(text.data[from - 1])) &&
                                           (to == text.len || !is_letter_byte(text.data[to])))) {
            return true;
        }
        at = from + 1;
    }
    return false;
}

/* The next run of letters in a text; empty behind the last. */
static struct cw_str next_run(struct cw_str text, size_t *at)
{
    while (*at < text.len && !is_letter_byte(text.data[*at])) {
        ++*at;
    }
    size_t from = *at;
    while (*at < text.len && is_letter_byte(text.data[*at])) {
        ++*at;
    }
    return cw_str_sub(text, from, *at);
}

/* The beginning of a page. All packs together have thousands of words that are looked for in it. */
struct page {
    const struct cw_clauses *clauses;
    struct cw_intern runs; /* of letters */
    uint32_t wide;         /* bits: wide bytes, from 0xE0 on */
};

static uint32_t wide_bit(char c)
{
    return is_wide_byte(c) ? (uint32_t)1 << ((unsigned char)c - 0xE0) : 0;
}

/* Runs of letters in the beginning of a page. runs NULL: only counts them. */
static uint32_t list_runs(const struct cw_clauses *clauses, struct cw_intern *runs)
{
    uint32_t n = 0;
    size_t read = 0;
    for (size_t i = 0; i < clauses->n && read < SMALL; i++) {
        struct cw_str text = clauses->items[i].text;
        read += text.len;
        for (size_t at = 0; text.len <= SMALL && at < text.len;) {
            struct cw_str run = next_run(text, &at);
            n++;
            if (runs) {
                cw_intern_id(runs, XXH3_64bits(run.data, run.len));
            }
        }
    }
    return n;
}

static bool read_page(struct cw_arena *arena, const struct cw_clauses *clauses, struct page *page)
{
    *page = (struct page){.clauses = clauses};
    if (!cw_intern_init(arena, &page->runs, list_runs(clauses, NULL))) {
        return false;
    }
    list_runs(clauses, &page->runs);
    for (size_t i = 0; i < clauses->n; i++) {
        struct cw_str text = clauses->items[i].text;
        for (size_t at = 0; at < text.len; at++) {
            page->wide |= wide_bit(text.data[at]);
        }
    }
    return true;
}

/* Can the word stand in the page, as far as its first run of letters tells, or its first byte? */
static bool may_stand_in(const struct page *page, struct cw_str word)
{
    if (is_wide_byte(word.data[0])) {
        return page->wide & wide_bit(word.data[0]);
    }
    size_t at = 0;
    struct cw_str run = next_run(word, &at);
    return run.len == 0 || cw_intern_find(&page->runs, XXH3_64bits(run.data, run.len)) != CW_NONE;
}

static bool stands_in(const struct page *page, struct cw_str word)
{
    if (!may_stand_in(page, word)) {
        return false;
    }
    size_t read = 0;
    for (size_t i = 0; i < page->clauses->n && read < SMALL; i++) {
        struct cw_str text = page->clauses->items[i].text;
        read += text.len;
        if (text.len <= SMALL && holds_word(text, word)) {
            return true;
        }
    }
    return false;
}

/* Some packs are slow to open: one is asked only when a word of its language stands in the page. */
static bool may_be_in(const struct cw_lexicon *pack, const struct page *page)
{
    struct cw_str word;
    struct cw_str against;
    bool any = false;
    for (size_t k = 0; cw_lexicon_giveaway(pack, k, &word, &against); k++) {
        any = true;
        if (word.len && stands_in(page, word)) {
            return true;
        }
    }
    return !any;
}

/* What the words of one pack say of a page; *read: bytes of it. */
static enum cw_err count_votes(const struct judgement *j, const struct cw_lexicon *pack,
                               unsigned votes[CW_HEALTHS], size_t *read)
{
    *read = 0;
    for (size_t i = 0; i < j->candidate->n && *read < SMALL; i++) {
        struct cw_str text = j->candidate->items[i].text;
        struct cw_match *matches;
        size_t n;
        *read += text.len;
        if (text.len > SMALL) {
            continue;
        }
        enum cw_err err =
            cw_pack_matches(j->arena, j->breaker, pack, text, 0, (uint32_t)text.len, &matches, &n);
        if (err) {
            return err;
        }
        vote(matches, n, votes);
    }
    return CW_OK;
}

static enum cw_health elected(unsigned votes[CW_HEALTHS], size_t read)
{
    enum cw_health best = CW_HEALTH_GOOD;
    votes[CW_HEALTH_GOOD] = 0;
    for (int health = CW_HEALTH_EMPTY; health < CW_HEALTHS; health++) {
        if (votes[health] > votes[best] && (size_t)votes[health] * TEXT_A_WORD >= read) {
            best = (enum cw_health)health;
        }
    }
    return best;
}

/* The same of all packs but one whose language may be in the page. */
static enum cw_err count_others(const struct judgement *j, const struct cw_lexicon *own,
                                unsigned votes[CW_HEALTHS], size_t *read)
{
    struct page page;
    if (!read_page(j->arena, j->candidate, &page)) {
        return CW_ENOMEM;
    }
    enum cw_err err = CW_OK;
    for (size_t l = 0; l < cw_lexicons_count(j->lexicons) && !err; l++) {
        const struct cw_lexicon *pack = cw_lexicons_at(j->lexicons, l);
        if (pack != own && may_be_in(pack, &page)) {
            err = count_votes(j, pack, votes, read);
        }
    }
    return err;
}

/* What the words say: in the document's language; else in any, since an error page often comes in
 * another than its document. */
static enum cw_err reason_by_words(const struct judgement *j, struct cw_str lang,
                                   enum cw_health *out)
{
    unsigned votes[CW_HEALTHS] = {0};
    size_t read = 0;
    enum cw_err err = CW_OK;
    const struct cw_lexicon *own = j->lexicons ? cw_lexicons_find(j->lexicons, lang) : NULL;
    if (own) {
        err = count_votes(j, own, votes, &read);
    }
    *out = elected(votes, read);
    if (j->lexicons && !err && *out == CW_HEALTH_GOOD) {
        err = count_others(j, own, votes, &read);
        *out = elected(votes, read);
    }
    return err;
}

/* A small page, or one with nothing of the document in it. */
static enum cw_err judge_collapsed(struct judgement *j)
{
    enum cw_err err = reason_by_words(j, j->lang, &j->out->health);
    if (err || j->out->health != CW_HEALTH_GOOD) {
        return err;
    }
    if (share_of_links(j->candidate) > mostly_links) {
        j->out->health = CW_HEALTH_NAVIGATION;
        return CW_OK;
    }
    bool same;
    err = same_title(j->arena, j->good, j->candidate, &same);
    if (!err && !same) {
        j->out->health = CW_HEALTH_OTHER_DOCUMENT;
    }
    return err;
}

/* Little of the good version lives on. */
static enum cw_err judge_strange(struct judgement *j, const struct cw_version_text *good,
                                 const struct cw_version_text *candidate)
{
    struct cw_health_report *out = j->out;
    double of_good;
    double of_candidate;
    enum cw_err err = share_shingles(j->arena, j->good, j->candidate, &of_good, &of_candidate);
    if (err) {
        return err;
    }
    out->survival = of_good > out->survival ? of_good : out->survival;
    out->known = of_candidate > out->known ? of_candidate : out->known;
    if (out->survival >= collapsed_share) {
        return CW_OK;
    }
    bool other = false;
    err = other_language(j->arena, good, candidate, &other);
    if (err || other) {
        out->health = other ? CW_HEALTH_OTHER_LANGUAGE : CW_HEALTH_GOOD;
        return err;
    }
    bool collapsed = out->size < collapsed_size && j->bytes < TINY;
    bool strange = out->survival < nothing_left && out->known < nothing_left;
    return collapsed || strange ? judge_collapsed(j) : CW_OK;
}

enum cw_err cw_judge_capture(struct cw_arena *arena, struct cw_breaker *breaker,
                             const struct cw_lexicons *lexicons, const struct cw_version_text *good,
                             const struct cw_version_text *candidate,
                             const struct cw_survival *survival, struct cw_health_report *out)
{
    const struct cw_survival *s = survival;
    out->health = CW_HEALTH_GOOD;
    out->survival = s->old_bytes > 0 ? s->old_kept / s->old_bytes : 1;
    out->known = s->new_bytes > 0 ? s->new_kept / s->new_bytes : 1;
    out->size = s->old_bytes > 0 ? s->new_bytes / s->old_bytes : 1;
    if (out->survival >= enough || good->clauses->n == 0) {
        return CW_OK;
    }
    if (candidate->clauses->n == 0) {
        out->health = CW_HEALTH_EMPTY;
        return CW_OK;
    }
    if (only_headings(candidate->clauses) && out->size < collapsed_size) {
        out->health = CW_HEALTH_TITLE_ONLY;
        return CW_OK;
    }
    if (out->known > all_known) {
        /* Nothing new, more than half of the text gone: cut off, unless it went from all over. */
        out->health = s->cut_off ? CW_HEALTH_TRUNCATED : CW_HEALTH_GOOD;
        return CW_OK;
    }
    struct judgement j = {.arena = arena,
                          .breaker = breaker,
                          .lexicons = lexicons,
                          .good = good->clauses,
                          .candidate = candidate->clauses,
                          .lang = good->lang,
                          .bytes = s->new_bytes,
                          .out = out};
    return judge_strange(&j, good, candidate);
}

enum cw_capture_fate cw_capture_fate(const struct cw_health_report *report, unsigned set_aside,
                                     unsigned patience)
{
    if (report->health == CW_HEALTH_GOOD) {
        return CW_CAPTURE_KEEP;
    }
    return set_aside >= patience ? CW_CAPTURE_RELEASE : CW_CAPTURE_SET_ASIDE;
}
