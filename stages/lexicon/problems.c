/* Mistakes in packs: each is told with its place, and loading goes on so that all are told. */
#include <stdarg.h>
#include <stdio.h>

#include "internal.h"

void problem_at(struct problems *problems, uint32_t line, uint32_t column, const char *format, ...)
{
    enum { MOST_REPORTED = 200 };
    problems->errors++;
    if (!problems->report || problems->errors > MOST_REPORTED) {
        return;
    }
    char message[700];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    struct cw_diag diag;
    (void)cw_fail(&diag, CW_ESYNTAX, problems->file, line, column, "%s", message);
    problems->report(problems->context, &diag);
}
