/* Deposits and payouts of services, and the weighing of their pairs (hop.h).
 *
 * The agreement of a pair is the density of other pairs' log-ratios at its own: Laplace kernels
 * that widen with the time between, for rates move. Constants are plain guesses of how
 * exchanges work; halving or doubling each changes next to nothing (docs/laundering.md). */
#include "trace/hop.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { ROUNDS = 8, SCALINGS = 32, EVIDENCE_EACH_WAY = 64 };

static const double spread = 0.006, /* of the rate at one moment, in log units */
	moves = 0.035,		    /* of the rate in a day */
	day_s = 86400, remembered_s = 172800, /* a rate this old counts a third */
	unrelated = 0.1, /* density of ratios of pairs that are none */
	doubt = 0.02,	 /* what that counts beside the evidence */
	none = 0.15,	 /* that a deposit or payout has no pair here */
	least = 0.0001;	 /* what is believed less is no evidence */

struct work {
	struct edges *edges;
	struct arena *arena;
	struct hops *h;
	const uint32_t *services; /* sorted */
	size_t service_count;
	double *ratio, *agrees, *believed; /* of each pair */
	size_t *by_assets; /* numbers of pairs, by their two assets and time */
	double *deposit_factor, *payout_factor;
};

static int compare_accounts(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return x < y ? -1 : x > y;
}

static bool is_service(const struct work *w, uint32_t account)
{
	return bsearch(&account, w->services, w->service_count, sizeof(account),
		       compare_accounts) != NULL;
}

/* ---- payments */

static double log_of(struct edges *edges, const struct transfer *t)
{
	const struct asset *asset = edges->ops->asset(edges, t->asset);
	return log(u256_double(t->amount)) - (asset ? asset->decimals : 0) * log(10);
}

/* An output that stands at a service's address is paid by its transaction. */
static bool is_payment(const struct transfer *t, bool in)
{
	bool kind = t->kind <= TRANSFER_TOKEN || t->kind == TRANSFER_BANK ||
		    (in && t->kind == TRANSFER_OWN);
	return kind && !u256_is_zero(t->amount);
}

static void add_payment(struct work *w, const struct transfer *t, bool in)
{
	struct hops *h = w->h;
	struct hop_payment p = { .time_s = t->order.time_s,
		.party = in ? t->from : t->to,
		.asset = t->asset,
		.log_amount = log_of(w->edges, t),
		.row = *t };
	if (in) {
		h->deposits = arena_grow(w->arena, h->deposits, h->deposit_count,
			&h->deposit_capacity, sizeof(p));
		h->deposits[h->deposit_count++] = p;
	} else {
		h->payouts = arena_grow(w->arena, h->payouts, h->payout_count,
			&h->payout_capacity, sizeof(p));
		h->payouts[h->payout_count++] = p;
	}
}

/* What services pay each other is neither. */
static int read_service(struct work *w, uint32_t service, bool in, struct err *err_r)
{
	struct edges *e = w->edges;
	struct arena *a = arena_create(SIZE_MAX);
	struct edge_cursor *c =
		e->ops->open(e, a, service, in ? EDGES_IN : EDGES_OUT, INT64_MIN, err_r);
	int r = c ? 0 : -EIO;
	while (r == 0 && c->there) {
		uint32_t other = in ? c->next.from : c->next.to;
		if (is_payment(&c->next, in) && !is_service(w, other))
			add_payment(w, &c->next, in);
		r = e->ops->step(e, c, err_r);
	}
	arena_destroy(&a);
	return r;
}

static int compare_payments(const void *a, const void *b, void *edges)
{
	struct edges *e = edges;
	return e->ops->compare(e, &((const struct hop_payment *)a)->row,
		&((const struct hop_payment *)b)->row);
}

static int read_payments(struct work *w, struct err *err_r)
{
	struct hops *h = w->h;
	int r = 0;
	for (size_t i = 0; r == 0 && i < w->service_count; i++) {
		r = read_service(w, w->services[i], true, err_r);
		r = r < 0 ? r : read_service(w, w->services[i], false, err_r);
	}
	if (h->deposit_count)
		qsort_r(h->deposits, h->deposit_count, sizeof(*h->deposits),
			compare_payments, w->edges);
	if (h->payout_count)
		qsort_r(h->payouts, h->payout_count, sizeof(*h->payouts),
			compare_payments, w->edges);
	return r;
}

