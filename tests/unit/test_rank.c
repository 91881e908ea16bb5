/* trace/rank: local push against a reference that looks at all rows for each portion of
 * relevance, and what must hold of any ledger. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ledger/store.h"
#include "ledger_fixture.h"
#include "trace/rank.h"

enum { ACCOUNTS = 12, ROWS_MAX = 400, PORTIONS_MAX = 1000 };

struct row {
	int64_t time_s;
	unsigned from, to;
	double amount;
};

static struct row rows[ROWS_MAX];
static size_t row_count;

struct world {
	struct ledger_fixture f;
	struct store *store;
	struct edges *edges;
	struct arena *arena;
	unsigned rows_a_second;
};

static const char *name_of(unsigned account)
{
	static char name[8];
	snprintf(name, sizeof(name), "a%u", account);
	return name;
}

static void start(struct world *w, unsigned seed)
{
	*w = (struct world){
		.arena = arena_create(SIZE_MAX), .f = { .seed = seed }, .rows_a_second = 1
	};
	ledger_fixture_start(&w->f);
	row_count = 0;
}

static void pay(struct world *w, unsigned from, unsigned to, uint64_t amount)
{
	char payer[8];
	struct transfer t = { .order = { 1000 + (int64_t)row_count / w->rows_a_second, 0,
				      0, (uint32_t)row_count },
		.kind = TRANSFER_BANK,
		.amount = u256_of(amount) };
	snprintf(payer, sizeof(payer), "%s", name_of(from));
	ledger_fixture_add(&w->f, t, payer, name_of(to), "EUR", NULL);
	rows[row_count++] = (struct row){ t.order.time_s, from, to, (double)amount };
}

static void open_world(struct world *w)
{
	w->store = ledger_fixture_open(&w->f);
	w->edges = store_edges(w->store);
}

static uint32_t account(struct world *w, unsigned number)
{
	return w->edges->ops->find_account(w->edges, span_from_cstr(name_of(number)));
}

static struct ranks rank(struct world *w, enum rank_method method, double least)
{
	struct ranks ranks;
	struct err err;
	struct trace_origin origin = { .account = account(w, 0), .asset = LEDGER_NONE };
	struct rank_options options = { .method = method,
		.keep = 0.15,
		.forward = 0.8,
		.least = least,
		.from_s = INT64_MIN,
		.until_s = INT64_MAX };
	assert_int_equal(
		rank_run(w->edges, w->arena, &origin, 1, &options, &ranks, &err), 0);
	return ranks;
}

static void assert_near(double got, double wanted, double most)
{
	if (fabs(got - wanted) > most)
		fail_msg("%.12f, wanted %.12f", got, wanted);
}

static double rank_of(struct world *w, const struct ranks *ranks, unsigned number)
{
	for (size_t i = 0; i < ranks->count; i++)
		if (ranks->ranked[i].account == account(w, number))
			return ranks->ranked[i].rank;
	return 0;
}

static void end(struct world *w)
{
	store_close(&w->store);
	ledger_fixture_end(&w->f);
	arena_destroy(&w->arena);
}

/* ---- the reference */

struct portion {
	int64_t time_s;
	double mass;
};

static struct portion portions[ACCOUNTS][PORTIONS_MAX];
static size_t portion_count[ACCOUNTS];
static double ranks_wanted[ACCOUNTS];
static unsigned queue[1 << 20];
static size_t queue_first, queue_end;
static bool is_queued[ACCOUNTS];

static double mass_at(unsigned a)
{
	double mass = 0;
	for (size_t i = 0; i < portion_count[a]; i++)
		mass += portions[a][i].mass;
	return mass;
}

static void give(unsigned a, int64_t time_s, double mass, double least)
{
	size_t at = 0;
	while (at < portion_count[a] && portions[a][at].time_s != time_s)
		at++;
	assert_true(at < PORTIONS_MAX);
	portion_count[a] += at == portion_count[a];
	portions[a][at] = (struct portion){ time_s, portions[a][at].mass + mass };
	if (mass_at(a) >= least && !is_queued[a]) {
		is_queued[a] = true;
		queue[queue_end++] = a;
	}
}

/* What of one portion goes to each payment of `a` that it may follow. */
static void divide(unsigned a, struct portion p, bool back, bool in_time, double *to_row)
{
	double all = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < row_count; i++) {
			const struct row *r = &rows[i];
			bool fits = back ? r->to == a && r->time_s <= p.time_s
					 : r->from == a &&
						    (!in_time || r->time_s >= p.time_s);
			if (fits && pass)
				to_row[i] += p.mass * r->amount / all;
			else if (fits)
				all += r->amount;
		}
	ranks_wanted[a] += all > 0 ? 0 : p.mass;
}

static void divide_all(unsigned a, const struct portion *taken, size_t n, double part,
	bool back, bool in_time, double least)
{
	double to_row[ROWS_MAX] = { 0 };
	for (size_t i = 0; i < n; i++)
		divide(a, (struct portion){ taken[i].time_s, part * taken[i].mass }, back,
			in_time, to_row);
	for (size_t i = 0; i < row_count; i++) {
		size_t at = back ? row_count - 1 - i : i;
		if (to_row[at] > 0)
			give(back ? rows[at].from : rows[at].to, rows[at].time_s,
				to_row[at], least);
	}
}

