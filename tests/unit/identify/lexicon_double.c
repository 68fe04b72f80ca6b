/* See lexicon_double.h. */
#include "lexicon_double.h"

size_t cw_lexicons_count(const struct cw_lexicons *lexicons)
{
    return lexicons->n;
}

const struct cw_lexicon *cw_lexicons_at(const struct cw_lexicons *lexicons, size_t i)
{
    return lexicons->items[i];
}

const struct cw_lexicon *cw_lexicons_find(const struct cw_lexicons *lexicons, struct cw_str lang)
{
    for (size_t i = 0; i < lexicons->n; i++) {
        if (cw_str_starts(lang, lexicons->items[i]->code)) {
            return lexicons->items[i];
        }
    }
    return NULL;
}

struct cw_str cw_lexicon_code(const struct cw_lexicon *lexicon)
{
    return cw_str_z(lexicon->code);
}

struct cw_str cw_lexicon_script(const struct cw_lexicon *lexicon, size_t i)
{
    return cw_str_z(i < 3 ? lexicon->scripts[i] : "");
}

struct cw_str cw_lexicon_profile(const struct cw_lexicon *lexicon)
{
    return lexicon->profile;
}

bool cw_lexicon_giveaway(const struct cw_lexicon *lexicon, size_t i, struct cw_str *word,
                         struct cw_str *against)
{
    if (i >= 2 || !lexicon->giveaways[2 * i]) {
        return false;
    }
    *word = cw_str_z(lexicon->giveaways[2 * i]);
    *against = cw_str_z(lexicon->giveaways[2 * i + 1]);
    return true;
}
