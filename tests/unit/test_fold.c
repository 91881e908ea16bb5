/* parse/fold: names that a reader takes for one are one; what tells nobody apart is empty. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/must.h"
#include "base/utf8.h"
#include "core/people.h"
#include "parse/fold.h"

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create((size_t)256 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(&arena);
	return 0;
}

static struct span fold(const char *name)
{
	return fold_name(arena, span_from_cstr(name));
}

static void one_name(void **state)
{
	(void)state;
	static const char *const same[][2] = { { "Alice Smith", "ALICE SMITH" },
		{ "Alice Smith", "Smith, Alice" }, { "Alice Smith", "Alice B. Smith" },
		{ "Alice Smith", "Smith, Alice B. (Acme)" },
		{ "Alice Smith", "Dr. Alice Smith" },
		{ "Alice Smith", "Alice Smith, PhD" },
		{ "Alice Smith", "Alice Smith via Talk" },
		{ "Alice Smith", "  \"Alice   Smith\" " },
		{ "Alice Smith", "Alice Smith [External]" },
		{ "Alice Smith", "Al\u00edce Smith" }, { "Alice Smith", "A1ice Smith" },
		{ "Alice Smith", "AIice Smith" }, { "Alice Smith", "Alice Srnith" },
		{ "Alice Smith", "\u0410lice Smith" }, /* Cyrillic A */
		{ "Alice Smith",
			"\uff21\uff4c\uff49\uff43\uff45 Smith" }, /* full width */
		{ "Alice Smith", "Alice\u00a0Smith" }, { "Alice Smith", "alice.smith" },
		{ "Alice Smith", "Alice\u200b Smith" },
		{ "Shane O'Neil", "Shane O\u2019Neil" },
		{ "Shane O'Neil", "Shane ONeil" },
		{ "J\u00fcrgen M\u00fcller", "Jurgen Muller" },
		{ "\u5c71\u7530\u592a\u90ce", "\u5c71\u7530 \u592a\u90ce" } };
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		struct span a = fold(same[i][0]), b = fold(same[i][1]);
		if (a.n && span_equal(a, b))
			continue;
		print_error("%s is \"%.*s\", %s is \"%.*s\"\n", same[i][0], SPAN_ARG(a),
			same[i][1], SPAN_ARG(b));
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void two_names(void **state)
{
	(void)state;
	static const char *const other[][2] = { { "Alice Smith", "Alice Smart" },
		{ "Alice Smith", "Bob Smith" }, { "Alice Smith", "Alice Mary Smith" },
		{ "Alice Smith", "Alicesmith Jones" },
		{ "\u5c71\u7530\u592a\u90ce", "\u592a\u90ce\u5c71\u7530" },
		{ "Anna Schmidt", "Anne Schmidt" } };
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		if (span_equal(fold(other[i][0]), fold(other[i][1])))
			fail_msg("%s is %s", other[i][0], other[i][1]);
}

static void what_tells_nobody_apart(void **state)
{
	(void)state;
	static const char *const none[] = { "", " ", "Alice", "A B", "Al Li", "Al S.",
		"Customer Support", "The Security Team", "No Reply", "IT Help Desk",
		"alice@example.com", "Alice Smith <alice@example.com>", "(Alice Smith)",
		"--- ***", "Dr. Alice", "\u5c71\u7530",
		"a b c d e f g h i j k l m n o p q r s t", "((((((((", "\xff\xfe" };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct span f = fold(none[i]);
		if (f.n)
			fail_msg("\"%s\" is \"%.*s\"", none[i], SPAN_ARG(f));
	}
}

static void any_bytes_are_bounded(void **state)
{
	(void)state;
	static const char *const runs[] = { "m", "\ufdfa", "\u0958\u0327", "A ", "\xf0",
		"ab\u5c71 ", "(", "\u1e9e", "\u2171 " };
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		char name[1000] = "Alice ";
		while (strlen(name) + strlen(runs[i]) < sizeof(name))
			strcat(name, runs[i]);
		for (size_t n = 0; n < 500; n++) {
			struct span f = fold_name(arena, span_of(name, n));
			assert_true(f.n <= 6 * 400);
			assert_true(people_text_is_fit(f));
			arena_reset(arena);
		}
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_arena, drop_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_name),
		TEST(two_names),
		TEST(what_tells_nobody_apart),
		TEST(any_bytes_are_bounded),
	};
	return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
