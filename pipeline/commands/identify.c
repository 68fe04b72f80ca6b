/* clausewatch identify: the language of files, or of each line of standard input. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common/json.h"
#include "common/utf8.h"
#include "identify/identify.h"

enum { LONGEST_LINE = 16 * 1024 * 1024 };

static void put(struct cw_invocation *invocation, struct cw_buf *out, const char *file,
                const struct cw_identity *identity)
{
    if (invocation->format == CW_FORMAT_TEXT) {
        cw_buf_printf(out, "%s\t%.2f\t%s%s\n", identity->lang, identity->confidence, file,
                      identity->zawgyi ? "\t(Burmese in the Zawgyi font encoding)" : "");
        return;
    }
    struct cw_json json;
    cw_json_init(&json, out);
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "type", "language");
    cw_json_put_z(&json, "file", file);
    cw_json_put_z(&json, "lang", identity->lang);
    cw_json_put_number(&json, "confidence", identity->confidence, 3);
    cw_json_put_z(&json, "script", identity->script);
    if (identity->zawgyi) {
        cw_json_put_z(&json, "encoding", "zawgyi");
    }
    cw_json_end_object(&json);
    cw_json_end_line(&json);
}

static enum cw_err show(struct cw_file_context *file, struct cw_diag *diag)
{
    struct cw_identity identity = {.lang = "und"};
    struct cw_buf text;
    cw_buf_init(&text, (size_t)1 << 32);
    for (size_t i = 0; i < file->document.clauses.n; i++) {
        cw_buf_str(&text, file->document.clauses.items[i].text);
        cw_buf_char(&text, '\n');
    }
    enum cw_err err =
        text.failed ? cw_fail(diag, CW_ENOMEM, file->path, 0, 0, "out of memory") : CW_OK;
    if (!err) {
        cw_identify(cw_analyst_identifier(file->analyst), cw_buf_view(&text),
                    cw_str_z(file->invocation->lang), &identity);
        put(file->invocation, file->out, file->path, &identity);
    }
    cw_buf_dispose(&text);
    return err;
}

/* One line, without its end; repaired and in NFC, since lines come as they are. */
static void identify_line(struct cw_invocation *invocation, struct cw_analyst *analyst,
                          struct cw_arena *arena, struct cw_str line, struct cw_buf *out)
{
    struct cw_identity identity;
    size_t repaired;
    struct cw_str text = cw_utf8_repair(arena, line, &repaired);
    text = text.data ? cw_utf8_nfc(arena, text) : text;
    if (!text.data) {
        out->failed = true;
        return;
    }
    cw_identify(cw_analyst_identifier(analyst), text, cw_str_z(invocation->lang), &identity);
    cw_buf_printf(out, "%s\t%.3f\t", identity.lang, identity.confidence);
    cw_buf_str(out, line);
    cw_buf_char(out, '\n');
}

static enum cw_err identify_lines(struct cw_invocation *invocation, struct cw_analyst *analyst,
                                  struct cw_arena *arena, struct cw_diag *diag)
{
    struct cw_buf out;
    cw_buf_init(&out, (size_t)4 * LONGEST_LINE);
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    enum cw_err err = CW_OK;
    while (!err && (len = getline(&line, &room, stdin)) >= 0) {
        size_t end = (size_t)len;
        while (end && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        cw_arena_reset(arena);
        identify_line(invocation, analyst, arena, cw_str_n(line, end), &out);
        if (out.len > 65536 || out.failed) {
            err = cw_print(&out, diag);
            cw_buf_clear(&out);
        }
    }
    if (!err && ferror(stdin)) {
        err = cw_fail(diag, CW_EIO, "standard input", 0, 0, "cannot read: %s", strerror(errno));
    }
    if (!err) {
        err = cw_print(&out, diag);
    }
    free(line);
    cw_buf_dispose(&out);
    return err;
}

int cw_command_identify(struct cw_invocation *invocation)
{
    static char *input[] = {"-"};
    if (!invocation->lines) {
        if (invocation->n_arguments == 0) {
            invocation->arguments = input;
            invocation->n_arguments = 1;
        }
        return cw_for_each_file(invocation, show, NULL);
    }
    struct cw_diag diag;
    struct cw_analyst *analyst = NULL;
    struct cw_arena *arena = cw_arena_new((size_t)8 * LONGEST_LINE);
    enum cw_err err = arena ? cw_open_analyst(invocation, &analyst, &diag)
                            : cw_fail(&diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    if (!err) {
        err = identify_lines(invocation, analyst, arena, &diag);
    }
    if (err) {
        cw_complain(&diag);
    }
    cw_analyst_free(analyst);
    cw_arena_free(arena);
    return cw_exit_code(err);
}
