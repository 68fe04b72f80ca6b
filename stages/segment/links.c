/* Links through normalisation: where their ends come to stand when NFC joins characters and white
 * space is squeezed. */
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "common/utf8.h"
#include "internal.h"

struct ends {
    size_t *at; /* start and end of each link, in turn */
    size_t n;
};

/* The first place from `at` on where the text can be cut without changing its normal form: a link
 * that begins with a combining mark begins behind it. */
static size_t next_boundary(const UNormalizer2 *nfc, struct cw_str text, size_t at)
{
    while (at < text.len) {
        size_t behind = at;
        if (unorm2_hasBoundaryBefore(nfc, (UChar32)cw_utf8_next(text, &behind))) {
            break;
        }
        at = behind;
    }
    return at;
}

/* NFC of each stretch between two ends by itself, so that the ends stay in view. */
static struct cw_str join_nfc(struct cw_arena *arena, struct cw_str text, struct ends ends)
{
    struct cw_str failed = {NULL, 0};
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfc = unorm2_getNFCInstance(&status);
    char *out = cw_arena_alloc(arena, text.len * 3 + 1); /* NFC triples UTF-8 at most */
    if (!out || U_FAILURE(status)) {
        return failed;
    }
    size_t len = 0;
    size_t from = 0;
    for (size_t i = 0; i <= ends.n; i++) {
        size_t to = i < ends.n ? ends.at[i] : text.len;
        to = to > from ? next_boundary(nfc, text, to) : from;
        if (to > from) {
            struct cw_str piece = cw_utf8_nfc(arena, cw_str_sub(text, from, to));
            if (!piece.data) {
                return failed;
            }
            memcpy(out + len, piece.data, piece.len);
            len += piece.len;
            from = to;
        }
        if (i < ends.n) {
            ends.at[i] = len;
        }
    }
    return cw_str_n(out, len);
}

/* Walks text and its squeezed form side by side and moves each end from the one to the other. */
static void follow_squeeze(struct cw_str text, struct cw_str squeezed, struct ends ends)
{
    size_t at = 0;
    size_t to = 0;
    bool space_taken = false;
    for (size_t i = 0; i < ends.n; i++) {
        while (at < ends.at[i] && at < text.len && to < squeezed.len) {
            unsigned char byte = (unsigned char)text.data[at];
            if (byte > ' ' && byte < 0x80 && text.data[at] == squeezed.data[to]) {
                at++;
                to++;
                space_taken = false;
                continue;
            }
            size_t before = at;
            uint32_t c = cw_utf8_next(text, &at);
            size_t size = at - before;
            if (squeezed.len - to >= size &&
                memcmp(squeezed.data + to, text.data + before, size) == 0 && c != ' ') {
                to += size;
                space_taken = false;
            } else if (u_isUWhiteSpace((UChar32)c) && squeezed.data[to] == ' ' && !space_taken) {
                to++;
                space_taken = true;
            }
        }
        ends.at[i] = to;
    }
}

enum cw_err cw_links_carry(struct cw_arena *arena, const struct cw_block *block,
                           struct cw_str squeezed, size_t cut, struct cw_link **links)
{
    struct ends ends = {.n = block->n_links * 2};
    ends.at = cw_arena_array(arena, ends.n, sizeof *ends.at);
    struct cw_link *carried = cw_arena_array(arena, block->n_links, sizeof *carried);
    if (!ends.at || !carried) {
        return CW_ENOMEM;
    }
    size_t last = 0;
    for (size_t i = 0; i < ends.n; i++) {
        const struct cw_link *link = &block->links[i / 2];
        size_t at = i % 2 ? link->end : link->start;
        last = at > last ? at : last; /* links do not overlap; if they did, the later one gives */
        ends.at[i] = last;
    }
    struct cw_str text = block->text;
    struct cw_str nfc = cw_utf8_nfc(arena, text);
    if (nfc.data != text.data) {
        text = join_nfc(arena, text, ends);
        if (!text.data) {
            return CW_ENOMEM;
        }
    }
    follow_squeeze(text, squeezed, ends);
    for (size_t i = 0; i < block->n_links; i++) {
        size_t start = ends.at[2 * i];
        size_t end = ends.at[2 * i + 1];
        carried[i].target = block->links[i].target;
        carried[i].start = (uint32_t)(start > cut ? start - cut : 0);
        carried[i].end = (uint32_t)(end > cut ? end - cut : 0);
    }
    *links = carried;
    return CW_OK;
}
