/* Counts of one clause, by the counting contract of docs/readability.md, in one pass over its
 * tokens. The whole archive passes through here, so plain ASCII words take a short way; everything
 * else asks ICU for general category and script. */
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "common/utf8.h"
#include "lexicon/lexicon.h"
#include "readability.h"

enum { LONG_WORD = 6 }; /* letters and marks; longer is long */

/* Runs of one script; the formula for Japanese asks for their number and length. */
enum run { RUN_NONE, RUN_LATIN, RUN_HIRAGANA, RUN_KATAKANA, RUN_HAN };

/* What one token holds. */
struct tally {
    uint32_t letters;
    uint32_t marks;
    uint32_t digits;
    uint32_t punctuation;
};

struct pass {
    struct cw_str text;
    struct cw_counts *counts;
    enum run run;
};

static bool is_ascii_letter(unsigned char byte)
{
    return (unsigned char)((byte | 0x20) - 'a') < 26;
}

static void continue_run(struct pass *pass, enum run run)
{
    static const enum cw_count runs[] = {0, CW_N_LATIN_RUNS, CW_N_HIRAGANA_RUNS, CW_N_KATAKANA_RUNS,
                                         CW_N_HAN_RUNS};
    static const enum cw_count chars[] = {0, CW_N_LATIN_CHARS, CW_N_HIRAGANA_CHARS,
                                          CW_N_KATAKANA_CHARS, CW_N_HAN_CHARS};
    if (run != RUN_NONE) {
        pass->counts->n[runs[run]] += run != pass->run;
        pass->counts->n[chars[run]]++;
    }
    pass->run = run;
}

/* General category P*: all marks but the symbols $ + < = > ^ ` | ~ */
static bool is_ascii_punctuation(unsigned char byte)
{
    static const uint64_t marks[] = {0x8C00F7EE00000000u, 0x28000000B8000001u};
    return marks[byte >> 6 & 1] >> (byte & 63) & 1;
}

static void read_ascii(struct pass *pass, unsigned char byte, struct tally *tally)
{
    if (is_ascii_letter(byte)) {
        tally->letters++;
        pass->counts->n[CW_N_CODE_POINTS]++;
        continue_run(pass, RUN_LATIN);
        return;
    }
    pass->run = RUN_NONE;
    if (byte == ' ' || (byte >= '\t' && byte <= '\r')) {
        return;
    }
    pass->counts->n[CW_N_CODE_POINTS]++;
    if (byte >= '0' && byte <= '9') {
        tally->digits++;
    } else {
        tally->punctuation += is_ascii_punctuation(byte);
    }
}

static enum run run_of(UChar32 c, enum run before)
{
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
    case USCRIPT_LATIN:
        return RUN_LATIN;
    case USCRIPT_HIRAGANA:
        return RUN_HIRAGANA;
    case USCRIPT_KATAKANA:
        return RUN_KATAKANA;
    case USCRIPT_HAN:
        return RUN_HAN;
    case USCRIPT_COMMON:
        /* The prolonged sound mark belongs to the kana before it. */
        return c == 0x30FC && before == RUN_HIRAGANA ? RUN_HIRAGANA
               : c == 0x30FC || c == 0xFF70          ? RUN_KATAKANA
                                                     : RUN_NONE;
    default:
        return RUN_NONE;
    }
}

static void read_other(struct pass *pass, UChar32 c, struct tally *tally)
{
    uint32_t category = U_GET_GC_MASK(c);
    if (category & U_GC_M_MASK) {
        tally->marks++; /* neither ends a run nor lengthens it */
        pass->counts->n[CW_N_CODE_POINTS]++;
        return;
    }
    if (u_isUWhiteSpace(c)) {
        pass->run = RUN_NONE;
        return;
    }
    pass->counts->n[CW_N_CODE_POINTS]++;
    pass->counts->n[CW_N_COMMAS] += c == 0x3001 || c == 0xFF0C;
    if (category & U_GC_L_MASK) {
        tally->letters++;
        continue_run(pass, run_of(c, pass->run));
        return;
    }
    /* U+3007, the ideographic zero, is a number and Han. */
    continue_run(pass, c == 0x3007 ? RUN_HAN : RUN_NONE);
    tally->digits += (category & U_GC_N_MASK) != 0;
    tally->punctuation += (category & U_GC_P_MASK) != 0;
}

