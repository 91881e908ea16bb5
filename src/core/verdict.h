#ifndef ASSAY_CORE_VERDICT_H
#define ASSAY_CORE_VERDICT_H

#include "core/policy.h"

/* What the findings come to: a pure function of findings and policy. There is no verdict
 * that says a thing may be trusted. */

enum verdict_level {
	VERDICT_NOTHING_FOUND,
	VERDICT_UNDECIDED, /* something that matters could not be checked */
	VERDICT_CAUTION,
	VERDICT_DANGER,
};

enum { VERDICT_REASONS_MAX = 3 };

struct verdict {
	enum verdict_level level;
	const struct finding *reasons[VERDICT_REASONS_MAX]; /* the strongest first */
	size_t reason_count;
	bool has_gaps; /* something was left unchecked, whether it matters or not */
};

/* `findings` in any order; the verdict points into them. */
struct verdict verdict_judge(const struct finding *findings, const struct policy *policy);

const char *verdict_name(enum verdict_level level); /* "nothing-found" */

#endif
