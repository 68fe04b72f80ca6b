/* What several commands do alike: open packs, open files, print, complain. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"

static const size_t largest_file = (size_t)1024 * 1024 * 1024;
static const size_t arena_cap = (size_t)16 * 1024 * 1024 * 1024;
static const size_t output_cap = (size_t)8 * 1024 * 1024 * 1024;

void cw_complain(const struct cw_diag *diag)
{
    char text[1200];
    cw_diag_format(diag, text, sizeof text);
    fprintf(stderr, "clausewatch: %s\n", text);
}

int cw_exit_code(enum cw_err err)
{
    switch (err) {
    case CW_OK:
        return CW_EXIT_DONE;
    case CW_EUSAGE:
    case CW_ESYNTAX:
    case CW_ENOTFOUND:
        return CW_EXIT_USAGE;
    case CW_EBUSY:
        return CW_EXIT_BUSY;
    case CW_EINTR:
        return CW_EXIT_INTERRUPTED;
    case CW_ENOMEM:
    case CW_EIO:
    case CW_ELIMIT:
    case CW_EDAMAGED:
        break;
    }
    return CW_EXIT_IO;
}

static void complain_of_pack(void *context, const struct cw_diag *diag)
{
    (void)context;
    cw_complain(diag);
}

/* only: the language of all texts, "" = not known. */
static enum cw_err open_analyst(struct cw_invocation *invocation, const char *only,
                                struct cw_analyst **analyst, struct cw_diag *diag)
{
    return only[0] ? cw_analyst_new_for(invocation->lexicon_dirs, invocation->n_lexicon_dirs, only,
                                        complain_of_pack, NULL, analyst, diag)
                   : cw_analyst_new(invocation->lexicon_dirs, invocation->n_lexicon_dirs,
                                    complain_of_pack, NULL, analyst, diag);
}

enum cw_err cw_open_analyst(struct cw_invocation *invocation, struct cw_analyst **analyst,
                            struct cw_diag *diag)
{
    return open_analyst(invocation, "", analyst, diag);
}

static enum cw_err read_all(int fd, struct cw_arena *arena, const char *name, struct cw_str *out,
                            struct cw_diag *diag)
{
    struct stat info;
    bool sized = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size >= 0 &&
                 (size_t)info.st_size <= largest_file;
    /* One byte more, so that the end is met without growing. */
    size_t size = sized ? (size_t)info.st_size + 1 : 65536;
    size_t len = 0;
    char *bytes = cw_arena_alloc(arena, size);
    while (bytes && len <= largest_file) {
        ssize_t got = read(fd, bytes + len, size - len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return cw_fail(diag, CW_EIO, name, 0, 0, "cannot read: %s", strerror(errno));
        }
        if (got == 0) {
            *out = cw_str_n(bytes, len);
            return CW_OK;
        }
        len += (size_t)got;
        if (len == size) {
            bytes = cw_arena_grow(arena, bytes, len, &size, size * 2, 1);
        }
    }
    return bytes ? cw_fail(diag, CW_EIO, name, 0, 0, "over 1 GB: too large for a document")
                 : cw_fail(diag, CW_ENOMEM, name, 0, 0, "out of memory");
}

static enum cw_err read_file(const char *path, struct cw_arena *arena, struct cw_str *bytes,
                             struct cw_diag *diag)
{
    bool is_input = strcmp(path, "-") == 0;
    int fd = is_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    const char *name = is_input ? "standard input" : path;
    if (fd < 0) {
        return cw_fail(diag, CW_EIO, name, 0, 0, "cannot read: %s", strerror(errno));
    }
    enum cw_err err = read_all(fd, arena, name, bytes, diag);
    if (!is_input) {
        close(fd);
    }
    return err;
}

enum cw_err cw_open_document(struct cw_invocation *invocation, struct cw_analyst *analyst,
                             struct cw_arena *arena, const char *path, const char *lang,
                             struct cw_document_text *document, struct cw_diag *diag)
{
    struct cw_document_input input = {.name = cw_str_z(path),
                                      .declared = cw_str_z(lang),
                                      .charset = {"", 0},
                                      .media = invocation->type};
    enum cw_err err = read_file(path, arena, &input.bytes, diag);
    if (err) {
        return err;
    }
    err = cw_analyst_read(analyst, arena, NULL, &input, document, diag);
    if (err) {
        char reason[256];
        snprintf(reason, sizeof reason, "%.255s", diag->message);
        return cw_fail(diag, err, path, 0, 0, "cannot make out its text: %s", reason);
    }
    if (document->notes.truncated) {
        fprintf(stderr, "clausewatch: %s: the text may be incomplete: %s\n", path,
                document->notes.reason);
    }
    if (document->notes.repaired) {
        fprintf(stderr, "clausewatch: %s: %zu damaged characters replaced (read as %s)\n", path,
                document->notes.repaired, document->notes.charset);
    }
    return CW_OK;
}

enum cw_err cw_print(const struct cw_buf *out, struct cw_diag *diag)
{
    if (out->failed) {
        return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    }
    if (out->len && fwrite(out->data, 1, out->len, stdout) != out->len) {
        return cw_fail(diag, CW_EIO, "standard output", 0, 0, "cannot write: %s", strerror(errno));
    }
    if (fflush(stdout) != 0) {
        return cw_fail(diag, CW_EIO, "standard output", 0, 0, "cannot write: %s", strerror(errno));
    }
    return CW_OK;
}

static int do_files(struct cw_file_context *file, cw_file_fn one)
{
    struct cw_invocation *invocation = file->invocation;
    int code = CW_EXIT_DONE;
    for (int i = 0; i < invocation->n_arguments; i++) {
        struct cw_diag diag;
        cw_arena_reset(file->arena);
        cw_buf_clear(file->out);
        file->path = invocation->arguments[i];
        enum cw_err err = cw_open_document(invocation, file->analyst, file->arena, file->path,
                                           invocation->lang, &file->document, &diag);
        bool is_document = err != CW_OK;
        if (!err) {
            err = one(file, &diag);
        }
        if (!err) {
            err = cw_print(file->out, &diag);
            if (err) {
                cw_complain(&diag);
                return CW_EXIT_IO;
            }
        }
        if (err) {
            cw_complain(&diag);
            code = is_document && invocation->n_arguments == 1 && err == CW_EIO
                       ? CW_EXIT_IO
                       : CW_EXIT_UNREADABLE;
        }
    }
    return code;
}

static int for_each_file(struct cw_invocation *invocation, const char *only, cw_file_fn one,
                         void *context)
{
    struct cw_diag diag;
    struct cw_buf out;
    cw_buf_init(&out, output_cap);
    struct cw_file_context file = {.invocation = invocation,
                                   .arena = cw_arena_new(arena_cap),
                                   .out = &out,
                                   .context = context};
    enum cw_err err = file.arena ? open_analyst(invocation, only, &file.analyst, &diag)
                                 : cw_fail(&diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    int code = cw_exit_code(err);
    if (err) {
        cw_complain(&diag);
    } else {
        code = do_files(&file, one);
    }
    cw_analyst_free(file.analyst);
    cw_arena_free(file.arena);
    cw_buf_dispose(&out);
    return code;
}

int cw_for_each_file(struct cw_invocation *invocation, cw_file_fn one, void *context)
{
    return for_each_file(invocation, "", one, context);
}

int cw_count_each_file(struct cw_invocation *invocation, cw_file_fn one, void *context)
{
    return for_each_file(invocation, invocation->lang, one, context);
}
