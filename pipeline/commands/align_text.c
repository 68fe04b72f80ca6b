/* Writing an alignment down. */
#include "align_text.h"

#include <math.h>
#include <string.h>
#include <unicode/uchar.h>

#include "common/arena.h"
#include "common/json.h"
#include "common/utf8.h"

static void put_indices(struct cw_json *json, const char *key, const uint32_t *indices, size_t n)
{
    cw_json_key(json, key);
    cw_json_begin_array(json);
    for (size_t i = 0; i < n; i++) {
        cw_json_int(json, indices[i]);
    }
    cw_json_end_array(json);
}

static void put_link(struct cw_json *json, const struct cw_align_link *link)
{
    cw_json_begin_object(json);
    cw_json_put_z(json, "type", "link");
    put_indices(json, "source", link->source, link->n_source);
    put_indices(json, "target", link->target, link->n_target);
    cw_json_put_number(json, "score", (double)link->score, 3);
    cw_json_put_bool(json, "moved", link->moved);
    cw_json_end_object(json);
    cw_json_end_line(json);
}

static void put_gap(struct cw_json *json, const struct cw_align_gap *gap)
{
    cw_json_begin_object(json);
    cw_json_put_z(json, "type", "gap");
    cw_json_put_z(json, "kind", cw_gap_kind_name(gap->kind));
    put_indices(json, "source", gap->source, gap->n_source);
    put_indices(json, "target", gap->target, gap->n_target);
    cw_json_put_str(json, "lang", gap->lang);
    cw_json_put_number(json, "score", (double)gap->score, 3);
    cw_json_put_bool(json, "partly", gap->partly);
    if (gap->kind == CW_GAP_NUMBERS) {
        cw_json_put_str_or_null(json, "source_value", gap->source_value);
        cw_json_put_str_or_null(json, "target_value", gap->target_value);
    }
    cw_json_end_object(json);
    cw_json_end_line(json);
}

static const struct {
    enum cw_align_note bit;
    const char *name;
    const char *sentence;
} notes[] = {
    {CW_ALIGN_NO_SOURCE_PACK, "no-source-pack",
     "no language pack speaks for the original: root rules were used"},
    {CW_ALIGN_NO_TARGET_PACK, "no-target-pack",
     "no language pack speaks for the translation: root rules were used"},
    {CW_ALIGN_ZAWGYI, "zawgyi",
     "the translation is in the Zawgyi font encoding, not in Unicode: aligned by structure"},
    {CW_ALIGN_COARSE, "coarse", "a limit was reached: the answer is coarser"},
    {CW_ALIGN_SAME_LANGUAGE, "same-language",
     "the translation as a whole is in the language of the original"}};

void cw_align_jsonl(const struct cw_alignment *alignment, struct cw_buf *out)
{
    struct cw_json json;
    cw_json_init(&json, out);
    for (size_t k = 0; k < alignment->n_links; k++) {
        put_link(&json, &alignment->links[k]);
    }
    for (size_t k = 0; k < alignment->n_gaps; k++) {
        put_gap(&json, &alignment->gaps[k]);
    }
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "type", "summary");
    cw_json_put_number(&json, "coverage", alignment->coverage, 4);
    cw_json_put_int(&json, "missing", alignment->count[CW_GAP_MISSING]);
    cw_json_put_int(&json, "untranslated", alignment->count[CW_GAP_UNTRANSLATED]);
    cw_json_put_int(&json, "added", alignment->count[CW_GAP_ADDED]);
    cw_json_put_int(&json, "numbers_differ", alignment->count[CW_GAP_NUMBERS]);
    cw_json_key(&json, "notes");
    cw_json_begin_array(&json);
    for (size_t k = 0; k < sizeof notes / sizeof *notes; k++) {
        if (alignment->notes & notes[k].bit) {
            cw_json_str(&json, cw_str_z(notes[k].name));
        }
    }
    cw_json_end_array(&json);
    cw_json_end_object(&json);
    cw_json_end_line(&json);
}

/* ---- Two columns
 * --------------------------------------------------------------------------------- */

