/* Identification and profile counting on any text. The first byte chooses the declared language. */
#include <stdint.h>
#include <stdlib.h>

#include "common/utf8.h"
#include "identify/identify.h"
#include "lexicon/lexicon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct cw_lexicons *lexicons;
static struct cw_identifier *identifier;

static void set_up(void)
{
    const char *dirs[] = {CW_SOURCE_DIR "/lexicons"};
    struct cw_diag diag;
    if (cw_lexicons_load(dirs, 1, NULL, NULL, &lexicons, &diag) ||
        cw_identifier_new(lexicons, &identifier, &diag)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const declared[] = {"", "en", "my", "zh-TW", "xx-", "\xFF"};
    if (!identifier) {
        set_up();
    }
    struct cw_str text = cw_str_n(size ? (const char *)data + 1 : "", size ? size - 1 : 0);
    if (!cw_utf8_valid(text)) {
        return 0;
    }
    struct cw_identity identity;
    cw_identify(identifier, text, cw_str_z(declared[size ? data[0] % 6 : 0]), &identity);
    if (!identity.lang[0] || !(identity.confidence >= 0 && identity.confidence <= 1)) {
        abort();
    }
    struct cw_identify_source source = {text, cw_str_z("fuzz")};
    struct cw_buf out;
    cw_buf_init(&out, 1 << 22);
    enum cw_err err =
        cw_identify_profile(cw_lexicons_at(lexicons, 0), &source, 1, 1 << 14, &out, NULL);
    if (err && err != CW_ESYNTAX && err != CW_ENOMEM) {
        abort();
    }
    cw_buf_dispose(&out);
    return 0;
}
