#ifndef ASSAY_REPORT_RANK_H
#define ASSAY_REPORT_RANK_H

#include "report/say_money.h"
#include "trace/rank.h"

/* Accounts in the order of their relevance, as text or as JSON (docs/schema/rank-1.json). */

struct rank_report {
	struct money_paper paper;
	enum rank_method method;
	const struct ranks *ranks;
	size_t lines_max; /* 0: all */
};

void rank_print(struct rank_report *r, bool json);

const char *rank_method_name(enum rank_method method); /* "appr", "ttr" */

#endif
