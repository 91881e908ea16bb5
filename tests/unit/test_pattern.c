/* trace/pattern: what an account's transfers look like, and what they do not. */
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
#include "trace/pattern.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

struct world {
	struct ledger_fixture f;
	struct store *store;
	struct arena *arena;
	struct pattern_rules rules;
	enum worth worth[4];
	struct patterns found;
};

static void start(struct world *w)
{
	*w = (struct world){ .arena = arena_create(SIZE_MAX), .f = { .seed = 4 } };
	ledger_fixture_start(&w->f);
	pattern_rules_standard(&w->rules);
}

static void pay_in(struct world *w, const char *asset, int64_t at, const char *from,
	const char *to, uint64_t amount)
{
	struct transfer t = {
		.order = { at, 0, 0, 0 }, .kind = TRANSFER_BANK, .amount = u256_of(amount)
	};
	ledger_fixture_add(&w->f, t, from, to, asset, NULL);
}

static void pay(
	struct world *w, int64_t at, const char *from, const char *to, uint64_t amount)
{
	pay_in(w, "X", at, from, to, amount);
}

/* What `name` shows, as a mask; the ledger is closed. */
static unsigned found(struct world *w, const char *name)
{
	struct err err;
	unsigned mask = 0;
	w->store = w->store ? w->store : ledger_fixture_open(&w->f);
	struct edges *e = store_edges(w->store);
	uint32_t account = e->ops->find_account(e, span_from_cstr(name));
	assert_int_not_equal(account, LEDGER_NONE);
	assert_int_equal(
		patterns_find(e, w->arena, account, &w->rules, w->worth, &w->found, &err),
		0);
	for (size_t i = 0; i < w->found.count; i++) {
		assert_false(mask & 1u << w->found.found[i].pattern);
		mask |= 1u << w->found.found[i].pattern;
	}
	return mask;
}

static void end(struct world *w)
{
	store_close(&w->store);
	ledger_fixture_end(&w->f);
	arena_destroy(&w->arena);
}

static bool is_near(double x, double y, double by)
{
	return x >= y - by && x <= y + by;
}

static const struct pattern_finding *only(struct world *w, enum pattern pattern)
{
	assert_int_equal(w->found.count, 1);
	assert_int_equal(w->found.found[0].pattern, pattern);
	return &w->found.found[0];
}

#define MASK(p) (1u << PATTERN_##p)

static void pass_through_pays_all_on_soon(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	pay(&w, 1000, "a", "soon", 100); /* lies for 2 hours, and for 4 */
	pay(&w, 1000 + 2 * HOUR, "soon", "b", 50);
	pay(&w, 1000 + 4 * HOUR, "soon", "c", 46);
	pay(&w, 1000, "a", "late", 100);
	pay(&w, 1000 + 25 * HOUR, "late", "b", 100);
	pay(&w, 1000, "a", "keeps", 100);
	pay(&w, 1000 + HOUR, "keeps", "b", 94);
	pay(&w, 500, "rich", "d", 100); /* paid before anything came in */
	pay(&w, 1000, "a", "rich", 100);
	assert_int_equal(found(&w, "soon"), MASK(PASS_THROUGH));
	const struct pattern_finding *f = only(&w, PATTERN_PASS_THROUGH);
	assert_int_equal(f->count, 1);
	assert_true(is_near(f->hours, (50 * 2 + 46 * 4) / 96.0, 1e-9));
	assert_int_equal(f->first.order.time_s, 1000);
	assert_int_equal(found(&w, "late"), 0);
	assert_int_equal(found(&w, "keeps"), 0);
	assert_int_equal(found(&w, "rich"), 0);
	end(&w);
}

