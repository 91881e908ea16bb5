/* Following stolen money through a ledger (trace.h). A heap holds the next payment of each
 * account that has taint, in the ledger's order; the first is made, and what of it is tainted
 * goes to the receiver, who wakes.
 *
 * A payment whose tainted part is nothing is not handed on: the receiver, if it is awake,
 * meets it as clean money when it reads its own receipts. So each transfer is counted once. */
#include "trace/trace_inside.h"

#include <errno.h>
#include <stdlib.h>

#include "base/must.h"

enum { ASK_EVERY = 4096 };

/* ---- holdings */

static enum stop stop_at(const struct tracing *t, uint32_t account, unsigned hop)
{
	const struct trace_options *o = t->options;
	enum stop label = o->label ? o->label(o->state, account) : STOP_NONE;
	if (label != STOP_NONE)
		return label;
	if (o->hops_max && hop > o->hops_max)
		return STOP_HOPS;
	if (o->accounts_max && t->count >= o->accounts_max)
		return STOP_LIMIT;
	if (o->busy_rows && t->edges->ops->degree(t->edges, account) > o->busy_rows)
		return STOP_BUSY;
	return STOP_NONE;
}

struct holding *take_holding(
	struct tracing *t, uint32_t account, uint32_t asset, unsigned hop)
{
	uint32_t number;
	struct holding *h;
	if (pair_find(&t->numbers, account, asset, &number)) {
		h = t->holdings[number];
		if (hop < h->hop) {
			h->hop = hop;
			if (h->stop == STOP_HOPS) /* nearer than it seemed */
				h->stop = stop_at(t, account, hop);
		}
		return h;
	}
	h = arena_new(t->arena, struct holding);
	*h = (struct holding){ .account = account, .asset = asset, .hop = hop };
	h->stop = hop ? stop_at(t, account, hop) : STOP_NONE; /* never at an origin */
	t->holdings = arena_grow(
		t->arena, t->holdings, t->count, &t->capacity, sizeof(struct holding *));
	t->holdings[t->count++] = h;
	pair_add(&t->numbers, t->arena, account, asset);
	return h;
}

/* ---- reading an account's rows */

void tracing_fail(struct tracing *t, int r)
{
	if (r < 0 && !t->failed)
		t->failed = r;
}

bool is_noise(const struct tracing *t, const struct transfer *row)
{
	return !worth_moves(t->options->worth, row->asset);
}

bool moves_value(const struct tracing *t, const struct transfer *row)
{
	return row->kind != TRANSFER_OWN && !is_noise(t, row);
}

void tracing_step(struct tracing *t, struct edge_cursor *c)
{
	tracing_fail(t, t->edges->ops->step(t->edges, c, t->err));
	t->trace->rows++;
	if (t->failed)
		c->there = false;
}

/* To the next row that moves some of the asset. */
static void settle(struct tracing *t, struct edge_cursor *c, uint32_t asset)
{
	while (c->there && (c->next.asset != asset || !moves_value(t, &c->next)))
		tracing_step(t, c);
}

void tracing_advance(struct tracing *t, struct edge_cursor *c, uint32_t asset)
{
	tracing_step(t, c);
	settle(t, c, asset);
}

struct edge_cursor *open_rows(struct tracing *t, const struct holding *h,
	enum edge_direction direction, int64_t from_s)
{
	static struct edge_cursor none;
	struct edge_cursor *c = t->edges->ops->open(
		t->edges, t->arena, h->account, direction, from_s, t->err);
	if (!c) {
		tracing_fail(t, -EIO);
		return &none;
	}
	settle(t, c, h->asset);
	return c;
}

bool comes_before(
	const struct tracing *t, const struct transfer *a, const struct transfer *b)
{
	return t->edges->ops->compare(t->edges, a, b) < 0;
}

/* ---- sums */

struct trace_sum *sum_of(struct tracing *t, uint32_t asset)
{
	struct trace *r = t->trace;
	for (size_t i = 0; i < r->sum_count; i++)
		if (r->sums[i].asset == asset)
			return &r->sums[i];
	r->sums = arena_grow(
		t->arena, r->sums, r->sum_count, &r->sum_capacity, sizeof(*r->sums));
	r->sums[r->sum_count] = (struct trace_sum){ .asset = asset };
	return &r->sums[r->sum_count++];
}

