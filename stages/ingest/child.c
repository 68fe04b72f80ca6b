/* Running git: posix_spawn without a shell, a fixed environment, and settings that let a repository
 * from elsewhere run nothing.
 *
 * A repository's own config is read by git whatever we do. What in it could run a program during
 * log, cat-file, rev-parse or merge-base is overruled on the command line: fsmonitor, the signature
 * check of log, transports (a partial clone fetches what is missing), and pagers by having no
 * terminal. Replacement refs are ignored, so that an id means the bytes that it is the hash of. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

static const char *const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin",
                                          "HOME=/nonexistent",
                                          "LC_ALL=C",
                                          "GIT_CONFIG_NOSYSTEM=1",
                                          "GIT_CONFIG_GLOBAL=/dev/null",
                                          "GIT_TERMINAL_PROMPT=0",
                                          "GIT_OPTIONAL_LOCKS=0",
                                          "GIT_NO_REPLACE_OBJECTS=1",
                                          "GIT_NO_LAZY_FETCH=1",
                                          "GIT_ALLOW_PROTOCOL=",
                                          "GIT_PAGER=cat",
                                          NULL};

static const char *const settings[] = {"-c", "safe.directory=*",
                                       "-c", "core.fsmonitor=false",
                                       "-c", "protocol.allow=never",
                                       "-c", "log.showSignature=false",
                                       "-c", "log.showRoot=true",
                                       "-c", "core.hooksPath=/dev/null",
                                       "-c", "core.attributesFile=/dev/null"};
enum { N_SETTINGS = sizeof settings / sizeof settings[0], DIR_MOST = 4200 };

struct pipes {
    int child_in, child_out;
    int in, out, messages;
};

static void close_fd(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

static void close_pipes(struct pipes *p)
{
    close_fd(&p->child_in);
    close_fd(&p->child_out);
    close_fd(&p->in);
    close_fd(&p->out);
    close_fd(&p->messages);
}

/* Standard input is a socket rather than a pipe, because a write to a socket can be told not to
 * raise SIGPIPE. Standard error goes to memory, so that nobody has to read it while the child runs.
 */
static bool open_pipes(struct pipes *p, bool with_input)
{
    *p = (struct pipes){-1, -1, -1, -1, -1};
    int pair[2];
    if (with_input) {
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
            return false;
        }
        p->in = pair[0];
        p->child_in = pair[1];
    } else {
        p->child_in = open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    if (pipe2(pair, O_CLOEXEC) != 0) {
        return false;
    }
    p->out = pair[0];
    p->child_out = pair[1];
    /* Fewer, longer turns; a refusal only costs speed. */
    (void)fcntl(p->out, F_SETPIPE_SZ, 1 << 20);
    p->messages = memfd_create("git-messages", MFD_CLOEXEC);
    return p->child_in >= 0 && p->messages >= 0;
}

/* A group of its own: the Ctrl-C of somebody who wants the run to stop in good order must not kill
 * git under it. Signals as they are by default, whatever the caller blocks or ignores. */
static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t pipe;
    sigemptyset(&none);
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    int error = posix_spawnattr_setpgroup(attributes, 0);
    error = error ? error : posix_spawnattr_setsigmask(attributes, &none);
    error = error ? error : posix_spawnattr_setsigdefault(attributes, &pipe);
    return error ? error
                 : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP |
                                                            POSIX_SPAWN_SETSIGMASK |
                                                            POSIX_SPAWN_SETSIGDEF);
}

static int set_files(posix_spawn_file_actions_t *actions, const struct pipes *p)
{
    int error = posix_spawn_file_actions_adddup2(actions, p->child_in, 0);
    error = error ? error : posix_spawn_file_actions_adddup2(actions, p->child_out, 1);
    return error ? error : posix_spawn_file_actions_adddup2(actions, p->messages, 2);
}

