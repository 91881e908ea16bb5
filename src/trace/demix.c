/* Batches, runs, what is told of each run, and the judgement of it (demix.h tells the way).
 *
 * Left out: who received the money next, and pools of other amounts that the same people used;
 * both would tell more, and want the recipients' own transfers. */
#include "trace/demix.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static const double hour_s = 3600;

/* All deposits in order of time, and how many of them up to each are the depositors'. */
struct work {
	struct arena *arena;
	struct demix *d;
	const struct demix_model *model;
	const uint32_t *depositors; /* sorted */
	size_t depositor_count;
	size_t *ours;		      /* of the pool's deposits, up to each */
	struct rival *rivals;	      /* by count and end */
	struct first_deposit *firsts; /* by account */
	size_t rival_count, first_count;
};

/* What somebody else put in without a long pause. */
struct rival {
	size_t count;
	int64_t last_s;
};

struct first_deposit {
	uint32_t by;
	int64_t time_s;
	size_t index;
};

static int compare_numbers(uint64_t x, uint64_t y)
{
	return x < y ? -1 : x > y;
}

static int compare_accounts(const void *a, const void *b)
{
	return compare_numbers(*(const uint32_t *)a, *(const uint32_t *)b);
}

static bool is_depositor(const struct work *w, uint32_t account)
{
	return bsearch(&account, w->depositors, w->depositor_count, sizeof(account),
		       compare_accounts) != NULL;
}

/* ---- deposits */

static void add_batch(struct work *w, const struct pool_deposit *p)
{
	struct demix *d = w->d;
	d->batches = arena_grow(w->arena, d->batches, d->batch_count, &d->batch_capacity,
		sizeof(*d->batches));
	d->batches[d->batch_count++] = (struct demix_batch){ .by = p->by,
		.depositors = 1,
		.deposits = 1,
		.first_s = p->time_s,
		.last_s = p->time_s };
}

static int compare_batches(const void *a, const void *b)
{
	const struct demix_batch *x = a, *y = b;
	return x->first_s != y->first_s ? (x->first_s < y->first_s ? -1 : 1)
					: compare_numbers(x->by, y->by);
}

/* Who pays in at the same time is of one batch. */
static void merge_batches(struct demix *d)
{
	size_t n = 0;
	if (d->batch_count)
		qsort(d->batches, d->batch_count, sizeof(*d->batches), compare_batches);
	for (size_t i = 0; i < d->batch_count; i++) {
		const struct demix_batch *b = &d->batches[i];
		struct demix_batch *before = n ? &d->batches[n - 1] : NULL;
		if (!before || b->first_s > before->last_s) {
			d->batches[n++] = *b;
			continue;
		}
		before->depositors += b->depositors;
		before->deposits += b->deposits;
		before->last_s = b->last_s > before->last_s ? b->last_s : before->last_s;
	}
	d->batch_count = n;
}

static int compare_firsts(const void *a, const void *b)
{
	const struct first_deposit *x = a, *y = b;
	int c = compare_numbers(x->by, y->by);
	return c ? c : compare_numbers(x->index, y->index);
}

static int compare_rivals(const void *a, const void *b)
{
	const struct rival *x = a, *y = b;
	int c = compare_numbers(x->count, y->count);
	return c ? c : (x->last_s < y->last_s ? -1 : x->last_s > y->last_s);
}

/* One person's deposits that no long pause parts are a batch of the depositors', or a rival. */
static void read_deposits(struct work *w)
{
	struct demix *d = w->d;
	size_t n = d->pool.deposit_count;
	struct first_deposit *by = arena_array(w->arena, n, sizeof(*by));
	w->rivals = arena_array(w->arena, n, sizeof(*w->rivals));
	for (size_t i = 0; i < n; i++)
		by[i] = (struct first_deposit){ d->pool.deposits[i].by,
			d->pool.deposits[i].time_s, i };
	qsort(by, n, sizeof(*by), compare_firsts);
	for (size_t i = 0, first = 0; i < n; i++) {
		bool starts = i == 0 || by[i].by != by[i - 1].by;
		bool paused = starts || by[i].time_s - by[i - 1].time_s > DEMIX_PAUSE_S;
		bool ours = is_depositor(w, by[i].by);
		first = starts ? i : first;
		if (ours && paused)
			add_batch(w, &d->pool.deposits[by[i].index]);
		else if (ours) {
			d->batches[d->batch_count - 1].deposits++;
			d->batches[d->batch_count - 1].last_s = by[i].time_s;
		} else if (paused) {
			w->rivals[w->rival_count++] = (struct rival){ 1, by[i].time_s };
		} else {
			w->rivals[w->rival_count - 1].count++;
			w->rivals[w->rival_count - 1].last_s = by[i].time_s;
		}
		if (starts)
			by[w->first_count++] = by[first];
		d->deposits += ours;
	}
	w->firsts = by;
	if (w->rival_count)
		qsort(w->rivals, w->rival_count, sizeof(*w->rivals), compare_rivals);
	merge_batches(d);
}

