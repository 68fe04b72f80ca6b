/* A git history: each file that a commit of the followed branch wrote is a capture.
 *
 * The git program reads the repository (several times faster than libgit2 on these archives, and
 * apart from us). Captures take the author's time: Open Terms Archive sets it to the moment at
 * which the page was fetched, and it survives a rewritten history. Times do run backwards here and
 * there in real archives and several captures may share one, so each also has its commit's place on
 * the branch. Along merges only the first parent is followed, so that nothing is listed twice. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blobs.h"
#include "gitlog.h"
#include "internal.h"

enum { LINE_MOST = 256, SNAPSHOTS_MOST = 1 << 20 };

struct git {
    char *dir;
    struct cw_buf snapshots;
    struct cw_blobs *blobs;
};

/* ---- small questions ---- */

/* Runs git for one line of answer, or of complaint where it has no answer. *status: its exit
 * status. */
static enum cw_err ask(const struct git *git, const char *const *args, char answer[LINE_MOST],
                       int *status, struct cw_diag *diag)
{
    struct cw_child *child = malloc(sizeof *child);
    if (!child) {
        return cw_fail(diag, CW_ENOMEM, git->dir, 0, 0, "out of memory");
    }
    enum cw_err err = cw_child_start(child, git->dir, args, false, diag);
    if (!err) {
        while (child->end < LINE_MOST - 1 && cw_child_fill(child)) {
        }
        size_t len = child->end < LINE_MOST - 1 ? child->end : LINE_MOST - 1;
        memcpy(answer, child->buffer, len);
        answer[len] = '\0';
        answer[strcspn(answer, "\n")] = '\0';
        if (len == 0) {
            cw_child_message(child, answer, LINE_MOST);
        }
        *status = cw_child_finish(child);
    }
    free(child);
    return err;
}

/* A name that git cannot take for an option or a range. */
static bool is_revision(const char *name)
{
    return name[0] && name[0] != '-' && strlen(name) < LINE_MOST - 16 &&
           !strpbrk(name, " \t\r\n^:?*[\\~") && !strstr(name, "..");
}

static enum cw_err find_head(const struct cw_source *source, char head[LINE_MOST],
                             struct cw_diag *diag)
{
    const struct git *git = source->own;
    const char *branch = source->spec.branch ? source->spec.branch : "HEAD";
    char wanted[LINE_MOST];
    snprintf(wanted, sizeof wanted, "%s^{commit}", branch);
    const char *const peeled[] = {"rev-parse", "--verify", "--quiet", wanted, NULL};
    int status = 0;
    enum cw_err err = ask(git, peeled, head, &status, diag);
    if (err || status == 0) {
        return err;
    }
    const char *const plain[] = {"rev-parse", "--verify", "--quiet", branch, NULL};
    err = ask(git, plain, head, &status, diag);
    if (err) {
        return err;
    }
    if (status == 0) {
        return cw_fail(diag, CW_EDAMAGED, source->spec.path, 0, 0,
                       "the commit that %s names cannot be read (damaged, or an incomplete clone); "
                       "run \"git fsck\" on it, or clone it again",
                       branch);
    }
    if (head[0]) { /* --quiet says nothing where a name is only not there */
        return cw_fail(diag, CW_EDAMAGED, source->spec.path, 0, 0,
                       "git cannot open it (%s); clone it again", head);
    }
    return cw_fail(diag, CW_ENOTFOUND, source->spec.path, 0, 0,
                   "it has no commit under the name %s; set branch: to one that \"git branch -a\" "
                   "lists",
                   branch);
}

/* ---- listing ---- */

struct git_listing {
    struct cw_source *source;
    struct cw_listing *listing;
    int64_t base;      /* place of the commit before the first of this log */
    bool newest_first; /* places then count down from -1 */
    bool stopped;      /* by the caller's callback */
    uint64_t captures;
};

