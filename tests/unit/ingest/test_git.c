/* Git histories: made here commit by commit, damaged, rewritten; and the real archive. */
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

#define RUN(...) scratch_run((const char *const[]){__VA_ARGS__, NULL})
#define GIT(...) RUN("git", "-C", "repo", __VA_ARGS__)

static struct cw_source_spec spec_of(const char *path)
{
    return (struct cw_source_spec){.kind = CW_SOURCE_GIT,
                                   .path = path,
                                   .pattern = "{service}/{policy}.md",
                                   .default_lang = "en"};
}

static void make_repository(void)
{
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_AUTHOR_NAME", "t", 1);
    setenv("GIT_AUTHOR_EMAIL", "t@example.org", 1);
    setenv("GIT_COMMITTER_NAME", "t", 1);
    setenv("GIT_COMMITTER_EMAIL", "t@example.org", 1);
    RUN("git", "init", "-q", "-b", "main", "repo");
}

static void commit(const char *date, const char *message)
{
    setenv("GIT_AUTHOR_DATE", date, 1);
    setenv("GIT_COMMITTER_DATE", "@1900000000 +0000", 1);
    GIT("add", "-A");
    GIT("commit", "-q", "--allow-empty", "--allow-empty-message", "-m", message);
}

static void three_commits(void)
{
    make_repository();
    scratch_file("repo/Chirp/Terms of Service.md", "one");
    scratch_file("repo/README.md", "not a policy");
    commit("@1600000000 +0800", "First record of Chirp Terms of Service");
    scratch_file("repo/Chirp/Terms of Service.md", "two");
    scratch_file("repo/Chirp/Privacy Policy.md", "p");
    commit("@1600000000 +0000", "");
    RUN("rm", "repo/Chirp/Privacy Policy.md");
    scratch_file("repo/Chirp/Terms of Service.md", "one");
    commit("@1500000000 +0000",
           "Refilter Chirp Terms of Service\n\nThis version was recorded after filtering snapshot "
           "https://example.org/commit/0123456789abcdef0123456789abcdef01234567");
}

static const char *const three_lines =
    "Chirp|Terms of Service|en||1600000000|first|Chirp/Terms of Service.md\n"
    "Chirp|Privacy Policy|en||1600000000|change|Chirp/Privacy Policy.md\n"
    "Chirp|Terms of Service|en||1600000000|change|Chirp/Terms of Service.md\n"
    "Chirp|Terms of Service|en||1500000000|technical|Chirp/Terms of Service.md\n";

static void lists_and_reads(void **state)
{
    (void)state;
    three_commits();
    RUN("git", "clone", "-q", "--bare", "repo", "bare.git");
    static const char *const paths[] = {"repo", "repo/.git", "bare.git"};
    for (size_t i = 0; i < 3; i++) {
        struct cw_source_spec spec = spec_of(paths[i]);
        struct cw_source *source;
        struct caught caught;
        caught_init(&caught);
        assert_int_equal(cw_source_open(&spec, &source, &caught.diag), CW_OK);
        assert_int_equal(list_open(source, "", &caught), CW_OK);
        assert_string_equal(text_of(&caught.lines), three_lines);
        assert_int_equal(caught.n_troubles, 0);
        assert_true(caught.in_sequence);
        assert_int_equal(caught.last_sequence, 3);
        struct cw_buf text;
        cw_buf_init(&text, 3);
        static const char *const want[] = {"one", "p", "two", "one"};
        for (size_t k = 0; k < 4; k++) {
            assert_int_equal(cw_source_read(source, locator_of(&caught, k), &text, &caught.diag),
                             CW_OK);
            assert_true(cw_str_is(cw_buf_view(&text), want[k]));
        }
        cw_buf_dispose(&text);
        cw_source_close(source);
        caught_free(&caught);
    }
}

