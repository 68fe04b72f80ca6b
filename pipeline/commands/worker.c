/* clausewatch worker: what a run starts for parsing and analysing. */
#include <unistd.h>

#include "commands.h"
#include "worker/nursery.h"

int cw_command_worker(struct cw_invocation *invocation)
{
    /* The run names every folder itself; the installed one, last in the list, is among them. */
    return cw_nursery_serve(STDIN_FILENO, invocation->lexicon_dirs, invocation->n_lexicon_dirs,
                            invocation->lang);
}
