/* parse/lookalike: what imitates a domain and what does not; and that the index finds every
 * pair that the comparison names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/text.h"
#include "core/people.h"
#include "parse/idn.h"
#include "parse/lookalike.h"
#include "parse/suffix.h"

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create((size_t)1 << 30);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(&arena);
	return 0;
}

static struct span ascii(const char *domain)
{
	struct span s = SPAN("");
	must(!domain[0] || idn_to_ascii(arena, span_from_cstr(domain), &s));
	return s;
}

static const struct {
	const char *domain, *known;
	enum lookalike how;
} rows[] = {
	/* tricks */
	{ "examp1e.com", "example.com", LOOKALIKE_SKELETON },
	{ "exarnple.com", "example.com", LOOKALIKE_SKELETON },
	{ "g00gle.com", "google.com", LOOKALIKE_SKELETON },
	{ "\u0435xample.com", "example.com", LOOKALIKE_SKELETON },
	{ "mail.examp1e.net", "example.com", LOOKALIKE_SKELETON },
	{ "exampel.com", "example.com", LOOKALIKE_EDIT },
	{ "exmple.com", "example.com", LOOKALIKE_EDIT },
	{ "examplle.com", "example.com", LOOKALIKE_EDIT },
	{ "exampie.com", "example.com", LOOKALIKE_EDIT },
	{ "example.com.thief.net", "example.com", LOOKALIKE_SUBDOMAIN },
	{ "www.example.com-login.thief.net", "example.com", LOOKALIKE_SUBDOMAIN },
	{ "example-com.net", "example.com", LOOKALIKE_SUBDOMAIN },
	{ "example-com.thief.net", "example.com", LOOKALIKE_SUBDOMAIN },
	{ "secure-example-com.net", "example.com", LOOKALIKE_SUBDOMAIN },
	{ "x.com.thief.net", "x.com", LOOKALIKE_SUBDOMAIN },
	{ "example.co.uk.thief.net", "example.co.uk", LOOKALIKE_SUBDOMAIN },
	{ "exams-support.com", "exams.com", LOOKALIKE_AFFIX },
	{ "exams-results.com", "exams.com", LOOKALIKE_NONE },
	{ "bigexample-support.com", "bigexample.com", LOOKALIKE_AFFIX },
	{ "login-bigexample.org", "bigexample.com", LOOKALIKE_AFFIX },
	{ "bigexamplelogin.com", "bigexample.com", LOOKALIKE_AFFIX },
	{ "mybigexample.com", "bigexample.com", LOOKALIKE_AFFIX },
	{ "bigexamp1e-support.com", "bigexample.com", LOOKALIKE_AFFIX },
	{ "bigexample-s\u00e9curit\u00e9.com", "bigexample.com", LOOKALIKE_AFFIX },
	{ "big-example-help.com", "big-example.com", LOOKALIKE_AFFIX },
	{ "gmx-support.net", "gmxx.net", LOOKALIKE_NONE },
	{ "ebay-support.com", "ebay.com",
		LOOKALIKE_AFFIX }, /* short: with office words */
	{ "example.net", "example.com", LOOKALIKE_SUFFIX },
	{ "example.co.uk", "example.com", LOOKALIKE_SUFFIX },
	/* the same organization, and what is none */
	{ "example.com", "example.com", LOOKALIKE_NONE },
	{ "mail.example.com", "example.com", LOOKALIKE_NONE },
	{ "a.example.co.uk", "example.co.uk", LOOKALIKE_NONE },
	{ "", "example.com", LOOKALIKE_NONE },
	{ "example.com", "", LOOKALIKE_NONE },
	{ "localhost", "localhost", LOOKALIKE_NONE },
	{ "localhosts", "localhost", LOOKALIKE_NONE },
	/* honest neighbours */
	{ "linuxfoundation.org", "linux.org", LOOKALIKE_NONE },
	{ "linux.org", "linuxfoundation.org", LOOKALIKE_NONE },
	{ "server1.com", "server2.com", LOOKALIKE_NONE },
	{ "server.com", "server2.com", LOOKALIKE_NONE },
	{ "gmail.com", "gmx.com", LOOKALIKE_NONE },
	{ "gmail.com", "mail.com", LOOKALIKE_NONE },
	{ "gmx.net", "gmx.de", LOOKALIKE_NONE }, /* three letters */
	{ "web.de", "wed.de", LOOKALIKE_NONE },
	{ "bank.com", "tank.com", LOOKALIKE_NONE },
	{ "apple.com", "ample.com", LOOKALIKE_NONE },
	{ "other.co.uk", "another.co.uk", LOOKALIKE_NONE },
	{ "first.co.uk", "second.co.uk", LOOKALIKE_NONE },
	{ "web-hosting.com", "hosting.com", LOOKALIKE_AFFIX },
	{ "debian.org", "debian.net", LOOKALIKE_SUFFIX },
	{ "exampleville.com", "example.com", LOOKALIKE_NONE },
	{ "notexample.com", "example.com", LOOKALIKE_NONE },
	{ "thisisexample.com.org", "example.com", LOOKALIKE_NONE },
	{ "b\u00fccher.example", "bucher.example", LOOKALIKE_NONE },
	{ "\u4f8b\u3048.example", "\u4f8b\u5b50.example", LOOKALIKE_NONE },
};

