/* trace/cluster: what belongs together, by what, and what does not. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/store.h"
#include "ledger_fixture.h"
#include "trace/cluster.h"

enum { HOUR = 3600 };

struct world {
	struct ledger_fixture f;
	struct pattern_rules rules;
	struct store *store;
	struct edges *edges;
	struct arena *arena;
	struct cluster c;
	unsigned rows;
	size_t members_max;
	bool change;
};

static void start(struct world *w)
{
	*w = (struct world){ .f = { .seed = 3, .decimals = 8 },
		.arena = arena_create(SIZE_MAX) };
	ledger_fixture_start(&w->f);
	pattern_rules_standard(&w->rules);
	w->rules.deposit_main = 10;
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

static void add(struct world *w, int64_t at, enum transfer_kind kind, const char *from,
	const char *to, uint64_t amount)
{
	struct transfer t = { .order = { at, 0, 0, w->rows++ },
		.kind = (uint8_t)kind,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, from, to, "X", NULL);
}

/* An output that `owner` had is spent in transaction `tx`; "": the ledger does not know whose it was. */
static void spend(struct world *w, const char *tx, const char *owner, uint64_t amount)
{
	char output[16];
	snprintf(output, sizeof(output), "out%u", w->rows);
	unsigned char id[32] = { (unsigned char)tx[2] };
	struct transfer t = { .order = { 1000, 0, (uint32_t)tx[2], w->rows++ },
		.kind = TRANSFER_SPEND,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, output, tx, "X", id);
	if (*owner)
		add(w, 900, TRANSFER_OWN, output, owner, amount);
}

static void make(struct world *w, const char *tx, uint64_t amount)
{
	char output[16];
	snprintf(output, sizeof(output), "new%u", w->rows);
	unsigned char id[32] = { (unsigned char)tx[2] };
	struct transfer t = { .order = { 1000, 0, (uint32_t)tx[2], w->rows++ },
		.kind = TRANSFER_MAKE,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, tx, output, "X", id);
}

static uint32_t account(struct world *w, const char *name)
{
	uint32_t n = w->edges->ops->find_account(w->edges, span_from_cstr(name));
	assert_int_not_equal(n, LEDGER_NONE);
	return n;
}

/* Who is in with `name` beyond it, without `without`: names in the order of coming in. */
static void expect(
	struct world *w, const char *name, const char *without, const char *want)
{
	struct err err;
	struct text t;
	uint32_t first = account(w, name), left = without ? account(w, without) : 0;
	struct cluster_options o = { &w->rules, &left, without ? 1 : 0, w->members_max,
		w->change };
	assert_int_equal(cluster_find(w->edges, w->arena, &first, 1, &o, &w->c, &err), 0);
	assert_int_equal(w->c.first, 1);
	text_init(&t, w->arena, 1 << 10);
	for (size_t i = 1; i < w->c.count; i++) {
		text_add_cstr(&t, i > 1 ? " " : "");
		text_add(&t, w->edges->ops->account_name(
				     w->edges, w->arena, w->c.members[i].account));
	}
	text_add_byte(&t, '\0');
	assert_string_equal(t.p, want);
}

static void what_is_spent_together_belongs_together(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	spend(&w, "tx1", "a", 5);
	spend(&w, "tx1", "b", 5);
	spend(&w, "tx1", "", 5);
	spend(&w, "tx2", "b", 5);
	spend(&w, "tx2", "c", 5);
	spend(&w, "tx3", "d", 5);
	make(&w, "tx1", 7);
	make(&w, "tx2", 7);
	make(&w, "tx3", 4);
	open_world(&w);
	expect(&w, "a", NULL, "b c");
	assert_int_equal(w.c.unknown, 1);
	assert_int_equal(w.c.members[1].kind, CLUSTER_INPUTS);
	assert_int_equal(w.c.members[2].with, account(&w, "b"));
	assert_int_equal(w.c.members[2].through, account(&w, "tx2"));
	expect(&w, "c", NULL, "b a");
	expect(&w, "d", NULL, "");
	/* taken back: the merge, the transaction, what hangs on it */
	expect(&w, "a", "tx2", "b");
	expect(&w, "a", "b", "");
	expect(&w, "a", "tx1", "");
	w.members_max = 2;
	expect(&w, "a", NULL, "b");
	assert_true(w.c.cut);
	end(&w);
}

static void coinjoins_merge_nothing(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	static const char *const payers[] = { "a", "b", "c" };
	for (unsigned i = 0; i < 3; i++) {
		spend(&w, "tx1", payers[i], 9000000);
		make(&w, "tx1", 7000000);
		make(&w, "tx1", 1000 + i);
	}
	spend(&w, "tx2", "c", 10);
	spend(&w, "tx2", "d", 10);
	make(&w, "tx2", 20);
	open_world(&w);
	expect(&w, "a", NULL, "");
	assert_int_equal(w.c.joins, 1);
	expect(&w, "c", NULL, "d");
	assert_int_equal(w.c.joins, 1);
	end(&w);
}

