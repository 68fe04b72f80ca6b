/* The read model of the report: plain values that whoever owns the store fills in, one document at
 * a time. The report computes nothing from texts and asks nobody.
 *
 * All strings are borrowed, valid UTF-8, and must live as long as the call they are passed to.
 * Times are seconds since 1970 UTC, CW_REPORT_NO_TIME = unknown. Arrays may be NULL when empty. The
 * structs are also the rows of the data files (data.h), so that a page and a file cannot differ. */
#ifndef CW_REPORT_MODEL_H
#define CW_REPORT_MODEL_H

#include <stdint.h>

#include "common/analysis.h"
#include "common/clause.h"
#include "common/edit.h"
#include "common/finding.h"

#define CW_REPORT_NO_TIME   INT64_MIN
#define CW_REPORT_NO_CLAUSE UINT32_MAX

/* Whose document it is. Identity is (service, policy, lang, region), as the store keeps it. */
struct cw_report_doc {
    struct cw_str service;
    struct cw_str service_name; /* for people; "" = service */
    struct cw_str policy;       /* Open Terms Archive words: "Privacy Policy" */
    struct cw_str lang;         /* BCP 47; "" = unknown */
    struct cw_str region;       /* "" = none */
};

/* A version and where it comes from. */
struct cw_report_version {
    struct cw_report_doc doc;
    int64_t time;             /* when it was captured */
    struct cw_str hash;       /* of its bytes, hexadecimal */
    struct cw_str name;       /* path inside the source */
    struct cw_str provenance; /* commit id, "" = none */
    struct cw_str snapshots;  /* addresses, one a line; "" = none */
    int64_t bytes;
    uint32_t n_clauses;
    bool technical;          /* the recorder changed its extraction, the page may be the same */
    struct cw_str set_aside; /* why it is not used as a version; "" = it is used */
};

struct cw_report_formula {
    struct cw_str id;   /* "flesch" */
    struct cw_str name; /* for people; "" = id */
    double value;       /* NaN = undefined for this text */
};

/* How hard one version is to read. */
struct cw_report_readability {
    struct cw_report_doc doc;
    int64_t time;
    struct cw_str hash;
    struct cw_str lang; /* of most of the text, as identified; "" = unknown */
    struct cw_counts counts;
    uint32_t longest_sentence; /* words */
    double reference_ratio;    /* NaN = unknown */
    const struct cw_report_formula *formulas;
    size_t n_formulas;
};

/* What lies between a version and the one before it, without texts. */
struct cw_report_change {
    struct cw_report_doc doc;
    int64_t old_time;
    int64_t new_time;
    struct cw_str old_hash;
    struct cw_str new_hash;
    enum cw_pair_class class;
    enum cw_severity severity;
    uint32_t cosmetic; /* bits of enum cw_cosmetic */
    bool coarse;
    bool technical;
    bool has_page; /* a change page is written for it: link to it */
    struct cw_str junk_reason;
    int64_t back_to; /* an earlier version had this very text: when; else CW_REPORT_NO_TIME */
    uint32_t seen;   /* how often that text was seen before */
    uint32_t count[CW_EDIT_KINDS];
    uint32_t n_cosmetic;
    const struct cw_signal *signals; /* of substantive edits, most severe edit first; may be cut */
    size_t n_signals;
    uint32_t total_signals; /* before the cut */
    struct cw_str excerpt;  /* words of the most severe edit (cw_report_excerpt); "" = none */
    enum cw_edit_kind excerpt_kind;
};

/* A finding on the current version. */
struct cw_report_finding {
    struct cw_report_doc doc;
    struct cw_finding finding; /* clause: index into the document's clauses, CW_REPORT_NO_CLAUSE =
                                * it is about the document, or about one of another document */
    struct cw_str name;        /* file the version was read from */
    uint32_t line, column;     /* of the span in that file, from 1; 0 = unknown */
    size_t start, end;         /* of the span in that file, bytes; where line is known */
    struct cw_str lang;        /* of the clause */
    struct cw_str text;        /* the span's own words */
    int64_t time;              /* of the version */
    struct cw_str hash;        /* of the version */
    struct cw_str status;      /* "new", "open", "gone", "dismissed" */
    int64_t since;
    int64_t source_clause; /* of a translation: index in the original, -1 = none */
    int64_t days;          /* of a stale translation, -1 = does not apply */
};

/* A finding on a translation: translation.missing, .stale ... */
struct cw_report_translation {
    struct cw_report_doc doc; /* the translation; for document-missing what was expected */
    struct cw_str source_lang;
    bool absent;        /* there is no such document, hence no page to link to */
    struct cw_str rule; /* "translation.stale" */
    struct cw_str criterion;
    enum cw_severity severity;
    int64_t clause;          /* index in the translation, -1 = none */
    int64_t source_clause;   /* index in the original, -1 = none */
    struct cw_str text;      /* the clause in the translation, may be cut; "" = none */
    struct cw_str text_lang; /* as identified; "" = doc.lang */
    struct cw_str source_text;
    int64_t since; /* when the original moved on */
    int64_t days;  /* -1 = does not apply */
    struct cw_str message;
    struct cw_str status; /* "new", "open", "gone" */
};

