/* A folder of its own for each test, files in it, and a listing caught in memory. */
#ifndef CW_TEST_SCRATCH_H
#define CW_TEST_SCRATCH_H

#include "ingest/ingest.h"

enum { CAUGHT_MOST = 8192 };

/* cmocka setup and teardown: a fresh folder, which becomes the working folder. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

void scratch_folder(const char *path);
void scratch_file(const char *path, const char *text);

/* Runs a program that must succeed; arguments end with NULL. Its output goes nowhere. */
void scratch_run(const char *const *argv);

/* What a listing handed over. Each line: "service|policy|lang|region|time|record|name". */
struct caught {
    struct cw_buf lines;
    struct cw_buf locators; /* one a line, in step */
    struct cw_buf troubles; /* formatted, one a line */
    struct cw_buf next;
    size_t n;
    size_t n_troubles;
    int64_t last_sequence;
    bool in_sequence;   /* each sequence at least the one before */
    enum cw_err answer; /* what the callback returns */
    struct cw_diag diag;
};

void caught_init(struct caught *caught);
void caught_free(struct caught *caught);

/* Opens, lists from the cursor and closes. */
enum cw_err list_source(const struct cw_source_spec *spec, const char *cursor,
                        struct caught *caught);

/* Lists with an open source. */
enum cw_err list_open(struct cw_source *source, const char *cursor, struct caught *caught);

const char *text_of(struct cw_buf *buf); /* NUL-terminated */

/* The locator of the n-th capture, from 0. */
struct cw_str locator_of(const struct caught *caught, size_t n);

#endif