/* Columns a character takes on a terminal. */
static int width_of(uint32_t c)
{
    uint32_t mask = U_GET_GC_MASK((UChar32)c);
    if (mask & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) {
        return 0;
    }
    int width = u_getIntPropertyValue((UChar32)c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

/* A cell: text that comes out line by line. */
struct cell {
    struct cw_str text;
    size_t at;
};

/* Where the next line of at most `columns` ends, and how wide it is: at a space when there is one.
 */
static size_t line_end(const struct cell *cell, int columns, int *width)
{
    size_t at = cell->at;
    size_t space = 0;
    int space_width = 0;
    *width = 0;
    while (at < cell->text.len) {
        size_t next = at;
        uint32_t c = cw_utf8_next(cell->text, &next);
        int more = width_of(c);
        if (c == ' ') {
            space = at;
            space_width = *width;
        }
        if (*width + more > columns) {
            if (space > cell->at) {
                *width = space_width;
                return space;
            }
            return at > cell->at ? at : next;
        }
        *width += more;
        at = next;
    }
    return at;
}

/* One line of a cell, filled up with spaces. Each stands alone for the bidirectional algorithm, so
 * that a column of Arabic does not turn its neighbour around. */
static void put_line(struct cell *cell, int columns, bool last, struct cw_buf *out)
{
    static const unsigned char isolate[] = {0xE2, 0x81, 0xA8};     /* U+2068 first strong isolate */
    static const unsigned char pop_isolate[] = {0xE2, 0x81, 0xA9}; /* U+2069 */
    int width;
    size_t end = line_end(cell, columns, &width);
    if (end > cell->at) {
        cw_buf_add(out, isolate, sizeof isolate);
        cw_buf_str(out, cw_str_sub(cell->text, cell->at, end));
        cw_buf_add(out, pop_isolate, sizeof pop_isolate);
    }
    for (int k = width; k < columns && !last; k++) {
        cw_buf_char(out, ' ');
    }
    cell->at = end < cell->text.len && cell->text.data[end] == ' ' ? end + 1 : end;
}

static struct cw_str joined(struct cw_arena *arena, const struct cw_clauses *clauses,
                            const uint32_t *indices, size_t n)
{
    struct cw_buf text;
    cw_buf_init(&text, (size_t)1 << 30);
    for (size_t k = 0; k < n; k++) {
        const struct cw_clause *clause = &clauses->items[indices[k]];
        cw_buf_printf(&text, "%s[%u] ", k ? " " : "", indices[k]);
        if (clause->number.len) {
            cw_buf_str(&text, clause->number);
            cw_buf_char(&text, ' ');
        }
        cw_buf_str(&text, clause->text);
    }
    struct cw_str copy =
        text.failed ? (struct cw_str){NULL, 0} : cw_str_dup(arena, cw_buf_view(&text));
    cw_buf_dispose(&text);
    return copy;
}

static void put_remark(const struct cw_align_row *row, struct cw_align_style style,
                       struct cw_buf *out)
{
    const struct cw_align_gap *gap = row->gap;
    if (!gap && !(row->link && row->link->moved)) {
        return;
    }
    cw_buf_z(out, style.colour ? "\033[1;31m" : "");
    if (!gap) {
        cw_buf_z(out, ">> stands in another place");
    } else if (gap->kind == CW_GAP_MISSING) {
        cw_buf_z(out, ">> missing in the translation");
    } else if (gap->kind == CW_GAP_ADDED) {
        cw_buf_z(out, ">> only in the translation");
    } else if (gap->kind == CW_GAP_NUMBERS) {
        cw_buf_z(out, ">> numbers differ: ");
        cw_buf_str(out, gap->source_value.len ? gap->source_value : cw_str_z("(none)"));
        cw_buf_z(out, " <> ");
        cw_buf_str(out, gap->target_value.len ? gap->target_value : cw_str_z("(none)"));
    } else {
        cw_buf_printf(out, ">> %s translated (", gap->partly ? "in part not" : "not");
        cw_buf_str(out, gap->lang);
        cw_buf_char(out, ')');
    }
    cw_buf_z(out, style.colour ? "\033[0m\n" : "\n");
}

static enum cw_err put_row(struct cw_arena *arena, const struct cw_align_row *row,
                           const struct cw_clauses *source, const struct cw_clauses *target,
                           struct cw_align_style style, struct cw_buf *out)
{
    struct cell left = {joined(arena, source, row->source, row->n_source), 0};
    struct cell right = {joined(arena, target, row->target, row->n_target), 0};
    if (!left.text.data || !right.text.data) {
        return CW_ENOMEM;
    }
    int columns = (style.columns - 3) / 2;
    put_remark(row, style, out);
    do {
        put_line(&left, columns, false, out);
        cw_buf_z(out, " | ");
        put_line(&right, columns, true, out);
        cw_buf_char(out, '\n');
    } while (left.at < left.text.len || right.at < right.text.len);
    cw_buf_char(out, '\n');
    return CW_OK;
}

static void put_summary(const struct cw_alignment *alignment, struct cw_buf *out)
{
    if (isfinite(alignment->coverage)) {
        cw_buf_printf(out, "%.0f %% of the original is translated; ",
                      floor(alignment->coverage * 100));
    }
    cw_buf_printf(out,
                  "%u missing, %u not translated, %u only in the translation, %u with other "
                  "numbers\n",
                  alignment->count[CW_GAP_MISSING], alignment->count[CW_GAP_UNTRANSLATED],
                  alignment->count[CW_GAP_ADDED], alignment->count[CW_GAP_NUMBERS]);
    for (size_t k = 0; k < sizeof notes / sizeof *notes; k++) {
        if (alignment->notes & notes[k].bit) {
            cw_buf_printf(out, "note: %s\n", notes[k].sentence);
        }
    }
}

enum cw_err cw_align_text_view(struct cw_arena *arena, const struct cw_alignment *alignment,
                               const struct cw_clauses *source, const struct cw_clauses *target,
                               struct cw_align_style style, struct cw_buf *out)
{
    size_t n;
    struct cw_align_row *rows = cw_alignment_rows(arena, alignment, &n);
    enum cw_err err = rows ? CW_OK : CW_ENOMEM;
    for (size_t k = 0; !err && k < n; k++) {
        err = put_row(arena, &rows[k], source, target, style, out);
    }
    put_summary(alignment, out);
    return err;
}
