/* Questions to "git cat-file --batch" and its answers, which come in the order of the questions.
 *
 * A blob may be asked for before it is read: git then unpacks it while others work. What is read
 * out of that order is no trouble: answers before it are kept until they are asked for in their
 * turn. */
#include "blobs.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "child.h"
#include "gitlog.h"

enum {
    LINE_MOST = 256,
    MOST_ASKED = 64,
    BATCH = 4 /* questions that leave together: git is woken once for all of them */
};

/* A question, and what came of it where that was read for the sake of a later one. */
struct asked {
    char id[CW_OBJECT_ID_MOST + 1];
    bool answered;
    struct cw_buf bytes;
    enum cw_err err;
    struct cw_diag diag;
};

struct cw_blobs {
    const char *dir;
    struct cw_child reader;
    bool line_is_open;              /* a line end of its last answer comes before the next */
    struct asked asked[MOST_ASKED]; /* in order; those that are answered come first */
    size_t n_asked;
    size_t n_sent; /* of asked: git knows of them */
};

struct cw_blobs *cw_blobs_new(const char *dir)
{
    struct cw_blobs *blobs = calloc(1, sizeof *blobs);
    if (blobs) {
        blobs->dir = dir;
        blobs->reader.in = blobs->reader.out = blobs->reader.messages = -1;
    }
    return blobs;
}

static void forget(struct cw_blobs *blobs, size_t at)
{
    cw_buf_dispose(&blobs->asked[at].bytes);
    blobs->n_sent -= at < blobs->n_sent;
    blobs->n_asked--;
    memmove(&blobs->asked[at], &blobs->asked[at + 1],
            (blobs->n_asked - at) * sizeof blobs->asked[0]);
}

void cw_blobs_free(struct cw_blobs *blobs)
{
    if (!blobs) {
        return;
    }
    while (blobs->n_asked) {
        forget(blobs, blobs->n_asked - 1);
    }
    cw_child_stop(&blobs->reader);
    free(blobs);
}

/* ---- One answer ---- */

static enum cw_err start_reader(struct cw_blobs *blobs, struct cw_diag *diag)
{
    if (blobs->reader.pid > 0) {
        return CW_OK;
    }
    /* Versions of a document are read one after another, oldest first, and lie as differences from
     * newer ones: few bases are wanted twice, and keeping 96 megabytes of them costs more in fresh
     * memory than it saves. */
    const char *const args[] = {"-c", "core.deltaBaseCacheLimit=8m", "cat-file", "--batch", NULL};
    blobs->line_is_open = false;
    return cw_child_start(&blobs->reader, blobs->dir, args, true, diag);
}

/* The header line of an answer, without its end; false when the child is gone. */
static bool read_header(struct cw_blobs *blobs, char line[LINE_MOST])
{
    struct cw_child *reader = &blobs->reader;
    char end;
    if (blobs->line_is_open && !cw_child_take(reader, &end, 1)) {
        return false;
    }
    blobs->line_is_open = false;
    for (;;) {
        const char *data = reader->buffer + reader->start;
        size_t there = reader->end - reader->start;
        const char *newline = memchr(data, '\n', there);
        if (newline) {
            size_t len = (size_t)(newline - data);
            reader->start += len + 1;
            if (len >= LINE_MOST) {
                return false;
            }
            memcpy(line, data, len);
            line[len] = '\0';
            return true;
        }
        if (there >= LINE_MOST || !cw_child_fill(reader)) {
            return false;
        }
    }
}

/* size bytes. The line end behind them, which git writes by itself, is not waited for: it is
 * skipped before the next header. */
static bool read_body(struct cw_blobs *blobs, uint64_t size, struct cw_buf *out)
{
    blobs->line_is_open = true;
    if (size == 0) {
        return true;
    }
    if (!cw_buf_reserve(out, size)) {
        cw_child_stop(&blobs->reader); /* it would go on writing */
        return true;
    }
    out->len += size;
    return cw_child_take(&blobs->reader, out->data + (out->len - size), size);
}

/* The child dies over some damaged objects; the next read starts another. */
static enum cw_err fail_damaged(struct cw_blobs *blobs, const char *id, struct cw_diag *diag)
{
    char message[LINE_MOST];
    cw_child_message(&blobs->reader, message, sizeof message);
    cw_child_stop(&blobs->reader);
    return cw_fail(diag, CW_EDAMAGED, blobs->dir, 0, 0,
                   "git cannot read the file %s (%s); run \"git fsck\" on it, or clone it again",
                   id, message[0] ? message : "no reason given");
}

static enum cw_err read_answer(struct cw_blobs *blobs, const char *id, struct cw_buf *out,
                               struct cw_diag *diag)
{
    char line[LINE_MOST];
    if (!read_header(blobs, line)) {
        return fail_damaged(blobs, id, diag);
    }
    const char *kind = strchr(line, ' ');
    if (!kind || strncmp(kind, " blob ", 6) != 0) {
        cw_child_stop(&blobs->reader); /* a tree, say, whose bytes would follow */
        return cw_fail(
            diag, CW_EDAMAGED, blobs->dir, 0, 0,
            "the file %s is missing from it (damaged, or an incomplete clone); run \"git "
            "fsck\" on it, or clone it again",
            id);
    }
    char *end;
    uint64_t size = strtoull(kind + 6, &end, 10);
    if (size > out->cap) {
        cw_child_stop(&blobs->reader); /* cheaper than reading past it */
        return cw_fail(diag, CW_ELIMIT, blobs->dir, 0, 0,
                       "the file %s has %" PRIu64
                       " bytes, more than the limit of %zu for a document",
                       id, size, out->cap);
    }
    if (*end || !read_body(blobs, size, out)) {
        cw_buf_clear(out);
        return fail_damaged(blobs, id, diag);
    }
    return out->failed ? cw_fail(diag, CW_ENOMEM, blobs->dir, 0, 0, "out of memory") : CW_OK;
}

