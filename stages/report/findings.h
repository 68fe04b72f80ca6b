/* The findings on a document's current version, grouped by rule. Internal to report. */
#ifndef CW_REPORT_FINDINGS_H
#define CW_REPORT_FINDINGS_H

#include "html.h"

void cw_findings_section(struct cw_html *html, const struct cw_report_document_model *model);

#endif
