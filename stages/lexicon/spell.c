/* Hunspell behind its own encoding: a dictionary says in which one it is written, and words are
 * converted there and back. Loading takes 2-400 ms and 2-50 MB, so it is done when first asked. */
#include <hunspell/hunspell.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucnv.h>
#include <unistd.h>

#include "internal.h"

static const char *const dictionary_folders[] = {"/usr/share/hunspell", "/usr/share/myspell/dicts",
                                                 "/usr/local/share/hunspell"};

enum { MOST_BYTES = 4 * LONGEST_WORD };

struct speller {
    char name[64];
    bool tried;
    Hunhandle *handle;
    UConverter *converter; /* NULL: UTF-8 */
    UConverter *utf8;
    struct recomposer *recomposer;
};

static bool find_dictionary(const char *name, char *aff, char *dic, size_t size)
{
    if (name[0] == '\0' || strchr(name, '/')) {
        return false;
    }
    for (size_t i = 0; i < sizeof dictionary_folders / sizeof *dictionary_folders; i++) {
        snprintf(aff, size, "%s/%s.aff", dictionary_folders[i], name);
        snprintf(dic, size, "%s/%s.dic", dictionary_folders[i], name);
        if (access(aff, R_OK) == 0 && access(dic, R_OK) == 0) {
            return true;
        }
    }
    return false;
}

bool dictionary_installed(struct cw_str dictionary)
{
    char name[64];
    char aff[256];
    char dic[256];
    snprintf(name, sizeof name, "%.*s", (int)dictionary.len, dictionary.data);
    return find_dictionary(name, aff, dic, sizeof aff);
}

struct speller *speller_new(struct cw_str dictionary)
{
    struct speller *speller = calloc(1, sizeof *speller);
    if (speller) {
        snprintf(speller->name, sizeof speller->name, "%.*s", (int)dictionary.len, dictionary.data);
    }
    return speller;
}

void speller_free(struct speller *speller)
{
    if (!speller) {
        return;
    }
    if (speller->handle) {
        Hunspell_destroy(speller->handle);
    }
    ucnv_close(speller->converter);
    ucnv_close(speller->utf8);
    recomposer_free(speller->recomposer);
    free(speller);
}

bool speller_ready(struct speller *speller)
{
    if (!speller || speller->tried) {
        return speller && speller->handle;
    }
    speller->tried = true;
    char aff[256];
    char dic[256];
    if (!find_dictionary(speller->name, aff, dic, sizeof aff)) {
        return false;
    }
    Hunhandle *handle = Hunspell_create(aff, dic);
    if (!handle) {
        return false;
    }
    const char *encoding = Hunspell_get_dic_encoding(handle);
    if (encoding && strcmp(encoding, "UTF-8") != 0) {
        UErrorCode status = U_ZERO_ERROR;
        speller->converter = ucnv_open(encoding, &status);
        speller->utf8 = ucnv_open("UTF-8", &status);
        ucnv_setFromUCallBack(speller->converter, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL,
                              &status);
        if (U_FAILURE(status)) {
            Hunspell_destroy(handle);
            return false;
        }
    }
    speller->recomposer = recomposer_new();
    speller->handle = handle;
    return true;
}

static bool convert(UConverter *to, UConverter *from, const char *text, size_t len,
                    char out[MOST_BYTES])
{
    UErrorCode status = U_ZERO_ERROR;
    char *target = out;
    UChar pivot[256];
    UChar *pivot_source = pivot;
    UChar *pivot_target = pivot;
    ucnv_convertEx(to, from, &target, out + MOST_BYTES - 1, &text, text + len, pivot, &pivot_source,
                   &pivot_target, pivot + 256, true, true, &status);
    *target = '\0';
    return U_SUCCESS(status);
}

/* The word in the dictionary's encoding; false when it cannot be written there. */
static bool to_dictionary(const struct speller *speller, struct cw_str word, char out[MOST_BYTES])
{
    if (word.len >= LONGEST_WORD) {
        return false;
    }
    if (speller->converter) {
        return convert(speller->converter, speller->utf8, word.data, word.len, out);
    }
    memcpy(out, word.data, word.len);
    out[word.len] = '\0';
    return true;
}

/* The word as a dictionary that is not in NFC may have it; "" when there is no such form. */
static struct cw_str other_form(const struct speller *speller, struct cw_str word,
                                char out[MOST_BYTES])
{
    return speller->recomposer && word.len < LONGEST_WORD
               ? recompose(speller->recomposer, word, out)
               : cw_str_z("");
}

static bool knows(const struct speller *speller, struct cw_str word)
{
    char bytes[MOST_BYTES];
    return word.len > 0 && to_dictionary(speller, word, bytes) &&
           Hunspell_spell(speller->handle, bytes) != 0;
}

bool speller_knows(struct speller *speller, struct cw_str word)
{
    char other[MOST_BYTES];
    return speller_ready(speller) &&
           (knows(speller, word) || knows(speller, other_form(speller, word, other)));
}

static size_t find_stems(const struct speller *speller, struct cw_arena *arena, struct cw_str word,
                         struct cw_str *stems)
{
    char bytes[MOST_BYTES];
    if (word.len == 0 || !to_dictionary(speller, word, bytes)) {
        return 0;
    }
    char **list = NULL;
    int n = Hunspell_stem(speller->handle, &list, bytes);
    size_t used = 0;
    for (int i = 0; i < n && used < MOST_STEMS; i++) {
        char utf8[MOST_BYTES];
        struct cw_str stem = cw_str_z(list[i]);
        if (speller->converter) {
            if (stem.len >= LONGEST_WORD ||
                !convert(speller->utf8, speller->converter, stem.data, stem.len, utf8)) {
                continue;
            }
            stem = cw_str_z(utf8);
        }
        stem = cw_str_dup(arena, stem);
        if (stem.data) {
            stems[used++] = stem;
        }
    }
    Hunspell_free_list(speller->handle, &list, n);
    return used;
}

size_t speller_stems(struct speller *speller, struct cw_arena *arena, struct cw_str word,
                     struct cw_str *stems)
{
    if (!speller_ready(speller)) {
        return 0;
    }
    char other[MOST_BYTES];
    size_t n = find_stems(speller, arena, word, stems);
    return n ? n : find_stems(speller, arena, other_form(speller, word, other), stems);
}
