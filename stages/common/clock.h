/* Time that passes: for deadlines and pauses, never for dates. */
#ifndef CW_CLOCK_H
#define CW_CLOCK_H

#include <stdint.h>

enum { CW_SECOND = 1000000 };

/* Microseconds of a clock that never goes back; where it began means nothing. */
int64_t cw_clock(void);

#endif
