/* Language tags, compared as readers do: the same language in the same script. */
#ifndef CW_CONFIG_TAGS_H
#define CW_CONFIG_TAGS_H

#include "common/str.h"

enum { CW_TAG_SIZE = 32 };

/* "zh-TW" -> "zh_Hant": language and script by CLDR's likely subtags; "" for what is no tag. */
void cw_tag_key(struct cw_str tag, char key[CW_TAG_SIZE]);

/* Would a text in a do for readers of b? "" is like nothing. */
bool cw_tag_same(struct cw_str a, struct cw_str b);

#endif
