/* Values, contexts and rules behind the signals. Only for files of this folder. */
#ifndef CW_COMPARE_SIGNALS_H
#define CW_COMPARE_SIGNALS_H

#include "common/analysis.h"
#include "internal.h"

struct cw_lexicon;

/* A number as it stands in a text, in digits of any script or in words. */
struct cw_number {
    uint32_t start, end; /* bytes; "twenty-four (24)" is one number */
    double value;
    bool date;          /* 2023-06-01, 02/02/2023: value is the digits in a row */
    bool in_words;      /* no digit in it */
    bool decimal;       /* with a fraction */
    bool four;          /* four digits and no separator: may be a year */
    bool grouped;       /* 50.000: thousands in groups */
    bool after_letters; /* Rp50.000: the sign of a currency in letters stands before it ... */
    uint32_t letters;   /* ... from here on */
};

/* A value with what it counts. */
struct cw_value {
    enum cw_signal_kind kind; /* NUMBER, DATE, DURATION, AMOUNT, PERCENTAGE, AGE */
    uint32_t start, end;      /* what a person should read: number and unit */
    double amount;            /* durations in days, dates as yyyymmdd where the order is plain */
    struct cw_str unit;       /* concept id of the currency; else "" */
    bool decimal;
    bool reference; /* the number of a section */
    bool relative;  /* ... ago: changes every day */
    bool counter;   /* ... views */
};

struct cw_values {
    struct cw_value *items;
    size_t n;
};

/* A text, or a stretch of one, with the matches that lie in it. Offsets are of the whole text. */
struct cw_passage {
    struct cw_str text;
    uint32_t start, end;
    const struct cw_match *matches; /* by start */
    size_t n_matches;
};

/* numbers.c: numbers in a passage, in order. CW_ENOMEM. */
enum cw_err cw_numbers_find(struct cw_arena *arena, const struct cw_passage *passage,
                            struct cw_number **out, size_t *n) CW_MUST_CHECK;

/* values.c: values in a passage, in order. CW_ENOMEM. */
enum cw_err cw_values_find(struct cw_arena *arena, const struct cw_passage *passage,
                           struct cw_values *out) CW_MUST_CHECK;

/* Is the id of the family, "modal" for modal.may? Asked of every match, so the first letter goes
 * first. */
static inline bool cw_id_in(struct cw_str id, const char *family)
{
    if (id.len == 0 || id.data[0] != family[0]) {
        return false;
    }
    size_t length = strlen(family);
    return id.len >= length && memcmp(id.data, family, length) == 0 &&
           (id.len == length || id.data[length] == '.');
}

/* What severity rules may ask of an edit or of one of its signals; bits. */
enum cw_context {
    CW_CONTEXT_ADDED = 1,
    CW_CONTEXT_REMOVED = 2,
    CW_CONTEXT_ROW = 4,
    CW_CONTEXT_HEADING = 8,
    CW_CONTEXT_RULE = 16,  /* the sentence says who must, may, will */
    CW_CONTEXT_DUTY = 32,  /* ... must, must not, may not, agrees */
    CW_CONTEXT_LIMIT = 64, /* it speaks of notice, deadline, appeal, cancellation, refund, ... */
    CW_CONTEXT_DECIMAL = 128,
    CW_CONTEXT_REFERENCE = 256,
    CW_CONTEXT_FORUM = 512 /* it speaks of arbitration or of the courts that decide */
};

struct cw_judged {
    struct cw_signal signal;
    struct cw_str concept; /* id, for CONCEPT and MODAL */
    uint32_t context;
};

/* severity.c */
struct cw_severity_rules;
enum cw_severity cw_severity_of_signal(const struct cw_severity_rules *rules,
                                       const struct cw_judged *judged);
/* Of an edit without any signal. */
enum cw_severity cw_severity_of_edit(const struct cw_severity_rules *rules, uint32_t context);

