/* parse/address: what mailers read out of a sender line, and what is odd about it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/text.h"
#include "base/utf8.h"
#include "parse/address.h"

static int make_arena(void **state)
{
	*state = arena_create(512 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

static const char *const ODD[] = { "comment", "route", "word", "nul", "control", "8bit",
	"utf8", "quoted", "quoted-at", "no-domain", "ats", "angles", "open", "literal",
	"junk", "space" };

/* name|local|domain|group|comments|oddities; one after the other. */
static const char *draw(struct arena *a, struct span value)
{
	struct text t;
	struct address_list l;
	text_init(&t, a, 1 << 20);
	address_list_parse(a, value, 100, &l);
	for (size_t i = 0; i < l.count; i++) {
		const struct address *m = &l.list[i];
		const struct span parts[] = { m->name, m->local, m->domain, m->group,
			m->comments };
		text_add_cstr(&t, i ? " ; " : "");
		for (size_t k = 0; k < 5; k++) {
			text_add(&t, parts[k]);
			text_add_byte(&t, '|');
		}
		for (size_t k = 0, n = 0; k < 16; k++)
			if (m->oddities & 1u << k)
				text_printf(&t, "%s%s", n++ ? "+" : "", ODD[k]);
	}
	if (l.empty_group)
		text_add_cstr(&t, "EMPTY");
	return t.p;
}

struct row {
	const char *in, *want;
};

static void check(struct arena *a, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_string_equal(draw(a, span_from_cstr(rows[i].in)), rows[i].want);
}
#define CHECK(a, rows) check((a), (rows), sizeof(rows) / sizeof((rows)[0]))

static void ordinary_forms(void **state)
{
	static const struct row rows[] = {
		{ "a@example.com", "|a|example.com|||" },
		{ " <a@example.com> ", "|a|example.com|||" },
		{ "Ann B. <a@example.com>", "Ann B.|a|example.com|||" },
		{ "\"B, Ann\" <a@example.com>, c@d.example",
			"B, Ann|a|example.com||| ; |c|d.example|||" },
		{ "\"say \\\"x\\\"\" <a@b>", "say \"x\"|a|b|||" },
		{ "a@example.com (Ann B.)", "Ann B.|a|example.com||Ann B.|" },
		{ "=?utf-8?Q?J=C3=B6rg?= <a@b>", "J\xC3\xB6rg|a|b|||" },
		{ "=?utf-8?Q?Doe,_John_(x)?= <a@b>", "Doe, John (x)|a|b|||" },
		{ "\"=?utf-8?B?w7Y=?=\" <a@b>", "\xC3\xB6|a|b|||" },
		{ "Ann\r\n B <a@b>", "Ann B|a|b|||" },
		{ "J\xC3\xB6rg <a@b>", "J\xC3\xB6rg|a|b|||" },
		{ "J\xF6rg <a@b>", "J\xC3\xB6rg|a|b|||" },
		{ "a@b.", "|a|b|||" },
		{ ",, a@b ,,", "|a|b|||" },
		{ "a@b; c@d", "|a|b||| ; |c|d|||" },
		{ "[list] Ann <a@b>", "[list] Ann|a|b|||" },
		{ "", "" },
	};
	CHECK(*state, rows);
}

