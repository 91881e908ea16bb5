/* trace/pool, demix: a pool read out of a ledger, all choices of runs against counting them one
 * by one, the text of a model, and a pool whose users are known. */
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
#include "trace/demix.h"
#include "trace/demix_table.h"

enum { HOUR_S = 3600, AMOUNT = 1000 };

struct world {
	struct ledger_fixture f;
	struct store *store;
	struct edges *edges;
	struct arena *arena;
	unsigned transactions;
};

static void start(struct world *w)
{
	*w = (struct world){ .arena = arena_create(SIZE_MAX), .f = { .seed = 11 } };
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

/* One payment; position 0 begins a new transaction. */
static void pay(struct world *w, int64_t time_s, unsigned position, const char *from,
	const char *to, uint64_t amount)
{
	unsigned char id[32] = { 0 };
	w->transactions += position == 0;
	memcpy(id, &w->transactions, sizeof(w->transactions));
	struct transfer t = { .order = { time_s, (uint32_t)time_s, w->transactions,
				      position },
		.kind = position ? TRANSFER_INTERNAL : TRANSFER_NATIVE,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, from, to, "ethereum", id);
}

static uint32_t account(struct world *w, const char *name)
{
	return w->edges->ops->find_account(w->edges, span_from_cstr(name));
}

static void withdraw(struct world *w, int64_t time_s, const char *to, uint64_t fee)
{
	pay(w, time_s, 0, "relayer", "pool", 0);
	pay(w, time_s, 1, "pool", to, AMOUNT - fee);
	if (fee)
		pay(w, time_s, 2, "pool", "relayer", fee);
}

/* ---- pools */

static void a_pool_is_read_as_deposits_and_withdrawals(void **state)
{
	(void)state;
	struct world w;
	struct pool p;
	struct err err;
	start(&w);
	pay(&w, 1000, 0, "ann", "pool", AMOUNT);
	pay(&w, 1010, 0, "ben", "router", AMOUNT + 5);
	pay(&w, 1010, 1, "router", "pool", AMOUNT);
	pay(&w, 1020, 0, "cat", "pool", AMOUNT);
	pay(&w, 1030, 0, "dust", "pool", 1);
	withdraw(&w, 2000, "dan", 40);
	withdraw(&w, 2010, "eve", 0);
	pay(&w, 2020, 0, "pool", "owner", 7); /* of no withdrawal */
	/* two in one transaction, and one whose fee the ledger does not have */
	pay(&w, 2030, 0, "x", "y", 0);
	pay(&w, 2030, 1, "pool", "fay", AMOUNT - 10);
	pay(&w, 2030, 2, "pool", "relayer", 10);
	pay(&w, 2030, 3, "pool", "gus", AMOUNT - 20);
	pay(&w, 2030, 4, "pool", "relayer", 20);
	pay(&w, 2040, 0, "pool", "hal", AMOUNT - 30);
	pay(&w, 2050, 0, "pool", "thief", 50 * AMOUNT);
	open_world(&w);
	assert_int_equal(pool_read(w.edges, w.arena, account(&w, "pool"), &p, &err), 0);
	assert_true(u256_compare(p.amount, u256_of(AMOUNT)) == 0);
	static const char *const by[] = { "ann", "ben", "cat" };
	assert_int_equal(p.deposit_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(p.deposits[i].by, account(&w, by[i]));
	static const struct {
		const char *to;
		uint64_t fee;
	} want[] = { { "dan", 40 }, { "eve", 0 }, { "fay", 10 }, { "gus", 20 },
		{ "hal", 30 } };
	assert_int_equal(p.withdrawal_count, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(p.withdrawals[i].to, account(&w, want[i].to));
		assert_int_equal(p.withdrawals[i].fee.w[0], want[i].fee);
	}
	assert_int_equal(p.others, 3); /* dust, the owner's, and the thief's */
	end(&w);
}

static void what_takes_in_all_amounts_is_no_pool(void **state)
{
	(void)state;
	struct world w;
	struct pool p;
	struct err err;
	start(&w);
	for (unsigned i = 0; i < 20; i++)
		pay(&w, 1000 + i, 0, "ann", "shop", 10 + i % 3);
	pay(&w, 1100, 0, "shop", "ann", 5);
	open_world(&w);
	assert_int_equal(
		pool_read(w.edges, w.arena, account(&w, "shop"), &p, &err), -EINVAL);
	uint32_t ann = account(&w, "ann");
	assert_int_equal(pool_read(w.edges, w.arena, ann, &p, &err), -EINVAL);
	end(&w);
}

/* ---- all choices together */

/* The same by counting every choice. */
static void reference(const size_t *count, double *p, size_t n, size_t deposits,
	const struct demix_model *m)
{
	double with[16] = { 0 }, all = 0;
	for (unsigned choice = 0; choice < 1u << n; choice++) {
		double weight = 1;
		size_t taken = 0;
		for (size_t i = 0; i < n; i++) {
			bool in = choice >> i & 1;
			weight *= in ? p[i] : 1 - p[i];
			taken += in ? count[i] : 0;
		}
		if (taken > deposits)
			continue;
		if (taken == deposits)
			weight *= m->full;
		else
			weight *= (1 - m->full) * (1 - m->shrink) *
				  pow(m->shrink, (double)(deposits - taken - 1));
		all += weight;
		for (size_t i = 0; i < n; i++)
			with[i] += choice >> i & 1 ? weight : 0;
	}
	for (size_t i = 0; i < n; i++)
		p[i] = with[i] / all;
}

static void weighing_together_is_counting_all_choices(void **state)
{
	(void)state;
	struct ledger_fixture chance = { .seed = 3 };
	struct demix_model m = { .full = 0.7, .shrink = 0.8 };
	for (int round = 0; round < 2000; round++) {
		size_t n = 1 + ledger_fixture_chance(&chance, 10), count[10];
		size_t deposits = 1 + ledger_fixture_chance(&chance, 25);
		double fast[10], slow[10];
		for (size_t i = 0; i < n; i++) {
			count[i] = 1 + ledger_fixture_chance(&chance, 9);
			fast[i] = slow[i] =
				0.001 + ledger_fixture_chance(&chance, 990) / 1000.0;
		}
		assert_int_equal(demix_fill(count, fast, n, deposits, &m), 0);
		reference(count, slow, n, deposits, &m);
		for (size_t i = 0; i < n; i++)
			assert_true(fabs(fast[i] - slow[i]) < 1e-9);
	}
}

static void too_much_to_weigh_is_said_so(void **state)
{
	(void)state;
	struct demix_model m = { .full = 0.7, .shrink = 0.8 };
	size_t count = 1;
	double p = 0.5;
	assert_int_equal(demix_fill(&count, &p, 1, SIZE_MAX / 16, &m), -E2BIG);
}

/* ---- the model's text */

static void the_standard_model_is_whole(void **state)
{
	(void)state;
	struct demix_model m;
	demix_model_standard(&m);
	assert_true(m.precision > 0.9 && m.recall > 0.9);
	for (unsigned i = 0; i < DEMIX_FEATURES; i++)
		assert_true(m.weights[i].weight[1] > 0 || m.weights[i].weight[1] < 0);
}

/* A model that ends early is told, unless nothing but the last digits is gone. */
static void a_model_cut_anywhere_is_refused(void **state)
{
	(void)state;
	struct demix_model m;
	struct err err;
	struct span whole = span_of(demix_table, demix_table_bytes);
	size_t last = span_rfind_byte(span_trim(whole), '.');
	assert_int_equal(demix_model_read(whole, &m, &err), 0);
	for (size_t n = 0; n < last; n++)
		assert_int_equal(
			demix_model_read(span_take(whole, n), &m, &err), -EINVAL);
}

static void what_a_model_does_not_have_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "full 1e3\n", "full -\n", "full 0.5 0.5\n",
		"weight 1 2 3 4\n", "count 1 2 3\n", "count 1 0 1 1\n",
		"count 1 2 3 99999999999999999999\n", "\xFF\n" };
	struct demix_model m;
	struct err err;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
			demix_model_read(span_from_cstr(bad[i]), &m, &err), -EINVAL);
}

