#ifndef ASSAY_ISOLATE_WORKER_H
#define ASSAY_ISOLATE_WORKER_H

#include "core/check.h"

/* The worker's descriptors, as the front lays them out; the last only where there are rules
 * of the user's. When it compiles them, the result goes to the first. */
enum { WORKER_FD_JOBS = 3, WORKER_FD_REPORTS = 4, WORKER_FD_RULES = 5 };

struct worker_settings {
	bool locked;   /* close the sandbox, or refuse to start */
	bool reused;   /* a child serves one job after another */
	bool rules;    /* compiled ones come by WORKER_FD_RULES */
	unsigned pool; /* children that wait for jobs, at all times */
};

/* The template: makes everything ready, locks itself, and keeps `pool` children waiting
 * for jobs until the front closes its socket. Returns the exit status. */
int worker_run(const struct worker_settings *settings, const struct registry *registry);

#endif