static void count_ours(struct work *w)
{
	const struct pool *p = &w->d->pool;
	w->ours = arena_array(w->arena, p->deposit_count + 1, sizeof(*w->ours));
	for (size_t i = 0; i < p->deposit_count; i++)
		w->ours[i + 1] = w->ours[i] + is_depositor(w, p->deposits[i].by);
}

/* How many of the deposits are not later. */
static size_t deposits_until(const struct pool *p, int64_t time_s)
{
	size_t low = 0, high = p->deposit_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->deposits[middle].time_s <= time_s)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The log-odds of a deposit of the last day being one of the depositors'. */
static double share_of(const struct work *w, int64_t time_s)
{
	const struct pool *p = &w->d->pool;
	size_t to = deposits_until(p, time_s), from = deposits_until(p, time_s - 86401);
	double ours = (double)(w->ours[to] - w->ours[from]);
	double others = (double)(to - from) - ours;
	return log((ours + 0.5) / (others + 0.5));
}

/* Others that put in as many and ended within the time before. */
static size_t rivals_of(
	const struct work *w, size_t count, int64_t time_s, int64_t before_s)
{
	struct rival from = { count, time_s - before_s }, to = { count, time_s };
	size_t found = 0, low = 0, high = w->rival_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_rivals(&w->rivals[middle], &from) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < w->rival_count && compare_rivals(&w->rivals[low], &to) <= 0; low++)
		found++;
	return found;
}

static bool paid_in_before(const struct work *w, uint32_t account, int64_t time_s)
{
	size_t low = 0, high = w->first_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (w->firsts[middle].by < account)
			low = middle + 1;
		else
			high = middle;
	}
	return low < w->first_count && w->firsts[low].by == account &&
	       w->firsts[low].time_s <= time_s;
}

/* ---- runs */

static int compare_withdrawals(const void *a, const void *b)
{
	const struct pool_withdrawal *x = a, *y = b;
	int c = compare_numbers(x->to, y->to);
	if (c == 0 && x->time_s != y->time_s)
		return x->time_s < y->time_s ? -1 : 1;
	return c ? c : transfer_compare(&x->row, &y->row);
}

/* The latest batch that began before, and is not long over; the count where there is none. */
static size_t batch_of(const struct demix *d, int64_t time_s)
{
	size_t i = d->batch_count;
	while (i > 0 && d->batches[i - 1].first_s > time_s)
		i--;
	return i > 0 && time_s <= d->batches[i - 1].last_s + DEMIX_AFTER_S
		       ? i - 1
		       : d->batch_count;
}

static void add_run(struct work *w, size_t first, size_t count, bool again)
{
	struct demix *d = w->d;
	const struct pool_withdrawal *row = &d->pool.withdrawals[first];
	struct demix_run run = { .to = row->to,
		.first = first,
		.count = count,
		.first_s = row->time_s,
		.last_s = row[count - 1].time_s,
		.batch = batch_of(d, row->time_s) };
	run.feature[DEMIX_AGAIN] = again;
	if (run.batch == d->batch_count)
		return;
	d->runs = arena_grow(
		w->arena, d->runs, d->run_count, &d->run_capacity, sizeof(run));
	d->runs[d->run_count++] = run;
	d->candidates += count;
}

