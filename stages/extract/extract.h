/* Extract: bytes of a document -> blocks, whatever the format.
 *
 * Pure functions of their arguments, safe from several threads with different arenas (call
 * cw_extract_init once first). Hostile input costs time and memory linear in its size; what a
 * parser gives up on is recorded in the notes, never lost in silence. */
#ifndef CW_EXTRACT_H
#define CW_EXTRACT_H

#include "common/arena.h"
#include "common/block.h"
#include "common/error.h"

enum cw_media { CW_MEDIA_UNKNOWN = 0, CW_MEDIA_TEXT, CW_MEDIA_MARKDOWN, CW_MEDIA_HTML };

/* What a reader should know about how the text was had. */
struct cw_extract_notes {
    char charset[32];    /* what the bytes were read as */
    size_t repaired;     /* ill-formed sequences replaced by U+FFFD */
    bool truncated;      /* a parser stopped before the end: blocks after it are missing */
    char reason[128];    /* why, when truncated */
    struct cw_str title; /* HTML title; in the arena; "" = none */
    struct cw_str lang;  /* language the document declares for itself; in the arena; "" = none */
};

/* Once at program start, before threads and workers: parser tables and limits. */
enum cw_err cw_extract_init(void) CW_MUST_CHECK;

/* From content first, then name ("x.md", may be empty); never UNKNOWN: TEXT is the last resort. */
enum cw_media cw_extract_sniff(struct cw_str bytes, struct cw_str name);

/* What the bytes are where they are no text ("a PDF file", "binary data"; static storage); NULL for
 * text. By signature, else by a share of control characters that no character set explains. */
const char *cw_extract_binary(struct cw_str bytes);

/* "text/html", "text/markdown", "text/plain" -> media; UNKNOWN for anything else. */
enum cw_media cw_extract_media(const char *type);

/* Bytes -> valid UTF-8. Charset: byte order mark, charset_hint ("" = none), meta or XML
 * declaration, else UTF-8 if valid, else ICU's detector. A declaration is overruled where the bytes
 * are valid UTF-8 beyond ASCII: saved pages keep the declaration of the page that they were. *text
 * is borrowed from bytes where nothing had to change (a UTF-8 byte order mark stays, so that
 * offsets are those of the file), else in the arena. CW_ENOMEM. */
enum cw_err cw_extract_decode(struct cw_arena *arena, struct cw_str bytes, enum cw_media media,
                              struct cw_str charset_hint, struct cw_str *text,
                              struct cw_extract_notes *notes) CW_MUST_CHECK;

/* Parts: pieces of a text that can be parsed by themselves with the same result, so that what two
 * versions share is parsed once. They follow each other without a gap and make up the whole text;
 * HTML is one part. The walk over all parts reads the text about twice (once to begin, once to cut)
 * and allocates nothing.
 *
 *     struct cw_parts parts;
 *     cw_extract_parts(&parts, media, text);
 *     while (cw_extract_next_part(&parts)) {
 *         ... parts.part, parts.start, parts.line
 *     }
 */
struct cw_parts {
    struct cw_str part; /* the current part, borrowed from the text */
    size_t start;       /* bytes into the text; add to the positions of the part's blocks */
    uint32_t line;      /* of its first byte, from 1; add line - 1 to the lines of its blocks */

    struct cw_str text; /* the rest is the iterator's own */
    enum cw_media media;
    bool whole;
    size_t at;
    uint32_t next_line;
};
void cw_extract_parts(struct cw_parts *parts, enum cw_media media, struct cw_str text);
bool cw_extract_next_part(struct cw_parts *parts); /* false: no part is left */

/* Does the text go on with a part that another Markdown text was cut into? True: it is now the
 * current part, just as cw_extract_next_part would have cut it, at the price of comparing the
 * bytes. False: nothing has changed; it may be that part all the same. known: not the last part of
 * its text. n_lines: the lines in it. */
bool cw_extract_same_part(struct cw_parts *parts, struct cw_str known, uint32_t n_lines);

/* One part -> blocks, in the arena, positions relative to the part (line from 1). Adds to notes.
 * Texts without markup are borrowed from the part, which must live as long as the blocks.
 * Texts are valid UTF-8; links are in order. CW_ENOMEM; CW_ELIMIT after 1,000,000 blocks (out then
 * holds those found so far and notes->truncated is set). */
enum cw_err cw_extract_blocks(struct cw_arena *arena, enum cw_media media, struct cw_str part,
                              struct cw_blocks *out, struct cw_extract_notes *notes,
                              struct cw_diag *diag) CW_MUST_CHECK;

#endif
