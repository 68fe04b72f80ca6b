#include "clock.h"

#include <time.h>

int64_t cw_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * CW_SECOND + now.tv_nsec / 1000;
}
