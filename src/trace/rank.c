/* Local push over a ledger (rank.h). A queue holds the places whose relevance is to be handed on; who
 * comes first is decided by the order of transfers alone, so the same sums come out whatever was
 * imported first. */
#include "trace/rank.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace/pair_table.h"

enum { PORTIONS_MAX = 256, ASK_EVERY = 64, ROWS_READ_MAX = 1 << 20 };

/* Relevance that came at a moment. */
struct portion {
	int64_t time_s;
	double mass;
};

/* An account's dealings in one asset. */
struct place {
	struct ranked ranked;
	struct portion *portions;
	size_t portion_count, portion_capacity;
	double mass;
	bool is_queued;
	size_t number; /* in the order in which they were reached */
};

struct payment {
	int64_t time_s;
	uint32_t other;
	double amount;
};

struct ranking {
	struct edges *edges;
	struct arena *arena, *rows_arena; /* the second is of one push */
	const struct rank_options *options;
	struct ranks *result;
	struct place **places;
	size_t count, capacity;
	struct pair_table numbers; /* of the places */
	struct place **queue;	   /* a ring */
	size_t queue_first, queue_count, queue_size;
	struct err *err;
	int failed;
};

/* ---- places */

static struct place *take_place(
	struct ranking *r, uint32_t account, uint32_t asset, unsigned hop)
{
	uint32_t number;
	struct place *p;
	if (pair_find(&r->numbers, account, asset, &number)) {
		p = r->places[number];
		p->ranked.hop = hop < p->ranked.hop ? hop : p->ranked.hop;
		return p;
	}
	if (r->options->accounts_max && r->count >= r->options->accounts_max) {
		r->result->broken_off = true;
		return NULL;
	}
	p = arena_new(r->arena, struct place);
	uint64_t busy = r->options->busy_rows;
	*p = (struct place){ .ranked = { .account = account, .asset = asset, .hop = hop },
		.number = r->count };
	p->ranked.is_busy =
		hop && busy && r->edges->ops->degree(r->edges, account) > busy;
	r->places = arena_grow(
		r->arena, r->places, r->count, &r->capacity, sizeof(struct place *));
	r->places[r->count++] = p;
	pair_add(&r->numbers, r->arena, account, asset);
	return p;
}

/* ---- relevance */

static int compare_portions(const void *a, const void *b)
{
	const struct portion *x = a, *y = b;
	if (x->time_s != y->time_s)
		return x->time_s < y->time_s ? -1 : 1;
	return 0;
}

/* Neighbours in time become one, as of the earlier moment. */
static void merge_portions(struct place *p)
{
	qsort(p->portions, p->portion_count, sizeof(*p->portions), compare_portions);
	size_t half = (p->portion_count + 1) / 2;
	for (size_t i = 0; i < half; i++) {
		p->portions[i] = p->portions[2 * i];
		if (2 * i + 1 < p->portion_count)
			p->portions[i].mass += p->portions[2 * i + 1].mass;
	}
	p->portion_count = half;
}

static void enqueue(struct ranking *r, struct place *p)
{
	if (p->is_queued)
		return;
	if (r->queue_count == r->queue_size) {
		size_t size = r->queue_size ? 2 * r->queue_size : 1024;
		struct place **queue =
			arena_array(r->arena, size, sizeof(struct place *));
		for (size_t i = 0; i < r->queue_count; i++)
			queue[i] = r->queue[(r->queue_first + i) % r->queue_size];
		r->queue = queue;
		r->queue_size = size;
		r->queue_first = 0;
	}
	r->queue[(r->queue_first + r->queue_count++) % r->queue_size] = p;
	p->is_queued = true;
}

static struct place *dequeue(struct ranking *r)
{
	struct place *p = r->queue[r->queue_first];
	r->queue_first = (r->queue_first + 1) % r->queue_size;
	r->queue_count--;
	p->is_queued = false;
	return p;
}

/* False: no more places are taken. */
static bool give(struct ranking *r, uint32_t account, uint32_t asset, unsigned hop,
	struct portion portion)
{
	struct place *p = take_place(r, account, asset, hop);
	if (!p)
		return false;
	if (p->portion_count == PORTIONS_MAX)
		merge_portions(p);
	p->portions = arena_grow(r->arena, p->portions, p->portion_count,
		&p->portion_capacity, sizeof(*p->portions));
	p->portions[p->portion_count++] = portion;
	p->mass += portion.mass;
	if (p->mass >= r->options->least)
		enqueue(r, p);
	return true;
}

