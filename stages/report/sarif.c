/* SARIF 2.1.0: severity becomes a level, everything without a place in SARIF a property. */
#include "sarif.h"

#include "common/hash.h"

void cw_sarif_begin(struct cw_sarif *sarif, struct cw_str version, struct cw_buf *out)
{
    struct cw_json *json = &sarif->json;
    cw_json_init(json, out);
    cw_json_begin_object(json);
    cw_json_put_z(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    cw_json_put_z(json, "version", "2.1.0");
    cw_json_key(json, "runs");
    cw_json_begin_array(json);
    cw_json_begin_object(json);
    cw_json_key(json, "tool");
    cw_json_begin_object(json);
    cw_json_key(json, "driver");
    cw_json_begin_object(json);
    cw_json_put_z(json, "name", "clausewatch");
    cw_json_put_str(json, "version", version);
    cw_json_end_object(json);
    cw_json_end_object(json);
    cw_json_key(json, "results");
    cw_json_begin_array(json);
}

static const char *level(enum cw_severity severity)
{
    return severity == CW_SEVERITY_HIGH     ? "error"
           : severity == CW_SEVERITY_MEDIUM ? "warning"
                                            : "note";
}

/* A path as a relative URI reference (RFC 3986): whatever is not plain is percent-encoded, and a
 * first part with a colon cannot be taken for a scheme. */
static void put_uri(struct cw_json *json, struct cw_str path)
{
    static const char hex[] = "0123456789ABCDEF";
    struct cw_buf uri;
    cw_buf_init(&uri, 3 * path.len + 1);
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c != '\0' && strchr("-._~/", c) != NULL);
        if (plain) {
            cw_buf_char(&uri, (char)c);
        } else {
            const char coded[3] = {'%', hex[c >> 4], hex[c & 15]};
            cw_buf_add(&uri, coded, 3);
        }
    }
    cw_json_put_str(json, "uri", cw_buf_view(&uri));
    json->out->failed |= uri.failed;
    cw_buf_dispose(&uri);
}

static void put_location(struct cw_json *json, const struct cw_report_finding *finding)
{
    cw_json_key(json, "locations");
    cw_json_begin_array(json);
    cw_json_begin_object(json);
    cw_json_key(json, "physicalLocation");
    cw_json_begin_object(json);
    cw_json_key(json, "artifactLocation");
    cw_json_begin_object(json);
    put_uri(json, finding->name);
    cw_json_end_object(json);
    if (finding->line) {
        cw_json_key(json, "region");
        cw_json_begin_object(json);
        cw_json_put_int(json, "startLine", finding->line);
        if (finding->column) {
            cw_json_put_int(json, "startColumn", finding->column);
        }
        cw_json_key(json, "snippet");
        cw_json_begin_object(json);
        cw_json_put_str(json, "text", finding->text);
        cw_json_end_object(json);
        cw_json_end_object(json);
    }
    cw_json_end_object(json);
    cw_json_end_object(json);
    cw_json_end_array(json);
}

/* The same finding keeps its fingerprint when lines above it move. */
static void put_fingerprint(struct cw_json *json, const struct cw_report_finding *finding)
{
    const struct cw_str parts[] = {finding->finding.rule, finding->name, finding->finding.cue,
                                   finding->text};
    struct cw_hash hash = cw_hash_parts(parts, sizeof parts / sizeof *parts);
    char hex[CW_HASH_HEX + 1];
    cw_hash_hex(&hash, hex);
    cw_json_key(json, "partialFingerprints");
    cw_json_begin_object(json);
    cw_json_put_str(json, "clausewatch/v1", cw_str_n(hex, 32));
    cw_json_end_object(json);
}

void cw_sarif_finding(struct cw_sarif *sarif, const struct cw_report_finding *finding)
{
    struct cw_json *json = &sarif->json;
    cw_json_begin_object(json);
    cw_json_put_str(json, "ruleId", finding->finding.rule);
    cw_json_put_z(json, "level", level(finding->finding.severity));
    cw_json_key(json, "message");
    cw_json_begin_object(json);
    cw_json_put_str(json, "text", finding->finding.message);
    cw_json_end_object(json);
    put_location(json, finding);
    put_fingerprint(json, finding);
    cw_json_key(json, "properties");
    cw_json_begin_object(json);
    cw_json_put_str(json, "criterion", finding->finding.criterion);
    cw_json_put_z(json, "severity", cw_severity_name(finding->finding.severity));
    cw_json_put_int(json, "clause", finding->finding.clause);
    bool placed = finding->line && finding->end > finding->start;
    cw_json_put_int(json, "start", (int64_t)(placed ? finding->start : finding->finding.start));
    cw_json_put_int(json, "end", (int64_t)(placed ? finding->end : finding->finding.end));
    cw_json_put_str(json, "lang", finding->lang);
    cw_json_put_str(json, "cue", finding->finding.cue);
    cw_json_end_object(json);
    cw_json_end_object(json);
}

void cw_sarif_end(struct cw_sarif *sarif)
{
    struct cw_json *json = &sarif->json;
    cw_json_end_array(json);
    cw_json_put_z(json, "columnKind", "unicodeCodePoints");
    cw_json_end_object(json);
    cw_json_end_array(json);
    cw_json_end_object(json);
    cw_buf_char(json->out, '\n');
}
