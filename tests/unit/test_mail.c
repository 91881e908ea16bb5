/* parse/mail: parts, nesting, names, encodings, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/text.h"
#include "parse/mail.h"

static const struct mail_limits LIMITS = { { 100, 1 << 20 }, 20, 1000 };

static int make_arena(void **state)
{
	*state = arena_create(256 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

/* One line a part: "path type body-length flags". */
static const char *draw(struct arena *a, const struct mail *m)
{
	struct text t;
	text_init(&t, a, 1 << 20);
	for (size_t i = 0; i < m->count; i++) {
		const struct mail_part *p = &m->parts[i];
		text_printf(&t, "%s %.*s [", p->path, SPAN_ARG(p->type));
		if (p->is_leaf)
			text_add(&t, p->body);
		text_printf(&t, "]%s%s\n", p->unterminated ? " open" : "",
			p->cut ? " cut" : "");
	}
	return t.p;
}

static const char *parse_and_draw(struct arena *a, struct span s, enum got want)
{
	struct mail m;
	assert_int_equal(mail_parse(a, s, &LIMITS, &m), want);
	return draw(a, &m);
}

#define MULTI(b) "Content-Type: multipart/mixed; boundary=" b "\n\n"

static void a_plain_letter_is_one_part(void **state)
{
	assert_string_equal(parse_and_draw(*state, SPAN("From: a\n\nhello\n"), GOT_ALL),
		"mail text/plain [hello\n]\n");
	assert_string_equal(parse_and_draw(*state, SPAN("From: a\n"), GOT_ALL),
		"mail text/plain []\n");
	assert_string_equal(parse_and_draw(*state, SPAN("hello\n"), GOT_NONE),
		"mail text/plain []\n");
	assert_string_equal(parse_and_draw(*state,
				    SPAN("Content-Type: TEXT/Html ; x\n\n<p>"), GOT_ALL),
		"mail text/html [<p>]\n");
	assert_string_equal(
		parse_and_draw(*state, SPAN("Content-Type: text\n\n<p>"), GOT_SOME),
		"mail text/plain [<p>]\n");
}

static void nested_parts_are_listed_in_order(void **state)
{
	struct span s = SPAN(MULTI(
		"a") "preamble\n--a\nContent-Type: multipart/alternative; "
		     "boundary=\"ab\"\n\n--ab\n\none\n--ab  \nContent-Type: "
		     "text/html\n\ntwo\r\n--ab--\n"
		     "epilogue\n--a\nContent-Type: message/rfc822\n\nSubject: x\n" MULTI(
			     "c") "--c\n\nthree\n--c--\n--a\n\nfour\n--a--\nend\n");
	assert_string_equal(parse_and_draw(*state, s, GOT_ALL),
		"mail multipart/mixed []\n"
		"mail/part 1 multipart/alternative []\n"
		"mail/part 1/part 1 text/plain [one]\n"
		"mail/part 1/part 2 text/html [two]\n"
		"mail/part 2 message/rfc822 []\n"
		"mail/part 2/mail multipart/mixed []\n"
		"mail/part 2/mail/part 1 text/plain [three]\n"
		"mail/part 3 text/plain [four]\n");
	struct mail m;
	mail_parse(*state, s, &LIMITS, &m);
	assert_int_equal(m.parts[6].parent, 5);
	assert_int_equal(m.parts[6].depth, 3);
	assert_int_equal(m.parts[7].parent, 0);
	assert_true(span_ends_with(m.parts[0].body, SPAN("--a--\nend\n")));
	assert_true(span_ends_with(m.parts[1].body, SPAN("--ab--\nepilogue")));
}

static void a_boundary_may_begin_with_another(void **state)
{
	assert_string_equal(
		parse_and_draw(*state,
			SPAN(MULTI("x") "--x\n" MULTI("xy") "--xy\n\none\n--xyz\n--xy-\n-"
							    "-xy--\n--x\n\ntwo\n--x--"),
			GOT_ALL),
		"mail multipart/mixed []\n"
		"mail/part 1 multipart/mixed []\n"
		"mail/part 1/part 1 text/plain [one\n--xyz\n--xy-]\n"
		"mail/part 2 text/plain [two]\n");
}