/* ---- a pool whose users are known */

/* A thief pays in thirty times and takes it out to five addresses over hours; others take out
 * at once, without relayers, and some days before. */
static void make_pool(struct world *w)
{
	char name[32];
	for (unsigned i = 0; i < 30; i++)
		pay(w, 1000000 + i * 240, 0, "thief", "pool", AMOUNT);
	for (unsigned i = 0; i < 60; i++) {
		snprintf(name, sizeof(name), "other%u", i);
		pay(w, 990000 + i * 500, 0, name, "pool", AMOUNT);
	}
	for (unsigned i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "fresh%u", i % 5);
		withdraw(w, 1015000 + i * 900 + (i * 37) % 600, name, 41);
	}
	for (unsigned i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "other%u", i);
		withdraw(w, 1000100 + i * 1500, name, 0);
		snprintf(name, sizeof(name), "early%u", i);
		withdraw(w, 980000 + i * 100, name, 41);
	}
}

static void the_batch_of_a_thief_is_found(void **state)
{
	(void)state;
	struct world w;
	struct demix d;
	struct demix_model m;
	struct err err;
	start(&w);
	make_pool(&w);
	open_world(&w);
	demix_model_standard(&m);
	uint32_t thief = account(&w, "thief");
	assert_int_equal(
		demix_run(w.edges, w.arena, account(&w, "pool"), &thief, 1, &m, &d, &err),
		0);
	assert_int_equal(d.batch_count, 1);
	assert_int_equal(d.deposits, 30);
	assert_int_equal(d.candidates, 50); /* nothing of before the first deposit */
	for (size_t i = 0; i < d.run_count; i++) {
		bool fresh = false;
		char name[32];
		for (unsigned k = 0; k < 5; k++) {
			snprintf(name, sizeof(name), "fresh%u", k);
			fresh |= d.runs[i].to == account(&w, name);
		}
		assert_int_equal(d.runs[i].probability >= DEMIX_LIKELY, fresh);
	}
	assert_true(d.batches[0].expected <= 30.001 && d.batches[0].expected > 28);
	end(&w);
}

