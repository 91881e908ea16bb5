#ifndef ASSAY_REPORT_TRACE_H
#define ASSAY_REPORT_TRACE_H

#include "report/say_money.h"

/* What a trace found, for people and for programs. Nothing that is written depends on the
 * numbers of accounts: the same bytes on every run and whatever was imported first. */

enum trace_form {
	TRACE_TEXT,
	TRACE_JSON,
	TRACE_CSV,
	TRACE_DOT,
	TRACE_GRAPHML,
	TRACE_TIMELINE
};

struct trace_report {
	struct money_paper paper;
	struct arena *arena;
	const struct trace_origin *origins;
	size_t origin_count;
	const struct trace *traces; /* one, or one for each rule */
	size_t trace_count;
	size_t lines_max; /* of the text's tree; 0: all */
	size_t nodes_max; /* of the picture, before the others are put together; 0: all */
};

void trace_print(struct trace_report *r, enum trace_form form);

#endif
