/* auth/dkim: the letters of RFC 6376 A.2 and RFC 8463 A.3, and what each change to their
 * signature, key or body makes of them. Canonical forms are in test_canon.c, findings in
 * tests/cases/mail.dkim*. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ask/replay.h"
#include "auth/dkim.h"
#include "auth/dkim_key.h"
#include "base/text.h"

/* RFC 6376 appendix A.2, with the key of its appendix C. */
static const char rfc6376[] =
	"DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;\r\n"
	"      c=simple/simple; q=dns/txt; i=joe@football.example.com;\r\n"
	"      h=Received : From : To : Subject : Date : Message-ID;\r\n"
	"      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
	"      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB\r\n"
	"        4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut\r\n"
	"        KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV\r\n"
	"        4bmp/YzhwvcubU4=;\r\n"
	"Received: from client1.football.example.com  [192.0.2.1]\r\n"
	"      by submitserver.example.com with SUBMISSION;\r\n"
	"      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)\r\n"
	"From: Joe SixPack <joe@football.example.com>\r\n"
	"To: Suzie Q <suzie@shopping.example.net>\r\n"
	"Subject: Is dinner ready?\r\n"
	"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
	"Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
	"\r\n"
	"Hi.\r\n"
	"\r\n"
	"We lost the game. Are you hungry yet?\r\n"
	"\r\n"
	"Joe.\r\n";

/* RFC 8463 appendix A.3. */
static const char rfc8463[] =
	"DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
	" d=football.example.com; i=@football.example.com;\r\n"
	" q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
	" subject : date : message-id : from : subject : date;\r\n"
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
	" b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
	" Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
	"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
	" d=football.example.com; i=@football.example.com;\r\n"
	" q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
	" date : message-id : from : subject : date;\r\n"
	" bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
	" b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n"
	" DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n"
	" dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\n"
	"From: Joe SixPack <joe@football.example.com>\r\n"
	"To: Suzie Q <suzie@shopping.example.net>\r\n"
	"Subject: Is dinner ready?\r\n"
	"Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
	"Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
	"\r\n"
	"Hi.\r\n"
	"\r\n"
	"We lost the game.  Are you hungry yet?\r\n"
	"\r\n"
	"Joe.\r\n";

#define A2_KEY                                                                           \
	"p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/"                \
	"DkMoGeLnQg1fWn7/zYtIx"                                                          \
	"N2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/"      \
	"NMqJ0fzfVjH"                                                                    \
	"4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"
#define A3_RSA                                                                           \
	"p="                                                                             \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5" \
	"bdOK"                                                                           \
	"b2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/"                               \
	"8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5Qj"                                           \
	"vHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
#define A3_ED "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

static const char keys[] =
	"dns brisbane._domainkey.example.com TXT \"v=DKIM1; " A2_KEY "\"\n"
	"dns brisbane._domainkey.football.example.com TXT \"v=DKIM1; k=ed25519; " A3_ED
	"\"\n"
	"dns test._domainkey.football.example.com TXT \"v=DKIM1; k=rsa; " A3_RSA "\"\n";

struct bench {
	struct arena *arena;
	struct job job;
	struct mail mail;
};

static void judge(struct bench *b, struct span letter, const char *world_text,
	struct dkim_report *report_r)
{
	struct world *world;
	struct err err;
	struct mail_limits limits = { { 2000, 1 << 20 }, 20, 100 };
	b->arena = arena_create(256 << 20);
	job_init(&b->job, b->arena);
	assert_int_equal(
		world_parse(b->arena, span_from_cstr(world_text), &world, &err), 0);
	b->job.oracle = world_oracle(world);
	mail_parse(b->arena, letter, &limits, &b->mail);
	*report_r = dkim_check(&b->job, &b->mail);
}

static void finish(struct bench *b)
{
	arena_destroy(&b->arena);
}

/* `letter` with the first `from` replaced. */
static struct span with(
	struct arena *a, const char *letter, const char *from, const char *to)
{
	struct text t;
	struct span s = span_from_cstr(letter);
	text_init(&t, a, 1 << 20);
	size_t at = from[0] ? span_find(s, span_from_cstr(from)) : 0;
	assert_true(at != SPAN_NONE);
	text_add(&t, span_take(s, at));
	text_add_cstr(&t, to);
	text_add(&t, span_skip(s, at + strlen(from)));
	return text_span(&t);
}

