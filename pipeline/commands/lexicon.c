/* clausewatch lexicon: list, check, compare and begin language packs. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "common/utf8.h"
#include "identify/identify.h"
#include "lexicon/check.h"
#include "segment/segment.h"

enum { PROFILE_BYTES = 150 * 1024 };

struct tools {
    struct cw_invocation *invocation;
    struct cw_analyst *analyst;
    struct cw_arena *arena;
    struct cw_identity identity; /* of the last text asked about */
};

/* tests.tsv asks for sentences and languages, which other stages know. */
static int count_sentences(void *context, const struct cw_lexicon *lexicon, struct cw_str text)
{
    struct tools *tools = context;
    struct cw_span *spans;
    size_t n;
    cw_arena_reset(tools->arena);
    return cw_segment_sentences(cw_analyst_breaker(tools->analyst), tools->arena, lexicon, text,
                                &spans, &n)
               ? -1
               : (int)n;
}

static const char *name_language(void *context, struct cw_str text)
{
    struct tools *tools = context;
    cw_identify(cw_analyst_identifier(tools->analyst), text, (struct cw_str){"", 0},
                &tools->identity);
    return tools->identity.lang;
}

static enum cw_err check_one(struct tools *tools, const char *code, struct cw_buf *out,
                             size_t *errors, struct cw_diag *diag)
{
    struct cw_check_hooks hooks = {tools, count_sentences, name_language};
    struct cw_check_result result = {0};
    enum cw_err err =
        cw_lexicon_check(tools->invocation->lexicon_dirs, tools->invocation->n_lexicon_dirs, code,
                         "en", &hooks, out, &result, diag);
    *errors += result.errors + result.tests_failed;
    return err;
}

enum { MOST_PACKS = 1024, CODE_SIZE = 64 };

struct codes {
    char items[MOST_PACKS][CODE_SIZE];
    size_t n;
};

static int by_code(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Folders and not the packs that were loaded: a broken pack is not among those, and is the one that
 * must be told. */
static void add_folder(struct codes *codes, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (dir && codes->n < MOST_PACKS && (entry = readdir(dir)) != NULL) {
        char path[4096];
        if (entry->d_name[0] == '.' || strlen(entry->d_name) >= CODE_SIZE ||
            snprintf(path, sizeof path, "%s/%s/pack.yaml", folder, entry->d_name) >=
                (int)sizeof path ||
            access(path, F_OK) != 0) {
            continue;
        }
        bool known = false;
        for (size_t i = 0; i < codes->n && !known; i++) {
            known = strcmp(codes->items[i], entry->d_name) == 0;
        }
        if (!known) {
            snprintf(codes->items[codes->n++], CODE_SIZE, "%s", entry->d_name);
        }
    }
    if (dir) {
        closedir(dir);
    }
}

static enum cw_err check_packs(struct tools *tools, char **codes, int n, struct cw_buf *out,
                               size_t *errors, struct cw_diag *diag)
{
    enum cw_err err = CW_OK;
    if (!tools->invocation->all) {
        for (int i = 0; !err && i < n; i++) {
            err = check_one(tools, codes[i], out, errors, diag);
        }
        return err;
    }
    struct codes all = {.n = 0};
    for (size_t i = 0; i < tools->invocation->n_lexicon_dirs; i++) {
        add_folder(&all, tools->invocation->lexicon_dirs[i]);
    }
    qsort(all.items, all.n, sizeof all.items[0], by_code);
    for (size_t i = 0; !err && i < all.n; i++) {
        err = check_one(tools, all.items[i], out, errors, diag);
    }
    return err;
}

/* profile CODE FILE...: profile.tsv from texts, on standard output. */
static enum cw_err make_profile(struct tools *tools, char **arguments, int n, struct cw_buf *out,
                                struct cw_diag *diag)
{
    const struct cw_lexicon *lexicon =
        cw_lexicons_find(cw_analyst_lexicons(tools->analyst), cw_str_z(arguments[0]));
    if (!lexicon) {
        return cw_fail(diag, CW_ENOTFOUND, NULL, 0, 0,
                       "there is no pack '%s'; begin one with 'clausewatch lexicon new %s'",
                       arguments[0], arguments[0]);
    }
    size_t n_files = (size_t)n - 1;
    struct cw_identify_source *sources = cw_arena_array(tools->arena, n_files, sizeof *sources);
    if (!sources) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < n_files; i++) {
        struct cw_document_text document;
        struct cw_buf text;
        cw_buf_init(&text, (size_t)1 << 30);
        enum cw_err err = cw_open_document(tools->invocation, tools->analyst, tools->arena,
                                           arguments[i + 1], arguments[0], &document, diag);
        for (size_t k = 0; !err && k < document.clauses.n; k++) {
            cw_buf_str(&text, document.clauses.items[k].text);
            cw_buf_char(&text, '\n');
        }
        sources[i].text = cw_str_dup(tools->arena, cw_buf_view(&text));
        /* The file's name without its folders, which say nothing to others and much of the owner.
         */
        const char *slash = strrchr(arguments[i + 1], '/');
        sources[i].provenance = cw_str_z(slash ? slash + 1 : arguments[i + 1]);
        bool failed = text.failed || !sources[i].text.data;
        cw_buf_dispose(&text);
        if (err || failed) {
            return err ? err : cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        }
    }
    return cw_identify_profile(lexicon, sources, n_files, PROFILE_BYTES, out, diag);
}

