/* The columns of the data files, each defined once: name, type, place in the row, meaning. Names
 * are a contract with those who read the files: add, never rename. */
#include "columns.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* The identity of a document, as every file but runs begins. */
#define DOC_COLUMNS(row)                                                                           \
    {"service", CW_COL_STR, offsetof(row, doc.service), "Platform"},                               \
        {"policy", CW_COL_STR, offsetof(row, doc.policy),                                          \
         "Kind of document, in the words of Open Terms Archive"},                                  \
        {"lang", CW_COL_OPT, offsetof(row, doc.lang), "Language of the document, BCP 47"},         \
    {                                                                                              \
        "region", CW_COL_OPT, offsetof(row, doc.region), "Region of the document"                  \
    }

static const struct cw_column runs[] = {
    {"run", CW_COL_INT, offsetof(struct cw_report_run, number), "Number of the run, from 1"},
    {"from", CW_COL_TIME, offsetof(struct cw_report_run, from), "First capture taken in"},
    {"to", CW_COL_TIME, offsetof(struct cw_report_run, to), "Last capture taken in"},
    {"captures", CW_COL_U32, offsetof(struct cw_report_run, captures), "Captures read"},
    {"documents", CW_COL_U32, offsetof(struct cw_report_run, documents), "Documents touched"},
    {"versions", CW_COL_U32, offsetof(struct cw_report_run, versions), "New versions"},
    {"changes", CW_COL_U32, offsetof(struct cw_report_run, changes), "Changes to read"},
    {"cosmetic", CW_COL_U32, offsetof(struct cw_report_run, cosmetic), "Changes of form only"},
    {"set_aside", CW_COL_U32, offsetof(struct cw_report_run, set_aside),
     "Captures that are no policy"},
    {"unreadable", CW_COL_U32, offsetof(struct cw_report_run, unreadable),
     "Files that could not be read"},
    {"findings", CW_COL_U32, offsetof(struct cw_report_run, findings), "New findings"},
    {"program", CW_COL_STR, offsetof(struct cw_report_run, program), "Version of clausewatch"},
};

static const struct cw_column documents[] = {
    DOC_COLUMNS(struct cw_report_document),
    {"status", CW_COL_STR, offsetof(struct cw_report_document, status),
     "ok, set-aside, unreadable or gone"},
    {"versions", CW_COL_U32, offsetof(struct cw_report_document, versions), "Versions known"},
    {"changes", CW_COL_U32, offsetof(struct cw_report_document, changes),
     "Changes of wording among them"},
    {"first", CW_COL_TIME, offsetof(struct cw_report_document, first), "First capture"},
    {"last", CW_COL_TIME, offsetof(struct cw_report_document, last), "Last capture"},
    {"last_change", CW_COL_TIME, offsetof(struct cw_report_document, last_change),
     "Last change of wording"},
    {"words", CW_COL_U32, offsetof(struct cw_report_document, words),
     "Words of the current version"},
    {"sentences", CW_COL_U32, offsetof(struct cw_report_document, sentences),
     "Sentences of the current version"},
    {"reference_ratio", CW_COL_NUMBER, offsetof(struct cw_report_document, reference_ratio),
     "Difficulty against the Universal Declaration of Human Rights in the same language: 1 = as "
     "hard"},
    {"formula", CW_COL_OPT, offsetof(struct cw_report_document, formula),
     "Readability formula shown for the language"},
    {"formula_value", CW_COL_NUMBER, offsetof(struct cw_report_document, formula_value),
     "Its value for the current version"},
    {"findings", CW_COL_U32, offsetof(struct cw_report_document, findings),
     "Open findings on the current version"},
    {"findings_high", CW_COL_U32, offsetof(struct cw_report_document, high),
     "Of them with high severity"},
};

