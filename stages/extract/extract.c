/* Entry points: setting the parsers up, and one part of a text to blocks. */
#include <cmark-gfm-core-extensions.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <stdio.h>

#include "internal.h"

static void say_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

enum cw_err cw_extract_init(void)
{
    xmlInitParser();
    /* What goes wrong is read from the parser, never printed by it. */
    xmlSetGenericErrorFunc(NULL, say_nothing);
    cmark_gfm_core_extensions_ensure_registered();
    return CW_OK;
}

void cw_note_truncated(struct cw_extract_notes *notes, const char *reason)
{
    if (!notes->truncated) {
        notes->truncated = true;
        snprintf(notes->reason, sizeof notes->reason, "%s", reason);
    }
}

enum cw_err cw_extract_blocks(struct cw_arena *arena, enum cw_media media, struct cw_str part,
                              struct cw_blocks *out, struct cw_extract_notes *notes,
                              struct cw_diag *diag)
{
    struct cw_sink sink;
    cw_sink_init(&sink, arena, part);
    if (part.len > 0 && media == CW_MEDIA_HTML) {
        cw_read_html(&sink, part, 0, NULL, notes);
    } else if (part.len > 0 && media == CW_MEDIA_MARKDOWN) {
        cw_read_markdown(&sink, notes);
    } else if (part.len > 0) {
        cw_read_plain(&sink);
    }
    enum cw_err err = sink.text.failed ? CW_ENOMEM : sink.err;
    *out = (struct cw_blocks){sink.blocks, sink.n};
    cw_sink_dispose(&sink);
    if (err == CW_ELIMIT) {
        cw_note_truncated(notes, "over 1,000,000 blocks");
        return cw_fail(diag, err, NULL, 0, 0, "over 1,000,000 blocks; the rest is left out");
    }
    if (err) {
        *out = (struct cw_blocks){NULL, 0};
        return cw_fail(diag, err, NULL, 0, 0, "out of memory while reading a document");
    }
    return CW_OK;
}
