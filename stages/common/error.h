/* Errors that functions return, and the message that travels with them.
 *
 * A function returns 0 or one of a handful of codes; what a person should read stands in a
 * struct cw_diag that the caller hands in (stages have no globals and never print). */
#ifndef CW_COMMON_ERROR_H
#define CW_COMMON_ERROR_H

#include <stdarg.h>
#include <stdint.h>

enum cw_err {
    CW_OK = 0,
    CW_ENOMEM,  /* out of memory, or an arena or buffer reached its cap */
    CW_EIO,     /* reading or writing failed */
    CW_ESYNTAX, /* input is not of the form it should have */
    CW_ELIMIT, /* a documented limit was reached; results up to it may be valid, see the function */
    CW_ENOTFOUND, /* what was asked for is not there */
    CW_EUSAGE,    /* the caller's options make no sense */
    CW_EBUSY,     /* somebody else holds the resource */
    CW_EDAMAGED,  /* stored or received data contradicts itself */
    CW_EINTR      /* stopped on request */
};

#define CW_MUST_CHECK        __attribute__((warn_unused_result))
#define CW_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* What went wrong, where, and what to do. Plain data, owned by whoever declares it. */
struct cw_diag {
    char file[256];    /* "" when there is no file; cut with "..." when longer */
    uint32_t line;     /* from 1; 0 = unknown */
    uint32_t column;   /* from 1, in bytes; 0 = unknown */
    char message[768]; /* what happened, what was expected, what to do; UTF-8, no newline */
};

/* Fills diag (which may be NULL) and returns err, so that a caller can write
 * `return cw_fail(diag, CW_EIO, path, 0, 0, "cannot read: %s", strerror(errno));`.
 * file may be NULL. */
enum cw_err cw_fail(struct cw_diag *diag, enum cw_err err, const char *file, uint32_t line,
                    uint32_t column, const char *format, ...) CW_PRINTF(6, 7);

/* "file:line:column: message" into out (NUL-terminated, cut to size). Parts unknown are left out.
 */
void cw_diag_format(const struct cw_diag *diag, char *out, uint32_t size);

/* A word for the code: "out of memory", "input/output error", ... Static storage. */
const char *cw_err_name(enum cw_err err);

#endif
