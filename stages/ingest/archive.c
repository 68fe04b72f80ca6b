/* Archives: not read yet. */
#include "internal.h"

enum cw_err cw_archive_open(struct cw_source *source, struct cw_diag *diag)
{
    return cw_fail(diag, CW_EUSAGE, source->spec.path, 0, 0, "archives are not read yet");
}
