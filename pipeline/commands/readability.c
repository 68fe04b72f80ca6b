/* clausewatch readability: counts and formulas of files. */
#include <math.h>
#include <stdio.h>

#include "commands.h"
#include "common/json.h"
#include "readability/readability.h"

struct measured {
    struct cw_str lang;
    const struct cw_lexicon *lexicon;
    struct cw_counts counts;
    uint32_t longest_sentence;
    struct cw_counts *sentences; /* one by one, for the uncertainty */
    size_t n_sentences;
    struct cw_formula_value *values;
    size_t n_values;
    double reference_ratio;
};

/* The whole text is counted as its one language counts: names and numbers among it too. */
static enum cw_err measure(struct cw_file_context *file, struct measured *out, struct cw_diag *diag)
{
    const struct cw_clauses *clauses = &file->document.clauses;
    size_t room = 0;
    *out = (struct measured){0};
    out->lang = file->invocation->lang[0] ? cw_str_z(file->invocation->lang)
                                          : cw_analyst_guess(file->analyst, file->arena, clauses);
    out->lexicon = cw_lexicons_find(cw_analyst_lexicons(file->analyst), out->lang);
    for (size_t i = 0; i < clauses->n; i++) {
        struct cw_counts *each;
        size_t n_each;
        enum cw_err err = cw_analyst_count(file->analyst, out->lexicon, clauses->items[i].text,
                                           &each, &n_each, diag);
        if (err) {
            return err;
        }
        out->sentences = cw_arena_grow(file->arena, out->sentences, out->n_sentences, &room,
                                       out->n_sentences + n_each, sizeof *out->sentences);
        if (!out->sentences) {
            return cw_fail(diag, CW_ENOMEM, file->path, 0, 0, "out of memory");
        }
        for (size_t k = 0; k < n_each; k++) {
            uint32_t words = each[k].n[CW_N_WORDS];
            out->longest_sentence = words > out->longest_sentence ? words : out->longest_sentence;
            cw_counts_add(&out->counts, &each[k]);
            out->sentences[out->n_sentences++] = each[k];
        }
    }
    if (!out->lexicon) {
        out->reference_ratio = NAN;
        return CW_OK;
    }
    enum cw_err err = cw_readability_formulas(file->arena, out->lexicon, &out->counts, &out->values,
                                              &out->n_values);
    if (!err) {
        err = cw_readability_uncertainty(file->arena, out->lexicon, out->sentences,
                                         out->n_sentences, out->values, out->n_values);
    }
    out->reference_ratio = cw_readability_reference_ratio(out->lexicon, &out->counts);
    return err ? cw_fail(diag, err, file->path, 0, 0, "formulas: %s", cw_err_name(err)) : CW_OK;
}

static const enum cw_count shown[] = {CW_N_LETTERS,      CW_N_CHARACTERS, CW_N_WORDS,
                                      CW_N_SENTENCES,    CW_N_SYLLABLES,  CW_N_LONG_WORDS,
                                      CW_N_COMPLEX_WORDS};
enum { N_SHOWN = sizeof shown / sizeof shown[0] };

static bool is_shown(enum cw_count count)
{
    for (size_t i = 0; i < N_SHOWN; i++) {
        if (shown[i] == count) {
            return true;
        }
    }
    return false;
}

static void as_json(struct cw_file_context *file, const struct measured *m)
{
    struct cw_json json;
    cw_json_init(&json, file->out);
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "type", "readability");
    cw_json_put_z(&json, "file", file->path);
    cw_json_put_str(&json, "lang", m->lang);
    struct cw_str declared =
        file->invocation->lang[0] ? cw_str_z(file->invocation->lang) : file->document.notes.lang;
    cw_json_put_str_or_null(&json, "declared_lang", declared);
    for (size_t i = 0; i < N_SHOWN; i++) {
        cw_json_put_int(&json, cw_count_name(shown[i]), m->counts.n[shown[i]]);
    }
    cw_json_key(&json, "formulas");
    cw_json_begin_object(&json);
    for (size_t i = 0; i < m->n_values; i++) {
        char id[64];
        snprintf(id, sizeof id, "%.*s", (int)m->values[i].id.len, m->values[i].id.data);
        cw_json_put_number(&json, id, m->values[i].value, 2);
    }
    cw_json_end_object(&json);
    cw_json_put_number(&json, "reference_ratio", m->reference_ratio, 3);
    cw_json_key(&json, "errors");
    cw_json_begin_object(&json);
    for (size_t i = 0; i < m->n_values; i++) {
        char id[64];
        snprintf(id, sizeof id, "%.*s", (int)m->values[i].id.len, m->values[i].id.data);
        cw_json_put_number(&json, id, m->values[i].error, 2);
    }
    cw_json_end_object(&json);
    cw_json_put_int(&json, "longest_sentence", m->longest_sentence);
    /* The rest of what formulas may name, so that each can be worked out again. */
    for (int i = 0; i < CW_N_COUNTS; i++) {
        if (!is_shown((enum cw_count)i)) {
            cw_json_put_int(&json, cw_count_name((enum cw_count)i), m->counts.n[i]);
        }
    }
    cw_json_end_object(&json);
    cw_json_end_line(&json);
}

