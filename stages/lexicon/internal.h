/* What the files of this folder share. Never included from outside.
 *
 * Life of a pack: load.c reads its files into the pack's arena and checks their form; compile.c
 * turns its terms into a trie when the pack is first asked to match; caches grow as words are
 * asked about. */
#ifndef CW_LEXICON_INTERNAL_H
#define CW_LEXICON_INTERNAL_H

#include "common/buf.h"
#include "lexicon.h"

enum {
    MOST_SCRIPTS = 6,
    MOST_LIST = 256,      /* values in a YAML list */
    MOST_TERM_WORDS = 12, /* and 24 characters times that where matching is run */
    MOST_FAMILIES = 64,
    LONGEST_WORD = 256 /* bytes; longer tokens match nothing and are spelt by nobody */
};

/* ---- problems.c: mistakes in packs, each with its place and remedy */

struct problems {
    cw_lexicon_problem_fn report; /* NULL: only counted */
    void *context;
    const char *file;
    size_t errors;
};

/* Reports one mistake at a place in problems->file. */
void problem_at(struct problems *problems, uint32_t line, uint32_t column, const char *format, ...)
    CW_PRINTF(4, 5);

/* ---- files.c */

/* Reads folder/name into the arena (NUL-terminated behind its length). *exists false and CW_OK when
 * there is no such file. Text that is not valid UTF-8, or over 32 MB, is a problem. */
enum cw_err read_pack_file(struct cw_arena *arena, const char *folder, const char *name,
                           struct problems *problems, struct cw_str *out, bool *exists);

/* One line of a table. Columns beyond the fourth are joined to it. */
struct row {
    uint32_t line;
    struct cw_str column[4];
    size_t n_columns;
};

struct rows {
    struct cw_str rest;
    uint32_t line;
};

struct rows rows_of(struct cw_str text);
/* The next line that is neither empty nor a comment; false at the end. */
bool next_row(struct rows *rows, struct row *row);
/* Byte column (from 1) of a column's text in its line. */
uint32_t row_place(const struct row *row, size_t column);

/* ---- yaml.c: a small tree over libyaml's events. Every scalar is a string. */

enum node_kind { NODE_SCALAR, NODE_MAP, NODE_LIST };

struct node {
    enum node_kind kind;
    uint32_t line;
    uint32_t column;
    struct cw_str key; /* of a map entry */
    uint32_t key_line;
    uint32_t key_column;
    struct cw_str text; /* of a scalar */
    struct node *first;
    struct node *next;
};

/* NULL (and a problem) when text is no YAML, uses anchors, repeats a key or is too deep. */
struct node *parse_yaml(struct cw_arena *arena, struct cw_str text, struct problems *problems);

const struct node *node_get(const struct node *map, const char *key);
/* Problem for each key of map that is not in keys (NULL-terminated list). */
void node_check_keys(const struct node *map, const char *const *keys, struct problems *problems);
/* The scalar under key; "" when absent. A list or map there is a problem. */
struct cw_str node_text(const struct node *map, const char *key, struct problems *problems);
/* As node_text, but absent or empty is a problem. */
struct cw_str node_need(const struct node *map, const char *key, struct problems *problems);
/* The number under key, or fallback when absent. */
double node_number(const struct node *map, const char *key, double fallback,
                   struct problems *problems);
bool node_yes(const struct node *map, const char *key, struct problems *problems);
/* The index of the scalar under key in choices (NULL-terminated); 0 when absent. */
int node_choice(const struct node *map, const char *key, const char *const *choices,
                struct problems *problems);
bool parse_number(struct cw_str text, double *value); /* C locale, whole text */

/* ---- strings of a pack */

struct list {
    struct cw_str *items;
    size_t n;
};

bool node_list(struct cw_arena *arena, const struct node *map, const char *key, struct list *out,
               struct problems *problems);

/* ---- concepts.c: lexicons/concepts */

struct concept {
    struct cw_str id;
    struct cw_str criterion;
    struct cw_str description;
    uint8_t family; /* index into concepts.families */
    uint8_t need;   /* 0-3 */
    uint32_t line;  /* in concepts.tsv, for the order of lists */
};

