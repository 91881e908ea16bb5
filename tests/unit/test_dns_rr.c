/* ask/dns_rr: messages of name servers, honest and hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ask/dns_rr.h"
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

#define OWNER "\xC0\x0C" /* the name in the question */
#define TTL "\0\0\1\54"
#define RR(type, length) "\0" type "\0\1" TTL "\0" length
#define EXAMPLE_COM "\7example\3com\0"

/* A message of one question for example.com: records are what stands behind it. */
static struct span message(struct arena *a, unsigned flags, enum dns_type type,
	unsigned count, struct span records)
{
	struct text t;
	text_init(&t, a, 1 << 17);
	text_add(&t, SPAN("\0\7"));
	text_add_byte(&t, (unsigned char)(flags >> 8));
	text_add_byte(&t, (unsigned char)flags);
	text_add(&t, SPAN("\0\1"));
	text_add_byte(&t, (unsigned char)(count >> 8));
	text_add_byte(&t, (unsigned char)count);
	text_add(&t, SPAN("\0\0\0\0" EXAMPLE_COM "\0"));
	text_add_byte(&t, (unsigned char)type);
	text_add(&t, SPAN("\0\1"));
	text_add(&t, records);
	return text_span(&t);
}

static struct dns_answer read(
	struct arena *a, enum dns_type type, unsigned count, struct span records)
{
	struct dns_answer answer;
	dns_reply_read(a, message(a, 0x8180, type, count, records), type, &answer);
	return answer;
}

static void assert_one(const struct dns_answer *answer, struct span data)
{
	assert_int_equal(answer->status, DNS_OK);
	assert_int_equal(answer->count, 1);
	assert_int_equal(answer->records[0].data.n, data.n);
	assert_memory_equal(answer->records[0].data.p, data.p, data.n);
}

static void strings_of_a_txt_record_are_joined(void **state)
{
	struct dns_answer answer =
		read(*state, DNS_TXT, 1, SPAN(OWNER RR("\20", "\15") "\7v=spf1 \4-all"));
	assert_one(&answer, SPAN("v=spf1 -all"));
}

static void hosts_are_unfolded_and_lower_case(void **state)
{
	struct dns_answer answer = read(*state, DNS_MX, 2,
		SPAN(OWNER RR("\17", "\11") "\0\12\4MAIL\xC0\x0C" OWNER RR(
			"\17", "\3") "\0\0\0"));
	assert_int_equal(answer.count, 2);
	assert_int_equal(answer.records[0].preference, 10);
	assert_true(span_equal(answer.records[0].data, SPAN("mail.example.com")));
	/* RFC 7505: the null MX is the root, an empty name. */
	assert_int_equal(answer.records[1].data.n, 0);
}

static void cnames_are_followed_and_strangers_records_are_not_taken(void **state)
{
	struct dns_answer answer = read(*state, DNS_A, 3,
		SPAN(OWNER RR(
			"\5", "\4") "\1w\xC0\x0C"
				    "\1e"
				    "\0" RR("\1", "\4") "\1\1\1\1"
							"\1W" EXAMPLE_COM RR("\1",
								"\4") "\300\0\2\1"));
	assert_one(&answer, SPAN("\300\0\2\1"));
}

static void a_name_cannot_hide_a_dot_or_a_control_character(void **state)
{
	struct dns_answer answer = read(*state, DNS_PTR, 1,
		SPAN(OWNER RR("\14", "\20") "\13example.com\2\n\xFF\0"));
	assert_one(&answer, SPAN("example?com.??"));
}

static void rcodes_are_told_apart(void **state)
{
	static const struct {
		unsigned flags;
		enum dns_status status;
	} want[] = { { 0x8180, DNS_NODATA }, { 0x8183, DNS_NXDOMAIN },
		{ 0x8182, DNS_SERVFAIL }, { 0x8185, DNS_SERVFAIL },
		{ 0x8380, DNS_TRUNCATED }, { 0x0180, DNS_SERVFAIL } };
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		struct dns_answer answer;
		dns_reply_read(*state, message(*state, want[i].flags, DNS_A, 0, SPAN("")),
			DNS_A, &answer);
		assert_int_equal(answer.status, want[i].status);
	}
}

