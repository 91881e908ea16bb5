/* A trace as a timeline: each transfer of which a part is stolen money, a line each, in the order of
 * the ledger. */
#include <stdlib.h>

#include "base/when.h"
#include "report/trace_inside.h"

static void print_edge(struct trace_report *r, const struct trace_edge *e)
{
	struct text t = money_begin(&r->paper);
	when_print(&t, e->transfer.order.time_s);
	text_add_cstr(&t, "  ");
	say_amount(&t, r->paper.edges, e->tainted, e->transfer.asset);
	if (u256_compare(e->tainted, e->transfer.amount) < 0) {
		text_add_cstr(&t, " of ");
		say_amount(&t, r->paper.edges, e->transfer.amount, e->transfer.asset);
	}
	if (e->is_exchange) {
		text_add_cstr(&t, " by exchange of ");
		money_add_account(&r->paper, &t, e->by);
	}
	bool stolen = e->hop == 0 && !e->is_exchange;
	text_add_cstr(&t, stolen ? " stolen from " : " from ");
	money_add_account(&r->paper, &t, e->transfer.from);
	text_add_cstr(&t, stolen ? " by " : " to ");
	money_add_account(&r->paper, &t, e->transfer.to);
	text_add_cstr(&t, "  ");
	say_transaction(&t, r->paper.edges, &e->transfer);
	text_add_byte(&t, '\n');
	money_write(&r->paper, &t);
}

static int compare_edges(const void *a, const void *b, void *edges)
{
	struct edges *e = edges;
	return e->ops->compare(e, &(*(const struct trace_edge *const *)a)->transfer,
		&(*(const struct trace_edge *const *)b)->transfer);
}

void trace_print_timeline(struct trace_report *r)
{
	const struct trace *trace = &r->traces[0];
	const struct trace_edge **order = arena_array(
		r->arena, trace->edge_count, sizeof(const struct trace_edge *));
	for (size_t i = 0; i < trace->edge_count; i++)
		order[i] = &trace->edges[i];
	if (trace->edge_count)
		qsort_r(order, trace->edge_count, sizeof(*order), compare_edges,
			r->paper.edges);
	for (size_t i = 0; i < trace->edge_count; i++)
		print_edge(r, order[i]);
}
