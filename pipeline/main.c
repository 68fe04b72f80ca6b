/* The program: finds the command, hands it what the user said. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"

#ifdef __SANITIZE_ADDRESS__
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

static volatile sig_atomic_t stop_requested;

static void request_stop(int signal_number)
{
    (void)signal_number;
    stop_requested = 1;
}

/* Only a run watches for stop_requested; anything else just ends. */
static void catch_signals(bool is_run)
{
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file-size limit is then an error of write, which has a message */
    if (!is_run) {
        return;
    }
    struct sigaction action = {.sa_handler = request_stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* One document after the other wants about as much memory as the one before. Given back to the
 * system in between it would come again page by page, zeroed each time, which took a tenth of a
 * run; what only a giant wants is given back. */
static void keep_memory(void)
{
    enum { GIANT = 32 * 1024 * 1024 };
    mallopt(M_MMAP_THRESHOLD, GIANT);
    mallopt(M_TRIM_THRESHOLD, 2 * GIANT);
}

/* Memory in large pages where the system has them for who asks: a run takes a tenth less. glibc
 * takes the wish from the environment of a program that starts, so this one starts once more; where
 * it cannot, it goes on as it is. The nursery of workers inherits it. A sanitizer has its own
 * memory. */
static void start_with_large_pages(char **argv)
{
    static const char tunables[] = "GLIBC_TUNABLES";
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (sanitized || getenv(tunables) || len < 0) {
        return;
    }
    path[len] = '\0';
    if (setenv(tunables, "glibc.malloc.hugetlb=1", 0) == 0) {
        execv(path, argv);
    }
}

int main(int argc, char **argv)
{
    keep_memory();
    if (argc < 2) {
        cw_print_overview();
        return CW_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        cw_print_overview();
        return CW_EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("clausewatch %s\n", CW_VERSION);
        return CW_EXIT_DONE;
    }
    for (const struct cw_command *command = cw_commands; command->name; command++) {
        if (strcmp(argv[1], command->name) == 0) {
            if (command->options & CW_OPT_PROGRESS) { /* long work shows how far it is */
                start_with_large_pages(argv);
            }
            struct cw_invocation invocation = {.stop = &stop_requested};
            int code = cw_invocation_parse(&invocation, command, argc - 1, argv + 1);
            if (code >= 0) {
                return code;
            }
            catch_signals(command->run == cw_command_run);
            return command->run(&invocation);
        }
    }
    fprintf(stderr, "clausewatch: there is no command '%s'; 'clausewatch --help' lists them\n",
            argv[1]);
    return CW_EXIT_USAGE;
}
