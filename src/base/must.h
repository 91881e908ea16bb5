#ifndef ASSAY_BASE_MUST_H
#define ASSAY_BASE_MUST_H

#include <setjmp.h>

/* An invariant of ours, checked in release builds too: when it does not hold, the fault
 * is in this program, and going on could do worse than stopping. Never for bad input. */
#define must(cond) ((cond) ? (void)0 : must_failed(#cond, __FILE__, __LINE__))

/* Writes one line to standard error and ends the process by SIGABRT. */
_Noreturn void must_failed(const char *cond, const char *file, int line);

/* From now on, in this thread, must_failed() jumps to `catcher` without a word; NULL: it
 * ends the process again. Gives what was set before. For the library alone, which may not
 * end its host: what the jump leaves half done is never used again. */
jmp_buf *must_catch(jmp_buf *catcher);

#endif
