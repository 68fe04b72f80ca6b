/* The list of schema migrations. */
#include "migrations.h"

/* Made by CMake from the .sql files. */
#include "extents_sql.h"
#include "nights_sql.h"
#include "schema_sql.h"
#include "translations_sql.h"

const char *const cw_migrations[] = {cw_schema_sql, cw_translations_sql, cw_extents_sql,
                                     cw_nights_sql};
const int cw_n_migrations = (int)(sizeof cw_migrations / sizeof cw_migrations[0]);
