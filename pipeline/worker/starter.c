/* Starting the nursery and asking it for workers.
 *
 * Only the nursery is started by exec: it has nothing of the parent's memory, and neither have the
 * workers, which are its copies. */
#include "starter.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nursery.h"

enum {
    START_SECONDS = 60,
    YIELDING = 5 /* niceness: every worker waits for the parent, so the parent goes first */
};

/* The address sanitizer reserves terabytes of address space: no limit can be set then. */
#ifdef __SANITIZE_ADDRESS__
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

/* In the child, between fork and exec; the parent has one thread. What is set here holds for the
 * workers too, but for the death signal, which each asks for itself. */
static void become_nursery(const struct cw_starter *starter, int channel, char *const *argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setpriority(PRIO_PROCESS, 0, YIELDING);
    if (starter->worker_bytes && !sanitized) {
        struct rlimit limit = {starter->worker_bytes, starter->worker_bytes};
        setrlimit(RLIMIT_AS, &limit);
    }
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    signal(SIGINT, SIG_IGN);  /* the parent decides when to stop */
    signal(SIGPIPE, SIG_IGN); /* its end shows in what a write returns */
    if (dup2(channel, STDIN_FILENO) >= 0 && dup2(channel, STDOUT_FILENO) >= 0) {
        close_range(3, ~0u, 0);
        execv("/proc/self/exe", argv);
    }
    _exit(127);
}

static char **make_arguments(const struct cw_starter *starter)
{
    char **argv = calloc(2 * starter->n_dirs + 5, sizeof *argv);
    if (argv) {
        size_t n = 0;
        argv[n++] = (char *)"clausewatch";
        argv[n++] = (char *)"worker";
        for (size_t i = 0; i < starter->n_dirs; i++) {
            argv[n++] = (char *)"--lexicons";
            argv[n++] = (char *)starter->lexicon_dirs[i];
        }
        if (starter->lang[0]) {
            argv[n++] = (char *)"--lang";
            argv[n++] = (char *)starter->lang;
        }
    }
    return argv;
}

static enum cw_err cannot_start(struct cw_diag *diag, int error)
{
    return cw_fail(diag, CW_EIO, NULL, 0, 0, "cannot start a worker: %s", strerror(error));
}

enum cw_err cw_starter_launch(struct cw_starter *starter, struct cw_diag *diag)
{
    if (starter->nursery) {
        return CW_OK;
    }
    int pair[2];
    char **argv = make_arguments(starter);
    if (!argv) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        free(argv);
        return cannot_start(diag, errno);
    }
    pid_t pid = fork();
    int error = errno;
    if (pid == 0) {
        become_nursery(starter, pair[1], argv);
    }
    free(argv);
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return cannot_start(diag, error);
    }
    starter->nursery = pid;
    starter->channel = pair[0];
    return CW_OK;
}

void cw_reap(pid_t pid, bool kill_it, char *message, size_t size)
{
    if (kill_it) {
        kill(pid, SIGKILL);
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (message && WIFSIGNALED(status)) {
        snprintf(message, size, "the worker that read it crashed (signal %d, %s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    } else if (message) {
        snprintf(message, size, "the worker that read it ended early (status %d)",
                 WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    }
}

static void end_nursery(struct cw_starter *starter, bool kill_it, char *message, size_t size)
{
    close(starter->channel);
    cw_reap(starter->nursery, kill_it, message, size);
    starter->nursery = 0;
}

void cw_starter_dispose(struct cw_starter *starter)
{
    if (starter->nursery) {
        end_nursery(starter, false, NULL, 0);
    }
}

/* The nursery may still be loading its packs. */
static bool await_answer(int channel)
{
    struct pollfd item = {.fd = channel, .events = POLLIN};
    for (int i = 0; i < START_SECONDS; i++) {
        if (poll(&item, 1, 1000) > 0) {
            return true;
        }
    }
    return false;
}

/* False: the nursery is gone or hangs. */
static bool ask(const struct cw_starter *starter, int in, int out, struct cw_birth *birth)
{
    return cw_nursery_request(starter->channel, in, out) && await_answer(starter->channel) &&
           recv(starter->channel, birth, sizeof *birth, 0) == (ssize_t)sizeof *birth;
}

enum cw_err cw_starter_worker(struct cw_starter *starter, int in, int out, pid_t *worker,
                              struct cw_diag *diag)
{
    struct cw_birth birth;
    bool is_old = starter->nursery != 0;
    for (;;) {
        enum cw_err err = cw_starter_launch(starter, diag);
        if (err) {
            return err;
        }
        if (ask(starter, in, out, &birth)) {
            break;
        }
        char message[160];
        end_nursery(starter, true, message, sizeof message);
        if (!is_old) {
            return cw_fail(diag, CW_EIO, NULL, 0, 0,
                           "a worker did not start: %s; check the lexicons folder and the memory "
                           "limit (limits: worker_megabytes)",
                           message);
        }
        is_old = false; /* it may have died of something else long ago: once more with a new one */
    }
    if (birth.error) {
        return cannot_start(diag, birth.error);
    }
    *worker = birth.pid;
    return CW_OK;
}