static void goes_on_from_cursor(void **state)
{
    (void)state;
    three_commits();
    struct cw_source_spec spec = spec_of("repo");
    struct caught first;
    caught_init(&first);
    assert_int_equal(list_source(&spec, "", &first), CW_OK);
    struct caught again;
    caught_init(&again);
    assert_int_equal(list_source(&spec, text_of(&first.next), &again), CW_OK);
    assert_int_equal(again.n, 0);
    assert_string_equal(text_of(&again.next), text_of(&first.next));
    scratch_file("repo/Chirp/Terms of Service.md", "four");
    commit("@1700000000 +0000", "Record new changes of Chirp Terms of Service");
    assert_int_equal(list_source(&spec, text_of(&first.next), &again), CW_OK);
    assert_int_equal(again.n, 1);
    assert_int_equal(again.last_sequence, 4);
    assert_int_equal(again.n_troubles, 0);
    char cursor[256];
    snprintf(cursor, sizeof cursor, "%s", text_of(&again.next));
    caught_free(&again);
    GIT("reset", "-q", "--hard", "HEAD~2"); /* the cursor is no ancestor any more */
    caught_init(&again);
    assert_int_equal(list_source(&spec, cursor, &again), CW_OK);
    assert_int_equal(again.n, 3);
    assert_non_null(strstr(text_of(&again.troubles), "rewritten"));
    caught_free(&again);
    caught_init(&again);
    assert_int_equal(list_source(&spec, "nonsense", &again), CW_OK);
    assert_int_equal(again.n, 3);
    caught_free(&again);
    caught_free(&first);
}

static void refuses(void **state)
{
    (void)state;
    make_repository();
    struct cw_source_spec spec = spec_of("repo");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_ENOTFOUND); /* no commit yet */
    scratch_file("repo/A/b.md", "x");
    commit("@1600000000 +0000", "x");
    static const char *const bad[] = {"--output=x", "a..b", "", "HEAD:A", "^HEAD"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        spec.branch = bad[i];
        assert_int_equal(list_source(&spec, "", &caught), CW_EUSAGE);
    }
    spec.branch = "absent";
    assert_int_equal(list_source(&spec, "", &caught), CW_ENOTFOUND);
    GIT("tag", "-a", "-m", "t", "v1");
    spec.branch = "v1";
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_int_equal(caught.n, 1);
    GIT("bundle", "create", "-q", "../all.bundle", "main");
    spec = spec_of("all.bundle");
    assert_int_equal(list_source(&spec, "", &caught), CW_EUSAGE);
    assert_non_null(strstr(caught.diag.message, "git clone --bare all.bundle all.git"));
    scratch_folder("empty");
    spec.path = "empty";
    assert_int_equal(list_source(&spec, "", &caught), CW_EDAMAGED);
    scratch_file("odd/HEAD", "ref: refs/heads/main\n");
    scratch_folder("odd/objects");
    scratch_folder("odd/refs");
    scratch_file("odd/config", "[core\n");
    spec.path = "odd";
    assert_int_equal(list_source(&spec, "", &caught), CW_EDAMAGED);
    assert_non_null(strstr(caught.diag.message, "config"));
    spec.path = "absent";
    assert_int_equal(list_source(&spec, "", &caught), CW_ENOTFOUND);
    caught_free(&caught);
}

/* A repository whose own config names programs must not get them run. */
static void runs_nothing(void **state)
{
    (void)state;
    three_commits();
    scratch_file("trap", "#!/bin/sh\ntouch \"$(dirname \"$0\")/sprung\"\ncat\n");
    assert_int_equal(chmod("trap", 0755), 0);
    char trap[4200];
    assert_non_null(getcwd(trap, 4096));
    strcat(trap, "/trap");
    static const char *const keys[] = {"core.fsmonitor",
                                       "gpg.program",
                                       "core.pager",
                                       "diff.external",
                                       "core.sshCommand",
                                       "diff.x.textconv",
                                       "core.alternateRefsCommand",
                                       "pager.log",
                                       "gpg.ssh.program"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        GIT("config", keys[i], trap);
    }
    GIT("config", "log.showSignature", "true");
    GIT("config", "log.showRoot", "false");
    GIT("config", "log.diffMerges", "off");
    GIT("config", "extensions.partialClone", "origin");
    GIT("config", "core.repositoryformatversion", "1");
    GIT("config", "remote.origin.url", "ext::sh -c ./trap");
    GIT("config", "remote.origin.promisor", "true");
    struct cw_source_spec spec = spec_of("repo");
    struct caught caught;
    caught_init(&caught);
    struct cw_source *source;
    assert_int_equal(cw_source_open(&spec, &source, &caught.diag), CW_OK);
    assert_int_equal(list_open(source, "", &caught), CW_OK);
    assert_string_equal(text_of(&caught.lines), three_lines);
    struct cw_buf text;
    cw_buf_init(&text, 100);
    assert_int_equal(cw_source_read(source, locator_of(&caught, 0), &text, NULL), CW_OK);
    assert_int_equal(cw_source_read(source, cw_str_z("0123456789012345678901234567890123456789"),
                                    &text, &caught.diag),
                     CW_EDAMAGED);
    assert_int_equal(cw_source_read(source, locator_of(&caught, 1), &text, NULL), CW_OK);
    cw_buf_dispose(&text);
    cw_source_close(source);
    assert_int_equal(access("sprung", F_OK), -1);
    caught_free(&caught);
}

