/* The words that stand for enum values in every output. */
#include "analysis.h"
#include "block.h"
#include "edit.h"

const char *cw_kind_name(enum cw_kind kind)
{
    static const char *const names[CW_KINDS] = {"heading", "paragraph", "item",
                                                "row",     "quote",     "term"};
    return kind < CW_KINDS ? names[kind] : "paragraph";
}

const char *cw_count_name(enum cw_count count)
{
    static const char *const names[CW_N_COUNTS] = {
        "letters",       "characters",     "words",       "sentences",     "syllables",
        "long_words",    "complex_words",  "poly4_words", "mono_words",    "letters_squared",
        "commas",        "latin_runs",     "latin_chars", "hiragana_runs", "hiragana_chars",
        "katakana_runs", "katakana_chars", "han_runs",    "han_chars",     "code_points"};
    return count < CW_N_COUNTS ? names[count] : "";
}

const char *cw_edit_kind_name(enum cw_edit_kind kind)
{
    static const char *const names[CW_EDIT_KINDS] = {"unchanged", "added", "removed", "modified",
                                                     "moved",     "split", "merged"};
    return kind < CW_EDIT_KINDS ? names[kind] : "";
}

const char *cw_severity_name(enum cw_severity severity)
{
    static const char *const names[] = {"info", "low", "medium", "high"};
    return severity <= CW_SEVERITY_HIGH ? names[severity] : "";
}

const char *cw_signal_kind_name(enum cw_signal_kind kind)
{
    static const char *const names[CW_SIGNAL_KINDS] = {"number",  "date",     "duration",  "amount",
                                                       "modal",   "negation", "concept",   "link",
                                                       "heading", "age",      "percentage"};
    return kind < CW_SIGNAL_KINDS ? names[kind] : "";
}

const char *cw_pair_class_name(enum cw_pair_class class)
{
    static const char *const names[CW_PAIR_CLASSES] = {
        "identical", "cosmetic", "substantive", "moved", "rewrite", "language-change", "junk"};
    return class < CW_PAIR_CLASSES ? names[class] : "";
}

const char *cw_cosmetic_name(enum cw_cosmetic bit)
{
    static const char *const names[] = {"links",     "whitespace",    "markup",  "punctuation",
                                        "invisible", "relative-date", "counter", "revision-date",
                                        "furniture", "spelling"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if ((uint32_t)bit == 1u << i) {
            return names[i];
        }
    }
    return "";
}
