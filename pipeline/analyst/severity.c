/* Finds and reads a user's own severity table.
 *
 * It lies in a folder of language packs, beside the packs, so that whoever adds a folder needs no
 * further setting: the first folder that has one decides. */
#include "severity.h"

#include <errno.h>
#include <stdio.h>

enum { LARGEST = 1 << 20 };

static enum cw_err read_table(struct cw_arena *arena, FILE *file, const char *path,
                              const struct cw_severity_rules **out, struct cw_diag *diag)
{
    char *data = cw_arena_alloc(arena, LARGEST);
    if (!data) {
        return cw_fail(diag, CW_ENOMEM, path, 0, 0, "out of memory");
    }
    size_t length = fread(data, 1, LARGEST, file);
    if (ferror(file)) {
        return cw_fail(diag, CW_EIO, path, 0, 0, "cannot read: %s", strerror(errno));
    }
    if (length == LARGEST) {
        return cw_fail(diag, CW_ESYNTAX, path, 0, 0, "over 1 MB: too large for a severity table");
    }
    return cw_severity_rules_parse(arena, cw_str_n(data, length), path, out, diag);
}

enum cw_err cw_severity_read(struct cw_arena *arena, const char *const *dirs, size_t n_dirs,
                             const struct cw_severity_rules **out, struct cw_diag *diag)
{
    *out = NULL;
    for (size_t i = 0; i < n_dirs; i++) {
        struct cw_str dir = cw_str_z(dirs[i]);
        size_t size = dir.len + sizeof "/severity.tsv";
        char *path = cw_arena_alloc(arena, size);
        if (!path) {
            return cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
        }
        snprintf(path, size, "%s/severity.tsv", dirs[i]);
        FILE *file = fopen(path, "rb");
        if (file) {
            enum cw_err err = read_table(arena, file, path, out, diag);
            fclose(file);
            return err;
        }
    }
    return CW_OK;
}
