/* Reads a text word by word: runs of letters and marks of one group of scripts, as symbols. Web and
 * mail addresses are passed over; they say nothing about the language around them. */
#include "common/utf8.h"
#include "internal.h"

static bool is_visible_ascii(unsigned char byte)
{
    return byte > ' ' && byte < 0x7F;
}

static bool is_ascii_letter(unsigned char byte)
{
    return (unsigned char)((byte | 0x20) - 'a') < 26;
}

/* Is a run of visible ASCII an address? "name@host", "http://...", "example.org/path". */
static bool is_address(const unsigned char *run, size_t len)
{
    for (size_t i = 1; i + 1 < len; i++) {
        if (is_ascii_letter(run[i])) {
            continue;
        }
        if (run[i] == '@' || (run[i] == ':' && i + 2 < len && run[i + 1] == '/')) {
            return true;
        }
        if (run[i] == '.' && i + 2 < len && is_ascii_letter(run[i + 1]) &&
            is_ascii_letter(run[i + 2]) && run[i - 1] != '.') {
            /* A full stop without a space looks the same, but begins with a capital. */
            return (run[i + 1] & 0x20) != 0;
        }
    }
    return false;
}

/* At the beginning of a run of visible ASCII: moves behind it when it is an address. */
static bool skip_address(struct cw_word_reader *reader)
{
    const unsigned char *bytes = (const unsigned char *)reader->text.data;
    size_t end = reader->at;
    while (end < reader->text.len && is_visible_ascii(bytes[end])) {
        end++;
    }
    if (is_address(bytes + reader->at, end - reader->at)) {
        reader->at = end;
        return true;
    }
    reader->checked = end;
    return false;
}

static const struct glyph *look(const struct cw_word_reader *reader, size_t *next)
{
    static const struct glyph other = {.group = NO_GROUP};
    *next = reader->at;
    unsigned char byte = (unsigned char)reader->text.data[reader->at];
    uint32_t c = byte;
    if (byte < 0x80) {
        ++*next;
    } else {
        c = cw_utf8_next(reader->text, next);
    }
    return c < CODE_POINTS ? &reader->glyphs[c] : &other;
}

/* Moves to the first letter of a word. */
static bool find_word(struct cw_word_reader *reader)
{
    while (reader->at < reader->text.len) {
        unsigned char byte = (unsigned char)reader->text.data[reader->at];
        if (is_visible_ascii(byte) && reader->at >= reader->checked && skip_address(reader)) {
            continue;
        }
        size_t next;
        if (look(reader, &next)->kind == GLYPH_LETTER) {
            return true;
        }
        reader->at = next;
    }
    return false;
}

/* Plain letters that go on with a word of their script: most of most texts. */
static void read_plain(struct cw_word_reader *reader, struct cw_word *word)
{
    const struct glyph *latin = &reader->glyphs['a'];
    const unsigned char *bytes = (const unsigned char *)reader->text.data;
    size_t at = reader->at;
    while (word->group == latin->group && word->n < LONGEST_WORD && at < reader->text.len &&
           is_ascii_letter(bytes[at])) {
        word->symbols[word->n++] = reader->glyphs[bytes[at++]].symbol;
    }
    reader->scripts[latin->script] += (uint32_t)(at - reader->at);
    reader->at = at;
}

bool cw_identify_next_word(struct cw_word_reader *reader, struct cw_word *word)
{
    if (!reader->inside && !find_word(reader)) {
        return false;
    }
    size_t next;
    const struct glyph *glyph = look(reader, &next);
    word->n = 0;
    word->group = glyph->group;
    word->upper = glyph->upper;
    word->begins = !reader->inside;
    size_t start = reader->at;
    reader->inside = false;
    while (glyph->kind != GLYPH_OTHER) {
        if (glyph->kind == GLYPH_LETTER && glyph->group != word->group) {
            break;
        }
        if (word->n == LONGEST_WORD) {
            reader->inside = glyph->kind == GLYPH_LETTER;
            break;
        }
        if (glyph->kind != GLYPH_SKIP) {
            word->symbols[word->n++] = glyph->symbol;
            reader->scripts[glyph->script]++;
        }
        reader->at = next;
        read_plain(reader, word);
        if (reader->at >= reader->text.len) {
            break;
        }
        glyph = look(reader, &next);
    }
    word->bytes = reader->at - start;
    word->ends = !reader->inside;
    return true;
}