static char *rev_parse(const char *what)
{
    static char id[128];
    char command[512];
    snprintf(command, sizeof command, "git -C repo rev-parse '%s'", what);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(id, sizeof id, pipe));
    pclose(pipe);
    id[strcspn(id, "\n")] = '\0';
    return id;
}

static void object_path(const char *what, char out[256])
{
    const char *id = rev_parse(what);
    snprintf(out, 256, "repo/.git/objects/%.2s/%s", id, id + 2);
}

/* Which of the captures can be read: "y" or "n" each, damaged ones with the right code. */
static void read_each(const struct cw_source_spec *spec, const struct caught *caught, char *out)
{
    struct cw_source *source;
    struct cw_buf text;
    struct cw_diag diag;
    assert_int_equal(cw_source_open(spec, &source, NULL), CW_OK);
    cw_buf_init(&text, 1 << 20);
    for (size_t i = 0; i < caught->n; i++) {
        enum cw_err err = cw_source_read(source, locator_of(caught, i), &text, &diag);
        assert_true(err == CW_OK || err == CW_EDAMAGED);
        *out++ = err ? 'n' : 'y';
    }
    *out = '\0';
    cw_buf_dispose(&text);
    cw_source_close(source);
}

static void damaged_files(void **state)
{
    (void)state;
    three_commits();
    char path[256];
    char read[16];
    struct cw_source_spec spec = spec_of("repo");
    struct caught caught;
    caught_init(&caught);
    object_path("HEAD:Chirp/Terms of Service.md", path); /* "one": first and last capture */
    assert_int_equal(unlink(path), 0);
    object_path("HEAD~1:Chirp/Privacy Policy.md", path);
    assert_int_equal(chmod(path, 0600), 0);
    scratch_file(path, "not zlib");
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_string_equal(text_of(&caught.lines), three_lines);
    read_each(&spec, &caught, read);
    assert_string_equal(read, "nnyn");
    caught_free(&caught);
}

static void damaged_pack(void **state)
{
    (void)state;
    make_repository();
    static char noise[200001];
    unsigned seed = 1;
    for (size_t i = 0; i < sizeof noise - 1; i++) {
        seed = seed * 1103515245U + 12345U;
        noise[i] = (char)('!' + (seed >> 16) % 90);
    }
    scratch_file("repo/A/small.md", "small");
    commit("@1600000000 +0000", "1");
    scratch_file("repo/A/large.md", noise);
    commit("@1600000001 +0000", "2");
    scratch_file("repo/A/other.md", "other");
    commit("@1600000002 +0000", "3");
    GIT("repack", "-q", "-a", "-d");
    RUN("sh", "-c", "mv repo/.git/objects/pack/*.pack p && chmod 600 p");
    struct stat info;
    assert_int_equal(stat("p", &info), 0);
    FILE *pack = fopen("p", "r+b");
    assert_non_null(pack);
    assert_int_equal(fseek(pack, info.st_size / 2, SEEK_SET), 0);
    assert_int_equal(fwrite("damage damage damage", 1, 20, pack), 20);
    fclose(pack);
    RUN("sh", "-c", "i=$(ls repo/.git/objects/pack/*.idx) && mv p \"${i%.idx}.pack\"");
    char read[16];
    struct cw_source_spec spec = spec_of("repo");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    read_each(&spec, &caught, read);
    assert_string_equal(read, "yny");
    caught_free(&caught);
}

