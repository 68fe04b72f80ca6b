/* Findings of an earlier run, as they stand without a new look at their document. The lines are our
 * own: what data.c writes is what is read here. */
#include "columns.h"

static size_t status_column(void)
{
    const struct cw_columns *columns = cw_columns_of(CW_DATA_FINDINGS);
    size_t i = 0;
    while (i < columns->n && strcmp(columns->columns[i].name, "status") != 0) {
        i++;
    }
    return i;
}

/* Copies a record whose status stands at [start, end) of it. */
static void settle_record(struct cw_str record, size_t start, size_t end, struct cw_buf *out)
{
    struct cw_str status = cw_str_sub(record, start, end);
    if (cw_str_is(status, "gone")) {
        return;
    }
    if (!cw_str_is(status, "new")) {
        cw_buf_str(out, record);
        return;
    }
    cw_buf_add(out, record.data, start);
    cw_buf_z(out, "open");
    cw_buf_add(out, record.data + end, record.len - end);
}

void cw_data_settle_jsonl(struct cw_str lines, struct cw_buf *out)
{
    /* Inside a string every quotation mark has a backslash before it, so this stands nowhere else.
     */
    static const char key[] = ",\"status\":\"";
    size_t at = 0;
    while (at < lines.len) {
        const char *newline = memchr(lines.data + at, '\n', lines.len - at);
        size_t end = newline ? (size_t)(newline - lines.data) + 1 : lines.len;
        struct cw_str line = cw_str_sub(lines, at, end);
        const char *found = memmem(line.data, line.len, key, sizeof key - 1);
        size_t start = found ? (size_t)(found - line.data) + sizeof key - 1 : line.len;
        const char *quote = memchr(line.data + start, '"', line.len - start);
        settle_record(line, start, quote ? (size_t)(quote - line.data) : start, out);
        at = end;
    }
}

/* The end of the cell that begins at `at`: a comma, the end of the record, or of everything. */
static size_t cell_end(struct cw_str lines, size_t at)
{
    bool quoted = false;
    while (at < lines.len && (quoted || (lines.data[at] != ',' && lines.data[at] != '\r'))) {
        quoted ^= lines.data[at] == '"';
        at++;
    }
    return at;
}

void cw_data_settle_csv(struct cw_str lines, struct cw_buf *out)
{
    const size_t status = status_column();
    size_t at = 0;
    while (at < lines.len) {
        size_t record = at;
        size_t start = 0;
        size_t end = 0;
        for (size_t column = 0;; column++) {
            size_t cell = at;
            at = cell_end(lines, at);
            if (column == status) {
                start = cell - record;
                end = at - record;
            }
            if (at >= lines.len || lines.data[at] == '\r') {
                break;
            }
            at++;
        }
        at = at + 2 < lines.len ? at + 2 : lines.len; /* behind CRLF */
        settle_record(cw_str_sub(lines, record, at), start, end, out);
    }
}
