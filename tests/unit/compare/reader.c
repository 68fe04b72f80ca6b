/* Markdown through extract and segment, as one part. */
#include "reader.h"

#include "extract/extract.h"
#include "segment/segment.h"

bool reader_clauses(struct cw_arena *arena, struct cw_str markdown, struct cw_clauses *out)
{
    struct cw_extract_notes notes = {0};
    struct cw_str text;
    if (cw_extract_decode(arena, markdown, CW_MEDIA_MARKDOWN, cw_str_z(""), &text, &notes)) {
        return false;
    }
    struct cw_blocks blocks = {0};
    struct cw_diag diag;
    if (cw_extract_blocks(arena, CW_MEDIA_MARKDOWN, text, &blocks, &notes, &diag)) {
        return false;
    }
    return cw_segment_clauses(arena, &blocks, cw_str_z(""), out) == CW_OK;
}
