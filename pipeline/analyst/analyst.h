/* The analyst: everything between bytes and results that knows no store and no pipe. Workers and
 * the commands on single files both speak to it, so that they cannot disagree. One thread. */
#ifndef CW_ANALYST_H
#define CW_ANALYST_H

#include "common/analysis.h"
#include "common/arena.h"
#include "common/clause.h"
#include "common/edit.h"
#include "common/error.h"
#include "extract/extract.h"
#include "lexicon/lexicon.h"

struct cw_analyst;
struct cw_identifier;
struct cw_cutter; /* what it remembers of the texts before, see cutter.h */

/* Loads the packs below dirs (earlier ones win). problem: see cw_lexicons_load. Free with
 * cw_analyst_free (NULL allowed). */
enum cw_err cw_analyst_new(const char *const *dirs, size_t n_dirs, cw_lexicon_problem_fn problem,
                           void *context, struct cw_analyst **out,
                           struct cw_diag *diag) CW_MUST_CHECK;
/* For texts that are all in one language, so that only its pack is needed; lang is not empty. Such
 * an analyst reads and counts. It identifies nothing: its identifier is NULL, and it is not asked
 * to analyse or guess. */
enum cw_err cw_analyst_new_for(const char *const *dirs, size_t n_dirs, const char *lang,
                               cw_lexicon_problem_fn problem, void *context,
                               struct cw_analyst **out, struct cw_diag *diag) CW_MUST_CHECK;
void cw_analyst_free(struct cw_analyst *analyst);

/* Makes at once what the first text in this language would wait for. A language without a pack
 * needs nothing; failing shows with the text. */
void cw_analyst_prepare(const struct cw_analyst *analyst, struct cw_str lang);

const struct cw_lexicons *cw_analyst_lexicons(const struct cw_analyst *analyst);
const struct cw_identifier *cw_analyst_identifier(const struct cw_analyst *analyst);
struct cw_breaker *cw_analyst_breaker(struct cw_analyst *analyst);

struct cw_document_input {
    struct cw_str bytes;
    struct cw_str name;     /* for the media type; "" = none */
    struct cw_str declared; /* language, "" = whatever the document says of itself */
    struct cw_str charset;  /* from outside, "" = none */
    enum cw_media media;    /* UNKNOWN = find out */
};

struct cw_document_text {
    enum cw_media media;
    struct cw_extract_notes notes;
    struct cw_str text; /* decoded; what the clauses' places count in */
    struct cw_clauses clauses;
};

/* Bytes -> clauses. cutter: NULL, or one whose texts the clauses then borrow until it has read two
 * texts more. */
enum cw_err cw_analyst_read(struct cw_analyst *analyst, struct cw_arena *arena,
                            struct cw_cutter *cutter, const struct cw_document_input *input,
                            struct cw_document_text *document, struct cw_diag *diag) CW_MUST_CHECK;

/* Clause -> analysis, in the arena. A clause that tells no language (a name, a number, a short
 * heading) is counted as the declared language counts. */
enum cw_err cw_analyst_analyse(struct cw_analyst *analyst, struct cw_arena *arena,
                               struct cw_str declared, struct cw_str text,
                               struct cw_analysis *analysis, struct cw_diag *diag) CW_MUST_CHECK;

/* The same without counts: language and terms. */
enum cw_err cw_analyst_match(struct cw_analyst *analyst, struct cw_arena *arena,
                             struct cw_str declared, struct cw_str text,
                             struct cw_analysis *analysis, struct cw_diag *diag) CW_MUST_CHECK;

/* Counts of a text's sentences one by one, as the pack of a language counts; NULL = neutral,
 * without syllables. Their sum is the text's. *each: the analyst's, until the next text. */
enum cw_err cw_analyst_count(struct cw_analyst *analyst, const struct cw_lexicon *lexicon,
                             struct cw_str text, struct cw_counts **each, size_t *n_each,
                             struct cw_diag *diag) CW_MUST_CHECK;

/* The language of most of the text of these clauses; "und" when it cannot be told. Static storage
 * or the analyst's. */
struct cw_str cw_analyst_guess(struct cw_analyst *analyst, struct cw_arena *arena,
                               const struct cw_clauses *clauses);

/* The language to compare a document in: the declared one, unless its longer clauses agree that
 * they are in another, as where a server chose by the reader's place. In the arena. */
struct cw_str cw_analyst_spoken(struct cw_analyst *analyst, struct cw_arena *arena,
                                const struct cw_clauses *clauses, struct cw_str declared);

/* Fingerprints of what an analysis in this language came from (see cw_origin). */
int64_t cw_analyst_identify_fp(const struct cw_analyst *analyst);
int64_t cw_analyst_pack_fp(const struct cw_analyst *analyst, struct cw_str lang);

/* Old and new clauses -> comparison, in the arena. */
enum cw_err cw_analyst_compare(struct cw_analyst *analyst, struct cw_arena *arena,
                               const struct cw_clauses *old_clauses,
                               const struct cw_clauses *new_clauses, struct cw_str lang,
                               struct cw_comparison *out, struct cw_diag *diag) CW_MUST_CHECK;

/* The language tag of most of the words in a list of (language, words); "und" when there is none.
 */
struct cw_lang_share {
    struct cw_str lang;
    int64_t words;
};
struct cw_str cw_analyst_main_language(const struct cw_lang_share *shares, size_t n);

#endif
