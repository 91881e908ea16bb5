/* parse/date: RFC 5322 dates, the obsolete forms, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/date.h"

static void dates_are_read(void **state)
{
	static const struct {
		const char *in;
		int64_t want;
		int zone;
	} rows[] = {
		{ "Thu, 01 Jan 1970 00:00:00 +0000", 0, 0 },
		{ "Fri, 21 Nov 1997 09:55:06 -0600", 880127706, -360 },
		{ "1 Jul 2003 10:52:37 +0200", 1057049557, 120 },
		{ " Tue,\r\n 1 Jul 2003 10:52 +0200 (CEST)", 1057049520, 120 },
		{ "21 Nov 97 09:55:06 GMT", 880106106, 0 },
		{ "21 Nov 03 09:55:06 EST", 1069426506, -300 },
		{ "21 Nov 103 09:55:06 Z", 1069408506, 0 },
		{ "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", -1, 0 },
		{ "29 Feb 2024 23:59:60 +0000", 1709251200, 0 },
		{ "31 Dec 1969 23:59:59 +0000", -1, 0 },
		{ "Mon Jan  1 10:00:00 2024", 1704103200, 0 },
		{ "Mon Jan  1 10:00:00 UTC 2024", 1704103200, 0 },
		{ "Mon Jan  1 10:00:00 2024 +0100", 1704099600, 60 },
		{ "1-Jan-2024 10:00:00 +0000", 1704103200, 0 },
		{ "Mon, 01 Jan 2024 10:00:00 XYZ", 1704103200, 0 },
		{ "Mon, 01 January 2024 10:00:00 GMT+0100", 1704099600, 60 },
		{ "1 Jan 2024 10:00:00 +01:00", 1704099600, 60 },
		{ "1 Jan 2024 10:00:00.123 PM PST", 1704175200, -480 },
		{ "Mon, 1 Jan 9999 00:00:00 +0000", 253370764800, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t got = -1;
		int zone = 0;
		date_parse(span_from_cstr(rows[i].in), &got, &zone);
		if (got != rows[i].want || zone != rows[i].zone)
			fail_msg("%s: %lld %d", rows[i].in, (long long)got, zone);
	}
}

static void what_is_no_date_is_refused(void **state)
{
	static const char *const rows[] = { "", "x", "Mon", "1 Jan", "1 Jan 2024",
		"32 Jan 2024 10:00:00 +0000", "29 Feb 2023 10:00:00 +0000",
		"0 Jan 2024 10:00:00", "1 Foo 2024 10:00:00", "1 Jan 2024 24:00:00",
		"1 Jan 2024 10:60:00", "1 Jan 2024 10", "1 Jan 1 10:00:00",
		"1 Jan 20240 10:00:00", "(1 Jan 2024 10:00:00", "2024-01-01T10:00:00Z" };
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t got = 7;
		if (date_parse(span_from_cstr(rows[i]), &got, NULL) || got != 7)
			fail_msg("%s", rows[i]);
	}
}

static void every_cut_stays_inside(void **state)
{
	struct span all = SPAN("Mon (a\\)b), 1-Jan-2024 10:00:00.5 pm GMT+01:00");
	(void)state;
	for (size_t n = 0; n <= all.n; n++) {
		unsigned char *p = malloc(n ? n : 1);
		int64_t got;
		assert_non_null(p);
		memcpy(p, all.p, n);
		date_parse(span_of(p, n), &got, NULL);
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read),
		cmocka_unit_test(what_is_no_date_is_refused),
		cmocka_unit_test(every_cut_stays_inside),
	};
	return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
