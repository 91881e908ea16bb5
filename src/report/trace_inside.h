#ifndef ASSAY_REPORT_TRACE_INSIDE_H
#define ASSAY_REPORT_TRACE_INSIDE_H

#include "report/trace.h"

/* What the forms of a trace share. */

/* All transfers between two accounts in one asset; or all that one got of it by exchanges of
 * the other's. */
struct flow {
	uint32_t from, to, asset;
	bool is_exchange;
	struct u256 tainted;
	size_t count, first; /* transfers, and the first of them among the edges */
	int64_t first_s, last_s;
	unsigned hop;
};

/* The flows of a trace, in the order of their first transfers. */
struct flow *trace_flows(struct trace_report *r, const struct trace *t, size_t *count_r);
/* Takes `other`, of the same asset, into `f`. */
void trace_flow_join(struct flow *f, const struct flow *other);
/* The ends of a trace, the largest of each asset first, then by name. */
const struct trace_end **trace_ends(struct trace_report *r, const struct trace *t);

/* The stages of laundering that a trace can show, in the order of the report that named them. */
enum stage {
	STAGE_SWAP,
	STAGE_MIX,
	STAGE_BRIDGE,
	STAGE_REST, /* 30 days and longer with somebody, before it went on */
	STAGE_MIX_AGAIN,
	STAGE_TRX,
	STAGE_USDT,
	STAGE_OTC,
	STAGE_CASH,
	STAGES
};

/* What of one asset went through a stage. */
struct stage_sum {
	enum stage stage;
	uint32_t asset;
	struct u256 amount;
	size_t count; /* transfers */
	int64_t first_s, last_s;
};

const char *trace_stage_name(enum stage stage);
/* By stage, then by asset. */
struct stage_sum *trace_stages(
	struct trace_report *r, const struct trace *trace, size_t *count_r);

/* An account by its name; of an output of a transaction, with the address that holds it. */
struct span trace_account(struct trace_report *r, struct arena *a, uint32_t account);

void trace_print_text(struct trace_report *r);
void trace_print_json(struct trace_report *r);
void trace_print_csv(struct trace_report *r);
void trace_print_dot(struct trace_report *r);
void trace_print_graphml(struct trace_report *r);
void trace_print_timeline(struct trace_report *r);

#endif
