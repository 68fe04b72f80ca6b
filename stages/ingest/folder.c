/* A folder on disk: every file below it whose path the pattern or the mapping table knows.
 *
 * Names are visited in byte order, so that two runs list the same. Nothing is opened through a
 * symbolic link below the root: a link could lead anywhere, and a ring of them has no end. Names
 * that start with a dot are passed over. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

enum { DEPTH_MOST = 64, ENTRIES_MOST = 4 << 20 };

struct folder {
    int root;
};

struct walk {
    struct cw_source *source;
    struct cw_listing *listing;
    char path[CW_PATH_MOST]; /* of what is being looked at, inside the root; NUL-terminated */
    size_t len;
    unsigned depth;
};

struct names {
    char **items;
    size_t n;
    size_t size;
};

static void names_free(struct names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        free(names->items[i]);
    }
    free((void *)names->items);
}

static bool names_add(struct names *names, const char *name)
{
    if (names->n == names->size) {
        size_t size = names->size ? names->size * 2 : 64;
        char **grown =
            size <= ENTRIES_MOST ? realloc((void *)names->items, size * sizeof *grown) : NULL;
        if (!grown) {
            return false;
        }
        names->items = grown;
        names->size = size;
    }
    names->items[names->n] = strdup(name);
    return names->items[names->n] && ++names->n;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void trouble_here(const struct walk *walk, const char *what, int error)
{
    char name[256];
    cw_path_printable(cw_str_n(walk->path, walk->len), name, sizeof name);
    cw_listing_trouble(walk->listing, walk->source->spec.path, "%s: %s%s%s", name, what,
                       error ? ": " : "", error ? strerror(error) : "");
}

/* Takes ownership of fd. */
static enum cw_err read_names(const struct walk *walk, int fd, struct names *names)
{
    DIR *folder = fdopendir(fd);
    if (!folder) {
        close(fd);
        return cw_fail(walk->listing->diag, CW_ENOMEM, walk->source->spec.path, 0, 0,
                       "out of memory");
    }
    enum cw_err err = CW_OK;
    errno = 0;
    for (struct dirent *entry = readdir(folder); entry && !err; entry = readdir(folder)) {
        if (entry->d_name[0] != '.' && !names_add(names, entry->d_name)) {
            err = cw_fail(walk->listing->diag, CW_ENOMEM, walk->source->spec.path, 0, 0,
                          "out of memory, or more than %d names in one folder", ENTRIES_MOST);
        }
        errno = 0;
    }
    if (!err && errno) {
        trouble_here(walk, "cannot be read to its end", errno);
    }
    closedir(folder);
    if (names->n) {
        qsort((void *)names->items, names->n, sizeof *names->items, compare_names);
    }
    return err;
}

/* Is the path one that the source wants? Trouble is told here; capture is filled when it is. */
static enum cw_err wanted_here(struct walk *walk, struct cw_capture *capture, bool *wanted)
{
    struct cw_diag diag;
    cw_arena_reset(walk->listing->arena);
    enum cw_err err = cw_identity_of(walk->source->identity, walk->listing->arena,
                                     cw_str_n(walk->path, walk->len), capture, wanted, &diag);
    if (err == CW_ESYNTAX) {
        cw_listing_trouble(walk->listing, diag.file, "%s", diag.message);
        *wanted = false;
        return CW_OK;
    }
    if (err && walk->listing->diag) {
        *walk->listing->diag = diag;
    }
    return err;
}

static enum cw_err visit_file(struct walk *walk, int parent, const char *name,
                              const struct stat *info)
{
    struct cw_capture capture;
    bool wanted = false;
    enum cw_err err = wanted_here(walk, &capture, &wanted);
    if (err || !wanted) {
        return err;
    }
    if (!S_ISREG(info->st_mode)) {
        trouble_here(walk, "neither a file nor a folder (a link is not followed), left out", 0);
        return CW_OK;
    }
    if (faccessat(parent, name, R_OK, AT_EACCESS) != 0) {
        trouble_here(walk, "cannot be read", errno);
        return CW_OK;
    }
    char state[CW_STATE_MOST];
    cw_file_state(info, state);
    capture.locator = capture.name;
    capture.state = cw_str_z(state);
    capture.bytes = info->st_size;
    return walk->listing->capture(walk->listing->context, &capture);
}

static void visit_link(struct walk *walk, int parent, const char *name)
{
    struct stat target;
    if (fstatat(parent, name, &target, 0) == 0 && S_ISDIR(target.st_mode)) {
        trouble_here(walk, "a symbolic link to a folder, not followed", 0);
    }
}

static enum cw_err visit_folder(struct walk *walk, int fd);

static enum cw_err enter_folder(struct walk *walk, int parent, const char *name)
{
    if (walk->depth == DEPTH_MOST) {
        trouble_here(walk, "too deep, its contents are left out", 0);
        return CW_OK;
    }
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        trouble_here(walk, "cannot be opened", errno);
        return CW_OK;
    }
    walk->depth++;
    enum cw_err err = visit_folder(walk, fd);
    walk->depth--;
    return err;
}

