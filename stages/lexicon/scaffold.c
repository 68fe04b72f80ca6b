/* A new pack to fill in: what ICU and this machine know of the language, and every idea that wants
 * words, with its description, as a comment to be replaced. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unicode/uldnames.h>
#include <unicode/uloc.h>
#include <unicode/unumsys.h>
#include <unicode/ustring.h>

#include "check_internal.h"

enum { PATH_SIZE = 4096, NAME_SIZE = 128, FILE_CAP = 1 << 20 };

/* What can be known of a language without asking anybody. */
struct known {
    char code[32];
    char locale[64];
    char english[NAME_SIZE];
    char name[NAME_SIZE];
    char script[8];
    char digits[32];
    char dictionary[48];
    char stemmer[NAME_SIZE];
    bool rtl;
    bool spaces; /* between words */
};

static void display(const char *locale, const char *in, char out[NAME_SIZE])
{
    UChar wide[NAME_SIZE];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = uloc_getDisplayName(locale, in, wide, NAME_SIZE, &status);
    int32_t len = 0;
    u_strToUTF8(out, NAME_SIZE, &len, wide, U_SUCCESS(status) ? n : 0, &status);
    if (U_FAILURE(status) || len == 0 || len >= NAME_SIZE) {
        snprintf(out, NAME_SIZE, "%s", locale);
    }
}

static void find_dictionary_for(struct known *known, const char *language, const char *country)
{
    snprintf(known->dictionary, sizeof known->dictionary, "%s_%s", language, country);
    if (!dictionary_installed(cw_str_z(known->dictionary))) {
        snprintf(known->dictionary, sizeof known->dictionary, "%s", language);
    }
    if (!dictionary_installed(cw_str_z(known->dictionary))) {
        snprintf(known->dictionary, sizeof known->dictionary, "none");
    }
}

static void find_stemmer_for(struct known *known, const char *language)
{
    display(language, "en", known->stemmer);
    for (char *c = known->stemmer; *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c;
    }
    if (!stemmer_exists(cw_str_z(known->stemmer))) {
        snprintf(known->stemmer, sizeof known->stemmer, "none");
    }
}

static bool learn(struct known *known, const char *code)
{
    static const char spaceless[] = " Thai Laoo Khmr Mymr Hani Hans Hant Jpan Tibt ";
    char maximal[64];
    char language[16];
    char country[16];
    char probe[16];
    UErrorCode status = U_ZERO_ERROR;
    int32_t parsed = 0;
    snprintf(known->code, sizeof known->code, "%s", code);
    uloc_forLanguageTag(code, known->locale, sizeof known->locale, &parsed, &status);
    if (U_FAILURE(status) || (size_t)parsed != strlen(code) || known->locale[0] == '\0' ||
        known->locale[0] == '_') {
        return false;
    }
    uloc_addLikelySubtags(known->locale, maximal, sizeof maximal, &status);
    uloc_getLanguage(maximal, language, sizeof language, &status);
    uloc_getScript(maximal, known->script, sizeof known->script, &status);
    uloc_getCountry(maximal, country, sizeof country, &status);
    if (U_FAILURE(status)) {
        return false;
    }
    display(known->locale, "en", known->english);
    display(known->locale, known->locale, known->name);
    known->rtl = uloc_isRightToLeft(known->locale);
    snprintf(probe, sizeof probe, " %s ", known->script);
    known->spaces = strstr(spaceless, probe) == NULL;
    UNumberingSystem *digits = unumsys_open(known->locale, &status);
    snprintf(known->digits, sizeof known->digits, "%s",
             U_SUCCESS(status) ? unumsys_getName(digits) : "latn");
    unumsys_close(digits);
    find_dictionary_for(known, language, country);
    find_stemmer_for(known, language);
    return true;
}

/* Scripts as Unicode's property has them: Han is Hani whichever way it is written. */
static const char *scripts_of(const struct known *known)
{
    if (strcmp(known->script, "Hans") == 0 || strcmp(known->script, "Hant") == 0) {
        return "Hani";
    }
    if (strcmp(known->script, "Jpan") == 0) {
        return "Hani, Hira, Kana";
    }
    return strcmp(known->script, "Kore") == 0 ? "Hang, Hani" : known->script;
}

