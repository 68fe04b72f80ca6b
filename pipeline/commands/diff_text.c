/* Writing edits down. An edit of several clauses shows them joined by one space, which is what the
 * places of its changed words count in. */
#include "diff_text.h"

#include "common/json.h"
#include "compare/compare.h"

static void join(const struct cw_clauses *clauses, const uint32_t *indices, size_t n,
                 struct cw_buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (i) {
            cw_buf_char(out, ' ');
        }
        cw_buf_str(out, clauses->items[indices[i]].text);
    }
}

static void put_side(struct cw_json *json, const char *key, const struct cw_clauses *clauses,
                     const uint32_t *indices, size_t n)
{
    struct cw_buf text;
    cw_buf_init(&text, (size_t)1 << 30);
    join(clauses, indices, n, &text);
    cw_json_key(json, key);
    if (n) {
        cw_json_str(json, cw_buf_view(&text));
    } else {
        cw_json_null(json);
    }
    cw_buf_dispose(&text);
}

static void put_indices(struct cw_json *json, const char *key, const uint32_t *indices, size_t n)
{
    cw_json_key(json, key);
    cw_json_begin_array(json);
    for (size_t i = 0; i < n; i++) {
        cw_json_int(json, indices[i]);
    }
    cw_json_end_array(json);
}

static void put_signals(struct cw_json *json, const struct cw_edit *edit)
{
    cw_json_key(json, "signals");
    cw_json_begin_array(json);
    for (size_t i = 0; i < edit->n_signals; i++) {
        cw_json_begin_object(json);
        cw_json_put_z(json, "kind", cw_signal_kind_name(edit->signals[i].kind));
        cw_json_put_str_or_null(json, "old", edit->signals[i].old_value);
        cw_json_put_str_or_null(json, "new", edit->signals[i].new_value);
        cw_json_end_object(json);
    }
    cw_json_end_array(json);
}

static void put_edit(struct cw_json *json, const struct cw_edit *edit,
                     const struct cw_clauses *old_clauses, const struct cw_clauses *new_clauses)
{
    cw_json_begin_object(json);
    cw_json_put_z(json, "type", "edit");
    cw_json_put_z(json, "kind", cw_edit_kind_name(edit->kind));
    cw_json_put_index(json, "old_index", edit->n_old ? (int64_t)edit->old_indices[0] : -1);
    cw_json_put_index(json, "new_index", edit->n_new ? (int64_t)edit->new_indices[0] : -1);
    put_side(json, "old_text", old_clauses, edit->old_indices, edit->n_old);
    put_side(json, "new_text", new_clauses, edit->new_indices, edit->n_new);
    cw_json_put_bool(json, "moved", edit->moved || edit->kind == CW_EDIT_MOVED);
    cw_json_put_z(json, "class", edit->cosmetic ? "cosmetic" : "substantive");
    put_signals(json, edit);
    cw_json_put_z(json, "severity", cw_severity_name(edit->severity));
    cw_json_put_bool(json, "renumbered", edit->renumbered);
    put_indices(json, "old_indices", edit->old_indices, edit->n_old);
    put_indices(json, "new_indices", edit->new_indices, edit->n_new);
    cw_json_end_object(json);
    cw_json_end_line(json);
}

void cw_diff_jsonl(const struct cw_comparison *comparison, const struct cw_clauses *old_clauses,
                   const struct cw_clauses *new_clauses, struct cw_buf *out)
{
    struct cw_json json;
    cw_json_init(&json, out);
    for (size_t i = 0; i < comparison->n_edits; i++) {
        if (comparison->edits[i].kind != CW_EDIT_UNCHANGED) {
            put_edit(&json, &comparison->edits[i], old_clauses, new_clauses);
        }
    }
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "type", "summary");
    cw_json_put_z(&json, "class", cw_pair_class_name(comparison->class));
    cw_json_put_int(&json, "added", comparison->count[CW_EDIT_ADDED]);
    cw_json_put_int(&json, "removed", comparison->count[CW_EDIT_REMOVED]);
    cw_json_put_int(&json, "modified", comparison->count[CW_EDIT_MODIFIED]);
    cw_json_put_int(&json, "moved", comparison->count[CW_EDIT_MOVED]);
    cw_json_put_str_or_null(&json, "junk_reason", comparison->junk_reason);
    cw_json_put_int(&json, "split", comparison->count[CW_EDIT_SPLIT]);
    cw_json_put_int(&json, "merged", comparison->count[CW_EDIT_MERGED]);
    cw_json_put_int(&json, "cosmetic", comparison->n_cosmetic);
    cw_json_put_z(&json, "severity", cw_severity_name(comparison->severity));
    cw_json_put_bool(&json, "coarse", comparison->coarse);
    cw_json_end_object(&json);
    cw_json_end_line(&json);
}

