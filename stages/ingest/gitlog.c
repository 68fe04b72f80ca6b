/* The output of git log as a stream of fields that end with NUL: a commit's id and time behind a
 * byte 1, its message, and for each changed path ":mode mode id id status" and the path.
 *
 * Which field a byte belongs to follows from its place alone, so that no message and no path can
 * pass itself off as something else. Memory is bounded whatever the lengths. */
#include "gitlog.h"

#include <string.h>

#include "internal.h"

enum { MESSAGE_MOST = 1 << 20, META_MOST = 512, MARK = 1 };

struct log {
    struct cw_child *child;
    struct cw_buf field;
    struct cw_buf commit; /* id of the commit being read */
    struct cw_buf message;
    struct cw_buf path;
    struct cw_git_change change;
    struct cw_diag *diag;
};

/* The next field, cut at the buffer's cap. False at the end of the stream, *whole then says that it
 * ended between two fields. */
static bool next_field(struct log *log, struct cw_buf *into, bool *cut, bool *whole)
{
    struct cw_child *child = log->child;
    cw_buf_clear(into);
    *cut = false;
    *whole = true;
    for (;;) {
        size_t there = child->end - child->start;
        const char *data = child->buffer + child->start;
        const char *nul = memchr(data, '\0', there);
        size_t len = nul ? (size_t)(nul - data) : there;
        size_t room = into->cap - into->len;
        *cut = *cut || len > room;
        cw_buf_add(into, data, len < room ? len : room);
        child->start += len + (nul != NULL);
        if (nul) {
            return true;
        }
        *whole = *whole && len == 0;
        if (!cw_child_fill(child)) {
            return false;
        }
    }
}

static enum cw_err malformed(const struct log *log)
{
    return cw_fail(log->diag, CW_EDAMAGED, NULL, 0, 0, "git stopped in the middle of its listing");
}

static size_t hex_run(struct cw_str text, size_t at)
{
    size_t start = at;
    while (at < text.len && ((text.data[at] >= '0' && text.data[at] <= '9') ||
                             (text.data[at] >= 'a' && text.data[at] <= 'f'))) {
        at++;
    }
    return at - start;
}

static bool is_object_id(size_t len)
{
    return len == 40 || len == 64;
}

/* Digits with a sign; dates outside 64 bits do not occur in git. */
static bool take_time(struct cw_str text, int64_t *time)
{
    bool negative = text.len > 0 && text.data[0] == '-';
    size_t at = negative;
    int64_t value = 0;
    if (at == text.len) {
        return false;
    }
    for (; at < text.len; at++) {
        if (text.data[at] < '0' || text.data[at] > '9' ||
            __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, text.data[at] - '0', &value)) {
            return false;
        }
    }
    *time = negative ? -value : value;
    return true;
}

static enum cw_err start_commit(struct log *log)
{
    struct cw_str field = cw_buf_view(&log->field);
    size_t id = hex_run(field, 1);
    if (!is_object_id(id) || field.len < id + 3 || field.data[id + 1] != ' ' ||
        !take_time(cw_str_sub(field, id + 2, field.len), &log->change.time)) {
        return malformed(log);
    }
    cw_buf_clear(&log->commit);
    cw_buf_add(&log->commit, field.data + 1, id);
    log->change.commit = cw_buf_view(&log->commit);
    log->change.index++;
    bool cut;
    bool whole;
    if (!next_field(log, &log->message, &cut, &whole)) {
        return malformed(log);
    }
    log->change.message = cw_buf_view(&log->message);
    return CW_OK;
}

/* ":100644 100644 <id> <id> M": the second mode and id are those after the commit. */
static bool take_meta(struct cw_str meta, struct cw_git_change *change)
{
    enum { MODE_AT = 8, MODE_END = 14, IDS_AT = 15 };
    if (meta.len < IDS_AT || meta.data[0] != ':') {
        return false;
    }
    struct cw_str mode = cw_str_sub(meta, MODE_AT, MODE_END);
    size_t before = hex_run(meta, IDS_AT);
    size_t at = IDS_AT + before + 1;
    size_t after = at < meta.len ? hex_run(meta, at) : 0;
    if (!is_object_id(before) || after != before || at + after + 1 >= meta.len) {
        return false;
    }
    change->regular = cw_str_starts(mode, "100");
    bool deleted = cw_str_is(mode, "000000");
    change->blob = deleted ? cw_str_z("") : cw_str_sub(meta, at, at + after);
    return true;
}

static enum cw_err take_change(struct log *log, cw_git_change_fn change, void *context)
{
    struct cw_str meta = cw_buf_view(&log->field);
    if (meta.len && meta.data[0] == '\n') {
        meta = cw_str_sub(meta, 1, meta.len); /* git ends a message without line end with one */
    }
    bool whole;
    if (log->change.index == 0 || !take_meta(meta, &log->change) ||
        !next_field(log, &log->path, &log->change.path_cut, &whole)) {
        return malformed(log);
    }
    log->change.path = cw_buf_view(&log->path);
    return change(context, &log->change);
}

static enum cw_err read_all(struct log *log, cw_git_change_fn change, void *context)
{
    bool cut;
    bool whole;
    enum cw_err err = CW_OK;
    while (!err && next_field(log, &log->field, &cut, &whole)) {
        struct cw_str field = cw_buf_view(&log->field);
        if (field.len == 0) {
            continue;
        }
        err = field.data[0] == MARK ? start_commit(log) : take_change(log, change, context);
        if (!err && (log->field.failed || log->message.failed || log->path.failed)) {
            err = cw_fail(log->diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        }
    }
    return err || whole ? err : malformed(log);
}

enum cw_err cw_gitlog_read(struct cw_child *child, cw_git_change_fn change, void *context,
                           int64_t *n_commits, struct cw_diag *diag)
{
    struct log log = {.child = child, .diag = diag};
    cw_buf_init(&log.field, META_MOST);
    cw_buf_init(&log.commit, CW_OBJECT_ID_MOST);
    cw_buf_init(&log.message, MESSAGE_MOST);
    cw_buf_init(&log.path, CW_PATH_MOST);
    enum cw_err err = read_all(&log, change, context);
    *n_commits = log.change.index;
    cw_buf_dispose(&log.field);
    cw_buf_dispose(&log.commit);
    cw_buf_dispose(&log.message);
    cw_buf_dispose(&log.path);
    return err;
}
