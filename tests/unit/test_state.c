/* ledger/state: the text that says what belongs to a ledger. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ledger/state.h"

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_create(16 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_destroy(&arena);
	return 0;
}

static struct span example(void)
{
	static struct state_run run = { 1, 5 };
	static struct state_segment segments[] = { { 1, 4096, 7 }, { 2, 8192, 9 } };
	static struct state_import import = { 0xFEDCBA9876543210, 1234567, 16, 2, 3, true,
		{ (const unsigned char *)"a file.csv", 10 } };
	struct state s = { .key = 0xABCDEF,
		.next = 3,
		.name_count = 5,
		.asset_count = 2,
		.name_bytes = 120,
		.asset_bytes = 33,
		.runs = &run,
		.run_count = 1,
		.segments = segments,
		.segment_count = 2,
		.imports = &import,
		.import_count = 1 };
	return state_print(arena, &s);
}

static void what_is_printed_is_read(void **unused)
{
	(void)unused;
	struct state s;
	struct err err;
	struct span text = example();
	assert_int_equal(state_parse(arena, text, "state", &s, &err), 0);
	assert_int_equal(s.key, 0xABCDEF);
	assert_int_equal(s.name_bytes, 120);
	assert_int_equal(s.segment_count, 2);
	assert_int_equal(s.segments[1].rows, 9);
	assert_int_equal(s.imports[0].taken, 1234567);
	assert_true(s.imports[0].done);
	assert_true(span_equal(s.imports[0].name, SPAN("a file.csv")));
	assert_true(span_equal(state_print(arena, &s), text));
}

static void each_spoiled_byte_is_told(void **unused)
{
	(void)unused;
	struct state s;
	struct err err;
	struct span text = example();
	for (size_t i = 0; i < text.n; i++) {
		unsigned char *copy = (unsigned char *)arena_copy(arena, text).p;
		copy[i] ^= 1;
		assert_true(
			state_parse(arena, span_of(copy, text.n), "state", &s, &err) < 0);
	}
}

static void a_state_cut_anywhere_is_refused(void **unused)
{
	(void)unused;
	struct state s;
	struct err err;
	struct span text = example();
	for (size_t n = 0; n < text.n; n++)
		assert_true(
			state_parse(arena, span_take(text, n), "state", &s, &err) < 0);
}

static void a_newer_version_is_named(void **unused)
{
	(void)unused;
	struct state s;
	struct err err;
	assert_int_equal(state_parse(arena, SPAN("assay-ledger 9\n"), "state", &s, &err),
		-ENOTSUP);
	assert_non_null(strstr(err.text, "version 9"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_printed_is_read),
		cmocka_unit_test(each_spoiled_byte_is_told),
		cmocka_unit_test(a_state_cut_anywhere_is_refused),
		cmocka_unit_test(a_newer_version_is_named),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
