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

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)
    const struct CMUnitTest tests[] = {TEST(lists_and_reads), TEST(goes_on_from_cursor),
                                       TEST(refuses), TEST(runs_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
