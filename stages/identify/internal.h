/* Shared inside identify: the alphabet of a group of languages, and the joined table of their
 * profiles. */
#ifndef CW_IDENTIFY_INTERNAL_H
#define CW_IDENTIFY_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/error.h"
#include "common/str.h"
#include "identify.h"

enum {
    MOST_LANGUAGES = 256,
    MOST_GROUPS = 64,
    LONGEST_GRAM = 6, /* symbols, boundaries included */
    NARROW_BITS = 10, /* six symbols of 10 bits make a key; a larger alphabet ... */
    WIDE_BITS = 20,   /* ... has keys of three */
    WIDE_GRAM = 3,
    BOUNDARY = 1, /* the symbol that stands for the beginning and the end of a word: "_" */
    JOINER = 2,   /* of ZWJ and ZWNJ, in every group */
    FIRST_LETTER = 3,
    LONGEST_WORD = 128, /* symbols; longer runs come in pieces */
    SCRIPTS = 256,
    CODE_POINTS = 0x30000, /* the planes that hold letters */
    NO_GROUP = 0xFF,
    STEPS = 256,          /* log-probabilities are kept as whole multiples of 1/STEPS */
    GIVEAWAY = 4 * STEPS, /* what a give-away word costs the others: odds of 55 */
    LANES = 8             /* languages that are added up at a time */
};

#define NO_NODE UINT32_MAX

/* What a code point is to identification. */
enum glyph_kind {
    GLYPH_OTHER = 0, /* ends a word */
    GLYPH_LETTER,    /* a letter or a mark of some script */
    GLYPH_JOINER,    /* ZWJ, ZWNJ: spelling inside a word, nothing by itself */
    GLYPH_SKIP       /* letters and marks of no script (tatweel, vowel points): as if not there */
};

struct glyph {
    uint16_t symbol; /* in its group's alphabet, case folded; 0 = in no profile */
    uint8_t group;   /* of its script; NO_GROUP = no pack writes in it, or of no script */
    uint8_t script;  /* UScriptCode; 0 = common */
    uint8_t kind;
    bool upper;
};

/* The languages that share a script, and their grams. A symbol's probability after what stands
 * before it in its word is in the vector of the longest gram that any of them knows. */
struct cw_group {
    size_t n_langs;
    size_t first;     /* of its languages in the list of all */
    unsigned bits;    /* of a symbol in a key */
    unsigned longest; /* gram, in symbols */
    size_t n_symbols; /* of the alphabet, the boundary included */
    uint32_t *places; /* nodes, NO_NODE = free; open addressing, linear */
    size_t mask;      /* places - 1 */
    size_t n_nodes;
    uint64_t *keys;   /* by node */
    size_t stride;    /* n_langs, rounded up to LANES */
    int16_t *vectors; /* n_nodes * stride log-probabilities */
};

/* A word, or a piece of a very long one. */
struct cw_word {
    uint16_t symbols[LONGEST_WORD];
    size_t n;
    size_t bytes;
    uint8_t group; /* NO_GROUP = of a script that no pack writes in */
    bool begins;   /* has a boundary before its first symbol ... */
    bool ends;     /* ... behind its last */
    bool upper;    /* begins with a capital */
};

/* Reads words from a text, web and mail addresses left out. */
struct cw_word_reader {
    const struct glyph *glyphs;
    struct cw_str text;
    size_t at;
    size_t checked;            /* up to here there is no address */
    bool inside;               /* the last piece did not end its word */
    uint32_t scripts[SCRIPTS]; /* letters, by UScriptCode */
};
/* words.c: false at the end of the text. */
bool cw_identify_next_word(struct cw_word_reader *reader, struct cw_word *word);

/* A give-away word, and the languages that it speaks against. One with a capital gives away only
 * where it is capitalised inside a sentence; its twin in small letters (of another pack) only where
 * it is not capitalised. */
struct cw_giveaway {
    uint64_t hash; /* of its symbols; 0 = free */
    bool twin;     /* another pack writes the word with a capital */
    uint64_t against[MOST_LANGUAGES / 64];
};