/* signals.c */
struct cw_signal_source {
    struct cw_arena *arena;   /* for what the edit keeps */
    struct cw_arena *scratch; /* for all else */
    struct cw_edit *edit;
    const struct cw_severity_rules *rules;
    const struct cw_lexicon *pack;   /* of the new clause; NULL = none */
    struct cw_passage before, after; /* whole texts; one is empty for ADDED and REMOVED */
    const struct cw_stretch *stretches;
    size_t n_stretches;
    uint32_t context;                                /* of the edit */
    const struct cw_clause *old_clause, *new_clause; /* the first of each side; NULL = none */
    const struct cw_clauses *other; /* of a clause that came or went: the version without it, or
                                       NULL */
    bool looked_up;                 /* set when it was searched */
    bool in_force; /* the clause before it says that a day of coming into force follows */
    bool revision; /* the clause says when the document was last changed */
};

/* Sets the edit's signals, severity, and cosmetic where only what changes by itself did. */
enum cw_err cw_signals_find(struct cw_signal_source *source) CW_MUST_CHECK;

/* The values of one stretch on both sides. */
struct cw_value_lists {
    struct cw_values before, after;
    const struct cw_passage *old_passage, *new_passage;
};

/* signal_words.c: does a concept turn a statement round, or a limit: "at least", "up to"? */
bool cw_is_negation(struct cw_str id);
bool cw_is_bound(struct cw_str id);

/* itself.c */

/* Does a concept stand in a passage? */
bool cw_passage_holds(const struct cw_passage *p, struct cw_str id);

/* Bits of enum cw_context that a passage's words give. */
uint32_t cw_context_of(const struct cw_passage *p);

/* Bits of enum cw_cosmetic when all that differs changes by itself; 0 = something else changed. */
uint32_t cw_changes_by_itself(struct cw_signal_source *s, const struct cw_value_lists *l);

/* wording.c: do the edit's runs only put spelling right, change endings or articles? pack: NULL =
 * spelling alone. */
bool cw_is_wording(struct cw_arena *arena, const struct cw_lexicon *pack,
                   const struct cw_edit *edit, const struct cw_passage *before,
                   const struct cw_passage *after);

/* trifles.c */

/* Do they only hide a mail address from programs, or show it again? */
bool cw_is_hidden_mail(const struct cw_edit *edit, struct cw_str old_text, struct cw_str new_text);

/* Is a clause a row of links, as the menu of a page is? */
bool cw_is_menu(const struct cw_clause *clause);

/* Is a clause nothing but one link or address, in a few words? */
bool cw_is_bare_link(const struct cw_clause *clause);

/* Is a text nothing but an address, or what broken markup leaves of one? */
bool cw_is_address(struct cw_str text);

/* Does all that differs stand inside addresses? */
bool cw_is_in_addresses(const struct cw_edit *edit, struct cw_str old_text, struct cw_str new_text);

/* Did only what a link is called change, and not where it leads? */
bool cw_is_label(const struct cw_signal_source *s);

/* Did the document's title only gain or lose words, as the name of the site? */
bool cw_is_title(const struct cw_edit *edit, const struct cw_clause *before,
                 const struct cw_clause *after);

/* Is a clause a few words that say nothing: the label of a button, the name of a section? */
bool cw_is_fragment(const struct cw_clause *clause, const struct cw_passage *p);

/* Is a clause a note that the document was or will be changed, of a day that the other version
 * bears too, where it says when it holds from? It came late, or its time is over. */
bool cw_is_old_notice(struct cw_signal_source *source, const struct cw_judged *signals, size_t n);

/* Is a clause that only moved a label of the page, or a day of its log? */
bool cw_is_moved_label(const struct cw_clause *clause);

/* Did words only come or go in the short line that says since when the document holds? What stands
 * beside the day, as the link to older versions, is furniture. */
bool cw_is_beside_date(const struct cw_edit *edit, const struct cw_passage *before,
                       const struct cw_passage *after);

/* Is a stretch a menu whose entries were written without a space between them? */
bool cw_is_run_together(const struct cw_passage *p);

/* itself.c: does a passage end in a full stop, or its like in another script? */
bool cw_ends_as_sentence(const struct cw_passage *passage);

#endif
