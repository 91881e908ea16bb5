#ifndef ASSAY_REPORT_DEMIX_H
#define ASSAY_REPORT_DEMIX_H

#include "report/say_money.h"
#include "trace/demix.h"

/* What a demixing found, for people and for programs (docs/schema/demix-1.json). Nothing that
 * is written depends on the order in which the ledger was imported. */

struct demix_report {
	struct money_paper paper;
	const struct demix *demix;
	const struct demix_model *model;
	bool all; /* runs of any probability, too */
};

void demix_print_text(struct demix_report *r);
/* One object. */
void demix_print_json(struct demix_report *r);

#endif
