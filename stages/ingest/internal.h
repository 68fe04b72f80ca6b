/* Shared inside ingest: patterns, what a path says about a document, and the table of functions
 * behind which each kind of source stands. */
#ifndef CW_INGEST_INTERNAL_H
#define CW_INGEST_INTERNAL_H

#include <stdbool.h>
#include <sys/stat.h>

#include "common/arena.h"
#include "ingest.h"

enum {
    CW_PATH_MOST = 4096,      /* bytes of a path inside a source; longer ones are trouble */
    CW_PATTERN_MOST = 1024,   /* bytes of a pattern */
    CW_PATTERN_ELEMENTS = 64, /* literals, wildcards and parts of a pattern */
    CW_LANG_MOST = 64,        /* bytes of a language tag, its NUL included */
    CW_STATE_MOST = 64        /* bytes of "size:mtime", its NUL included */
};

/* ---- pattern.c ---- */

enum cw_part {
    CW_PART_SERVICE = 0,
    CW_PART_POLICY,
    CW_PART_LANG,
    CW_PART_REGION,
    CW_PART_DATE,
    CW_PARTS
};

enum cw_element_kind {
    CW_ELEMENT_LITERAL = 0,
    CW_ELEMENT_STAR,    /* anything but a slash */
    CW_ELEMENT_ANY,     /* anything */
    CW_ELEMENT_FOLDERS, /* any number of whole folders, with the slash that ends them */
    CW_ELEMENT_PART
};

struct cw_element {
    enum cw_element_kind kind;
    enum cw_part part;
    struct cw_str literal; /* borrowed from the pattern */
};

struct cw_pattern {
    struct cw_element elements[CW_PATTERN_ELEMENTS];
    size_t n;
    unsigned parts; /* bits, 1 << enum cw_part */
    bool literal;   /* nothing but literals */
};

/* What the named parts of a pattern stood for; borrowed from the path, empty when not named. */
struct cw_parts {
    struct cw_str part[CW_PARTS];
};

/* The pattern must outlive the result. CW_EUSAGE with diag->column = byte of the fault + 1. */
enum cw_err cw_pattern_compile(const char *text, struct cw_pattern *pattern,
                               struct cw_diag *diag) CW_MUST_CHECK;

/* Time: bytes of the path times elements of the pattern, whatever the path. */
bool cw_pattern_match(const struct cw_pattern *pattern, struct cw_str path, struct cw_parts *parts);

/* ---- words.c ---- */

/* Has the form of a date: "YYYY-MM-DD", with "THHMMSSZ", "THH-MM-SSZ" or "THH:MM:SSZ" behind it
 * or not. */
bool cw_date_fits(struct cw_str text);

/* Seconds since 1970 UTC of a text that is a date; false when it is none of the calendar. */
bool cw_date_parse(struct cw_str text, int64_t *seconds);

/* A language tag as ICU writes it: "pt_BR" gives "pt-BR"; false when it is no tag. */
bool cw_lang_canonical(struct cw_str written, char out[CW_LANG_MOST]);

/* ---- identity.c ---- */

struct cw_identity; /* a compiled pattern, mapping table and defaults */

enum cw_err cw_identity_new(const struct cw_source_spec *spec, struct cw_identity **identity,
                            struct cw_diag *diag) CW_MUST_CHECK;
void cw_identity_free(struct cw_identity *identity);

/* Says which document a path is of, and from when: fills service, policy, lang, region, time and
 * name of the capture (strings in the arena or borrowed). *wanted is false when neither the mapping
 * table nor the pattern knows the path. CW_ESYNTAX with a message when they do and its name cannot
 * be used (not UTF-8, control characters, an impossible date). */
enum cw_err cw_identity_of(const struct cw_identity *identity, struct cw_arena *arena,
                           struct cw_str path, struct cw_capture *capture, bool *wanted,
                           struct cw_diag *diag) CW_MUST_CHECK;

/* ---- ota.c: how Open Terms Archive writes ---- */

/* A terms type as the vocabulary spells it ("privacy_policy" gives "Privacy Policy"), else the text
 * itself. What follows " #" (one of several source documents) is kept. In the arena or borrowed;
 * data is NULL when out of memory. */
struct cw_str cw_ota_policy(struct cw_arena *arena, struct cw_str written);

enum cw_record_kind cw_ota_record_kind(struct cw_str message);

/* Appends the addresses (or bare ids) of the snapshots that a commit message names, one a line. */
void cw_ota_snapshots(struct cw_str message, struct cw_buf *out);

/* ---- the kinds of source ---- */

struct cw_listing {
    struct cw_str cursor;
    cw_capture_fn capture;
    cw_trouble_fn trouble; /* may be NULL */
    void *context;
    struct cw_buf *next;
    struct cw_diag *diag;
    struct cw_arena *arena; /* of one capture; reset between two */
};

/* Tells the caller of one part that could not be listed. */
void cw_listing_trouble(const struct cw_listing *listing, const char *file, const char *format, ...)
    CW_PRINTF(3, 4);

struct cw_source_ops {
    enum cw_err (*list)(struct cw_source *source, struct cw_listing *listing);
    enum cw_err (*read)(struct cw_source *source, struct cw_str locator, struct cw_buf *out,
                        struct cw_diag *diag);
    void (*expect)(struct cw_source *source, struct cw_str locator); /* NULL = nothing to do */
    void (*close)(struct cw_source *source);                         /* what is inside `own` */
};

struct cw_source {
    struct cw_source_spec spec;
    const struct cw_source_ops *ops;
    struct cw_identity *identity;
    struct cw_arena *arena;
    void *own; /* of the kind */
};

/* Each checks its path and fills source->ops and source->own. */
enum cw_err cw_folder_open(struct cw_source *source, struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_archive_open(struct cw_source *source, struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_git_open(struct cw_source *source, struct cw_diag *diag) CW_MUST_CHECK;

/* ---- file.c ---- */

/* "size:mtime" in nanoseconds: differs when the bytes may. */
void cw_file_state(const struct stat *info, char out[CW_STATE_MOST]);

/* Reads an open regular file to its end. CW_ELIMIT at out's cap, CW_EIO, CW_ENOMEM. */
enum cw_err cw_file_read(int fd, const char *name, struct cw_buf *out,
                         struct cw_diag *diag) CW_MUST_CHECK;

/* A path for a message: no control characters, cut to size. */
void cw_path_printable(struct cw_str path, char *out, size_t size);

#endif
