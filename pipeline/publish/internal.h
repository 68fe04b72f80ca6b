/* Shared inside publish/. */
#ifndef CW_PUBLISH_INTERNAL_H
#define CW_PUBLISH_INTERNAL_H

#include "common/arena.h"
#include "publish.h"
#include "report/report.h"

struct cw_texts;
struct cw_sides;

/* The file at path below the report folder, if its bytes differ; folders are made. */
enum cw_err cw_file_write(const struct cw_publisher *publisher, struct cw_str path,
                          const struct cw_buf *content) CW_MUST_CHECK;

/* The same piece by piece, for files that do not fit memory. On an error the file is dropped. */
enum { CW_FILE_PATH = 4096 };
struct cw_file {
    int fd; /* -1 = none */
    char path[CW_FILE_PATH];
    char temporary[CW_FILE_PATH + 8];
};
enum cw_err cw_file_begin(const struct cw_publisher *publisher, struct cw_str path,
                          struct cw_file *file) CW_MUST_CHECK;
enum cw_err cw_file_add(const struct cw_publisher *publisher, struct cw_file *file,
                        struct cw_str content) CW_MUST_CHECK;
enum cw_err cw_file_end(const struct cw_publisher *publisher, struct cw_file *file) CW_MUST_CHECK;
void cw_file_drop(struct cw_file *file); /* after an error elsewhere; fd -1 is fine */

/* The identity of a document, in the arena; the display name is from the corpus file. */
enum cw_err cw_model_doc(struct cw_publisher *publisher, int64_t document_id,
                         struct cw_arena *arena, struct cw_report_doc *doc) CW_MUST_CHECK;

/* Where a version comes from: name, provenance, snapshots of its capture. */
enum cw_err cw_model_provenance(struct cw_publisher *publisher, int64_t version_id,
                                struct cw_arena *arena,
                                struct cw_report_version *version) CW_MUST_CHECK;

/* What every query for cw_model_changes begins with; goes on with WHERE ... ORDER BY. */
#define CW_CHANGE_QUERY                                                                            \
    "SELECT c.new_version, c.document_id, o.time, v.time, o.hash, v.hash, c.class, c.severity, "   \
    "c.kinds, c.coarse, v.record, c.junk_reason, c.added, c.removed, c.modified, c.moved, "        \
    "c.split, c.merged, c.cosmetic, c.signals, o.clauses, v.clauses, c.seen, c.back_to "           \
    "FROM comparison AS c JOIN version AS v ON v.version_id = c.new_version "                      \
    "JOIN version AS o ON o.version_id = c.old_version "                                           \
    "JOIN document AS d ON d.document_id = c.document_id "

/* Fills a list of changes from a query that gives new_version ids. */
struct cw_change_list {
    struct cw_report_change *items;
    struct cw_signal **signals; /* those of items[i], to be written to */
    int64_t *new_versions;
    int64_t *document_ids;
    size_t n;
};
/* sql: CW_CHANGE_QUERY and conditions, with ?1, ?2, ?3 for the parameters. signals: how many to
 * decode of each. The documents' identities are left to the caller. */
enum cw_err cw_model_changes(struct cw_publisher *publisher, struct cw_arena *arena,
                             const char *sql, const int64_t parameters[3], size_t signals,
                             struct cw_change_list *out) CW_MUST_CHECK;

/* Everything of one document; also computes its findings and stores them, and adds its lines to the
 * data files. */
enum cw_err cw_publish_document(struct cw_publisher *publisher, struct cw_arena *arena,
                                int64_t document_id) CW_MUST_CHECK;
/* The pages of its changes alone: the store is only read. */
enum cw_err cw_publish_changes(struct cw_publisher *publisher, struct cw_arena *arena,
                               int64_t document_id) CW_MUST_CHECK;

/* Tells the writers of documents that are due, and of the night. The ids must outlive them. */
void cw_writers_start(const struct cw_publisher *publisher, struct cw_writers *writers,
                      const int64_t *documents, size_t n);
/* Writes with them what is left; CW_OK where there are none. */
enum cw_err cw_writers_help(struct cw_publisher *publisher, struct cw_arena *arena) CW_MUST_CHECK;
/* Waits until all is written; frees. The error of any of them. NULL allowed. */
enum cw_err cw_writers_wait(const struct cw_publisher *publisher,
                            struct cw_writers *writers) CW_MUST_CHECK;