bool count_stolen(struct tracing *t, uint32_t asset, struct u256 amount)
{
	struct trace_sum *sum = sum_of(t, asset);
	if (u256_add(sum->stolen, amount, &sum->stolen) && !(sum->stolen.w[3] >> 63))
		return true;
	tracing_fail(t, err_set(t->err, ERANGE,
				"the stolen amounts are too large to be counted"));
	return false;
}

struct trace_edge *record_edge(struct tracing *t, const struct transfer *row,
	struct u256 tainted, uint32_t origin, unsigned hop)
{
	struct trace *r = t->trace;
	r->edges = arena_grow(
		t->arena, r->edges, r->edge_count, &r->edge_capacity, sizeof(*r->edges));
	struct trace_edge *e = &r->edges[r->edge_count++];
	*e = (struct trace_edge){ .transfer = *row,
		.tainted = tainted,
		.by = row->from,
		.origin = origin,
		.hop = hop };
	return e;
}

static void record_end(
	struct tracing *t, const struct holding *h, enum stop stop, struct u256 amount)
{
	struct trace *r = t->trace;
	if (u256_is_zero(amount))
		return;
	r->ends = arena_grow(
		t->arena, r->ends, r->end_count, &r->end_capacity, sizeof(*r->ends));
	r->ends[r->end_count++] = (struct trace_end){ .account = h->account,
		.asset = h->asset,
		.stop = stop,
		.amount = amount,
		.hop = h->hop,
		.last_s = h->last_s };
}

/* ---- the heap */

static bool is_earlier(
	const struct tracing *t, const struct event *a, const struct event *b)
{
	if (a->time_s != b->time_s)
		return a->time_s < b->time_s;
	int c = t->edges->ops->compare(t->edges, a->row, b->row);
	/* What a transfer pays comes before what is said to be stolen by it. */
	return c ? c < 0 : !a->theft && b->theft;
}

void tracing_push(struct tracing *t, struct event event)
{
	t->heap = arena_grow(
		t->arena, t->heap, t->heap_count, &t->heap_capacity, sizeof(event));
	size_t at = t->heap_count++;
	event.time_s = event.row->order.time_s;
	for (; at && is_earlier(t, &event, &t->heap[(at - 1) / 2]); at = (at - 1) / 2)
		t->heap[at] = t->heap[(at - 1) / 2];
	t->heap[at] = event;
}

/* The first event gives its place to `event`, which may come much later. */
static void replace_first(struct tracing *t, struct event event)
{
	size_t at = 0, child;
	while ((child = 2 * at + 1) < t->heap_count) {
		if (child + 1 < t->heap_count &&
			is_earlier(t, &t->heap[child + 1], &t->heap[child]))
			child++;
		if (!is_earlier(t, &t->heap[child], &event))
			break;
		t->heap[at] = t->heap[child];
		at = child;
	}
	t->heap[at] = event;
}

static void drop_first(struct tracing *t)
{
	struct event last = t->heap[--t->heap_count];
	if (t->heap_count)
		replace_first(t, last);
}

/* ---- what comes in */

bool is_awake(const struct holding *h)
{
	return h->takes_all || purse_is_tainted(&h->purse);
}

/* A receipt that nobody handed on: clean, or at an origin stolen. */
static void receive_own(struct tracing *t, struct holding *h, const struct transfer *row)
{
	struct chunk chunk = { ORIGIN_CLEAN, row->amount };
	if (h->takes_all && row->order.time_s >= t->options->from_s &&
		row->order.time_s <= t->options->until_s && !u256_is_zero(row->amount) &&
		count_stolen(t, h->asset, row->amount)) {
		chunk.origin = h->origin;
		h->last_s = row->order.time_s;
		record_edge(t, row, row->amount, h->origin, 0);
	}
	purse_take(&h->purse, t->rule, t->arena, chunk);
}

/* Poison taints all that is paid once anything tainted came: what else came in, and what was
 * paid before, is not read. */