static void text_may_stand_behind_a_boundary(void **state)
{
	assert_string_equal(
		parse_and_draw(*state,
			SPAN(MULTI("\"a b\"") "--a b c\n" MULTI(
				"a") "--a  junk\n\none\n--a b\n\ntwo\n--a b-- end\n"),
			GOT_SOME),
		"mail multipart/mixed []\n"
		"mail/part 1 multipart/mixed [] open\n"
		"mail/part 1/part 1 text/plain [one]\n"
		"mail/part 2 text/plain [two]\n");
}

static void what_never_ends_is_marked(void **state)
{
	assert_string_equal(
		parse_and_draw(*state,
			SPAN(MULTI("x") "--x\n" MULTI("y") "--y\n\none\n--x\n\ntwo\n"),
			GOT_SOME),
		"mail multipart/mixed [] open\n"
		"mail/part 1 multipart/mixed [] open\n"
		"mail/part 1/part 1 text/plain [one]\n"
		"mail/part 2 text/plain [two\n]\n");
	assert_string_equal(parse_and_draw(*state,
				    SPAN("Content-Type: multipart/mixed\n\nx"), GOT_SOME),
		"mail multipart/mixed [x]\n");
}

static void parts_may_lack_header_or_body(void **state)
{
	assert_string_equal(parse_and_draw(*state,
				    SPAN(MULTI("x") "--x\nContent-Type: a/b\n--x\n"
						    "just text\nmore\n--x\n--x\n\n--x--"),
				    GOT_SOME),
		"mail multipart/mixed []\n"
		"mail/part 1 a/b []\n"
		"mail/part 2 text/plain [just text\nmore]\n"
		"mail/part 3 text/plain []\n"
		"mail/part 4 text/plain []\n");
}

static void a_digest_holds_letters(void **state)
{
	assert_string_equal(parse_and_draw(*state,
				    SPAN("Content-Type: multipart/digest; boundary=d\n"
					 "\n--d\n\nSubject: x\n\none\n--d--"),
				    GOT_ALL),
		"mail multipart/digest []\n"
		"mail/part 1 message/rfc822 []\n"
		"mail/part 1/mail text/plain [one]\n");
	assert_string_equal(
		parse_and_draw(*state,
			SPAN("Content-Type: message/rfc822\n"
			     "Content-Transfer-Encoding: base64\n\nU3ViamVjdDogeAo="),
			GOT_ALL),
		"mail message/rfc822 [U3ViamVjdDogeAo=]\n");
}

static void lone_crs_and_mixed_ends_bound_parts_too(void **state)
{
	assert_string_equal(parse_and_draw(*state,
				    SPAN("Content-Type: multipart/mixed; boundary=x\r"
					 "\r--x\r\rone\r--x\r\n\r\ntwo\n--x--\r"),
				    GOT_ALL),
		"mail multipart/mixed []\n"
		"mail/part 1 text/plain [one]\n"
		"mail/part 2 text/plain [two]\n");
}