static void reference(bool in_time, double least)
{
	memset(portion_count, 0, sizeof(portion_count));
	memset(portions, 0, sizeof(portions));
	memset(ranks_wanted, 0, sizeof(ranks_wanted));
	memset(is_queued, 0, sizeof(is_queued));
	queue_first = queue_end = 0;
	give(0, 0, 1, least);
	while (queue_first < queue_end) {
		static struct portion taken[PORTIONS_MAX];
		unsigned a = queue[queue_first++];
		size_t n = portion_count[a];
		memcpy(taken, portions[a], n * sizeof(*taken));
		memset(portions[a], 0, sizeof(portions[a]));
		is_queued[a] = false;
		portion_count[a] = 0;
		double forward = in_time ? 0.8 : 1;
		for (size_t i = 0; i < n; i++)
			ranks_wanted[a] += 0.15 * taken[i].mass;
		divide_all(a, taken, n, 0.85 * forward, false, in_time, least);
		if (in_time)
			divide_all(a, taken, n, 0.85 * (1 - forward), true, true, least);
	}
}

/* ---- tests */

static void along_a_chain_each_keeps_its_part(void **state)
{
	(void)state;
	struct world w;
	start(&w, 1);
	pay(&w, 0, 1, 10);
	pay(&w, 1, 2, 10);
	open_world(&w);
	struct ranks r = rank(&w, RANK_APPR, 1e-3);
	assert_near(rank_of(&w, &r, 0), 0.15, 1e-12);
	assert_near(rank_of(&w, &r, 1), 0.85 * 0.15, 1e-12);
	assert_near(rank_of(&w, &r, 2), 0.85 * 0.85, 1e-12);
	assert_int_equal(r.ranked[0].hop, 2);
	end(&w);
}

/* What was paid before the money came is not its way; who paid it in is looked at, a little. */
static void time_is_respected(void **state)
{
	(void)state;
	struct world w;
	start(&w, 1);
	pay(&w, 1, 3, 10); /* too early */
	pay(&w, 4, 1, 10); /* in, before */
	pay(&w, 0, 1, 10);
	pay(&w, 1, 2, 10);
	pay(&w, 5, 1, 10); /* in, afterwards */
	pay(&w, 5, 1, 10);
	open_world(&w);
	struct ranks r = rank(&w, RANK_TTR, 1e-4);
	assert_near(rank_of(&w, &r, 3), 0, 0);
	assert_true(rank_of(&w, &r, 2) > rank_of(&w, &r, 4));
	assert_true(rank_of(&w, &r, 4) > 0);
	assert_near(rank_of(&w, &r, 5), 0, 0);
	r = rank(&w, RANK_APPR, 1e-4);
	assert_near(rank_of(&w, &r, 3), rank_of(&w, &r, 2), 1e-12);
	end(&w);
}

static void random_ledgers_equal_the_reference(void **state)
{
	(void)state;
	for (unsigned run = 0; run < 60; run++) {
		struct world w;
		start(&w, run + 1);
		w.rows_a_second = 1 + run % 3;
		while (row_count < 30 + run * 4) {
			unsigned from = ledger_fixture_chance(&w.f, ACCOUNTS);
			unsigned to = ledger_fixture_chance(&w.f, ACCOUNTS);
			if (from != to)
				pay(&w, from, to, 1 + ledger_fixture_chance(&w.f, 1000));
		}
		open_world(&w);
		bool in_time = run % 2;
		struct ranks r = rank(&w, in_time ? RANK_TTR : RANK_APPR, 0.02);
		reference(in_time, 0.02);
		double sum = r.left;
		for (size_t i = 0; i < r.count; i++) {
			sum += r.ranked[i].rank;
			assert_true(i == 0 || r.ranked[i].rank <= r.ranked[i - 1].rank);
		}
		assert_near(sum, 1, 1e-9);
		for (unsigned a = 0; a < ACCOUNTS; a++)
			if (fabs(rank_of(&w, &r, a) - ranks_wanted[a]) > 1e-9)
				fail_msg("run %u: a%u has %.9f, wanted %.9f", run, a,
					rank_of(&w, &r, a), ranks_wanted[a]);
		end(&w);
	}
}

static void busy_ones_hand_nothing_on(void **state)
{
	(void)state;
	struct world w;
	struct ranks ranks;
	struct err err;
	start(&w, 1);
	pay(&w, 0, 1, 10);
	for (unsigned i = 0; i < 50; i++)
		pay(&w, 1, 2 + i % 3, 10);
	open_world(&w);
	struct trace_origin origin = { .account = account(&w, 0), .asset = LEDGER_NONE };
	struct rank_options options = { .method = RANK_TTR,
		.keep = 0.15,
		.forward = 0.8,
		.least = 1e-3,
		.until_s = INT64_MAX,
		.busy_rows = 50 };
	assert_int_equal(
		rank_run(w.edges, w.arena, &origin, 1, &options, &ranks, &err), 0);
	assert_near(rank_of(&w, &ranks, 2), 0, 0);
	assert_true(ranks.ranked[0].is_busy);
	options.busy_rows = 0;
	options.accounts_max = 2;
	assert_int_equal(
		rank_run(w.edges, w.arena, &origin, 1, &options, &ranks, &err), 0);
	assert_true(ranks.broken_off);
	assert_near(ranks.ranked[0].rank + ranks.ranked[1].rank + ranks.left, 1, 1e-9);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(along_a_chain_each_keeps_its_part),
		cmocka_unit_test(time_is_respected),
		cmocka_unit_test(random_ledgers_equal_the_reference),
		cmocka_unit_test(busy_ones_hand_nothing_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
