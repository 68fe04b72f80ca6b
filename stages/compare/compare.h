/* Compare: two versions of a document -> clause edits with their signals, class and severity.
 *
 * A pure function of the two lists of clauses. Any two versions can be compared, not only
 * neighbours. Bounded: beyond the limits in compare.c a coarser answer comes, marked `coarse`. */
#ifndef CW_COMPARE_H
#define CW_COMPARE_H

#include "common/arena.h"
#include "common/breaks.h"
#include "common/clause.h"
#include "common/edit.h"
#include "common/error.h"
#include "common/value.h"

struct cw_lexicons;

struct cw_version_text {
    const struct cw_clauses *clauses;
    struct cw_str lang; /* language of most of its text, "" = unknown */
};

/* out: in the arena; every clause of both sides stands in exactly one edit (UNCHANGED included).
 * lexicons may be NULL: then no signals that need words. CW_ENOMEM, CW_ELIMIT. */
enum cw_err cw_compare(struct cw_arena *arena, struct cw_breaker *breaker,
                       const struct cw_lexicons *lexicons,
                       const struct cw_version_text *old_version,
                       const struct cw_version_text *new_version,
                       struct cw_comparison *out) CW_MUST_CHECK;

struct cw_match;

/* Values in a clause, in order, in the arena; numbers of sections, counters and days ago left out.
 * matches: of its language's pack, by start. CW_ENOMEM. */
enum cw_err cw_clause_values(struct cw_arena *arena, struct cw_str text,
                             const struct cw_match *matches, size_t n_matches,
                             struct cw_clause_value **out, size_t *n) CW_MUST_CHECK;

/* How much a change matters: a table of rules over signals. The standard one is
 * lexicons/concepts/severity.tsv, which says what its columns mean. */
struct cw_severity_rules;

/* A table of the user's own. file: what messages call it. The rules live in the arena and borrow
 * from table. CW_ESYNTAX with line, CW_ELIMIT over 1,000 rules, CW_ENOMEM. */
enum cw_err cw_severity_rules_parse(struct cw_arena *arena, struct cw_str table, const char *file,
                                    const struct cw_severity_rules **out,
                                    struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_severity_rules_standard(struct cw_arena *arena,
                                       const struct cw_severity_rules **out) CW_MUST_CHECK;

/* cw_compare with rules of the caller's; NULL = standard. scratch: what it held is gone; a caller
 * that compares much keeps one. */
enum cw_err cw_compare_by(struct cw_arena *arena, struct cw_arena *scratch,
                          struct cw_breaker *breaker, const struct cw_lexicons *lexicons,
                          const struct cw_severity_rules *rules,
                          const struct cw_version_text *old_version,
                          const struct cw_version_text *new_version,
                          struct cw_comparison *out) CW_MUST_CHECK;

/* Lineage: one clause's life through the versions. old_ids: of the old version's clauses; new_ids:
 * room for all of the new version's. A clause that stays, moves or is modified keeps its id, pieces
 * of a split all have the whole's, a merged one has that of the first; an added one takes *next,
 * which counts up. The comparison must hold its UNCHANGED edits (as cw_compare gives it). */
void cw_lineage_carry(const struct cw_comparison *comparison, const uint64_t *old_ids,
                      uint64_t *new_ids, uint64_t *next);

/* Headings above a clause, outermost first: indices into path. A heading's own is not part of its
 * path. Returns how many, 6 at most. */
size_t cw_heading_path(const struct cw_clauses *clauses, size_t index, size_t path[6]);

/* Health of a capture: is it the document at all? Decided by whether the last good version's
 * clauses live on, and by shape; words of error pages (junk.* of the packs) only name the reason.
 */
enum cw_health {
    CW_HEALTH_GOOD = 0,
    CW_HEALTH_EMPTY,
    CW_HEALTH_ERROR,
    CW_HEALTH_CONSENT,
    CW_HEALTH_LOGIN,
    CW_HEALTH_LOADER,
    CW_HEALTH_CHALLENGE,
    CW_HEALTH_NAVIGATION, /* little but links */
    CW_HEALTH_TITLE_ONLY,
    CW_HEALTH_TRUNCATED,
    CW_HEALTH_OTHER_DOCUMENT,
    CW_HEALTH_OTHER_LANGUAGE,
    CW_HEALTHS
};

struct cw_health_report {
    enum cw_health health;
    double survival; /* 0-1: share of the last good version's text that lives on */
    double known;    /* 0-1: share of the candidate's text that comes from there */
    double size;     /* the candidate's text over the last good version's */
};

/* The name as junk_reason has it: "error", "title-only", ... Static. */
const char *cw_health_name(enum cw_health health);

/* candidate against the last good version in its language. lexicons may be NULL. CW_ENOMEM,
 * CW_ELIMIT. */
enum cw_err cw_capture_health(struct cw_arena *arena, struct cw_breaker *breaker,
                              const struct cw_lexicons *lexicons,
                              const struct cw_version_text *last_good,
                              const struct cw_version_text *candidate,
                              struct cw_health_report *out) CW_MUST_CHECK;

/* What to do with a capture, given how many before it were set aside in a row. A collapse that
 * lasts is no accident: after `patience` captures in a row it is released, so that a withdrawal
 * always comes through. */
enum cw_capture_fate { CW_CAPTURE_KEEP = 0, CW_CAPTURE_SET_ASIDE, CW_CAPTURE_RELEASE };
enum cw_capture_fate cw_capture_fate(const struct cw_health_report *report, unsigned set_aside,
                                     unsigned patience);

#endif