static void one_malformed_record_spoils_the_message(void **state)
{
	static const struct {
		enum dns_type type;
		struct span record;
	} bad[] = {
		{ DNS_A, SPAN(OWNER RR("\1", "\3") "\1\1\1") },
		{ DNS_A, SPAN(OWNER RR("\1", "\5") "\1\1\1\1\1") },
		{ DNS_TXT, SPAN(OWNER RR("\20", "\3") "\3ab") },
		{ DNS_TXT, SPAN(OWNER RR("\20", "\0")) },
		{ DNS_MX, SPAN(OWNER RR("\17", "\5") "\0\12\xC0\x0C\0") },
		{ DNS_MX, SPAN(OWNER RR("\17", "\1") "\0") },
		{ DNS_PTR, SPAN(OWNER RR("\14", "\2") "\xC0\x29") }, /* at itself */
		{ DNS_PTR, SPAN(OWNER RR("\14", "\2") "\xC0\xFF") }, /* past the end */
		{ DNS_PTR, SPAN(OWNER RR("\14", "\2") "\x80\x0C") }, /* no such label */
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct dns_answer answer = read(*state, bad[i].type, 1, bad[i].record);
		assert_int_equal(answer.status, DNS_SERVFAIL);
		assert_int_equal(answer.count, 0);
	}
}

static void pointers_to_pointers_end(void **state)
{
	/* TXT data are a ladder of pointers, each to the one before; a PTR at its top. */
	struct text t;
	unsigned start = 12 + sizeof(EXAMPLE_COM) - 1 + 4, at = start + 12 + 1;
	text_init(&t, *state, 1 << 16);
	text_add(&t, SPAN(OWNER RR("\20", "\374") "\373"));
	text_add(&t, SPAN("\xC0\x0C"));
	for (unsigned i = 1; i < 125; i++, at += 2) {
		text_add_byte(&t, 0xC0);
		text_add_byte(&t, (unsigned char)at);
	}
	text_add(&t, SPAN("x" OWNER RR("\14", "\2") "\xC0\xFE"));
	assert_int_equal(read(*state, DNS_PTR, 2, text_span(&t)).status, DNS_SERVFAIL);
	/* Thirty steps of the same ladder are climbed. */
	t.p[t.n - 1] = (char)(start + 12 + 1 + 60);
	struct dns_answer answer = read(*state, DNS_PTR, 2, text_span(&t));
	assert_one(&answer, SPAN("example.com"));
}

static void cut_at_every_byte_it_is_no_answer(void **state)
{
	struct span whole = message(*state, 0x8180, DNS_MX, 2,
		SPAN(OWNER RR("\17", "\11") "\0\12\4mail\xC0\x0C" OWNER RR(
			"\17", "\3") "\0\0\0"));
	for (size_t n = 0; n < whole.n; n++) {
		unsigned char *cut = malloc(n + 1);
		struct dns_answer answer;
		memcpy(cut, whole.p, n);
		dns_reply_read(*state, span_of(cut, n), DNS_MX, &answer);
		assert_int_equal(answer.status, DNS_SERVFAIL);
		free(cut);
	}
}

static void the_question_must_be_ours(void **state)
{
	struct dns_answer answer;
	struct span a =
		message(*state, 0x8180, DNS_A, 1, SPAN(OWNER RR("\1", "\4") "\1\1\1\1"));
	dns_reply_read(*state, a, DNS_AAAA, &answer);
	assert_int_equal(answer.status, DNS_SERVFAIL);
	dns_reply_read(*state, a, DNS_A, &answer);
	assert_int_equal(answer.status, DNS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_of_a_txt_record_are_joined),
		cmocka_unit_test(hosts_are_unfolded_and_lower_case),
		cmocka_unit_test(cnames_are_followed_and_strangers_records_are_not_taken),
		cmocka_unit_test(a_name_cannot_hide_a_dot_or_a_control_character),
		cmocka_unit_test(rcodes_are_told_apart),
		cmocka_unit_test(one_malformed_record_spoils_the_message),
		cmocka_unit_test(pointers_to_pointers_end),
		cmocka_unit_test(cut_at_every_byte_it_is_no_answer),
		cmocka_unit_test(the_question_must_be_ours),
	};
	return cmocka_run_group_tests_name("dns_rr", tests, make_arena, drop_arena);
}
