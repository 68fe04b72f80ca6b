/* The door of ingest: checks the description of a source and hands each call to its kind. */
#include "ingest.h"

#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

enum { CAPTURE_ARENA = 4 << 20 }; /* strings of one capture */

void cw_listing_trouble(const struct cw_listing *listing, const char *file, const char *format, ...)
{
    if (!listing->trouble) {
        return;
    }
    struct cw_diag diag;
    (void)cw_fail(&diag, CW_EIO, file, 0, 0, " ");
    va_list args;
    va_start(args, format);
    vsnprintf(diag.message, sizeof diag.message, format, args);
    va_end(args);
    listing->trouble(listing->context, &diag);
}

static enum cw_err open_kind(struct cw_source *source, struct cw_diag *diag)
{
    switch (source->spec.kind) {
    case CW_SOURCE_FOLDER:
        return cw_folder_open(source, diag);
    case CW_SOURCE_ARCHIVE:
        return cw_archive_open(source, diag);
    case CW_SOURCE_GIT:
        return cw_git_open(source, diag);
    }
    return cw_fail(diag, CW_EUSAGE, source->spec.path, 0, 0, "unknown kind of source");
}

enum cw_err cw_source_open(const struct cw_source_spec *spec, struct cw_source **source,
                           struct cw_diag *diag)
{
    struct cw_source *made = calloc(1, sizeof *made);
    if (!made) {
        return cw_fail(diag, CW_ENOMEM, spec->path, 0, 0, "out of memory");
    }
    made->spec = *spec;
    made->arena = cw_arena_new(CAPTURE_ARENA);
    enum cw_err err = made->arena ? cw_identity_new(spec, &made->identity, diag)
                                  : cw_fail(diag, CW_ENOMEM, spec->path, 0, 0, "out of memory");
    if (!err) {
        err = open_kind(made, diag);
    }
    if (err) {
        cw_source_close(made);
        return err;
    }
    *source = made;
    return CW_OK;
}

void cw_source_close(struct cw_source *source)
{
    if (!source) {
        return;
    }
    if (source->ops) {
        source->ops->close(source);
    }
    cw_identity_free(source->identity);
    cw_arena_free(source->arena);
    free(source);
}

enum cw_err cw_source_list(struct cw_source *source, struct cw_str cursor, cw_capture_fn capture,
                           cw_trouble_fn trouble, void *context, struct cw_buf *next,
                           struct cw_diag *diag)
{
    struct cw_listing listing = {.cursor = cursor,
                                 .capture = capture,
                                 .trouble = trouble,
                                 .context = context,
                                 .next = next,
                                 .diag = diag,
                                 .arena = source->arena};
    cw_buf_clear(next);
    cw_arena_reset(source->arena);
    enum cw_err err = source->ops->list(source, &listing);
    if (!err && next->failed) {
        err = cw_fail(diag, CW_ENOMEM, source->spec.path, 0, 0, "out of memory");
    }
    return err;
}

void cw_source_expect(struct cw_source *source, struct cw_str locator)
{
    if (source->ops->expect) {
        source->ops->expect(source, locator);
    }
}

enum cw_err cw_source_read(struct cw_source *source, struct cw_str locator, struct cw_buf *out,
                           struct cw_diag *diag)
{
    cw_buf_clear(out);
    return source->ops->read(source, locator, out, diag);
}
