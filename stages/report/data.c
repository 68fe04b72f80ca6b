/* JSON Lines, CSV and the package description, all driven by the table of columns. */
#include "data.h"

#include <math.h>
#include <stdio.h>

#include "columns.h"
#include "common/json.h"
#include "html.h"

static const void *field(const void *row, const struct cw_column *column)
{
    return (const char *)row + column->offset;
}

const char *cw_data_name(enum cw_data_file file)
{
    return cw_columns_of(file)->name;
}

enum { COSMETIC_BITS = 10, COSMETIC_TEXT = 128 };

static size_t cosmetic_text(uint32_t bits, char out[COSMETIC_TEXT])
{
    size_t n = 0;
    for (unsigned i = 0; i < COSMETIC_BITS && n < COSMETIC_TEXT; i++) {
        if (bits & (1u << i)) {
            n += (size_t)snprintf(out + n, COSMETIC_TEXT - n, "%s%s", n ? "," : "",
                                  cw_cosmetic_name((enum cw_cosmetic)(1u << i)));
        }
    }
    return n < COSMETIC_TEXT ? n : COSMETIC_TEXT - 1;
}

static void put_signals(struct cw_json *json, const struct cw_report_change *change)
{
    cw_json_begin_array(json);
    for (size_t i = 0; i < change->n_signals; i++) {
        cw_json_begin_object(json);
        cw_json_put_z(json, "kind", cw_signal_kind_name(change->signals[i].kind));
        cw_json_put_str(json, "old", change->signals[i].old_value);
        cw_json_put_str(json, "new", change->signals[i].new_value);
        cw_json_end_object(json);
    }
    cw_json_end_array(json);
}

static void put_formulas(struct cw_json *json, const struct cw_report_readability *row)
{
    cw_json_begin_object(json);
    for (size_t i = 0; i < row->n_formulas; i++) {
        char id[64];
        struct cw_str name = row->formulas[i].id;
        int len = (int)(name.len < sizeof id - 1 ? name.len : sizeof id - 1);
        snprintf(id, sizeof id, "%.*s", len, name.data);
        cw_json_put_number(json, id, row->formulas[i].value, 4);
    }
    cw_json_end_object(json);
}

static bool is_optional(enum cw_column_type type)
{
    return type == CW_COL_OPT || type == CW_COL_TIME || type == CW_COL_COSMETIC;
}

/* The value as text where its type is one; space is used where it has to be made. */
static bool text_of(const struct cw_column *column, const void *row, char space[COSMETIC_TEXT],
                    struct cw_str *text)
{
    const void *at = field(row, column);
    switch (column->type) {
    case CW_COL_STR:
    case CW_COL_OPT:
        *text = *(const struct cw_str *)at;
        return true;
    case CW_COL_TIME:
        *text = cw_str_n(space, cw_time_iso(*(const int64_t *)at, space));
        return true;
    case CW_COL_SEVERITY:
        *text = cw_str_z(cw_severity_name(*(const enum cw_severity *)at));
        return true;
    case CW_COL_CLASS:
        *text = cw_str_z(cw_pair_class_name(*(const enum cw_pair_class *)at));
        return true;
    case CW_COL_COSMETIC:
        *text = cw_str_n(space, cosmetic_text(*(const uint32_t *)at, space));
        return true;
    default:
        return false;
    }
}

static void put_int_unless(struct cw_json *json, int64_t value, bool is_none)
{
    if (is_none) {
        cw_json_null(json);
    } else {
        cw_json_int(json, value);
    }
}

