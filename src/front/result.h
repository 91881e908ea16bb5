#ifndef ASSAY_FRONT_RESULT_H
#define ASSAY_FRONT_RESULT_H

#include <assay.h>

#include "isolate/crew.h"
#include "report/report.h"

/* Inside of the public result; library.c makes them, result.c shows them. */

/* The policy outlives its handle for as long as a result points into it. */
struct rules {
	struct arena *arena;
	struct policy *policy;
	size_t holders;
};

/* NULL policy text is the built-in one. 0 or -EINVAL. */
int rules_create(struct span text, struct rules **rules_r, struct err *err_r);
void rules_let_go(struct rules *rules);

struct assay_result {
	struct crew_job job;
	struct arena *arena; /* owns the result itself */
	struct rules *rules;
	struct assay_result *next, **before; /* in one list of the handle's */
	struct report report;
	const struct finding **findings; /* the gravest first */
	size_t count;
	bool complete;
	void *user;
};

struct assay_result *result_create(struct rules *rules);
/* What the crew found becomes a verdict. */
void result_judge(struct assay_result *r);
void result_destroy(struct assay_result *r);

#endif
