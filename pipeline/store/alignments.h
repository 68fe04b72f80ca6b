/* Translations in the store: alignments, lags, findings on translations, absent documents. */
#ifndef CW_STORE_ALIGNMENTS_H
#define CW_STORE_ALIGNMENTS_H

#include "common/alignment.h"
#include "store.h"

/* Which alignment is kept for a translation. */
struct cw_alignment_row {
    int64_t document_id; /* the translation; 0 = none is kept */
    int64_t source_id;
    int64_t version;
    int64_t source_version;
    int64_t origin;
    int64_t night;
};

enum cw_err cw_alignment_find(struct cw_store *store, int64_t document_id,
                              struct cw_alignment_row *row, struct cw_diag *diag) CW_MUST_CHECK;
/* wire: of the alignment. Findings are set apart (stale_since is then NULL). */
enum cw_err cw_alignment_set(struct cw_store *store, const struct cw_alignment_row *row,
                             struct cw_str wire, const struct cw_alignment *alignment,
                             struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_alignment_load(struct cw_store *store, int64_t document_id, struct cw_arena *arena,
                              size_t n_source_clauses, size_t n_target_clauses,
                              struct cw_alignment *alignment, struct cw_diag *diag) CW_MUST_CHECK;
/* The document is no translation (any more). Its findings and lags go too. */
enum cw_err cw_alignment_drop(struct cw_store *store, int64_t document_id,
                              struct cw_diag *diag) CW_MUST_CHECK;
/* The night's verdict. stale_since: INT64_MAX = up to date. */
enum cw_err cw_alignment_judge(struct cw_store *store, int64_t document_id, int64_t stale_since,
                               int64_t night, struct cw_diag *diag) CW_MUST_CHECK;

enum cw_err cw_lags_clear(struct cw_store *store, int64_t document_id,
                          struct cw_diag *diag) CW_MUST_CHECK;
enum cw_err cw_lag_add(struct cw_store *store, int64_t document_id, int64_t since, int64_t until,
                       struct cw_diag *diag) CW_MUST_CHECK;

enum cw_translation_rule {
    CW_TRANSLATION_DOCUMENT_MISSING = 0, /* see absence: never in the table of the others */
    CW_TRANSLATION_MISSING,
    CW_TRANSLATION_UNTRANSLATED,
    CW_TRANSLATION_STALE,
    CW_TRANSLATION_ADDED,
    CW_TRANSLATION_NUMBERS,
    CW_TRANSLATION_RULES
};

/* "translation.clause-missing" and its criterion. Static. */
const char *cw_translation_rule_id(enum cw_translation_rule rule);
const char *cw_translation_criterion(enum cw_translation_rule rule);

struct cw_translation_row {
    int64_t document_id;
    enum cw_translation_rule rule;
    int severity;          /* enum cw_severity */
    int64_t clause;        /* -1 = none */
    int64_t source_clause; /* -1 = none */
    int64_t since;
    struct cw_str lang;
    bool partly;
    struct cw_str what;
    struct cw_str text;
    struct cw_str source_text;
    struct cw_str status;
    int64_t night;
};

struct cw_translation_rows {
    struct cw_translation_row *items;
    size_t n;
};

/* The findings of one translation, in their order. */
enum cw_err cw_translations_load(struct cw_store *store, int64_t document_id,
                                 struct cw_arena *arena, struct cw_translation_rows *out,
                                 struct cw_diag *diag) CW_MUST_CHECK;
/* Puts them in place of those that are there. */
enum cw_err cw_translations_set(struct cw_store *store, int64_t document_id,
                                const struct cw_translation_rows *rows,
                                struct cw_diag *diag) CW_MUST_CHECK;
/* One row of a query for the columns of CW_TRANSLATION_COLUMNS, the document first. */
#define CW_TRANSLATION_COLUMNS                                                                     \
    "SELECT t.document_id, t.rule, t.severity, t.clause, t.source_clause, t.since, t.lang, "       \
    "t.partly, t.what, t.text, t.source_text, t.status, t.night FROM translation AS t "
enum cw_err cw_translation_read(struct sqlite3_stmt *statement, struct cw_arena *arena,
                                struct cw_translation_row *row, struct cw_diag *diag) CW_MUST_CHECK;

#endif