struct concepts {
    struct concept *items; /* by id, so that an index compares as the id does */
    size_t n;
    struct cw_str families[MOST_FAMILIES];
    size_t n_families;
    bool free[MOST_FAMILIES]; /* its ids do not hide one another */
    struct cw_rule *rules;    /* by criterion */
    size_t n_rules;
    struct formula *neutral;
    size_t n_neutral;
    struct cw_hash hash; /* of what matching depends on */
};

enum cw_err load_concepts(struct cw_arena *arena, const char *folder, struct problems *problems,
                          struct concepts *out);
/* Index of id, or concepts->n. */
size_t find_concept(const struct concepts *concepts, struct cw_str id);

/* ---- formula.c */

struct formula_code;

/* Bytecode in the arena; NULL (and a problem at line:column) when it does not parse. */
const struct formula_code *formula_compile(struct cw_arena *arena, struct cw_str text,
                                           uint32_t line, uint32_t column,
                                           struct problems *problems);
double formula_run(const struct formula_code *code, const struct cw_counts *counts);
bool formula_uses(const struct formula_code *code, enum cw_count count);

struct formula {
    struct cw_formula_info info;
    const struct formula_code *code;
    double baseline;
    bool needs_syllables;
};

/* The list under `formulas`. */
enum cw_err load_formulas(struct cw_arena *arena, const struct node *root,
                          struct problems *problems, struct formula **out, size_t *n);

/* ---- syllables.c */

enum syllable_method {
    SYLLABLES_NONE = 0,
    SYLLABLES_ONE,
    SYLLABLES_CODE_POINT,
    SYLLABLES_AKSHARA,
    SYLLABLES_VOWEL_LETTERS,
    SYLLABLES_VOWEL_GROUPS
};

struct syllables;

enum cw_err load_syllables(struct cw_lexicon *lexicon, const struct node *root, struct cw_str table,
                           struct problems *yaml_problems, struct problems *table_problems);
/* word: folded. */
uint32_t count_syllables(const struct cw_lexicon *lexicon, struct cw_str word);

/* ---- words.c: folding, stems, spelling; and what is remembered of each word */

struct fold_pair {
    uint32_t from;
    uint32_t to; /* 0 = dropped */
};

enum matching { MATCH_STEM = 0, MATCH_HUNSPELL, MATCH_WORD, MATCH_RUN };
enum { MOST_STEMS = 8 };

struct light {
    struct list suffixes; /* longest first */
    struct list prefixes;
    uint32_t least; /* letters that must stay */
};

struct speller; /* spell.c */

struct word_info {
    uint32_t symbols; /* offset into cache->symbols */
    uint16_t n_symbols;
    uint16_t syllables;
};

struct cache; /* cache.c */
struct stemming;

struct cache *cache_new(void);
void cache_free(struct cache *cache);

/* Everything remembered of a word; computes it when asked for the first time. NULL: out of memory,
 * or the word is too long. Valid until the next call. */
const struct word_info *word_info(const struct cw_lexicon *lexicon, struct cw_str word);
const uint32_t *word_symbols(const struct cw_lexicon *lexicon, const struct word_info *info);

/* Folded for comparison: case, `ignore`, `fold`, apostrophes; in the arena. */
struct cw_str fold_word(const struct cw_lexicon *lexicon, struct cw_arena *arena,
                        struct cw_str word);
/* The stems of a folded word, at most MOST_STEMS, in the arena. Without a stemmer the word. */
size_t stems_of(const struct cw_lexicon *lexicon, struct cw_arena *arena, struct cw_str folded,
                struct cw_str *stems);
/* Splits what an apostrophe joins (elisions, suffix_apostrophe). *front: the elided part with its
 * apostrophe, "" = none. Returns the rest. */
struct cw_str split_apostrophe(const struct cw_lexicon *lexicon, struct cw_str folded,
                               struct cw_str *front);

/* ---- spell.c: hunspell, opened when first asked */

struct speller *speller_new(struct cw_str dictionary);
void speller_free(struct speller *speller);
bool speller_ready(struct speller *speller); /* opens it; false when it is not installed */
bool speller_knows(struct speller *speller, struct cw_str word);
size_t speller_stems(struct speller *speller, struct cw_arena *arena, struct cw_str word,
                     struct cw_str *stems);
bool dictionary_installed(struct cw_str dictionary);