static struct tally read_token(struct pass *pass, struct cw_token token)
{
    struct tally tally = {0};
    const unsigned char *bytes = (const unsigned char *)pass->text.data;
    size_t at = token.start;
    if (pass->run == RUN_NONE) {
        while (at < token.end && is_ascii_letter(bytes[at])) {
            at++;
        }
        uint32_t n = (uint32_t)at - token.start;
        if (n) {
            tally.letters = n;
            pass->counts->n[CW_N_CODE_POINTS] += n;
            pass->counts->n[CW_N_LATIN_CHARS] += n;
            pass->counts->n[CW_N_LATIN_RUNS]++;
            pass->run = RUN_LATIN;
        }
    }
    while (at < token.end) {
        if (bytes[at] < 0x80) {
            read_ascii(pass, bytes[at++], &tally);
        } else {
            read_other(pass, (UChar32)cw_utf8_next(pass->text, &at), &tally);
        }
    }
    return tally;
}

static void add_syllables(struct cw_counts *counts, uint32_t syllables)
{
    counts->n[CW_N_SYLLABLES] += syllables;
    counts->n[CW_N_COMPLEX_WORDS] += syllables >= 3;
    counts->n[CW_N_POLY4_WORDS] += syllables >= 4;
    counts->n[CW_N_MONO_WORDS] += syllables == 1;
}

static void add_word(const struct cw_lexicon *lexicon, struct cw_str word,
                     const struct tally *tally, struct cw_counts *counts)
{
    counts->n[CW_N_WORDS]++;
    counts->n[CW_N_LETTERS] += tally->letters;
    counts->n[CW_N_CHARACTERS] += tally->letters + tally->digits + tally->punctuation;
    counts->n[CW_N_LONG_WORDS] += tally->letters + tally->marks > LONG_WORD;
    uint32_t squared;
    if (__builtin_mul_overflow(tally->letters, tally->letters, &squared) ||
        __builtin_add_overflow(counts->n[CW_N_LETTERS_SQUARED], squared, &squared)) {
        squared = UINT32_MAX;
    }
    counts->n[CW_N_LETTERS_SQUARED] = squared;
    if (lexicon) {
        add_syllables(counts, cw_lexicon_syllables(lexicon, word));
    }
}

/* Counts the tokens that start before `end`, from *at on; one sentence when it holds a word.
 * Returns its words. */
static uint32_t count_sentence(const struct cw_lexicon *lexicon, struct cw_str text,
                               const struct cw_token *tokens, size_t n_tokens, size_t *at,
                               size_t end, struct cw_counts *counts)
{
    struct pass pass = {text, counts, RUN_NONE};
    uint32_t before = counts->n[CW_N_WORDS];
    for (; *at < n_tokens && tokens[*at].start < end; (*at)++) {
        struct cw_token token = tokens[*at];
        if (token.end - token.start == 1 && text.data[token.start] == ' ') {
            pass.run = RUN_NONE; /* every second token of most texts */
            continue;
        }
        struct tally tally = read_token(&pass, token);
        /* ICU calls a line of underscores a word; the contract asks for a letter or number. */
        if (token.kind != CW_TOKEN_OTHER && tally.letters + tally.digits > 0) {
            add_word(lexicon, cw_str_sub(text, token.start, token.end), &tally, counts);
        }
    }
    uint32_t words = counts->n[CW_N_WORDS] - before;
    counts->n[CW_N_SENTENCES] += words > 0;
    return words;
}

void cw_readability_count(const struct cw_lexicon *lexicon, struct cw_str text,
                          const struct cw_token *tokens, size_t n_tokens,
                          const struct cw_span *sentences, size_t n_sentences,
                          struct cw_counts *counts, uint32_t *longest_sentence)
{
    *counts = (struct cw_counts){0};
    *longest_sentence = 0;
    size_t at = 0;
    size_t i = 0;
    do { /* a clause without sentence spans is one sentence */
        /* The last sentence reaches to the end of the clause, whatever its span says. */
        size_t end = i + 1 < n_sentences ? sentences[i].end : text.len;
        uint32_t words = count_sentence(lexicon, text, tokens, n_tokens, &at, end, counts);
        if (words > *longest_sentence) {
            *longest_sentence = words;
        }
    } while (++i < n_sentences);
}

void cw_readability_count_each(const struct cw_lexicon *lexicon, struct cw_str text,
                               const struct cw_token *tokens, size_t n_tokens,
                               const struct cw_span *sentences, size_t n_sentences,
                               struct cw_counts *each)
{
    size_t at = 0;
    for (size_t i = 0; i < n_sentences; i++) {
        size_t end = i + 1 < n_sentences ? sentences[i].end : text.len;
        each[i] = (struct cw_counts){0};
        (void)count_sentence(lexicon, text, tokens, n_tokens, &at, end, &each[i]);
    }
}
