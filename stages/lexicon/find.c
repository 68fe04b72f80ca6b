/* Which pack answers for a language tag: the same tag, an alias, or the same language in the same
 * script once CLDR's likely subtags are added (zh-TW is zh-Hant-TW). */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unicode/uloc.h>

#include "internal.h"

enum { TAG_SIZE = 64 };

/* "zh-TW" -> "zh_Hant_TW"; false when it is no language tag. */
static bool maximise(struct cw_str tag, char out[TAG_SIZE])
{
    char text[TAG_SIZE];
    char locale[TAG_SIZE];
    UErrorCode status = U_ZERO_ERROR;
    int32_t parsed = 0;
    if (tag.len == 0 || tag.len >= sizeof text) {
        return false;
    }
    snprintf(text, sizeof text, "%.*s", (int)tag.len, tag.data);
    for (char *c = text; *c; c++) {
        *c = *c == '_' ? '-' : *c;
    }
    uloc_forLanguageTag(text, locale, sizeof locale, &parsed, &status);
    if (U_FAILURE(status) || parsed == 0 || locale[0] == '\0' || locale[0] == '_') {
        return false;
    }
    uloc_addLikelySubtags(locale, out, TAG_SIZE, &status);
    return U_SUCCESS(status) && out[0] != '\0';
}

void fill_maximal(struct cw_lexicon *lexicon)
{
    char maximal[TAG_SIZE];
    if (maximise(lexicon->code, maximal)) {
        snprintf(lexicon->maximal, sizeof lexicon->maximal, "%s", maximal);
    }
}

static bool same_tag(struct cw_str a, struct cw_str b)
{
    return a.len == b.len && strncasecmp(a.data, b.data, a.len) == 0;
}

static bool has_alias(const struct cw_lexicon *lexicon, struct cw_str tag)
{
    for (size_t i = 0; i < lexicon->aliases.n; i++) {
        if (same_tag(lexicon->aliases.items[i], tag)) {
            return true;
        }
    }
    return false;
}

/* 0 no match, 1 same language and script, 2 same region too. */
static int likeness(const char *a, const char *b)
{
    char parts[2][3][TAG_SIZE];
    const char *ids[2] = {a, b};
    for (int i = 0; i < 2; i++) {
        UErrorCode status = U_ZERO_ERROR;
        uloc_getLanguage(ids[i], parts[i][0], TAG_SIZE, &status);
        uloc_getScript(ids[i], parts[i][1], TAG_SIZE, &status);
        uloc_getCountry(ids[i], parts[i][2], TAG_SIZE, &status);
        if (U_FAILURE(status)) {
            return 0;
        }
    }
    if (strcmp(parts[0][0], parts[1][0]) != 0 || strcmp(parts[0][1], parts[1][1]) != 0) {
        return 0;
    }
    return strcmp(parts[0][2], parts[1][2]) == 0 ? 2 : 1;
}

static const struct cw_lexicon *find_alias(const struct pack_slot *packs, size_t n,
                                           struct cw_str tag)
{
    for (size_t i = 0; i < n; i++) {
        if (has_alias(packs[i].pack, tag)) {
            return packs[i].pack;
        }
    }
    return NULL;
}

const struct cw_lexicon *find_by_tag(const struct pack_slot *packs, size_t n, struct cw_str tag)
{
    for (size_t i = 0; i < n; i++) {
        if (same_tag(packs[i].pack->code, tag)) {
            return packs[i].pack;
        }
    }
    const struct cw_lexicon *found = find_alias(packs, n, tag);
    char maximal[TAG_SIZE];
    int best = 0;
    if (found || !maximise(tag, maximal)) {
        return found;
    }
    for (size_t i = 0; i < n; i++) {
        int like = packs[i].pack->maximal[0] ? likeness(packs[i].pack->maximal, maximal) : 0;
        if (like > best) {
            best = like;
            found = packs[i].pack;
        }
    }
    if (!found) {
        /* An alias may stand for a whole language: fil for fil-PH. */
        char language[TAG_SIZE];
        UErrorCode status = U_ZERO_ERROR;
        uloc_getLanguage(maximal, language, sizeof language, &status);
        found = U_SUCCESS(status) ? find_alias(packs, n, cw_str_z(language)) : NULL;
    }
    return found;
}
