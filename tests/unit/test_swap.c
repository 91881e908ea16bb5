/* trace/swap: what is exchanged within a transaction, and how a trace crosses it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trace_world.h"

static void what_was_got_is_followed_and_what_was_given_ends(void **state)
{
	(void)state;
	struct world w;
	start_theft(&w, "pool");
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "thief", "router", "dollar", 1000);
	row(&w, TRANSFER_TOKEN, "router", "pool", "dollar", 1000);
	row(&w, TRANSFER_TOKEN, "pool", "router", "ether", 4);
	row(&w, TRANSFER_TOKEN, "router", "thief", "ether", 4);
	pay(&w, "pool", "bystander", "dollar", 900);
	pay(&w, "thief", "friend", "ether", 3);
	struct trace t = cross(&w);
	assert_int_equal(ended(&w, &t, "router", "dollar", STOP_SWAP), 1000);
	assert_int_equal(ended(&w, &t, "friend", "ether", STOP_HELD), 3);
	assert_int_equal(ended(&w, &t, "thief", "ether", STOP_HELD), 1);
	assert_int_equal(ended(&w, &t, "bystander", "dollar", STOP_HELD), 0);
	assert_int_equal(exchanged(&w, &t, "ether"), 4);
	assert_int_equal(exchanged(&w, &t, "dollar"), 0);
	size_t crossings = 0;
	for (size_t i = 0; i < t.edge_count; i++)
		if (t.edges[i].is_exchange) {
			crossings++;
			assert_true(is_called(&w, t.edges[i].by, "thief"));
			assert_true(is_called(&w, t.edges[i].transfer.to, "thief"));
			assert_int_equal(t.edges[i].hop, 0);
		}
	assert_int_equal(crossings, 1);
	end(&w);
}

static void off_and_both_are_what_they_say(void **state)
{
	(void)state;
	for (enum trace_swaps swaps = SWAPS_OFF; swaps <= SWAPS_BOTH; swaps++) {
		struct world w;
		start(&w);
		trade(&w, "pool");
		pay(&w, "victim", "thief", "dollar", 1000);
		new_transaction(&w);
		row(&w, TRANSFER_TOKEN, "thief", "pool", "dollar", 1000);
		row(&w, TRANSFER_TOKEN, "pool", "thief", "ether", 4);
		struct trace t = trace(&w, RULE_FIFO, swaps);
		bool crosses = swaps != SWAPS_OFF, follows = swaps != SWAPS_CROSS;
		assert_int_equal(
			ended(&w, &t, "thief", "ether", STOP_HELD), crosses ? 4 : 0);
		assert_int_equal(
			ended(&w, &t, "pool", "dollar", STOP_HELD), follows ? 1000 : 0);
		assert_int_equal(
			ended(&w, &t, "pool", "dollar", STOP_SWAP), follows ? 0 : 1000);
		end(&w);
	}
}

/* A contract of the thief's that gives a worthless coin for the money. */
static void a_show_of_an_exchange_hides_nothing(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	pay(&w, "victim", "thief", "dollar", 1000);
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "thief", "contract", "dollar", 1000);
	row(&w, TRANSFER_TOKEN, "contract", "thief", "worthless", 1);
	pay(&w, "contract", "wallet", "dollar", 1000);
	struct trace t = cross(&w);
	assert_int_equal(ended(&w, &t, "wallet", "dollar", STOP_HELD), 1000);
	assert_int_equal(ended(&w, &t, "thief", "worthless", STOP_HELD), 1);
	end(&w);
}

static void money_that_stays_with_a_third_party_is_no_exchange(void **state)
{
	(void)state;
	struct world w;
	start_theft(&w, "pool");
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "thief", "contract", "dollar", 1000);
	row(&w, TRANSFER_TOKEN, "contract", "wallet", "dollar", 990);
	row(&w, TRANSFER_TOKEN, "contract", "pool", "dollar", 10);
	row(&w, TRANSFER_TOKEN, "pool", "thief", "ether", 1);
	struct trace t = cross(&w);
	assert_int_equal(ended(&w, &t, "wallet", "dollar", STOP_HELD), 990);
	assert_int_equal(exchanged(&w, &t, "ether"), 0);
	end(&w);
}

