/* clausewatch init: a corpus file to start from. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"

static const char template[] =
    "# A corpus file of clausewatch: what is read each night, where results are kept.\n"
    "# Paths are relative to this file. 'clausewatch run corpus.yaml' does the rest.\n"
    "\n"
    "title: My watch list\n"
    "\n"
    "# The store remembers every version ever seen. Back it up; never edit it.\n"
    "store: clausewatch.sqlite\n"
    "\n"
    "# The report: open report/index.html in a browser. It needs no network.\n"
    "report: report\n"
    "languages: [en]            # of the report itself\n"
    "\n"
    "# Where texts come from. Each entry is a folder, an archive (tar, zip, 7z) or a git "
    "repository.\n"
    "# In a pattern, {service} {policy} {lang} {region} {date} name parts of the path;\n"
    "# * stands for anything. Where paths name no service, say 'service: Example' beside the "
    "pattern.\n"
    "sources:\n"
    "  - folder: texts\n"
    "    pattern: \"{service}/{policy}/{lang}/{date}.*\"   # texts/Example/Privacy "
    "Policy/ur/2026-01-31.html\n"
    "\n"
    "  # A collection of Open Terms Archive, cloned once with\n"
    "  #   git clone --bare https://github.com/OpenTermsArchive/pga-versions.git\n"
    "  # and brought up to date before each run with\n"
    "  #   git --git-dir=pga-versions.git fetch origin '+refs/heads/*:refs/heads/*'\n"
    "  # - git: pga-versions.git\n"
    "  #   pattern: \"{service}/{policy}.md\"\n"
    "  #   lang: en             # of documents whose path does not say\n"
    "\n"
    "# What you expect of each service: languages that its rules should exist in.\n"
    "services:\n"
    "  Example:\n"
    "    name: Example\n"
    "    audience: [PK, IN]     # countries it serves (ISO 3166)\n"
    "    languages: [en, ur, hi]\n"
    "    # original: en        # the language they are first written in, if history misleads\n"
    "\n"
    "# A translation and its original that change no further apart than this are in step:\n"
    "# grace_days: 7\n"
    "\n"
    "# Folders with language packs of your own:\n"
    "# lexicons: [my-lexicons]\n"
    "\n"
    "# Limits for hostile or broken documents (these are the defaults):\n"
    "# limits:\n"
    "#   document_megabytes: 64\n"
    "#   worker_megabytes: 2048\n"
    "#   worker_seconds: 60\n";

int cw_command_init(struct cw_invocation *invocation)
{
    const char *folder = invocation->n_arguments ? invocation->arguments[0] : ".";
    char path[4096];
    struct cw_diag diag;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        cw_fail(&diag, CW_EIO, folder, 0, 0, "cannot make the folder: %s", strerror(errno));
        cw_complain(&diag);
        return CW_EXIT_IO;
    }
    snprintf(path, sizeof path, "%s/corpus.yaml", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST) {
        cw_fail(&diag, CW_EUSAGE, path, 0, 0, "is there already; it is left as it is");
        cw_complain(&diag);
        return CW_EXIT_USAGE;
    }
    size_t len = sizeof template - 1;
    if (fd < 0 || write(fd, template, len) != (ssize_t)len || close(fd) != 0) {
        cw_fail(&diag, CW_EIO, path, 0, 0, "cannot write: %s", strerror(errno));
        cw_complain(&diag);
        return CW_EXIT_IO;
    }
    cw_progress_say(
        &invocation->progress,
        "wrote %s\nNext: edit it, put texts where it says, then run\n  clausewatch run %s", path,
        path);
    return CW_EXIT_DONE;
}