static void write_settings(const struct known *known, struct cw_buf *out)
{
    bool stemmer = strcmp(known->stemmer, "none") != 0;
    bool dictionary = strcmp(known->dictionary, "none") != 0;
    const char *matching = !known->spaces ? "run" : stemmer ? "stem" : "word";
    cw_buf_printf(out,
                  "# %s. docs/lexicon-format.md explains every key.\n"
                  "code: %s\nname: %s            # in the language itself\nenglish: %s\n"
                  "scripts: [%s]\ndirection: %s\nlocale: %s\n"
                  "digits: [latn%s%s]    # numbering systems seen in its texts\n\n",
                  known->english, known->code, known->name, known->english, scripts_of(known),
                  known->rtl ? "rtl" : "ltr", known->locale,
                  strcmp(known->digits, "latn") != 0 ? ", " : "",
                  strcmp(known->digits, "latn") != 0 ? known->digits : "");
    cw_buf_printf(out,
                  "spelling: %s          # a hunspell dictionary, or none\n"
                  "stemmer: %s           # a libstemmer algorithm, light, or none\n"
                  "matching: %s          # stem, hunspell, word, or run\n",
                  known->dictionary, known->stemmer, matching);
    if (!stemmer || !dictionary) {
        cw_buf_z(out, "instead: >-\n  Say in English what stands in for the missing dictionary or "
                      "stemmer.\n");
    }
    cw_buf_z(out, "\nwriting:\n  casing: default\n  # enders: \"\"      # sentence ends that ICU "
                  "lacks\n  # ignore: \"\"      # characters dropped in comparison\n"
                  "  # fold: []        # pairs of characters read as one\n\n");
    cw_buf_z(out,
             "syllables:\n  method: none       # none, one, code-point, akshara, vowel-letters or "
             "vowel-groups\n  # vowels: aeiou\n  note: Not counted yet.\n\n"
             "# limits:            # when a sentence is long; find advice for the language\n"
             "#   unit: words\n#   sentence: 25\n#   sentence_hard: 40\n#   paragraph: 150\n"
             "#   source:\n\n# reading:           # adults' silent reading speed\n"
             "#   unit: words\n#   per_minute: 200\n#   source:\n");
}

static void write_ideas(const struct concepts *concepts, bool cues, struct cw_buf *out)
{
    cw_buf_printf(out,
                  "# id<TAB>term[<TAB>note]. Take the # off a line, write the term behind the tab, "
                  "and repeat the line for\n# more terms. 1 = every pack needs it. No word for it? "
                  "Write: # none: id and why.\n");
    for (uint32_t line = 0;;) {
        const struct concept *next = NULL;
        for (size_t i = 0; i < concepts->n; i++) {
            const struct concept *concept = &concepts->items[i];
            bool cue = concept->id.data[0] >= 'A' && concept->id.data[0] <= 'Z';
            if (cue == cues && concept->need > 0 && concept->line > line &&
                (!next || concept->line < next->line)) {
                next = concept;
            }
        }
        if (!next) {
            return;
        }
        cw_buf_printf(out, "\n# %d %.*s\n#%.*s\t\n", next->need, (int)next->description.len,
                      next->description.data, (int)next->id.len, next->id.data);
        line = next->line;
    }
}

static void write_readability(struct cw_buf *out, const struct known *known)
{
    cw_buf_printf(
        out,
        "# Formulas published for %s, with their source; never those of another "
        "language.\nformulas: []\n\n# Measures that belong to no language; "
        "docs/lexicon-format.md says where each makes sense.\nneutral: [%smean_sentence_chars]"
        "\n\n# What these measures give for the Universal Declaration of Human Rights, preamble to "
        "article 11, as\n# `clausewatch readability --type text/plain --lang %s FILE` prints them: "
        "it lets languages be compared.\n# baseline:\n%s#   mean_sentence_chars: 100.00\n",
        known->english, known->spaces ? "mean_sentence_words, " : "", known->code,
        known->spaces ? "#   mean_sentence_words: 20.00\n" : "");
}

static void write_tests(struct cw_buf *out, const struct known *known)
{
    cw_buf_printf(
        out,
        "# what<TAB>text<TAB>expected. Sentences of your own writing. At least 20 find, 8 "
        "not, 5 sentences,\n# 3 words, 5 syllables, 3 language.\n"
        "#find\tWe may close your account.\tOP-MOD, account\n"
        "#not\tYou can appeal until May 25.\tOP-MOD\n"
        "#sentences\tIt is short. It is done.\t2\n#words\tIt is short.\t3\n"
        "#syllables\tIt is short.\t3\n#language\tWe may close your account.\t%s\n",
        known->code);
}

