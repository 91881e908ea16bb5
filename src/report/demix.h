#ifndef ASSAY_REPORT_DEMIX_H
#define ASSAY_REPORT_DEMIX_H

#include "report/trace.h"
#include "trace/demix.h"

/* What a demixing found, for people and for programs (docs/schema/demix-1.json). Nothing that
 * is written depends on the order in which the ledger was imported. */

struct demix_report {
	struct edges *edges;
	struct arena *scratch;
	const struct demix *demix;
	const struct demix_model *model;
	bool all; /* runs of any probability, too */
	bool (*label)(void *state, uint32_t account, struct trace_label *label_r);
	void *state;
	bool (*write)(void *state, struct span bytes);
};

void demix_print_text(struct demix_report *r);
/* One object. */
void demix_print_json(struct demix_report *r);

#endif
