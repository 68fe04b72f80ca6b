/* Change pages from damaged records: edits, runs and texts come from the input, whether they fit
 * together or not. No byte of the texts may come out as markup: the page is searched for a tag that
 * only the texts could hold. Input: bytes of choices, then text. */
#include <stdint.h>
#include <stdlib.h>

#include "common/utf8.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CLAUSES = 4, EDITS = 4, RUNS = 3, CHOICES = 96 };

struct input {
    const uint8_t *at;
    const uint8_t *end;
};

static uint32_t choice(struct input *in)
{
    return in->at < in->end ? *in->at++ : 0;
}

static void fill_clauses(struct input *in, struct cw_clause items[CLAUSES], struct cw_str text)
{
    for (size_t i = 0; i < CLAUSES; i++) {
        size_t start = text.len ? choice(in) % (text.len + 1) : 0;
        while (start < text.len && ((unsigned char)text.data[start] & 0xC0) == 0x80) {
            start++;
        }
        items[i] = (struct cw_clause){.kind = (enum cw_kind)(choice(in) % CW_KINDS),
                                      .level = (uint8_t)(choice(in) % 9),
                                      .number = cw_str_sub(text, start, text.len),
                                      .lang = cw_str_sub(text, 0, start),
                                      .text = cw_str_sub(text, start, text.len)};
    }
}

static void fill_edit(struct input *in, struct cw_edit *edit, uint32_t indices[4],
                      struct cw_change_run runs[RUNS], struct cw_signal *signal, struct cw_str text)
{
    for (size_t i = 0; i < 4; i++) {
        indices[i] = choice(in) % (CLAUSES + 2);
    }
    for (size_t i = 0; i < RUNS; i++) {
        runs[i] = (struct cw_change_run){choice(in), choice(in), choice(in), choice(in)};
    }
    *signal = (struct cw_signal){.kind = (enum cw_signal_kind)(choice(in) % CW_SIGNAL_KINDS),
                                 .old_value = text,
                                 .new_value = text};
    *edit = (struct cw_edit){.kind = (enum cw_edit_kind)(choice(in) % CW_EDIT_KINDS),
                             .moved = choice(in) & 1,
                             .renumbered = choice(in) & 1,
                             .old_indices = indices,
                             .n_old = choice(in) % 3,
                             .new_indices = indices + 2,
                             .n_new = choice(in) % 3,
                             .cosmetic = choice(in) * 3,
                             .severity = (enum cw_severity)(choice(in) % 4),
                             .signals = signal,
                             .n_signals = choice(in) & 1,
                             .runs = runs,
                             .n_runs = choice(in) % (RUNS + 1)};
}

static void check(const struct cw_buf *page)
{
    static const char *const never[] = {"<script", "<img", "\xE2\x80\xAE", "href=\"javascript"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        if (page->len && memmem(page->data, page->len, never[i], strlen(never[i]))) {
            abort();
        }
    }
    if (!cw_utf8_valid(cw_buf_view(page))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in = {data, data + (size < CHOICES ? size : CHOICES)};
    struct cw_arena *arena = cw_arena_new(16 << 20);
    size_t repaired = 0;
    struct cw_str text = cw_utf8_repair(
        arena, cw_str_n((const char *)in.end, (size_t)(data + size - in.end)), &repaired);
    struct cw_clause items[2][CLAUSES];
    struct cw_edit edits[EDITS];
    uint32_t indices[EDITS][4];
    struct cw_change_run runs[EDITS][RUNS];
    struct cw_signal signals[EDITS];
    if (!arena || !text.data) {
        cw_arena_free(arena);
        return 0;
    }
    fill_clauses(&in, items[0], text);
    fill_clauses(&in, items[1], text);
    for (size_t i = 0; i < EDITS; i++) {
        fill_edit(&in, &edits[i], indices[i], runs[i], &signals[i], text);
    }
    const struct cw_clauses old_clauses = {items[0], CLAUSES};
    const struct cw_clauses new_clauses = {items[1], CLAUSES};
    const struct cw_comparison comparison = {
        .class = CW_PAIR_SUBSTANTIVE, .junk_reason = text, .edits = edits, .n_edits = EDITS};
    const struct cw_report_doc doc = {text, text, text, text, text};
    const struct cw_report_version version = {.doc = doc, .snapshots = text, .name = text};
    const struct cw_report_change_model model = {
        .change = {.doc = doc, .signals = signals, .n_signals = EDITS},
        .comparison = &comparison,
        .old_side = {version, &old_clauses},
        .new_side = {version, &new_clauses}};
    struct cw_buf page;
    cw_buf_init(&page, 64 << 20);
    cw_report_change_page(NULL, &model, &page);
    check(&page);
    cw_buf_clear(&page);
    cw_report_feed(NULL, &model.change, 1, &page);
    check(&page);
    cw_buf_dispose(&page);
    cw_arena_free(arena);
    return 0;
}
