/* Clauses from plain lines, and a comparison as lines that a person can read. */
#include "helper.h"

#include <stdlib.h>

static void read_link(struct cw_arena *arena, struct cw_clause *clause, struct cw_buf *text,
                      struct cw_str line, size_t *at)
{
    const char *middle = memmem(line.data + *at, line.len - *at, "](", 2);
    const char *end = middle ? memchr(middle, ')', line.len - (size_t)(middle - line.data)) : NULL;
    if (!end) {
        cw_buf_char(text, line.data[(*at)++]);
        return;
    }
    struct cw_link *links = cw_arena_array(arena, clause->n_links + 1, sizeof *links);
    if (clause->n_links) {
        memcpy(links, clause->links, clause->n_links * sizeof *links);
    }
    struct cw_link *link = &links[clause->n_links++];
    link->start = (uint32_t)text->len;
    cw_buf_add(text, line.data + *at + 1, (size_t)(middle - line.data) - *at - 1);
    link->end = (uint32_t)text->len;
    link->target = cw_str_n(middle + 2, (size_t)(end - middle) - 2);
    clause->links = links;
    *at = (size_t)(end - line.data) + 1;
}

static void read_text(struct cw_arena *arena, struct cw_clause *clause, struct cw_str line)
{
    struct cw_buf text;
    cw_buf_init(&text, 1u << 24);
    for (size_t at = 0; at < line.len;) {
        if (line.data[at] == '[') {
            read_link(arena, clause, &text, line, &at);
        } else {
            cw_buf_char(&text, line.data[at++]);
        }
    }
    clause->text = cw_str_dup(arena, cw_buf_view(&text));
    cw_buf_dispose(&text);
    struct cw_str parts[2] = {clause->lang, clause->text};
    clause->hash = cw_hash_parts(parts, 2);
    if (clause->n_links) {
        struct cw_str *targets = cw_arena_array(arena, clause->n_links, sizeof *targets);
        for (size_t k = 0; k < clause->n_links; k++) {
            targets[k] = clause->links[k].target;
        }
        clause->links_hash = cw_hash_parts(targets, clause->n_links);
    }
}

static struct cw_str read_mark(struct cw_clause *clause, struct cw_str line)
{
    static const struct {
        const char *mark;
        enum cw_kind kind;
    } marks[] = {{"- ", CW_ITEM}, {"| ", CW_ROW}, {"> ", CW_QUOTE}};
    clause->kind = CW_PARAGRAPH;
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        if (cw_str_starts(line, marks[k].mark)) {
            clause->kind = marks[k].kind;
            clause->level = clause->kind == CW_ROW ? 0 : 1;
            line = cw_str_sub(line, 2, line.len);
        }
    }
    size_t level = 0;
    while (level < line.len && line.data[level] == '#') {
        level++;
    }
    if (level > 0 && level < line.len && line.data[level] == ' ') {
        clause->kind = CW_HEADING;
        clause->level = (uint8_t)level;
        line = cw_str_sub(line, level + 1, line.len);
    }
    const char *end = line.len && line.data[0] == '(' ? memchr(line.data, ')', line.len) : NULL;
    size_t length = end ? (size_t)(end - line.data) : 0;
    if (end && length < 8 && length + 2 <= line.len && end[1] == ' ') {
        clause->number = cw_str_sub(line, 1, length);
        line = cw_str_sub(line, length + 2, line.len);
    }
    return line;
}

struct cw_clauses helper_clauses(struct cw_arena *arena, struct cw_str lines)
{
    struct cw_clauses clauses = {0};
    size_t capacity = 0;
    for (size_t at = 0; at < lines.len;) {
        const char *end = memchr(lines.data + at, '\n', lines.len - at);
        size_t stop = end ? (size_t)(end - lines.data) : lines.len;
        struct cw_str line = cw_str_trim(cw_str_sub(lines, at, stop));
        at = stop + 1;
        if (line.len == 0) {
            continue;
        }
        clauses.items = cw_arena_grow(arena, clauses.items, clauses.n, &capacity, clauses.n + 1,
                                      sizeof *clauses.items);
        if (!clauses.items) {
            abort();
        }
        struct cw_clause *clause = &clauses.items[clauses.n++];
        *clause = (struct cw_clause){.lang = cw_str_z("")};
        read_text(arena, clause, read_mark(clause, line));
    }
    return clauses;
}

