/* Archives of every format, made here by libarchive: cut off, hostile, growing without bound. */
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

struct made {
    struct archive *archive;
};

static struct made begin(const char *path, int (*format)(struct archive *),
                         int (*filter)(struct archive *))
{
    struct made made = {archive_write_new()};
    assert_int_equal(format(made.archive), ARCHIVE_OK);
    if (filter) {
        assert_int_equal(filter(made.archive), ARCHIVE_OK);
    }
    assert_int_equal(archive_write_open_filename(made.archive, path), ARCHIVE_OK);
    return made;
}

static void add_bytes(struct made *made, const char *path, const char *bytes, size_t len)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, path);
    archive_entry_set_size(entry, (la_int64_t)len);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    assert_int_equal(archive_write_header(made->archive, entry), ARCHIVE_OK);
    assert_int_equal(archive_write_data(made->archive, bytes, len), len);
    archive_entry_free(entry);
}

static void add(struct made *made, const char *path, const char *text)
{
    add_bytes(made, path, text, strlen(text));
}

static void add_link(struct made *made, const char *path, const char *target, bool hard)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, path);
    archive_entry_set_filetype(entry, hard ? AE_IFREG : AE_IFLNK);
    if (hard) {
        archive_entry_set_hardlink(entry, target);
    } else {
        archive_entry_set_symlink(entry, target);
    }
    assert_int_equal(archive_write_header(made->archive, entry), ARCHIVE_OK);
    archive_entry_free(entry);
}

static void finish(struct made *made)
{
    assert_int_equal(archive_write_close(made->archive), ARCHIVE_OK);
    archive_write_free(made->archive);
}

static struct cw_source_spec spec_of(const char *path)
{
    return (struct cw_source_spec){.kind = CW_SOURCE_ARCHIVE,
                                   .path = path,
                                   .pattern = "{service}/{policy}/{date}.md",
                                   .default_lang = "en",
                                   .spool = "spool"};
}

static unsigned spool_files(void)
{
    unsigned n = 0;
    DIR *folder = opendir("spool");
    for (struct dirent *entry = folder ? readdir(folder) : NULL; entry; entry = readdir(folder)) {
        n += entry->d_name[0] != '.';
    }
    if (folder) {
        closedir(folder);
    }
    return n;
}

static void every_format(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int (*format)(struct archive *);
        int (*filter)(struct archive *);
    } cases[] = {
        {"a.tar", archive_write_set_format_pax_restricted, NULL},
        {"a.tar.gz", archive_write_set_format_gnutar, archive_write_add_filter_gzip},
        {"a.tar.xz", archive_write_set_format_ustar, archive_write_add_filter_xz},
        {"a.tar.zst", archive_write_set_format_pax_restricted, archive_write_add_filter_zstd},
        {"a.tar.bz2", archive_write_set_format_pax_restricted, archive_write_add_filter_bzip2},
        {"a.zip", archive_write_set_format_zip, NULL},
        {"a.7z", archive_write_set_format_7zip, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct made made = begin(cases[i].path, cases[i].format, cases[i].filter);
        add(&made, "README.md", "not wanted");
        add(&made, "Chirp/terms_of_service/2024-01-02.md", "one");
        add(&made, "./Chirp/terms_of_service/2024-01-03T000001Z.md", "two");
        add(&made, "Chirp/Imprint/2024-01-03.md", "one");
        add(&made, "Chirp/Imprint/2024-13-03.md", "no such month");
        finish(&made);
        struct cw_source_spec spec = spec_of(cases[i].path);
        struct caught caught;
        caught_init(&caught);
        struct cw_source *source;
        assert_int_equal(cw_source_open(&spec, &source, &caught.diag), CW_OK);
        assert_int_equal(list_open(source, "", &caught), CW_OK);
        assert_string_equal(
            text_of(&caught.lines),
            "Chirp|Terms of Service|en||1704153600|change|Chirp/terms_of_service/2024-01-02.md\n"
            "Chirp|Terms of Service|en||1704240001|change|"
            "Chirp/terms_of_service/2024-01-03T000001Z.md\n"
            "Chirp|Imprint|en||1704240000|change|Chirp/Imprint/2024-01-03.md\n");
        assert_int_equal(caught.n_troubles, 1);
        assert_int_equal(spool_files(), 2); /* equal files once */
        struct cw_buf text;
        cw_buf_init(&text, 100);
        assert_int_equal(cw_source_read(source, locator_of(&caught, 1), &text, NULL), CW_OK);
        assert_true(cw_str_is(cw_buf_view(&text), "two"));
        cw_buf_dispose(&text);
        struct caught again; /* unchanged: not looked into */
        caught_init(&again);
        assert_int_equal(list_open(source, text_of(&caught.next), &again), CW_OK);
        assert_int_equal(again.n, 0);
        assert_string_equal(text_of(&again.next), text_of(&caught.next));
        caught_free(&again);
        cw_source_close(source);
        caught_free(&caught);
    }
}

