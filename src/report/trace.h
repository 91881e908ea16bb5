#ifndef ASSAY_REPORT_TRACE_H
#define ASSAY_REPORT_TRACE_H

#include "trace/trace.h"

/* What a trace found, for people and for programs. Nothing that is written depends on the
 * numbers of accounts: the same bytes on every run and whatever was imported first. */

enum trace_form { TRACE_TEXT, TRACE_JSON, TRACE_CSV, TRACE_DOT, TRACE_GRAPHML };

/* What is known of an account beside the ledger: "Exchange X", and who says so. */
struct trace_label {
	enum stop stop;
	struct span text, source;
};

struct trace_report {
	struct edges *edges;
	struct arena *arena, *scratch; /* the second is reset at each line */
	const struct trace_origin *origins;
	size_t origin_count;
	const struct trace *traces; /* one, or one for each rule */
	size_t trace_count;
	size_t lines_max; /* of the text's tree; 0: all */
	bool (*label)(void *state, uint32_t account, struct trace_label *label_r);
	void *state;
	/* Writes; false: nothing more can be written. */
	bool (*write)(void *state, struct span bytes);
};

void trace_print(struct trace_report *r, enum trace_form form);

#endif