/* RFC 5322 appendix A.1.2, A.1.3, A.5, A.6.1, A.6.3. */
static void examples_of_the_rfc(void **state)
{
	static const struct row rows[] = {
		{ "\"Joe Q. Public\" <john.q.public@example.com>",
			"Joe Q. Public|john.q.public|example.com|||" },
		{ "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
			"Mary Smith|mary|x.test||| ; |jdoe|example.org||| ; "
			"Who?|one|y.test|||" },
		{ "<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>",
			"|boss|nil.test||| ; Giant; \"Big\" "
			"Box|sysservices|example.net|||" },
		{ "A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
			"Ed Jones|c|a.test|A Group|| ; |joe|where.test|A Group|| ; "
			"John|jdoe|one.test|A Group||" },
		{ "Undisclosed recipients:;", "EMPTY" },
		{ "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
			"Pete|pete|silly.test||A nice ) chap his account his "
			"host|comment" },
		{ "A Group(Some people)\r\n     :Chris Jones <c@(Chris's "
		  "host.)public.example>,\r\n"
		  "         joe@example.org,\r\n  John <jdoe@one.test> (my dear friend); "
		  "(the end of the group)",
			"Chris Jones|c|public.example|A Group|Chris's host.|comment ; "
			"|joe|example.org|A Group|| ; "
			"John|jdoe|one.test|A Group|my dear friend|" },
		{ "(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;",
			"EMPTY" },
		{ "Mary Smith <@node.test:mary@example.net>, , jdoe@test   . example",
			"Mary Smith|mary|example.net|||route ; "
			"|jdoe|test.example|||space" },
		{ "John Doe <jdoe@machine(comment).  example>",
			"John Doe|jdoe|machine.example||comment|comment+space" },
	};
	CHECK(*state, rows);
}

static void odd_forms_are_read_and_noted(void **state)
{
	static const struct row rows[] = {
		{ "x <@a.test,@b.test:u@c.test>", "x|u|c.test|||route" },
		{ "<=?utf-8?Q?a=40b?=@c.test>", "|=?utf-8?Q?a=40b?=|c.test|||word" },
		{ "<a\x01@b>", "|a\x01|b|||control" },
		{ "<a\xE4@b>", "|a\xE4|b|||8bit" },
		{ "<\xC3\xA4@b>", "|\xC3\xA4|b|||utf8" },
		{ "\"a b\"@c", "|a b|c|||quoted" },
		{ "\"a@x\"@c", "|a@x|c|||quoted+quoted-at" },
		{ "\"a@good.test>\"<b@c>", "a@good.test>|b|c|||" },
		{ "root", "|root||||no-domain" },
		{ "Doe, John <a@b>", "|Doe||||no-domain ; John|a|b|||" },
		{ "John Doe", "John Doe|||||no-domain" },
		{ "<>", "|||||no-domain" },
		{ "x <@b>", "x||b|||no-domain" },
		{ "a@b@c", "|a@b|c|||ats" },
		{ "<a@b> <c@d>", "|a|b|||angles+junk" },
		{ "<a@b>, <c@d>", "|a|b||| ; |c|d|||" },
		{ "<x> <c@d>", "|c|d|||angles" },
		{ "x <<a@b>>", "x|a|b|||junk" },
		{ "x <a@b", "x|a|b|||open" },
		{ "x <a@b, c@d>", "x|a|b|||open ; |c|d|||open" },
		{ "a@b>", "|a|b|||open" },
		{ "a@[192.0.2.1]", "|a|[192.0.2.1]|||literal" },
		{ "a@[IPv6:2001:db8::1]", "|a|[IPv6:2001:db8::1]|||literal" },
		{ "<a@b> what", "|a|b|||junk" },
		{ "John Doe a@b", "John Doe|a|b|||junk" },
		{ "a@b c@d", "|a|b|||junk" },
		{ "< a @ b >", "|a|b|||space" },
		{ "<a b@c>", "|a b|c|||space" },
		{ "<a@b\r\n c>", "|a|b|||junk+space" },
		{ "<a@\r\n b>", "|a|b|||space" },
		{ "<a@\nb>", "|a|b|||control+space" },
		{ "\"John <a@b>", "\"John|a|b|||" },
		{ "John :( <a@b>", "John :(|a|b|||" },
		{ "ACME: Help <a@b>", "ACME: Help|a|b|||" },
		{ "(a(b)c@d) <x@y>", "|x|y||a(b)c@d|" },
		{ "(x@y)", "x@y||||x@y|no-domain" },
		{ "a(x)@b(y)", "y|a|b||x y|comment" },
	};
	CHECK(*state, rows);
	assert_string_equal(draw(*state, SPAN("<a@b\0.c>")), "|a|b");
	struct address_list l;
	address_list_parse(*state, SPAN("<a@b\0.c>"), 9, &l);
	assert_int_equal(l.list[0].oddities, ADDRESS_HAS_NUL);
	assert_true(span_equal(l.list[0].domain, SPAN("b\0.c")));
}

