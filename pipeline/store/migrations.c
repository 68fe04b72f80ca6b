/* The list of schema migrations. */
#include "migrations.h"

#include "schema_sql.h" /* made by CMake from schema.sql: const char cw_schema_sql[] */

const char *const cw_migrations[] = {cw_schema_sql};
const int cw_n_migrations = (int)(sizeof cw_migrations / sizeof cw_migrations[0]);
