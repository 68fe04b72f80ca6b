/* Tools for those who write packs: check one, compare them, begin one. Slow is fine here. */
#ifndef CW_LEXICON_CHECK_H
#define CW_LEXICON_CHECK_H

#include "common/buf.h"
#include "lexicon.h"

/* What tests.tsv asks of other stages; NULL: those lines are counted as not run. */
struct cw_check_hooks {
    void *context;
    /* Number of sentences, or -1. */
    int (*sentences)(void *context, const struct cw_lexicon *lexicon, struct cw_str text);
    /* The language of text; static or valid until the next call. NULL = failed. */
    const char *(*language)(void *context, struct cw_str text);
};

struct cw_check_result {
    size_t errors;   /* the pack is wrong: it is refused, or a test fails */
    size_t warnings; /* the pack works, and a person should look */
    size_t tests;
    size_t tests_failed;
    size_t tests_not_run;
};

/* Checks lexicons/<code> below one of dirs (earlier ones win; concepts and the reference pack are
 * found in them too) and appends the report to out: mistakes with file, line and remedy, the tests,
 * coverage against the pack `reference`, and what to do next. hooks may be NULL. CW_ENOTFOUND when
 * there is no such pack; CW_ENOMEM; CW_EIO. */
enum cw_err cw_lexicon_check(const char *const *dirs, size_t n_dirs, const char *code,
                             const char *reference, const struct cw_check_hooks *hooks,
                             struct cw_buf *out, struct cw_check_result *result,
                             struct cw_diag *diag) CW_MUST_CHECK;

/* Appends a table of all packs: terms in each group of families, tests, dictionary, stemmer,
 * syllables, formulas, profile, labels. */
enum cw_err cw_lexicon_stats(const struct cw_lexicons *lexicons, struct cw_buf *out) CW_MUST_CHECK;

/* Appends one line a pack: code, English name, own name, and what it lacks. */
void cw_lexicon_list(const struct cw_lexicons *lexicons, struct cw_buf *out);

/* Writes a commented pack to fill in, dir/code, from what ICU and this machine know of the
 * language. dirs: where the concepts are. CW_EBUSY when the folder exists; CW_EUSAGE for no
 * language tag. */
enum cw_err cw_lexicon_new(const char *const *dirs, size_t n_dirs, const char *dir,
                           const char *code, struct cw_diag *diag) CW_MUST_CHECK;

#endif
