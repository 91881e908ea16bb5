/* Archives in files of other kinds: found from the end, cut at every byte, moved, broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "parse/file/zip.h"

/* "HEAD", one stored member "a" of "b", directory, end: the end's offset of the directory
 * counts from `base` bytes before the archive, the directory's of the member is `member`. */
static struct span file_with_zip(
	struct arena *a, unsigned base, unsigned member, const char *tail)
{
	struct text t;
	text_init(&t, a, 1000);
	text_add_cstr(&t, "HEAD");
	text_add(&t,
		SPAN("PK\3\4\x0A\0\0\0\0\0\0\0\x21\x58\xF9\xEF\xBE\x71\1\0\0\0\1\0\0\0"
		     "\1\0\0\0ab"));
	text_add(&t, SPAN("PK\1\2\x14\0\x0A\0\0\0\0\0\0\0\x21\x58\xF9\xEF\xBE\x71\1\0\0\0"
			  "\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0"));
	text_add_byte(&t, (unsigned char)member);
	text_add(&t, SPAN("\0\0\0a"));
	text_add(&t, SPAN("PK\5\6\0\0\0\0\1\0\1\0\x2F\0\0\0"));
	text_add_byte(&t, (unsigned char)(32 + base));
	text_add(&t, SPAN("\0\0\0\0\0"));
	text_add_cstr(&t, tail);
	return text_span(&t);
}

static void test_within(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct span s = file_with_zip(a, 0, 0, ""), zip = zip_within(s);
	struct zip read;
	assert_int_equal(zip.n, s.n - 4);
	assert_ptr_equal(zip.p, s.p + 4);
	assert_int_equal(zip_read(a, zip, 10, &read), GOT_ALL);
	assert_int_equal(read.count, 1);
	/* Offsets from the begin of the whole file. */
	s = file_with_zip(a, 4, 4, "");
	assert_int_equal(zip_within(s).n, s.n);
	/* What stands behind it is none of it. */
	s = file_with_zip(a, 0, 0, "behind");
	assert_int_equal(zip_within(s).n, s.n - 4 - 6);
	/* A directory that leads to no member. */
	s = file_with_zip(a, 0, 1, "");
	assert_int_equal(zip_within(s).n, 0);
	arena_destroy(&a);
}

static void test_cut(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct span s = file_with_zip(a, 0, 0, "");
	for (size_t n = 0; n < s.n; n++) {
		unsigned char *copy = arena_alloc(a, n + 1);
		memcpy(copy, s.p, n);
		assert_int_equal(zip_within(span_of(copy, n)).n, 0);
	}
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_within),
		cmocka_unit_test(test_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