/* ---- recompose.c: letters that NFC leaves in two */

struct recomposer;
struct recomposer *recomposer_new(void); /* NULL when out of memory */
void recomposer_free(struct recomposer *recomposer);
/* The NFC word with such letters whole, in out (as long as the word is enough); "" when it has
 * none.
 */
struct cw_str recompose(const struct recomposer *recomposer, struct cw_str word, char *out);

/* ---- terms.c: the syntax of terms */

enum element_kind { ELEMENT_WORD = 0, ELEMENT_NUMBER, ELEMENT_GAP };

struct element {
    enum element_kind kind;
    bool exact;
    bool any_front;
    bool any_end;
    bool space_before; /* a space stood before it in the term */
    uint8_t gap;
    struct cw_str text;
};

struct term {
    struct cw_str text; /* as the pack spells it */
    uint32_t concept;
    uint32_t line;
    bool exception; /* written with ! */
    bool cue;       /* of cues.tsv, else concepts.tsv */
};

/* The elements of a term as its markers divide it (a word may still hold several tokens). Returns
 * how many; 0 and a message in why when the term is ill-formed. */
enum { MOST_ELEMENTS = 32 };
size_t parse_term(struct cw_str text, enum matching matching, struct element *elements, char *why,
                  size_t why_size);

enum cw_err load_terms(struct cw_lexicon *lexicon, const struct concepts *concepts,
                       struct cw_str text, bool cue, struct problems *problems);

/* ---- units.c: text as a sequence of characters, Latin words and numbers (matching: run) */

enum unit_kind {
    UNIT_CHAR = 1, /* a letter or mark of the pack's scripts */
    UNIT_WORD,     /* a run of other letters and digits */
    UNIT_NUMBER,
    UNIT_SPACE,
    UNIT_BREAK, /* ends a sentence */
    UNIT_OTHER, /* punctuation, symbols */
    UNIT_IGNORED
};

struct unit {
    enum unit_kind kind;
    uint32_t letter; /* of UNIT_CHAR, folded */
    uint32_t start;
    uint32_t end;
};

/* kinds: a table of one byte a BMP character that remembers answers; zeroed at first. */
void next_unit(const struct cw_lexicon *lexicon, uint8_t *kinds, struct cw_str text, size_t *at,
               struct unit *unit);
enum { UNIT_KINDS_SIZE = 0x10000 };

/* ---- compile.c: the terms of a pack as a trie over symbols */

/* A symbol stands for "a word of this kind"; 0 is no symbol. */
enum { SYMBOL_NUMBER = 1, SYMBOL_FIRST = 2 };

struct trie_node {
    uint32_t terms;    /* a term_link, 0 = none */
    uint32_t gap;      /* the node behind a gap that may follow here, 0 = none */
    uint32_t next_gap; /* of a node behind a gap: the next one at the same place */
    uint8_t gap_length;
    bool space; /* white space may stand here (run) */
    bool edges; /* has a child */
};

struct term_link {
    uint32_t term;
    uint32_t next;
};

struct edge {
    uint64_t key; /* node and symbol; 0 = free */
    uint32_t child;
};

struct symbol_key {
    struct cw_str text; /* a letter for the kind of key, then the word or stem */
    uint32_t symbol;
    uint32_t next; /* another symbol under the same key */
};

struct affix {
    struct cw_str text;
    bool any_front;
    bool any_end;
    uint32_t symbol;
};

struct trie {
    struct cw_arena *arena;
    struct trie_node *nodes; /* 1 is the root */
    size_t n_nodes, nodes_size;
    struct term_link *links; /* from 1 */
    size_t n_links, links_size;
    struct edge *edges;
    size_t n_edges, edges_size; /* a power of two */
    struct symbol_key *keys;    /* from 1 */
    size_t n_keys, keys_size;
    uint32_t *key_table;
    size_t key_table_size;
    struct affix *affixes;
    size_t n_affixes, affixes_size;
    uint32_t n_symbols;
    uint32_t *root; /* child of the root by symbol */
    uint8_t *unit_kinds;
    uint32_t *chars; /* symbol + 1 of a BMP character, 0 = not asked */
};

/* Builds the trie when it is not there yet. */
enum cw_err trie_ready(const struct cw_lexicon *lexicon);
void trie_free(struct trie *trie);