struct cw_identifier_lang {
    char code[16];
    const struct cw_lexicon *lexicon;
    uint8_t group;
    bool profiled;
    uint64_t scripts[4];  /* bits by UScriptCode */
    double typical;       /* mean log-probability of a symbol of its own text */
    struct USet *letters; /* that it uses; NULL = of a wide group, or no profile */
};

struct cw_identifier {
    const struct cw_lexicons *lexicons;
    struct cw_identifier_lang langs[MOST_LANGUAGES]; /* by group */
    size_t n_langs;
    struct cw_group groups[MOST_GROUPS];
    size_t n_groups;
    struct glyph *glyphs; /* CODE_POINTS of them */
    struct cw_giveaway *giveaways;
    size_t giveaway_mask; /* places - 1 */
};

/* glyphs.c: kind, script and case of every code point; group_of: by UScriptCode. NULL when out of
 * memory; free it. */
struct glyph *cw_identify_glyphs(const uint8_t group_of[SCRIPTS]);
/* The UScriptCode of an ISO 15924 name; 0 when there is none. */
unsigned cw_identify_script(struct cw_str name);
/* Capitals get the symbols of their small letters. */
void cw_identify_fold(struct glyph *glyphs);

/* languages.c: the packs' languages and their groups; the glyphs. */
enum cw_err cw_identify_languages(struct cw_identifier *identifier);

/* group.c: reads the profiles of a group's languages and joins them. CW_ESYNTAX with diag when a
 * profile is damaged. */
enum cw_err cw_identify_join(struct cw_identifier *identifier, size_t group, struct cw_diag *diag);

/* giveaway.c: the table of all packs' give-away words. CW_ENOMEM. */
enum cw_err cw_identify_giveaways(struct cw_identifier *identifier);
/* In a group of thousands of symbols (scripts without spaces), give-aways are runs of characters:
 * they go into the vectors of the grams that end in them. CW_ENOMEM. */
enum cw_err cw_identify_mark_grams(struct cw_identifier *identifier, struct cw_group *group);
/* Marks the languages of a list of codes, separated by commas. */
void cw_identify_mark(const struct cw_identifier *identifier, struct cw_str codes, uint64_t *marks);
/* NULL when the word gives nothing away. inside: it does not begin a sentence. */
const struct cw_giveaway *cw_identify_giveaway(const struct cw_identifier *identifier,
                                               const struct cw_word *word, bool inside);

/* The bits of a key that hold its last symbols. */
static inline uint64_t cw_group_mask(const struct cw_group *group, unsigned symbols)
{
    unsigned bits = group->bits * symbols;
    return bits >= 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
}

static inline size_t cw_group_place(const struct cw_group *group, uint64_t key)
{
    return (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & group->mask;
}

/* The node of a key; NO_NODE when there is none. */
static inline uint32_t cw_group_find(const struct cw_group *group, uint64_t key)
{
    size_t place = cw_group_place(group, key);
    while (group->places[place] != NO_NODE && group->keys[group->places[place]] != key) {
        place = (place + 1) & group->mask;
    }
    return group->places[place];
}

/* memo.c: where the sums of a word are kept, one for each language of its group (stride); *known:
 * they are there already, else the caller writes them. NULL: the word is not kept. */
struct cw_identify_memo;
int32_t *cw_identify_recall(struct cw_identify_memo *memo, const struct cw_word *word, bool *known);

/* zawgyi.c: is Burmese text in the Zawgyi encoding? */
bool cw_identify_is_zawgyi(struct cw_str text);

/* alphabet.c: from the joined profiles and CLDR. CW_ENOMEM. */
enum cw_err cw_identify_alphabets(struct cw_identifier *identifier);
/* Does the text hold more letters that the language does not use than names bring with them? */
bool cw_identify_has_strange_letters(const struct cw_identifier *identifier, struct cw_str text,
                                     size_t lang);

#endif
