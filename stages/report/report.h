/* Report: the read model (model.h) -> pages for people, files for machines.
 *
 * Pure writers: each appends one whole file to a buffer and touches nothing else; the same model
 * gives the same bytes on any day. No analysis, no store, no clock, no network, no script. A page
 * failed to be written when out->failed is set: the buffer's cap was reached or memory ran out. */
#ifndef CW_REPORT_H
#define CW_REPORT_H

#include "common/alignment.h"
#include "common/arena.h"
#include "common/buf.h"
#include "data.h"
#include "model.h"

enum {
    CW_REPORT_CHANGES_A_PAGE = 100,   /* pass at most that many as night.changes */
    CW_REPORT_LIST = 50,              /* more cosmetic, set aside ... are counted, not listed */
    CW_REPORT_DOCUMENTS_A_PAGE = 120, /* pass at most that many to a list of documents */
    CW_REPORT_SIGNALS = 5             /* a change in a list shows that many */
};

/* The report's own words. NULL stands for English everywhere. */
struct cw_report_labels;

/* Returns the translation of the label, "" or NULL data for "have none" (English then stands). */
typedef struct cw_str (*cw_report_label_fn)(void *context, const char *id, const char *english);

/* Asks for every label once; strings must outlive the labels. NULL when out of memory. Free with
 * cw_report_labels_free (NULL allowed). */
struct cw_report_labels *cw_report_labels_new(cw_report_label_fn lookup, void *context);
void cw_report_labels_free(struct cw_report_labels *labels);

/* The gettext template of all labels: what lexicons/concepts/labels.pot holds. */
void cw_report_labels_pot(struct cw_buf *out);

struct cw_report_options {
    struct cw_str title; /* of the whole report; "" = the program's name */
    struct cw_str lang;  /* of the labels, BCP 47; "" = en */
    const struct cw_report_labels *labels;
};

/* Pages. Each is complete and links to the others by relative paths. */
void cw_report_index(const struct cw_report_options *options, const struct cw_report_night *night,
                     struct cw_buf *out);
/* Page `page` of n_pages of all documents. Page 1 is always written: every page links to it. */
void cw_report_documents(const struct cw_report_options *options,
                         const struct cw_report_document *documents, size_t n, uint32_t page,
                         uint32_t n_pages, struct cw_buf *out);
/* coverage.html: which document in which language. rows: by service, policy, lang, region. Linked
 * from the first page when night.has_coverage. */
void cw_report_coverage_page(const struct cw_report_options *options,
                             const struct cw_report_coverage *rows, size_t n, struct cw_buf *out);
void cw_report_document_page(const struct cw_report_options *options,
                             const struct cw_report_document_model *model, struct cw_buf *out);
void cw_report_change_page(const struct cw_report_options *options,
                           const struct cw_report_change_model *model, struct cw_buf *out);
/* One file with its style inside, for `diff --format html`. Titles are file names. */
void cw_report_diff_page(const struct cw_report_options *options,
                         const struct cw_comparison *comparison, struct cw_str old_title,
                         const struct cw_clauses *old_clauses, struct cw_str new_title,
                         const struct cw_clauses *new_clauses, struct cw_buf *out);
/* One side of an alignment. */
struct cw_report_align_side {
    struct cw_str title; /* file name */
    struct cw_str lang;
    const struct cw_clauses *clauses;
};
/* One file with its style inside, for `align --format html`. CW_ENOMEM. */
enum cw_err cw_report_align_page(const struct cw_report_options *options, struct cw_arena *arena,
                                 const struct cw_alignment *alignment,
                                 const struct cw_report_align_side *source,
                                 const struct cw_report_align_side *target,
                                 struct cw_buf *out) CW_MUST_CHECK;
/* style.css, which all pages share. */
void cw_report_style(struct cw_buf *out);

/* Which texts cw_report_change_page shows: sets need[i] = 1 for clauses of one side that an edit
 * names and for headings above them. clauses: kind and level are enough. need: one byte a clause,
 * zeroed by the caller. */
void cw_report_needs(const struct cw_comparison *comparison, const struct cw_clauses *clauses,
                     bool new_side, uint8_t *need);

/* The words a list shows for a change that has no signals: of its most severe substantive edit, the
 * place that changed (as it reads now; of a removed clause as it read). Appends about 200 bytes to
 * out, nothing when there is no such edit; gives the edit's kind. Texts as cw_report_needs. */
enum cw_edit_kind cw_report_excerpt(const struct cw_comparison *comparison,
                                    const struct cw_clauses *old_clauses,
                                    const struct cw_clauses *new_clauses, struct cw_buf *out);

/* Order of the list of changes: < 0 when a is shown before b. */
int cw_report_change_cmp(const struct cw_report_change *a, const struct cw_report_change *b);

/* feed.xml (Atom, RFC 4287). changes: to read, newest first, as many as wanted. Ids and dates come
 * from documents and captures. */
void cw_report_feed(const struct cw_report_options *options, const struct cw_report_change *changes,
                    size_t n, struct cw_buf *out);

/* Where pages lie below the report folder: ASCII, readable, the same every night, different for
 * different documents even on a disk that ignores case. Appended to out. */
void cw_report_path_night(uint32_t page, struct cw_buf *out);     /* index.html, night/2.html */
void cw_report_path_documents(uint32_t page, struct cw_buf *out); /* documents.html, ...-2.html */
void cw_report_path_document(const struct cw_report_doc *doc, struct cw_buf *out);
/* By the newer version's time; by its hash too where the older one has the same time. */
void cw_report_path_change(const struct cw_report_change *change, struct cw_buf *out);

#endif
