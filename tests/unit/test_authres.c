/* parse/authres: Authentication-Results, shown as one line for each field:
 * "id version got| method version=result "reason" type.name=value | ...". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/text.h"
#include "parse/authres.h"

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

static void show_clause(struct text *t, const struct authres_clause *c)
{
	text_printf(t, "| %.*s", SPAN_ARG(c->method));
	if (c->version != 1)
		text_printf(t, " %u", c->version);
	text_printf(t, "=%.*s", SPAN_ARG(c->result));
	if (c->reason.p)
		text_printf(t, " \"%.*s\"", SPAN_ARG(c->reason));
	for (size_t i = 0; i < c->count; i++)
		text_printf(t, " %.*s.%.*s=%.*s", SPAN_ARG(c->properties[i].type),
			SPAN_ARG(c->properties[i].name),
			SPAN_ARG(c->properties[i].value));
}

static const char *show(struct arena *a, struct span value)
{
	static const char *const gots[] = { "all", "some", "none", "limit" };
	struct authres r;
	struct text t;
	enum got got = authres_parse(a, value, &r);
	text_init(&t, a, 1 << 20);
	text_printf(&t, "%.*s %u %s", SPAN_ARG(r.authserv_id), r.version, gots[got]);
	for (size_t i = 0; i < r.count; i++)
		show_clause(&t, &r.clauses[i]);
	return t.p;
}

struct row {
	const char *value, *want;
};

static void expect(struct arena *a, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(show(a, span_from_cstr(rows[i].value)), rows[i].want);
}

#define EXPECT(rows) expect(*state, (rows), sizeof(rows) / sizeof((rows)[0]))

/* RFC 8601 appendix B, as far as shapes differ. */
static void the_forms_of_the_rfc(void **state)
{
	static const struct row rows[] = {
		{ " example.org 1; none", "example.org 1 all" },
		{ "example.com;\r\n\tspf=pass smtp.mailfrom=example.net",
			"example.com 1 all| spf=pass smtp.mailfrom=example.net" },
		{ "example.com;\r\n auth=pass (cleartext) "
		  "smtp.auth=sender@example.net;\r\n"
		  " spf=pass smtp.mailfrom=example.net",
			"example.com 1 all| auth=pass smtp.auth=sender@example.net"
			"| spf=pass smtp.mailfrom=example.net" },
		{ "example.com; dkim=pass reason=\"good signature\" "
		  "header.i=@mail-router.example.net;\r\n dkim=fail reason=\"bad "
		  "signature\" "
		  "header.i=@newyork.example.com",
			"example.com 1 all| dkim=pass \"good signature\" "
			"header.i=@mail-router.example.net| dkim=fail \"bad signature\" "
			"header.i=@newyork.example.com" },
		{ "foo.example.net (foobar) 1 (baz);\r\n"
		  "    dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n"
		  "      policy (A dot can go here) . (like that) expired\r\n"
		  "      (this surprised me) = (as I wasn't expecting it) 1362471462",
			"foo.example.net 1 all| dkim=fail policy.expired=1362471462" },
		{ "x.example; NONE", "x.example 1 all" },
		{ "x.example 2; DKIM/3=Pass HEADER.D=Example.com",
			"x.example 2 all| dkim 3=pass HEADER.D=Example.com" },
		{ "\"x y\\\"z\"; spf=none", "x y\"z 1 all| spf=none" },
		{ "x.example", "x.example 1 all" },
	};
	EXPECT(rows);
}

static void what_borders_write_beyond_it(void **state)
{
	static const struct row rows[] = {
		{ "x.example; spf=none smtp.mailfrom=; dkim=pass header.d=a.example;",
			"x.example 1 all| spf=none smtp.mailfrom=| dkim=pass "
			"header.d=a.example" },
		{ "x.example; dmarc=fail action=oreject "
		  "header.from=a.example;compauth=fail "
		  "reason=000",
			"x.example 1 all| dmarc=fail .action=oreject "
			"header.from=a.example"
			"| compauth=fail \"000\"" },
		{ "x.example; iprev=pass (h.example) smtp.remote-ip=2001:db8::1",
			"x.example 1 all| iprev=pass smtp.remote-ip=2001:db8::1" },
		{ "x.example; spf=pass smtp.helo=[192.0.2.1] "
		  "smtp.mailfrom=SRS0=a/b=c@d.example",
			"x.example 1 all| spf=pass smtp.helo=[192.0.2.1] "
			"smtp.mailfrom=SRS0=a/b=c@d.example" },
		{ "x.example; dkim=pass header.b=\"a/b=\" header.i=\" a "
		  "\\\"b\\\"@c.example\"",
			"x.example 1 all| dkim=pass header.b=a/b= header.i= a "
			"\"b\"@c.example" },
		{ "x.example; spf=pass smtp.mailfrom=\xC3\xA4@b\xC3\xBC.example",
			"x.example 1 all| spf=pass "
			"smtp.mailfrom=\xC3\xA4@b\xC3\xBC.example" },
		{ "x.example; ; ;spf=pass;", "x.example 1 all| spf=pass" },
	};
	EXPECT(rows);
}