static void names_are_decoded_however_they_are_written(void **state)
{
	static const char *const cases[][2] = {
		{ "Content-Type: a/b; name=x.pdf", "x.pdf" },
		{ "Content-Type: a/b; name = \"x \\\"y\\\".pdf\" ; z", "x \"y\".pdf" },
		{ "Content-Type: a/b; name=\"=?utf-8?B?w6Q=?= =?utf-8?Q?=C3=B6.pdf?=\"",
			"\xC3\xA4\xC3\xB6.pdf" },
		{ "Content-Type: a/b; name*=iso-8859-1'de'%E4.pdf", "\xC3\xA4.pdf" },
		{ "Content-Type: a/b; name*1*=%A4b; name*0*=utf-8''a%C3; name*2=\".pdf\"",
			"a\xC3\xA4"
			"b.pdf" },
		{ "Content-Type: a/b; name*0=in; name*1=voice.pdf", "invoice.pdf" },
		{ "Content-Type: a/b; name=plain; name*=us-ascii''star", "star" },
		{ "Content-Type: a/b; name=in\nContent-Disposition: attachment; "
		  "filename=out",
			"out" },
		{ "Content-Disposition: ATTACHMENT;\n filename=\"a\n b\"", "a b" },
		{ "Content-Type: a/b; (c; name=no) name=yes", "yes" },
		{ "Content-Type: a/b; name=\"never closed", "never closed" },
		{ "Content-Type: a/b; name*99999=x; name*=; name*x=y", "" },
		{ "Content-Type: a/b name=x", "x" },
		{ "Content-Type: a/b; name=\"\xE4.pdf\"", "\xC3\xA4.pdf" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct mail m;
		mail_parse(*state, span_from_cstr(cases[i][0]), &LIMITS, &m);
		assert_string_equal(arena_cstr(*state, m.parts[0].name), cases[i][1]);
	}
}

static void contents_are_decoded_and_bounded(void **state)
{
	static const char *const cases[][3] = {
		{ "base64", "aGVs\nbG8=\n", "hello" },
		{ "Quoted-Printable (as said)", "h=65ll=\no", "hello" },
		{ "x-uuencode", "begin 644 a\n%:&5L;&\\\n`\nend\n", "hello" },
		{ "8bit", "hello", "hello" },
	};
	for (size_t i = 0; i < 4; i++) {
		struct mail m;
		bool clean;
		char *s = arena_printf(*state, "Content-Transfer-Encoding: %s\n\n%s",
			cases[i][0], cases[i][1]);
		mail_parse(*state, span_from_cstr(s), &LIMITS, &m);
		struct span out = mail_part_decode(*state, &m.parts[0], 100, &clean);
		assert_string_equal(arena_cstr(*state, out), cases[i][2]);
		assert_true(clean);
		out = mail_part_decode(*state, &m.parts[0], 3, &clean);
		assert_true(span_equal(out, SPAN("hel")));
		assert_false(clean);
	}
}

static void parts_behind_a_header_limit_stand_in_the_body(void **state)
{
	struct mail_limits one_field = { { 1, 1000 }, 20, 1000 };
	struct mail m;
	assert_int_equal(
		mail_parse(*state,
			SPAN("Content-Type: multipart/mixed; boundary=b\nX: y\n--b\n"
			     "\none\n--b--\n"),
			&one_field, &m),
		GOT_LIMIT);
	assert_int_equal(m.count, 2);
	assert_true(m.body.p && span_inside(m.parts[0].body, m.parts[1].body));
	assert_true(span_equal(m.parts[1].body, SPAN("one")));
	assert_false(span_inside((struct span){ NULL, 0 }, m.parts[1].body));
}

static void limits_cut_and_say_so(void **state)
{
	struct mail_limits two_deep = { { 100, 1000 }, 1, 1000 };
	struct mail_limits two_parts = { { 100, 1000 }, 20, 2 };
	struct span s = SPAN(
		MULTI("x") "--x\n" MULTI("y") "--y\n\none\n--y--\n--x\n\ntwo\n--x--");
	struct mail m;
	assert_int_equal(mail_parse(*state, s, &two_deep, &m), GOT_LIMIT);
	assert_string_equal(draw(*state, &m),
		"mail multipart/mixed []\n"
		"mail/part 1 multipart/mixed [--y\n\none\n--y--] cut\nmail/part 2 "
		"text/plain [two]\n");
	assert_int_equal(mail_parse(*state, s, &two_parts, &m), GOT_LIMIT);
	assert_string_equal(draw(*state, &m),
		"mail multipart/mixed []\n"
		"mail/part 1 multipart/mixed [--y\n\none\n--y--\n--x\n\ntwo\n--x--] "
		"cut\n");
	assert_true(m.cut);
}

static struct span repeat(
	struct arena *a, const char *head, const char *unit, size_t times)
{
	size_t h = strlen(head), u = strlen(unit);
	unsigned char *p = arena_alloc(a, h + u * times);
	memcpy(p, head, h);
	for (size_t i = 0; i < times; i++)
		memcpy(p + h + i * u, unit, u);
	return span_of(p, h + u * times);
}

/* Each of these takes minutes where some step looks at all the rest again. */
static void hostile_letters_stay_linear(void **state)
{
	struct mail_limits wide = { { 1000, 1 << 20 }, 100, 20000 };
	static const char *const units[] = { "--x\n" MULTI("x"), "--x\r", "--x\r\r",
		"--x\na\n", "--x\nContent-Type: message/rfc822\n\n", "--x\n\n\n", "--\n",
		"--xx\r", "--x\rlost\r", "Content-Type: message/rfc822\n\n" };
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		struct mail m;
		mail_parse(
			*state, repeat(*state, MULTI("x"), units[i], 100000), &wide, &m);
		assert_true(m.count <= 20000);
		arena_reset(*state);
	}
}

