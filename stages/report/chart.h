/* A line chart as inline SVG. Internal to report. */
#ifndef CW_REPORT_CHART_H
#define CW_REPORT_CHART_H

#include "html.h"

struct cw_point {
    int64_t time;
    double value; /* NaN = a gap */
};

/* A figure with its title and its figures in words. Nothing when fewer than two points have values.
 * points: by time. decimals: of the numbers printed. */
void cw_chart_line(struct cw_html *html, enum cw_label title, const struct cw_point *points,
                   size_t n, int decimals);

#endif
