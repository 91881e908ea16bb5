/* Patterns of one account's transfers (pattern.h). Amounts are compared as doubles: a pattern is
 * about their likeness, and nothing is added up to be paid. */
#include "trace/pattern.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { HOUR_S = 3600, DAY_S = 86400, PEEL_MAX = 64, PEEL_PAYMENTS = 4, PEEL_ROWS = 64 };
/* Of a fan: payments that are looked at from each, and accounts. */
enum { FAN_ROWS = 1024, FAN_OTHERS = 256 };

/* One transfer in the account's own eyes. */
struct move {
	int64_t time_s;
	uint32_t other, asset;
	bool in;
	double amount;
	struct transfer row;
};

struct work {
	struct edges *edges;
	struct arena *arena;
	const struct pattern_rules *rules;
	const enum worth *worth;
	struct patterns *p;
	struct move *moves; /* by asset and order */
	size_t count, capacity;
	struct err *err;
};

/* The moves of one asset. */
struct some {
	const struct move *m;
	size_t n;
};

/* ---- reading */

static int read_direction(struct work *w, uint32_t account, bool in)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct edge_cursor *c = w->edges->ops->open(
		w->edges, a, account, in ? EDGES_IN : EDGES_OUT, INT64_MIN, w->err);
	int r = c ? 0 : -EIO;
	size_t n = 0;
	for (; r == 0 && c->there && n < PATTERN_ROWS_MAX; n++) {
		const struct transfer *t = &c->next;
		if (transfer_is_payment(t) && w->worth[t->asset] < WORTH_COUNTERFEIT) {
			w->moves = arena_grow(w->arena, w->moves, w->count, &w->capacity,
				sizeof(*w->moves));
			w->moves[w->count++] =
				(struct move){ t->order.time_s, in ? t->from : t->to,
					t->asset, in, u256_double(t->amount), *t };
		}
		r = w->edges->ops->step(w->edges, c, w->err);
	}
	w->p->cut |= r == 0 && c->there;
	arena_destroy(&a);
	return r;
}

static int compare_moves(const void *a, const void *b, void *edges)
{
	const struct move *x = a, *y = b;
	struct edges *e = edges;
	if (x->asset != y->asset)
		return span_compare(e->ops->asset(e, x->asset)->name,
			e->ops->asset(e, y->asset)->name);
	return e->ops->compare(e, &x->row, &y->row);
}

static void add(struct work *w, enum pattern pattern, size_t count, double hours,
	const struct move *first)
{
	struct patterns *p = w->p;
	p->found =
		arena_grow(w->arena, p->found, p->count, &p->capacity, sizeof(*p->found));
	p->found[p->count++] = (struct pattern_finding){ pattern, first->asset, count,
		hours, first->row };
}

/* ---- each of them */

static double sum_of(struct some s, bool in)
{
	double sum = 0;
	for (size_t i = 0; i < s.n; i++)
		sum += s.m[i].in == in ? s.m[i].amount : 0;
	return sum;
}

/* How long a unit that was paid on had lain, by first in, first out; NAN: nothing was. */
static double mean_hours(struct some s)
{
	double left = 0, laid = 0, paid = 0;
	size_t in = 0;
	for (size_t out = 0; out < s.n; out++) {
		double owed = s.m[out].in ? 0 : s.m[out].amount;
		while (owed > 0) {
			while (left <= 0 && in < out && !s.m[in].in)
				in++;
			if (left <= 0 && in >= out)
				break;
			left = left > 0 ? left : s.m[in].amount;
			double part = fmin(left, owed);
			laid += part * (double)(s.m[out].time_s - s.m[in].time_s);
			paid += part;
			owed -= part;
			left -= part;
			in += left <= 0;
		}
	}
	return paid > 0 ? laid / paid / HOUR_S : NAN;
}

static void find_pass_through(struct work *w, struct some s)
{
	double in = sum_of(s, true), out = sum_of(s, false), hours = mean_hours(s);
	size_t receipts = 0;
	for (size_t i = 0; i < s.n; i++)
		receipts += s.m[i].in;
	if (in > 0 && out >= w->rules->pass_part * in &&
		out <= in / w->rules->pass_part && hours <= w->rules->pass_hours)
		add(w, PATTERN_PASS_THROUGH, receipts, hours, &s.m[0]);
}

static bool is_near(double x, double y, double spread)
{
	return fabs(x - y) <= spread * y;
}

static bool was_seen(const uint32_t *others, size_t n, uint32_t other)
{
	for (size_t i = 0; i < n; i++)
		if (others[i] == other)
			return true;
	return false;
}

