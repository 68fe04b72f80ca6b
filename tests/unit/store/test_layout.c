/* Layouts told by what they repeat: whatever was edited, what is read is what was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <zstd.h>

#include "store/documents.h"

enum { MOST = 400, ROUNDS = 400 };

static uint32_t seed = 1;

static uint32_t dice(uint32_t sides)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % sides;
}

static struct cw_occurrence make_item(void)
{
    static const char *const numbers[] = {"", "", "", "1", "2.4", "a"};
    /* Few ids: equal clauses stand in a document several times. */
    return (struct cw_occurrence){.clause_id = 1 + dice(60),
                                  .link_set_id = dice(4) ? 0 : 1 + dice(5),
                                  .repeats = CW_OCCURRENCE_NEW,
                                  .kind = (enum cw_kind)dice(CW_KINDS),
                                  .level = (uint8_t)dice(7),
                                  .number = cw_str_z(numbers[dice(6)]),
                                  .anchor = cw_str_z(dice(9) ? "" : "top")};
}

/* Places as in a real document: one behind the other. */
static void place(struct cw_layout *layout, uint32_t first_line, uint64_t first_byte)
{
    uint32_t line = first_line;
    uint64_t at = first_byte;
    for (size_t i = 0; i < layout->n; i++) {
        struct cw_occurrence *item = &layout->items[i];
        item->line = line;
        item->start = at;
        item->end = at + 10 + (uint64_t)item->clause_id;
        at = item->end + 2;
        line += 2;
    }
}

/* The base with items taken out, put in and moved; hints as a run would give them. */
static void edit(const struct cw_layout *base, struct cw_layout *edited)
{
    edited->n = 0;
    for (size_t i = 0; i < base->n; i++) {
        uint32_t what = dice(40);
        if (what == 0) {
            continue;
        }
        if (what == 1) {
            edited->items[edited->n++] = make_item();
        }
        edited->items[edited->n] = base->items[i];
        edited->items[edited->n].repeats = what == 2 ? dice(MOST) : (uint32_t)i;
        if (what == 3) {
            edited->items[edited->n].level++;
        }
        edited->n++;
    }
    place(edited, 1 + dice(5), dice(100));
}

static void assert_same(const struct cw_layout *a, const struct cw_layout *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        const struct cw_occurrence *x = &a->items[i];
        const struct cw_occurrence *y = &b->items[i];
        assert_int_equal(x->clause_id, y->clause_id);
        assert_int_equal(x->link_set_id, y->link_set_id);
        assert_int_equal(x->kind, y->kind);
        assert_int_equal(x->level, y->level);
        assert_int_equal(x->line, y->line);
        assert_int_equal(x->start, y->start);
        assert_int_equal(x->end, y->end);
        assert_true(cw_str_eq(x->number, y->number));
        assert_true(cw_str_eq(x->anchor, y->anchor));
    }
}

static void make_base(struct cw_layout *base, size_t n)
{
    base->n = n;
    for (size_t i = 0; i < n; i++) {
        base->items[i] = make_item();
    }
    place(base, 1, 0);
    cw_layout_is_base(base);
}

static void test_edits_survive(void **state)
{
    (void)state;
    struct cw_occurrence items[2][2 * MOST];
    struct cw_arena *arena = cw_arena_new((size_t)64 << 20);
    struct cw_buf wire;
    cw_buf_init(&wire, 1 << 20);
    for (int round = 0; round < ROUNDS; round++) {
        struct cw_layout base = {.items = items[0]};
        struct cw_layout edited = {.items = items[1]};
        struct cw_layout read;
        make_base(&base, dice(MOST));
        edit(&base, &edited);
        cw_arena_reset(arena);
        cw_buf_clear(&wire);
        size_t given = cw_layout_put_after(&wire, &base, &edited);
        assert_true(given <= edited.n);
        struct cw_reader in = cw_wire_reader(cw_buf_view(&wire));
        assert_true(cw_layout_get_after(&in, arena, &base, &read));
        assert_same(&edited, &read);
    }
    cw_buf_dispose(&wire);
    cw_arena_free(arena);
}

/* What moved as a whole costs a few bytes, however long it is. */
static void test_what_repeats_costs_nothing(void **state)
{
    (void)state;
    struct cw_occurrence items[2][MOST];
    struct cw_layout base = {.items = items[0]};
    struct cw_layout moved = {.items = items[1], .n = MOST};
    struct cw_buf wire;
    cw_buf_init(&wire, 1 << 20);
    make_base(&base, MOST);
    memcpy(items[1], items[0], sizeof items[1]);
    place(&moved, 7, 1000);
    assert_int_equal(cw_layout_put_after(&wire, &base, &moved), 0);
    assert_true(wire.len < 16);
    cw_buf_dispose(&wire);
}

