/* parse/header: fields, folds, line ends, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "parse/header.h"

static const struct header_limits LIMITS = { 100, 1 << 20 };

static int make_arena(void **state)
{
	*state = arena_create(64 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

static void all_line_ends_give_the_same_fields(void **state)
{
	static const char *const ends[] = { "\r\n", "\n", "\r", "\r\r\n" };
	for (size_t i = 0; i < 4; i++) {
		const char *e = ends[i];
		char *s = arena_printf(
			*state, "A: 1%s B: x%sC :2%s\t3%s%sbody%s", e, e, e, e, e, e);
		struct header h;
		struct span body;
		assert_int_equal(
			header_parse(*state, span_from_cstr(s), &LIMITS, &h, &body),
			GOT_ALL);
		assert_int_equal(h.count, 2);
		assert_true(span_equal(h.fields[1].name, SPAN("C")));
		assert_true(span_equal(
			header_unfold(*state, h.fields[1].value), SPAN("2\t3")));
		assert_true(span_equal(
			header_unfold(*state, h.fields[0].value), SPAN("1 B: x")));
		assert_true(span_starts_with(body, SPAN("body")));
		assert_int_equal(h.fields[0].raw.n, strlen("A: 1 B: x") + 2 * strlen(e));
		assert_true(h.fields[1].raw.p == h.fields[0].raw.p + h.fields[0].raw.n);
		assert_true(
			h.bytes.p + h.bytes.n == h.fields[1].raw.p + h.fields[1].raw.n);
	}
}

static void mixed_line_ends_are_read_line_by_line(void **state)
{
	struct header h;
	struct span body;
	header_parse(*state, SPAN("A: 1\rB: 2\nC: 3\r\nD: 4\r\r\n\rtext\n"), &LIMITS, &h,
		&body);
	assert_int_equal(h.count, 4);
	assert_true(span_equal(h.fields[3].value, SPAN(" 4")));
	assert_true(span_equal(body, SPAN("text\n")));
}

static void an_mbox_line_or_a_mark_on_top_is_no_field(void **state)
{
	struct header h;
	struct span body;
	assert_int_equal(header_parse(*state,
				 SPAN("From a@example.com Mon Jan  1 00:00:00 2024\n"
				      "From: b\n\n"),
				 &LIMITS, &h, &body),
		GOT_ALL);
	assert_true(span_starts_with(h.envelope, SPAN("From a@")));
	assert_int_equal(h.count, 1);
	assert_true(span_equal(h.bytes, SPAN("From: b\n")));
	header_parse(*state,
		SPAN("\xEF\xBB\xBF"
		     "From : c\n\n"),
		&LIMITS, &h, &body);
	assert_int_equal(h.envelope.n, 0);
	assert_true(span_equal(h.fields[0].name, SPAN("From")));
	header_parse(
		*state, SPAN("To: x\nFrom a@example.com Mon\n\n"), &LIMITS, &h, &body);
	assert_int_equal(h.envelope.n, 0);
	assert_int_equal(h.stray_lines, 1);
}

static void stray_lines_are_skipped_and_counted(void **state)
{
	struct header h;
	struct span body;
	assert_int_equal(
		header_parse(*state,
			SPAN(" lost\nA: 1\nno field\n  its fold\n: x\nB: 2\n\n."),
			&LIMITS, &h, &body),
		GOT_SOME);
	assert_int_equal(h.count, 2);
	assert_int_equal(h.stray_lines, 4);
	assert_true(span_equal(h.fields[0].raw, SPAN("A: 1\n")));
	assert_true(span_equal(body, SPAN(".")));
}

static void a_boundary_behind_the_header_is_the_body(void **state)
{
	struct header h;
	struct span body;
	assert_int_equal(
		header_parse(*state, SPAN("A: 1\n--b\nB: 2\n\n"), &LIMITS, &h, &body),
		GOT_ALL);
	assert_int_equal(h.count, 1);
	assert_true(span_equal(body, SPAN("--b\nB: 2\n\n")));
	header_parse(*state, SPAN("A: 1\nstray\n--b\nB: 2\n\n"), &LIMITS, &h, &body);
	assert_int_equal(h.count, 2);
}

static void white_space_alone_is_a_fold(void **state)
{
	struct header h;
	struct span body;
	header_parse(*state, SPAN("A: 1\r\n \t\r\n 2\r\n\r\nx"), &LIMITS, &h, &body);
	assert_int_equal(h.count, 1);
	assert_true(span_equal(h.fields[0].value, SPAN(" 1\r\n \t\r\n 2")));
	assert_true(span_equal(body, SPAN("x")));
}

static void without_an_empty_line_there_is_no_body(void **state)
{
	struct header h;
	struct span body;
	assert_int_equal(header_parse(*state, SPAN("A: 1"), &LIMITS, &h, &body), GOT_ALL);
	assert_null(body.p);
	assert_true(span_equal(h.fields[0].raw, SPAN("A: 1")));
	assert_int_equal(header_parse(*state, SPAN(""), &LIMITS, &h, &body), GOT_NONE);
	assert_int_equal(
		header_parse(*state, SPAN("hello\n\n"), &LIMITS, &h, &body), GOT_NONE);
	assert_int_equal(
		header_parse(*state, SPAN("\nhello"), &LIMITS, &h, &body), GOT_ALL);
	assert_true(span_equal(body, SPAN("hello")));
}

static void fields_are_found_by_name_and_number(void **state)
{
	struct header h;
	struct span body;
	header_parse(*state, SPAN("To: 1\nTx: 2\ntO: 3\nTO : 4\n\n"), &LIMITS, &h, &body);
	assert_int_equal(header_count(&h, "to"), 3);
	assert_true(span_equal(header_find(&h, "To", 1)->value, SPAN(" 3")));
	assert_null(header_find(&h, "To", 3));
	assert_null(header_find(&h, "", 0));
	assert_int_equal(header_count(&h, "T"), 0);
}

static void limits_stop_the_reading(void **state)
{
	struct header_limits few = { 2, 1000 };
	struct header h;
	struct span body;
	assert_int_equal(
		header_parse(*state, SPAN("A: 1\nB: 2\n 3\n\nx"), &few, &h, &body),
		GOT_ALL);
	assert_int_equal(
		header_parse(*state, SPAN("A: 1\nB: 2\n 3\nC: 4\n\nx"), &few, &h, &body),
		GOT_LIMIT);
	assert_int_equal(h.count, 2);
	assert_true(span_equal(h.bytes, SPAN("A: 1\nB: 2\n 3\n")));
	assert_null(body.p);
	struct header_limits small = { 10, 6 };
	assert_int_equal(header_parse(*state, SPAN("A: 1\nB: 2\n\n"), &small, &h, &body),
		GOT_LIMIT);
	assert_int_equal(h.count, 1);
}

/* Each of these takes minutes where some step looks at all the rest again. */
static void a_million_lines_stay_linear(void **state)
{
	static const char *const lines[] = { "A: 1\r\n", "A: 1\r", "A: 1\n", " fold\r",
		"stray\r" };
	size_t n = 1000000;
	for (size_t i = 0; i < 5; i++) {
		size_t one = strlen(lines[i]);
		unsigned char *p = malloc(n * one);
		assert_non_null(p);
		for (size_t k = 0; k < n; k++)
			memcpy(p + k * one, lines[i], one);
		struct header_limits wide = { 50000, SIZE_MAX };
		struct header h;
		struct span body;
		struct arena *a = arena_create(64 << 20);
		enum got got = header_parse(a, span_of(p, n * one), &wide, &h, &body);
		assert_int_equal(got, i < 3 ? GOT_LIMIT : GOT_NONE);
		assert_int_equal(h.count, i < 3 ? 50000 : 0);
		arena_destroy(&a);
		free(p);
	}
	(void)state;
}