/* How many different others got, or made, about the amount of payment `first` soon after it. */
static size_t fan_from(const struct work *w, struct some s, size_t first)
{
	uint32_t others[FAN_OTHERS];
	const struct move *begin = &s.m[first];
	double until = (double)begin->time_s + w->rules->fan_minutes * 60;
	size_t n = 0;
	for (size_t i = first; i < s.n && i < first + FAN_ROWS && n < FAN_OTHERS; i++) {
		const struct move *m = &s.m[i];
		if ((double)m->time_s > until)
			break;
		if (m->in == begin->in &&
			is_near(m->amount, begin->amount, w->rules->fan_spread) &&
			!was_seen(others, n, m->other))
			others[n++] = m->other;
	}
	return n;
}

/* The first one. */
static void find_fan(struct work *w, struct some s, bool in)
{
	for (size_t i = 0; i < s.n; i++) {
		size_t n = s.m[i].in == in ? fan_from(w, s, i) : 0;
		if ((double)n >= w->rules->fan_payments) {
			add(w, in ? PATTERN_FAN_IN : PATTERN_FAN_OUT, n, 0, &s.m[i]);
			return;
		}
	}
}

static bool has_limits(const struct work *w, uint32_t number)
{
	const struct asset *asset = w->edges->ops->asset(w->edges, number);
	if (span_starts_with(asset->name, SPAN("bank/")))
		return true;
	return w->worth[number] == WORTH_REAL &&
	       (span_find(asset->symbol, SPAN("USD")) != SPAN_NONE ||
		       span_equal(asset->symbol, SPAN("DAI")));
}

static bool is_just_under(const struct work *w, const struct move *m, bool in)
{
	const struct asset *asset = w->edges->ops->asset(w->edges, m->asset);
	double limit = w->rules->limit * pow(10, asset->decimals);
	return m->in == in && m->amount < limit &&
	       m->amount >= w->rules->limit_part * limit;
}

/* The most payments of one direction just under the limit within the days. */
static void find_structuring(struct work *w, struct some s, bool in)
{
	size_t most = 0, first = 0, n = 0, begin = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_just_under(w, &s.m[i], in))
			continue;
		double from = (double)s.m[i].time_s - w->rules->limit_days * DAY_S;
		for (; (double)s.m[begin].time_s < from; begin++)
			n -= is_just_under(w, &s.m[begin], in);
		if (++n > most) {
			most = n;
			first = begin;
		}
	}
	while (most && !is_just_under(w, &s.m[first], in))
		first++;
	if (most && (double)most >= w->rules->limit_payments)
		add(w, PATTERN_STRUCTURING, most, 0, &s.m[first]);
}

static void find_dormancy(struct work *w, struct some s)
{
	double held = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool silent = i && (double)(s.m[i].time_s - s.m[i - 1].time_s) >
					   w->rules->dormancy_days * DAY_S;
		double paid = 0;
		for (size_t k = i; silent && k < s.n && !s.m[i].in &&
				   s.m[k].time_s - s.m[i].time_s <= DAY_S;
			k++)
			paid += s.m[k].in ? 0 : s.m[k].amount;
		if (silent && held > 0 && paid >= w->rules->dormancy_part * held) {
			add(w, PATTERN_DORMANCY, 1,
				(double)(s.m[i].time_s - s.m[i - 1].time_s) / HOUR_S,
				&s.m[i]);
			return;
		}
		held += s.m[i].in ? s.m[i].amount : -s.m[i].amount;
	}
}

/* Distances between payments that follow each other, as long as they are about one. */
static void find_rhythm(struct work *w, struct some s)
{
	size_t run = 0, begin = 0, most = 0, first = 0, last = SIZE_MAX;
	double mean = 0, distance = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.m[i].in)
			continue;
		double gap =
			last == SIZE_MAX ? 0 : (double)(s.m[i].time_s - s.m[last].time_s);
		bool even = run > 1 && gap >= 60 &&
			    is_near(gap, mean, w->rules->rhythm_spread);
		if (last == SIZE_MAX || (run > 1 && !even)) {
			begin = last == SIZE_MAX ? i : last;
			run = last == SIZE_MAX ? 1 : 2;
			mean = gap;
		} else {
			mean = run > 1 ? (mean * (double)(run - 1) + gap) / (double)run
				       : gap;
			run++;
		}
		if (run > most) {
			most = run;
			first = begin;
			distance = mean;
		}
		last = i;
	}
	if ((double)most >= w->rules->rhythm_payments && distance >= 60)
		add(w, PATTERN_RHYTHM, most, distance / HOUR_S, &s.m[first]);
}

