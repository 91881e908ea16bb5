/* trace/pair_table: numbers of accounts' dealings in assets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trace/pair_table.h"

enum { ACCOUNTS = 1500, ASSETS = 3 };

static void each_pair_keeps_its_number(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 24);
	struct pair_table t = { .count = 0 };
	uint32_t number;
	assert_false(pair_find(&t, 0, 0, &number));
	for (uint32_t i = 0; i < ACCOUNTS * ASSETS; i++) {
		uint32_t account = UINT32_MAX - i / ASSETS, asset = i % ASSETS;
		assert_false(pair_find(&t, account, asset, &number));
		pair_add(&t, a, account, asset);
	}
	for (uint32_t i = 0; i < ACCOUNTS * ASSETS; i++) {
		assert_true(pair_find(&t, UINT32_MAX - i / ASSETS, i % ASSETS, &number));
		assert_int_equal(number, i);
	}
	assert_false(pair_find(&t, UINT32_MAX, ASSETS, &number));
	assert_false(pair_find(&t, UINT32_MAX - ACCOUNTS, 0, &number));
	assert_false(pair_find(&t, 0, UINT32_MAX, &number)); /* not the other way round */
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_pair_keeps_its_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