/* 1000 given, 100 of it come back: 900 were exchanged, of which 300 were stolen. */
static void what_comes_back_was_not_exchanged(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	trade(&w, "pool");
	pay(&w, "victim", "thief", "dollar", 300);
	pay(&w, "thief", "partner", "dollar", 300);
	pay(&w, "employer", "partner", "dollar", 700);
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "partner", "router", "dollar", 1000);
	row(&w, TRANSFER_TOKEN, "router", "pool", "dollar", 900);
	row(&w, TRANSFER_TOKEN, "pool", "partner", "ether", 100);
	row(&w, TRANSFER_TOKEN, "router", "partner", "dollar", 100);
	row(&w, TRANSFER_FEE, "partner", "miner", "dollar", 0);
	pay(&w, "partner", "shop", "dollar", 100);
	struct trace t = cross(&w);
	assert_int_equal(ended(&w, &t, "router", "dollar", STOP_SWAP), 300);
	assert_int_equal(ended(&w, &t, "partner", "ether", STOP_HELD), 33);
	assert_int_equal(ended(&w, &t, "shop", "dollar", STOP_HELD), 0);
	end(&w);
}

static void goods_may_be_delivered_to_another(void **state)
{
	(void)state;
	struct world w;
	start_theft(&w, "pool");
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "thief", "pool", "dollar", 1000);
	row(&w, TRANSFER_TOKEN, "pool", "mule", "ether", 9);
	struct trace t = cross(&w);
	assert_int_equal(ended(&w, &t, "mule", "ether", STOP_HELD), 9);
	for (size_t i = 0; i < t.end_count; i++)
		if (is_called(&w, t.ends[i].account, "mule"))
			assert_int_equal(t.ends[i].hop, 1);
	end(&w);
}

/* Two payers, two who got something: who bought what cannot be told. */
static void a_batch_of_several_is_no_exchange_for_another(void **state)
{
	(void)state;
	struct world w;
	start_theft(&w, "pool");
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "thief", "pool", "dollar", 1000);
	row(&w, TRANSFER_TOKEN, "stranger", "pool", "dollar", 10);
	row(&w, TRANSFER_TOKEN, "pool", "mule", "ether", 9);
	row(&w, TRANSFER_TOKEN, "pool", "innocent", "ether", 9);
	struct trace t = cross(&w);
	assert_int_equal(exchanged(&w, &t, "ether"), 0);
	assert_int_equal(ended(&w, &t, "pool", "dollar", STOP_HELD), 1000);
	end(&w);
}

static void what_was_paid_in_two_assets_is_not_divided(void **state)
{
	(void)state;
	struct world w;
	start_theft(&w, "pool");
	pay(&w, "employer", "thief", "ether", 5);
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "thief", "pool", "dollar", 1000);
	row(&w, TRANSFER_TOKEN, "thief", "pool", "ether", 5);
	row(&w, TRANSFER_MINT, "nobody", "thief", "share", 70);
	struct trace t = cross(&w);
	assert_int_equal(exchanged(&w, &t, "share"), 0);
	end(&w);
}

/* A thief adds a grain of dust to what he gets: all that he got is followed. */
static void all_that_was_got_is_followed(void **state)
{
	(void)state;
	struct world w;
	start_theft(&w, "pool");
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "pool", "thief", "ether",
		4); /* a flash swap: goods first */
	row(&w, TRANSFER_TOKEN, "helper", "thief", "dust", 1);
	row(&w, TRANSFER_TOKEN, "thief", "pool", "dollar", 1000);
	struct trace t = cross(&w);
	assert_int_equal(ended(&w, &t, "thief", "ether", STOP_HELD), 4);
	assert_int_equal(ended(&w, &t, "thief", "dust", STOP_HELD), 1);
	assert_int_equal(ended(&w, &t, "pool", "dollar", STOP_SWAP), 1000);
	end(&w);
}

