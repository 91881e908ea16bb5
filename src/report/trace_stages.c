/* Which of the nine stages of laundering a trace shows, by the names that the Multilateral
 * Sanctions Monitoring Team's report of October 2025 gave them. They are descriptions of
 * what was done, and of nobody who did it. */
#include <stdlib.h>

#include "report/trace_inside.h"

enum { REST_S = 30 * 86400 };

static const char *const names[STAGES] = { [STAGE_SWAP] = "swap to ETH",
	[STAGE_MIX] = "mix",
	[STAGE_BRIDGE] = "bridge to BTC",
	[STAGE_REST] = "rest in cold wallets",
	[STAGE_MIX_AGAIN] = "mix again",
	[STAGE_TRX] = "BTC to TRX",
	[STAGE_USDT] = "USDT",
	[STAGE_OTC] = "OTC",
	[STAGE_CASH] = "cash" };

const char *trace_stage_name(enum stage stage)
{
	return names[stage];
}

struct finding {
	struct trace_report *r;
	const struct trace *trace;
	struct stage_sum *sums;
	size_t count, capacity;
};

static void add(struct finding *f, enum stage stage, const struct trace_edge *e)
{
	size_t i = 0;
	while (i < f->count &&
		(f->sums[i].stage != stage || f->sums[i].asset != e->transfer.asset))
		i++;
	if (i == f->count) {
		f->sums = arena_grow(
			f->r->arena, f->sums, f->count, &f->capacity, sizeof(*f->sums));
		f->sums[f->count++] = (struct stage_sum){ .stage = stage,
			.asset = e->transfer.asset,
			.first_s = e->transfer.order.time_s,
			.last_s = e->transfer.order.time_s };
	}
	struct stage_sum *s = &f->sums[i];
	int64_t time_s = e->transfer.order.time_s;
	if (!u256_add(s->amount, e->tainted, &s->amount)) /* under poison */
		memset(&s->amount, 0xFF, sizeof(s->amount));
	s->first_s = time_s < s->first_s ? time_s : s->first_s;
	s->last_s = time_s > s->last_s ? time_s : s->last_s;
	s->count++;
}

static const struct asset *asset_of(const struct finding *f, uint32_t asset)
{
	return f->r->paper.edges->ops->asset(f->r->paper.edges, asset);
}

static bool is_coin(const struct finding *f, uint32_t asset, const char *chain)
{
	return span_equal(asset_of(f, asset)->name, span_from_cstr(chain));
}

/* What was got by exchange tells the stage. Counterfeit tethers are not followed (--noise). */
static void add_exchange(struct finding *f, const struct trace_edge *e)
{
	uint32_t asset = e->transfer.asset;
	if (is_coin(f, asset, "ethereum"))
		add(f, STAGE_SWAP, e);
	else if (is_coin(f, asset, "bitcoin"))
		add(f, STAGE_BRIDGE, e);
	else if (is_coin(f, asset, "tron"))
		add(f, STAGE_TRX, e);
	else if (span_equal(asset_of(f, asset)->symbol, SPAN("USDT")))
		add(f, STAGE_USDT, e);
}

static void add_payment(struct finding *f, const struct trace_edge *e)
{
	struct trace_label label = { .stop = STOP_NONE };
	bool known = f->r->paper.label &&
		     f->r->paper.label(f->r->paper.state, e->transfer.to, &label);
	if (known && label.stop == STOP_MIXER)
		add(f,
			is_coin(f, e->transfer.asset, "bitcoin") ? STAGE_MIX_AGAIN
								 : STAGE_MIX,
			e);
	if (known && label.stop == STOP_SERVICE)
		add(f,
			span_find_nocase(label.text, SPAN("otc")) != SPAN_NONE
				? STAGE_OTC
				: STAGE_CASH,
			e);
}

/* ---- rest */

static int compare_comings(const void *a, const void *b, void *trace)
{
	const struct trace *t = trace;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	uint32_t p = t->edges[x].transfer.to, q = t->edges[y].transfer.to;
	if (p != q)
		return p < q ? -1 : 1;
	int64_t s = t->edges[x].transfer.order.time_s,
		u = t->edges[y].transfer.order.time_s;
	return s < u ? -1 : s > u;
}

/* When stolen money came last to whoever makes this payment; INT64_MAX where it never did. */
static int64_t last_coming(
	const struct trace *t, const size_t *order, const struct transfer *payment)
{
	size_t low = 0, high = t->edge_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct transfer *one = &t->edges[order[middle]].transfer;
		if (one->to < payment->from ||
			(one->to == payment->from &&
				one->order.time_s <= payment->order.time_s))
			low = middle + 1;
		else
			high = middle;
	}
	const struct transfer *one = low ? &t->edges[order[low - 1]].transfer : NULL;
	return one && one->to == payment->from ? one->order.time_s : INT64_MAX;
}

static void add_rests(struct finding *f)
{
	const struct trace *t = f->trace;
	size_t *order = arena_array(f->r->arena, t->edge_count, sizeof(*order));
	for (size_t i = 0; i < t->edge_count; i++)
		order[i] = i;
	if (t->edge_count)
		qsort_r(order, t->edge_count, sizeof(*order), compare_comings, (void *)t);
	for (size_t i = 0; i < t->edge_count; i++) {
		const struct trace_edge *e = &t->edges[i];
		int64_t came_s = last_coming(t, order, &e->transfer);
		if (!e->is_exchange && e->hop &&
			came_s <= e->transfer.order.time_s - REST_S)
			add(f, STAGE_REST, e);
	}
}

static int compare_sums(const void *a, const void *b, void *report)
{
	const struct stage_sum *x = a, *y = b;
	struct trace_report *r = report;
	if (x->stage != y->stage)
		return x->stage < y->stage ? -1 : 1;
	return span_compare(r->paper.edges->ops->asset(r->paper.edges, x->asset)->name,
		r->paper.edges->ops->asset(r->paper.edges, y->asset)->name);
}

struct stage_sum *trace_stages(
	struct trace_report *r, const struct trace *trace, size_t *count_r)
{
	struct finding f = { .r = r, .trace = trace };
	for (size_t i = 0; i < trace->edge_count; i++) {
		const struct trace_edge *e = &trace->edges[i];
		if (e->is_exchange)
			add_exchange(&f, e);
		else if (e->hop)
			add_payment(&f, e);
	}
	add_rests(&f);
	if (f.count)
		qsort_r(f.sums, f.count, sizeof(*f.sums), compare_sums, r);
	*count_r = f.count;
	return f.sums;
}