static int spawn(pid_t *pid, const struct pipes *p, const char *const *argv)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) {
        return error;
    }
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = set_files(&actions, p);
        error = error ? error : set_attributes(&attributes);
        /* posix_spawn takes char *const[] for historical reasons and does not write to it. */
        error = error ? error
                      : posix_spawnp(pid, "git", &actions, &attributes, (char *const *)argv,
                                     (char *const *)environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

enum cw_err cw_child_start(struct cw_child *child, const char *git_dir, const char *const *args,
                           bool with_input, struct cw_diag *diag)
{
    child->pid = 0;
    child->in = child->out = child->messages = -1;
    child->start = child->end = 0;
    child->ended = false;
    char option[DIR_MOST];
    int len = snprintf(option, sizeof option, "--git-dir=%s", git_dir);
    const char *argv[CW_CHILD_ARGS_MOST + N_SETTINGS + 4] = {"git", "--no-pager"};
    size_t n = 2;
    for (size_t i = 0; i < N_SETTINGS; i++) {
        argv[n++] = settings[i];
    }
    argv[n++] = option;
    for (size_t i = 0; i < CW_CHILD_ARGS_MOST && args[i]; i++) {
        argv[n++] = args[i];
    }
    if (len < 0 || (size_t)len >= sizeof option) {
        return cw_fail(diag, CW_EUSAGE, git_dir, 0, 0, "the path is too long");
    }
    struct pipes pipes;
    int error = open_pipes(&pipes, with_input) ? spawn(&child->pid, &pipes, argv) : errno;
    if (error) {
        close_pipes(&pipes);
        child->pid = 0;
        return error == ENOENT
                   ? cw_fail(diag, CW_ENOTFOUND, git_dir, 0, 0,
                             "the git program is needed to read it and is not installed; install "
                             "the package git")
                   : cw_fail(diag, CW_EIO, git_dir, 0, 0, "cannot start git: %s", strerror(error));
    }
    close_fd(&pipes.child_in);
    close_fd(&pipes.child_out);
    child->in = pipes.in;
    child->out = pipes.out;
    child->messages = pipes.messages;
    return CW_OK;
}

bool cw_child_fill(struct cw_child *child)
{
    if (child->ended) {
        return false;
    }
    if (child->start == child->end) {
        child->start = child->end = 0;
    } else if (child->end == sizeof child->buffer) {
        memmove(child->buffer, child->buffer + child->start, child->end - child->start);
        child->end -= child->start;
        child->start = 0;
    }
    if (child->end == sizeof child->buffer) {
        return false; /* full: the caller must take something first */
    }
    ssize_t got;
    do {
        got = read(child->out, child->buffer + child->end, sizeof child->buffer - child->end);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) {
        child->ended = true;
        return false;
    }
    child->end += (size_t)got;
    return true;
}

/* What is not in the buffer yet is read past it, and only what comes behind goes there. */
bool cw_child_take(struct cw_child *child, char *data, size_t len)
{
    size_t there = child->end - child->start;
    size_t part = there < len ? there : len;
    memcpy(data, child->buffer + child->start, part);
    child->start += part;
    while (part < len) {
        data += part;
        len -= part;
        struct iovec pieces[2] = {{data, len}, {child->buffer, sizeof child->buffer}};
        ssize_t got;
        do {
            got = child->ended ? 0 : readv(child->out, pieces, 2);
        } while (got < 0 && errno == EINTR);
        if (got <= 0) {
            child->ended = true;
            return false;
        }
        part = (size_t)got < len ? (size_t)got : len;
        child->start = 0;
        child->end = (size_t)got - part;
    }
    return true;
}

bool cw_child_send(struct cw_child *child, const char *data, size_t len)
{
    while (len) {
        ssize_t sent = send(child->in, data, len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        data += sent;
        len -= (size_t)sent;
    }
    return true;
}

int cw_child_finish(struct cw_child *child)
{
    if (child->pid <= 0) {
        return CW_CHILD_KILLED;
    }
    close_fd(&child->in);
    close_fd(&child->out);
    close_fd(&child->messages);
    int status = 0;
    pid_t waited;
    do {
        waited = waitpid(child->pid, &status, 0);
    } while (waited < 0 && errno == EINTR);
    child->pid = 0;
    if (waited < 0) {
        return CW_CHILD_KILLED;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : CW_CHILD_KILLED;
}

void cw_child_stop(struct cw_child *child)
{
    if (child->pid > 0) {
        kill(child->pid, SIGKILL);
    }
    (void)cw_child_finish(child);
}

void cw_child_message(const struct cw_child *child, char *out, size_t size)
{
    char text[512];
    ssize_t got = child->messages >= 0 ? pread(child->messages, text, sizeof text, 0) : 0;
    size_t len = 0;
    while (got > 0 && len < (size_t)got && text[len] != '\n') {
        len++;
    }
    cw_path_printable(cw_str_n(text, len), out, size);
}