static enum cw_err save(const char *folder, const char *name, struct cw_buf *text,
                        struct cw_diag *diag)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    enum cw_err err = text->failed ? CW_ENOMEM : CW_OK;
    FILE *file = err ? NULL : fopen(path, "wbxe");
    if (!err && (!file || fwrite(text->data, 1, text->len, file) != text->len)) {
        err = cw_fail(diag, CW_EIO, path, 0, 0, "cannot write the file: %s", strerror(errno));
    }
    if (file && fclose(file) != 0 && !err) {
        err = cw_fail(diag, CW_EIO, path, 0, 0, "cannot write the file: %s", strerror(errno));
    }
    cw_buf_clear(text);
    return err;
}

static enum cw_err write_pack(const char *folder, const struct known *known,
                              const struct concepts *concepts, struct cw_diag *diag)
{
    struct cw_buf text;
    cw_buf_init(&text, FILE_CAP);
    write_settings(known, &text);
    enum cw_err err = save(folder, "pack.yaml", &text, diag);
    write_ideas(concepts, false, &text);
    err = err ? err : save(folder, "concepts.tsv", &text, diag);
    write_ideas(concepts, true, &text);
    err = err ? err : save(folder, "cues.tsv", &text, diag);
    write_readability(&text, known);
    err = err ? err : save(folder, "readability.yaml", &text, diag);
    write_tests(&text, known);
    err = err ? err : save(folder, "tests.tsv", &text, diag);
    cw_buf_z(&text, "# One a line, without the last full stop: e.g\n");
    err = err ? err : save(folder, "abbreviations.txt", &text, diag);
    cw_buf_z(&text, "# word<TAB>codes of the look-alike languages in which nobody writes it\n");
    err = err ? err : save(folder, "giveaways.tsv", &text, diag);
    cw_buf_dispose(&text);
    return err;
}

/* The labels to translate, as they are: gettext tools know an empty msgstr. */
static enum cw_err write_labels(struct cw_arena *arena, const char *from, const char *folder,
                                struct cw_diag *diag)
{
    struct problems silent = {.report = NULL, .file = ""};
    struct cw_str labels;
    struct cw_buf text;
    bool exists = false;
    enum cw_err err = read_pack_file(arena, from, "labels.pot", &silent, &labels, &exists);
    if (err || !exists) {
        return err;
    }
    cw_buf_init(&text, FILE_CAP);
    cw_buf_str(&text, labels);
    err = save(folder, "labels.po", &text, diag);
    cw_buf_dispose(&text);
    return err;
}

enum cw_err cw_lexicon_new(const char *const *dirs, size_t n_dirs, const char *dir,
                           const char *code, struct cw_diag *diag)
{
    struct known known = {.rtl = false};
    char folder[PATH_SIZE];
    char shared[PATH_SIZE];
    if (strlen(code) >= 16 || strchr(code, '/') || strchr(code, '.') || !learn(&known, code)) {
        return cw_fail(diag, CW_EUSAGE, NULL, 0, 0,
                       "\"%.40s\" is no language tag; use BCP 47, such as ur or zh-Hant", code);
    }
    if (snprintf(folder, sizeof folder, "%s/%s", dir, code) >= (int)sizeof folder) {
        return cw_fail(diag, CW_EUSAGE, NULL, 0, 0, "the path is too long");
    }
    struct concepts concepts = {0};
    struct problems silent = {.report = NULL, .file = ""};
    struct cw_arena *arena = cw_arena_new((size_t)64 << 20);
    enum cw_err err = arena ? CW_OK : CW_ENOMEM;
    for (size_t i = 0; i < n_dirs && !err && concepts.n == 0; i++) {
        if (snprintf(shared, sizeof shared, "%s/concepts", dirs[i]) < (int)sizeof shared) {
            err = load_concepts(arena, shared, &silent, &concepts);
        }
    }
    if (!err && concepts.n == 0) {
        err = cw_fail(diag, CW_ENOTFOUND, NULL, 0, 0,
                      "none of the folders of language packs holds `concepts`");
    }
    if (!err && mkdir(folder, 0777) != 0) {
        err = errno == EEXIST ? cw_fail(diag, CW_EBUSY, folder, 0, 0, "the pack is there already")
                              : cw_fail(diag, CW_EIO, folder, 0, 0, "cannot make the folder: %s",
                                        strerror(errno));
    }
    err = err ? err : write_pack(folder, &known, &concepts, diag);
    err = err ? err : write_labels(arena, shared, folder, diag);
    cw_arena_free(arena);
    return err;
}
