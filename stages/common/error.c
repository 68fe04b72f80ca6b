/* The message side of error handling: filling and printing struct cw_diag. */
#include "error.h"

#include <stdio.h>
#include <string.h>

static void copy_file_name(char *out, size_t size, const char *file)
{
    size_t len = strlen(file);
    if (len < size) {
        memcpy(out, file, len + 1);
        return;
    }
    /* The end of a path says more than its beginning. */
    memcpy(out, "...", 3);
    memcpy(out + 3, file + len - (size - 4), size - 3);
}

enum cw_err cw_fail(struct cw_diag *diag, enum cw_err err, const char *file, uint32_t line,
                    uint32_t column, const char *format, ...)
{
    if (!diag) {
        return err;
    }
    diag->file[0] = '\0';
    if (file) {
        copy_file_name(diag->file, sizeof diag->file, file);
    }
    diag->line = line;
    diag->column = column;
    va_list args;
    va_start(args, format);
    vsnprintf(diag->message, sizeof diag->message, format, args);
    va_end(args);
    return err;
}

void cw_diag_format(const struct cw_diag *diag, char *out, uint32_t size)
{
    if (diag->file[0] && diag->line && diag->column) {
        snprintf(out, size, "%s:%u:%u: %s", diag->file, diag->line, diag->column, diag->message);
    } else if (diag->file[0] && diag->line) {
        snprintf(out, size, "%s:%u: %s", diag->file, diag->line, diag->message);
    } else if (diag->file[0]) {
        snprintf(out, size, "%s: %s", diag->file, diag->message);
    } else {
        snprintf(out, size, "%s", diag->message);
    }
}

const char *cw_err_name(enum cw_err err)
{
    switch (err) {
    case CW_OK:
        return "done";
    case CW_ENOMEM:
        return "out of memory";
    case CW_EIO:
        return "input/output error";
    case CW_ESYNTAX:
        return "malformed input";
    case CW_ELIMIT:
        return "limit reached";
    case CW_ENOTFOUND:
        return "not found";
    case CW_EUSAGE:
        return "usage error";
    case CW_EBUSY:
        return "busy";
    case CW_EDAMAGED:
        return "damaged data";
    case CW_EINTR:
        return "interrupted";
    }
    return "unknown error";
}
