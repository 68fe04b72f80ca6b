/* Lexicon: the language packs of lexicons/, loaded, checked and ready to be asked.
 *
 * Everything particular to a language is in its pack. Packs are read-only after loading, but for
 * caches of stemmers and dictionaries: one struct cw_lexicons belongs to one thread. Dictionaries
 * are opened when first needed. */
#ifndef CW_LEXICON_H
#define CW_LEXICON_H

#include "common/analysis.h"
#include "common/arena.h"
#include "common/breaks.h"
#include "common/error.h"
#include "common/hash.h"

struct cw_lexicons;
struct cw_lexicon;

/* Called for each problem found while loading; a broken pack is refused, the others load. */
typedef void (*cw_lexicon_problem_fn)(void *context, const struct cw_diag *diag);

/* Loads every pack below each of dirs (earlier ones win on the same code). Returns CW_OK even when
 * some packs were refused; CW_EIO, CW_ENOMEM otherwise. Free with cw_lexicons_free. */
enum cw_err cw_lexicons_load(const char *const *dirs, size_t n_dirs, cw_lexicon_problem_fn problem,
                             void *context, struct cw_lexicons **out,
                             struct cw_diag *diag) CW_MUST_CHECK;
/* As cw_lexicons_load, for texts that are all in one language: when a folder of dirs is called
 * `lang`, only the pack in it. What is then loaded cannot identify languages. */
enum cw_err cw_lexicons_load_for(const char *const *dirs, size_t n_dirs, struct cw_str lang,
                                 cw_lexicon_problem_fn problem, void *context,
                                 struct cw_lexicons **out, struct cw_diag *diag) CW_MUST_CHECK;
void cw_lexicons_free(struct cw_lexicons *lexicons);

size_t cw_lexicons_count(const struct cw_lexicons *lexicons);
const struct cw_lexicon *cw_lexicons_at(const struct cw_lexicons *lexicons, size_t i); /* by code */

/* The pack for a language tag, matched by likely subtags (zh-TW -> zh-Hant, pt-BR -> pt, fil ->
 * tl). NULL when there is none, for "" and for "und". */
const struct cw_lexicon *cw_lexicons_find(const struct cw_lexicons *lexicons, struct cw_str lang);

struct cw_str cw_lexicon_code(const struct cw_lexicon *lexicon);
struct cw_str cw_lexicon_name(const struct cw_lexicon *lexicon);    /* in the language itself */
struct cw_str cw_lexicon_english(const struct cw_lexicon *lexicon); /* in English */
const char *cw_lexicon_locale(const struct cw_lexicon *lexicon);    /* ICU locale id */
bool cw_lexicon_rtl(const struct cw_lexicon *lexicon);

/* Changes when anything in the pack that an analysis depends on does. */
struct cw_hash cw_lexicon_fingerprint(const struct cw_lexicon *lexicon);
/* Of what identification depends on, over all packs. */
struct cw_hash cw_lexicons_identify_fingerprint(const struct cw_lexicons *lexicons);

/* Does the word (as it stands before the full stop, stop excluded) end in a listed abbreviation? */
bool cw_lexicon_is_abbreviation(const struct cw_lexicon *lexicon, struct cw_str word);
/* Are there sentence enders that ICU lacks, and is the code point one of them? */
bool cw_lexicon_has_enders(const struct cw_lexicon *lexicon);
bool cw_lexicon_is_ender(const struct cw_lexicon *lexicon, uint32_t code_point);

/* Syllables of a word by the pack's rule; 1 for a token without letters; 0 = cannot be told. */
uint32_t cw_lexicon_syllables(const struct cw_lexicon *lexicon, struct cw_str word);

/* Makes at once what the first match would wait for; failing shows there. */
void cw_lexicon_prepare(const struct cw_lexicon *lexicon);

/* Cues and concept terms in text, longest first at each place; in the arena. tokens: of the whole
 * text, in the pack's locale. */
enum cw_err cw_lexicon_match(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                             struct cw_str text, const struct cw_token *tokens, size_t n_tokens,
                             struct cw_match **matches, size_t *n) CW_MUST_CHECK;

/* The same for a text that was matched lately, of which no tokens are needed. false: it was not, or
 * out of memory. */
bool cw_lexicon_recall(const struct cw_lexicon *lexicon, struct cw_arena *arena, struct cw_str text,
                       struct cw_match **matches, size_t *n);

/* The word folded and cut to its stem as the pack's `matching` says (the word itself where there is
 * no stemmer), in the arena; data is NULL when out of memory. */
struct cw_str cw_lexicon_stem(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                              struct cw_str word);

/* Is the word an article, which says nothing of its own? arena: for a copy. */
bool cw_lexicon_is_article(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                           struct cw_str word);

