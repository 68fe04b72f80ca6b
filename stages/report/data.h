/* The data files: one table of columns drives JSON Lines, CSV and the package description, so that
 * they always agree. A row is a struct of model.h. */
#ifndef CW_REPORT_DATA_H
#define CW_REPORT_DATA_H

#include "common/buf.h"
#include "model.h"

enum cw_data_file {
    CW_DATA_RUNS = 0,     /* struct cw_report_run */
    CW_DATA_DOCUMENTS,    /* struct cw_report_document */
    CW_DATA_VERSIONS,     /* struct cw_report_version */
    CW_DATA_CHANGES,      /* struct cw_report_change */
    CW_DATA_FINDINGS,     /* struct cw_report_finding */
    CW_DATA_READABILITY,  /* struct cw_report_readability */
    CW_DATA_TRANSLATIONS, /* struct cw_report_translation */
    CW_DATA_COVERAGE,     /* struct cw_report_coverage */
    CW_DATA_FILES
};

/* "runs", "documents", ...: the file is data/NAME.jsonl and data/NAME.csv. Static storage. */
const char *cw_data_name(enum cw_data_file file);

/* One line of JSON Lines; one record of CSV (RFC 4180, CRLF). row: the struct named above. */
void cw_data_jsonl(enum cw_data_file file, const void *row, struct cw_buf *out);
void cw_data_csv(enum cw_data_file file, const void *row, struct cw_buf *out);
/* The first record of a CSV file. */
void cw_data_csv_header(enum cw_data_file file, struct cw_buf *out);

/* Records of findings, as an earlier run wrote them, for a run that did not touch their document:
 * what was new is open, what was gone is left out. */
void cw_data_settle_jsonl(struct cw_str lines, struct cw_buf *out);
void cw_data_settle_csv(struct cw_str lines, struct cw_buf *out);

/* datapackage.json (Frictionless Data Package): every file and column with its meaning. title: of
 * the report. */
void cw_data_package(struct cw_str title, struct cw_buf *out);

#endif