/* ---- For people ---------------------------------------------------------------------------------
 */

struct paint {
    const char *heading, *removed, *added, *reset;
};

static const struct paint colours = {"\033[1m", "\033[31m", "\033[32m", "\033[0m"};
static const struct paint plain = {"", "", "", ""};

static void put_headline(const struct cw_edit *edit, const struct cw_clauses *old_clauses,
                         const struct cw_clauses *new_clauses, const struct paint *paint,
                         struct cw_buf *out)
{
    cw_buf_z(out, paint->heading);
    cw_buf_z(out, cw_edit_kind_name(edit->kind));
    if (edit->moved && edit->kind == CW_EDIT_MODIFIED) {
        cw_buf_z(out, " and moved");
    }
    cw_buf_printf(out, " (%s", cw_severity_name(edit->severity));
    cw_buf_z(out, edit->cosmetic ? ", form only)" : ")");
    if (edit->n_old) {
        cw_buf_printf(out, "  old clause %u", edit->old_indices[0]);
    }
    if (edit->n_new) {
        cw_buf_printf(out, "  new clause %u", edit->new_indices[0]);
    }
    if (edit->renumbered && edit->n_old && edit->n_new) {
        cw_buf_z(out, "  number ");
        cw_buf_str(out, old_clauses->items[edit->old_indices[0]].number);
        cw_buf_z(out, " -> ");
        cw_buf_str(out, new_clauses->items[edit->new_indices[0]].number);
    }
    cw_buf_z(out, paint->reset);
    cw_buf_char(out, '\n');
}

static void put_text_signals(const struct cw_edit *edit, struct cw_buf *out)
{
    for (size_t i = 0; i < edit->n_signals; i++) {
        const struct cw_signal *signal = &edit->signals[i];
        cw_buf_printf(out, "    %s: ", cw_signal_kind_name(signal->kind));
        cw_buf_str(out, signal->old_value.len ? signal->old_value : cw_str_z("(none)"));
        cw_buf_z(out, " -> ");
        cw_buf_str(out, signal->new_value.len ? signal->new_value : cw_str_z("(none)"));
        cw_buf_char(out, '\n');
    }
}

static void put_marked(const char *open, const char *close, const char *colour, const char *reset,
                       struct cw_str words, struct cw_buf *out)
{
    if (words.len) {
        cw_buf_z(out, colour);
        cw_buf_z(out, open);
        cw_buf_str(out, words);
        cw_buf_z(out, close);
        cw_buf_z(out, reset);
    }
}

/* A place near `at` between two words, looked for backwards or forwards; in a script without spaces
 * between two characters. */
static size_t between_words(struct cw_str text, size_t at, bool forwards)
{
    enum { LONGEST_WORD = 40 };
    size_t place = at;
    for (size_t k = 0; k < LONGEST_WORD && place > 0 && place < text.len; k++) {
        if (text.data[forwards ? place - 1 : place] == ' ') {
            return place;
        }
        place = forwards ? place + 1 : place - 1;
    }
    while (at > 0 && at < text.len && ((unsigned char)text.data[at] & 0xC0) == 0x80) {
        at--;
    }
    return at;
}

/* Text that stays: of a long stretch only what is near a change. */
static void put_same(struct cw_str text, bool change_before, bool change_behind, bool whole,
                     struct cw_buf *out)
{
    enum { NEAR = 120 };
    size_t head = change_before && text.len > NEAR ? between_words(text, NEAR, false) : 0;
    size_t tail =
        change_behind && text.len > NEAR ? between_words(text, text.len - NEAR, true) : text.len;
    if (whole || text.len <= (size_t)2 * NEAR || head >= tail) {
        cw_buf_str(out, text);
        return;
    }
    if (!change_before) {
        head = 0;
    }
    if (!change_behind) {
        tail = text.len;
    }
    cw_buf_str(out, cw_str_sub(text, 0, head));
    cw_buf_z(out, head ? " [\xE2\x80\xA6] " : "[\xE2\x80\xA6] ");
    if (change_behind) {
        cw_buf_str(out, cw_str_sub(text, tail, text.len));
    }
}

