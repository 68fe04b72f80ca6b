/* Which languages compete: those that share a script, directly or through others (Chinese, Japanese
 * and Korean through Han). */
#include <stdlib.h>

#include "internal.h"
#include "lexicon/lexicon.h"

/* Scripts as a forest: each points to another of its group, the root to itself. */
static unsigned root(const uint8_t *parents, unsigned script)
{
    while (parents[script] != script) {
        script = parents[script];
    }
    return script;
}

static void read_scripts(struct cw_identifier_lang *lang, uint8_t *parents)
{
    unsigned first = 0;
    for (size_t i = 0;; i++) {
        struct cw_str name = cw_lexicon_script(lang->lexicon, i);
        if (!name.len) {
            break;
        }
        unsigned script = cw_identify_script(name);
        if (!script) {
            continue;
        }
        lang->scripts[script / 64] |= (uint64_t)1 << (script % 64);
        if (first) {
            parents[root(parents, script)] = (uint8_t)root(parents, first);
        }
        first = first ? first : script;
    }
}

static unsigned first_script(const struct cw_identifier_lang *lang)
{
    for (unsigned i = 0; i < SCRIPTS; i++) {
        if (lang->scripts[i / 64] >> (i % 64) & 1) {
            return i;
        }
    }
    return 0;
}

static int by_group(const void *left, const void *right)
{
    const struct cw_identifier_lang *a = left;
    const struct cw_identifier_lang *b = right;
    if (a->group != b->group) {
        return a->group < b->group ? -1 : 1;
    }
    return strcmp(a->code, b->code);
}

/* Numbers the groups, sorts the languages by them, and fills group_of (by script). */
static void make_groups(struct cw_identifier *identifier, const uint8_t *parents, uint8_t *group_of)
{
    memset(group_of, NO_GROUP, SCRIPTS);
    for (size_t i = 0; i < identifier->n_langs; i++) {
        struct cw_identifier_lang *lang = &identifier->langs[i];
        unsigned top = root(parents, first_script(lang));
        if (top && group_of[top] == NO_GROUP && identifier->n_groups < MOST_GROUPS) {
            group_of[top] = (uint8_t)identifier->n_groups++;
        }
        lang->group = top ? group_of[top] : NO_GROUP;
    }
    for (unsigned i = 1; i < SCRIPTS; i++) {
        group_of[i] = group_of[root(parents, i)];
    }
    qsort(identifier->langs, identifier->n_langs, sizeof identifier->langs[0], by_group);
    for (size_t i = identifier->n_langs; i-- > 0;) {
        if (identifier->langs[i].group != NO_GROUP) {
            struct cw_group *group = &identifier->groups[identifier->langs[i].group];
            group->n_langs++;
            group->first = i;
        }
    }
}

enum cw_err cw_identify_languages(struct cw_identifier *identifier)
{
    size_t n = cw_lexicons_count(identifier->lexicons);
    if (n > MOST_LANGUAGES) {
        return CW_ELIMIT;
    }
    uint8_t parents[SCRIPTS];
    uint8_t group_of[SCRIPTS];
    for (unsigned i = 0; i < SCRIPTS; i++) {
        parents[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < n; i++) {
        struct cw_identifier_lang *lang = &identifier->langs[i];
        lang->lexicon = cw_lexicons_at(identifier->lexicons, i);
        struct cw_str code = cw_lexicon_code(lang->lexicon);
        if (code.len >= sizeof lang->code) {
            return CW_ELIMIT;
        }
        memcpy(lang->code, code.data, code.len);
        read_scripts(lang, parents);
    }
    identifier->n_langs = n;
    make_groups(identifier, parents, group_of);
    identifier->glyphs = cw_identify_glyphs(group_of);
    return identifier->glyphs ? CW_OK : CW_ENOMEM;
}