static void test_damage_is_noticed_or_harmless(void **state)
{
    (void)state;
    struct cw_occurrence items[2][2 * MOST];
    struct cw_layout base = {.items = items[0]};
    struct cw_layout edited = {.items = items[1]};
    struct cw_arena *arena = cw_arena_new((size_t)64 << 20);
    struct cw_buf wire;
    cw_buf_init(&wire, 1 << 20);
    make_base(&base, 60);
    edit(&base, &edited);
    cw_layout_put_after(&wire, &base, &edited);
    for (size_t cut = 0; cut < wire.len; cut++) {
        struct cw_layout read;
        struct cw_reader in = cw_wire_reader(cw_str_n(wire.data, cut));
        cw_arena_reset(arena);
        assert_false(cw_layout_get_after(&in, arena, &base, &read));
    }
    for (int round = 0; round < ROUNDS; round++) {
        struct cw_layout read;
        size_t at = dice((uint32_t)wire.len);
        char kept = wire.data[at];
        wire.data[at] = (char)dice(256);
        struct cw_reader in = cw_wire_reader(cw_buf_view(&wire));
        cw_arena_reset(arena);
        if (cw_layout_get_after(&in, arena, &base, &read)) {
            for (size_t i = 0; i < read.n; i++) {
                assert_in_range(read.items[i].kind, 0, CW_KINDS - 1);
            }
        }
        wire.data[at] = kept;
    }
    cw_buf_dispose(&wire);
    cw_arena_free(arena);
}

/* ---- In a store ------------------------------------------------------------------------------ */

static void remove_store(const char *folder, const char *path)
{
    static const char *const ends[] = {"", ".lock", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[160];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    rmdir(folder);
}

static void add_document(struct cw_store *store)
{
    struct cw_diag diag;
    struct sqlite3_stmt *statement = cw_store_prepare(
        store,
        "INSERT INTO document (document_id, service, policy, lang, region) VALUES (1, 's', "
        "'p', 'en', '')",
        &diag);
    assert_non_null(statement);
    assert_int_equal(cw_store_do(store, statement, &diag), CW_OK);
    int64_t night;
    assert_int_equal(cw_night_begin(store, INT64_MAX, &night, &diag), CW_OK);
}

static int64_t add_version(struct cw_store *store, struct cw_layout *layout, int64_t time,
                           int64_t *base)
{
    struct cw_diag diag;
    struct cw_version_row row = {.document_id = 1,
                                 .time = time,
                                 .night = 1,
                                 .n_clauses = layout->n,
                                 .lang = cw_str_z("en"),
                                 .title = cw_str_z(""),
                                 .note = cw_str_z("")};
    assert_int_equal(cw_version_add(store, &row, layout, base, &diag), CW_OK);
    return row.id;
}

/* Writes a version's layout as programs of schema 2 did: packed after the base's wire form. */
static void write_prefixed(const char *path, int64_t id, const struct cw_layout *base,
                           const struct cw_layout *layout)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    struct cw_buf wires[2];
    char frame[65536];
    cw_buf_init(&wires[0], 1 << 20);
    cw_buf_init(&wires[1], 1 << 20);
    cw_layout_put(&wires[0], base);
    cw_layout_put(&wires[1], layout);
    ZSTD_CCtx *context = ZSTD_createCCtx();
    assert_false(ZSTD_isError(ZSTD_CCtx_refPrefix(context, wires[0].data, wires[0].len)));
    size_t size = ZSTD_compress2(context, frame, sizeof frame, wires[1].data, wires[1].len);
    assert_false(ZSTD_isError(size));
    ZSTD_freeCCtx(context);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "UPDATE version SET layout = ? WHERE version_id = ?",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    sqlite3_bind_blob(statement, 1, frame, (int)size, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, id);
    assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    cw_buf_dispose(&wires[0]);
    cw_buf_dispose(&wires[1]);
}

static void assert_stored(const char *path, int64_t id, const struct cw_layout *layout)
{
    struct cw_store *store = NULL;
    struct cw_diag diag;
    struct cw_layout read;
    struct cw_arena *arena = cw_arena_new((size_t)64 << 20);
    assert_int_equal(cw_store_open(path, CW_STORE_WRITE, &store, &diag), CW_OK);
    assert_int_equal(cw_version_layout(store, id, arena, &read, &diag), CW_OK);
    assert_same(layout, &read);
    cw_store_close(store);
    cw_arena_free(arena);
}

static void test_versions_in_a_store(void **state)
{
    (void)state;
    struct cw_occurrence items[3][2 * MOST];
    struct cw_layout first = {.items = items[0]};
    struct cw_layout second = {.items = items[1]};
    struct cw_layout other = {.items = items[2]};
    char folder[] = "/tmp/clausewatch-XXXXXX";
    char path[96];
    struct cw_store *store = NULL;
    struct cw_diag diag;
    int64_t base = 0;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/store.sqlite", folder);
    assert_int_equal(cw_store_open(path, CW_STORE_WRITE, &store, &diag), CW_OK);
    add_document(store);
    make_base(&first, MOST);
    edit(&first, &second);
    make_base(&other, MOST);
    for (size_t i = 0; i < MOST; i++) {
        other.items[i].clause_id += 1000;
    }
    place(&other, 1, 0);
    int64_t ids[3];
    ids[0] = add_version(store, &first, 100, &base);
    assert_int_equal(base, ids[0]);
    ids[1] = add_version(store, &second, 200, &base);
    assert_int_equal(base, ids[0]); /* like the first */
    ids[2] = add_version(store, &other, 300, &base);
    assert_int_equal(base, ids[2]); /* like none before */
    cw_store_close(store);
    assert_stored(path, ids[0], &first);
    assert_stored(path, ids[1], &second);
    assert_stored(path, ids[2], &other);
    write_prefixed(path, ids[1], &first, &second);
    assert_stored(path, ids[1], &second);
    remove_store(folder, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edits_survive),
        cmocka_unit_test(test_what_repeats_costs_nothing),
        cmocka_unit_test(test_damage_is_noticed_or_harmless),
        cmocka_unit_test(test_versions_in_a_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
