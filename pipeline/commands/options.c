/* The command line: one table of options for all commands, help made from it. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unicode/uloc.h>
#include <unistd.h>

#include "commands.h"

struct option_row {
    unsigned bit; /* 0 = every command has it */
    const char *name;
    char letter;          /* 0 = none */
    const char *argument; /* NULL = none */
    const char *help;
};

static const struct option_row rows[] = {
    {CW_OPT_FORMAT, "format", 'f', "FORMAT", "how to write the result"},
    {CW_OPT_LANG, "lang", 'l', "LANG",
     "language of the text (BCP 47: ur, zh-Hant); default: found out"},
    {CW_OPT_SOURCE_LANG, "source-lang", 0, "LANG", "language of the original"},
    {CW_OPT_TYPE, "type", 't', "TYPE",
     "text/html, text/markdown or text/plain; default: found out"},
    {CW_OPT_LINES, "lines", 0, NULL, "each line of standard input by itself"},
    {CW_OPT_LEXICONS, "lexicons", 0, "DIR", "also use the language packs in DIR (may be repeated)"},
    {CW_OPT_JOBS, "jobs", 'j', "N", "processors to keep busy; default: all"},
    {CW_OPT_UNTIL, "until", 0, "DATE", "leave out captures of DATE (YYYY-MM-DD) or later"},
    {CW_OPT_FAIL_ON, "fail-on", 0, "SEVERITY",
     "exit 1 on findings from SEVERITY on: info, low, medium, high, never"},
    {CW_OPT_ALL, "all", 'a', NULL, "everything, not only what matters"},
    {CW_OPT_PROGRESS, "progress", 0, "WHEN", "auto, always or never; default: auto"},
    {0, "quiet", 'q', NULL, "say only what went wrong"},
    {0, "verbose", 'v', NULL, "say more"},
    {0, "help", 'h', NULL, "this text"},
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

static const char *const format_names[] = {"text", "jsonl", "csv", "html", "sarif"};
enum { N_FORMATS = sizeof format_names / sizeof format_names[0] };

static bool offered(const struct cw_command *command, const struct option_row *row)
{
    return row->bit == 0 || (command->options & row->bit);
}

static void print_option(const struct cw_command *command, const struct option_row *row)
{
    char left[64];
    snprintf(left, sizeof left, "%c%c%s --%s%s%s", row->letter ? '-' : ' ',
             row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
             row->argument ? " " : "", row->argument ? row->argument : "");
    printf("  %-26s %s", left, row->help);
    if (row->bit == CW_OPT_FORMAT) {
        const char *separator = ": ";
        for (int i = 0; i < N_FORMATS; i++) {
            if (command->formats & (1u << i)) {
                printf("%s%s", separator, format_names[i]);
                separator = ", ";
            }
        }
    }
    putchar('\n');
}

void cw_print_help(const struct cw_command *command)
{
    printf("Usage: clausewatch %s [OPTIONS]%s%s\n\n%s.\n\nOptions:\n", command->name,
           command->arguments[0] ? " " : "", command->arguments, command->summary);
    for (int i = 0; i < N_ROWS; i++) {
        if (offered(command, &rows[i])) {
            print_option(command, &rows[i]);
        }
    }
    if (command->help[0]) {
        printf("\n%s\n", command->help);
    }
}

void cw_print_overview(void)
{
    printf("clausewatch %s: reads platforms' terms in every language, nightly\n\n"
           "Usage: clausewatch COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n",
           CW_VERSION);
    for (const struct cw_command *command = cw_commands; command->name; command++) {
        if (command->summary[0]) {
            printf("  %-12s %s\n", command->name, command->summary);
        }
    }
    printf("\n'clausewatch COMMAND --help' says more. Start with: clausewatch init\n");
}

static int usage_end(const struct cw_command *command, const char *format, const char *detail)
{
    fprintf(stderr, format, detail);
    fprintf(stderr, "\nTry 'clausewatch %s --help'.\n", command->name);
    return CW_EXIT_USAGE;
}

static int usage(const struct cw_command *command, const char *format, const char *detail)
{
    fprintf(stderr, "clausewatch %s: ", command->name);
    return usage_end(command, format, detail);
}

static int parse_format(struct cw_invocation *invocation, const char *text)
{
    for (int i = 0; i < N_FORMATS; i++) {
        if (strcmp(text, format_names[i]) == 0 && (invocation->command->formats & (1u << i))) {
            invocation->format = (enum cw_format)i;
            return -1;
        }
    }
    char known[64] = "";
    for (int i = 0; i < N_FORMATS; i++) {
        size_t used = strlen(known);
        if (invocation->command->formats & (1u << i)) {
            snprintf(known + used, sizeof known - used, "%s%s", used ? ", " : "", format_names[i]);
        }
    }
    fprintf(stderr, "clausewatch %s: there is no --format %s here", invocation->command->name,
            text);
    return usage_end(invocation->command, "; use one of: %s", known);
}

static int parse_type(struct cw_invocation *invocation, const char *text)
{
    invocation->type = cw_extract_media(text);
    return invocation->type == CW_MEDIA_UNKNOWN
               ? usage(invocation->command,
                       "--type %s is not known; use text/html, text/markdown or text/plain", text)
               : -1;
}

static int parse_lang(struct cw_invocation *invocation, const char *text, const char **lang)
{
    char tag[ULOC_FULLNAME_CAPACITY];
    int32_t parsed = 0;
    UErrorCode status = U_ZERO_ERROR;
    uloc_forLanguageTag(text, tag, sizeof tag, &parsed, &status);
    if (U_FAILURE(status) || !text[0] || (size_t)parsed != strlen(text)) {
        return usage(invocation->command,
                     "'%s' is not a language code; write BCP 47, such as ur or zh-Hant", text);
    }
    *lang = text;
    return -1;
}

static int parse_until(struct cw_invocation *invocation, const char *text)
{
    struct tm date = {0};
    const char *end = strptime(text, "%Y-%m-%d", &date);
    if (end && *end == 'T') {
        end = strptime(end, "T%H%M%SZ", &date);
    }
    if (!end || *end) {
        return usage(invocation->command, "--until %s is no date; write 2026-03-31", text);
    }
    invocation->until = (int64_t)timegm(&date);
    return -1;
}

static int parse_fail_on(struct cw_invocation *invocation, const char *text)
{
    if (strcmp(text, "never") == 0) {
        invocation->fail_on = -1;
        return -1;
    }
    for (int i = CW_SEVERITY_INFO; i <= CW_SEVERITY_HIGH; i++) {
        if (strcmp(text, cw_severity_name((enum cw_severity)i)) == 0) {
            invocation->fail_on = i;
            return -1;
        }
    }
    return usage(invocation->command, "--fail-on %s: use info, low, medium, high or never", text);
}

static int parse_jobs(struct cw_invocation *invocation, const char *text)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(text, &end, 10);
    if (errno || *end || text[0] < '0' || text[0] > '9' || n < 1 || n > 256) {
        return usage(invocation->command, "--jobs %s: use a number from 1 to 256", text);
    }
    invocation->jobs = n;
    return -1;
}

