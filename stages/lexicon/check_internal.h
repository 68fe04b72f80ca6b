/* What the files of the pack check share. */
#ifndef CW_LEXICON_CHECK_INTERNAL_H
#define CW_LEXICON_CHECK_INTERNAL_H

#include "check.h"
#include "internal.h"

struct checking {
    const struct concepts *concepts;
    struct cw_lexicon *pack;            /* NULL when it could not be read */
    const struct cw_lexicon *reference; /* NULL = none */
    const struct cw_check_hooks *hooks; /* never NULL */
    struct cw_arena *arena;
    struct cw_breaker *breaker;
    struct cw_buf *out;
    struct cw_check_result *result;
    const char *folder;
    bool *excused;  /* by concept: listed in a `# none:` comment */
    size_t told;    /* warnings so far; the list is cut after many */
    size_t spelt;   /* words looked up in the dictionary ... */
    size_t unknown; /* ... and not found there */
};

enum { MOST_TOLD = 300, MOST_SPELLING = 40 };

/* Writes "error FILE:LINE:COLUMN: message". file: name inside the pack's folder. */
void tell_error(struct checking *c, const char *file, uint32_t line, uint32_t column,
                const char *format, ...) CW_PRINTF(5, 6);
void tell_warning(struct checking *c, const char *file, uint32_t line, uint32_t column,
                  const char *format, ...) CW_PRINTF(5, 6);

/* check_files.c: normal form, and `# none:` comments. */
enum cw_err check_files(struct checking *c);

/* check_terms.c: scripts, doubles, spelling, and that each term finds itself. */
enum cw_err check_terms(struct checking *c);

/* Matches of text in the pack, in c->arena. */
enum cw_err match_text(struct checking *c, const struct cw_lexicon *lexicon, struct cw_str text,
                       struct cw_match **matches, size_t *n);

/* check_tests.c */
enum cw_err run_tests(struct checking *c);

/* coverage.c: the table of families, and what to do next. */
enum cw_err write_coverage(struct checking *c);

/* Terms that a pack has under each concept; array of concepts->n in the arena, NULL: no memory. */
uint32_t *count_terms(struct cw_arena *arena, const struct cw_lexicon *lexicon);

/* Lines of tests.tsv by kind. */
enum test_kind {
    TEST_FIND = 0,
    TEST_NOT,
    TEST_ONLY,
    TEST_SENTENCES,
    TEST_WORDS,
    TEST_SYLLABLES,
    TEST_LANGUAGE,
    TEST_KINDS
};
extern const char *const test_names[TEST_KINDS];
void count_tests(struct cw_str tests, size_t counts[TEST_KINDS]);

#endif
