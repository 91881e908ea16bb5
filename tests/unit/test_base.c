/* base/: spans, arenas, numbers, encodings, addresses of the network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/codec.h"
#include "base/ip.h"
#include "base/num.h"
#include "base/utf8.h"

static int make_arena(void **state)
{
	*state = arena_create(1 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	struct arena *a = *state;
	arena_destroy(&a);
	return 0;
}

static void split_visits_the_empty_last_part(void **state)
{
	(void)state;
	struct span rest = SPAN("a..b.");
	const char *want[] = { "a", "", "b", "" };
	size_t i = 0;
	while (rest.p) {
		struct span part = span_split(&rest, '.');
		assert_true(i < 4 && span_equal(part, span_from_cstr(want[i])));
		i++;
	}
	assert_int_equal(i, 4);
}

static void names_are_folded_and_lose_their_final_dot(void **state)
{
	static const unsigned char plain[] = "abc-1";
	struct span same = span_of(plain, 5);
	assert_ptr_equal(arena_lower(*state, same).p, plain);
	assert_true(span_equal(arena_lower(*state, SPAN("aB\xC4Z")), SPAN("ab\xC4z")));
	assert_true(span_equal(span_without_final_dot(SPAN("a.b.")), SPAN("a.b")));
	assert_true(span_equal(span_without_final_dot(SPAN(".")), SPAN("")));
	assert_true(span_equal(span_without_final_dot(SPAN("a.b")), SPAN("a.b")));
}

static void lines_end_in_lf_or_crlf(void **state)
{
	(void)state;
	struct span rest = SPAN("one\r\ntwo\n\nlast");
	assert_true(span_equal(span_line(&rest), SPAN("one")));
	assert_true(span_equal(span_line(&rest), SPAN("two")));
	assert_true(span_equal(span_line(&rest), SPAN("")));
	assert_true(span_equal(span_line(&rest), SPAN("last")));
	assert_int_equal(rest.n, 0);
}

static void numbers_are_whole_or_nothing(void **state)
{
	(void)state;
	uint64_t v = 7;
	assert_true(num_parse(SPAN("18446744073709551615"), UINT64_MAX, &v));
	assert_true(v == UINT64_MAX);
	assert_false(num_parse(SPAN("18446744073709551616"), UINT64_MAX, &v));
	assert_false(num_parse(SPAN("256"), 255, &v));
	assert_false(num_parse(SPAN(""), 255, &v));
	assert_false(num_parse(SPAN("-1"), 255, &v));
	assert_false(num_parse(SPAN("1 "), 255, &v));
	assert_true(num_parse_hex(SPAN("fF"), 255, &v) && v == 255);
}

static void arena_gives_zeroed_memory_again_after_a_reset(void **state)
{
	struct arena *a = *state;
	memset(arena_alloc(a, 1000), 0xAA, 1000);
	arena_reset(a);
	unsigned char *p = arena_alloc(a, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(p[i], 0);
}

static jmp_buf full;
static void jump(void *object)
{
	arena_allow(object, 4096);
	longjmp(full, 1);
}

static void a_spent_budget_calls_back_and_can_be_widened(void **state)
{
	(void)state;
	struct arena *a = arena_create(4096);
	arena_on_full(a, jump, a);
	volatile int jumped = 0;
	if (setjmp(full) == 0)
		for (;;)
			arena_alloc(a, 100);
	else
		jumped = 1;
	assert_true(jumped);
	assert_non_null(arena_alloc(a, 100));
	arena_destroy(&a);
}

static void note_end(void *ended)
{
	++*(unsigned *)ended;
}

/* Its room is its own; that it is full is the owner's affair, and so is its end. */
static void an_arena_below_another_ends_with_it(void **state)
{
	(void)state;
	unsigned ended = 0;
	volatile int jumped = 0;
	struct arena *owner = arena_create(4096);
	arena_on_full(owner, jump, owner);
	struct arena *below = arena_below(owner, 8192);
	arena_defer(below, note_end, &ended);
	assert_non_null(arena_alloc(below, 6000));
	if (setjmp(full) == 0)
		arena_alloc(below, 6000);
	else
		jumped = 1;
	assert_true(jumped);
	assert_int_equal(ended, 0);
	arena_destroy(&owner);
	assert_int_equal(ended, 1);
}