static void wrapping_is_one_to_one(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	trade(&w, "wrapper");
	pay(&w, "victim", "thief", "ether", 10);
	new_transaction(&w);
	row(&w, TRANSFER_NATIVE, "thief", "wrapper", "ether", 10);
	row(&w, TRANSFER_MINT, "zero", "thief", "x/wrapper", 10);
	new_transaction(&w);
	row(&w, TRANSFER_BURN, "thief", "zero", "x/wrapper", 7);
	row(&w, TRANSFER_INTERNAL, "wrapper", "thief", "ether", 7);
	struct trace t = cross(&w);
	assert_int_equal(ended(&w, &t, "thief", "x/wrapper", STOP_HELD), 3);
	assert_int_equal(ended(&w, &t, "thief", "ether", STOP_HELD), 7);
	end(&w);
}

/* Coins that are made for nothing do not make a payment an exchange. */
static void a_present_beside_a_payment_is_no_exchange(void **state)
{
	(void)state;
	struct world w;
	start_theft(&w, "wallet");
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "thief", "wallet", "dollar", 1000);
	row(&w, TRANSFER_MINT, "zero", "thief", "x/contract", 1);
	struct trace t = cross(&w);
	assert_int_equal(exchanged(&w, &t, "x/contract"), 0);
	assert_int_equal(ended(&w, &t, "wallet", "dollar", STOP_HELD), 1000);
	end(&w);
}

static void works_of_art_have_no_parts(void **state)
{
	(void)state;
	struct world w;
	start_theft(&w, "market");
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "thief", "market", "dollar", 1000);
	row(&w, TRANSFER_NFT, "market", "thief", "ape", 1);
	row(&w, TRANSFER_TOKEN, "market", "thief", "reward", 1);
	struct trace t = cross(&w);
	assert_int_equal(exchanged(&w, &t, "reward"), 0);
	assert_int_equal(ended(&w, &t, "market", "dollar", STOP_HELD), 1000);
	end(&w);
}

/* Coins of two thefts and honest ones, in turn, are exchanged at once: each theft has its
 * part, rounded down. */
static void each_origin_has_its_part(void **state)
{
	(void)state;
	struct world w;
	struct trace t;
	struct err err;
	start(&w);
	trade(&w, "pool");
	pay(&w, "victim", "thief", "dollar", 40);
	pay(&w, "victim", "other", "dollar", 60);
	for (unsigned i = 0; i < 4; i++) {
		pay(&w, "thief", "mule", "dollar", 10);
		pay(&w, "other", "mule", "dollar", 15);
		pay(&w, "employer", "mule", "dollar", 5);
	}
	new_transaction(&w);
	row(&w, TRANSFER_TOKEN, "mule", "pool", "dollar", 50);
	row(&w, TRANSFER_TOKEN, "mule", "pool", "dollar", 70);
	row(&w, TRANSFER_TOKEN, "pool", "mule", "ether", 4);
	row(&w, TRANSFER_TOKEN, "pool", "mule", "ether", 7);
	w.store = ledger_fixture_open(&w.f);
	w.edges = store_edges(w.store);
	struct trace_origin origins[2] = { { .name = SPAN("thief") },
		{ .name = SPAN("other") } };
	for (unsigned i = 0; i < 2; i++) {
		origins[i].asset = LEDGER_NONE;
		origins[i].account = w.edges->ops->find_account(w.edges, origins[i].name);
	}
	struct trace_options options = { .rule = RULE_FIFO,
		.swaps = SWAPS_CROSS,
		.from_s = INT64_MIN,
		.until_s = INT64_MAX };
	assert_int_equal(trace_run(w.edges, w.arena, origins, 2, &options, &t, &err), 0);
	/* 11 * 40 / 120 and 11 * 60 / 120 */
	assert_int_equal(exchanged(&w, &t, "ether"), 3 + 5);
	uint64_t of[2] = { 0 };
	for (size_t i = 0; i < t.edge_count; i++)
		if (t.edges[i].is_exchange)
			of[t.edges[i].origin] += t.edges[i].tainted.w[0];
	assert_int_equal(of[0], 3);
	assert_int_equal(of[1], 5);
	end(&w);
}