/* What the spelling dictionary says; answers are remembered by word. */
enum cw_spelling {
    CW_SPELLING_UNKNOWN = 0, /* no dictionary, or none installed */
    CW_SPELLING_KNOWN,
    CW_SPELLING_MISSPELT
};
enum cw_spelling cw_lexicon_spelling(const struct cw_lexicon *lexicon, struct cw_str word);

/* Formulas: the pack's own, then the neutral ones that it names. i < cw_lexicon_formulas. */
size_t cw_lexicon_formulas(const struct cw_lexicon *lexicon);
struct cw_str cw_lexicon_formula_id(const struct cw_lexicon *lexicon, size_t i);
/* NaN when undefined: too few words or sentences, division by nothing, no syllables. */
double cw_lexicon_formula_value(const struct cw_lexicon *lexicon, size_t i,
                                const struct cw_counts *counts);
bool cw_lexicon_formula_lower_is_easier(const struct cw_lexicon *lexicon, size_t i);
/* The formula's value for the Universal Declaration of Human Rights; NaN when the pack has none. */
double cw_lexicon_formula_baseline(const struct cw_lexicon *lexicon, size_t i);

/* What a formula's value means. Borrowed from the pack. */
struct cw_band {
    double from; /* from this value up; -INFINITY in the lowest */
    struct cw_str label;
};
struct cw_formula_info {
    struct cw_str id;
    struct cw_str name;
    struct cw_str scale;
    struct cw_str source;
    struct cw_str status; /* "V2" or "S1" */
    struct cw_str note;
    bool lower_is_easier;
    bool grade; /* a school grade or years of education */
    uint32_t least_words;
    uint32_t least_sentences;
    struct cw_band *bands; /* ascending */
    size_t n_bands;
};
const struct cw_formula_info *cw_lexicon_formula_info(const struct cw_lexicon *lexicon, size_t i);

/* Silent reading speed; per_minute 0 = unknown. */
struct cw_reading {
    bool characters; /* else words */
    double per_minute;
    struct cw_str source;
};
struct cw_reading cw_lexicon_reading(const struct cw_lexicon *lexicon);

/* What is flagged as long, in words or characters; 0 = no limit. */
struct cw_limits {
    bool characters; /* else words */
    uint32_t sentence;
    uint32_t sentence_hard;
    uint32_t paragraph;
};
struct cw_limits cw_lexicon_limits(const struct cw_lexicon *lexicon);

/* A line of lexicons/concepts/rules.tsv: what a cue is called as a finding. */
struct cw_rule {
    struct cw_str criterion;
    struct cw_str rule;
    struct cw_str message;
    int severity; /* enum cw_severity */
};
/* NULL when the criterion makes no finding. Borrowed. */
const struct cw_rule *cw_lexicons_rule(const struct cw_lexicons *lexicons, struct cw_str criterion);

/* An idea of lexicons/concepts. Borrowed. */
struct cw_concept {
    struct cw_str id;
    struct cw_str family;
    struct cw_str criterion; /* "" = none */
    struct cw_str description;
    int need; /* 1 every pack, 2 wanted, 3 extra, 0 a measure without words */
};
/* false when there is no such id. */
bool cw_lexicons_concept(const struct cw_lexicons *lexicons, struct cw_str id,
                         struct cw_concept *out);

/* The report's label in the language, or id itself when the pack has none. context: msgctxt, "" =
 * none. */
struct cw_str cw_lexicon_label(const struct cw_lexicon *lexicon, struct cw_str context,
                               struct cw_str id);

/* What the pack lacks and what stands in for it, for `doctor` and the report. */
struct cw_resources {
    struct cw_str spelling; /* hunspell dictionary, "" = none */
    bool spelling_installed;
    struct cw_str stemmer; /* libstemmer algorithm or "light", "" = none */
    struct cw_str instead; /* one or two English sentences, "" = nothing is missing */
    struct cw_str syllable_note;
    bool syllables; /* can be counted */
    size_t n_terms;
    size_t n_formulas; /* of its own */
    bool has_profile;
};
struct cw_resources cw_lexicon_resources(const struct cw_lexicon *lexicon);

/* For identification. Scripts: ISO 15924, most used first; i from 0; "" behind the last. */
struct cw_str cw_lexicon_script(const struct cw_lexicon *lexicon, size_t i);
/* The text of profile.tsv, borrowed; "" = none. */
struct cw_str cw_lexicon_profile(const struct cw_lexicon *lexicon);
/* Line i of giveaways.tsv: the word, in NFC and in lower case, but for a capital in front where the
 * word has one inside sentences; and the codes, separated by commas, of
 * the look-alike languages that it speaks against. false behind the last. */
bool cw_lexicon_giveaway(const struct cw_lexicon *lexicon, size_t i, struct cw_str *word,
                         struct cw_str *against);

#endif
