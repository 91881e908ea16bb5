/* trace/join: which transactions have the form of a CoinJoin, and which only look a little so. */
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
#include "trace/join.h"

enum { LATE = 800000 };

struct world {
	struct ledger_fixture f;
	struct pattern_rules rules;
	unsigned count; /* transactions */
	/* Of the next one. */
	uint32_t position, outputs;
	unsigned char id[32];
	uint32_t block;
};

static void start(struct world *w)
{
	*w = (struct world){ .f = { .seed = 9, .decimals = 8 } };
	ledger_fixture_start(&w->f);
	pattern_rules_standard(&w->rules);
}

static void add(struct world *w, enum transfer_kind kind, const char *from,
	const char *to, uint64_t amount)
{
	struct transfer t = { .order = { 1000 + w->count, w->block, 0, w->position },
		.kind = (uint8_t)kind,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, from, to, "bitcoin", w->id);
}

static void next(struct world *w, uint32_t block)
{
	w->count++;
	w->position = w->outputs = 0;
	w->block = block;
	memset(w->id, 0, sizeof(w->id));
	w->id[0] = (unsigned char)w->count;
}

/* `owner`: whose it was; NULL: the ledger does not have it. */
static void spend(struct world *w, const char *owner, uint64_t amount)
{
	char output[32], tx[16];
	snprintf(output, sizeof(output), "old%u:%u", w->count, w->position);
	snprintf(tx, sizeof(tx), "tx%u", w->count);
	add(w, TRANSFER_SPEND, output, tx, amount);
	if (owner)
		add(w, TRANSFER_OWN, output, owner, amount);
	w->position++;
}

static void make(struct world *w, uint64_t amount)
{
	char output[32], tx[16];
	snprintf(tx, sizeof(tx), "tx%u", w->count);
	snprintf(output, sizeof(output), "tx%u:%u", w->count, w->outputs++);
	add(w, TRANSFER_MAKE, tx, output, amount);
	w->position++;
}

static void spend_many(struct world *w, unsigned count, uint64_t amount, bool one_owner)
{
	for (unsigned i = 0; i < count; i++) {
		char owner[16];
		snprintf(owner, sizeof(owner), "owner%u", one_owner ? 0 : i);
		spend(w, owner, amount);
	}
}

static void make_many(struct world *w, unsigned count, uint64_t amount)
{
	for (unsigned i = 0; i < count; i++)
		make(w, amount);
}

/* The form of each transaction, in order. */
static void expect(struct world *w, const enum join_form *forms)
{
	struct store *store = ledger_fixture_open(&w->f);
	struct edges *e = store_edges(store);
	for (unsigned i = 1; i <= w->count; i++) {
		unsigned char id[32] = { (unsigned char)i };
		struct transfer row;
		struct join j;
		struct err err;
		assert_true(e->ops->find_transaction(e, id, &row));
		assert_int_equal(join_read(e, &row, &w->rules, &j, &err), 0);
		assert_string_equal(join_form_name(j.form), join_form_name(forms[i - 1]));
		assert_false(j.cut);
		assert_int_not_equal(j.inputs, 0);
	}
	store_close(&store);
	ledger_fixture_end(&w->f);
}

static void whirlpools_are_all_of_one_pool(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	next(&w, LATE);
	spend_many(&w, 5, 1000300, false);
	make_many(&w, 5, 1000000);
	next(&w, LATE); /* of no pool */
	spend_many(&w, 5, 1100300, false);
	make_many(&w, 5, 1100000);
	next(&w, 560000); /* before there was one */
	spend_many(&w, 5, 1000300, false);
	make_many(&w, 5, 1000000);
	next(&w, LATE); /* one input is too small to be one's share */
	spend_many(&w, 4, 1100300, false);
	spend(&w, "owner5", 900000);
	make_many(&w, 5, 1000000);
	next(&w, LATE); /* too few */
	spend_many(&w, 4, 1000300, false);
	make_many(&w, 4, 1000000);
	expect(&w, (enum join_form[]){
			   JOIN_WHIRLPOOL, JOIN_NONE, JOIN_NONE, JOIN_NONE, JOIN_NONE });
}

