/* Reading what "git log --raw -z" writes, as a stream. */
#ifndef CW_INGEST_GITLOG_H
#define CW_INGEST_GITLOG_H

#include "child.h"
#include "common/buf.h"
#include "common/str.h"

enum { CW_OBJECT_ID_MOST = 64 }; /* hexadecimal digits: 40 of SHA-1, 64 of SHA-256 */

/* One path that a commit changed. Valid during the callback. */
struct cw_git_change {
    struct cw_str commit;
    int64_t time;          /* of the author, seconds since 1970 */
    int64_t index;         /* of the commit in this log, from 1 */
    struct cw_str message; /* the first megabyte of it */
    struct cw_str path;
    struct cw_str blob; /* "" when the path is deleted by the commit */
    bool regular;       /* a file: not a link, not a submodule */
    bool path_cut;      /* the path is longer than CW_PATH_MOST and only its beginning is given */
};

typedef enum cw_err (*cw_git_change_fn)(void *context, const struct cw_git_change *change);

/* The format to give to git log, with --raw -z. */
#define CW_GITLOG_FORMAT "--format=tformat:%x01%H %at%x00%B"

/* Reads the child's output to its end and hands over each change. *n_commits: commits seen.
 * CW_EDAMAGED when the stream is not of the form expected (the child died half-way through a
 * record, say), CW_ENOMEM, or what the callback returned. */
enum cw_err cw_gitlog_read(struct cw_child *child, cw_git_change_fn change, void *context,
                           int64_t *n_commits, struct cw_diag *diag) CW_MUST_CHECK;

#endif