static void find_sweep(struct work *w, struct some s)
{
	uint32_t payers[FAN_OTHERS], to = LEDGER_NONE;
	size_t n = 0, payments = 0;
	bool one = true;
	for (size_t i = 0; i < s.n; i++) {
		if (s.m[i].in && n < FAN_OTHERS && !was_seen(payers, n, s.m[i].other))
			payers[n++] = s.m[i].other;
		if (s.m[i].in)
			continue;
		one &= to == LEDGER_NONE || to == s.m[i].other;
		to = s.m[i].other;
		payments++;
	}
	if (one && payments > 1 && (double)n >= w->rules->sweep_payers &&
		sum_of(s, false) >= w->rules->sweep_part * sum_of(s, true))
		add(w, PATTERN_SWEEP, payments, 0, &s.m[0]);
}

/* The first payments of an asset in one direction, at most PEEL_PAYMENTS; of an account with more
 * than PEEL_ROWS rows as many, because nobody peels with it. 0 or -errno. */
static int first_payments(struct work *w, uint32_t account, uint32_t asset,
	enum edge_direction direction, struct transfer rows_r[PEEL_PAYMENTS],
	size_t *count_r)
{
	struct arena *a = arena_create(SIZE_MAX);
	struct edge_cursor *c =
		w->edges->ops->open(w->edges, a, account, direction, INT64_MIN, w->err);
	int r = c ? 0 : -EIO;
	size_t n = 0;
	*count_r = 0;
	for (; r == 0 && c->there && n < PEEL_ROWS && *count_r < PEEL_PAYMENTS; n++) {
		if (transfer_is_payment(&c->next) && c->next.asset == asset)
			rows_r[(*count_r)++] = c->next;
		r = w->edges->ops->step(w->edges, c, w->err);
	}
	if (r == 0 && c->there)
		*count_r = PEEL_PAYMENTS;
	arena_destroy(&a);
	return r;
}

/* One payment in and two out of an asset, and the larger of them: 1; 0: it is not so; or -errno. */
static int one_in_two_out(
	struct work *w, uint32_t account, uint32_t asset, struct transfer *larger_r)
{
	struct transfer in[PEEL_PAYMENTS], out[PEEL_PAYMENTS];
	size_t ins, outs;
	int r = first_payments(w, account, asset, EDGES_IN, in, &ins);
	r = r < 0 ? r : first_payments(w, account, asset, EDGES_OUT, out, &outs);
	if (r < 0 || ins != 1 || outs != 2)
		return r;
	double x = u256_double(out[0].amount), y = u256_double(out[1].amount);
	*larger_r = x >= y ? out[0] : out[1];
	return fmax(x, y) >= w->rules->peel_part * (x + y);
}

static int find_peel(struct work *w, uint32_t account, struct some s)
{
	struct transfer larger = { .to = account };
	size_t steps = 0;
	int r;
	while ((r = one_in_two_out(w, larger.to, s.m[0].asset, &larger)) > 0 &&
		steps < PEEL_MAX)
		steps++;
	if (r >= 0 && (double)steps >= w->rules->peel_steps)
		add(w, PATTERN_PEEL, steps, 0, &s.m[0]);
	return r < 0 ? r : 0;
}

int patterns_find(struct edges *edges, struct arena *a, uint32_t account,
	const struct pattern_rules *rules, const enum worth *worth,
	struct patterns *patterns_r, struct err *err_r)
{
	*patterns_r = (struct patterns){ 0 };
	struct work w = { edges, a, rules, worth, patterns_r, NULL, 0, 0, err_r };
	int r = read_direction(&w, account, true);
	r = r < 0 ? r : read_direction(&w, account, false);
	if (r < 0)
		return r;
	if (w.count)
		qsort_r(w.moves, w.count, sizeof(*w.moves), compare_moves, edges);
	for (size_t i = 0, next; r == 0 && i < w.count; i = next) {
		for (next = i; next < w.count && w.moves[next].asset == w.moves[i].asset;)
			next++;
		struct some s = { &w.moves[i], next - i };
		find_pass_through(&w, s);
		find_fan(&w, s, false);
		find_fan(&w, s, true);
		if (has_limits(&w, s.m[0].asset)) {
			find_structuring(&w, s, false);
			find_structuring(&w, s, true);
		}
		find_dormancy(&w, s);
		find_rhythm(&w, s);
		find_sweep(&w, s);
		r = find_peel(&w, account, s);
	}
	return r;
}