static void find_runs(struct work *w)
{
	struct pool *p = &w->d->pool;
	if (p->withdrawal_count)
		qsort(p->withdrawals, p->withdrawal_count, sizeof(*p->withdrawals),
			compare_withdrawals);
	bool again = false;
	for (size_t i = 0, first = 0; i < p->withdrawal_count; i++) {
		const struct pool_withdrawal *next = &p->withdrawals[i + 1];
		bool other =
			i + 1 == p->withdrawal_count || next->to != p->withdrawals[i].to;
		if (!other && next->time_s - p->withdrawals[i].time_s <= DEMIX_PAUSE_S)
			continue;
		add_run(w, first, i + 1 - first, again);
		first = i + 1;
		again = !other;
	}
}

/* By batch and beginning; no two begin with the same withdrawal, and the ledger's own numbers
 * of accounts decide nothing. */
static int compare_runs(const void *a, const void *b, void *demix)
{
	const struct demix_run *x = a, *y = b;
	const struct pool_withdrawal *rows = ((struct demix *)demix)->pool.withdrawals;
	int c = compare_numbers(x->batch, y->batch);
	if (c == 0 && x->first_s != y->first_s)
		return x->first_s < y->first_s ? -1 : 1;
	return c ? c : transfer_compare(&rows[x->first].row, &rows[y->first].row);
}

static void sort_runs(struct demix *d)
{
	if (d->run_count)
		qsort_r(d->runs, d->run_count, sizeof(*d->runs), compare_runs, d);
	for (size_t i = 0; i < d->run_count; i++) {
		struct demix_batch *b = &d->batches[d->runs[i].batch];
		b->run = b->run_count ? b->run : i;
		b->run_count++;
		b->withdrawals += d->runs[i].count;
	}
}

/* ---- what is told of a run */

static double hours(int64_t from_s, int64_t to_s)
{
	return (double)(to_s - from_s) / hour_s;
}

static int compare_times(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return x < y ? -1 : x > y;
}

static double median_gap(const struct work *w, const struct demix_run *run)
{
	const struct pool_withdrawal *rows = &w->d->pool.withdrawals[run->first];
	if (run->count < 2)
		return 0;
	struct arena *a = arena_create(SIZE_MAX);
	int64_t *gaps = arena_array(a, run->count - 1, sizeof(*gaps));
	for (size_t i = 1; i < run->count; i++)
		gaps[i - 1] = rows[i].time_s - rows[i - 1].time_s;
	qsort(gaps, run->count - 1, sizeof(*gaps), compare_times);
	double median = (double)gaps[(run->count - 1) / 2] / hour_s;
	arena_destroy(&a);
	return median;
}

static bool is_relayed(const struct work *w, const struct demix_run *run)
{
	const struct pool_withdrawal *rows = &w->d->pool.withdrawals[run->first];
	for (size_t i = 0; i < run->count; i++)
		if (u256_is_zero(rows[i].fee))
			return false;
	return true;
}

static double squared(double x)
{
	return x * x;
}

static void tell_alone(const struct work *w, struct demix_run *run)
{
	const struct demix_batch *b = &w->d->batches[run->batch];
	double *f = run->feature;
	double count = log((double)run->count);
	double span = log(hours(run->first_s, run->last_s) + 0.05);
	double gap = log(median_gap(w, run) + 0.02);
	double delay = log(fmax(hours(b->first_s, run->first_s), 0.1));
	f[DEMIX_CONSTANT] = 1;
	f[DEMIX_COUNT] = count;
	f[DEMIX_COUNT_2] = squared(count);
	f[DEMIX_SINGLE] = run->count == 1;
	f[DEMIX_SPAN] = span;
	f[DEMIX_SPAN_2] = squared(span);
	f[DEMIX_GAP] = gap;
	f[DEMIX_GAP_2] = squared(gap);
	f[DEMIX_RELAYED] = is_relayed(w, run);
	f[DEMIX_DEPOSITOR] = paid_in_before(w, run->to, run->first_s);
	f[DEMIX_DELAY] = delay;
	f[DEMIX_DELAY_2] = squared(delay);
	f[DEMIX_LATE] = log1p(fmax(hours(b->last_s, run->last_s), 0));
	f[DEMIX_OVER] = run->count > b->deposits;
	f[DEMIX_SHARE] = share_of(w, run->first_s);
	f[DEMIX_RIVALS] = log1p((double)rivals_of(w, run->count, run->first_s, 86400));
	f[DEMIX_RIVALS_7] =
		log1p((double)rivals_of(w, run->count, run->first_s, 7 * 86400));
}

