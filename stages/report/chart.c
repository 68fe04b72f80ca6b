/* A line chart as inline SVG: steps, because a text stays as it is until it is changed, and from
 * zero, because a cut axis makes every change look large. The numbers in words stand in the
 * caption, all values in the table that follows the charts. */
#include "chart.h"

#include <math.h>

enum { WIDTH = 600, HEIGHT = 120, MARGIN = 6, LAST = 24, MOST_POINTS = 400 };

struct range {
    double low, high, first, last;
    int64_t from, to;
    size_t n;
};

static struct range range_of(const struct cw_point *points, size_t n)
{
    struct range range = {0};
    for (size_t i = 0; i < n; i++) {
        double value = points[i].value;
        if (!isfinite(value) || points[i].time == CW_REPORT_NO_TIME) {
            continue;
        }
        if (range.n == 0) {
            range = (struct range){value, value, value, value, points[i].time, points[i].time, 0};
        }
        range.low = fmin(range.low, value);
        range.high = fmax(range.high, value);
        range.last = value;
        range.to = points[i].time;
        range.n++;
    }
    return range;
}

/* Whole units of the picture: small files, and the same bytes on any machine. */
static long scale(double value, double low, double high, long most)
{
    return high > low ? lround((value - low) / (high - low) * (double)most) : 0;
}

static void path(struct cw_html *html, const struct cw_point *points, size_t n,
                 const struct range *range)
{
    size_t step = n / MOST_POINTS + 1; /* the last point is always drawn */
    bool started = false;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(points[i].value) || points[i].time == CW_REPORT_NO_TIME ||
            (i % step && i + 1 != n)) {
            continue;
        }
        long x = MARGIN + scale((double)points[i].time, (double)range->from, (double)range->to,
                                WIDTH - 2 * MARGIN - LAST);
        long y = HEIGHT - MARGIN -
                 scale(points[i].value, fmin(0, range->low), range->high, HEIGHT - 2 * MARGIN);
        cw_buf_printf(html->out, started ? "H%ldV%ld" : "M%ld %ld", x, y);
        started = true;
    }
    cw_buf_printf(html->out, "h%d", LAST); /* the last value holds until today */
}

static void numbers_text(struct cw_html *html, double value, int decimals, struct cw_buf *out)
{
    struct cw_html into = *html;
    into.out = out;
    cw_html_number(&into, value, decimals);
}

void cw_chart_line(struct cw_html *html, enum cw_label title, const struct cw_point *points,
                   size_t n, int decimals)
{
    struct range range = range_of(points, n);
    if (range.n < 2 || range.to <= range.from) {
        return;
    }
    const double values[4] = {range.first, range.last, range.low, range.high};
    struct cw_str args[5] = {cw_label_text(html->labels, title)};
    struct cw_buf text[4];
    for (size_t i = 0; i < 4; i++) {
        cw_buf_init(&text[i], 64);
        numbers_text(html, values[i], decimals, &text[i]);
        args[i + 1] = cw_buf_view(&text[i]);
    }
    cw_html_raw(html, "<figure><svg viewBox=\"0 0 600 120\" role=\"img\" aria-label=\"");
    cw_html_phrase_plain(html, CW_L_CHART_ALT, args, 5);
    cw_html_raw(html, "\" preserveAspectRatio=\"none\"><path class=\"line\" "
                      "vector-effect=\"non-scaling-stroke\" d=\"");
    path(html, points, n, &range);
    cw_html_raw(html, "\"/></svg><figcaption><strong>");
    cw_html_label(html, title);
    cw_html_raw(html, "</strong> <span class=\"ends\">");
    cw_html_time(html, range.from, false);
    cw_html_raw(html, ": ");
    cw_html_number(html, range.first, decimals);
    cw_html_raw(html, " \xC2\xB7 ");
    cw_html_time(html, range.to, false);
    cw_html_raw(html, ": ");
    cw_html_number(html, range.last, decimals);
    cw_html_raw(html, "</span></figcaption></figure>\n");
    for (size_t i = 0; i < 4; i++) {
        html->out->failed |= text[i].failed;
        cw_buf_dispose(&text[i]);
    }
}
