#ifndef ASSAY_REPORT_HOP_H
#define ASSAY_REPORT_HOP_H

#include "report/say_money.h"
#include "trace/hop.h"

/* Deposits of swap services and the payouts that they are consistent with, for people and for
 * programs (docs/schema/hop-1.json). */

struct hop_report {
	struct money_paper paper;
	const struct hops *hops;
	const bool *asked; /* of each deposit; NULL: all are told */
};

void hop_print_text(struct hop_report *r);
/* One object a line for each deposit. */
void hop_print_json(struct hop_report *r);

#endif