static void every_cut_stays_inside(void **state)
{
	struct span all =
		SPAN("From a b\r\nA: 1\r\n 2\rB : 3\nstray\n\tx\r\r\nC:\r\n\r\nbody");
	for (size_t n = 0; n <= all.n; n++) {
		unsigned char *p = malloc(n ? n : 1);
		assert_non_null(p);
		memcpy(p, all.p, n);
		struct span s = span_of(p, n), body;
		struct header h;
		header_parse(*state, s, &LIMITS, &h, &body);
		assert_true(span_inside(s, h.bytes) && span_inside(s, body));
		for (size_t i = 0; i < h.count; i++) {
			assert_true(span_inside(s, h.fields[i].raw));
			assert_true(span_inside(h.fields[i].raw, h.fields[i].value));
		}
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_line_ends_give_the_same_fields),
		cmocka_unit_test(mixed_line_ends_are_read_line_by_line),
		cmocka_unit_test(an_mbox_line_or_a_mark_on_top_is_no_field),
		cmocka_unit_test(stray_lines_are_skipped_and_counted),
		cmocka_unit_test(a_boundary_behind_the_header_is_the_body),
		cmocka_unit_test(white_space_alone_is_a_fold),
		cmocka_unit_test(without_an_empty_line_there_is_no_body),
		cmocka_unit_test(fields_are_found_by_name_and_number),
		cmocka_unit_test(limits_stop_the_reading),
		cmocka_unit_test(a_million_lines_stay_linear),
		cmocka_unit_test(every_cut_stays_inside),
	};
	return cmocka_run_group_tests_name("header", tests, make_arena, drop_arena);
}
