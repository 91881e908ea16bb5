/* parse/ics: properties of calendar files, folded, quoted and broken off anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parse/ics.h"

static const char calendar[] =
	"BEGIN:VCALENDAR\r\n"
	"no property\r\n"
	"ORGANIZER;CN=\"Lee; Ann: x\";ROLE=CHAIR:mailto:ann@\r\n example.com\r\n"
	"DESCRIPTION:one\\ntwo\\, three\\\\ \r\n\tfour\r\n"
	"END:VCALENDAR\r\n";

static struct ics_property property_of(struct arena *a, const char *name)
{
	struct span rest = span_from_cstr(calendar);
	struct ics_property p;
	while (ics_next(a, &rest, &p))
		if (span_equal(p.name, span_from_cstr(name)))
			return p;
	fail_msg("%s: not there", name);
	return p;
}

static void test_values(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 22);
	struct ics_property p = property_of(a, "ORGANIZER");
	assert_true(span_equal(p.value, SPAN("mailto:ann@example.com")));
	assert_true(span_equal(ics_param(&p, SPAN("cn")), SPAN("Lee; Ann: x")));
	assert_true(span_equal(ics_param(&p, SPAN("ROLE")), SPAN("CHAIR")));
	assert_int_equal(ics_param(&p, SPAN("X")).n, 0);
	p = property_of(a, "DESCRIPTION");
	assert_true(span_equal(ics_text(a, p.value), SPAN("one\ntwo, three\\ four")));
	arena_destroy(&a);
}

static void test_cut_anywhere(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 26);
	for (size_t n = 0; n < sizeof(calendar); n++) {
		struct span rest = span_of(calendar, n);
		struct ics_property p;
		size_t count = 0;
		while (ics_next(a, &rest, &p)) {
			ics_param(&p, SPAN("CN"));
			assert_true(ics_text(a, p.value).n <= p.value.n);
			count++;
		}
		assert_true(count <= 4 && rest.n == 0);
		arena_reset(a);
	}
	arena_destroy(&a);
}

static void test_long(void **state)
{
	(void)state;
	enum { LONG = ICS_VALUE_MAX + 10 };
	struct arena *a = arena_create(1 << 23);
	unsigned char *bytes = arena_alloc(a, LONG);
	memset(bytes, 'x', LONG);
	memcpy(bytes, "DESCRIPTION:", 12);
	struct span rest = span_of(bytes, LONG);
	struct ics_property p;
	assert_true(ics_next(a, &rest, &p));
	assert_true(p.cut);
	assert_int_equal(p.value.n, ICS_VALUE_MAX - 12);
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