static void the_letters_of_the_rfcs_pass(void **state)
{
	(void)state;
	struct bench b;
	struct dkim_report r;
	judge(&b, span_from_cstr(rfc6376), keys, &r);
	assert_int_equal(r.count, 1);
	assert_int_equal(r.signatures[0].result, DKIM_PASS);
	assert_int_equal(r.signatures[0].key_bits, 1024);
	assert_true(span_equal(r.signatures[0].domain, SPAN("example.com")));
	assert_true(
		span_equal(r.signatures[0].identity, SPAN("joe@football.example.com")));
	finish(&b);
	judge(&b, span_from_cstr(rfc8463), keys, &r);
	assert_int_equal(r.count, 2);
	assert_int_equal(r.signatures[0].result, DKIM_PASS);
	assert_int_equal(r.signatures[0].key_bits, 256);
	assert_int_equal(r.signatures[1].result, DKIM_PASS);
	assert_int_equal(r.signatures[1].key_bits, 1024);
	assert_int_equal(r.signatures[1].added_count, 0);
	finish(&b);
}

/* Each row: a change to RFC 6376 A.2 and what it comes to. */
static const struct {
	const char *from, *to;
	enum dkim_result result;
	enum dkim_why why;
} changes[] = {
	{ "v=1;", "v=2;", DKIM_PERMERROR, DKIM_WHY_VERSION },
	{ "v=1;", "", DKIM_PERMERROR, DKIM_WHY_MISSING_TAG },
	{ "v=1;", "v=1; v=1;", DKIM_PERMERROR, DKIM_WHY_SYNTAX },
	{ "v=1;", "v=1;;", DKIM_PERMERROR, DKIM_WHY_SYNTAX },
	{ "a=rsa-sha256", "a=rsa-sha1", DKIM_PERMERROR, DKIM_WHY_ALGORITHM },
	{ "a=rsa-sha256", "a=dsa-sha256", DKIM_PERMERROR, DKIM_WHY_ALGORITHM },
	{ "a=rsa-sha256", "a=ed25519-sha256", DKIM_PERMERROR, DKIM_WHY_KEY_MISMATCH },
	{ "d=example.com", "d=example", DKIM_PERMERROR, DKIM_WHY_SYNTAX },
	{ "d=example.com", "d=example.com(.example.net", DKIM_PERMERROR,
		DKIM_WHY_SYNTAX },
	{ "d=example.com", "d=ample.com", DKIM_PERMERROR, DKIM_WHY_IDENTITY },
	{ "i=joe@", "i=joe@evil.", DKIM_FAIL, DKIM_WHY_SIGNATURE },
	{ "i=joe@", "i=joe.", DKIM_PERMERROR, DKIM_WHY_IDENTITY },
	{ "c=simple/simple", "c=simple/future", DKIM_PERMERROR, DKIM_WHY_CANON },
	{ "c=simple/simple", "c=", DKIM_PERMERROR, DKIM_WHY_CANON },
	{ "q=dns/txt", "q=http", DKIM_PERMERROR, DKIM_WHY_QUERY },
	{ "q=dns/txt", "q=http:dns/txt", DKIM_FAIL, DKIM_WHY_SIGNATURE },
	{ "q=dns/txt;", "q=dns/txt; t=2; x=1;", DKIM_PERMERROR, DKIM_WHY_TIMES },
	{ "q=dns/txt;", "q=dns/txt; t=soon;", DKIM_PERMERROR, DKIM_WHY_SYNTAX },
	{ "q=dns/txt;", "q=dns/txt; l=;", DKIM_PERMERROR, DKIM_WHY_SYNTAX },
	{ "q=dns/txt;", "q=dns/txt; l=4000;", DKIM_PERMERROR, DKIM_WHY_LENGTH },
	{ "q=dns/txt;", "q=dns/txt; l=99999999999999999999999;", DKIM_PERMERROR,
		DKIM_WHY_LENGTH },
	{ "q=dns/txt;", "q=dns/txt; l=4;", DKIM_FAIL, DKIM_WHY_BODY },
	{ "s=brisbane", "s=sydney", DKIM_PERMERROR, DKIM_WHY_KEY_NONE },
	{ "h=Received : From", "h=Received : Frome", DKIM_PERMERROR,
		DKIM_WHY_FROM_UNSIGNED },
	{ "h=Received : From", "h=Received :: From", DKIM_PERMERROR, DKIM_WHY_SYNTAX },
	{ "bh=2jUSOH9", "bh=2jUSOH8", DKIM_FAIL, DKIM_WHY_BODY },
	{ "bh=2jUSOH9", "bh=2jUSOH", DKIM_PERMERROR, DKIM_WHY_SYNTAX },
	{ "b=AuUo", "b=AuU!", DKIM_PERMERROR, DKIM_WHY_SYNTAX },
	{ "b=AuUo", "b=AuUp", DKIM_FAIL, DKIM_WHY_SIGNATURE },
	{ "Are you hungry", "Are you angry", DKIM_FAIL, DKIM_WHY_BODY },
	{ "Is dinner ready", "Is lunch ready", DKIM_FAIL, DKIM_WHY_SIGNATURE },
	{ "", "X-Unsigned: yes\r\n", DKIM_PASS, DKIM_WHY_NONE },
	{ "", "From: Eve <eve@example.org>\r\n", DKIM_PASS, DKIM_WHY_NONE },
};