/* By every rule: each asset's sums agree (trace.c must()s it), what is got is stolen in
 * the part of what is given, and never more than was got. */
static void random_exchanges_conserve(void **state)
{
	(void)state;
	static const char *const people[] = { "thief", "a", "b", "c", "d", "router" };
	static const char *const assets[] = { "dollar", "ether", "coin" };
	size_t crossings = 0;
	for (unsigned run = 0; run < 120; run++) {
		struct world w;
		start(&w);
		w.f.seed = run + 1;
		trade(&w, "pool");
		pay(&w, "victim", "thief", "dollar", 100000);
		for (unsigned i = 0; i < 150; i++) {
			const char *who = people[ledger_fixture_chance(&w.f, 5)];
			const char *to = people[ledger_fixture_chance(&w.f, 6)];
			uint32_t given = ledger_fixture_chance(&w.f, 3);
			uint32_t got = (given + 1 + ledger_fixture_chance(&w.f, 2)) % 3;
			uint64_t n = 1 + ledger_fixture_chance(&w.f, 5000);
			new_transaction(&w);
			if (ledger_fixture_chance(&w.f, 2)) {
				row(&w, TRANSFER_TOKEN, who, to, assets[given], n);
				continue;
			}
			row(&w, TRANSFER_TOKEN, who, "pool", assets[given], n);
			if (ledger_fixture_chance(&w.f, 3) == 0)
				row(&w, TRANSFER_TOKEN, "pool", who, assets[given],
					n / 3);
			row(&w, TRANSFER_TOKEN, "pool",
				ledger_fixture_chance(&w.f, 4) ? who : to, assets[got],
				1 + ledger_fixture_chance(&w.f, 900));
		}
		struct trace t = trace(
			&w, (enum rule)(run % RULES), run % 2 ? SWAPS_CROSS : SWAPS_BOTH);
		for (size_t i = 0; i < t.edge_count; i++) {
			const struct trace_edge *e = &t.edges[i];
			crossings += e->is_exchange;
			assert_true(u256_compare(e->tainted, e->transfer.amount) <= 0);
		}
		for (size_t i = 0; i < t.sum_count; i++)
			assert_true(
				u256_compare(t.sums[i].exchanged, t.sums[i].stolen) <= 0);
		end(&w);
	}
	assert_true(crossings > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_got_is_followed_and_what_was_given_ends),
		cmocka_unit_test(off_and_both_are_what_they_say),
		cmocka_unit_test(a_show_of_an_exchange_hides_nothing),
		cmocka_unit_test(money_that_stays_with_a_third_party_is_no_exchange),
		cmocka_unit_test(what_comes_back_was_not_exchanged),
		cmocka_unit_test(goods_may_be_delivered_to_another),
		cmocka_unit_test(a_batch_of_several_is_no_exchange_for_another),
		cmocka_unit_test(what_was_paid_in_two_assets_is_not_divided),
		cmocka_unit_test(all_that_was_got_is_followed),
		cmocka_unit_test(wrapping_is_one_to_one),
		cmocka_unit_test(a_present_beside_a_payment_is_no_exchange),
		cmocka_unit_test(works_of_art_have_no_parts),
		cmocka_unit_test(each_origin_has_its_part),
		cmocka_unit_test(random_exchanges_conserve),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
