/* The worker's loop, and its kinds of work on what comes from the store. */
#include "worker.h"

#include <stdlib.h>
#include <unistd.h>

#include "analyst/align.h"
#include "analyst/analyst.h"
#include "intake.h"

/* Only the address sanitizer asks for every piece of memory back. */
#ifdef __SANITIZE_ADDRESS__
static const bool gives_back = true;
#else
static const bool gives_back = false;
#endif

static const size_t arena_cap = (size_t)4 * 1024 * 1024 * 1024;
static const size_t buffer_cap = (size_t)3 * 1024 * 1024 * 1024;

struct server {
    struct cw_channel channel;
    struct cw_analyst *analyst;
    struct cw_intake *intake;
    struct cw_arena *arena; /* of the work at hand, but for documents that are read */
    struct cw_buf frame;    /* the last one that came */
    struct cw_buf reply;
};

static bool send(struct server *server, enum cw_frame_type type)
{
    return cw_channel_send(&server->channel, type, &server->reply);
}

static bool send_failed(struct server *server, const char *message)
{
    cw_buf_clear(&server->reply);
    cw_buf_z(&server->reply, message);
    return send(server, CW_FRAME_FAILED);
}

static bool send_unless_failed(struct server *server, enum cw_frame_type type)
{
    return server->reply.failed ? send_failed(server, "out of memory") : send(server, type);
}

static bool do_analyse(struct server *server)
{
    cw_arena_reset(server->arena);
    struct cw_reader in = cw_wire_reader(cw_buf_view(&server->frame));
    size_t n = cw_wire_count(&in, 2);
    struct cw_diag diag;
    cw_buf_clear(&server->reply);
    cw_wire_put_uint(&server->reply, n);
    for (size_t i = 0; i < n; i++) {
        struct cw_str declared = cw_wire_str(&in);
        struct cw_str text = cw_wire_str(&in);
        struct cw_analysis analysis;
        if (in.failed) {
            return false;
        }
        if (cw_analyst_analyse(server->analyst, server->arena, declared, text, &analysis, &diag)) {
            return send_failed(server, diag.message);
        }
        cw_analysis_put(&server->reply, &analysis);
    }
    return send_unless_failed(server, CW_FRAME_ANALYSES);
}

static bool do_compare(struct server *server)
{
    cw_arena_reset(server->arena);
    struct cw_reader in = cw_wire_reader(cw_buf_view(&server->frame));
    struct cw_clauses old_clauses;
    struct cw_clauses new_clauses;
    struct cw_str declared = cw_wire_str(&in);
    if (!cw_clauses_get(&in, server->arena, &old_clauses) ||
        !cw_clauses_get(&in, server->arena, &new_clauses)) {
        return false;
    }
    struct cw_comparison comparison;
    struct cw_diag diag;
    struct cw_str lang = cw_analyst_spoken(server->analyst, server->arena, &new_clauses, declared);
    if (cw_analyst_compare(server->analyst, server->arena, &old_clauses, &new_clauses, lang,
                           &comparison, &diag)) {
        return send_failed(server, diag.message);
    }
    cw_buf_clear(&server->reply);
    cw_comparison_put(&server->reply, &comparison);
    return send_unless_failed(server, CW_FRAME_COMPARISON);
}

static bool do_align(struct server *server)
{
    cw_arena_reset(server->arena);
    struct cw_reader in = cw_wire_reader(cw_buf_view(&server->frame));
    struct cw_align_document source;
    struct cw_align_document target;
    if (!cw_align_document_get(&in, server->arena, &source) ||
        !cw_align_document_get(&in, server->arena, &target)) {
        return false;
    }
    struct cw_align_text sides[2] = {{&source.clauses, source.analyses, source.lang},
                                     {&target.clauses, target.analyses, target.lang}};
    struct cw_alignment alignment;
    struct cw_diag diag;
    if (cw_analyst_align(server->analyst, server->arena, &sides[0], &sides[1], &alignment, &diag)) {
        return send_failed(server, diag.message);
    }
    cw_buf_clear(&server->reply);
    cw_alignment_put(&server->reply, &alignment);
    return send_unless_failed(server, CW_FRAME_ALIGNMENT);
}

static bool say_hello(struct server *server)
{
    const struct cw_lexicons *lexicons = cw_analyst_lexicons(server->analyst);
    size_t n = cw_lexicons_count(lexicons);
    cw_buf_clear(&server->reply);
    cw_wire_put_int(&server->reply, cw_analyst_identify_fp(server->analyst));
    cw_wire_put_uint(&server->reply, n);
    for (size_t i = 0; i < n; i++) {
        struct cw_str code = cw_lexicon_code(cw_lexicons_at(lexicons, i));
        cw_wire_put_str(&server->reply, code);
        cw_wire_put_int(&server->reply, cw_analyst_pack_fp(server->analyst, code));
    }
    return !server->reply.failed && send(server, CW_FRAME_HELLO);
}

static bool serve_one(struct server *server)
{
    enum cw_frame_type type;
    if (!cw_channel_receive(&server->channel, &server->frame, &type)) {
        return false;
    }
    switch (type) {
    case CW_FRAME_JOB:
        return cw_intake_job(server->intake, &server->frame);
    case CW_FRAME_KNOWN:
        return cw_intake_known(server->intake, cw_buf_view(&server->frame));
    case CW_FRAME_ANALYSE:
        return do_analyse(server);
    case CW_FRAME_COMPARE:
        return do_compare(server);
    case CW_FRAME_ALIGN:
        return do_align(server);
    default:
        return false;
    }
}

int cw_worker_serve(int in, int out, struct cw_analyst *analyst)
{
    struct server server = {.channel = {in, out}, .analyst = analyst};
    cw_buf_init(&server.frame, buffer_cap);
    cw_buf_init(&server.reply, buffer_cap);
    server.arena = cw_arena_new(arena_cap);
    server.intake = cw_intake_new(&server.channel, analyst);
    int status = 1;
    if (server.arena && server.intake && say_hello(&server)) {
        /* The full sandbox belongs here: from now on nothing is opened any more. */
        while (serve_one(&server)) {
        }
        status = 0;
    }
    if (!gives_back) { /* piece by piece it takes longer than intake a hundred documents */
        _exit(status);
    }
    cw_analyst_free(server.analyst);
    cw_intake_free(server.intake);
    cw_arena_free(server.arena);
    cw_buf_dispose(&server.frame);
    cw_buf_dispose(&server.reply);
    return status;
}