/* ---- pairs */

static int find_pairs(struct work *w, int64_t window_s, struct err *err_r)
{
	struct hops *h = w->h;
	size_t from = 0;
	for (size_t d = 0; d < h->deposit_count; d++) {
		struct hop_payment *in = &h->deposits[d];
		while (from < h->payout_count && h->payouts[from].time_s < in->time_s)
			from++;
		in->pair = h->pair_count;
		for (size_t p = from; p < h->payout_count &&
				      h->payouts[p].time_s - in->time_s <= window_s;
			p++) {
			if (h->payouts[p].asset == in->asset)
				continue;
			if (h->pair_count == HOP_PAIRS_MAX)
				return err_set(err_r, E2BIG,
					"more than %d pairs of a deposit and a payout: "
					"choose a narrower window",
					HOP_PAIRS_MAX);
			h->pairs = arena_grow(w->arena, h->pairs, h->pair_count,
				&h->pair_capacity, sizeof(*h->pairs));
			h->pairs[h->pair_count++] = (struct hop_pair){ d, p, 0 };
			h->payouts[p].pair_count++;
		}
		in->pair_count = h->pair_count - in->pair;
	}
	return 0;
}

static int compare_by_assets(const void *a, const void *b, void *hops)
{
	const struct hops *h = hops;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const struct hop_pair *p = &h->pairs[x], *q = &h->pairs[y];
	uint32_t in_p = h->deposits[p->deposit].asset,
		 in_q = h->deposits[q->deposit].asset;
	uint32_t out_p = h->payouts[p->payout].asset, out_q = h->payouts[q->payout].asset;
	if (in_p != in_q)
		return in_p < in_q ? -1 : 1;
	if (out_p != out_q)
		return out_p < out_q ? -1 : 1;
	if (p->payout != q->payout)
		return p->payout < q->payout ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void prepare(struct work *w)
{
	struct hops *h = w->h;
	w->ratio = arena_array(w->arena, h->pair_count, sizeof(double));
	w->agrees = arena_array(w->arena, h->pair_count, sizeof(double));
	w->believed = arena_array(w->arena, h->pair_count, sizeof(double));
	w->by_assets = arena_array(w->arena, h->pair_count, sizeof(size_t));
	w->deposit_factor = arena_array(w->arena, h->deposit_count, sizeof(double));
	w->payout_factor = arena_array(w->arena, h->payout_count, sizeof(double));
	for (size_t i = 0; i < h->pair_count; i++) {
		const struct hop_pair *p = &h->pairs[i];
		w->ratio[i] = h->payouts[p->payout].log_amount -
			      h->deposits[p->deposit].log_amount;
		w->believed[i] = 1.0 / (double)h->payouts[p->payout].pair_count;
		w->by_assets[i] = i;
	}
	if (h->pair_count)
		qsort_r(w->by_assets, h->pair_count, sizeof(size_t), compare_by_assets,
			h);
}

static bool are_of_one_kind(const struct hops *h, size_t a, size_t b)
{
	const struct hop_pair *p = &h->pairs[a], *q = &h->pairs[b];
	return h->deposits[p->deposit].asset == h->deposits[q->deposit].asset &&
	       h->payouts[p->payout].asset == h->payouts[q->payout].asset;
}

struct agreement {
	double density, evidence;
};

/* What another pair says of one: nothing where they share a deposit or a payout. */
static void hear(const struct work *w, size_t pair, size_t other, struct agreement *a)
{
	const struct hop_pair *p = &w->h->pairs[pair], *q = &w->h->pairs[other];
	if (p->deposit == q->deposit || p->payout == q->payout ||
		w->believed[other] < least)
		return;
	double apart_s = fabs((double)(w->h->payouts[p->payout].time_s -
				       w->h->payouts[q->payout].time_s));
	double weight = w->believed[other] * exp(-apart_s / remembered_s);
	double width = sqrt(spread * spread + moves * moves * apart_s / day_s);
	a->density += weight * exp(-fabs(w->ratio[pair] - w->ratio[other]) / width) /
		      (2 * width);
	a->evidence += weight;
}

static double agreement_of(const struct work *w, size_t at)
{
	const struct hops *h = w->h;
	struct agreement a = { 0 };
	size_t pair = w->by_assets[at];
	for (size_t i = at; i-- > 0 && at - i <= EVIDENCE_EACH_WAY;) {
		if (!are_of_one_kind(h, pair, w->by_assets[i]))
			break;
		hear(w, pair, w->by_assets[i], &a);
	}
	for (size_t i = at + 1; i < h->pair_count && i - at <= EVIDENCE_EACH_WAY; i++) {
		if (!are_of_one_kind(h, pair, w->by_assets[i]))
			break;
		hear(w, pair, w->by_assets[i], &a);
	}
	return (a.density + doubt * unrelated) / (a.evidence + doubt);
}

/* ---- one to one */

/* Each deposit and payout gets a factor, so that what is believed of its pairs, and that it has
 * none, makes one. */
static void scale_deposits(struct work *w)
{
	const struct hops *h = w->h;
	for (size_t d = 0; d < h->deposit_count; d++) {
		const struct hop_payment *in = &h->deposits[d];
		double sum = none;
		for (size_t i = in->pair; i < in->pair + in->pair_count; i++)
			sum += w->agrees[i] * w->payout_factor[h->pairs[i].payout];
		w->deposit_factor[d] = 1 / sum;
	}
}

static void scale_payouts(struct work *w)
{
	const struct hops *h = w->h;
	for (size_t p = 0; p < h->payout_count; p++)
		w->payout_factor[p] = none;
	for (size_t i = 0; i < h->pair_count; i++)
		w->payout_factor[h->pairs[i].payout] +=
			w->agrees[i] * w->deposit_factor[h->pairs[i].deposit];
	for (size_t p = 0; p < h->payout_count; p++)
		w->payout_factor[p] = 1 / w->payout_factor[p];
}

static void make_one_to_one(struct work *w)
{
	const struct hops *h = w->h;
	for (size_t p = 0; p < h->payout_count; p++)
		w->payout_factor[p] = 1;
	for (int i = 0; i < SCALINGS; i++) {
		scale_deposits(w);
		scale_payouts(w);
	}
	scale_deposits(w);
	for (size_t i = 0; i < h->pair_count; i++)
		w->believed[i] = w->agrees[i] * w->deposit_factor[h->pairs[i].deposit] *
				 w->payout_factor[h->pairs[i].payout];
}

static void weigh(struct work *w)
{
	struct hops *h = w->h;
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < h->pair_count; i++)
			w->agrees[w->by_assets[i]] = agreement_of(w, i);
		make_one_to_one(w);
	}
	for (size_t i = 0; i < h->pair_count; i++)
		h->pairs[i].probability = w->believed[i];
}

int hops_run(struct edges *edges, struct arena *a, const uint32_t *services, size_t count,
	int64_t window_s, struct hops *hops_r, struct err *err_r)
{
	uint32_t *sorted = arena_array(a, count, sizeof(*sorted));
	size_t kept = 0;
	memcpy(sorted, services, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_accounts);
	for (size_t i = 0; i < count; i++)
		if (!kept || sorted[i] != sorted[kept - 1])
			sorted[kept++] = sorted[i];
	*hops_r = (struct hops){ 0 };
	struct work w = { .edges = edges,
		.arena = a,
		.h = hops_r,
		.services = sorted,
		.service_count = kept };
	int r = read_payments(&w, err_r);
	r = r < 0 ? r : find_pairs(&w, window_s, err_r);
	if (r < 0)
		return r;
	prepare(&w);
	weigh(&w);
	return 0;
}

const struct hop_pair *hops_best(const struct hops *h, size_t deposit)
{
	const struct hop_payment *in = &h->deposits[deposit];
	const struct hop_pair *best = NULL;
	for (size_t i = in->pair; i < in->pair + in->pair_count; i++)
		if (!best || h->pairs[i].probability > best->probability)
			best = &h->pairs[i];
	return best;
}