/* A value that is no text. */
static void put_other(struct cw_json *json, const struct cw_column *column, const void *row)
{
    const void *at = field(row, column);
    switch (column->type) {
    case CW_COL_INT:
        cw_json_int(json, *(const int64_t *)at);
        break;
    case CW_COL_INDEX:
        put_int_unless(json, *(const int64_t *)at, *(const int64_t *)at < 0);
        break;
    case CW_COL_U32:
        cw_json_int(json, *(const uint32_t *)at);
        break;
    case CW_COL_PLACE:
        put_int_unless(json, *(const uint32_t *)at, *(const uint32_t *)at == 0);
        break;
    case CW_COL_CLAUSE:
        put_int_unless(json, *(const uint32_t *)at, *(const uint32_t *)at == CW_REPORT_NO_CLAUSE);
        break;
    case CW_COL_NUMBER:
        cw_json_number(json, *(const double *)at, 4);
        break;
    case CW_COL_BOOL:
        cw_json_bool(json, *(const bool *)at);
        break;
    case CW_COL_SIGNALS:
        put_signals(json, row);
        break;
    case CW_COL_FORMULAS:
        put_formulas(json, row);
        break;
    default:
        cw_json_null(json);
    }
}

void cw_data_jsonl(enum cw_data_file file, const void *row, struct cw_buf *out)
{
    const struct cw_columns *columns = cw_columns_of(file);
    struct cw_json json;
    cw_json_init(&json, out);
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "type", columns->record);
    for (size_t i = 0; i < columns->n; i++) {
        const struct cw_column *column = &columns->columns[i];
        char space[COSMETIC_TEXT];
        struct cw_str text;
        cw_json_key(&json, column->name);
        if (!text_of(column, row, space, &text)) {
            put_other(&json, column, row);
        } else if (!text.len && is_optional(column->type)) {
            cw_json_null(&json);
        } else {
            cw_json_str(&json, text);
        }
    }
    cw_json_end_object(&json);
    cw_json_end_line(&json);
}

/* A cell of text. Spreadsheets take a cell that begins with = + - @ for a formula and run it; texts
 * come from the open web, so such a cell gets an apostrophe before it. */
static void csv_text(struct cw_buf *out, struct cw_str text)
{
    bool guard = text.len && strchr("=+-@\t\r", text.data[0]) && text.data[0] != '\0';
    bool quote = guard;
    for (size_t i = 0; i < text.len && !quote; i++) {
        quote = text.data[i] == '"' || text.data[i] == ',' || text.data[i] == '\n' ||
                text.data[i] == '\r';
    }
    if (!quote) {
        cw_buf_str(out, text);
        return;
    }
    cw_buf_z(out, guard ? "\"'" : "\"");
    size_t plain = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"') {
            cw_buf_add(out, text.data + plain, i + 1 - plain);
            cw_buf_char(out, '"');
            plain = i + 1;
        }
    }
    cw_buf_add(out, text.data + plain, text.len - plain);
    cw_buf_char(out, '"');
}

/* A list or an object: a cell that holds JSON. */
static void csv_json(struct cw_buf *out, const struct cw_column *column, const void *row)
{
    struct cw_buf cell;
    struct cw_json json;
    cw_buf_init(&cell, 1 << 20);
    cw_json_init(&json, &cell);
    put_other(&json, column, row);
    csv_text(out, cw_buf_view(&cell));
    out->failed |= cell.failed;
    cw_buf_dispose(&cell);
}

/* Numbers and truth values are written as JSON writes them; null is an empty cell. */
static void csv_value(const struct cw_column *column, const void *row, struct cw_buf *out)
{
    char space[COSMETIC_TEXT];
    struct cw_str text;
    if (text_of(column, row, space, &text)) {
        csv_text(out, text);
    } else if (column->type == CW_COL_SIGNALS || column->type == CW_COL_FORMULAS) {
        csv_json(out, column, row);
    } else {
        struct cw_json json;
        size_t before = out->len;
        cw_json_init(&json, out);
        put_other(&json, column, row);
        if (cw_str_is(cw_str_sub(cw_buf_view(out), before, out->len), "null")) {
            out->len = before;
        }
    }
}

void cw_data_csv(enum cw_data_file file, const void *row, struct cw_buf *out)
{
    const struct cw_columns *columns = cw_columns_of(file);
    for (size_t i = 0; i < columns->n; i++) {
        if (i) {
            cw_buf_char(out, ',');
        }
        csv_value(&columns->columns[i], row, out);
    }
    cw_buf_z(out, "\r\n");
}

