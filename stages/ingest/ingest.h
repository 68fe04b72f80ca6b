/* Ingest: finds captures in folders, archives and git histories, and hands over their bytes.
 *
 * A source is opened from a plain description, listed (each capture once, in any order: the store
 * sorts them), and read capture by capture. Listing never reads a document's bytes where the source
 * can tell what it holds without. Not thread-safe: one source, one thread. */
#ifndef CW_INGEST_H
#define CW_INGEST_H

#include <stdint.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/str.h"

enum cw_source_kind { CW_SOURCE_FOLDER = 0, CW_SOURCE_ARCHIVE, CW_SOURCE_GIT };

#define CW_TIME_UNKNOWN INT64_MIN

/* One row of a mapping table: a path (exact, or with the parts of a pattern) and what it is. */
struct cw_source_mapping {
    const char *path;
    const char *service, *policy, *lang, *region; /* NULL: from the pattern or the defaults */
};

/* All strings are borrowed from the configuration and outlive the source. */
struct cw_source_spec {
    enum cw_source_kind kind;
    const char *path;         /* folder, archive file, or git repository (bare, or with .git) */
    const char *pattern;      /* "{service}/{policy}.md"; NULL with a mapping only */
    const char *default_lang; /* "" = none */
    const char *default_service,
        *default_policy; /* where path and mapping name none; NULL = none */
    const char *branch;  /* git: revision to follow; NULL = HEAD */
    const char *spool; /* a writable folder of ours for what an archive holds; NULL: none needed */
    const struct cw_source_mapping *mappings;
    size_t n_mappings;
};

enum cw_record_kind {
    CW_RECORD_CHANGE = 0, /* the ordinary case */
    CW_RECORD_FIRST,      /* first record of a document */
    CW_RECORD_TECHNICAL   /* a technical upgrade of the recorder: same page, other extraction */
};

/* One observation of one document. Strings are valid during the callback only. */
struct cw_capture {
    struct cw_str service, policy, lang, region; /* identity; policy in Open Terms Archive words */
    int64_t time;                                /* seconds since 1970 UTC, or CW_TIME_UNKNOWN */
    struct cw_str name;    /* path inside the source, for messages and media type */
    struct cw_str locator; /* what cw_source_read needs; stable from night to night */
    struct cw_str state;   /* changes when the bytes behind the locator may have: size and mtime of
                            * a file, "" for a git blob, which never changes */
    struct cw_str provenance; /* commit id, "" = none */
    struct cw_str snapshots;  /* addresses of the recorder's snapshots, one a line; "" = none */
    enum cw_record_kind record;
    int64_t bytes;    /* size if known, else -1 */
    int64_t sequence; /* place in the source's own order (git: of its commit on the branch, from 1;
                       * the same from night to night), to order captures of one time; else 0 */
};

struct cw_source;

/* Called for each capture; a non-zero return stops the listing with that error. */
typedef enum cw_err (*cw_capture_fn)(void *context, const struct cw_capture *capture);

/* A part of the source that could not be listed (an unreadable file, a damaged archive member, a
 * path that tries to leave the archive). The listing goes on where it can. */
typedef void (*cw_trouble_fn)(void *context, const struct cw_diag *diag);

/* CW_ENOTFOUND, CW_EIO, CW_EUSAGE (pattern), CW_EDAMAGED (not a repository, not an archive),
 * CW_ENOMEM. *source is written on success only; close with cw_source_close (NULL allowed). */
enum cw_err cw_source_open(const struct cw_source_spec *spec, struct cw_source **source,
                           struct cw_diag *diag) CW_MUST_CHECK;
void cw_source_close(struct cw_source *source);

/* Lists captures. cursor: where the last complete listing ended ("" = from the beginning); on
 * success *next holds the new cursor (a git commit and its place; size and mtime of an archive; ""
 * for folders, which are always looked through), or the old one where the listing ended early and
 * trouble said so. next has a cap of its own and is cleared first. CW_EDAMAGED when nothing at all
 * could be listed; CW_ENOTFOUND, CW_EIO, CW_EUSAGE (a bundle, no such branch), CW_ENOMEM, and
 * whatever the callback returned. */
enum cw_err cw_source_list(struct cw_source *source, struct cw_str cursor, cw_capture_fn capture,
                           cw_trouble_fn trouble, void *context, struct cw_buf *next,
                           struct cw_diag *diag) CW_MUST_CHECK;

/* The bytes behind a locator, into out (cleared first; its cap is the limit on a document's size:
 * CW_ELIMIT beyond it). CW_ENOTFOUND, CW_EIO, CW_EDAMAGED. */
enum cw_err cw_source_read(struct cw_source *source, struct cw_str locator, struct cw_buf *out,
                           struct cw_diag *diag) CW_MUST_CHECK;

/* Says that these bytes will be read soon: a source that is a program of its own begins to fetch
 * them. Whatever goes wrong with that is told by the read. */
void cw_source_expect(struct cw_source *source, struct cw_str locator);

/* Checks a pattern: named parts {service} {policy} {lang} {region} {date}, each at most once; `*`
 * for anything but a slash, `**` for anything, and a folder named ** for any number of folders,
 * none included. CW_EUSAGE with diag->column = byte of the fault + 1.
 */
enum cw_err cw_pattern_check(const char *pattern, struct cw_diag *diag) CW_MUST_CHECK;

#endif