/* The words of the report's language, as publisher->labels. */
enum cw_err cw_publish_labels(struct cw_publisher *publisher) CW_MUST_CHECK;

/* What the pages of a document's changes share: clauses and versions met before, room for a page.
 */
struct cw_change_pages {
    struct cw_arena *arena; /* of the page at hand */
    struct cw_texts *texts;
    struct cw_sides *sides;
    struct cw_buf page;
};
enum cw_err cw_publish_change(struct cw_publisher *publisher, struct cw_change_pages *pages,
                              const struct cw_report_change *change,
                              int64_t new_version) CW_MUST_CHECK;

/* One version of a change, read from the store. */
struct cw_side {
    int64_t version_id; /* 0 = none */
    struct cw_arena *arena;
    struct cw_report_version version;
    struct cw_layout layout;
    struct cw_clauses clauses; /* of the layout; a text where some page has asked for it */
};
struct cw_sides *cw_sides_new(void); /* NULL when out of memory */
void cw_sides_free(struct cw_sides *sides);
/* The side is valid until the second next call; keep: one that this call must not replace, or NULL.
 */
enum cw_err cw_sides_get(struct cw_publisher *publisher, struct cw_sides *sides, int64_t version_id,
                         const struct cw_report_doc *doc, const struct cw_side *keep,
                         struct cw_side **out) CW_MUST_CHECK;

/* Puts names for people where signals say concept ids. Data files keep the ids. */
enum cw_err cw_name_concepts(const struct cw_publisher *publisher, struct cw_arena *arena,
                             struct cw_signal *signals, size_t n) CW_MUST_CHECK;

/* Clause texts of one document, each fetched once: pages of consecutive changes share most. */
struct cw_texts *cw_texts_new(void); /* NULL when out of memory */
void cw_texts_free(struct cw_texts *texts);
enum cw_err cw_texts_get(struct cw_publisher *publisher, struct cw_texts *texts, int64_t clause_id,
                         struct cw_clause *clause) CW_MUST_CHECK;

/* Findings of the newest version, and those that the night took away. */
struct cw_found {
    struct cw_report_finding *items;
    size_t n;
    size_t n_open; /* new and open */
    size_t n_new;
    size_t n_high;
    struct cw_clauses clauses; /* of the newest version */
};
enum cw_err cw_publish_findings(struct cw_publisher *publisher, struct cw_arena *arena,
                                int64_t document_id, const struct cw_report_doc *doc,
                                const struct cw_version_row *newest,
                                struct cw_found *found) CW_MUST_CHECK;

/* Findings on translations. */
struct cw_translation_list {
    struct cw_report_translation *items;
    size_t n;
};
/* Of one translation, those that are gone since the last night too. */
enum cw_err cw_model_translations(struct cw_publisher *publisher, struct cw_arena *arena,
                                  int64_t document_id, const struct cw_report_doc *doc,
                                  struct cw_translation_list *out) CW_MUST_CHECK;
/* Policies that are not there in an expected language. */
enum cw_err cw_model_absences(struct cw_publisher *publisher, struct cw_arena *arena,
                              struct cw_translation_list *out) CW_MUST_CHECK;
/* The new ones of the night, as its first page shows them. */
enum cw_err cw_model_night_translations(struct cw_publisher *publisher, struct cw_arena *arena,
                                        struct cw_report_night *night) CW_MUST_CHECK;
/* As a line of findings. version: name, time and hash of the translation's newest version. */
void cw_translation_as_finding(const struct cw_report_translation *row,
                               const struct cw_report_version *version,
                               struct cw_report_finding *out);

/* Every service, policy and language, by service, policy, language, region. */
enum cw_err cw_model_coverage(struct cw_publisher *publisher, struct cw_arena *arena,
                              struct cw_report_coverage **rows, size_t *n) CW_MUST_CHECK;
/* Keeps the rows that a page of languages shows, in front; gives their number. */
size_t cw_coverage_shown(struct cw_report_coverage *rows, size_t n);

/* What a document brings to the data files: each part stands in the file of that number, but for
 * the last, findings on the document as a translation, which stand behind the other findings. */
