/* Table rows: cells that hold one paragraph each become one row; a layout table's rows, whose cells
 * hold headings, lists or a column of paragraphs, stay the blocks that they are. */
#include <stdlib.h>

#include "html.h"

/* A cell of a data table seldom holds more paragraphs than this; a column of a page does. */
enum { MOST_PARAGRAPHS_IN_CELL = 3 };

void cw_html_end_cell(struct cw_html *html)
{
    if (html->n_cells == html->cells_capacity) {
        size_t wanted = html->cells_capacity ? html->cells_capacity * 2 : 32;
        size_t *grown = realloc(html->cells, wanted * sizeof *grown);
        if (!grown) {
            html->sink->err = CW_ENOMEM;
            return;
        }
        html->cells = grown;
        html->cells_capacity = wanted;
    }
    html->cells[html->n_cells++] = html->sink->n;
}

static bool is_data_row(const struct cw_html *html, const struct cw_html_frame *row)
{
    size_t from = row->first_block;
    size_t n_filled = 0;
    size_t most = 0;
    if (row->holds_rows) {
        return false; /* told without looking, or nested tables would cost the square of them */
    }
    for (size_t i = from; i < html->sink->n; i++) {
        if (html->sink->blocks[i].kind != CW_PARAGRAPH) {
            return false;
        }
    }
    for (size_t i = row->first_cell; i < html->n_cells; i++) {
        size_t n = html->cells[i] - from;
        n_filled += n > 0;
        most = n > most ? n : most;
        from = html->cells[i];
    }
    if (from != html->sink->n) {
        return false; /* text beside the cells: not a table that we understand */
    }
    return n_filled == 1 ? most == 1 : n_filled > 1 && most <= MOST_PARAGRAPHS_IN_CELL;
}

/* Puts the text and links of a block behind what the sink holds. */
static void append_block(struct cw_sink *sink, const struct cw_block *block)
{
    size_t at = 0;
    for (size_t i = 0; i < block->n_links; i++) {
        const struct cw_link *link = &block->links[i];
        size_t start = link->start > at ? link->start : at;
        size_t end = link->end > start ? link->end : start;
        cw_sink_text(sink, block->text.data + at, start - at);
        cw_sink_open_link(sink, link->target);
        cw_sink_text(sink, block->text.data + start, end - start);
        cw_sink_close_link(sink);
        at = end;
    }
    cw_sink_text(sink, block->text.data + at, block->text.len - at);
}

void cw_html_end_row(struct cw_html *html, const struct cw_html_frame *row)
{
    struct cw_sink *sink = html->sink;
    if (!sink->err && sink->n > row->first_block && is_data_row(html, row)) {
        struct cw_str open = sink->open_target;
        sink->open_target = (struct cw_str){NULL, 0};
        struct cw_block merged = sink->blocks[row->first_block];
        merged.kind = CW_ROW;
        merged.level = 0;
        merged.end = sink->blocks[sink->n - 1].end;
        size_t at = row->first_block;
        for (size_t i = row->first_cell; i < html->n_cells; i++) {
            if (i > row->first_cell) {
                cw_sink_text(sink, " | ", 3);
            }
            for (size_t first = at; at < html->cells[i]; at++) {
                if (at > first) {
                    cw_sink_text(sink, "\n", 1);
                }
                append_block(sink, &sink->blocks[at]);
                if (!merged.anchor.len) {
                    merged.anchor = sink->blocks[at].anchor;
                }
            }
        }
        sink->n = row->first_block;
        cw_sink_emit(sink, &merged);
        sink->open_target = open;
    }
    html->n_cells = row->first_cell;
}
