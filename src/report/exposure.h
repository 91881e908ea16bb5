#ifndef ASSAY_REPORT_EXPOSURE_H
#define ASSAY_REPORT_EXPOSURE_H

#include "trace/exposure.h"

/* How much of what came to an account was at listed ones before, and by which way. */

/* What came in of an asset in all; false: that is not known. */
typedef bool exposure_total(void *state, uint32_t asset, struct u256 *in_r);

/* A sentence for each asset, with the way of the largest part. */
void exposures_add_text(struct text *t, struct edges *edges, enum rule rule,
	const struct exposures *x, exposure_total *total, void *state);
/* {"rule":...,"sums":[...]} */
void exposures_add_json(struct text *t, struct edges *edges, enum rule rule,
	const struct exposures *x, exposure_total *total, void *state);

#endif
