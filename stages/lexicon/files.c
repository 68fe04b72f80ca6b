/* Reading pack files, and the lines of tab-separated tables. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/utf8.h"
#include "internal.h"

static const size_t longest_file = (size_t)32 << 20;

/* Room for a file as large as the system says it is; more is taken where that was not all. */
static char *make_room(struct cw_arena *arena, int file, size_t *size)
{
    struct stat info;
    bool sized = fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 &&
                 (size_t)info.st_size <= longest_file;
    /* One byte for the end, one so that the end is met without growing. */
    *size = sized ? (size_t)info.st_size + 2 : 65536;
    return cw_arena_room(arena, *size, 1);
}

static enum cw_err read_all(struct cw_arena *arena, int file, struct problems *problems,
                            struct cw_str *out)
{
    size_t size;
    size_t used = 0;
    char *data = make_room(arena, file, &size);
    for (;;) {
        data = data ? cw_arena_grow(arena, data, used, &size, used + 2, 1) : NULL;
        if (!data) {
            return CW_ENOMEM;
        }
        ssize_t got = read(file, data + used, size - used - 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        used += got > 0 ? (size_t)got : 0;
        if (used > longest_file) {
            problem_at(problems, 0, 0, "the file is over 32 MB; a pack file is a few hundred kB");
            return CW_ELIMIT;
        }
        if (got <= 0) {
            data[used] = '\0';
            *out = cw_str_n(data, used);
            return got < 0 ? CW_EIO : CW_OK;
        }
    }
}

/* The line on which valid UTF-8 ends. */
static uint32_t bad_line(struct cw_str text)
{
    uint32_t line = 1;
    size_t start = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || text.data[i] == '\n') {
            if (!cw_utf8_valid(cw_str_sub(text, start, i))) {
                return line;
            }
            start = i + 1;
            line++;
        }
    }
    return line;
}

enum cw_err read_pack_file(struct cw_arena *arena, const char *folder, const char *name,
                           struct problems *problems, struct cw_str *out, bool *exists)
{
    *out = cw_str_z("");
    *exists = false;
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) {
        return CW_EIO;
    }
    char *kept = cw_arena_copy(arena, path, strlen(path));
    if (!kept) {
        return CW_ENOMEM;
    }
    problems->file = kept;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        if (errno == ENOENT) {
            return CW_OK;
        }
        problem_at(problems, 0, 0, "cannot read the file: %s", strerror(errno));
        return CW_EIO;
    }
    struct cw_str text = cw_str_z("");
    enum cw_err err = read_all(arena, file, problems, &text);
    close(file);
    if (err) {
        if (err == CW_EIO) {
            problem_at(problems, 0, 0, "cannot read the file; is it a folder?");
        }
        return err;
    }
    *exists = true;
    if (!cw_utf8_valid(text)) {
        problem_at(problems, bad_line(text), 0, "the line is not valid UTF-8; save as UTF-8");
        return CW_ESYNTAX;
    }
    if (cw_str_starts(text, "\xEF\xBB\xBF")) {
        text = cw_str_sub(text, 3, text.len);
    }
    *out = text;
    return CW_OK;
}

struct rows rows_of(struct cw_str text)
{
    return (struct rows){.rest = text};
}

static struct cw_str take_line(struct rows *rows)
{
    const char *end = memchr(rows->rest.data, '\n', rows->rest.len);
    size_t len = end ? (size_t)(end - rows->rest.data) : rows->rest.len;
    struct cw_str line = cw_str_n(rows->rest.data, len);
    rows->rest = cw_str_sub(rows->rest, end ? len + 1 : len, rows->rest.len);
    rows->line++;
    if (line.len > 0 && line.data[line.len - 1] == '\r') {
        line.len--;
    }
    return line;
}

bool next_row(struct rows *rows, struct row *row)
{
    while (rows->rest.len > 0) {
        struct cw_str line = take_line(rows);
        if (line.len == 0 || line.data[0] == '#' || cw_str_trim(line).len == 0) {
            continue;
        }
        *row = (struct row){.line = rows->line};
        while (row->n_columns < 4) {
            const char *tab = memchr(line.data, '\t', line.len);
            bool last = !tab || row->n_columns == 3;
            size_t len = last ? line.len : (size_t)(tab - line.data);
            row->column[row->n_columns++] = cw_str_n(line.data, len);
            if (last) {
                break;
            }
            line = cw_str_sub(line, len + 1, line.len);
        }
        return true;
    }
    return false;
}

uint32_t row_place(const struct row *row, size_t column)
{
    return (uint32_t)(row->column[column].data - row->column[0].data) + 1;
}