static void outcomes(void **state)
{
	struct address_list l;
	assert_int_equal(address_list_parse(*state, SPAN("a@b, c@d"), 9, &l), GOT_ALL);
	assert_int_equal(address_list_parse(*state, SPAN("a@b, c"), 9, &l), GOT_SOME);
	assert_int_equal(address_list_parse(*state, SPAN(" ,"), 9, &l), GOT_NONE);
	assert_int_equal(address_list_parse(*state, SPAN("x:;"), 9, &l), GOT_ALL);
	assert_true(l.empty_group && l.count == 0);
	assert_int_equal(address_list_parse(*state, SPAN("a@b, c@d"), 1, &l), GOT_LIMIT);
	assert_int_equal(l.count, 1);
	assert_true(span_equal(l.list[0].raw, SPAN("a@b")));
	address_list_parse(*state, SPAN(" \"N\" (c) <a@b> "), 1, &l);
	assert_true(span_equal(l.list[0].raw, SPAN("\"N\" (c) <a@b>")));
	assert_true(span_equal(l.list[0].name_raw, SPAN("\"N\" (c)")));
}

/* Each of these takes minutes where some step looks at all the rest again. */
static void hostile_values_stay_linear(void **state)
{
	static const char *const units[] = { "(", "\"", "\\\"", "<", ">", "@", "a@b,",
		"[", "@[", "=?", "=?a?q?", "(a)", "\"a\"", "<a@b>", ":", ";", "a:;", "a ",
		"a. ", "()", "( ", "@ ", "<@", "a@b ", "\\" };
	size_t n = 200000;
	unsigned char *p = malloc(n * 8);
	assert_non_null(p);
	clock_t start = clock();
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t u = strlen(units[i]);
		struct address_list l;
		for (size_t k = 0; k < n; k++)
			memcpy(p + k * u, units[i], u);
		address_list_parse(*state, span_of(p, n * u), 5000, &l);
		arena_reset(*state);
	}
	free(p);
	assert_true((clock() - start) / CLOCKS_PER_SEC < 20);
}

static void every_cut_stays_inside(void **state)
{
	struct span all = SPAN("G(x): \"a\\\" b\" <@r:l.\r\n m(c)@[1.2.3.4]> (n) j, "
			       "=?utf-8?q?a?=\xC3\xA4 "
			       "\"q@\"@d . e; x <<y@z>> <a@\nb, :( \"open <a\\");
	for (size_t n = 0; n <= all.n; n++) {
		unsigned char *p = malloc(n ? n : 1);
		assert_non_null(p);
		memcpy(p, all.p, n);
		struct address_list l;
		address_list_parse(*state, span_of(p, n), 100, &l);
		for (size_t i = 0; i < l.count; i++) {
			assert_true(span_inside(span_of(p, n), l.list[i].raw));
			assert_true(span_inside(l.list[i].raw, l.list[i].name_raw));
			assert_true(utf8_is_valid(l.list[i].name));
		}
		free(p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_forms),
		cmocka_unit_test(examples_of_the_rfc),
		cmocka_unit_test(odd_forms_are_read_and_noted),
		cmocka_unit_test(outcomes),
		cmocka_unit_test(hostile_values_stay_linear),
		cmocka_unit_test(every_cut_stays_inside),
	};
	return cmocka_run_group_tests_name("address", tests, make_arena, drop_arena);
}
