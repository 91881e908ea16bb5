/* Broken invariants. A process that finds one has no business going on: in a worker the
 * front turns its death into a gap, which is an answer of its own. */
#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>

static _Thread_local jmp_buf *thread_catcher;

jmp_buf *must_catch(jmp_buf *catcher)
{
	jmp_buf *before = thread_catcher;
	thread_catcher = catcher;
	return before;
}

void must_failed(const char *cond, const char *file, int line)
{
	if (thread_catcher)
		longjmp(*thread_catcher, 1);
	fprintf(stderr, "assay: this must hold: %s (%s:%d)\n", cond, file, line);
	abort();
}