static int parse_progress(struct cw_invocation *invocation, const char *text)
{
    if (strcmp(text, "always") == 0 || strcmp(text, "never") == 0) {
        invocation->progress.shown = text[0] == 'a';
        return -1;
    }
    return strcmp(text, "auto") == 0
               ? -1
               : usage(invocation->command, "--progress %s: use auto, always or never", text);
}

static int add_lexicons(struct cw_invocation *invocation, const char *dir)
{
    if (invocation->n_lexicon_dirs == CW_MOST_LEXICON_DIRS - 1) {
        return usage(invocation->command, "too many --lexicons (%s)", dir);
    }
    struct stat info;
    if (stat(dir, &info) != 0 || !S_ISDIR(info.st_mode)) {
        return usage(invocation->command, "--lexicons %s: there is no such folder", dir);
    }
    invocation->lexicon_dirs[invocation->n_lexicon_dirs++] = dir;
    return -1;
}

static int apply(struct cw_invocation *invocation, const struct option_row *row, const char *value)
{
    switch (row->bit) {
    case CW_OPT_FORMAT:
        return parse_format(invocation, value);
    case CW_OPT_LANG:
        return parse_lang(invocation, value, &invocation->lang);
    case CW_OPT_SOURCE_LANG:
        return parse_lang(invocation, value, &invocation->source_lang);
    case CW_OPT_TYPE:
        return parse_type(invocation, value);
    case CW_OPT_LINES:
        invocation->lines = true;
        return -1;
    case CW_OPT_ALL:
        invocation->all = true;
        return -1;
    case CW_OPT_LEXICONS:
        return add_lexicons(invocation, value);
    case CW_OPT_JOBS:
        return parse_jobs(invocation, value);
    case CW_OPT_UNTIL:
        return parse_until(invocation, value);
    case CW_OPT_FAIL_ON:
        return parse_fail_on(invocation, value);
    case CW_OPT_PROGRESS:
        return parse_progress(invocation, value);
    default:
        break;
    }
    if (row->letter == 'h') {
        cw_print_help(invocation->command);
        return CW_EXIT_DONE;
    }
    invocation->progress.quiet = invocation->progress.quiet || row->letter == 'q';
    invocation->progress.verbose = invocation->progress.verbose || row->letter == 'v';
    return -1;
}