static void tricks_and_neighbours(void **state)
{
	(void)state;
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		enum lookalike how = lookalike_compare(
			arena, ascii(rows[i].domain), ascii(rows[i].known));
		if (how != rows[i].how) {
			print_error("%s for %s: %s, not %s\n", rows[i].domain,
				rows[i].known, lookalike_name(how),
				lookalike_name(rows[i].how));
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void one_edit(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool is;
	} pairs[] = { { "", "", false }, { "", "a", true }, { "a", "a", false },
		{ "a", "b", true }, { "ab", "ba", true }, { "abc", "acb", true },
		{ "abc", "cba", false }, { "abcd", "badc", false },
		{ "abc", "abcd", true }, { "abc", "dabc", true }, { "abc", "abxc", true },
		{ "abc", "abcde", false }, { "aab", "ab", true }, { "abab", "aba", true },
		{ "abab", "baba", false } };
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct span a = span_from_cstr(pairs[i].a),
			    b = span_from_cstr(pairs[i].b);
		assert_int_equal(lookalike_is_one_edit(a, b), pairs[i].is);
		assert_int_equal(lookalike_is_one_edit(b, a), pairs[i].is);
	}
}

/* --- the index --- */

static bool meet(struct span domain, struct span known)
{
	struct span marks[LOOKALIKE_MARKS_MAX], probes[LOOKALIKE_PROBES_MAX];
	struct span org = suffix_registrable(domain);
	size_t m = lookalike_marks(
		arena, known, lookalike_shape(arena, known), marks, LOOKALIKE_MARKS_MAX);
	size_t p = lookalike_probes(
		arena, org, lookalike_shape(arena, domain), probes, LOOKALIKE_PROBES_MAX);
	assert_true(m > 0 && m < LOOKALIKE_MARKS_MAX);
	assert_true(p > 0 && p < LOOKALIKE_PROBES_MAX); /* none was left out */
	for (size_t i = 0; i < m; i++)
		for (size_t k = 0; k < p; k++)
			if (span_equal(marks[i], probes[k]))
				return true;
	return false;
}

static unsigned next_random(unsigned below)
{
	static uint64_t x = 88172645463325252U;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (unsigned)(x >> 11) % below;
}

#define ONE_OF(list) (list)[next_random(sizeof(list) / sizeof((list)[0]))]

static const char *const words[] = { "example", "secure", "bank", "pay", "login", "ex",
	"support", "big", "examp1e", "team", "web", "x", "server", "mail", "a",
	"m\u00fcller", "\u0435xample", "examples", "com", "b", "\u05d0\u05d1\u05d2",
	"\u0660" };
static const char *const ends[] = { "com", "net", "co.uk", "org", "de", "example",
	"com.br", "xn--p1ai" };

static void add_label(struct text *t)
{
	for (unsigned n = next_random(4) + 1; n; n--) {
		text_add_cstr(t, ONE_OF(words));
		if (n > 1 && next_random(2))
			text_add_byte(t, '-');
	}
}