static const struct cw_column versions[] = {
    DOC_COLUMNS(struct cw_report_version),
    {"time", CW_COL_TIME, offsetof(struct cw_report_version, time), "When it was captured"},
    {"hash", CW_COL_STR, offsetof(struct cw_report_version, hash),
     "Content hash: BLAKE2b-256 of the bytes"},
    {"file", CW_COL_STR, offsetof(struct cw_report_version, name), "Path inside the source"},
    {"provenance", CW_COL_OPT, offsetof(struct cw_report_version, provenance),
     "Commit that recorded it"},
    {"snapshots", CW_COL_OPT, offsetof(struct cw_report_version, snapshots),
     "Addresses of the recorder's snapshots, one a line"},
    {"technical", CW_COL_BOOL, offsetof(struct cw_report_version, technical),
     "The recorder changed how it reads the page"},
    {"bytes", CW_COL_INDEX, offsetof(struct cw_report_version, bytes), "Size"},
    {"clauses", CW_COL_U32, offsetof(struct cw_report_version, n_clauses), "Number of clauses"},
    {"set_aside", CW_COL_OPT, offsetof(struct cw_report_version, set_aside),
     "Why it is not taken for the policy; empty when it is"},
};

#define EDIT_COUNT(kind) offsetof(struct cw_report_change, count[kind])

static const struct cw_column changes[] = {
    DOC_COLUMNS(struct cw_report_change),
    {"old_time", CW_COL_TIME, offsetof(struct cw_report_change, old_time),
     "When the older version was captured"},
    {"new_time", CW_COL_TIME, offsetof(struct cw_report_change, new_time),
     "When the newer version was captured"},
    {"old_hash", CW_COL_OPT, offsetof(struct cw_report_change, old_hash), "Its content hash"},
    {"new_hash", CW_COL_OPT, offsetof(struct cw_report_change, new_hash), "Its content hash"},
    {"class", CW_COL_CLASS, offsetof(struct cw_report_change, class),
     "identical, cosmetic, substantive, moved, rewrite, language-change or junk"},
    {"severity", CW_COL_SEVERITY, offsetof(struct cw_report_change, severity),
     "info, low, medium or high"},
    {"added", CW_COL_U32, EDIT_COUNT(CW_EDIT_ADDED), "Clauses added"},
    {"removed", CW_COL_U32, EDIT_COUNT(CW_EDIT_REMOVED), "Clauses removed"},
    {"modified", CW_COL_U32, EDIT_COUNT(CW_EDIT_MODIFIED), "Clauses changed in wording"},
    {"moved", CW_COL_U32, EDIT_COUNT(CW_EDIT_MOVED), "Clauses moved"},
    {"split", CW_COL_U32, EDIT_COUNT(CW_EDIT_SPLIT), "Clauses split"},
    {"merged", CW_COL_U32, EDIT_COUNT(CW_EDIT_MERGED), "Clauses merged"},
    {"cosmetic", CW_COL_U32, offsetof(struct cw_report_change, n_cosmetic),
     "Clauses changed in form only"},
    {"cosmetic_kinds", CW_COL_COSMETIC, offsetof(struct cw_report_change, cosmetic),
     "What differed in form"},
    {"coarse", CW_COL_BOOL, offsetof(struct cw_report_change, coarse),
     "A limit was reached; the comparison is coarse"},
    {"technical", CW_COL_BOOL, offsetof(struct cw_report_change, technical),
     "The recorder changed how it reads the page"},
    {"junk_reason", CW_COL_OPT, offsetof(struct cw_report_change, junk_reason),
     "Why the newer capture is not taken for the policy"},
    {"back_to", CW_COL_TIME, offsetof(struct cw_report_change, back_to),
     "An earlier version had this very text: when"},
    {"seen", CW_COL_U32, offsetof(struct cw_report_change, seen),
     "How often that text was seen before"},
    {"signals", CW_COL_SIGNALS, 0, "Values and words that changed: kind, old, new"},
};

