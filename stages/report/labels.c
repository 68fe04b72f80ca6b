/* The report's own words: one table of ids with their English, which translations replace one by
 * one. Sentences are made so that no language needs plural forms: counts follow a colon. */
#include "labels.h"

#include <stdlib.h>

struct entry {
    const char *id;
    const char *english;
    const char *hint; /* for translators */
};

static const struct entry table[CW_LABELS] = {
    [CW_L_SKIP] = {"skip", "Skip to content", "first link of every page"},
    [CW_L_NAV] = {"nav", "Report", "name of the navigation"},
    [CW_L_NAV_NIGHT] = {"nav.night", "What changed", "link to the first page"},
    [CW_L_NAV_DOCUMENTS] = {"nav.documents", "Documents", "link to the list of documents"},
    [CW_L_NAV_DATA] = {"nav.data", "Data", "link to the data files"},
    [CW_L_NAV_FEED] = {"nav.feed", "Feed", "link to the Atom feed"},
    [CW_L_FOOTER] = {"footer",
                     "Made by clausewatch from recorded texts. Findings are questions for a "
                     "reader, not verdicts. This page loads nothing from the network.",
                     "last line of every page"},
    [CW_L_NONE] = {"none", "none", "an empty cell"},
    [CW_L_DATE_UNKNOWN] = {"date.unknown", "date unknown", ""},
    [CW_L_LANGUAGE_UNKNOWN] = {"language.unknown", "language unknown", ""},
    [CW_L_MORE_IN_DATA] = {"more.data", "Not listed here: {1}. All are in the data files.", ""},
    [CW_L_SCROLL] = {"scroll", "Table, may scroll sideways: {1}",
                     "name of a scrolling box; {1} is the table's caption"},
    [CW_L_SERVICE] = {"service", "Service", "a platform, such as Facebook"},
    [CW_L_DOCUMENT] = {"document", "Document", ""},
    [CW_L_LANGUAGE] = {"language", "Language", ""},
    [CW_L_REGION] = {"region", "Region", ""},
    [CW_L_DATE] = {"date", "Date", ""},
    [CW_L_CLASS] = {"class", "Kind of change", ""},
    [CW_L_SEVERITY] = {"severity", "Severity", ""},
    [CW_L_WHAT] = {"what", "What changed", ""},
    [CW_L_REASON] = {"reason", "Reason", ""},
    [CW_L_VERSION] = {"version", "Version", ""},
    [CW_L_VERSIONS] = {"versions", "Versions", ""},
    [CW_L_SOURCE] = {"source", "Source", ""},
    [CW_L_COMMIT] = {"commit", "Record", "commit id of the recording"},
    [CW_L_SNAPSHOT] = {"snapshot", "Snapshot", "saved page, as recorded"},
    [CW_L_FILE] = {"file", "File", ""},
    [CW_L_HASH] = {"hash", "Fingerprint", "content hash"},
    [CW_L_RULE] = {"rule", "Rule", ""},
    [CW_L_CRITERION] = {"criterion", "Criterion", ""},
    [CW_L_COUNT] = {"count", "Number", "how many"},
    [CW_L_STATUS] = {"status", "Status", ""},
    [CW_L_PUBLISHED_AT] = {"published", "Published at", "address of the platform's own page"},
    [CW_L_SEVERITY_INFO] = {"severity.info", "Note", ""},
    [CW_L_SEVERITY_LOW] = {"severity.low", "Low", ""},
    [CW_L_SEVERITY_MEDIUM] = {"severity.medium", "Medium", ""},
    [CW_L_SEVERITY_HIGH] = {"severity.high", "High", ""},
    [CW_L_CLASS_IDENTICAL] = {"class.identical", "Identical", ""},
    [CW_L_CLASS_COSMETIC] = {"class.cosmetic", "Form only", "no change of wording"},
    [CW_L_CLASS_SUBSTANTIVE] = {"class.substantive", "New wording", ""},
    [CW_L_CLASS_MOVED] = {"class.moved", "Order only", "clauses changed places"},
    [CW_L_CLASS_REWRITE] = {"class.rewrite", "Rewritten", ""},
    [CW_L_CLASS_LANGUAGE] = {"class.language-change", "Other language", ""},
    [CW_L_CLASS_JUNK] = {"class.junk", "Not a policy", "an error page, a login page ..."},
    [CW_L_EDIT_UNCHANGED] = {"edit.unchanged", "Unchanged", "a clause"},
    [CW_L_EDIT_ADDED] = {"edit.added", "Added", "a clause"},
    [CW_L_EDIT_REMOVED] = {"edit.removed", "Removed", "a clause"},
    [CW_L_EDIT_MODIFIED] = {"edit.modified", "Changed", "a clause"},
    [CW_L_EDIT_MOVED] = {"edit.moved", "Moved", "a clause"},
    [CW_L_EDIT_SPLIT] = {"edit.split", "Split", "one clause became several"},
    [CW_L_EDIT_MERGED] = {"edit.merged", "Merged", "several clauses became one"},
    [CW_L_SIGNAL_NUMBER] = {"signal.number", "Number", ""},
    [CW_L_SIGNAL_DATE] = {"signal.date", "Date", ""},
    [CW_L_SIGNAL_DURATION] = {"signal.duration", "Time limit", "30 days, six months"},
    [CW_L_SIGNAL_AMOUNT] = {"signal.amount", "Amount", "of money"},
    [CW_L_SIGNAL_MODAL] = {"signal.modal", "Duty or permission", "may, must, will"},
    [CW_L_SIGNAL_NEGATION] = {"signal.negation", "Negation", "not, never"},
    [CW_L_SIGNAL_CONCEPT] = {"signal.concept", "Subject", "arbitration, appeal ..."},
    [CW_L_SIGNAL_LINK] = {"signal.link", "Link", ""},
    [CW_L_SIGNAL_HEADING] = {"signal.heading", "Heading", ""},
    [CW_L_SIGNAL_AGE] = {"signal.age", "Age", ""},
    [CW_L_SIGNAL_PERCENTAGE] = {"signal.percentage", "Percentage", ""},
    [CW_L_COSMETIC_LINKS] = {"cosmetic.links", "link targets", "part of a list"},
    [CW_L_COSMETIC_WHITESPACE] = {"cosmetic.whitespace", "spaces", "part of a list"},
    [CW_L_COSMETIC_MARKUP] = {"cosmetic.markup", "markup", "part of a list"},
    [CW_L_COSMETIC_PUNCTUATION] = {"cosmetic.punctuation", "punctuation", "part of a list"},
    [CW_L_COSMETIC_INVISIBLE] = {"cosmetic.invisible", "invisible characters", "part of a list"},
    [CW_L_COSMETIC_RELATIVE_DATE] = {"cosmetic.relative-date", "relative dates",
                                     "'3 days ago'; part of a list"},
    [CW_L_COSMETIC_COUNTER] = {"cosmetic.counter", "counters", "view counts; part of a list"},
    [CW_L_COSMETIC_REVISION_DATE] = {"cosmetic.revision-date", "date of the last update",
                                     "part of a list"},
    [CW_L_COSMETIC_FURNITURE] = {"cosmetic.furniture", "buttons and other parts of the page",
                                 "what is no text of the policy; part of a list"},
    [CW_L_COSMETIC_SPELLING] = {"cosmetic.spelling", "spelling", "part of a list"},
    [CW_L_N_ADDED] = {"n.added", "added {1}", "after 'Clauses:'"},
    [CW_L_N_REMOVED] = {"n.removed", "removed {1}", "after 'Clauses:'"},
    [CW_L_N_MODIFIED] = {"n.modified", "changed {1}", "after 'Clauses:'"},
    [CW_L_N_MOVED] = {"n.moved", "moved {1}", "after 'Clauses:'"},
    [CW_L_N_SPLIT] = {"n.split", "split {1}", "after 'Clauses:'"},
    [CW_L_N_MERGED] = {"n.merged", "merged {1}", "after 'Clauses:'"},
    [CW_L_N_COSMETIC] = {"n.cosmetic", "form only {1}", "after 'Clauses:'"},
    [CW_L_CLAUSES] = {"n.clauses", "Clauses:", "before added 1, removed 2 ..."},
    [CW_L_FROM_TO] = {"from.to", "{1} \xE2\x86\x92 {2}",
                      "old and new value; turn the arrow where the script runs right to left"},
    [CW_L_NOW] = {"now", "new: {1}", "a value that was not there before"},
    [CW_L_WAS] = {"was", "gone: {1}", "a value that is no longer there"},
    [CW_L_MORE_SIGNALS] = {"more.signals", "and more: {1}", "{1} is a number"},
    [CW_L_BACK_TO] = {"back.to", "Back to an earlier text, seen before: {1} times. First on {2}.",
                      "{1} a number, {2} a date"},
    [CW_L_TECHNICAL] = {"technical",
                        "The recorder changed how it reads this page. The page itself "
                        "may be the same.",
                        ""},
    [CW_L_COARSE] = {"coarse",
                     "This comparison is coarse: the texts were too large to match "
                     "clause by clause everywhere.",
                     ""},
    [CW_L_NIGHT_TITLE] = {"night.title", "What changed", "title of the first page"},
    [CW_L_NIGHT_RANGE] = {"night.range", "Captures from {1} to {2}", "dates"},
    [CW_L_NIGHT_SUMMARY] = {"night.summary", "Captures read: {1}. New versions: {2}.", "numbers"},
    [CW_L_CHANGES_HEADING] = {"night.changes", "Changes to read", ""},
    [CW_L_NO_CHANGES] = {"night.none", "No document changed its wording.", ""},
    [CW_L_PAGES] = {"pages", "Pages of this list", "name of a navigation"},
    [CW_L_PAGE_N] = {"page.n", "Page {1}", ""},
    [CW_L_COSMETIC_HEADING] = {"night.cosmetic", "Form only", "heading"},
    [CW_L_COSMETIC_INTRO] = {"night.cosmetic.intro",
                             "Versions that differ in links, spaces or markup, not in wording: "
                             "{1}.",
                             ""},
    [CW_L_SHOW_LIST] = {"show.list", "Show the list", ""},
    [CW_L_SET_ASIDE_HEADING] = {"night.set-aside", "Set aside", "heading"},
    [CW_L_SET_ASIDE_INTRO] = {"night.set-aside.intro",
                              "Captures that look like something other than the policy: {1}. They "
                              "are kept, and not compared.",
                              ""},
    [CW_L_TROUBLES_HEADING] = {"night.troubles", "Could not be read", "heading"},
    [CW_L_TROUBLES_INTRO] = {"night.troubles.intro", "Files that could not be read: {1}.", ""},
    [CW_L_TRANSLATIONS_HEADING] = {"night.translations", "Translations", "heading"},
    [CW_L_TRANSLATIONS_INTRO] = {"night.translations.intro",
                                 "Missing, left in another language, or out of date: {1}.", ""},
    [CW_L_SINCE] = {"since", "since {1}", "a date"},
    [CW_L_DAYS] = {"days", "days: {1}", "a number"},
    [CW_L_DOCUMENTS_HEADING] = {"documents", "Documents", "heading"},
    [CW_L_DOCUMENTS_CAPTION] = {"documents.caption",
                                "Every document with its newest figures. Hard to read: compared "
                                "with the Universal Declaration of Human Rights in the same "
                                "language; 1 is as hard, 2 is twice as hard.",
                                "caption of a table"},
    [CW_L_ALL_DOCUMENTS] = {"documents.all", "All documents", "link"},
    [CW_L_DATA_HEADING] = {"data", "Data files", "heading"},
    [CW_L_DATA_INTRO] = {"data.intro",
                         "The same facts for spreadsheets and programs. Every column is described "
                         "in {1}.",
                         "{1} is a file name"},
    [CW_L_READ_CHANGE] = {"change.read", "Read the change", "link"},
    [CW_L_UNTIL] = {"until", "{1} to {2}", "two dates"},
    [CW_L_AT_A_GLANCE] = {"glance", "At a glance", "heading"},
    [CW_L_G_CHANGES] = {"glance.changes", "changes to read", "under a large number"},
    [CW_L_G_COSMETIC] = {"glance.cosmetic", "form only", "under a large number"},
    [CW_L_G_SET_ASIDE] = {"glance.set-aside", "set aside", "under a large number"},
    [CW_L_G_UNREADABLE] = {"glance.unreadable", "could not be read", "under a large number"},
    [CW_L_G_TRANSLATIONS] = {"glance.translations", "translation findings", "under a large number"},
    [CW_L_G_VERSIONS] = {"glance.versions", "new versions", "under a large number"},
    [CW_L_WORDS] = {"words", "Words", ""},
    [CW_L_SENTENCES] = {"sentences", "Sentences", ""},
    [CW_L_WORDS_A_SENTENCE] = {"words.sentence", "Words a sentence", ""},
    [CW_L_RATIO] = {"ratio", "Hard to read", "difficulty against a reference text"},
    [CW_L_RATIO_HELP] = {"ratio.help",
                         "1: as hard as the Universal Declaration of Human Rights in the same "
                         "language. 2: twice as hard.",
                         ""},
    [CW_L_FORMULA] = {"formula", "Formula", "a readability formula"},
    [CW_L_FINDINGS] = {"findings", "Findings", ""},
    [CW_L_LAST_CHANGE] = {"last.change", "Last change", ""},
    [CW_L_FIRST_SEEN] = {"first.seen", "First capture", ""},
    [CW_L_VERSIONS_CAPTION] = {"versions.caption", "Versions, newest first", "caption of a table"},
    [CW_L_FIRST_VERSION] = {"version.first", "First version", ""},
    [CW_L_OLDER_IN_DATA] = {"versions.older",
                            "Older versions not listed here: {1}. All are in the "
                            "data files.",
                            ""},
    [CW_L_READABILITY_HEADING] = {"readability", "Readability over time", "heading"},
    [CW_L_READABILITY_CAPTION] = {"readability.caption", "Readability by version, newest first",
                                  "caption of a table"},
    [CW_L_CHART_WORDS] = {"chart.words", "Words", "title of a chart"},
    [CW_L_CHART_RATIO] = {"chart.ratio", "Hard to read (1 = reference text)", "title of a chart"},
    [CW_L_CHART_SENTENCE] = {"chart.sentence", "Words a sentence", "title of a chart"},
    [CW_L_CHART_ALT] = {"chart.alt",
                        "{1}: first {2}, last {3}, lowest {4}, highest {5}. All values "
                        "are in the table below.",
                        "text in place of a chart; {1} its title, then numbers"},
    [CW_L_FINDINGS_HEADING] = {"findings.heading", "Findings on the current version", "heading"},
    [CW_L_FINDINGS_INTRO] = {"findings.intro",
                             "A finding marks words worth a second look. A person decides.", ""},
    [CW_L_NO_FINDINGS] = {"findings.none", "No finding.", ""},
    [CW_L_FINDINGS_CAPTION] = {"findings.caption", "Findings by rule", "caption of a table"},
    [CW_L_MORE_FINDINGS] = {"findings.more", "More of this rule: {1}. All are in {2}.",
                            "{1} a number, {2} a file name"},
    [CW_L_LANGUAGES_HEADING] = {"languages", "The same document in other languages", "heading"},
    [CW_L_NO_READABILITY] = {"readability.none", "No figures for this document.", ""},
    [CW_L_SHOW_TABLE] = {"show.table", "Show all values as a table", ""},
    [CW_L_CHANGE_TITLE] = {"change.title", "Change of {1}", "a date; part of the page title"},
    [CW_L_DIFF_TITLE] = {"diff.title", "{1} and {2} compared", "two file names"},
    [CW_L_TWO_VERSIONS] = {"change.versions", "The two versions", "heading"},
    [CW_L_OLDER] = {"older", "Older version", ""},
    [CW_L_NEWER] = {"newer", "Newer version", ""},
    [CW_L_CAPTURED] = {"captured", "Captured", "date of a capture"},
    [CW_L_SUMMARY] = {"summary", "In short", "heading"},
    [CW_L_SIGNALS_HEADING] = {"signals", "What to look at", "heading"},
    [CW_L_SIGNALS_CAPTION] = {"signals.caption", "Values and words that changed",
                              "caption of a table"},
    [CW_L_KIND] = {"kind", "Kind", ""},
    [CW_L_BEFORE] = {"before", "Before", ""},
    [CW_L_AFTER] = {"after", "After", ""},
    [CW_L_EDITS_HEADING] = {"edits", "Clause by clause", "heading"},
    [CW_L_NO_EDITS] = {"edits.none", "No clause changed.", ""},
    [CW_L_COSMETIC_EDITS] = {"edits.cosmetic", "Clauses that changed in form only: {1}", ""},
    [CW_L_RENUMBERED_ONLY] = {"edits.renumbered",
                              "Clauses with another number and the same text: {1}", ""},
    [CW_L_MOVED_NOTE] = {"note.moved", "moved to another place", "about a clause"},
    [CW_L_RENUMBERED_NOTE] = {"note.renumbered", "renumbered: {1} \xE2\x86\x92 {2}",
                              "old and new number; turn the arrow where needed"},
    [CW_L_IN_SECTION] = {"in.section", "In section", "before a heading"},
    [CW_L_REMOVED_WORD] = {"word.removed", "removed:", "read aloud before removed words"},
    [CW_L_ADDED_WORD] = {"word.added", "added:", "read aloud before added words"},
    [CW_L_END_WORD] = {"word.end", "end", "read aloud after removed or added words"},
    [CW_L_LEFT_OUT] = {"left.out", "unchanged words left out", ""},
    [CW_L_REST_LEFT_OUT] = {"rest.left.out", "the rest of this long clause left out", ""},
    [CW_L_EDITS_CUT] =
        {"edits.cut",
         "Changed clauses left out, to keep this page small: {1}. The most severe are shown.", ""},
    [CW_L_JUNK_NOTE] = {"note.junk",
                        "This capture does not look like the policy: {1}. It was set "
                        "aside.",
                        "{1} is a reason"},
    [CW_L_JUNK_OLD_NOTE] = {"note.junk.old",
                            "The older capture does not look like the policy: {1}. The document "
                            "came back.",
                            "{1} is a reason"},
    [CW_L_IDENTICAL_NOTE] = {"note.identical", "The texts are the same.", ""},
    [CW_L_COSMETIC_NOTE] = {"note.cosmetic", "Only the form changed: {1}.",
                            "{1} is a list: links, spaces ..."},
    [CW_L_LINK_ONLY] = {"note.links", "Only the form changed; the words are the same.", ""},
    [CW_L_ALL_OF_DOCUMENT] = {"document.all", "All versions of this document", "link"},
    [CW_L_COVERAGE_HEADING] = {"coverage", "Which document in which language", "heading"},
    [CW_L_COVERAGE_INTRO] = {"coverage.intro",
                             "An empty cell: nobody expects that language there. Per cent: the "
                             "share of the original's clauses that the translation has.",
                             ""},
    [CW_L_COVERAGE_LINK] = {"coverage.link", "All documents and languages in one table", "link"},
    [CW_L_STATUS_ORIGINAL] = {"status.original", "original", "about a document in a language"},
    [CW_L_STATUS_COMPLETE] = {"status.complete", "complete", "a translation"},
    [CW_L_STATUS_PARTIAL] = {"status.partial", "in part", "a translation"},
    [CW_L_STATUS_STALE] = {"status.stale", "out of date", "a translation"},
    [CW_L_STATUS_ABSENT] = {"status.absent", "not there", "a translation"},
    [CW_L_STATUS_EXPECTED] = {"status.expected", "not there, expected", "a translation"},
    [CW_L_PER_CENT] = {"per.cent", "{1} %", "a share"},
    [CW_L_ALIGN_TITLE] = {"align.title", "{1} and its translation {2}", "{1} and {2} are files"},
    [CW_L_ALIGN_SHARE] = {"align.share", "Share of the original that is translated: {1} %", ""},
    [CW_L_ALIGN_ORIGINAL] = {"align.original", "Original", "column"},
    [CW_L_ALIGN_TRANSLATION] = {"align.translation", "Translation", "column"},
    [CW_L_ALIGN_REMARK] = {"align.remark", "Remark", "column"},
    [CW_L_ALIGN_MISSING] = {"align.missing", "missing in the translation", "a clause"},
    [CW_L_ALIGN_UNTRANSLATED] = {"align.untranslated", "not translated", "a clause"},
    [CW_L_ALIGN_PARTLY] = {"align.partly", "in part not translated", "a clause"},
    [CW_L_ALIGN_ADDED] = {"align.added", "only in the translation", "a clause"},
    [CW_L_ALIGN_NUMBERS] = {"align.numbers", "numbers differ: {1}, {2}",
                            "{1} in the original, {2} in the translation"},
    [CW_L_ALIGN_MOVED] = {"align.moved", "stands in another place", "a clause"},
    [CW_L_ALIGN_NO_PACK] = {"align.no.pack",
                            "There is no language pack for {1}: general rules were used.",
                            "{1} is a language"},
    [CW_L_ALIGN_ZAWGYI] = {"align.zawgyi",
                           "The translation is in the Zawgyi font encoding, not in Unicode: it was "
                           "compared by its structure.",
                           ""},
    [CW_L_ALIGN_SAME_LANGUAGE] = {"align.same.language",
                                  "The translation as a whole is in the language of the original.",
                                  ""},
};