static void names_beyond_ascii(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int (*format)(struct archive *);
    } cases[] = {{"u.zip", archive_write_set_format_zip},
                 {"u.7z", archive_write_set_format_7zip},
                 {"u.tar", archive_write_set_format_pax}};
    /* libarchive writes names in the locale's character set; reading must not depend on it. */
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    assert_non_null(utf8);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        locale_t before = uselocale(utf8);
        struct made made = {archive_write_new()};
        assert_int_equal(cases[i].format(made.archive), ARCHIVE_OK);
        assert_int_equal(archive_write_open_filename(made.archive, cases[i].path), ARCHIVE_OK);
        struct archive_entry *entry = archive_entry_new();
        archive_entry_copy_pathname_w(entry, L"微信/خدمات/2024-01-02.md");
        archive_entry_set_size(entry, 1);
        archive_entry_set_filetype(entry, AE_IFREG);
        (void)archive_write_header(made.archive, entry);
        archive_write_data(made.archive, "x", 1);
        archive_entry_free(entry);
        finish(&made);
        uselocale(before);
        struct cw_source_spec spec = spec_of(cases[i].path);
        struct caught caught;
        caught_init(&caught);
        assert_int_equal(list_source(&spec, "", &caught), CW_OK);
        assert_string_equal(text_of(&caught.lines),
                            "微信|خدمات|en||1704153600|change|微信/خدمات/2024-01-02.md\n");
        caught_free(&caught);
    }
    freelocale(utf8);
}

static void nothing_escapes(void **state)
{
    (void)state;
    struct made made = begin("evil.tar", archive_write_set_format_pax_restricted, NULL);
    add(&made, "../A/b/2024-01-02.md", "up");
    add(&made, "A/../../b/2024-01-02.md", "up");
    add(&made, "A/..\\..\\b/2024-01-02.md", "up");
    add(&made, "/A/b/2024-01-02.md", "absolute");
    add(&made, "C:/b/2024-01-02.md", "drive");
    add_link(&made, "A/b/2024-01-03.md", "/etc/passwd", false);
    add_link(&made, "A/b/2024-01-04.md", "/etc/passwd", true);
    add(&made, "A/.hidden/2024-01-02.md", "hidden");
    add(&made, "A/b/2024-01-02.md", "good");
    finish(&made);
    struct cw_source_spec spec = spec_of("evil.tar");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_string_equal(text_of(&caught.lines), "A|b|en||1704153600|change|A/b/2024-01-02.md\n");
    assert_int_equal(caught.n_troubles, 7);
    assert_int_equal(spool_files(), 1);
    assert_true(caught.next.len > 0);
    caught_free(&caught);
}

static void make_long(const char *path, int (*filter)(struct archive *), size_t n)
{
    struct made made = begin(path, archive_write_set_format_pax_restricted, filter);
    char text[4000];
    unsigned noise = 1;
    for (size_t i = 0; i < n; i++) {
        char name[64];
        snprintf(name, sizeof name, "A/b/20%02zu-01-02.md", i);
        for (size_t k = 0; k < sizeof text; k++) {
            noise = noise * 1103515245U + 12345U;
            text[k] = (char)('a' + (noise >> 16) % 26);
        }
        add_bytes(&made, name, text, sizeof text);
    }
    finish(&made);
}

static void cut_off(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int (*filter)(struct archive *);
    } cases[] = {{"cut.tar", NULL}, {"cut.tar.gz", archive_write_add_filter_gzip}};
    for (size_t i = 0; i < 2; i++) {
        make_long(cases[i].path, cases[i].filter, 40);
        struct stat info;
        assert_int_equal(stat(cases[i].path, &info), 0);
        assert_int_equal(truncate(cases[i].path, info.st_size / 2 + 100), 0);
        struct cw_source_spec spec = spec_of(cases[i].path);
        struct caught caught;
        caught_init(&caught);
        assert_int_equal(list_source(&spec, "before", &caught), CW_OK);
        assert_true(caught.n >= 10 && caught.n < 40);
        assert_true(caught.n_troubles >= 1);
        assert_string_equal(text_of(&caught.next), "before"); /* tomorrow again */
        caught_free(&caught);
    }
}

