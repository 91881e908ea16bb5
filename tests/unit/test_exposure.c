/* trace/exposure: money of some through others, against what is known of small ledgers. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ledger/store.h"
#include "ledger_fixture.h"
#include "trace/exposure.h"

struct world {
	struct ledger_fixture f;
	struct store *store;
	struct edges *edges;
	struct arena *arena;
	unsigned rows;
};

static void start(struct world *w)
{
	*w = (struct world){ .arena = arena_create(SIZE_MAX), .f = { .seed = 21 } };
	ledger_fixture_start(&w->f);
}

static void pay(struct world *w, const char *from, const char *to, const char *asset,
	uint64_t amount)
{
	w->rows++;
	struct transfer t = { .order = { 1000 + w->rows, 0, 0, 0 },
		.kind = TRANSFER_BANK,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, from, to, asset, NULL);
}

static void open_world(struct world *w)
{
	w->store = ledger_fixture_open(&w->f);
	w->edges = store_edges(w->store);
}

static uint32_t account(struct world *w, const char *name)
{
	return w->edges->ops->find_account(w->edges, span_from_cstr(name));
}

static void find(struct world *w, const char *name, enum rule rule, struct exposures *x)
{
	struct err err;
	uint32_t listed = account(w, "listed");
	struct trace_options options = {
		.rule = rule, .from_s = INT64_MIN, .until_s = INT64_MAX
	};
	assert_int_equal(exposures_find(w->edges, w->arena, account(w, name), &listed, 1,
				 &options, x, &err),
		0);
}

/* A payment in a transaction of its own, or in the one before. */
static void pay_within(struct world *w, bool same, const char *from, const char *to,
	const char *asset, uint64_t amount)
{
	w->rows += !same;
	unsigned char id[32] = { (uint8_t)w->rows, (uint8_t)(w->rows >> 8), 7 };
	struct transfer t = { .order = { 1000 + w->rows, w->rows, 0, same },
		.kind = TRANSFER_TOKEN,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, from, to, asset, id);
}

static void end(struct world *w)
{
	store_close(&w->store);
	ledger_fixture_end(&w->f);
	arena_destroy(&w->arena);
}

static void each_rule_has_its_part(void **state)
{
	(void)state;
	static const uint64_t want[RULES] = { [RULE_POISON] = 50,
		[RULE_HAIRCUT] = 20,
		[RULE_FIFO] = 40,
		[RULE_LIFO] = 0,
		[RULE_TIHO] = 40,
		[RULE_TAINT_FIRST] = 40,
		[RULE_CLEAN_FIRST] = 0 };
	struct world w;
	start(&w);
	pay(&w, "listed", "between", "X", 40);
	pay(&w, "clean", "between", "X", 60);
	pay(&w, "between", "asked", "X", 50);
	pay(&w, "clean", "asked", "Y", 7);
	open_world(&w);
	for (enum rule rule = 0; rule < RULES; rule++) {
		struct exposures x;
		find(&w, "asked", rule, &x);
		assert_int_equal(x.count, want[rule] > 0);
		if (!x.count)
			continue;
		assert_int_equal(x.sums[0].tainted.w[0], want[rule]);
		assert_int_equal(x.sums[0].nearest, 2);
		assert_int_equal(x.sums[0].path_count, 2);
		assert_int_equal(x.sums[0].path[0].transfer.from, account(&w, "listed"));
		assert_int_equal(x.sums[0].path[1].transfer.to, account(&w, "asked"));
	}
	end(&w);
}

/* Whether it came to them in the ledger, or was there before. */
static void all_that_they_pay_is_theirs(void **state)
{
	(void)state;
	struct world w;
	struct exposures x;
	start(&w);
	pay(&w, "listed", "asked", "X", 30); /* it had that before */
	pay(&w, "somebody", "listed", "X", 100);
	pay(&w, "listed", "asked", "X", 90);
	open_world(&w);
	for (enum rule rule = RULE_HAIRCUT; rule < RULES; rule++) {
		find(&w, "asked", rule, &x);
		assert_int_equal(x.sums[0].tainted.w[0], 120);
		assert_int_equal(x.sums[0].nearest, 1);
	}
	find(&w, "somebody", RULE_FIFO, &x); /* who paid them got nothing of theirs */
	assert_int_equal(x.count, 0);
	find(&w, "listed", RULE_FIFO, &x);
	assert_int_equal(x.count, 0);
	end(&w);
}