/* Each is a way to make a careless reader see a "dmarc=pass" that is not there. */
static void attacks_on_the_reader(void **state)
{
	static const struct row rows[] = {
		{ "x.example; spf=fail smtp.mailfrom=\"a) ; dmarc=pass (\"@b.example; "
		  "dmarc=fail",
			"x.example 1 all| spf=fail smtp.mailfrom=\"a) ; dmarc=pass "
			"(\"@b.example"
			"| dmarc=fail" },
		{ "x.example; spf=fail (a (b) c; dmarc=pass) smtp.mailfrom=b.example",
			"x.example 1 all| spf=fail smtp.mailfrom=b.example" },
		{ "x.example; spf=fail (a \\) ; dmarc=pass) ; dmarc=fail",
			"x.example 1 all| spf=fail| dmarc=fail" },
		{ "x.example; spf=fail reason=\"x; dmarc=pass\"; dmarc=fail",
			"x.example 1 all| spf=fail \"x; dmarc=pass\"| dmarc=fail" },
		{ "x.example; spf=fail reason=\"x\\\"; dmarc=pass\"",
			"x.example 1 all| spf=fail \"x\"; dmarc=pass\"" },
		{ "x.example; dmarc=fail; dmarc=pass",
			"x.example 1 all| dmarc=fail| dmarc=pass" },
		{ "x.example; dkim=fail header.d=good.example; spf=pass "
		  "smtp.mailfrom=evil.example",
			"x.example 1 all| dkim=fail header.d=good.example"
			"| spf=pass smtp.mailfrom=evil.example" },
		{ "evil.example (x.example); dmarc=pass",
			"evil.example 1 all| dmarc=pass" },
		{ "(x.example; dmarc=pass) evil.example; dmarc=fail",
			"evil.example 1 all| dmarc=fail" },
		{ "x.example; none; dmarc=pass", "x.example 1 some" },
	};
	EXPECT(rows);
}

static void nothing_behind_a_broken_clause_is_believed(void **state)
{
	static const struct row rows[] = {
		{ "", " 1 none" },
		{ "dkim=pass header.d=a.example", " 1 none" },
		{ "; dkim=pass", " 1 none" },
		{ "example/net; dkim=pass", " 1 none" },
		{ "a@x.example; dkim=pass", " 1 none" },
		{ "\"x.example; dkim=pass", " 1 none" },
		{ "x.example one; dkim=pass", " 1 none" },
		{ "x.example 1 2; dkim=pass", " 1 none" },
		{ "(x.example; dkim=pass", " 1 none" },
		{ "x.example; spf=pass; dkim; dmarc=pass", "x.example 1 some| spf=pass" },
		{ "x.example; spf=pass (; dmarc=pass", "x.example 1 some" },
		{ "x.example; spf=pass reason=\"a; dmarc=pass", "x.example 1 some" },
		{ "x.example; dkim=pass header.b=/d5r; dmarc=pass", "x.example 1 some" },
		{ "x.example; dkim=pass header.d=\"a\"b; dmarc=pass",
			"x.example 1 some" },
		{ "x.example; dkim=pass header.=a; dmarc=pass", "x.example 1 some" },
		{ "x.example; dkim=pass header. d; dmarc=pass", "x.example 1 some" },
		{ "x.example; spf=pass <a@b>; dmarc=pass", "x.example 1 some" },
		{ "x.example; dkim/x=pass; dmarc=pass", "x.example 1 some" },
		{ "x.example; dkim=; dmarc=pass", "x.example 1 some" },
		{ "x.example; dkim=pa\"ss\"; dmarc=pass", "x.example 1 some" },
	};
	EXPECT(rows);
}