static void not_archives(void **state)
{
    (void)state;
    scratch_file("text.zip", "just words");
    scratch_file("empty.tar", "");
    scratch_folder("folder.tar");
    struct cw_source_spec spec = spec_of("text.zip");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_EDAMAGED);
    spec.path = "empty.tar";
    assert_int_equal(list_source(&spec, "", &caught), CW_EDAMAGED);
    spec.path = "folder.tar";
    assert_int_equal(list_source(&spec, "", &caught), CW_EUSAGE);
    spec.path = "absent.tar";
    assert_int_equal(list_source(&spec, "", &caught), CW_ENOTFOUND);
    spec.path = "text.zip";
    spec.spool = NULL;
    assert_int_equal(list_source(&spec, "", &caught), CW_EUSAGE);
    caught_free(&caught);
}

/* 70 MB of zeros in some kilobytes: left out, and what follows is still there. */
static void entry_limit(void **state)
{
    (void)state;
    size_t size = 70U << 20;
    char *zeros = calloc(1, size);
    assert_non_null(zeros);
    struct made made =
        begin("big.tar.gz", archive_write_set_format_pax_restricted, archive_write_add_filter_gzip);
    add_bytes(&made, "A/b/2024-01-02.md", zeros, size);
    add(&made, "A/b/2024-01-03.md", "small");
    finish(&made);
    free(zeros);
    struct cw_source_spec spec = spec_of("big.tar.gz");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_string_equal(text_of(&caught.lines), "A|b|en||1704240000|change|A/b/2024-01-03.md\n");
    assert_non_null(strstr(text_of(&caught.troubles), "over 64 MB"));
    caught_free(&caught);
}

/* A header that claims 5 GB, and no such bytes: stops at the limit of the whole archive. The header
 * is ustar's (POSIX.1-1988), by hand. */
static void total_limit(void **state)
{
    (void)state;
    char header[1024] = "filler";
    memcpy(header + 100, "0000644", 7);
    memcpy(header + 124, "50000000000", 11); /* octal */
    memcpy(header + 136, "00000000000", 11);
    memcpy(header + 148, "        ", 8);
    header[156] = '0';
    memcpy(header + 257, "ustar\00000", 8);
    unsigned sum = 0;
    for (size_t i = 0; i < 512; i++) {
        sum += (unsigned char)header[i];
    }
    snprintf(header + 148, 8, "%06o", sum);
    FILE *file = fopen("bomb.tar", "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(header, 1, sizeof header, file), sizeof header);
    fclose(file);
    struct cw_source_spec spec = spec_of("bomb.tar");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_non_null(strstr(text_of(&caught.troubles), "limit for its size"));
    assert_int_equal(caught.next.len, 0);
    caught_free(&caught);
}

static void spool_lost(void **state)
{
    (void)state;
    struct made made = begin("a.zip", archive_write_set_format_zip, NULL);
    add(&made, "A/b/2024-01-02.md", "one");
    add(&made, "A/b/2024-01-03.md", "two");
    finish(&made);
    struct cw_source_spec spec = spec_of("a.zip");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    char path[128];
    struct cw_str locator = locator_of(&caught, 0);
    snprintf(path, sizeof path, "spool/%.*s", (int)locator.len, locator.data);
    scratch_file(path, "onf"); /* damaged on disk */
    locator = locator_of(&caught, 1);
    snprintf(path, sizeof path, "spool/%.*s", (int)locator.len, locator.data);
    assert_int_equal(unlink(path), 0);
    struct cw_buf text;
    cw_buf_init(&text, 100);
    for (size_t i = 0; i < 2; i++) {
        struct cw_source *source;
        assert_int_equal(cw_source_open(&spec, &source, NULL), CW_OK);
        assert_int_equal(cw_source_read(source, locator_of(&caught, i), &text, NULL), CW_OK);
        assert_true(cw_str_is(cw_buf_view(&text), i ? "two" : "one"));
        assert_int_equal(cw_source_read(source, cw_str_z("../a.zip"), &text, NULL), CW_ENOTFOUND);
        cw_source_close(source);
    }
    cw_buf_dispose(&text);
    caught_free(&caught);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(every_format), TEST(names_beyond_ascii), TEST(nothing_escapes), TEST(cut_off),
        TEST(not_archives), TEST(entry_limit),        TEST(total_limit),     TEST(spool_lost)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
