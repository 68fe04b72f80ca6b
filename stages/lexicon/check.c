/* Checks one pack: loads it as the program would, then looks at what loading does not care about.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "check_internal.h"

enum { PATH_SIZE = 4096 };

static void tell(struct checking *c, const char *level, const char *file, uint32_t line,
                 uint32_t column, const char *format, va_list args)
{
    char message[700];
    char place[1200];
    struct cw_diag diag;
    vsnprintf(message, sizeof message, format, args);
    snprintf(place, sizeof place, "%s/%s", c->folder, file);
    (void)cw_fail(&diag, CW_OK, place, line, column, "%s", message);
    cw_diag_format(&diag, place, sizeof place);
    cw_buf_printf(c->out, "%s %s\n", level, place);
}

void tell_error(struct checking *c, const char *file, uint32_t line, uint32_t column,
                const char *format, ...)
{
    va_list args;
    va_start(args, format);
    tell(c, "error  ", file, line, column, format, args);
    va_end(args);
    c->result->errors++;
}

void tell_warning(struct checking *c, const char *file, uint32_t line, uint32_t column,
                  const char *format, ...)
{
    c->result->warnings++;
    if (c->told++ >= MOST_TOLD) {
        return; /* mistakes are always told */
    }
    va_list args;
    va_start(args, format);
    tell(c, "warning", file, line, column, format, args);
    va_end(args);
}

/* What loading finds, as errors. */
static void on_problem(void *context, const struct cw_diag *diag)
{
    struct checking *c = context;
    char place[1200];
    cw_diag_format(diag, place, sizeof place);
    c->result->errors++;
    cw_buf_printf(c->out, "error   %s\n", place);
}

static bool find_folder(const char *const *dirs, size_t n_dirs, const char *name, char *out)
{
    for (size_t i = 0; i < n_dirs; i++) {
        struct stat info;
        if (snprintf(out, PATH_SIZE, "%s/%s", dirs[i], name) < PATH_SIZE && stat(out, &info) == 0 &&
            S_ISDIR(info.st_mode)) {
            return true;
        }
    }
    return false;
}

static enum cw_err load_both(struct checking *c, const char *const *dirs, size_t n_dirs,
                             const char *reference, struct cw_lexicon **reference_pack)
{
    struct problems problems = {.report = on_problem, .context = c, .file = ""};
    enum cw_err err = load_pack(c->folder, c->concepts, &problems, &c->pack);
    if (err) {
        return err;
    }
    char path[PATH_SIZE];
    struct problems silent = {.report = NULL, .file = ""};
    *reference_pack = NULL;
    if (reference && find_folder(dirs, n_dirs, reference, path) && strcmp(path, c->folder) != 0) {
        err = load_pack(path, c->concepts, &silent, reference_pack);
    }
    c->reference = *reference_pack;
    return err;
}

static enum cw_err look(struct checking *c)
{
    enum cw_err err = check_files(c);
    if (err || !c->pack) {
        return err;
    }
    /* Terms of a pack with mistakes in its tables cannot be compiled into a trie. */
    bool sound = c->result->errors == 0;
    if (sound) {
        err = check_terms(c);
        err = err ? err : run_tests(c);
    } else {
        cw_buf_z(c->out, "note    terms and tests are looked at once these mistakes are mended\n");
    }
    return err ? err : write_coverage(c);
}

static enum cw_err prepare(struct checking *c, struct concepts *concepts, const char *const *dirs,
                           size_t n_dirs, struct cw_diag *diag)
{
    char path[PATH_SIZE];
    struct problems problems = {.report = on_problem, .context = c, .file = ""};
    c->arena = cw_arena_new((size_t)512 << 20);
    c->breaker = cw_breaker_new();
    if (!c->arena || !c->breaker) {
        return CW_ENOMEM;
    }
    if (!find_folder(dirs, n_dirs, "concepts", path)) {
        return cw_fail(diag, CW_ENOTFOUND, NULL, 0, 0,
                       "none of the folders of language packs holds `concepts`");
    }
    enum cw_err err = load_concepts(c->arena, path, &problems, concepts);
    c->concepts = concepts;
    c->excused = err ? NULL : cw_arena_array(c->arena, concepts->n + 1, sizeof *c->excused);
    return err ? err : c->excused ? CW_OK : CW_ENOMEM;
}

static void write_summary(struct checking *c, const char *code)
{
    const struct cw_check_result *result = c->result;
    if (c->told > MOST_TOLD) {
        cw_buf_printf(c->out, "... and %zu more warnings\n", c->told - MOST_TOLD);
    }
    cw_buf_printf(c->out, "\n%s: %zu errors, %zu warnings; %zu tests, %zu failed", code,
                  result->errors, result->warnings, result->tests, result->tests_failed);
    if (result->tests_not_run) {
        cw_buf_printf(c->out, ", %zu not run", result->tests_not_run);
    }
    cw_buf_z(c->out, "\n");
}

enum cw_err cw_lexicon_check(const char *const *dirs, size_t n_dirs, const char *code,
                             const char *reference, const struct cw_check_hooks *hooks,
                             struct cw_buf *out, struct cw_check_result *result,
                             struct cw_diag *diag)
{
    static const struct cw_check_hooks no_hooks = {NULL, NULL, NULL};
    *result = (struct cw_check_result){0};
    char folder[PATH_SIZE];
    if (!find_folder(dirs, n_dirs, code, folder)) {
        return cw_fail(diag, CW_ENOTFOUND, NULL, 0, 0,
                       "there is no pack \"%s\"; `clausewatch lexicon new %s` begins one", code,
                       code);
    }
    struct concepts concepts;
    struct checking c = {
        .hooks = hooks ? hooks : &no_hooks, .out = out, .result = result, .folder = folder};
    struct cw_lexicon *reference_pack = NULL;
    enum cw_err err = prepare(&c, &concepts, dirs, n_dirs, diag);
    err = err ? err : load_both(&c, dirs, n_dirs, reference, &reference_pack);
    if (!err && !c.pack && result->errors == 0) {
        tell_error(&c, "pack.yaml", 0, 0, "the file is missing; it says who the language is");
    }
    err = err ? err : look(&c);
    if (!err) {
        write_summary(&c, code);
    }
    free_pack(c.pack);
    free_pack(reference_pack);
    cw_breaker_free(c.breaker);
    cw_arena_free(c.arena);
    return err ? err : out->failed ? CW_ENOMEM : CW_OK;
}