/* Where packs are installed: beside the program, else where it was built. */
static void add_installed_lexicons(struct cw_invocation *invocation)
{
    static char beside[4096];
    ssize_t len = readlink("/proc/self/exe", beside, sizeof beside - 64);
    struct stat info;
    if (len > 0) {
        beside[len] = '\0';
        char *slash = strrchr(beside, '/');
        if (slash) {
            snprintf(slash, 64, "/../share/clausewatch/lexicons");
        }
    }
    invocation->lexicon_dirs[invocation->n_lexicon_dirs++] =
        len > 0 && stat(beside, &info) == 0 ? beside : CW_SOURCE_LEXICONS;
}

static void set_defaults(struct cw_invocation *invocation, const struct cw_command *command)
{
    invocation->command = command;
    invocation->lang = "";
    invocation->source_lang = "";
    invocation->until = INT64_MAX;
    invocation->fail_on = -1;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    invocation->jobs = processors > 0 && processors <= 256 ? (size_t)processors : 1;
    bool jsonl = !isatty(STDOUT_FILENO) && (command->formats & (1u << CW_FORMAT_JSONL));
    invocation->format = jsonl ? CW_FORMAT_JSONL : CW_FORMAT_TEXT;
    invocation->progress.terminal = isatty(STDERR_FILENO);
    invocation->progress.shown = true;
}

int cw_invocation_parse(struct cw_invocation *invocation, const struct cw_command *command,
                        int argc, char **argv)
{
    struct option longs[N_ROWS + 1] = {{0}};
    char letters[3 * N_ROWS + 2] = ":";
    for (int i = 0; i < N_ROWS; i++) {
        longs[i] = (struct option){rows[i].name, rows[i].argument ? required_argument : no_argument,
                                   NULL, 256 + i};
        if (rows[i].letter) {
            size_t used = strlen(letters);
            snprintf(letters + used, sizeof letters - used, "%c%s", rows[i].letter,
                     rows[i].argument ? ":" : "");
        }
    }
    set_defaults(invocation, command);
    optind = 1;
    int found;
    while ((found = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        const struct option_row *row = NULL;
        for (int i = 0; i < N_ROWS; i++) {
            if (found == 256 + i || (found < 256 && found == rows[i].letter)) {
                row = &rows[i];
            }
        }
        if (found == ':') {
            return usage(command, "option '%s' needs a value", argv[optind - 1]);
        }
        if (!row || !offered(command, row)) {
            const char letter[] = {'-', (char)(row ? row->letter : optopt), '\0'};
            bool is_long = found == '?' ? optopt == 0 : found >= 256;
            return usage(command, "there is no option '%s' here",
                         is_long ? argv[optind - 1] : letter);
        }
        int code = apply(invocation, row, optarg);
        if (code >= 0) {
            return code;
        }
    }
    invocation->arguments = argv + optind;
    invocation->n_arguments = argc - optind;
    if (invocation->n_arguments < command->least) {
        return usage(command, "what is missing: %s", command->arguments);
    }
    if (command->most >= 0 && invocation->n_arguments > command->most) {
        return usage(command, "too many arguments, from '%s' on",
                     invocation->arguments[command->most]);
    }
    int inputs = 0;
    for (int i = 0; i < invocation->n_arguments; i++) {
        inputs += strcmp(invocation->arguments[i], "-") == 0;
    }
    if (inputs > 1) {
        return usage(command, "%s stands for standard input, which can be read once only", "'-'");
    }
    add_installed_lexicons(invocation);
    return -1;
}
