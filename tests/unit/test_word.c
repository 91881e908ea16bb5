/* parse/word: encoded words and charsets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "parse/word.h"

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

static const char *decode(struct arena *a, const char *s, bool *encoded_r)
{
	return arena_cstr(a, word_decode(a, span_from_cstr(s), encoded_r));
}

/* RFC 2047 section 8, and what mailers make of it. */
static void words_are_decoded(void **state)
{
	static const char *const rows[][2] = {
		{ "=?ISO-8859-1?Q?a?=", "a" },
		{ "=?ISO-8859-1?Q?a?= b", "a b" },
		{ "=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab" },
		{ "=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab" },
		{ "=?ISO-8859-1?Q?a_b?=", "a b" },
		{ "=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b" },
		{ "=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore" },
		{ "=?iso-8859-1?q?J=F6rg?= x", "J\xC3\xB6rg x" },
		{ "=?iso-8859-1?q?=80?=", "\xE2\x82\xAC" },
		{ "=?utf-8?b?w7?= =?UTF-8?q?=B6?=", "\xC3\xB6" },
		{ "=?utf-8?B?w?= =?UTF-8?Q?=C3?= =?utf-8*de?Q?=B6?=", "\xC3\xB6" },
		{ "=?utf-8?Q?=C3?= x =?utf-8?Q?=B6?=", "\xEF\xBF\xBD x \xEF\xBF\xBD" },
		{ "a=?utf-8?Q?b?=c", "abc" },
		{ "=?utf-8?Q?what?\?=", "what?" },
		{ "=?utf-8?Q?a b?=", "a b" },
		{ "=?utf-8?Q?\?=", "" },
		{ "=?utf-8?Q?open =?utf-8?Q?b?=", "=?utf-8?Q?open b" },
		{ "=?utf-8?X?a?=", "=?utf-8?X?a?=" },
		{ "=?utf-8?Q?a", "=?utf-8?Q?a" },
		{ "=?", "=?" },
		{ "=?nobody?Q?a=E4?=", "a\xEF\xBF\xBD" },
		{ "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\xE6\x97\xA5\xE6\x9C\xAC" },
		{ "=?shift_jis?B?k/qWew==?=", "\xE6\x97\xA5\xE6\x9C\xAC" },
		{ "=?euc-jp?Q?=C6=FC=CB=DC?=", "\xE6\x97\xA5\xE6\x9C\xAC" },
		{ "=?ks_c_5601-1987?Q?=C7=D1?=", "\xED\x95\x9C" },
		{ "=?gb2312?Q?=D6=D0?=", "\xE4\xB8\xAD" },
		{ "=?big5?Q?=A4=A4?=", "\xE4\xB8\xAD" },
		{ "=?koi8-r?Q?=C4=C1?=", "\xD0\xB4\xD0\xB0" },
		{ "=?utf-7?Q?+AOQ-b?=", "\xC3\xA4"
					"b" },
		{ "=?utf-7?Q?+AOQ?= =?utf-7?Q?b?=", "\xC3\xA4"
						    "b" },
		{ "=?utf-16?B?/v8A5A==?=", "\xC3\xA4" },
		{ "=?gb18030?B?lDnaMw==?=", "\xF0\x9F\x92\xA9" },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(decode(*state, rows[i][0], NULL), rows[i][1]);
}

static void other_text_becomes_utf8(void **state)
{
	bool encoded = true;
	struct span plain = SPAN("plain  text"), high = SPAN("\xC3\xB6 b");
	assert_ptr_equal(word_decode(*state, plain, &encoded).p, plain.p);
	assert_false(encoded);
	assert_ptr_equal(word_decode(*state, high, NULL).p, high.p);
	assert_string_equal(decode(*state, "a\r\n\t b \n c", NULL), "a b c");
	assert_string_equal(decode(*state, "\xF6 \x80", NULL), "\xC3\xB6 \xE2\x82\xAC");
	decode(*state, "=?utf-8?Q?a?=", &encoded);
	assert_true(encoded);
	assert_true(word_is_in(SPAN("x=?utf-8?b?a?=y")));
	assert_false(word_is_in(SPAN("x=?utf-8?c?a?=y =?utf-8?b?a")));
	assert_int_equal(word_length(SPAN("=?utf-8?b?a?=y")), 13);
	assert_int_equal(word_length(SPAN("=?utf-8?b?a ?=y")), 0);
	assert_int_equal(word_length(SPAN(" =?utf-8?b?a?=y")), 0);
}

/* Longer than any charset's name. */
#define LONG_NAME                                                                        \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"       \
	"aaaaaaa"

static void unknown_charsets_are_said_to_be_so(void **state)
{
	static const char *const names[] = { "", "nobody", "utf-8,swaplfnl", "../x",
		"x/y", "ibm-1", "a\nb", LONG_NAME };
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bool known = true;
		struct span out = charset_to_utf8(
			*state, span_from_cstr(names[i]), SPAN("a\xE4"), &known);
		assert_false(known);
		assert_true(span_equal(out, SPAN("a\xEF\xBF\xBD")));
	}
	static const char *const known_names[] = { "UTF-8", " iso-8859-15 ",
		"Windows-1251", "cp437", "macintosh", "iso-2022-kr", "hz-gb-2312",
		"tis-620", "viscii", "utf-16le" };
	for (size_t i = 0; i < 10; i++) {
		bool known = false;
		charset_to_utf8(
			*state, span_from_cstr(known_names[i]), SPAN("a"), &known);
		if (!known && strcmp(known_names[i], "viscii") != 0)
			fail_msg("%s", known_names[i]);
	}
}

