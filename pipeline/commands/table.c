/* The list of commands with what their --help says. */
#include <stddef.h>

#include "commands.h"

#define TEXT     (1u << CW_FORMAT_TEXT)
#define JSONL    (1u << CW_FORMAT_JSONL)
#define CSV      (1u << CW_FORMAT_CSV)
#define HTML     (1u << CW_FORMAT_HTML)
#define SARIF    (1u << CW_FORMAT_SARIF)
#define ON_FILES (CW_OPT_FORMAT | CW_OPT_LANG | CW_OPT_TYPE | CW_OPT_LEXICONS)

const struct cw_command cw_commands[] = {
    {"init", "[DIR]", "Writes a commented corpus file to start from",
     "Writes DIR/corpus.yaml (default: the current folder) and says what to do next. A file that "
     "is\n"
     "there already is left alone.",
     0, TEXT, 0, 1, cw_command_init},
    {"run", "CORPUS", "Runs the nightly batch: read, analyse, compare, flag, report",
     "CORPUS is a corpus file. Only what is new since the last run is read. The run may be killed "
     "at\n"
     "any moment; the next one goes on where it stopped. One run at a time per store: a second "
     "one\n"
     "exits 75.",
     CW_OPT_JOBS | CW_OPT_UNTIL | CW_OPT_LEXICONS | CW_OPT_PROGRESS, TEXT, 1, 1, cw_command_run},
    {"report", "CORPUS", "Writes the report again, from the store alone", "",
     CW_OPT_LEXICONS | CW_OPT_PROGRESS, TEXT, 1, 1, cw_command_report},
    {"check", "FILE...", "Shows findings in single files, like a linter",
     "FILE may be HTML, Markdown or plain text, or - for standard input.",
     ON_FILES | CW_OPT_FAIL_ON, TEXT | JSONL | SARIF, 1, -1, cw_command_check},
    {"diff", "OLD NEW", "Shows what changed between two files, clause by clause",
     "--all also shows edits that change no wording: links, punctuation, markup.",
     ON_FILES | CW_OPT_ALL, TEXT | JSONL | HTML, 2, 2, cw_command_diff},
    {"align", "SOURCE TRANSLATION", "Shows what a translation lacks, clause by clause",
     "Nothing is translated: clauses are paired by structure, numbers, names, links, shared terms\n"
     "and length. --source-lang is the language of SOURCE, --lang that of TRANSLATION; without\n"
     "them the text tells.",
     ON_FILES | CW_OPT_SOURCE_LANG, TEXT | JSONL | HTML, 2, 2, cw_command_align},
    {"clauses", "FILE...", "Shows the clauses that a file is cut into", "", ON_FILES, TEXT | JSONL,
     1, -1, cw_command_clauses},
    {"readability", "FILE...", "Counts a text and applies its language's formulas", "", ON_FILES,
     TEXT | JSONL | CSV, 1, -1, cw_command_readability},
    {"identify", "[FILE...]", "Names the language of a text",
     "With --lines, each line of standard input comes back as language, confidence and the line,\n"
     "separated by tabs.",
     ON_FILES | CW_OPT_LINES, TEXT | JSONL, 0, -1, cw_command_identify},
    {"history", "CORPUS [DOCUMENT [CLAUSE]]",
     "Lists documents, the versions of a document, or the life of a clause",
     "DOCUMENT is SERVICE/POLICY or SERVICE/POLICY/LANG, as the list of documents shows them. "
     "CLAUSE\n"
     "is an index in the newest version, as 'clausewatch clauses' counts, or the first letters of "
     "a\n"
     "content hash.",
     CW_OPT_FORMAT, TEXT | JSONL, 1, 3, cw_command_history},
    {"doctor", "", "Says what this machine has and lacks, and what that costs", "",
     CW_OPT_FORMAT | CW_OPT_LEXICONS, TEXT | JSONL, 0, 0, cw_command_doctor},
    {"lexicon", "list | stats | new CODE | check CODE... | profile CODE FILE...",
     "Lists, compares, checks and begins language packs",
     "new writes a commented pack to fill in. check says what is wrong with a pack, line by line, "
     "what\n"
     "is missing and what to do next; it exits 1 when something is wrong. profile counts the "
     "letters of\n"
     "texts for identification and writes the pack's profile.tsv to standard output.",
     CW_OPT_LEXICONS | CW_OPT_ALL | CW_OPT_TYPE, TEXT, 1, -1, cw_command_lexicon},
    {"worker", "", "", "Serves a run on standard input and output; not for people.",
     CW_OPT_LEXICONS | CW_OPT_LANG, TEXT, 0, 0, cw_command_worker},
    {NULL, NULL, NULL, NULL, 0, 0, 0, 0, NULL},
};