/* A main wallet with more transfers than a customer has. */
static void make_busy(struct world *w, const char *name)
{
	for (unsigned i = 0; i < 12; i++) {
		char other[16];
		snprintf(other, sizeof(other), "%s-%u", name, i);
		add(w, 10 + i, TRANSFER_NATIVE, other, name, 3);
	}
}

static void payers_of_one_deposit_address(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	make_busy(&w, "main");
	make_busy(&w, "hub");
	add(&w, 1000, TRANSFER_NATIVE, "a", "deposit", 1000);
	add(&w, 1000 + HOUR, TRANSFER_NATIVE, "deposit", "main", 995);
	add(&w, 9000, TRANSFER_NATIVE, "b", "deposit", 500);
	add(&w, 9100, TRANSFER_NATIVE, "hub", "deposit", 500);
	add(&w, 9000 + HOUR, TRANSFER_NATIVE, "deposit", "main", 999);
	add(&w, 20000, TRANSFER_NATIVE, "a", "b", 1); /* looked at before it came in */
	/* not at once, not all, not to one, not to a busy one */
	add(&w, 1000, TRANSFER_NATIVE, "a", "late", 1000);
	add(&w, 1000, TRANSFER_NATIVE, "l", "late", 1000);
	add(&w, 1000 + 13 * HOUR, TRANSFER_NATIVE, "late", "main", 2000);
	add(&w, 1000, TRANSFER_NATIVE, "a", "part", 1000);
	add(&w, 1000, TRANSFER_NATIVE, "p", "part", 1000);
	add(&w, 2000, TRANSFER_NATIVE, "part", "main", 1900);
	add(&w, 1000, TRANSFER_NATIVE, "a", "two", 1000);
	add(&w, 1000, TRANSFER_NATIVE, "t", "two", 1000);
	add(&w, 2000, TRANSFER_NATIVE, "two", "main", 2000);
	add(&w, 3000, TRANSFER_NATIVE, "t", "two", 1000);
	add(&w, 4000, TRANSFER_NATIVE, "two", "hub", 1000);
	add(&w, 1000, TRANSFER_NATIVE, "a", "shop", 1000);
	add(&w, 1000, TRANSFER_NATIVE, "s", "shop", 1000);
	add(&w, 2000, TRANSFER_NATIVE, "shop", "owner", 2000);
	open_world(&w);
	expect(&w, "a", NULL, "b");
	assert_int_equal(w.c.members[1].kind, CLUSTER_DEPOSIT);
	assert_int_equal(w.c.members[1].through, account(&w, "deposit"));
	assert_int_equal(w.c.members[1].row.order.time_s, 9000);
	assert_int_equal(w.c.busy, 1);
	expect(&w, "b", NULL, "a");
	expect(&w, "a", "deposit", "");
	expect(&w, "hub", NULL, ""); /* a service is no customer */
	end(&w);
}

/* A new output of transaction `tx`, which `owner` has. */
static void make_for(struct world *w, const char *tx, const char *owner, uint64_t amount)
{
	char output[16];
	snprintf(output, sizeof(output), "new%u", w->rows);
	make(w, tx, amount);
	add(w, 1000, TRANSFER_OWN, output, owner, amount);
}

static void what_was_left_of_a_payment(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	/* of the input's type, smaller than the input, odd beside a round one */
	spend(&w, "tx1", "1a", 5000000);
	make_for(&w, "tx1", "3shop", 9100000);
	make_for(&w, "tx1", "1left", 1234567);
	/* each is new, and nothing else tells them apart */
	spend(&w, "tx2", "1b", 5000000);
	make_for(&w, "tx2", "1x", 1234567);
	make_for(&w, "tx2", "1y", 2345678);
	/* one vote is not enough: the other is round, and no more */
	spend(&w, "tx3", "1c", 50000000);
	add(&w, 500, TRANSFER_OWN, "before:0", "1seen", 5);
	make_for(&w, "tx3", "1seen", 1234567);
	make_for(&w, "tx3", "1z", 2300000);
	open_world(&w);
	expect(&w, "1a", NULL, "");
	w.change = true;
	expect(&w, "1a", NULL, "1left");
	assert_int_equal(w.c.members[1].kind, CLUSTER_CHANGE);
	assert_int_equal(w.c.members[1].through, account(&w, "tx1"));
	expect(&w, "1a", "tx1", "");
	expect(&w, "1b", NULL, "");
	expect(&w, "1c", NULL, "");
	w.rules.change_votes = 5;
	expect(&w, "1a", NULL, "");
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_spent_together_belongs_together),
		cmocka_unit_test(coinjoins_merge_nothing),
		cmocka_unit_test(payers_of_one_deposit_address),
		cmocka_unit_test(what_was_left_of_a_payment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
