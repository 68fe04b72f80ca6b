/* What must hold for any two versions, tried on versions made by chance from a fixed seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "common/buf.h"
#include "helper.h"

enum { ROUNDS = 400, MOST_CLAUSES = 40 };

struct world {
    struct cw_arena *arena;
    struct cw_breaker *breaker;
    uint64_t seed;
};

static uint32_t chance(struct world *world, uint32_t below)
{
    world->seed = world->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(world->seed >> 33) % below;
}

static const char *const vocabulary[] = {
    "we",     "you",     "may",    "must",   "not",      "the",     "data",  "account", "within",
    "30",     "days",    "delete", "share",  "partners", "appeal",  "court", "law",     "service",
    "वर्ष",    "नियम",    "条款",   "服务",   "ข้อกำหนด",  "شرط",     "1.5%",  "$5",      "e-mail",
    "user's", "content", "policy", "terms.", "change.",  "notice.", "third", "party",   "—"};

static void add_sentence(struct world *world, struct cw_buf *text)
{
    uint32_t n = 2 + chance(world, 10);
    for (uint32_t k = 0; k < n; k++) {
        cw_buf_z(text, k ? " " : "");
        cw_buf_z(text, vocabulary[chance(world, sizeof vocabulary / sizeof *vocabulary)]);
    }
    cw_buf_z(text, ". ");
}

/* Lines of a version, each NUL-terminated, in the arena. */
struct lines {
    char *items[4 * MOST_CLAUSES];
    size_t n;
};

static char *new_line(struct world *world)
{
    struct cw_buf text;
    cw_buf_init(&text, 1 << 16);
    static const char *const marks[] = {"", "", "- ", "## ", "(1.2) ", "| "};
    cw_buf_z(&text, marks[chance(world, 6)]);
    uint32_t n = 1 + chance(world, 4);
    for (uint32_t k = 0; k < n; k++) {
        add_sentence(world, &text);
    }
    char *copy = cw_arena_copy(world->arena, text.data, text.len);
    cw_buf_dispose(&text);
    return copy;
}

/* Cuts, swaps or replaces a word at a space. */
static char *changed_line(struct world *world, const char *line)
{
    struct cw_buf text;
    cw_buf_init(&text, 1 << 16);
    const char *space = strchr(line + chance(world, (uint32_t)strlen(line)), ' ');
    cw_buf_add(&text, line, space ? (size_t)(space - line) : 0);
    cw_buf_z(&text, " ");
    cw_buf_z(&text, vocabulary[chance(world, 30)]);
    const char *next = space && chance(world, 2) ? strchr(space + 1, ' ') : space;
    cw_buf_z(&text, next ? next : line);
    char *copy = cw_arena_copy(world->arena, text.data, text.len);
    cw_buf_dispose(&text);
    return copy;
}

static void add_line(struct lines *lines, char *line)
{
    if (lines->n < sizeof lines->items / sizeof *lines->items) {
        lines->items[lines->n++] = line;
    }
}

static struct lines mutate(struct world *world, const struct lines *from)
{
    struct lines to = {0};
    for (size_t k = 0; k < from->n; k++) {
        uint32_t what = chance(world, 20);
        if (what == 0) {
            continue;
        }
        if (what == 1) {
            add_line(&to, new_line(world));
        }
        add_line(&to, what <= 4 ? changed_line(world, from->items[k]) : from->items[k]);
    }
    if (to.n > 2 && chance(world, 3) == 0) {
        size_t a = chance(world, (uint32_t)to.n);
        size_t b = chance(world, (uint32_t)to.n);
        char *line = to.items[a];
        to.items[a] = to.items[b];
        to.items[b] = line;
    }
    return to;
}

static struct cw_clauses clauses_of(struct world *world, const struct lines *lines)
{
    struct cw_buf text;
    cw_buf_init(&text, 1 << 24);
    for (size_t k = 0; k < lines->n; k++) {
        cw_buf_z(&text, lines->items[k]);
        cw_buf_char(&text, '\n');
    }
    struct cw_clauses clauses =
        helper_clauses(world->arena, cw_str_dup(world->arena, cw_buf_view(&text)));
    cw_buf_dispose(&text);
    return clauses;
}

static struct cw_comparison compare(struct world *world, const struct cw_clauses *before,
                                    const struct cw_clauses *after)
{
    struct cw_version_text old_version = {.clauses = before, .lang = cw_str_z("")};
    struct cw_version_text new_version = {.clauses = after, .lang = cw_str_z("")};
    struct cw_comparison out;
    assert_int_equal(
        cw_compare(world->arena, world->breaker, NULL, &old_version, &new_version, &out), CW_OK);
    return out;
}