/* ---- payments */

static bool counts(const struct ranking *r, const struct transfer *row, uint32_t asset)
{
	const struct rank_options *o = r->options;
	return row->asset == asset && transfer_is_payment(row) &&
	       worth_moves(o->worth, asset) && row->order.time_s >= o->from_s &&
	       row->order.time_s <= o->until_s && !u256_is_zero(row->amount);
}

static struct payment *read_payments(struct ranking *r, const struct place *p,
	enum edge_direction direction, size_t *count_r)
{
	struct payment *all = NULL;
	size_t count = 0, capacity = 0;
	struct edge_cursor *c = r->edges->ops->open(r->edges, r->rows_arena,
		p->ranked.account, direction, r->options->from_s, r->err);
	if (!c)
		r->failed = -EIO;
	while (c && c->there && count < ROWS_READ_MAX && !r->failed) {
		const struct transfer *row = &c->next;
		if (counts(r, row, p->ranked.asset)) {
			all = arena_grow(
				r->rows_arena, all, count, &capacity, sizeof(*all));
			all[count++] = (struct payment){ row->order.time_s,
				direction == EDGES_OUT ? row->to : row->from,
				u256_double(row->amount) };
		}
		r->result->rows++;
		int e = r->edges->ops->step(r->edges, c, r->err);
		r->failed = e < 0 ? e : r->failed;
	}
	r->result->broken_off |= c && c->there;
	*count_r = count;
	return all;
}

/* A walk along payments, or back. With all moments negative, back in time is the same walk. */
struct walk {
	struct portion *portions; /* by time */
	size_t portion_count;
	struct payment *payments; /* by time */
	size_t count;
	double part; /* of the relevance */
	int sign;
};

/* Portions and payments are walked through together: each portion goes to the payments made after it
 * came, in proportion to their amounts. What finds none is given back. */
static double hand_on(struct ranking *r, const struct place *p, const struct walk *w)
{
	double *behind = arena_array(r->rows_arena, w->count + 1, sizeof(*behind));
	double rate = 0, stays = 0;
	size_t next = 0;
	for (size_t i = w->count; i-- > 0;)
		behind[i] = behind[i + 1] + w->payments[i].amount;
	for (size_t i = 0; i < w->count; i++) {
		const struct payment *one = &w->payments[i];
		for (; next < w->portion_count && w->portions[next].time_s <= one->time_s;
			next++)
			rate += w->part * w->portions[next].mass / behind[i];
		double mass = rate * one->amount;
		if (mass > 0 && !give(r, one->other, p->ranked.asset, p->ranked.hop + 1,
					(struct portion){ w->sign * one->time_s, mass }))
			stays += mass;
	}
	for (; next < w->portion_count; next++)
		stays += w->part * w->portions[next].mass;
	return stays;
}

static void turn_round(struct walk *w)
{
	for (size_t i = 0; i < w->portion_count; i++)
		w->portions[i].time_s = -w->portions[i].time_s;
	for (size_t i = 0; i < w->count; i++)
		w->payments[i].time_s = -w->payments[i].time_s;
	for (size_t i = 0; i < w->portion_count / 2; i++) {
		struct portion one = w->portions[i];
		w->portions[i] = w->portions[w->portion_count - 1 - i];
		w->portions[w->portion_count - 1 - i] = one;
	}
	for (size_t i = 0; i < w->count / 2; i++) {
		struct payment one = w->payments[i];
		w->payments[i] = w->payments[w->count - 1 - i];
		w->payments[w->count - 1 - i] = one;
	}
	w->sign = -w->sign;
}

