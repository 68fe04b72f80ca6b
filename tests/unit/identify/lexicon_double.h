/* Packs that a test fills in by itself. */
#ifndef LEXICON_DOUBLE_H
#define LEXICON_DOUBLE_H

#include "lexicon/lexicon.h"

struct cw_lexicon {
    const char *code;
    const char *scripts[3];
    struct cw_str profile;
    const char *giveaways[4]; /* word, codes, word, codes */
};

struct cw_lexicons {
    const struct cw_lexicon *items[4];
    size_t n;
};

#endif
