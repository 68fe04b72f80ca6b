/* A translation beside its original, as one page that stands alone. */
#include <math.h>

#include "page.h"

static void cell(struct cw_html *html, const struct cw_report_align_side *side,
                 const uint32_t *indices, size_t n)
{
    cw_html_raw(html, "<td");
    cw_html_lang(html, side->lang);
    cw_html_raw(html, ">");
    for (size_t k = 0; k < n; k++) {
        const struct cw_clause *clause = &side->clauses->items[indices[k]];
        bool heading = clause->kind == CW_HEADING;
        cw_html_raw(html, heading ? "<p><strong>" : "<p>");
        if (clause->number.len) {
            cw_html_bdi(html, clause->number);
            cw_html_raw(html, " ");
        }
        cw_html_text(html, clause->text);
        cw_html_raw(html, heading ? "</strong></p>" : "</p>");
    }
    cw_html_raw(html, "</td>");
}

static void remark(struct cw_html *html, const struct cw_align_row *row)
{
    static const enum cw_label labels[CW_GAP_KINDS] = {CW_L_ALIGN_MISSING, CW_L_ALIGN_UNTRANSLATED,
                                                       CW_L_ALIGN_ADDED, CW_L_ALIGN_NUMBERS};
    const struct cw_align_gap *gap = row->gap;
    cw_html_raw(html, "<td>");
    if (gap) {
        const struct cw_str values[2] = {gap->source_value.len ? gap->source_value : cw_str_z("-"),
                                         gap->target_value.len ? gap->target_value : cw_str_z("-")};
        cw_html_raw(html, "<span class=\"tag high\">");
        if (gap->kind == CW_GAP_NUMBERS) {
            cw_html_phrase(html, CW_L_ALIGN_NUMBERS, values, 2);
        } else {
            cw_html_label(html, gap->partly ? CW_L_ALIGN_PARTLY : labels[gap->kind]);
        }
        cw_html_raw(html, "</span>");
    } else if (row->link && row->link->moved) {
        cw_html_label(html, CW_L_ALIGN_MOVED);
    }
    cw_html_raw(html, "</td>");
}

static void note(struct cw_html *html, enum cw_label label, struct cw_str lang)
{
    cw_html_raw(html, "<p class=\"note\">");
    cw_html_phrase(html, label, &lang, 1);
    cw_html_raw(html, "</p>\n");
}

static void summary(struct cw_html *html, const struct cw_alignment *alignment,
                    const struct cw_report_align_side *source,
                    const struct cw_report_align_side *target)
{
    static const enum cw_label labels[CW_GAP_KINDS] = {CW_L_ALIGN_MISSING, CW_L_ALIGN_UNTRANSLATED,
                                                       CW_L_ALIGN_ADDED, CW_LABELS};
    if (isfinite(alignment->coverage)) {
        cw_html_raw(html, "<p class=\"lead\">");
        cw_html_phrase_int(html, CW_L_ALIGN_SHARE, (int64_t)floor(alignment->coverage * 100));
        cw_html_raw(html, "</p>\n");
    }
    cw_html_raw(html, "<ul>");
    for (size_t k = 0; k < CW_GAP_NUMBERS; k++) {
        cw_html_raw(html, "<li>");
        cw_html_label(html, labels[k]);
        cw_html_raw(html, ": ");
        cw_html_int(html, alignment->count[k]);
        cw_html_raw(html, "</li>");
    }
    cw_html_raw(html, "</ul>\n");
    if (alignment->notes & CW_ALIGN_NO_SOURCE_PACK) {
        note(html, CW_L_ALIGN_NO_PACK, source->lang);
    }
    if (alignment->notes & CW_ALIGN_NO_TARGET_PACK) {
        note(html, CW_L_ALIGN_NO_PACK, target->lang);
    }
    if (alignment->notes & CW_ALIGN_ZAWGYI) {
        note(html, CW_L_ALIGN_ZAWGYI, target->lang);
    }
    if (alignment->notes & CW_ALIGN_SAME_LANGUAGE) {
        note(html, CW_L_ALIGN_SAME_LANGUAGE, target->lang);
    }
    if (alignment->notes & CW_ALIGN_COARSE) {
        note(html, CW_L_COARSE, target->lang);
    }
}

static void frame(struct cw_html *html, const struct cw_report_options *options,
                  const struct cw_str names[2])
{
    struct cw_buf title;
    struct cw_buf style;
    cw_buf_init(&title, 65536);
    cw_buf_init(&style, 65536);
    struct cw_html plain = cw_page_writer(options, "", &title);
    cw_html_phrase_plain(&plain, CW_L_ALIGN_TITLE, names, 2);
    cw_report_style(&style);
    cw_page_begin(html, options, cw_buf_view(&title), cw_buf_view(&style));
    html->out->failed |= title.failed || style.failed;
    cw_buf_dispose(&title);
    cw_buf_dispose(&style);
    cw_html_raw(html, "<h1>");
    cw_html_phrase(html, CW_L_ALIGN_TITLE, names, 2);
    cw_html_raw(html, "</h1>\n");
}

enum cw_err cw_report_align_page(const struct cw_report_options *options, struct cw_arena *arena,
                                 const struct cw_alignment *alignment,
                                 const struct cw_report_align_side *source,
                                 const struct cw_report_align_side *target, struct cw_buf *out)
{
    static const enum cw_label columns[] = {CW_L_ALIGN_ORIGINAL, CW_L_ALIGN_TRANSLATION,
                                            CW_L_ALIGN_REMARK};
    size_t n;
    struct cw_align_row *rows = cw_alignment_rows(arena, alignment, &n);
    if (!rows) {
        return CW_ENOMEM;
    }
    struct cw_html html = cw_page_writer(options, "", out);
    const struct cw_str names[2] = {source->title, target->title};
    frame(&html, options, names);
    summary(&html, alignment, source, target);
    cw_page_table_begin(&html, CW_L_ALIGN_TRANSLATION, columns, 3);
    for (size_t k = 0; k < n; k++) {
        cw_html_raw(&html, "<tr>");
        cell(&html, source, rows[k].source, rows[k].n_source);
        cell(&html, target, rows[k].target, rows[k].n_target);
        remark(&html, &rows[k]);
        cw_html_raw(&html, "</tr>\n");
    }
    cw_page_table_end(&html);
    cw_page_end(&html);
    return out->failed ? CW_ENOMEM : CW_OK;
}
