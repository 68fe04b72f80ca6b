/* Likely subtags: CLDR knows that zh-TW is written in Hant and ur in Arab. */
#include "tags.h"

#include <stdio.h>
#include <unicode/uloc.h>

void cw_tag_key(struct cw_str tag, char key[CW_TAG_SIZE])
{
    char text[64];
    char locale[64];
    char likely[64];
    char language[12];
    char script[8];
    UErrorCode status = U_ZERO_ERROR;
    key[0] = '\0';
    if (tag.len == 0 || tag.len >= sizeof text) {
        return;
    }
    snprintf(text, sizeof text, "%.*s", (int)tag.len, tag.data);
    for (char *c = text; *c; c++) {
        *c = *c == '_' ? '-' : *c;
    }
    uloc_forLanguageTag(text, locale, sizeof locale, NULL, &status);
    uloc_addLikelySubtags(locale, likely, sizeof likely, &status);
    uloc_getLanguage(likely, language, sizeof language, &status);
    uloc_getScript(likely, script, sizeof script, &status);
    if (U_SUCCESS(status) && language[0]) {
        snprintf(key, CW_TAG_SIZE, "%s_%s", language, script);
    }
}

bool cw_tag_same(struct cw_str a, struct cw_str b)
{
    char keys[2][CW_TAG_SIZE];
    cw_tag_key(a, keys[0]);
    cw_tag_key(b, keys[1]);
    return keys[0][0] && strcmp(keys[0], keys[1]) == 0;
}