/* How much of the time of either both go on. */
static double overlap(const struct demix_run *a, const struct demix_run *b)
{
	int64_t from = a->first_s > b->first_s ? a->first_s : b->first_s;
	int64_t to = a->last_s < b->last_s ? a->last_s : b->last_s;
	int64_t first = a->first_s < b->first_s ? a->first_s : b->first_s;
	int64_t last = a->last_s > b->last_s ? a->last_s : b->last_s;
	return to > from ? (double)(to - from) / (double)(last - first) : 0;
}

/* How many of its withdrawals are between the other's first and last. */
static size_t inside(
	const struct work *w, const struct demix_run *run, const struct demix_run *other)
{
	const struct pool_withdrawal *rows = &w->d->pool.withdrawals[other->first];
	size_t found = 0;
	if (other->last_s < run->first_s || other->first_s > run->last_s)
		return 0;
	for (size_t i = 0; i < other->count; i++)
		found += rows[i].time_s >= run->first_s && rows[i].time_s <= run->last_s;
	return found;
}

static void tell_together(const struct work *w, struct demix_run *run)
{
	const struct demix_batch *b = &w->d->batches[run->batch];
	double common = 0, in = 0, all = 0;
	for (size_t i = b->run; i < b->run + b->run_count; i++) {
		const struct demix_run *other = &w->d->runs[i];
		if (other == run)
			continue;
		common += other->alone * overlap(run, other);
		in += other->alone * (double)inside(w, run, other);
		all += other->alone * (double)other->count;
	}
	run->feature[DEMIX_OVERLAP] = common;
	run->feature[DEMIX_INSIDE] = log1p(in);
	run->feature[DEMIX_INSIDE_SHARE] = in / (all + 1);
	run->feature[DEMIX_COMPANY] = log1p(all);
}

/* ---- the judgement */

static int fill_batch(struct work *w, struct demix_batch *b)
{
	struct demix_run *runs = &w->d->runs[b->run];
	size_t *counts = arena_array(w->arena, b->run_count, sizeof(*counts));
	double *p = arena_array(w->arena, b->run_count, sizeof(*p));
	for (size_t i = 0; i < b->run_count; i++) {
		counts[i] = runs[i].count;
		p[i] = runs[i].together;
	}
	int r = demix_fill(counts, p, b->run_count, b->deposits, w->model);
	for (size_t i = 0; r == 0 && i < b->run_count; i++) {
		runs[i].probability = p[i];
		b->expected += p[i] * (double)runs[i].count;
	}
	return r;
}

static int judge_all(struct work *w, struct err *err_r)
{
	struct demix *d = w->d;
	for (size_t i = 0; i < d->run_count; i++) {
		tell_alone(w, &d->runs[i]);
		d->runs[i].alone = model_probability(
			w->model->weights, 0, d->runs[i].feature, DEMIX_ALONE);
	}
	for (size_t i = 0; i < d->run_count; i++) {
		tell_together(w, &d->runs[i]);
		d->runs[i].together = model_probability(
			w->model->weights, 1, d->runs[i].feature, DEMIX_FEATURES);
	}
	for (size_t i = 0; i < d->batch_count; i++)
		if (d->batches[i].run_count && fill_batch(w, &d->batches[i]) < 0)
			return err_set(err_r, E2BIG,
				"a batch of %zu deposits has too many candidates (%zu) "
				"to "
				"weigh them together: name fewer depositors",
				d->batches[i].deposits, d->batches[i].run_count);
	return 0;
}

int demix_run(struct edges *edges, struct arena *a, uint32_t pool,
	const uint32_t *depositors, size_t count, const struct demix_model *model,
	struct demix *demix_r, struct err *err_r)
{
	*demix_r = (struct demix){ 0 };
	uint32_t *sorted = arena_array(a, count, sizeof(*sorted));
	memcpy(sorted, depositors, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), compare_accounts);
	struct work w = { .arena = a,
		.d = demix_r,
		.model = model,
		.depositors = sorted,
		.depositor_count = count };
	int r = pool_read(edges, a, pool, &demix_r->pool, err_r);
	if (r < 0)
		return r;
	read_deposits(&w);
	if (demix_r->batch_count == 0)
		return err_set(
			err_r, ENOENT, "none of the depositors paid into the pool");
	count_ours(&w);
	find_runs(&w);
	sort_runs(demix_r);
	return judge_all(&w, err_r);
}
