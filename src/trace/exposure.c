/* Exposure through others (exposure.h): a trace from all of them, and what of it comes by. */
#include "trace/exposure.h"

#include <errno.h>
#include <string.h>

static struct exposure_sum *sum_of(struct exposures *x, struct arena *a, uint32_t asset)
{
	for (size_t i = 0; i < x->count; i++)
		if (x->sums[i].asset == asset)
			return &x->sums[i];
	x->sums = arena_grow(a, x->sums, x->count, &x->capacity, sizeof(*x->sums));
	x->sums[x->count] =
		(struct exposure_sum){ .asset = asset, .nearest = UINT32_MAX };
	return &x->sums[x->count++];
}

static void add(struct u256 *sum, struct u256 amount)
{
	if (!u256_add(*sum, amount, sum)) /* under poison */
		memset(sum, 0xFF, sizeof(*sum));
}

/* The payment before the `at`th that brought its payer the most, or brought what was
 * exchanged for it; the count where there is none. */
static size_t payment_before(const struct trace *t, size_t at)
{
	const struct trace_edge *e = &t->edges[at], *best = NULL;
	for (size_t i = 0; i < at; i++) {
		const struct trace_edge *b = &t->edges[i];
		bool same = b->transfer.asset == e->transfer.asset;
		bool leads = e->is_exchange ? !same && b->hop <= e->hop
					    : same && b->hop < e->hop;
		if (b->transfer.to == e->by && leads &&
			(!best || u256_compare(b->tainted, best->tainted) > 0))
			best = b;
	}
	return best ? (size_t)(best - t->edges) : t->edge_count;
}

/* Back from the last payment to one of the others, and turned round. */
static void find_path(const struct trace *t, size_t last, struct exposure_sum *s)
{
	size_t n = 0;
	for (size_t at = last; at < t->edge_count && n < EXPOSURE_PATH_MAX;) {
		s->path[n++] = t->edges[at];
		at = t->edges[at].hop > 1 || t->edges[at].is_exchange
			     ? payment_before(t, at)
			     : t->edge_count;
	}
	for (size_t i = 0; i < n / 2; i++) {
		struct trace_edge one = s->path[i];
		s->path[i] = s->path[n - 1 - i];
		s->path[n - 1 - i] = one;
	}
	s->path_count = n;
}

static void read_trace(
	const struct trace *t, struct arena *a, uint32_t account, struct exposures *x)
{
	for (size_t i = 0; i < t->edge_count; i++) {
		const struct trace_edge *e = &t->edges[i];
		if (e->transfer.to != account)
			continue;
		struct exposure_sum *s = sum_of(x, a, e->transfer.asset);
		add(&s->tainted, e->tainted);
		s->nearest = e->hop < s->nearest ? e->hop : s->nearest;
	}
	for (size_t k = 0; k < x->count; k++) {
		struct exposure_sum *s = &x->sums[k];
		size_t largest = t->edge_count;
		for (size_t i = 0; i < t->edge_count; i++)
			if (t->edges[i].transfer.to == account &&
				t->edges[i].transfer.asset == s->asset &&
				(largest == t->edge_count ||
					u256_compare(t->edges[i].tainted,
						t->edges[largest].tainted) > 0))
				largest = i;
		find_path(t, largest, s);
	}
	x->broken_off = t->broken_off;
	for (size_t i = 0; i < t->end_count; i++)
		x->broken_off |= t->ends[i].stop == STOP_LIMIT;
}

/* ---- where it begins */

struct beginning {
	struct edges *edges;
	struct arena *arena;
	struct trace_origin *origins;
	size_t count, capacity;
};

static struct trace_origin *add_origin(struct beginning *b, uint32_t account)
{
	b->origins = arena_grow(
		b->arena, b->origins, b->count, &b->capacity, sizeof(*b->origins));
	struct trace_origin *o = &b->origins[b->count++];
	*o = (struct trace_origin){ .account = account, .asset = LEDGER_NONE };
	return o;
}

/* Where an account of them pays an asset, the origin that stands for what it pays. */
static struct trace_origin *origin_of(struct beginning *b, size_t from, uint32_t asset)
{
	for (size_t i = from; i < b->count; i++)
		if (b->origins[i].asset == asset)
			return &b->origins[i];
	struct trace_origin *o = add_origin(b, b->origins[from].account);
	o->asset = asset;
	o->has_amount = true;
	return o;
}

/* All that one of the others pays is its own: what came to it, and what it had before the data
 * begin, of which it cannot pay more than it pays in all. */
static int begin_at(struct beginning *b, uint32_t account, struct err *err_r)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct edge_cursor *c =
		b->edges->ops->open(b->edges, a, account, EDGES_OUT, INT64_MIN, err_r);
	int r = c ? 0 : -EIO;
	size_t from = b->count;
	add_origin(b, account);
	while (r == 0 && c->there) {
		if (c->next.kind != TRANSFER_OWN && !u256_is_zero(c->next.amount)) {
			struct trace_origin *o = origin_of(b, from, c->next.asset);
			add(&o->amount, c->next.amount);
		}
		r = b->edges->ops->step(b->edges, c, err_r);
	}
	arena_destroy(&a);
	return r;
}

int exposures_find(struct edges *edges, struct arena *a, uint32_t account,
	const uint32_t *others, size_t count, const struct trace_options *options,
	struct exposures *exposures_r, struct err *err_r)
{
	struct beginning begin = { .edges = edges, .arena = a };
	struct trace trace;
	int r = 0;
	*exposures_r = (struct exposures){ 0 };
	for (size_t i = 0; r == 0 && i < count; i++)
		if (others[i] != account)
			r = begin_at(&begin, others[i], err_r);
	if (r < 0 || begin.count == 0)
		return r;
	r = trace_run(edges, a, begin.origins, begin.count, options, &trace, err_r);
	if (r == 0)
		read_trace(&trace, a, account, exposures_r);
	return r;
}
