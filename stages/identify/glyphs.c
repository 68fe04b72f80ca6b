/* What every code point is to identification, worked out once, so that reading text is one look
 * into a table. */
#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "internal.h"

static unsigned script_of(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript(c, &status);
    return U_FAILURE(status) || script <= USCRIPT_INHERITED || (unsigned)script >= SCRIPTS
               ? 0
               : (unsigned)script;
}

unsigned cw_identify_script(struct cw_str name)
{
    char text[16];
    if (name.len >= sizeof text) {
        return 0;
    }
    memcpy(text, name.data, name.len);
    text[name.len] = '\0';
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode code = USCRIPT_INVALID_CODE;
    int32_t n = uscript_getCode(text, &code, 1, &status);
    return U_SUCCESS(status) && n == 1 && code > 0 && (unsigned)code < SCRIPTS ? (unsigned)code : 0;
}

static struct glyph glyph_of(UChar32 c, const uint8_t *group_of)
{
    struct glyph glyph = {.group = NO_GROUP};
    uint32_t category = U_GET_GC_MASK(c);
    if (c == 0x200C || c == 0x200D) {
        glyph.kind = GLYPH_JOINER;
        glyph.symbol = JOINER;
    } else if (category & (U_GC_L_MASK | U_GC_M_MASK)) {
        unsigned script = script_of(c);
        glyph.kind = script ? GLYPH_LETTER : GLYPH_SKIP;
        glyph.script = (uint8_t)script;
        glyph.upper = (category & (U_GC_LU_MASK | U_GC_LT_MASK)) != 0;
        glyph.group = script ? group_of[script] : NO_GROUP;
    }
    return glyph;
}

struct glyph *cw_identify_glyphs(const uint8_t group_of[SCRIPTS])
{
    struct glyph *glyphs = calloc(CODE_POINTS, sizeof *glyphs);
    for (UChar32 c = 0; glyphs && c < CODE_POINTS; c++) {
        glyphs[c] = glyph_of(c, group_of);
    }
    return glyphs;
}

void cw_identify_fold(struct glyph *glyphs)
{
    for (UChar32 c = 0; c < CODE_POINTS; c++) {
        if (glyphs[c].upper && glyphs[c].kind == GLYPH_LETTER && !glyphs[c].symbol) {
            UChar32 small = u_tolower(c);
            if (small < CODE_POINTS && glyphs[small].group == glyphs[c].group) {
                glyphs[c].symbol = glyphs[small].symbol;
            }
        }
    }
}