/* One cell of services x policies x languages. */
struct cw_report_coverage {
    struct cw_report_doc doc;
    struct cw_str source_lang; /* "" = this is the original, or nothing is known */
    struct cw_str status;      /* "original", "complete", "partial", "stale", "absent" */
    double coverage;           /* 0-1, NaN = unknown */
    bool expected;
    uint32_t missing, untranslated, added;
    int64_t stale_days;  /* -1 = not stale */
    int64_t stale_since; /* CW_REPORT_NO_TIME = not stale */
    int64_t caught_up;   /* when it was last out of date and no longer is; CW_REPORT_NO_TIME */
    int64_t lag_days;    /* how long that took; -1 = it never was */
};

/* A document that could not be read, or only in part. */
struct cw_report_trouble {
    struct cw_report_doc doc; /* parts unknown are "" */
    int64_t time;
    struct cw_str name; /* file or member */
    struct cw_str message;
};

/* One night. */
struct cw_report_run {
    int64_t number;        /* from 1 */
    int64_t from, to;      /* first and last capture taken in */
    uint32_t captures;     /* looked at */
    uint32_t documents;    /* touched */
    uint32_t versions;     /* new */
    uint32_t changes;      /* to read */
    uint32_t cosmetic;     /* version pairs that differ in nothing but form */
    uint32_t set_aside;    /* captures that are no policy */
    uint32_t unreadable;   /* troubles */
    uint32_t findings;     /* new */
    struct cw_str program; /* version of clausewatch */
};

/* A document as lists show it, and as a row of data/documents. */
struct cw_report_document {
    struct cw_report_doc doc;
    uint32_t versions;
    uint32_t changes;    /* substantive */
    int64_t first, last; /* captures */
    int64_t last_change; /* substantive */
    uint32_t words, sentences;
    double reference_ratio; /* NaN = unknown */
    struct cw_str formula;  /* the formula shown for this language; "" = none */
    double formula_value;
    uint32_t findings;    /* open ones on the current version */
    uint32_t high;        /* of them severe */
    struct cw_str status; /* "ok", "set-aside", "unreadable", "gone" */
};

/* The first page and the pages after it. Lists come in the order they are shown: changes by
 * severity, then signals, then document (cw_report_change_cmp), the rest by document and time. */
struct cw_report_night {
    struct cw_report_run run;
    uint32_t page, n_pages;                 /* of the list of changes, from 1 */
    const struct cw_report_change *changes; /* to read: those of this page */
    size_t n_changes;
    /* Everything below is shown on page 1 alone. Each list may be cut: totals are in run, or given.
     */
    const struct cw_report_change *cosmetic;
    size_t n_cosmetic;
    const struct cw_report_change *set_aside;
    size_t n_set_aside;
    const struct cw_report_trouble *troubles;
    size_t n_troubles;
    const struct cw_report_translation *translations;
    size_t n_translations;
    uint32_t total_translations;
    const struct cw_report_document *documents;
    size_t n_documents;
    uint32_t total_documents;
    bool has_coverage; /* coverage.html is written: link to it */
};

/* Everything on one document's page. */
struct cw_report_document_model {
    struct cw_report_document document;
    const struct cw_report_version *versions; /* oldest first */
    size_t n_versions;
    /* changes[i] led to the version with the same time; any order of times, oldest first. */
    const struct cw_report_change *changes;
    size_t n_changes;
    const struct cw_report_readability *readability; /* by version, oldest first; gaps allowed */
    size_t n_readability;
    const struct cw_clauses *clauses; /* of the current version; texts are needed where findings are
                                       * and in the headings above them; NULL = none */
    const struct cw_report_finding *findings; /* by clause */
    size_t n_findings;
    const struct cw_report_translation *translations;
    size_t n_translations;
    const struct cw_report_doc *languages; /* the same policy in its other languages */
    size_t n_languages;
    struct cw_str source_url; /* where the platform publishes it; "" = unknown */
};

/* One side of a change: all clauses with kind, level, number and lang; texts only where
 * cw_report_needs says so. lang: as identified where known, else as declared. */
struct cw_report_side {
    struct cw_report_version version;
    const struct cw_clauses *clauses;
};

struct cw_report_change_model {
    struct cw_report_change change;
    const struct cw_comparison *comparison; /* without UNCHANGED edits is enough */
    struct cw_report_side old_side;
    struct cw_report_side new_side;
};

#endif
