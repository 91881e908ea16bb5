/* parse/mbox and parse/date: where letters end, and what day it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/date.h"
#include "parse/mbox.h"

#define SEP "From ann@example.com Mon Nov 23 08:00:00 2026\n"

static void letters_are_cut_at_separators_only(void **state)
{
	(void)state;
	static const struct {
		const char *box;
		const char *letters[4];
	} cases[] = {
		{ SEP "A: 1\n\none\n\n" SEP "B: 2\n\ntwo\n",
			{ "A: 1\n\none\n", "B: 2\n\ntwo\n" } },
		{ SEP "A: 1\n\nFrom here on\n\nFrom the start: it was 10:00\n",
			{ "A: 1\n\nFrom here on\n\nFrom the start: it was 10:00\n" } },
		{ SEP "A: 1\n\nno empty line\n" SEP "more\n",
			{ "A: 1\n\nno empty line\n" SEP "more\n" } },
		{ "From a Mon Nov 23 08:00:00 2026\r\nA: 1\r\n\r\none\r\n\r\nFrom b Mon "
		  "Nov 23 "
		  "08:00:00 2026 +0900\r\nB: 2\r\n",
			{ "A: 1\r\n\r\none\r\n", "B: 2\r\n" } },
		{ SEP SEP "A: 1\n", { SEP "A: 1\n" } },
		{ SEP, { "" } },
		{ "no box", { NULL } },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span rest = span_from_cstr(cases[i].box), letter;
		for (size_t k = 0; cases[i].letters[k]; k++) {
			assert_true(mbox_next(&rest, &letter));
			assert_true(
				span_equal(letter, span_from_cstr(cases[i].letters[k])));
		}
		assert_false(mbox_next(&rest, &letter));
	}
}

static void a_content_length_counts_only_where_it_leads_to_an_end(void **state)
{
	(void)state;
	struct span rest = SPAN(SEP "Content-Length: 8\n\nx\n\n" SEP), letter;
	assert_true(mbox_next(&rest, &letter));
	assert_true(span_equal(letter, SPAN("Content-Length: 8\n\nx\n")));
	rest = SPAN(SEP "Content-Length: 53\n\nx\n\n" SEP "two\n\n" SEP "B: 2\n");
	assert_true(mbox_next(&rest, &letter));
	assert_true(span_ends_with(letter, SPAN("two\n")));
	assert_true(mbox_next(&rest, &letter) && span_equal(letter, SPAN("B: 2\n")));
}

static void only_a_separator_tastes_like_a_box(void **state)
{
	(void)state;
	assert_true(mbox_taste(SPAN(SEP)) > 0);
	assert_true(mbox_taste(SPAN("From: ann@example.com at 10:00 in 2026\n")) == 0);
	assert_true(mbox_taste(SPAN("From ann to ben\n")) == 0);
	assert_true(mbox_taste(SPAN("")) == 0);
}

static void a_box_cut_anywhere_ends(void **state)
{
	(void)state;
	static const char box[] =
		SEP "Content-Length: 4\nA: 1\n\none\n\n" SEP "B: 2\r\n\r\n" SEP;
	for (size_t cut = 0; cut < sizeof(box); cut++) {
		unsigned char *exact = malloc(cut ? cut : 1);
		memcpy(exact, box, cut);
		struct span whole = span_of(exact, cut), rest = whole, letter;
		mbox_taste(whole);
		for (unsigned n = 0; mbox_next(&rest, &letter); n++) {
			assert_true(span_inside(whole, letter) && n < 4);
		}
		free(exact);
	}
}

static void dates_are_read_as_mailers_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t unix_s;
		int zone;
	} cases[] = {
		{ "Fri, 21 Nov 1997 09:55:06 -0600", 880127706, -360 },
		{ "Fri, 21 Nov 97 09:55:06 -0600 (CST)", 880127706, -360 },
		{ "21 Nov 1997 09:55 (a (nested) comment) GMT", 880106100, 0 },
		{ "Thu,\r\n\t13\r\n Feb\r\n 1969\r\n 23:32\r\n\t-0330", -27723480, -210 },
		{ "Mon, 23 Nov 2026 08:00:00 +0900", 1795388400, 540 },
		{ "23 November 2026 08.00.00 PST", 1795449600, -480 },
		{ "1 Jan 100 00:00:00 Z", 946684800, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t unix_s;
		int zone;
		assert_true(date_parse(span_from_cstr(cases[i].text), &unix_s, &zone));
		assert_int_equal(unix_s, cases[i].unix_s);
		assert_int_equal(zone, cases[i].zone);
	}
	static const char *const none[] = { "", "yesterday",
		"Mon, 0 Nov 2026 08:00:00 +0000", "Mon, 23 Foo 2026 08:00:00",
		"Mon, 23 Nov 2026", "23 Nov 2026 25:00", "23 Nov 99999 08:00" };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		int64_t unix_s;
		assert_false(date_parse(span_from_cstr(none[i]), &unix_s, NULL));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_are_cut_at_separators_only),
		cmocka_unit_test(a_content_length_counts_only_where_it_leads_to_an_end),
		cmocka_unit_test(only_a_separator_tastes_like_a_box),
		cmocka_unit_test(a_box_cut_anywhere_ends),
		cmocka_unit_test(dates_are_read_as_mailers_write_them),
	};
	return cmocka_run_group_tests_name("mbox", tests, NULL, NULL);
}
