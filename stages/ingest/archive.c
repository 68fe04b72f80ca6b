/* Archives (tar, zip, 7z, with any compression that libarchive undoes inside this process).
 *
 * What the pattern or the table wants is unpacked while listing, into the spool folder under the
 * hash of its bytes: an archive can only be read from front to back, captures are read in any
 * order, and equal files are stored once. Names in the archive never become names on disk. How much
 * may come out is bounded for each entry and in all, whatever headers claim. Archives inside
 * archives are files like any other. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/hash.h"
#include "common/io.h"
#include "internal.h"

enum { ENTRY_MOST = 64 << 20, BLOCK = 65536, ENTRY_COST = 512, RETRIES_MOST = 100 };
/* All entries together: texts of policies repeat themselves and compress a hundred times and more,
 * so the ratio is generous. */
#define TOTAL_LEAST ((int64_t)4 << 30)
#define TOTAL_MOST  ((int64_t)64 << 30)
enum { RATIO_MOST = 1000 };

struct store {
    bool unpacked_again; /* by a read that missed a file in the spool: once is enough */
};

struct unpack {
    struct cw_source *source;
    struct cw_listing *listing;
    struct archive *archive;
    struct cw_buf bytes; /* of the entry */
    int64_t left;        /* bytes that may still come out */
    int64_t index;       /* of the entry, from 1 */
    bool complete;       /* nothing was cut off */
};

/* ---- the spool ---- */

static void spool_path(const struct cw_source *source, struct cw_str hex, const char *suffix,
                       char out[CW_PATH_MOST])
{
    snprintf(out, CW_PATH_MOST, "%s/%.*s%s", source->spec.spool, (int)hex.len, hex.data, suffix);
}

static enum cw_err write_file(const char *path, struct cw_str bytes, struct cw_diag *diag)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return cw_fail(diag, CW_EIO, path, 0, 0, "cannot be written: %s", strerror(errno));
    }
    int error = cw_write_all(fd, bytes.data, bytes.len) ? 0 : errno;
    if (close(fd) != 0 && !error) {
        error = errno;
    }
    if (!error) {
        return CW_OK;
    }
    unlink(path);
    return cw_fail(diag, CW_EIO, path, 0, 0, "cannot be written: %s", strerror(error));
}

/* Under its own name only when whole, so that a run killed half-way leaves nothing wrong behind. */
static enum cw_err keep(const struct cw_source *source, struct cw_str bytes,
                        char hex[CW_HASH_HEX + 1], struct cw_diag *diag)
{
    char path[CW_PATH_MOST];
    char part[CW_PATH_MOST];
    struct stat info;
    struct cw_hash hash = cw_hash_of(bytes);
    cw_hash_hex(&hash, hex);
    spool_path(source, cw_str_z(hex), "", path);
    if (stat(path, &info) == 0 && info.st_size >= 0 && (size_t)info.st_size == bytes.len) {
        return CW_OK;
    }
    spool_path(source, cw_str_z(hex), ".part", part);
    enum cw_err err = write_file(part, bytes, diag);
    if (!err && rename(part, path) != 0) {
        err = cw_fail(diag, CW_EIO, path, 0, 0, "cannot be written: %s", strerror(errno));
        unlink(part);
    }
    return err;
}

/* ---- entries ---- */

static void trouble(struct unpack *u, struct cw_str path, const char *what, const char *why)
{
    char name[256];
    cw_path_printable(path, name, sizeof name);
    cw_listing_trouble(u->listing, u->source->spec.path, "%s: %s%s%s", name, what, why ? ": " : "",
                       why ? why : "");
}

/* Absolute, on a drive, or going up. */
static bool escapes(struct cw_str path)
{
    if (path.len == 0 || path.data[0] == '/' || path.data[0] == '\\' ||
        (path.len > 1 && path.data[1] == ':')) {
        return true;
    }
    size_t start = 0;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.data[i] != '/' && path.data[i] != '\\') {
            continue;
        }
        if (i - start == 2 && memcmp(path.data + start, "..", 2) == 0) {
            return true;
        }
        start = i + 1;
    }
    return false;
}

