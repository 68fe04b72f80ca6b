/* The columns of the data files. Internal to report. */
#ifndef CW_REPORT_COLUMNS_H
#define CW_REPORT_COLUMNS_H

#include "data.h"

enum cw_column_type {
    CW_COL_STR = 0,  /* struct cw_str */
    CW_COL_OPT,      /* struct cw_str, "" = null */
    CW_COL_TIME,     /* int64_t, CW_REPORT_NO_TIME = null */
    CW_COL_INT,      /* int64_t */
    CW_COL_INDEX,    /* int64_t, negative = null */
    CW_COL_U32,      /* uint32_t */
    CW_COL_PLACE,    /* uint32_t from 1, 0 = null */
    CW_COL_CLAUSE,   /* uint32_t, CW_REPORT_NO_CLAUSE = null */
    CW_COL_NUMBER,   /* double, NaN = null */
    CW_COL_BOOL,     /* bool */
    CW_COL_SEVERITY, /* enum cw_severity */
    CW_COL_CLASS,    /* enum cw_pair_class */
    CW_COL_COSMETIC, /* uint32_t bits -> "links,markup" */
    CW_COL_SIGNALS,  /* the signals of a struct cw_report_change, as a JSON array */
    CW_COL_FORMULAS  /* the formulas of a struct cw_report_readability, as a JSON object */
};

struct cw_column {
    const char *name;
    enum cw_column_type type;
    size_t offset; /* into the row's struct */
    const char *meaning;
};

struct cw_columns {
    const char *name;        /* of the file */
    const char *record;      /* the "type" of its lines */
    const char *description; /* of the file */
    const struct cw_column *columns;
    size_t n;
};

const struct cw_columns *cw_columns_of(enum cw_data_file file);

#endif
