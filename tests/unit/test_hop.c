/* trace/hop: services whose swaps are known, with what is missing missing. */
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
#include "trace/hop.h"

enum { MINUTE_S = 60, SWAPS = 400 };

struct world {
	struct ledger_fixture f;
	struct store *store;
	struct edges *edges;
	struct arena *arena;
	unsigned transactions;
};

static void start(struct world *w)
{
	*w = (struct world){ .arena = arena_create(SIZE_MAX), .f = { .seed = 5 } };
	ledger_fixture_start(&w->f);
}

static void open_world(struct world *w)
{
	w->store = ledger_fixture_open(&w->f);
	w->edges = store_edges(w->store);
}

static void end(struct world *w)
{
	store_close(&w->store);
	ledger_fixture_end(&w->f);
	arena_destroy(&w->arena);
}

static void pay(struct world *w, int64_t time_s, const char *from, const char *to,
	const char *asset, uint64_t amount)
{
	unsigned char id[32] = { 0 };
	w->transactions++;
	memcpy(id, &w->transactions, sizeof(w->transactions));
	struct transfer t = { .order = { time_s, 0, w->transactions, 0 },
		.kind = TRANSFER_TOKEN,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, from, to, asset, id);
}

static int run(struct world *w, int64_t window_s, struct hops *h)
{
	struct err err;
	uint32_t services[] = {
		w->edges->ops->find_account(w->edges, SPAN("till")),
		w->edges->ops->find_account(w->edges, SPAN("safe")),
	};
	return hops_run(w->edges, w->arena, services, 2, window_s, h, &err);
}

/* Which swap a payment is of, by the name of who paid or was paid: "in17". */
static unsigned number_of(struct world *w, uint32_t account)
{
	struct span name = w->edges->ops->account_name(w->edges, w->arena, account);
	return (unsigned)strtoul(
		(const char *)name.p + (name.p[0] == 'i' ? 2 : 3), NULL, 10);
}

/* A swap each few minutes between two coins and three others, at rates that move; of some
 * the deposit is missing, of some the payout. */
static void swap_much(struct world *w, unsigned missing_percent)
{
	static const char *const coins[] = { "A", "B", "C" };
	static const double rates[] = { 30, 0.2, 7000 };
	char in[16], out[16];
	int64_t time_s = 1000000;
	pay(w, 1, "till", "safe", "BTC", 1);
	pay(w, 2, "safe", "till", "BTC", 1);
	for (unsigned i = 0; i < SWAPS; i++) {
		unsigned coin = ledger_fixture_chance(&w->f, 3);
		uint64_t amount = 1000000 + ledger_fixture_chance(&w->f, 100000000);
		double rate = rates[coin] * (1 + 0.02 * sin((double)i / 40)) *
			      (1 + (double)ledger_fixture_chance(&w->f, 100) / 20000);
		time_s += MINUTE_S * (1 + ledger_fixture_chance(&w->f, 20));
		snprintf(in, sizeof(in), "in%u", i);
		snprintf(out, sizeof(out), "out%u", i);
		if (ledger_fixture_chance(&w->f, 100) >= missing_percent)
			pay(w, time_s, in, "till", "BTC", amount);
		if (ledger_fixture_chance(&w->f, 100) >= missing_percent)
			pay(w, time_s + MINUTE_S * (1 + ledger_fixture_chance(&w->f, 10)),
				"safe", out, coins[coin],
				(uint64_t)((double)amount * rate));
	}
}

static void check_sums(const struct hops *h)
{
	double *of_payout = calloc(h->payout_count, sizeof(double));
	for (size_t d = 0; d < h->deposit_count; d++) {
		double sum = 0;
		for (size_t i = 0; i < h->deposits[d].pair_count; i++) {
			const struct hop_pair *p = &h->pairs[h->deposits[d].pair + i];
			assert_int_equal(p->deposit, d);
			assert_true(p->probability >= 0);
			sum += p->probability;
			of_payout[p->payout] += p->probability;
		}
		assert_true(sum < 1.0000001);
	}
	for (size_t p = 0; p < h->payout_count; p++)
		assert_true(of_payout[p] < 1.05);
	free(of_payout);
}

static void swaps_are_found_without_knowing_rates(void **state)
{
	(void)state;
	struct world w;
	struct hops h;
	size_t certain = 0;
	start(&w);
	swap_much(&w, 0);
	open_world(&w);
	assert_int_equal(run(&w, 3600, &h), 0);
	assert_int_equal(h.deposit_count, SWAPS); /* none between the service's own */
	assert_int_equal(h.payout_count, SWAPS);
	check_sums(&h);
	for (size_t d = 0; d < h.deposit_count; d++) {
		const struct hop_pair *best = hops_best(&h, d);
		if (best->probability < HOP_CERTAIN)
			continue;
		certain++;
		assert_int_equal(number_of(&w, h.deposits[d].party),
			number_of(&w, h.payouts[best->payout].party));
	}
	assert_true(certain > SWAPS * 9 / 10);
	end(&w);
}

static void what_is_not_there_is_not_made_up(void **state)
{
	(void)state;
	struct world w;
	struct hops h;
	size_t certain = 0, wrong = 0;
	start(&w);
	swap_much(&w, 30);
	open_world(&w);
	assert_int_equal(run(&w, 3600, &h), 0);
	check_sums(&h);
	for (size_t d = 0; d < h.deposit_count; d++) {
		const struct hop_pair *best = hops_best(&h, d);
		if (!best || best->probability < HOP_CERTAIN)
			continue;
		certain++;
		wrong += number_of(&w, h.deposits[d].party) !=
			 number_of(&w, h.payouts[best->payout].party);
	}
	assert_true(certain > 100);
	assert_true(wrong * 50 <= certain);
	end(&w);
}

/* One swap of a coin says nothing of its rate: nothing agrees with it. */
static void one_swap_alone_is_refused(void **state)
{
	(void)state;
	struct world w;
	struct hops h;
	start(&w);
	pay(&w, 1, "till", "safe", "BTC", 1);
	pay(&w, 1000, "in1", "till", "BTC", 500);
	pay(&w, 1100, "safe", "out1", "ETH", 9000);
	open_world(&w);
	assert_int_equal(run(&w, 3600, &h), 0);
	assert_int_equal(h.pair_count, 1);
	assert_true(h.pairs[0].probability < HOP_CERTAIN);
	end(&w);
}

/* Nothing of the same asset, nothing before, nothing after the window. */
static void only_what_can_be_is_paired(void **state)
{
	(void)state;
	struct world w;
	struct hops h;
	start(&w);
	pay(&w, 1, "till", "safe", "BTC", 1);
	pay(&w, 999, "safe", "out1", "ETH", 9000);
	pay(&w, 1000, "in1", "till", "BTC", 500);
	pay(&w, 1001, "safe", "out2", "BTC", 499);
	pay(&w, 1600, "safe", "out3", "ETH", 9000);
	pay(&w, 1601, "safe", "out4", "ETH", 9000);
	open_world(&w);
	assert_int_equal(run(&w, 600, &h), 0);
	assert_int_equal(h.deposit_count, 1);
	assert_int_equal(h.payout_count, 4);
	assert_int_equal(h.pair_count, 1);
	assert_int_equal(number_of(&w, h.payouts[h.pairs[0].payout].party), 3);
	assert_ptr_equal(hops_best(&h, 0), &h.pairs[0]);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(swaps_are_found_without_knowing_rates),
		cmocka_unit_test(what_is_not_there_is_not_made_up),
		cmocka_unit_test(one_swap_alone_is_refused),
		cmocka_unit_test(only_what_can_be_is_paired),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