static void fans_are_of_like_amounts_and_different_accounts(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	for (unsigned i = 0; i < 8; i++) {
		char other[8];
		snprintf(other, sizeof(other), "o%u", i);
		pay(&w, 1000 + 60 * i, "out", other, 1000 + i);
		pay(&w, 1000 + 60 * i, other, "in", 1000 + i);
		pay(&w, 1000 + 60 * i, "same", "one", 1000 + i);
		pay(&w, 1000 + 60 * i, "uneven", other, 1000 + 300 * i);
		pay(&w, 1000 + 600 * i, "slow", other, 1000 + i);
		if (i < 7)
			pay(&w, 1000 + 60 * i, "seven", other, 1000 + i);
	}
	w.rules.rhythm_payments = 100;
	assert_int_equal(found(&w, "out"), MASK(FAN_OUT));
	assert_int_equal(only(&w, PATTERN_FAN_OUT)->count, 8);
	assert_int_equal(found(&w, "in"), MASK(FAN_IN));
	assert_int_equal(found(&w, "same"), 0);
	assert_int_equal(found(&w, "uneven"), 0);
	assert_int_equal(found(&w, "slow"), 0);
	assert_int_equal(found(&w, "seven"), 0);
	end(&w);
}

static void structuring_is_of_currencies(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	static const uint64_t amounts[] = { 9000, 9999, 9500 };
	for (unsigned i = 0; i < 3; i++) {
		pay_in(&w, "bank/EUR", 1000 + i * 3 * DAY, "smurf", "a", amounts[i]);
		pay_in(&w, "bank/EUR", 1000 + i * 4 * DAY, "slow", "a", amounts[i]);
		pay_in(&w, "bank/EUR", 1000 + i * DAY, "open", "a", amounts[i] + 501);
		pay_in(&w, "X", 1000 + i * DAY, "coins", "a", amounts[i]);
		pay_in(&w, "bank/EUR", 1000 + i * DAY, i ? "both" : "a", i ? "a" : "both",
			amounts[i]);
	}
	assert_int_equal(found(&w, "smurf"), MASK(STRUCTURING));
	assert_int_equal(only(&w, PATTERN_STRUCTURING)->count, 3);
	assert_int_equal(found(&w, "slow"), 0);
	assert_int_equal(found(&w, "open"), 0);
	assert_int_equal(found(&w, "coins"), 0);
	assert_int_equal(found(&w, "both") & MASK(STRUCTURING), 0);
	end(&w);
}

static void dormancy_ends_with_most_of_it_paid(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	pay(&w, 1000, "a", "wakes", 100);
	pay(&w, 1000 + 91 * DAY, "wakes", "b", 50);
	pay(&w, 1000, "a", "stirs", 100);
	pay(&w, 1000 + 91 * DAY, "stirs", "b", 49);
	pay(&w, 1000, "a", "early", 100);
	pay(&w, 1000 + 89 * DAY, "early", "b", 50);
	assert_int_equal(found(&w, "wakes"), MASK(DORMANCY));
	assert_true(is_near(only(&w, PATTERN_DORMANCY)->hours, 91 * 24, 1e-9));
	assert_int_equal(found(&w, "stirs"), 0);
	assert_int_equal(found(&w, "early"), 0);
	end(&w);
}

static void rhythm_is_even(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	pay(&w, 1000, "even", "a", 1); /* one that is not, before them */
	for (unsigned i = 0; i < 6; i++) {
		pay(&w, 100000 + i * HOUR + (i & 1) * 60, "even", "a", 10 + i);
		pay(&w, 100000 + i * i * HOUR, "uneven", "a", 10 + i);
		pay(&w, 100000 + i, "burst", "a", 10 + i);
		if (i < 5)
			pay(&w, 100000 + i * HOUR, "five", "a", 10 + i);
	}
	assert_int_equal(found(&w, "even"), MASK(RHYTHM));
	assert_int_equal(only(&w, PATTERN_RHYTHM)->count, 6);
	assert_true(is_near(w.found.found[0].hours, 1, 0.02));
	assert_int_equal(w.found.found[0].first.order.time_s, 100000);
	assert_int_equal(found(&w, "uneven"), 0);
	assert_int_equal(found(&w, "burst"), 0);
	assert_int_equal(found(&w, "five"), 0);
	end(&w);
}

static void sweeps_go_to_one(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	for (unsigned i = 0; i < 3; i++) {
		char other[8];
		snprintf(other, sizeof(other), "o%u", i);
		pay(&w, 1000 + i * 9 * DAY, other, "deposit", 10 * (i + 1));
		pay(&w, 1000 + i * 9 * DAY + 7 * DAY, "deposit", "main", 10 * (i + 1));
		pay(&w, 1000 + i * 9 * DAY, other, "two", 10 * (i + 1));
		pay(&w, 1000 + i * 9 * DAY + 7 * DAY, "two", i ? "main" : "b",
			10 * (i + 1));
	}
	assert_int_equal(found(&w, "deposit"), MASK(SWEEP));
	assert_int_equal(only(&w, PATTERN_SWEEP)->count, 3);
	assert_int_equal(found(&w, "two"), 0);
	end(&w);
}