static void text_stops_at_its_maximum(void **state)
{
	struct text t;
	text_init(&t, *state, 10);
	text_printf(&t, "%s", "0123456");
	assert_false(t.cut);
	text_add_cstr(&t, "789ab");
	assert_true(t.cut);
	assert_string_equal(t.p, "0123456789");
}

static void base64_follows_rfc4648_section_10(void **state)
{
	static const char *const vectors[][2] = { { "", "" }, { "f", "Zg==" },
		{ "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" } };
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		bool clean;
		struct span plain = span_from_cstr(vectors[i][0]);
		struct span coded = span_from_cstr(vectors[i][1]);
		assert_true(span_equal(base64_encode(*state, plain), coded));
		assert_true(span_equal(base64_decode(*state, coded, &clean), plain));
		assert_true(clean);
	}
	bool clean;
	assert_true(
		span_equal(base64_decode(*state, SPAN("Zm9*vYg"), &clean), SPAN("foob")));
	assert_false(clean);
}

static void qp_joins_soft_breaks_and_keeps_what_is_no_code(void **state)
{
	bool clean;
	assert_true(span_equal(
		qp_decode(*state, SPAN("a=3Db=\r\nc= \nd="), &clean), SPAN("a=bcd")));
	assert_true(clean);
	assert_true(span_equal(qp_decode(*state, SPAN("a=zz_"), &clean), SPAN("a=zz_")));
	assert_false(clean);
	assert_true(
		span_equal(qp_decode_word(*state, SPAN("a_b=5F"), &clean), SPAN("a b_")));
}

static void utf8_refuses_overlong_and_surrogates(void **state)
{
	(void)state;
	assert_true(utf8_is_valid(SPAN("a\xC3\xA4\xE3\x81\x82\xF0\x9F\x98\x80")));
	assert_false(utf8_is_valid(SPAN("\xC0\x80")));
	assert_false(utf8_is_valid(SPAN("\xED\xA0\x80")));
	assert_false(utf8_is_valid(SPAN("\xF4\x90\x80\x80")));
	assert_false(utf8_is_valid(SPAN("\xE3\x81")));
}

static void networks_match_by_prefix(void **state)
{
	(void)state;
	struct ip a, net;
	assert_true(
		ip_parse(SPAN("192.0.2.129"), &a) && ip_parse(SPAN("192.0.2.128"), &net));
	assert_true(ip_in_net(&a, &net, 25));
	assert_false(ip_in_net(&a, &net, 32));
	assert_true(
		ip_parse(SPAN("[IPv6:::ffff:192.0.2.129]"), &net) && ip_equal(&a, &net));
	assert_false(ip_parse(SPAN("192.0.2.1 "), &a));
	assert_false(ip_parse(SPAN("fe80::1%eth0"), &a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(split_visits_the_empty_last_part),
		cmocka_unit_test(names_are_folded_and_lose_their_final_dot),
		cmocka_unit_test(lines_end_in_lf_or_crlf),
		cmocka_unit_test(numbers_are_whole_or_nothing),
		cmocka_unit_test(arena_gives_zeroed_memory_again_after_a_reset),
		cmocka_unit_test(a_spent_budget_calls_back_and_can_be_widened),
		cmocka_unit_test(an_arena_below_another_ends_with_it),
		cmocka_unit_test(text_stops_at_its_maximum),
		cmocka_unit_test(base64_follows_rfc4648_section_10),
		cmocka_unit_test(qp_joins_soft_breaks_and_keeps_what_is_no_code),
		cmocka_unit_test(utf8_refuses_overlong_and_surrogates),
		cmocka_unit_test(networks_match_by_prefix),
	};
	return cmocka_run_group_tests_name("base", tests, make_arena, drop_arena);
}
