/* Where each document's lines stand in the data files of the night before. The files are trusted
 * only as far as their bytes are those that were written: else the document is published again. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "internal.h"

static const size_t extents_cap = (size_t)1024 * 1024 * 1024;

enum { FORMS = 2 }; /* JSON Lines, CSV */

struct extent {
    int64_t document_id;
    enum cw_data_part part;
    bool settled;
    int64_t length[FORMS];
    int64_t hash[FORMS];
};

struct extent_list {
    struct extent *items;
    size_t n;
    size_t room;
};

/* A file of the night before. */
struct old_file {
    char *data; /* mapped; NULL = not there */
    size_t size;
    size_t at; /* where the next document's lines begin */
};

struct cw_extents {
    struct cw_arena *arena;
    struct extent_list old;
    size_t next;                        /* of old */
    struct extent taken[CW_DATA_PARTS]; /* of the document at hand; length -1 = none */
    struct extent_list noted;
    struct old_file files[CW_DATA_FILES][FORMS];
};

static bool append(struct cw_extents *extents, struct extent_list *list,
                   const struct extent *extent)
{
    struct extent *items = cw_arena_grow(extents->arena, list->items, list->n, &list->room,
                                         list->n + 1, sizeof *items);
    if (items) {
        list->items = items;
        items[list->n++] = *extent;
    }
    return items;
}

static int64_t hash_of(struct cw_str lines)
{
    return (int64_t)XXH3_64bits(lines.data, lines.len);
}

static void map_file(const struct cw_publisher *publisher, enum cw_data_file file, int form,
                     struct old_file *old)
{
    char path[CW_FILE_PATH];
    struct stat info;
    snprintf(path, sizeof path, "%s/data/%s.%s", publisher->corpus->report, cw_data_name(file),
             form == 0 ? "jsonl" : "csv");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    if (fstat(fd, &info) == 0 && info.st_size > 0) {
        /* All of it is read, so its pages are asked for at once. */
        void *data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
        if (data != MAP_FAILED) {
            old->data = data;
            old->size = (size_t)info.st_size;
        }
    }
    close(fd);
}

static void skip_header(enum cw_data_file file, struct old_file *csv)
{
    struct cw_buf header;
    cw_buf_init(&header, 1 << 16);
    cw_data_csv_header(file, &header);
    csv->at = header.len;
    cw_buf_dispose(&header);
}