/* ---- Questions ---- */

/* Anything else might mean something to git. */
static bool is_id(struct cw_str id)
{
    bool hex = (id.len == 40 || id.len == 64) && id.len <= CW_OBJECT_ID_MOST;
    for (size_t i = 0; i < id.len && hex; i++) {
        hex = (id.data[i] >= '0' && id.data[i] <= '9') || (id.data[i] >= 'a' && id.data[i] <= 'f');
    }
    return hex;
}

/* Questions that a git which is gone leaves without an answer are asked again when they matter. */
static void drop_unanswered(struct cw_blobs *blobs)
{
    while (blobs->n_asked && !blobs->asked[blobs->n_asked - 1].answered) {
        forget(blobs, blobs->n_asked - 1);
    }
}

static void ask(struct cw_blobs *blobs, struct cw_str id)
{
    struct asked *asked = &blobs->asked[blobs->n_asked++];
    *asked = (struct asked){.err = CW_OK};
    memcpy(asked->id, id.data, id.len);
}

/* Sends the questions that were not sent. A git that is gone is noticed by the read. */
static void send_asked(struct cw_blobs *blobs)
{
    char lines[MOST_ASKED * (CW_OBJECT_ID_MOST + 1)];
    size_t len = 0;
    for (; blobs->n_sent < blobs->n_asked; blobs->n_sent++) {
        const char *id = blobs->asked[blobs->n_sent].id;
        size_t id_len = strlen(id);
        memcpy(lines + len, id, id_len);
        lines[len + id_len] = '\n';
        len += id_len + 1;
    }
    (void)cw_child_send(&blobs->reader, lines, len);
}

void cw_blobs_expect(struct cw_blobs *blobs, struct cw_str id)
{
    struct cw_diag diag;
    if (!is_id(id) || blobs->n_asked == MOST_ASKED || start_reader(blobs, &diag)) {
        return;
    }
    ask(blobs, id);
    if (blobs->n_asked - blobs->n_sent >= BATCH) {
        send_asked(blobs);
    }
}

static size_t find(const struct cw_blobs *blobs, struct cw_str id)
{
    size_t at = 0;
    while (at < blobs->n_asked && !cw_str_is(id, blobs->asked[at].id)) {
        at++;
    }
    return at;
}

static size_t first_unanswered(const struct cw_blobs *blobs)
{
    size_t at = 0;
    while (at < blobs->n_asked && blobs->asked[at].answered) {
        at++;
    }
    return at;
}

/* The next answer, for later. */
static void keep_answer(struct cw_blobs *blobs, size_t cap)
{
    struct asked *asked = &blobs->asked[first_unanswered(blobs)];
    cw_buf_init(&asked->bytes, cap);
    asked->err = read_answer(blobs, asked->id, &asked->bytes, &asked->diag);
    asked->answered = true;
    if (blobs->reader.pid <= 0) {
        drop_unanswered(blobs);
    }
}

static enum cw_err take_kept(struct cw_blobs *blobs, size_t at, struct cw_buf *out,
                             struct cw_diag *diag)
{
    struct asked *asked = &blobs->asked[at];
    enum cw_err err = asked->err;
    if (err) {
        *diag = asked->diag;
    } else if (out->len == 0) {
        struct cw_buf before = *out;
        *out = asked->bytes;
        asked->bytes = before;
    } else {
        cw_buf_str(out, cw_buf_view(&asked->bytes));
    }
    forget(blobs, at);
    return err;
}

/* Room for one more question: what was asked for ahead longest ago is given up. */
static void make_room(struct cw_blobs *blobs, size_t cap)
{
    if (blobs->n_asked == MOST_ASKED) {
        if (!blobs->asked[0].answered) {
            send_asked(blobs);
            keep_answer(blobs, cap);
        }
        forget(blobs, 0);
    }
}

static enum cw_err read_first(struct cw_blobs *blobs, size_t at, struct cw_buf *out,
                              struct cw_diag *diag)
{
    char id[CW_OBJECT_ID_MOST + 1];
    memcpy(id, blobs->asked[at].id, sizeof id);
    forget(blobs, at);
    enum cw_err err = read_answer(blobs, id, out, diag);
    if (blobs->reader.pid <= 0) {
        drop_unanswered(blobs);
    }
    return err;
}

/* A git that is gone over an answer before this one is started and asked again, which ends: nothing
 * then stands before the question. */
enum cw_err cw_blobs_read(struct cw_blobs *blobs, struct cw_str id, struct cw_buf *out,
                          struct cw_diag *diag)
{
    if (!is_id(id)) {
        return cw_fail(diag, CW_ENOTFOUND, blobs->dir, 0, 0, "not an object id");
    }
    for (;;) {
        size_t at = find(blobs, id);
        if (at < blobs->n_asked && at >= blobs->n_sent) {
            send_asked(blobs);
        }
        if (at == blobs->n_asked) { /* not expected */
            make_room(blobs, out->cap);
            enum cw_err err = start_reader(blobs, diag);
            if (err) {
                return err;
            }
            ask(blobs, id);
        } else if (blobs->asked[at].answered) {
            return take_kept(blobs, at, out, diag);
        } else if (at == first_unanswered(blobs)) {
            return read_first(blobs, at, out, diag);
        } else {
            keep_answer(blobs, out->cap);
        }
    }
}