static void catch_up_poisoned(
	struct tracing *t, struct holding *h, const struct transfer *row)
{
	if (h->out)
		return;
	h->out = open_rows(t, h, EDGES_OUT, row->order.time_s);
	while (h->out->there && comes_before(t, &h->out->next, row))
		tracing_advance(t, h->out, h->asset);
}

void catch_up(struct tracing *t, struct holding *h, const struct transfer *row)
{
	bool slept = !is_awake(h);
	if (t->rule == RULE_POISON && !h->takes_all) {
		if (row)
			catch_up_poisoned(t, h, row);
		return;
	}
	if (!h->in) {
		h->in = open_rows(t, h, EDGES_IN, INT64_MIN);
		h->out = open_rows(t, h, EDGES_OUT, INT64_MIN);
	}
	for (;;) {
		bool in = h->in->there && (!row || comes_before(t, &h->in->next, row));
		bool out = slept && h->out->there &&
			   (!row || comes_before(t, &h->out->next, row));
		if (in && out)
			in = comes_before(t, &h->in->next, &h->out->next);
		if (in) {
			if (!was_exchanged(h, &h->in->next))
				receive_own(t, h, &h->in->next);
			tracing_advance(t, h->in, h->asset);
		} else if (out) {
			if (!was_exchanged(h, &h->out->next))
				purse_pay(&h->purse, t->rule, t->arena,
					h->out->next.amount, &t->parts);
			tracing_advance(t, h->out, h->asset);
		} else {
			return;
		}
	}
}

void await_payment(struct tracing *t, struct holding *h)
{
	if (!h->out->there || h->awaited)
		return;
	h->awaited = true;
	tracing_push(t, (struct event){ .holding = h, .row = &h->out->next });
}

static bool is_dust(struct tracing *t, uint32_t asset, struct u256 tainted)
{
	struct u256 all;
	return t->options->dust_part &&
	       u256_mul(tainted, u256_of(t->options->dust_part), &all) &&
	       u256_compare(all, sum_of(t, asset)->stolen) < 0;
}

bool leaves_the_way(const struct transfer *row)
{
	return row->kind == TRANSFER_FEE || row->kind == TRANSFER_BURN;
}

/* The sum of what is followed no further here, or NULL: it is followed. */
static struct u256 *where_it_ends(struct tracing *t, struct holding *h,
	const struct transfer *row, struct u256 tainted)
{
	if (row->kind == TRANSFER_FEE)
		return &h->fees;
	if (row->kind == TRANSFER_BURN)
		return &h->burned;
	if (h->stop != STOP_NONE)
		return &h->ended;
	return !h->takes_all && is_dust(t, row->asset, tainted) ? &h->dust : NULL;
}

/* Sums of what is stolen cannot be too large; under poison, which counts what is paid and
 * not what was stolen, they end at the largest number. */
void add_end(const struct tracing *t, struct u256 *sum, struct u256 amount)
{
	if (rule_conserves(t->rule))
		*sum = u256_plus(*sum, amount);
	else if (!u256_add(*sum, amount, sum))
		memset(sum, 0xFF, sizeof(*sum));
}

void deliver(struct tracing *t, const struct transfer *row, const struct parts *parts,
	struct u256 tainted, unsigned hop)
{
	struct holding *h = take_holding(t, row->to, row->asset, hop);
	struct u256 *gone = where_it_ends(t, h, row, tainted);
	h->last_s = row->order.time_s;
	if (gone) {
		add_end(t, gone, tainted);
		return;
	}
	bool was_awake = is_awake(h);
	catch_up(t, h, row);
	if (h->in && h->in->there && transfer_is_same(&h->in->next, row))
		tracing_advance(t, h->in, h->asset);
	for (size_t i = 0; i < parts->count; i++) {
		struct chunk c = parts->chunk[i];
		bool stolen_anew = c.origin == ORIGIN_CLEAN && h->takes_all &&
				   row->order.time_s >= t->options->from_s;
		if (stolen_anew && count_stolen(t, h->asset, c.amount))
			c.origin = h->origin;
		purse_take(&h->purse, t->rule, t->arena, c);
	}
	if (!was_awake && is_awake(h))
		await_payment(t, h);
}

/* ---- what goes out */

