/* Step two of a night, in parts: what each worker is busy with. For this folder alone. */
#ifndef CW_NIGHT_SLOT_H
#define CW_NIGHT_SLOT_H

#include "chain.h"
#include "worker/protocol.h"

/* Captures that are taken up beside the one at hand, with more jobs than one: the first ones are
 * with the worker already, so that it goes on without waiting for anybody, and the source is asked
 * for the others. */
enum { CW_EXPECTED = 5, CW_AHEAD = CW_JOBS_AHEAD + CW_EXPECTED };

/* A capture that is taken up. */
struct cw_taken {
    struct cw_arena *arena; /* of all that is known of it */
    int64_t id;             /* 0 = none */
    struct cw_capture_row row;
    struct cw_buf bytes;
    bool read;          /* the bytes are those of the row */
    bool sent;          /* the worker has it */
    int64_t *asked_ids; /* by place in the worker's question about it; 0 = new */
    struct cw_hash *asked_hashes;
    size_t n_asked;
};

/* What one worker is busy with. */
struct cw_slot {
    struct cw_chain chain;
    bool has_document;
    int64_t kept_version; /* the version that the worker's memory ends with; 0 = none */
    struct cw_taken now;
    struct cw_taken ahead[CW_AHEAD];
    size_t in_vain;            /* so many answers are to come that are of no use */
    struct cw_buf known_bytes; /* of a version that was read before it */
    int64_t known_version;     /* which; 0 = none */
    bool answered;             /* the one at hand: its answer is being stored */
    bool second_try;
};

struct cw_process {
    struct cw_run *run;
    struct cw_waiting *documents;
    size_t n_documents;
    size_t next_document;
    size_t done;
    size_t total;
    int64_t committed; /* when, by the clock */
    int64_t attended;  /* when it was last looked for questions */
    struct cw_slot *slots;
    struct cw_taken foreseen; /* the first capture of the document that is taken up next */
    int64_t *late;            /* documents to mend at the end */
    size_t n_late;
    struct cw_arena *arena;
    struct cw_buf frame;
    struct cw_buf known; /* a frame too: an answer to a worker's question */
};

/* ---- take.c: captures are taken up, and their bytes handed to workers ---- */

/* The bytes of the capture at hand. *usable false: it was set aside. */
enum cw_err cw_take_bytes(struct cw_process *process, struct cw_slot *slot,
                          bool *usable) CW_MUST_CHECK;
/* Takes up captures of the slot's document until one is with the worker (*busy) or none is left. */
enum cw_err cw_take_next(struct cw_process *process, size_t worker, bool *busy) CW_MUST_CHECK;
/* The document will be taken up next: its source is asked for its first capture. */
enum cw_err cw_take_foresee(struct cw_process *process, int64_t document_id) CW_MUST_CHECK;
/* The capture at hand goes to the worker. */
enum cw_err cw_take_send(struct cw_process *process, size_t worker) CW_MUST_CHECK;
/* The answer to the one at hand has come, and will be the head: the worker gets what comes next. */
enum cw_err cw_take_ahead(struct cw_process *process, size_t worker) CW_MUST_CHECK;
/* The one at hand did not become the head: what was sent behind it was compared with the wrong
 * version. */
void cw_take_back(struct cw_slot *slot);
/* The worker is gone, with all that was sent to it. */
void cw_take_lost(struct cw_slot *slot);
/* The bytes at hand are those of this version. */
void cw_take_keep(struct cw_slot *slot, int64_t version);

/* One more capture is done with; commits now and then. */
enum cw_err cw_process_settled(struct cw_process *process) CW_MUST_CHECK;
/* The capture at hand cannot be read. */
enum cw_err cw_process_set_aside(struct cw_process *process, struct cw_slot *slot,
                                 const char *reason) CW_MUST_CHECK;
enum cw_err cw_process_no_memory(struct cw_run *run);

/* ---- process.c: questions are answered ---- */

/* Answers the questions that have come. To be called often in the midst of what takes long: a
 * worker that asks stands still. */
enum cw_err cw_process_attend(struct cw_process *process) CW_MUST_CHECK;

/* ---- result.c: a worker's answer becomes a version ---- */

/* CW_EDAMAGED: it contradicts itself. */
enum cw_err cw_result_store(struct cw_process *process, size_t worker,
                            struct cw_str body) CW_MUST_CHECK;

#endif