static enum cw_err visit_name(struct walk *walk, int parent, const char *name)
{
    struct stat info;
    if (fstatat(parent, name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
        trouble_here(walk, "cannot be looked at", errno);
        return CW_OK;
    }
    if (S_ISDIR(info.st_mode)) {
        return enter_folder(walk, parent, name);
    }
    if (S_ISLNK(info.st_mode)) {
        visit_link(walk, parent, name);
    }
    return visit_file(walk, parent, name, &info);
}

/* Takes ownership of fd. */
static enum cw_err visit_folder(struct walk *walk, int fd)
{
    struct names names = {0};
    int own = dup(fd);
    enum cw_err err = own < 0 ? cw_fail(walk->listing->diag, CW_EIO, walk->source->spec.path, 0, 0,
                                        "cannot be read: %s", strerror(errno))
                              : CW_OK;
    if (err) {
        close(fd);
        return err;
    }
    err = read_names(walk, fd, &names);
    size_t base = walk->len;
    for (size_t i = 0; i < names.n && !err; i++) {
        size_t len = strlen(names.items[i]);
        size_t slash = base > 0;
        if (len + slash >= sizeof walk->path - base) {
            trouble_here(walk, "a name in it makes too long a path, left out", 0);
            continue;
        }
        memcpy(walk->path + base, "/", slash);
        memcpy(walk->path + base + slash, names.items[i], len + 1);
        walk->len = base + slash + len;
        err = visit_name(walk, own, names.items[i]);
        walk->len = base;
        walk->path[base] = '\0';
    }
    names_free(&names);
    close(own);
    return err;
}

static enum cw_err folder_list(struct cw_source *source, struct cw_listing *listing)
{
    struct folder *folder = source->own;
    struct walk walk = {.source = source, .listing = listing};
    int fd = openat(folder->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return cw_fail(listing->diag, CW_EIO, source->spec.path, 0, 0, "cannot be opened: %s",
                       strerror(errno));
    }
    return visit_folder(&walk, fd);
}

/* Opens a file below the root name by name, so that no link on the way is followed; -1 and errno.
 */
static int open_below(int root, const char *path)
{
    char name[CW_PATH_MOST];
    int at = dup(root);
    while (at >= 0) {
        size_t len = strcspn(path, "/");
        bool last = path[len] == '\0';
        if (len == 0 || len >= sizeof name || (len == 2 && memcmp(path, "..", 2) == 0)) {
            close(at);
            errno = ENOENT;
            return -1;
        }
        memcpy(name, path, len);
        name[len] = '\0';
        int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (last ? O_NONBLOCK : O_DIRECTORY);
        int next = openat(at, name, flags);
        int error = errno;
        close(at);
        errno = error;
        if (last) {
            return next;
        }
        at = next;
        path += len + 1;
    }
    return -1;
}

static enum cw_err folder_read(struct cw_source *source, struct cw_str locator, struct cw_buf *out,
                               struct cw_diag *diag)
{
    struct folder *folder = source->own;
    char path[CW_PATH_MOST];
    if (locator.len >= sizeof path || memchr(locator.data, '\0', locator.len)) {
        return cw_fail(diag, CW_ENOTFOUND, source->spec.path, 0, 0, "no such file in the folder");
    }
    memcpy(path, locator.data, locator.len);
    path[locator.len] = '\0';
    int fd = open_below(folder->root, path);
    if (fd < 0) {
        bool missing = errno == ENOENT || errno == ENOTDIR;
        return cw_fail(diag, missing ? CW_ENOTFOUND : CW_EIO, path, 0, 0,
                       "cannot be opened in %s: %s", source->spec.path, strerror(errno));
    }
    struct stat info;
    enum cw_err err = CW_OK;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        err = cw_fail(diag, CW_EIO, path, 0, 0, "is not a regular file any more");
    }
    if (!err) {
        err = cw_file_read(fd, path, out, diag);
    }
    close(fd);
    return err;
}

static void folder_close(struct cw_source *source)
{
    struct folder *folder = source->own;
    close(folder->root);
    free(folder);
}

enum cw_err cw_folder_open(struct cw_source *source, struct cw_diag *diag)
{
    static const struct cw_source_ops ops = {folder_list, folder_read, NULL, folder_close};
    int root = open(source->spec.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        enum cw_err err = errno == ENOENT ? CW_ENOTFOUND : errno == ENOTDIR ? CW_EUSAGE : CW_EIO;
        return cw_fail(diag, err, source->spec.path, 0, 0, "cannot be opened as a folder: %s",
                       strerror(errno));
    }
    struct folder *folder = malloc(sizeof *folder);
    if (!folder) {
        close(root);
        return cw_fail(diag, CW_ENOMEM, source->spec.path, 0, 0, "out of memory");
    }
    folder->root = root;
    source->own = folder;
    source->ops = &ops;
    return CW_OK;
}
