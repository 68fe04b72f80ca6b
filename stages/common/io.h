/* Bytes through descriptors, whole, however little the system moves at a time. */
#ifndef CW_IO_H
#define CW_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/* False at the end of what there is, or with errno set. */
bool cw_read_all(int fd, void *data, size_t len) CW_MUST_CHECK;
/* False with errno set. */
bool cw_write_all(int fd, const void *data, size_t len) CW_MUST_CHECK;

#endif