static void put_indices(struct cw_buf *out, const uint32_t *indices, size_t n)
{
    cw_buf_z(out, n ? "" : "-");
    for (size_t k = 0; k < n; k++) {
        cw_buf_printf(out, "%s%u", k ? "+" : "", indices[k]);
    }
}

static void put_cosmetic(struct cw_buf *out, uint32_t bits)
{
    cw_buf_z(out, bits ? " cosmetic" : "");
    for (uint32_t bit = 1; bit && bit <= bits; bit *= 2) {
        if (bits & bit) {
            cw_buf_printf(out, " %s", cw_cosmetic_name((enum cw_cosmetic)bit));
        }
    }
}

static struct cw_str join(struct cw_arena *arena, const struct cw_clauses *clauses,
                          const uint32_t *indices, size_t n)
{
    struct cw_buf text;
    cw_buf_init(&text, 1u << 24);
    for (size_t k = 0; k < n; k++) {
        cw_buf_z(&text, k ? " " : "");
        cw_buf_str(&text, clauses->items[indices[k]].text);
    }
    struct cw_str copy = cw_str_dup(arena, cw_buf_view(&text));
    cw_buf_dispose(&text);
    return copy;
}

static void put_edit(struct cw_buf *out, struct cw_arena *arena, const struct cw_clauses *before,
                     const struct cw_clauses *after, const struct cw_edit *edit)
{
    cw_buf_printf(out, "%s%s%s ", cw_edit_kind_name(edit->kind),
                  edit->moved && edit->kind != CW_EDIT_MOVED ? " moved" : "",
                  edit->renumbered ? " renumbered" : "");
    put_indices(out, edit->old_indices, edit->n_old);
    cw_buf_z(out, " -> ");
    put_indices(out, edit->new_indices, edit->n_new);
    cw_buf_printf(out, " %s", cw_severity_name(edit->severity));
    put_cosmetic(out, edit->cosmetic);
    cw_buf_char(out, '\n');
    struct cw_str old_text = join(arena, before, edit->old_indices, edit->n_old);
    struct cw_str new_text = join(arena, after, edit->new_indices, edit->n_new);
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        cw_buf_z(out, "  \"");
        cw_buf_str(out, cw_str_sub(old_text, run->old_start, run->old_end));
        cw_buf_z(out, "\" => \"");
        cw_buf_str(out, cw_str_sub(new_text, run->new_start, run->new_end));
        cw_buf_z(out, "\"\n");
    }
    for (size_t k = 0; k < edit->n_signals; k++) {
        const struct cw_signal *signal = &edit->signals[k];
        cw_buf_printf(out, "  %s: ", cw_signal_kind_name(signal->kind));
        cw_buf_str(out, signal->old_value);
        cw_buf_z(out, " => ");
        cw_buf_str(out, signal->new_value);
        cw_buf_char(out, '\n');
    }
}

void helper_describe(struct cw_buf *out, struct cw_arena *arena, const struct cw_clauses *before,
                     const struct cw_clauses *after, const struct cw_comparison *comparison)
{
    cw_buf_printf(out, "class %s", cw_pair_class_name(comparison->class));
    if (comparison->junk_reason.len) {
        cw_buf_char(out, ' ');
        cw_buf_str(out, comparison->junk_reason);
    }
    cw_buf_z(out, comparison->coarse ? " coarse\n" : "\n");
    for (size_t k = 0; k < comparison->n_edits; k++) {
        const struct cw_edit *edit = &comparison->edits[k];
        if (edit->kind != CW_EDIT_UNCHANGED || edit->renumbered) {
            put_edit(out, arena, before, after, edit);
        }
    }
}