uint32_t main_origin(const struct parts *parts)
{
	uint32_t origin = 0;
	struct u256 most = u256_of(0);
	for (size_t i = 0; i < parts->count; i++)
		if (parts->chunk[i].origin != ORIGIN_CLEAN &&
			u256_compare(parts->chunk[i].amount, most) > 0) {
			most = parts->chunk[i].amount;
			origin = parts->chunk[i].origin;
		}
	return origin;
}

/* Into a transaction of unspent outputs it is no hop, out of it one. */
static unsigned hop_behind(const struct holding *h, const struct transfer *row)
{
	return h->hop + (row->kind != TRANSFER_SPEND);
}

static void hand_on(struct tracing *t, struct holding *h, const struct transfer *row,
	const struct parts *parts)
{
	struct u256 tainted = parts_tainted(parts);
	if (u256_is_zero(tainted))
		return;
	unsigned hop = hop_behind(h, row);
	record_edge(t, row, tainted, main_origin(parts), hop);
	deliver(t, row, parts, tainted, hop);
}

/* It has lain for too long: it stays here for good, and is clean from now on. */
static bool fell_asleep_for_good(struct tracing *t, struct holding *h, int64_t now_s)
{
	int64_t most = t->options->dormant_s;
	if (!most || h->takes_all || now_s - h->last_s <= most)
		return false;
	record_end(t, h, STOP_DORMANT, h->purse.tainted);
	struct purse old = h->purse;
	h->purse = (struct purse){ .clean = old.clean };
	for (size_t i = old.first; i < old.end; i++)
		purse_take(&h->purse, t->rule, t->arena,
			(struct chunk){ ORIGIN_CLEAN, old.chunk[i].amount });
	return true;
}

static bool is_in_transaction(const struct transfer *a, const struct transfer *b)
{
	return a->order.block && a->order.time_s == b->order.time_s &&
	       a->order.block == b->order.block && a->order.tx_index == b->order.tx_index;
}

static int compare_highest(const void *a, const void *b)
{
	const struct payment *x = *(const struct payment *const *)a;
	const struct payment *y = *(const struct payment *const *)b;
	bool fee_x = x->row.kind == TRANSFER_FEE, fee_y = y->row.kind == TRANSFER_FEE;
	if (fee_x != fee_y)
		return fee_x - fee_y;
	int c = u256_compare(y->row.amount, x->row.amount);
	return c ? c : x < y ? -1 : x > y;
}

/* Each has its own place in the order: a receiver may pay in between. */
void hand_on_in_order(
	struct tracing *t, struct holding *h, struct payment *all, size_t count)
{
	hand_on(t, h, &all[0].row, &all[0].parts);
	for (size_t i = 1; i < count; i++)
		if (!u256_is_zero(parts_tainted(&all[i].parts)))
			tracing_push(t, (struct event){ .holding = h,
						.row = &all[i].row,
						.payment = &all[i] });
}

/* The payments of one transaction at once, the highest first. */
static void pay_highest_first(struct tracing *t, struct holding *h)
{
	struct transfer first = h->out->next;
	struct payment *all = NULL;
	size_t count = 0, capacity = 0;
	do {
		all = arena_grow(t->arena, all, count, &capacity, sizeof(*all));
		all[count++] = (struct payment){ .row = h->out->next };
		tracing_advance(t, h->out, h->asset);
	} while (h->out->there && is_in_transaction(&first, &h->out->next));
	struct payment **order = arena_array(t->arena, count, sizeof(struct payment *));
	for (size_t i = 0; i < count; i++)
		order[i] = &all[i];
	qsort(order, count, sizeof(*order), compare_highest);
	for (size_t i = 0; i < count; i++)
		purse_pay(&h->purse, t->rule, t->arena, order[i]->row.amount,
			&order[i]->parts);
	hand_on_in_order(t, h, all, count);
}

static void pay_one(struct tracing *t, struct holding *h)
{
	struct transfer row = h->out->next;
	struct parts parts = t->parts; /* taken, as a receiver that wakes uses t->parts */
	t->parts = (struct parts){ NULL, 0, 0 };
	purse_pay(&h->purse, t->rule, t->arena, row.amount, &parts);
	tracing_advance(t, h->out, h->asset);
	hand_on(t, h, &row, &parts);
	t->parts = parts;
}

