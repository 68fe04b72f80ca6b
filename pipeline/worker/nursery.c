/* Requests for workers, each with the ends of two pipes.
 *
 * A worker begins as a copy of a process that has read nothing but packs, so what it knows and how
 * it answers do not depend on the workers before it. */
#include "nursery.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "analyst/analyst.h"
#include "worker.h"

struct ends {
    int in;
    int out;
};

/* Room for the ends beside a message, aligned as its header wants. */
union control {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(struct ends))];
};

bool cw_nursery_request(int channel, int in, int out)
{
    char word = 'W';
    union control control = {.room = {0}};
    struct iovec piece = {&word, sizeof word};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof control.room};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(struct ends));
    struct ends ends = {in, out};
    memcpy(CMSG_DATA(header), &ends, sizeof ends);
    ssize_t sent;
    do {
        sent = sendmsg(channel, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)sizeof word;
}

/* False: the parent has closed the channel, or is gone. */
static bool await_request(int channel, struct ends *ends)
{
    char word;
    union control control;
    struct iovec piece = {&word, sizeof word};
    struct msghdr message = {.msg_iov = &piece,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof control.room};
    ssize_t got;
    do {
        got = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (!header || header->cmsg_len != CMSG_LEN(sizeof *ends)) {
        return false;
    }
    memcpy(ends, CMSG_DATA(header), sizeof *ends);
    return true;
}

/* As fork, but the new process is a child of this one's parent, which then waits for it and whose
 * death ends it. The C library has no such call; what its fork does besides is for threads, and
 * there are none here. */
static pid_t copy_for_parent(void)
{
    return (pid_t)syscall(SYS_clone, (unsigned long)(CLONE_PARENT | SIGCHLD), NULL, NULL, NULL,
                          0UL);
}

/* A parent that died before the death signal was asked for has closed the pipe: that ends it too.
 */
static int live_as_worker(const struct ends *ends, struct cw_analyst *analyst)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "cw-worker");
    if (dup2(ends->in, STDIN_FILENO) < 0 || dup2(ends->out, STDOUT_FILENO) < 0) {
        return 1;
    }
    close_range(3, ~0u, 0);
    return cw_worker_serve(STDIN_FILENO, STDOUT_FILENO, analyst);
}

static void ignore_problem(void *context, const struct cw_diag *diag)
{
    /* The parent loads the same packs and speaks of their problems once. */
    (void)context;
    (void)diag;
}

int cw_nursery_serve(int channel, const char *const *lexicon_dirs, size_t n_dirs, const char *lang)
{
    struct cw_analyst *analyst;
    struct cw_diag diag;
    prctl(PR_SET_NAME, "cw-nursery");
    if (cw_analyst_new(lexicon_dirs, n_dirs, ignore_problem, NULL, &analyst, &diag)) {
        return 1;
    }
    cw_analyst_prepare(analyst, cw_str_z(lang));
    struct ends ends;
    while (await_request(channel, &ends)) {
        pid_t pid = copy_for_parent();
        if (pid == 0) {
            return live_as_worker(&ends, analyst);
        }
        struct cw_birth birth = {.pid = pid, .error = pid < 0 ? errno : 0};
        close(ends.in);
        close(ends.out);
        (void)send(channel, &birth, sizeof birth,
                   MSG_NOSIGNAL); /* if refused, no request follows */
    }
    cw_analyst_free(analyst);
    return 0;
}