static enum cw_err load(struct cw_publisher *publisher, struct cw_extents *extents)
{
    struct sqlite3_stmt *statement = cw_store_prepare(
        publisher->store,
        "SELECT document_id, part, jsonl, jsonl_hash, csv, csv_hash, settled FROM extent "
        "JOIN document USING (document_id) "
        "ORDER BY service, policy, lang, region, part",
        publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    bool row = false;
    enum cw_err err = cw_store_step(publisher->store, statement, &row, publisher->diag);
    while (!err && row) {
        struct extent extent = {
            .document_id = cw_column_int(statement, 0),
            .part = (enum cw_data_part)cw_column_int(statement, 1),
            .settled = cw_column_int(statement, 6) != 0,
            .length = {cw_column_int(statement, 2), cw_column_int(statement, 4)},
            .hash = {cw_column_int(statement, 3), cw_column_int(statement, 5)}};
        err = append(extents, &extents->old, &extent)
                  ? cw_store_step(publisher->store, statement, &row, publisher->diag)
                  : cw_publish_no_memory(publisher);
    }
    cw_store_reset(statement);
    return err;
}

enum cw_err cw_extents_open(struct cw_publisher *publisher, struct cw_extents **out)
{
    struct cw_extents *extents = calloc(1, sizeof *extents);
    if (extents) {
        extents->arena = cw_arena_new(extents_cap);
    }
    if (!extents || !extents->arena) {
        cw_extents_free(extents);
        return cw_publish_no_memory(publisher);
    }
    enum cw_err err = publisher->all ? CW_OK : load(publisher, extents);
    if (err) {
        cw_extents_free(extents);
        return err;
    }
    for (int file = CW_DATA_DOCUMENTS; extents->old.n && file <= CW_DATA_READABILITY; file++) {
        for (int form = 0; form < FORMS; form++) {
            map_file(publisher, (enum cw_data_file)file, form, &extents->files[file][form]);
        }
        skip_header((enum cw_data_file)file, &extents->files[file][1]);
    }
    *out = extents;
    return CW_OK;
}

void cw_extents_free(struct cw_extents *extents)
{
    if (!extents) {
        return;
    }
    for (int file = 0; file < CW_DATA_FILES; file++) {
        for (int form = 0; form < FORMS; form++) {
            struct old_file *old = &extents->files[file][form];
            if (old->data) {
                munmap(old->data, old->size);
            }
        }
    }
    cw_arena_free(extents->arena);
    free(extents);
}

enum cw_data_file cw_data_part_file(enum cw_data_part part)
{
    return part == CW_DATA_PART_TRANSLATED ? CW_DATA_FINDINGS : (enum cw_data_file)part;
}

/* The next lines of a file, if they are there and as they were written. */
static bool take_lines(struct old_file *old, int64_t length, int64_t hash, struct cw_str *lines)
{
    size_t at = old->at;
    if (length < 0 || at > old->size || (uint64_t)length > old->size - at) {
        old->at = old->size; /* of what comes behind nothing is known */
        return false;
    }
    old->at += (size_t)length;
    *lines = cw_str_n(length ? old->data + at : "", (size_t)length);
    return hash_of(*lines) == hash;
}

bool cw_extents_take(struct cw_extents *extents, int64_t document_id,
                     struct cw_lines lines[CW_DATA_PARTS])
{
    const struct extent_list *old = &extents->old;
    unsigned found = 0;
    for (int part = 0; part < CW_DATA_PARTS; part++) {
        extents->taken[part].length[0] = -1;
    }
    while (extents->next < old->n && old->items[extents->next].document_id == document_id) {
        const struct extent *extent = &old->items[extents->next++];
        if (extent->part < CW_DATA_PART_DOCUMENTS || extent->part >= CW_DATA_PARTS) {
            continue;
        }
        struct old_file *files = extents->files[cw_data_part_file(extent->part)];
        struct cw_lines *to = &lines[extent->part];
        bool jsonl = take_lines(&files[0], extent->length[0], extent->hash[0], &to->jsonl);
        bool csv = take_lines(&files[1], extent->length[1], extent->hash[1], &to->csv);
        to->settled = extent->settled;
        extents->taken[extent->part] = *extent;
        found += jsonl && csv;
    }
    return found == CW_DATA_PARTS - CW_DATA_PART_DOCUMENTS;
}

static bool same(const struct extent *a, const struct extent *b)
{
    return a->document_id == b->document_id && a->settled == b->settled &&
           memcmp(a->length, b->length, sizeof a->length) == 0 &&
           memcmp(a->hash, b->hash, sizeof a->hash) == 0;
}

enum cw_err cw_extents_note(struct cw_publisher *publisher, struct cw_extents *extents,
                            int64_t document_id, enum cw_data_part part,
                            const struct cw_lines *lines)
{
    const struct extent extent = {.document_id = document_id,
                                  .part = part,
                                  .settled = lines->settled,
                                  .length = {(int64_t)lines->jsonl.len, (int64_t)lines->csv.len},
                                  .hash = {hash_of(lines->jsonl), hash_of(lines->csv)}};
    if (extents->taken[part].length[0] >= 0 && same(&extent, &extents->taken[part])) {
        return CW_OK;
    }
    return append(extents, &extents->noted, &extent) ? CW_OK : cw_publish_no_memory(publisher);
}

static enum cw_err save(struct cw_publisher *publisher, const struct extent *extent)
{
    struct sqlite3_stmt *statement =
        cw_store_prepare(publisher->store,
                         "INSERT OR REPLACE INTO extent (document_id, part, settled, jsonl, "
                         "jsonl_hash, csv, csv_hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                         publisher->diag);
    if (!statement) {
        return CW_EIO;
    }
    cw_bind_int(statement, 1, extent->document_id);
    cw_bind_int(statement, 2, extent->part);
    cw_bind_int(statement, 3, extent->settled);
    cw_bind_int(statement, 4, extent->length[0]);
    cw_bind_int(statement, 5, extent->hash[0]);
    cw_bind_int(statement, 6, extent->length[1]);
    cw_bind_int(statement, 7, extent->hash[1]);
    return cw_store_do(publisher->store, statement, publisher->diag);
}

/* In one transaction, once the files are in place: killed between the two, the next run finds other
 * bytes than it expects and publishes the documents again. */
enum cw_err cw_extents_save(struct cw_publisher *publisher, const struct cw_extents *extents)
{
    enum cw_err err = cw_store_begin(publisher->store, publisher->diag);
    for (size_t i = 0; !err && i < extents->noted.n; i++) {
        err = save(publisher, &extents->noted.items[i]);
    }
    return err ? err : cw_store_commit(publisher->store, publisher->diag);
}