static void whatever_comes_in_utf8_goes_out(void **state)
{
	static const char *const names[] = { "utf-8", "utf-7", "utf-16", "iso-2022-jp",
		"iso-2022-kr", "hz-gb-2312", "shift_jis", "gb18030", "big5", "euc-kr",
		"iso-8859-6", "nobody", "us-ascii", "scsu", "utf-32" };
	unsigned char all[512];
	for (unsigned i = 0; i < 512; i++)
		all[i] = (unsigned char)(i * 7 + i / 256);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (size_t n = 0; n < sizeof(all); n += 3)
			assert_true(utf8_is_valid(charset_to_utf8(*state,
				span_from_cstr(names[i]), span_of(all, n), NULL)));
}

static void converters_work_after_a_fork(void **state)
{
	decode(*state, "=?koi8-r?Q?=C4?=", NULL);
	pid_t child = fork();
	if (child == 0)
		_exit(strcmp(decode(*state, "=?koi8-r?Q?=C4?= =?euc-jp?Q?=C6=FC?=", NULL),
			      "\xD0\xB4\xE6\x97\xA5") != 0);
	int status = 1;
	assert_true(waitpid(child, &status, 0) == child);
	assert_int_equal(status, 0);
}

/* Each of these takes minutes where some step looks at all the rest again. */
static void hostile_text_stays_linear(void **state)
{
	static const char *const units[] = { "=?", "=?a?q?", "=?a?q?b?= ", "=?a?q?b =?",
		"?=", "=?utf-8?b?w6Q=?=\n ", "=?koi8-r?q?=C4?= =?koi8-u?q?=C4?=", "\r\n ",
		"=?utf-7?q?+A?=", "=?iso-2022-jp?b?GyRC?= " };
	size_t n = 100000;
	unsigned char *p = malloc(n * 40);
	assert_non_null(p);
	clock_t start = clock();
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t u = strlen(units[i]);
		for (size_t k = 0; k < n; k++)
			memcpy(p + k * u, units[i], u);
		word_decode(*state, span_of(p, n * u), NULL);
		word_is_in(span_of(p, n * u));
		arena_reset(*state);
	}
	free(p);
	assert_true((clock() - start) / CLOCKS_PER_SEC < 20);
}

static void every_cut_gives_utf8(void **state)
{
	struct span all =
		SPAN("a =?utf-8*de?B?w6TDtg==?= \r\n "
		     "=?UTF-8?q?=C3=A4_x?=\t=?koi8-r?Q?=C4?=\xC3\xA4 \xE4=?x?=");
	for (size_t n = 0; n <= all.n; n++) {
		unsigned char *p = malloc(n ? n : 1);
		assert_non_null(p);
		memcpy(p, all.p, n);
		struct span s = span_of(p, n);
		assert_true(utf8_is_valid(word_decode(*state, s, NULL)));
		word_is_in(s);
		for (size_t i = 0; i < n; i++)
			assert_true(word_length(span_skip(s, i)) <= n - i);
		free(p);
	}
}

static void raw_iso_2022_jp_is_known_by_its_escapes(void **state)
{
	struct span all = SPAN("\x1b$B;3EDB@O:\x1b(B x");
	assert_int_equal(word_jis_length(all), 14);
	assert_true(span_equal(word_decode(*state, all, NULL), SPAN("山田太郎 x")));
	for (size_t n = 0; n < 14; n++) {
		assert_int_equal(word_jis_length(span_take(all, n)), 0);
		assert_true(utf8_is_valid(word_decode(*state, span_take(all, n), NULL)));
	}
	assert_int_equal(word_jis_length(SPAN("\x1b$Babc\x1b(B")), 0);
	assert_int_equal(word_jis_length(SPAN("\x1b$B\x1b(B")), 0);
	assert_int_equal(word_jis_length(SPAN("\x1b$B~~\x1b(B")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_decoded),
		cmocka_unit_test(other_text_becomes_utf8),
		cmocka_unit_test(unknown_charsets_are_said_to_be_so),
		cmocka_unit_test(whatever_comes_in_utf8_goes_out),
		cmocka_unit_test(converters_work_after_a_fork),
		cmocka_unit_test(raw_iso_2022_jp_is_known_by_its_escapes),
		cmocka_unit_test(hostile_text_stays_linear),
		cmocka_unit_test(every_cut_gives_utf8),
	};
	return cmocka_run_group_tests_name("word", tests, make_arena, drop_arena);
}
