/* Findings on a document as a translation, as lines of the file of findings: formatted anew for
 * every document each night, since the days that a translation is out of date go on counting. */
#include "internal.h"

/* The newest version that is a policy, and where its clauses stand. */
static enum cw_err load_layout(struct cw_publisher *publisher, struct cw_arena *arena,
                               int64_t document_id, struct cw_report_version *version,
                               struct cw_layout *layout)
{
    struct cw_version_row newest;
    char hex[CW_HASH_HEX + 1];
    enum cw_err err = cw_version_before(publisher->store, document_id, INT64_MAX, INT64_MAX, true,
                                        arena, &newest, publisher->diag);
    if (err || !newest.id) {
        return err;
    }
    cw_hash_hex(&newest.hash, hex);
    *version =
        (struct cw_report_version){.time = newest.time, .hash = cw_str_dup(arena, cw_str_z(hex))};
    err = version->hash.data ? cw_model_provenance(publisher, newest.id, arena, version)
                             : cw_publish_no_memory(publisher);
    return err ? err
               : cw_version_layout(publisher->store, newest.id, arena, layout, publisher->diag);
}

static void fill(const struct cw_report_translation *translation,
                 const struct cw_report_version *version, const struct cw_layout *layout,
                 struct cw_report_finding *row)
{
    cw_translation_as_finding(translation, version, row);
    bool here = translation->clause >= 0 && (size_t)translation->clause < layout->n &&
                !cw_str_is(translation->status, "gone");
    row->line = here ? layout->items[translation->clause].line : 0;
}

enum cw_err cw_publish_translated(struct cw_publisher *publisher, struct cw_arena *arena,
                                  int64_t document_id)
{
    struct cw_report_doc doc;
    struct cw_translation_list list = {0};
    struct cw_report_version version = {.hash = {"", 0}};
    struct cw_layout layout = {0};
    enum cw_err err = cw_model_doc(publisher, document_id, arena, &doc);
    if (!err) {
        err = cw_model_translations(publisher, arena, document_id, &doc, &list);
    }
    if (!err && list.n) {
        err = load_layout(publisher, arena, document_id, &version, &layout);
    }
    struct cw_report_finding *rows = err ? NULL : cw_arena_array(arena, list.n, sizeof *rows);
    if (!rows) {
        return err ? err : cw_publish_no_memory(publisher);
    }
    for (size_t i = 0; i < list.n; i++) {
        fill(&list.items[i], &version, &layout, &rows[i]);
    }
    return cw_data_add_rows(publisher, document_id, CW_DATA_PART_TRANSLATED, rows, sizeof *rows,
                            list.n);
}