/* Names with a dot in front are passed over, as in folders. */
static bool hidden(struct cw_str path)
{
    for (size_t i = 0; i < path.len; i++) {
        if (path.data[i] == '.' && (i == 0 || path.data[i - 1] == '/')) {
            return true;
        }
    }
    return false;
}

static enum cw_err limit_reached(struct unpack *u)
{
    cw_listing_trouble(u->listing, u->source->spec.path,
                       "unpacks to more than the limit for its size, so the rest is left out; if "
                       "that is right, unpack it and use folder: instead");
    u->complete = false;
    return CW_ELIMIT;
}

/* Reads the entry's bytes, to keep or only to count them. CW_ELIMIT over the limit of an entry,
 * CW_EDAMAGED. */
static enum cw_err read_entry(struct unpack *u, bool keep_bytes)
{
    char block[BLOCK];
    cw_buf_clear(&u->bytes);
    for (unsigned retries = 0; retries < RETRIES_MOST;) {
        la_ssize_t got = archive_read_data(u->archive, block, sizeof block);
        if (got == 0) {
            return CW_OK;
        }
        if (got == ARCHIVE_RETRY) {
            retries++;
            continue;
        }
        if (got == ARCHIVE_WARN) {
            continue;
        }
        if (got < 0) {
            return CW_EDAMAGED;
        }
        u->left -= got;
        if (keep_bytes) {
            cw_buf_add(&u->bytes, block, (size_t)got);
        }
        if (u->left < 0 || u->bytes.failed) {
            return CW_ELIMIT;
        }
    }
    return CW_EDAMAGED;
}

static enum cw_err pass_over(struct unpack *u, struct archive_entry *entry)
{
    if (!archive_entry_size_is_set(entry)) {
        enum cw_err err = read_entry(u, false);
        return err == CW_EDAMAGED ? CW_OK : err; /* the next header will say it */
    }
    int64_t size = archive_entry_size(entry);
    u->left -= size > 0 ? size : 0;
    return u->left < 0 ? CW_ELIMIT : CW_OK;
}

static enum cw_err hand_over(struct unpack *u, struct cw_capture *capture)
{
    struct cw_listing *listing = u->listing;
    char hex[CW_HASH_HEX + 1];
    enum cw_err err = keep(u->source, cw_buf_view(&u->bytes), hex, listing->diag);
    if (err || !listing->capture) {
        return err;
    }
    capture->locator = cw_str_z(hex);
    capture->bytes = (int64_t)u->bytes.len;
    capture->sequence = u->index;
    return listing->capture(listing->context, capture);
}

/* A wanted file. Only errors that end the listing come back. */
static enum cw_err take_file(struct unpack *u, struct archive_entry *entry,
                             struct cw_capture *capture)
{
    struct cw_str path = capture->name;
    if (archive_entry_is_encrypted(entry)) {
        trouble(u, path, "is encrypted, left out", NULL);
        return pass_over(u, entry);
    }
    enum cw_err err = read_entry(u, true);
    if (err == CW_EDAMAGED) {
        trouble(u, path, "cannot be unpacked, left out", archive_error_string(u->archive));
        u->complete = false;
        return CW_OK;
    }
    if (err == CW_ELIMIT && u->left >= 0) {
        trouble(u, path, "is over 64 MB unpacked, left out", NULL);
        return pass_over(u, entry); /* the rest of it is still to be unpacked, and counts */
    }
    return err ? err : hand_over(u, capture);
}

static enum cw_err take_entry(struct unpack *u, struct archive_entry *entry)
{
    const char *name = archive_entry_pathname(entry);
    struct cw_str path = cw_str_z(name);
    while (cw_str_starts(path, "./")) {
        path = cw_str_sub(path, 2, path.len);
    }
    if (archive_entry_filetype(entry) == AE_IFDIR) {
        return pass_over(u, entry);
    }
    if (!name || escapes(path)) {
        trouble(u, path, name ? "would leave the archive, left out" : "a name cannot be read",
                NULL);
        return pass_over(u, entry);
    }
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry)) {
        trouble(u, path, "a link or device, left out", NULL);
        return pass_over(u, entry);
    }
    struct cw_capture capture;
    struct cw_diag diag;
    bool wanted = false;
    cw_arena_reset(u->listing->arena);
    enum cw_err err = hidden(path) ? CW_OK
                                   : cw_identity_of(u->source->identity, u->listing->arena, path,
                                                    &capture, &wanted, &diag);
    if (err == CW_ESYNTAX) {
        trouble(u, path, diag.message, NULL);
        return pass_over(u, entry);
    }
    if (err) {
        return cw_fail(u->listing->diag, err, u->source->spec.path, 0, 0, "%s", diag.message);
    }
    return wanted ? take_file(u, entry, &capture) : pass_over(u, entry);
}