static void each_change_has_its_reason(void **state)
{
	struct arena *a = *state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct bench b;
		struct dkim_report r;
		judge(&b, with(a, rfc6376, changes[i].from, changes[i].to), keys, &r);
		assert_int_equal(r.count, 1);
		assert_string_equal(dkim_why_name(r.signatures[0].why),
			dkim_why_name(changes[i].why));
		assert_int_equal(r.signatures[0].result, changes[i].result);
		finish(&b);
	}
}

static void an_added_from_is_told(void **state)
{
	struct bench b;
	struct dkim_report r;
	judge(&b, with(*state, rfc6376, "", "From: Eve <eve@example.org>\r\n"), keys, &r);
	assert_true(r.signatures[0].from_added);
	assert_int_equal(r.signatures[0].added_count, 1);
	assert_true(span_equal(r.signatures[0].added[0], SPAN("From")));
	finish(&b);
	/* RFC 8463's letter signs From twice: the second may not be put in. */
	judge(&b, with(*state, rfc8463, "", "From: Eve <eve@example.org>\r\n"), keys, &r);
	assert_int_equal(r.signatures[0].result, DKIM_FAIL);
	assert_int_equal(r.signatures[1].result, DKIM_FAIL);
	assert_false(r.signatures[0].from_added);
	finish(&b);
}

static void no_answer_is_no_verdict(void **state)
{
	(void)state;
	static const struct {
		const char *world;
		enum dkim_result result;
		enum dkim_why why;
		enum gap gap;
	} rows[] = {
		{ "TIMEOUT", DKIM_TEMPERROR, DKIM_WHY_KEY_UNREACHABLE, GAP_DNS_TIMEOUT },
		{ "SERVFAIL", DKIM_TEMPERROR, DKIM_WHY_KEY_UNREACHABLE,
			GAP_DNS_SERVFAIL },
		{ "BOGUS", DKIM_TEMPERROR, DKIM_WHY_KEY_UNREACHABLE, GAP_DNS_BOGUS },
		{ "TRUNCATED", DKIM_TEMPERROR, DKIM_WHY_KEY_UNREACHABLE,
			GAP_DNS_TRUNCATED },
		{ "NXDOMAIN", DKIM_PERMERROR, DKIM_WHY_KEY_NONE, GAP_NONE },
		{ "A 192.0.2.1", DKIM_PERMERROR, DKIM_WHY_KEY_NONE, GAP_NONE },
		{ "TXT \"v=DKIM1; p=\"", DKIM_PERMERROR, DKIM_WHY_KEY_REVOKED, GAP_NONE },
		{ "TXT \"hello\"", DKIM_PERMERROR, DKIM_WHY_KEY_SYNTAX, GAP_NONE },
		{ "TXT \"t=s; " A2_KEY "\"", DKIM_PERMERROR, DKIM_WHY_KEY_MISMATCH,
			GAP_NONE },
		{ "TXT \"t=y; " A2_KEY "\"", DKIM_PASS, DKIM_WHY_NONE, GAP_NONE },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench b;
		struct dkim_report r;
		char world[1024];
		snprintf(world, sizeof(world), "dns brisbane._domainkey.example.com %s\n",
			rows[i].world);
		judge(&b, span_from_cstr(rfc6376), world, &r);
		assert_int_equal(r.signatures[0].result, rows[i].result);
		assert_int_equal(r.signatures[0].why, rows[i].why);
		assert_int_equal(r.signatures[0].gap, rows[i].gap);
		assert_int_equal(
			r.signatures[0].testing, strstr(rows[i].world, "t=y") != NULL);
		finish(&b);
	}
	struct bench b;
	struct dkim_report r;
	judge(&b, span_from_cstr(rfc6376), "offline\n", &r);
	assert_int_equal(r.signatures[0].result, DKIM_TEMPERROR);
	assert_int_equal(r.signatures[0].gap, GAP_OFFLINE);
	finish(&b);
}