static void every_clause_once(struct world *world, const struct cw_comparison *c, size_t n_old,
                              size_t n_new)
{
    uint8_t *seen_old = cw_arena_array(world->arena, n_old, 1);
    uint8_t *seen_new = cw_arena_array(world->arena, n_new, 1);
    for (size_t k = 0; k < c->n_edits; k++) {
        for (size_t i = 0; i < c->edits[k].n_old; i++) {
            seen_old[c->edits[k].old_indices[i]]++;
        }
        for (size_t j = 0; j < c->edits[k].n_new; j++) {
            seen_new[c->edits[k].new_indices[j]]++;
        }
    }
    for (size_t i = 0; i < n_old; i++) {
        assert_int_equal(seen_old[i], 1);
    }
    for (size_t j = 0; j < n_new; j++) {
        assert_int_equal(seen_new[j], 1);
    }
}

static struct cw_str join(const struct cw_clauses *clauses, const uint32_t *indices, size_t n,
                          struct cw_buf *text)
{
    cw_buf_clear(text);
    for (size_t k = 0; k < n; k++) {
        cw_buf_z(text, k ? " " : "");
        cw_buf_str(text, clauses->items[indices[k]].text);
    }
    return cw_buf_view(text);
}

/* Old text with the runs put in is the new text. */
static void applying_gives_new(const struct cw_clauses *before, const struct cw_clauses *after,
                               const struct cw_edit *edit)
{
    struct cw_buf old_buf;
    struct cw_buf new_buf;
    struct cw_buf made;
    cw_buf_init(&old_buf, 1 << 20);
    cw_buf_init(&new_buf, 1 << 20);
    cw_buf_init(&made, 1 << 20);
    struct cw_str old_text = join(before, edit->old_indices, edit->n_old, &old_buf);
    struct cw_str new_text = join(after, edit->new_indices, edit->n_new, &new_buf);
    uint32_t at = 0;
    for (size_t k = 0; k < edit->n_runs; k++) {
        const struct cw_change_run *run = &edit->runs[k];
        assert_true(at <= run->old_start && run->old_end <= old_text.len);
        assert_true(run->new_start <= run->new_end && run->new_end <= new_text.len);
        cw_buf_str(&made, cw_str_sub(old_text, at, run->old_start));
        cw_buf_str(&made, cw_str_sub(new_text, run->new_start, run->new_end));
        at = run->old_end;
    }
    cw_buf_str(&made, cw_str_sub(old_text, at, old_text.len));
    assert_true(cw_str_eq(cw_buf_view(&made), new_text));
    cw_buf_dispose(&old_buf);
    cw_buf_dispose(&new_buf);
    cw_buf_dispose(&made);
}

static void edits_apply(const struct cw_clauses *before, const struct cw_clauses *after,
                        const struct cw_comparison *c)
{
    for (size_t k = 0; k < c->n_edits; k++) {
        if (c->edits[k].n_old && c->edits[k].n_new) {
            applying_gives_new(before, after, &c->edits[k]);
        }
    }
}

/* Forth and back find the same pairs. */
static void swapping_mirrors(struct world *world, const struct cw_comparison *forth,
                             const struct cw_comparison *back, size_t n_new)
{
    const struct cw_edit **by_new =
        cw_arena_array(world->arena, n_new + 1, sizeof(const struct cw_edit *));
    for (size_t k = 0; k < forth->n_edits; k++) {
        for (size_t j = 0; j < forth->edits[k].n_new; j++) {
            by_new[forth->edits[k].new_indices[j]] = &forth->edits[k];
        }
    }
    static const enum cw_edit_kind mirror[CW_EDIT_KINDS] = {
        [CW_EDIT_UNCHANGED] = CW_EDIT_UNCHANGED, [CW_EDIT_ADDED] = CW_EDIT_REMOVED,
        [CW_EDIT_REMOVED] = CW_EDIT_ADDED,       [CW_EDIT_MODIFIED] = CW_EDIT_MODIFIED,
        [CW_EDIT_MOVED] = CW_EDIT_MOVED,         [CW_EDIT_SPLIT] = CW_EDIT_MERGED,
        [CW_EDIT_MERGED] = CW_EDIT_SPLIT};
    assert_int_equal(forth->n_edits, back->n_edits);
    for (size_t k = 0; k < back->n_edits; k++) {
        const struct cw_edit *edit = &back->edits[k];
        if (edit->n_old == 0) {
            continue;
        }
        const struct cw_edit *other = by_new[edit->old_indices[0]];
        assert_int_equal(edit->kind, mirror[other->kind]);
        assert_int_equal(edit->moved, other->moved);
        assert_int_equal(edit->n_old, other->n_new);
        assert_int_equal(edit->n_new, other->n_old);
        if (edit->n_new) {
            assert_int_equal(edit->new_indices[0], other->old_indices[0]);
        }
    }
}

