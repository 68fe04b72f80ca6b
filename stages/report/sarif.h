/* SARIF 2.1.0 (OASIS): the findings of `check` for code hosts and editors. Written as it comes, one
 * finding at a time, so that memory does not grow with their number. */
#ifndef CW_REPORT_SARIF_H
#define CW_REPORT_SARIF_H

#include "common/json.h"
#include "model.h"

/* A log being written. On the caller's stack; owns nothing. */
struct cw_sarif {
    struct cw_json json;
};

/* version: of clausewatch, "0.1.0". */
void cw_sarif_begin(struct cw_sarif *sarif, struct cw_str version, struct cw_buf *out);

/* Columns are left out: SARIF counts them in characters, we in bytes; the snippet has the words. */
void cw_sarif_finding(struct cw_sarif *sarif, const struct cw_report_finding *finding);

void cw_sarif_end(struct cw_sarif *sarif);

#endif
