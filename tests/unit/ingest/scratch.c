/* Scratch folders, and listings caught in memory. */
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

int scratch_setup(void **state)
{
    char *path = strdup("/tmp/clausewatch-test-XXXXXX");
    if (!path || !mkdtemp(path) || chdir(path) != 0) {
        free(path);
        return -1;
    }
    *state = path;
    return 0;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info;
    (void)type;
    (void)ftw;
    return remove(path);
}

int scratch_teardown(void **state)
{
    if (chdir("/") != 0) {
        return -1;
    }
    int failed = nftw(*state, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return failed;
}

void scratch_folder(const char *path)
{
    char part[4096];
    for (size_t i = 1; path[i - 1]; i++) {
        if (path[i] == '/' || path[i] == '\0') {
            snprintf(part, sizeof part, "%.*s", (int)i, path);
            assert_true(mkdir(part, 0700) == 0 || errno == EEXIST);
        }
    }
}

void scratch_file(const char *path, const char *text)
{
    const char *slash = strrchr(path, '/');
    if (slash) {
        char folder[4096];
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        scratch_folder(folder);
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

void scratch_run(const char *const *argv)
{
    extern char **environ;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    int error =
        posix_spawnp(&pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    assert_int_equal(error, 0);
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

void caught_init(struct caught *caught)
{
    *caught = (struct caught){.in_sequence = true, .last_sequence = INT64_MIN};
    cw_buf_init(&caught->lines, 8 << 20);
    cw_buf_init(&caught->locators, 8 << 20);
    cw_buf_init(&caught->troubles, 1 << 20);
    cw_buf_init(&caught->next, 256);
}

void caught_free(struct caught *caught)
{
    cw_buf_dispose(&caught->lines);
    cw_buf_dispose(&caught->locators);
    cw_buf_dispose(&caught->troubles);
    cw_buf_dispose(&caught->next);
}

static enum cw_err catch_capture(void *context, const struct cw_capture *k)
{
    static const char *const records[] = {"change", "first", "technical"};
    struct caught *caught = context;
    struct cw_buf *out = &caught->lines;
    cw_buf_printf(out, "%.*s|%.*s|%.*s|%.*s|", (int)k->service.len, k->service.data,
                  (int)k->policy.len, k->policy.data, (int)k->lang.len, k->lang.data,
                  (int)k->region.len, k->region.data);
    if (k->time == CW_TIME_UNKNOWN) {
        cw_buf_z(out, "unknown");
    } else {
        cw_buf_printf(out, "%" PRId64, k->time);
    }
    cw_buf_printf(out, "|%s|%.*s\n", records[k->record], (int)k->name.len, k->name.data);
    cw_buf_printf(&caught->locators, "%.*s\n", (int)k->locator.len, k->locator.data);
    caught->in_sequence = caught->in_sequence && k->sequence >= caught->last_sequence;
    caught->last_sequence = k->sequence;
    caught->n++;
    return caught->answer;
}

static void catch_trouble(void *context, const struct cw_diag *diag)
{
    struct caught *caught = context;
    char text[1200];
    cw_diag_format(diag, text, sizeof text);
    cw_buf_printf(&caught->troubles, "%s\n", text);
    caught->n_troubles++;
}

enum cw_err list_open(struct cw_source *source, const char *cursor, struct caught *caught)
{
    return cw_source_list(source, cw_str_z(cursor), catch_capture, catch_trouble, caught,
                          &caught->next, &caught->diag);
}

enum cw_err list_source(const struct cw_source_spec *spec, const char *cursor,
                        struct caught *caught)
{
    struct cw_source *source;
    enum cw_err err = cw_source_open(spec, &source, &caught->diag);
    if (err) {
        return err;
    }
    err = list_open(source, cursor, caught);
    cw_source_close(source);
    return err;
}

const char *text_of(struct cw_buf *buf)
{
    cw_buf_char(buf, '\0');
    assert_false(buf->failed);
    buf->len--;
    return buf->data;
}

struct cw_str locator_of(const struct caught *caught, size_t n)
{
    struct cw_str all = cw_buf_view(&caught->locators);
    size_t at = 0;
    for (;;) {
        const char *end = memchr(all.data + at, '\n', all.len - at);
        assert_non_null(end);
        size_t to = (size_t)(end - all.data);
        if (n-- == 0) {
            return cw_str_sub(all, at, to);
        }
        at = to + 1;
    }
}
