/* clausewatch doctor: what this machine has and lacks, and what that costs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unicode/uversion.h>
#include <unistd.h>

#include "commands.h"
#include "common/json.h"

enum state { GOOD, LESS, BAD };

struct doctor {
    struct cw_invocation *invocation;
    struct cw_buf out;
    int worst;
};

static void say(struct doctor *doctor, enum state state, const char *subject, const char *finding,
                const char *cost)
{
    static const char *const words[] = {"ok", "limited", "missing"};
    doctor->worst = (int)state > doctor->worst ? (int)state : doctor->worst;
    if (doctor->invocation->format == CW_FORMAT_JSONL) {
        struct cw_json json;
        cw_json_init(&json, &doctor->out);
        cw_json_begin_object(&json);
        cw_json_put_z(&json, "type", "check");
        cw_json_put_z(&json, "subject", subject);
        cw_json_put_z(&json, "state", words[state]);
        cw_json_put_z(&json, "finding", finding);
        cw_json_put_str_or_null(&json, "cost", cw_str_z(cost));
        cw_json_end_object(&json);
        cw_json_end_line(&json);
        return;
    }
    cw_buf_printf(&doctor->out, "%-8s %-22s %s\n", words[state], subject, finding);
    if (cost[0]) {
        cw_buf_printf(&doctor->out, "%31s %s\n", "", cost);
    }
}

static void check_git(struct doctor *doctor)
{
    const char *path = getenv("PATH");
    char name[4096];
    for (const char *at = path; at && *at;) {
        size_t len = strcspn(at, ":");
        snprintf(name, sizeof name, "%.*s/git", (int)len, at);
        if (len && access(name, X_OK) == 0) {
            say(doctor, GOOD, "git", name, "");
            return;
        }
        at += len + (at[len] == ':');
    }
    say(doctor, BAD, "git", "there is no git program",
        "sources of kind 'git' cannot be read: apt-get install git");
}

/* A word of Thai that only a dictionary can cut: "personal data" without a space. */
static void check_break_data(struct doctor *doctor)
{
    static const char thai[] = "ข้อมูลส่วนบุคคล";
    struct cw_breaker *breaker = cw_breaker_new();
    struct cw_arena *arena = cw_arena_new(1 << 20);
    struct cw_token *tokens;
    size_t n = 0;
    char finding[96];
    snprintf(finding, sizeof finding, "ICU %s", U_ICU_VERSION);
    if (breaker && arena && !cw_break_words(breaker, arena, "th", cw_str_z(thai), &tokens, &n) &&
        n > 1) {
        say(doctor, GOOD, "word boundaries", finding, "");
    } else {
        say(doctor, LESS, "word boundaries", finding,
            "no dictionaries for Thai, Lao, Khmer, Burmese: their words cannot be counted");
    }
    cw_breaker_free(breaker);
    cw_arena_free(arena);
}

static void count_problem(void *context, const struct cw_diag *diag)
{
    struct doctor *doctor = context;
    char text[1200];
    cw_diag_format(diag, text, sizeof text);
    say(doctor, BAD, "language pack", text, "the pack is left out until this is mended");
}

/* What a language has, and what stands in for what it lacks. */
static void check_pack(struct doctor *doctor, const struct cw_lexicon *lexicon)
{
    struct cw_resources has = cw_lexicon_resources(lexicon);
    struct cw_str code = cw_lexicon_code(lexicon);
    char subject[48];
    char finding[256];
    char cost[512];
    snprintf(subject, sizeof subject, "pack %.*s", (int)code.len, code.data);
    snprintf(finding, sizeof finding, "%zu terms, %zu formulas, dictionary %.*s%s, stemmer %.*s",
             has.n_terms, has.n_formulas, has.spelling.len ? (int)has.spelling.len : 4,
             has.spelling.len ? has.spelling.data : "none",
             has.spelling.len && !has.spelling_installed ? " (not installed)" : "",
             has.stemmer.len ? (int)has.stemmer.len : 4,
             has.stemmer.len ? has.stemmer.data : "none");
    snprintf(cost, sizeof cost, "%.*s%s%.*s", (int)has.instead.len, has.instead.data,
             has.instead.len && has.syllable_note.len ? " " : "", (int)has.syllable_note.len,
             has.syllable_note.data);
    bool whole = has.spelling_installed && has.stemmer.len && has.syllables && has.has_profile;
    say(doctor, whole ? GOOD : LESS, subject, finding, cost);
}

static void check_packs(struct doctor *doctor)
{
    struct cw_lexicons *lexicons = NULL;
    struct cw_diag diag;
    char text[1200];
    if (cw_lexicons_load(doctor->invocation->lexicon_dirs, doctor->invocation->n_lexicon_dirs,
                         count_problem, doctor, &lexicons, &diag)) {
        cw_diag_format(&diag, text, sizeof text);
        say(doctor, BAD, "language packs", text, "no language can be measured");
        return;
    }
    size_t n = cw_lexicons_count(lexicons);
    snprintf(text, sizeof text, "%zu packs", n);
    say(doctor, n ? GOOD : BAD, "language packs", text,
        n ? "" : "no language can be measured; name their folder with --lexicons");
    for (size_t i = 0; i < n; i++) {
        check_pack(doctor, cw_lexicons_at(lexicons, i));
    }
    cw_lexicons_free(lexicons);
}

static void check_processors(struct doctor *doctor)
{
    char text[64];
    snprintf(text, sizeof text, "%zu: as many workers by default", doctor->invocation->jobs);
    say(doctor, GOOD, "processors", text, "");
}

int cw_command_doctor(struct cw_invocation *invocation)
{
    struct doctor doctor = {.invocation = invocation};
    struct cw_diag diag;
    cw_buf_init(&doctor.out, 1 << 20);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    invocation->jobs = processors > 0 ? (size_t)processors : 1;
    check_processors(&doctor);
    check_git(&doctor);
    check_break_data(&doctor);
    check_packs(&doctor);
    enum cw_err err = cw_print(&doctor.out, &diag);
    if (err) {
        cw_complain(&diag);
    }
    cw_buf_dispose(&doctor.out);
    return err ? CW_EXIT_IO : CW_EXIT_DONE;
}