/* Old and new in one text, as the runs say. */
static void put_merged_text(const struct cw_edit *edit, struct cw_str old_text,
                            struct cw_str new_text, const struct cw_diff_style *style,
                            struct cw_buf *out)
{
    const struct paint *paint = style->colour ? &colours : &plain;
    size_t at = 0;
    for (size_t i = 0; i < edit->n_runs; i++) {
        const struct cw_change_run *run = &edit->runs[i];
        if (run->new_start < at || run->new_end > new_text.len || run->old_end > old_text.len) {
            break;
        }
        put_same(cw_str_sub(new_text, at, run->new_start), i > 0, true, style->all, out);
        put_marked("[-", "-]", paint->removed, paint->reset,
                   cw_str_sub(old_text, run->old_start, run->old_end), out);
        put_marked("{+", "+}", paint->added, paint->reset,
                   cw_str_sub(new_text, run->new_start, run->new_end), out);
        at = run->new_end;
    }
    put_same(cw_str_sub(new_text, at, new_text.len), edit->n_runs > 0, false, style->all, out);
}

/* The headings above: where in the document this is. */
static void put_place(const struct cw_edit *edit, const struct cw_clauses *old_clauses,
                      const struct cw_clauses *new_clauses, struct cw_buf *out)
{
    enum { LONGEST = 70 };
    const struct cw_clauses *clauses = edit->n_new ? new_clauses : old_clauses;
    size_t path[6];
    size_t n =
        cw_heading_path(clauses, edit->n_new ? edit->new_indices[0] : edit->old_indices[0], path);
    for (size_t k = 0; k < n; k++) {
        struct cw_str text = clauses->items[path[k]].text;
        cw_buf_z(out, k ? " > " : "    in: ");
        if (text.len <= LONGEST) {
            cw_buf_str(out, text);
        } else {
            cw_buf_str(out, cw_str_sub(text, 0, between_words(text, LONGEST, false)));
            cw_buf_z(out, "[\xE2\x80\xA6]");
        }
    }
    if (n) {
        cw_buf_char(out, '\n');
    }
}

static void put_text_edit(const struct cw_edit *edit, const struct cw_clauses *old_clauses,
                          const struct cw_clauses *new_clauses, const struct cw_diff_style *style,
                          struct cw_buf *out)
{
    const struct paint *paint = style->colour ? &colours : &plain;
    struct cw_buf texts[2];
    cw_buf_init(&texts[0], (size_t)1 << 30);
    cw_buf_init(&texts[1], (size_t)1 << 30);
    join(old_clauses, edit->old_indices, edit->n_old, &texts[0]);
    join(new_clauses, edit->new_indices, edit->n_new, &texts[1]);
    put_headline(edit, old_clauses, new_clauses, paint, out);
    put_place(edit, old_clauses, new_clauses, out);
    put_text_signals(edit, out);
    cw_buf_z(out, "    ");
    if (!edit->n_new) {
        put_marked("[-", "-]", paint->removed, paint->reset, cw_buf_view(&texts[0]), out);
    } else if (!edit->n_old) {
        put_marked("{+", "+}", paint->added, paint->reset, cw_buf_view(&texts[1]), out);
    } else {
        put_merged_text(edit, cw_buf_view(&texts[0]), cw_buf_view(&texts[1]), style, out);
    }
    cw_buf_z(out, "\n\n");
    cw_buf_dispose(&texts[0]);
    cw_buf_dispose(&texts[1]);
}

void cw_diff_text(const struct cw_comparison *comparison, const struct cw_clauses *old_clauses,
                  const struct cw_clauses *new_clauses, struct cw_diff_style style,
                  struct cw_buf *out)
{
    for (size_t i = 0; i < comparison->n_edits; i++) {
        const struct cw_edit *edit = &comparison->edits[i];
        if (edit->kind != CW_EDIT_UNCHANGED && (style.all || !edit->cosmetic)) {
            put_text_edit(edit, old_clauses, new_clauses, &style, out);
        }
    }
    cw_buf_printf(out, "%s: %u added, %u removed, %u modified, %u moved, %u split, %u merged; ",
                  cw_pair_class_name(comparison->class), comparison->count[CW_EDIT_ADDED],
                  comparison->count[CW_EDIT_REMOVED], comparison->count[CW_EDIT_MODIFIED],
                  comparison->count[CW_EDIT_MOVED], comparison->count[CW_EDIT_SPLIT],
                  comparison->count[CW_EDIT_MERGED]);
    cw_buf_printf(out, "%u of form only%s\n", comparison->n_cosmetic,
                  comparison->n_cosmetic && !style.all ? " (--all shows them)" : "");
    if (comparison->junk_reason.len) {
        cw_buf_z(out, "the newer one looks like no policy: ");
        cw_buf_str(out, comparison->junk_reason);
        cw_buf_char(out, '\n');
    }
}
