/* What parent and worker say to each other: frames of a length, a type and a wire-coded body. */
#ifndef CW_WORKER_PROTOCOL_H
#define CW_WORKER_PROTOCOL_H

#include <sys/uio.h>

#include "common/analysis.h"
#include "common/arena.h"
#include "common/clause.h"
#include "common/error.h"
#include "common/repeats.h"

/* So many jobs may be sent to a worker beside the one that it is at. */
enum { CW_JOBS_AHEAD = 6 };

/* So many documents may be open in a worker: asked about, and not answered. */
enum { CW_MOST_OPEN = 2 };

enum cw_frame_type {
    /* worker -> parent */
    CW_FRAME_HELLO = 'H',  /* fingerprints, once */
    CW_FRAME_ASK = 'Q',    /* how many results are to come before that of the document asked about;
                            * hashes of its clauses that the previous version does not hold */
    CW_FRAME_RESULT = 'R', /* the version as differences, new clauses, the comparison */
    CW_FRAME_ANALYSES = 'B',   /* what ANALYSE asked for */
    CW_FRAME_COMPARISON = 'D', /* what COMPARE asked for */
    CW_FRAME_ALIGNMENT = 'M',  /* what ALIGN asked for */
    CW_FRAME_FAILED = 'F',     /* a message: this document cannot be done, the worker is well */
    /* parent -> worker */
    CW_FRAME_JOB = 'J',     /* a document's bytes, and its previous version where it is not kept */
    CW_FRAME_KNOWN = 'K',   /* for each hash asked for: is it new to the store? */
    CW_FRAME_ANALYSE = 'A', /* clauses whose analysis is stale */
    CW_FRAME_COMPARE = 'C', /* two versions from the store */
    CW_FRAME_ALIGN = 'L'    /* a document and its translation from the store */
};

enum { CW_FRAME_HEADER = 9 }; /* 8 bytes of length, little endian, and the type */

static const size_t cw_frame_cap = (size_t)3 * 1024 * 1024 * 1024;

/* Header for a body of len bytes. */
void cw_frame_header(unsigned char header[CW_FRAME_HEADER], enum cw_frame_type type, size_t len);
/* False when the length is beyond the cap. */
bool cw_frame_parse(const unsigned char header[CW_FRAME_HEADER], enum cw_frame_type *type,
                    size_t *len);
/* What is left of n pieces after so many bytes were sent. */
void cw_frame_sent(struct iovec *pieces, size_t n, size_t sent);
/* How many bytes are left of them. */
size_t cw_frame_left(const struct iovec *pieces, size_t n);

/* Which version the worker should compare with. */
enum cw_previous {
    CW_PREVIOUS_NONE = 0, /* first version of its document */
    CW_PREVIOUS_KEPT,     /* the worker's last result */
    CW_PREVIOUS_GIVEN     /* follows in the job */
};

struct cw_job {
    enum cw_previous previous;
    struct cw_clauses previous_clauses; /* with GIVEN */
    struct cw_str declared;
    struct cw_str name;
    struct cw_str bytes;
};

/* All but the document's bytes, which end the frame: they are sent from where they lie. */
void cw_job_put(struct cw_buf *out, const struct cw_job *job);
/* Borrows from the frame; clause arrays are in the arena. */
bool cw_job_get(struct cw_reader *in, struct cw_arena *arena, struct cw_job *job);

/* Whole clauses. */
void cw_clauses_put(struct cw_buf *out, const struct cw_clauses *clauses);
bool cw_clauses_get(struct cw_reader *in, struct cw_arena *arena, struct cw_clauses *clauses);

/* One side of an ALIGN frame: clauses, their analyses, the declared language. The frame holds the
 * original, then the translation. Reading borrows texts from the frame. */
struct cw_align_document {
    struct cw_clauses clauses;
    struct cw_analysis *analyses;
    struct cw_str lang;
};
void cw_align_document_put(struct cw_buf *out, const struct cw_align_document *document);
bool cw_align_document_get(struct cw_reader *in, struct cw_arena *arena,
                           struct cw_align_document *document);

/* One clause of a result. */
enum cw_links_from { CW_LINKS_NONE = 0, CW_LINKS_AS_BEFORE, CW_LINKS_GIVEN };

struct cw_result_clause {
    int64_t previous;        /* index in the previous version, or -1 */
    uint64_t asked;          /* index among the hashes asked about, when previous is -1 */
    struct cw_clause clause; /* kind, level, line, start, end, number, anchor; links with GIVEN */
    enum cw_links_from links_from;
    struct cw_str links_wire; /* with GIVEN */
};

/* Clauses in a row: those of the previous version at repeat.from, or given. */
struct cw_result_run {
    struct cw_repeat repeat;
    struct cw_result_clause *given;
};

struct cw_result_new {
    uint64_t asked;
    struct cw_str lang;
    struct cw_str text;
    struct cw_analysis analysis;
};

struct cw_result {
    struct cw_str title;
    struct cw_str note;
    struct cw_hash hash;              /* of the job's bytes */
    struct cw_hash text_hash;         /* of the clauses' hashes, in order */
    struct cw_result_clause *clauses; /* for writing */
    size_t n_clauses;
    struct cw_result_run *runs; /* from reading: n_clauses in all */
    size_t n_runs;
    struct cw_result_new *added;
    size_t n_added;
    struct cw_str comparison; /* wire form; "" without a previous version */
};

/* previous: what result->clauses were related to; NULL = nothing. */
void cw_result_put(struct cw_buf *out, const struct cw_result *result,
                   const struct cw_clauses *previous);

/* What a result cannot exceed, whatever a worker says. */
struct cw_result_bounds {
    size_t n_previous;   /* clauses of the previous version */
    size_t most_clauses; /* each holds at least a byte of its document */
};
bool cw_result_get(struct cw_reader *in, struct cw_arena *arena,
                   const struct cw_result_bounds *bounds, struct cw_result *result);

#endif
