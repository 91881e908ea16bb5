/* parse/file/lnk: what a shortcut runs, and what stands behind its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/file/lnk.h"

#define CLSID "\1\x14\2\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"
#define ZEROS24 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"

/* Relative path, arguments; no Unicode; a terminal block; four bytes more. */
static const unsigned char sample[] = "L\0\0\0" CLSID "\x28\0\0\0\x20\0\0\0" ZEROS24
				      "\5\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				      "\6\0.\\x.io"
				      "\3\0abc"
				      "\0\0\0\0"
				      "more";

static void test_sample(void **state)
{
	struct arena *a = arena_create(1 << 20);
	struct lnk lnk;
	struct span bytes = span_of(sample, sizeof(sample) - 1);
	(void)state;
	assert_int_equal(bytes.n, 76 + 8 + 5 + 4 + 4);
	assert_int_equal(lnk_read(a, bytes, &lnk), GOT_ALL);
	assert_true(span_equal(lnk.relative, SPAN(".\\x.io")));
	assert_true(span_equal(lnk.arguments, SPAN("abc")));
	assert_int_equal(lnk.arguments_at, 84);
	assert_true(span_equal(lnk.target, SPAN(".\\x.io")));
	assert_true(span_equal(lnk.overlay, SPAN("more")));
	assert_int_equal(lnk.show, 7);
	assert_int_equal(lnk.file_size, 5);
	arena_destroy(&a);
}

static void test_cut(void **state)
{
	struct lnk lnk;
	(void)state;
	for (size_t n = 0; n < sizeof(sample); n++) {
		struct arena *a = arena_create(1 << 20);
		struct span bytes = span_of(sample, n);
		enum got got = lnk_read(a, bytes, &lnk);
		assert_true(n >= 76 || got == GOT_NONE);
		assert_true(n < 76 || n >= 89 || got == GOT_SOME);
		assert_true(lnk.overlay.n == 0 || span_inside(bytes, lnk.overlay));
		arena_destroy(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample),
		cmocka_unit_test(test_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
