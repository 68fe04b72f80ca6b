/* The steps from an empty file to today's schema. Step i brings PRAGMA user_version from i to i
 * + 1. The first is schema.sql as first released; later ones are added in migrations.c, never
 * changed. */
#ifndef CW_STORE_MIGRATIONS_H
#define CW_STORE_MIGRATIONS_H

extern const char *const cw_migrations[];
extern const int cw_n_migrations;

#endif
