/* parse/suffix: who registered a domain. Facts are of the Public Suffix List as built in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/suffix.h"

static const struct {
	const char *domain, *registrable;
} registrables[] = {
	{ "example.com", "example.com" },
	{ "a.b.example.com", "example.com" },
	{ "A.Example.COM", "Example.COM" },
	{ "www.example.co.uk.", "example.co.uk" },
	{ "co.uk", "co.uk" },
	{ "com", "com" },
	{ "", "" },
	{ ".", "" },
	{ "host", "host" },
	{ "a.b.test", "b.test" },
	{ "x.example.co.jp", "example.co.jp" },
	{ "city.kawasaki.jp", "city.kawasaki.jp" },
	{ "x.y.kawasaki.jp", "x.y.kawasaki.jp" },
	{ "one.github.io", "one.github.io" },
	{ "www.example.\xe5\x85\xac\xe5\x8f\xb8.cn",
		"example.\xe5\x85\xac\xe5\x8f\xb8.cn" },
	{ "www.example.xn--55qx5d.cn", "example.xn--55qx5d.cn" },
	{ "a b.example.com", "a b.example.com" },
	{ "192.0.2.1", "2.1" },
};

static void test_registrable(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(registrables) / sizeof(*registrables); i++) {
		struct span got =
			suffix_registrable(span_from_cstr(registrables[i].domain));
		struct span want = span_from_cstr(registrables[i].registrable);
		if (!span_equal(got, want))
			fail_msg("%s: %.*s", registrables[i].domain, SPAN_ARG(got));
	}
}

static void test_long(void **state)
{
	(void)state;
	unsigned char bytes[4096];
	memset(bytes, 'a', sizeof(bytes));
	for (size_t i = 60; i < sizeof(bytes); i += 60)
		bytes[i] = '.';
	for (size_t n = 0; n < sizeof(bytes); n++)
		assert_true(span_inside(
			span_of(bytes, n), suffix_registrable(span_of(bytes, n))));
}

static void test_same(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	assert_true(suffix_same_organization(
		a, SPAN("a.example.com"), SPAN("B.EXAMPLE.com.")));
	assert_false(suffix_same_organization(a, SPAN("a.co.uk"), SPAN("b.co.uk")));
	assert_false(
		suffix_same_organization(a, SPAN("example.com"), SPAN("example.org")));
	assert_false(
		suffix_same_organization(a, SPAN("a.github.io"), SPAN("b.github.io")));
	assert_false(suffix_same_organization(a, SPAN(""), SPAN("")));
	assert_true(suffix_same_organization(a,
		SPAN("mail.b\xc3\xbc"
		     "cher.example"),
		SPAN("xn--bcher-kva.example")));
	arena_destroy(&a);
}

static void test_known(void **state)
{
	(void)state;
	assert_true(suffix_is_known(SPAN("example.com")));
	assert_true(suffix_is_known(SPAN("www.Example.CO.uk")));
	assert_false(suffix_is_known(SPAN("co.uk")));
	assert_false(suffix_is_known(SPAN("com")));
	assert_false(suffix_is_known(SPAN("readme.txt")));
	assert_false(suffix_is_known(SPAN("v1.2")));
	assert_false(suffix_is_known(SPAN("")));
	assert_false(suffix_is_known(SPAN(".com")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registrable),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