/* The symbols of a word, at most `most`. */
size_t trie_symbols(const struct cw_lexicon *lexicon, const struct trie *trie, struct cw_str word,
                    uint32_t *out, size_t most);
/* The symbol of a folded character where matching is run; 0 = in no term. */
uint32_t trie_char(const struct trie *trie, uint32_t letter);
uint32_t trie_child(const struct trie *trie, uint32_t node, uint32_t symbol);

/* ---- match.c */

struct hit {
    uint32_t start;
    uint32_t end;
    uint32_t concept;
    uint32_t term;
    bool exception;
};

struct scratch;
void scratch_free(struct scratch *scratch);

/* ---- memo.c: what was found in the texts matched last */

struct memo;
struct memo *memo_new(void); /* NULL when out of memory */
void memo_free(struct memo *memo);
/* NULL when the text is not known. Valid until the next text is kept. */
const struct hit *memo_recall(const struct memo *memo, struct cw_str text, size_t *n);
/* Room for the n matches of a text, to be filled at once; NULL: they are not kept. */
struct hit *memo_keep(struct memo *memo, struct cw_str text, size_t n);

/* ---- the pack */

struct giveaway {
    struct cw_str word;
    struct cw_str against;
    uint32_t line;
};

struct label {
    struct cw_str context;
    struct cw_str id;
    struct cw_str text;
};

struct cw_lexicon {
    struct cw_arena *arena; /* all that follows, but for the caches */
    const struct concepts *concepts;
    struct cw_str folder;
    struct cw_str code;
    struct cw_str name;
    struct cw_str english;
    struct cw_str scripts[MOST_SCRIPTS];
    size_t n_scripts;
    bool rtl;
    const char *locale;
    char maximal[64]; /* likely subtags added: zh_Hant_TW */
    struct list digits;
    struct list aliases;
    struct cw_str spelling; /* "" = none */
    struct cw_str stemmer;  /* "" = none */
    struct cw_str instead;
    enum matching matching;
    struct light light;
    bool turkic;
    bool suffix_apostrophe;
    struct list elisions; /* folded, without the apostrophe */
    struct list articles; /* folded: the, a, an */
    uint32_t *enders;
    size_t n_enders;
    struct fold_pair *folds; /* by from */
    size_t n_folds;
    struct syllables *syllables;
    enum syllable_method method;
    struct cw_str syllable_note;
    struct cw_limits limits;
    struct cw_reading reading;
    struct formula *formulas;
    size_t n_formulas;
    struct list abbreviations; /* sorted */
    struct term *terms;
    size_t n_terms;
    struct giveaway *giveaways;
    size_t n_giveaways;
    struct cw_str profile;
    struct label *labels; /* by context, then id */
    size_t n_labels;
    struct cw_str tests; /* the text of tests.tsv */
    struct cw_hash hash;
    struct cw_hash identify_hash;
    /* Not in the arena; change behind a const pack. */
    struct cache *cache;
    struct speller *speller;
    struct lazy *lazy;
};

/* What is made when first needed. */
struct lazy {
    struct trie *trie;
    struct stemming *stemming;
    struct cw_arena *arena; /* for one word at a time */
    struct scratch *scratch;
    struct memo *memo;
};

void stemming_free(struct stemming *stemming);
bool stemmer_exists(struct cw_str name);

/* ---- pack.c, load.c, labels.c */

enum cw_err load_pack_yaml(struct cw_lexicon *lexicon, struct cw_str text,
                           struct problems *problems, struct node **root);
/* Loads one pack whatever its mistakes; *out NULL when there is no pack.yaml or it is unreadable.
 * problems->errors says whether it may be used. */
enum cw_err load_pack(const char *folder, const struct concepts *concepts,
                      struct problems *problems, struct cw_lexicon **out);
void free_pack(struct cw_lexicon *lexicon);
enum cw_err load_labels(struct cw_lexicon *lexicon, struct cw_str text, struct problems *problems);
/* find.c: language tags by likely subtags. */
struct pack_slot {
    struct cw_lexicon *pack;
};

void fill_maximal(struct cw_lexicon *lexicon);
const struct cw_lexicon *find_by_tag(const struct pack_slot *packs, size_t n, struct cw_str tag);

#endif