static const struct cw_column findings[] = {
    DOC_COLUMNS(struct cw_report_finding),
    {"version", CW_COL_TIME, offsetof(struct cw_report_finding, time),
     "When the version was captured"},
    {"version_hash", CW_COL_STR, offsetof(struct cw_report_finding, hash), "Its content hash"},
    {"file", CW_COL_STR, offsetof(struct cw_report_finding, name), "Path inside the source"},
    {"rule", CW_COL_STR, offsetof(struct cw_report_finding, finding.rule), "Id of the rule"},
    {"criterion", CW_COL_STR, offsetof(struct cw_report_finding, finding.criterion),
     "Id of the criterion it stands for"},
    {"severity", CW_COL_SEVERITY, offsetof(struct cw_report_finding, finding.severity),
     "info, low, medium or high"},
    {"clause", CW_COL_CLAUSE, offsetof(struct cw_report_finding, finding.clause),
     "Clause of the version, from 0"},
    {"start", CW_COL_U32, offsetof(struct cw_report_finding, finding.start),
     "First byte in the clause, from 0"},
    {"end", CW_COL_U32, offsetof(struct cw_report_finding, finding.end), "Byte after the last"},
    {"line", CW_COL_PLACE, offsetof(struct cw_report_finding, line), "Line of the file, from 1"},
    {"column", CW_COL_PLACE, offsetof(struct cw_report_finding, column),
     "Character of the line, from 1; empty: not known"},
    {"clause_lang", CW_COL_OPT, offsetof(struct cw_report_finding, lang),
     "Language of the clause, BCP 47"},
    {"text", CW_COL_STR, offsetof(struct cw_report_finding, text), "The words marked"},
    {"cue", CW_COL_OPT, offsetof(struct cw_report_finding, finding.cue), "The term that fired"},
    {"message", CW_COL_STR, offsetof(struct cw_report_finding, finding.message),
     "What it means, in one sentence"},
    {"status", CW_COL_STR, offsetof(struct cw_report_finding, status),
     "new, open, gone or dismissed"},
    {"since", CW_COL_TIME, offsetof(struct cw_report_finding, since),
     "Capture on which it first appeared; of a translation out of date: when the original moved "
     "on"},
    {"source_clause", CW_COL_INDEX, offsetof(struct cw_report_finding, source_clause),
     "Of a translation: clause of the original, from 0"},
    {"days", CW_COL_INDEX, offsetof(struct cw_report_finding, days),
     "Of a translation out of date: days since the original moved on"},
};

#define COUNTED(count) offsetof(struct cw_report_readability, counts.n[count])

static const struct cw_column readability[] = {
    DOC_COLUMNS(struct cw_report_readability),
    {"version", CW_COL_TIME, offsetof(struct cw_report_readability, time),
     "When the version was captured"},
    {"version_hash", CW_COL_STR, offsetof(struct cw_report_readability, hash), "Its content hash"},
    {"text_lang", CW_COL_OPT, offsetof(struct cw_report_readability, lang),
     "Language of most of the text, as identified"},
    {"letters", CW_COL_U32, COUNTED(CW_N_LETTERS), "Letters"},
    {"characters", CW_COL_U32, COUNTED(CW_N_CHARACTERS),
     "Letters, digits and punctuation inside words"},
    {"words", CW_COL_U32, COUNTED(CW_N_WORDS), "Words"},
    {"sentences", CW_COL_U32, COUNTED(CW_N_SENTENCES), "Sentences"},
    {"syllables", CW_COL_U32, COUNTED(CW_N_SYLLABLES), "Syllables"},
    {"long_words", CW_COL_U32, COUNTED(CW_N_LONG_WORDS), "Words of more than 6 letters"},
    {"complex_words", CW_COL_U32, COUNTED(CW_N_COMPLEX_WORDS), "Words of 3 syllables or more"},
    {"longest_sentence", CW_COL_U32, offsetof(struct cw_report_readability, longest_sentence),
     "Words of the longest sentence"},
    {"formulas", CW_COL_FORMULAS, 0, "Values of the language's formulas, by id"},
    {"reference_ratio", CW_COL_NUMBER, offsetof(struct cw_report_readability, reference_ratio),
     "Difficulty against the Universal Declaration of Human Rights in the same language: 1 = as "
     "hard"},
};