/* However money goes about, no more than what came in is theirs, and no more than they paid. */
static void no_more_than_there_is(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct world w;
		uint64_t in[12] = { 0 }, paid = 0;
		char from[8], to[8];
		start(&w);
		w.f.seed = (uint64_t)round + 1;
		pay(&w, "a0", "listed", "X", 1);
		for (int i = 0; i < 300; i++) {
			uint32_t a = ledger_fixture_chance(&w.f, 13);
			uint32_t b = ledger_fixture_chance(&w.f, 12);
			uint64_t amount = 1 + ledger_fixture_chance(&w.f, 1000);
			snprintf(from, sizeof(from), "a%u", a);
			snprintf(to, sizeof(to), "a%u", b);
			pay(&w, a == 12 ? "listed" : from, to, "X", amount);
			in[b] += amount;
			paid += a == 12 ? amount : 0;
		}
		open_world(&w);
		for (uint32_t i = 0; i < 12; i++) {
			struct exposures x;
			snprintf(to, sizeof(to), "a%u", i);
			find(&w, to, RULE_FIFO, &x);
			uint64_t tainted = x.count ? x.sums[0].tainted.w[0] : 0;
			assert_true(tainted <= in[i]);
			for (size_t k = 1; x.count && k < x.sums[0].path_count; k++) {
				const struct trace_edge *p = x.sums[0].path;
				assert_int_equal(
					p[k].transfer.from, p[k - 1].transfer.to);
				assert_true(p[k].transfer.order.time_s >
					    p[k - 1].transfer.order.time_s);
			}
		}
		assert_true(paid > 0);
		end(&w);
	}
}

/* What was got for listed money is shown as that, and whoever trades at the same market
 * afterwards is not touched. */
static void exchanges_are_crossed(void **state)
{
	(void)state;
	struct world w;
	struct exposures x;
	struct err err;
	start(&w);
	for (unsigned i = 0; i < TRACE_MARKET_ROWS; i++)
		pay_within(&w, false, i % 2 ? "pool" : "trader",
			i % 2 ? "trader" : "pool", "dollar", 5);
	pay_within(&w, false, "listed", "mule", "dollar", 100);
	pay_within(&w, false, "mule", "pool", "dollar", 100);
	pay_within(&w, true, "pool", "mule", "ether", 10);
	pay_within(&w, false, "mule", "shop", "ether", 4);
	pay_within(&w, false, "trader", "pool", "ether", 10);
	pay_within(&w, true, "pool", "trader", "dollar", 90);
	open_world(&w);
	uint32_t listed = account(&w, "listed");
	struct trace_options options = { .rule = RULE_FIFO,
		.swaps = SWAPS_CROSS,
		.from_s = INT64_MIN,
		.until_s = INT64_MAX };
	assert_int_equal(exposures_find(w.edges, w.arena, account(&w, "shop"), &listed, 1,
				 &options, &x, &err),
		0);
	assert_int_equal(x.count, 1);
	const struct exposure_sum *s = &x.sums[0];
	assert_int_equal(s->tainted.w[0], 4);
	assert_int_equal(s->path_count, 3);
	assert_int_equal(s->path[0].by, listed);
	assert_true(s->path[1].is_exchange);
	assert_int_equal(s->path[1].by, account(&w, "mule"));
	assert_int_equal(exposures_find(w.edges, w.arena, account(&w, "trader"), &listed,
				 1, &options, &x, &err),
		0);
	assert_int_equal(x.count, 0);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exchanges_are_crossed),
		cmocka_unit_test(each_rule_has_its_part),
		cmocka_unit_test(all_that_they_pay_is_theirs),
		cmocka_unit_test(no_more_than_there_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
