#ifndef ASSAY_REPORT_HOP_H
#define ASSAY_REPORT_HOP_H

#include "report/trace.h"
#include "trace/hop.h"

/* Deposits of swap services and the payouts that they are consistent with, for people and for
 * programs (docs/schema/hop-1.json). */

struct hop_report {
	struct edges *edges;
	struct arena *scratch;
	const struct hops *hops;
	const bool *asked; /* of each deposit; NULL: all are told */
	bool (*label)(void *state, uint32_t account, struct trace_label *label_r);
	void *state;
	bool (*write)(void *state, struct span bytes);
};

void hop_print_text(struct hop_report *r);
/* One object a line for each deposit. */
void hop_print_json(struct hop_report *r);

#endif
