/* A finding: a rule that fired on a clause, with everything needed to explain it. */
#ifndef CW_COMMON_FINDING_H
#define CW_COMMON_FINDING_H

#include "edit.h"
#include "str.h"

struct cw_finding {
    struct cw_str rule;      /* stable id: "opaque.vague.modal" */
    struct cw_str criterion; /* id of lexicons/concepts: "OP-MOD" */
    enum cw_severity severity;
    uint32_t clause;       /* index in the document */
    uint32_t start;        /* bytes into the clause text */
    uint32_t end;          /* exclusive */
    struct cw_str cue;     /* the term that fired; "" for measures */
    struct cw_str message; /* one sentence, English */
};

#endif