struct cw_str cw_label_text(const struct cw_report_labels *labels, enum cw_label label)
{
    return labels ? labels->text[label] : cw_str_z(table[label].english);
}

struct cw_report_labels *cw_report_labels_new(cw_report_label_fn lookup, void *context)
{
    struct cw_report_labels *labels = malloc(sizeof *labels);
    if (!labels) {
        return NULL;
    }
    for (size_t i = 0; i < CW_LABELS; i++) {
        struct cw_str own = {0};
        if (lookup) {
            own = lookup(context, table[i].id, table[i].english);
        }
        labels->text[i] = own.data && own.len ? own : cw_str_z(table[i].english);
    }
    return labels;
}

void cw_report_labels_free(struct cw_report_labels *labels)
{
    free(labels);
}

static void pot_string(struct cw_buf *out, const char *keyword, const char *text)
{
    cw_buf_z(out, keyword);
    cw_buf_z(out, " \"");
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\') {
            cw_buf_char(out, '\\');
        }
        cw_buf_char(out, *c);
    }
    cw_buf_z(out, "\"\n");
}

void cw_report_labels_pot(struct cw_buf *out)
{
    cw_buf_z(out, "# Words of the report. Copy to lexicons/CODE/labels.po and fill in msgstr;\n"
                  "# keep {1}, {2} ... where they belong in your sentence.\n"
                  "msgid \"\"\nmsgstr \"\"\n"
                  "\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
                  "\"Content-Transfer-Encoding: 8bit\\n\"\n");
    for (size_t i = 0; i < CW_LABELS; i++) {
        cw_buf_char(out, '\n');
        if (table[i].hint[0]) {
            cw_buf_printf(out, "#. %s\n", table[i].hint);
        }
        pot_string(out, "msgctxt", table[i].id);
        pot_string(out, "msgid", table[i].english);
        cw_buf_z(out, "msgstr \"\"\n");
    }
}
