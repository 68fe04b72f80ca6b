/* Formulas as data: an expression becomes postfix code for a small stack machine when the pack
 * loads, with mistakes told at their column. Both branches of if() are computed; one is chosen. */
#include <math.h>
#include <stdio.h>

#include "internal.h"

enum { MOST_OPS = 256, MOST_DEPTH = 32 };

enum op {
    OP_NUMBER,
    OP_COUNT,
    OP_NEGATE,
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_POWER,
    OP_LESS,
    OP_GREATER,
    OP_AT_MOST,
    OP_AT_LEAST,
    OP_SQRT,
    OP_LN,
    OP_LOG10,
    OP_ABS,
    OP_FLOOR,
    OP_MIN,
    OP_MAX,
    OP_IF
};

struct step {
    enum op op;
    enum cw_count count;
    double number;
};

struct formula_code {
    struct step steps[MOST_OPS];
    size_t n;
};

struct parser {
    struct cw_str text;
    size_t at;
    int depth;
    bool failed;
    struct formula_code *code;
    uint32_t line;
    uint32_t column;
    struct problems *problems;
};

static void fail(struct parser *p, const char *message)
{
    if (!p->failed) {
        p->failed = true;
        problem_at(p->problems, p->line, p->column + (uint32_t)p->at, "in the expression: %s",
                   message);
    }
}

static void emit(struct parser *p, struct step step)
{
    if (p->code->n == MOST_OPS) {
        fail(p, "it is too long");
        return;
    }
    p->code->steps[p->code->n++] = step;
}

static void emit_op(struct parser *p, enum op op)
{
    emit(p, (struct step){.op = op});
}

static void skip_space(struct parser *p)
{
    while (p->at < p->text.len && strchr(" \t\r\n", p->text.data[p->at])) {
        p->at++;
    }
}

