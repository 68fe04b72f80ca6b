/* Measures: sentences and paragraphs that are longer than the language's pack advises. */
#include <stdio.h>

#include "internal.h"
#include "lexicon/lexicon.h"

static enum cw_err add_long(struct cw_flag *flag, uint32_t index, const struct cw_clause *clause,
                            const char *criterion, uint32_t length, uint32_t limit, bool grave,
                            bool characters)
{
    const struct cw_rule *rule = cw_lexicons_rule(flag->lexicons, cw_str_z(criterion));
    if (!rule) {
        return CW_OK;
    }
    struct cw_finding *finding = cw_flag_add(flag, rule, index);
    char message[512];
    int len = snprintf(message, sizeof message, "%.*s (%u %s; advised: up to %u)",
                       (int)(rule->message.len < 400 ? rule->message.len : 400), rule->message.data,
                       (unsigned)length, characters ? "characters" : "words", (unsigned)limit);
    if (!finding || len < 0) {
        return CW_ENOMEM;
    }
    finding->message = cw_str_dup(flag->arena, cw_str_n(message, (size_t)len));
    finding->end = (uint32_t)clause->text.len;
    if (grave && finding->severity < CW_SEVERITY_HIGH) {
        finding->severity++;
    }
    return finding->message.data ? CW_OK : CW_ENOMEM;
}

/* The length of the longest sentence. In characters it is not known; their mean is never more, so
 * that what is flagged is flagged rightly. */
static uint32_t longest_sentence(const struct cw_analysis *analysis, bool characters)
{
    if (!characters) {
        return analysis->longest_sentence;
    }
    uint32_t sentences = analysis->counts.n[CW_N_SENTENCES];
    return sentences ? analysis->counts.n[CW_N_CODE_POINTS] / sentences : 0;
}

enum cw_err cw_flag_measures(struct cw_flag *flag, uint32_t clause_index,
                             const struct cw_clause *clause, const struct cw_analysis *analysis)
{
    const struct cw_lexicon *lexicon = cw_lexicons_find(flag->lexicons, analysis->lang);
    if (!lexicon) {
        return CW_OK;
    }
    struct cw_limits limits = cw_lexicon_limits(lexicon);
    uint32_t sentence = longest_sentence(analysis, limits.characters);
    if (limits.sentence && sentence > limits.sentence) {
        bool grave = limits.sentence_hard && sentence > limits.sentence_hard;
        enum cw_err err = add_long(flag, clause_index, clause, "PL-SENTLEN", sentence,
                                   limits.sentence, grave, limits.characters);
        if (err) {
            return err;
        }
    }
    uint32_t all = analysis->counts.n[limits.characters ? CW_N_CODE_POINTS : CW_N_WORDS];
    if (limits.paragraph && all > limits.paragraph) {
        return add_long(flag, clause_index, clause, "PL-PARA", all, limits.paragraph, false,
                        limits.characters);
    }
    return CW_OK;
}