static void pay_next(struct tracing *t, struct holding *h)
{
	if (was_exchanged(h, &h->out->next))
		tracing_advance(t, h->out, h->asset);
	else if (t->swap_room && pay_across(t, h))
		return;
	else if (t->rule == RULE_TIHO)
		pay_highest_first(t, h);
	else
		pay_one(t, h);
}

static void pay(struct tracing *t, struct holding *h)
{
	drop_first(t);
	h->awaited = false;
	catch_up(t, h, &h->out->next);
	if (fell_asleep_for_good(t, h, h->out->next.order.time_s))
		return;
	pay_next(t, h);
	if (is_awake(h))
		await_payment(t, h);
}

/* ---- the whole */

static bool is_stopped(struct tracing *t)
{
	const struct trace_options *o = t->options;
	return o->stopped && o->stopped(o->state, t->trace->rows, t->count);
}

static void follow(struct tracing *t)
{
	for (uint64_t events = 0; t->heap_count && !t->failed; events++) {
		struct event e = t->heap[0];
		if (e.row->order.time_s > t->options->until_s)
			return;
		if (events % ASK_EVERY == 0 && is_stopped(t)) {
			t->trace->broken_off = true;
			return;
		}
		if (e.theft) {
			drop_first(t);
			steal(t, &e);
		} else if (e.payment) {
			drop_first(t);
			hand_on(t, e.holding, &e.payment->row, &e.payment->parts);
		} else {
			pay(t, e.holding);
		}
	}
}

/* An origin's last receipts, behind its last payment. */
static void read_to_the_end(struct tracing *t, struct holding *h)
{
	struct transfer end = { .order = { .time_s = t->options->until_s } };
	bool all = t->options->until_s == INT64_MAX;
	end.order.time_s += !all;
	if (h->takes_all && !t->trace->broken_off)
		catch_up(t, h, all ? NULL : &end);
}

/* Of a trace that was broken off: what was on its way is still with the payer. */
static void take_back(struct tracing *t)
{
	for (size_t i = 0; i < t->heap_count; i++) {
		const struct event *e = &t->heap[i];
		for (size_t k = 0; e->payment && k < e->payment->parts.count; k++)
			purse_take(&e->holding->purse, t->rule, t->arena,
				e->payment->parts.chunk[k]);
	}
}

static void end(struct tracing *t)
{
	take_back(t);
	for (size_t i = 0; i < t->count && !t->failed; i++) {
		struct holding *h = t->holdings[i];
		read_to_the_end(t, h);
		record_end(t, h, STOP_HELD, h->purse.tainted);
		record_end(t, h, h->stop, h->ended);
		record_end(t, h, STOP_DUST, h->dust);
		record_end(t, h, STOP_FEE, h->fees);
		record_end(t, h, STOP_BURNED, h->burned);
		record_end(t, h, STOP_SWAP, h->swapped);
		record_end(t, h, STOP_BRIDGE, h->bridged);
	}
	struct trace *r = t->trace;
	for (size_t i = 0; i < r->end_count; i++) {
		struct trace_sum *sum = sum_of(t, r->ends[i].asset);
		if (rule_conserves(t->rule))
			sum->ended = u256_plus(sum->ended, r->ends[i].amount);
	}
	for (size_t i = 0; rule_conserves(t->rule) && !t->failed && i < r->sum_count; i++)
		must(u256_compare(r->sums[i].stolen, r->sums[i].ended) == 0);
}

int trace_run(struct edges *edges, struct arena *a, const struct trace_origin *origins,
	size_t count, const struct trace_options *options, struct trace *trace_r,
	struct err *err_r)
{
	*trace_r = (struct trace){ .rule = options->rule };
	struct tracing t = { .edges = edges,
		.arena = a,
		.options = options,
		.rule = options->rule,
		.trace = trace_r,
		.err = err_r };
	bool swaps = options->swaps != SWAPS_OFF && edges->ops->asset(edges, 1);
	if (swaps || options->memos)
		t.swap_room = swap_room_new(a);
	t.has_swaps = swaps;
	for (size_t i = 0; i < count && !t.failed; i++)
		begin_at(&t, &origins[i], (uint32_t)i);
	follow(&t);
	end(&t);
	trace_r->accounts = t.count;
	return t.failed;
}
