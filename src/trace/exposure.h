#ifndef ASSAY_TRACE_EXPOSURE_H
#define ASSAY_TRACE_EXPOSURE_H

#include "trace/trace.h"

/* How much of the money that came to an account was at certain others before, through however
 * many, by a rule: what of it a trace from all of them taints. */

enum { EXPOSURE_PATH_MAX = 16 };

/* Of one asset. */
struct exposure_sum {
	uint32_t asset;
	struct u256 tainted; /* of what came in; under poison all that was touched */
	unsigned nearest;    /* payments from one of the others, at least */
	/* The way by which the largest part of it came, from the other on; where it is longer than
	 * that, its end. */
	struct trace_edge path[EXPOSURE_PATH_MAX];
	size_t path_count;
};

struct exposures {
	struct exposure_sum *sums; /* in the order in which they first came */
	size_t count, capacity;
	bool broken_off; /* more accounts than are followed: there may be more */
};

/* `options` are a trace's; the account itself is none of the others. Results live as long as
 * `a`. 0 or -errno, as trace_run(). */
int exposures_find(struct edges *edges, struct arena *a, uint32_t account,
	const uint32_t *others, size_t count, const struct trace_options *options,
	struct exposures *exposures_r, struct err *err_r);

#endif
