#ifndef ASSAY_REPORT_CLUSTER_H
#define ASSAY_REPORT_CLUSTER_H

#include "report/say_money.h"
#include "trace/cluster.h"

/* Addresses that are consistent with one owner, each with what brought it in, for people and for
 * programs (docs/schema/cluster-1.json). */

struct cluster_report {
	struct money_paper paper;
	const struct cluster *cluster;
};

void cluster_print_text(struct cluster_report *r);
/* One object. */
void cluster_print_json(struct cluster_report *r);

#endif
