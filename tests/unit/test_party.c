/* core/party: an address in the form in which people are compared; what is no correspondent
 * makes none, and what is made is fit for a memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/must.h"
#include "core/people.h"

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create((size_t)64 << 20);
	return 0;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(&arena);
	return 0;
}

static bool make(struct span local, struct span domain, struct span name, struct party *p)
{
	return party_make(arena, local, domain, name, p);
}

static void one_mailbox_has_one_form(void **state)
{
	(void)state;
	static const struct {
		struct span local, domain;
	} same[] = { { SPAN("Ann"), SPAN("Mail.B\u00fccher.Example") },
		{ SPAN("ANN+news"), SPAN("mail.xn--bcher-kva.example") },
		{ SPAN("ann+"), SPAN("MAIL.XN--BCHER-KVA.EXAMPLE") },
		{ SPAN("ann+a+b"), SPAN("mail.bu\u0308cher.example") } };
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		struct party p;
		assert_true(make(same[i].local, same[i].domain, SPAN("Ann Miller"), &p));
		assert_true(span_equal(p.local, SPAN("ann")));
		assert_true(span_equal(p.domain, SPAN("mail.xn--bcher-kva.example")));
		assert_true(span_equal(p.org, SPAN("xn--bcher-kva.example")));
		assert_true(p.shape.n && p.fold.n);
		assert_true(span_equal(p.name, SPAN("Ann Miller")));
		assert_true(party_is_fit(&p));
	}
	struct party p;
	assert_true(make(SPAN("+ann"), SPAN("example.com"), SPAN(""), &p));
	assert_true(span_equal(p.local, SPAN("+ann"))); /* a tag of nobody is none */
	assert_true(make(SPAN("ann"), SPAN("www.example.co.uk"), SPAN(""), &p));
	assert_true(span_equal(p.org, SPAN("example.co.uk")));
	assert_true(make(SPAN("ann"), SPAN("co.uk"), SPAN(""), &p));
	assert_true(span_equal(p.org, SPAN("co.uk")));
	assert_true(make(SPAN("ann"), SPAN("localhost"), SPAN(""), &p));
}

static void what_is_no_address_makes_none(void **state)
{
	(void)state;
	static const struct {
		struct span local, domain;
	} none[] = { { SPAN(""), SPAN("example.com") }, { SPAN("ann"), SPAN("") },
		{ SPAN("ann"), SPAN("[192.0.2.1]") },
		{ SPAN("ann"), SPAN("a b.example") },
		{ SPAN("ann"), SPAN("example(.com") },
		{ SPAN("a\nb"), SPAN("example.com") },
		{ SPAN("a\0b"), SPAN("example.com") },
		{ SPAN("\xff"), SPAN("example.com") },
		{ SPAN("ann"), SPAN("\xff.example") },
		{ SPAN("ann"), SPAN("a\0b.example") } };
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct party p;
		if (make(none[i].local, none[i].domain, SPAN(""), &p))
			fail_msg("row %zu makes a party", i);
	}
	struct party p;
	unsigned char room[400];
	memset(room, 'a', sizeof(room));
	assert_true(make(
		span_of(room, PARTY_LOCAL_BYTES_MAX), SPAN("example.com"), SPAN(""), &p));
	assert_false(make(span_of(room, PARTY_LOCAL_BYTES_MAX + 1), SPAN("example.com"),
		SPAN(""), &p));
	assert_false(make(SPAN("ann"), span_of(room, sizeof(room)), SPAN(""), &p));
}

static void names_are_cut_between_characters(void **state)
{
	(void)state;
	struct party p;
	unsigned char room[400];
	for (size_t n = 0; n + 3 < sizeof(room); n += 3)
		memcpy(room + n, "\u5c71", 3);
	for (size_t skip = 0; skip < 3; skip++) {
		room[0] = room[1] = 'x';
		struct span name = span_of(room + 3 - skip, 300 + skip);
		if (skip)
			memset(room + 3 - skip, 'x', skip);
		assert_true(make(SPAN("ann"), SPAN("example.com"), name, &p));
		assert_true(p.name.n > 96 && p.name.n <= PEOPLE_NAME_BYTES_MAX);
		assert_true(people_text_is_fit(p.name));
	}
	assert_true(
		make(SPAN("ann"), SPAN("example.com"), SPAN("Ann\x1b[2J Miller"), &p));
	assert_int_equal(p.name.n, 0);
	assert_true(make(SPAN("ann"), SPAN("example.com"), SPAN("\xff\xfe"), &p));
	assert_int_equal(p.name.n, 0);
}

static void an_organization_is_an_end_of_labels(void **state)
{
	(void)state;
	static const struct {
		const char *domain, *org;
		bool is;
	} rows[] = { { "a.example.com", "example.com", true },
		{ "example.com", "example.com", true },
		{ "badexample.com", "example.com", false },
		{ "example.com", "a.example.com", false }, { "example.com", "", false },
		{ "example.com", "net", false } };
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct party p = { .domain = span_from_cstr(rows[i].domain),
			.org = span_from_cstr(rows[i].org) };
		if (party_is_fit(&p) != rows[i].is)
			fail_msg("%s of %s", rows[i].org, rows[i].domain);
	}
}

static void established_is_often_and_long_and_lately(void **state)
{
	(void)state;
	const int64_t day = 86400, now = 2000000000;
	struct acquaintance q = {
		.sent = 3, .days = 3, .first_s = now - 14 * day, .last_s = now
	};
	assert_true(acquaintance_is_established(&q, now));
	struct acquaintance r = q;
	r.days = 2;
	assert_false(acquaintance_is_established(&r, now));
	r = q;
	r.first_s = now - 13 * day;
	assert_false(acquaintance_is_established(&r, now));
	r = q;
	r.sent = 0;
	assert_false(acquaintance_is_established(&r, now));
	r.in_book = true;
	assert_true(acquaintance_is_established(&r, now));
	assert_true(acquaintance_is_established(&q, now + 5 * 365 * day));
	assert_false(acquaintance_is_established(&q, now + 5 * 365 * day + 1));
	/* times that cannot be overflow nothing */
	r = (struct acquaintance){
		.sent = 9, .days = 9, .first_s = INT64_MAX, .last_s = INT64_MIN
	};
	assert_false(acquaintance_is_established(&r, INT64_MAX));
	r.first_s = INT64_MIN;
	r.last_s = INT64_MAX;
	assert_true(acquaintance_is_established(&r, INT64_MIN));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_arena, drop_arena)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_mailbox_has_one_form),
		TEST(what_is_no_address_makes_none),
		TEST(names_are_cut_between_characters),
		TEST(an_organization_is_an_end_of_labels),
		TEST(established_is_often_and_long_and_lately),
	};
	return cmocka_run_group_tests_name("party", tests, NULL, NULL);
}
