/* ledger/hop_memo: memos of THORChain, and what they link. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ledger/hop_memo.h"

#define A "00000000000000000000000000000000000000000000000000000000000000AA"
#define B "00000000000000000000000000000000000000000000000000000000000000bb"
#define C "00000000000000000000000000000000000000000000000000000000000000cc"

static void each_form_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum hop_memo_kind kind;
		const char *asset, *destination;
	} want[] = { { "=:BTC.BTC:bc1qxyz:0/1/0:t:30", MEMO_SWAP, "BTC.BTC", "bc1qxyz" },
		{ "SWAP:ETH.ETH:0xAbC", MEMO_SWAP, "ETH.ETH", "0xAbC" },
		{ "s:b:bc1qxyz/bc1qback:123", MEMO_SWAP, "b", "bc1qxyz" },
		{ " =:r:thor1x ", MEMO_SWAP, "r", "thor1x" },
		{ "=:BTC.BTC", MEMO_SWAP, "BTC.BTC", "" }, { "out:" A, MEMO_OUT, "", "" },
		{ "REFUND:" B, MEMO_REFUND, "", "" },
		{ "OUT:" B "00", MEMO_OTHER, "", "" },
		{ "OUT:nonsense", MEMO_OTHER, "", "" }, { "=", MEMO_OTHER, "", "" },
		{ "=::x", MEMO_OTHER, "", "" }, { "", MEMO_OTHER, "", "" },
		{ "ADD:BTC.BTC:x", MEMO_OTHER, "", "" },
		{ "MIGRATE:12", MEMO_OTHER, "", "" } };
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		struct hop_memo m = hop_memo_read(span_from_cstr(want[i].text));
		if (m.kind != want[i].kind)
			fail_msg("%s is read as %d", want[i].text, m.kind);
		if (m.kind == MEMO_SWAP) {
			assert_true(span_equal(m.asset, span_from_cstr(want[i].asset)));
			assert_true(span_equal(
				m.destination, span_from_cstr(want[i].destination)));
		}
	}
	assert_int_equal(hop_memo_read(SPAN("OUT:" A)).deposit[31], 0xAA);
}

static struct hop_memo_row row(const char *id, const char *memo)
{
	struct hop_memo_row row = { .memo = hop_memo_read(span_from_cstr(memo)) };
	assert_true(hop_id_read(span_from_cstr(id), row.id));
	return row;
}

static void deposits_and_payouts_are_put_together(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct hop_memo_row rows[] = { row("0x" B, "OUT:" A), row(C, "refund:" A),
		row(A, "=:BTC.BTC:bc1q"), row(C, "other") };
	struct hop_memos m = hop_memos_link(a, rows, 4);
	unsigned char id[32] = { [31] = 0xAA };
	size_t count;
	assert_int_equal(m.count, 2);
	const struct hop_link *links = hop_links_of(&m, id, &count);
	assert_int_equal(count, 2);
	assert_int_equal(links[0].payout[31], 0xBB);
	assert_false(links[0].is_refund);
	assert_true(span_equal(links[0].destination, SPAN("bc1q")));
	assert_int_equal(links[1].payout[31], 0xCC);
	assert_true(links[1].is_refund);
	id[0] = 1;
	hop_links_of(&m, id, &count);
	assert_int_equal(count, 0);
	m = hop_memos_link(a, rows, 0);
	hop_links_of(&m, id, &count);
	assert_int_equal(count, 0);
	arena_destroy(&a);
}

/* What stands there twice links once, and a second thing that a deposit says does not hide
 * the first. */
static void each_link_is_there_once(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct hop_memo_row rows[] = { row(B, "OUT:" A), row(B, "OUT:" A),
		row(A, "OUT:" C), row(A, "=:BTC.BTC:bc1q"), row(A, "=:BTC.BTC:bc1q"),
		row(A, "=:ETH.ETH:0x1"), row(B, "OUT:" C) };
	struct hop_memos m = hop_memos_link(a, rows, 7);
	assert_int_equal(m.count, 4);
	assert_true(span_equal(m.links[0].destination, SPAN("0x1")));
	assert_true(span_equal(m.links[1].destination, SPAN("bc1q")));
	assert_int_equal(m.links[2].destination.n, 0); /* of C nothing is known */
	assert_int_equal(m.links[3].destination.n, 0);
	arena_destroy(&a);
}

/* Else a deposit's N destinations and M payouts would make N times M links. */
static void a_deposit_that_names_many_names_none(void **state)
{
	(void)state;
	enum { MANY = 17 };
	struct arena *a = arena_create(1 << 20);
	for (size_t named = MANY - 1; named <= MANY; named++) {
		struct hop_memo_row rows[MANY + 1];
		for (size_t i = 0; i < named; i++) {
			char memo[32];
			snprintf(memo, sizeof(memo), "=:ETH.ETH:0x%zu", i);
			rows[i] = row(A, memo);
			rows[i].memo.destination =
				arena_copy(a, rows[i].memo.destination);
		}
		rows[named] = row(B, "OUT:" A);
		struct hop_memos m = hop_memos_link(a, rows, named + 1);
		assert_int_equal(m.count, named < MANY ? MANY - 1 : 1);
		assert_int_equal(m.links[0].destination.n > 0, named < MANY);
	}
	arena_destroy(&a);
}

static void a_memo_may_be_cut_anywhere(void **state)
{
	(void)state;
	static const char memo[] = "OUT:" A;
	for (size_t n = 0; n < sizeof(memo) - 1; n++) {
		struct arena *a = arena_create(1 << 20);
		unsigned char *cut = arena_alloc(a, n + 1);
		memcpy(cut, memo, n);
		assert_int_equal(hop_memo_read(span_of(cut, n)).kind, MEMO_OTHER);
		arena_destroy(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_is_read),
		cmocka_unit_test(deposits_and_payouts_are_put_together),
		cmocka_unit_test(each_link_is_there_once),
		cmocka_unit_test(a_deposit_that_names_many_names_none),
		cmocka_unit_test(a_memo_may_be_cut_anywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
