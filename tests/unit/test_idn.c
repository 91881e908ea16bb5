/* parse/idn: names in one form, and what can be no name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "parse/idn.h"

static int make_arena(void **state)
{
	*state = arena_create(16 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

struct pair {
	const char *in, *out; /* NULL: refused */
};

#define L63 "a23456789012345678901234567890123456789012345678901234567890123"

static void names_become_lower_case_a_labels(void **state)
{
	static const struct pair pairs[] = {
		{ "example.com", "example.com" },
		{ "EXAMPLE.Com.", "example.com" },
		{ "_dmarc.Example.com", "_dmarc.example.com" },
		{ "XN--Bcher-KVA.example", "xn--bcher-kva.example" },
		{ "b\xC3\xBC"
		  "cher.example",
			"xn--bcher-kva.example" },
		{ "B\xC3\x9C"
		  "CHER.example",
			"xn--bcher-kva.example" },
		{ "bu\xCC\x88"
		  "cher.example",
			"xn--bcher-kva.example" }, /* not yet NFC */
		{ "stra\xC3\x9F"
		  "e.example",
			"xn--strae-oqa.example" }, /* nontransitional */
		/* full-width letters and an ideographic full stop */
		{ "\xEF\xBD\x81\xEF\xBD\x82\xE3\x80\x82"
		  "example",
			"ab.example" },
		{ "\xE6\x97\xA5\xE6\x9C\xAC.example", "xn--wgv71a.example" },
		{ L63 ".example", L63 ".example" },
		{ "localhost", "localhost" },
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct span ascii;
		assert_true(idn_to_ascii(*state, span_from_cstr(pairs[i].in), &ascii));
		assert_int_equal(ascii.n, strlen(pairs[i].out));
		assert_memory_equal(ascii.p, pairs[i].out, ascii.n);
	}
}

static void what_is_no_name_is_refused(void **state)
{
	static const char *const bad[] = { "", ".", "..", "a..b", ".a", "a..",
		L63 "4.example", "a b.example", "a\tb",
		"a\x7F"
		"b",
		"\xC3\xBC..example", "\xC3.example",
		"\xED\xA0\x80.example", /* a surrogate */
		"\xC2\xA0.example",	/* maps to a space */
		"a\xC2\xA0"
		"b.example", /* the same inside */
		"\xE2\x80\xAE"
		"a.example", /* right-to-left override */
		"\xC3\xBC.xn--\xC3\xBC", "\xC3\xBC." L63 "4.example", "\xEF\xBC\x8E" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct span ascii = SPAN("untouched");
		if (idn_to_ascii(*state, span_from_cstr(bad[i]), &ascii))
			fail_msg("%zu was taken for %.*s", i, SPAN_ARG(ascii));
		assert_int_equal(ascii.n, 0);
	}
	struct span ascii;
	assert_false(idn_to_ascii(*state, SPAN("a\0b.example"), &ascii));
	assert_false(idn_to_ascii(*state, SPAN("\xC3\xBC\0b.example"), &ascii));
}

/* `count` times "a." and then `last`. */
static struct span long_name(struct arena *a, size_t count, const char *last)
{
	struct text t;
	text_init(&t, a, 1 << 20);
	for (size_t i = 0; i < count; i++)
		text_add_cstr(&t, "a.");
	text_add_cstr(&t, last);
	return text_span(&t);
}

static void length_is_counted_behind_the_mapping(void **state)
{
	struct span ascii;
	assert_true(idn_to_ascii(*state, long_name(*state, 126, "a"), &ascii));
	assert_int_equal(ascii.n, 253);
	assert_false(idn_to_ascii(*state, long_name(*state, 126, "ab"), &ascii));
	assert_true(idn_to_ascii(*state, long_name(*state, 122, "\xC3\xBC"), &ascii));
	assert_false(idn_to_ascii(*state, long_name(*state, 124, "\xC3\xBC"), &ascii));
	assert_false(idn_to_ascii(*state, long_name(*state, 100000, "\xC3\xBC"), &ascii));
}

static void a_labels_are_shown_as_unicode(void **state)
{
	static const struct pair good[] = {
		{ "example.com", "example.com" },
		{ "xn--bcher-kva.example", "b\xC3\xBC"
					   "cher.example" },
		{ "mail.XN--WGV71A.example.", "mail.\xE6\x97\xA5\xE6\x9C\xAC.example." },
	};
	struct span unicode;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(idn_to_unicode(*state, span_from_cstr(good[i].in), &unicode));
		assert_true(span_equal(unicode, span_from_cstr(good[i].out)));
	}
	static const char *const broken[] = { "xn--a.xn--\xC3\xBC",
		"xn--99999999.example", "xn--" L63 ".example" };
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		assert_false(idn_to_unicode(*state, span_from_cstr(broken[i]), &unicode));
		assert_true(span_equal(unicode, span_from_cstr(broken[i])));
	}
	assert_false(
		idn_to_unicode(*state, SPAN("xn--bcher-kva.xn--99999999"), &unicode));
	assert_true(span_equal(unicode, SPAN("b\xC3\xBC"
					     "cher.xn--99999999")));
}

static void any_cut_gives_a_name_or_nothing(void **state)
{
	struct span whole = SPAN("b\xC3\xBC"
				 "cher.xn--bcher-kva.\xE6\x97\xA5\xE6\x9C\xAC."
				 "\xF0\x9F\x98\x80.example.");
	for (size_t n = 0; n <= whole.n; n++) {
		struct span ascii, again, unicode;
		struct span cut = arena_copy(*state, span_take(whole, n));
		if (!idn_to_ascii(*state, cut, &ascii))
			continue;
		assert_false(utf8_has_8bit(ascii));
		assert_true(
			idn_to_ascii(*state, ascii, &again) && span_equal(ascii, again));
		idn_to_unicode(*state, ascii, &unicode);
		assert_true(utf8_is_valid(unicode));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_become_lower_case_a_labels),
		cmocka_unit_test(what_is_no_name_is_refused),
		cmocka_unit_test(length_is_counted_behind_the_mapping),
		cmocka_unit_test(a_labels_are_shown_as_unicode),
		cmocka_unit_test(any_cut_gives_a_name_or_nothing),
	};
	return cmocka_run_group_tests_name("idn", tests, make_arena, drop_arena);
}