/* Each of the row keeps what it got for days, so that it is not passed through too. */
static void add_row(struct world *w, char head, unsigned accounts, uint64_t small)
{
	uint64_t left = 100000;
	char at[8] = "start", next[8], aside[8];
	for (unsigned i = 0; i <= accounts; i++) {
		snprintf(next, sizeof(next), "%c%u", head, i);
		if (i)
			snprintf(at, sizeof(at), "%c%u", head, i - 1);
		pay(w, 1000 + i * 3 * DAY, at, next, left);
		snprintf(aside, sizeof(aside), "%cs%u", head, i);
		if (i < accounts)
			pay(w, 1000 + (i + 1) * 3 * DAY - 60, next, aside,
				left * small / 100);
		left -= left * small / 100;
	}
}

static void peels_are_rows_of_one_in_and_two_out(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	add_row(&w, 'p', 4, 10);
	add_row(&w, 'q', 3, 10);
	add_row(&w, 'r', 4, 30);
	assert_int_equal(found(&w, "p0"), MASK(PEEL));
	assert_int_equal(only(&w, PATTERN_PEEL)->count, 4);
	assert_int_equal(found(&w, "p1"), 0); /* three are left */
	assert_int_equal(found(&w, "q0"), 0);
	assert_int_equal(found(&w, "r0"), 0);
	end(&w);
}

static void counterfeits_make_no_pattern(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	pay(&w, 1000, "a", "soon", 100);
	pay(&w, 1000 + 2 * HOUR, "soon", "b", 100);
	w.worth[0] = WORTH_COUNTERFEIT;
	assert_int_equal(found(&w, "soon"), 0);
	w.worth[0] = WORTH_UNKNOWN;
	assert_int_equal(found(&w, "soon"), MASK(PASS_THROUGH));
	end(&w);
}

/* Thousands of payments at once between two: in time, and told that not all was looked at. */
static void busy_accounts_are_cut(void **state)
{
	(void)state;
	struct world w;
	start(&w);
	for (unsigned i = 0; i <= PATTERN_ROWS_MAX; i++)
		pay(&w, 1000, "busy", i & 1 ? "a" : "b", 7);
	pay(&w, 1000, "a", "calm", 7);
	found(&w, "busy");
	assert_true(w.found.cut);
	found(&w, "calm");
	assert_false(w.found.cut);
	end(&w);
}

static void rules_are_whole(void **state)
{
	(void)state;
	struct pattern_rules r;
	struct err err;
	assert_int_equal(pattern_rules_read(SPAN("fan.payments 3\n"), &r, &err), -EINVAL);
	assert_non_null(strstr(err.text, "the rules lack"));
	assert_int_equal(pattern_rules_read(SPAN("fan.people 3\n"), &r, &err), -EINVAL);
	pattern_rules_standard(&r);
	assert_true(
		r.laundering[PATTERN_PASS_THROUGH] > r.ordinary[PATTERN_PASS_THROUGH]);
	assert_true(r.laundering[PATTERN_SWEEP] != r.laundering[PATTERN_SWEEP]);
	for (unsigned i = 0; i < PATTERNS; i++)
		assert_string_not_equal(pattern_name(i), "?");
	assert_string_equal(pattern_name(PATTERNS), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pass_through_pays_all_on_soon),
		cmocka_unit_test(fans_are_of_like_amounts_and_different_accounts),
		cmocka_unit_test(structuring_is_of_currencies),
		cmocka_unit_test(dormancy_ends_with_most_of_it_paid),
		cmocka_unit_test(rhythm_is_even),
		cmocka_unit_test(sweeps_go_to_one),
		cmocka_unit_test(peels_are_rows_of_one_in_and_two_out),
		cmocka_unit_test(counterfeits_make_no_pattern),
		cmocka_unit_test(busy_accounts_are_cut),
		cmocka_unit_test(rules_are_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