static const struct cw_column translations[] = {
    DOC_COLUMNS(struct cw_report_translation),
    {"source_lang", CW_COL_OPT, offsetof(struct cw_report_translation, source_lang),
     "Language of the original"},
    {"rule", CW_COL_STR, offsetof(struct cw_report_translation, rule), "Id of the rule"},
    {"criterion", CW_COL_OPT, offsetof(struct cw_report_translation, criterion),
     "Id of the criterion it stands for"},
    {"severity", CW_COL_SEVERITY, offsetof(struct cw_report_translation, severity),
     "info, low, medium or high"},
    {"clause", CW_COL_INDEX, offsetof(struct cw_report_translation, clause),
     "Clause of the translation, from 0"},
    {"source_clause", CW_COL_INDEX, offsetof(struct cw_report_translation, source_clause),
     "Clause of the original, from 0"},
    {"since", CW_COL_TIME, offsetof(struct cw_report_translation, since),
     "When the original moved on"},
    {"days", CW_COL_INDEX, offsetof(struct cw_report_translation, days), "Days since"},
    {"text", CW_COL_OPT, offsetof(struct cw_report_translation, text),
     "The clause in the translation"},
    {"source_text", CW_COL_OPT, offsetof(struct cw_report_translation, source_text),
     "The clause in the original"},
    {"message", CW_COL_STR, offsetof(struct cw_report_translation, message),
     "What it means, in one sentence"},
    {"text_lang", CW_COL_OPT, offsetof(struct cw_report_translation, text_lang),
     "What the clause in the translation is in, as far as can be told"},
    {"status", CW_COL_OPT, offsetof(struct cw_report_translation, status), "new, open or gone"},
};

static const struct cw_column coverage[] = {
    DOC_COLUMNS(struct cw_report_coverage),
    {"source_lang", CW_COL_OPT, offsetof(struct cw_report_coverage, source_lang),
     "Language of the original"},
    {"status", CW_COL_STR, offsetof(struct cw_report_coverage, status),
     "original, complete, partial, stale or absent"},
    {"coverage", CW_COL_NUMBER, offsetof(struct cw_report_coverage, coverage),
     "Share of the original's clauses that are there, 0 to 1"},
    {"expected", CW_COL_BOOL, offsetof(struct cw_report_coverage, expected),
     "The language is expected of this platform"},
    {"missing", CW_COL_U32, offsetof(struct cw_report_coverage, missing), "Clauses missing"},
    {"untranslated", CW_COL_U32, offsetof(struct cw_report_coverage, untranslated),
     "Clauses left in another language"},
    {"added", CW_COL_U32, offsetof(struct cw_report_coverage, added),
     "Clauses in the translation only"},
    {"stale_days", CW_COL_INDEX, offsetof(struct cw_report_coverage, stale_days),
     "Days since the original moved on"},
    {"stale_since", CW_COL_TIME, offsetof(struct cw_report_coverage, stale_since),
     "When the original moved on"},
    {"caught_up", CW_COL_TIME, offsetof(struct cw_report_coverage, caught_up),
     "When it was last brought up to date after it had been out of date"},
    {"lag_days", CW_COL_INDEX, offsetof(struct cw_report_coverage, lag_days),
     "How many days that took"},
};

static const struct cw_columns files[CW_DATA_FILES] = {
    [CW_DATA_RUNS] = {"runs", "run", "Each night", runs, COUNT_OF(runs)},
    [CW_DATA_DOCUMENTS] = {"documents", "document", "Each document with its newest figures",
                           documents, COUNT_OF(documents)},
    [CW_DATA_VERSIONS] = {"versions", "version", "Each version of each document", versions,
                          COUNT_OF(versions)},
    [CW_DATA_CHANGES] = {"changes", "change", "What lies between each two versions", changes,
                         COUNT_OF(changes)},
    [CW_DATA_FINDINGS] = {"findings", "finding", "Findings on the current versions", findings,
                          COUNT_OF(findings)},
    [CW_DATA_READABILITY] = {"readability", "readability", "How hard each version is to read",
                             readability, COUNT_OF(readability)},
    [CW_DATA_TRANSLATIONS] = {"translations", "translation",
                              "What is missing, untranslated or out of date in translations",
                              translations, COUNT_OF(translations)},
    [CW_DATA_COVERAGE] = {"coverage", "coverage", "Platforms, documents and languages", coverage,
                          COUNT_OF(coverage)},
};

const struct cw_columns *cw_columns_of(enum cw_data_file file)
{
    return &files[file];
}