static enum cw_err hand_over(struct git_listing *g, const struct cw_git_change *change,
                             struct cw_capture *capture)
{
    struct git *git = g->source->own;
    cw_buf_clear(&git->snapshots);
    cw_ota_snapshots(change->message, &git->snapshots);
    if (capture->time == CW_TIME_UNKNOWN) { /* else the path has said it */
        capture->time = change->time;
    }
    capture->locator = change->blob;
    capture->provenance = change->commit;
    capture->snapshots = cw_buf_view(&git->snapshots);
    capture->record = cw_ota_record_kind(change->message);
    capture->sequence = g->newest_first ? -change->index : g->base + change->index;
    g->captures++;
    enum cw_err err = g->listing->capture(g->listing->context, capture);
    g->stopped = err != CW_OK;
    return err;
}

static enum cw_err take_change(void *context, const struct cw_git_change *change)
{
    struct git_listing *g = context;
    const char *repository = g->source->spec.path;
    if (change->blob.len == 0) {
        return CW_OK;
    }
    if (change->path_cut) {
        cw_listing_trouble(g->listing, repository, "commit %.12s: a path over %d bytes, left out",
                           change->commit.data, CW_PATH_MOST);
        return CW_OK;
    }
    struct cw_capture capture;
    struct cw_diag diag;
    bool wanted = false;
    cw_arena_reset(g->listing->arena);
    enum cw_err err = cw_identity_of(g->source->identity, g->listing->arena, change->path, &capture,
                                     &wanted, &diag);
    if (err == CW_ESYNTAX) {
        cw_listing_trouble(g->listing, repository, "commit %.12s, %s: %s", change->commit.data,
                           diag.file, diag.message);
        return CW_OK;
    }
    if (err) {
        return cw_fail(g->listing->diag, err, repository, 0, 0, "%s", diag.message);
    }
    if (wanted && !change->regular) {
        cw_listing_trouble(g->listing, repository,
                           "commit %.12s, %.200s: a link or submodule, left out",
                           change->commit.data, diag.file);
        return CW_OK;
    }
    return wanted ? hand_over(g, change, &capture) : CW_OK;
}

/* One run of git log. *complete: git itself ended well; else message says why not. */
static enum cw_err run_log(struct git_listing *g, const char *head, const char *except,
                           int64_t *n_commits, bool *complete, char message[LINE_MOST])
{
    const struct git *git = g->source->own;
    struct cw_child *child = malloc(sizeof *child);
    if (!child) {
        return cw_fail(g->listing->diag, CW_ENOMEM, git->dir, 0, 0, "out of memory");
    }
    static const char *const options[] = {"log",
                                          "--first-parent",
                                          "--diff-merges=first-parent",
                                          "--raw",
                                          "--no-abbrev",
                                          "--no-renames",
                                          "--no-color",
                                          "--no-show-signature",
                                          "--no-notes",
                                          "--encoding=UTF-8",
                                          "-z",
                                          CW_GITLOG_FORMAT};
    const char *args[CW_CHILD_ARGS_MOST] = {0};
    size_t n = 0;
    for (; n < sizeof options / sizeof options[0]; n++) {
        args[n] = options[n];
    }
    if (!g->newest_first) {
        args[n++] = "--reverse";
    }
    args[n++] = head;
    if (except[0]) {
        args[n++] = except;
    }
    args[n] = "--";
    enum cw_err err = cw_child_start(child, git->dir, args, false, g->listing->diag);
    if (!err) {
        err = cw_gitlog_read(child, take_change, g, n_commits, g->listing->diag);
        bool cut_short = err == CW_EDAMAGED && !g->stopped;
        cw_child_message(child, message, LINE_MOST);
        *complete = false;
        if (err && !child->ended) {
            cw_child_stop(child);
        } else {
            int status = cw_child_finish(child);
            *complete = !err && status == 0;
            if (status == CW_CHILD_KILLED && !g->stopped) {
                err = cw_fail(g->listing->diag, CW_EIO, g->source->spec.path, 0, 0,
                              "git was killed while it listed the history; run again");
                cut_short = false;
            }
        }
        err = cut_short ? CW_OK : err;
    }
    free(child);
    return err;
}