static void folds_inside_quotes_are_undone(void **state)
{
	struct authres r;
	authres_parse(*state, SPAN("x.example; spf=fail reason=\"a\r\n b\""), &r);
	assert_true(span_equal(r.clauses[0].reason, SPAN("a b")));
}

static void a_property_is_of_its_own_clause(void **state)
{
	struct authres r;
	authres_parse(*state,
		SPAN("x.example; dkim=pass header.D=a.example; dmarc=fail "
		     "header.from=b.example"),
		&r);
	assert_int_equal(r.count, 2);
	assert_true(span_equal(
		authres_property(&r.clauses[0], "header", "d"), SPAN("a.example")));
	assert_int_equal(authres_property(&r.clauses[1], "header", "d").n, 0);
	assert_int_equal(authres_property(&r.clauses[0], "header", "from").n, 0);
	assert_true(span_equal(
		authres_property(&r.clauses[1], "Header", "From"), SPAN("b.example")));
}

static void both_bounds_stop_it(void **state)
{
	struct text t;
	struct authres r;
	text_init(&t, *state, 1 << 20);
	text_add_cstr(&t, "x.example");
	for (size_t i = 0; i < AUTHRES_CLAUSES_MAX; i++)
		text_add_cstr(&t, "; a=b");
	assert_int_equal(authres_parse(*state, text_span(&t), &r), GOT_ALL);
	text_add_cstr(&t, "; a=b");
	assert_int_equal(authres_parse(*state, text_span(&t), &r), GOT_LIMIT);
	assert_int_equal(r.count, AUTHRES_CLAUSES_MAX);

	text_init(&t, *state, 1 << 20);
	text_add_cstr(&t, "x.example; a=b; c=d");
	for (size_t i = 0; i < AUTHRES_PROPERTIES_MAX; i++)
		text_add_cstr(&t, " e.f=g");
	assert_int_equal(authres_parse(*state, text_span(&t), &r), GOT_ALL);
	text_add_cstr(&t, " e.f=g");
	assert_int_equal(authres_parse(*state, text_span(&t), &r), GOT_LIMIT);
	assert_int_equal(r.count, 1);
}

static void cut_at_every_byte(void **state)
{
	static const char text[] =
		"x.example (a (b)) 1;\r\n dkim / 1 = pass (\\)) reason=\"a\\\"b\" "
		"header.d=a.example; spf=fail smtp.mailfrom=\"(\"@b.example; none";
	(void)state;
	for (size_t n = 0; n < sizeof(text); n++) {
		struct arena *a = arena_create(1 << 20);
		unsigned char *copy = malloc(n ? n : 1);
		struct authres r;
		memcpy(copy, text, n);
		enum got got = authres_parse(a, span_of(copy, n), &r);
		assert_true(got != GOT_NONE || r.authserv_id.n == 0);
		assert_true(r.count <= 2);
		free(copy);
		arena_destroy(&a);
	}
}

/* 1 MiB of what would be slow if anything were read twice. */
static void hostile_input_costs_linear_time(void **state)
{
	static const char *const pieces[] = { "(", "\"", "\\", ";", "a=b;", " ", "none;",
		"@", ";\"" };
	enum { BYTES = 1 << 20 };
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct text t;
		struct authres r;
		struct arena *a = arena_create(8 << 20);
		text_init(&t, a, BYTES);
		text_add_cstr(&t, "x.example; spf=pass ");
		while (!t.cut)
			text_add_cstr(&t, pieces[i]);
		clock_t start = clock();
		authres_parse(a, text_span(&t), &r);
		assert_true(clock() - start < CLOCKS_PER_SEC);
		arena_destroy(&a);
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_forms_of_the_rfc, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(
			what_borders_write_beyond_it, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(
			attacks_on_the_reader, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(
			nothing_behind_a_broken_clause_is_believed, make_arena,
			drop_arena),
		cmocka_unit_test_setup_teardown(
			folds_inside_quotes_are_undone, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(
			a_property_is_of_its_own_clause, make_arena, drop_arena),
		cmocka_unit_test_setup_teardown(
			both_bounds_stop_it, make_arena, drop_arena),
		cmocka_unit_test(cut_at_every_byte),
		cmocka_unit_test(hostile_input_costs_linear_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
