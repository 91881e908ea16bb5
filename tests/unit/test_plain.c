/* Words of documents: tags that part them, and runs in binary forms against a slow reading. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "parse/file/plain.h"

/* --- XML --- */

static struct span words(struct arena *a, struct span xml)
{
	struct text t;
	text_init(&t, a, xml.n);
	plain_xml(&t, xml);
	assert_false(t.cut);
	return text_span(&t);
}

static const struct {
	struct span xml, text;
} documents[] = {
	{ SPAN("<w:p><w:r><w:t>one</w:t></w:r><w:r><w:t>word</w:t></w:r></w:p>"),
		SPAN("\noneword\n") },
	{ SPAN("<w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/>c</w:t>"), SPAN("a\nb\nc") },
	{ SPAN("<row><c>a</c><c>b</c></row>"), SPAN("\n\na\n\nb\n\n") },
	{ SPAN("<si><t>a</t></si><si><t>b</t></si>"), SPAN("\na\n\nb\n") },
	{ SPAN("<text:h>a</text:h><text:s/>b<text:line-break/>"), SPAN("\na\n\nb\n") },
	{ SPAN("<spa>a</spa><bar>b</bar>c</p>"), SPAN("abc\n") },
};

static void parts_words_by_tags(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	for (size_t i = 0; i < sizeof(documents) / sizeof(*documents); i++) {
		struct span got = words(a, documents[i].xml);
		assert_int_equal(got.n, documents[i].text.n);
		assert_memory_equal(got.p, documents[i].text.p, got.n);
		for (size_t n = 0; n < documents[i].xml.n; n++)
			words(a, span_take(documents[i].xml, n));
	}
	arena_destroy(&a);
}

/* --- binary forms --- */

/* What a character of the reading is: `step` bytes from `at`. */
static unsigned char slow_character(struct span s, size_t at, size_t step)
{
	unsigned char c = s.p[at * step];
	if (step == 2 && s.p[at * step + 1])
		return ' ';
	return c > ' ' && c < 0x7F ? c : ' ';
}

static bool is_letter(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Marks what is kept, character by character, and copies it; a line's end for each hole that
 * comes before something kept, and one at the end. */
static void slow_runs(struct text *t, struct span s, size_t step)
{
	static bool kept[4096];
	size_t count = s.n / step, run = 0;
	memset(kept, 0, sizeof(kept));
	for (size_t i = 0; i <= count; i++) {
		if (i < count && is_letter(slow_character(s, i, step))) {
			run++;
			continue;
		}
		size_t first = i - run,
		       from = first > PLAIN_BESIDE ? first - PLAIN_BESIDE : 0;
		if (run >= PLAIN_RUN_MIN)
			for (size_t k = from; k < i + PLAIN_BESIDE && k < count; k++)
				kept[k] = true;
		run = 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (kept[i] && i && !kept[i - 1])
			text_add_byte(t, '\n');
		if (kept[i])
			text_add_byte(t, slow_character(s, i, step));
	}
	text_add_byte(t, '\n');
}

static void is_read_like_slowly(struct arena *a, struct span bytes)
{
	struct text got, want;
	arena_reset(a);
	text_init(&got, a, 3 * bytes.n + 3);
	text_init(&want, a, 3 * bytes.n + 3);
	plain_binary(&got, bytes);
	slow_runs(&want, bytes, 1);
	slow_runs(&want, bytes, 2);
	slow_runs(&want, span_skip(bytes, 1), 2);
	assert_false(got.cut);
	assert_int_equal(got.n, want.n);
	assert_memory_equal(got.p, want.p, got.n);
}

/* Runs of all lengths about the shortest, in bytes of one and of two, holes of all sizes. */
static size_t made(unsigned char *p, size_t max, uint32_t *seed)
{
	size_t n = 0;
	while (n + 1200 < max) {
		*seed = *seed * 1664525 + 1013904223;
		uint32_t r = *seed >> 8;
		size_t run = 20 + r % 9, hole = r >> 4 & 1 ? r >> 5 & 3 : r >> 5 & 511;
		bool is_wide = r >> 16 & 1;
		for (size_t i = 0; i < run; i++) {
			p[n++] = (unsigned char)("aZ09"[i & 3]);
			if (is_wide)
				p[n++] = 0;
		}
		for (size_t i = 0; i < hole; i++)
			p[n++] = (unsigned char)(r >> 20 & 1 ? 0 : "-. \xFF"[i & 3]);
		if (r % 5 == 0)
			break;
	}
	return n;
}

static void finds_every_run(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	unsigned char bytes[4096];
	uint32_t seed = 1;
	for (size_t round = 0; round < 3000; round++)
		is_read_like_slowly(a, span_of(bytes, made(bytes, sizeof(bytes), &seed)));
	size_t n = made(bytes, sizeof(bytes), &seed);
	for (size_t i = 0; i <= n; i++)
		is_read_like_slowly(a, span_of(bytes, i));
	arena_destroy(&a);
}

static void keeps_what_stands_around(void **state)
{
	(void)state;
	struct arena *a = arena_create(1 << 20);
	struct text t;
	text_init(&t, a, 1000);
	plain_binary(&t, SPAN("\x01pay: 0123456789abcdefABCDEFGH\x02soon"));
	assert_string_equal(t.p, " pay: 0123456789abcdefABCDEFGH soon\n\n\n");
	text_init(&t, a, 1000);
	plain_binary(&t, SPAN("0123456789abcdefABCDEFG-"));
	assert_string_equal(t.p, "\n\n\n");
	arena_destroy(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_words_by_tags),
		cmocka_unit_test(finds_every_run),
		cmocka_unit_test(keeps_what_stands_around),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