static void as_text(struct cw_file_context *file, const struct measured *m)
{
    struct cw_buf *out = file->out;
    cw_buf_printf(out, "%s (%.*s)\n", file->path, (int)m->lang.len, m->lang.data);
    for (size_t i = 0; i < N_SHOWN; i++) {
        cw_buf_printf(out, "  %-28s %10u\n", cw_count_name(shown[i]), m->counts.n[shown[i]]);
    }
    cw_buf_printf(out, "  %-28s %10u words\n", "longest sentence", m->longest_sentence);
    for (size_t i = 0; i < m->n_values; i++) {
        const struct cw_formula_value *value = &m->values[i];
        cw_buf_printf(out, "  %-28.*s ", (int)value->id.len, value->id.data);
        if (!isfinite(value->value)) {
            cw_buf_z(out, "       too short\n");
        } else if (isfinite(value->error)) {
            cw_buf_printf(out, "%10.2f  ± %.2f\n", value->value, value->error);
        } else {
            cw_buf_printf(out, "%10.2f\n", value->value);
        }
    }
    if (isfinite(m->reference_ratio)) {
        cw_buf_printf(out, "  %-28s %10.2f times the Universal Declaration of Human Rights\n",
                      "difficulty", m->reference_ratio);
    }
    if (!m->lexicon) {
        cw_buf_z(out, "  no language pack: neutral counts only\n");
    }
}

/* RFC 4180. */
static void csv_field(struct cw_buf *out, const char *text)
{
    cw_buf_char(out, '"');
    for (; *text; text++) {
        if (*text == '"') {
            cw_buf_char(out, '"');
        }
        cw_buf_char(out, *text);
    }
    cw_buf_char(out, '"');
}

/* One row a file and measure, since languages have different formulas. */
static void as_csv(struct cw_file_context *file, const struct measured *m)
{
    bool *has_header = file->context;
    if (!*has_header) {
        cw_buf_z(file->out, "file,lang,measure,value\r\n");
        *has_header = true;
    }
    for (int i = 0; i < CW_N_COUNTS; i++) {
        csv_field(file->out, file->path);
        cw_buf_printf(file->out, ",%.*s,%s,%u\r\n", (int)m->lang.len, m->lang.data,
                      cw_count_name((enum cw_count)i), m->counts.n[i]);
    }
    for (size_t i = 0; i < m->n_values; i++) {
        if (isfinite(m->values[i].value)) {
            csv_field(file->out, file->path);
            cw_buf_printf(file->out, ",%.*s,%.*s,%.2f\r\n", (int)m->lang.len, m->lang.data,
                          (int)m->values[i].id.len, m->values[i].id.data, m->values[i].value);
        }
    }
}

static enum cw_err show(struct cw_file_context *file, struct cw_diag *diag)
{
    struct measured measured;
    enum cw_err err = measure(file, &measured, diag);
    if (err) {
        return err;
    }
    if (file->invocation->format == CW_FORMAT_JSONL) {
        as_json(file, &measured);
    } else if (file->invocation->format == CW_FORMAT_CSV) {
        as_csv(file, &measured);
    } else {
        as_text(file, &measured);
    }
    return CW_OK;
}

int cw_command_readability(struct cw_invocation *invocation)
{
    bool has_header = false;
    return cw_count_each_file(invocation, show, &has_header);
}