static void ten_thousand_nested_parts_cost_no_stack(void **state)
{
	struct text t;
	struct mail_limits limits = { { 100, 1000 }, 100, 100000 };
	struct mail m;
	text_init(&t, *state, 16 << 20);
	text_add_cstr(&t, MULTI("b0"));
	for (unsigned i = 0; i < 10000; i++)
		text_printf(&t, "--b%u\nContent-Type: multipart/mixed; boundary=b%u\n\n",
			i, i + 1);
	assert_int_equal(mail_parse(*state, text_span(&t), &limits, &m), GOT_LIMIT);
	assert_int_equal(m.count, 101);
	assert_true(m.parts[100].cut);
}

static void taste_knows_letters(void **state)
{
	(void)state;
	assert_true(mail_taste(SPAN("From: a\nTo: b\nSubject: c\n\nhello")) >= 60);
	assert_true(
		mail_taste(SPAN("From x Mon Jan 1 00:00:00 2024\nFrom: a\n\n")) >= 50);
	assert_true(mail_taste(SPAN("Received: from x\n by y")) >= 50);
	assert_int_equal(mail_taste(SPAN("Package: x\nVersion: 1\n")), 0);
	assert_int_equal(mail_taste(SPAN("hello: world\n")), 0);
	assert_int_equal(mail_taste(SPAN("")), 0);
	assert_int_equal(mail_taste(SPAN("PK\x03\x04")), 0);
}

static void check_inside(struct span s, const struct mail *m)
{
	assert_true(m->count > 0);
	for (size_t i = 0; i < m->count; i++) {
		assert_true(span_inside(s, m->parts[i].body));
		assert_true(span_inside(s, m->parts[i].header.bytes));
		assert_true(m->parts[i].parent <= i);
	}
}

static void every_cut_stays_inside(void **state)
{
	struct span all = SPAN(
		MULTI("a") "p\r\n--a\rContent-Type: multipart/digest; boundary=\"b\"\n\n"
			   "--b\n\nSubject: =?utf-8?q?x?=\nContent-Disposition: x; "
			   "filename*0*=utf-8''%41;"
			   " filename*1=\"\\\"\"\nContent-Transfer-Encoding: "
			   "uuencode\n\nbegin 6 x\n%:&5L;&\\\n`\nend\n"
			   "--b--\n--a\n\nx\r\n--a--\r\n");
	for (size_t n = 0; n <= all.n; n++) {
		unsigned char *p = malloc(n ? n : 1);
		assert_non_null(p);
		memcpy(p, all.p, n);
		struct mail m;
		mail_parse(*state, span_of(p, n), &LIMITS, &m);
		check_inside(span_of(p, n), &m);
		for (size_t i = 0; i < m.count; i++)
			mail_part_decode(*state, &m.parts[i], 1000, NULL);
		mail_taste(span_of(p, n));
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_letter_is_one_part),
		cmocka_unit_test(nested_parts_are_listed_in_order),
		cmocka_unit_test(a_boundary_may_begin_with_another),
		cmocka_unit_test(text_may_stand_behind_a_boundary),
		cmocka_unit_test(what_never_ends_is_marked),
		cmocka_unit_test(parts_may_lack_header_or_body),
		cmocka_unit_test(a_digest_holds_letters),
		cmocka_unit_test(lone_crs_and_mixed_ends_bound_parts_too),
		cmocka_unit_test(names_are_decoded_however_they_are_written),
		cmocka_unit_test(contents_are_decoded_and_bounded),
		cmocka_unit_test(parts_behind_a_header_limit_stand_in_the_body),
		cmocka_unit_test(limits_cut_and_say_so),
		cmocka_unit_test(hostile_letters_stay_linear),
		cmocka_unit_test(ten_thousand_nested_parts_cost_no_stack),
		cmocka_unit_test(taste_knows_letters),
		cmocka_unit_test(every_cut_stays_inside),
	};
	return cmocka_run_group_tests_name("mail", tests, make_arena, drop_arena);
}
