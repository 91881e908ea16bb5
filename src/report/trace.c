/* What the forms of a trace share (trace_inside.h). */
#include "report/trace.h"

#include <stdlib.h>

#include "report/trace_inside.h"

void trace_print(struct trace_report *r, enum trace_form form)
{
	static void (*const forms[])(struct trace_report *) = {
		[TRACE_TEXT] = trace_print_text,
		[TRACE_JSON] = trace_print_json,
		[TRACE_CSV] = trace_print_csv,
		[TRACE_DOT] = trace_print_dot,
		[TRACE_GRAPHML] = trace_print_graphml,
		[TRACE_TIMELINE] = trace_print_timeline,
	};
	forms[form](r);
}

/* "<transaction>:<n>" */
static bool is_output(struct span name)
{
	return name.n > 65 && name.p[64] == ':' && ascii_is_alnum(name.p[0]);
}

struct span trace_account(struct trace_report *r, struct arena *a, uint32_t account)
{
	struct span name = r->paper.edges->ops->account_name(r->paper.edges, a, account);
	struct err err;
	if (!is_output(name))
		return name;
	struct edge_cursor *c = r->paper.edges->ops->open(
		r->paper.edges, a, account, EDGES_OUT, INT64_MIN, &err);
	for (; c && c->there; r->paper.edges->ops->step(r->paper.edges, c, &err))
		if (c->next.kind == TRANSFER_OWN) {
			struct span owner = r->paper.edges->ops->account_name(
				r->paper.edges, a, c->next.to);
			return span_from_cstr(arena_printf(
				a, "%.*s %.*s", SPAN_ARG(owner), SPAN_ARG(name)));
		}
	return name;
}

/* ---- flows */

static int compare_pairs(const void *a, const void *b, void *trace)
{
	const struct trace *t = trace;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const struct transfer *p = &t->edges[x].transfer, *q = &t->edges[y].transfer;
	if (t->edges[x].by != t->edges[y].by)
		return t->edges[x].by < t->edges[y].by ? -1 : 1;
	if (t->edges[x].is_exchange != t->edges[y].is_exchange)
		return t->edges[x].is_exchange - t->edges[y].is_exchange;
	if (p->to != q->to)
		return p->to < q->to ? -1 : 1;
	if (p->asset != q->asset)
		return p->asset < q->asset ? -1 : 1;
	return x < y ? -1 : x > y;
}

static bool is_of_flow(const struct flow *f, const struct trace_edge *e)
{
	return f->from == e->by && f->is_exchange == e->is_exchange &&
	       f->to == e->transfer.to && f->asset == e->transfer.asset;
}

void trace_flow_join(struct flow *f, const struct flow *other)
{
	if (!u256_add(f->tainted, other->tainted, &f->tainted)) /* under poison */
		memset(&f->tainted, 0xFF, sizeof(f->tainted));
	f->count += other->count;
	f->first_s = f->first_s < other->first_s ? f->first_s : other->first_s;
	f->last_s = f->last_s > other->last_s ? f->last_s : other->last_s;
	f->hop = other->hop < f->hop ? other->hop : f->hop;
}

static int compare_flows(const void *a, const void *b)
{
	size_t x = ((const struct flow *)a)->first, y = ((const struct flow *)b)->first;
	return x < y ? -1 : x > y;
}

struct flow *trace_flows(struct trace_report *r, const struct trace *t, size_t *count_r)
{
	size_t *order = arena_array(r->arena, t->edge_count, sizeof(*order)), count = 0;
	struct flow *flows = arena_array(r->arena, t->edge_count, sizeof(*flows));
	for (size_t i = 0; i < t->edge_count; i++)
		order[i] = i;
	qsort_r(order, t->edge_count, sizeof(*order), compare_pairs, (void *)t);
	for (size_t i = 0; i < t->edge_count; i++) {
		const struct trace_edge *e = &t->edges[order[i]];
		struct flow one = { .from = e->by,
			.is_exchange = e->is_exchange,
			.to = e->transfer.to,
			.asset = e->transfer.asset,
			.tainted = e->tainted,
			.count = 1,
			.first = order[i],
			.first_s = e->transfer.order.time_s,
			.last_s = e->transfer.order.time_s,
			.hop = e->hop };
		if (count && is_of_flow(&flows[count - 1], e))
			trace_flow_join(&flows[count - 1], &one);
		else
			flows[count++] = one;
	}
	qsort(flows, count, sizeof(*flows), compare_flows);
	*count_r = count;
	return flows;
}

/* ---- ends */

static int compare_ends(const void *a, const void *b, void *report)
{
	const struct trace_end *x = *(const struct trace_end *const *)a;
	const struct trace_end *y = *(const struct trace_end *const *)b;
	struct trace_report *r = report;
	int c = 0;
	if (x->asset != y->asset)
		c = span_compare(
			r->paper.edges->ops->asset(r->paper.edges, x->asset)->name,
			r->paper.edges->ops->asset(r->paper.edges, y->asset)->name);
	c = c ? c : u256_compare(y->amount, x->amount);
	if (c == 0 && x->account != y->account) {
		c = span_compare(r->paper.edges->ops->account_name(
					 r->paper.edges, r->paper.scratch, x->account),
			r->paper.edges->ops->account_name(
				r->paper.edges, r->paper.scratch, y->account));
		arena_reset(r->paper.scratch);
	}
	return c ? c : (int)x->stop - (int)y->stop;
}

const struct trace_end **trace_ends(struct trace_report *r, const struct trace *t)
{
	const struct trace_end **ends =
		arena_array(r->arena, t->end_count, sizeof(const struct trace_end *));
	for (size_t i = 0; i < t->end_count; i++)
		ends[i] = &t->ends[i];
	qsort_r(ends, t->end_count, sizeof(*ends), compare_ends, r);
	return ends;
}