/* ---- the archive ---- */

static bool choose_formats(struct archive *archive)
{
    /* Not "all": some filters run a program that the archive names, the raw format makes an archive
     * of anything, and WARC needs a reader of its own. */
    int (*const formats[])(struct archive *) = {
        archive_read_support_filter_bzip2, archive_read_support_filter_compress,
        archive_read_support_filter_gzip,  archive_read_support_filter_lz4,
        archive_read_support_filter_lzip,  archive_read_support_filter_lzma,
        archive_read_support_filter_xz,    archive_read_support_filter_zstd,
        archive_read_support_format_7zip,  archive_read_support_format_tar,
        archive_read_support_format_zip};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (formats[i](archive) != ARCHIVE_OK) {
            return false;
        }
    }
    return true;
}

static enum cw_err not_an_archive(const struct unpack *u)
{
    const char *why = archive_error_string(u->archive);
    return cw_fail(u->listing->diag, CW_EDAMAGED, u->source->spec.path, 0, 0,
                   "not a tar, zip or 7z archive that can be read (%s)",
                   why ? why : "no reason given");
}

static enum cw_err take_all(struct unpack *u)
{
    unsigned retries = 0;
    for (;;) {
        struct archive_entry *entry;
        int status = archive_read_next_header(u->archive, &entry);
        if (status == ARCHIVE_EOF) {
            return CW_OK;
        }
        if (status == ARCHIVE_RETRY && ++retries < RETRIES_MOST) {
            continue;
        }
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
            if (u->index == 0) {
                return not_an_archive(u);
            }
            const char *why = archive_error_string(u->archive);
            cw_listing_trouble(u->listing, u->source->spec.path,
                               "is damaged or cut off after %" PRId64
                               " entries (%s); what came before is kept, get it again",
                               u->index, why ? why : "no reason given");
            u->complete = false;
            return CW_OK;
        }
        u->index++;
        u->left -= ENTRY_COST;
        enum cw_err err = u->left < 0 ? CW_ELIMIT : take_entry(u, entry);
        if (err == CW_ELIMIT && u->left < 0) {
            (void)limit_reached(u);
            return CW_OK;
        }
        if (err) {
            return err;
        }
    }
}

static int64_t total_limit(int64_t size)
{
    if (size > TOTAL_MOST / RATIO_MOST) {
        return TOTAL_MOST;
    }
    return size * RATIO_MOST > TOTAL_LEAST ? size * RATIO_MOST : TOTAL_LEAST;
}

/* Names in 7z and zip are converted by libarchive to the character set of the thread's locale. */
static enum cw_err with_utf8_names(struct unpack *u)
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    enum cw_err err = take_all(u);
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    return err;
}

static enum cw_err unpack(struct cw_source *source, struct cw_listing *listing, int64_t size,
                          bool *complete)
{
    struct unpack u = {.source = source,
                       .listing = listing,
                       .archive = archive_read_new(),
                       .left = total_limit(size),
                       .complete = true};
    cw_buf_init(&u.bytes, ENTRY_MOST);
    enum cw_err err = CW_OK;
    if (!u.archive || !choose_formats(u.archive)) {
        err = cw_fail(listing->diag, CW_ENOMEM, source->spec.path, 0, 0, "out of memory");
    } else if (archive_read_open_filename(u.archive, source->spec.path, BLOCK) != ARCHIVE_OK) {
        err = not_an_archive(&u);
    } else {
        err = with_utf8_names(&u);
    }
    *complete = u.complete;
    cw_buf_dispose(&u.bytes);
    archive_read_free(u.archive);
    return err;
}