static void who_paid_nothing_in_is_told(void **state)
{
	(void)state;
	struct world w;
	struct demix d;
	struct demix_model m;
	struct err err;
	start(&w);
	make_pool(&w);
	open_world(&w);
	demix_model_standard(&m);
	uint32_t nobody = account(&w, "fresh1");
	assert_int_equal(demix_run(w.edges, w.arena, account(&w, "pool"), &nobody, 1, &m,
				 &d, &err),
		-ENOENT);
	end(&w);
}

/* Two who pay in at one time are one batch; after a pause it is another. */
static void deposits_make_batches(void **state)
{
	(void)state;
	struct world w;
	struct demix d;
	struct demix_model m;
	struct err err;
	start(&w);
	for (unsigned i = 0; i < 10; i++) {
		pay(&w, 1000000 + i * 100, 0, "ann", "pool", AMOUNT);
		pay(&w, 1000050 + i * 200, 0, "ben", "pool", AMOUNT);
		pay(&w, 1000000 + 72 * HOUR_S + i * 100, 0, "ann", "pool", AMOUNT);
	}
	open_world(&w);
	demix_model_standard(&m);
	uint32_t both[] = { account(&w, "ann"), account(&w, "ben") };
	assert_int_equal(
		demix_run(w.edges, w.arena, account(&w, "pool"), both, 2, &m, &d, &err),
		0);
	assert_int_equal(d.batch_count, 2);
	assert_int_equal(d.batches[0].deposits, 20);
	assert_int_equal(d.batches[0].depositors, 2);
	assert_int_equal(d.batches[1].deposits, 10);
	assert_int_equal(d.run_count, 0);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pool_is_read_as_deposits_and_withdrawals),
		cmocka_unit_test(what_takes_in_all_amounts_is_no_pool),
		cmocka_unit_test(weighing_together_is_counting_all_choices),
		cmocka_unit_test(too_much_to_weigh_is_said_so),
		cmocka_unit_test(the_standard_model_is_whole),
		cmocka_unit_test(a_model_cut_anywhere_is_refused),
		cmocka_unit_test(what_a_model_does_not_have_is_refused),
		cmocka_unit_test(the_batch_of_a_thief_is_found),
		cmocka_unit_test(who_paid_nothing_in_is_told),
		cmocka_unit_test(deposits_make_batches),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
