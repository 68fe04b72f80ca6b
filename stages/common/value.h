/* A value in a text, with what it counts: thirty days, a fine, an age, a date. */
#ifndef CW_COMMON_VALUE_H
#define CW_COMMON_VALUE_H

#include "edit.h"

struct cw_clause_value {
    enum cw_signal_kind kind; /* NUMBER, DATE, DURATION, AMOUNT, PERCENTAGE, AGE */
    uint32_t start, end;      /* bytes into the clause's text: number and unit */
    double amount;            /* durations in days, dates as yyyymmdd, else the number itself */
};

#endif
