/* auth/dkim_canon, dkim_body: RFC 6376 section 3.4, whole and one byte at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "auth/dkim_body.h"
#include "base/text.h"

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

static void collect(void *state, struct span bytes)
{
	text_add(state, bytes);
}

/* The canonical form of `s`, fed in pieces of `step` bytes, each an exactly sized copy. */
static struct span canon_of(struct arena *a, enum canon canon, struct span s, size_t step)
{
	struct text *t = arena_new(a, struct text);
	text_init(t, a, 1 << 20);
	struct canon_sink *sink = arena_new(a, struct canon_sink);
	sink->take = collect;
	sink->state = t;
	struct canon_body b = { .canon = canon, .sink = sink };
	for (size_t at = 0; at < s.n; at += step) {
		struct span piece = span_take(span_skip(s, at), step);
		unsigned char *copy = malloc(piece.n);
		memcpy(copy, piece.p, piece.n);
		canon_body_add(&b, span_of(copy, piece.n));
		free(copy);
	}
	canon_body_end(&b);
	assert_false(t->cut);
	return text_span(t);
}

static const struct {
	const char *in, *simple, *relaxed;
} bodies[] = {
	/* RFC 6376 section 3.4.5 */
	{ " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n" },
	{ "", "\r\n", "" },
	{ "\r\n", "\r\n", "" },
	{ "\r\n\r\n", "\r\n", "" },
	{ " \r\n\t\r\n", " \r\n\t\r\n", "" },
	{ "a", "a\r\n", "a\r\n" },
	{ "a\r\n", "a\r\n", "a\r\n" },
	{ "a \r\n \r\n", "a \r\n \r\n", "a\r\n" },
	{ "\r\n\r\na", "\r\n\r\na\r\n", "\r\n\r\na\r\n" },
	{ "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n" },
	{ "a  b\tc \td", "a  b\tc \td\r\n", "a b c d\r\n" },
	{ "\r\n  a", "\r\n  a\r\n", "\r\n a\r\n" },
	{ "a\r\n b\r\n\tc", "a\r\n b\r\n\tc\r\n", "a\r\n b\r\n c\r\n" },
	/* letters saved on disk: a bare LF ends a line */
	{ "a\nb\n\n", "a\r\nb\r\n", "a\r\nb\r\n" },
	{ "a\n  b\n", "a\r\n  b\r\n", "a\r\n b\r\n" },
	{ "a\n\r\nb", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n" },
	{ "\n\n\n", "\r\n", "" },
	/* a lone CR is a byte */
	{ "a\rb\r\n", "a\rb\r\n", "a\rb\r\n" },
	{ "a \r b\r\n", "a \r b\r\n", "a \r b\r\n" },
	{ "a\r", "a\r\r\n", "a\r\r\n" },
	{ "a\r\r\n", "a\r\r\n", "a\r\r\n" },
	{ "\r", "\r\r\n", "\r\r\n" },
	{ "a \r", "a \r\r\n", "a \r\r\n" },
};

static void bodies_come_out_as_the_rfc_says(void **state)
{
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct span in = span_from_cstr(bodies[i].in);
		for (size_t step = 1; step <= in.n + 1; step++) {
			struct span simple = canon_of(*state, CANON_SIMPLE, in, step);
			struct span relaxed = canon_of(*state, CANON_RELAXED, in, step);
			assert_string_equal((const char *)simple.p, bodies[i].simple);
			if (relaxed.n || bodies[i].relaxed[0])
				assert_string_equal(
					(const char *)relaxed.p, bodies[i].relaxed);
		}
	}
}

/* Section 3.4.3 and 3.4.4, word for word and slowly: what the fast one is held against. */
static struct span slow_canon(struct arena *a, enum canon canon, struct span s)
{
	struct text t, line;
	size_t kept = 0;
	text_init(&t, a, 1 << 20);
	while (s.n) {
		size_t end = span_find_byte(s, '\n');
		bool last = end == SPAN_NONE;
		struct span raw = span_take(s, last ? s.n : end);
		s = span_skip(s, last ? s.n : end + 1);
		if (!last && raw.n && raw.p[raw.n - 1] == '\r')
			raw.n--;
		text_init(&line, a, 1 << 20);
		for (size_t i = 0; i < raw.n; i++) {
			bool white = raw.p[i] == ' ' || raw.p[i] == '\t';
			if (canon == CANON_SIMPLE || !white)
				text_add_byte(&line, raw.p[i]);
			else if (line.n == 0 || line.p[line.n - 1] != ' ')
				text_add_byte(&line, ' ');
		}
		if (canon == CANON_RELAXED && line.n && line.p[line.n - 1] == ' ')
			line.n--;
		text_add(&t, span_of(line.p, line.n));
		text_add_cstr(&t, "\r\n");
		if (line.n)
			kept = t.n;
	}
	if (kept == 0 && canon == CANON_SIMPLE)
		return SPAN("\r\n");
	return span_of(t.p, kept);
}

static void any_pieces_give_the_same(void **state)
{
	/* short lines full of odd things, and long ones with few */
	static const char *const alphabets[] = { "ab  \t\r\n\r\n\n",
		"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz  \t\r\n" };
	unsigned seed = 1;
	for (unsigned round = 0; round < 3000; round++) {
		struct arena *a = arena_create(16 << 20);
		char in[200];
		size_t n = round % sizeof(in);
		const char *letters = alphabets[round / 200 % 2];
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			in[i] = letters[(seed >> 16) % strlen(letters)];
			if (round % 3 == 0 && in[i] == '\t')
				in[i] = 'x';
		}
		for (int canon = CANON_SIMPLE; canon <= CANON_RELAXED; canon++) {
			struct span want =
				slow_canon(a, (enum canon)canon, span_of(in, n));
			size_t steps[] = { 1, 2, 3, 7, 64, 1000 };
			for (size_t i = 0; i < 6; i++)
				assert_true(span_equal(
					want, canon_of(a, (enum canon)canon,
						      span_of(in, n), steps[i])));
		}
		arena_destroy(&a);
	}
	(void)state;
}