void cw_data_csv_header(enum cw_data_file file, struct cw_buf *out)
{
    const struct cw_columns *columns = cw_columns_of(file);
    for (size_t i = 0; i < columns->n; i++) {
        if (i) {
            cw_buf_char(out, ',');
        }
        cw_buf_z(out, columns->columns[i].name);
    }
    cw_buf_z(out, "\r\n");
}

/* Frictionless names for the types (Table Schema). */
static const char *schema_type(enum cw_column_type type)
{
    switch (type) {
    case CW_COL_TIME:
        return "datetime";
    case CW_COL_INT:
    case CW_COL_INDEX:
    case CW_COL_U32:
    case CW_COL_PLACE:
    case CW_COL_CLAUSE:
        return "integer";
    case CW_COL_NUMBER:
        return "number";
    case CW_COL_BOOL:
        return "boolean";
    case CW_COL_SIGNALS:
        return "array";
    case CW_COL_FORMULAS:
        return "object";
    default:
        return "string";
    }
}

static void put_schema(struct cw_json *json, const struct cw_columns *columns)
{
    cw_json_key(json, "schema");
    cw_json_begin_object(json);
    cw_json_key(json, "fields");
    cw_json_begin_array(json);
    for (size_t i = 0; i < columns->n; i++) {
        const struct cw_column *column = &columns->columns[i];
        cw_json_begin_object(json);
        cw_json_put_z(json, "name", column->name);
        cw_json_put_z(json, "type", schema_type(column->type));
        cw_json_put_z(json, "description", column->meaning);
        cw_json_end_object(json);
    }
    cw_json_end_array(json);
    cw_json_key(json, "missingValues");
    cw_json_begin_array(json);
    cw_json_str(json, cw_str_z(""));
    cw_json_end_array(json);
    cw_json_end_object(json);
}

static void put_resource(struct cw_json *json, const struct cw_columns *columns, bool csv)
{
    char text[64];
    cw_json_begin_object(json);
    snprintf(text, sizeof text, csv ? "%s" : "%s-jsonl", columns->name);
    cw_json_put_z(json, "name", text);
    snprintf(text, sizeof text, "%s.%s", columns->name, csv ? "csv" : "jsonl");
    cw_json_put_z(json, "path", text);
    if (csv) {
        cw_json_put_z(json, "profile", "tabular-data-resource");
    }
    cw_json_put_z(json, "description", columns->description);
    cw_json_put_z(json, "format", csv ? "csv" : "jsonl");
    cw_json_put_z(json, "mediatype", csv ? "text/csv" : "application/jsonl");
    cw_json_put_z(json, "encoding", "utf-8");
    if (csv) {
        put_schema(json, columns);
    }
    cw_json_end_object(json);
}

void cw_data_package(struct cw_str title, struct cw_buf *out)
{
    struct cw_json json;
    cw_json_init(&json, out);
    cw_json_begin_object(&json);
    cw_json_put_z(&json, "profile", "data-package");
    cw_json_put_z(&json, "name", "clausewatch");
    cw_json_put_str(&json, "title", title.len ? title : cw_str_z("clausewatch"));
    cw_json_put_z(&json, "description",
                  "What a run of clausewatch found. Each file comes as CSV and, with the same "
                  "columns, as JSON Lines. A text cell of a CSV file that begins with = + - or @ "
                  "has an apostrophe before it, so that no spreadsheet runs it as a formula; the "
                  "JSON Lines hold the text as it is.");
    cw_json_key(&json, "resources");
    cw_json_begin_array(&json);
    for (int file = 0; file < CW_DATA_FILES; file++) {
        put_resource(&json, cw_columns_of((enum cw_data_file)file), true);
        put_resource(&json, cw_columns_of((enum cw_data_file)file), false);
    }
    cw_json_end_array(&json);
    cw_json_end_object(&json);
    cw_buf_char(out, '\n');
}