static bool make_domain(unsigned above, struct span *domain_r)
{
	struct text t;
	text_init(&t, arena, 512);
	for (unsigned i = 0; i < above; i++) {
		add_label(&t);
		text_add_byte(&t, '.');
	}
	add_label(&t);
	text_add_byte(&t, '.');
	text_add_cstr(&t, ONE_OF(ends));
	return idn_to_ascii(arena, text_span(&t), domain_r) && domain_r->n <= 253;
}

/* A domain that is near another one: changed here and there, put in front, glued on. */
static bool change(struct span known, struct span *domain_r)
{
	struct text t;
	text_init(&t, arena, 512);
	unsigned at = next_random((unsigned)known.n), how = next_random(9);
	size_t dot = span_find_byte(known, '.');
	if (how == 0)
		text_printf(&t, "%.*s-%s.net", (int)dot, (char *)(uintptr_t)known.p,
			ONE_OF(words));
	else if (how == 1)
		text_printf(&t, "%s%.*s", ONE_OF(words), SPAN_ARG(known));
	else if (how == 2)
		text_printf(&t, "%.*s.%s.net", SPAN_ARG(known), ONE_OF(words));
	else if (how == 3)
		for (size_t i = 0; i < known.n; i++)
			text_add_byte(&t, known.p[i] == '.' ? '-' : known.p[i]);
	else if (how == 4)
		text_printf(&t, "%.*s%s.%s", (int)dot, (char *)(uintptr_t)known.p,
			ONE_OF(words), ONE_OF(ends));
	else if (how == 5)
		text_printf(&t, "%.*s.%s", (int)dot, (char *)(uintptr_t)known.p,
			ONE_OF(ends));
	else if (how == 8)
		for (size_t i = 0; i < known.n; i++)
			text_add_cstr(&t, known.p[i] == 'l'   ? "1"
					  : known.p[i] == 'o' ? "0"
					  : known.p[i] == 'm' && i < dot
						  ? "rn"
						  : (char[]){ (char)known.p[i], 0 });
	else
		for (size_t i = 0; i < known.n; i++)
			if (i != at || how == 7)
				text_add_byte(&t, i == at ? 'x' : known.p[i]);
	if (how == 3)
		text_add_cstr(&t, next_random(2) ? ".net" : "-x.a.net");
	return idn_to_ascii(arena, text_span(&t), domain_r) && domain_r->n <= 253 &&
	       domain_r->n > 0;
}

static void every_pair_that_compares_meets(void **state)
{
	(void)state;
	size_t found[LOOKALIKE_SUFFIX + 1] = { 0 };
	for (int i = 0; i < 30000; i++) {
		struct span known, domain;
		if (!make_domain(0, &known) ||
			!(next_random(3) ? change(known, &domain)
					 : make_domain(next_random(4), &domain)))
			continue;
		known = suffix_registrable(known);
		enum lookalike how = lookalike_compare(arena, domain, known);
		found[how]++;
		if (how != LOOKALIKE_NONE && !meet(domain, known))
			fail_msg("%.*s for %.*s is %s, and not found", SPAN_ARG(domain),
				SPAN_ARG(known), lookalike_name(how));
		arena_reset(arena);
	}
	for (int how = 0; how <= LOOKALIKE_SUFFIX; how++)
		if (found[how] < 50)
			fail_msg("only %zu are %s", found[how],
				lookalike_name((enum lookalike)how));
}

/* The longest that there are. */
static void long_domains_fit(void **state)
{
	(void)state;
	struct text t;
	text_init(&t, arena, 512);
	for (int i = 0; i < 83; i++)
		text_printf(&t, "%c-", 'a' + i % 26);
	text_printf(&t, "a.example.com.");
	for (int i = 0; i < 31; i++)
		text_printf(&t, "%c-", 'a' + i % 26);
	text_printf(&t, "a.net");
	assert_true(meet(text_span(&t), SPAN("example.com")));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_arena, drop_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tricks_and_neighbours),
		TEST(one_edit),
		TEST(every_pair_that_compares_meets),
		TEST(long_domains_fit),
	};
	return cmocka_run_group_tests_name("lookalike", tests, NULL, NULL);
}