static void key_records_are_read_as_the_rfc_says(void **state)
{
	struct arena *a = *state;
	static const struct {
		const char *record;
		enum dkim_why why;
	} rows[] = {
		{ A2_KEY, DKIM_WHY_NONE },
		{ "v=DKIM1; " A2_KEY, DKIM_WHY_NONE },
		{ "v=DKIM1; k=rsa; h=sha1:sha256; s=email; n=note; " A2_KEY ";",
			DKIM_WHY_NONE },
		{ "s=*; x=unknown; g=nobody; " A2_KEY, DKIM_WHY_NONE },
		{ "v=DKIM2; " A2_KEY, DKIM_WHY_KEY_SYNTAX },
		{ A2_KEY "; v=DKIM1", DKIM_WHY_KEY_SYNTAX },
		{ "v=DKIM1", DKIM_WHY_KEY_SYNTAX },
		{ "k=rsa; t; " A2_KEY, DKIM_WHY_KEY_SYNTAX },
		{ "p=notakey", DKIM_WHY_KEY_SYNTAX },
		{ "p=AAAA", DKIM_WHY_KEY_SYNTAX },
		{ "p=", DKIM_WHY_KEY_REVOKED },
		{ "k=ed25519; " A2_KEY, DKIM_WHY_KEY_MISMATCH },
		{ "k=foobar; " A2_KEY, DKIM_WHY_KEY_MISMATCH },
		{ "h=sha1; " A2_KEY, DKIM_WHY_KEY_MISMATCH },
		{ "s=chat; " A2_KEY, DKIM_WHY_KEY_MISMATCH },
		{ "p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALgSoqXVSEmfcIsOzw7oRuCCOwsmtX/"
		  "SJnTWxYyj2lef"
		  "xfS/AVJ+dYfY+hXqMsT7l+MZvvh/R1WzN4MO/kI/7XsCAwEAAQ==",
			DKIM_WHY_KEY_WEAK },
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct dkim_key key =
			dkim_key_read(a, span_from_cstr(rows[i].record), KEY_RSA);
		assert_string_equal(dkim_why_name(key.why), dkim_why_name(rows[i].why));
		assert_true(key.why != DKIM_WHY_NONE || key.key != NULL);
	}
}

static void signatures_over_the_budget_are_told(void **state)
{
	struct arena *a = *state;
	struct text t;
	text_init(&t, a, 1 << 20);
	for (int i = 0; i < 25; i++)
		text_add_cstr(&t, "DKIM-Signature: v=1; a=b\r\n");
	text_add_cstr(&t, rfc6376);
	struct bench b;
	struct dkim_report r;
	judge(&b, text_span(&t), keys, &r);
	assert_int_equal(r.count, 20);
	assert_true(r.cut);
	finish(&b);
}

static void time_decides_what_has_expired(void **state)
{
	struct bench b;
	struct dkim_report r;
	judge(&b, with(*state, rfc6376, "q=dns/txt;", "q=dns/txt; x=1000;"), keys, &r);
	assert_int_equal(
		r.signatures[0].result, DKIM_FAIL); /* expiry hides no breakage */
	assert_int_equal(r.signatures[0].expires_s, 1000);
	finish(&b);
}

static void a_letter_cut_at_every_byte_proves_nothing(void **state)
{
	(void)state;
	size_t whole = strlen(rfc6376);
	for (size_t n = 0; n < whole; n += 1) {
		struct bench b;
		struct dkim_report r;
		unsigned char *copy = malloc(n ? n : 1);
		memcpy(copy, rfc6376, n);
		judge(&b, span_of(copy, n), keys, &r);
		for (size_t i = 0; i < r.count; i++)
			assert_true(
				n >= whole - 2 || r.signatures[i].result != DKIM_PASS);
		finish(&b);
		free(copy);
	}
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_letters_of_the_rfcs_pass),
		cmocka_unit_test(each_change_has_its_reason),
		cmocka_unit_test(an_added_from_is_told),
		cmocka_unit_test(no_answer_is_no_verdict),
		cmocka_unit_test(key_records_are_read_as_the_rfc_says),
		cmocka_unit_test(signatures_over_the_budget_are_told),
		cmocka_unit_test(time_decides_what_has_expired),
		cmocka_unit_test(a_letter_cut_at_every_byte_proves_nothing),
	};
	return cmocka_run_group_tests_name("dkim", tests, make_arena, drop_arena);
}
