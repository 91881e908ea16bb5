#ifndef ASSAY_REPORT_CLUSTER_H
#define ASSAY_REPORT_CLUSTER_H

#include "report/trace.h"
#include "trace/cluster.h"

/* Addresses that are consistent with one owner, each with what brought it in, for people and for
 * programs (docs/schema/cluster-1.json). */

struct cluster_report {
	struct edges *edges;
	struct arena *scratch;
	const struct cluster *cluster;
	bool (*label)(void *state, uint32_t account, struct trace_label *label_r);
	void *state;
	bool (*write)(void *state, struct span bytes);
};

void cluster_print_text(struct cluster_report *r);
/* One object. */
void cluster_print_json(struct cluster_report *r);

#endif