static void push(struct ranking *r, struct place *p)
{
	const struct rank_options *o = r->options;
	bool in_time = o->method == RANK_TTR;
	double rest = 1 - o->keep, forward = in_time ? o->forward : 1;
	struct walk w = {
		.portion_count = p->portion_count, .part = rest * forward, .sign = 1
	};
	w.portions = arena_array(r->rows_arena, w.portion_count, sizeof(*w.portions));
	memcpy(w.portions, p->portions, w.portion_count * sizeof(*w.portions));
	for (size_t i = 0; i < w.portion_count && !in_time; i++)
		w.portions[i].time_s = 0; /* at any time: there is none before */
	qsort(w.portions, w.portion_count, sizeof(*w.portions), compare_portions);
	p->ranked.rank += o->keep * p->mass;
	p->mass = 0;
	p->portion_count = 0;
	w.payments = read_payments(r, p, EDGES_OUT, &w.count);
	p->ranked.rank += hand_on(r, p, &w);
	if (in_time) {
		w.payments = read_payments(r, p, EDGES_IN, &w.count);
		w.part = rest * (1 - forward);
		turn_round(&w);
		p->ranked.rank += hand_on(r, p, &w);
	}
	arena_reset(r->rows_arena);
}

/* Whoever has as many transfers as only services have keeps what comes. */
static void keep_all(struct place *p)
{
	p->ranked.rank += p->mass;
	p->mass = 0;
	p->portion_count = 0;
}

/* ---- origins */

/* The assets in which an origin dealt, each once. */
static uint32_t *assets_of(
	struct ranking *r, const struct trace_origin *o, size_t *count_r)
{
	uint32_t *assets = NULL;
	size_t count = 0, capacity = 0;
	for (enum edge_direction d = EDGES_OUT; d <= EDGES_IN && !r->failed; d++) {
		struct edge_cursor *c = r->edges->ops->open(r->edges, r->rows_arena,
			o->account, d, r->options->from_s, r->err);
		r->failed = c ? 0 : -EIO;
		while (c && c->there && !r->failed) {
			size_t i = 0;
			while (i < count && assets[i] != c->next.asset)
				i++;
			bool wanted =
				o->asset == LEDGER_NONE || o->asset == c->next.asset;
			if (i == count && wanted && counts(r, &c->next, c->next.asset)) {
				assets = arena_grow(r->arena, assets, count, &capacity,
					sizeof(*assets));
				assets[count++] = c->next.asset;
			}
			r->result->rows++;
			r->failed = r->edges->ops->step(r->edges, c, r->err);
		}
	}
	arena_reset(r->rows_arena);
	*count_r = count;
	return assets;
}

static void begin(struct ranking *r, const struct trace_origin *origins, size_t count)
{
	int64_t from_s = r->options->from_s > 0 ? r->options->from_s : 0;
	for (size_t i = 0; i < count && !r->failed; i++) {
		size_t n;
		uint32_t *assets = assets_of(r, &origins[i], &n);
		for (size_t k = 0; k < n; k++)
			give(r, origins[i].account, assets[k], 0,
				(struct portion){
					from_s, 1.0 / ((double)count * (double)n) });
	}
}

/* ---- the whole */

static int compare_ranks(const void *a, const void *b)
{
	const struct place *x = *(struct place *const *)a;
	const struct place *y = *(struct place *const *)b;
	if (x->ranked.rank != y->ranked.rank)
		return x->ranked.rank > y->ranked.rank ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static void end(struct ranking *r)
{
	struct ranks *result = r->result;
	for (size_t i = 0; i < r->count; i++)
		result->left += r->places[i]->mass;
	if (r->count)
		qsort(r->places, r->count, sizeof(*r->places), compare_ranks);
	result->ranked = arena_array(r->arena, r->count, sizeof(*result->ranked));
	for (size_t i = 0; i < r->count; i++)
		if (r->places[i]->ranked.rank > 0)
			result->ranked[result->count++] = r->places[i]->ranked;
}

int rank_run(struct edges *edges, struct arena *a, const struct trace_origin *origins,
	size_t count, const struct rank_options *options, struct ranks *ranks_r,
	struct err *err_r)
{
	*ranks_r = (struct ranks){ .ranked = NULL };
	struct ranking r = { .edges = edges,
		.arena = a,
		.rows_arena = arena_below(a, SIZE_MAX),
		.options = options,
		.result = ranks_r,
		.err = err_r };
	begin(&r, origins, count);
	for (uint64_t pushes = 0; r.queue_count && !r.failed; pushes++) {
		if (pushes % ASK_EVERY == 0 && options->stopped &&
			options->stopped(options->state, ranks_r->rows, r.count)) {
			ranks_r->broken_off = true;
			break;
		}
		struct place *p = dequeue(&r);
		if (p->ranked.is_busy)
			keep_all(p);
		else
			push(&r, p);
	}
	end(&r);
	return r.failed;
}
