/* ask/message: what is written is read again; anything else is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ask/message.h"

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

static struct span written_question(struct arena *a, const struct question *q)
{
	struct text t;
	text_init(&t, a, MESSAGE_BYTES_MAX);
	question_write(&t, q);
	return text_span(&t);
}

static struct span written_answer(
	struct arena *a, uint32_t id, const struct dns_answer *answer)
{
	struct text t;
	text_init(&t, a, MESSAGE_BYTES_MAX);
	answer_write(&t, id, answer);
	assert_false(t.cut);
	return text_span(&t);
}

static const struct question a_question = { .id = 0x89ABCDEF,
	.type = DNS_TXT,
	.soon = true,
	.name = { (const unsigned char *)"_dmarc.example.com", 18 } };

static struct dns_record two_hosts[] = { { SPAN("mail.example.com"), 10 },
	{ SPAN(""), 65535 } };
static const struct dns_answer two_mx = { .status = DNS_OK,
	.secure = true,
	.ttl_s = 0xFEDCBA98,
	.count = 2,
	.records = two_hosts };

static void a_question_comes_back(void **state)
{
	struct question q;
	assert_true(question_read(written_question(*state, &a_question), &q));
	assert_int_equal(q.id, a_question.id);
	assert_int_equal(q.type, DNS_TXT);
	assert_true(q.soon);
	assert_true(span_equal(q.name, a_question.name));
}

static void an_answer_comes_back(void **state)
{
	struct dns_answer got;
	uint32_t id;
	assert_true(answer_read(*state, written_answer(*state, 7, &two_mx), &id, &got));
	assert_int_equal(id, 7);
	assert_int_equal(got.status, DNS_OK);
	assert_true(got.secure);
	assert_int_equal(got.ttl_s, two_mx.ttl_s);
	assert_int_equal(got.count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(got.records[i].preference, two_hosts[i].preference);
		assert_true(span_equal(got.records[i].data, two_hosts[i].data));
	}
	assert_true(answer_fits(&got, DNS_MX));
	assert_false(answer_fits(&got, DNS_PTR));
}

static void every_status_comes_back_without_records(void **state)
{
	for (int status = 0; status < DNS_STATUSES; status++) {
		struct dns_answer got, none = { .status = (enum dns_status)status };
		uint32_t id;
		bool taken =
			answer_read(*state, written_answer(*state, 1, &none), &id, &got);
		assert_int_equal(taken, status != DNS_OK);
		assert_true(!taken || (int)got.status == status);
	}
}

static void nothing_shorter_or_longer_is_taken(void **state)
{
	struct question q;
	struct dns_answer answer;
	uint32_t id;
	struct span whole = written_answer(*state, 7, &two_mx);
	for (size_t n = 0; n < whole.n; n++) {
		unsigned char *cut = malloc(n + 1); /* exactly sized, for the sanitizer */
		memcpy(cut, whole.p, n);
		assert_false(answer_read(*state, span_of(cut, n), &id, &answer));
		free(cut);
	}
	assert_false(answer_read(*state, span_of(whole.p, whole.n + 1), &id, &answer));
	whole = written_question(*state, &a_question);
	for (size_t n = 0; n <= 8; n++)
		assert_false(question_read(span_take(whole, n), &q));
	/* One byte off a name leaves a name; two dots or a NUL in it do not. */
	assert_true(question_read(span_take(whole, 9), &q));
}

static void a_changed_byte_is_refused_or_still_well_formed(void **state)
{
	struct span whole = written_answer(*state, 7, &two_mx);
	unsigned refused = 0;
	for (size_t i = 0; i < whole.n; i++) {
		unsigned char *copy = (unsigned char *)arena_copy(*state, whole).p;
		struct dns_answer got;
		uint32_t id;
		copy[i] ^= 0xFF;
		struct span bytes = span_of(copy, whole.n);
		if (answer_read(*state, bytes, &id, &got))
			assert_true(span_equal(written_answer(*state, id, &got), bytes));
		else
			refused++;
	}
	/* Kind, status, flag, count and both lengths: nine bytes carry the form. */
	assert_int_equal(refused, 9);
}

static void names_that_are_none_are_refused(void **state)
{
	static const char *const names[] = { ".", "a..b", "example.com.", ".a" };
	struct question got, q = a_question;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		q.name = span_from_cstr(names[i]);
		assert_false(question_read(written_question(*state, &q), &got));
	}
	q.name = SPAN("a\0b");
	assert_false(question_read(written_question(*state, &q), &got));
	q.name = a_question.name;
	q.type = (enum dns_type)255;
	assert_false(question_read(written_question(*state, &q), &got));
}

static void an_answer_too_large_for_a_packet_says_truncated(void **state)
{
	enum { HOSTS = 4000 };
	struct dns_record *hosts = arena_array(*state, HOSTS, sizeof(*hosts));
	struct dns_answer got,
		many = { .status = DNS_OK, .count = HOSTS, .records = hosts };
	uint32_t id;
	for (size_t i = 0; i < HOSTS; i++)
		hosts[i].data = SPAN("a-rather-long-host-name.mail.example.com");
	assert_true(answer_read(*state, written_answer(*state, 3, &many), &id, &got));
	assert_int_equal(got.status, DNS_TRUNCATED);
	assert_int_equal(got.count, 0);
	many.count = 1000;
	assert_true(answer_read(*state, written_answer(*state, 3, &many), &id, &got));
	assert_int_equal(got.count, 1000);
}

static void addresses_have_their_length(void **state)
{
	(void)state;
	struct dns_record four = { SPAN("\300\0\2\1"), 0 };
	struct dns_answer answer = { .status = DNS_OK, .count = 1, .records = &four };
	assert_true(answer_fits(&answer, DNS_A));
	assert_true(answer_fits(&answer, DNS_TXT));
	assert_false(answer_fits(&answer, DNS_AAAA));
	four.preference = 1;
	assert_false(answer_fits(&answer, DNS_A));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_question_comes_back),
		cmocka_unit_test(an_answer_comes_back),
		cmocka_unit_test(every_status_comes_back_without_records),
		cmocka_unit_test(nothing_shorter_or_longer_is_taken),
		cmocka_unit_test(a_changed_byte_is_refused_or_still_well_formed),
		cmocka_unit_test(names_that_are_none_are_refused),
		cmocka_unit_test(an_answer_too_large_for_a_packet_says_truncated),
		cmocka_unit_test(addresses_have_their_length),
	};
	return cmocka_run_group_tests_name("message", tests, make_arena, drop_arena);
}
