/* The commands: one file each. A command parses nothing itself; it is handed what the user said. */
#ifndef CW_COMMANDS_H
#define CW_COMMANDS_H

#include <signal.h>

#include "analyst/analyst.h"
#include "common/edit.h"
#include "night/progress.h"

/* Exit codes, a contract with scripts (docs: exit codes in clausewatch(1)). */
enum cw_exit {
    CW_EXIT_DONE = 0,
    CW_EXIT_FINDINGS = 1,   /* done, and findings at or above --fail-on */
    CW_EXIT_USAGE = 2,      /* usage or configuration error, nothing written */
    CW_EXIT_UNREADABLE = 3, /* done, but some documents could not be read */
    CW_EXIT_IO = 74,
    CW_EXIT_BUSY = 75,
    CW_EXIT_INTERRUPTED = 130
};

enum cw_format {
    CW_FORMAT_TEXT = 0,
    CW_FORMAT_JSONL,
    CW_FORMAT_CSV,
    CW_FORMAT_HTML,
    CW_FORMAT_SARIF
};

/* Which options a command takes: bits. */
enum cw_option {
    CW_OPT_FORMAT = 1 << 0,
    CW_OPT_LANG = 1 << 1,
    CW_OPT_TYPE = 1 << 2,
    CW_OPT_LEXICONS = 1 << 3,
    CW_OPT_JOBS = 1 << 4,
    CW_OPT_UNTIL = 1 << 5,
    CW_OPT_FAIL_ON = 1 << 6,
    CW_OPT_PROGRESS = 1 << 7,
    CW_OPT_LINES = 1 << 8,
    CW_OPT_SOURCE_LANG = 1 << 9,
    CW_OPT_ALL = 1 << 10
};

enum { CW_MOST_LEXICON_DIRS = 16 };

struct cw_invocation {
    const struct cw_command *command;
    char **arguments; /* what is left after the options */
    int n_arguments;
    enum cw_format format;
    const char *lang;                               /* "" = not given */
    const char *source_lang;                        /* "" = not given */
    enum cw_media type;                             /* UNKNOWN = not given */
    const char *lexicon_dirs[CW_MOST_LEXICON_DIRS]; /* those given, then the installed ones */
    size_t n_lexicon_dirs;
    size_t jobs;
    int64_t until;
    int fail_on; /* enum cw_severity, or -1 = never */
    bool lines;
    bool all;
    struct cw_progress progress;
    const volatile sig_atomic_t *stop;
};

struct cw_command {
    const char *name;
    const char *arguments; /* for the usage line */
    const char *summary;   /* one line */
    const char *help;      /* the paragraphs below the options */
    unsigned options;      /* bits of enum cw_option */
    unsigned formats; /* bits 1 << enum cw_format; the first set one is not the default: text is
                       * on a terminal, else jsonl where it is offered */
    int least, most;  /* arguments; most -1 = any number */
    int (*run)(struct cw_invocation *invocation);
};

extern const struct cw_command cw_commands[]; /* ends with a NULL name */

int cw_command_init(struct cw_invocation *invocation);
int cw_command_run(struct cw_invocation *invocation);
int cw_command_report(struct cw_invocation *invocation);
int cw_command_check(struct cw_invocation *invocation);
int cw_command_align(struct cw_invocation *invocation);
int cw_command_diff(struct cw_invocation *invocation);
int cw_command_clauses(struct cw_invocation *invocation);
int cw_command_readability(struct cw_invocation *invocation);
int cw_command_identify(struct cw_invocation *invocation);
int cw_command_history(struct cw_invocation *invocation);
int cw_command_doctor(struct cw_invocation *invocation);
int cw_command_lexicon(struct cw_invocation *invocation);
int cw_command_worker(struct cw_invocation *invocation);

/* Parses argv (command name first). Returns -1 to go on, or an exit code (help was printed, or the
 * usage was wrong and said so). */
int cw_invocation_parse(struct cw_invocation *invocation, const struct cw_command *command,
                        int argc, char **argv);
void cw_print_help(const struct cw_command *command);
void cw_print_overview(void);

/* Says what is wrong on standard error: "clausewatch: file:line:column: message". */
void cw_complain(const struct cw_diag *diag);
/* The exit code that stands for an error. */
int cw_exit_code(enum cw_err err);

/* ---- For commands that read single files
 * --------------------------------------------------------- */

/* The analyst with the packs named by the invocation; complains about broken packs. */
enum cw_err cw_open_analyst(struct cw_invocation *invocation, struct cw_analyst **analyst,
                            struct cw_diag *diag) CW_MUST_CHECK;

/* Reads a file ("-" = standard input) and cuts it into clauses. Everything lives in the arena. */
enum cw_err cw_open_document(struct cw_invocation *invocation, struct cw_analyst *analyst,
                             struct cw_arena *arena, const char *path, const char *lang,
                             struct cw_document_text *document, struct cw_diag *diag) CW_MUST_CHECK;

/* Standard output in one piece. CW_EIO when it cannot take it all. */
enum cw_err cw_print(const struct cw_buf *out, struct cw_diag *diag) CW_MUST_CHECK;

/* Calls `one` for each argument with everything opened; files that cannot be read are named and the
 * rest is done (exit 3). context is passed on. */
struct cw_file_context {
    struct cw_invocation *invocation;
    struct cw_analyst *analyst;
    struct cw_arena *arena;
    const char *path;
    struct cw_document_text document;
    struct cw_buf *out;
    void *context;
};
typedef enum cw_err (*cw_file_fn)(struct cw_file_context *file, struct cw_diag *diag);
int cw_for_each_file(struct cw_invocation *invocation, cw_file_fn one, void *context);
/* The same for what identifies no language when the invocation names one: only its pack is loaded.
 */
int cw_count_each_file(struct cw_invocation *invocation, cw_file_fn one, void *context);

#endif
