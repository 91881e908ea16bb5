/* trace/imitation: which of two addresses that look alike is the genuine one. */
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
#include "trace/imitation.h"

#define MIDDLE "00000000000000000000000000000000"
#define THIEF "0x9999" MIDDLE "9999"
#define GENUINE "0xabc1" MIDDLE "dddd"
#define FALSE_1 "0xabc2" MIDDLE "dddd"
#define FALSE_2 "0xABC3" MIDDLE "DDDD" /* of another spelling */
#define OTHER "0xabd1" MIDDLE "dddd"

struct world {
	struct ledger_fixture f;
	struct store *store;
	struct edges *edges;
	struct arena *arena;
	unsigned rows;
	enum worth worth[4];
	struct imitations found;
};

static void start(struct world *w)
{
	*w = (struct world){ .arena = arena_create(SIZE_MAX) };
	ledger_fixture_start(&w->f);
}

/* Assets are told by their first letter: Real, Unknown, Counterfeit. */
static void pay(struct world *w, const char *from, const char *to, const char *asset,
	uint64_t amount)
{
	unsigned char id[32] = { 0 };
	w->rows++;
	memcpy(id, &w->rows, sizeof(w->rows));
	struct transfer t = { .order = { 1000 + w->rows, 0, w->rows, 0 },
		.kind = TRANSFER_TOKEN,
		.amount = u256_of(amount) };
	ledger_fixture_add(&w->f, t, from, to, asset, id);
}

static void find(struct world *w, const char *through)
{
	struct err err;
	const struct asset *asset;
	w->store = ledger_fixture_open(&w->f);
	w->edges = store_edges(w->store);
	for (uint32_t i = 0; (asset = w->edges->ops->asset(w->edges, i)); i++)
		w->worth[i] = asset->name.p[0] == 'R'	? WORTH_REAL
			      : asset->name.p[0] == 'U' ? WORTH_UNKNOWN
							: WORTH_COUNTERFEIT;
	uint32_t account =
		through ? w->edges->ops->find_account(w->edges, span_from_cstr(through))
			: LEDGER_NONE;
	assert_int_equal(
		imitations_find(w->edges, w->arena, w->worth, account, &w->found, &err),
		0);
}

static void end(struct world *w)
{
	store_close(&w->store);
	ledger_fixture_end(&w->f);
	arena_destroy(&w->arena);
}

static const struct imitation *imitation(struct world *w, const char *name)
{
	uint32_t account = w->edges->ops->find_account(w->edges, span_from_cstr(name));
	assert_int_not_equal(account, LEDGER_NONE);
	return imitations_of(&w->found, account);
}

static void assert_imitates(struct world *w, const char *name, const char *genuine,
	enum imitation_proof proof)
{
	const struct imitation *i = imitation(w, name);
	assert_non_null(i);
	assert_int_equal(i->genuine,
		w->edges->ops->find_account(w->edges, span_from_cstr(genuine)));
	assert_int_equal(i->proof, proof);
}

/* Nothing, dust, and a counterfeit of the same amount: by what was really paid. */
static void real_money_tells(void **state)
{
	(void)state;
	for (int one = 0; one < 2; one++) {
		struct world w;
		start(&w);
		pay(&w, THIEF, GENUINE, "Real", 100000);
		pay(&w, THIEF, FALSE_1, "Counterfeit", 100000);
		pay(&w, THIEF, FALSE_1, "Real", 0);
		pay(&w, FALSE_2, THIEF, "Real", 999);
		find(&w, one ? THIEF : NULL);
		assert_imitates(&w, FALSE_1, GENUINE, IMITATION_BY_AMOUNT);
		assert_imitates(&w, FALSE_2, GENUINE, IMITATION_BY_AMOUNT);
		assert_null(imitation(&w, GENUINE));
		assert_int_equal(w.found.count, 2);
		assert_int_equal(w.found.undecided, 0);
		end(&w);
	}
}

/* The imitator does as much as he likes: without real money he turns nothing round. */
static void an_imitator_cannot_turn_it_round(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	pay(&w, THIEF, GENUINE, "Real", 100000);
	pay(&w, FALSE_1, THIEF, "Real", 1);
	for (int i = 0; i < 500; i++) {
		pay(&w, FALSE_1, OTHER, "Real", 1000000);
		pay(&w, OTHER, FALSE_1, "Real", 1000000);
		pay(&w, FALSE_1, THIEF, "Counterfeit", 1000000);
	}
	find(&w, NULL);
	assert_imitates(&w, FALSE_1, GENUINE, IMITATION_BY_AMOUNT);
	assert_null(imitation(&w, GENUINE));
	end(&w);
}

/* Who was paid in earnest is no noise, whatever he looks like. */
static void whoever_was_paid_stays(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	pay(&w, THIEF, GENUINE, "Real", 100000);
	pay(&w, THIEF, FALSE_1, "Real", 50000);
	pay(&w, GENUINE, OTHER, "Real", 9000);
	find(&w, NULL);
	assert_int_equal(w.found.count, 0);
	assert_int_equal(w.found.groups, 1);
	assert_int_equal(w.found.undecided, 1);
	end(&w);
}

/* Where no real money moved, who deals less and pays nothing on is named. */
static void else_dealings_tell(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	pay(&w, THIEF, GENUINE, "Unknown", 100);
	pay(&w, GENUINE, OTHER, "Unknown", 90);
	pay(&w, THIEF, FALSE_1, "Unknown", 100);
	pay(&w, THIEF, FALSE_2, "Unknown", 100);
	pay(&w, FALSE_2, OTHER, "Unknown", 50);
	pay(&w, GENUINE, OTHER, "Unknown", 1);
	find(&w, NULL);
	assert_imitates(&w, FALSE_1, GENUINE, IMITATION_BY_DEALINGS);
	assert_null(imitation(&w, GENUINE));
	assert_null(imitation(&w, FALSE_2)); /* it pays on */
	end(&w);
}

static void no_common_account_no_imitator(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	pay(&w, THIEF, GENUINE, "Real", 100000);
	pay(&w, "somebody", FALSE_1, "Real", 0);
	pay(&w, THIEF, OTHER, "Real", 0); /* ends so, and begins otherwise */
	pay(&w, THIEF, "0xabc", "Real", 0);
	find(&w, NULL);
	assert_int_equal(w.found.count, 0);
	assert_int_equal(w.found.groups, 0);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_money_tells),
		cmocka_unit_test(an_imitator_cannot_turn_it_round),
		cmocka_unit_test(whoever_was_paid_stays),
		cmocka_unit_test(else_dealings_tell),
		cmocka_unit_test(no_common_account_no_imitator),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
