/* Which signals of a comparison are worth a line in its table. */
#ifndef CW_REPORT_SIGNAL_ROWS_H
#define CW_REPORT_SIGNAL_ROWS_H

#include "common/edit.h"

struct cw_signal_row {
    size_t edit; /* index of its edit */
    const struct cw_signal *signal;
};

/* Rows in the order of weight: of each severity what is counted or commanded first, then subjects.
 * A subject stands once, however many clauses name it, and not at all when others lose it that some
 * gain: it only changed places. Fills at most `most`; returns how many there are. */
size_t cw_signal_rows(const struct cw_comparison *comparison, struct cw_signal_row *rows,
                      size_t most);

/* A value as people read it: of a subject the words alone, without its id. */
struct cw_str cw_signal_words(const struct cw_signal *signal, struct cw_str value);

#endif