static enum cw_err look_at(const struct cw_source *source, struct stat *info, struct cw_diag *diag)
{
    const char *path = source->spec.path;
    if (stat(path, info) != 0) {
        return cw_fail(diag, errno == ENOENT ? CW_ENOTFOUND : CW_EIO, path, 0, 0,
                       "cannot be opened: %s", strerror(errno));
    }
    if (!S_ISREG(info->st_mode)) {
        return cw_fail(diag, CW_EUSAGE, path, 0, 0, "not a file; use folder: for a folder");
    }
    return CW_OK;
}

static enum cw_err archive_list(struct cw_source *source, struct cw_listing *listing)
{
    struct stat info;
    char state[CW_STATE_MOST];
    enum cw_err err = look_at(source, &info, listing->diag);
    if (err) {
        return err;
    }
    cw_file_state(&info, state);
    bool complete = true;
    if (!cw_str_is(listing->cursor, state)) {
        err = unpack(source, listing, info.st_size, &complete);
    }
    if (complete) {
        cw_buf_z(listing->next, state);
    } else {
        cw_buf_str(listing->next, listing->cursor);
    }
    return err;
}

/* Fills the spool again without telling anybody of anything. */
static enum cw_err unpack_again(struct cw_source *source, struct cw_diag *diag)
{
    struct cw_listing silent = {.arena = source->arena, .diag = diag};
    struct store *store = source->own;
    struct stat info;
    bool complete;
    store->unpacked_again = true;
    enum cw_err err = look_at(source, &info, diag);
    return err ? err : unpack(source, &silent, info.st_size, &complete);
}

static enum cw_err read_spool(const struct cw_source *source, struct cw_str locator,
                              struct cw_buf *out, struct cw_diag *diag)
{
    char path[CW_PATH_MOST];
    spool_path(source, locator, "", path);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return cw_fail(diag, CW_ENOTFOUND, path, 0, 0, "cannot be opened: %s", strerror(errno));
    }
    enum cw_err err = cw_file_read(fd, path, out, diag);
    close(fd);
    if (err) {
        return err;
    }
    char hex[CW_HASH_HEX + 1];
    struct cw_hash hash = cw_hash_of(cw_buf_view(out));
    cw_hash_hex(&hash, hex);
    if (!cw_str_is(locator, hex)) {
        unlink(path);
        cw_buf_clear(out);
        return cw_fail(diag, CW_EDAMAGED, path, 0, 0, "its bytes are not those that were unpacked");
    }
    return CW_OK;
}

static enum cw_err archive_read_bytes(struct cw_source *source, struct cw_str locator,
                                      struct cw_buf *out, struct cw_diag *diag)
{
    struct store *store = source->own;
    for (size_t i = 0; i < locator.len; i++) {
        if (!strchr("0123456789abcdef", locator.data[i]) || !locator.data[i]) {
            locator.len = 0;
        }
    }
    if (locator.len != CW_HASH_HEX) {
        return cw_fail(diag, CW_ENOTFOUND, source->spec.path, 0, 0, "not the name of an entry");
    }
    enum cw_err err = read_spool(source, locator, out, diag);
    if ((err == CW_ENOTFOUND || err == CW_EDAMAGED) && !store->unpacked_again) {
        enum cw_err again = unpack_again(source, diag);
        err = again ? again : read_spool(source, locator, out, diag);
    }
    return err;
}

static void archive_close_source(struct cw_source *source)
{
    free(source->own);
}

enum cw_err cw_archive_open(struct cw_source *source, struct cw_diag *diag)
{
    static const struct cw_source_ops ops = {archive_list, archive_read_bytes, NULL,
                                             archive_close_source};
    const char *spool = source->spec.spool;
    struct stat info;
    enum cw_err err = look_at(source, &info, diag);
    if (err) {
        return err;
    }
    if (!spool || strlen(spool) > CW_PATH_MOST - CW_HASH_HEX - 16) {
        return cw_fail(diag, CW_EUSAGE, source->spec.path, 0, 0,
                       "an archive needs a folder to be unpacked into");
    }
    if (mkdir(spool, 0700) != 0 && errno != EEXIST) {
        return cw_fail(diag, CW_EIO, spool, 0, 0, "cannot be made: %s", strerror(errno));
    }
    source->own = calloc(1, sizeof(struct store));
    if (!source->own) {
        return cw_fail(diag, CW_ENOMEM, source->spec.path, 0, 0, "out of memory");
    }
    source->ops = &ops;
    return CW_OK;
}