static void equal_outputs_each_with_change(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	for (unsigned form = 0; form < 6; form++) {
		next(&w, LATE);
		spend_many(&w, form == 1 ? 2 : 4, 9000000, form == 2);
		make_many(&w, form == 5 ? 2 : 3, form == 3 ? 2730 : 7000000);
		for (unsigned i = 0; i < (form == 4 ? 4 : 3); i++)
			make(&w, 100000 + i);
	}
	/* too few pay; one pays it all; dust; more others than equal ones; too few are equal */
	expect(&w, (enum join_form[]){ JOIN_EQUAL, JOIN_NONE, JOIN_NONE, JOIN_NONE,
			   JOIN_NONE, JOIN_NONE });
}

static void wasabis(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	for (unsigned form = 0; form < 3; form++) {
		next(&w, form == 1 ? 530000 : LATE);
		spend_many(&w, 12, 20000000, form == 2);
		make_many(&w, 12, 9990000);
		for (unsigned i = 0; i < 5; i++)
			make(&w, 300000 + i);
	}
	static const uint64_t standard[] = { 50000000, 43046721, 33554432, 28697814,
		20000000 };
	for (unsigned form = 0; form < 4; form++) {
		next(&w, form == 1 ? 741000 : LATE);
		for (unsigned i = 0; i < 25; i++) {
			char owner[16];
			snprintf(owner, sizeof(owner), "o%u", i);
			spend(&w, owner, 90000000 - (form == 2 ? 25 - i : i));
		}
		for (unsigned i = 0; i < 25; i++)
			make(&w, standard[i / 5] - (form == 3 && i % 5 ? 1 : 0));
	}
	expect(&w, (enum join_form[]){ JOIN_WASABI_1, JOIN_NONE, JOIN_NONE, JOIN_WASABI_2,
			   JOIN_NONE, JOIN_NONE, JOIN_NONE });
}

static void unknown_owners_may_be_different(void **state)
{
	(void)state;
	struct world w;
	struct join j;
	struct err err;
	struct transfer row;
	start(&w);
	next(&w, LATE);
	for (unsigned i = 0; i < 3; i++)
		spend(&w, i ? NULL : "known", 9000000);
	make_many(&w, 3, 7000000);
	make(&w, 1);
	make(&w, 2);
	struct store *store = ledger_fixture_open(&w.f);
	struct edges *e = store_edges(store);
	assert_true(e->ops->find_transaction(e, (unsigned char[32]){ 1 }, &row));
	assert_int_equal(join_read(e, &row, &w.rules, &j, &err), 0);
	assert_int_equal(j.form, JOIN_EQUAL);
	assert_int_equal(j.inputs, 3);
	assert_int_equal(j.unknown, 2);
	assert_int_equal(j.payers, 3);
	assert_int_equal(j.outputs, 5);
	assert_int_equal(j.equal, 3);
	assert_int_equal(j.amount.w[0], 7000000);
	store_close(&store);
	ledger_fixture_end(&w.f);
}

static void more_rows_than_are_read(void **state)
{
	(void)state;
	struct world w;
	struct join j;
	struct err err;
	struct transfer row;
	start(&w);
	next(&w, LATE);
	spend(&w, "one", 1 << 30);
	make_many(&w, JOIN_ROWS_MAX, 7000000);
	struct store *store = ledger_fixture_open(&w.f);
	struct edges *e = store_edges(store);
	assert_true(e->ops->find_transaction(e, (unsigned char[32]){ 1 }, &row));
	assert_int_equal(join_read(e, &row, &w.rules, &j, &err), 0);
	assert_true(j.cut);
	assert_int_equal(j.form, JOIN_NONE);
	store_close(&store);
	ledger_fixture_end(&w.f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whirlpools_are_all_of_one_pool),
		cmocka_unit_test(equal_outputs_each_with_change),
		cmocka_unit_test(wasabis),
		cmocka_unit_test(unknown_owners_may_be_different),
		cmocka_unit_test(more_rows_than_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