static void damaged_history(void **state)
{
    (void)state;
    three_commits();
    char path[256];
    struct cw_source_spec spec = spec_of("repo");
    struct caught caught;
    caught_init(&caught);
    object_path("HEAD~1^{tree}", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_int_equal(caught.n, 1); /* the first commit; the others need the lost tree */
    assert_int_equal(caught.n_troubles, 1);
    assert_int_equal(caught.next.len, 0);
    caught_free(&caught);
    caught_init(&caught);
    object_path("HEAD~2", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(list_source(&spec, "", &caught), CW_EDAMAGED);
    assert_non_null(strstr(caught.diag.message, "clone it again"));
    object_path("HEAD", path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(list_source(&spec, "", &caught), CW_EDAMAGED);
    caught_free(&caught);
}

/* Messages and paths made to look like the listing itself. */
static void cannot_be_forged(void **state)
{
    (void)state;
    make_repository();
    scratch_file("repo/A/b.md", "1");
    scratch_file("repo/A/\001c.md", "2");
    scratch_file("repo/A/:100644 100644 x.md", "3");
    commit("@1600000000 +0000",
           "\001aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1\n\n:100644 100644 x y M\nA/z.md");
    assert_int_equal(symlink("b.md", "repo/A/link.md"), 0);
    commit("@1600000001 +0000", "a link");
    struct cw_source_spec spec = spec_of("repo");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_string_equal(text_of(&caught.lines),
                        "A|:100644 100644 x|en||1600000000|change|A/:100644 100644 x.md\n"
                        "A|b|en||1600000000|change|A/b.md\n");
    assert_int_equal(caught.n_troubles, 2); /* the control character, the link */
    caught_free(&caught);
    scratch_file("repo/C/d.2024-02-01.md", "4"); /* a date in the path says more than the commit */
    commit("@1600000002 +0000", "dated");
    spec.pattern = "{service}/{policy}.{date}.md";
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_string_equal(text_of(&caught.lines), "C|d|en||1706745600|change|C/d.2024-02-01.md\n");
    caught_free(&caught);
}

/* A commit message of 20 MB must not need 20 MB. */
static void long_message(void **state)
{
    (void)state;
    make_repository();
    scratch_file("repo/A/b.md", "1");
    size_t len = 20U << 20;
    char *message = malloc(len + 1);
    assert_non_null(message);
    memset(message, 'x', len);
    message[len] = '\0';
    scratch_file("message", message);
    free(message);
    GIT("add", "-A");
    setenv("GIT_AUTHOR_DATE", "@1600000000 +0000", 1);
    GIT("commit", "-q", "-F", "../message");
    struct cw_source_spec spec = spec_of("repo");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_int_equal(caught.n, 1);
    caught_free(&caught);
}

static void size_limit(void **state)
{
    (void)state;
    three_commits();
    struct cw_source_spec spec = spec_of("repo");
    struct caught caught;
    caught_init(&caught);
    struct cw_source *source;
    assert_int_equal(cw_source_open(&spec, &source, NULL), CW_OK);
    assert_int_equal(list_open(source, "", &caught), CW_OK);
    struct cw_buf text;
    cw_buf_init(&text, 2);
    scratch_file("repo/Chirp/Empty.md", "");
    assert_int_equal(cw_source_read(source, cw_str_z("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
                                    &text, &caught.diag),
                     CW_EDAMAGED); /* not there yet */
    GIT("add", "-A");
    assert_int_equal(cw_source_read(source, cw_str_z("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
                                    &text, &caught.diag),
                     CW_OK);
    assert_int_equal(text.len, 0);
    assert_int_equal(cw_source_read(source, locator_of(&caught, 0), &text, &caught.diag),
                     CW_ELIMIT);
    assert_int_equal(cw_source_read(source, locator_of(&caught, 1), &text, &caught.diag), CW_OK);
    assert_true(cw_str_is(cw_buf_view(&text), "p"));
    assert_int_equal(
        cw_source_read(source, cw_str_z(rev_parse("HEAD^{tree}")), &text, &caught.diag),
        CW_EDAMAGED); /* not a file */
    assert_int_equal(cw_source_read(source, cw_str_z("HEAD"), &text, &caught.diag), CW_ENOTFOUND);
    assert_int_equal(cw_source_read(source, locator_of(&caught, 1), &text, &caught.diag), CW_OK);
    cw_buf_dispose(&text);
    cw_source_close(source);
    caught.answer = CW_EINTR;
    assert_int_equal(list_source(&spec, "", &caught), CW_EINTR);
    caught.answer = CW_EDAMAGED; /* the caller's own, not the repository's */
    assert_int_equal(list_source(&spec, "", &caught), CW_EDAMAGED);
    caught_free(&caught);
}

/* One more version of one document; id: of its blob. */
static void commit_terms(const char *text, char id[64])
{
    scratch_file("repo/Chirp/Terms of Service.md", text);
    commit("@1600000000 +0000", "");
    snprintf(id, 64, "%s", rev_parse("HEAD:Chirp/Terms of Service.md"));
}

/* Answers that end before, at and behind the end of what is read at once, one after another. */
static void sizes(void **state)
{
    (void)state;
    static const size_t lengths[] = {1, 0, 65482, 65483, 65536, 1, 300000, 16384, 0, 2};
    enum { N = sizeof lengths / sizeof lengths[0], MOST = 300000 };
    char *text = malloc(MOST + 1);
    assert_non_null(text);
    make_repository();
    struct cw_buf got;
    cw_buf_init(&got, MOST);
    char ids[N][64];
    for (size_t i = 0; i < N; i++) {
        memset(text, (int)('a' + i), lengths[i]);
        text[lengths[i]] = '\0';
        commit_terms(text, ids[i]);
    }
    struct cw_source_spec spec = spec_of("repo");
    struct cw_source *source;
    struct cw_diag diag;
    assert_int_equal(cw_source_open(&spec, &source, &diag), CW_OK);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(cw_source_read(source, cw_str_z(ids[i]), &got, &diag), CW_OK);
        assert_int_equal(got.len, lengths[i]);
        memset(text, (int)('a' + i), lengths[i]);
        assert_true(lengths[i] == 0 || memcmp(got.data, text, lengths[i]) == 0);
    }
    cw_source_close(source);
    cw_buf_dispose(&got);
    free(text);
}

/* Blobs are asked for ahead in one order and read in another, with some that are not there and some
 * that nobody reads after all: each read gives what it would give alone. */
static void expected_ahead(void **state)
{
    (void)state;
    enum { N = 24, MOST = 4096 };
    static const char absent[] = "0123456789012345678901234567890123456789";
    make_repository();
    struct cw_buf got;
    cw_buf_init(&got, MOST);
    char ids[N][64];
    char text[MOST + 2];
    for (size_t i = 0; i < N; i++) {
        snprintf(text, sizeof text, "Text %zu.\n", i);
        if (i == 7) { /* over the limit */
            memset(text, 'x', MOST + 1);
            text[MOST + 1] = '\0';
        }
        commit_terms(text, ids[i]);
    }
    struct cw_source_spec spec = spec_of("repo");
    struct cw_source *source;
    struct cw_diag diag;
    assert_int_equal(cw_source_open(&spec, &source, &diag), CW_OK);
    uint32_t seed = 1;
    for (size_t round = 0; round < 400; round++) {
        seed = seed * 1664525u + 1013904223u;
        size_t which = (seed >> 8) % (N + 1);
        struct cw_str id = which < N ? cw_str_z(ids[which]) : cw_str_z(absent);
        if ((seed >> 20) % 3) {
            cw_source_expect(source, id);
            continue;
        }
        enum cw_err err = cw_source_read(source, id, &got, &diag);
        if (which == N || which == 7) {
            assert_int_equal(err, which == 7 ? CW_ELIMIT : CW_EDAMAGED);
        } else {
            assert_int_equal(err, CW_OK);
            snprintf(text, sizeof text, "Text %zu.\n", which);
            assert_int_equal(got.len, strlen(text));
            assert_memory_equal(got.data, text, got.len);
        }
    }
    cw_source_close(source);
    cw_buf_dispose(&got);
}

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
        n++;
    }
    return n;
}

/* The Platform Governance Archive: figures by "git log" and grep on the same bundle. */
static void real_archive(void **state)
{
    (void)state;
    char bundle[4096];
    snprintf(bundle, sizeof bundle, "%s/pga-versions.bundle", CW_CORPORA_DIR);
    if (access(bundle, R_OK) != 0) {
        skip();
    }
    RUN("git", "clone", "-q", "--bare", bundle, "pga.git");
    struct cw_source_spec spec = spec_of("pga.git");
    struct caught caught;
    caught_init(&caught);
    assert_int_equal(list_source(&spec, "", &caught), CW_OK);
    assert_int_equal(caught.n, 4841);
    assert_int_equal(caught.n_troubles, 0);
    assert_true(caught.in_sequence);
    assert_int_equal(caught.last_sequence, 4853);
    const char *lines = text_of(&caught.lines);
    assert_int_equal(count(lines, "|first|"), 133);
    assert_int_equal(count(lines, "|technical|"), 296);
    assert_int_equal(count(lines, "|Terms of Service|en|"), 1038);
    assert_string_equal(text_of(&caught.next), "577430aa7c115d45fd805c9c06f9fc67c1fda441 4853");
    caught_free(&caught);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {TEST(lists_and_reads), TEST(goes_on_from_cursor),
                                       TEST(refuses),         TEST(runs_nothing),
                                       TEST(damaged_files),   TEST(damaged_pack),
                                       TEST(damaged_history), TEST(cannot_be_forged),
                                       TEST(long_message),    TEST(size_limit),
                                       TEST(sizes),           TEST(expected_ahead),
                                       TEST(real_archive)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
