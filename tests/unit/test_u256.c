/* base/u256 and ledger/amount: amounts, exact to the last unit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/u256.h"
#include "ledger/amount.h"

#define MAX_DIGITS                                                                       \
	"115792089237316195423570985008687907853269984665640564039457584007913129639935"

static int make_arena(void **state)
{
	*state = arena_create(1 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

static struct u256 number(const char *digits)
{
	struct u256 value;
	assert_true(u256_parse(span_from_cstr(digits), &value));
	return value;
}

static void assert_prints(
	struct arena *a, struct u256 value, unsigned decimals, const char *want)
{
	struct text t;
	text_init(&t, a, 200);
	u256_print(&t, value, decimals);
	assert_string_equal(t.p, want);
}

static void numbers_are_read_and_printed(void **state)
{
	static const char *const same[] = { "0", "9", "10", "18446744073709551615",
		"18446744073709551616", "340282366920938463463374607431768211456",
		MAX_DIGITS };
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		assert_prints(*state, number(same[i]), 0, same[i]);
	assert_prints(*state, number("0xff"), 0, "255");
	assert_prints(*state, number("0xffffffffffffffffffffffff"), 0,
		"79228162514264337593543950335");
}

static void what_is_no_number_is_refused(void **state)
{
	(void)state;
	static const char over[] =
		"115792089237316195423570985008687907853269984665640564039457584007913129"
		"639936"; /* 2^256 */
	static const char *const bad[] = { "", "0x", "-1", "1 ", "1.0", "0xg", "1a",
		"12345678901234567890x", over,
		"0x1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" };
	struct u256 value;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(u256_parse(span_from_cstr(bad[i]), &value));
}

static void points_and_exponents_are_read_in_smallest_units(void **state)
{
	static const struct {
		const char *text;
		unsigned decimals;
		const char *want; /* NULL: refused */
	} rows[] = {
		{ "1.5", 18, "1500000000000000000" },
		{ "0.000000000000000001", 18, "1" },
		{ "0.0000000000000000001", 18, NULL },
		{ "1.50", 1, "15" },
		{ "1e18", 0, "1000000000000000000" },
		{ "1.25E+2", 0, "125" },
		{ "1.25e1", 0, NULL },
		{ "5e-2", 2, "5" },
		{ ".5", 1, "5" },
		{ "5.", 0, "5" },
		{ ".", 2, NULL },
		{ "0.000", 0, "0" },
		{ "1,5", 2, NULL },
		{ "-1", 2, NULL },
		{ "1e78", 0, NULL },
		{ "0e999", 0, "0" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct u256 value;
		bool good = u256_parse_scaled(
			span_from_cstr(rows[i].text), rows[i].decimals, &value);
		assert_int_equal(good, rows[i].want != NULL);
		if (good)
			assert_prints(*state, value, 0, rows[i].want);
	}
}

static void a_point_is_printed_without_zeros_at_the_end(void **state)
{
	assert_prints(*state, number("1500000000000000000"), 18, "1.5");
	assert_prints(*state, number("1"), 18, "0.000000000000000001");
	assert_prints(*state, number("0"), 18, "0");
	assert_prints(*state, number("2000"), 3, "2");
	assert_prints(*state, number("12050"), 3, "12.05");
}

static void sums_that_do_not_fit_are_told(void **state)
{
	(void)state;
	struct u256 max = number(MAX_DIGITS), r;
	assert_false(u256_add(max, u256_of(1), &r));
	assert_true(u256_is_zero(r));
	assert_true(u256_sub(max, u256_of(1), &r));
	assert_true(u256_add(r, u256_of(1), &r));
	assert_int_equal(u256_compare(r, max), 0);
	assert_false(u256_sub(u256_of(0), u256_of(1), &r));
	assert_false(u256_mul(max, u256_of(2), &r));
}

static void doubles_are_near(void **state)
{
	(void)state;
	struct u256 n = { { 0, 1, 0, 0 } };
	assert_true(u256_double(u256_of(0)) == 0);
	assert_true(u256_double(u256_of(UINT32_MAX)) == 4294967295.0);
	assert_true(u256_double(n) == 18446744073709551616.0);
	n = (struct u256){ { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } };
	assert_true(u256_double(n) == 0x1p256);
}

/* a * b / c, against the same by 128 bits, and its definition where it is larger. */
static void parts_are_exact(void **state)
{
	(void)state;
	struct u256 max = number(MAX_DIGITS);
	assert_int_equal(u256_compare(u256_part(max, max, max), max), 0);
	assert_int_equal(u256_compare(u256_part(number("1000000000000000000000000000"),
					      number("1"), number("3")),
				 number("333333333333333333333333333")),
		0);
	assert_int_equal(
		u256_compare(
			u256_part(max, number("340282366920938463463374607431768211456"),
				number("680564733841876926926749214863536422912")),
			number("578960446186580977117854925043439539266349923328202820197"
			       "28792003956564819967")),
		0);
	uint64_t seed = 1;
	for (int i = 0; i < 100000; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		uint64_t a = seed >> 7, c = (seed >> 21) | 1, b = (seed ^ a) % (c + 1);
		struct u256 got = u256_part(u256_of(a), u256_of(b), u256_of(c));
		assert_true(u256_is_small(got));
		assert_int_equal(got.w[0], (uint64_t)((unsigned __int128)a * b / c));
	}
}

static void amounts_come_back_as_they_went_in(void **state)
{
	(void)state;
	static const char *const packed[] = { "0", "1", "9223372036854775807",
		"400000000000000000000", "1000000000000000000000000000000000000000",
		"72057594037927935000" };
	static const char *const large[] = { "9223372036854775809",
		"18446744073709551617", MAX_DIGITS };
	uint64_t bits;
	for (size_t i = 0; i < sizeof(packed) / sizeof(*packed); i++) {
		assert_true(amount_pack(number(packed[i]), &bits));
		assert_int_equal(
			u256_compare(amount_unpack(bits, NULL, 0), number(packed[i])), 0);
	}
	for (size_t i = 0; i < sizeof(large) / sizeof(*large); i++)
		assert_false(amount_pack(number(large[i]), &bits));
	struct u256 table = number(MAX_DIGITS);
	assert_int_equal(u256_compare(amount_unpack(AMOUNT_LARGE, &table, 1), table), 0);
	assert_true(u256_is_zero(amount_unpack(AMOUNT_LARGE | 1, &table, 1)));
	/* 2^56 - 1 times 10^63 is more than 2^256: only a damaged ledger says so. */
	assert_true(u256_is_zero(amount_unpack(AMOUNT_SCALED | ~0ull >> 2, NULL, 0)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_and_printed),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(points_and_exponents_are_read_in_smallest_units),
		cmocka_unit_test(a_point_is_printed_without_zeros_at_the_end),
		cmocka_unit_test(sums_that_do_not_fit_are_told),
		cmocka_unit_test(doubles_are_near),
		cmocka_unit_test(parts_are_exact),
		cmocka_unit_test(amounts_come_back_as_they_went_in),
	};
	return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
