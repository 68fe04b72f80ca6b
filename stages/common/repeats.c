/* Finding and coding runs. */
#include "repeats.h"

/* Which old item the new one repeats. */
static size_t place_of(const struct cw_repeats *repeats, size_t at, size_t expected,
                       struct cw_shift *shift)
{
    if (expected < repeats->n_old && repeats->alike(repeats->context, expected, at, shift)) {
        return expected;
    }
    size_t hint = repeats->hint(repeats->context, at);
    bool found = hint < repeats->n_old && hint != expected &&
                 repeats->alike(repeats->context, hint, at, shift);
    return found ? hint : CW_REPEATS_NONE;
}

struct cw_repeat cw_repeat_at(const struct cw_repeats *repeats, size_t at, size_t expected)
{
    struct cw_repeat run = {.n = 1};
    struct cw_shift shift;
    run.from = place_of(repeats, at, expected, &run.shift);
    if (run.from == CW_REPEATS_NONE) {
        while (at + run.n < repeats->n_new &&
               place_of(repeats, at + run.n, expected, &shift) == CW_REPEATS_NONE) {
            run.n++;
        }
        return run;
    }
    while (at + run.n < repeats->n_new && run.from + run.n < repeats->n_old &&
           repeats->alike(repeats->context, run.from + run.n, at + run.n, &shift) &&
           shift.lines == run.shift.lines && shift.bytes == run.shift.bytes) {
        run.n++;
    }
    return run;
}

void cw_repeat_put(struct cw_buf *out, const struct cw_repeat *run)
{
    cw_wire_put_uint(out, run->n);
    if (run->from == CW_REPEATS_NONE) {
        cw_wire_put_uint(out, 0);
    } else {
        cw_wire_put_uint(out, run->from + 1);
        cw_wire_put_int(out, run->shift.lines);
        cw_wire_put_int(out, run->shift.bytes);
    }
}

bool cw_repeat_get(struct cw_reader *in, size_t n_old, size_t room, struct cw_repeat *run)
{
    *run = (struct cw_repeat){.from = CW_REPEATS_NONE, .n = (size_t)cw_wire_uint_max(in, room)};
    size_t from = (size_t)cw_wire_uint_max(in, n_old);
    if (from) {
        run->from = from - 1;
        run->shift.lines = cw_wire_int(in);
        run->shift.bytes = cw_wire_int(in);
    }
    return !in->failed && run->n && (!from || run->n <= n_old - run->from);
}