static bool take(struct parser *p, const char *token)
{
    skip_space(p);
    if (!cw_str_starts(cw_str_sub(p->text, p->at, p->text.len), token)) {
        return false;
    }
    p->at += strlen(token);
    return true;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static struct cw_str take_name(struct parser *p)
{
    size_t start = p->at;
    while (p->at < p->text.len && is_name_char(p->text.data[p->at])) {
        p->at++;
    }
    return cw_str_sub(p->text, start, p->at);
}

static void expression(struct parser *p);

static bool call(struct parser *p, struct cw_str name)
{
    static const struct {
        const char *name;
        enum op op;
        int arguments;
    } functions[] = {{"sqrt", OP_SQRT, 1}, {"ln", OP_LN, 1},       {"log10", OP_LOG10, 1},
                     {"abs", OP_ABS, 1},   {"floor", OP_FLOOR, 1}, {"min", OP_MIN, 2},
                     {"max", OP_MAX, 2},   {"if", OP_IF, 3}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        if (!cw_str_is(name, functions[i].name)) {
            continue;
        }
        if (!take(p, "(")) {
            fail(p, "expected ( after the function's name");
        }
        for (int argument = 0; argument < functions[i].arguments && !p->failed; argument++) {
            if (argument > 0 && !take(p, ",")) {
                fail(p, "expected a comma and another value");
                return true;
            }
            expression(p);
        }
        if (!p->failed && !take(p, ")")) {
            fail(p, "expected )");
        }
        emit_op(p, functions[i].op);
        return true;
    }
    return false;
}

static void name(struct parser *p)
{
    size_t start = p->at;
    struct cw_str word = take_name(p);
    for (size_t count = 0; count < CW_N_COUNTS; count++) {
        if (cw_str_is(word, cw_count_name((enum cw_count)count))) {
            emit(p, (struct step){.op = OP_COUNT, .count = (enum cw_count)count});
            return;
        }
    }
    if (!call(p, word)) {
        char message[160];
        snprintf(message, sizeof message,
                 "\"%.*s\" is no count and no function; both are listed in docs/lexicon-format.md",
                 (int)(word.len < 60 ? word.len : 60), word.data);
        p->at = start;
        fail(p, message);
    }
}

static void primary(struct parser *p)
{
    if (take(p, "(")) {
        expression(p);
        if (!p->failed && !take(p, ")")) {
            fail(p, "expected )");
        }
        return;
    }
    skip_space(p);
    size_t start = p->at;
    while (p->at < p->text.len && (strchr("0123456789.", p->text.data[p->at]) != NULL) &&
           p->text.data[p->at]) {
        p->at++;
    }
    double value;
    if (p->at > start) {
        if (parse_number(cw_str_sub(p->text, start, p->at), &value)) {
            emit(p, (struct step){.op = OP_NUMBER, .number = value});
        } else {
            fail(p, "this is no number");
        }
    } else if (p->at < p->text.len && is_name_char(p->text.data[p->at])) {
        name(p);
    } else {
        fail(p, "expected a number, a count, a function or (");
    }
}

static void unary(struct parser *p)
{
    if (++p->depth > MOST_DEPTH) {
        fail(p, "it is nested too deep");
    }
    if (!p->failed && take(p, "-")) {
        unary(p);
        emit_op(p, OP_NEGATE);
    } else if (!p->failed) {
        primary(p);
        if (!p->failed && take(p, "^")) {
            unary(p);
            emit_op(p, OP_POWER);
        }
    }
    p->depth--;
}

static void product(struct parser *p)
{
    unary(p);
    while (!p->failed) {
        if (take(p, "*")) {
            unary(p);
            emit_op(p, OP_MULTIPLY);
        } else if (take(p, "/")) {
            unary(p);
            emit_op(p, OP_DIVIDE);
        } else {
            return;
        }
    }
}

static void sum(struct parser *p)
{
    product(p);
    while (!p->failed) {
        if (take(p, "+")) {
            product(p);
            emit_op(p, OP_ADD);
        } else if (take(p, "-")) {
            product(p);
            emit_op(p, OP_SUBTRACT);
        } else {
            return;
        }
    }
}

static void expression(struct parser *p)
{
    static const struct {
        const char *sign; /* longer ones first */
        enum op op;
    } comparisons[] = {{"<=", OP_AT_MOST}, {">=", OP_AT_LEAST}, {"<", OP_LESS}, {">", OP_GREATER}};
    sum(p);
    for (size_t i = 0; i < 4 && !p->failed; i++) {
        if (take(p, comparisons[i].sign)) {
            sum(p);
            emit_op(p, comparisons[i].op);
            return;
        }
    }
}

const struct formula_code *formula_compile(struct cw_arena *arena, struct cw_str text,
                                           uint32_t line, uint32_t column,
                                           struct problems *problems)
{
    struct formula_code *code = cw_arena_alloc(arena, sizeof *code);
    if (!code) {
        return NULL;
    }
    struct parser p = {
        .text = text, .code = code, .line = line, .column = column, .problems = problems};
    expression(&p);
    skip_space(&p);
    if (!p.failed && p.at < text.len) {
        fail(&p, "expected an operator or the end");
    }
    return p.failed ? NULL : code;
}

static double unary_value(enum op op, double a)
{
    switch (op) {
    case OP_NEGATE:
        return -a;
    case OP_SQRT:
        return sqrt(a);
    case OP_LN:
        return log(a);
    case OP_LOG10:
        return log10(a);
    case OP_ABS:
        return fabs(a);
    default:
        return floor(a);
    }
}

static double binary_value(enum op op, double a, double b)
{
    switch (op) {
    case OP_ADD:
        return a + b;
    case OP_SUBTRACT:
        return a - b;
    case OP_MULTIPLY:
        return a * b;
    case OP_DIVIDE:
        return b != 0 ? a / b : NAN;
    case OP_POWER:
        return pow(a, b);
    case OP_LESS:
        return a < b;
    case OP_GREATER:
        return a > b;
    case OP_AT_MOST:
        return a <= b;
    case OP_AT_LEAST:
        return a >= b;
    case OP_MIN:
        return fmin(a, b);
    default:
        return fmax(a, b);
    }
}

static size_t operands(enum op op)
{
    if (op == OP_NUMBER || op == OP_COUNT) {
        return 0;
    }
    if (op == OP_IF) {
        return 3;
    }
    return op == OP_NEGATE || (op >= OP_SQRT && op <= OP_FLOOR) ? 1 : 2;
}

double formula_run(const struct formula_code *code, const struct cw_counts *counts)
{
    double stack[MOST_OPS + 2] = {0}; /* each step pushes one value at most */
    size_t top = 0;
    for (size_t i = 0; i < code->n; i++) {
        const struct step *step = &code->steps[i];
        size_t n = operands(step->op);
        if (top < n) {
            return NAN; /* cannot happen: the parser emits operands first */
        }
        if (n == 0) {
            stack[top++] = step->op == OP_NUMBER ? step->number : counts->n[step->count];
        } else if (n == 3) {
            top -= 2;
            stack[top - 1] = stack[top - 1] != 0 ? stack[top] : stack[top + 1];
        } else if (n == 1) {
            stack[top - 1] = unary_value(step->op, stack[top - 1]);
        } else {
            top--;
            stack[top - 1] = binary_value(step->op, stack[top - 1], stack[top]);
        }
    }
    return isfinite(stack[0]) ? stack[0] : NAN;
}

bool formula_uses(const struct formula_code *code, enum cw_count count)
{
    for (size_t i = 0; i < code->n; i++) {
        if (code->steps[i].op == OP_COUNT && code->steps[i].count == count) {
            return true;
        }
    }
    return false;
}