static void long_runs_and_long_holds_pass(void **state)
{
	enum { N = 5000 };
	char in[N];
	memset(in, 'x', N);
	assert_int_equal(canon_of(*state, CANON_SIMPLE, span_of(in, N), N).n, N + 2);
	assert_int_equal(canon_of(*state, CANON_RELAXED, span_of(in, N), 600).n, N + 2);
	memset(in, '\n', N - 1);
	assert_int_equal(
		canon_of(*state, CANON_SIMPLE, span_of(in, N), N).n, (N - 1) * 2 + 1 + 2);
	memset(in, ' ', N - 1);
	assert_int_equal(canon_of(*state, CANON_RELAXED, span_of(in, N), N).n, 4);
}

static void hash_of(const void *p, size_t n, unsigned char out[32])
{
	struct arena *a = arena_create(1 << 20);
	struct digest *d = digest_create(a, DIGEST_SHA256);
	digest_add(d, span_of(p, n));
	digest_end(d, out);
	arena_destroy(&a);
}

static void all_lengths_are_hashed_in_one_pass(void **state)
{
	struct job job;
	job_init(&job, *state);
	static const char body[] = "one  two\r\nthree \r\n\r\n";
	static const char *const forms[] = { "one  two\r\nthree \r\n",
		"one two\r\nthree\r\n" };
	struct body_hash hashes[40] = { 0 }, *wanted[40];
	for (unsigned i = 0; i < 40; i++) {
		hashes[i].canon = i % 2 ? CANON_RELAXED : CANON_SIMPLE;
		hashes[i].limit = i < 36 ? (35 - i) / 2 : UINT64_MAX;
		wanted[i] = &hashes[i];
	}
	dkim_hash_body(&job, span_from_cstr(body), wanted, 40);
	for (unsigned i = 0; i < 40; i++) {
		unsigned char want[32];
		const char *form = forms[i % 2];
		size_t n =
			strlen(form) < hashes[i].limit ? strlen(form) : hashes[i].limit;
		hash_of(form, n, want);
		assert_int_equal(hashes[i].hashed, n);
		assert_int_equal(hashes[i].bytes, strlen(form));
		assert_memory_equal(hashes[i].hash, want, 32);
	}
}

static void check_field(struct arena *a, const char *raw, enum canon canon,
	const char *hole, const char *want)
{
	struct span s = span_from_cstr(raw);
	struct header_field f = { .raw = s };
	size_t colon = span_find_byte(s, ':');
	f.name = span_trim(span_take(s, colon));
	f.value = span_skip(s, colon + 1);
	while (f.value.n &&
		(f.value.p[f.value.n - 1] == '\n' || f.value.p[f.value.n - 1] == '\r'))
		f.value.n--;
	struct span out = { NULL, 0 };
	if (hole)
		out = span_of(s.p + span_find(s, span_from_cstr(hole)), strlen(hole));
	struct text t;
	text_init(&t, a, 4096);
	struct canon_sink *sink = arena_new(a, struct canon_sink);
	sink->take = collect;
	sink->state = &t;
	canon_field(sink, canon, &f, out, hole == NULL);
	canon_flush(sink);
	assert_string_equal(t.p, want);
}

static void fields_come_out_as_the_rfc_says(void **state)
{
	check_field(*state, "A: X\r\n", CANON_RELAXED, NULL, "a:X\r\n");
	check_field(*state, "B : Y\t\r\n\tZ  \r\n", CANON_RELAXED, NULL, "b:Y Z\r\n");
	check_field(*state, "A: X\r\n", CANON_SIMPLE, NULL, "A: X\r\n");
	check_field(*state, "B : Y\t\r\n\tZ  \r\n", CANON_SIMPLE, NULL,
		"B : Y\t\r\n\tZ  \r\n");
	check_field(*state, "B : Y\n\tZ\n", CANON_SIMPLE, NULL, "B : Y\r\n\tZ\r\n");
	check_field(*state, "B:Y\r\tZ\r", CANON_SIMPLE, NULL, "B:Y\r\n\tZ\r\n");
	check_field(*state, "B:", CANON_RELAXED, NULL, "b:\r\n");
	check_field(*state, "B:  \r\n \r\n", CANON_RELAXED, NULL, "b:\r\n");
	check_field(
		*state, "S: a=1; b=xy z; c\r\n", CANON_RELAXED, "xy z", "s:a=1; b=; c");
	check_field(*state, "S: a=1; b=xyz\r\n", CANON_RELAXED, "xyz", "s:a=1; b=");
	check_field(
		*state, "S: a; b=xy\n z\n;c\n", CANON_SIMPLE, "xy\n z\n", "S: a; b=;c");
	check_field(*state, "S: b=xy ;\n c\n", CANON_RELAXED, "xy ", "s:b=; c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bodies_come_out_as_the_rfc_says),
		cmocka_unit_test(any_pieces_give_the_same),
		cmocka_unit_test(long_runs_and_long_holds_pass),
		cmocka_unit_test(all_lengths_are_hashed_in_one_pass),
		cmocka_unit_test(fields_come_out_as_the_rfc_says),
	};
	return cmocka_run_group_tests_name("canon", tests, make_arena, drop_arena);
}