static void itself_is_identical(struct world *world, const struct cw_clauses *clauses)
{
    struct cw_comparison c = compare(world, clauses, clauses);
    assert_int_equal(c.class, CW_PAIR_IDENTICAL);
    assert_int_equal(c.n_edits, clauses->n);
    for (size_t k = 0; k < c.n_edits; k++) {
        assert_int_equal(c.edits[k].kind, CW_EDIT_UNCHANGED);
    }
}

static void survives_the_wire(struct world *world, const struct cw_comparison *c, size_t n_old,
                              size_t n_new)
{
    struct cw_buf first;
    struct cw_buf second;
    cw_buf_init(&first, 1 << 24);
    cw_buf_init(&second, 1 << 24);
    cw_comparison_put(&first, c);
    assert_false(first.failed);
    struct cw_reader in = cw_wire_reader(cw_buf_view(&first));
    struct cw_comparison copy;
    assert_true(cw_comparison_get(&in, world->arena, n_old, n_new, &copy));
    assert_true(cw_wire_done(&in));
    cw_comparison_put(&second, &copy);
    assert_true(cw_str_eq(cw_buf_view(&first), cw_buf_view(&second)));
    cw_buf_dispose(&first);
    cw_buf_dispose(&second);
}

static void check_pair(struct world *world, const struct lines *from, const struct lines *to)
{
    struct cw_clauses before = clauses_of(world, from);
    struct cw_clauses after = clauses_of(world, to);
    struct cw_comparison forth = compare(world, &before, &after);
    struct cw_comparison back = compare(world, &after, &before);
    every_clause_once(world, &forth, before.n, after.n);
    every_clause_once(world, &back, after.n, before.n);
    edits_apply(&before, &after, &forth);
    edits_apply(&after, &before, &back);
    swapping_mirrors(world, &forth, &back, after.n);
    itself_is_identical(world, &before);
    survives_the_wire(world, &forth, before.n, after.n);
}

static void properties_hold(void **state)
{
    struct world *world = *state;
    for (int round = 0; round < ROUNDS; round++) {
        cw_arena_reset(world->arena);
        struct lines from = {0};
        uint32_t n = chance(world, MOST_CLAUSES);
        for (uint32_t k = 0; k < n; k++) {
            add_line(&from, new_line(world));
        }
        struct lines to = mutate(world, &from);
        check_pair(world, &from, &to);
        to = mutate(world, &to);
        check_pair(world, &from, &to);
    }
}

static void empty_versions(void **state)
{
    struct world *world = *state;
    cw_arena_reset(world->arena);
    struct lines none = {0};
    struct lines one = {0};
    add_line(&one, new_line(world));
    check_pair(world, &none, &none);
    check_pair(world, &none, &one);
    check_pair(world, &one, &none);
}

/* Repetition, and thousands of clauses that differ in a number: no square of anything. */
static void large_and_alike(void **state)
{
    struct world *world = *state;
    cw_arena_reset(world->arena);
    struct cw_buf old_lines;
    struct cw_buf new_lines;
    cw_buf_init(&old_lines, 1 << 26);
    cw_buf_init(&new_lines, 1 << 26);
    for (int k = 0; k < 20000; k++) {
        cw_buf_printf(&old_lines, "| request %d | answered | days %d\n", k % 100, k % 7);
        cw_buf_printf(&new_lines, "| request %d | answered | days %d\n", (k * 7) % 103, k % 5);
    }
    struct cw_clauses before = helper_clauses(world->arena, cw_buf_view(&old_lines));
    struct cw_clauses after = helper_clauses(world->arena, cw_buf_view(&new_lines));
    struct cw_comparison c = compare(world, &before, &after);
    every_clause_once(world, &c, before.n, after.n);
    cw_buf_dispose(&old_lines);
    cw_buf_dispose(&new_lines);
}

static int set_up(void **state)
{
    static struct world world;
    world.seed = 20260101;
    world.arena = cw_arena_new((size_t)1 << 30);
    world.breaker = cw_breaker_new();
    *state = &world;
    return world.arena && world.breaker ? 0 : -1;
}

static int tear_down(void **state)
{
    struct world *world = *state;
    cw_arena_free(world->arena);
    cw_breaker_free(world->breaker);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(properties_hold),
                                       cmocka_unit_test(empty_versions),
                                       cmocka_unit_test(large_and_alike)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
