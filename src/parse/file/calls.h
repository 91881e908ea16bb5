#ifndef ASSAY_PARSE_FILE_CALLS_H
#define ASSAY_PARSE_FILE_CALLS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

/* The calls of a block's transactions as nodes of the Ethereum kind tell them that know no trace_block:
 * the answer to debug_traceBlockByNumber with {"tracer":"callTracer"} (go-ethereum). Calls stand within
 * calls there, deeper than other JSON does; here they come out in a row, each behind the one
 * that made it. */

enum { CALLS_DEPTH_MAX = 2100, CALLS_MAX = 1 << 22 };

struct call {
	/* As they stand, without quotes; empty where not told. Letters and digits alone. */
	struct span type, from, to, value;
	struct span transaction; /* its hash, the same for all of one */
	uint32_t index;		 /* of the transaction within the block */
	uint32_t parent;	 /* UINT32_MAX: none */
	bool failed;		 /* it, or one that it is within: it moved nothing */
};

struct calls {
	struct call *call;
	size_t count;
};

/* False where it is no such answer, is broken or has no end. */
bool calls_read(struct arena *a, struct span answer, struct calls *calls_r);

/* The same as an answer to trace_block, "{"result":[...]}", of as much as an import wants of it. */
struct span calls_as_traces(struct arena *a, const struct calls *calls, uint64_t block);

#endif
