/* trace/trace_exchange: bridges that name what they pay out for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "trace_world.h"

/* The identity of the transaction that is written now. */
static void take_id(const struct world *w, unsigned char id[32])
{
	memset(id, 0, 32);
	id[0] = (uint8_t)w->block;
	id[1] = (uint8_t)(w->block >> 8);
	id[2] = 1;
}

/* A deposit of 1000, of which 250 were stolen, and what its payout and the memos say: twice,
 * which must not pay twice. */
static struct trace bridge(struct world *w, const char *said, const char *paid_to,
	bool is_refund, bool earlier)
{
	static struct hop_link links[2];
	static struct hop_memos memos;
	links[0] = (struct hop_link){ .is_refund = is_refund,
		.destination = span_from_cstr(said) };
	memos = (struct hop_memos){ .links = links, .count = 2 };
	start(w);
	w->memos = &memos;
	pay(w, "victim", "thief", "ether", 250);
	pay(w, "thief", "mule", "ether", 250);
	pay(w, "employer", "mule", "ether", 750);
	for (int i = 0; i < 2; i++) {
		new_transaction(w);
		if ((i == 0) == earlier) {
			take_id(w, links[0].payout);
			row(w, TRANSFER_TOKEN, "vault", paid_to,
				is_refund ? "ether" : "coin", 80);
			continue;
		}
		take_id(w, links[0].deposit);
		row(w, TRANSFER_NATIVE, "mule", "router", "ether", 1000);
		row(w, TRANSFER_INTERNAL, "router", "vault", "ether", 1000);
	}
	links[1] = links[0];
	pay(w, paid_to, "end", is_refund ? "ether" : "coin", 80);
	return trace(w, RULE_FIFO, SWAPS_CROSS);
}

static void a_named_payout_is_followed(void **state)
{
	(void)state;
	struct world w;
	struct trace t = bridge(&w, "receiver", "receiver", false, false);
	assert_int_equal(ended(&w, &t, "router", "ether", STOP_BRIDGE), 250);
	assert_int_equal(ended(&w, &t, "end", "coin", STOP_HELD), 20);
	assert_int_equal(exchanged(&w, &t, "coin"), 20);
	assert_int_equal(ended(&w, &t, "vault", "ether", STOP_HELD), 0);
	end(&w);
}

static void a_forged_memo_accuses_nobody(void **state)
{
	(void)state;
	struct world w;
	struct trace t = bridge(&w, "receiver", "innocent", false, false);
	assert_int_equal(ended(&w, &t, "router", "ether", STOP_BRIDGE), 250);
	assert_int_equal(exchanged(&w, &t, "coin"), 0);
	end(&w);
	t = bridge(&w, "", "innocent", false, false);
	assert_int_equal(exchanged(&w, &t, "coin"), 0);
	end(&w);
	t = bridge(&w, "receiver", "receiver", false, true); /* before its deposit */
	assert_int_equal(exchanged(&w, &t, "coin"), 0);
	end(&w);
	t = bridge(&w, "receiver", "receiver", true,
		false); /* not given back to the payer */
	assert_int_equal(exchanged(&w, &t, "ether"), 0);
	end(&w);
}

static void what_is_given_back_is_followed(void **state)
{
	(void)state;
	struct world w;
	struct trace t = bridge(&w, "receiver", "mule", true, false);
	assert_int_equal(ended(&w, &t, "router", "ether", STOP_BRIDGE), 250);
	assert_int_equal(exchanged(&w, &t, "ether"), 20);
	assert_int_equal(ended(&w, &t, "end", "ether", STOP_HELD), 20);
	end(&w);
}

/* Bitcoin in, ether out: the first output is the service's, the second is the change. */
static void outputs_go_into_a_bridge_and_come_out(void **state)
{
	(void)state;
	for (int back = 0; back < 2; back++) {
		struct world w;
		struct hop_link link = { .destination = SPAN("receiver") };
		struct hop_memos memos = { .links = &link, .count = 1 };
		start(&w);
		w.memos = &memos;
		if (!back) {
			new_transaction(&w);
			row(&w, TRANSFER_SPEND, "old:0", "t1", "bitcoin", 100);
			row(&w, TRANSFER_MAKE, "t1", "t1:0", "bitcoin", 100);
			row(&w, TRANSFER_OWN, "t1:0", "thief", "bitcoin", 100);
			new_transaction(&w);
			take_id(&w, link.deposit);
			row(&w, TRANSFER_SPEND, "t1:0", "t2", "bitcoin", 100);
			row(&w, TRANSFER_MAKE, "t2", "t2:0", "bitcoin", 60);
			row(&w, TRANSFER_OWN, "t2:0", "vault", "bitcoin", 60);
			row(&w, TRANSFER_MAKE, "t2", "t2:1", "bitcoin", 40);
			row(&w, TRANSFER_OWN, "t2:1", "thief", "bitcoin", 40);
			new_transaction(&w);
			take_id(&w, link.payout);
			row(&w, TRANSFER_NATIVE, "vault", "receiver", "ether", 7);
		} else {
			pay(&w, "victim", "thief", "ether", 60);
			new_transaction(&w);
			take_id(&w, link.deposit);
			row(&w, TRANSFER_NATIVE, "thief", "vault", "ether", 60);
			new_transaction(&w);
			take_id(&w, link.payout);
			row(&w, TRANSFER_SPEND, "old:0", "t9", "bitcoin", 100);
			row(&w, TRANSFER_MAKE, "t9", "t9:0", "bitcoin", 90);
			row(&w, TRANSFER_OWN, "t9:0", "vault", "bitcoin", 90);
			row(&w, TRANSFER_MAKE, "t9", "t9:1", "bitcoin", 10);
			row(&w, TRANSFER_OWN, "t9:1", "receiver", "bitcoin", 10);
		}
		struct trace t = trace(&w, RULE_FIFO, SWAPS_CROSS);
		if (!back) {
			assert_int_equal(
				ended(&w, &t, "t2:0", "bitcoin", STOP_BRIDGE), 60);
			assert_int_equal(ended(&w, &t, "t2:1", "bitcoin", STOP_HELD), 40);
			assert_int_equal(
				ended(&w, &t, "receiver", "ether", STOP_HELD), 7);
		} else {
			assert_int_equal(
				ended(&w, &t, "vault", "ether", STOP_BRIDGE), 60);
			assert_int_equal(ended(&w, &t, "t9:1", "bitcoin", STOP_HELD), 10);
			assert_int_equal(ended(&w, &t, "t9:0", "bitcoin", STOP_HELD), 0);
		}
		end(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_named_payout_is_followed),
		cmocka_unit_test(a_forged_memo_accuses_nobody),
		cmocka_unit_test(what_is_given_back_is_followed),
		cmocka_unit_test(outputs_go_into_a_bridge_and_come_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
