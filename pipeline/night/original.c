/* Which language a policy is first written in. History tells: the original changes most, its
 * changes come before those of others, and it is there for every policy, and whole. */
#include <stdlib.h>

#include "config/tags.h"
#include "members.h"

/* A change of one member. */
struct change {
    int64_t time;
    size_t member;
};

/* Whoever changes something after a time in which nobody did goes first. Those who do so on one day
 * share the honour. */
static const int64_t quiet = (int64_t)45 * 86400;

static int by_time(const void *a, const void *b)
{
    const struct change *x = a;
    const struct change *y = b;
    return x->time != y->time ? (x->time > y->time) - (x->time < y->time)
                              : (x->member > y->member) - (x->member < y->member);
}

/* How often each member of the group [first, end) went first. */
static enum cw_err count_leads(struct cw_arena *arena, const struct cw_members *members,
                               size_t first, size_t end, double *leads)
{
    size_t n = 0;
    for (size_t i = first; i < end; i++) {
        n += members->items[i].fresh.n_changes;
    }
    struct change *list = cw_arena_array(arena, n, sizeof *list);
    if (!list) {
        return CW_ENOMEM;
    }
    n = 0;
    for (size_t i = first; i < end; i++) {
        const struct cw_freshness *fresh = &members->items[i].fresh;
        for (size_t k = 0; k < fresh->n_changes; k++) {
            list[n++] = (struct change){fresh->changes[k], i};
        }
    }
    if (n) {
        qsort(list, n, sizeof *list, by_time);
    }
    for (size_t i = 0; i < n;) {
        size_t same = i + 1;
        while (same < n && list[same].time == list[i].time) {
            same++;
        }
        bool first_of_all = i == 0 || list[i].time - list[i - 1].time > quiet;
        for (size_t k = i; first_of_all && k < same; k++) {
            leads[list[k].member] += 1 / (double)(same - i);
        }
        i = same;
    }
    return CW_OK;
}

/* What speaks for a language over all policies of the service. */
struct tally {
    double leads;
    double changes;
    double policies;
};

static struct tally tally_of(const struct cw_members *members, struct cw_str lang,
                             const double *leads)
{
    struct tally tally = {0};
    for (size_t i = 0; i < members->n; i++) {
        if (cw_str_eq(members->items[i].lang, lang)) {
            tally.leads += leads[i];
            tally.changes += (double)members->items[i].fresh.n_changes;
            tally.policies += 1;
        }
    }
    return tally;
}

/* How near to the most that anyone has; a change or two prove little. */
static double share(double part, double most)
{
    return part / (most + 5);
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

/* The most that any language has, in one group or over the service. */
struct most {
    double leads;
    double changes;
    double policies;
    double clauses;
    int64_t first;  /* the earliest */
    size_t n_first; /* how many are that old */
};

static struct most most_of_group(const struct cw_members *members, size_t first, size_t end,
                                 const double *leads)
{
    struct most most = {.first = INT64_MAX};
    for (size_t i = first; i < end; i++) {
        const struct cw_member *member = &members->items[i];
        most.leads = greater(most.leads, leads[i]);
        most.changes = greater(most.changes, (double)member->fresh.n_changes);
        most.clauses = greater(most.clauses, (double)member->n_clauses);
        if (member->fresh.first < most.first) {
            most.first = member->fresh.first;
            most.n_first = 0;
        }
        most.n_first += member->fresh.first == most.first;
    }
    return most;
}

static struct most most_of_service(const struct cw_members *members, const double *leads)
{
    struct most most = {.policies = 1};
    for (size_t i = 0; i < members->n; i++) {
        struct tally tally = tally_of(members, members->items[i].lang, leads);
        most.leads = greater(most.leads, tally.leads);
        most.changes = greater(most.changes, tally.changes);
        most.policies = greater(most.policies, tally.policies);
    }
    return most;
}

/* How many others of the group [first, end) are, by their words, in this member's language: copies
 * that wait for a translator. */
static double copies_of(const struct cw_members *members, size_t first, size_t end, size_t member)
{
    double n = 0;
    for (size_t i = first; i < end; i++) {
        const struct cw_member *other = &members->items[i];
        n += i != member && cw_tag_same(other->identified, members->items[member].lang) &&
             !cw_tag_same(other->lang, members->items[member].lang);
    }
    return n;
}

static double score(const struct cw_member *member, double leads, const struct most *group,
                    const struct tally *tally, const struct most *service)
{
    double clauses = group->clauses > 0 ? (double)member->n_clauses / group->clauses : 0;
    return share(leads, group->leads) + share((double)member->fresh.n_changes, group->changes) +
           share(tally->leads, service->leads) + 2 * share(tally->changes, service->changes) +
           tally->policies / service->policies + 0.25 * clauses +
           (member->fresh.first == group->first ? 1 / (double)group->n_first : 0);
}

/* Is a the better original where scores are the same? */
static bool wins_tie(const struct cw_member *a, const struct cw_member *b)
{
    return a->n_clauses != b->n_clauses ? a->n_clauses > b->n_clauses
                                        : cw_str_cmp(a->lang, b->lang) < 0;
}

static size_t infer(const struct cw_members *members, size_t first, size_t end, const double *leads,
                    const struct most *service)
{
    struct most group = most_of_group(members, first, end, leads);
    size_t best = first;
    double best_score = -1;
    for (size_t i = first; i < end; i++) {
        const struct cw_member *member = &members->items[i];
        struct tally tally = tally_of(members, member->lang, leads);
        double copies = copies_of(members, first, end, i);
        double value = score(member, leads[i], &group, &tally, service) + copies / (copies + 1);
        double ahead = value - best_score;
        if (ahead > 1e-9 || (ahead > -1e-9 && wins_tie(member, &members->items[best]))) {
            best = i;
            best_score = value;
        }
    }
    return best;
}

/* The member that the corpus file names; end = none. */
static size_t named(const struct cw_members *members, size_t first, size_t end, const char *lang)
{
    size_t found = end;
    for (size_t i = first; *lang && i < end; i++) {
        if (cw_str_is(members->items[i].lang, lang)) {
            return i;
        }
        if (found == end && cw_tag_same(members->items[i].lang, cw_str_z(lang))) {
            found = i;
        }
    }
    return found;
}

enum cw_err cw_members_choose(struct cw_arena *arena, const struct cw_corpus *corpus,
                              struct cw_members *members)
{
    double *leads = cw_arena_array(arena, members->n, sizeof *leads);
    if (!leads) {
        return CW_ENOMEM;
    }
    for (size_t first = 0; first < members->n; first = cw_group_end(members, first)) {
        if (count_leads(arena, members, first, cw_group_end(members, first), leads)) {
            return CW_ENOMEM;
        }
    }
    struct most service = most_of_service(members, leads);
    for (size_t first = 0; first < members->n;) {
        size_t end = cw_group_end(members, first);
        const char *lang =
            cw_corpus_original(corpus, members->service, members->items[first].policy);
        size_t original = named(members, first, end, lang);
        original = original == end ? infer(members, first, end, leads, &service) : original;
        for (; first < end; first++) {
            members->items[first].original = original;
        }
    }
    return CW_OK;
}
