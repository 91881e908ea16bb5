/* Broken invariants. A process that finds one has no business going on: in a worker the
 * front turns its death into a gap, which is an answer of its own. */
#include "base/must.h"

#include <stdio.h>
#include <stdlib.h>

void must_failed(const char *cond, const char *file, int line)
{
	fprintf(stderr, "assay: this must hold: %s (%s:%d)\n", cond, file, line);
	abort();
}