/* What can be had of a history with a hole in it: from the old end up to the hole, which the first
 * run has done, and from the new end down to it. */
static enum cw_err list_damaged(struct git_listing *g, const char *head, const char *except,
                                const char *message)
{
    struct cw_listing *listing = g->listing;
    int64_t n_commits = 0;
    bool complete = false;
    char again[LINE_MOST];
    g->newest_first = true;
    enum cw_err err = run_log(g, head, except, &n_commits, &complete, again);
    if (err) {
        return err;
    }
    const char *path = g->source->spec.path;
    message = message[0] ? message : "no reason given";
    if (g->captures == 0) {
        return cw_fail(listing->diag, CW_EDAMAGED, path, 0, 0,
                       "git cannot read its history (%s); clone it again", message);
    }
    cw_listing_trouble(
        listing, path,
        "part of its history cannot be read (%s), the rest is listed; clone it again", message);
    cw_buf_str(listing->next, listing->cursor);
    return CW_OK;
}

/* A cursor is "<commit> <place>". */
static bool take_cursor(struct cw_str cursor, char commit[LINE_MOST], int64_t *place)
{
    char text[LINE_MOST];
    if (cursor.len == 0 || cursor.len >= sizeof text) {
        return false;
    }
    memcpy(text, cursor.data, cursor.len);
    text[cursor.len] = '\0';
    size_t id = strspn(text, "0123456789abcdef");
    char *end;
    if ((id != 40 && id != 64) || text[id] != ' ') {
        return false;
    }
    *place = strtoll(text + id + 1, &end, 10);
    text[id] = '\0';
    memcpy(commit, text, id + 1);
    return *end == '\0' && *place >= 0;
}

/* What to leave out: "^commit" of the cursor, or "" to list everything. */
static enum cw_err find_start(struct git_listing *g, const char *head, char except[LINE_MOST])
{
    struct cw_listing *listing = g->listing;
    char commit[LINE_MOST];
    except[0] = '\0';
    if (listing->cursor.len == 0) {
        return CW_OK;
    }
    int status = 1;
    if (take_cursor(listing->cursor, commit, &g->base)) {
        const char *const args[] = {"merge-base", "--is-ancestor", commit, head, NULL};
        char answer[LINE_MOST];
        enum cw_err err = ask(g->source->own, args, answer, &status, listing->diag);
        if (err) {
            return err;
        }
    }
    if (status == 0) {
        snprintf(except, LINE_MOST, "^%.200s", commit);
        return CW_OK;
    }
    g->base = 0;
    cw_listing_trouble(listing, g->source->spec.path,
                       "its history was rewritten since the last run, so it is listed from the "
                       "beginning again");
    return CW_OK;
}

static enum cw_err git_list(struct cw_source *source, struct cw_listing *listing)
{
    struct git_listing g = {.source = source, .listing = listing};
    char head[LINE_MOST];
    char except[LINE_MOST];
    char old[LINE_MOST];
    enum cw_err err = find_head(source, head, listing->diag);
    if (err) {
        return err;
    }
    if (take_cursor(listing->cursor, old, &g.base) && strcmp(old, head) == 0) {
        cw_buf_str(listing->next, listing->cursor);
        return CW_OK;
    }
    g.base = 0;
    err = find_start(&g, head, except);
    if (err) {
        return err;
    }
    int64_t n_commits = 0;
    bool complete = false;
    char message[LINE_MOST] = "";
    err = run_log(&g, head, except, &n_commits, &complete, message);
    if (err) {
        return err;
    }
    if (!complete) {
        return list_damaged(&g, head, except, message);
    }
    cw_buf_printf(listing->next, "%s %" PRId64, head, g.base + n_commits);
    return CW_OK;
}

/* ---- reading ---- */

static enum cw_err git_read(struct cw_source *source, struct cw_str locator, struct cw_buf *out,
                            struct cw_diag *diag)
{
    struct git *git = source->own;
    return cw_blobs_read(git->blobs, locator, out, diag);
}