static enum cw_err begin_pack(struct tools *tools, const char *code, struct cw_diag *diag)
{
    /* Into the first folder given, else beside the packs that are there. */
    const char *folder = tools->invocation->lexicon_dirs[0];
    enum cw_err err = cw_lexicon_new(tools->invocation->lexicon_dirs,
                                     tools->invocation->n_lexicon_dirs, folder, code, diag);
    if (!err) {
        cw_progress_say(&tools->invocation->progress,
                        "wrote %s/%s\nNext: fill it in (docs/adding-a-language.md), then run\n"
                        "  clausewatch lexicon check %s --lexicons %s",
                        folder, code, code, folder);
    }
    return err;
}

static enum cw_err dispatch(struct tools *tools, struct cw_buf *out, size_t *errors,
                            struct cw_diag *diag)
{
    char **arguments = tools->invocation->arguments;
    int n = tools->invocation->n_arguments;
    const char *verb = arguments[0];
    if (strcmp(verb, "list") == 0 && n == 1) {
        cw_lexicon_list(cw_analyst_lexicons(tools->analyst), out);
        return CW_OK;
    }
    if (strcmp(verb, "stats") == 0 && n == 1) {
        return cw_lexicon_stats(cw_analyst_lexicons(tools->analyst), out);
    }
    if (strcmp(verb, "new") == 0 && n == 2) {
        return begin_pack(tools, arguments[1], diag);
    }
    if (strcmp(verb, "check") == 0 && (n > 1 || tools->invocation->all)) {
        return check_packs(tools, arguments + 1, n - 1, out, errors, diag);
    }
    if (strcmp(verb, "profile") == 0 && n > 2) {
        return make_profile(tools, arguments + 1, n - 1, out, diag);
    }
    return cw_fail(diag, CW_EUSAGE, NULL, 0, 0,
                   "'lexicon %s' is not understood; use list, stats, new CODE, check CODE... (or "
                   "--all), profile CODE FILE...",
                   verb);
}

int cw_command_lexicon(struct cw_invocation *invocation)
{
    struct tools tools = {.invocation = invocation, .arena = cw_arena_new((size_t)1 << 32)};
    struct cw_diag diag;
    struct cw_buf out;
    size_t errors = 0;
    cw_buf_init(&out, (size_t)1 << 30);
    enum cw_err err = tools.arena ? cw_open_analyst(invocation, &tools.analyst, &diag)
                                  : cw_fail(&diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    if (!err) {
        err = dispatch(&tools, &out, &errors, &diag);
    }
    if (!err) {
        err = cw_print(&out, &diag);
    }
    if (err) {
        cw_complain(&diag);
    }
    cw_analyst_free(tools.analyst);
    cw_arena_free(tools.arena);
    cw_buf_dispose(&out);
    if (err == CW_EBUSY) {
        return CW_EXIT_USAGE; /* the folder is there already */
    }
    return err ? cw_exit_code(err) : errors ? CW_EXIT_FINDINGS : CW_EXIT_DONE;
}