enum cw_data_part {
    CW_DATA_PART_DOCUMENTS = CW_DATA_DOCUMENTS,
    CW_DATA_PART_VERSIONS = CW_DATA_VERSIONS,
    CW_DATA_PART_CHANGES = CW_DATA_CHANGES,
    CW_DATA_PART_FINDINGS = CW_DATA_FINDINGS,
    CW_DATA_PART_READABILITY = CW_DATA_READABILITY,
    CW_DATA_PART_TRANSLATED,
    CW_DATA_PARTS
};
enum cw_data_file cw_data_part_file(enum cw_data_part part);

/* The data files of the night, as publisher->data. */
enum cw_err cw_data_begin(struct cw_publisher *publisher, struct cw_data **out) CW_MUST_CHECK;
void cw_data_free(struct cw_data *data); /* drops what is not finished; NULL allowed */
/* Documents must come in order of service, policy, language, region, each with all its parts, in
 * order. */
/* rows: n of them, each of this size, as the part's file wants them. */
enum cw_err cw_data_add_rows(struct cw_publisher *publisher, int64_t document_id,
                             enum cw_data_part part, const void *rows, size_t size,
                             size_t n) CW_MUST_CHECK;
/* To be called for every document before anything is added: all parts but the last from the files
 * of the night before. *copied false: it has changed, or they are not there as written. */
enum cw_err cw_data_copy(struct cw_publisher *publisher, int64_t document_id, bool changed,
                         bool *copied) CW_MUST_CHECK;
/* The last part, which is formatted anew each night: days go on counting. */
enum cw_err cw_publish_translated(struct cw_publisher *publisher, struct cw_arena *arena,
                                  int64_t document_id) CW_MUST_CHECK;
/* What is of no document, and all files are put in place. */
enum cw_err cw_data_end(struct cw_publisher *publisher, struct cw_arena *arena) CW_MUST_CHECK;

/* What data files of the night before hold of each document. With publisher->all: nothing. */
struct cw_extents;
struct cw_lines {
    struct cw_str jsonl;
    struct cw_str csv;
    bool settled; /* no finding in them is called new or gone */
};
enum cw_err cw_extents_open(struct cw_publisher *publisher, struct cw_extents **out) CW_MUST_CHECK;
void cw_extents_free(struct cw_extents *extents); /* NULL allowed */
/* Steps over the lines of the next document, if it was there; gives them by part, valid until the
 * extents are freed. False: not all are there as written. */
bool cw_extents_take(struct cw_extents *extents, int64_t document_id,
                     struct cw_lines lines[CW_DATA_PARTS]);
/* Lines of the document that was taken last, saved with the others at the end. */
enum cw_err cw_extents_note(struct cw_publisher *publisher, struct cw_extents *extents,
                            int64_t document_id, enum cw_data_part part,
                            const struct cw_lines *lines) CW_MUST_CHECK;
enum cw_err cw_extents_save(struct cw_publisher *publisher,
                            const struct cw_extents *extents) CW_MUST_CHECK;

/* The pages of the night, lists of documents, feed and style. */
enum cw_err cw_publish_site(struct cw_publisher *publisher, struct cw_arena *arena) CW_MUST_CHECK;
/* The pages that go on with the night's list of changes, behind the first one. */
enum cw_err cw_publish_later_pages(struct cw_publisher *publisher,
                                   struct cw_arena *arena) CW_MUST_CHECK;

/* nights.c: which night is published; counts its captures, versions and changes. */
enum cw_err cw_night_find(struct cw_publisher *publisher) CW_MUST_CHECK;
/* How many findings are new, once every document is published. */
enum cw_err cw_night_keep_findings(struct cw_publisher *publisher) CW_MUST_CHECK;
/* The figures of a night. */
enum cw_err cw_model_run(struct cw_publisher *publisher, int64_t night,
                         struct cw_report_run *run) CW_MUST_CHECK;

/* A document's line in lists, kept from night to night. */
enum cw_err cw_summary_set(struct cw_publisher *publisher, int64_t document_id,
                           const struct cw_report_document *document) CW_MUST_CHECK;
enum cw_err cw_summary_all(struct cw_publisher *publisher, struct cw_arena *arena,
                           struct cw_report_document **documents, size_t *n) CW_MUST_CHECK;

struct cw_report_options cw_publish_options(const struct cw_publisher *publisher);

enum cw_err cw_publish_no_memory(const struct cw_publisher *publisher);

#endif
