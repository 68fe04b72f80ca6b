/* A thin view of a parsed YAML file: every value keeps its place, so that a complaint can name it.
 */
#ifndef CW_CONFIG_YAML_H
#define CW_CONFIG_YAML_H

#include <stdbool.h>
#include <yaml.h>

#include "common/arena.h"
#include "common/error.h"

struct cw_yaml {
    const char *file; /* borrowed */
    yaml_document_t document;
    bool loaded;
    struct cw_arena *arena; /* where strings are copied to */
    struct cw_diag *diag;
};

/* Reads and parses a file of at most 16 MB. CW_EIO, CW_EUSAGE (syntax), CW_ENOMEM.
 * Call cw_yaml_close whatever it returned. */
enum cw_err cw_yaml_open(struct cw_yaml *yaml, const char *file, struct cw_arena *arena,
                         struct cw_diag *diag) CW_MUST_CHECK;
void cw_yaml_close(struct cw_yaml *yaml);

yaml_node_t *cw_yaml_root(struct cw_yaml *yaml); /* NULL when the file is empty */

/* The value under key in a mapping, or NULL. */
yaml_node_t *cw_yaml_get(struct cw_yaml *yaml, const yaml_node_t *mapping, const char *key);

/* A complaint about a node: file, line and column are filled in. Returns CW_EUSAGE. */
enum cw_err cw_yaml_complain(struct cw_yaml *yaml, const yaml_node_t *node, const char *format, ...)
    CW_PRINTF(3, 4);

/* Refuses keys that are not in `known` (NULL-ended), naming the likeliest one meant. */
enum cw_err cw_yaml_check_keys(struct cw_yaml *yaml, const yaml_node_t *mapping, const char *what,
                               const char *const *known) CW_MUST_CHECK;

/* A scalar as a NUL-terminated string in the arena. what: for the complaint. */
enum cw_err cw_yaml_string(struct cw_yaml *yaml, const yaml_node_t *node, const char *what,
                           const char **out) CW_MUST_CHECK;

/* A list of scalars, or one scalar as a list of one. */
enum cw_err cw_yaml_strings(struct cw_yaml *yaml, const yaml_node_t *node, const char *what,
                            const char ***out, size_t *n) CW_MUST_CHECK;

/* A whole number from 1 to most. */
enum cw_err cw_yaml_number(struct cw_yaml *yaml, const yaml_node_t *node, const char *what,
                           unsigned long most, unsigned long *out) CW_MUST_CHECK;

#endif
