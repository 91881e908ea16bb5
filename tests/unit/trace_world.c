/* A ledger to trace in (trace_world.h). */
#include "trace_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void start(struct world *w)
{
	*w = (struct world){ .arena = arena_create(SIZE_MAX), .f = { .seed = 5 } };
	ledger_fixture_start(&w->f);
}

void new_transaction(struct world *w)
{
	w->block++;
	w->position = 0;
}

void row(struct world *w, enum transfer_kind kind, const char *from, const char *to,
	const char *asset, uint64_t amount)
{
	unsigned char id[32] = { (uint8_t)w->block, (uint8_t)(w->block >> 8), 1 };
	struct transfer t = { .order = { 1000 + w->block, w->block, 0, w->position++ },
		.kind = (uint8_t)kind,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, from, to, asset, id);
}

void pay(struct world *w, const char *from, const char *to, const char *asset,
	uint64_t amount)
{
	new_transaction(w);
	row(w, TRANSFER_TOKEN, from, to, asset, amount);
}

void trade(struct world *w, const char *market)
{
	for (unsigned i = 0; i < TRACE_MARKET_ROWS; i++)
		pay(w, i % 2 ? market : "trader", i % 2 ? "trader" : market, "dollar", 7);
}

void start_theft(struct world *w, const char *market)
{
	start(w);
	trade(w, market);
	pay(w, "victim", "thief", "dollar", 1000);
}

struct trace trace(struct world *w, enum rule rule, enum trace_swaps swaps)
{
	struct trace trace;
	struct err err;
	w->store = ledger_fixture_open(&w->f);
	w->edges = store_edges(w->store);
	struct trace_origin origin = { .name = SPAN("thief"), .asset = LEDGER_NONE };
	origin.account = w->edges->ops->find_account(w->edges, origin.name);
	origin.asset =
		w->edges->ops
			->open(w->edges, w->arena, origin.account, EDGES_IN, INT64_MIN,
				&err)
			->next.asset; /* what else he gets is not stolen by itself */
	struct trace_options options = { .rule = rule,
		.swaps = swaps,
		.memos = w->memos,
		.from_s = INT64_MIN,
		.until_s = INT64_MAX };
	assert_int_equal(
		trace_run(w->edges, w->arena, &origin, 1, &options, &trace, &err), 0);
	return trace;
}

struct trace cross(struct world *w)
{
	return trace(w, RULE_FIFO, SWAPS_CROSS);
}

void end(struct world *w)
{
	store_close(&w->store);
	ledger_fixture_end(&w->f);
	arena_destroy(&w->arena);
}

bool is_called(struct world *w, uint32_t account, const char *name)
{
	return account == w->edges->ops->find_account(w->edges, span_from_cstr(name));
}

static bool is_asset(struct world *w, uint32_t asset, const char *name)
{
	return span_equal(
		w->edges->ops->asset(w->edges, asset)->name, span_from_cstr(name));
}

uint64_t ended(struct world *w, const struct trace *t, const char *account,
	const char *asset, enum stop stop)
{
	for (size_t i = 0; i < t->end_count; i++)
		if (is_called(w, t->ends[i].account, account) &&
			is_asset(w, t->ends[i].asset, asset) && t->ends[i].stop == stop)
			return t->ends[i].amount.w[0];
	return 0;
}

uint64_t exchanged(struct world *w, const struct trace *t, const char *asset)
{
	for (size_t i = 0; i < t->sum_count; i++)
		if (is_asset(w, t->sums[i].asset, asset))
			return t->sums[i].exchanged.w[0];
	return 0;
}
