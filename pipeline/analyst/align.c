/* What align is handed: languages, packs and analyses of both sides. */
#include "align.h"

#include "align/align.h"
#include "compare/compare.h"
#include "identify/identify.h"

/* The stage may not call identify itself: it is another stage. */
struct asker {
    const struct cw_identifier *identifier;
    const struct cw_lexicons *lexicons;
    struct cw_arena *arena;
};

/* "English", "中文": in lists of languages each stands in its own. */
static bool is_language_name(const struct cw_lexicons *lexicons, struct cw_str text)
{
    for (size_t i = 0; i < cw_lexicons_count(lexicons); i++) {
        if (cw_str_eq(text, cw_lexicon_name(cw_lexicons_at(lexicons, i)))) {
            return true;
        }
    }
    return false;
}

static struct cw_str identify_text(void *context, struct cw_str text, struct cw_str declared)
{
    struct asker *asker = context;
    struct cw_identity identity;
    if (is_language_name(asker->lexicons, text)) {
        return cw_str_z("zxx");
    }
    cw_identify(asker->identifier, text, declared, &identity);
    struct cw_str lang = cw_str_dup(asker->arena, cw_str_z(identity.lang));
    return lang.data ? lang : cw_str_z("und");
}

static enum cw_err find_values(void *context, struct cw_arena *arena, struct cw_str text,
                               const struct cw_analysis *analysis, struct cw_clause_value **out,
                               size_t *n)
{
    (void)context;
    return cw_clause_values(arena, text, analysis->matches, analysis->n_matches, out, n);
}

/* Only texts in the Burmese script are asked, a few of them: the script is known already. */
static bool is_zawgyi(const struct cw_identifier *identifier, const struct cw_align_side *side)
{
    enum { ENOUGH = 20 };
    size_t asked = 0;
    size_t found = 0;
    for (size_t i = 0; i < side->clauses->n && asked < ENOUGH; i++) {
        if (cw_str_is(side->analyses[i].script, "Mymr")) {
            struct cw_identity identity;
            cw_identify(identifier, side->clauses->items[i].text, side->lang, &identity);
            found += identity.zawgyi;
            asked++;
        }
    }
    return found > 0 && found * 2 >= asked;
}

static enum cw_err analyse_side(struct cw_analyst *analyst, struct cw_arena *arena,
                                struct cw_align_side *side, struct cw_diag *diag)
{
    struct cw_analysis *analyses = cw_arena_array(arena, side->clauses->n, sizeof *analyses);
    enum cw_err err = analyses ? CW_OK : cw_fail(diag, CW_ENOMEM, NULL, 0, 0, "out of memory");
    for (size_t i = 0; !err && i < side->clauses->n; i++) {
        err = cw_analyst_match(analyst, arena, side->lang, side->clauses->items[i].text,
                               &analyses[i], diag);
    }
    side->analyses = analyses;
    return err;
}

static enum cw_err prepare(struct cw_analyst *analyst, struct cw_arena *arena,
                           const struct cw_align_text *text, struct cw_align_side *side,
                           struct cw_diag *diag)
{
    *side = (struct cw_align_side){
        .clauses = text->clauses, .analyses = text->analyses, .lang = text->lang};
    if (side->lang.len == 0) {
        side->lang = cw_analyst_guess(analyst, arena, text->clauses);
    }
    side->has_pack = cw_lexicons_find(cw_analyst_lexicons(analyst), side->lang) != NULL;
    enum cw_err err = side->analyses ? CW_OK : analyse_side(analyst, arena, side, diag);
    side->zawgyi = !err && is_zawgyi(cw_analyst_identifier(analyst), side);
    return err;
}

enum cw_err cw_analyst_align(struct cw_analyst *analyst, struct cw_arena *arena,
                             const struct cw_align_text *source, const struct cw_align_text *target,
                             struct cw_alignment *out, struct cw_diag *diag)
{
    struct cw_align_side sides[2];
    enum cw_err err = prepare(analyst, arena, source, &sides[0], diag);
    if (!err) {
        err = prepare(analyst, arena, target, &sides[1], diag);
    }
    if (err) {
        return err;
    }
    struct asker asker = {cw_analyst_identifier(analyst), cw_analyst_lexicons(analyst), arena};
    struct cw_align_identify identify = {&asker, identify_text};
    struct cw_align_values values = {NULL, find_values};
    err =
        cw_align(arena, cw_analyst_breaker(analyst), &sides[0], &sides[1], &identify, &values, out);
    return err ? cw_fail(diag, err, NULL, 0, 0, "aligning: %s", cw_err_name(err)) : CW_OK;
}
