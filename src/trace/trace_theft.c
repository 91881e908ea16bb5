/* What was stolen, and where it was then: at whom a trace begins, and what is stolen on its
 * way (what was got for stolen money is, too). */
#include "trace/trace_inside.h"

#include <errno.h>

static bool was_read(
	const struct tracing *t, const struct holding *h, const struct transfer *row)
{
	return h->in && (!h->in->there || comes_before(t, row, &h->in->next));
}

/* False, and the trace fails, where the sum would be too large. */
static bool count_theft(struct tracing *t, const struct holding *h,
	const struct theft *theft, struct u256 n)
{
	if (u256_is_zero(n) || !count_stolen(t, h->asset, n))
		return false;
	if (theft->is_exchange) {
		struct trace_sum *sum = sum_of(t, h->asset);
		sum->exchanged = u256_plus(sum->exchanged, n);
	}
	return true;
}

static void record_theft(struct tracing *t, const struct transfer *row,
	const struct theft *theft, struct u256 amount)
{
	struct trace_edge *e =
		record_edge(t, row, amount, theft->chunk.origin, theft->hop);
	e->by = theft->by;
	e->is_exchange = theft->is_exchange;
}

/* A part of it was tainted already: the rest of it is what is stolen now. */
static void steal_held(struct tracing *t, struct holding *h, const struct transfer *row,
	const struct theft *theft)
{
	bool was_awake = is_awake(h);
	if (!was_awake)
		catch_up(t, h, row);
	struct u256 left = u256_min(purse_clean(&h->purse), theft->chunk.amount);
	if (!count_theft(t, h, theft, left))
		return;
	if (theft->is_exchange)
		record_theft(t, row, theft, left);
	purse_taint(&h->purse, t->rule, t->arena, theft->chunk.origin, left);
	h->last_s = row->order.time_s;
	if (!was_awake)
		await_payment(t, h);
}

void steal(struct tracing *t, const struct event *e)
{
	struct holding *h = e->holding;
	struct transfer row = *e->row;
	struct chunk stolen = e->theft->chunk;
	if (was_read(t, h, &row)) {
		steal_held(t, h, &row, e->theft);
		return;
	}
	if (!count_theft(t, h, e->theft, stolen.amount))
		return;
	record_theft(t, &row, e->theft, stolen.amount);
	struct parts parts = { NULL, 0, 0 };
	parts_add(&parts, t->arena, stolen);
	parts_add(&parts, t->arena,
		(struct chunk){ ORIGIN_CLEAN, u256_minus(row.amount, stolen.amount) });
	deliver(t, &row, &parts, stolen.amount, e->theft->hop);
}

static void take_all(struct tracing *t, uint32_t account, uint32_t asset, uint32_t origin)
{
	struct holding *h = take_holding(t, account, asset, 0);
	if (h->takes_all)
		return;
	h->takes_all = true;
	h->origin = origin;
	h->in = open_rows(t, h, EDGES_IN, INT64_MIN);
	h->out = open_rows(t, h, EDGES_OUT, INT64_MIN);
	await_payment(t, h);
}

/* All that comes to an account is stolen; of an address of unspent outputs, all its outputs. */
static void begin_at_account(
	struct tracing *t, const struct trace_origin *o, uint32_t origin)
{
	struct edge_cursor *c = t->edges->ops->open(
		t->edges, t->arena, o->account, EDGES_IN, t->options->from_s, t->err);
	if (!c)
		tracing_fail(t, -EIO);
	for (; c && c->there && c->next.order.time_s <= t->options->until_s;
		tracing_step(t, c)) {
		if (o->asset != LEDGER_NONE && c->next.asset != o->asset)
			continue;
		if (is_noise(t, &c->next)) {
			t->trace->left_out++;
			continue;
		}
		if (c->next.kind == TRANSFER_OWN)
			take_all(t, c->next.from, c->next.asset, origin);
		else
			take_all(t, o->account, c->next.asset, origin);
	}
}

/* The newest part of what an account holds. */
static void begin_with_amount(
	struct tracing *t, const struct trace_origin *o, uint32_t origin)
{
	struct holding *h = take_holding(t, o->account, o->asset, 0);
	struct transfer moment = { .order = { .time_s = t->options->from_s } };
	if (!count_stolen(t, o->asset, o->amount))
		return;
	bool was_awake = is_awake(h);
	catch_up(t, h, &moment);
	h->last_s = t->options->from_s;
	purse_taint(&h->purse, t->rule, t->arena, origin, o->amount);
	if (!was_awake)
		await_payment(t, h);
}

/* What a party of a transaction got by it, beyond what it gave. */
static struct u256 net_gain(const struct tracing *t, const struct transfer *rows,
	size_t count, uint32_t account, uint32_t asset)
{
	struct u256 in = u256_of(0), out = u256_of(0), gain;
	bool fits = true;
	for (size_t i = 0; i < count; i++) {
		if (rows[i].asset != asset || !moves_value(t, &rows[i]))
			continue;
		if (rows[i].to == account)
			fits &= u256_add(in, rows[i].amount, &in);
		if (rows[i].from == account)
			fits &= u256_add(out, rows[i].amount, &out);
	}
	return fits && u256_sub(in, out, &gain) ? gain : u256_of(0);
}

/* Those who gained by the transaction have what was stolen; of unspent outputs, these. */
static void begin_at_transaction(
	struct tracing *t, const struct trace_origin *o, uint32_t origin)
{
	enum { ROWS_MAX = 1 << 16 };
	struct transfer *rows = arena_array(t->arena, ROWS_MAX, sizeof(*rows));
	size_t count;
	tracing_fail(t, t->edges->ops->transaction(
				t->edges, &o->first, rows, ROWS_MAX, &count, t->err));
	count = count < ROWS_MAX ? count : ROWS_MAX;
	for (size_t i = count; i-- > 0 && !t->failed;) {
		struct transfer *row = &rows[i];
		if (leaves_the_way(row) || !moves_value(t, row) ||
			row->kind == TRANSFER_SPEND)
			continue;
		/* The last rows to somebody bring what he kept. */
		struct u256 gain = net_gain(t, rows, count, row->to, row->asset);
		for (size_t k = i + 1; k < count; k++)
			if (rows[k].to == row->to && rows[k].asset == row->asset &&
				!u256_sub(gain, rows[k].amount, &gain))
				gain = u256_of(0);
		struct u256 amount = u256_min(gain, row->amount);
		if (u256_is_zero(amount))
			continue;
		struct holding *h = take_holding(t, row->to, row->asset, 0);
		struct theft *theft = arena_new(t->arena, struct theft);
		*theft = (struct theft){ .chunk = { origin, amount }, .by = row->from };
		tracing_push(
			t, (struct event){ .holding = h, .row = row, .theft = theft });
	}
}

void begin_at(struct tracing *t, const struct trace_origin *o, uint32_t origin)
{
	if (o->account == LEDGER_NONE)
		begin_at_transaction(t, o, origin);
	else if (o->has_amount)
		begin_with_amount(t, o, origin);
	else
		begin_at_account(t, o, origin);
}