static void git_expect(struct cw_source *source, struct cw_str locator)
{
    struct git *git = source->own;
    cw_blobs_expect(git->blobs, locator);
}

/* ---- opening ---- */

static void git_close(struct cw_source *source)
{
    struct git *git = source->own;
    cw_blobs_free(git->blobs);
    cw_buf_dispose(&git->snapshots);
    free(git->dir);
    free(git);
}

static bool is_bundle(const char *path)
{
    char mark[16] = "";
    FILE *file = fopen(path, "rbe");
    if (file) {
        size_t got = fread(mark, 1, sizeof mark - 1, file);
        mark[got] = '\0';
        fclose(file);
    }
    return cw_str_ends(cw_str_z(path), ".bundle") || strncmp(mark, "# v", 3) == 0;
}

/* "PATH/.git" of a working copy, else the path itself; the caller frees it. NULL: out of memory. */
static char *find_dir(const char *path)
{
    size_t size = strlen(path) + sizeof "/.git";
    char *dir = malloc(size);
    struct stat info;
    if (dir) {
        snprintf(dir, size, "%s/.git", path);
        if (stat(dir, &info) != 0) {
            snprintf(dir, size, "%s", path);
        }
    }
    return dir;
}

static enum cw_err check_path(const char *path, struct cw_diag *diag)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        return cw_fail(diag, CW_ENOTFOUND, path, 0, 0,
                       "there is no such repository; clone it first: git clone --bare ADDRESS %s",
                       path);
    }
    if (S_ISDIR(info.st_mode)) {
        return CW_OK;
    }
    if (is_bundle(path)) {
        const char *slash = strrchr(path, '/');
        const char *name = slash ? slash + 1 : path;
        size_t len = strlen(name);
        len -= cw_str_ends(cw_str_z(name), ".bundle") ? sizeof ".bundle" - 1 : 0;
        return cw_fail(diag, CW_EUSAGE, path, 0, 0,
                       "a bundle must be unpacked first: git clone --bare %s %.*s.git, then name "
                       "that folder here",
                       path, (int)len, name);
    }
    return cw_fail(diag, CW_EUSAGE, path, 0, 0, "a file, and a git repository is a folder");
}

/* A folder that git would call a repository, by what lies in it. */
static bool looks_like_repository(const char *dir)
{
    char inside[4300];
    struct stat info;
    if (stat(dir, &info) == 0 && S_ISREG(info.st_mode)) {
        return true; /* ".git" of a linked working copy: git finds the rest */
    }
    snprintf(inside, sizeof inside, "%s/HEAD", dir);
    if (access(inside, F_OK) != 0) {
        return false;
    }
    snprintf(inside, sizeof inside, "%s/objects", dir);
    return access(inside, F_OK) == 0;
}

enum cw_err cw_git_open(struct cw_source *source, struct cw_diag *diag)
{
    static const struct cw_source_ops ops = {git_list, git_read, git_expect, git_close};
    const char *path = source->spec.path;
    enum cw_err err = check_path(path, diag);
    if (err) {
        return err;
    }
    if (source->spec.branch && !is_revision(source->spec.branch)) {
        return cw_fail(diag, CW_EUSAGE, path, 0, 0,
                       "\"%.100s\" is no name of a branch; write for example branch: main",
                       source->spec.branch);
    }
    struct git *git = calloc(1, sizeof *git);
    if (!git) {
        return cw_fail(diag, CW_ENOMEM, path, 0, 0, "out of memory");
    }
    cw_buf_init(&git->snapshots, SNAPSHOTS_MOST);
    source->own = git;
    source->ops = &ops;
    git->dir = find_dir(path);
    git->blobs = git->dir ? cw_blobs_new(git->dir) : NULL;
    if (!git->blobs) {
        return cw_fail(diag, CW_ENOMEM, path, 0, 0, "out of memory");
    }
    if (!looks_like_repository(git->dir)) {
        return cw_fail(diag, CW_EDAMAGED, path, 0, 0,
                       "not a git repository (it holds no HEAD and objects); clone it again");
    }
    return CW_OK;
}
